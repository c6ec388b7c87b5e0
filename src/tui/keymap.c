/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/keymap.h"

#include <glib/gi18n.h>

#include "tui/input.h"

enum { READING = FOCUS_DETAIL | FOCUS_TEXT, MOVING = FOCUS_ANY };

/* In the order of help and of the bottom line. The first row that fits is meant, so what is special stands
 * before what is general. */
const struct key_row key_rows[] = {
	{ FOCUS_LIST,
	  ON_SERVERS,
	  { INPUT_ENTER, 'l', INPUT_RIGHT },
	  ACT_OPEN,
	  0,
	  N_("open"),
	  N_("see the actions of this server") },
	{ FOCUS_LIST,
	  ON_ANY,
	  { INPUT_ENTER, 'l', INPUT_RIGHT },
	  ACT_OPEN,
	  0,
	  N_("open"),
	  N_("read the details of this row") },
	{ FOCUS_DETAIL,
	  ON_ANY,
	  { INPUT_ENTER, ' ' },
	  ACT_FOLD,
	  0,
	  N_("fold"),
	  N_("fold or unfold the JSON under the cursor") },
	{ FOCUS_DETAIL, ON_ANY, { 'l', INPUT_RIGHT }, ACT_FOLD_OPEN, 0, NULL, N_("unfold") },
	{ FOCUS_DETAIL,
	  ON_ANY,
	  { 'h', INPUT_LEFT },
	  ACT_FOLD_SHUT,
	  0,
	  NULL,
	  N_("fold, or go to what it is part of") },
	{ FOCUS_DETAIL,
	  ON_ANY,
	  { 'z' },
	  ACT_FOLD_ALL,
	  0,
	  N_("all"),
	  N_("unfold everything, or fold everything") },
	{ READING, ON_ANY, { INPUT_ESCAPE, 'q', INPUT_BACKSPACE }, ACT_BACK, 0, N_("back"), N_("go back") },

	{ FOCUS_LIST,
	  ON_ANY,
	  { '/' },
	  ACT_FILTER,
	  0,
	  N_("filter"),
	  N_("show only what matches: words, /re, /!re, /column:value") },
	{ READING, ON_ANY, { '/' }, ACT_FILTER, 0, N_("search"), N_("search here") },
	{ FOCUS_ANY, ON_ANY, { 'n' }, ACT_NEXT_MATCH, 0, NULL, N_("next match") },
	{ FOCUS_ANY, ON_ANY, { 'N' }, ACT_PREVIOUS_MATCH, 0, NULL, N_("previous match") },
	{ FOCUS_LIST,
	  ON_ANY,
	  { 's' },
	  ACT_SORT,
	  0,
	  N_("sort"),
	  N_("sort by the next column, at last not at all") },
	{ FOCUS_LIST, ON_ANY, { 'S' }, ACT_SORT_REVERSE, 0, NULL, N_("turn the order round") },
	{ FOCUS_LIST, ON_ANY, { ' ' }, ACT_MARK, 0, N_("mark"), N_("mark or unmark this row") },
	{ FOCUS_LIST, ON_ANY, { 'U' }, ACT_UNMARK_ALL, 0, NULL, N_("unmark all rows") },
	{ FOCUS_LIST,
	  ON_ANY,
	  { INPUT_ESCAPE, INPUT_BACKSPACE },
	  ACT_BACK,
	  0,
	  NULL,
	  N_("take the filter away, close the details, go back") },
	{ FOCUS_LIST,
	  ON_TRAFFIC,
	  { 'c' },
	  ACT_COPY_CURL,
	  0,
	  N_("copy as curl"),
	  N_("copy the request as a curl line, with \"$WEIR_TOKEN\" for the token") },
	{ FOCUS_LIST,
	  ON_ANY,
	  { 'y' },
	  ACT_COPY,
	  0,
	  N_("copy"),
	  N_("copy the name or id, or those of marked rows") },
	{ READING, ON_ANY, { 'y' }, ACT_COPY, 0, N_("copy"), N_("copy the value under the cursor") },
	{ FOCUS_LIST, ON_ANY, { 'Y' }, ACT_COPY_ROW, 0, NULL, N_("copy the row as JSON") },
	{ FOCUS_LIST | FOCUS_DETAIL,
	  ON_ANY,
	  { 'r', INPUT_F1 + 4 },
	  ACT_REFRESH,
	  0,
	  N_("refresh"),
	  N_("ask the server again") },
	{ FOCUS_LIST | FOCUS_DETAIL,
	  ON_ANY,
	  { 'v' },
	  ACT_PANE,
	  0,
	  N_("details"),
	  N_("show or hide the details") },
	{ FOCUS_LIST | FOCUS_DETAIL,
	  ON_ANY,
	  { INPUT_TAB, INPUT_BACKTAB },
	  ACT_FOCUS,
	  0,
	  NULL,
	  N_("go to the details, or back to the list") },

	{ MOVING, ON_ANY, { 'j', INPUT_DOWN, INPUT_CTRL('n') }, ACT_DOWN, 0, NULL, N_("down") },
	{ MOVING, ON_ANY, { 'k', INPUT_UP, INPUT_CTRL('p') }, ACT_UP, 0, NULL, N_("up") },
	{ MOVING, ON_ANY, { INPUT_PAGE_DOWN, INPUT_CTRL('f') }, ACT_PAGE_DOWN, 0, NULL, N_("a page down") },
	{ MOVING, ON_ANY, { INPUT_PAGE_UP, INPUT_CTRL('b') }, ACT_PAGE_UP, 0, NULL, N_("a page up") },
	{ FOCUS_TEXT, ON_ANY, { ' ' }, ACT_PAGE_DOWN, 0, NULL, N_("a page down") },
	{ MOVING, ON_ANY, { INPUT_CTRL('d') }, ACT_HALF_DOWN, 0, NULL, N_("half a page down") },
	{ MOVING, ON_ANY, { INPUT_CTRL('u') }, ACT_HALF_UP, 0, NULL, N_("half a page up") },
	{ MOVING, ON_ANY, { 'g', INPUT_HOME }, ACT_FIRST, 0, NULL, N_("to the top") },
	{ MOVING, ON_ANY, { 'G', INPUT_END }, ACT_LAST, 0, NULL, N_("to the end") },

	{ FOCUS_ANY, ON_ANY, { '1' }, ACT_VIEW, 1, NULL, N_("servers") },
	{ FOCUS_ANY, ON_ANY, { '2' }, ACT_VIEW, 2, NULL, N_("actions of this server") },
	{ FOCUS_ANY, ON_ANY, { '3' }, ACT_VIEW, 3, NULL, N_("triggers of this server") },
	{ FOCUS_ANY, ON_ANY, { '4' }, ACT_VIEW, 4, NULL, N_("subscriptions of this server") },
	{ FOCUS_ANY,
	  ON_ANY,
	  { '8' },
	  ACT_VIEW,
	  8,
	  NULL,
	  N_("traffic: every request and answer of this run") },

	{ FOCUS_ANY, ON_ANY, { ':' }, ACT_COMMAND, 0, N_("command"), N_("run a command; Tab completes") },
	{ FOCUS_ANY, ON_ANY, { '?', INPUT_F1 }, ACT_HELP, 0, N_("help"), N_("this help") },
	{ FOCUS_ANY,
	  ON_ANY,
	  { 'M' },
	  ACT_MOUSE,
	  0,
	  NULL,
	  N_("take the mouse, or leave it to the terminal for selecting text") },
	{ FOCUS_ANY,
	  ON_ANY,
	  { INPUT_CTRL('l') },
	  ACT_REDRAW,
	  0,
	  NULL,
	  N_("draw the screen anew, and ask again") },
	{ FOCUS_ANY, ON_ANY, { INPUT_CTRL('z') }, ACT_STOP, 0, NULL, N_("back to the shell; fg returns") },
	{ FOCUS_ANY, ON_ANY, { 'q' }, ACT_QUIT, 0, N_("quit"), N_("quit") },
	{ FOCUS_ANY, ON_ANY, { INPUT_CTRL('c') }, ACT_INTERRUPT, 0, NULL, N_("quit at once") },
};
const gsize n_key_rows = G_N_ELEMENTS(key_rows);

static gboolean row_has(const struct key_row *row, guint key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(row->keys) && row->keys[i] != 0; i++)
		if (row->keys[i] == key)
			return TRUE;
	return FALSE;
}

const struct key_row *keymap_find(guint key, guint focus, guint views)
{
	for (gsize i = 0; i < n_key_rows; i++) {
		const struct key_row *row = &key_rows[i];
		if ((row->focus & focus) != 0 && (row->views & views) != 0 && row_has(row, key))
			return row;
	}
	return NULL;
}

void keymap_append_keys(GString *out, const struct key_row *row, gboolean all)
{
	for (gsize i = 0; i < G_N_ELEMENTS(row->keys) && row->keys[i] != 0 && (all || i == 0); i++) {
		if (i > 0)
			g_string_append_c(out, ' ');
		input_append_key_name(out, row->keys[i]);
	}
}
