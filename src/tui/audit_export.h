/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what the screen knows of an audit as a report: format and file are asked in the prompt, the file is
 * written in a task thread, whole or not at all.  Main thread. */
#pragma once

#include "tui/view.h"

void audit_export(View *view);
