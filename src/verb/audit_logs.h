/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server's log gains while it is audited: `logs = file:PATH` or `logs = cmd:COMMAND` of the target.
 *
 * A file is read from where it ended before the audit (from its beginning where it has become shorter or
 * another file); a command is run before and after, and what follows the end of its first output in the
 * second counts. At most 2 MiB are looked at, redacted.  Where something may lie between what was read and where
 * the log stood (it was rotated, cut, or is longer), the fact is partial.  Asynchronous, main thread. */
#pragma once

#include <gio/gio.h>
#include <jansson.h>

typedef struct AuditLogs AuditLogs;

/* Notes where the log stands; `marked` is called from the loop.  A command is killed with what it started when
 * it is cancelled, after 30 s, and `patience_ms` (0: no such limit) after this call. */
typedef void (*AuditLogsMarked)(gpointer data);
AuditLogs *audit_logs_mark(const char *logs, guint patience_ms, GCancellable *cancellable,
			   AuditLogsMarked marked, gpointer data);

/* The fact `logs` of audit/evidence.h, a new reference: {"configured":true,"from":"file","lines":[...],"partial":false} or
 * {"configured":true,"problem":"..."}.  Called from the loop, a moment later: logs are written late. */
typedef void (*AuditLogsRead)(json_t *fact, gpointer data);
void audit_logs_read(AuditLogs *logs, AuditLogsRead done, gpointer data);

/* Not while a call above is under way. */
void audit_logs_free(AuditLogs *logs);
