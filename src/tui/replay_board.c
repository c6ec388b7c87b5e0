/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/replay_board.h"

#include <glib/gi18n.h>
#include <string.h>

#include "verb/replay_work.h"

/* "planned" is the board's own: it was never sent. */
#define PLANNED "planned"

/* What a row knows beside what it shows. */
struct place {
	Exchange *exchange;
	CaseRow *before; /* the time before; or, while it runs, what it was until then */
	gboolean asked;  /* part of the run that is under way */
	gboolean sent;   /* it has a result */
};

struct ReplayBoard {
	GPtrArray *rows; /* CaseRow * */
	struct place *places;
	gboolean running;
};

static void free_row(gpointer row)
{
	case_row_free(row);
}

static CaseRow *planned_row(const struct replay_case *row)
{
	CaseRow *shown = g_new0(CaseRow, 1);
	shown->id = row->id;
	shown->title = row->title;
	shown->sends = row->sends;
	shown->outcome = PLANNED;
	shown->events = -1;
	return shown;
}

static void clear_place(struct place *place)
{
	exchange_unref(place->exchange);
	case_row_free(place->before);
	*place = (struct place){ 0 };
}

static void set_row(ReplayBoard *board, guint i, CaseRow *row)
{
	case_row_free(board->rows->pdata[i]);
	board->rows->pdata[i] = row;
}

ReplayBoard *replay_board_new(void)
{
	ReplayBoard *board = g_new0(ReplayBoard, 1);
	board->rows = g_ptr_array_new_with_free_func(free_row);
	for (const struct replay_case *row = replay_cases; row->id != NULL; row++)
		g_ptr_array_add(board->rows, planned_row(row));
	board->places = g_new0(struct place, board->rows->len);
	return board;
}

void replay_board_free(ReplayBoard *board)
{
	if (board == NULL)
		return;
	for (guint i = 0; i < board->rows->len; i++)
		clear_place(&board->places[i]);
	g_free(board->places);
	g_ptr_array_unref(board->rows);
	g_free(board);
}

void replay_board_forget(ReplayBoard *board)
{
	for (guint i = 0; i < board->rows->len; i++) {
		clear_place(&board->places[i]);
		set_row(board, i, planned_row(&replay_cases[i]));
	}
}

static gboolean find(const ReplayBoard *board, const char *id, guint *row)
{
	for (*row = 0; *row < board->rows->len; ++*row)
		if (strcmp(replay_cases[*row].id, id) == 0)
			return TRUE;
	return FALSE;
}

static gboolean has_outcome(const CaseRow *row, ReplayOutcome outcome)
{
	return strcmp(row->outcome, replay_outcome_name(outcome)) == 0;
}

void replay_board_plan(ReplayBoard *board, const GPtrArray *rows)
{
	guint at;
	for (guint i = 0; i < rows->len; i++) {
		const CaseRow *plan = rows->pdata[i];
		if (!find(board, plan->id, &at) || board->places[at].sent || board->places[at].asked)
			continue;
		CaseRow *row = planned_row(&replay_cases[at]);
		row->expected = g_strdup(plan->expected);
		row->why = g_strdup(plan->why);
		if (has_outcome(plan, OUTCOME_NOT_APPLICABLE))
			row->outcome = plan->outcome;
		set_row(board, at, row);
	}
}

void replay_board_begin(ReplayBoard *board, const char *only)
{
	board->running = TRUE;
	for (guint i = 0; i < board->rows->len; i++) {
		CaseRow *row = board->rows->pdata[i];
		struct place *place = &board->places[i];
		place->asked =
			only != NULL ? strcmp(row->id, only) == 0 : !has_outcome(row, OUTCOME_NOT_APPLICABLE);
		if (!place->asked)
			continue;
		CaseRow *waiting = planned_row(&replay_cases[i]);
		waiting->outcome = replay_outcome_name(OUTCOME_WAITING);
		waiting->expected = g_strdup(row->expected);
		case_row_free(place->before);
		place->before = row;
		board->rows->pdata[i] = waiting;
	}
}

void replay_board_take(ReplayBoard *board, const ReplayResult *result)
{
	guint at;
	if (!find(board, result->row->id, &at))
		return;
	struct place *place = &board->places[at];
	/* Stopped before its turn. */
	if (result->outcome == OUTCOME_UNKNOWN && result->exchange == NULL)
		return;
	set_row(board, at, replay_row(result));
	place->sent = result->exchange != NULL || result->outcome == OUTCOME_ERROR;
	if (result->exchange == NULL || result->exchange == place->exchange)
		return;
	exchange_unref(place->exchange);
	place->exchange = exchange_ref(result->exchange);
}

/* What never got a result is what it was. */
static void put_back(ReplayBoard *board, guint i)
{
	CaseRow *row = board->rows->pdata[i];
	struct place *place = &board->places[i];
	if (place->before == NULL || !(has_outcome(row, OUTCOME_WAITING) || has_outcome(row, OUTCOME_SENT)))
		return;
	place->sent = strcmp(place->before->outcome, PLANNED) != 0;
	set_row(board, i, g_steal_pointer(&place->before));
}

void replay_board_end(ReplayBoard *board)
{
	board->running = FALSE;
	for (guint i = 0; i < board->rows->len; i++) {
		struct place *place = &board->places[i];
		if (place->asked)
			put_back(board, i);
		place->asked = FALSE;
		if (place->before != NULL && strcmp(place->before->outcome, PLANNED) == 0)
			g_clear_pointer(&place->before, case_row_free);
	}
}

/* ---- what is known ---- */

const GPtrArray *replay_board_rows(const ReplayBoard *board)
{
	return board->rows;
}

const struct replay_case *replay_board_case(const ReplayBoard *board, guint row)
{
	return row < board->rows->len ? &replay_cases[row] : NULL;
}

const Exchange *replay_board_exchange(const ReplayBoard *board, guint row)
{
	return row < board->rows->len ? board->places[row].exchange : NULL;
}

const Exchange *replay_board_valid(const ReplayBoard *board)
{
	return board->places[0].exchange;
}

const CaseRow *replay_board_before(const ReplayBoard *board, guint row)
{
	return row < board->rows->len ? board->places[row].before : NULL;
}

gboolean replay_board_running(const ReplayBoard *board)
{
	return board->running;
}

gboolean replay_board_known(const ReplayBoard *board)
{
	for (guint i = 0; i < board->rows->len; i++)
		if (board->places[i].sent)
			return TRUE;
	return FALSE;
}

guint replay_board_count(const ReplayBoard *board, ReplayOutcome outcome)
{
	guint count = 0;
	for (guint i = 0; i < board->rows->len; i++)
		count += has_outcome(board->rows->pdata[i], outcome);
	return count;
}

guint replay_board_waiting(const ReplayBoard *board)
{
	guint count = 0;
	for (guint i = 0; i < board->rows->len; i++)
		count += board->places[i].asked && (has_outcome(board->rows->pdata[i], OUTCOME_WAITING) ||
						    has_outcome(board->rows->pdata[i], OUTCOME_SENT));
	return count;
}

int replay_board_percent(const ReplayBoard *board)
{
	guint asked = 0;
	for (guint i = 0; i < board->rows->len; i++)
		asked += board->places[i].asked;
	return asked > 0 ? (int)(100 * (asked - replay_board_waiting(board)) / asked) : 100;
}
