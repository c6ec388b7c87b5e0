/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the reports of an audit go: --format to the sink, --output FORMAT=FILE to files, several at once.
 * Main thread. */
#pragma once

#include "verb/verb.h"

typedef struct AuditOutputs AuditOutputs;

/* Reads --output; WEIR_ERROR_USAGE for a format or file that is none, before anything is sent. */
AuditOutputs *audit_outputs_new(const VerbRun *run, GError **error);
void audit_outputs_free(AuditOutputs *outputs);

/* FALSE: what is written shows of no finding what was sent and came. */
gboolean audit_outputs_show_exchanges(const AuditOutputs *outputs);

/* Writes every file, each whole or not at all, and what the sink shows; goes on after an error, the first of
 * which is told.  `result->exit_code` has been decided. */
gboolean audit_outputs_write(const AuditOutputs *outputs, VerbRun *run, const AuditResult *result,
			     GError **error);
