/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/pane.h"

#include <string.h>

#include "base/json.h"
#include "base/redact.h"
#include "tui/flat.h"

/* Folds of a value that is long gone could be met again at the same address: too many are forgotten. */
enum { FOLDS_MOST = 4096, EVERYTHING = 1000 };

struct Pane {
	GPtrArray *lines;
	Flat *flat; /* NULL: to be made for `width` */
	int width, height;
	guint top, cursor;
	GHashTable *toggled; /* json_t * that are not as `open_depth` says */
	int open_depth, usual_depth;
	gboolean has_cursor;
	Filter *search;
};

Pane *pane_new(int open_depth, gboolean cursor)
{
	Pane *pane = g_new0(Pane, 1);
	pane->toggled = g_hash_table_new(NULL, NULL);
	pane->open_depth = pane->usual_depth = open_depth;
	pane->has_cursor = cursor;
	pane->width = 80;
	pane->height = 20;
	return pane;
}

void pane_free(Pane *pane)
{
	if (pane == NULL)
		return;
	g_clear_pointer(&pane->lines, g_ptr_array_unref);
	flat_free(pane->flat);
	g_hash_table_unref(pane->toggled);
	filter_unref(pane->search);
	g_free(pane);
}

void pane_set(Pane *pane, GPtrArray *lines, gboolean stay)
{
	if (lines != NULL)
		g_ptr_array_ref(lines);
	g_clear_pointer(&pane->lines, g_ptr_array_unref);
	g_clear_pointer(&pane->flat, flat_free);
	pane->lines = lines;
	if (stay)
		return;
	pane->top = pane->cursor = 0;
	pane->open_depth = pane->usual_depth;
	if (g_hash_table_size(pane->toggled) > FOLDS_MOST)
		g_hash_table_remove_all(pane->toggled);
}

const GPtrArray *pane_lines(const Pane *pane)
{
	return pane->lines;
}

static Flat *flat_of(Pane *pane)
{
	if (pane->flat == NULL && pane->lines != NULL)
		pane->flat = flat_new(pane->lines, pane->width, pane->toggled, pane->open_depth,
				      screen_ascii(), TRUE);
	return pane->flat;
}

static guint count_of(Pane *pane)
{
	Flat *flat = flat_of(pane);
	return flat != NULL ? flat->lines->len : 0;
}

static const FlatLine *line_at(const Pane *pane, guint number)
{
	return &g_array_index(pane->flat->lines, FlatLine, number);
}

static guint last_top(Pane *pane)
{
	guint count = count_of(pane), height = (guint)MAX(pane->height, 1);
	return count > height ? count - height : 0;
}

/* Keeps cursor and window inside, and the cursor in the window. */
static void settle(Pane *pane)
{
	guint count = count_of(pane), height = (guint)MAX(pane->height, 1);
	pane->cursor = count > 0 ? MIN(pane->cursor, count - 1) : 0;
	if (pane->has_cursor && pane->cursor < pane->top)
		pane->top = pane->cursor;
	if (pane->has_cursor && pane->cursor >= pane->top + height)
		pane->top = pane->cursor - height + 1;
	pane->top = MIN(pane->top, last_top(pane));
}

static void move_by(Pane *pane, gint64 by)
{
	guint *moved = pane->has_cursor ? &pane->cursor : &pane->top;
	*moved = (guint)CLAMP((gint64)*moved + by, 0, (gint64)count_of(pane));
	settle(pane);
}

void pane_scroll(Pane *pane, int by)
{
	pane->top = (guint)CLAMP((gint64)pane->top + by, 0, (gint64)last_top(pane));
	guint height = (guint)MAX(pane->height, 1);
	pane->cursor = CLAMP(pane->cursor, pane->top, pane->top + height - 1);
	settle(pane);
}

/* ---- folding ---- */

static void remake(Pane *pane)
{
	g_clear_pointer(&pane->flat, flat_free);
	settle(pane);
}

static void toggle(Pane *pane, json_t *value)
{
	if (!g_hash_table_remove(pane->toggled, value))
		g_hash_table_add(pane->toggled, value);
	remake(pane);
}

static gboolean fold_to(Pane *pane, int wanted)
{
	if (count_of(pane) == 0)
		return FALSE;
	const FlatLine *line = line_at(pane, pane->cursor);
	if (line->fold < 0 || line->fold == wanted)
		return FALSE;
	toggle(pane, line->value);
	return TRUE;
}

/* To the line that what the cursor is on is part of. */
static void to_parent(Pane *pane)
{
	if (count_of(pane) == 0 || line_at(pane, pane->cursor)->value == NULL)
		return;
	int depth = line_at(pane, pane->cursor)->depth;
	for (guint i = pane->cursor; depth > 0 && i-- > 0;) {
		const FlatLine *line = line_at(pane, i);
		if (line->value != NULL && line->fold >= 0 && line->depth < depth) {
			pane->cursor = i;
			break;
		}
	}
	settle(pane);
}

static void fold_all(Pane *pane)
{
	pane->open_depth = pane->open_depth == 0 ? EVERYTHING : 0;
	g_hash_table_remove_all(pane->toggled);
	remake(pane);
}

