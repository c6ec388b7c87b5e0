/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a list, shared by list.c (what it does) and list_draw.c (how it looks). */
#pragma once

#include "tui/list.h"

enum { DRAWN_ROWS = 128 };

struct List {
	const struct listing_kind *kind;
	const struct list_ops *ops;
	const struct listing *listing;
	int id_column; /* -1: none */
	Order *order;
	Columns columns;
	int laid_out;      /* width for which the columns have places; 0: to be done */
	guint top, cursor; /* positions in the order */
	guint row;         /* of the listing, under the cursor */
	gboolean has_row;
	char *wanted; /* id of the row that the cursor goes to when it is there; NULL */
	int offset;   /* lines between the window's top and that row */
	int height, width;
	GHashTable *marks; /* ids */
	Filter *search;    /* what n and N look for; NULL */
	struct {
		int direction; /* 0: nothing is looked for */
		guint position, left;
	} seek;
	/* Rows as they were drawn, at their number modulo DRAWN_ROWS: a row that scrolls is not formatted
	 * again. */
	struct {
		guint row;
		guint stamp; /* of the list; another: out of date */
	} drawn[DRAWN_ROWS];
	char *drawn_cells; /* DRAWN_ROWS rows of `drawn_width`; NULL: none yet */
	int drawn_width;
	guint stamp; /* changes with everything that a row is drawn from */
	char *told;
	GString *scratch;
};

/* Lines that a row takes. */
int list_row_height(List *list, guint row);
void list_append_cell(List *list, guint row, guint column, GString *out, Tone *tone);
void list_settle(List *list);
