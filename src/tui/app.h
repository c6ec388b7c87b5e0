/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the screen: targets, views, what is said at the bottom; drawn when something has changed.
 *
 * app.c holds it together, app_keys.c says what keys and commands do, app_draw.c how it looks, plain.c is the
 * linear mode on the same state.  Main thread. */
#pragma once

#include "tui/secrets_runner.h"
#include "tui/tui.h"
#include "tui/view.h"

App *app_new(const TuiOptions *options, TuiDone done, gpointer data);
void app_free(App *app);
/* Takes the terminal (in plain mode only stdin and stdout) and paints; loading begins when the loop runs.
 * FALSE with the reason. */
gboolean app_open(App *app, const TuiOptions *options, gboolean plain, GError **error);
/* Gives the terminal back and tells `done`, from the loop. */
void app_end(App *app, int exit_code);

/* ---- for views ---- */

HttpClient *app_http(const App *app);
VerbContext *app_context(const App *app);
SecretsRunner *app_secrets(const App *app);
const GPtrArray *app_sessions(const App *app); /* Session * */
Session *app_session(const App *app);          /* the one that is shown; NULL without targets */
void app_set_session(App *app, Session *session);
View *app_view(const App *app); /* the one that is shown */

/* Something is to be drawn, or worked on, when the loop has time. */
void app_dirty(App *app);
void app_work(App *app);

/* One line at the bottom, until the next key. */
void app_tell(App *app, Tone tone, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* To the clipboard; `what` (NULL: the text itself) is told. */
void app_copy(App *app, const char *text, const char *what);

/* The terminal is a child's until app_take_terminal(): nothing is drawn or read.  FALSE where there is none
 * to lend: in plain mode, or it is lent already. */
gboolean app_lend_terminal(App *app);
void app_take_terminal(App *app);

void app_show(App *app, const struct view_ops *ops); /* of the session that is shown */
void app_show_session(App *app, Session *session, const struct view_ops *ops);
/* A text on top, until it is closed; owned from now on. */
void app_push(App *app, View *view);
gboolean app_pop(App *app); /* FALSE: nothing was on top */
void app_help(App *app);
