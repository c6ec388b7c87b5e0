/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sink of a command in a shell.  Only for cli/. */
#pragma once

#include "verb/verb.h"

extern const struct verb_sink cli_sink;

/* Takes the line of progress from the terminal, if one is there. */
void cli_progress_clear(void);

/* Text for people on stderr, as it is but for redaction; and a question, made visible, without an end of
 * line. */
void cli_write(const char *text);
void cli_question(const char *text);
