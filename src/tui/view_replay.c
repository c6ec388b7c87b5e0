/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/view_replay.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "report/cells.h"
#include "tui/app.h"
#include "tui/view_traffic.h"
#include "tui/words.h"

static ReplayRunner *runner_of(const View *view)
{
	return session_replay(view->session);
}

static ReplayBoard *board_of(const View *view)
{
	return replay_runner_board(runner_of(view));
}

/* ---- what is said ---- */

static void append_counts(const ReplayBoard *board, ListingLook look, GString *out)
{
	guint broke = replay_board_count(board, OUTCOME_BROKE);
	guint unknown = replay_board_count(board, OUTCOME_UNKNOWN);
	guint errors = replay_board_count(board, OUTCOME_ERROR);
	guint held = replay_board_count(board, OUTCOME_HELD);
	guint none = replay_board_count(board, OUTCOME_NOT_APPLICABLE);
	guint waiting = replay_board_waiting(board);
	if (broke > 0)
		cell_part(out, look, _("%u did not hold"), broke);
	if (unknown > 0)
		cell_part(out, look, _("%u cannot be told"), unknown);
	if (errors > 0)
		cell_part(out, look, _("%u got no answer"), errors);
	if (held > 0)
		cell_part(out, look, _("%u held"), held);
	if (none > 0)
		cell_part(out, look, _("%u not applicable"), none);
	if (waiting > 0)
		cell_part(out, look, _("%u to go"), waiting);
}

static void status(View *view, ListingLook look, GString *out)
{
	ReplayRunner *runner = runner_of(view);
	const ReplayBoard *board = board_of(view);
	guint cases = replay_board_rows(board)->len;
	g_string_append_printf(out, ngettext("%u case", "%u cases", cases), cases);
	append_counts(board, look, out);
	if (replay_runner_busy(runner) && replay_board_waiting(board) == 0) {
		words_append_dot(out, look);
		g_string_append(out, _("removing the canaries"));
	} else if (replay_runner_told(runner) != NULL && !replay_runner_busy(runner)) {
		words_append_dot(out, look);
		g_string_append(out, replay_runner_told(runner));
	}
}

static Tone empty(View *view, GString *out)
{
	g_string_append(out, _("nothing matches the filter; Esc takes it away"));
	return TONE_DIM;
}

static void shown(View *view)
{
	ReplayRunner *runner = runner_of(view);
	replay_runner_set_context(runner, app_context(view->app));
	if (!replay_board_known(board_of(view)))
		replay_runner_plan(runner);
}

static void changed(View *view, unsigned what)
{
	if (view->listing.data == NULL)
		view_set_rows(view, replay_board_rows(board_of(view)),
			      replay_board_rows(board_of(view))->len);
	if ((what & SESSION_SERVER) != 0 && app_view(view->app) == view)
		shown(view);
	if ((what & (SESSION_REPLAY | SESSION_SERVER)) == 0)
		return;
	view_touch(view);
	app_work(view->app);
}

/* ---- keys ---- */

static void go_to_traffic(View *view, guint row)
{
	const Exchange *exchange = replay_board_exchange(board_of(view), row);
	if (exchange == NULL) {
		app_tell(view->app, TONE_PLAIN, "%s", _("it was not sent yet"));
		return;
	}
	view_traffic_show(view->app, exchange);
}

static void on_curl(const char *text, const char *problem, gpointer data)
{
	App *app = data;
	if (text != NULL)
		app_copy(app, text, _("a curl line"));
	else
		app_tell(app, TONE_LOOK, "%s", problem != NULL ? problem : _("nothing came of it"));
}

/* What was sent, as it was sent; before that, the valid event as it would be. */
static void copy_curl(View *view, guint row)
{
	const Exchange *exchange = replay_board_exchange(board_of(view), row);
	g_autoptr(GError) error = NULL;
	if (exchange != NULL) {
		g_autofree char *line = exchange_curl(exchange);
		app_copy(view->app, line, _("a curl line"));
	} else if (!replay_runner_curl(runner_of(view), on_curl, view->app, &error)) {
		app_tell(view->app, TONE_LOOK, "%s", error->message);
	}
}

static void stop(View *view)
{
	if (!replay_runner_busy(runner_of(view))) {
		app_tell(view->app, TONE_PLAIN, "%s", _("no replay to this server is under way"));
		return;
	}
	replay_runner_stop(runner_of(view));
	app_tell(view->app, TONE_PLAIN, "%s", _("stopped: nothing more is sent, the canaries are removed"));
}

