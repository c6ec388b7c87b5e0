/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "tui/list_private.h"

/* The first column is the margin: marks stand there. */
enum { MARGIN = 1 };

static void measure(List *list)
{
	if (!columns_stale(&list->columns, list->listing))
		return;
	ListingLook look = screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
	columns_measure(&list->columns, list->listing, look, list->ops->hidden);
	list->laid_out = 0;
}

int list_natural_width(List *list, int most)
{
	if (list->listing == NULL)
		return 0;
	measure(list);
	return columns_natural(&list->columns, list->kind, most - MARGIN) + MARGIN;
}

static void lay_out(List *list, int width)
{
	measure(list);
	if (list->laid_out == width)
		return;
	list->stamp++;
	columns_lay_out(&list->columns, list->kind, width - MARGIN);
	list->laid_out = width;
}

static void draw_titles(List *list, Rect place)
{
	const struct listing_kind *kind = list->kind;
	Style title = style(ROLE_TITLE, GROUND_BODY);
	screen_fill(place.row, place.column, place.columns, title);
	for (guint i = 0; i < list->columns.n_places; i++) {
		const ColumnPlace *at = &list->columns.places[i];
		const struct column *column = &kind->columns[at->column];
		if (*column->title == '\0')
			continue;
		int left = place.column + MARGIN + at->left,
		    width = MIN(at->width, place.columns - MARGIN - at->left);
		const char *text = _(column->title);
		int spare = MAX(0, width - text_width(text));
		int shift = column->align == TEXT_RIGHT ? spare : 0;
		int used = screen_text(place.row, left + shift, width - shift, text, title);
		if (order_sort_column(list->order) != (int)at->column)
			continue;
		gboolean reverse = order_sort_reverse(list->order);
		const char *sign = screen_ascii() ? (reverse ? "v" : "^") : (reverse ? "▼" : "▲");
		int sign_at = column->align == TEXT_RIGHT ? left + shift - 1 : left + shift + used;
		if (column->align == TEXT_RIGHT || used < place.columns - MARGIN - at->left)
			screen_text(place.row, sign_at, 1, sign, style(TONE_ACCENT, GROUND_BODY));
	}
}

static void draw_matches(List *list, const char *text, int row, int column, int width)
{
	gsize from = 0, start, length;
	while (filter_part(list->search, text, from, &start, &length)) {
		g_autofree char *before = g_strndup(text, start);
		g_autofree char *part = g_strndup(text + start, length);
		int left = text_width(before);
		if (left >= width)
			break;
		screen_role(row, column + left, MIN(text_width(part), width - left), ROLE_MATCH);
		from = start + length;
	}
}

/* What is too wide ends with an ellipsis, ids have it in the middle. */
static void draw_text(const struct column *column, const char *text, int row, int left, int width,
		      Style style)
{
	gboolean ascii = screen_ascii();
	int used;
	gsize fits = text_prefix(text, width, &used);
	if (text[fits] == '\0') {
		screen_text(row, left + (column->align == TEXT_RIGHT ? width - used : 0), width, text, style);
	} else if (column->is_id) {
		g_autofree char *shortened = text_middle(text, width, ascii);
		screen_text(row, left, width, shortened, style);
	} else {
		used = screen_text(row, left, width - 1, text, style);
		screen_text(row, left + used, 1, ascii ? "~" : "…", style);
	}
}

static gboolean is_marked(const List *list, guint row)
{
	if (g_hash_table_size(list->marks) == 0)
		return FALSE;
	g_autofree char *id = list_id(list, row);
	return g_hash_table_contains(list->marks, id);
}

