/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "tui/app.h"
#include "tui/view_audit.h"
#include "tui/view_server.h"

static void changed(View *view, unsigned what)
{
	const Server *server = session_server(view->session);
	if ((what & SESSION_AUDIT) != 0)
		view->pane_fresh = FALSE;
	if ((what & SESSION_SERVER) != 0)
		view_set_rows(view, server, server != NULL ? server->actions->len : 0);
}

static void detail(View *view, guint row, ListingLook look, GPtrArray *lines)
{
	const Server *server = view->listing.data;
	struct listing listing = view->listing;
	listing.server = target_name(session_target(view->session));
	view->ops->kind->detail(&listing, row, look, lines);
	view_audit_add_lines(view->session, ((const Action *)server->actions->pdata[row])->name, lines);
}

const struct view_ops view_actions = {
	.name = "actions",
	.title = N_("actions"),
	.number = 2,
	.bit = ON_ACTIONS,
	.of_session = TRUE,
	.kind = &listing_actions,
	.list = { .id_column = "action" },
	.details_first = TRUE,
	.changed = changed,
	.status = server_status,
	.empty = server_empty,
	.detail = detail,
	.refresh = server_refresh,
};
