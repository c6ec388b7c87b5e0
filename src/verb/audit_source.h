/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials in a folder of source: file by file from the loop, so that nothing waits for it.
 *
 * Looked for: the formats of credentials (leak/scan.h) and the values that weir holds at that time.  Not
 * looked at: version control, installed packages, symbolic links, files with a NUL in their beginning, and
 * files over 1 MiB; at most 20,000 files and 64 MiB.  Main thread. */
#pragma once

#include <gio/gio.h>
#include <jansson.h>

/* The fact `source` of audit/evidence.h, a new reference: {"folder","files","large","hits":[{"file","line",
 * "kind"}],"problem"}.  `kind` is a format's, or "own:NAME"; one hit for each kind in a file, the first.
 * `problem` is there where not all was looked at. */
typedef void (*AuditSourceDone)(json_t *fact, gpointer data);

/* `done` is called from the loop, once, also after a cancel. */
void audit_source_scan(const char *folder, GCancellable *cancellable, AuditSourceDone done, gpointer data);
