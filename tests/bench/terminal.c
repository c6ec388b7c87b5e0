/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"

#include <errno.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

gboolean terminal_start(Terminal *terminal, char **command, int columns, int rows, Relay *relay)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
	*terminal = (Terminal){ .relay = relay, .text = g_string_new(NULL) };
	g_setenv("TERM", "xterm-256color", TRUE);
	terminal->start = now_ms();
	terminal->pid = forkpty(&terminal->fd, NULL, NULL, &size);
	if (terminal->pid == 0) {
		execvp(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	return terminal->pid > 0;
}

void terminal_send(Terminal *terminal, const char *bytes, gsize length)
{
	if (write(terminal->fd, bytes, length) != (ssize_t)length)
		terminal->gone = TRUE;
}

void terminal_forget(Terminal *terminal)
{
	g_string_truncate(terminal->text, 0);
}

/* Escape sequences are left out, so that text can be looked for; one cut by a read is rare and harmless. */
static void keep_text(GString *text, const char *bytes, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (bytes[i] != '\033') {
			g_string_append_c(text, bytes[i]);
			continue;
		}
		if (i + 1 < length && bytes[i + 1] == '[')
			for (i += 2; i < length && !g_ascii_isalpha(bytes[i]);)
				i++;
		else if (i + 1 < length && strchr("()", bytes[i + 1]) != NULL)
			i += 2;
		else
			i++;
	}
	if (text->len > 1024 * 1024)
		g_string_erase(text, 0, (gssize)text->len - 64 * 1024);
}

static void take_output(Terminal *terminal)
{
	char bytes[65536];
	ssize_t got = read(terminal->fd, bytes, sizeof bytes);
	if (got <= 0) {
		terminal->gone = got == 0 || errno != EINTR;
		return;
	}
	terminal->last = now_ms();
	if (terminal->first == 0)
		terminal->first = terminal->last;
	terminal->bytes += (gsize)got;
	keep_text(terminal->text, bytes, (gsize)got);
}

/* Waits for the terminal and the relay; TRUE if the terminal drew something. */
static gboolean turn(Terminal *terminal, double timeout)
{
	g_autoptr(GArray) fds = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
	struct pollfd own = { .fd = terminal->fd, .events = POLLIN };
	g_array_append_val(fds, own);
	if (terminal->relay != NULL)
		relay_wants(terminal->relay, fds);
	struct timespec patience = { .tv_sec = (time_t)(timeout / 1e3),
				     .tv_nsec = (long)((timeout - 1e3 * (double)(time_t)(timeout / 1e3)) *
						       1e6) };
	struct pollfd *list = (struct pollfd *)(void *)fds->data;
	if (ppoll(list, fds->len, &patience, NULL) <= 0)
		return FALSE;
	gboolean drew = list[0].revents != 0;
	if (drew)
		take_output(terminal);
	if (terminal->relay != NULL)
		relay_carry(terminal->relay, list, fds->len);
	return drew;
}

void terminal_settle(Terminal *terminal, double silence, double limit)
{
	double began = now_ms(), quiet_since = began;
	while (!terminal->gone) {
		double now = now_ms();
		double left = MIN(silence - (now - quiet_since), limit - (now - began));
		if (left <= 0)
			return;
		if (turn(terminal, left))
			quiet_since = terminal->last;
	}
}

gboolean terminal_await(Terminal *terminal, const char *text, double limit)
{
	double began = now_ms();
	while (!terminal->gone && strstr(terminal->text->str, text) == NULL) {
		double left = limit - (now_ms() - began);
		if (left <= 0)
			return FALSE;
		turn(terminal, left);
	}
	return strstr(terminal->text->str, text) != NULL;
}

double terminal_memory(const Terminal *terminal, const char *field)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)terminal->pid);
	g_autofree char *status = NULL;
	if (!g_file_get_contents(path, &status, NULL, NULL))
		return 0;
	const char *at = strstr(status, field);
	return at != NULL ? g_ascii_strtod(at + strlen(field) + 1, NULL) / 1024 : 0;
}

void terminal_end(Terminal *terminal, struct rusage *usage)
{
	struct rusage nobody;
	kill(terminal->pid, SIGKILL);
	wait4(terminal->pid, NULL, 0, usage != NULL ? usage : &nobody);
	close(terminal->fd);
	g_string_free(terminal->text, TRUE);
}
