/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/tui.h"

#include <stdlib.h>
#include <string.h>

#include "tui/app.h"

struct Tui {
	App *app;
};

void tui_options_init(TuiOptions *options)
{
	*options = (TuiOptions){ .mouse = TRUE };
}

/* A terminal without a cursor, or a person who said so once for all. */
static gboolean is_dumb(void)
{
	const char *term = getenv("TERM"), *said = getenv("WEIR_A11Y");
	return (term != NULL && strcmp(term, "dumb") == 0) || (said != NULL && strcmp(said, "1") == 0);
}

Tui *tui_start(const TuiOptions *options, TuiDone done, gpointer data, GError **error)
{
	Tui *tui = g_new0(Tui, 1);
	tui->app = app_new(options, done, data);
	if (!app_open(tui->app, options, options->plain || is_dumb(), error)) {
		tui_free(tui);
		return NULL;
	}
	return tui;
}

void tui_stop(Tui *tui)
{
	app_end(tui->app, 0);
}

void tui_free(Tui *tui)
{
	if (tui == NULL)
		return;
	app_free(tui->app);
	g_free(tui);
}
