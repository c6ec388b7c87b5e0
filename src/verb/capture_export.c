/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/capture_export.h"

enum { SLICE_MICROSECONDS = 4000 };

struct CaptureExport {
	CaptureLog *log;
	CaptureHarOut *out;
	GArray *indexes;
	guint next;
	guint source;
	CaptureExportTurn turn;
	gpointer data;
};

void capture_export_free(CaptureExport *export)
{
	if (export == NULL)
		return;
	g_clear_handle_id(&export->source, g_source_remove);
	capture_har_free(export->out);
	capture_log_close(export->log);
	g_array_unref(export->indexes);
	g_free(export);
}

static gboolean write_some(CaptureExport *export, GError **error)
{
	gint64 deadline = g_get_monotonic_time() + SLICE_MICROSECONDS;
	while (export->next < export->indexes->len) {
		guint index = g_array_index(export->indexes, guint, export->next);
		g_autoptr(Capture) capture = capture_log_get(export->log, index, TRUE, error);
		if (capture == NULL || !capture_har_add(export->out, capture, error))
			return FALSE;
		export->next++;
		if (g_get_monotonic_time() >= deadline)
			break;
	}
	return TRUE;
}

static gboolean on_turn(gpointer data)
{
	CaptureExport *export = data;
	g_autoptr(GError) error = NULL;
	if (write_some(export, &error) && export->next < export->indexes->len) {
		export->turn(export, FALSE, NULL, export->data);
		return G_SOURCE_CONTINUE;
	}
	export->source = 0;
	if (error == NULL)
		capture_har_finish(export->out, &error);
	export->turn(export, TRUE, error, export->data);
	return G_SOURCE_REMOVE;
}

CaptureExport *capture_export_new(CaptureLog *log, GArray *indexes, const char *path, gboolean keep_secrets,
				  CaptureExportTurn turn, gpointer data, GError **error)
{
	CaptureExport *export = g_new0(CaptureExport, 1);
	export->log = log;
	export->indexes = indexes;
	export->turn = turn;
	export->data = data;
	export->out = capture_har_begin(path, keep_secrets, error);
	if (export->out == NULL) {
		capture_export_free(export);
		return NULL;
	}
	export->source = g_idle_add(on_turn, export);
	return export;
}

guint capture_export_written(const CaptureExport *export)
{
	return export->next;
}

guint capture_export_total(const CaptureExport *export)
{
	return export->indexes->len;
}

guint capture_export_redacted(const CaptureExport *export)
{
	return capture_har_redacted(export->out);
}
