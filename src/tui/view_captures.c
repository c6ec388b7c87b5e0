/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/view_captures.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/redact.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/capture_detail.h"
#include "tui/list_shelf.h"
#include "tui/view_replay.h"
#include "tui/words.h"

struct captures {
	CaptureRunner *runner;
	gboolean shown;    /* rows have been shown once */
	gboolean follows;  /* G: the cursor goes along with the last row */
	guint followed;    /* rows of the order when it last did */
	guint seen;        /* rows of the order that were there when its end was last in sight */
	Filter *filter;    /* with which; only compared */
	gint64 stamped;    /* when the times were last made, monotonic */
	guint64 to_replay; /* a number whose body is still being read; 0 */
};

CaptureRunner *view_captures_runner(const View *view)
{
	return ((const struct captures *)view->state)->runner;
}

static CaptureShelf *shelf_of(const View *view)
{
	return capture_runner_shelf(view_captures_runner(view));
}

static void free_state(gpointer memory)
{
	struct captures *captures = memory;
	if (captures == NULL)
		return;
	capture_runner_free(captures->runner);
	g_free(captures);
}

/* ---- rows ---- */

/* The newest is what one comes for; later reads leave the cursor where it is. */
static void show_rows(View *view)
{
	struct captures *captures = view->state;
	CaptureShelf *shelf = shelf_of(view);
	guint count = capture_shelf_count(shelf);
	view_set_rows(view, shelf, count);
	if (!captures->shown && count > 0)
		list_act(view->list, ACT_LAST);
	captures->shown = captures->shown || count > 0;
	captures->seen = count;
}

static void hand_over(View *view, const Capture *capture)
{
	if ((capture->flags & CAPTURE_BODY_MISSING) != 0)
		app_tell(view->app, TONE_LOOK, "%s", _("the file that this came from did not have its body"));
	else
		view_replay_take(view->app, capture);
}

static void replay(View *view, guint row)
{
	struct captures *captures = view->state;
	g_autoptr(GError) error = NULL;
	gboolean waits = FALSE;
	const Capture *capture = capture_shelf_whole(shelf_of(view), row, &waits, &error);
	captures->to_replay = 0;
	if (capture == NULL) {
		app_tell(view->app, TONE_BAD, "%s", error->message);
	} else if (waits) {
		captures->to_replay = capture->number;
		app_tell(view->app, TONE_PLAIN, "%s", _("the body is being read"));
	} else {
		hand_over(view, capture);
	}
}

static void on_body(View *view)
{
	struct captures *captures = view->state;
	guint row;
	view->pane_fresh = FALSE;
	if (captures->to_replay != 0 && app_view(view->app) == view &&
	    capture_shelf_find(shelf_of(view), captures->to_replay, &row))
		replay(view, row);
}

static void on_changed(unsigned what, gpointer data)
{
	View *view = data;
	if ((what & SHELF_LEAVES) != 0)
		list_keep(view->list);
	if ((what & SHELF_ROWS) != 0)
		show_rows(view);
	if ((what & SHELF_MORE) != 0)
		view_more_rows(view, capture_shelf_count(shelf_of(view)), TRUE);
	if ((what & SHELF_BODY) != 0)
		on_body(view);
	if (app_view(view->app) != view)
		return;
	if ((what & SHELF_MORE) != 0)
		app_work(view->app);
	app_dirty(view->app);
}

static void on_told(Tone tone, const char *sentence, gpointer data)
{
	app_tell(((View *)data)->app, tone, "%s", sentence);
}

static void changed(View *view, unsigned what)
{
	const CaptureWatch watch = { .changed = on_changed, .told = on_told, .data = view };
	if (view->state != NULL)
		return;
	struct captures *captures = view->state = g_new0(struct captures, 1);
	captures->runner = capture_runner_new(app_context(view->app), &watch);
}

static void refresh(View *view)
{
	capture_shelf_read(shelf_of(view));
}

static void shown(View *view)
{
	if (!capture_shelf_known(shelf_of(view)))
		refresh(view);
}

/* ---- drawing ---- */

/* The cursor stays with the last row if it was sent there, and nothing has moved it since. */
static void follow(View *view)
{
	struct captures *captures = view->state;
	Order *order = list_order(view->list);
	guint row, position, count = order_count(order);
	if (!captures->follows || view->focus != FOCUS_LIST || !list_current(view->list, &row))
		return;
	if (order_sort_column(order) >= 0 || !order_position(order, row, &position) ||
	    position + 1 != captures->followed) {
		captures->follows = FALSE;
		return;
	}
	if (count > captures->followed)
		list_act(view->list, ACT_LAST);
	captures->followed = count;
}

/* Seconds go by in the table, too. */
static void stamp(View *view)
{
	struct captures *captures = view->state;
	gint64 now = g_get_monotonic_time();
	if (view->listing.n_rows == 0 || now - captures->stamped < G_USEC_PER_SEC)
		return;
	captures->stamped = now;
	view_more_rows(view, view->listing.n_rows, FALSE);
}

static int head(View *view, Rect place)
{
	follow(view);
	stamp(view);
	return view_captures_head(view, place);
}

/* How many have come below what is in sight; of no use in another order. */
static guint new_below(View *view)
{
	struct captures *captures = view->state;
	Order *order = list_order(view->list);
	guint count = order_count(order), below = list_below(view->list);
	if (order_sort_column(order) >= 0 || order_busy(order))
		return 0;
	if (order_filter(order) != captures->filter || below == 0 || captures->seen > count)
		captures->seen = count;
	captures->filter = order_filter(order);
	return MIN(below, count - captures->seen);
}

static void add_part(GString *out, ListingLook look, const char *text)
{
	words_append_dot(out, look);
	g_string_append(out, text);
}

