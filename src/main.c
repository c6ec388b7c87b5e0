/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that sees both cli and tui. */
#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/redact.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/wipe.h"
#include "cli/cli.h"
#include "leak/scan.h"
#include "tui/tui.h"

/* Nothing is set up for it: it is asked for by every script and package. */
static int print_version(void)
{
	static const char line[] = PACKAGE_STRING "\n";
	return write(STDOUT_FILENO, line, sizeof line - 1) == (ssize_t)(sizeof line - 1) ? 0
											 : WEIR_EXIT_USAGE;
}

/* A closed descriptor would be given to the next file that is opened.  Opened the wrong way round, reading
 * and writing them still fails as it should. */
static void hold_streams(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			_exit(WEIR_EXIT_USAGE);
}

static void set_up(void)
{
	hold_streams();
	secbuf_harden_process();
	signal(SIGPIPE, SIG_IGN);
	setlocale(LC_ALL, "");
	/* Texts are written in ASCII there, and a translation would lose its letters. */
	if (!text_locale_is_utf8())
		setlocale(LC_MESSAGES, "C");
	bindtextdomain(PACKAGE, LOCALEDIR);
	bind_textdomain_codeset(PACKAGE, "UTF-8");
	textdomain(PACKAGE);
	g_log_set_writer_func(cli_log_writer, NULL, NULL);
	wipe_install_jansson();
#ifdef M_MXFAST
	/* Else the C library's malloc() puts small free blocks together before it gives a larger one. Another
	 * allocator (configure.ac) does not mind. */
	mallopt(M_MXFAST, 0);
#endif
	/* At exit libcrypto would be taken away from threads that still compute digests. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
	redact_set_scanner(leak_redact);
	redact_set_common_scanner(leak_redact_common);
	redact_set_foreign_scanner(leak_redact_all);
	config_is_command = verb_is_command;
}

/* ---- the screen ---- */

struct screen {
	GMainLoop *loop;
	int exit_code;
};

static void on_screen_done(int exit_code, gpointer data)
{
	struct screen *screen = data;
	screen->exit_code = exit_code;
	g_main_loop_quit(screen->loop);
}

static gboolean setting_is(const Config *config, const char *name, const char *value)
{
	return config != NULL && g_strcmp0(config_setting(config, name, NULL), value) == 0;
}

static void screen_options(TuiOptions *options, VerbContext *context, const VerbOpen *open)
{
	const Config *config = verb_config(context, NULL);
	tui_options_init(options);
	options->context = context;
	options->targets = open->targets;
	options->banner = open->notice;
	options->theme = open->theme;
	if (options->theme == NULL && config != NULL)
		options->theme = config_setting(config, "theme", NULL);
	options->mouse = !setting_is(config, "mouse", "false");
	options->escape_delay =
		config != NULL ? (int)g_ascii_strtoll(config_setting(config, "esc-delay", NULL), NULL, 10)
			       : 0;
	options->ascii = open->ascii || setting_is(config, "ascii", "yes");
	options->plain = open->plain || setting_is(config, "plain", "true");
	context->targets = open->targets;
	context->on_screen = TRUE;
}

static int run_screen(VerbContext *context, const VerbOpen *open)
{
	g_autoptr(GError) error = NULL;
	struct screen screen = { .loop = NULL };
	TuiOptions options;
	/* The screen makes its HTTP client once it has been painted. */
	screen_options(&options, context, open);
	Tui *tui = tui_start(&options, on_screen_done, &screen, &error);
	if (tui == NULL) {
		cli_message(error->message);
		return weir_error_exit_code(error);
	}
	screen.loop = g_main_loop_new(NULL, FALSE);
	g_main_loop_run(screen.loop);
	g_main_loop_unref(screen.loop);
	tui_free(tui);
	context->targets = NULL;
	return screen.exit_code;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return print_version();
	set_up();
	VerbContext context = { .terminal = cli_is_terminal() };
	Cli *cli = cli_new();
	VerbRun *run = NULL;
	int exit_code = 0;
	VerbStatus status = cli_run(cli, &context, (const char *const *)argv + (argc > 0), &run, &exit_code);
	cli_free(cli);
	if (status == VERB_OPEN_TUI)
		exit_code = run_screen(&context, &run->open);
	verb_run_unref(run);
	verb_context_clear(&context);
	return exit_code;
}
