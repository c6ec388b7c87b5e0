/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ask.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "cli/sink.h"

/* As much as the kernel keeps of a line. */
enum { LINE_BYTES = 4096 };

typedef struct {
	VerbRun *run;
	GSource *input, *cancel;
	VerbAnswer answered;
	gpointer data;
	gsize length;
	char line[LINE_BYTES + 1];
} Question;

gboolean cli_can_ask(VerbRun *run)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static void answer(Question *question, const char *text)
{
	g_autoptr(VerbRun) run = question->run;
	g_source_destroy(question->input);
	g_source_unref(question->input);
	g_source_destroy(question->cancel);
	g_source_unref(question->cancel);
	/* Else the next message stands behind the question. */
	if (text == NULL)
		cli_write("\n");
	question->answered(run, text, question->data);
	g_free(question);
}

static gboolean on_input(gint fd, GIOCondition condition, gpointer data)
{
	Question *question = data;
	ssize_t n = read(fd, question->line + question->length, LINE_BYTES - question->length);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (n <= 0) {
		answer(question, NULL);
		return G_SOURCE_REMOVE;
	}
	question->length += (gsize)n;
	char *end = memchr(question->line, '\n', question->length);
	if (end == NULL && question->length < LINE_BYTES)
		return G_SOURCE_CONTINUE;
	question->line[end != NULL ? (gsize)(end - question->line) : question->length] = '\0';
	answer(question, question->line);
	return G_SOURCE_REMOVE;
}

static gboolean on_cancel(GCancellable *cancellable, gpointer data)
{
	answer(data, NULL);
	return G_SOURCE_REMOVE;
}

void cli_ask(VerbRun *run, const char *text, VerbAnswer answered, gpointer data)
{
	Question *question = g_new0(Question, 1);
	question->run = verb_run_ref(run);
	question->answered = answered;
	question->data = data;
	question->input = g_unix_fd_source_new(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR);
	g_source_set_callback(question->input, G_SOURCE_FUNC(on_input), question, NULL);
	g_source_attach(question->input, NULL);
	question->cancel = g_cancellable_source_new(run->cancellable);
	g_source_set_callback(question->cancel, G_SOURCE_FUNC(on_cancel), question, NULL);
	g_source_attach(question->cancel, NULL);
	cli_question(text);
}
