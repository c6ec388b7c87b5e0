/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command run from ':' prints: a text on top of the view. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "tui/app_private.h"

/* What a command may print before it is cut: the screen is no place for 100,000 rows of JSON. */
enum { OUTPUT_MOST_LINES = 10000, DOCUMENT_MOST = 4 << 20 };

/* ---- what a command says goes into a text on top ---- */

static gboolean add_output(gpointer data, const char *bytes, gsize length, GError **error)
{
	GPtrArray *lines = data;
	g_autofree char *text = text_visible(bytes, (gssize)length, TEXT_KEEP_LINES);
	g_auto(GStrv) parts = g_strsplit(text, "\n", -1);
	gsize n = g_strv_length(parts);
	if (n > 0 && *parts[n - 1] == '\0')
		n--; /* whole lines end with a newline */
	for (gsize i = 0; i < n && lines->len < OUTPUT_MOST_LINES; i++)
		g_ptr_array_add(lines, detail_line_new(NULL, parts[i], TONE_PLAIN));
	if (lines->len == OUTPUT_MOST_LINES)
		g_ptr_array_add(lines, detail_line_new(NULL, _("(more than 10,000 lines: run it in a shell)"),
						       TONE_LOOK));
	return TRUE;
}

static View *output_view(VerbRun *run)
{
	App *app = run->sink_data;
	if (app->run_view == NULL) {
		g_autoptr(GPtrArray) lines = detail_new();
		app->run_view = view_text_new(app, run->verb->name, lines);
		app_push(app, app->run_view);
	}
	return app->run_view;
}

static gboolean show_lines(VerbRun *run, GPtrArray *more)
{
	App *app = run->sink_data;
	if (app->plain != NULL) {
		plain_lines(app->plain, more);
		return TRUE;
	}
	View *view = output_view(run);
	g_autoptr(GPtrArray) lines = detail_new();
	const GPtrArray *before = pane_lines(view->pane);
	for (guint i = 0; before != NULL && i < before->len; i++) {
		const DetailLine *line = g_ptr_array_index(before, i);
		DetailLine *copy = detail_line_new(line->label, line->text, line->tone);
		copy->json = json_incref(line->json);
		copy->beside = g_strdup(line->beside);
		g_ptr_array_add(lines, copy);
	}
	g_ptr_array_extend_and_steal(lines, g_ptr_array_ref(more));
	g_ptr_array_set_free_func(lines, (GDestroyNotify)detail_line_free);
	pane_set(view->pane, lines, TRUE);
	app_dirty(view->app);
	return TRUE;
}

static ReportOut report_out(GPtrArray *lines)
{
	int width = screen_columns() > 0 ? screen_columns() - 2 : 80;
	return (ReportOut){ .write = add_output,
			    .data = lines,
			    .width = width,
			    .look = screen_ascii() ? LOOK_ASCII : LOOK_UTF8 };
}

static const struct report_format *format_of(VerbRun *run)
{
	const char *name = verb_text(run, "format");
	const struct report_format *format = name != NULL ? report_format_find(name) : NULL;
	return format != NULL ? format : &report_text;
}

/* A document is folded like every other JSON. */
static gboolean show_document(VerbRun *run, GString *text)
{
	g_autoptr(json_t) document = weir_json_read(text->str, text->len, NULL, NULL, NULL);
	g_autoptr(GPtrArray) lines = detail_new();
	if (document != NULL)
		detail_add_json(lines, NULL, document);
	else
		add_output(lines, text->str, text->len, NULL);
	return show_lines(run, lines);
}

static gboolean gather_bytes(gpointer data, const char *bytes, gsize length, GError **error)
{
	GString *text = data;
	if (text->len + length > DOCUMENT_MOST) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
				    _("the document is too long for the screen: run the command in a shell"));
		return FALSE;
	}
	g_string_append_len(text, bytes, (gssize)length);
	return TRUE;
}

static gboolean show_report(VerbRun *run, ListingSet *set, guint row, gboolean detail, GError **error)
{
	const struct report_format *format = format_of(run);
	g_autoptr(GPtrArray) lines = detail_new();
	g_autoptr(GString) text = g_string_new(NULL);
	ReportOut out = report_out(lines);
	gboolean document = format == &report_json;
	if (document) {
		out.write = gather_bytes;
		out.data = text;
	}
	gboolean good = detail ? report_detail(format, &out, set, row, error)
			       : report_listing(format, &out, set, error);
	return good && (document ? show_document(run, text) : show_lines(run, lines));
}

