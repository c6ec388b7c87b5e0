/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_compare.h"

#include <string.h>

static void free_fixed(gpointer fixed)
{
	fixed_finding_free(fixed);
}

/* Of a fingerprint that is there twice the first counts. */
static GHashTable *by_fingerprint(const BaselineTarget *then)
{
	GHashTable *failures = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = then != NULL ? then->failures->len : 0; i-- > 0;) {
		BaselineFinding *before = then->failures->pdata[i];
		g_hash_table_replace(failures, before->fingerprint, before);
	}
	return failures;
}

static void mark(const AuditBaseline *baseline, GHashTable *failures, Finding *finding)
{
	const BaselineFinding *before = g_hash_table_lookup(failures, finding->fingerprint);
	finding->baseline = before != NULL ? BASELINE_UNCHANGED : BASELINE_NEW;
	gint64 since = before == NULL ? 0 : before->since > 0 ? before->since : baseline->finished;
	if (since > 0 && (finding->since == 0 || since < finding->since))
		finding->since = since;
}

/* What came of each check now, by its id: the worst of its verdicts, + 1. */
static GHashTable *verdicts_now(const AuditReport *report)
{
	GHashTable *verdicts = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		guint known = GPOINTER_TO_UINT(g_hash_table_lookup(verdicts, finding->check->id));
		guint verdict = (guint)finding->verdict + 1;
		if (known == 0 || verdict < known)
			g_hash_table_insert(verdicts, (gpointer)finding->check->id,
					    GUINT_TO_POINTER(verdict));
	}
	return verdicts;
}

/* A check that was not judged, or not to the end, has mended nothing. */
static gboolean is_judged(GHashTable *verdicts, const char *check)
{
	guint verdict = GPOINTER_TO_UINT(g_hash_table_lookup(verdicts, check));
	return verdict == VERDICT_PASS + 1 || verdict == VERDICT_FAIL + 1 || verdict == VERDICT_SKIPPED + 1;
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
	g_autoptr(GHashTable) verdicts = verdicts_now(report), failures = by_fingerprint(then);
	g_clear_pointer(&report->fixed, g_ptr_array_unref);
	report->have_baseline = TRUE;
	report->fixed = g_ptr_array_new_with_free_func(free_fixed);
	for (guint i = 0; i < report->findings->len; i++) {
		Finding *finding = report->findings->pdata[i];
		if (finding->verdict != VERDICT_FAIL)
			continue;
		g_hash_table_add(now, finding->fingerprint);
		mark(baseline, failures, finding);
	}
	for (guint i = 0; then != NULL && i < then->failures->len; i++) {
		const BaselineFinding *before = then->failures->pdata[i];
		if (!g_hash_table_contains(now, before->fingerprint) && is_judged(verdicts, before->check))
			add_fixed(report, before);
	}
	if (then == NULL)
		g_ptr_array_add(report->notes, g_strdup("the baseline has no report about this target"));
}
