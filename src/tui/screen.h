/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture: cells that everybody draws into, and the one place that sends it to the terminal.
 *
 * Drawing costs what was drawn; sending costs what differs from what stands there.  Text must be visible text
 * (base/text.h); whatever slipped through is made inert here.  Where the locale has no UTF-8, or ASCII was
 * asked for, what is not ASCII becomes a question mark: views give ASCII forms themselves.  Main thread. */
#pragma once

#include "tui/theme.h"

/* Of the terminal's size; all cells blank.  Called after each resize too. */
void screen_resize(int rows, int columns, gboolean ascii);
void screen_free(void);
int screen_rows(void);
int screen_columns(void);
gboolean screen_ascii(void);

/* Draws `text` from a column on, at most `width` columns; returns the columns used.  What would stand outside
 * is not drawn. */
int screen_text(int row, int column, int width, const char *text, Style style);
/* The same, the rest of `width` blank. */
void screen_field(int row, int column, int width, const char *text, Style style);
void screen_fill(int row, int column, int width, Style style);
void screen_char(int row, int column, gunichar character, Style style);
/* Gives cells that are drawn another ground, or another role. */
void screen_ground(int row, int column, int width, enum ground ground);
void screen_role(int row, int column, int width, guint role);

/* Cells as they are drawn, kept by who would draw the same again: `cells` has screen_cells_size(width) bytes.
 */
gsize screen_cells_size(int width);
void screen_copy(int row, int column, int width, gpointer cells);
void screen_paste(int row, int column, int width, gconstpointer cells);

/* Where the terminal's cursor stands after the next flush, and is seen; row -1: it is hidden. */
void screen_cursor(int row, int column);
/* Where it stands while it is hidden: screen readers and magnifiers follow it. */
void screen_rest(int row, int column);

/* Sends what changed. */
void screen_flush(void);
/* The next flush sends everything: something else has written to the terminal. */
void screen_forget(void);
