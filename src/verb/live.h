/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be written to: servers with env = test, and others where a person said so and named them. */
#pragma once

#include "verb/verb.h"

/* --live and --confirm, as a table and as the rows of another. */
#define VERB_LIVE_OPTIONS                                                                                    \
	{ "live", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("also where env is not test"), HINT_NONE },     \
	{                                                                                                    \
		"confirm", 0, VALUE_TEXT, N_("ALIAS"), FALSE, 0, 0, NULL,                                    \
			N_("with --live, the name of the server once more; on a terminal it is asked for"),  \
			HINT_ALIAS                                                                           \
	}
extern const struct verb_option verb_live_options[];

/* --callback-base and --callback-port: where canaries call back to. */
#define VERB_CALLBACK_OPTIONS                                                                                \
	{ "callback-base",                                                                                   \
	  0,                                                                                                 \
	  VALUE_URL,                                                                                         \
	  N_("URL"),                                                                                         \
	  FALSE,                                                                                             \
	  0,                                                                                                 \
	  0,                                                                                                 \
	  NULL,                                                                                              \
	  N_("where the server reaches weir's listener, for canaries"),                                      \
	  HINT_NONE },                                                                                       \
	{                                                                                                    \
		"callback-port", 0, VALUE_INTEGER, N_("PORT"), FALSE, 1, 65535, NULL,                        \
			N_("the port of that listener on this machine"), HINT_NONE                           \
	}
/* TRUE if the server is on this machine, so that it reaches the listener without --callback-base. */
gboolean verb_is_here(const Target *target);

/* Lets the client write to the target.  WEIR_ERROR_READ_ONLY says what is missing: --live, and for env = prod
 * --confirm with its alias.  Where a person is there to be asked for the alias, `*asks` becomes TRUE instead:
 * then verb_ask_live() goes before anything is sent. */
gboolean verb_may_write(VerbRun *run, Target *target, gboolean *asks, GError **error);

/* Asks for the name on the terminal; `done` runs once, from the loop, without an error only where exactly it
 * was typed: WEIR_ERROR_READ_ONLY, or G_IO_ERROR_CANCELLED. */
typedef void (*VerbLiveDone)(VerbRun *run, const GError *error);
void verb_ask_live(VerbRun *run, const char *name, VerbLiveDone done);
