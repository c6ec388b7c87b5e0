/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/redact.h"
#include "net/editor.h"
#include "secrets/keyring.h"
#include "tui/app_private.h"
#include "tui/ask.h"

/* While answers stream in, the picture is drawn at least this often. */
enum { LATE_DRAW_MILLISECONDS = 30 };

HttpClient *app_http(const App *app)
{
	return app->http;
}

VerbContext *app_context(const App *app)
{
	return app->context;
}

SecretsRunner *app_secrets(const App *app)
{
	return app->secrets;
}

const GPtrArray *app_sessions(const App *app)
{
	return app->sessions;
}

Session *app_session(const App *app)
{
	return app->session;
}

void app_set_session(App *app, Session *session)
{
	app->session = session;
	app->context->current = session != NULL ? session_target(session) : NULL;
}

View *app_view(const App *app)
{
	return app->stack->len > 0 ? g_ptr_array_index(app->stack, app->stack->len - 1) : app->view;
}

/* ---- drawing and working when there is time ---- */

static void draw_now(App *app)
{
	g_clear_handle_id(&app->draw_source, g_source_remove);
	g_clear_handle_id(&app->late_draw_source, g_source_remove);
	if (app->term != NULL && !app->ended && !app->lent) {
		app_draw(app);
		app->drawn_at = g_get_monotonic_time();
	}
}

static gboolean on_draw(gpointer data)
{
	draw_now(data);
	return G_SOURCE_CONTINUE; /* removed already */
}

void app_dirty(App *app)
{
	if (app->plain != NULL)
		plain_changed(app->plain);
	if (app->term == NULL || app->draw_source != 0)
		return;
	app->draw_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE, on_draw, app, NULL);
	app->late_draw_source =
		g_timeout_add_full(G_PRIORITY_HIGH - 1, LATE_DRAW_MILLISECONDS, on_draw, app, NULL);
}

static gboolean work_slice(App *app)
{
	gboolean dirty = FALSE;
	gboolean more = view_work(app_view(app), &dirty);
	if (dirty)
		app_dirty(app);
	return more;
}

static gboolean on_work(gpointer data)
{
	App *app = data;
	if (work_slice(app)) {
		app_dirty(app); /* the percentage */
		return G_SOURCE_CONTINUE;
	}
	app_dirty(app);
	app->work_source = 0;
	return G_SOURCE_REMOVE;
}

void app_work(App *app)
{
	if (app->work_source == 0)
		app->work_source = g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, on_work, app, NULL);
}

/* After a key: short work is done at once, so that it is seen with the key; then the picture is sent. */
static void on_settled(gpointer data)
{
	App *app = data;
	if (app->ended)
		return;
	if (app->work_source == 0 && work_slice(app))
		app_work(app);
	draw_now(app);
}

/* Who types sees the time with every key; a picture of its own would only be in the way of the next one. */
static gboolean on_clock(gpointer data)
{
	App *app = data;
	if (g_get_monotonic_time() - app->drawn_at > G_USEC_PER_SEC / 2)
		app_dirty(app);
	return G_SOURCE_CONTINUE;
}

/* ---- what is said ---- */

void app_tell(App *app, Tone tone, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *clean = redact_text(text, strlen(text));
	if (app->plain != NULL) {
		g_autofree char *visible = text_visible(clean != NULL ? clean : text, -1, TEXT_ONE_LINE);
		plain_tell(app->plain, tone, visible);
		return;
	}
	g_free(app->message);
	app->message = text_visible(clean != NULL ? clean : text, -1, TEXT_ONE_LINE);
	app->message_tone = tone;
	app_dirty(app);
}

void app_copy(App *app, const char *text, const char *what)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *clean = redact_text(text, strlen(text));
	const char *copied = clean != NULL ? clean : text;
	const char *how = app->term != NULL ? term_copy(app->term, copied, &error) : NULL;
	if (how == NULL) {
		app_tell(app, TONE_LOOK, "%s",
			 error != NULL ? error->message : _("there is no clipboard here"));
		return;
	}
	const char *newline = strchr(copied, '\n');
	if (what != NULL)
		app_tell(app, TONE_GOOD, _("copied %s (%s)"), what, how);
	else if (newline != NULL)
		app_tell(app, TONE_GOOD, _("copied several lines, from %.*s (%s)"), (int)(newline - copied),
			 copied, how);
	else
		app_tell(app, TONE_GOOD, _("copied %s (%s)"), copied, how);
}

