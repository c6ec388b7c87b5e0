/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pane of detail lines: scrolls, folds JSON, searches.  The detail of a row, help, and what a command
 * printed are all shown in one.  Main thread. */
#pragma once

#include "tui/filter.h"
#include "tui/keymap.h"
#include "tui/screen.h"

typedef struct {
	int row, column, rows, columns;
} Rect;

typedef struct Pane Pane;

/* JSON is open down to `open_depth`. `cursor`: a line has the cursor (details); else the whole scrolls
 * (texts). */
Pane *pane_new(int open_depth, gboolean cursor);
void pane_free(Pane *pane);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pane, pane_free)

/* New lines (a reference is taken; NULL: none).  `stay` keeps place and folds: the same thing, read again. */
void pane_set(Pane *pane, GPtrArray *lines, gboolean stay);
const GPtrArray *pane_lines(const Pane *pane);

/* Moves, folds; TRUE if the action means something to a pane. */
gboolean pane_act(Pane *pane, enum action action);
void pane_scroll(Pane *pane, int by);
/* The line at that row of the pane gets the cursor; again: it is folded. */
void pane_click(Pane *pane, int row);

/* What n and N look for; goes to the first at or after the cursor.  FALSE if there is none.  NULL: nothing.
 */
gboolean pane_search(Pane *pane, Filter *filter);
gboolean pane_next_match(Pane *pane, int direction);

/* The JSON or the text under the cursor, g_free(). */
char *pane_copy(const Pane *pane);

void pane_draw(Pane *pane, Rect place, gboolean focused);
/* Whether there is more above and below what was drawn. */
void pane_more(const Pane *pane, gboolean *above, gboolean *below);
/* "12/80": where the cursor is; nothing where everything is seen. */
void pane_append_position(const Pane *pane, GString *out);
