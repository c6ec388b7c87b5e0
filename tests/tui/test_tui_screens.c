/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the views look like, on 80x24 and 120x36, with UTF-8 and without. */
#include <string.h>
#include <sys/wait.h>

#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"

static const char *const demo[] = { WEIR, "demo", NULL };
static const char *const fleet[] = { WEIR, "demo", "--servers", "5", "--latency", "150", NULL };
static const char *const ascii[] = { "LC_ALL=C", NULL };

/* On the actions of the demo server, loaded. */
static TermScreen *on_actions(int rows, int columns, const char *const *environment)
{
	TermScreen *term = term_screen_start(rows, columns, demo, environment);
	term_screen_wait(term, "16 actions");
	return term;
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

START_TEST(actions_small)
{
	g_autoptr(TermScreen) term = on_actions(24, 80, NULL);
	term_screen_send(term, "jjj");
	term_screen_check(term, "actions-80x24");
	quit(term);
}
END_TEST

START_TEST(actions_large)
{
	g_autoptr(TermScreen) term = on_actions(36, 120, NULL);
	term_screen_send(term, "\033[B\033OB");
	term_screen_check(term, "actions-120x36");
	quit(term);
}
END_TEST

START_TEST(actions_ascii)
{
	g_autoptr(TermScreen) term = on_actions(36, 120, ascii);
	term_screen_send(term, "jj");
	term_screen_check(term, "actions-120x36-ascii");
	for (const char *at = term_screen_bytes(term)->str; *at != '\0'; at++)
		ck_assert((guchar)*at < 0x80);
	quit(term);
}
END_TEST

START_TEST(actions_tiny)
{
	g_autoptr(TermScreen) term = on_actions(10, 50, NULL);
	term_screen_check(term, "actions-50x10");
	term_screen_send(term, "\r");
	term_screen_check(term, "actions-50x10-detail");
	term_screen_send(term, "\033");
	term_screen_check(term, "actions-50x10");
	quit(term);
}
END_TEST

START_TEST(triggers)
{
	g_autoptr(TermScreen) term = on_actions(36, 120, NULL);
	term_screen_send(term, "3");
	term_screen_wait(term, "6 triggers");
	term_screen_check(term, "triggers-120x36");
	quit(term);
}
END_TEST

START_TEST(subscriptions)
{
	g_autoptr(TermScreen) term = on_actions(24, 80, NULL);
	term_screen_send(term, "4");
	term_screen_wait(term, "6 subscriptions");
	term_screen_check(term, "subscriptions-80x24");
	term_screen_send(term, "\rjj");
	term_screen_check(term, "subscriptions-80x24-detail");
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(servers)
{
	g_autoptr(TermScreen) term = term_screen_start(24, 80, fleet, NULL);
	term_screen_wait(term, "5 up");
	term_screen_check(term, "servers-80x24");
	quit(term);
}
END_TEST

START_TEST(servers_ascii)
{
	g_autoptr(TermScreen) term = term_screen_start(24, 80, fleet, ascii);
	term_screen_wait(term, "5 up");
	term_screen_check(term, "servers-80x24-ascii");
	quit(term);
}
END_TEST

START_TEST(traffic)
{
	g_autoptr(TermScreen) term = on_actions(36, 120, NULL);
	term_screen_send(term, "8");
	term_screen_wait(term, "3 exchanges");
	ck_assert(term_screen_has(term, "/manifest"));
	ck_assert(term_screen_has(term, "/components"));
	ck_assert(term_screen_has(term, "/openapi.json"));
	ck_assert(term_screen_has(term, "200 OK"));
	term_screen_send(term, "\r");
	term_screen_wait(term, "Authorization: Bearer");
	ck_assert(term_screen_has(term, "«env:"));
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(help)
{
	g_autoptr(TermScreen) term = on_actions(36, 120, NULL);
	term_screen_send(term, "?");
	term_screen_wait(term, "Keys in the list");
	term_screen_check(term, "help-120x36");
	term_screen_send(term, "G");
	term_screen_wait(term, ":version");
	term_screen_send(term, "q");
	term_screen_wait(term, "16 actions");
	quit(term);
}
END_TEST

START_TEST(themes)
{
	static const char *const names[] = { "dark", "light", "deuteranopia", "mono" };
	g_autoptr(TermScreen) term = on_actions(24, 80, NULL);
	ck_assert(term_screen_looks(term, "delete", CELL_BOLD | CELL_COLOUR));
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *command = g_strdup_printf(":theme %s\r", names[i]);
		g_autofree char *told = g_strdup_printf("theme %s", names[i]);
		term_screen_send(term, command);
		term_screen_wait(term, told);
		ck_assert(term_screen_looks(term, "delete", CELL_BOLD));
		gboolean coloured = strcmp(names[i], "mono") != 0;
		ck_assert_int_eq(term_screen_looks(term, "delete", CELL_COLOUR), coloured);
		ck_assert(term_screen_looks(term, "get_ticket", coloured ? CELL_GROUND : CELL_REVERSE));
	}
	quit(term);
}
END_TEST

static gboolean has_colour(TermScreen *term)
{
	static const char *const sequences[] = { "\033[3", "\033[4", "\033[9", "\033[10" };
	const char *bytes = term_screen_bytes(term)->str;
	for (gsize i = 0; i < G_N_ELEMENTS(sequences); i++) {
		for (const char *at = bytes; (at = strstr(at, sequences[i])) != NULL; at++) {
			const char *end = at + 2 + strspn(at + 2, "0123456789;:");
			/* 39 and 49 are the terminal's own colours, 4 is an underline */
			if (*end == 'm' && strncmp(at, "\033[39;49m", 8) != 0 &&
			    strncmp(at, "\033[4m", 4) != 0)
				return TRUE;
		}
	}
	return FALSE;
}

START_TEST(no_colour)
{
	static const char *const environment[] = { "NO_COLOR=1", NULL };
	static const char *const empty[] = { "NO_COLOR=", NULL };
	g_autoptr(TermScreen) term = on_actions(24, 80, environment);
	ck_assert(!has_colour(term));
	ck_assert(term_screen_looks(term, "get_ticket", CELL_REVERSE));
	quit(term);
	g_autoptr(TermScreen) other = on_actions(24, 80, empty);
	ck_assert(has_colour(other));
	quit(other);
}
END_TEST

/* 8 colours, and none: the signs and words are the same. */
START_TEST(few_colours)
{
	static const char *const eight[] = { "TERM=xterm-color", NULL };
	static const char *const none[] = { "TERM=vt100", NULL };
	g_autoptr(TermScreen) term = on_actions(24, 80, eight);
	ck_assert(term_screen_looks(term, "get_ticket", CELL_REVERSE));
	ck_assert(term_screen_has(term, "▲ delete"));
	quit(term);
	g_autoptr(TermScreen) other = on_actions(24, 80, none);
	ck_assert(!has_colour(other));
	ck_assert(term_screen_has(other, "▲ delete"));
	quit(other);
}
END_TEST

/* A terminal description of our own: the system need not have one with 24-bit colours. */
static gboolean make_direct(const char *folder)
{
	static const char source[] =
		"xterm-direct|24-bit colours,\n\tRGB, use=xterm-256color,\n"
		"\tcolors#0x1000000, pairs#0x7FFF, initc@, ccc@,\n"
		"\tsetaf=\\E[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;"
		"%p1%{255}%&%d%;m,\n"
		"\tsetab=\\E[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;"
		"%p1%{255}%&%d%;m,\n";
	g_autofree char *file = g_build_filename(folder, "source", NULL);
	const char *const argv[] = { "tic", "-x", "-o", folder, file, NULL };
	int status = -1;
	return g_file_set_contents(file, source, -1, NULL) &&
	       g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
			    NULL) &&
	       status == 0;
}

/* The terminal says in COLORTERM that it has them; TERM alone would give 256. */
START_TEST(true_colour)
{
	g_autofree char *folder = g_dir_make_tmp("weir-terminfo-XXXXXX", NULL);
	g_autofree char *terminfo = g_strdup_printf("TERMINFO=%s", folder);
	const char *const environment[] = { terminfo, "COLORTERM=truecolor", NULL };
	ck_assert_msg(make_direct(folder), "tic (ncurses-bin) cannot make a terminal description");
	g_autoptr(TermScreen) term = on_actions(24, 80, environment);
	ck_assert_ptr_nonnull(strstr(term_screen_bytes(term)->str, "38;2;255;107;99"));
	quit(term);
	term_screen_remove(folder);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { actions_small, actions_large, actions_ascii, actions_tiny, triggers,
				       subscriptions, servers,       servers_ascii, traffic,      help,
				       themes,        no_colour,     few_colours,   true_colour,  NULL };
	return suite_run("tui/screens", tests);
}
