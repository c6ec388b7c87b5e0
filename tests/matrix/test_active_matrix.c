/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active against the demo server: each flaw alone makes its check fail and no other; with none, nothing
 * fails; and whatever the flaw, the server keeps what it kept before. */
#include <string.h>

#include "audit/record.h"
#include "base/json.h"
#include "matrix/audited.h"
#include "matrix/side_effects.h"
#include "suite.h"

static GPtrArray *flaws;

static void collect(void)
{
	flaws = g_ptr_array_new();
	for (const struct demo_flaw *flaw = demo_flaws; flaw->id != NULL; flaw++)
		if (check_find(flaw->id) != NULL)
			g_ptr_array_add(flaws, (gpointer)flaw->id);
}

static gboolean is_active(const char *id)
{
	return check_find(id)->info.level == LEVEL_ACTIVE;
}

static void nothing_is_left(const Audited *audited, const char *name)
{
	ck_assert_msg(strcmp(audited->kept, audited->left) == 0, "%s: before:\n%.2000s\nafter:\n%.2000s",
		      name, audited->kept, audited->left);
}

/* Those that the desk's words say to read; whatever else it has must not be called. */
static void only_reads_are_called(const Audited *audited)
{
	static const char *const reads[] = { "get_ticket",       "search_tickets",
					     "lookup_customer",  "show_settings",
					     "preview_macro",    "export_tickets",
					     "fetch_attachment", NULL };
	static const char *const labels[] = { "call-read", "call-read-again", "call-without-secret" };
	g_autoptr(GError) error = NULL;
	guint unknown = 0;
	g_autoptr(GPtrArray) recorded =
		record_read(audited->recording->str, audited->recording->len, &unknown, &error);
	ck_assert_msg(recorded != NULL, "%s", error != NULL ? error->message : "");
	const Evidence *evidence = ((const Recorded *)recorded->pdata[0])->evidence;
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
		const GPtrArray *answers = evidence_answers(evidence, labels[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++) {
			const char *subject = ((const Answer *)answers->pdata[j])->subject;
			ck_assert_msg(g_strv_contains(reads, subject), "%s was called", subject);
		}
	}
}

static void no_other_fails(const Audited *audited, const char *flaw)
{
	g_autofree char *all = audited_failures(audited);
	for (guint i = 0; i < audited->report->findings->len; i++) {
		const Finding *finding = audited->report->findings->pdata[i];
		const char *id = finding->check->id;
		/* What the lower levels say of a flaw of theirs is another matrix's. */
		if (finding->verdict != VERDICT_FAIL || strcmp(id, flaw) == 0 ||
		    (!is_active(flaw) && finding->check->level != LEVEL_ACTIVE))
			continue;
		ck_assert_msg(is_side_effect(flaw, id), "%s makes %s fail, too:%s", flaw, id, all);
	}
}

/* Each flaw of this level and a third of the others, which have a matrix of their own; WEIR_TEST_STRIDE=1:
 * all. Sanitizers make a run some ten times slower. */
#if defined(__SANITIZE_ADDRESS__)
enum { OF_THIS_LEVEL = 2, OF_OTHERS = 8 };
#else
enum { OF_THIS_LEVEL = 1, OF_OTHERS = 3 };
#endif

static gboolean is_left_out(int number)
{
	const char *flaw = flaws->pdata[number];
	return g_strcmp0(g_getenv("WEIR_TEST_STRIDE"), "1") != 0 &&
	       number % (is_active(flaw) ? OF_THIS_LEVEL : OF_OTHERS) != 0;
}

START_TEST(a_flaw_is_found_and_no_other)
{
	const char *flaw = flaws->pdata[_i];
	if (is_left_out(_i))
		return;
	Audited audited;
	audited_start(&audited, flaw, FALSE, DEMO_PROD);
	audited_run(&audited, "active");
	g_autofree char *failures = audited_failures(&audited);
	if (is_active(flaw))
		ck_assert_msg(audited_verdict(&audited, flaw) == VERDICT_FAIL, "%s is %s:%s", flaw,
			      verdict_name(audited_verdict(&audited, flaw)), failures);
	no_other_fails(&audited, flaw);
	nothing_is_left(&audited, flaw);
	only_reads_are_called(&audited);
	audited_stop(&audited);
}
END_TEST

