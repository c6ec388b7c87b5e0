/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "tui/app.h"
#include "tui/view_replay.h"
#include "tui/words.h"

/* Rows whose tone is counted between two looks at the clock, and microseconds for a slice. */
enum { TALLY_BATCH = 256, TALLY_SLICE = 2000 };

/* How many rows want a look, counted bit by bit: the kind's own summary would hold the keys up. */
struct tally {
	guint counted, look, bad;
};

static void changed(View *view, unsigned what)
{
	const SubscriptionList *list = session_subscriptions(view->session);
	if (list == NULL)
		return;
	guint rows = subscriptions_count(list->rows);
	struct tally *tally = view->state;
	if (tally == NULL || (what & (SESSION_SUBSCRIPTIONS | SESSION_SERVER)) != 0) {
		g_free(view->state);
		view->state = g_new0(struct tally, 1);
		view_set_rows(view, list, rows);
		return;
	}
	if ((what & (SESSION_MORE | SESSION_ALL_ROWS)) != 0)
		view_more_rows(view, rows, (what & SESSION_ALL_ROWS) != 0);
}

static void shown(View *view)
{
	if (!session_wants_subscriptions(view->session))
		session_load_subscriptions(view->session);
}

static void refresh(View *view)
{
	session_load_subscriptions(view->session);
}

static gboolean work(View *view, gboolean *dirty)
{
	struct tally *tally = view->state;
	gint64 deadline = g_get_monotonic_time() + TALLY_SLICE;
	if (tally == NULL || tally->counted >= view->listing.n_rows)
		return FALSE;
	g_autoptr(GString) sign = g_string_new(NULL);
	do {
		guint end = MIN(tally->counted + TALLY_BATCH, view->listing.n_rows);
		for (; tally->counted < end; tally->counted++) {
			g_string_truncate(sign, 0);
			Tone tone =
				view->ops->kind->cell(&view->listing, tally->counted, 0, LOOK_ASCII, sign);
			tally->look += tone == TONE_LOOK;
			tally->bad += tone == TONE_BAD;
		}
	} while (tally->counted < view->listing.n_rows && g_get_monotonic_time() < deadline);
	*dirty = TRUE;
	return tally->counted < view->listing.n_rows;
}

static void status(View *view, ListingLook look, GString *out)
{
	const struct tally *tally = view->state;
	const char *problem = session_subscriptions_problem(view->session);
	if (!session_append_subscriptions_progress(view->session, out) && tally != NULL) {
		words_append_count(out, view->listing.n_rows);
		g_string_append_printf(out, " %s",
				       ngettext("subscription", "subscriptions", view->listing.n_rows));
	}
	if (tally != NULL && tally->look > 0) {
		words_append_dot(out, look);
		words_append_count(out, tally->look);
		g_string_append_printf(out, " %s", ngettext("warning", "warnings", tally->look));
	}
	if (tally != NULL && tally->bad > 0) {
		words_append_dot(out, look);
		words_append_count(out, tally->bad);
		g_string_append_printf(out, " %s", _("unusable"));
	}
	if (problem != NULL && view->listing.n_rows > 0) {
		words_append_dot(out, look);
		g_string_append(out, problem);
	}
}

static Tone empty(View *view, GString *out)
{
	const char *problem = session_subscriptions_problem(view->session);
	if (session_append_subscriptions_progress(view->session, out))
		return TONE_DIM;
	if (problem != NULL) {
		g_string_append_printf(out, "%s %s", screen_ascii() ? "x" : "✕", problem);
		return TONE_BAD;
	}
	if (list_filter(view->list) != NULL && view->listing.n_rows > 0)
		g_string_append(out, _("nothing matches the filter; Esc takes it away"));
	else if (list_listing(view->list) != NULL)
		g_string_append(out, _("no subscriptions"));
	return TONE_DIM;
}

static gboolean act(View *view, enum action action)
{
	guint row;
	const SubscriptionList *list = view->listing.data;
	if (action != ACT_REPLAY || list == NULL || !list_current(view->list, &row))
		return FALSE;
	Subscription subscription;
	subscriptions_row(list->rows, row, &subscription);
	view_replay_show(view->app, view->session, subscription.trigger, subscription.id,
			 subscription.connection);
	return TRUE;
}

const struct view_ops view_subscriptions = {
	.name = "subscriptions",
	.title = N_("subscriptions"),
	.brief = N_("subscr."),
	.number = 4,
	.bit = ON_SUBSCRIPTIONS,
	.of_session = TRUE,
	.kind = &listing_subscriptions,
	.list = { .id_column = "subscription" },
	.open_depth = 2,
	.shown = shown,
	.changed = changed,
	.status = status,
	.empty = empty,
	.refresh = refresh,
	.work = work,
	.act = act,
	.free_state = g_free,
};
