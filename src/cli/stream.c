/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/stream.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"

enum { NARROWEST = 10, WIDEST = 10000, USUAL_WIDTH = 80 };

static void set_error(int fd, int cause, GError **error)
{
	const char *name = fd == STDOUT_FILENO ? _("standard output") : _("standard error");
	if (cause == EPIPE) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, _("%s has no reader any more"), name);
		return;
	}
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
		    _("%s cannot be written: %s; what came before it may be cut off"), name,
		    g_strerror(cause));
}

gboolean stream_write(int fd, const char *bytes, gsize length, GError **error)
{
	/* A reader that does not read makes write() wait, and the loop with it: the signals must get through.
	 * On a terminal Ctrl-C makes a stopped write go on, and to end there would leave it without an echo.
	 */
	struct sigaction usual = { .sa_handler = SIG_DFL }, interrupt, terminate;
	gboolean may_wait = !isatty(fd);
	if (may_wait) {
		sigaction(SIGINT, &usual, &interrupt);
		sigaction(SIGTERM, &usual, &terminate);
	}
	int cause = 0;
	while (length > 0 && cause == 0) {
		gssize written = write(fd, bytes, length);
		if (written >= 0) {
			bytes += written;
			length -= (gsize)written;
		} else if (errno == EAGAIN) {
			/* Somebody made the descriptor non-blocking. */
			GPollFD wait = { .fd = fd, .events = G_IO_OUT };
			g_poll(&wait, 1, -1);
		} else if (errno != EINTR) {
			cause = errno;
		}
	}
	if (may_wait) {
		sigaction(SIGINT, &interrupt, NULL);
		sigaction(SIGTERM, &terminate, NULL);
	}
	if (cause != 0)
		set_error(fd, cause, error);
	return cause == 0;
}

int stream_width(int fd)
{
	struct winsize size = { 0 };
	if (!isatty(fd))
		return 0;
	const char *columns = g_getenv("COLUMNS");
	gint64 width = columns != NULL ? g_ascii_strtoll(columns, NULL, 10) : 0;
	if (width <= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width <= 0)
		width = USUAL_WIDTH;
	return (int)CLAMP(width, NARROWEST, WIDEST);
}

gboolean stream_colour(int fd)
{
	const char *term = g_getenv("TERM"), *no_color = g_getenv("NO_COLOR");
	if (no_color != NULL && *no_color != '\0')
		return FALSE;
	return isatty(fd) && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

static gboolean write_stdout(gpointer data, const char *bytes, gsize length, GError **error)
{
	return stream_write(STDOUT_FILENO, bytes, length, error);
}

void stream_report(ReportOut *out)
{
	memset(out, 0, sizeof *out);
	out->write = write_stdout;
	out->width = stream_width(STDOUT_FILENO);
	out->colour = stream_colour(STDOUT_FILENO);
	out->look = !text_locale_is_utf8() ? LOOK_ASCII : out->width > 0 ? LOOK_UTF8 : LOOK_ASCII_SIGNS;
}
