/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "tui/app.h"
#include "tui/view_audit.h"
#include "tui/view_replay.h"
#include "tui/view_server.h"

static void changed(View *view, unsigned what)
{
	const Server *server = session_server(view->session);
	if ((what & SESSION_AUDIT) != 0)
		view->pane_fresh = FALSE;
	if ((what & SESSION_SERVER) != 0)
		view_set_rows(view, server, server != NULL ? server->triggers->len : 0);
}

static void detail(View *view, guint row, ListingLook look, GPtrArray *lines)
{
	const Server *server = view->listing.data;
	view->ops->kind->detail(&view->listing, row, look, lines);
	view_audit_add_lines(view->session, ((const Trigger *)server->triggers->pdata[row])->name, lines);
}

static gboolean act(View *view, enum action action)
{
	guint row;
	const Server *server = view->listing.data;
	if (action != ACT_REPLAY || !list_current(view->list, &row))
		return FALSE;
	view_replay_show(view->app, view->session, ((const Trigger *)server->triggers->pdata[row])->name,
			 NULL, NULL);
	return TRUE;
}

const struct view_ops view_triggers = {
	.name = "triggers",
	.title = N_("triggers"),
	.number = 3,
	.bit = ON_TRIGGERS,
	.of_session = TRUE,
	.kind = &listing_triggers,
	.list = { .id_column = "trigger" },
	.details_first = TRUE,
	.changed = changed,
	.status = server_status,
	.empty = server_empty,
	.detail = detail,
	.act = act,
	.refresh = server_refresh,
};
