/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_compare.h"

#include <string.h>

static void free_fixed(gpointer fixed)
{
	fixed_finding_free(fixed);
}

static void mark(const AuditBaseline *baseline, const BaselineTarget *then, Finding *finding)
{
	const BaselineFinding *before = then != NULL ? audit_baseline_find(then, finding->fingerprint) : NULL;
	finding->baseline = before != NULL ? BASELINE_UNCHANGED : BASELINE_NEW;
	gint64 since = before == NULL ? 0 : before->since > 0 ? before->since : baseline->finished;
	if (since > 0 && (finding->since == 0 || since < finding->since))
		finding->since = since;
}

/* What came of a check now: the worst of its verdicts; N_VERDICTS: it was not judged. */
static Verdict verdict_now(const AuditReport *report, const char *check)
{
	Verdict worst = N_VERDICTS;
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (strcmp(finding->check->id, check) == 0)
			worst = MIN(worst, finding->verdict);
	}
	return worst;
}

static void add_fixed(AuditReport *report, const BaselineFinding *before)
{
	FixedFinding *fixed = g_new0(FixedFinding, 1);
	fixed->check = g_strdup(before->check);
	fixed->where = g_strdup(before->where);
	fixed->fingerprint = g_strdup(before->fingerprint);
	fixed->severity = g_strdup(severity_name(before->severity));
	g_ptr_array_add(report->fixed, fixed);
}

void audit_compare(const AuditBaseline *baseline, AuditReport *report)
{
	const BaselineTarget *then = audit_baseline_target(baseline, report->target);
	g_autoptr(GHashTable) now = g_hash_table_new(g_str_hash, g_str_equal);
	g_clear_pointer(&report->fixed, g_ptr_array_unref);
	report->have_baseline = TRUE;
	report->fixed = g_ptr_array_new_with_free_func(free_fixed);
	for (guint i = 0; i < report->findings->len; i++) {
		Finding *finding = report->findings->pdata[i];
		if (finding->verdict != VERDICT_FAIL)
			continue;
		g_hash_table_add(now, finding->fingerprint);
		mark(baseline, then, finding);
	}
	for (guint i = 0; then != NULL && i < then->failures->len; i++) {
		const BaselineFinding *before = then->failures->pdata[i];
		Verdict verdict = verdict_now(report, before->check);
		if (!g_hash_table_contains(now, before->fingerprint) &&
		    (verdict == VERDICT_PASS || verdict == VERDICT_FAIL || verdict == VERDICT_SKIPPED))
			add_fixed(report, before);
	}
	if (then == NULL)
		g_ptr_array_add(report->notes, g_strdup("the baseline has no report about this target"));
}
