/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was replayed, and whether it held.  Of each target the newest REPLAYS_MOST are kept.  No values: of
 * an answer its redacted beginning, of cases their names. */
#pragma once

#include <jansson.h>

#include "store/store.h"

enum { REPLAYS_MOST = 1000, REPLAY_ANSWER = 4096 };

typedef struct {
	gint64 id;
	char *target, *url, *trigger, *scheme; /* scheme "": unsigned */
	gint64 started;                        /* microseconds since the epoch */
	guint cases;                           /* that were judged; 0: one event was sent */
	json_t *failed;                        /* names of cases that did not hold; NULL: none */
	gboolean complete;                     /* all cases that apply were chosen and judged */
	/* Of one event. */
	int status;    /* 0: no answer */
	double ms;     /* that it took */
	char *answer;  /* at most REPLAY_ANSWER bytes; "" */
	gboolean good; /* it was as expected */
} ReplayRow;

void replay_row_free(ReplayRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplayRow, replay_row_free)

/* Adds it and forgets the oldest ones beyond REPLAYS_MOST.  `row->id` is not looked at; texts may be NULL. */
gboolean replay_add(Store *store, const ReplayRow *row, GError **error);

/* ReplayRow * of the server at that URL, the newest first, at most `limit`; NULL: the database cannot be
 * read. */
GPtrArray *replay_rows(Store *store, const char *url, guint limit, GError **error);

/* The newest event to that trigger that was taken, as was expected; NULL without an error where there is
 * none. */
ReplayRow *replay_last_good(Store *store, const char *url, const char *trigger, GError **error);

/* The audit's fact: {"when", "cases", "failed": ["TRIGGER: CASE", ...]} of the newest whole set of cases for
 * each trigger of the server at that URL: `when` is the oldest of them.  NULL without an error where there is
 * none. */
json_t *replay_fact(Store *store, const char *url, GError **error);
