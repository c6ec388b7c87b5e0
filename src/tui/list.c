/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/redact.h"
#include "tui/list_private.h"

enum { SLICE_MICROSECONDS = 4000, SEEK_BATCH = 32, WHEEL = 3 };

List *list_new(const struct listing_kind *kind, const struct list_ops *ops)
{
	List *list = g_new0(List, 1);
	list->kind = kind;
	list->ops = ops;
	list->id_column = listing_column(kind, ops->id_column);
	list->order = order_new(ops->sort_key);
	list->columns.sample = ops->sample;
	list->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	list->scratch = g_string_new(NULL);
	list->height = 20;
	list->stamp = 1;
	return list;
}

void list_free(List *list)
{
	if (list == NULL)
		return;
	order_free(list->order);
	g_hash_table_unref(list->marks);
	filter_unref(list->search);
	g_string_free(list->scratch, TRUE);
	g_free(list->drawn_cells);
	g_free(list->wanted);
	g_free(list->told);
	g_free(list);
}

static ListingLook look(void)
{
	return screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
}

const struct listing *list_listing(const List *list)
{
	return list->listing;
}

Order *list_order(List *list)
{
	return list->order;
}

/* The cell as it may be shown. */
void list_append_cell(List *list, guint row, guint column, GString *out, Tone *tone)
{
	gsize from = out->len;
	*tone = list->kind->cell(list->listing, row, column, look(), out);
	g_autofree char *clean = redact_text(out->str + from, out->len - from);
	if (clean == NULL)
		return;
	g_string_truncate(out, from);
	g_string_append(out, clean);
}

char *list_id(const List *list, guint row)
{
	if (list->id_column < 0)
		return g_strdup_printf("%u", row);
	GString *out = g_string_new(NULL);
	list->kind->cell(list->listing, row, (guint)list->id_column, LOOK_UTF8, out);
	return g_string_free(out, FALSE);
}

gboolean list_current(const List *list, guint *row)
{
	*row = list->row;
	return list->has_row;
}

/* ---- keeping cursor and window together ---- */

int list_row_height(List *list, guint row)
{
	Tone tone;
	if (list->ops->note == NULL)
		return 1;
	g_string_truncate(list->scratch, 0);
	return list->ops->note(list->listing, row, look(), list->scratch, &tone) ? 2 : 1;
}

/* Lines from the window's top to the cursor's row. */
static int lines_above(List *list)
{
	if (list->ops->note == NULL)
		return (int)(list->cursor - list->top);
	int lines = 0;
	for (guint i = list->top; i < list->cursor; i++)
		lines += list_row_height(list, order_row(list->order, i));
	return lines;
}

/* The highest top from which the cursor's row is still whole, `room` lines down. */
static guint top_for(List *list, guint position, int room)
{
	if (list->ops->note == NULL)
		return position - MIN(position, (guint)MAX(room - 1, 0));
	guint top = position;
	int lines = list_row_height(list, order_row(list->order, position));
	while (top > 0) {
		lines += list_row_height(list, order_row(list->order, top - 1));
		if (lines > room)
			break;
		top--;
	}
	return top;
}

void list_settle(List *list)
{
	guint count = order_count(list->order);
	list->has_row = count > 0;
	if (count == 0) {
		list->top = list->cursor = 0;
		return;
	}
	int room = MAX(list->height - 1, 1); /* the titles take a line */
	list->cursor = MIN(list->cursor, count - 1);
	list->row = order_row(list->order, list->cursor);
	list->top = MIN(list->top, top_for(list, count - 1, room));
	if (list->cursor < list->top)
		list->top = list->cursor;
	else
		list->top = MAX(list->top, top_for(list, list->cursor, room));
	list->offset = lines_above(list);
}

static void place_cursor(List *list, guint position, int offset)
{
	list->cursor = position;
	list->top = position - MIN(position, (guint)MAX(offset, 0));
	list_settle(list);
}

/* The order has changed: the row under the cursor is looked up in it and put where it was on the screen. */
static void follow_row(List *list)
{
	guint position;
	int offset = list->offset;
	if (!list->has_row) {
		list_settle(list);
		return;
	}
	order_position(list->order, list->row, &position);
	place_cursor(list, position, offset);
}

static gboolean find_id(List *list, const char *id, guint *row)
{
	if (list->ops->find != NULL)
		return list->ops->find(list->listing, id, row);
	for (guint i = 0; i < list->listing->n_rows; i++) {
		g_string_truncate(list->scratch, 0);
		list->kind->cell(list->listing, i, (guint)list->id_column, LOOK_UTF8, list->scratch);
		if (strcmp(list->scratch->str, id) == 0) {
			*row = i;
			return TRUE;
		}
	}
	return FALSE;
}

