/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many literals looked for in one pass, however many there are.
 *
 * Every stride-th window of `width` bytes of a text is looked up in a bitmap and a hash; each needle is filed
 * under as many neighbouring windows as a stride has, so that one of them is met wherever it stands, and
 * where the fewest other needles are filed: two thousand tokens with one prefix do not meet in it.  A text
 * without hits costs about one multiplication and one bit a stride.
 *
 * Needles may be secrets: all that is made of them is wiped when freed (base/wipe.h).  Main thread only. */
#pragma once

#include <glib.h>

typedef struct Needles Needles;
typedef struct Needle Needle;

/* `shortest`: no needle is shorter, at least `width`.  `width`: 4 to 8 bytes; wider windows are met less
 * often by chance.  The stride is shortest - width + 1, at most 4. */
Needles *needles_new(gsize shortest, gsize width);
void needles_free(Needles *set); /* its needles too; NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Needles, needles_free)

/* Files a copy of `bytes`.  `owner` and `detail` come back with each hit.  The needle is put in front of
 * `chain` (NULL: an empty one), and the new chain is returned; a chain that has the same bytes already stays
 * as it is.  Chains are how a set is told later what to drop. */
Needle *needles_add(Needles *set, Needle *chain, const void *bytes, gsize length, gconstpointer owner,
		    guint detail);
/* Forgets and wipes all needles of a chain. */
void needles_drop(Needles *set, Needle *chain);
gsize needles_count(const Needles *set);

typedef struct {
	gsize start, end;
	guint64 order; /* grows from needle to needle: the first filed has the least */
	gconstpointer owner;
	guint detail;
} NeedleHit;

/* Appends every occurrence, also those that overlap, to `hits` (an array of NeedleHit, sorted by start,
 * longer ones first, then by order).  Occurrences of one needle that overlap each other may become one hit.
 * Returns how many needles were compared: the work beyond the one pass. */
guint64 needles_find(const Needles *set, const char *text, gsize length, GArray *hits);