static void status(View *view, ListingLook look, GString *out)
{
	CaptureRunner *runner = view_captures_runner(view);
	CaptureShelf *shelf = capture_runner_shelf(runner);
	const GError *problem = capture_shelf_problem(shelf);
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) part = g_string_new(NULL);
	guint below = new_below(view);
	if (list_listing(view->list) != NULL)
		view->ops->kind->summary(&view->listing, look, all);
	if (below > 0) {
		words_append_count(part, below);
		g_string_append_printf(part, " %s", _("new below"));
		add_part(all, look, part->str);
	}
	g_string_truncate(part, 0);
	if (capture_shelf_known(shelf) && capture_shelf_reading(shelf))
		add_part(all, look, _("reading the folder"));
	if (capture_runner_append_progress(runner, part))
		add_part(all, look, part->str);
	if (problem != NULL && view->listing.n_rows > 0)
		add_part(all, look, problem->message);
	g_string_append(out, all->str);
}

static gboolean loading(const View *view)
{
	return !capture_shelf_known(shelf_of(view));
}

static Tone empty(View *view, GString *out)
{
	CaptureShelf *shelf = shelf_of(view);
	const GError *problem = capture_shelf_problem(shelf);
	if (problem != NULL) {
		g_string_append_printf(out, "%s ", screen_ascii() ? "x" : "✕");
		text_append_visible(out, problem->message, -1, screen_ascii() ? TEXT_ASCII : TEXT_ONE_LINE);
		return TONE_BAD;
	}
	if (!capture_shelf_known(shelf))
		g_string_append(out, _("reading the folder"));
	else if (view->listing.n_rows > 0)
		g_string_append(out, _("nothing matches the filter; Esc takes it away"));
	else if (capture_runner_state(view_captures_runner(view)) == LISTENER_ON)
		g_string_append(out, _("nothing has come yet"));
	else
		g_string_append(out, _("no captures yet: L listens for webhooks, and so does weir listen"));
	return TONE_DIM;
}

/* ---- the listener ---- */

static GPtrArray *complete_options(App *app, const char *line)
{
	return capture_runner_complete(app_context(app), line);
}

static void on_options(const char *const *answers, gpointer data)
{
	View *view = data;
	g_autoptr(GError) error = NULL;
	if (!capture_runner_listen(view_captures_runner(view), answers[0], &error))
		app_tell(view->app, TONE_BAD, "%s", error->message);
	app_dirty(view->app);
}

static void toggle_listener(View *view)
{
	static const struct question questions[] = {
		{ .label = N_("listen with options (Enter: none; Tab lists them)"),
		  .complete = complete_options },
	};
	CaptureRunner *runner = view_captures_runner(view);
	if (capture_runner_state(runner) != LISTENER_OFF) {
		capture_runner_stop(runner);
		return;
	}
	const char *const initial[] = { capture_runner_options(runner) };
	app_ask(view->app, "--port 9000 --forward URL --scheme ID --secret REF --status 503 --delay 50",
		questions, G_N_ELEMENTS(questions), initial, on_options, view, NULL);
}

/* ---- one of them ---- */

static void copy_curl(View *view, guint row)
{
	g_autoptr(GError) error = NULL;
	gboolean waits = FALSE;
	int port = capture_runner_port(view_captures_runner(view));
	g_autofree char *base = g_strdup_printf("http://127.0.0.1:%d", port > 0 ? port : 80);
	const Capture *capture = capture_shelf_whole(shelf_of(view), row, &waits, &error);
	if (capture == NULL) {
		app_tell(view->app, TONE_BAD, "%s", error->message);
		return;
	}
	g_autofree char *line = capture_curl(capture, capture_shelf_bytes(shelf_of(view), row), base);
	if (line == NULL)
		app_tell(view->app, TONE_LOOK, "%s",
			 _("its path or a header has bytes that act on a terminal: w writes it as HAR"));
	else
		app_copy(view->app, line, _("a curl line"));
}

static gboolean act_on_row(View *view, enum action action)
{
	guint row;
	if (!list_current(view->list, &row))
		return TRUE;
	if (action == ACT_REPLAY_CAPTURE)
		replay(view, row);
	else
		copy_curl(view, row);
	return TRUE;
}

static void note_move(View *view, enum action action)
{
	struct captures *captures = view->state;
	if (view->focus != FOCUS_LIST)
		return;
	if (action == ACT_LAST) {
		captures->follows = TRUE;
		captures->followed = order_count(list_order(view->list));
	} else if (action >= ACT_UP && action <= ACT_FIRST) {
		captures->follows = FALSE;
	}
}

static gboolean act(View *view, enum action action)
{
	note_move(view, action);
	switch (action) {
	case ACT_LISTEN:
		toggle_listener(view);
		return TRUE;
	case ACT_EXPORT:
		captures_export(view);
		return TRUE;
	case ACT_DELETE:
		captures_delete(view);
		return TRUE;
	case ACT_REPLAY_CAPTURE:
	case ACT_COPY_CURL:
		return act_on_row(view, action);
	default:
		return FALSE;
	}
}

const struct view_ops view_captures = {
	.name = "captures",
	.title = N_("captures"),
	.bit = ON_CAPTURES,
	.is_command_too = TRUE,
	.kind = &listing_shelf,
	.list = { .id_column = "number", .sort_key = shelf_sort_key, .find = shelf_find_id, .sample = 100 },
	.open_depth = 2,
	.shown = shown,
	.changed = changed,
	.head = head,
	.status = status,
	.loading = loading,
	.empty = empty,
	.act = act,
	.refresh = refresh,
	.free_state = free_state,
};
