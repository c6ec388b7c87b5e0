/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/tui.h"

#include <stdlib.h>
#include <string.h>

#include "tui/app.h"

struct Tui {
	App *app;
	char *view;
	guint begin_source;
};

void tui_options_init(TuiOptions *options)
{
	*options = (TuiOptions){ .mouse = TRUE };
}

static gboolean on_begin(gpointer data)
{
	Tui *tui = data;
	tui->begin_source = 0;
	app_begin(tui->app, tui->view);
	return G_SOURCE_REMOVE;
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
	tui->view = g_strdup(options->view);
	if (!app_open(tui->app, options->plain || is_dumb(), error)) {
		tui_free(tui);
		return NULL;
	}
	/* Painted already; curl and what it loads come after. */
	tui->begin_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_begin, tui, NULL);
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
	g_clear_handle_id(&tui->begin_source, g_source_remove);
	app_free(tui->app);
	g_free(tui->view);
	g_free(tui);
}
