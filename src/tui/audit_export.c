/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/audit_export.h"

#include <glib/gi18n.h>
#include <string.h>

#include "audit/score.h"
#include "base/error.h"
#include "base/paths.h"
#include "report/audit_format.h"
#include "tui/app.h"
#include "tui/ask.h"

enum { MOST_FORMATS = 16 };

struct export
{
	App *app;
	char *path;
	GString *text;
};

static void export_free(gpointer memory)
{
	struct export *export = memory;
	g_free(export->path);
	g_string_free(export->text, TRUE);
	g_free(export);
}

static void write_file(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const struct export *export = data;
	GError *error = NULL;
	if (paths_write(export->path, export->text->str, export->text->len, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static void on_written(GObject *source, GAsyncResult *result, gpointer data)
{
	const struct export *export = g_task_get_task_data(G_TASK(result));
	g_autoptr(GError) error = NULL;
	if (g_task_propagate_boolean(G_TASK(result), &error))
		app_tell(export->app, TONE_GOOD, _("written: %s (%zu bytes)"), export->path,
			 (size_t) export->text->len);
	else
		app_tell(export->app, TONE_BAD, "%s", error->message);
}

static gboolean gather(gpointer data, const char *bytes, gsize length, GError **error)
{
	g_string_append_len(data, bytes, (gssize)length);
	return TRUE;
}

/* "audit-desk-prod" of format html is "audit-desk-prod.html"; a name with a dot is taken as it is. */
static char *path_of(const char *name, const struct audit_format *format)
{
	g_autofree char *base = g_path_get_basename(name);
	return strchr(base, '.') != NULL ? g_strdup(name) : g_strconcat(name, ".", format->extension, NULL);
}

static void on_answers(const char *const *answers, gpointer data)
{
	View *view = data;
	AuditReport *report = audit_board_report(audit_runner_board(session_audit(view->session)));
	const struct audit_format *format = audit_format_find(answers[0]);
	g_autoptr(AuditResult) result = audit_result_new();
	g_autoptr(GError) error = NULL;
	if (report == NULL || format == NULL)
		return;
	g_ptr_array_add(result->reports, audit_report_ref(report));
	result->finished = g_get_real_time();
	score_gate(result);
	struct export *export = g_new0(struct export, 1);
	export->app = view->app;
	export->path = path_of(answers[1], format);
	export->text = g_string_new(NULL);
	ReportOut out = { .write = gather, .data = export->text, .look = LOOK_UTF8 };
	if (!audit_write(format, &out, result, &error)) {
		app_tell(view->app, TONE_BAD, "%s", error->message);
		export_free(export);
		return;
	}
	g_autoptr(GTask) task = g_task_new(NULL, NULL, on_written, NULL);
	g_task_set_task_data(task, export, export_free);
	g_task_run_in_thread(task, write_file);
}

static const char *is_no_format(const char *answer, const char *const *before)
{
	return audit_format_find(answer) != NULL ? NULL : _("there is no such format; Tab lists them");
}

/* A key that was pressed by mistake must not replace what somebody keeps. */
static const char *is_no_new_file(const char *answer, const char *const *before)
{
	if (*answer == '\0')
		return ask_is_empty(answer, before);
	g_autofree char *path = path_of(answer, audit_format_find(before[0]));
	return g_file_test(path, G_FILE_TEST_EXISTS) ? _("that file is there already: give another name")
						     : NULL;
}

static char *usual_name(const View *view)
{
	g_autofree char *name = g_strdup(session_name(view->session));
	for (char *at = name; *at != '\0'; at++)
		if (!g_ascii_isalnum(*at) && *at != '-' && *at != '_')
			*at = '-';
	return g_strdup_printf("audit-%s", name);
}

void audit_export(View *view)
{
	static const char *names[MOST_FORMATS + 1];
	static const struct question questions[] = {
		{ N_("format"), names, is_no_format },
		{ N_("file"), NULL, is_no_new_file },
	};
	for (gsize i = 0; i < MOST_FORMATS && audit_formats[i] != NULL; i++)
		names[i] = audit_formats[i]->name;
	AuditBoard *board = audit_runner_board(session_audit(view->session));
	if (audit_board_report(board) == NULL || audit_board_running(board)) {
		app_tell(view->app, TONE_LOOK, "%s", _("there is no audit to be written yet"));
		return;
	}
	g_autofree char *name = usual_name(view);
	const char *const initial[] = { audit_html.name, name };
	app_ask(view->app, _("write the report"), questions, G_N_ELEMENTS(questions), initial, on_answers,
		view, NULL);
}
