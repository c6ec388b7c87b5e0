/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands in a shell: what they say goes to stdout and stderr, what came of them is the exit code.
 *
 * stdout holds what was asked for and nothing else; messages and progress go to stderr, progress only where
 * it is a terminal.  Everything passes base/redact, and base/text before it reaches a terminal. */
#pragma once

#include "verb/verb.h"

typedef struct Cli Cli;

/* Looks at the two streams and the environment (NO_COLOR, TERM, COLUMNS); takes SIGINT, SIGTERM and SIGHUP.
 */
Cli *cli_new(void);
/* Gives the signals back. */
void cli_free(Cli *cli);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cli, cli_free)

/* TRUE if stdin and stdout are terminals that a screen can be drawn on. */
gboolean cli_is_terminal(void);

/* What programs read (--format json and csv, effects) is the same in every language: the messages of the
 * process are no longer translated then, those on stderr included, and numbers have a decimal point.
 * cli_run() does it. */
void cli_set_language(const VerbRun *run);

/* Parses `words` (without the program's name) and runs the command to its end on the default main context.
 * VERB_OPEN_TUI: `*run` is the caller's, with what the screen is to show; otherwise `*run` is NULL. */
VerbStatus cli_run(Cli *cli, VerbContext *context, const char *const *words, VerbRun **run, int *exit_code);

/* "weir: TEXT" on stderr, made visible and redacted. */
void cli_message(const char *text);

/* GLib's and GIO's log messages, as messages of weir; for g_log_set_writer_func(). */
GLogWriterOutput cli_log_writer(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data);
