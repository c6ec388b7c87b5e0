/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ask.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "base/wipe.h"
#include "cli/cli.h"
#include "cli/sink.h"
#include "cli/stream.h"

enum { LONGEST_LINE = 16 * 1024 };

struct asking {
	VerbRun *run; /* a reference */
	VerbAnswer done;
	gboolean hidden;
	struct termios before;
	char *line; /* LONGEST_LINE bytes, wiped */
	gsize length;
	GSource *input, *cancel;
};

static void stop_source(GSource **source)
{
	g_source_destroy(*source);
	g_clear_pointer(source, g_source_unref);
}

static void restore(struct asking *asking)
{
	if (!asking->hidden)
		return;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &asking->before);
	stream_write(STDERR_FILENO, "\n", 1, NULL);
}

/* `error` is taken. */
static void answer(struct asking *asking, SecBuf *value, GError *error)
{
	VerbRun *run = asking->run;
	restore(asking);
	stop_source(&asking->input);
	stop_source(&asking->cancel);
	wipe_free(asking->line);
	asking->done(run, value, error);
	g_free(asking);
	secbuf_unref(value);
	g_clear_error(&error);
	verb_run_unref(run);
}

static void whole_line(struct asking *asking)
{
	GError *error = NULL;
	gsize length = asking->length;
	if (length > 0 && asking->line[length - 1] == '\r')
		length--;
	SecBuf *value = secbuf_new("prompt", asking->line, length, &error);
	answer(asking, value, error);
}

static GError *interrupted(void)
{
	return g_error_new_literal(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("interrupted"));
}

static gboolean on_input(int fd, GIOCondition condition, gpointer data)
{
	struct asking *asking = data;
	ssize_t n = read(fd, asking->line + asking->length, LONGEST_LINE - asking->length);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return G_SOURCE_CONTINUE;
	asking->length += n > 0 ? (gsize)n : 0;
	const char *end = memchr(asking->line, '\n', asking->length);
	if (end == NULL && n > 0 && asking->length < LONGEST_LINE)
		return G_SOURCE_CONTINUE;
	if (end != NULL)
		asking->length = (gsize)(end - asking->line);
	if (end == NULL && n > 0)
		answer(asking, NULL,
		       g_error_new_literal(WEIR_ERROR, WEIR_ERROR_LIMIT, _("the line is too long")));
	else if (end == NULL && asking->length == 0)
		answer(asking, NULL, interrupted());
	else
		whole_line(asking);
	return G_SOURCE_REMOVE;
}

/* Ctrl-C comes as a signal, through the loop. */
static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	answer(data, NULL, interrupted());
	return G_SOURCE_REMOVE;
}

static GSource *attach(GSource *source, GSourceFunc callback, struct asking *asking)
{
	g_source_set_callback(source, callback, asking, NULL);
	g_source_attach(source, NULL);
	return source;
}

static gboolean hide(struct asking *asking, GError **error)
{
	struct termios silent;
	if (tcgetattr(STDIN_FILENO, &asking->before) == 0) {
		silent = asking->before;
		silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
		silent.c_lflag |= ICANON | ISIG;
		if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0)
			return TRUE;
	}
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("the terminal cannot be made to hide what is typed: %s; use --stdin or --fd N"),
		    g_strerror(errno));
	return FALSE;
}

gboolean cli_can_ask(VerbRun *run)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

gboolean cli_ask(VerbRun *run, const char *question, gboolean hidden, VerbAnswer done, GError **error)
{
	struct asking *asking = g_new0(struct asking, 1);
	*asking = (struct asking){ .run = run, .done = done, .hidden = hidden };
	if (hidden && !hide(asking, error)) {
		g_free(asking);
		return FALSE;
	}
	verb_run_ref(run);
	asking->line = wipe_malloc(LONGEST_LINE);
	cli_progress_clear();
	cli_question(question);
	asking->input = attach(g_unix_fd_source_new(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR),
			       G_SOURCE_FUNC(on_input), asking);
	asking->cancel =
		attach(g_cancellable_source_new(run->cancellable), G_SOURCE_FUNC(on_cancelled), asking);
	return TRUE;
}

gboolean cli_reveal(VerbRun *run, const SecBuf *value, GError **error)
{
	char *visible = text_visible(secbuf_bytes(value), (gssize)secbuf_length(value), TEXT_KEEP_LINES);
	gboolean good = stream_write(STDOUT_FILENO, visible, strlen(visible), error) &&
			stream_write(STDOUT_FILENO, "\n", 1, error);
	secbuf_wipe(visible, strlen(visible));
	g_free(visible);
	return good;
}
