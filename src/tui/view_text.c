/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "tui/view.h"

/* Help, and what commands print. */
const struct view_ops view_text = {
	.name = "text",
	.title = N_("text"),
	.bit = ON_TEXT,
	.open_depth = 2,
};

View *view_text_new(App *app, const char *title, GPtrArray *lines)
{
	View *view = view_new(&view_text, app, NULL);
	view->title = g_strdup(title);
	pane_set(view->pane, lines, FALSE);
	return view;
}
