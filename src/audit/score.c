/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/score.h"

#include <string.h>

#include "base/error.h"

static const int costs[N_SEVERITIES] = { 0, 1, 4, 10, 25 };
static const struct {
	int from;
	char grade;
} grades[] = { { 90, 'A' }, { 80, 'B' }, { 70, 'C' }, { 60, 'D' }, { 0, 'F' } };

/* What came of one check, over its findings. */
typedef struct {
	Verdict verdict;   /* the worst that counts */
	Severity severity; /* of its worst failure that counts */
	Severity any;      /* of its worst failure that is not suppressed, the SDK's too; with any_failure */
	gboolean any_failure;
	Severity open; /* the worst of what could not be told: a judge lowers what nobody configured */
	const struct check_info *check;
} CheckResult;

static gboolean is_suppressed(const Finding *finding)
{
	return finding->verdict == VERDICT_FAIL && finding->suppressed != NULL;
}

static void take(CheckResult *result, const Finding *finding, gboolean strict)
{
	if (finding->verdict == VERDICT_FAIL && !is_suppressed(finding)) {
		result->any = result->any_failure ? MAX(result->any, finding->severity) : finding->severity;
		result->any_failure = TRUE;
	}
	if (finding->verdict == VERDICT_FAIL && !finding_counts(finding, strict))
		return;
	if (finding->verdict == VERDICT_FAIL)
		result->severity = result->verdict == VERDICT_FAIL ? MAX(result->severity, finding->severity)
								   : finding->severity;
	if (finding->verdict == VERDICT_UNKNOWN)
		result->open = MAX(result->open, finding->severity);
	result->verdict = MIN(result->verdict, finding->verdict);
}

static void free_result(gpointer result)
{
	g_free(result);
}

/* Check -> CheckResult. */
static GHashTable *by_check(const AuditReport *report, gboolean strict)
{
	GHashTable *results = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_result);
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		CheckResult *result = g_hash_table_lookup(results, finding->check);
		if (result == NULL) {
			result = g_new0(CheckResult, 1);
			result->verdict = VERDICT_PASS;
			result->check = finding->check;
			g_hash_table_insert(results, (gpointer)finding->check, result);
		}
		take(result, finding, strict);
	}
	return results;
}

static void count_sdk(AuditReport *report)
{
	report->sdk = report->suppressed = 0;
	report->worst_sdk = SEVERITY_INFO;
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		report->suppressed += is_suppressed(finding);
		if (finding->verdict != VERDICT_FAIL || is_suppressed(finding) ||
		    finding->origin != ORIGIN_SDK)
			continue;
		report->sdk++;
		report->worst_sdk = MAX(report->worst_sdk, finding->severity);
	}
}

/* ---- the checklist ---- */

/* A skipped or informative check says nothing of a line where others say something. */
static Verdict line_verdict(const CheckResult *result)
{
	if (result->any_failure && result->any > SEVERITY_INFO)
		return VERDICT_FAIL;
	return result->verdict == VERDICT_FAIL ? VERDICT_PASS : result->verdict;
}

static void fill_line(AuditReport *report, GHashTable *results, gsize line)
{
	GHashTableIter iterator;
	gpointer value;
	Verdict worst = N_VERDICTS;
	g_hash_table_iter_init(&iterator, results);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const CheckResult *result = value;
		if (!check_info_answers(result->check, checklist[line].id))
			continue;
		Verdict verdict = line_verdict(result);
		if (verdict == VERDICT_FAIL)
			report->line_severities[line] = MAX(report->line_severities[line], result->any);
		if (verdict == VERDICT_SKIPPED)
			worst = worst == N_VERDICTS ? VERDICT_SKIPPED : worst;
		else
			worst = worst == VERDICT_SKIPPED ? verdict : MIN(worst, verdict);
	}
	report->lines[line] = worst == N_VERDICTS ? VERDICT_SKIPPED : worst;
}

/* ---- the score ---- */

static void cap(AuditReport *report, char grade, const char *why)
{
	if (report->grade >= grade) /* 'A' < 'F' */
		return;
	report->grade = grade;
	g_ptr_array_add(report->caps,
			g_strdup_printf("%s: %s %c", why, grade == 'F' ? "grade" : "at most", grade));
}

static void fill_score(AuditReport *report, GHashTable *results)
{
	GHashTableIter iterator;
	gpointer value;
	int score = 100;
	gboolean critical = FALSE, high = FALSE, open = FALSE;
	g_hash_table_iter_init(&iterator, results);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const CheckResult *result = value;
		if (result->verdict == VERDICT_FAIL)
			score -= costs[result->severity];
		critical = critical ||
			   (result->verdict == VERDICT_FAIL && result->severity == SEVERITY_CRITICAL);
		high = high || (result->verdict == VERDICT_FAIL && result->severity == SEVERITY_HIGH);
		open = open || result->open >= SEVERITY_HIGH;
	}
	report->score = MAX(score, 0);
	for (gsize i = 0; report->grade == 0; i++)
		if (report->score >= grades[i].from)
			report->grade = grades[i].grade;
	if (critical)
		cap(report, 'F', "a critical failure");
	if (high)
		cap(report, 'C', "a high failure");
	if (open)
		cap(report, 'B', "a high or critical question that could not be told");
}

void score_report(AuditReport *report, gboolean strict)
{
	g_autoptr(GHashTable) results = by_check(report, strict);
	GHashTableIter iterator;
	gpointer value;
	memset(report->counts, 0, sizeof report->counts);
	memset(report->line_severities, 0, sizeof report->line_severities);
	g_ptr_array_set_size(report->caps, 0);
	report->score = -1;
	report->grade = 0;
	report->checks = g_hash_table_size(results);
	count_sdk(report);
	g_hash_table_iter_init(&iterator, results);
	while (g_hash_table_iter_next(&iterator, NULL, &value))
		report->counts[((CheckResult *)value)->verdict]++;
	for (gsize line = 0; line < N_CHECKLIST; line++)
		fill_line(report, results, line);
	if (report->complete)
		fill_score(report, results);
}

/* ---- the gate ---- */

static guint failures_over(const AuditResult *result, const AuditReport *report)
{
	guint count = 0;
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		count += finding_counts(finding, result->strict) && finding->severity >= result->fail_on;
	}
	return count;
}

void score_gate(AuditResult *result)
{
	guint incomplete = 0, failures = 0, low = 0;
	for (guint i = 0; i < result->reports->len; i++) {
		const AuditReport *report = result->reports->pdata[i];
		incomplete += !report->complete;
		failures += failures_over(result, report);
		low += report->complete && report->score < result->min_score;
	}
	g_free(result->gate);
	result->exit_code = incomplete > 0            ? WEIR_EXIT_INCOMPLETE
			    : failures > 0 || low > 0 ? WEIR_EXIT_FINDINGS
						      : WEIR_EXIT_OK;
	if (incomplete > 0)
		result->gate =
			g_strdup_printf("%u of %u audits incomplete", incomplete, result->reports->len);
	else if (failures > 0)
		result->gate = g_strdup_printf("%u findings of severity %s or worse", failures,
					       severity_name(result->fail_on));
	else if (low > 0)
		result->gate = g_strdup_printf("%u of %u scores below %d", low, result->reports->len,
					       result->min_score);
	else
		result->gate =
			g_strdup_printf("no finding of severity %s or worse", severity_name(result->fail_on));
}