static gboolean act_on_row(View *view, enum action action, guint row)
{
	switch (action) {
	case ACT_REPLAY_ONE:
		replay_ask_start(view, replay_board_case(board_of(view), row)->id);
		return TRUE;
	case ACT_COPY_CURL:
		copy_curl(view, row);
		return TRUE;
	case ACT_CROSS:
		go_to_traffic(view, row);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean act(View *view, enum action action)
{
	guint row;
	switch (action) {
	case ACT_REPLAY_ALL:
		replay_ask_start(view, NULL);
		return TRUE;
	case ACT_REPLAY_STOP:
		stop(view);
		return TRUE;
	case ACT_REPLAY_TRIGGER:
		replay_ask_trigger(view);
		return TRUE;
	case ACT_REPLAY_SETTINGS:
		replay_ask_settings(view);
		return TRUE;
	case ACT_REPLAY_BODY:
		replay_ask_body(view);
		return TRUE;
	case ACT_REPLAY_EDIT:
		replay_edit_body(view);
		return TRUE;
	default:
		return list_current(view->list, &row) && act_on_row(view, action, row);
	}
}

/* Below what went wrong stands why; the rest of it is in the details. */
static gboolean note(const struct listing *listing, guint number, ListingLook look, GString *out, Tone *tone)
{
	const GPtrArray *rows = listing->data;
	const CaseRow *row = rows->pdata[number];
	gboolean bad = strcmp(row->outcome, replay_outcome_name(OUTCOME_BROKE)) == 0;
	gboolean look_here = strcmp(row->outcome, replay_outcome_name(OUTCOME_UNKNOWN)) == 0 ||
			     strcmp(row->outcome, replay_outcome_name(OUTCOME_ERROR)) == 0;
	if (row->why == NULL || !(bad || look_here))
		return FALSE;
	text_append_visible(out, row->why, -1, look == LOOK_UTF8 ? TEXT_ONE_LINE : TEXT_ASCII);
	*tone = bad ? TONE_BAD : TONE_LOOK;
	return TRUE;
}

static void refresh(View *view)
{
	session_load(view->session);
}

/* ---- from other views ---- */

static gboolean may_change(App *app, ReplayRunner *runner)
{
	if (!replay_runner_busy(runner))
		return TRUE;
	app_tell(app, TONE_LOOK, "%s", _("a replay to this server is under way: x stops it"));
	return FALSE;
}

void view_replay_show(App *app, Session *session, const char *trigger, const char *subscription,
		      const char *connection)
{
	ReplayRunner *runner = session_replay(session);
	ReplayChoice *choice = replay_runner_choice(runner);
	gboolean other = g_strcmp0(choice->trigger, trigger) != 0 ||
			 g_strcmp0(choice->subscription, subscription) != 0;
	if (trigger != NULL && other && may_change(app, runner)) {
		replay_choice_set_trigger(choice, trigger);
		replay_choice_set(&choice->subscription, subscription);
		replay_choice_set(&choice->connection, subscription != NULL ? connection : NULL);
		replay_runner_chose(runner);
	}
	app_show_session(app, session, &view_replay);
}

void view_replay_take(App *app, const Capture *capture)
{
	Session *session = app_session(app);
	if (session == NULL) {
		app_tell(app, TONE_LOOK, "%s", _("no server yet: :servers add ALIAS URL, or weir URL"));
		return;
	}
	ReplayRunner *runner = session_replay(session);
	if (!may_change(app, runner))
		return;
	g_autofree char *name = g_strdup_printf(_("capture %" PRIu64), capture->number);
	replay_choice_set_body(replay_runner_choice(runner), capture->body, name,
			       capture_header(capture, "Content-Type"));
	replay_runner_chose(runner);
	app_show_session(app, session, &view_replay);
}

const struct view_ops view_replay = {
	.name = "replay",
	.title = N_("replay"),
	.number = 6,
	.bit = ON_REPLAY,
	.of_session = TRUE,
	.is_command_too = TRUE,
	.kind = &listing_cases,
	.list = { .id_column = "case", .hidden = "why", .note = note },
	.open_depth = 3,
	.head = view_replay_head,
	.shown = shown,
	.changed = changed,
	.status = status,
	.empty = empty,
	.detail = view_replay_detail,
	.act = act,
	.refresh = refresh,
};
