/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/finding.h"

#include <string.h>

static const char *const verdict_names[N_VERDICTS] = {
	"fail", "error", "unknown", "manual", "skipped", "pass"
};
static const char *const severity_names[N_SEVERITIES] = { "info", "low", "medium", "high", "critical" };
static const char *const origin_names[N_ORIGINS] = { "sdk", "author", "operator" };
static const char *const level_names[N_LEVELS] = { "passive", "safe", "active" };
static const char *const baseline_names[N_BASELINES] = { NULL, "new", "unchanged", "fixed" };

static gboolean find_name(const char *const *names, int count, const char *name, int *index)
{
	for (int i = 0; name != NULL && i < count; i++)
		if (strcmp(names[i], name) == 0) {
			*index = i;
			return TRUE;
		}
	return FALSE;
}

const char *verdict_name(Verdict verdict)
{
	return verdict_names[verdict];
}

gboolean verdict_parse(const char *name, Verdict *verdict)
{
	int index;
	if (!find_name(verdict_names, N_VERDICTS, name, &index))
		return FALSE;
	*verdict = (Verdict)index;
	return TRUE;
}

const char *severity_name(Severity severity)
{
	return severity_names[severity];
}

gboolean severity_parse(const char *name, Severity *severity)
{
	int index;
	if (!find_name(severity_names, N_SEVERITIES, name, &index))
		return FALSE;
	*severity = (Severity)index;
	return TRUE;
}

const char *origin_name(Origin origin)
{
	return origin_names[origin];
}

const char *audit_level_name(AuditLevel level)
{
	return level_names[level];
}

gboolean audit_level_parse(const char *name, AuditLevel *level)
{
	int index;
	if (!find_name(level_names, N_LEVELS, name, &index))
		return FALSE;
	*level = (AuditLevel)index;
	return TRUE;
}

const char *baseline_name(Baseline baseline)
{
	return baseline_names[baseline];
}

const char *verdict_sign(Verdict verdict, gboolean ascii)
{
	static const char *const signs[N_VERDICTS] = { "✕", "!", "?", "◇", "–", "✓" };
	static const char *const plain[N_VERDICTS] = { "x", "!", "?", "*", "-", "o" };
	return ascii ? plain[verdict] : signs[verdict];
}

