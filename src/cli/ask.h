/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line from the person at the terminal, for cli/sink.c.
 *
 * The question goes to stderr, the answer comes from stdin, both terminals; what is typed goes into a buffer
 * that is wiped, and is not shown where it is a secret.  The loop goes on meanwhile; Ctrl-C ends it, and the
 * terminal is as it was in any case.  One at a time; main thread. */
#pragma once

#include "verb/verb.h"

gboolean cli_can_ask(VerbRun *run);
gboolean cli_ask(VerbRun *run, const char *question, gboolean hidden, VerbAnswer done, GError **error);
/* The value alone on stdout, which must be a terminal; control characters are made visible. */
gboolean cli_reveal(VerbRun *run, const SecBuf *value, GError **error);
