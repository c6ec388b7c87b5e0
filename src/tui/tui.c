/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/tui.h"

#include <glib/gi18n.h>

#include "base/error.h"

struct Tui {
	TuiDone done;
};

void tui_options_init(TuiOptions *options)
{
	*options = (TuiOptions){ .mouse = TRUE };
}

Tui *tui_start(const TuiOptions *options, TuiDone done, gpointer data, GError **error)
{
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("this build of weir has no screen; use the commands: weir help"));
	return NULL;
}

void tui_stop(Tui *tui)
{
}

void tui_free(Tui *tui)
{
	g_free(tui);
}
