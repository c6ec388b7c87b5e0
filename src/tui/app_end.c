/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the app lets go of the terminal: for a while, and for good. */
#include <glib/gi18n.h>

#include "tui/app_private.h"

gboolean app_lend_terminal(App *app)
{
	if (app->term == NULL || app->lent)
		return FALSE;
	app->lent = TRUE;
	term_lend(app->term);
	return TRUE;
}

void app_take_terminal(App *app)
{
	if (!app->lent)
		return;
	app->lent = FALSE;
	if (app->term == NULL)
		return;
	screen_forget();
	term_take_back(app->term);
}

gboolean app_work_is_open(const App *app)
{
	if (secrets_runner_busy(app->secrets))
		return TRUE;
	for (guint i = 0; i < app->sessions->len; i++) {
		Session *session = g_ptr_array_index(app->sessions, i);
		if (replay_runner_busy(session_replay(session)) || audit_runner_busy(session_audit(session)))
			return TRUE;
	}
	return FALSE;
}

static gboolean on_end(gpointer data)
{
	App *app = data;
	app->end_source = 0;
	g_clear_pointer(&app->prompt, prompt_close);
	prompt_save_history();
	g_clear_pointer(&app->term, term_close);
	app->done(app->exit_code, app->done_data);
	return G_SOURCE_REMOVE;
}

/* What a replay or an audit made on a server does not outlive the screen, and a rotation stops between two
 * calls, unless somebody cannot wait. */
static gboolean waits_for_work(App *app)
{
	if (app->leaving || !app_work_is_open(app))
		return FALSE;
	for (guint i = 0; i < app->sessions->len; i++) {
		Session *session = g_ptr_array_index(app->sessions, i);
		replay_runner_stop(session_replay(session));
		if (audit_runner_busy(session_audit(session)))
			audit_runner_stop(session_audit(session));
	}
	if (secrets_runner_busy(app->secrets)) {
		secrets_runner_stop(app->secrets);
		app_tell(app, TONE_LOOK, "%s",
			 _("leaving as soon as the rotation has stopped; weir secrets resume goes on"));
		return TRUE;
	}
	app_tell(app, TONE_LOOK, "%s",
		 _("leaving as soon as the canaries are removed; q once more leaves them to weir cleanup"));
	return TRUE;
}

void app_end(App *app, int exit_code)
{
	if (app->ended)
		return;
	if (waits_for_work(app)) {
		app->leaving = TRUE;
		app->exit_code = exit_code;
		return;
	}
	app->ended = TRUE;
	app->exit_code = exit_code;
	app->end_source = g_idle_add_full(G_PRIORITY_HIGH, on_end, app, NULL);
}
