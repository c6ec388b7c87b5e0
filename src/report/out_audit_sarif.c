/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SARIF 2.1.0: one run, one result a line.
 *
 * A result is a verdict: fail, pass, open (unknown), review (manual), notApplicable (skipped).  SARIF has no
 * kind for what could not be asked: that is a notification, and executionSuccessful is false.  Code scanning
 * sites show every result as an alert whatever its kind, and know no baselines; result->problems_only leaves
 * out passes, skips and what is fixed.  Accepted findings stay, marked. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "report/audit_format.h"
#include "report/audit_sarif.h"

struct run {
	ReportOut *out;
	const AuditResult *result;
	SarifRules rules;
	GArray *places; /* SarifPlace of each report */
	const char *before;
};

static const char *const kinds[N_VERDICTS] = {
	[VERDICT_FAIL] = "fail",     [VERDICT_ERROR] = NULL,  [VERDICT_UNKNOWN] = "open",
	[VERDICT_MANUAL] = "review", [VERDICT_PASS] = "pass", [VERDICT_SKIPPED] = "notApplicable",
};

static void begin_rows(struct run *run)
{
	run->before = "\n";
}

/* Appends `value` as the next line of an array and lets go of it. */
static gboolean write_row(struct run *run, json_t *value, GError **error)
{
	g_string_append(run->out->pending, run->before);
	report_append_json(run->out->pending, value);
	json_decref(value);
	run->before = ",\n";
	return report_flush(run->out, FALSE, error);
}

/* ---- results ---- */

static json_t *suppressions(const Suppression *suppression)
{
	json_t *array = json_array();
	if (suppression == NULL)
		return array;
	g_autofree char *until = suppression->until != 0 ? audit_until(suppression) : NULL;
	g_autofree char *why = g_strdup_printf(
		"%s: %s (by %s%s%s)", suppression->reason != NULL ? suppression->reason : "accepted-risk",
		suppression->text != NULL ? suppression->text : "",
		suppression->by != NULL ? suppression->by : "nobody named", until != NULL ? ", until " : "",
		until != NULL ? until : "");
	g_autofree char *visible = audit_visible(why, AUDIT_LINE, TEXT_ONE_LINE);
	json_t *object = json_object();
	json_object_set_new(object, "justification", json_string(visible));
	json_object_set_new(object, "kind", json_string("external"));
	json_object_set_new(object, "status", json_string("accepted"));
	json_array_append_new(array, object);
	return array;
}

/* Ours, and the one name that code scanning knows: without it, findings of one check in one stanza would be
 * one alert. */
static json_t *fingerprints(const char *fingerprint)
{
	g_autofree char *line = g_strdup_printf("%s:1", fingerprint);
	json_t *object = json_object();
	json_object_set_new(object, "primaryLocationLineHash", audit_json_text(line));
	json_object_set_new(object, "weir/v1", audit_json_text(fingerprint));
	return object;
}

static void set_rule(json_t *result, const struct run *run, const char *id)
{
	int index = sarif_rule_index(&run->rules, id);
	json_object_set_new(result, "ruleId", audit_json_text(id));
	if (index >= 0)
		json_object_set_new(result, "ruleIndex", json_integer(index));
}

static json_t *finding_message(const AuditReport *report, const Finding *finding)
{
	g_autofree char *where = audit_where(finding, AUDIT_LINE, TEXT_ONE_LINE);
	const char *message = finding->message != NULL ? finding->message : finding->check->title;
	if (*where == '\0')
		return sarif_message("%s: %s", report->target, message);
	return sarif_message("%s: %s: %s", report->target, where, message);
}

static json_t *result_properties(const AuditReport *report, const Finding *finding)
{
	json_t *object = json_object();
	json_object_set_new(object, "origin", json_string(origin_name(finding->origin)));
	json_object_set_new(object, "severity", json_string(severity_name(finding->severity)));
	json_object_set_new(object, "target", audit_json_text(report->target));
	json_object_set_new(object, "verdict", json_string(verdict_name(finding->verdict)));
	return object;
}

