/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/audit_board.h"

#include <string.h>

#include "suite.h"

static const struct check checks[] = {
	{ .info = { .id = "one.first", .severity = SEVERITY_HIGH, .guidelines = "K1 B1" } },
	{ .info = { .id = "one.second", .severity = SEVERITY_LOW, .guidelines = "K4 B4" } },
	{ .info = { .id = "two.third", .severity = SEVERITY_CRITICAL, .guidelines = "B4 B10" } },
};

struct fixture {
	Target *target;
	GPtrArray *all, *second;
	AuditBoard *board;
};

static struct fixture begin(void)
{
	struct fixture made = { target_new("desk", "http://127.0.0.1:1"), g_ptr_array_new(),
				g_ptr_array_new(), NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(checks); i++)
		g_ptr_array_add(made.all, (gpointer)&checks[i]);
	g_ptr_array_add(made.second, (gpointer)&checks[1]);
	made.board = audit_board_new(made.target);
	return made;
}

static void end(struct fixture *made)
{
	audit_board_free(made->board);
	target_free(made->target);
	g_ptr_array_unref(made->all);
	g_ptr_array_unref(made->second);
}

static void say(AuditBoard *board, guint check, Verdict verdict, const char *subject)
{
	Finding *finding = finding_new(&checks[check].info, verdict);
	finding->message = g_strdup("seen");
	finding->subject = g_strdup(subject);
	finding->origin = ORIGIN_AUTHOR;
	finding->fingerprint = g_strdup_printf("%u-%s", check, subject);
	audit_board_take(board, finding);
	finding_unref(finding);
}

/* The report that the job would bring: what was said, which the board has too. */
static void finish(struct fixture *made, const char *incomplete)
{
	g_autoptr(AuditReport) report = audit_report_new(made->target);
	report->incomplete = g_strdup(incomplete);
	report->complete = incomplete == NULL;
	const GPtrArray *rows = audit_board_rows(made->board);
	for (guint i = 0; i < rows->len; i++)
		if (((const FindingRow *)rows->pdata[i])->finding != NULL)
			g_ptr_array_add(report->findings,
					finding_ref(((const FindingRow *)rows->pdata[i])->finding));
	audit_board_end(made->board, report);
}

/* "one.first#0 fail a|one.second#0 waiting|..." */
static void expect(const AuditBoard *board, const char *rows)
{
	const GPtrArray *all = audit_board_rows(board);
	const struct listing listing = { .kind = &listing_findings, .n_rows = all->len, .data = all };
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < all->len; i++) {
		const FindingRow *row = all->pdata[i];
		const int verdict = listing_column(&listing_findings, "verdict");
		g_string_append_printf(text, "%s%s#%u ", i > 0 ? "|" : "", row->check->id, row->place);
		listing_findings.cell(&listing, i, (guint)verdict, LOOK_UTF8, text);
		if (row->finding != NULL && row->finding->subject != NULL)
			g_string_append_printf(text, " %s", row->finding->subject);
	}
	ck_assert_str_eq(text->str, rows);
}

START_TEST(rows_keep_their_place)
{
	struct fixture made = begin();
	audit_board_list(made.board, made.all);
	ck_assert(audit_board_settle(made.board));
	expect(made.board, "one.first#0 not asked|one.second#0 not asked|two.third#0 not asked");
	ck_assert_ptr_null(audit_board_report(made.board));
	audit_board_begin(made.board, made.all, LEVEL_SAFE, TRUE);
	audit_board_settle(made.board);
	expect(made.board, "one.first#0 waiting|one.second#0 waiting|two.third#0 waiting");
	say(made.board, 2, VERDICT_PASS, NULL);
	ck_assert(!audit_board_settle(made.board)); /* the same rows */
	say(made.board, 0, VERDICT_FAIL, "a");
	say(made.board, 0, VERDICT_FAIL, "b");
	ck_assert(audit_board_settle(made.board));
	expect(made.board, "one.first#0 fail a|one.second#0 waiting|two.third#0 pass|one.first#1 fail b");
	say(made.board, 1, VERDICT_PASS, NULL);
	finish(&made, NULL);
	ck_assert(audit_board_settle(made.board));
	expect(made.board, "one.first#0 fail a|one.first#1 fail b|one.second#0 pass|two.third#0 pass");
	end(&made);
}
END_TEST

static void run_all(struct fixture *made)
{
	audit_board_begin(made->board, made->all, LEVEL_SAFE, TRUE);
	say(made->board, 0, VERDICT_PASS, NULL);
	say(made->board, 1, VERDICT_FAIL, "a");
	say(made->board, 1, VERDICT_FAIL, "b");
	say(made->board, 1, VERDICT_FAIL, "c");
	say(made->board, 2, VERDICT_PASS, NULL);
	finish(made, NULL);
	audit_board_settle(made->board);
}