/* ---- sessions ---- */

static void on_secrets(gpointer data)
{
	App *app = data;
	for (guint i = 0; i < app->views->len; i++) {
		View *view = g_ptr_array_index(app->views, i);
		if (view->ops == &view_secrets)
			view->ops->changed(view, 0);
	}
	app->drawn.view = NULL; /* the banner */
	app_dirty(app);
	if (app->leaving && !app_work_is_open(app))
		app_end(app, app->exit_code);
}

static void on_session(Session *session, unsigned what, gpointer data)
{
	App *app = data;
	for (guint i = 0; i < app->views->len; i++) {
		View *view = g_ptr_array_index(app->views, i);
		if ((view->session == session || !view->ops->of_session) && view->ops->changed != NULL)
			view->ops->changed(view, what);
	}
	if ((what & ~(unsigned)SESSION_STATE) != 0)
		app_work(app);
	app_dirty(app);
	if (app->leaving && !app_work_is_open(app))
		app_end(app, app->exit_code);
}

static void on_exchange(Exchange *exchange, gpointer data)
{
	App *app = data;
	for (guint i = 0; i < app->sessions->len; i++)
		session_watch(g_ptr_array_index(app->sessions, i), exchange);
	for (guint i = 0; i < app->views->len; i++) {
		View *view = g_ptr_array_index(app->views, i);
		if (view->ops == &view_traffic)
			view->ops->changed(view, 0);
	}
	app_dirty(app);
}

/* ---- views ---- */

static View *view_of(App *app, const struct view_ops *ops, Session *session)
{
	session = ops->of_session ? session : NULL;
	for (guint i = 0; i < app->views->len; i++) {
		View *view = g_ptr_array_index(app->views, i);
		if (view->ops == ops && view->session == session)
			return view;
	}
	View *view = view_new(ops, app, session);
	g_ptr_array_add(app->views, view);
	return view;
}

void app_show_session(App *app, Session *session, const struct view_ops *ops)
{
	if (ops->of_session && session == NULL) {
		app_tell(app, TONE_LOOK, "%s", _("no server yet: :servers add ALIAS URL, or weir URL"));
		return;
	}
	g_ptr_array_set_size(app->stack, 0);
	app_set_session(app, session);
	if (app->view != NULL && app->view->ops->number > 0)
		app->before = app->view;
	app->view = view_of(app, ops, session);
	if (app->plain != NULL)
		plain_show(app->plain);
	if (ops->shown != NULL)
		ops->shown(app->view);
	app_work(app);
	app_dirty(app);
}

void app_show(App *app, const struct view_ops *ops)
{
	app_show_session(app, app->session, ops);
}

void app_push(App *app, View *view)
{
	if (app->plain != NULL) {
		plain_lines(app->plain, pane_lines(view->pane));
		view_free(view);
		return;
	}
	g_ptr_array_add(app->stack, view);
	app_dirty(app);
}

gboolean app_pop(App *app)
{
	if (app->stack->len == 0)
		return FALSE;
	if (app->run_view == app_view(app))
		app_cancel_run(app);
	g_ptr_array_remove_index(app->stack, app->stack->len - 1);
	app_dirty(app);
	return TRUE;
}

/* ---- beginning and end ---- */

static void free_view(gpointer view)
{
	view_free(view);
}

static void free_session(gpointer session)
{
	session_free(session);
}

/* Its window may be behind others, or on another screen. */
static void on_asking(gboolean now, gpointer data)
{
	if (now)
		app_tell(data, TONE_LOOK,
			 _("the keyring is locked and asks for its password: look for its window"));
}

App *app_new(const TuiOptions *options, TuiDone done, gpointer data)
{
	App *app = g_new0(App, 1);
	app->context = options->context;
	app->done = done;
	app->done_data = data;
	app->mouse = options->mouse;
	app->escape_delay = options->escape_delay;
	app->ascii = options->ascii || !text_locale_is_utf8();
	/* Translations have letters that ASCII does not have. */
	if (app->ascii)
		setlocale(LC_MESSAGES, "C");
	app->banner = g_strdup(options->banner);
	app->theme = g_strdup(options->theme);
	app->sessions = g_ptr_array_new_with_free_func(free_session);
	app->views = g_ptr_array_new_with_free_func(free_view);
	app->stack = g_ptr_array_new_with_free_func(free_view);
	app->secrets = secrets_runner_new(app->context, on_secrets, app);
	app->context->on_screen = TRUE;
	app->context->targets = options->targets;
	keyring_set_asking(on_asking, app);
	return app;
}

