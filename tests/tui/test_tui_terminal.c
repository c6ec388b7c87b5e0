/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What terminals, shells and users do to a full-screen program. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "term_screen.h"
#include "tui/screen.h"
#include "tui/term.h"

#define WEIR BUILDDIR "/src/weir"

static const char *const demo[] = { WEIR, "demo", NULL };

static TermScreen *start(int rows, int columns, const char *wait)
{
	TermScreen *term = term_screen_start(rows, columns, demo, NULL);
	term_screen_wait(term, wait);
	return term;
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

static void check_given_back(TermScreen *term)
{
	int row, column;
	ck_assert(!term_screen_alternate(term));
	ck_assert(term_screen_cursor(term, &row, &column));
	const char *bytes = term_screen_bytes(term)->str;
	ck_assert_ptr_nonnull(strstr(bytes, "\033[?2004l"));
	ck_assert_ptr_nonnull(strstr(bytes, "\033[?1006;1000l"));
}

START_TEST(quit_gives_the_terminal_back)
{
	g_autoptr(TermScreen) term = start(24, 80, "16 actions");
	ck_assert(term_screen_alternate(term));
	ck_assert(!term_screen_is_cooked(term));
	quit(term);
	check_given_back(term);
	ck_assert(term_screen_is_cooked(term));
}
END_TEST

START_TEST(signals_give_the_terminal_back)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
		g_autoptr(TermScreen) term = start(24, 80, "16 actions");
		kill(term_screen_pid(term), signals[i]);
		int status = term_screen_wait_exit(term);
		ck_assert(WIFEXITED(status));
		ck_assert_int_eq(WEXITSTATUS(status), 130);
		check_given_back(term);
		ck_assert(term_screen_is_cooked(term));
	}
}
END_TEST

START_TEST(interrupt_quits)
{
	g_autoptr(TermScreen) term = start(24, 80, "16 actions");
	term_screen_send(term, "\003");
	int status = term_screen_wait_exit(term);
	ck_assert_int_eq(WEXITSTATUS(status), 130);
	check_given_back(term);
}
END_TEST

START_TEST(lone_escape_and_what_follows)
{
	g_autoptr(TermScreen) term = start(24, 80, "16 actions");
	term_screen_send(term, "\r");
	term_screen_wait(term, "Enter fold");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "\033[");
	term_screen_send(term, "B");
	term_screen_wait(term, "2/16");
	quit(term);
}
END_TEST

/* Reports and keys that weir does not know: not one of their letters is a key. */
START_TEST(unknown_sequences_are_swallowed)
{
	static const char *const sequences[] = { "\033[24;80R",
						 "\033[?1;2c",
						 "\033]11;rgb:ffff/ffff/ffff\033\\",
						 "\033[I",
						 "\033[99;5~",
						 "\033P1$r0q\033\\",
						 "\033[<35;3;3M",
						 "\033[1;5q",
						 "\033[200qjG",
						 "\033_Gi=1;OK\033\\" };
	g_autoptr(TermScreen) term = start(24, 80, "16 actions");
	for (gsize i = 0; i < G_N_ELEMENTS(sequences); i++) {
		g_autofree char *all = g_strconcat(sequences[i], "gj", NULL);
		term_screen_send(term, all);
		term_screen_wait(term, "2/16");
		term_screen_send(term, "k");
		term_screen_wait(term, " 1/16");
	}
	quit(term);
}
END_TEST

START_TEST(resizes)
{
	static const struct {
		int rows, columns;
		const char *text;
	} sizes[] = { { 36, 120, "Enter open" }, { 10, 50, "Enter open" }, { 5, 20, "needs 24x6" },
		      { 24, 200, "Enter open" }, { 2, 10, "needs" },       { 24, 80, "Enter open" } };
	g_autoptr(TermScreen) term = start(24, 80, "16 actions");
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		term_screen_resize(term, sizes[i].rows, sizes[i].columns);
		term_screen_wait(term, sizes[i].text);
	}
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "j");
	term_screen_wait(term, "2/16");
	quit(term);
}
END_TEST

static gboolean has_begun_twice(TermScreen *term, gpointer data)
{
	static const char begin[] = "\033[?1049h";
	const char *first = strstr(term_screen_bytes(term)->str, begin);
	return first != NULL && strstr(first + 1, begin) != NULL;
}

START_TEST(tiny_from_the_start)
{
	static const struct {
		int rows, columns;
		const char *text;
	} sizes[] = { { 5, 20, "needs 24x6" }, { 1, 1, "n" }, { 3, 4, "need" } };
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(TermScreen) term = start(sizes[i].rows, sizes[i].columns, sizes[i].text);
		/* Blind: only the ways out work.  That C-z comes back from (a group without a shell is not
		 * stopped) tells that all was read. */
		term_screen_send(term, "jjG\r:help\r?\032");
		term_screen_wait_for(term, "the second beginning", has_begun_twice, NULL);
		term_screen_resize(term, 24, 80);
		term_screen_wait(term, " 1/16");
		term_screen_resize(term, sizes[i].rows, sizes[i].columns);
		quit(term);
	}
}
END_TEST

/* A shell with job control stops it and brings it back; the keys that were typed meanwhile went to the shell.
 */
