/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <gio/gio.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/stream.h"
#include "suite.h"

/* A terminal of that many columns: the side of the program. The other side stays open. */
static int terminal(unsigned short columns, int *other)
{
	struct winsize size = { .ws_col = columns, .ws_row = 24 };
	*other = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(*other, 0);
	ck_assert_int_eq(grantpt(*other), 0);
	ck_assert_int_eq(unlockpt(*other), 0);
	int fd = open(ptsname(*other), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ioctl(fd, TIOCSWINSZ, &size), 0);
	return fd;
}

START_TEST(a_pipe_is_no_terminal)
{
	int pipes[2];
	ck_assert_int_eq(pipe(pipes), 0);
	g_setenv("TERM", "xterm", TRUE);
	ck_assert_int_eq(stream_width(pipes[1]), 0);
	ck_assert(!stream_colour(pipes[1]));
}
END_TEST

START_TEST(a_terminal_says_how_wide_it_is)
{
	int other;
	int fd = terminal(57, &other);
	g_unsetenv("COLUMNS");
	ck_assert_int_eq(stream_width(fd), 57);
	g_setenv("COLUMNS", "33", TRUE);
	ck_assert_int_eq(stream_width(fd), 33);
	g_setenv("COLUMNS", "nonsense", TRUE);
	ck_assert_int_eq(stream_width(fd), 57);
	g_unsetenv("COLUMNS");
	int unknown = terminal(0, &other);
	ck_assert_int_eq(stream_width(unknown), 80);
	int narrow = terminal(2, &other);
	ck_assert_int_eq(stream_width(narrow), 10);
}
END_TEST

START_TEST(colours_are_a_matter_of_terminal_and_wish)
{
	static const struct {
		const char *term, *no_color;
		gboolean colours;
	} cases[] = {
		{ "xterm-256color", NULL, TRUE }, { "xterm", "", TRUE }, { "xterm", "1", FALSE },
		{ "dumb", NULL, FALSE },          { "", NULL, FALSE },   { NULL, NULL, FALSE },
	};
	int other;
	int fd = terminal(80, &other);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_unsetenv("TERM");
		g_unsetenv("NO_COLOR");
		if (cases[i].term != NULL)
			g_setenv("TERM", cases[i].term, TRUE);
		if (cases[i].no_color != NULL)
			g_setenv("NO_COLOR", cases[i].no_color, TRUE);
		ck_assert_msg(stream_colour(fd) == cases[i].colours, "case %zu", i);
	}
}
END_TEST

START_TEST(what_cannot_be_written_is_told_apart)
{
	int pipes[2];
	g_autoptr(GError) gone = NULL;
	g_autoptr(GError) closed = NULL;
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(pipes), 0);
	close(pipes[0]);
	ck_assert(!stream_write(pipes[1], "x", 1, &gone));
	ck_assert(g_error_matches(gone, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE));
	close(pipes[1]);
	ck_assert(!stream_write(pipes[1], "x", 1, &closed));
	ck_assert(g_error_matches(closed, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert(stream_write(pipes[1], "", 0, NULL));
}
END_TEST

/* More than a pipe holds, to a reader that is slow, through a descriptor that somebody made non-blocking. */
static gpointer read_all(gpointer data)
{
	char buffer[4096];
	gsize total = 0;
	gssize got = 0;
	while ((got = read(GPOINTER_TO_INT(data), buffer, sizeof buffer)) > 0)
		total += (gsize)got;
	return GSIZE_TO_POINTER(total);
}

START_TEST(a_full_pipe_is_waited_for)
{
	enum { BYTES = 1000000 };
	int pipes[2];
	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_eq(fcntl(pipes[1], F_SETFL, O_NONBLOCK), 0);
	GThread *reader = g_thread_new("reader", read_all, GINT_TO_POINTER(pipes[0]));
	char *bytes = g_malloc0(BYTES);
	ck_assert(stream_write(pipes[1], bytes, BYTES, NULL));
	g_free(bytes);
	close(pipes[1]);
	ck_assert_uint_eq(GPOINTER_TO_SIZE(g_thread_join(reader)), BYTES);
}
END_TEST

START_TEST(signals_are_as_they_were_after_a_write)
{
	struct sigaction before = { .sa_handler = SIG_IGN }, after;
	int pipes[2];
	ck_assert_int_eq(pipe(pipes), 0);
	sigaction(SIGINT, &before, NULL);
	ck_assert(stream_write(pipes[1], "x", 1, NULL));
	sigaction(SIGINT, NULL, &after);
	ck_assert(after.sa_handler == SIG_IGN);
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		a_pipe_is_no_terminal,
		a_terminal_says_how_wide_it_is,
		colours_are_a_matter_of_terminal_and_wish,
		what_cannot_be_written_is_told_apart,
		a_full_pipe_is_waited_for,
		signals_are_as_they_were_after_a_write,
		NULL,
	};
	return suite_run("cli/stream", tests);
}
