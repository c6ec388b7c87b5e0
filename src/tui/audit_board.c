/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/audit_board.h"

#include <string.h>

#include "audit/score.h"

struct AuditBoard {
	Target *target;
	GPtrArray *rows;    /* FindingRow * */
	GPtrArray *retired; /* rows that are no longer shown */
	const struct check_info *current;
	GPtrArray *fresh; /* Finding * of `current`, not in rows yet */
	AuditLevel level;
	gboolean running, all, stopped, changed_rows;
	guint finished, known;
	gint64 began, through; /* monotonic */
	gint64 ended;
	AuditReport *base;    /* of the last run of all checks; NULL */
	gboolean base_broken; /* it is incomplete for another reason than a check's error */
	AuditReport *report;  /* of now; NULL: to be made */
	int before;           /* score of the run of all checks before the last one; -1: none */
};

static void free_row(gpointer row)
{
	finding_row_free(row);
}

static void free_finding(gpointer finding)
{
	finding_unref(finding);
}

AuditBoard *audit_board_new(const Target *target)
{
	AuditBoard *board = g_new0(AuditBoard, 1);
	board->target = target_copy(target);
	board->rows = g_ptr_array_new_with_free_func(free_row);
	board->retired = g_ptr_array_new_with_free_func(free_row);
	board->fresh = g_ptr_array_new_with_free_func(free_finding);
	board->level = LEVEL_SAFE;
	board->before = -1;
	return board;
}

void audit_board_free(AuditBoard *board)
{
	if (board == NULL)
		return;
	target_free(board->target);
	g_ptr_array_unref(board->rows);
	g_ptr_array_unref(board->retired);
	g_ptr_array_unref(board->fresh);
	audit_report_unref(board->base);
	audit_report_unref(board->report);
	g_free(board);
}

/* ---- rows ---- */

void audit_board_changed(AuditBoard *board)
{
	g_clear_pointer(&board->report, audit_report_unref);
}

static FindingRow *row_at(const AuditBoard *board, guint index)
{
	return g_ptr_array_index(board->rows, index);
}

/* The rows of a check move from one array to another. */
static void move_rows(GPtrArray *from, GPtrArray *to, const struct check_info *check)
{
	for (guint i = 0; i < from->len; i++) {
		FindingRow *row = from->pdata[i];
		if (row == NULL || row->check != check)
			continue;
		g_ptr_array_add(to, row);
		from->pdata[i] = NULL;
	}
}

static void order_rows(AuditBoard *board, const GPtrArray *checks, FindingState state)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < checks->len; i++) {
		const struct check *check = checks->pdata[i];
		guint before = rows->len;
		move_rows(board->rows, rows, &check->info);
		if (rows->len == before)
			g_ptr_array_add(rows, finding_row_new(&check->info, 0, state));
		for (guint j = before; j < rows->len; j++)
			((FindingRow *)rows->pdata[j])->state = state;
	}
	for (guint i = 0; i < board->rows->len; i++)
		if (board->rows->pdata[i] != NULL)
			g_ptr_array_add(board->retired, g_steal_pointer(&board->rows->pdata[i]));
	g_ptr_array_unref(board->rows);
	board->rows = rows;
	board->changed_rows = TRUE;
}

void audit_board_list(AuditBoard *board, const GPtrArray *checks)
{
	if (board->base == NULL && !board->running)
		order_rows(board, checks, FINDING_NOT_ASKED);
}

void audit_board_begin(AuditBoard *board, const GPtrArray *checks, AuditLevel level, gboolean all)
{
	if (all) {
		const AuditReport *before = audit_board_report(board);
		board->before = before != NULL ? before->score : -1;
		order_rows(board, checks, FINDING_WAITING);
	}
	for (guint i = 0; i < checks->len && !all; i++) {
		const struct check *check = checks->pdata[i];
		for (guint j = 0; j < board->rows->len; j++)
			if (row_at(board, j)->check == &check->info)
				row_at(board, j)->state = FINDING_WAITING;
	}
	board->running = TRUE;
	board->stopped = FALSE;
	board->all = all;
	board->level = level;
	board->finished = board->known = 0;
	board->began = g_get_monotonic_time();
	audit_board_changed(board);
}

