/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of the replay view in the editor: what is saved there is sent byte by byte. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "net/editor.h"
#include "secrets/reference.h"
#include "tui/app.h"
#include "tui/view_replay.h"

/* A sample is weir's own, and is laid out for people; bytes that somebody gave are shown as they are. */
static GBytes *text_to_edit(ReplayRunner *runner, GError **error)
{
	g_autoptr(GBytes) body = replay_runner_body(runner, error);
	if (body == NULL || replay_runner_choice(runner)->body != NULL)
		return g_steal_pointer(&body);
	gsize length = 0;
	const char *data = g_bytes_get_data(body, &length);
	g_autoptr(json_t) event = weir_json_read(data, length, NULL, NULL, NULL);
	char *text = event != NULL ? json_dumps(event, JSON_INDENT(2) | JSON_SORT_KEYS) : NULL;
	return text != NULL ? g_bytes_new_take(text, strlen(text)) : g_steal_pointer(&body);
}

static void on_edited(GBytes *saved, const GError *error, gpointer data)
{
	View *view = data;
	ReplayRunner *runner = session_replay(view->session);
	app_take_terminal(view->app);
	if (error != NULL) {
		app_tell(view->app, TONE_LOOK, "%s", error->message);
	} else if (saved == NULL) {
		app_tell(view->app, TONE_PLAIN, "%s", _("the body is as it was"));
	} else if (replay_runner_busy(runner)) {
		app_tell(view->app, TONE_LOOK, "%s", _("a replay to this server is under way: x stops it"));
	} else {
		const ReplayChoice *choice = replay_runner_choice(runner);
		g_autofree char *type = g_strdup(choice->content_type);
		replay_choice_set_body(replay_runner_choice(runner), saved, NULL, type);
		replay_runner_chose(runner);
	}
}

void replay_edit_body(View *view)
{
	ReplayRunner *runner = session_replay(view->session);
	g_autoptr(GError) error = NULL;
	if (replay_runner_busy(runner)) {
		app_tell(view->app, TONE_LOOK, "%s", _("a replay to this server is under way: x stops it"));
		return;
	}
	g_autoptr(GBytes) text = text_to_edit(runner, &error);
	if (text == NULL || !edit_possible(&error)) {
		app_tell(view->app, TONE_LOOK, "%s",
			 error != NULL ? error->message : _("no trigger is known yet"));
		return;
	}
	if (!app_lend_terminal(view->app)) {
		app_tell(view->app, TONE_LOOK, "%s",
			 _("there is no screen to lend to an editor: weir replay --edit"));
		return;
	}
	g_auto(GStrv) environment = command_environment();
	edit_start(text, "event.json", environment, NULL, on_edited, view);
}