START_TEST(without_flaws_nothing_fails)
{
	Audited audited;
	audited_start(&audited, "none", FALSE, DEMO_PROD);
	audited_run(&audited, "active");
	g_autofree char *failures = audited_failures(&audited);
	ck_assert_msg(failures[0] == '\0', "%s", failures);
	ck_assert_msg(audited.report->complete, "%s", audited.report->incomplete);
	/* What each of its checks says where it could be told. */
	for (guint i = 0; i < flaws->len; i++)
		if (is_active(flaws->pdata[i]))
			ck_assert_msg(audited_verdict(&audited, flaws->pdata[i]) == VERDICT_PASS, "%s is %s",
				      (const char *)flaws->pdata[i],
				      verdict_name(audited_verdict(&audited, flaws->pdata[i])));
	nothing_is_left(&audited, "none");
	audited_stop(&audited);
}
END_TEST

/* Where tokens may be guessed, so that the second run need not wait for the first one's. */
START_TEST(connections_are_used_again)
{
	Audited audited;
	audited_start(&audited, "auth.throttle,secrets.connection-echo", FALSE, DEMO_PROD);
	audited_run(&audited, "active");
	g_autofree char *once = demo_contents(audited.demo, TRUE);
	audited_run(&audited, "active");
	g_autofree char *twice = demo_contents(audited.demo, TRUE);
	ck_assert_str_eq(once, twice);
	/* What was seen when they were made is still known, and the calls still see their secrets. */
	ck_assert_int_eq((int)audited_verdict(&audited, "secrets.connection-echo"), (int)VERDICT_FAIL);
	audited_stop(&audited);
}
END_TEST

START_TEST(a_secret_is_known_again)
{
	Audited audited;
	audited_start(&audited, "auth.throttle,secrets.action-result,secrets.form-metadata", FALSE,
		      DEMO_PROD);
	for (int i = 0; i < 2; i++) {
		audited_run(&audited, "active");
		ck_assert_int_eq((int)audited_verdict(&audited, "secrets.action-result"), (int)VERDICT_FAIL);
		ck_assert_int_eq((int)audited_verdict(&audited, "secrets.form-metadata"), (int)VERDICT_FAIL);
	}
	audited_stop(&audited);
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

static void judge_again(Audited *audited)
{
	guint unknown = 0;
	g_autoptr(GPtrArray) recorded =
		record_read(audited->recording->str, audited->recording->len, &unknown, NULL);
	ck_assert_ptr_nonnull(recorded);
	ck_assert_uint_eq(unknown, 0);
	Recorded *one = recorded->pdata[0];
	struct again again = { g_main_loop_new(NULL, FALSE), NULL };
	const AuditJobWatch watch = { .done = judged_again, .data = &again };
	audit_job_start_recorded(&audited->context, audited->setup, g_steal_pointer(&one->evidence), &watch);
	g_main_loop_run(again.loop);
	audited_compare(audited->report, again.report);
	audit_report_unref(again.report);
	g_main_loop_unref(again.loop);
}

START_TEST(a_recording_is_judged_the_same)
{
	static const char *const all[] = { "all", "stock", "none" };
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
		Audited audited;
		audited_start(&audited, all[i], FALSE, DEMO_PROD);
		audited_run(&audited, "active");
		judge_again(&audited);
		nothing_is_left(&audited, all[i]);
		only_reads_are_called(&audited);
		/* The token, the key that comes with events, and what canaries are made with. */
		const char *text = audited.recording->str;
		ck_assert_ptr_null(strstr(text, demo_token(audited.demo)));
		ck_assert_ptr_null(strstr(text, demo_engine_token(audited.demo)));
		ck_assert_ptr_null(strstr(text, "weir_canary_"));
		ck_assert_ptr_nonnull(strstr(text, "«own:canary:"));
		audited_stop(&audited);
	}
}
END_TEST

/* A canary's hook would break its lists, and a delete of an unknown id would lock its database. */
START_TEST(a_development_server_is_left_as_it_was)
{
	static const char *const all[] = { "none", "stock", "all" };
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
		Audited audited;
		audited_start(&audited, all[i], FALSE, DEMO_DEV);
		audited_run(&audited, "active");
		nothing_is_left(&audited, all[i]);
		/* With all flaws its texts are missing, so that nobody can know what it does. */
		if (strcmp(all[i], "all") != 0)
			ck_assert_ptr_null(strstr(audited.recording->str,
						  "\"canary-subscription\",\"ticket_escalated\""));
		audited_stop(&audited);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { without_flaws_nothing_fails,
				       connections_are_used_again,
				       a_secret_is_known_again,
				       a_recording_is_judged_the_same,
				       a_development_server_is_left_as_it_was,
				       NULL };
	collect();
	return suite_run_looped("audit/active-matrix", tests, a_flaw_is_found_and_no_other, (int)flaws->len);
}
