/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an audit is written.  One format is one file (report/out_audit_NAME.c) with one constant
 * `struct audit_format`.
 *
 * Finding by finding, with report_flush() between them: nothing grows with the number of servers but the
 * 64 KiB that wait for the next write.  Every text of a stranger is redacted before anything is cut or
 * escaped (audit_parts.h), and once more when it leaves.  json, sarif, junit, openmetrics and nagios say the
 * same words in every language; text, markdown and html are translated, but for what checks and messages say.
 * No format computes a verdict of the whole: that is result->exit_code. */
#pragma once

#include "model/finding.h"
#include "report/format.h"

struct audit_format {
	const char *name;      /* "sarif" */
	const char *help;      /* N_() */
	const char *extension; /* of a file of it, without the dot */
	gboolean (*write)(ReportOut *out, const AuditResult *result, GError **error);
	gboolean without_exchanges; /* it shows none, nor a line for curl made of one: findings may come
				       without */
};
extern const struct audit_format audit_text, audit_json, audit_sarif, audit_junit, audit_markdown, audit_html,
	audit_openmetrics, audit_nagios;
extern const struct audit_format *const audit_formats[]; /* ends with NULL */
const struct audit_format *audit_format_find(const char *name);

/* Writes all of it; the errors are those of out->write. */
gboolean audit_write(const struct audit_format *format, ReportOut *out, const AuditResult *result,
		     GError **error);

/* What a monitoring plugin exits with: 0 OK, 1 WARNING (failures that count, below fail_on), 2 CRITICAL
 * (the gate says so), 3 UNKNOWN (incomplete, or nothing was audited). */
int audit_nagios_state(const AuditResult *result);
/* The line for an audit that could not begin: its state is 3; g_free(). */
char *audit_nagios_problem(const char *message);
