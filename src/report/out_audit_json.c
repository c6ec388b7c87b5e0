/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weir/audit/1 (doc/audit.schema.json): one `findings` array with every verdict of every target, one finding
 * a line, and what is told once of each target in `targets`. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_format.h"
#include "report/audit_parts.h"

static json_t *texts_json(const GPtrArray *texts)
{
	json_t *array = json_array();
	for (guint i = 0; texts != NULL && i < texts->len; i++)
		json_array_append_new(array, audit_json_text(texts->pdata[i]));
	return array;
}

/* ---- findings ---- */

/* The id says what its subject is; where it does not, only `subject` is filled. */
static json_t *subject_json(const Finding *finding, const char *word)
{
	return strstr(finding->check->id, word) != NULL ? audit_json_text(finding->subject) : json_null();
}

static json_t *where_json(const Finding *finding)
{
	g_autofree char *text = finding_place(finding);
	json_t *where = json_object();
	json_object_set_new(where, "action", subject_json(finding, "action"));
	json_object_set_new(where, "argument", audit_json_text(finding->argument));
	json_object_set_new(where, "document", audit_json_text(finding->document));
	json_object_set_new(where, "pointer", audit_json_text(finding->pointer));
	json_object_set_new(where, "route", audit_json_text(finding->route));
	json_object_set_new(where, "subject", audit_json_text(finding->subject));
	json_object_set_new(where, "text", audit_json_text(text));
	json_object_set_new(where, "trigger", subject_json(finding, "trigger"));
	return where;
}

static json_t *headers_json(const GPtrArray *headers, gboolean answer)
{
	json_t *array = json_array();
	for (guint i = 0; i < headers->len && i < AUDIT_HEADERS; i++) {
		const Header *header = headers->pdata[i];
		g_autofree char *value = audit_header_value(header, answer);
		json_t *row = json_object();
		json_object_set_new(row, "name", audit_json_text(header->name));
		json_object_set_new(row, "value", json_string(value));
		json_array_append_new(array, row);
	}
	return array;
}

static json_t *body_json(GBytes *body)
{
	g_autofree char *text = audit_body(body, AUDIT_LONG);
	return text != NULL ? json_string(text) : json_null();
}

static json_t *evidence_json(const Finding *finding)
{
	const Exchange *exchange = finding->exchange;
	if (exchange == NULL)
		return json_null();
	g_autofree char *curl = audit_curl(finding);
	json_t *evidence = json_object();
	json_object_set_new(evidence, "body", body_json(exchange->body));
	json_object_set_new(evidence, "body_bytes", json_integer((json_int_t)exchange->body_size));
	json_object_set_new(evidence, "curl", curl != NULL ? json_string(curl) : json_null());
	json_object_set_new(evidence, "error",
			    audit_json_text(exchange->error != NULL ? exchange->error->message : NULL));
	json_object_set_new(evidence, "headers", headers_json(exchange->headers, TRUE));
	json_object_set_new(evidence, "method", audit_json_text(exchange->method));
	json_object_set_new(evidence, "quote", audit_json_text(finding->quote));
	json_object_set_new(evidence, "request_body", body_json(exchange->request_body));
	json_object_set_new(evidence, "request_headers", headers_json(exchange->request_headers, FALSE));
	json_object_set_new(evidence, "status",
			    exchange->status > 0 ? json_integer(exchange->status) : json_null());
	json_object_set_new(evidence, "url", audit_json_text(exchange->url));
	return evidence;
}

static json_t *remedy_json(const struct check_info *check)
{
	json_t *remedy = json_object();
	json_object_set_new(remedy, "cwe", audit_json_words(check->cwe));
	json_object_set_new(remedy, "owasp", audit_json_words(check->owasp));
	json_object_set_new(remedy, "snippet", audit_json_text(check->snippet));
	json_object_set_new(remedy, "text", audit_json_text(check->fix));
	return remedy;
}

