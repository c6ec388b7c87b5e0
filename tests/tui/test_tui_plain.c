/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear mode: lines in, lines out, not one escape sequence. */
#include <string.h>
#include <sys/wait.h>

#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"

static TermScreen *start(const char *const *argv, const char *const *environment)
{
	TermScreen *term = term_screen_start(60, 120, argv, environment);
	term_screen_wait(term, "plain mode");
	return term;
}

static void check_linear(TermScreen *term)
{
	ck_assert_ptr_null(strchr(term_screen_bytes(term)->str, '\033'));
	ck_assert(!term_screen_alternate(term));
}

START_TEST(reads_a_list)
{
	static const char *const argv[] = { WEIR, "demo", "--plain", NULL };
	g_autoptr(TermScreen) term = start(argv, NULL);
	term_screen_wait(term, "demo, actions: 16 actions");
	term_screen_wait(term, "16. read, identify_visitor");
	term_screen_send(term, "8\r");
	term_screen_wait(term, "action: delete_ticket");
	term_screen_send(term, "/effect:update\r");
	term_screen_wait(term, "filter effect:update");
	term_screen_wait(term, "4. update, sync_agents");
	term_screen_send(term, "5\r");
	term_screen_wait(term, "there is no row 5");
	term_screen_send(term, "/\r");
	term_screen_send(term, "sort action reverse\r");
	term_screen_wait(term, "1. update, update_ticket");
	term_screen_send(term, "triggers\r");
	term_screen_wait(term, "demo, triggers: 6 triggers");
	term_screen_send(term, "show demo get_ticket\r");
	term_screen_wait_bytes(term, "Read one ticket by number");
	term_screen_send(term, "nonsense\r");
	term_screen_wait(term, "error: ");
	term_screen_send(term, "quit\r");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
	check_linear(term);
}
END_TEST

START_TEST(dumb_terminals_and_those_who_ask)
{
	static const char *const argv[] = { WEIR, "demo", NULL };
	static const char *const dumb[] = { "TERM=dumb", NULL };
	static const char *const asked[] = { "WEIR_A11Y=1", NULL };
	const char *const *environments[] = { dumb, asked };
	for (gsize i = 0; i < G_N_ELEMENTS(environments); i++) {
		g_autoptr(TermScreen) term = start(argv, environments[i]);
		term_screen_wait(term, "16 actions");
		term_screen_send(term, "\004");
		ck_assert_int_eq(term_screen_wait_exit(term), 0);
		check_linear(term);
	}
}
END_TEST

START_TEST(pages)
{
	static const char *const argv[] = { WEIR, "demo", "--plain", "--subscriptions", "45", NULL };
	g_autoptr(TermScreen) term = start(argv, NULL);
	term_screen_send(term, "subscriptions\r");
	term_screen_wait(term, "20 of 45 shown");
	term_screen_send(term, "more\r");
	term_screen_wait(term, "40 of 45 shown");
	term_screen_send(term, "\r");
	term_screen_wait(term, "45. ");
	term_screen_send(term, "refresh\ragain\r");
	term_screen_send(term, "quit\r");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
	check_linear(term);
}
END_TEST

/* A pipe's lines wait for the answers; its end ends the program. */
START_TEST(from_a_pipe)
{
	static const char *const argv[] = { "sh", "-c",
					    "printf 'triggers\\n1\\n' | " WEIR " demo --plain; echo code $?",
					    NULL };
	g_autoptr(TermScreen) term = term_screen_start(60, 120, argv, NULL);
	term_screen_wait(term, "code 0");
	ck_assert(term_screen_has(term, "16 actions"));
	ck_assert(term_screen_has(term, "6 triggers"));
	ck_assert(term_screen_has(term, "what it tells: "));
	check_linear(term);
}
END_TEST

START_TEST(a_dead_server)
{
	static const char *const argv[] = { WEIR, "http://127.0.0.1:1", "--plain", NULL };
	g_autoptr(TermScreen) term = start(argv, NULL);
	term_screen_wait(term, "refuses the connection");
	term_screen_send(term, "servers\r");
	term_screen_wait(term, "1 down");
	term_screen_send(term, "\003");
	ck_assert_int_eq(WEXITSTATUS(term_screen_wait_exit(term)), 130);
	check_linear(term);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { reads_a_list,  dumb_terminals_and_those_who_ask,
				       pages,         from_a_pipe,
				       a_dead_server, NULL };
	return suite_run("tui/plain", tests);
}
