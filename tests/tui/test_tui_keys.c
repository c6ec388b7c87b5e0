/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and the mouse on the demo server. */
#include <string.h>

#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"
#define MANY "20000"

static TermScreen *start(const char *const *argv, const char *wait)
{
	TermScreen *term = term_screen_start(24, 80, argv, NULL);
	term_screen_wait(term, wait);
	return term;
}

static TermScreen *on_actions(void)
{
	static const char *const argv[] = { WEIR, "demo", NULL };
	return start(argv, "16 actions");
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

START_TEST(moving)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_wait(term, "1/16");
	term_screen_send(term, "j");
	term_screen_wait(term, "2/16");
	term_screen_send(term, "G");
	term_screen_wait(term, "16/16");
	term_screen_send(term, "gg\033[B\033OB\033[A");
	term_screen_wait(term, "2/16");
	term_screen_send(term, "\004");
	term_screen_wait(term, "6/16");
	term_screen_send(term, "\033[6~");
	term_screen_wait(term, "14/16");
	term_screen_send(term, "\033[H");
	term_screen_wait(term, "1/16");
	quit(term);
}
END_TEST

START_TEST(details_and_folds)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, "\r");
	term_screen_wait(term, "Enter fold");
	term_screen_send(term, "G");
	term_screen_wait(term, "parameters");
	ck_assert(!term_screen_has(term, "ticketId  {"));
	term_screen_send(term, "k");
	term_screen_send(term, " ");
	term_screen_wait(term, "▾ {");
	term_screen_send(term, "h");
	term_screen_wait_gone(term, "▾ {");
	term_screen_send(term, "z");
	term_screen_wait(term, "▾ {");
	term_screen_send(term, "q");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "v");
	term_screen_wait_gone(term, "display name");
	quit(term);
}
END_TEST

START_TEST(filtering)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, "/");
	term_screen_send(term, "effect:delete");
	term_screen_wait(term, "filter /effect:delete   1/1");
	ck_assert(!term_screen_has(term, "get_ticket"));
	term_screen_send(term, "\r");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "\033");
	term_screen_wait(term, "8/16");
	term_screen_send(term, "/!ticket\r");
	term_screen_wait(term, "filter /!ticket");
	ck_assert(!term_screen_has(term, "get_ticket "));
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "/ticket");
	term_screen_wait(term, "filter /ticket");
	term_screen_send(term, "\033");
	term_screen_wait(term, "filter /!ticket");
	term_screen_send(term, "/\r");
	term_screen_wait_gone(term, "filter /");
	quit(term);
}
END_TEST

START_TEST(patterns_that_are_none)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, "/ticket(");
	term_screen_wait(term, "taken literally");
	term_screen_wait(term, "nothing matches");
	term_screen_send(term, "\r");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "\033");
	term_screen_wait(term, "1/16");
	quit(term);
}
END_TEST

START_TEST(next_match)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, "/effect:update\r");
	term_screen_wait(term, "filter /effect:update   1/4");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "\033");
	term_screen_wait(term, "4/16");
	ck_assert(term_screen_looks(term, "update", CELL_UNDERLINE));
	term_screen_send(term, "n");
	term_screen_wait(term, "5/16");
	term_screen_send(term, "nn");
	term_screen_wait(term, "14/16");
	term_screen_send(term, "N");
	term_screen_wait(term, "6/16");
	quit(term);
}
END_TEST

START_TEST(sorting)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, ":sort action\r");
	term_screen_wait(term, "sort action ▲");
	term_screen_wait(term, "7/16"); /* get_ticket keeps the cursor */
	term_screen_send(term, "S");
	term_screen_wait(term, "sort action ▼   10/16");
	term_screen_send(term, "s");
	term_screen_wait(term, "sort what it does ▲");
	term_screen_send(term, "s");
	term_screen_wait_gone(term, "sort what");
	term_screen_wait(term, "1/16");
	quit(term);
}
END_TEST

/* What OSC 52 last gave to the terminal. */
static char *last_copied(TermScreen *term)
{
	static const char begin[] = "\033]52;c;";
	const char *at = g_strrstr(term_screen_bytes(term)->str, begin);
	ck_assert_ptr_nonnull(at);
	at += strlen(begin);
	g_autofree char *encoded = g_strndup(at, strcspn(at, "\a"));
	gsize length;
	g_autofree guchar *bytes = g_base64_decode(encoded, &length);
	return g_strndup((const char *)bytes, length);
}

START_TEST(copying)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, "y");
	term_screen_wait_bytes(term, "\033]52;c;Z2V0X3RpY2tldA==\a");
	term_screen_wait(term, "copied get_ticket (OSC 52)");
	term_screen_send(term, "  y");
	term_screen_wait_bytes(term, "\033]52;c;Z2V0X3RpY2tldApzZWFyY2hfdGlja2V0cw==\a");
	term_screen_wait(term, "copied several lines");
	term_screen_send(term, "8");
	term_screen_wait(term, "3 exchanges");
	term_screen_send(term, "c");
	term_screen_wait(term, "copied a curl line");
	g_autofree char *line = last_copied(term);
	ck_assert_ptr_nonnull(strstr(line, "curl "));
	ck_assert_ptr_nonnull(strstr(line, "Bearer $WEIR_TOKEN"));
	term_screen_send(term, "1Y");
	term_screen_wait(term, "copied the row as JSON");
	g_autofree char *row = last_copied(term);
	ck_assert_ptr_nonnull(strstr(row, "\"alias\": \"demo\""));
	quit(term);
}
END_TEST

