/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the replay view asks: whether to send, and what, where and how. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/paths.h"
#include "model/target.h"
#include "secrets/reference.h"
#include "sign/schemes.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/view_replay.h"
#include "verb/body.h"

static ReplayRunner *runner_of(const View *view)
{
	return session_replay(view->session);
}

static void tell_error(View *view, const GError *error)
{
	app_tell(view->app, TONE_LOOK, "%s", error->message);
}

static gboolean may_change(View *view)
{
	if (!replay_runner_busy(runner_of(view)))
		return TRUE;
	app_tell(view->app, TONE_LOOK, "%s", _("a replay to this server is under way: x stops it"));
	return FALSE;
}

/* ---- sending: asked once for each choice where env = test, each time elsewhere ---- */

struct sending {
	View *view;
	char *only;
};

/* The one that is asked about: questions have no data of their own. */
static const char *wanted_word;

static void sending_free(gpointer memory)
{
	struct sending *sending = memory;
	g_free(sending->only);
	g_free(sending);
}

static void start(View *view, const char *only, const char *confirmed)
{
	g_autoptr(GError) error = NULL;
	if (!replay_runner_start(runner_of(view), only, confirmed, &error))
		tell_error(view, error);
	app_dirty(view->app);
}

static const char *is_not_the_word(const char *answer, const char *const *before)
{
	return g_strcmp0(answer, wanted_word) == 0
		       ? NULL
		       : _("that is not the word: nothing was sent; Esc leaves it");
}

static gboolean is_test(const View *view)
{
	return session_target(view->session)->env == ENV_TEST;
}

static void on_confirmed(const char *const *answers, gpointer data)
{
	const struct sending *sending = data;
	replay_runner_set_confirmed(runner_of(sending->view));
	start(sending->view, sending->only, is_test(sending->view) ? NULL : answers[0]);
}

/* What becomes of it, in a sentence. */
static char *consequence(View *view, const char *only)
{
	const ReplayChoice *choice = replay_runner_choice(runner_of(view));
	const char *name = session_name(view->session);
	if (choice->subscription == NULL)
		return g_strdup_printf(
			_("%s: subscriptions of weir's own are made for it, and removed afterwards"), name);
	if (only != NULL)
		return g_strdup_printf(_("%s: the event goes to subscription %s and may be dispatched"), name,
				       choice->subscription);
	return g_strdup_printf(_("%s: what must be refused goes to subscription %s"), name,
			       choice->subscription);
}

void replay_ask_start(View *view, const char *only)
{
	static const struct question questions_test[] = {
		{ N_("type yes to send"), NULL, is_not_the_word },
	};
	static const struct question questions_prod[] = {
		{ N_("env = prod: type the server's name to send"), NULL, is_not_the_word },
	};
	ReplayRunner *runner = runner_of(view);
	const ReplayChoice *choice = replay_runner_choice(runner);
	if (!may_change(view))
		return;
	gboolean test = is_test(view);
	if (test && replay_runner_confirmed(runner) && choice->subscription == NULL) {
		start(view, only, NULL);
		return;
	}
	struct sending *sending = g_new0(struct sending, 1);
	sending->view = view;
	sending->only = g_strdup(only);
	wanted_word = test ? "yes" : session_name(view->session);
	g_autofree char *about = consequence(view, only);
	const char *const initial[] = { NULL };
	app_ask(view->app, about, test ? questions_test : questions_prod, 1, initial, on_confirmed, sending,
		sending_free);
}

/* ---- the trigger ---- */

static const char **trigger_names; /* of the server that is asked about; borrowed from its documents */

static const char *is_no_trigger(const char *answer, const char *const *before)
{
	return trigger_names != NULL && g_strv_contains(trigger_names, answer)
		       ? NULL
		       : _("the server has no such trigger; Tab lists them");
}

static void on_trigger(const char *const *answers, gpointer data)
{
	View *view = data;
	ReplayRunner *runner = runner_of(view);
	if (may_change(view) && replay_choice_set_trigger(replay_runner_choice(runner), answers[0]))
		replay_runner_chose(runner);
}

static void keep_names(const Server *server)
{
	g_strfreev((char **)trigger_names);
	char **names = g_new0(char *, server->triggers->len + 1);
	for (guint i = 0; i < server->triggers->len; i++)
		names[i] = g_strdup(((const Trigger *)server->triggers->pdata[i])->name);
	trigger_names = (const char **)names;
}

void replay_ask_trigger(View *view)
{
	static struct question questions[] = { { N_("trigger"), NULL, is_no_trigger } };
	const Server *server = session_server(view->session);
	const ReplayChoice *choice = replay_runner_choice(runner_of(view));
	if (!may_change(view))
		return;
	if (server == NULL || server->triggers->len == 0) {
		app_tell(view->app, TONE_LOOK, "%s", _("no trigger is known yet"));
		return;
	}
	keep_names(server);
	questions[0].choices = trigger_names;
	const char *const initial[] = { server->triggers->len == 1 ? choice->trigger : NULL };
	app_ask(view->app, _("the trigger that events are sent to"), questions, 1, initial, on_trigger, view,
		NULL);
}

/* ---- subscription, scheme, secret, URLs ---- */

enum { ASK_SUBSCRIPTION, ASK_SCHEME, ASK_SECRET, ASK_CALLBACK, ASK_URL, N_SETTINGS };

/* A value that was typed by mistake must not be taken for a reference, and is not repeated. */
static const char *is_no_reference(const char *answer, const char *const *before)
{
	return *answer == '\0' || reference_check(answer, NULL)
		       ? NULL
		       : _("a secret is given by reference: env:NAME, file:PATH, cmd:COMMAND, keyring:NAME");
}