static json_t *suppressed_json(const Suppression *suppression)
{
	if (suppression == NULL)
		return json_null();
	json_t *object = json_object();
	json_object_set_new(object, "by", audit_json_text(suppression->by));
	json_object_set_new(object, "reason", audit_json_text(suppression->reason));
	json_object_set_new(object, "text", audit_json_text(suppression->text));
	json_object_set_new(object, "until", audit_json_time(suppression->until));
	return object;
}

static json_t *finding_json(const Finding *finding, const AuditReport *report)
{
	const struct check_info *check = finding->check;
	json_t *object = json_object();
	json_object_set_new(object, "baseline", audit_json_text(baseline_name(finding->baseline)));
	json_object_set_new(object, "check", json_string(check->id));
	json_object_set_new(object, "evidence", evidence_json(finding));
	json_object_set_new(object, "fingerprint", audit_json_text(finding->fingerprint));
	json_object_set_new(object, "guidelines", audit_json_words(check->guidelines));
	json_object_set_new(object, "message", audit_json_text(finding->message));
	json_object_set_new(object, "origin", json_string(origin_name(finding->origin)));
	json_object_set_new(object, "remedy", remedy_json(check));
	json_object_set_new(object, "severity", json_string(severity_name(finding->severity)));
	json_object_set_new(object, "since", audit_json_time(finding->since));
	json_object_set_new(object, "suppressed", suppressed_json(finding->suppressed));
	json_object_set_new(object, "suppression_expired", suppressed_json(finding->suppression_expired));
	json_object_set_new(object, "target", audit_json_text(report->target));
	json_object_set_new(object, "title", audit_json_text(check->title));
	json_object_set_new(object, "verdict", json_string(verdict_name(finding->verdict)));
	json_object_set_new(object, "where", where_json(finding));
	return object;
}

/* ---- targets ---- */

static json_t *checklist_json(const AuditReport *report)
{
	json_t *array = json_array();
	for (gsize i = 0; i < N_CHECKLIST; i++) {
		json_t *line = json_object();
		json_object_set_new(line, "id", json_string(checklist[i].id));
		json_object_set_new(line, "severity",
				    report->lines[i] == VERDICT_FAIL
					    ? json_string(severity_name(report->line_severities[i]))
					    : json_null());
		json_object_set_new(line, "text", json_string(checklist[i].text));
		json_object_set_new(line, "verdict", json_string(verdict_name(report->lines[i])));
		json_array_append_new(array, line);
	}
	return array;
}

static json_t *counts_json(const AuditReport *report)
{
	json_t *object = json_object();
	for (int verdict = 0; verdict < N_VERDICTS; verdict++)
		json_object_set_new(object, verdict_name((Verdict)verdict),
				    json_integer(report->counts[verdict]));
	return object;
}

static json_t *sdk_json(const AuditReport *report)
{
	json_t *object = json_object();
	json_object_set_new(object, "count", json_integer(report->sdk));
	json_object_set_new(object, "worst",
			    report->sdk > 0 ? json_string(severity_name(report->worst_sdk)) : json_null());
	return object;
}

static json_t *fixed_json(const AuditReport *report)
{
	if (!report->have_baseline)
		return json_null();
	json_t *array = json_array();
	for (guint i = 0; report->fixed != NULL && i < report->fixed->len; i++) {
		const FixedFinding *fixed = report->fixed->pdata[i];
		json_t *row = json_object();
		json_object_set_new(row, "check", audit_json_text(fixed->check));
		json_object_set_new(row, "fingerprint", audit_json_text(fixed->fingerprint));
		json_object_set_new(row, "severity", audit_json_text(fixed->severity));
		json_object_set_new(row, "where", audit_json_text(fixed->where));
		json_array_append_new(array, row);
	}
	return array;
}

static void set_grade(json_t *object, const AuditReport *report)
{
	const char grade[] = { report->grade, '\0' };
	json_object_set_new(object, "grade", report->grade != '\0' ? json_string(grade) : json_null());
	json_object_set_new(object, "score", report->score >= 0 ? json_integer(report->score) : json_null());
	json_object_set_new(object, "caps", texts_json(report->caps));
}