void audit_board_progress(AuditBoard *board, guint finished, guint known)
{
	board->finished = finished;
	board->known = known;
}

/* ---- verdicts ---- */

static void give(FindingRow *row, Finding *finding)
{
	finding_unref(row->finding);
	row->finding = finding;
	row->state = FINDING_JUDGED;
}

/* Those whose row is known. */
static void give_known_rows(AuditBoard *board, const GPtrArray *old)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = old->len; i-- > 0;) {
		FindingRow *row = old->pdata[i];
		if (row->finding != NULL && row->finding->fingerprint != NULL)
			g_hash_table_replace(known, row->finding->fingerprint, row);
	}
	for (guint i = 0; i < board->fresh->len; i++) {
		const Finding *finding = board->fresh->pdata[i];
		FindingRow *row = finding->fingerprint != NULL
					  ? g_hash_table_lookup(known, finding->fingerprint)
					  : NULL;
		if (row == NULL)
			continue;
		/* The key is the old finding's, which goes. */
		g_hash_table_remove(known, finding->fingerprint);
		give(row, g_steal_pointer(&board->fresh->pdata[i]));
	}
}

/* First those whose row is known, then those that take what is free, then those that need a new one. */
static void give_rows(AuditBoard *board, const GPtrArray *old, guint place)
{
	guint next = 0;
	give_known_rows(board, old);
	for (guint i = 0; i < board->fresh->len; i++) {
		if (board->fresh->pdata[i] == NULL)
			continue;
		while (next < old->len && ((FindingRow *)old->pdata[next])->state != FINDING_WAITING)
			next++;
		if (next < old->len) {
			give(old->pdata[next], g_steal_pointer(&board->fresh->pdata[i]));
			continue;
		}
		FindingRow *row = finding_row_new(board->current, place++, FINDING_JUDGED);
		row->finding = g_steal_pointer(&board->fresh->pdata[i]);
		g_ptr_array_add(board->rows, row);
		board->changed_rows = TRUE;
	}
}

/* The rows of the check that nothing came for. */
static void retire_waiting(AuditBoard *board)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < board->rows->len; i++) {
		FindingRow *row = row_at(board, i);
		gboolean goes = row->check == board->current && row->state == FINDING_WAITING;
		g_ptr_array_add(goes ? board->retired : rows, g_steal_pointer(&board->rows->pdata[i]));
		board->changed_rows = board->changed_rows || goes;
	}
	g_ptr_array_unref(board->rows);
	board->rows = rows;
}

static void place_fresh(AuditBoard *board)
{
	if (board->current == NULL)
		return;
	g_autoptr(GPtrArray) old = g_ptr_array_new();
	guint place = 0;
	for (guint i = 0; i < board->rows->len; i++) {
		FindingRow *row = row_at(board, i);
		if (row->check != board->current)
			continue;
		g_ptr_array_add(old, row);
		row->state = FINDING_WAITING;
		place = MAX(place, row->place + 1);
	}
	give_rows(board, old, place);
	retire_waiting(board);
	g_ptr_array_set_size(board->fresh, 0);
	board->current = NULL;
	audit_board_changed(board);
}

void audit_board_take(AuditBoard *board, const Finding *finding)
{
	if (board->stopped)
		return;
	if (board->current != finding->check)
		place_fresh(board);
	board->current = finding->check;
	/* Findings are shared: only their count of references is written. */
	g_ptr_array_add(board->fresh, finding_ref((Finding *)finding));
}

gboolean audit_board_settle(AuditBoard *board)
{
	/* Whoever shows rows was told of those that went before, unless more has happened since. */
	if (!board->changed_rows)
		g_ptr_array_set_size(board->retired, 0);
	place_fresh(board);
	gboolean changed = board->changed_rows;
	board->changed_rows = FALSE;
	return changed;
}

