/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What '/' says: which rows of a listing, or which lines of a text, are meant.
 *
 * A filter is terms with spaces between, all of which must hold:
 *   column:value   the column of that id (visible or not) has the value somewhere in it
 *   column:>5      its number is greater (also >= < <=); the first number in the cell counts
 *   !term          the term does not hold
 *   anything else  from there to the end: a regular expression over the whole row (^ and $ are the ends of
 *                  cells)
 * Small letters match both cases, one capital letter makes it exact.  What is no regular expression is taken
 * literally.  A pattern that costs too much gives up on a row (the row is left out, and counted), so that no
 * pattern holds the loop up.  Pure. */
#pragma once

#include "report/listing.h"

typedef struct Filter Filter;

/* `kind` NULL: no columns, the whole is one pattern.  NULL for a text that means nothing ("", "!"). */
Filter *filter_new(const char *text, const struct listing_kind *kind);
Filter *filter_ref(Filter *filter);
void filter_unref(Filter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Filter, filter_unref)

const char *filter_text(const Filter *filter);
/* What there is to say about it: "taken literally: ...", "gave up on 3 rows"; NULL: nothing. */
const char *filter_note(Filter *filter);

gboolean filter_row(Filter *filter, const struct listing *listing, guint row);
gboolean filter_line(Filter *filter, const char *text);

/* The next part of visible text, from byte `from` on, that the filter's pattern found; FALSE if there is
 * none. Terms that say "not" or compare find no parts. */
gboolean filter_part(Filter *filter, const char *text, gsize from, gsize *start, gsize *length);
