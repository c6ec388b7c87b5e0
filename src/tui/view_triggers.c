/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "tui/app.h"
#include "tui/view_server.h"

static void changed(View *view, unsigned what)
{
	const Server *server = session_server(view->session);
	if ((what & SESSION_SERVER) != 0)
		view_set_rows(view, server, server != NULL ? server->triggers->len : 0);
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
	.refresh = server_refresh,
};