gboolean pane_act(Pane *pane, enum action action)
{
	int page = MAX(pane->height - 1, 1), half = MAX(pane->height / 2, 1);
	switch (action) {
	case ACT_UP:
		move_by(pane, -1);
		return TRUE;
	case ACT_DOWN:
		move_by(pane, 1);
		return TRUE;
	case ACT_PAGE_UP:
		move_by(pane, -page);
		return TRUE;
	case ACT_PAGE_DOWN:
		move_by(pane, page);
		return TRUE;
	case ACT_HALF_UP:
		move_by(pane, -half);
		return TRUE;
	case ACT_HALF_DOWN:
		move_by(pane, half);
		return TRUE;
	case ACT_FIRST:
		move_by(pane, -(gint64)G_MAXINT);
		return TRUE;
	case ACT_LAST:
		move_by(pane, G_MAXINT);
		return TRUE;
	case ACT_FOLD:
		fold_to(pane, -1);
		return TRUE;
	case ACT_FOLD_OPEN:
		fold_to(pane, 1);
		return TRUE;
	case ACT_FOLD_SHUT:
		if (!fold_to(pane, 0))
			to_parent(pane);
		return TRUE;
	case ACT_FOLD_ALL:
		fold_all(pane);
		return TRUE;
	default:
		return FALSE;
	}
}

void pane_click(Pane *pane, int row)
{
	guint line = pane->top + (guint)MAX(row, 0);
	if (line >= count_of(pane))
		return;
	gboolean again = line == pane->cursor;
	pane->cursor = line;
	if (again)
		fold_to(pane, -1);
	settle(pane);
}

/* ---- searching ---- */

static gboolean matches(Pane *pane, guint number)
{
	const FlatLine *line = line_at(pane, number);
	return filter_line(pane->search, line->text) ||
	       (line->label != NULL && filter_line(pane->search, line->label));
}

static gboolean go_to_match(Pane *pane, gint64 from, int direction)
{
	gint64 count = count_of(pane);
	if (pane->search == NULL)
		return FALSE;
	for (gint64 i = 0; i < count; i++) {
		guint number = (guint)(((from + i * direction) % count + count) % count);
		if (!matches(pane, number))
			continue;
		pane->cursor = number;
		if (!pane->has_cursor)
			pane->top = number;
		settle(pane);
		return TRUE;
	}
	return FALSE;
}

gboolean pane_search(Pane *pane, Filter *filter)
{
	if (filter != NULL)
		filter_ref(filter);
	filter_unref(pane->search);
	pane->search = filter;
	return go_to_match(pane, pane->cursor, 1);
}

gboolean pane_next_match(Pane *pane, int direction)
{
	return go_to_match(pane, (gint64)pane->cursor + direction, direction);
}

char *pane_copy(const Pane *pane)
{
	if (pane->flat == NULL || pane->cursor >= pane->flat->lines->len)
		return NULL;
	const FlatLine *line = line_at(pane, pane->cursor);
	const DetailLine *source = g_ptr_array_index(pane->lines, line->source);
	g_autofree char *text = NULL;
	if (line->value != NULL && json_is_string(line->value))
		text = g_strdup(json_string_value(line->value));
	else if (line->value != NULL)
		text = weir_json_print(line->value);
	else if (source->beside != NULL)
		text = g_strconcat(source->text, "\n\n", source->beside, NULL);
	else
		text = g_strdup(source->text != NULL ? source->text : source->label);
	char *clean = redact_text(text, strlen(text));
	return clean != NULL ? clean : g_steal_pointer(&text);
}

/* ---- drawing ---- */

static void draw_matches(Pane *pane, const char *text, int row, int column, int room)
{
	gsize from = 0, start, length;
	while (filter_part(pane->search, text, from, &start, &length)) {
		g_autofree char *before = g_strndup(text, start);
		g_autofree char *part = g_strndup(text + start, length);
		int left = text_width(before);
		screen_role(row, column + left, MIN(text_width(part), room - left), ROLE_MATCH);
		from = start + length;
	}
}

static void draw_line(Pane *pane, const FlatLine *line, Rect place, int row, enum ground ground)
{
	screen_fill(row, place.column, place.columns, style(TONE_PLAIN, ground));
	if (line->label != NULL)
		screen_text(row, place.column, MAX(pane->flat->labels - 1, 0), line->label,
			    style(TONE_DIM, ground));
	int column = place.column + line->indent, room = place.columns - line->indent;
	guint role = line->heading ? (guint)ROLE_TITLE : (guint)line->tone;
	screen_text(row, column, room, line->text, style(role, ground));
	if (line->key > 0)
		screen_role(row, column, MIN(line->key, room), TONE_DIM);
	if (pane->search == NULL)
		return;
	draw_matches(pane, line->text, row, column, room);
	if (line->label != NULL)
		draw_matches(pane, line->label, row, place.column, pane->flat->labels - 1);
}

void pane_draw(Pane *pane, Rect place, gboolean focused)
{
	if (pane->width != place.columns) {
		pane->width = place.columns;
		g_clear_pointer(&pane->flat, flat_free);
	}
	pane->height = place.rows;
	settle(pane);
	guint count = count_of(pane);
	for (int i = 0; i < place.rows; i++) {
		guint number = pane->top + (guint)i;
		if (number >= count) {
			screen_fill(place.row + i, place.column, place.columns,
				    style(TONE_PLAIN, GROUND_BODY));
			continue;
		}
		gboolean here = pane->has_cursor && focused && number == pane->cursor;
		draw_line(pane, line_at(pane, number), place, place.row + i,
			  here ? GROUND_CURSOR : GROUND_BODY);
		if (here)
			screen_rest(place.row + i, place.column);
	}
}

void pane_more(const Pane *pane, gboolean *above, gboolean *below)
{
	guint count = pane->flat != NULL ? pane->flat->lines->len : 0;
	*above = pane->top > 0;
	*below = pane->top + (guint)MAX(pane->height, 0) < count;
}

void pane_append_position(const Pane *pane, GString *out)
{
	guint count = pane->flat != NULL ? pane->flat->lines->len : 0;
	if (count > (guint)MAX(pane->height, 0))
		g_string_append_printf(out, "%u/%u", (pane->has_cursor ? pane->cursor : pane->top) + 1,
				       count);
}
