/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/ledger.h"
#include "store/replays.h"

#include "base/json.h"
#include "store_help.h"

static gint64 plan(Store *store, LedgerKind kind, const char *url, const char *mark)
{
	const LedgerRow row = { .target = (char *)"desk",
				.url = (char *)url,
				.kind = kind,
				.mark = (char *)mark,
				.trigger = (char *)(kind == LEDGER_SUBSCRIPTION ? "ticket_changed" : NULL) };
	g_autoptr(GError) error = NULL;
	gint64 id = ledger_plan(store, &row, &error);
	ck_assert_msg(id > 0, "%s", error != NULL ? error->message : "");
	return id;
}

START_TEST(a_row_is_there_before_and_until_it_is_removed)
{
	folder_make();
	Store *store = open_usual_test();
	gint64 first = plan(store, LEDGER_CONNECTION, "http://one", "weir-canary-1");
	plan(store, LEDGER_SUBSCRIPTION, "http://two", "weir-canary-2");
	store_close(store); /* as after a crash */
	store = open_usual_test();
	g_autoptr(GPtrArray) planned = ledger_open_rows(store, "http://one", NULL);
	ck_assert_uint_eq(planned->len, 1);
	const LedgerRow *row = planned->pdata[0];
	ck_assert_int_eq(row->id, first);
	ck_assert_int_eq(row->state, LEDGER_PLANNED);
	ck_assert_int_eq(row->kind, LEDGER_CONNECTION);
	ck_assert_str_eq(row->remote, "");
	ck_assert_str_eq(row->mark, "weir-canary-1");
	ck_assert(ledger_mark(store, first, LEDGER_MADE, "abc", NULL));
	g_autoptr(GPtrArray) made = ledger_open_rows(store, NULL, NULL);
	ck_assert_uint_eq(made->len, 2);
	ck_assert_str_eq(((LedgerRow *)made->pdata[0])->remote, "abc");
	ck_assert_int_eq(((LedgerRow *)made->pdata[0])->state, LEDGER_MADE);
	ck_assert_str_eq(((LedgerRow *)made->pdata[1])->trigger, "ticket_changed");
	ck_assert(ledger_mark(store, first, LEDGER_REMOVED, NULL, NULL));
	g_autoptr(GPtrArray) left = ledger_open_rows(store, "http://one", NULL);
	ck_assert_uint_eq(left->len, 0);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(without_a_row_nothing_may_be_made)
{
	folder_make();
	store_close(open_usual_test());
	g_autofree char *path = in_folder("weir.db");
	Store *store = open_at(path, TRUE);
	const LedgerRow row = { .target = (char *)"desk", .url = (char *)"http://one" };
	g_autoptr(GError) error = NULL;
	ck_assert_int_eq(ledger_plan(store, &row, &error), 0);
	ck_assert_ptr_nonnull(error);
	store_close(store);
	folder_remove();
}
END_TEST

static void add(Store *store, const char *trigger, gint64 when, guint cases, const char *failed,
		gboolean complete)
{
	g_autoptr(json_t) names = failed != NULL ? json_pack("[s]", failed) : json_array();
	const ReplayRow row = { .target = (char *)"desk",
				.url = (char *)"http://one",
				.trigger = (char *)trigger,
				.started = when,
				.cases = cases,
				.failed = names,
				.complete = complete,
				.status = 202,
				.answer = (char *)"{}",
				.good = failed == NULL };
	ck_assert(replay_add(store, &row, NULL));
}

START_TEST(the_fact_is_of_the_newest_whole_sets)
{
	folder_make();
	Store *store = open_usual_test();
	ck_assert_ptr_null(replay_fact(store, "http://one", NULL));
	add(store, "a", 10, 0, NULL, TRUE); /* one event is no test */
	ck_assert_ptr_null(replay_fact(store, "http://one", NULL));
	add(store, "a", 20, 25, "stale", TRUE);
	add(store, "b", 30, 24, "replay", TRUE);
	add(store, "b", 40, 26, NULL, TRUE);
	add(store, "b", 50, 1, "one", FALSE); /* a choice of cases says nothing of the rest */
	g_autoptr(json_t) fact = replay_fact(store, "http://one", NULL);
	g_autofree char *text = weir_json_print(fact);
	ck_assert_str_eq(text, "{\"cases\":51,\"failed\":[\"a: stale\"],\"when\":20}");
	ck_assert_ptr_null(replay_fact(store, "http://other", NULL));
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(the_last_good_event_is_found)
{
	folder_make();
	Store *store = open_usual_test();
	add(store, "a", 10, 0, NULL, TRUE);
	add(store, "a", 20, 0, "not as expected", TRUE);
	g_autoptr(ReplayRow) row = replay_last_good(store, "http://one", "a", NULL);
	ck_assert_ptr_nonnull(row);
	ck_assert_int_eq(row->started, 10);
	ck_assert_int_eq(row->status, 202);
	ck_assert_ptr_null(replay_last_good(store, "http://one", "b", NULL));
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(the_newest_replays_come_first)
{
	folder_make();
	Store *store = open_usual_test();
	for (gint64 i = 1; i <= 5; i++)
		add(store, "a", i * 10, 25, i == 4 ? "stale" : NULL, TRUE);
	g_autoptr(GPtrArray) rows = replay_rows(store, "http://one", 3, NULL);
	ck_assert_uint_eq(rows->len, 3);
	for (guint i = 0; i < rows->len; i++)
		ck_assert_int_eq(((ReplayRow *)rows->pdata[i])->started, 50 - 10 * (int)i);
	ck_assert_uint_eq(json_array_size(((ReplayRow *)rows->pdata[1])->failed), 1);
	g_autoptr(GPtrArray) none = replay_rows(store, "http://other", 3, NULL);
	ck_assert_uint_eq(none->len, 0);
	store_close(store);
	folder_remove();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_row_is_there_before_and_until_it_is_removed,
				       without_a_row_nothing_may_be_made,
				       the_fact_is_of_the_newest_whole_sets,
				       the_last_good_event_is_found,
				       the_newest_replays_come_first,
				       NULL };
	return suite_run("store/ledger", tests);
}
