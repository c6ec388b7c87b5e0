/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits that are made up, and what the formats make of them. */
#pragma once

#include "made.h"
#include "report/audit_format.h"

/* Two targets: desk-prod (a stanza, a baseline, a history, every verdict, accepted, expired, SDK) and a bare
 * URL whose audit is incomplete. */
AuditResult *made_audit(void);
/* One target whose texts are of the worst kind, one of them 1 MiB long. */
AuditResult *made_audit_hostile(void);
/* One target of which nothing was judged; and no target at all. */
AuditResult *made_audit_empty(void);
AuditResult *made_audit_none(void);
/* Many targets with many failures each. */
AuditResult *made_audit_many(guint targets, guint findings);

/* What the format writes; `width` and `look` matter to text only.  g_free() it. */
char *made_audit_written(const struct audit_format *format, const AuditResult *result, int width,
			 ListingLook look);
char *made_audit_document(const struct audit_format *format, const AuditResult *result);

/* Fails the test where `text` is not what stands in tests/unit/report/golden/NAME.golden; the program's
 * version is VERSION there.  GOLDEN_WRITE=1 writes the file: look at the difference before you keep it. */
void made_golden(const char *name, const char *text);

/* The 1 MiB text that made_audit_hostile() holds, and one with all that may act anywhere. */
extern const char made_hostile[];
enum { MADE_LONG = 1024 * 1024 };