START_TEST(stop_and_continue)
{
	static const char *const shell[] = { "bash", "--norc", "--noprofile", "-i", NULL };
	static const char *const environment[] = { "PS1=prompt> ", NULL };
	g_autoptr(TermScreen) term = term_screen_start(24, 80, shell, environment);
	term_screen_wait(term, "prompt>");
	term_screen_send(term, WEIR " demo\r");
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "jj\032");
	term_screen_wait(term, "Stopped");
	ck_assert(!term_screen_alternate(term));
	term_screen_send(term, "echo in the $((40 + 2)) shell\r");
	term_screen_wait(term, "in the 42 shell");
	term_screen_send(term, "fg\r");
	term_screen_wait(term, "3/16");
	ck_assert(term_screen_alternate(term));
	term_screen_send(term, "\033[<0;5;4M");
	term_screen_wait(term, " 1/16");
	term_screen_send(term, ":q\r");
	term_screen_wait(term, "prompt>");
	term_screen_send(term, "echo left with $?; exit\r");
	term_screen_wait(term, "left with 0");
	term_screen_wait_exit(term);
}
END_TEST

/* An orphaned group cannot be stopped: the screen comes straight back. */
START_TEST(stop_without_a_shell)
{
	g_autoptr(TermScreen) term = start(24, 80, "16 actions");
	term_screen_send(term, "\032j");
	term_screen_wait(term, "2/16");
	ck_assert(term_screen_alternate(term));
	quit(term);
}
END_TEST

/* ---- what libraries write to stderr ---- */

struct chatter {
	Term *term;
	GMainLoop *loop;
};

static void chatter_input(const InputEvent *event, gpointer data)
{
	struct chatter *chatter = data;
	fputs("second chatter\n", stderr);
	g_main_loop_quit(chatter->loop);
}

static void chatter_nothing(gpointer data)
{
}

static void chatter_ended(int exit_code, gpointer data)
{
	struct chatter *chatter = data;
	g_main_loop_quit(chatter->loop);
}

/* This program, started again on the terminal: takes it, writes to stderr, draws, and gives it back at a key.
 */
static int run_chatter(void)
{
	static const struct term_events events = { .input = chatter_input,
						   .settled = chatter_nothing,
						   .resized = chatter_nothing,
						   .ended = chatter_ended };
	setlocale(LC_ALL, "");
	struct chatter chatter = { .loop = g_main_loop_new(NULL, FALSE) };
	chatter.term = term_open(&events, &chatter, FALSE, 0, NULL);
	if (chatter.term == NULL)
		return 1;
	fputs("first chatter \033[2J\n", stderr);
	screen_resize(24, 80, FALSE);
	screen_text(0, 0, 80, "the picture", style(TONE_PLAIN, GROUND_BODY));
	screen_flush();
	g_main_loop_run(chatter.loop);
	term_close(chatter.term);
	g_main_loop_unref(chatter.loop);
	screen_free();
	return 0;
}

START_TEST(chatter_waits)
{
	static const char *const again[] = { "/proc/self/exe", "--chatter", NULL };
	g_autoptr(TermScreen) term = term_screen_start(24, 80, again, NULL);
	term_screen_wait(term, "the picture");
	ck_assert(!term_screen_has(term, "chatter"));
	term_screen_send(term, "x");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
	ck_assert(term_screen_has(term, "first chatter ␛[2J"));
	ck_assert(term_screen_has(term, "second chatter"));
	const char *bytes = term_screen_bytes(term)->str;
	ck_assert_ptr_nonnull(strstr(strstr(bytes, "\033[?1049l"), "first chatter"));
}
END_TEST

/* The window is closed: the program ends, and does not spin until it does. */
static void check_ends_without_terminal(const char *const *command)
{
	g_autoptr(TermScreen) term = term_screen_start(24, 80, command, NULL);
	term_screen_wait(term, "16 actions");
	struct rusage before, after;
	getrusage(RUSAGE_CHILDREN, &before);
	term_screen_hang_up(term);
	term_screen_wait_exit(term);
	getrusage(RUSAGE_CHILDREN, &after);
	ck_assert_int_lt(after.ru_utime.tv_sec - before.ru_utime.tv_sec, TERM_DEADLINE / 2);
}

START_TEST(closed_terminal)
{
	static const char *const deaf[] = { "sh", "-c", "trap '' HUP; exec " WEIR " demo", NULL };
	check_ends_without_terminal(demo);
	check_ends_without_terminal(deaf);
}
END_TEST

START_TEST(no_terminal)
{
	static const char *const piped[] = { "sh", "-c", WEIR " http://127.0.0.1:1 | cat; echo done", NULL };
	static const char *const unknown[] = { "TERM=no-such-terminal", NULL };
	g_autoptr(TermScreen) term = term_screen_start(24, 80, piped, NULL);
	term_screen_wait(term, "done");
	ck_assert(!term_screen_alternate(term));
	g_autoptr(TermScreen) other = term_screen_start(24, 80, demo, unknown);
	term_screen_wait(other, "no-such-terminal");
	ck_assert_int_eq(WEXITSTATUS(term_screen_wait_exit(other)), 2);
	ck_assert(!term_screen_alternate(other));
}
END_TEST

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--chatter") == 0)
		return run_chatter();
	const TTest *const tests[] = { quit_gives_the_terminal_back,
				       signals_give_the_terminal_back,
				       interrupt_quits,
				       lone_escape_and_what_follows,
				       unknown_sequences_are_swallowed,
				       resizes,
				       tiny_from_the_start,
				       stop_and_continue,
				       stop_without_a_shell,
				       chatter_waits,
				       closed_terminal,
				       no_terminal,
				       NULL };
	return suite_run("tui/terminal", tests);
}
