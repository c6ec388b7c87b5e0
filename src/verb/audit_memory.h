/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What weir remembers of a target from run to run, for its audit: the latest pin, since when a finding has
 * been failing, earlier scores.  Where the database cannot be used an audit goes on without.  Main thread. */
#pragma once

#include "audit/audit.h"
#include "store/store.h"

/* Sets the fact `pin` {id, when, changes}: what differs from the latest pin of the target; nothing without
 * one. The evidence's server must have been built. */
void audit_memory_pin(Store *store, const Evidence *evidence, json_t *facts);

/* Sets the fact `replay` {when, cases, failed}: what the newest whole sets of cases said of each trigger. */
void audit_memory_replay(Store *store, const Target *target, json_t *facts);

/* Sets `since` of failures and `history` of the report, this audit last.  Its score must be known. */
void audit_memory_look_back(Store *store, AuditReport *report);

/* Adds the audit; the verdict of every finding, and no values. */
gboolean audit_memory_add(Store *store, const AuditReport *report, GError **error);
/* Adds several (AuditReport *), in a few transactions.  Those of one that failed are not in the history. */
gboolean audit_memory_add_all(Store *store, const GPtrArray *reports, GError **error);
