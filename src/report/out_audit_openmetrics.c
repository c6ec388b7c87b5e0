/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats) for the textfile collector of
 * its node exporter: gauges only, no timestamps, all samples of a metric together.
 *
 * Failures stand there with 0 too, for every severity and origin, so that an alert sees them go away. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_format.h"
#include "report/audit_parts.h"

struct metric {
	const char *name, *help;
	/* NULL: it is of the whole run, and is the gate's exit code. */
	void (*samples)(GString *out, const struct metric *metric, const AuditReport *report,
			const AuditResult *result);
};

/* A label's value: the format knows three escapes, and nothing in it acts. */
static void append_label(GString *out, const char *name, const char *value)
{
	g_autofree char *visible = audit_visible(value, AUDIT_NAME, TEXT_ONE_LINE);
	g_string_append_printf(out, "%s=\"", name);
	for (const char *at = visible; *at != '\0'; at++) {
		if (*at == '\\' || *at == '"')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at);
	}
	g_string_append_c(out, '"');
}

static void begin_sample(GString *out, const struct metric *metric, const AuditReport *report)
{
	g_string_append_printf(out, "weir_audit_%s{", metric->name);
	append_label(out, "target", report->target);
	g_string_append(out, report->env == ENV_PROD ? ",env=\"prod\"" : ",env=\"test\"");
}

static void end_sample(GString *out, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append_printf(out, "} %s\n", g_ascii_formatd(text, sizeof text, "%.15g", value));
}

static void simple(GString *out, const struct metric *metric, const AuditReport *report, double value)
{
	begin_sample(out, metric, report);
	end_sample(out, value);
}

static void score(GString *out, const struct metric *metric, const AuditReport *report,
		  const AuditResult *result)
{
	if (report->score >= 0)
		simple(out, metric, report, report->score);
}

static void grade(GString *out, const struct metric *metric, const AuditReport *report,
		  const AuditResult *result)
{
	for (char letter = 'A'; report->grade != '\0' && letter <= 'F'; letter++) {
		begin_sample(out, metric, report);
		g_string_append_printf(out, ",grade=\"%c\"", letter);
		end_sample(out, letter == report->grade);
	}
}

static void complete(GString *out, const struct metric *metric, const AuditReport *report,
		     const AuditResult *result)
{
	simple(out, metric, report, report->complete);
}

static void requests(GString *out, const struct metric *metric, const AuditReport *report,
		     const AuditResult *result)
{
	simple(out, metric, report, report->requests);
}

static void duration(GString *out, const struct metric *metric, const AuditReport *report,
		     const AuditResult *result)
{
	simple(out, metric, report, report->seconds);
}

static void finished(GString *out, const struct metric *metric, const AuditReport *report,
		     const AuditResult *result)
{
	if (result->finished > 0)
		simple(out, metric, report, (double)(result->finished / G_USEC_PER_SEC));
}

static void suppressed(GString *out, const struct metric *metric, const AuditReport *report,
		       const AuditResult *result)
{
	simple(out, metric, report, report->suppressed);
}

static void fresh(GString *out, const struct metric *metric, const AuditReport *report,
		  const AuditResult *result)
{
	AuditTally tally;
	audit_tally(report, result->strict, &tally);
	if (report->have_baseline)
		simple(out, metric, report, tally.fresh);
}

static void checks(GString *out, const struct metric *metric, const AuditReport *report,
		   const AuditResult *result)
{
	for (int verdict = 0; verdict < N_VERDICTS; verdict++) {
		begin_sample(out, metric, report);
		g_string_append_printf(out, ",verdict=\"%s\"", verdict_name((Verdict)verdict));
		end_sample(out, report->counts[verdict]);
	}
}

static void findings(GString *out, const struct metric *metric, const AuditReport *report,
		     const AuditResult *result)
{
	guint counts[N_VERDICTS][N_SEVERITIES][N_ORIGINS] = { 0 };
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (finding->suppressed == NULL)
			counts[finding->verdict][finding->severity][finding->origin]++;
	}
	for (int i = 0; i < N_VERDICTS * N_SEVERITIES * N_ORIGINS; i++) {
		Verdict verdict = (Verdict)(i / (N_SEVERITIES * N_ORIGINS));
		Severity severity = (Severity)(i / N_ORIGINS % N_SEVERITIES);
		Origin origin = (Origin)(i % N_ORIGINS);
		guint count = counts[verdict][severity][origin];
		if (count == 0 && verdict != VERDICT_FAIL)
			continue;
		begin_sample(out, metric, report);
		g_string_append_printf(out, ",verdict=\"%s\",severity=\"%s\",origin=\"%s\"",
				       verdict_name(verdict), severity_name(severity), origin_name(origin));
		end_sample(out, count);
	}
}

static void lines(GString *out, const struct metric *metric, const AuditReport *report,
		  const AuditResult *result)
{
	for (gsize i = 0; i < N_CHECKLIST; i++) {
		begin_sample(out, metric, report);
		g_string_append_printf(out, ",line=\"%s\",verdict=\"%s\"", checklist[i].id,
				       verdict_name(report->lines[i]));
		end_sample(out, report->lines[i] == VERDICT_PASS);
	}
}

static const struct metric metrics[] = {
	{ "score", "Score of the audit, 0 to 100; absent where required probes did not run.", score },
	{ "grade", "1 for the grade of the audit, 0 for the others.", grade },
	{ "complete", "1 if all required probes ran.", complete },
	{ "gate", "Exit code of the whole run: 0 passed, 1 findings, 3 incomplete.", NULL },
	{ "findings", "Findings that are not suppressed.", findings },
	{ "checks", "Checks by their worst verdict, suppressed failures and those of the SDK left out.",
	  checks },
	{ "new_findings", "Failures that count and are not in the baseline.", fresh },
	{ "suppressed_findings", "Failures that a person has accepted.", suppressed },
	{ "checklist", "1 if the line of the secure-by-default checklist passes.", lines },
	{ "requests", "Requests that the audit sent.", requests },
	{ "duration_seconds", "How long the audit took.", duration },
	{ "finished_timestamp_seconds", "When the audit ended, in seconds since the epoch.", finished },
};

/* The reports of different targets: a series may only be told once. */
static GPtrArray *different(const AuditResult *result)
{
	GPtrArray *reports = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < result->reports->len; i++) {
		AuditReport *report = result->reports->pdata[i];
		if (g_hash_table_add(seen, report->target))
			g_ptr_array_add(reports, report);
	}
	return reports;
}

static gboolean write_openmetrics(ReportOut *out, const AuditResult *result, GError **error)
{
	g_autoptr(GPtrArray) reports = different(result);
	for (gsize i = 0; i < G_N_ELEMENTS(metrics); i++) {
		g_string_append_printf(out->pending, "# HELP weir_audit_%s %s\n# TYPE weir_audit_%s gauge\n",
				       metrics[i].name, metrics[i].help, metrics[i].name);
		if (metrics[i].samples == NULL)
			g_string_append_printf(out->pending, "weir_audit_%s %d\n", metrics[i].name,
					       result->exit_code);
		for (guint j = 0; metrics[i].samples != NULL && j < reports->len; j++) {
			metrics[i].samples(out->pending, &metrics[i], reports->pdata[j], result);
			if (!report_flush(out, FALSE, error))
				return FALSE;
		}
	}
	return TRUE;
}

const struct audit_format audit_openmetrics = {
	.name = "openmetrics",
	.help = N_("gauges in Prometheus' text format, for a textfile collector"),
	.extension = "prom",
	.write = write_openmetrics,
	.without_exchanges = TRUE,
};
