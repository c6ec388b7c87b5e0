/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sending the cases, or one event, and judging what came back.
 *
 * Cases that must be refused go out side by side, as wide as the server's limit allows; those that may be
 * dispatched one after the other, so that each event has its case.  Answers of 429, and of 503 with
 * Retry-After, are waited for as that says, in seconds or as a date, and sent once more with the same id and
 * the time of then; 410 ends it.  Asynchronous, main thread; cancelling ends it at once. */
#pragma once

#include "canary/callbacks.h"
#include "net/http.h"
#include "replay/cases.h"

typedef enum {
	OUTCOME_WAITING,
	OUTCOME_SENT,
	OUTCOME_HELD,
	OUTCOME_BROKE, /* it was not as expected */
	OUTCOME_NOT_APPLICABLE,
	OUTCOME_UNKNOWN, /* what came does not tell */
	OUTCOME_ERROR,   /* there was no answer */
	N_OUTCOMES,
} ReplayOutcome;
const char *replay_outcome_name(ReplayOutcome outcome); /* "held", for machines */

typedef struct {
	const struct replay_case *row;
	ReplayExpect expect;
	ReplayOutcome outcome;
	char *why;        /* why it is so; NULL where nothing is to be said */
	char *note;       /* what else was seen; NULL */
	int status;       /* of the last answer; 0: none */
	int first_status; /* where two were sent */
	int events;       /* that were dispatched; -1: not seen */
	double ms;
	char *dispatched;   /* the beginning of the event that came of it; NULL: none, or not seen */
	Exchange *exchange; /* the last; NULL: nothing was sent */
} ReplayResult;

typedef struct ReplayRun ReplayRun;
typedef struct {
	void (*changed)(ReplayRun *run, const ReplayResult *result, gpointer data); /* may be NULL */
	void (*done)(ReplayRun *run, gpointer data);                                /* once, from the loop */
	gpointer data;
} ReplayWatch;

/* `rows` are const struct replay_case *.  All is borrowed until `done`; `callbacks` NULL: what is dispatched
 * cannot be seen. */
ReplayRun *replay_run_start(const ReplaySetup *setup, HttpHost *host, const Callbacks *callbacks,
			    const GPtrArray *rows, GCancellable *cancellable, const ReplayWatch *watch);
const GPtrArray *replay_run_results(const ReplayRun *run); /* ReplayResult *, in the order of the rows */
gboolean replay_run_cancelled(const ReplayRun *run);
guint replay_run_count(const ReplayRun *run, ReplayOutcome outcome);
void replay_run_free(ReplayRun *run); /* after `done` */

enum { REPLAY_RETRIES = 2, REPLAY_RETRY_MOST_S = 60 };
