/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/replay_board.h"

#include <string.h>

#include "suite.h"
#include "tui/replay_choice.h"

static const CaseRow *row_of(const ReplayBoard *board, const char *id)
{
	const GPtrArray *rows = replay_board_rows(board);
	for (guint i = 0; i < rows->len; i++)
		if (strcmp(((const CaseRow *)rows->pdata[i])->id, id) == 0)
			return rows->pdata[i];
	ck_abort_msg("no case %s", id);
	return NULL;
}

static guint number_of(const ReplayBoard *board, const char *id)
{
	const CaseRow *row = row_of(board, id);
	guint number = 0;
	ck_assert(g_ptr_array_find((GPtrArray *)replay_board_rows(board), row, &number));
	return number;
}

static ReplayResult result_of(const char *id, ReplayOutcome outcome, int status, Exchange *exchange)
{
	return (ReplayResult){ .row = replay_case_find(id),
			       .outcome = outcome,
			       .status = status,
			       .events = -1,
			       .exchange = exchange };
}

/* What does not apply is not sent, and rows keep their places. */
START_TEST(planned)
{
	g_autoptr(ReplayBoard) board = replay_board_new();
	CaseRow stale = { .id = "stale", .outcome = "not-applicable", .expected = NULL };
	CaseRow valid = { .id = "valid", .outcome = "waiting" };
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	ck_assert_str_eq(row_of(board, "valid")->outcome, "planned");
	g_ptr_array_add(rows, &stale);
	g_ptr_array_add(rows, &valid);
	replay_board_plan(board, rows);
	ck_assert_str_eq(row_of(board, "stale")->outcome, "not-applicable");
	ck_assert_str_eq(row_of(board, "valid")->outcome, "planned");
	ck_assert_uint_eq(replay_board_count(board, OUTCOME_NOT_APPLICABLE), 1);
	replay_board_begin(board, NULL);
	ck_assert_str_eq(row_of(board, "stale")->outcome, "not-applicable");
	ck_assert_str_eq(row_of(board, "valid")->outcome, "waiting");
	ck_assert_uint_eq(replay_board_waiting(board), replay_board_rows(board)->len - 1);
	ck_assert_int_eq(replay_board_percent(board), 0);
}
END_TEST

/* Stopped: what came stays, what never went is what it was. */
START_TEST(stopped)
{
	g_autoptr(ReplayBoard) board = replay_board_new();
	g_autoptr(Exchange) exchange = exchange_new();
	ReplayResult good = result_of("valid", OUTCOME_HELD, 200, exchange);
	ReplayResult unsent = result_of("stale", OUTCOME_UNKNOWN, 0, NULL);
	replay_board_begin(board, NULL);
	replay_board_take(board, &good);
	replay_board_take(board, &unsent);
	replay_board_end(board);
	ck_assert(!replay_board_running(board));
	ck_assert_str_eq(row_of(board, "valid")->outcome, "held");
	ck_assert_str_eq(row_of(board, "stale")->outcome, "planned");
	ck_assert_uint_eq(replay_board_waiting(board), 0);
	ck_assert_ptr_eq(replay_board_exchange(board, 0), exchange);
	ck_assert_ptr_null(replay_board_before(board, 0));
	ck_assert_ptr_null(replay_board_exchange(board, number_of(board, "stale")));
}
END_TEST

/* Sent again, it tells how it was before; stopped before its turn, nothing has changed. */
START_TEST(again)
{
	g_autoptr(ReplayBoard) board = replay_board_new();
	g_autoptr(Exchange) first = exchange_new();
	g_autoptr(Exchange) second = exchange_new();
	ReplayResult broke = result_of("stale", OUTCOME_BROKE, 200, first);
	ReplayResult held = result_of("stale", OUTCOME_HELD, 401, second);
	guint number = number_of(board, "stale");
	replay_board_begin(board, "stale");
	ck_assert_uint_eq(replay_board_waiting(board), 1);
	replay_board_take(board, &broke);
	ck_assert_int_eq(replay_board_percent(board), 100);
	replay_board_end(board);
	replay_board_begin(board, "stale");
	replay_board_end(board);
	ck_assert_str_eq(row_of(board, "stale")->outcome, "failed");
	replay_board_begin(board, "stale");
	replay_board_take(board, &held);
	replay_board_end(board);
	ck_assert_str_eq(row_of(board, "stale")->outcome, "held");
	ck_assert_int_eq(replay_board_before(board, number)->status, 200);
	ck_assert_str_eq(replay_board_before(board, number)->outcome, "failed");
	ck_assert_ptr_eq(replay_board_exchange(board, number), second);
	replay_board_forget(board);
	ck_assert(!replay_board_known(board));
	ck_assert_ptr_null(replay_board_exchange(board, number));
}
END_TEST

static char *words_of(const ReplayChoice *choice, ReplayMode mode, const char *only, const char *confirmed)
{
	g_autoptr(GPtrArray) words = replay_choice_words(choice, "desk", mode, only, confirmed);
	return g_strjoinv(" ", (char **)words->pdata);
}

START_TEST(as_words)
{
	g_autoptr(ReplayChoice) choice = replay_choice_new();
	ck_assert(replay_choice_set_trigger(choice, "--evil"));
	ck_assert(!replay_choice_set_trigger(choice, "--evil"));
	g_autofree char *plan = words_of(choice, REPLAY_PLANS, NULL, NULL);
	ck_assert_str_eq(plan, "replay --cases all --dry-run -- desk --evil");
	choice->minimal = TRUE;
	choice->seed = 3;
	replay_choice_set(&choice->subscription, "s-1");
	replay_choice_set(&choice->secret, "env:S");
	g_autofree char *sends = words_of(choice, REPLAY_SENDS, "stale", "desk");
	ck_assert_str_eq(sends, "replay --subscription s-1 --secret env:S --minimal --seed 3 --cases stale "
				"--live --confirm desk -- desk --evil");
	g_autoptr(GBytes) body = g_bytes_new_static("{}", 2);
	replay_choice_set_body(choice, body, "event.json", "text/plain");
	g_autofree char *curl = words_of(choice, REPLAY_PRINTS_CURL, NULL, NULL);
	ck_assert_str_eq(curl, "replay --subscription s-1 --secret env:S --content-type text/plain --as curl "
			       "-- desk --evil -");
	g_autofree char *said = replay_choice_body(choice);
	ck_assert_str_eq(said, "event.json, 2 bytes");
	/* What belonged to one trigger is not sent to another. */
	ck_assert(replay_choice_set_trigger(choice, "other"));
	g_autofree char *other = words_of(choice, REPLAY_PLANS, NULL, NULL);
	ck_assert_str_eq(other, "replay --cases all --dry-run -- desk other");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { planned, stopped, again, as_words, NULL };
	return suite_run("tui/replay_board", tests);
}
