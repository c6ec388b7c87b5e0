/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the captures view share. */
#pragma once

#include "tui/capture_runner.h"
#include "tui/view.h"

CaptureRunner *view_captures_runner(const View *view);

/* The line above the table: whether and where it listens, and what came. */
int view_captures_head(View *view, Rect place);

/* Ask, then write those that are marked (or all that are shown) to a HAR file, or delete them (or the one
 * under the cursor). */
void captures_export(View *view);
void captures_delete(View *view);