/* A finding that is there again has its row again, whatever the order; what is gone gives its row away. */
START_TEST(one_check_again)
{
	struct fixture made = begin();
	run_all(&made);
	/* The worst came first when the run was over. */
	const FindingRow *row_of_b = audit_board_rows(made.board)->pdata[1];
	ck_assert_str_eq(row_of_b->finding->subject, "b");
	audit_board_begin(made.board, made.second, LEVEL_SAFE, FALSE);
	expect(made.board, "one.second#0 waiting a|one.second#1 waiting b|one.second#2 waiting c|"
			   "one.first#0 pass|two.third#0 pass");
	say(made.board, 1, VERDICT_FAIL, "d");
	say(made.board, 1, VERDICT_FAIL, "b");
	finish(&made, NULL);
	ck_assert(audit_board_settle(made.board));
	expect(made.board, "one.second#0 fail d|one.second#1 fail b|one.first#0 pass|two.third#0 pass");
	ck_assert_ptr_eq(audit_board_rows(made.board)->pdata[1], row_of_b);
	end(&made);
}
END_TEST

START_TEST(counts_and_score)
{
	struct fixture made = begin();
	run_all(&made);
	const AuditReport *report = audit_board_report(made.board);
	ck_assert(report->complete);
	ck_assert_int_eq(report->score, 99);
	ck_assert_uint_eq(report->counts[VERDICT_FAIL], 1);
	ck_assert_uint_eq(report->counts[VERDICT_PASS], 2);
	ck_assert_int_eq(report->lines[3], VERDICT_FAIL);
	ck_assert_int_eq(report->lines[0], VERDICT_PASS);
	ck_assert_int_eq(report->lines[7], VERDICT_SKIPPED);
	audit_board_begin(made.board, made.second, LEVEL_SAFE, FALSE);
	ck_assert(audit_board_waits_for(made.board, "B4"));
	ck_assert(!audit_board_waits_for(made.board, "B1"));
	say(made.board, 1, VERDICT_PASS, NULL);
	finish(&made, NULL);
	ck_assert_int_eq(audit_board_report(made.board)->score, 100);
	/* One run again is no run of all. */
	ck_assert_int_eq(audit_board_trend(made.board), 0);
	audit_board_begin(made.board, made.all, LEVEL_SAFE, TRUE);
	say(made.board, 0, VERDICT_FAIL, "x");
	say(made.board, 1, VERDICT_PASS, NULL);
	say(made.board, 2, VERDICT_PASS, NULL);
	finish(&made, NULL);
	ck_assert_int_eq(audit_board_report(made.board)->score, 90);
	ck_assert_int_eq(audit_board_report(made.board)->grade, 'C');
	ck_assert_int_eq(audit_board_trend(made.board), -1);
	end(&made);
}
END_TEST

START_TEST(no_score_while_something_is_open)
{
	struct fixture made = begin();
	audit_board_begin(made.board, made.all, LEVEL_SAFE, TRUE);
	say(made.board, 0, VERDICT_PASS, NULL);
	audit_board_settle(made.board);
	ck_assert_int_eq(audit_board_report(made.board)->score, -1);
	say(made.board, 1, VERDICT_ERROR, NULL);
	say(made.board, 2, VERDICT_PASS, NULL);
	audit_board_settle(made.board);
	finish(&made, "one.second: seen");
	ck_assert_int_eq(audit_board_report(made.board)->score, -1);
	ck_assert_str_eq(audit_board_report(made.board)->incomplete, "seen");
	/* What could not be asked is asked again: now all is known. */
	audit_board_begin(made.board, made.second, LEVEL_SAFE, FALSE);
	say(made.board, 1, VERDICT_PASS, NULL);
	finish(&made, NULL);
	ck_assert_int_eq(audit_board_report(made.board)->score, 100);
	end(&made);
}
END_TEST

START_TEST(a_server_that_refuses_has_no_score)
{
	struct fixture made = begin();
	audit_board_begin(made.board, made.all, LEVEL_SAFE, TRUE);
	for (guint i = 0; i < G_N_ELEMENTS(checks); i++)
		say(made.board, i, VERDICT_UNKNOWN, NULL);
	finish(&made, "the server refused the token (401)");
	const AuditReport *report = audit_board_report(made.board);
	ck_assert_int_eq(report->score, -1);
	ck_assert_str_eq(report->incomplete, "the server refused the token (401)");
	end(&made);
}
END_TEST