static gboolean sink_listing(VerbRun *run, ListingSet *set, GError **error)
{
	return show_report(run, set, 0, FALSE, error);
}

static gboolean sink_detail(VerbRun *run, ListingSet *set, guint row, GError **error)
{
	return show_report(run, set, row, TRUE, error);
}

static gboolean sink_lines(VerbRun *run, const GPtrArray *source, GError **error)
{
	g_autoptr(GPtrArray) lines = detail_new();
	ReportOut out = report_out(lines);
	return report_lines(&out, source, error) && show_lines(run, lines);
}

static gboolean sink_raw(VerbRun *run, const char *text, gsize length, GError **error)
{
	g_autoptr(GPtrArray) lines = detail_new();
	add_output(lines, text, length, error);
	return show_lines(run, lines);
}

static gboolean sink_audit(VerbRun *run, const struct audit_format *format, const AuditResult *result,
			   GError **error)
{
	g_autoptr(GPtrArray) lines = detail_new();
	ReportOut out = report_out(lines);
	return audit_write(format, &out, result, error) && show_lines(run, lines);
}

static void sink_message(VerbRun *run, const char *text)
{
	App *app = run->sink_data;
	app_tell(app, run->exit_code == WEIR_EXIT_OK ? TONE_PLAIN : TONE_BAD, "%s", text);
}

static void sink_progress(VerbRun *run, const char *text)
{
	App *app = run->sink_data;
	g_free(app->progress);
	app->progress = text != NULL ? text_visible(text, -1, TEXT_ONE_LINE) : NULL;
	app_dirty(app);
}

static const struct verb_sink sink = {
	.listing = sink_listing,
	.detail = sink_detail,
	.lines = sink_lines,
	.raw = sink_raw,
	.audit = sink_audit,
	.message = sink_message,
	.progress = sink_progress,
};

/* A run whose reader has gone says no more. */
static gboolean no_listing(VerbRun *run, ListingSet *set, GError **error)
{
	return TRUE;
}

static gboolean no_detail(VerbRun *run, ListingSet *set, guint row, GError **error)
{
	return TRUE;
}

static gboolean no_lines(VerbRun *run, const GPtrArray *lines, GError **error)
{
	return TRUE;
}

static gboolean no_raw(VerbRun *run, const char *text, gsize length, GError **error)
{
	return TRUE;
}

static gboolean no_audit(VerbRun *run, const struct audit_format *format, const AuditResult *result,
			 GError **error)
{
	return TRUE;
}

static void no_text(VerbRun *run, const char *text)
{
}

static void no_done(VerbRun *run, gpointer data)
{
	verb_run_unref(run);
}

static const struct verb_sink silence = {
	.listing = no_listing,
	.detail = no_detail,
	.lines = no_lines,
	.raw = no_raw,
	.audit = no_audit,
	.message = no_text,
	.progress = no_text,
};

static void end_run(App *app)
{
	g_clear_pointer(&app->progress, g_free);
	app->run_view = NULL;
	g_clear_pointer(&app->run, verb_run_unref);
	app_dirty(app);
}

static void on_done(VerbRun *run, gpointer data)
{
	end_run(data);
}

void app_cancel_run(App *app)
{
	VerbRun *run = g_steal_pointer(&app->run);
	app->run_view = NULL;
	g_clear_pointer(&app->progress, g_free);
	if (run == NULL)
		return;
	run->sink = &silence;
	run->sink_data = NULL;
	run->done = no_done;
	g_cancellable_cancel(run->cancellable);
}

gboolean app_run_verb(App *app, const char *line)
{
	g_autoptr(GError) error = NULL;
	app_cancel_run(app);
	VerbRun *run = verb_parse_line(app->context, line, &error);
	if (run == NULL) {
		app_tell(app, TONE_BAD, "%s", error->message);
		return FALSE;
	}
	run->sink = &sink;
	run->sink_data = app;
	run->done = on_done;
	run->done_data = app;
	app->run = run;
	VerbStatus status = verb_start(run);
	if (status == VERB_OPEN_TUI)
		app_tell(app, TONE_LOOK, "%s", _("the screen is open already: quit it first"));
	if (status != VERB_WAITING && app->run == run)
		end_run(app);
	return TRUE;
}
