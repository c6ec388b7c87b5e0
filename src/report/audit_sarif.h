/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the SARIF 2.1.0 format (OASIS, sarif-v2.1.0-errata01).  Only for out_audit_sarif.c. */
#pragma once

#include "report/audit_parts.h"

/* The checks of a run in the order in which they first occur. */
typedef struct {
	GPtrArray *checks;   /* const struct check_info *, borrowed */
	GHashTable *indices; /* id -> index + 1 */
} SarifRules;
void sarif_rules_collect(SarifRules *rules, const AuditResult *result);
void sarif_rules_clear(SarifRules *rules);
int sarif_rule_index(const SarifRules *rules, const char *id); /* -1: there is none */
json_t *sarif_rule(const struct check_info *check);

/* "error", "warning", "note" for a failure of that severity. */
const char *sarif_level(Severity severity);
double sarif_rank(Severity severity); /* 0..100 */

/* { "text": ... } of a stranger's text, in which nothing is a placeholder ({0}) or a link ([a](b)). */
json_t *sarif_message(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Where targets stand: a line of the configuration, or of a list of bare URLs that is kept in the run itself.
 *
 * Sites that show SARIF beside a repository (GitHub's code scanning) refuse the whole file if one result has
 * no physicalLocation, or one whose URI is absolute: an https: URL there is read as a path outside the
 * repository.  So the place is always a file with a relative path, and the live URL is a logical location.
 * The file need not be in the repository: it is only what the result is shown beside. */
typedef struct {
	char *uri; /* relative, percent-encoded */
	guint line;
} SarifPlace;
#define SARIF_TARGET_FILE "weir-targets.txt"
/* One for each report, in order; g_array_unref() the result. */
GArray *sarif_places(const AuditResult *result);
/* artifacts of the run: each file once, the list of targets with its text. */
json_t *sarif_artifacts(const AuditResult *result, const GArray *places);
/* locations of a result: physical, and the live URL; `finding` may be NULL. */
json_t *sarif_locations(const AuditReport *report, const SarifPlace *place, const Finding *finding);

/* The exchange of a finding, redacted. */
json_t *sarif_web_request(const Exchange *exchange);
json_t *sarif_web_response(const Exchange *exchange);
