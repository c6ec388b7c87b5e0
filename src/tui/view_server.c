/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/view_server.h"

#include <glib/gi18n.h>

#include "tui/words.h"

void server_status(View *view, ListingLook look, GString *out)
{
	const char *problem = session_problem(view->session);
	g_autoptr(GString) progress = g_string_new(NULL);
	if (list_listing(view->list) != NULL)
		view->ops->kind->summary(&view->listing, look, out);
	if (session_append_progress(view->session, progress)) {
		words_append_dot(out, look);
		g_string_append(out, progress->str);
	} else if (problem != NULL && list_listing(view->list) != NULL) {
		words_append_dot(out, look);
		g_string_append(out, problem);
	}
}

Tone server_empty(View *view, GString *out)
{
	const char *problem = session_problem(view->session);
	if (session_append_progress(view->session, out))
		return TONE_DIM;
	if (problem != NULL) {
		g_string_append_printf(out, "%s %s", screen_ascii() ? "x" : "✕", problem);
		return TONE_BAD;
	}
	if (list_filter(view->list) != NULL && view->listing.n_rows > 0)
		g_string_append(out, _("nothing matches the filter; Esc takes it away"));
	else if (list_listing(view->list) != NULL)
		g_string_append(out, _("the server has none"));
	return TONE_DIM;
}

void server_refresh(View *view)
{
	session_load(view->session);
}
