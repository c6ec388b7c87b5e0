/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keywords of all rows as literals, and where they stand in a text.
 *
 * Two ways with the same result.  Short texts are gone through with base/needles.h, which costs nothing to
 * begin with.  For streams Vectorscan (or Hyperscan) takes all literals in one pass at several bytes a cycle:
 * it is loaded and its tables are made, some milliseconds, when the first stream is opened, so that no other
 * command pays for the library; where it cannot be loaded the first way is taken.  Own values are not given
 * to it: its compiler leaves copies of what it was given in memory that it frees without wiping.  Main
 * thread. */
#pragma once

#include "leak/formats.h"

/* Rows of both tables are counted through: those of leak_named_formats[] come after those of leak_formats[].
 */
const LeakFormat *leak_row(guint row);
guint leak_rows(void);

enum { LEAK_OWN_ROW = G_MAXUINT16 };

typedef struct {
	guint64 at;        /* of the keyword */
	guint64 from, end; /* of the secret, once it was judged */
	gconstpointer own; /* SecBuf of LEAK_OWN_ROW; NULL */
	guint16 row, length;
	guint8 state; /* of judge.h */
} LeakHit;

/* Appends the hits of `text`, whose first byte is at `base`.  `named`: also of leak_named_formats[].  Those
 * of one call are sorted by place, longer ones first, then by row. */
void leak_keywords_find(gboolean named, const char *text, gsize length, guint64 base, GArray *hits);

/* The same for a part of a stream: only keywords that end after `seen` bytes of it, sorted among those
 * that are there already. */
void leak_keywords_scan(const char *text, gsize length, gsize seen, guint64 base, GArray *hits);
gsize leak_keywords_longest(void);
void leak_hits_sort(GArray *hits, guint from);

/* "Vectorscan 5.4.9", "Hyperscan ...", or NULL where streams are gone through without: for `weir doctor`. */
const char *leak_keywords_library(void);
/* Tests compare the two ways. */
void leak_keywords_forget_library(gboolean forget);
