/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tui/app.h"

/* From SIDE_BY_SIDE columns the details stand beside the list, from BELOW under it, else in its place. */
enum { SIDE_BY_SIDE = 100, BELOW = 60, PANE_LEAST = 40, PANE_MOST = 120, MARGIN = 1, LIST_LEAST = 4 };

static const Rect nowhere;

static void draw_upright_rule(int column, Rect place)
{
	for (int i = 0; i < place.rows; i++)
		screen_text(place.row + i, column, 1, screen_ascii() ? "|" : "│",
			    style(ROLE_RULE, GROUND_BODY));
}

static void draw_level_rule(int row, Rect place)
{
	for (int i = 0; i < place.columns; i++)
		screen_text(row, place.column + i, 1, screen_ascii() ? "-" : "─",
			    style(ROLE_RULE, GROUND_BODY));
}

/* The list takes what it needs if a pane of PANE_LEAST is left; else the pane has two fifths. */
static int pane_width(View *view, int columns)
{
	int most = columns - 2 - 1 - PANE_LEAST;
	int left = columns - 2 - list_natural_width(view->list, most) - 1;
	if (view->ops->details_half)
		return CLAMP(MAX(left, columns / 2), PANE_LEAST, PANE_MOST);
	return CLAMP(left >= PANE_LEAST ? left : columns * 2 / 5, PANE_LEAST, PANE_MOST);
}

/* The rule and the blank margins between it and the pane. */
static void split_beside(View *view, Rect place)
{
	int width = pane_width(view, place.columns);
	int rule = place.column + place.columns - width - 2;
	view->list_place = (Rect){ place.row, place.column, place.rows, rule - place.column };
	view->pane_place = (Rect){ place.row, rule + 2, place.rows, width };
	draw_upright_rule(rule, place);
	for (int i = 0; i < place.rows; i++)
		screen_fill(place.row + i, rule + 1, 1, style(TONE_PLAIN, GROUND_BODY));
}

/* A short list leaves more to the details. */
static void split_below(View *view, Rect place)
{
	int wanted = (int)MIN(view->listing.n_rows, 1000) + 1;
	int rows = CLAMP(wanted, MIN(LIST_LEAST, place.rows / 2), place.rows / 2);
	view->list_place = (Rect){ place.row, place.column, rows, place.columns };
	draw_level_rule(place.row + rows, place);
	view->pane_place = (Rect){ place.row + rows + 1, place.column + MARGIN, place.rows - rows - 1,
				   place.columns - MARGIN };
	for (int i = 0; i < view->pane_place.rows; i++)
		screen_fill(view->pane_place.row + i, place.column, MARGIN, style(TONE_PLAIN, GROUND_BODY));
}

static void lay_out(View *view, Rect place)
{
	guint row;
	gboolean details = view->list != NULL && view->details && list_current(view->list, &row);
	view->list_place = view->pane_place = nowhere;
	if (view->list != NULL && !details)
		view->list_place = place;
	else if (view->list != NULL && place.columns >= SIDE_BY_SIDE)
		split_beside(view, place);
	else if (view->list != NULL && place.columns >= BELOW && place.rows >= 2 * LIST_LEAST)
		split_below(view, place);
	else if (view->list != NULL && view->focus == FOCUS_LIST)
		view->list_place = place;
	else
		view->pane_place =
			(Rect){ place.row, place.column + MARGIN, place.rows, place.columns - MARGIN };
	if (view->list_place.rows == 0)
		for (int i = 0; i < place.rows; i++)
			screen_fill(place.row + i, place.column, MARGIN, style(TONE_PLAIN, GROUND_BODY));
}

/* Why there are no rows, in their place. */
static void draw_empty(View *view, Rect place)
{
	guint row;
	if (view->ops->empty == NULL || list_current(view->list, &row) || place.rows < 2)
		return;
	g_autoptr(GString) text = g_string_new(NULL);
	Tone tone = view->ops->empty(view, text);
	g_autoptr(GPtrArray) lines = text_wrap(text->str, MAX(place.columns - 4, 10));
	int at = place.row + (list_listing(view->list) != NULL ? 1 : 0);
	for (guint i = 0; text->len > 0 && i < lines->len && at < place.row + place.rows; i++, at++)
		screen_field(at, place.column + 2, place.columns - 2, g_ptr_array_index(lines, i),
			     style(tone, GROUND_BODY));
}

/* The rule tells that the details go on: at its ends, or, level, at its right. */
static void draw_more(View *view)
{
	gboolean above, below, beside = view->pane_place.row == view->list_place.row;
	Rect pane = view->pane_place;
	pane_more(view->pane, &above, &below);
	Style sign = style(TONE_ACCENT, GROUND_BODY);
	int top = beside ? pane.row : pane.row - 1, bottom = beside ? pane.row + pane.rows - 1 : pane.row - 1;
	int column = beside ? pane.column - 2 : pane.column + pane.columns - 2;
	if (above)
		screen_text(top, beside ? column : column - 2, 1, screen_ascii() ? "^" : "▲", sign);
	if (below)
		screen_text(bottom, column, 1, screen_ascii() ? "v" : "▼", sign);
}

void view_draw(View *view, Rect place)
{
	guint row;
	if (view->ops->moved != NULL && list_current(view->list, &row))
		view->ops->moved(view, row);
	int head = view->ops->head != NULL ? view->ops->head(view, place) : 0;
	place.row += head;
	place.rows -= head;
	lay_out(view, place);
	if (view->list_place.rows > 0) {
		list_draw(view->list, view->list_place, view->focus == FOCUS_LIST);
		draw_empty(view, view->list_place);
	}
	if (view->pane_place.rows > 0) {
		view_fill_pane(view);
		pane_draw(view->pane, view->pane_place, view->focus != FOCUS_LIST);
	}
	if (view->pane_place.rows > 0 && view->list_place.rows > 0)
		draw_more(view);
}

void view_append_status(View *view, ListingLook look, GString *left, GString *right)
{
	guint row;
	if (view->ops->status != NULL)
		view->ops->status(view, look, left);
	else if (view->list != NULL && list_listing(view->list) != NULL)
		view->ops->kind->summary(&view->listing, look, left);
	if (view->title != NULL)
		g_string_append(left, view->title);
	if (view->focus != FOCUS_LIST)
		pane_append_position(view->pane, right);
	else if (view->list != NULL && list_current(view->list, &row))
		list_append_state(view->list, right, look);
	else if (view->list != NULL)
		list_append_state(view->list, right, look);
}

static gboolean inside(Rect place, int row, int column)
{
	return row >= place.row && row < place.row + place.rows && column >= place.column &&
	       column < place.column + place.columns;
}

void view_mouse(View *view, const InputEvent *event)
{
	gboolean on_list = inside(view->list_place, event->row, event->column);
	gboolean on_pane = inside(view->pane_place, event->row, event->column);
	int wheel = event->mouse == MOUSE_WHEEL_UP ? -1 : event->mouse == MOUSE_WHEEL_DOWN ? 1 : 0;
	if (on_list && wheel != 0) {
		list_scroll(view->list, wheel);
	} else if (on_list) {
		view->focus = FOCUS_LIST;
		int row = event->row - view->list_place.row, column = event->column - view->list_place.column;
		if (list_click(view->list, row, column))
			view_act(view, ACT_OPEN);
	} else if (on_pane && wheel != 0) {
		pane_scroll(view->pane, 3 * wheel);
	} else if (on_pane) {
		if (view->list != NULL)
			view->focus = FOCUS_DETAIL;
		pane_click(view->pane, event->row - view->pane_place.row);
	}
}
