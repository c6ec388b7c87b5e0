/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prompt: readline inside the screen, and what can go wrong there. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"

static const char *const argv[] = { WEIR, "demo", NULL };

static TermScreen *start(void)
{
	TermScreen *term = term_screen_start(24, 80, argv, NULL);
	term_screen_wait(term, "16 actions");
	return term;
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

static gboolean row_is(TermScreen *term, gpointer expected)
{
	g_autofree char *row = term_screen_row(term, 23);
	return strcmp(row, expected) == 0;
}

static void wait_prompt(TermScreen *term, const char *line)
{
	term_screen_wait_for(term, line, row_is, (gpointer)line);
}

START_TEST(lone_escape_cancels)
{
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, ":hel");
	wait_prompt(term, ":hel");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "j"); /* would be Meta-j to a readline that had seen the Esc */
	term_screen_wait(term, "2/16");
	term_screen_send(term, ":");
	wait_prompt(term, ":");
	term_screen_send(term, "\003");
	term_screen_wait(term, "Enter open");
	quit(term);
}
END_TEST

START_TEST(editing)
{
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, ":theme å日本");
	wait_prompt(term, ":theme å日本");
	int row, column;
	ck_assert(term_screen_cursor(term, &row, &column));
	ck_assert_int_eq(column, 12);
	term_screen_send(term, "\033[D\033[D\033OD\033[3~");
	wait_prompt(term, ":theme 日本");
	term_screen_send(term, "\033b\033bX");
	wait_prompt(term, ":Xtheme 日本");
	term_screen_send(term, "\001\013");
	wait_prompt(term, ":");
	term_screen_send(term, "\177");
	term_screen_wait(term, "Enter open");
	quit(term);
}
END_TEST

START_TEST(long_lines_slide)
{
	g_autofree char *much = g_strnfill(200, 'x');
	g_autofree char *typed = g_strconcat(":", much, "END", NULL);
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, typed);
	term_screen_wait(term, "xEND");
	int row, column;
	ck_assert(term_screen_cursor(term, &row, &column));
	ck_assert_int_eq(row, 23);
	ck_assert_int_lt(column, 80);
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	quit(term);
}
END_TEST

/* A paste that comes in pieces, with newlines in it: nothing is run, nothing is cut.  */
START_TEST(split_paste)
{
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, ":");
	wait_prompt(term, ":");
	term_screen_send(term, "\033[200~show \rquit\r");
	term_screen_wait_read(term);
	term_screen_send(term, "\033[Bq\033[20");
	term_screen_wait_read(term);
	term_screen_send(term, "1~");
	wait_prompt(term, ":show  quit  [Bq");
	term_screen_send(term, "\025");
	wait_prompt(term, ":");
	term_screen_send(term, "keys\r");
	term_screen_wait(term, "Keys in the list");
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(paste_outside_is_left_out)
{
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, "\033[200~jjjq:quit\r\033[201~");
	term_screen_wait(term, "left out");
	term_screen_send(term, "j");
	term_screen_wait(term, "2/16");
	quit(term);
}
END_TEST

static gboolean last_row_is(TermScreen *term, gpointer expected)
{
	g_autofree char *row = term_screen_row(term, 29);
	return strcmp(row, expected) == 0;
}

START_TEST(resize_while_open)
{
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, ":he");
	wait_prompt(term, ":he");
	term_screen_resize(term, 30, 110);
	term_screen_wait_for(term, "the prompt in the last row", last_row_is, (gpointer) ":he");
	term_screen_send(term, "lp");
	term_screen_wait_for(term, "what was typed", last_row_is, (gpointer) ":help");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	quit(term);
}
END_TEST

START_TEST(completion)
{
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, ":subs\t");
	wait_prompt(term, ":subscriptions");
	term_screen_send(term, "\025s\t");
	term_screen_wait(term, "show");
	term_screen_send(term, "\025theme \t");
	term_screen_wait(term, "deuteranopia");
	ck_assert(term_screen_looks(term, "deuteranopia", CELL_GROUND));
	term_screen_send(term, "\025show demo get_t\t");
	wait_prompt(term, ":show demo get_ticket");
	term_screen_send(term, "\025theme deu\t");
	wait_prompt(term, ":theme deuteranopia");
	term_screen_send(term, "\025sort desc\t");
	wait_prompt(term, ":sort description");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, "/eff\t");
	wait_prompt(term, "/effect:");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	quit(term);
}
END_TEST

START_TEST(commands_run)
{
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, ":show demo delete_ticket\r");
	term_screen_wait(term, "Permanently");
	term_screen_wait(term, "Esc back");
	term_screen_send(term, "q:actions --format json\r");
	term_screen_wait(term, "actions  [16]");
	term_screen_wait(term, "weir/actions/1");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	term_screen_send(term, ":nonsense here\r");
	term_screen_wait(term, "nonsense");
	term_screen_send(term, ":triggers\r");
	term_screen_wait(term, "6 triggers");
	term_screen_send(term, ":version\r");
	term_screen_wait(term, "weir 0");
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

/* What made sense is kept, for the next run; a token that was typed by mistake is not. */
START_TEST(history)
{
	g_autofree char *path = NULL;
	g_autofree char *kept = NULL;
	g_autoptr(TermScreen) term = start();
	term_screen_send(term, ":theme mono\r");
	term_screen_wait(term, "theme mono");
	term_screen_send(term, ":actions --token s3cr3t-value\r");
	term_screen_wait(term, "reference");
	term_screen_send(term, ":\033[A");
	wait_prompt(term, ":theme mono");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	quit(term);
	path = g_build_filename(term_screen_home(term), "weir", "history", NULL);
	ck_assert(g_file_get_contents(path, &kept, NULL, NULL));
	ck_assert_str_eq(kept, "theme mono\n");
	GStatBuf status;
	ck_assert_int_eq(g_stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		lone_escape_cancels, editing,    long_lines_slide, split_paste, paste_outside_is_left_out,
		resize_while_open,   completion, commands_run,     history,     NULL
	};
	return suite_run("tui/prompt", tests);
}