static const char *is_no_url(const char *answer, const char *const *before)
{
	return *answer == '\0' || g_str_has_prefix(answer, "http://") || g_str_has_prefix(answer, "https://")
		       ? NULL
		       : _("a URL begins with http:// or https://");
}

static const char *const *scheme_ids(void)
{
	static const char **ids;
	if (ids != NULL)
		return ids;
	ids = g_new0(const char *, schemes_count() + 2);
	ids[0] = "none";
	for (guint i = 0; i < schemes_count(); i++)
		ids[i + 1] = schemes_at(i)->id;
	return ids;
}

static void on_settings(const char *const *answers, gpointer data)
{
	View *view = data;
	ReplayRunner *runner = runner_of(view);
	ReplayChoice *choice = replay_runner_choice(runner);
	if (!may_change(view))
		return;
	if (g_strcmp0(choice->subscription, answers[ASK_SUBSCRIPTION]) != 0)
		replay_choice_set(&choice->connection, NULL);
	replay_choice_set(&choice->subscription, answers[ASK_SUBSCRIPTION]);
	replay_choice_set(&choice->scheme, answers[ASK_SCHEME]);
	replay_choice_set(&choice->secret, answers[ASK_SECRET]);
	replay_choice_set(&choice->callback_base, answers[ASK_CALLBACK]);
	replay_choice_set(&choice->url, answers[ASK_URL]);
	replay_runner_chose(runner);
}

void replay_ask_settings(View *view)
{
	static struct question questions[N_SETTINGS] = {
		[ASK_SUBSCRIPTION] = { N_("subscription (empty: a canary of weir's own)"), NULL, NULL },
		[ASK_SCHEME] = { N_("scheme (empty: as configured)"), NULL, NULL },
		[ASK_SECRET] = { N_("signing secret, by reference (empty: the canary's, or as configured)"),
				 NULL, is_no_reference },
		[ASK_CALLBACK] = { N_("URL under which the server reaches weir (empty: 127.0.0.1)"), NULL,
				   is_no_url },
		[ASK_URL] = { N_("route's URL as the sender signs it (empty: the server's)"), NULL,
			      is_no_url },
	};
	const ReplayChoice *choice = replay_runner_choice(runner_of(view));
	if (!may_change(view))
		return;
	questions[ASK_SCHEME].choices = scheme_ids();
	const char *const initial[N_SETTINGS] = {
		[ASK_SUBSCRIPTION] = choice->subscription,
		[ASK_SCHEME] = choice->scheme,
		[ASK_SECRET] = choice->secret,
		[ASK_CALLBACK] = choice->callback_base,
		[ASK_URL] = choice->url,
	};
	app_ask(view->app, _("how events are sent: Enter keeps what stands there"), questions, N_SETTINGS,
		initial, on_settings, view, NULL);
}

/* ---- the body ---- */

static const char *const bodies[] = { "sample", "minimal", "another", NULL };

struct reading {
	View *view;
	char *path;
};

static void reading_free(gpointer memory)
{
	struct reading *reading = memory;
	g_free(reading->path);
	g_free(reading);
}

static void read_file(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const struct reading *reading = data;
	GError *error = NULL;
	gsize length = 0;
	char *bytes = paths_read(reading->path, VERB_BODY_BYTES, &length, &error);
	if (bytes == NULL)
		g_task_return_error(task, error);
	else
		g_task_return_pointer(task, g_bytes_new_take(bytes, length), (GDestroyNotify)g_bytes_unref);
}

static void on_read(GObject *source, GAsyncResult *result, gpointer data)
{
	const struct reading *reading = g_task_get_task_data(G_TASK(result));
	View *view = reading->view;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_task_propagate_pointer(G_TASK(result), &error);
	if (bytes == NULL) {
		tell_error(view, error);
		return;
	}
	if (!may_change(view))
		return;
	g_autofree char *name = g_path_get_basename(reading->path);
	replay_choice_set_body(replay_runner_choice(runner_of(view)), bytes, name, NULL);
	replay_runner_chose(runner_of(view));
}

static void take_file(View *view, const char *path)
{
	struct reading *reading = g_new0(struct reading, 1);
	reading->view = view;
	reading->path = g_strdup(path);
	g_autoptr(GTask) task = g_task_new(NULL, NULL, on_read, NULL);
	g_task_set_task_data(task, reading, reading_free);
	g_task_run_in_thread(task, read_file);
}

static void on_body(const char *const *answers, gpointer data)
{
	View *view = data;
	ReplayChoice *choice = replay_runner_choice(runner_of(view));
	if (!may_change(view))
		return;
	if (!g_strv_contains(bodies, answers[0])) {
		take_file(view, answers[0]);
		return;
	}
	replay_choice_set_body(choice, NULL, NULL, NULL);
	if (strcmp(answers[0], "another") == 0)
		choice->seed = MAX(choice->seed, 1) + 1;
	else
		choice->minimal = strcmp(answers[0], "minimal") == 0;
	replay_runner_chose(runner_of(view));
}

void replay_ask_body(View *view)
{
	static const struct question questions[] = {
		{ N_("sample, minimal, another, or a file"), bodies, ask_is_empty },
	};
	const char *const initial[] = { NULL };
	if (may_change(view))
		app_ask(view->app,
			_("the body: a sample of all members, of required ones only, another one, or the "
			  "bytes of a file"),
			questions, 1, initial, on_body, view, NULL);
}
