/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detail lines made flat: wrapped to a width, JSON values as trees that are open or shut.
 *
 * Texts have passed base/redact and are visible text. A tree is only walked where it is open, and at most
 * FLAT_CAP lines are made, so that no answer of a server holds the screen up. Pure. */
#pragma once

#include "report/listing.h"

enum { FLAT_CAP = 20000 };

typedef struct {
	const char *label; /* borrowed from the lines; NULL: none */
	const char *text;
	int indent; /* columns before the text */
	Tone tone;
	gboolean heading;
	json_t *value; /* borrowed: what stands here; NULL for what is no JSON */
	int fold;      /* -1: nothing to fold; 0: shut; 1: open */
	int depth;     /* of `value` in its tree */
	int key;       /* columns of the text that are the member's name */
	guint source;  /* which of the lines */
} FlatLine;

typedef struct {
	GArray *lines; /* FlatLine */
	GStringChunk *texts;
	int labels; /* columns of the label column, with its gap; 0: none */
	gboolean cut;
} Flat;

/* `toggled`: values (json_t *) that are not as they would be by `open_depth`: trees are open down to that
 * depth.  `pairs`: what has something beside it stands in two columns where there is room; read aloud, one
 * comes after the other. */
Flat *flat_new(const GPtrArray *lines, int width, GHashTable *toggled, int open_depth, gboolean ascii,
	       gboolean pairs);
void flat_free(Flat *flat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flat, flat_free)
