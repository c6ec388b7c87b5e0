/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people say of an audit, on the screen: a finding is suppressed, a check attested.  The questions are
 * asked in the prompt, the files of .weir are written in a task thread.  Main thread. */
#pragma once

#include "tui/view.h"

/* `row` is under the cursor of the view; what cannot be done is told. */
void audit_suppress(View *view, const FindingRow *row);
void audit_attest(View *view, const FindingRow *row);
