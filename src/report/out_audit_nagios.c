/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a monitoring plugin (Monitoring Plugins Development Guidelines): state, text, "|", performance
 * data. What a plugin exits with is audit_nagios_state(). */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "report/audit_format.h"
#include "report/audit_parts.h"

enum { STATE_OK, STATE_WARNING, STATE_CRITICAL, STATE_UNKNOWN, N_STATES };
static const char *const states[N_STATES] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };
enum { TARGETS_NAMED = 5, NAME_BYTES = 80 }; /* old servers cut the line at 4 KiB */

static guint incomplete_count(const AuditResult *result)
{
	guint count = 0;
	for (guint i = 0; i < result->reports->len; i++)
		count += !((AuditReport *)result->reports->pdata[i])->complete;
	return count;
}

static guint failure_count(const AuditResult *result)
{
	guint count = 0;
	for (guint i = 0; i < result->reports->len; i++) {
		AuditTally tally;
		audit_tally(result->reports->pdata[i], result->strict, &tally);
		count += tally.all;
	}
	return count;
}

int audit_nagios_state(const AuditResult *result)
{
	if (result->exit_code == WEIR_EXIT_FINDINGS)
		return STATE_CRITICAL;
	if (result->exit_code != WEIR_EXIT_OK || result->reports->len == 0 || incomplete_count(result) > 0)
		return STATE_UNKNOWN;
	return failure_count(result) > 0 ? STATE_WARNING : STATE_OK;
}

/* In the text "|" would begin the performance data, and old web pages show HTML as it is. */
static void append_text(GString *out, const char *text)
{
	g_autofree char *visible = audit_visible(text, NAME_BYTES, TEXT_ONE_LINE);
	g_strdelimit(visible, "|<>&\"`", '_');
	g_string_append(out, visible);
}

static void append_failures(GString *out, const AuditTally *tally)
{
	const char *before = " (";
	g_string_append_printf(out, ", %u fail", tally->all);
	for (int severity = N_SEVERITIES - 1; severity >= 0; severity--) {
		if (tally->failures[severity] == 0)
			continue;
		g_string_append_printf(out, "%s%u %s", before, tally->failures[severity],
				       severity_name((Severity)severity));
		before = ", ";
	}
	g_string_append(out, tally->all > 0 ? ")" : "");
}

static const Finding *worst(const AuditReport *report, gboolean strict)
{
	for (guint i = 0; i < report->findings->len; i++)
		if (finding_counts(report->findings->pdata[i], strict))
			return report->findings->pdata[i];
	return NULL;
}

static void append_target(GString *out, const AuditReport *report, gboolean strict)
{
	AuditTally tally;
	audit_tally(report, strict, &tally);
	append_text(out, report->target);
	if (report->score >= 0)
		g_string_append_printf(out, " score %d", report->score);
	if (report->grade != '\0')
		g_string_append_printf(out, " (%c)", report->grade);
	if (!report->complete) {
		g_string_append(out, " incomplete: ");
		append_text(out, report->incomplete != NULL ? report->incomplete : "it was not finished");
	}
	append_failures(out, &tally);
	const Finding *finding = worst(report, strict);
	if (finding != NULL)
		g_string_append_printf(out, ", worst %s", finding->check->id);
}

/* "'hr test score'=91;;80:;0;100": a label is quoted, and has neither quote nor "=". */
static void append_data(GString *out, const char *target, const char *name, const char *value)
{
	if (target == NULL) {
		g_string_append_printf(out, " %s=%s", name, value);
		return;
	}
	g_autofree char *visible = audit_visible(target, NAME_BYTES, TEXT_ONE_LINE);
	g_strdelimit(visible, "|<>&\"`'=;", '_');
	g_string_append_printf(out, " '%s %s'=%s", visible, name, value);
}

static void append_report_data(GString *out, const AuditReport *report, const AuditResult *result)
{
	const char *target = result->reports->len > 1 ? report->target : NULL;
	g_autofree char *least =
		result->min_score >= 0 ? g_strdup_printf("%d:", result->min_score) : g_strdup("");
	g_autofree char *score = g_strdup_printf("%d;;%s;0;100", report->score, least);
	AuditTally tally;
	audit_tally(report, result->strict, &tally);
	g_autofree char *failures = g_strdup_printf("%u;;;0", tally.all);
	g_autofree char *requests = g_strdup_printf("%u;;;0", report->requests);
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	g_autofree char *time =
		g_strdup_printf("%ss;;;0", g_ascii_formatd(number, sizeof number, "%.3f", report->seconds));
	if (report->score >= 0)
		append_data(out, target, "score", score);
	append_data(out, target, "fail", failures);
	append_data(out, target, "requests", requests);
	append_data(out, target, "time", time);
}

char *audit_nagios_problem(const char *message)
{
	GString *line = g_string_new("WEIR UNKNOWN - ");
	append_text(line, message);
	return g_string_free(g_string_append_c(line, '\n'), FALSE);
}

static gboolean write_nagios(ReportOut *out, const AuditResult *result, GError **error)
{
	GString *pending = out->pending;
	g_autoptr(GPtrArray) reports = audit_worst_first(result);
	guint count = reports->len, named = MIN(count, TARGETS_NAMED);
	g_string_append_printf(pending, "WEIR %s - ", states[audit_nagios_state(result)]);
	if (count == 0)
		g_string_append(pending, "nothing was audited");
	if (count > 1)
		g_string_append_printf(pending, "%u targets, %u incomplete, %u fail; ", count,
				       incomplete_count(result), failure_count(result));
	for (guint i = 0; i < named; i++) {
		g_string_append(pending, i > 0 ? "; " : "");
		append_target(pending, reports->pdata[i], result->strict);
	}
	if (named < count)
		g_string_append_printf(pending, "; and %u more", count - named);
	g_string_append(pending, count > 0 ? " |" : "");
	for (guint i = 0; i < named; i++)
		append_report_data(pending, reports->pdata[i], result);
	g_string_append_c(pending, '\n');
	return TRUE;
}

const struct audit_format audit_nagios = {
	.name = "nagios",
	.help = N_("one line with performance data, for a monitoring plugin"),
	.extension = "txt",
	.write = write_nagios,
	.without_exchanges = TRUE,
};
