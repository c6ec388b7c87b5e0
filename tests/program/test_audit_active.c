/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active by the real program: it is killed, interrupted, refused; and the server keeps what it kept
 * before.
 */
#include <signal.h>
#include <string.h>

#include "base/json.h"
#include "demo/demo.h"
#include "program.h"
#include "suite.h"

#if defined __SANITIZE_ADDRESS__
enum { MOMENTS = 6, INTERRUPTS = 2 };
#else
enum { MOMENTS = 50, INTERRUPTS = 6 };
#endif
enum { MOST = 100 };

/* What leaves most behind, and tokens that may be guessed, so that no run waits for the one before. */
#define FLAWS                                                                                                \
	"auth.throttle,subscriptions.callback-validated,subscriptions.rollback,subscriptions.extra-fields,"  \
	"connections.base-url,isolation.delete"

static DemoServer *start(const char *flaws, const char *env)
{
	DemoOptions options;
	g_autoptr(GError) error = NULL;
	demo_options_init(&options);
	options.flaws = flaws;
	options.token = PROGRAM_TOKEN;
	DemoServer *demo = demo_start(&options, &error);
	ck_assert_msg(demo != NULL, "%s", error != NULL ? error->message : "");
	g_autoptr(GString) config = g_string_new(NULL);
	g_string_printf(config, "[server desk]\nurl = %s\ntoken = env:WEIR_TEST_TOKEN\nenv = %s\n",
			demo_url(demo), env);
	g_autofree const char **triggers = demo_signed_triggers(demo);
	for (gsize i = 0; triggers[i] != NULL; i++)
		g_string_append_printf(config, "\n[server desk trigger %s]\nscheme = generic-hmac-headers\n",
				       triggers[i]);
	program_home(config->str);
	return demo;
}

static ProgramResult *run(const char *const *words)
{
	return program_run(words, NULL, NULL);
}

static const char *const audit[] = { "audit", "desk", "--level", "active", NULL };
static const char *const cleanup[] = { "cleanup", "desk", "--format", "json", NULL };

/* What a dead client had sent is served before anything else is asked. */
static gboolean stop_draining(gpointer loop)
{
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

static void drain(void)
{
	GMainLoop *loop = g_main_loop_new(NULL, FALSE);
	g_timeout_add(30, stop_draining, loop);
	g_main_loop_run(loop);
	g_main_loop_unref(loop);
}

struct moment {
	gint64 began, after; /* microseconds */
	int signal;
	gboolean sent;
};

static void strike(int pid, gpointer data)
{
	struct moment *moment = data;
	if (moment->sent || g_get_monotonic_time() - moment->began < moment->after)
		return;
	moment->sent = TRUE;
	kill(pid, moment->signal);
}

static ProgramResult *run_until(gint64 after, int signal)
{
	struct moment moment = { g_get_monotonic_time(), after, signal, FALSE };
	program_watch(1, strike, &moment);
	ProgramResult *result = run(audit);
	program_watch(0, NULL, NULL);
	return result;
}

static void keeps(const DemoServer *demo, const char *before, const char *when)
{
	g_autofree char *now = demo_contents(demo, FALSE);
	ck_assert_msg(strcmp(before, now) == 0, "%s: before:\n%.1500s\nafter:\n%.1500s", when, before, now);
}

/* Of the second: the first may be one that looks for leaks. */
static gint64 duration(void)
{
	g_autoptr(ProgramResult) first = run(audit);
	gint64 began = g_get_monotonic_time();
	g_autoptr(ProgramResult) whole = run(audit);
	ck_assert_msg(whole->exit_code == 1 || whole->exit_code == 0, "exit %d: %s", whole->exit_code,
		      whole->err->str);
	return g_get_monotonic_time() - began;
}

START_TEST(what_a_kill_leaves_is_cleaned_up)
{
	DemoServer *demo = start(FLAWS, "test");
	g_autofree char *before = demo_contents(demo, FALSE);
	gint64 whole = duration();
	guint killed = 0, left = 0;
	keeps(demo, before, "a whole run");
	/* The same moments in each run of the tests, so that one that fails fails again. */
	g_autoptr(GRand) random = g_rand_new_with_seed(6);
	/* And on, where the few of a sanitizer's run have all met a time at which nothing stands. */
	for (int i = 0; i < MOMENTS || (left == 0 && i < MOST); i++) {
		gint64 after = (gint64)(g_rand_double(random) * (double)whole);
		g_autofree char *when = g_strdup_printf("kill %d after %d ms", i, (int)(after / 1000));
		g_autoptr(ProgramResult) result = run_until(after, SIGKILL);
		drain();
		g_autofree char *now = demo_contents(demo, FALSE);
		killed += result->signal == SIGKILL;
		left += strcmp(before, now) != 0;
		g_autoptr(ProgramResult) cleaned = run(cleanup);
		ck_assert_msg(cleaned->exit_code == 0, "%s: exit %d: %s%s", when, cleaned->exit_code,
			      cleaned->out->str, cleaned->err->str);
		keeps(demo, before, when);
	}
	/* Else nothing was proved. */
	ck_assert_uint_gt(killed, MOMENTS / 2);
	ck_assert_uint_gt(left, 0);
	ck_assert(!program_wrote(PROGRAM_TOKEN));
	demo_stop(demo);
}
END_TEST

START_TEST(an_interrupt_removes_what_it_made)
{
	DemoServer *demo = start(FLAWS, "test");
	g_autofree char *before = demo_contents(demo, FALSE);
	gint64 whole = duration();
	guint stopped = 0;
	for (int i = 1; i <= INTERRUPTS; i++) {
		g_autofree char *when = g_strdup_printf("interrupt %d", i);
		g_autoptr(ProgramResult) result = run_until(whole * i / (INTERRUPTS + 1), SIGINT);
		/* One that comes before weir has begun, or when it has ended, ends it in the usual way. */
		ck_assert_msg(result->signal == 0 || result->signal == SIGINT, "%s: signal %d", when,
			      result->signal);
		ck_assert_msg(result->signal != 0 || result->exit_code == 130 || result->exit_code == 1,
			      "%s: exit %d: %s", when, result->exit_code, result->err->str);
		stopped += result->exit_code == 130;
		keeps(demo, before, when);
	}
	ck_assert_uint_gt(stopped, 0);
	demo_stop(demo);
}
END_TEST

START_TEST(a_production_server_is_not_written_to)
{
	static const char *const live[] = { "audit", "desk", "--level", "active", "--live", NULL };
	static const char *const other[] = { "audit",  "desk",      "--level", "active",
					     "--live", "--confirm", "other",   NULL };
	static const char *const confirmed[] = { "audit",  "desk",      "--level", "active",
						 "--live", "--confirm", "desk",    NULL };
	const char *const *const refused[] = { audit, live, other };
	DemoServer *demo = start("none", "prod");
	guint64 writes = demo_activity(demo).writes;
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(ProgramResult) result = run(refused[i]);
		ck_assert_int_eq(result->exit_code, 2);
		ck_assert_ptr_nonnull(strstr(result->err->str, i == 0 ? "--live" : "--confirm"));
		ck_assert_uint_eq(demo_activity(demo).writes, writes);
	}
	g_autofree char *before = demo_contents(demo, FALSE);
	g_autoptr(ProgramResult) result = run(confirmed);
	ck_assert_msg(result->exit_code == 0, "exit %d: %s", result->exit_code, result->err->str);
	ck_assert_ptr_nonnull(strstr(result->err->str, "connections: 2"));
	ck_assert_uint_gt(demo_activity(demo).writes, writes);
	keeps(demo, before, "with its name");
	demo_stop(demo);
}
END_TEST

