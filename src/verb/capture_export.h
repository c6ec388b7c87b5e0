/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures into a HAR file, some in each turn of the loop.  Main thread. */
#pragma once

#include "replay/capture_har.h"
#include "replay/capture_log.h"

typedef struct CaptureExport CaptureExport;

/* From the loop: some more have been written; or (`over`) it has ended, with an error or without.  In
 * both cases it may be freed there. */
typedef void (*CaptureExportTurn)(CaptureExport *export, gboolean over, const GError *error, gpointer data);

/* `log` and `indexes` (guint) are its own from now on, also after an error. */
CaptureExport *capture_export_new(CaptureLog *log, GArray *indexes, const char *path, gboolean keep_secrets,
				  CaptureExportTurn turn, gpointer data, GError **error);
/* Nothing is left of what is not finished. */
void capture_export_free(CaptureExport *export);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaptureExport, capture_export_free)

guint capture_export_written(const CaptureExport *export);
guint capture_export_total(const CaptureExport *export);
guint capture_export_redacted(const CaptureExport *export); /* bodies that hold a credential */
