/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo server with each flaw alone is audited: its check fails and no other; with none, nothing fails.
 * And whatever the flaw, the audit changes nothing. */
#include <string.h>

#include "audit/record.h"
#include "audit/score.h"
#include "matrix/audited.h"
#include "matrix/side_effects.h"
#include "suite.h"

static GPtrArray *flaws; /* ids of level passive and safe */

static void collect(void)
{
	flaws = g_ptr_array_new();
	for (const struct demo_flaw *flaw = demo_flaws; flaw->id != NULL; flaw++) {
		const struct check *check = check_find(flaw->id);
		if (check != NULL && check->info.level <= LEVEL_SAFE)
			g_ptr_array_add(flaws, (gpointer)flaw->id);
	}
}

static gboolean needs_tls(const char *flaw)
{
	return g_str_has_prefix(flaw, "transport.");
}

static const struct other_outcome *other_outcome(const char *flaw)
{
	for (const struct other_outcome *row = other_outcomes; row->flaw != NULL; row++)
		if (strcmp(row->flaw, flaw) == 0)
			return row;
	return NULL;
}

static void nothing_was_changed(const Audited *audited)
{
	ck_assert_uint_eq(audited->after.writes, audited->before.writes);
	ck_assert_uint_eq(audited->after.dispatched, audited->before.dispatched);
	ck_assert_uint_eq(audited->after.runs, audited->before.runs);
}

static void no_other_fails(const Audited *audited, const char *flaw)
{
	g_autofree char *all = audited_failures(audited);
	for (guint i = 0; i < audited->report->findings->len; i++) {
		const Finding *finding = audited->report->findings->pdata[i];
		const char *id = finding->check->id;
		if (finding->verdict == VERDICT_FAIL && strcmp(id, flaw) != 0)
			ck_assert_msg(is_side_effect(flaw, id), "%s makes %s fail, too:%s", flaw, id, all);
	}
}

START_TEST(a_flaw_is_found_and_no_other)
{
	const char *flaw = flaws->pdata[_i];
	const struct other_outcome *other = other_outcome(flaw);
	Audited audited;
	audited_start(&audited, flaw, needs_tls(flaw), DEMO_PROD);
	audited_run(&audited, "safe");
	g_autofree char *failures = audited_failures(&audited);
	Verdict verdict = audited_verdict(&audited, flaw);
	ck_assert_msg(verdict < N_VERDICTS, "%s was not judged", flaw);
	ck_assert_msg(strcmp(verdict_name(verdict), other != NULL ? other->verdict : "fail") == 0,
		      "%s is %s:%s", flaw, verdict_name(verdict), failures);
	no_other_fails(&audited, flaw);
	nothing_was_changed(&audited);
	audited_stop(&audited);
}
END_TEST

static void nothing_fails(gboolean tls)
{
	Audited audited;
	audited_start(&audited, "none", tls, DEMO_PROD);
	audited_run(&audited, "safe");
	g_autofree char *failures = audited_failures(&audited);
	g_autoptr(AuditResult) result = audit_result_new();
	g_ptr_array_add(result->reports, audit_report_ref(audited.report));
	score_gate(result);
	ck_assert_msg(failures[0] == '\0', "%s", failures);
	ck_assert_msg(audited.report->complete, "%s", audited.report->incomplete);
	ck_assert_uint_ge(audited.report->counts[VERDICT_PASS], 30);
	ck_assert_int_eq(result->exit_code, 0);
	nothing_was_changed(&audited);
	audited_stop(&audited);
}

START_TEST(without_flaws_nothing_fails)
{
	nothing_fails(FALSE);
}
END_TEST

START_TEST(without_flaws_nothing_fails_over_tls)
{
	nothing_fails(TRUE);
}
END_TEST

struct again {
	GMainLoop *loop;
	AuditReport *report;
};

static void judged_again(AuditJob *job, AuditReport *report, gpointer data)
{
	struct again *again = data;
	again->report = audit_report_ref(report);
	g_main_loop_quit(again->loop);
}

START_TEST(a_recording_is_judged_the_same)
{
	static const char *const all[] = { "all", "stock", "none" };
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
		Audited audited;
		guint unknown = 0;
		g_autoptr(GError) error = NULL;
		audited_start(&audited, all[i], FALSE, DEMO_PROD);
		audited_run(&audited, "safe");
		ck_assert_ptr_null(strstr(audited.recording->str, demo_token(audited.demo)));
		g_autoptr(GPtrArray) recorded =
			record_read(audited.recording->str, audited.recording->len, &unknown, &error);
		ck_assert_msg(recorded != NULL, "%s", error != NULL ? error->message : "");
		Recorded *one = recorded->pdata[0];
		struct again again = { g_main_loop_new(NULL, FALSE), NULL };
		const AuditJobWatch watch = { .done = judged_again, .data = &again };
		audit_job_start_recorded(&audited.context, audited.setup, g_steal_pointer(&one->evidence),
					 &watch);
		g_main_loop_run(again.loop);
		audited_compare(audited.report, again.report);
		audit_report_unref(again.report);
		g_main_loop_unref(again.loop);
		audited_stop(&audited);
	}
}
END_TEST

START_TEST(a_development_server_is_not_changed)
{
	Audited audited;
	audited_start(&audited, "stock", FALSE, DEMO_DEV);
	audited_run(&audited, "safe");
	ck_assert_int_eq((int)audited_verdict(&audited, "config.dev-mode"), (int)VERDICT_FAIL);
	nothing_was_changed(&audited);
	audited_stop(&audited);
}
END_TEST

START_TEST(the_passive_level_sends_few)
{
	Audited audited;
	audited_start(&audited, "stock", FALSE, DEMO_PROD);
	audited_run(&audited, "passive");
	ck_assert_uint_le(audited.report->requests, 25);
	nothing_was_changed(&audited);
	audited_stop(&audited);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { without_flaws_nothing_fails,    without_flaws_nothing_fails_over_tls,
				       a_recording_is_judged_the_same, a_development_server_is_not_changed,
				       the_passive_level_sends_few,    NULL };
	collect();
	return suite_run_looped("audit/flaw-matrix", tests, a_flaw_is_found_and_no_other, (int)flaws->len);
}
