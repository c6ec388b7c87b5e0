/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings that somebody accepted: .weir/suppress.conf, a key file with one group for each.
 *
 *   [suppression 1]                  any name; it only has to be another each time
 *   check = actions.bounded          required
 *   target = desk-prod               alias or URL; left out: every target
 *   pointer = delete_ticket reason   what a report shows as `where`, or its JSON Pointer; else every place
 *   fingerprint = 0123...            of a report; instead of, or beside, the pointer
 *   until = 2027-01-31               the last day (UTC); false-positive and not-applicable need none
 *   reason = accepted-risk           false-positive, compensating-control, not-applicable, test-target
 *   text = the upstream caps it      required
 *   by = Kim                         required
 *
 * An expired one is kept: the finding comes back, and says so.  Pure; opening files is the caller's. */
#pragma once

#include "model/finding.h"

typedef struct Suppressions Suppressions;

/* The closed list of reasons, ending with NULL. */
extern const char *const suppression_reasons[];

/* `text` NULL means none.  `path` is for messages; `check_exists` (may be NULL) says which ids there are.
 * WEIR_ERROR_CONFIG names file, group and key. */
Suppressions *suppressions_parse(const char *text, gsize length, const char *path,
				 gboolean (*check_exists)(const char *id), GError **error);
void suppressions_free(Suppressions *suppressions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Suppressions, suppressions_free)

/* Marks the failures of a report; `now` in microseconds since the epoch.  Notes of the report say which end
 * within 14 days, which have ended, and which of those that name the target fit nothing. */
void suppressions_apply(const Suppressions *suppressions, AuditReport *report, gint64 now);

/* The one of this check and fingerprint that has not ended, borrowed; NULL where there is none.  For findings
 * that are no audit's: what they are is their check. */
const Suppression *suppressions_find(const Suppressions *suppressions, const char *check,
				     const char *fingerprint, gint64 now);

/* The text with one more group, for a finding: check, target, pointer (or where) and fingerprint are taken
 * from it. `until` is YYYY-MM-DD or NULL.  WEIR_ERROR_USAGE for a reason or date that is none.  New,
 * g_free(). */
char *suppressions_add(const char *text, gsize length, const char *target, const Finding *finding,
		       const char *reason, const char *note, const char *by, const char *until,
		       GError **error);