const GPtrArray *audit_board_rows(const AuditBoard *board)
{
	return board->rows;
}

/* ---- the end ---- */

static void forget_waiting(AuditBoard *board)
{
	for (guint i = 0; i < board->rows->len; i++) {
		FindingRow *row = row_at(board, i);
		if (row->state == FINDING_WAITING)
			row->state = row->finding != NULL ? FINDING_JUDGED : FINDING_NOT_ASKED;
	}
}

void audit_board_stop(AuditBoard *board)
{
	if (!board->running || board->stopped)
		return;
	place_fresh(board);
	board->stopped = TRUE;
	forget_waiting(board);
	audit_board_changed(board);
}

static gboolean has_error(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++)
		if (((const Finding *)findings->pdata[i])->verdict == VERDICT_ERROR)
			return TRUE;
	return FALSE;
}

typedef struct {
	FindingRow *row;
	guint index;
} Placed;

/* As in a report; rows alike stay in the order of the catalogue. */
static int by_weight(gconstpointer a, gconstpointer b)
{
	const Placed *one = a, *other = b;
	const Finding *first = one->row->finding, *second = other->row->finding;
	int order = (first == NULL) - (second == NULL);
	if (order == 0 && first != NULL)
		order = (int)first->verdict - (int)second->verdict;
	if (order == 0 && first != NULL && first->verdict != VERDICT_PASS)
		order = (int)second->severity - (int)first->severity;
	return order != 0 ? order : (one->index > other->index) - (one->index < other->index);
}

static void put_worst_first(GPtrArray *rows)
{
	g_autoptr(GArray) placed = g_array_sized_new(FALSE, FALSE, sizeof(Placed), rows->len);
	for (guint i = 0; i < rows->len; i++) {
		Placed one = { rows->pdata[i], i };
		g_array_append_val(placed, one);
	}
	g_array_sort(placed, by_weight);
	for (guint i = 0; i < rows->len; i++)
		rows->pdata[i] = g_array_index(placed, Placed, i).row;
}

/* What was appended joins the rows of its check, and the worst come first: nothing arrives any more. */
static void group_rows(AuditBoard *board)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	g_autoptr(GPtrArray) before = g_ptr_array_copy(board->rows, NULL, NULL);
	g_ptr_array_set_free_func(before, NULL);
	for (guint i = 0; i < board->rows->len; i++)
		if (board->rows->pdata[i] != NULL)
			move_rows(board->rows, rows, row_at(board, i)->check);
	g_ptr_array_unref(board->rows);
	board->rows = rows;
	if (board->all)
		put_worst_first(rows);
	for (guint i = 0; i < rows->len; i++)
		board->changed_rows = board->changed_rows || rows->pdata[i] != before->pdata[i];
}

static void note_score_before(AuditBoard *board, const AuditReport *report)
{
	const GArray *history = report->history;
	if (history != NULL && history->len > 1)
		board->before = g_array_index(history, ScorePoint, history->len - 2).score;
}

void audit_board_end(AuditBoard *board, AuditReport *report)
{
	place_fresh(board);
	forget_waiting(board);
	group_rows(board);
	board->running = FALSE;
	board->through = g_get_monotonic_time();
	if (board->all && !board->stopped) {
		audit_report_unref(board->base);
		board->base = audit_report_ref(report);
		board->base_broken = report->incomplete != NULL && !has_error(report->findings);
		board->ended = g_get_real_time();
		note_score_before(board, report);
	}
	audit_board_changed(board);
}

/* ---- what is known ---- */

static const char *why_incomplete(const AuditBoard *board)
{
	if (board->base == NULL)
		return "not all checks have been asked";
	if (board->base_broken)
		return board->base->incomplete;
	for (guint i = 0; i < board->rows->len; i++) {
		const FindingRow *row = row_at(board, i);
		if (row->finding == NULL)
			return "not all checks have been asked";
		if (row->finding->verdict == VERDICT_ERROR)
			return row->finding->message;
	}
	return NULL;
}