static void format_row(List *list, guint row, Rect place, int line)
{
	const struct listing_kind *kind = list->kind;
	screen_fill(line, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
	if (is_marked(list, row))
		screen_text(line, place.column, 1, screen_ascii() ? "*" : "◆",
			    style(TONE_ACCENT, GROUND_BODY));
	for (guint i = 0; i < list->columns.n_places; i++) {
		const ColumnPlace *at = &list->columns.places[i];
		const struct column *column = &kind->columns[at->column];
		int width = MIN(at->width, place.columns - MARGIN - at->left);
		int left = place.column + MARGIN + at->left;
		Tone tone;
		g_string_truncate(list->scratch, 0);
		list_append_cell(list, row, at->column, list->scratch, &tone);
		if (list->scratch->len == 0 || width <= 0)
			continue;
		draw_text(column, list->scratch->str, line, left, width, style(tone, GROUND_BODY));
		if (list->search != NULL)
			draw_matches(list, list->scratch->str, line, left, width);
	}
}

static void draw_row(List *list, guint row, Rect place, int line, enum ground ground)
{
	guint slot = row % DRAWN_ROWS;
	gsize size = screen_cells_size(place.columns);
	if (list->drawn_width != place.columns) {
		list->drawn_cells = g_realloc(list->drawn_cells, DRAWN_ROWS * size);
		list->drawn_width = place.columns;
		list->stamp++;
	}
	char *cells = list->drawn_cells + slot * size;
	if (list->drawn[slot].row == row && list->drawn[slot].stamp == list->stamp) {
		screen_paste(line, place.column, place.columns, cells);
	} else {
		format_row(list, row, place, line);
		screen_copy(line, place.column, place.columns, cells);
		list->drawn[slot].row = row;
		list->drawn[slot].stamp = list->stamp;
	}
	if (ground != GROUND_BODY)
		screen_ground(line, place.column, place.columns, ground);
}

static int draw_note(List *list, guint row, Rect place, int line)
{
	Tone tone = TONE_PLAIN;
	if (list->ops->note == NULL)
		return 0;
	g_string_truncate(list->scratch, 0);
	ListingLook look = screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
	if (!list->ops->note(list->listing, row, look, list->scratch, &tone))
		return 0;
	if (line >= place.row + place.rows)
		return 1;
	screen_fill(line, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
	const char *elbow = screen_ascii() ? "`- " : "└ ";
	int indent = place.column + MARGIN + 2;
	indent += screen_text(line, indent, 3, elbow, style(ROLE_RULE, GROUND_BODY));
	static const struct column plain = { .align = TEXT_LEFT };
	draw_text(&plain, list->scratch->str, line, indent, MAX(place.column + place.columns - indent, 1),
		  style(tone, GROUND_BODY));
	return 1;
}

void list_draw(List *list, Rect place, gboolean focused)
{
	list->height = place.rows;
	list->width = place.columns;
	int line = place.row, end = place.row + place.rows;
	if (list->listing != NULL && place.rows > 0) {
		list_settle(list);
		lay_out(list, place.columns);
		draw_titles(list, place);
		guint count = order_count(list->order);
		line++;
		for (guint i = list->top; i < count && line < end; i++) {
			gboolean here = i == list->cursor;
			enum ground ground = !here ? GROUND_BODY : focused ? GROUND_CURSOR : GROUND_RESTING;
			guint row = order_row(list->order, i);
			draw_row(list, row, place, line, ground);
			if (here)
				screen_rest(line, place.column);
			line++;
			line += draw_note(list, row, place, line);
		}
	}
	for (; line < end; line++)
		screen_fill(line, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
}

guint list_below(const List *list)
{
	guint count = order_count(list->order), room = (guint)MAX(list->height - 1, 1);
	return count - MIN(count, list->top + room);
}

void list_append_state(const List *list, GString *out, ListingLook look)
{
	const char *gap = "   ";
	gsize from = out->len;
	int column = order_sort_column(list->order);
	if (order_busy(list->order))
		g_string_append_printf(out, column >= 0 ? _("sorting %d %%") : _("filtering %d %%"),
				       order_percent(list->order));
	else if (list->seek.direction != 0)
		g_string_append(out, _("searching"));
	const char *filter = list_filter(list);
	if (filter != NULL) {
		g_autofree char *text =
			text_visible(filter, -1, look == LOOK_UTF8 ? TEXT_ONE_LINE : TEXT_ASCII);
		g_string_append_printf(out, "%s%s /%s", out->len > from ? gap : "", _("filter"), text);
		const char *note = filter_note(order_filter(list->order));
		if (note != NULL)
			g_string_append_printf(out, " (%s)", note);
	}
	if (column >= 0) {
		const char *title = _(list->kind->columns[column].title);
		gboolean reverse = order_sort_reverse(list->order);
		const char *sign = look == LOOK_UTF8 ? (reverse ? "▼" : "▲") : (reverse ? "v" : "^");
		g_string_append_printf(out, "%s%s %s %s", out->len > from ? gap : "", _("sort"), title, sign);
	}
	guint marks = g_hash_table_size(list->marks), count = order_count(list->order);
	if (marks > 0)
		g_string_append_printf(out, "%s%u %s", out->len > from ? gap : "", marks, _("marked"));
	if (count > 0)
		g_string_append_printf(out, "%s%u/%u", out->len > from ? gap : "", list->cursor + 1, count);
}
