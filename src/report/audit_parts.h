/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pieces that the formats of an audit share.  Only for report/out_audit_*.c and their parts.
 *
 * Texts come from strangers and may be of any length.  They are redacted first, made visible then, and cut
 * last: what is left of a secret after cutting or escaping is found by nobody.  Results are new (g_free). */
#pragma once

#include "base/text.h"
#include "model/finding.h"

enum {
	AUDIT_LINE = 2000,      /* bytes of a message or a place where a person reads it */
	AUDIT_NAME = 300,       /* of a name */
	AUDIT_BODY = 4000,      /* of a body */
	AUDIT_LONG = 16 * 1024, /* of any text that a machine reads */
	AUDIT_HEADERS = 64,     /* headers of one message */
	AUDIT_HEADER = 1000,    /* bytes of a header's value */
};

/* Visible text of at most `limit` bytes, ended with an ellipsis if it was longer; "" for NULL. */
char *audit_visible(const char *text, gsize limit, TextFlags flags);
/* Where a finding is, in one visible line; "" where it is nowhere. */
char *audit_where(const Finding *finding, gsize limit, TextFlags flags);
/* The beginning of a body as visible text with its lines; NULL if there is none. */
char *audit_body(GBytes *body, gsize limit);
/* Values of an answer that are credentials are left out; a request holds marks for them already. */
char *audit_header_value(const Header *header, gboolean answer);
/* A command that sends the same, in one visible line; NULL without an exchange, or if it would be cut. */
char *audit_curl(const Finding *finding);

/* The same for JSON: valid UTF-8 in which characters that act stay, to be escaped by who writes the document;
 * null for NULL.  audit_json_words(): an array of the words between spaces. */
json_t *audit_json_text(const char *text);
json_t *audit_json_words(const char *words);
json_t *audit_json_time(gint64 when); /* RFC 3339; null for 0 */

/* What people read: "fail", "critical", "safe", "sdk", translated. */
const char *audit_verdict_word(Verdict verdict);
const char *audit_severity_word(Severity severity);
const char *audit_level_word(AuditLevel level);
const char *audit_origin_word(Origin origin);

/* "new", "12 d ago", "known", "-"; `now` is when the audit ended. */
char *audit_since(const Finding *finding, gint64 now);
/* "2026-01-01", "for ever", translated. */
char *audit_until(const Suppression *suppression);
/* "2 critical, 1 high": failures that count; "" for none. */
char *audit_failures(const AuditReport *report, gboolean strict);

/* Findings by what a report does with them. */
typedef enum {
	AUDIT_FAILING, /* counts */
	AUDIT_OPEN,    /* error, unknown, manual */
	AUDIT_SDK,     /* a failure of the SDK's, not suppressed: a section of its own, counted or not */
	AUDIT_SUPPRESSED,
	AUDIT_FINE, /* pass, skipped */
	N_AUDIT_PARTS
} AuditPart;
AuditPart audit_part(const Finding *finding);
guint audit_part_count(const AuditReport *report, AuditPart part);

/* What counts, by severity. */
typedef struct {
	guint failures[N_SEVERITIES];
	guint all, fresh; /* fresh: new against the baseline */
} AuditTally;
void audit_tally(const AuditReport *report, gboolean strict, AuditTally *tally);

/* AuditReport *, borrowed: incomplete ones, then those of lower score; the order is kept else. */
GPtrArray *audit_worst_first(const AuditResult *result);

/* "58", or "-" where there is none. */
char *audit_score(const AuditReport *report);
/* One line for a guideline: "K4: secrets in Secrets, ..."; only the id where it is not known. */
char *audit_guideline(const char *id);
