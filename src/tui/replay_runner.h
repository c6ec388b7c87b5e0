/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replays of one target on the screen: starts and stops `weir replay`, and keeps its choice and board.
 *
 * The command does all of it, as in a shell: who may be sent to, canaries and their ledger, what is
 * remembered. Here it is told what is known already (tokens, documents, body) and watched.  One run of a
 * target at a time. Main thread. */
#pragma once

#include "tui/replay_board.h"
#include "tui/replay_choice.h"
#include "verb/verb.h"

typedef struct ReplayRunner ReplayRunner;

/* From the loop, a moment after something has changed. */
typedef void (*ReplayRunnerChanged)(gpointer data);
ReplayRunner *replay_runner_new(const Target *target, ReplayRunnerChanged changed, gpointer data);
/* Stops what is under way; nothing is told after this. */
void replay_runner_free(ReplayRunner *runner);

/* What it asks through; the documents (NULL: not known yet) are referenced. */
void replay_runner_set_context(ReplayRunner *runner, VerbContext *context);
void replay_runner_set_server(ReplayRunner *runner, Client *client, Server *server);

ReplayChoice *replay_runner_choice(ReplayRunner *runner); /* to be changed, then replay_runner_chose() */
ReplayBoard *replay_runner_board(ReplayRunner *runner);
const Trigger *replay_runner_trigger(const ReplayRunner *runner); /* the chosen one; NULL: not known */

/* The bytes that would be sent: what was chosen, or the sample that it says; a new reference.  NULL where the
 * schema gives none. */
GBytes *replay_runner_body(ReplayRunner *runner, GError **error);

/* The choice is another: what was known is not of it, and the plan is made anew. */
void replay_runner_chose(ReplayRunner *runner);
/* What would be sent; nothing is asked of the server.  Where it cannot be told, why is the problem. */
void replay_runner_plan(ReplayRunner *runner);

/* All cases, or that one (`only` is of the table).  `confirmed` is the alias that a person typed, NULL where
 * env = test.  FALSE with a sentence: one is under way, or nothing is known of the server yet. */
gboolean replay_runner_start(ReplayRunner *runner, const char *only, const char *confirmed, GError **error);
/* A person has been told what becomes of it and said yes: until the choice is another. */
void replay_runner_set_confirmed(ReplayRunner *runner);
gboolean replay_runner_confirmed(const ReplayRunner *runner);
/* Nothing more is sent; the canaries are still removed. */
void replay_runner_stop(ReplayRunner *runner);
gboolean replay_runner_busy(const ReplayRunner *runner); /* until the canaries are gone, too */

/* Prints the event as a curl line: `got` runs once, from the loop, with the text or NULL and the problem. */
typedef void (*ReplayRunnerText)(const char *text, const char *problem, gpointer data);
gboolean replay_runner_curl(ReplayRunner *runner, ReplayRunnerText got, gpointer data, GError **error);

/* What the command has to say; visible text; NULL: nothing. */
const char *replay_runner_problem(const ReplayRunner *runner); /* why it could not be done */
const char *replay_runner_told(const ReplayRunner *runner);    /* the last sentence, of this run */
gint64 replay_runner_ended(const ReplayRunner *runner);        /* the last run, since the epoch; 0: none */