void app_free(App *app)
{
	if (app == NULL)
		return;
	app_cancel_run(app);
	g_clear_pointer(&app->secrets, secrets_runner_free);
	edit_forget();
	keyring_set_asking(NULL, NULL);
	if (app->http != NULL)
		http_client_watch(app->http, NULL, NULL);
	app->context->current = NULL;
	app->context->targets = NULL;
	app->context->on_screen = FALSE;
	g_clear_handle_id(&app->draw_source, g_source_remove);
	g_clear_handle_id(&app->late_draw_source, g_source_remove);
	g_clear_handle_id(&app->work_source, g_source_remove);
	g_clear_handle_id(&app->clock_source, g_source_remove);
	g_clear_handle_id(&app->end_source, g_source_remove);
	g_clear_handle_id(&app->begin_source, g_source_remove);
	prompt_close(app->prompt);
	ask_drop(app);
	term_close(app->term);
	plain_free(app->plain);
	screen_free();
	g_ptr_array_unref(app->stack);
	g_ptr_array_unref(app->views);
	g_ptr_array_unref(app->sessions);
	g_free(app->banner);
	g_free(app->theme);
	g_free(app->message);
	g_free(app->progress);
	g_free(app->filter_before);
	g_free(app);
}

static void on_resized(gpointer data)
{
	App *app = data;
	int rows, columns;
	term_size(app->term, &rows, &columns);
	screen_resize(rows, columns, app->ascii);
	app->drawn.view = NULL;
	draw_now(app);
}

static void on_ended(int exit_code, gpointer data)
{
	app_end(data, exit_code);
}

/* Everything that takes time: curl, the references of tokens, the servers. */
static void load_sessions(App *app)
{
	g_autoptr(GError) error = NULL;
	app->http = verb_http(app->context, &error);
	if (app->http == NULL) {
		app_tell(app, TONE_BAD, "%s", error->message);
		return;
	}
	http_client_watch(app->http, on_exchange, app);
	for (guint i = 0; i < app->sessions->len; i++) {
		session_set_http(g_ptr_array_index(app->sessions, i), app->http);
		session_load(g_ptr_array_index(app->sessions, i));
	}
}

/* Without a database nothing has been audited yet. */
static void recall_audits(App *app)
{
	g_autoptr(Store) store = store_open_usual(TRUE, NULL);
	for (guint i = 0; store != NULL && i < app->sessions->len; i++)
		session_recall(g_ptr_array_index(app->sessions, i), store);
}

static void add_sessions(App *app, const GPtrArray *targets)
{
	for (guint i = 0; targets != NULL && i < targets->len; i++)
		g_ptr_array_add(app->sessions, session_new(g_ptr_array_index(targets, i), on_session, app));
	if (app->sessions->len > 0)
		app_set_session(app, g_ptr_array_index(app->sessions, 0));
}

static gboolean on_begin(gpointer data)
{
	App *app = data;
	app->begin_source = 0;
	load_sessions(app);
	recall_audits(app);
	secrets_runner_load(app->secrets, FALSE);
	if (app->view->ops->shown != NULL)
		app->view->ops->shown(app->view);
	app_dirty(app);
	return G_SOURCE_REMOVE;
}

gboolean app_open(App *app, const TuiOptions *options, gboolean plain, GError **error)
{
	static const struct term_events events = {
		.input = app_on_input, .settled = on_settled, .resized = on_resized, .ended = on_ended
	};
	const struct view_ops *ops = options->view != NULL ? view_find_name(options->view) : NULL;
	add_sessions(app, options->targets);
	if (ops == NULL || (ops->of_session && app->session == NULL))
		ops = app->sessions->len == 1 ? &view_actions : &view_servers;
	if (plain) {
		app->plain = plain_new(app);
		app->view = view_of(app, ops, app->session);
	} else {
		app->term = term_open(&events, app, app->mouse, app->escape_delay, error);
		if (app->term == NULL)
			return FALSE;
		theme_use(app->theme, term_colours(app->term), term_direct(app->term));
		app->view = view_of(app, ops, app->session);
		on_resized(app); /* the first paint */
		app->clock_source = g_timeout_add_seconds(1, on_clock, app);
	}
	app->begin_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_begin, app, NULL);
	return TRUE;
}
