/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_compare.h"

#include <string.h>

#include "suite.h"

static const struct check_info checks[] = {
	{ .id = "actions.bounded", .severity = SEVERITY_MEDIUM, .origin = ORIGIN_AUTHOR, .guidelines = "A4" },
	{ .id = "actions.narrow", .severity = SEVERITY_MEDIUM, .origin = ORIGIN_AUTHOR, .guidelines = "A2" },
	{ .id = "config.cors", .severity = SEVERITY_HIGH, .origin = ORIGIN_AUTHOR, .guidelines = "O3" },
};

static AuditReport *report_of(const char *alias)
{
	Target *target = target_new(alias, "https://desk.example.com");
	AuditReport *report = audit_report_new(target);
	target_free(target);
	return report;
}

static Finding *add(AuditReport *report, const struct check_info *check, Verdict verdict,
		    const char *fingerprint)
{
	Finding *finding = finding_new(check, verdict);
	finding->message = g_strdup("as it is");
	finding->fingerprint = g_strdup(fingerprint);
	g_ptr_array_add(report->findings, finding);
	return finding;
}

static BaselineFinding *then(const char *check, const char *fingerprint, gint64 since)
{
	BaselineFinding *finding = g_new0(BaselineFinding, 1);
	*finding = (BaselineFinding){
		g_strdup(check), g_strdup("there"), g_strdup(fingerprint), SEVERITY_HIGH, since, FALSE
	};
	return finding;
}

static void free_then(gpointer memory)
{
	BaselineFinding *finding = memory;
	g_free(finding->check);
	g_free(finding->where);
	g_free(finding->fingerprint);
	g_free(finding);
}

START_TEST(failures_are_new_or_unchanged_and_stay)
{
	BaselineTarget target = { (char *)"desk", TRUE, g_ptr_array_new_with_free_func(free_then) };
	AuditBaseline baseline = { 5000, g_ptr_array_new() };
	g_autoptr(AuditReport) report = report_of("desk");
	g_ptr_array_add(baseline.targets, &target);
	g_ptr_array_add(target.failures, then("actions.bounded", "aa", 1000));
	g_ptr_array_add(target.failures, then("actions.narrow", "bb", 0));
	const Finding *old = add(report, &checks[0], VERDICT_FAIL, "aa");
	const Finding *fresh = add(report, &checks[0], VERDICT_FAIL, "cc");
	const Finding *good = add(report, &checks[2], VERDICT_PASS, "dd");
	add(report, &checks[1], VERDICT_PASS, "ee");
	audit_compare(&baseline, report);
	ck_assert_uint_eq(report->findings->len, 4);
	ck_assert_int_eq((int)old->baseline, (int)BASELINE_UNCHANGED);
	ck_assert_int_eq(old->since, 1000);
	ck_assert_int_eq((int)fresh->baseline, (int)BASELINE_NEW);
	ck_assert_int_eq(fresh->since, 0);
	ck_assert_int_eq((int)good->baseline, (int)BASELINE_NONE);
	ck_assert_uint_eq(report->fixed->len, 1);
	ck_assert_str_eq(((FixedFinding *)report->fixed->pdata[0])->check, "actions.narrow");
	g_ptr_array_unref(target.failures);
	g_ptr_array_unref(baseline.targets);
}
END_TEST

START_TEST(what_was_not_judged_is_not_fixed)
{
	static const Verdict verdicts[] = { VERDICT_ERROR, VERDICT_UNKNOWN, VERDICT_MANUAL, N_VERDICTS };
	for (gsize i = 0; i < G_N_ELEMENTS(verdicts); i++) {
		BaselineTarget target = { (char *)"desk", TRUE, g_ptr_array_new_with_free_func(free_then) };
		AuditBaseline baseline = { 5000, g_ptr_array_new() };
		g_autoptr(AuditReport) report = report_of("desk");
		g_ptr_array_add(baseline.targets, &target);
		g_ptr_array_add(target.failures, then("actions.narrow", "bb", 0));
		if (verdicts[i] < N_VERDICTS)
			add(report, &checks[1], verdicts[i], "ee");
		audit_compare(&baseline, report);
		ck_assert_uint_eq(report->fixed->len, 0);
		g_ptr_array_unref(target.failures);
		g_ptr_array_unref(baseline.targets);
	}
}
END_TEST

START_TEST(another_target_is_all_new)
{
	AuditBaseline baseline = { 5000, g_ptr_array_new() };
	g_autoptr(AuditReport) report = report_of("crm");
	const Finding *finding = add(report, &checks[0], VERDICT_FAIL, "aa");
	audit_compare(&baseline, report);
	ck_assert_int_eq((int)finding->baseline, (int)BASELINE_NEW);
	ck_assert_uint_eq(report->fixed->len, 0);
	ck_assert_uint_eq(report->notes->len, 1);
	g_ptr_array_unref(baseline.targets);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { failures_are_new_or_unchanged_and_stay,
				       what_was_not_judged_is_not_fixed, another_target_is_all_new, NULL };
	return suite_run("verb/audit-compare", tests);
}
