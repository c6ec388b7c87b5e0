/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "tui/app.h"
#include "tui/view.h"

/* The rows are those of the sessions, in their order; `state` is a GPtrArray of ServerRow * (borrowed). */
static void changed(View *view, unsigned what)
{
	const GPtrArray *sessions = app_sessions(view->app);
	GPtrArray *rows = view->state;
	if (rows != NULL && rows->len == sessions->len) {
		view_touch(view);
		return;
	}
	rows = g_ptr_array_new();
	for (guint i = 0; i < sessions->len; i++)
		g_ptr_array_add(rows, session_row(g_ptr_array_index(sessions, i)));
	view_set_rows(view, rows, rows->len);
	if (view->state != NULL)
		g_ptr_array_unref(view->state);
	view->state = rows;
}

static void free_rows(gpointer rows)
{
	if (rows != NULL)
		g_ptr_array_unref(rows);
}

static gboolean note(const struct listing *listing, guint number, ListingLook look, GString *out, Tone *tone)
{
	const GPtrArray *rows = listing->data;
	const ServerRow *row = g_ptr_array_index(rows, number);
	if (row->why == NULL)
		return FALSE;
	text_append_visible(out, row->why, -1, look == LOOK_UTF8 ? TEXT_ONE_LINE : TEXT_ASCII);
	*tone = row->state == PROBE_DOWN ? TONE_BAD : TONE_LOOK;
	return TRUE;
}

/* What the number keys show is of the server under the cursor. */
static void moved(View *view, guint row)
{
	app_set_session(view->app, g_ptr_array_index(app_sessions(view->app), row));
}

static gboolean act(View *view, enum action action)
{
	guint row;
	if (action != ACT_OPEN || view->focus != FOCUS_LIST || !list_current(view->list, &row))
		return FALSE;
	app_show_session(view->app, g_ptr_array_index(app_sessions(view->app), row), &view_actions);
	return TRUE;
}

static void refresh(View *view)
{
	const GPtrArray *sessions = app_sessions(view->app);
	for (guint i = 0; i < sessions->len; i++)
		session_load(g_ptr_array_index(sessions, i));
}

static Tone empty(View *view, GString *out)
{
	if (app_sessions(view->app)->len == 0)
		g_string_append(
			out,
			_("No server is configured yet. Add one with :servers add ALIAS URL, look at one "
			  "with weir URL, or try weir demo."));
	return TONE_PLAIN;
}

const struct view_ops view_servers = {
	.name = "servers",
	.title = N_("servers"),
	.number = 1,
	.bit = ON_SERVERS,
	.kind = &listing_servers,
	.list = { .id_column = "url", .hidden = "why", .note = note },
	.changed = changed,
	.empty = empty,
	.moved = moved,
	.act = act,
	.refresh = refresh,
	.free_state = free_rows,
};