static void follow_wanted(List *list)
{
	guint row;
	if (list->wanted == NULL || list->listing == NULL || list->id_column < 0 ||
	    !find_id(list, list->wanted, &row))
		return;
	g_clear_pointer(&list->wanted, g_free);
	list->row = row;
	list->has_row = TRUE;
	follow_row(list);
}

void list_keep(List *list)
{
	if (list->has_row && list->wanted == NULL && list->listing != NULL)
		list->wanted = list_id(list, list->row);
}

void list_set(List *list, const struct listing *listing)
{
	list_keep(list);
	list->listing = listing;
	list->columns.n_measured = 0;
	list->laid_out = 0;
	list->stamp++;
	list->seek.direction = 0;
	order_set_listing(list->order, listing);
	int offset = list->offset;
	list_settle(list);
	list->offset = offset; /* where the row was, not where its place is now */
	follow_wanted(list);
}

void list_changed(List *list)
{
	list->stamp++;
	list->laid_out = 0;
	list->columns.n_measured = 0;
	order_touch(list->order);
	list_settle(list);
}

void list_grew(List *list, gboolean last)
{
	list->stamp++; /* a row may have changed, too */
	order_grew(list->order, last);
	if (columns_stale(&list->columns, list->listing))
		list->laid_out = 0;
	list_settle(list);
	if (list->wanted != NULL)
		follow_wanted(list);
	if (last)
		g_clear_pointer(&list->wanted, g_free);
}

void list_go(List *list, const char *id)
{
	g_free(list->wanted);
	list->wanted = g_strdup(id);
	follow_wanted(list);
}

/* ---- moving ---- */

static void go_to(List *list, gint64 position)
{
	g_clear_pointer(&list->wanted, g_free);
	guint count = order_count(list->order);
	list->cursor = (guint)CLAMP(position, 0, (gint64)MAX(count, 1) - 1);
	list_settle(list);
}

/* A page keeps one row in sight; window and cursor move together, as in less. */
static void go_pages(List *list, int by)
{
	gint64 top = (gint64)list->top + by, count = order_count(list->order);
	list->top = (guint)CLAMP(top, 0, MAX(count, 1) - 1);
	go_to(list, (gint64)list->cursor + by);
}

void list_scroll(List *list, int by)
{
	guint count = order_count(list->order), room = (guint)MAX(list->height - 1, 1);
	guint last = count > 0 ? top_for(list, count - 1, (int)room) : 0;
	list->top = (guint)CLAMP((gint64)list->top + by * WHEEL, 0, (gint64)last);
	list->cursor = CLAMP(list->cursor, list->top, list->top + room - 1);
	list_settle(list);
}

static void mark(List *list)
{
	if (!list->has_row)
		return;
	char *id = list_id(list, list->row);
	if (g_hash_table_remove(list->marks, id))
		g_free(id);
	else
		g_hash_table_add(list->marks, id);
	list->stamp++;
	go_to(list, (gint64)list->cursor + 1);
}

static void tell(List *list, const char *text)
{
	g_free(list->told);
	list->told = g_strdup(text);
}

const char *list_told(List *list)
{
	static char *last;
	g_free(last);
	last = g_steal_pointer(&list->told);
	return last;
}

/* ---- sorting and filtering ---- */

static void sort_by(List *list, int column, gboolean reverse)
{
	order_set_sort(list->order, column, reverse);
	follow_row(list);
}

static void sort_next(List *list)
{
	const struct listing_kind *kind = list->kind;
	int column = order_sort_column(list->order);
	guint place = 0;
	for (guint i = 0; column >= 0 && i < list->columns.n_places; i++)
		if ((int)list->columns.places[i].column == column)
			place = i + 1;
	while (place < list->columns.n_places && kind->columns[list->columns.places[place].column].id == NULL)
		place++;
	sort_by(list, place < list->columns.n_places ? (int)list->columns.places[place].column : -1, FALSE);
}

gboolean list_set_sort(List *list, const char *id, gboolean reverse)
{
	int column = id != NULL ? listing_column(list->kind, id) : -1;
	if (id != NULL && column < 0)
		return FALSE;
	sort_by(list, column, reverse);
	return TRUE;
}

static void sort_reverse(List *list)
{
	int column = order_sort_column(list->order);
	if (column < 0)
		tell(list, _("nothing is sorted yet: s sorts by a column"));
	else
		sort_by(list, column, !order_sort_reverse(list->order));
}