static json_t *result_json(const struct run *run, guint number, const Finding *finding)
{
	const AuditReport *report = run->result->reports->pdata[number];
	const SarifPlace *place = &g_array_index(run->places, SarifPlace, number);
	gboolean failure = finding->verdict == VERDICT_FAIL;
	json_t *object = json_object();
	set_rule(object, run, finding->check->id);
	json_object_set_new(object, "kind", json_string(kinds[finding->verdict]));
	json_object_set_new(object, "level", json_string(failure ? sarif_level(finding->severity) : "none"));
	json_object_set_new(object, "locations", sarif_locations(report, place, finding));
	json_object_set_new(object, "message", finding_message(report, finding));
	json_object_set_new(object, "properties", result_properties(report, finding));
	json_object_set_new(object, "suppressions", suppressions(finding->suppressed));
	if (failure)
		json_object_set_new(object, "rank", json_real(sarif_rank(finding->severity)));
	if (finding->fingerprint != NULL)
		json_object_set_new(object, "partialFingerprints", fingerprints(finding->fingerprint));
	if (finding->baseline == BASELINE_NEW || finding->baseline == BASELINE_UNCHANGED)
		json_object_set_new(object, "baselineState", json_string(baseline_name(finding->baseline)));
	if (finding->exchange != NULL) {
		json_object_set_new(object, "webRequest", sarif_web_request(finding->exchange));
		json_object_set_new(object, "webResponse", sarif_web_response(finding->exchange));
	}
	return object;
}

/* A failure of the baseline that is no more. */
static json_t *fixed_json(const struct run *run, guint number, const FixedFinding *fixed)
{
	const AuditReport *report = run->result->reports->pdata[number];
	Severity severity = SEVERITY_INFO;
	severity_parse(fixed->severity, &severity);
	json_t *object = json_object();
	set_rule(object, run, fixed->check);
	json_object_set_new(object, "baselineState", json_string("absent"));
	json_object_set_new(object, "kind", json_string("fail"));
	json_object_set_new(object, "level", json_string(sarif_level(severity)));
	json_object_set_new(object, "locations",
			    sarif_locations(report, &g_array_index(run->places, SarifPlace, number), NULL));
	json_object_set_new(object, "message",
			    sarif_message("%s: %s: no longer found", report->target,
					  fixed->where != NULL ? fixed->where : ""));
	if (fixed->fingerprint != NULL)
		json_object_set_new(object, "partialFingerprints", fingerprints(fixed->fingerprint));
	json_object_set_new(object, "suppressions", json_array());
	return object;
}

static gboolean shown(const struct run *run, const Finding *finding)
{
	return kinds[finding->verdict] != NULL &&
	       !(run->result->problems_only && audit_part(finding) == AUDIT_FINE);
}

static gboolean write_report(struct run *run, guint number, GError **error)
{
	const AuditReport *report = run->result->reports->pdata[number];
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (shown(run, finding) && !write_row(run, result_json(run, number, finding), error))
			return FALSE;
	}
	gboolean fixed = report->fixed != NULL && !run->result->problems_only;
	for (guint i = 0; fixed && i < report->fixed->len; i++)
		if (!write_row(run, fixed_json(run, number, report->fixed->pdata[i]), error))
			return FALSE;
	return TRUE;
}

static gboolean write_results(struct run *run, GError **error)
{
	g_string_append(run->out->pending, ",\n\"results\":[");
	begin_rows(run);
	for (guint i = 0; i < run->result->reports->len; i++)
		if (!write_report(run, i, error))
			return FALSE;
	g_string_append(run->out->pending, "]");
	return TRUE;
}

/* ---- how the run went ---- */

static json_t *notification(const struct run *run, guint number, json_t *message, const Finding *finding)
{
	const AuditReport *report = run->result->reports->pdata[number];
	json_t *object = json_object();
	json_object_set_new(object, "level", json_string("error"));
	json_object_set_new(
		object, "locations",
		sarif_locations(report, &g_array_index(run->places, SarifPlace, number), finding));
	json_object_set_new(object, "message", message);
	if (finding != NULL) {
		json_t *rule = json_object();
		json_object_set_new(rule, "id", json_string(finding->check->id));
		json_object_set_new(rule, "index",
				    json_integer(sarif_rule_index(&run->rules, finding->check->id)));
		json_object_set_new(object, "associatedRule", rule);
	}
	return object;
}

