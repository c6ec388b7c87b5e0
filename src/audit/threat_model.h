/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The five questions of a threat model (CHECKS.md part 1, T), answered for one server from what an audit saw,
 * as Markdown. */
#pragma once

#include "audit/evidence.h"

/* g_free(). `report` is of the same evidence.  Text of strangers is made visible and stands so that nothing
 * in it is Markdown.  Pure; the frame is translated, what checks say is English. */
char *threat_model_markdown(const Evidence *evidence, const AuditReport *report);
