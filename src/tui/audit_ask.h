/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audit view asks before level active makes something on a server. */
#pragma once

#include "tui/view.h"

/* Tells what will be made and asks: once where env = test, each time for the server's name elsewhere.  `go`
 * runs when it was agreed to, at once where it was before. */
typedef void (*AuditAgreed)(View *view, const char *check);
void audit_ask_active(View *view, const char *check, AuditAgreed go);
