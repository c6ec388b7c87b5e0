/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit against an earlier report (--baseline): findings are marked new or unchanged, never removed, and
 * what is no more is told as fixed. */
#pragma once

#include "report/audit_read.h"

/* Marks the failures of a report, and fills `fixed`.  A failure of then counts as fixed only where its check
 * was judged now without one: what was not asked is not mended.  Where the baseline says since when, so does
 * the report. */
void audit_compare(const AuditBaseline *baseline, AuditReport *report);
