/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours: what a thing is (its role) on what it stands (its ground), as attributes of ncurses.
 *
 * A theme is one row of one table, with its colours for 8, 256 and 2^24 colours; "mono" and NO_COLOR use
 * attributes only.  Nothing is told by colour alone, so every theme may be replaced by any other.  Main
 * thread, after the terminal has been opened. */
#pragma once

#include <glib.h>

#include "report/listing.h"

/* The first N_TONES are the tones of report/listing.h. */
enum role {
	ROLE_TITLE = N_TONES, /* column titles, headings */
	ROLE_KEY,             /* names of keys */
	ROLE_MATCH,           /* what a filter or a search found */
	ROLE_BADGE,           /* PROD, INSECURE: cannot be overlooked */
	ROLE_HERE,            /* the name of the view that is shown */
	ROLE_RULE,            /* lines between panes */
	N_ROLES,
};

enum ground {
	GROUND_BODY,
	GROUND_BAR,     /* line 1 */
	GROUND_CURSOR,  /* the row with the cursor, where the keys go */
	GROUND_RESTING, /* the row with the cursor, while the keys go elsewhere */
	N_GROUNDS,
};

/* Role and ground of a cell. */
typedef struct {
	guint16 role, ground; /* no padding: cells are compared as bytes */
} Style;

static inline Style style(guint role, guint ground)
{
	return (Style){ (guint16)role, (guint16)ground };
}

/* The names, in the order of the table, ending with NULL. */
const char *const *theme_names(void);

/* Sets the colours.  "auto" (or NULL, or a name that is not there): dark, or light where COLORFGBG tells of a
 * light background; NO_COLOR (not empty) wins over everything.  `colours` is what the terminal has. Returns
 * the name of the theme that is in use. */
const char *theme_use(const char *name, int colours, gboolean direct);

/* Attributes and colour pair of a style. */
unsigned theme_attributes(Style style, short *pair);
