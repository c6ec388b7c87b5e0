/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the audit view share, and what others want of it. */
#pragma once

#include "tui/view.h"

/* The lines above the table: how far it is, and the eight lines of the checklist. */
int view_audit_head(View *view, Rect place);

/* Starts the audit of the view's server: all checks, or one again.  What is wrong is told. */
void view_audit_start(View *view, const char *check);

/* Shows the findings that an exchange shows (of the audits of this run); FALSE: there are none. */
gboolean view_audit_show_exchange(App *app, const Exchange *exchange);

/* "audit  2 findings: ..." of an action or trigger into its details, before the first JSON. */
void view_audit_add_lines(Session *session, const char *subject, GPtrArray *lines);
