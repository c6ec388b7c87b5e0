/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How wide the columns of a listing are on a screen of some width.
 *
 * Widths come from the titles and from a sample of the rows, never from the rows that happen to be on the
 * screen: nothing moves sideways when the list is scrolled.  A column that is empty in the sample is not
 * shown, ids are shortened in the middle unless there is room for all of them.  Columns that explain (weight
 * 2 and more) give way to those that name (weight 1), and are dropped before a name is cut; at the narrow end
 * whatever is at the right goes.  Pure. */
#pragma once

#include "report/listing.h"

enum { COLUMNS_MAX = 32, COLUMNS_SAMPLE = 1000 };

typedef struct {
	guint column; /* of the kind */
	int width, left;
	int natural; /* what the sample needs */
} ColumnPlace;

typedef struct {
	ColumnPlace measured[COLUMNS_MAX]; /* all that are not empty */
	guint n_measured;
	ColumnPlace places[COLUMNS_MAX]; /* those that have a place in the width that was laid out last */
	guint n_places;
	guint sampled; /* rows of the listing when it was measured */
	guint sample;  /* so many are measured; 0: COLUMNS_SAMPLE */
} Columns;

/* Measures the listing (without the column of the id `hidden`, NULL: with all); slow enough (some ms for a
 * long one) to be done only when rows were added or replaced. */
void columns_measure(Columns *columns, const struct listing *listing, ListingLook look, const char *hidden);
/* Whether so many rows more are worth measuring again. */
gboolean columns_stale(const Columns *columns, const struct listing *listing);
/* Columns that the sample needs in all, ids short; where that is more than `most`, without short ones at the
 * right that explain. */
int columns_natural(const Columns *columns, const struct listing_kind *kind, int most);
/* Gives each column its place in `width`. */
void columns_lay_out(Columns *columns, const struct listing_kind *kind, int width);