/* What is judged after that was judged with half of the answers. */
START_TEST(stopping)
{
	struct fixture made = begin();
	run_all(&made);
	audit_board_begin(made.board, made.all, LEVEL_SAFE, TRUE);
	say(made.board, 0, VERDICT_FAIL, "x");
	audit_board_progress(made.board, 3, 10);
	ck_assert_int_eq(audit_board_percent(made.board), 30);
	audit_board_stop(made.board);
	say(made.board, 1, VERDICT_ERROR, NULL);
	say(made.board, 2, VERDICT_ERROR, NULL);
	ck_assert(audit_board_running(made.board));
	finish(&made, "the audit was stopped");
	audit_board_settle(made.board);
	ck_assert(!audit_board_running(made.board));
	ck_assert(audit_board_stopped(made.board));
	expect(made.board, "one.first#0 fail x|one.second#0 fail a|one.second#1 fail b|one.second#2 fail c|"
			   "two.third#0 pass");
	end(&made);
	made = begin();
	audit_board_begin(made.board, made.all, LEVEL_SAFE, TRUE);
	audit_board_stop(made.board);
	finish(&made, "the audit was stopped");
	expect(made.board, "one.first#0 not asked|one.second#0 not asked|two.third#0 not asked");
	ck_assert_ptr_null(audit_board_report(made.board));
	ck_assert_int_eq(audit_board_ended(made.board), 0);
	ck_assert(audit_board_lacks(made.board, "B4"));
	audit_board_begin(made.board, made.second, LEVEL_SAFE, FALSE);
	say(made.board, 1, VERDICT_PASS, NULL);
	finish(&made, NULL);
	audit_board_settle(made.board);
	ck_assert(!audit_board_lacks(made.board, "K4"));
	ck_assert(audit_board_lacks(made.board, "B4")); /* the third answers it, too */
	end(&made);
}
END_TEST

START_TEST(suppressing)
{
	struct fixture made = begin();
	run_all(&made);
	g_autoptr(GPtrArray) before = audit_board_about(made.board, "a");
	ck_assert_uint_eq(before->len, 1);
	for (guint i = 0; i < 3; i++) {
		const FindingRow *row = audit_board_rows(made.board)->pdata[i];
		row->finding->suppressed = g_new0(Suppression, 1);
	}
	audit_board_changed(made.board);
	ck_assert_int_eq(audit_board_report(made.board)->score, 100);
	ck_assert_uint_eq(audit_board_report(made.board)->suppressed, 3);
	g_autoptr(GPtrArray) after = audit_board_about(made.board, "a");
	ck_assert_uint_eq(after->len, 0);
	end(&made);
}
END_TEST

/* Passive after safe: the rows of checks that are not asked any more go. */
START_TEST(fewer_checks)
{
	struct fixture made = begin();
	run_all(&made);
	audit_board_begin(made.board, made.second, LEVEL_PASSIVE, TRUE);
	ck_assert(audit_board_settle(made.board));
	expect(made.board, "one.second#0 waiting a|one.second#1 waiting b|one.second#2 waiting c");
	say(made.board, 1, VERDICT_PASS, NULL);
	finish(&made, NULL);
	audit_board_settle(made.board);
	expect(made.board, "one.second#0 pass");
	ck_assert_int_eq(audit_board_level(made.board), LEVEL_PASSIVE);
	ck_assert_int_eq(audit_board_report(made.board)->score, 100);
	end(&made);
}
END_TEST

/* Sorted by verdict: worst first, and what is accepted after what is not. */
START_TEST(sort_keys)
{
	struct fixture made = begin();
	run_all(&made);
	const GPtrArray *rows = audit_board_rows(made.board);
	const struct listing listing = { .kind = &listing_findings, .n_rows = rows->len, .data = rows };
	guint column = (guint)listing_column(&listing_findings, "verdict");
	g_autoptr(GString) pass = g_string_new(NULL);
	g_autoptr(GString) fail = g_string_new(NULL);
	g_autoptr(GString) accepted = g_string_new(NULL);
	findings_sort_key(&listing, 3, column, pass);
	findings_sort_key(&listing, 0, column, fail);
	((FindingRow *)rows->pdata[1])->finding->suppressed = g_new0(Suppression, 1);
	findings_sort_key(&listing, 1, column, accepted);
	ck_assert_str_lt(fail->str, accepted->str);
	ck_assert_str_lt(accepted->str, pass->str);
	end(&made);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { rows_keep_their_place,
				       one_check_again,
				       counts_and_score,
				       no_score_while_something_is_open,
				       a_server_that_refuses_has_no_score,
				       stopping,
				       suppressing,
				       fewer_checks,
				       sort_keys,
				       NULL };
	return suite_run("tui/audit_board", tests);
}
