/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screen knows of one target's audit: a row for each check, then for each of its findings.
 *
 * Rows keep their place while verdicts arrive: a check that is asked (again) keeps its rows until it is
 * judged, then each finding takes the row that it had (by fingerprint), or a row of its check that is free;
 * what is more is appended at the end.  When the run is over it joins the rows of its check, and after a run
 * of all the worst come first.  Pure but for the clock; main thread. */
#pragma once

#include "audit/audit.h"
#include "report/listing.h"

typedef struct AuditBoard AuditBoard;

AuditBoard *audit_board_new(const Target *target); /* copied */
void audit_board_free(AuditBoard *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditBoard, audit_board_free)

/* The checks (const struct check *) that a run would ask, as long as nothing has been asked. */
void audit_board_list(AuditBoard *board, const GPtrArray *checks);
/* A run begins, of all that are asked of the target (`all`: other rows go) or of some. */
void audit_board_begin(AuditBoard *board, const GPtrArray *checks, AuditLevel level, gboolean all);
void audit_board_progress(AuditBoard *board, guint finished, guint known);
/* A verdict; those of one check follow each other.  Rows change with audit_board_settle(). */
void audit_board_take(AuditBoard *board, const Finding *finding);
/* A person has had enough: verdicts that come after this are left out, and what was known before stays. */
void audit_board_stop(AuditBoard *board);
/* The run is over; a reference is taken. */
void audit_board_end(AuditBoard *board, AuditReport *report);

/* What was taken goes into the rows.  TRUE: there are others now than at the last call; those that went live
 * until the next one.  Who shows rows keeps a copy of the array, and makes it anew then. */
gboolean audit_board_settle(AuditBoard *board);
const GPtrArray *audit_board_rows(const AuditBoard *board); /* FindingRow *, borrowed */

/* Everything that is known now, scored; NULL: nothing is.  Borrowed until something changes. */
AuditReport *audit_board_report(AuditBoard *board);
/* A finding has been changed (suppressed). */
void audit_board_changed(AuditBoard *board);
/* TRUE where a check of that guideline is still waiting. */
gboolean audit_board_waits_for(const AuditBoard *board, const char *guideline);
/* TRUE where one has never been asked: a run was stopped, or only some were asked. */
gboolean audit_board_lacks(const AuditBoard *board, const char *guideline);

gboolean audit_board_running(const AuditBoard *board);
gboolean audit_board_stopped(const AuditBoard *board); /* the last run, before it was through */
gboolean audit_board_runs_all(const AuditBoard *board);
AuditLevel audit_board_level(const AuditBoard *board); /* of the run that is under way, or was last */
guint audit_board_finished(const AuditBoard *board);   /* requests */
guint audit_board_known(const AuditBoard *board);
double audit_board_seconds(const AuditBoard *board); /* of the run, so far */
int audit_board_percent(const AuditBoard *board);    /* of the requests that are known */
gint64 audit_board_ended(const AuditBoard *board);   /* the last whole run, since the epoch; 0: none */
/* The score against that of the whole run before: -1 worse, 1 better, 0 as good, or not known. */
int audit_board_trend(AuditBoard *board);

/* Failures (not suppressed) of an action or trigger: const FindingRow *, free the array. */
GPtrArray *audit_board_about(const AuditBoard *board, const char *subject);