static json_t *target_json(const AuditReport *report)
{
	json_t *object = json_object();
	set_grade(object, report);
	json_object_set_new(object, "checklist", checklist_json(report));
	json_object_set_new(object, "checks", json_integer(report->checks));
	json_object_set_new(object, "complete", json_boolean(report->complete));
	json_object_set_new(object, "counts", counts_json(report));
	json_object_set_new(object, "env", json_string(report->env == ENV_PROD ? "prod" : "test"));
	json_object_set_new(object, "fixed", fixed_json(report));
	json_object_set_new(object, "incomplete", audit_json_text(report->incomplete));
	json_object_set_new(object, "level", json_string(audit_level_name(report->level)));
	json_object_set_new(object, "notes", texts_json(report->notes));
	json_object_set_new(object, "profile", audit_json_text(report->profile));
	json_object_set_new(object, "requests", json_integer(report->requests));
	json_object_set_new(object, "chain", json_integer(report->chain));
	json_object_set_new(object, "sdk", sdk_json(report));
	json_object_set_new(object, "seconds", json_real(report->seconds));
	json_object_set_new(object, "started", audit_json_time(report->started));
	json_object_set_new(object, "suppressed", json_integer(report->suppressed));
	json_object_set_new(object, "target", audit_json_text(report->target));
	json_object_set_new(object, "url", audit_json_text(report->url));
	return object;
}

/* ---- the document ---- */

static json_t *gate_json(const AuditResult *result)
{
	json_t *object = json_object();
	json_object_set_new(object, "exit_code", json_integer(result->exit_code));
	json_object_set_new(object, "fail_on", json_string(severity_name(result->fail_on)));
	json_object_set_new(object, "min_score",
			    result->min_score >= 0 ? json_integer(result->min_score) : json_null());
	json_object_set_new(object, "strict", json_boolean(result->strict));
	json_object_set_new(object, "why", audit_json_text(result->gate));
	return object;
}

/* Appends `value` as the next row of an array and lets go of it. */
static gboolean write_row(ReportOut *out, json_t *value, const char **before, GError **error)
{
	g_string_append(out->pending, *before);
	report_append_json(out->pending, value);
	json_decref(value);
	*before = ",\n    ";
	return report_flush(out, FALSE, error);
}

static void end_rows(ReportOut *out, const char *before)
{
	g_string_append(out->pending, *before == ',' ? "\n  ]" : "]");
}

static gboolean write_findings(ReportOut *out, const AuditResult *result, GError **error)
{
	const char *before = "\n    ";
	g_string_append(out->pending, "{\n  \"findings\": [");
	for (guint i = 0; i < result->reports->len; i++) {
		const AuditReport *report = result->reports->pdata[i];
		for (guint j = 0; j < report->findings->len; j++)
			if (!write_row(out, finding_json(report->findings->pdata[j], report), &before, error))
				return FALSE;
	}
	end_rows(out, before);
	return TRUE;
}

static gboolean write_targets(ReportOut *out, const AuditResult *result, GError **error)
{
	const char *before = "\n    ";
	g_string_append(out->pending, ",\n  \"targets\": [");
	for (guint i = 0; i < result->reports->len; i++)
		if (!write_row(out, target_json(result->reports->pdata[i]), &before, error))
			return FALSE;
	end_rows(out, before);
	return TRUE;
}

static void append_member(ReportOut *out, const char *name, json_t *value)
{
	g_string_append_printf(out->pending, ",\n  \"%s\": ", name);
	report_append_json(out->pending, value);
	json_decref(value);
}

static gboolean write_json(ReportOut *out, const AuditResult *result, GError **error)
{
	if (!write_findings(out, result, error))
		return FALSE;
	append_member(out, "finished", audit_json_time(result->finished));
	append_member(out, "gate", gate_json(result));
	append_member(out, "schema", json_string("weir/audit/1"));
	if (!write_targets(out, result, error))
		return FALSE;
	append_member(out, "weir", json_string(PACKAGE_VERSION));
	g_string_append(out->pending, "\n}\n");
	return TRUE;
}

const struct audit_format audit_json = {
	.name = "json",
	.help = N_("one document, weir/audit/1: every verdict with its evidence and remedy"),
	.extension = "json",
	.write = write_json,
};
