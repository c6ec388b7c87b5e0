/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a log gains between two looks at it. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "suite.h"
#include "verb/audit_logs.h"

static char *folder, *path;

static void make_folder(const char *text)
{
	folder = g_dir_make_tmp("weir-logs-XXXXXX", NULL);
	ck_assert_ptr_nonnull(folder);
	path = g_build_filename(folder, "log", NULL);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
}

static void remove_folder(void)
{
	g_unlink(path);
	g_rmdir(folder);
	g_free(path);
	g_free(folder);
}

static void is_marked(gpointer data)
{
	*(gboolean *)data = TRUE;
}

static AuditLogs *mark(const char *where, GCancellable *cancellable)
{
	gboolean marked = FALSE;
	AuditLogs *logs = audit_logs_mark(where, 0, cancellable, is_marked, &marked);
	while (!marked)
		g_main_context_iteration(NULL, TRUE);
	return logs;
}

static void came(json_t *fact, gpointer data)
{
	*(json_t **)data = fact;
}

static json_t *read_rest(AuditLogs *logs)
{
	json_t *fact = NULL;
	audit_logs_read(logs, came, &fact);
	while (fact == NULL)
		g_main_context_iteration(NULL, TRUE);
	audit_logs_free(logs);
	return fact;
}

static void gains(const char *where, const char *second, const char *expected)
{
	AuditLogs *logs = mark(where, NULL);
	if (second != NULL)
		ck_assert(g_file_set_contents(path, second, -1, NULL));
	g_autoptr(json_t) fact = read_rest(logs);
	const json_t *lines = json_object_get(fact, "lines");
	g_autoptr(GString) text = g_string_new(NULL);
	ck_assert_msg(json_is_array(lines), "%s", weir_json_text(fact, "problem"));
	for (size_t i = 0; i < json_array_size(lines); i++)
		g_string_append_printf(text, "%s|", json_string_value(json_array_get(lines, i)));
	ck_assert_str_eq(text->str, expected);
}

START_TEST(a_file_is_read_from_where_it_ended)
{
	make_folder("one\n");
	g_autofree char *where = g_strconcat("file:", path, NULL);
	/* Replaced by another file, which is read whole; and one that gains nothing. */
	gains(where, "one\ntwo\n", "one|two|");
	gains(where, NULL, "");
	AuditLogs *logs = mark(where, NULL);
	FILE *file = fopen(path, "a");
	ck_assert_ptr_nonnull(file);
	fputs("three\n", file);
	fclose(file);
	g_autoptr(json_t) fact = read_rest(logs);
	const json_t *lines = json_object_get(fact, "lines");
	ck_assert_uint_eq(json_array_size(lines), 1);
	ck_assert_str_eq(json_string_value(json_array_get(lines, 0)), "three");
	remove_folder();
}
END_TEST

/* The end of the first output may stand in the second more than once: the last counts. */
START_TEST(a_command_is_read_behind_its_first_output)
{
	make_folder("a\nb\n");
	g_autofree char *where = g_strconcat("cmd:cat ", path, NULL);
	gains(where, "a\nb\nc\n", "c|");
	gains(where, "a\nb\nc\na\nb\nc\nd\n", "d|");
	gains(where, "x\n", "x|");
	gains(where, "", "");
	gains("cmd:true", NULL, "");
	remove_folder();
}
END_TEST

START_TEST(what_fails_is_a_problem)
{
	static const char *const bad[] = { "cmd:exit 3", "file:/nonexistent/log", "file:/dev/null" };
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(json_t) fact = read_rest(mark(bad[i], NULL));
		ck_assert_msg(weir_json_text(fact, "problem") != NULL, "%s", bad[i]);
		ck_assert_ptr_null(json_object_get(fact, "lines"));
	}
}
END_TEST

static gboolean cancel(gpointer cancellable)
{
	g_cancellable_cancel(cancellable);
	return G_SOURCE_REMOVE;
}

/* Also where what it started has left its group and holds the pipe open: far sooner than the limit of 30 s,
 * which would end it, too. */
START_TEST(a_stopped_audit_does_not_wait_for_a_command)
{
	static const char *const slow[] = { "cmd:sleep 60", "cmd:setsid sleep 27 & echo started" };
	for (gsize i = 0; i < G_N_ELEMENTS(slow); i++) {
		g_autoptr(GCancellable) cancellable = g_cancellable_new();
		gint64 began = g_get_monotonic_time();
		g_timeout_add(20, cancel, cancellable);
		g_autoptr(json_t) fact = read_rest(mark(slow[i], cancellable));
		ck_assert_str_eq(weir_json_text(fact, "problem"), "the command of `logs` was stopped");
		ck_assert_int_lt(g_get_monotonic_time() - began, 25 * G_USEC_PER_SEC);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_file_is_read_from_where_it_ended,
				       a_command_is_read_behind_its_first_output, what_fails_is_a_problem,
				       a_stopped_audit_does_not_wait_for_a_command, NULL };
	return suite_run("verb/audit-logs", tests);
}