/* What only a whole run can say. */
static void take_over(AuditReport *report, const AuditReport *base)
{
	report->level = base->level;
	report->profile = g_strdup(base->profile);
	report->started = base->started;
	report->seconds = base->seconds;
	report->requests = base->requests;
	report->have_baseline = base->have_baseline;
	report->config_path = g_strdup(base->config_path);
	report->config_line = base->config_line;
	report->history = base->history != NULL ? g_array_ref(base->history) : NULL;
	report->fixed = base->fixed != NULL ? g_ptr_array_ref(base->fixed) : NULL;
	for (guint i = 0; i < base->notes->len; i++)
		g_ptr_array_add(report->notes, g_strdup(base->notes->pdata[i]));
}

static AuditReport *make_report(const AuditBoard *board)
{
	AuditReport *report = audit_report_new(board->target);
	for (guint i = 0; i < board->rows->len; i++)
		if (row_at(board, i)->finding != NULL)
			g_ptr_array_add(report->findings, finding_ref(row_at(board, i)->finding));
	g_ptr_array_sort(report->findings, finding_compare);
	report->level = board->level;
	report->started = g_get_real_time();
	report->requests = board->finished;
	if (board->base != NULL)
		take_over(report, board->base);
	report->incomplete = g_strdup(why_incomplete(board));
	report->complete = report->incomplete == NULL;
	score_report(report, FALSE);
	return report;
}

AuditReport *audit_board_report(AuditBoard *board)
{
	if (board->report == NULL)
		board->report = make_report(board);
	return board->report->findings->len > 0 || board->base != NULL ? board->report : NULL;
}

gboolean audit_board_waits_for(const AuditBoard *board, const char *guideline)
{
	for (guint i = 0; i < board->rows->len; i++)
		if (row_at(board, i)->state == FINDING_WAITING &&
		    check_info_answers(row_at(board, i)->check, guideline))
			return TRUE;
	return FALSE;
}

gboolean audit_board_running(const AuditBoard *board)
{
	return board->running;
}

gboolean audit_board_stopped(const AuditBoard *board)
{
	return board->stopped;
}

gboolean audit_board_runs_all(const AuditBoard *board)
{
	return board->all;
}

AuditLevel audit_board_level(const AuditBoard *board)
{
	return board->level;
}

guint audit_board_finished(const AuditBoard *board)
{
	return board->finished;
}

guint audit_board_known(const AuditBoard *board)
{
	return board->known;
}

double audit_board_seconds(const AuditBoard *board)
{
	gint64 until = board->running ? g_get_monotonic_time() : board->through;
	return board->began > 0 ? (double)(until - board->began) / G_USEC_PER_SEC : 0;
}

int audit_board_percent(const AuditBoard *board)
{
	if (board->known == 0)
		return 0;
	return (int)(100.0 * MIN(board->finished, board->known) / board->known);
}

gint64 audit_board_ended(const AuditBoard *board)
{
	return board->ended;
}

int audit_board_trend(AuditBoard *board)
{
	const AuditReport *report = audit_board_report(board);
	if (report == NULL || report->score < 0 || board->before < 0)
		return 0;
	return (report->score > board->before) - (report->score < board->before);
}

GPtrArray *audit_board_about(const AuditBoard *board, const char *subject)
{
	GPtrArray *found = g_ptr_array_new();
	for (guint i = 0; i < board->rows->len; i++) {
		FindingRow *row = row_at(board, i);
		const Finding *finding = row->finding;
		if (finding != NULL && finding->verdict == VERDICT_FAIL && finding->suppressed == NULL &&
		    g_strcmp0(finding->subject, subject) == 0)
			g_ptr_array_add(found, row);
	}
	return found;
}
