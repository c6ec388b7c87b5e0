/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list on the screen: cursor, window, marks, search, on top of an Order.
 *
 * The cursor belongs to a row, not to a place: when the order changes, or the rows are read anew, it stays on
 * its row (known by the text of the id column) and the row stays where it was on the screen.  Only rows that
 * are seen are formatted. Long work (filter, sort, search) is done in slices by list_work().  Main thread. */
#pragma once

#include "tui/columns.h"
#include "tui/order.h"
#include "tui/pane.h"

typedef struct List List;

struct list_ops {
	const char *id_column; /* what names a row */
	const char *hidden;    /* a column that is told otherwise (as a note); NULL */
	OrderKey sort_key;     /* NULL: cells */
	guint sample;          /* rows that the widths come from, where one is costly; 0: COLUMNS_SAMPLE */
	/* A second line below a row, visible text; FALSE: none.  NULL: never.  For short lists. */
	gboolean (*note)(const struct listing *listing, guint row, ListingLook look, GString *out,
			 Tone *tone);
	/* The row of an id, for who knows it without looking at all.  NULL: all are looked at. */
	gboolean (*find)(const struct listing *listing, const char *id, guint *row);
};

List *list_new(const struct listing_kind *kind, const struct list_ops *ops);
void list_free(List *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(List, list_free)

/* The rows are about to become others: the cursor's is remembered by its id. */
void list_keep(List *list);
/* Other rows, or the same read anew (NULL: none).  Borrowed, as with order_set_listing(). */
void list_set(List *list, const struct listing *listing);
/* The same rows with changed cells. */
void list_changed(List *list);
/* More of the same rows. */
void list_grew(List *list, gboolean last);
const struct listing *list_listing(const List *list);
Order *list_order(List *list); /* which rows are shown; borrowed */

/* The row under the cursor; FALSE if there is none. */
gboolean list_current(const List *list, guint *row);
char *list_id(const List *list, guint row); /* visible text, g_free() */
void list_go(List *list, const char *id);   /* the cursor goes to that row, now or when it comes */

/* TRUE if the action means something to a list; what it has to say about it is in list_told(). */
gboolean list_act(List *list, enum action action);
const char *list_told(List *list); /* once; NULL: nothing */
void list_scroll(List *list, int by);
/* A press at a row and column of the list's place: TRUE if the row under it had the cursor already. */
gboolean list_click(List *list, int row, int column);

void list_set_filter(List *list, const char *text); /* NULL or "": none */
const char *list_filter(const List *list);          /* NULL: none */
gboolean list_set_sort(List *list, const char *column, gboolean reverse);
gboolean list_has_marks(const List *list);
/* The ids of marked rows, borrowed, in no order; one that is no row any more may be among them. */
GPtrArray *list_marked(const List *list);
/* Rows below the window, as it was drawn last. */
guint list_below(const List *list);
/* The ids of marked rows, or of the current one, a line each. */
char *list_copy(const List *list);

/* A slice of work, some milliseconds; TRUE while there is more.  `*dirty`: what is shown has changed. */
gboolean list_work(List *list, gboolean *dirty);

/* Columns that it needs to show everything; 0 while there is nothing. */
int list_natural_width(List *list, int most);
void list_draw(List *list, Rect place, gboolean focused);
/* "sort name ▲   4/12", "filtering 40 %". */
void list_append_state(const List *list, GString *out, ListingLook look);
