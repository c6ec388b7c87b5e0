/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the keywords of leak/formats.h may end that have no four bytes which are always the same: two or
 * three bytes, or the two dots of AAAA.??????.AAAA.  One pass for all of them, much faster than a log is
 * read.  What it looks for is written out in it, for speed: a keyword of that kind is in a row and there.
 * Only for leak/keywords.c. */
#pragma once

#include <glib.h>

typedef void (*LeakPairMet)(gsize end, gpointer data);

/* Every place from `seen` on behind which one of them may have ended, in order.  `threes`: also those of
 * three bytes, which Vectorscan can take, but base/needles.h cannot. */
void leak_pairs_find(gboolean threes, const char *text, gsize length, gsize seen, LeakPairMet met,
		     gpointer data);

/* At most so many places at once (16, 32, 64), whatever the processor can do: tests compare the ways. */
void leak_pairs_at_once(gsize most);