START_TEST(many_rows)
{
	static const char *const argv[] = { WEIR, "demo", "--subscriptions", MANY, NULL };
	g_autoptr(TermScreen) term = start(argv, "16 actions");
	term_screen_send(term, "4");
	term_screen_wait(term, "20,000 subscriptions");
	term_screen_send(term, "G");
	term_screen_wait(term, "20000/20000");
	term_screen_send(term, ":sort subscription reverse\r");
	term_screen_wait(term, "sort subscription ▼");
	term_screen_wait_gone(term, "sorting");
	term_screen_send(term, "g/callbacks/77\r");
	term_screen_wait(term, "filter /callbacks/77");
	term_screen_wait_gone(term, "sorting");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "filter /");
	term_screen_send(term, ":sort\r");
	term_screen_wait_gone(term, "sort subscription");
	term_screen_send(term, "G");
	term_screen_wait(term, "20000/20000");
	term_screen_send(term, "r");
	term_screen_wait(term, "20,000 subscriptions");
	term_screen_wait(term, "20000/20000");
	quit(term);
}
END_TEST

START_TEST(mouse)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, "\033[<0;5;6M\033[<0;5;6m");
	term_screen_wait(term, "3/16");
	term_screen_send(term, "\033[<65;5;6M");
	term_screen_wait(term, "4/16");
	term_screen_send(term, "\033[<0;25;2M"); /* "triggers" on the line of views */
	term_screen_wait(term, "6 triggers");
	term_screen_send(term, "\033[<0;8;3M"); /* the title of the column */
	term_screen_wait(term, "sort trigger ▲");
	term_screen_send(term, "M");
	term_screen_wait_bytes(term, "\033[?1006;1000l");
	quit(term);
}
END_TEST

START_TEST(help_is_of_the_view)
{
	g_autoptr(TermScreen) term = on_actions();
	term_screen_send(term, "8?");
	term_screen_wait(term, "Esc back");
	ck_assert(term_screen_has(term, "curl line"));
	term_screen_send(term, "q2");
	term_screen_wait(term, "Enter open");
	term_screen_wait_gone(term, "curl");
	term_screen_send(term, "?");
	term_screen_wait(term, "Esc back");
	ck_assert(!term_screen_has(term, "curl line"));
	term_screen_send(term, "/reverse\r");
	term_screen_wait(term, ":sort [COLUMN [reverse]]");
	ck_assert(term_screen_looks(term, "reverse", CELL_UNDERLINE));
	term_screen_send(term, "q");
	term_screen_wait(term, "16 actions");
	quit(term);
}
END_TEST

START_TEST(dead_servers_say_why)
{
	static const char *const argv[] = { WEIR, "http://127.0.0.1:1", "--token", "env:NO_SUCH_TOKEN",
					    NULL };
	static const char *const refused[] = { WEIR, "http://127.0.0.1:1", NULL };
	g_autoptr(TermScreen) term = start(argv, "NO_SUCH_TOKEN");
	term_screen_send(term, "1");
	term_screen_wait(term, "1 down");
	ck_assert(term_screen_has(term, "└ "));
	ck_assert(term_screen_has(term, "✕ "));
	quit(term);
	g_autoptr(TermScreen) other = start(refused, "refuses the connection");
	ck_assert(term_screen_has(other, "PROD read-only"));
	quit(other);
}
END_TEST

START_TEST(insecure_is_said)
{
	static const char *const argv[] = { WEIR, "https://127.0.0.1:1", "--insecure", NULL };
	g_autoptr(TermScreen) term = start(argv, "refuses the connection");
	ck_assert(term_screen_looks(term, "INSECURE", CELL_BOLD | CELL_COLOUR));
	term_screen_send(term, "8");
	term_screen_wait(term, "exchanges");
	ck_assert(term_screen_has(term, "INSECURE"));
	quit(term);
}
END_TEST

/* Number keys are about the server under the cursor; Esc leads back. */
START_TEST(fleet)
{
	static const char *const argv[] = { WEIR, "demo", "--servers", "3", NULL };
	g_autoptr(TermScreen) term = start(argv, "3 up");
	term_screen_send(term, "j");
	term_screen_wait(term, "servers ▸ demo-2");
	term_screen_send(term, "3");
	term_screen_wait(term, "demo-2 ▸ triggers");
	term_screen_wait(term, "6 triggers");
	term_screen_send(term, "\033");
	term_screen_wait(term, "servers ▸ demo-2");
	term_screen_send(term, "j\r");
	term_screen_wait(term, "demo-3 ▸ actions");
	term_screen_send(term, ":demo-1\r");
	term_screen_wait(term, "demo-1 ▸ actions");
	term_screen_send(term, ":triggers demo-3\r");
	term_screen_wait(term, "demo-3 ▸ triggers");
	quit(term);
}
END_TEST

START_TEST(no_servers)
{
	static const char *const argv[] = { WEIR, NULL };
	g_autoptr(TermScreen) term = start(argv, "No server is configured");
	term_screen_send(term, "2");
	term_screen_wait(term, "no server yet");
	quit(term);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { moving,
				       details_and_folds,
				       filtering,
				       patterns_that_are_none,
				       next_match,
				       sorting,
				       copying,
				       many_rows,
				       mouse,
				       help_is_of_the_view,
				       dead_servers_say_why,
				       insecure_is_said,
				       fleet,
				       no_servers,
				       NULL };
	return suite_run("tui/keys", tests);
}