void list_set_filter(List *list, const char *text)
{
	g_autoptr(Filter) filter = text != NULL ? filter_new(text, list->kind) : NULL;
	if (filter != NULL) {
		filter_unref(list->search);
		list->search = filter_ref(filter);
		list->stamp++;
	}
	order_set_filter(list->order, filter);
	follow_row(list);
}

const char *list_filter(const List *list)
{
	Filter *filter = order_filter(list->order);
	return filter != NULL ? filter_text(filter) : NULL;
}

static void seek_step(List *list, gint64 deadline)
{
	guint count = order_count(list->order);
	while (list->seek.direction != 0) {
		if (list->seek.left-- == 0 || count == 0) {
			list->seek.direction = 0;
			tell(list, _("no other match"));
			return;
		}
		list->seek.position =
			(list->seek.position + (guint)(list->seek.direction + (int)count)) % count;
		if (filter_row(list->search, list->listing, order_row(list->order, list->seek.position))) {
			list->seek.direction = 0;
			go_to(list, list->seek.position);
			return;
		}
		if (list->seek.left % SEEK_BATCH == 0 && g_get_monotonic_time() >= deadline)
			return;
	}
}

static void seek(List *list, int direction)
{
	if (list->search == NULL) {
		tell(list, _("nothing to look for yet: / filters"));
		return;
	}
	guint count = order_count(list->order);
	if (count == 0)
		return;
	list->seek.direction = direction;
	list->seek.left = count;
	list->seek.position = list->cursor;
	/* Most are found at once, and the next key goes on from there. */
	seek_step(list, g_get_monotonic_time() + SLICE_MICROSECONDS);
}

gboolean list_work(List *list, gboolean *dirty)
{
	gint64 deadline = g_get_monotonic_time() + SLICE_MICROSECONDS;
	*dirty = FALSE;
	if (list->listing == NULL)
		return FALSE;
	gboolean swapped = FALSE;
	gboolean more = order_busy(list->order) && order_step(list->order, deadline, &swapped);
	if (swapped)
		follow_row(list);
	gboolean sought = list->seek.direction != 0;
	if (sought && !more)
		seek_step(list, deadline);
	*dirty = swapped || sought;
	return more || list->seek.direction != 0;
}

gboolean list_act(List *list, enum action action)
{
	int page = MAX(list->height - 2, 1), half = MAX((list->height - 1) / 2, 1);
	switch (action) {
	case ACT_UP:
		go_to(list, (gint64)list->cursor - 1);
		return TRUE;
	case ACT_DOWN:
		go_to(list, (gint64)list->cursor + 1);
		return TRUE;
	case ACT_PAGE_UP:
		go_pages(list, -page);
		return TRUE;
	case ACT_PAGE_DOWN:
		go_pages(list, page);
		return TRUE;
	case ACT_HALF_UP:
		go_pages(list, -half);
		return TRUE;
	case ACT_HALF_DOWN:
		go_pages(list, half);
		return TRUE;
	case ACT_FIRST:
		go_to(list, 0);
		return TRUE;
	case ACT_LAST:
		go_to(list, G_MAXUINT);
		return TRUE;
	case ACT_MARK:
		mark(list);
		return TRUE;
	case ACT_UNMARK_ALL:
		g_hash_table_remove_all(list->marks);
		list->stamp++;
		return TRUE;
	case ACT_SORT:
		sort_next(list);
		return TRUE;
	case ACT_SORT_REVERSE:
		sort_reverse(list);
		return TRUE;
	case ACT_NEXT_MATCH:
		seek(list, 1);
		return TRUE;
	case ACT_PREVIOUS_MATCH:
		seek(list, -1);
		return TRUE;
	default:
		return FALSE;
	}
}

/* The titles sort; a row gets the cursor. */
gboolean list_click(List *list, int row, int column)
{
	if (row == 0) {
		for (guint i = 0; i < list->columns.n_places; i++) {
			const ColumnPlace *place = &list->columns.places[i];
			if (column - 1 < place->left || column - 1 >= place->left + place->width)
				continue;
			gboolean again = order_sort_column(list->order) == (int)place->column;
			sort_by(list, (int)place->column, again && !order_sort_reverse(list->order));
		}
		return FALSE;
	}
	int line = 1;
	for (guint i = list->top; i < order_count(list->order) && line < list->height; i++) {
		int height = list_row_height(list, order_row(list->order, i));
		if (row < line + height) {
			gboolean again = i == list->cursor;
			go_to(list, i);
			return again;
		}
		line += height;
	}
	return FALSE;
}