/* One production server with rows in the ledger must not keep the others from being cleaned. */
START_TEST(cleanup_goes_on_behind_a_production_server)
{
	static const char *const all[] = { "cleanup", NULL };
	DemoServer *demo = start(FLAWS, "test");
	g_autofree char *before = demo_contents(demo, FALSE);
	g_autofree char *now = NULL;
	gint64 whole = duration();
	/* Until a kill has left something. */
	for (int i = 0; i < 20 && (now == NULL || strcmp(before, now) == 0); i++) {
		g_autoptr(ProgramResult) result = run_until(whole * (10 + i) / 40, SIGKILL);
		drain();
		g_free(now);
		now = demo_contents(demo, FALSE);
	}
	ck_assert_str_ne(before, now);
	/* Another server, with env = prod, of which the ledger knows something, too. */
	DemoOptions options;
	demo_options_init(&options);
	options.token = PROGRAM_TOKEN;
	options.flaws = "none";
	g_autoptr(DemoServer) prod = demo_start(&options, NULL);
	g_autofree char *path = g_build_filename(program_home_path(), "config", "weir", "weir.conf", NULL);
	g_autofree char *config = NULL;
	ck_assert_msg(g_file_get_contents(path, &config, NULL, NULL), "%s", path);
	g_autofree char *more =
		g_strdup_printf("[server aprod]\nurl = %s\ntoken = env:WEIR_TEST_TOKEN\nenv = prod\n\n%s",
				demo_url(prod), config);
	ck_assert(g_file_set_contents(path, more, -1, NULL));
	static const char *const first[] = { "audit",  "aprod",     "--level", "active",
					     "--live", "--confirm", "aprod",   NULL };
	g_autoptr(ProgramResult) made = run(first);
	ck_assert_msg(made->exit_code == 0 || made->exit_code == 1, "exit %d: %s", made->exit_code,
		      made->err->str);
	g_autoptr(ProgramResult) cleaned = run(all);
	ck_assert_ptr_nonnull(strstr(cleaned->err->str, "aprod"));
	ck_assert_int_ne(cleaned->exit_code, 0);
	keeps(demo, before, "cleanup of all");
	demo_stop(demo);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_a_kill_leaves_is_cleaned_up, an_interrupt_removes_what_it_made,
				       a_production_server_is_not_written_to,
				       cleanup_goes_on_behind_a_production_server, NULL };
	return suite_run("program/audit-active", tests);
}