static gboolean write_notifications(struct run *run, gboolean *successful, GError **error)
{
	for (guint i = 0; i < run->result->reports->len; i++) {
		const AuditReport *report = run->result->reports->pdata[i];
		const char *why = report->incomplete != NULL ? report->incomplete : "it was not finished";
		if (!report->complete) {
			*successful = FALSE;
			json_t *message = sarif_message("%s: incomplete: %s", report->target, why);
			if (!write_row(run, notification(run, i, message, NULL), error))
				return FALSE;
		}
		for (guint j = 0; j < report->findings->len; j++) {
			const Finding *finding = report->findings->pdata[j];
			if (finding->verdict != VERDICT_ERROR)
				continue;
			*successful = FALSE;
			json_t *message = finding_message(report, finding);
			if (!write_row(run, notification(run, i, message, finding), error))
				return FALSE;
		}
	}
	return TRUE;
}

static void append_time(GString *out, const char *member, gint64 when)
{
	g_autoptr(json_t) time = audit_json_time(when);
	if (when == 0)
		return;
	g_string_append_printf(out, ",\"%s\":", member);
	report_append_json(out, time);
}

static gint64 first_start(const AuditResult *result)
{
	gint64 first = 0;
	for (guint i = 0; i < result->reports->len; i++) {
		const AuditReport *report = result->reports->pdata[i];
		if (report->started != 0 && (first == 0 || report->started < first))
			first = report->started;
	}
	return first;
}

static gboolean write_invocation(struct run *run, GError **error)
{
	GString *pending = run->out->pending;
	gboolean successful = TRUE;
	g_string_append(pending, ",\n\"invocations\":[{\"toolExecutionNotifications\":[");
	begin_rows(run);
	if (!write_notifications(run, &successful, error))
		return FALSE;
	g_autoptr(json_t) gate = audit_json_text(run->result->gate != NULL ? run->result->gate : "");
	g_string_append_printf(pending, "],\"executionSuccessful\":%s,\"exitCode\":%d",
			       successful ? "true" : "false", run->result->exit_code);
	g_string_append(pending, ",\"exitCodeDescription\":");
	report_append_json(pending, gate);
	append_time(pending, "startTimeUtc", first_start(run->result));
	append_time(pending, "endTimeUtc", run->result->finished);
	g_string_append(pending, "}]");
	return TRUE;
}

static gboolean write_tool(struct run *run, GError **error)
{
	g_string_append(run->out->pending, ",\n\"tool\":{\"driver\":{\"name\":\"weir\",\"version\":");
	report_append_json_string(run->out->pending, PACKAGE_VERSION);
	g_string_append(run->out->pending, ",\"rules\":[");
	begin_rows(run);
	for (guint i = 0; i < run->rules.checks->len; i++)
		if (!write_row(run, sarif_rule(run->rules.checks->pdata[i]), error))
			return FALSE;
	g_string_append(run->out->pending, "]}}");
	return TRUE;
}

static gboolean write_run(struct run *run, GError **error)
{
	g_autoptr(json_t) artifacts = sarif_artifacts(run->result, run->places);
	g_string_append(run->out->pending,
			"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
			"sarif-schema-2.1.0.json\",\n\"version\":\"2.1.0\",\n\"runs\":[{\"artifacts\":");
	report_append_json(run->out->pending, artifacts);
	g_string_append(run->out->pending, ",\n\"columnKind\":\"unicodeCodePoints\"");
	if (!write_invocation(run, error) || !write_results(run, error) || !write_tool(run, error))
		return FALSE;
	g_string_append(run->out->pending, "}]}\n");
	return TRUE;
}

static gboolean write_sarif(ReportOut *out, const AuditResult *result, GError **error)
{
	struct run run = { .out = out, .result = result, .places = sarif_places(result) };
	sarif_rules_collect(&run.rules, result);
	gboolean good = write_run(&run, error);
	sarif_rules_clear(&run.rules);
	g_array_unref(run.places);
	return good;
}

const struct audit_format audit_sarif = {
	.name = "sarif",
	.help = N_("SARIF 2.1.0 for code scanning"),
	.extension = "sarif",
	.write = write_sarif,
};
