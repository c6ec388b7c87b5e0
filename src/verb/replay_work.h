/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of `weir replay` share: v_replay.c (the command), replay_options.c (its options),
 * replay_from.c (captures), replay_edit.c (the editor), replay_plan.c (what would be sent), replay_send.c
 * (sending and telling). */
#pragma once

#include "replay/as.h"
#include "replay/capture.h"
#include "replay/run.h"
#include "replay/session.h"
#include "store/store.h"
#include "verb/verb.h"

typedef struct {
	GPtrArray *rows;             /* const struct replay_case *; several times "valid" for events */
	gboolean cases;              /* --cases; else events */
	gboolean all;                /* of the cases */
	GPtrArray *expects;          /* char *, NULL at the end; empty: as the case says */
	GPtrArray *own;              /* struct scheme * of the configuration */
	const struct scheme *scheme; /* NULL: not signed */
	char *reference;             /* of the secret; NULL */
	SecBuf *secret;              /* NULL */
	GBytes *body;
	json_t *sample;   /* that the body was printed from; NULL: a file, or a capture */
	gboolean newline; /* at the end of the body before it was edited */
	void (*edited)(VerbRun *run);
	gboolean asks;        /* for the server's name, before anything is sent */
	char *id, *timestamp; /* NULL: new ones, now */
	gint64 offset;
	Capture *capture; /* that it is made from; NULL */
	double rate;      /* of the events, at most, a second */
	HttpHost *host;   /* that they go to; NULL: nothing is sent */
	Client *client;
	Server *server;
	const Trigger *trigger;
	Store *store;
	Callbacks *callbacks;
	ReplaySession *session; /* NULL: a subscription was named */
	ReplaySetup named;
	ReplayRun *run;
	gint64 started;
	GError *error;
} ReplayWork; /* run->state */

/* Options that need no server; and the rate, for which the target's own limit becomes what a replay asks of
 * it at most: WEIR_ERROR_USAGE where more is wanted than it takes.  The host is of that rate. */
enum { REPLAY_RATE_MOST = 1000 };
gboolean replay_read_options(VerbRun *run, GError **error);
gboolean replay_limit_rate(VerbRun *run, Target *target, GError **error);
gboolean replay_open_host(VerbRun *run, GError **error);

/* The setup of a named subscription, or of canaries that are not made yet. */
gboolean replay_make_setup(VerbRun *run, gboolean planned, GError **error);

/* --from: the body of a capture; and, where the setup is there, its id and time if they are kept. */
gboolean replay_take_capture(VerbRun *run, GError **error);
gboolean replay_keep_of_capture(VerbRun *run, GError **error);
/* --content-type, or the capture's; NULL: neither. */
const char *replay_content_type(const VerbRun *run);

/* --edit: whether there is a place for an editor; and the editor, with the body, whose place is taken by what
 * was saved before `edited` is called, from the loop; else the run is finished, and says why. */
gboolean replay_may_edit(const VerbRun *run, GError **error);
void replay_edit(VerbRun *run, void (*edited)(VerbRun *run));

/* --dry-run and --as: says it on the sink. */
gboolean replay_show_plan(VerbRun *run, GError **error);
gboolean replay_show_as(VerbRun *run, ReplayAs as, GError **error);
/* One sentence before something is sent. */
void replay_say_plan(VerbRun *run);

/* Makes canaries where no subscription was named, sends, removes them, tells, remembers; verb_finish() is
 * called from the loop. */
void replay_send(VerbRun *run);

CaseRow *replay_row(const ReplayResult *result);
/* The rows in the format that was asked for. */
gboolean replay_show_rows(VerbRun *run, GPtrArray *rows, GError **error);