gboolean check_info_answers(const struct check_info *info, const char *id)
{
	gsize length = strlen(id);
	for (const char *at = info->guidelines; (at = strstr(at, id)) != NULL; at += length)
		if ((at == info->guidelines || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return TRUE;
	return FALSE;
}

Suppression *suppression_copy(const Suppression *suppression)
{
	Suppression *copy = g_memdup2(suppression, sizeof *suppression);
	copy->reason = g_strdup(suppression->reason);
	copy->text = g_strdup(suppression->text);
	copy->by = g_strdup(suppression->by);
	return copy;
}

void suppression_free(Suppression *suppression)
{
	if (suppression == NULL)
		return;
	g_free(suppression->reason);
	g_free(suppression->text);
	g_free(suppression->by);
	g_free(suppression);
}

/* ---- findings ---- */

Finding *finding_new(const struct check_info *check, Verdict verdict)
{
	Finding *finding = g_new0(Finding, 1);
	finding->references = 1;
	finding->check = check;
	finding->verdict = verdict;
	finding->severity = check->severity;
	finding->origin = check->origin;
	return finding;
}

Finding *finding_copy(const Finding *finding)
{
	Finding *copy = finding_new(finding->check, finding->verdict);
	copy->severity = finding->severity;
	copy->origin = finding->origin;
	copy->message = g_strdup(finding->message);
	copy->route = g_strdup(finding->route);
	copy->subject = g_strdup(finding->subject);
	copy->document = g_strdup(finding->document);
	copy->pointer = g_strdup(finding->pointer);
	copy->argument = g_strdup(finding->argument);
	copy->exchange = finding->exchange != NULL ? exchange_ref(finding->exchange) : NULL;
	copy->quote = g_strdup(finding->quote);
	return copy;
}

Finding *finding_ref(Finding *finding)
{
	finding->references++;
	return finding;
}

void finding_unref(Finding *finding)
{
	if (finding == NULL || --finding->references > 0)
		return;
	char *texts[] = { finding->message, finding->route,    finding->subject, finding->document,
			  finding->pointer, finding->argument, finding->quote,   finding->fingerprint };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	if (finding->exchange != NULL)
		exchange_unref(finding->exchange);
	suppression_free(finding->suppressed);
	suppression_free(finding->suppression_expired);
	g_free(finding);
}

char *finding_where(const Finding *finding)
{
	GString *out = g_string_new(NULL);
	const char *parts[] = { finding->subject, finding->argument,
				finding->subject == NULL ? finding->route : NULL,
				finding->argument == NULL ? finding->pointer : NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i] != NULL && parts[i][0] != '\0')
			g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", parts[i]);
	return g_string_free(out, FALSE);
}

int finding_compare(gconstpointer a, gconstpointer b)
{
	const Finding *one = *(const Finding *const *)a, *other = *(const Finding *const *)b;
	if (one->verdict != other->verdict)
		return (int)one->verdict - (int)other->verdict;
	if (one->severity != other->severity)
		return (int)other->severity - (int)one->severity;
	int order = strcmp(one->check->id, other->check->id);
	if (order != 0)
		return order;
	order = g_strcmp0(one->subject, other->subject);
	if (order == 0)
		order = g_strcmp0(one->route, other->route);
	return order != 0 ? order : g_strcmp0(one->pointer, other->pointer);
}

gboolean finding_counts(const Finding *finding, gboolean strict)
{
	return finding->verdict == VERDICT_FAIL && finding->suppressed == NULL &&
	       (strict || finding->origin != ORIGIN_SDK);
}

/* ---- reports ---- */

void fixed_finding_free(FixedFinding *fixed)
{
	g_free(fixed->check);
	g_free(fixed->where);
	g_free(fixed->fingerprint);
	g_free(fixed->severity);
	g_free(fixed);
}

static void free_finding(gpointer finding)
{
	finding_unref(finding);
}

AuditReport *audit_report_new(const Target *target)
{
	AuditReport *report = g_new0(AuditReport, 1);
	report->references = 1;
	report->target = g_strdup(target_name(target));
	report->url = g_strdup(target->shown_url != NULL ? target->shown_url : target->url);
	report->env = target->env;
	report->findings = g_ptr_array_new_with_free_func(free_finding);
	report->caps = g_ptr_array_new_with_free_func(g_free);
	report->notes = g_ptr_array_new_with_free_func(g_free);
	report->score = -1;
	for (gsize i = 0; i < N_CHECKLIST; i++)
		report->lines[i] = VERDICT_SKIPPED;
	return report;
}

AuditReport *audit_report_ref(AuditReport *report)
{
	report->references++;
	return report;
}

void audit_report_unref(AuditReport *report)
{
	if (report == NULL || --report->references > 0)
		return;
	char *texts[] = { report->target, report->url, report->profile, report->incomplete,
			  report->config_path };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_ptr_array_unref(report->findings);
	g_ptr_array_unref(report->caps);
	g_ptr_array_unref(report->notes);
	g_clear_pointer(&report->fixed, g_ptr_array_unref);
	g_clear_pointer(&report->history, g_array_unref);
	g_free(report);
}

static void free_report(gpointer report)
{
	audit_report_unref(report);
}

AuditResult *audit_result_new(void)
{
	AuditResult *result = g_new0(AuditResult, 1);
	result->reports = g_ptr_array_new_with_free_func(free_report);
	result->fail_on = SEVERITY_HIGH;
	result->min_score = -1;
	return result;
}

void audit_result_free(AuditResult *result)
{
	if (result == NULL)
		return;
	g_ptr_array_unref(result->reports);
	g_free(result->gate);
	g_free(result);
}
