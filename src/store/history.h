/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits over time.  Of each target the newest HISTORY_MOST are kept.  No values: findings have fingerprints.
 * Newest means added last, whatever the clock said.  (readline has a history_get() and a history_list().) */
#pragma once

#include "store/store.h"

enum { HISTORY_MOST = 1000 };

typedef struct {
	gint64 id;          /* given by history_add() */
	char *target, *url; /* how the operator names it; its base URL */
	gint64 started;     /* microseconds since the epoch */
	double seconds;     /* that it took */
	char *level, *profile;
	int score;   /* 0..100; -1: none */
	char *grade; /* "" none */
	gboolean complete;
	int passes, fails, unknowns, manuals, skipped, errors, suppressed;
	char *worst;    /* severity of the worst finding that failed; "" none */
	char *findings; /* compact JSON: [{"check","fingerprint","severity","verdict","where"}, ...];
			   NULL in the rows of history_rows(), not looked at by history_add() */
} HistoryRow;

/* What is kept of a finding; borrowed.  `where` may be NULL, and may hold what a server said. */
typedef struct {
	const char *check, *verdict, *severity, *fingerprint, *where;
} HistoryFinding;

void history_row_free(HistoryRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryRow, history_row_free)

/* Adds it with its `count` findings, and forgets the oldest ones beyond HISTORY_MOST, in one transaction; the
 * new id goes to `*id` (may be NULL).  `row->id` is not looked at. */
gboolean history_add(Store *store, const HistoryRow *row, const HistoryFinding *findings, gsize count,
		     gint64 *id, GError **error);

/* HistoryRow *, newest first, at most `limit` (0: all that are kept), without their findings, so that a
 * thousand rows stay small: history_row() brings those of one. `target` NULL: of all targets. */
GPtrArray *history_rows(Store *store, const char *target, guint limit, GError **error);
/* One row with its findings.  NULL without an error where there is none. */
HistoryRow *history_last(Store *store, const char *target, GError **error);
HistoryRow *history_row(Store *store, gint64 id, GError **error);

/* Since when the newest audit's failing finding has been failing: the start of the first audit of an unbroken
 * row of audits in which that fingerprint failed, up to the newest.  An audit that did not judge its check
 * (another choice of checks, unknown, skipped, error) neither has it nor breaks the row.  Microseconds since
 * the epoch; 0: it does not fail in the newest audit that judged it; -1 with the error set.  A finding of the
 * running audit that is not stored yet and gives 0 is new. */
gint64 history_first_seen(Store *store, const char *target, const char *fingerprint, GError **error);

/* What is added between the two is written together, all or nothing: of many audits each by itself would wait
 * for the disk.  `good` FALSE undoes it. */
gboolean history_begin(Store *store, GError **error);
gboolean history_end(Store *store, gboolean good, GError **error);
