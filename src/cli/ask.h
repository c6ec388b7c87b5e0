/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a person at the shell: on stderr, answered by a line on stdin.  Only for cli/. */
#pragma once

#include "verb/verb.h"

/* Both are a terminal: a file or a pipe is no person, and who does not see the question cannot answer it. */
gboolean cli_can_ask(VerbRun *run);

/* Reads on the loop, no more than the line.  One at a time. */
void cli_ask(VerbRun *run, const char *question, VerbAnswer answered, gpointer data);
