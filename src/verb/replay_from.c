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

/* What stands in the header of a field, where that is all that stands there. */
static char *kept(const ReplayWork *work, SchemeFieldKind kind)
{
	const SchemePlan *plan = work->named.plan;
	const SchemeField *field = plan != NULL ? plan->fields[kind] : NULL;
	const SchemeItem *item = field != NULL && field->items->len == 1 ? field->items->pdata[0] : NULL;
	const char *value = item != NULL && field->place == PLACE_HEADER && item->before[0] == '\0' &&
					    item->after[0] == '\0'
				    ? capture_header(work->capture, field->name)
				    : NULL;
	return value != NULL && *value != '\0' ? g_strdup(value) : NULL;
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
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("capture %" PRIu64
		      " has no header of its own with what is to be kept: leave --id keep and "
		      "--timestamp keep out"),
		    work->capture->number);
	return FALSE;
}
