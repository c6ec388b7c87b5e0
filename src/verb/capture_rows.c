/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/capture_rows.h"

#include <string.h>

#include "base/paths.h"
#include "base/redact.h"
#include "sign/sign.h"

static const struct {
	unsigned flag;
	const char *name;
} notes[] = {
	{ CAPTURE_HEADERS_REDACTED, "headers-redacted" }, { CAPTURE_TARGET_REDACTED, "target-redacted" },
	{ CAPTURE_BODY_REDACTED, "body-redacted" },       { CAPTURE_BODY_CUT, "body-cut" },
	{ CAPTURE_BODY_MISSING, "body-missing" },         { CAPTURE_BODY_DOUBTFUL, "body-doubtful" },
	{ CAPTURE_SENDER_CLOSED, "sender-closed" },
};
G_STATIC_ASSERT(G_N_ELEMENTS(notes) < G_N_ELEMENTS(((CaptureRow *)NULL)->notes));

static void add_notes(CaptureRow *row, unsigned flags)
{
	gsize n = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(notes); i++)
		if (flags & notes[i].flag)
			row->notes[n++] = notes[i].name;
}

/* Redacted before it is cut: half a credential would not be known. */
static GBytes *shown_body(GBytes *body)
{
	gsize length;
	const char *bytes = g_bytes_get_data(body, &length);
	GString *redacted = length > 0 ? redact_bytes(bytes, length) : NULL;
	if (redacted == NULL)
		return g_bytes_new_from_bytes(body, 0, MIN(length, CAPTURE_ROW_BODY));
	g_string_truncate(redacted, MIN(redacted->len, CAPTURE_ROW_BODY));
	return g_string_free_to_bytes(redacted);
}

CaptureRow *capture_row_of(const Capture *capture, gsize bytes, gboolean whole)
{
	CaptureRow *row = capture_row_new();
	row->number = capture->number;
	row->time = capture->time;
	row->peer = g_strdup(capture->peer);
	row->method = g_strdup(capture->method);
	row->target = g_strdup(capture->target);
	row->type = g_strdup(capture_header(capture, "Content-Type"));
	row->bytes = bytes;
	row->scheme = g_strdup(capture->scheme);
	row->signature = g_strdup(capture->verdict);
	row->signature_good = g_strcmp0(capture->verdict, sign_verdict_name(SIGN_GOOD)) == 0;
	row->why = g_strdup(capture->why);
	row->status = capture->status;
	row->answer_ms = capture->answer_ms;
	row->forward = g_strdup(capture->forward);
	row->forward_status = capture->forward_status;
	row->forward_error = g_strdup(capture->forward_error);
	add_notes(row, capture->flags);
	if (whole) {
		row->headers = g_ptr_array_ref(capture->headers);
		row->body = shown_body(capture->body);
	}
	return row;
}

char *captures_folder(const VerbRun *run, const char *option)
{
	const char *folder = verb_text(run, option);
	return folder != NULL ? g_strdup(folder) : paths_state("captures");
}
