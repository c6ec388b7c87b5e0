/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/sink.h"
#include "cli/stream.h"
#include "net/editor.h"
#include "secrets/keyring.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

struct Cli {
	GMainLoop *loop;
	VerbRun *run; /* what a signal interrupts */
	guint sources[G_N_ELEMENTS(signals)];
	gboolean interrupted;
};

gboolean cli_is_terminal(void)
{
	const char *term = g_getenv("TERM");
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term != NULL && *term != '\0';
}

/* The first signal asks the command to stop; the second does not ask. */
static gboolean on_signal(gpointer data)
{
	Cli *cli = data;
	if (cli->interrupted || cli->run == NULL) {
		edit_forget();
		_exit(WEIR_EXIT_INTERRUPTED);
	}
	cli->interrupted = TRUE;
	g_cancellable_cancel(cli->run->cancellable);
	return G_SOURCE_CONTINUE;
}

Cli *cli_new(void)
{
	Cli *cli = g_new0(Cli, 1);
	cli->loop = g_main_loop_new(NULL, FALSE);
	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
		cli->sources[i] = g_unix_signal_add(signals[i], on_signal, cli);
	return cli;
}

void cli_free(Cli *cli)
{
	if (cli == NULL)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
		g_source_remove(cli->sources[i]);
	g_main_loop_unref(cli->loop);
	g_free(cli);
}

void cli_set_language(const VerbRun *run)
{
	static const char *const for_people[] = { "text", "html", "markdown", NULL };
	const char *format = verb_text(run, "format");
	if ((format == NULL || g_strv_contains(for_people, format)) &&
	    !(run->verb->flags & VERB_FOR_PROGRAMS))
		return;
	setlocale(LC_MESSAGES, "C");
	setlocale(LC_NUMERIC, "C");
}

static void on_done(VerbRun *run, gpointer data)
{
	Cli *cli = data;
	g_main_loop_quit(cli->loop);
}

/* Its window may be behind others, or on another screen. */
static void on_asking(gboolean now, gpointer data)
{
	if (now)
		cli_message(_("the keyring is locked and asks for its password: look for its window"));
}

VerbStatus cli_run(Cli *cli, VerbContext *context, const char *const *words, VerbRun **result, int *exit_code)
{
	g_autoptr(GError) error = NULL;
	*result = NULL;
	g_autoptr(VerbRun) run = verb_parse(context, words, &error);
	if (run == NULL) {
		cli_message(error->message);
		*exit_code = weir_error_exit_code(error);
		return VERB_FAILED;
	}
	cli_set_language(run);
	run->sink = &cli_sink;
	run->done = on_done;
	run->done_data = cli;
	cli->run = run;
	keyring_set_asking(on_asking, NULL);
	VerbStatus status = verb_start(run);
	if (status == VERB_WAITING)
		g_main_loop_run(cli->loop);
	cli_progress_clear();
	keyring_set_asking(NULL, NULL);
	cli->run = NULL;
	*exit_code = run->exit_code;
	if (status == VERB_OPEN_TUI)
		*result = g_steal_pointer(&run);
	return status;
}

static const char *field(const GLogField *fields, gsize n_fields, const char *key)
{
	for (gsize i = 0; i < n_fields; i++)
		if (strcmp(fields[i].key, key) == 0 && fields[i].length == -1)
			return fields[i].value;
	return NULL;
}

GLogWriterOutput cli_log_writer(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
	const char *domain = field(fields, n_fields, "GLIB_DOMAIN"),
		   *text = field(fields, n_fields, "MESSAGE");
	if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) || text == NULL)
		return G_LOG_WRITER_HANDLED;
	g_autofree char *line = g_strdup_printf("%s: %s", domain != NULL ? domain : "log", text);
	cli_message(line);
	return G_LOG_WRITER_HANDLED;
}
