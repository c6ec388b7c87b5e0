/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Score, grade, checklist and gate: computed once, before any report is written.  Pure.
 *
 * A score begins at 100; each check that fails takes 25 (critical), 10 (high), 4 (medium) or 1 (low) from it,
 * once, by its worst failure.  The grade is A from 90, B from 80, C from 70, D from 60, else F, and is
 * capped: a critical failure at F, a high one at C, a critical or high question that could not be told at B.
 * Failures that are suppressed do not count, nor do those of the SDK unless `strict`.  There is neither score
 * nor grade for an audit that is incomplete. */
#pragma once

#include "model/finding.h"

/* Fills counts, lines, sdk, suppressed, score, grade and caps of a report whose findings are final. */
void score_report(AuditReport *report, gboolean strict);

/* Fills exit_code and gate.  Incomplete (3) comes before findings (1): what was not asked cannot be good. */
void score_gate(AuditResult *result);
