/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits by the real program that are stopped: by their deadline, by a person, by a log that does not come.
 * What was found by then is reported, whole, and says that it is not all. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "between.h"
#include "reports.h"
#include "suite.h"

static const Fault slow[] = { { "*", .handler = between_slow }, { NULL } };
static const Fault stuck[] = { { "*", .from = 30, .handler = bad_silent }, { NULL } };

static double seconds_since(gint64 start)
{
	return (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

static Between *start(const Fault *faults, const char *more)
{
	Between *between = between_new("none", faults);
	g_autofree char *config = between_config(between, more);
	program_home(config);
	return between;
}

static void check_stopped(const char *name, const Audited *audited, int exit_code)
{
	ck_assert_msg(audited->result->exit_code == exit_code, "%s: exit %d, signal %d: %s", name,
		      audited->result->exit_code, audited->result->signal, audited->result->err->str);
	ck_assert_msg(audited->json != NULL && audited->recording != NULL, "%s: nothing written", name);
	ck_assert_msg(json_is_false(audited_target(audited, "complete")), "%s: complete", name);
	ck_assert_msg(json_is_null(audited_target(audited, "grade")), "%s: a grade", name);
	ck_assert_msg(json_is_string(audited_target(audited, "incomplete")), "%s: no reason", name);
	ck_assert_msg(strstr(audited->result->out->str,
			     json_string_value(audited_target(audited, "incomplete"))) != NULL,
		      "%s: the text does not say why: %s", name, audited->result->out->str);
	/* What reads every answer cannot pass where not all came. */
	ck_assert_str_eq(audited_verdict(audited, "secrets.own-value"), "error");
	ck_assert_str_eq(audited_verdict(audited, "secrets.pattern"), "error");
}

START_TEST(a_deadline_ends_it)
{
	static const char *const words[] = { "desk", "--deadline", "1", NULL };
	g_autoptr(Between) between = start(slow, NULL);
	gint64 began = g_get_monotonic_time();
	g_autoptr(Audited) audited = audited_new("deadline", words);
	check_stopped("deadline", audited, 3);
	ck_assert(seconds_since(began) < 10);
	ck_assert_ptr_nonnull(strstr(json_string_value(audited_target(audited, "incomplete")), "deadline"));
}
END_TEST

START_TEST(a_deadline_ends_waits)
{
	static const char *const words[] = { "desk", "--deadline", "1", NULL };
	static const Fault limited[] = {
		{ "*",
		  .data = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 29\r\nContent-Length: 0\r\n\r\n" },
		{ NULL }
	};
	g_autoptr(Between) between = start(limited, NULL);
	gint64 began = g_get_monotonic_time();
	g_autoptr(Audited) audited = audited_new("a wait", words);
	ck_assert_int_eq(audited->result->exit_code, 3);
	ck_assert(seconds_since(began) < 10);
}
END_TEST

/* ---- interrupts ---- */

struct interrupt {
	Between *between;
	guint from, times; /* requests before the first; how many */
	guint sent;
	gint64 last; /* when the last was sent */
	int signal;
	gboolean at_once; /* with another one, before weir has ended */
};

static void interrupt(int pid, gpointer data)
{
	struct interrupt *state = data;
	if (state->sent >= state->times || between_requests(state->between) < state->from)
		return;
	kill(pid, state->signal);
	if (state->at_once)
		kill(pid, SIGTERM);
	state->sent++;
	state->last = g_get_monotonic_time();
}

START_TEST(an_interrupt_ends_it)
{
	static const char *const words[] = { "desk", NULL };
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
		g_autoptr(Between) between = start(stuck, NULL);
		struct interrupt state = { .between = between, .from = 32, .times = 1, .signal = signals[i] };
		program_watch(20, interrupt, &state);
		g_autoptr(Audited) audited = audited_new("interrupt", words);
		program_watch(0, NULL, NULL);
		ck_assert_uint_eq(state.sent, 1);
		ck_assert(seconds_since(state.last) < 8);
		check_stopped(g_strsignal(signals[i]), audited, 130);
	}
}
END_TEST

/* The first asks it to stop, which writes reports; the second does not ask. */
START_TEST(two_interrupts_end_at_once)
{
	static const char *const words[] = { "desk", NULL };
	g_autoptr(Between) between = start(stuck, NULL);
	struct interrupt state = {
		.between = between, .from = 32, .times = 1, .signal = SIGINT, .at_once = TRUE
	};
	program_watch(20, interrupt, &state);
	g_autoptr(Audited) audited = audited_new("two interrupts", words);
	program_watch(0, NULL, NULL);
	ck_assert_uint_eq(state.sent, 1);
	ck_assert(seconds_since(state.last) < 6);
	ck_assert_msg(audited->result->exit_code == 130, "exit %d, signal %d", audited->result->exit_code,
		      audited->result->signal);
	ck_assert_ptr_null(audited->json);
}
END_TEST

/* ---- logs ---- */

static char *in_home(const char *name)
{
	return g_build_filename(program_home_path(), name, NULL);
}

static const char *const log_checks[] = { "logging.events", "logging.secrets", "logging.injection" };

static void check_logs(const char *name, const Audited *audited, const char *verdict)
{
	for (gsize i = 0; i < G_N_ELEMENTS(log_checks); i++)
		ck_assert_msg(g_strcmp0(audited_verdict(audited, log_checks[i]), verdict) == 0,
			      "%s: %s is %s", name, log_checks[i], audited_verdict(audited, log_checks[i]));
}

static const struct bad_log {
	const char *name, *logs;
	double most_seconds;
} bad_logs[] = {
	{ "a command that fails", "logs = cmd:echo x; exit 3\n", 10 },
	{ "a command that is none", "logs = cmd:/nowhere/at/all\n", 10 },
	{ "a command that floods", "logs = cmd:yes 2>&1\n", 30 },
	{ "a file that is none", "logs = file:/nowhere/log\n", 10 },
	{ "a folder", "logs = file:/\n", 10 },
	{ "a device", "logs = file:/dev/zero\n", 10 },
};

START_TEST(a_log_that_cannot_be_read_is_unknown)
{
	static const char *const words[] = { "desk", "--only", "logging", NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(bad_logs); i++) {
		g_autoptr(Between) between = start(NULL, bad_logs[i].logs);
		gint64 began = g_get_monotonic_time();
		g_autoptr(Audited) audited = audited_new(bad_logs[i].name, words);
		ck_assert_msg(seconds_since(began) < bad_logs[i].most_seconds, "%s: %.1f s", bad_logs[i].name,
			      seconds_since(began));
		check_logs(bad_logs[i].name, audited, "unknown");
	}
}
END_TEST

/* The deadline holds for the log, too. */
START_TEST(a_slow_log_does_not_outlive_the_deadline)
{
	static const char *const words[] = { "desk", "--only", "logging", "--deadline", "2", NULL };
	g_autoptr(Between) between = start(NULL, "logs = cmd:sleep 25\n");
	gint64 began = g_get_monotonic_time();
	g_autoptr(Audited) audited = audited_new("a slow log", words);
	ck_assert_msg(seconds_since(began) < 12, "%.1f s", seconds_since(began));
	check_logs("a slow log", audited, "unknown");
}
END_TEST

START_TEST(an_interrupt_ends_a_slow_log)
{
	static const char *const words[] = { "desk", "--only", "logging", NULL };
	/* The second reading is the slow one. */
	g_autoptr(Between) between =
		start(NULL, "logs = cmd:test -e \"$HOME/read\" && sleep 25; touch \"$HOME/read\"; echo x\n");
	struct interrupt state = { .between = between, .from = 3, .times = 1, .signal = SIGINT };
	program_watch(1500, interrupt, &state);
	gint64 began = g_get_monotonic_time();
	g_autoptr(Audited) audited = audited_new("an interrupt of a slow log", words);
	program_watch(0, NULL, NULL);
	ck_assert_msg(seconds_since(began) < 8, "%.1f s", seconds_since(began));
	ck_assert_int_eq(audited->result->exit_code, 130);
	ck_assert_ptr_nonnull(audited->json);
	for (gsize i = 0; i < G_N_ELEMENTS(log_checks); i++)
		ck_assert_str_ne(audited_verdict(audited, log_checks[i]), "pass");
}
END_TEST

struct rotation {
	Between *between;
	char *path;
	gboolean done, truncates;
};

/* A command whose second output is shorter than its first. */
START_TEST(a_log_that_shrinks_is_not_all_there)
{
	static const char *const words[] = { "desk", "--only", "logging", NULL };
	g_autoptr(Between) between =
		start(NULL, "logs = cmd:test -e \"$HOME/read\" || echo a first line; touch \"$HOME/read\"\n");
	g_autoptr(Audited) audited = audited_new("a log that shrinks", words);
	check_logs("a log that shrinks", audited, "unknown");
}
END_TEST

START_TEST(a_log_that_gains_nothing_shows_nothing)
{
	static const char *const words[] = { "desk", "--only", "logging", NULL };
	static const char *const logs[] = { "logs = cmd:true\n", "logs = cmd:echo always the same\n",
					    "logs = file:/etc/passwd\n" };
	for (gsize i = 0; i < G_N_ELEMENTS(logs); i++) {
		g_autoptr(Between) between = start(NULL, logs[i]);
		g_autoptr(Audited) audited = audited_new(logs[i], words);
		ck_assert_str_eq(audited_verdict(audited, "logging.events"), "fail");
		ck_assert_str_eq(audited_verdict(audited, "logging.secrets"), "unknown");
		ck_assert_str_eq(audited_verdict(audited, "logging.injection"), "unknown");
	}
}
END_TEST

/* In the middle of the audit the log starts anew. */
static void rotate(int pid, gpointer data)
{
	struct rotation *state = data;
	if (state->done || between_requests(state->between) < 20)
		return;
	g_autofree char *old = g_strconcat(state->path, ".1", NULL);
	state->done = TRUE;
	if (!state->truncates)
		g_assert_cmpint(g_rename(state->path, old), ==, 0);
	g_assert_true(g_file_set_contents(state->path, "a new log\n", -1, NULL));
}

START_TEST(a_log_that_is_rotated_is_not_all_there)
{
	static const char *const words[] = { "desk", NULL };
	for (int truncates = FALSE; truncates <= TRUE; truncates++) {
		Between *between = between_new("none", slow);
		program_home(NULL);
		g_autofree char *log = in_home("log"), *line = g_strdup_printf("logs = file:%s\n", log);
		g_autofree char *config = between_config(between, line),
				*path = in_home("config/weir/weir.conf");
		g_autofree char *folder = g_path_get_dirname(path);
		g_mkdir_with_parents(folder, 0700);
		g_assert_true(g_file_set_contents(path, config, -1, NULL));
		g_assert_true(
			g_file_set_contents(log, "one line of before, and quite a long one\n", -1, NULL));
		struct rotation state = { between, log, FALSE, truncates };
		program_watch(20, rotate, &state);
		g_autoptr(Audited) audited = audited_new("a rotated log", words);
		program_watch(0, NULL, NULL);
		ck_assert(state.done);
		check_logs("a rotated log", audited, "unknown");
		between_free(between);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_deadline_ends_it,
				       a_deadline_ends_waits,
				       an_interrupt_ends_it,
				       two_interrupts_end_at_once,
				       a_log_that_cannot_be_read_is_unknown,
				       a_slow_log_does_not_outlive_the_deadline,
				       an_interrupt_ends_a_slow_log,
				       a_log_that_shrinks_is_not_all_there,
				       a_log_that_gains_nothing_shows_nothing,
				       a_log_that_is_rotated_is_not_all_there,
				       NULL };
	suite_keep_apart();
	return suite_run("program/audit_stopped", tests);
}
