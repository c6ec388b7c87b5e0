/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weir replay --from: the bytes of a capture, and its id and time where they are kept. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "verb/capture_rows.h"
#include "verb/replay_work.h"

static gboolean is_whole(const Capture *capture, GError **error)
{
	static const struct {
		unsigned flag;
		const char *problem;
	} problems[] = {
		{ CAPTURE_BODY_REDACTED, N_("a value of weir's own was taken out of its body") },
		{ CAPTURE_BODY_CUT, N_("its body was too large to be kept whole") },
		{ CAPTURE_BODY_MISSING, N_("its body is not there") },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(problems); i++) {
		if ((capture->flags & problems[i].flag) == 0)
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("capture %" PRIu64 " cannot be sent: %s"),
			    capture->number, _(problems[i].problem));
		return FALSE;
	}
	return TRUE;
}

gboolean replay_take_capture(VerbRun *run, GError **error)
{
	ReplayWork *work = run->state;
	guint64 number = (guint64)verb_integer(run, "from", 0);
	guint index = 0;
	if (number == 0)
		return TRUE;
	g_autofree char *folder = captures_folder(run, "folder");
	g_autoptr(CaptureLog) log = capture_log_read(folder, error);
	if (log == NULL)
		return FALSE;
	if (!capture_log_find(log, number, &index)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no capture %" PRIu64 " in %s: weir captures"), number, folder);
		return FALSE;
	}
	work->capture = capture_log_get(log, index, TRUE, error);
	if (work->capture == NULL || !is_whole(work->capture, error))
		return FALSE;
	work->body = g_bytes_ref(work->capture->body);
	return TRUE;
}

/* What the sender wrote, wherever the scheme has it. */
static char *kept(const ReplayWork *work, SchemeFieldKind kind)
{
	const Capture *capture = work->capture;
	g_autoptr(GPtrArray) headers = sign_parts_new();
	gsize length = 0;
	const void *body = g_bytes_get_data(capture->body, &length);
	/* The query counts, not what is before it. */
	g_autofree char *url = g_strconcat("http://127.0.0.1", capture->target, NULL);
	const SignInput input = {
		.body = body, .length = length, .method = capture->method, .url = url, .headers = headers
	};
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		g_ptr_array_add(headers, sign_part_new(PLACE_HEADER, header->name, header->value, -1));
	}
	return work->named.plan != NULL ? sign_value_of(work->named.plan, &input, kind) : NULL;
}

gboolean replay_keep_of_capture(VerbRun *run, GError **error)
{
	ReplayWork *work = run->state;
	gboolean time = g_strcmp0(verb_text(run, "timestamp"), "keep") == 0;
	if (work->capture == NULL)
		return TRUE;
	if (g_strcmp0(verb_text(run, "id"), "keep") == 0) {
		g_free(work->id);
		work->id = kept(work, FIELD_ID);
	}
	if (time) {
		g_free(work->timestamp);
		work->timestamp = kept(work, FIELD_TIMESTAMP);
	}
	work->named.id = work->id;
	work->named.timestamp = work->timestamp;
	if ((!time || work->timestamp != NULL) &&
	    (g_strcmp0(verb_text(run, "id"), "keep") != 0 || work->id != NULL))
		return TRUE;
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		_("capture %" PRIu64 " has no %s of the scheme %s that could be kept: leave the option out"),
		work->capture->number, time && work->timestamp == NULL ? _("time") : _("id"),
		work->scheme != NULL ? work->scheme->id : "none");
	return FALSE;
}
