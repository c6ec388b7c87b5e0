/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `weir listen` and `weir captures` share: captures as rows, and where they are kept. */
#pragma once

#include "replay/capture_log.h"
#include "verb/verb.h"

/* `whole`: with headers and body, redacted; of the body at most CAPTURE_ROW_BODY bytes. */
enum { CAPTURE_ROW_BODY = 1024 * 1024 };
CaptureRow *capture_row_of(const Capture *capture, gsize bytes, gboolean whole);

/* --folder or --save where it is given, else the usual folder; g_free(). */
char *captures_folder(const VerbRun *run, const char *option);
