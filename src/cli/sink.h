/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sink of a command in a shell.  Only for cli/. */
#pragma once

#include "verb/verb.h"

extern const struct verb_sink cli_sink;

/* A question on stderr, without an end of line. */
void cli_question(const char *text);

/* Takes the line of progress from the terminal, if one is there. */
void cli_progress_clear(void);
