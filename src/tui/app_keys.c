/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/error.h"
#include "tui/app_private.h"

static void act_quit(App *app)
{
	if (!app_pop(app))
		app_end(app, WEIR_EXIT_OK);
}

static void act_interrupt(App *app)
{
	if (app->run != NULL)
		app_cancel_run(app);
	else
		app_end(app, WEIR_EXIT_INTERRUPTED);
}

static void act_redraw(App *app)
{
	screen_forget();
	view_act(app_view(app), ACT_REFRESH);
}

static void act_mouse(App *app)
{
	app->mouse = !app->mouse;
	if (app->term != NULL)
		term_set_mouse(app->term, app->mouse);
	app_tell(app, TONE_PLAIN, "%s",
		 app->mouse ? _("the mouse is weir's: Shift selects text in most terminals")
			    : _("the mouse is the terminal's: select text as usual"));
}

static void act_stop(App *app)
{
	if (app->term != NULL)
		term_stop(app->term);
}

/* From a view without a number the way back leads to where it was opened; from a server's view to the list of
 * servers, where there are several. */
static void act_back(App *app)
{
	if (app_pop(app))
		return;
	if (app->view->ops->number == 0)
		app_show(app, app->before != NULL ? app->before->ops : &view_servers);
	else if (app->view->ops->of_session && app->sessions->len > 1)
		app_show(app, &view_servers);
}

static void act_captures(App *app)
{
	app_show(app, &view_captures);
}

static const struct {
	enum action action;
	void (*act)(App *app);
} acts[] = {
	{ ACT_QUIT, act_quit },
	{ ACT_INTERRUPT, act_interrupt },
	{ ACT_REDRAW, act_redraw },
	{ ACT_MOUSE, act_mouse },
	{ ACT_STOP, act_stop },
	{ ACT_BACK, act_back },
	{ ACT_COMMAND, app_prompt_command },
	{ ACT_FILTER, app_prompt_search },
	{ ACT_HELP, app_help },
	{ ACT_CAPTURES, act_captures },
};

void app_act(App *app, const struct key_row *row)
{
	if (row->action == ACT_VIEW) {
		const struct view_ops *ops = view_find(row->argument);
		if (ops != NULL)
			app_show(app, ops);
		return;
	}
	if (view_act(app_view(app), row->action))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(acts); i++)
		if (acts[i].action == row->action)
			acts[i].act(app);
}

static void on_key(App *app, guint key)
{
	View *view = app_view(app);
	g_clear_pointer(&app->message, g_free);
	const struct key_row *row = keymap_find(key, view->focus, view->ops->bit);
	gboolean way_out = row != NULL && (row->action == ACT_INTERRUPT || row->action == ACT_STOP);
	if (row != NULL && (way_out || !app_too_small()))
		app_act(app, row);
	else if (app_too_small() && key == 'q')
		app_end(app, WEIR_EXIT_OK);
}

/* The line of views is the second; its words are where app_draw.c put them. */
static void on_mouse(App *app, const InputEvent *event)
{
	g_clear_pointer(&app->message, g_free);
	const struct view_ops *ops =
		event->row == 1 && event->mouse == MOUSE_PRESS ? app_view_at(app, event->column) : NULL;
	if (ops != NULL)
		app_show(app, ops);
	else
		view_mouse(app_view(app), event);
}

void app_on_input(const InputEvent *event, gpointer data)
{
	App *app = data;
	if (app->ended)
		return;
	switch (event->type) {
	case INPUT_IS_KEY:
		if (app->prompt != NULL)
			prompt_key(app->prompt, event->key);
		else
			on_key(app, event->key);
		break;
	case INPUT_IS_MOUSE:
		if (app->prompt == NULL)
			on_mouse(app, event);
		break;
	case INPUT_IS_PASTE:
		/* What is pasted outside a prompt would be run as keys. */
		if (app->prompt != NULL)
			prompt_paste(app->prompt, event->paste, event->paste_length);
		else
			app_tell(app, TONE_PLAIN, "%s",
				 _("a paste belongs into a prompt (: or /): left out"));
		break;
	}
}
