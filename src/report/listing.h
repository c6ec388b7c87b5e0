/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A listing: rows and columns of model objects, told once for the text table, JSON, CSV and the screen.
 *
 * One kind of listing is one file (report/list_NAME.c) with one constant `struct listing_kind`.  A cell's
 * text is already visible text (base/text.h); its tone says how a screen may colour it, and every tone is
 * also told by sign and word. Rows are made when asked for: nothing grows with rows that are not shown. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "base/text.h"

typedef enum {
	TONE_PLAIN,
	TONE_DIM, /* known and fine */
	TONE_GOOD,
	TONE_LOOK, /* yellow: look here */
	TONE_BAD,  /* red: broken or destructive */
	TONE_ACCENT,
	N_TONES,
} Tone;

struct column {
	const char *id;    /* name in CSV and in filters: /effect:delete */
	const char *title; /* N_() */
	TextAlign align;
	int minimum;    /* columns below which it is not squeezed */
	int weight;     /* share of spare width; 0: as wide as its content */
	gboolean is_id; /* shortened in the middle, whole in CSV and details */
};

struct listing;

struct listing_kind {
	const char *name; /* "actions": the member of the document, and in weir/actions/1 */
	const struct column *columns;
	gsize n_columns;
	/* Appends the cell's visible text (whole, not shortened); returns its tone.  `ascii`: signs in ASCII.
	 */
	Tone (*cell)(const struct listing *listing, guint row, guint column, gboolean ascii, GString *out);
	/* The row as JSON, a new reference. */
	json_t *(*json)(const struct listing *listing, guint row);
	/* "12 actions · 3 delete · 2 assumed" */
	void (*summary)(const struct listing *listing, gboolean ascii, GString *out);
	/* The detail pane, as lines; the screen and `weir show` use it.  May be NULL. */
	void (*detail)(const struct listing *listing, guint row, GPtrArray *lines);
};

/* One line of a detail: label and text, or a heading. */
typedef struct {
	char *label; /* NULL: continuation or free text */
	char *text;  /* visible text, may be long: wrapped by who draws */
	Tone tone;
	json_t *json; /* a foldable JSON value below the line; NULL usually; reference kept */
} DetailLine;
DetailLine *detail_line_new(const char *label, const char *text, Tone tone);
void detail_line_free(DetailLine *line);
/* printf into a line; the arguments are made visible text first where they are strangers'. */
void detail_add(GPtrArray *lines, const char *label, Tone tone, const char *format, ...) G_GNUC_PRINTF(4, 5);

struct listing {
	const struct listing_kind *kind;
	const char *server; /* alias or URL, a member of the document */
	guint n_rows;
	gconstpointer data; /* what the rows are made of: borrowed */
	json_t *extra;      /* further members of the document, e.g. "notes"; NULL usually */
};
