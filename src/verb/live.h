/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be written to: servers with env = test, and others where a person said so and named them. */
#pragma once

#include "verb/verb.h"

/* --live and --confirm. */
extern const struct verb_option verb_live_options[];

/* Lets the client write to the target.  WEIR_ERROR_READ_ONLY says what is missing: --live, and for env = prod
 * --confirm with its alias.  Where a person is there to be asked for the alias, `*asks` becomes TRUE instead:
 * then verb_ask_live() goes before anything is sent. */
gboolean verb_may_write(VerbRun *run, Target *target, gboolean *asks, GError **error);

/* Asks for the name on the terminal; `done` runs once, from the loop, without an error only where exactly it
 * was typed: WEIR_ERROR_READ_ONLY, or G_IO_ERROR_CANCELLED. */
typedef void (*VerbLiveDone)(VerbRun *run, const GError *error);
void verb_ask_live(VerbRun *run, const char *name, VerbLiveDone done);
