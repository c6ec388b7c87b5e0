/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/point.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static enum { NOT_ASKED, OFF, LIST, SIGNAL } mode;
static int file = -1, with_signal;
static guint64 wanted, passed;

static void ask(void)
{
	const char *text = g_getenv("WEIR_TEST_POINT");
	mode = OFF;
	if (text == NULL)
		return;
	if (g_str_has_prefix(text, "list:")) {
		file = open(text + strlen("list:"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		mode = file >= 0 ? LIST : OFF;
	} else if (g_str_has_prefix(text, "kill:") || g_str_has_prefix(text, "stop:")) {
		wanted = g_ascii_strtoull(text + strlen("kill:"), NULL, 10);
		with_signal = *text == 'k' ? SIGKILL : SIGSTOP;
		mode = wanted > 0 ? SIGNAL : OFF;
	}
}

static void write_line(PointSide side, const char *what)
{
	g_autofree char *line = g_strdup_printf("%s %s\n", side == POINT_BEFORE ? "before" : "after", what);
	if (write(file, line, strlen(line)) < 0)
		mode = OFF;
}

void point_pass(PointSide side, const char *what)
{
	if (G_LIKELY(mode == OFF))
		return;
	if (mode == NOT_ASKED)
		ask();
	if (mode == LIST)
		write_line(side, what);
	else if (mode == SIGNAL && ++passed == wanted)
		kill(getpid(), with_signal);
}
