/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/view.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "tui/app.h"

const struct view_ops *const views[] = { &view_servers,       &view_actions, &view_triggers,
					 &view_subscriptions, &view_secrets, &view_replay,
					 &view_audit,         &view_traffic, NULL };

const struct view_ops *view_find(int number)
{
	for (gsize i = 0; views[i] != NULL; i++)
		if (views[i]->number == number)
			return views[i];
	return NULL;
}

const struct view_ops *view_find_name(const char *name)
{
	for (gsize i = 0; views[i] != NULL; i++)
		if (strcmp(views[i]->name, name) == 0)
			return views[i];
	return strcmp(view_captures.name, name) == 0 ? &view_captures : NULL;
}

View *view_new(const struct view_ops *ops, App *app, Session *session)
{
	View *view = g_new0(View, 1);
	view->ops = ops;
	view->app = app;
	view->session = session;
	view->details = ops->details_first;
	view->focus = ops->kind != NULL ? FOCUS_LIST : FOCUS_TEXT;
	view->pane = pane_new(ops->open_depth, ops->kind != NULL);
	if (ops->kind != NULL)
		view->list = list_new(ops->kind, &ops->list);
	view->listing = (struct listing){ .kind = ops->kind };
	if (ops->changed != NULL)
		ops->changed(view, ~0U);
	return view;
}

void view_free(View *view)
{
	if (view == NULL)
		return;
	if (view->ops->free_state != NULL)
		view->ops->free_state(view->state);
	list_free(view->list);
	pane_free(view->pane);
	g_free(view->title);
	g_free(view);
}

/* ---- rows ---- */

void view_set_rows(View *view, gconstpointer data, guint n_rows)
{
	list_keep(view->list);
	view->listing.data = data;
	view->listing.n_rows = data != NULL ? n_rows : 0;
	view->pane_fresh = FALSE;
	list_set(view->list, data != NULL ? &view->listing : NULL);
	if (data == NULL)
		pane_set(view->pane, NULL, FALSE);
}

void view_more_rows(View *view, guint n_rows, gboolean last)
{
	view->listing.n_rows = n_rows;
	list_grew(view->list, last);
}

void view_touch(View *view)
{
	view->pane_fresh = FALSE;
	list_changed(view->list);
}

/* The pane follows the cursor; read again, the same row keeps its place and folds. */
void view_fill_pane(View *view)
{
	guint row;
	if (view->list == NULL || !list_current(view->list, &row)) {
		if (view->list != NULL)
			pane_set(view->pane, NULL, FALSE);
		view->pane_fresh = FALSE;
		return;
	}
	gboolean same = pane_lines(view->pane) != NULL && row == view->pane_row;
	if (same && view->pane_fresh)
		return;
	g_autoptr(GPtrArray) lines = detail_new();
	ListingLook look = screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
	if (view->ops->detail != NULL)
		view->ops->detail(view, row, look, lines);
	else if (view->ops->kind->detail != NULL)
		view->ops->kind->detail(&view->listing, row, look, lines);
	pane_set(view->pane, lines, same);
	view->pane_row = row;
	view->pane_fresh = TRUE;
}

/* ---- actions ---- */

static gboolean open_details(View *view)
{
	guint row;
	if (!list_current(view->list, &row))
		return TRUE;
	view->details = TRUE;
	view->focus = FOCUS_DETAIL;
	return TRUE;
}

/* Back: out of the details, then the filter goes, then details that were opened. */
static gboolean go_back(View *view)
{
	if (view->focus == FOCUS_DETAIL) {
		view->focus = FOCUS_LIST;
		return TRUE;
	}
	if (view->list != NULL && list_filter(view->list) != NULL) {
		list_set_filter(view->list, NULL);
		return TRUE;
	}
	if (view->list != NULL && view->details && !view->ops->details_first) {
		view->details = FALSE;
		return TRUE;
	}
	return FALSE;
}

static gboolean change_focus(View *view)
{
	if (view->list == NULL)
		return FALSE;
	if (view->focus == FOCUS_DETAIL)
		view->focus = FOCUS_LIST;
	else
		open_details(view);
	return TRUE;
}

static gboolean toggle_details(View *view)
{
	if (view->list == NULL)
		return FALSE;
	view->details = !view->details;
	if (!view->details)
		view->focus = FOCUS_LIST;
	return TRUE;
}

static void copy_row(View *view)
{
	guint row;
	if (!list_current(view->list, &row))
		return;
	g_autoptr(json_t) value = view->ops->kind->json(&view->listing, row);
	char *text = json_dumps(value, JSON_INDENT(2) | JSON_SORT_KEYS);
	if (text != NULL)
		app_copy(view->app, text, _("the row as JSON"));
	free(text);
}

static void copy(View *view)
{
	g_autofree char *text = view->focus == FOCUS_LIST ? list_copy(view->list) : pane_copy(view->pane);
	if (text != NULL)
		app_copy(view->app, text, NULL);
}

static gboolean act_generic(View *view, enum action action)
{
	switch (action) {
	case ACT_OPEN:
		return open_details(view);
	case ACT_BACK:
		return go_back(view);
	case ACT_FOCUS:
		return change_focus(view);
	case ACT_PANE:
		return toggle_details(view);
	case ACT_COPY:
		copy(view);
		return TRUE;
	case ACT_COPY_ROW:
		copy_row(view);
		return TRUE;
	case ACT_REFRESH:
		if (view->ops->refresh != NULL)
			view->ops->refresh(view);
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean next_in_pane(View *view, enum action action)
{
	if (action != ACT_NEXT_MATCH && action != ACT_PREVIOUS_MATCH)
		return FALSE;
	if (!pane_next_match(view->pane, action == ACT_NEXT_MATCH ? 1 : -1))
		app_tell(view->app, TONE_PLAIN, "%s", _("no other match"));
	return TRUE;
}

gboolean view_act(View *view, enum action action)
{
	if (view->ops->act != NULL && view->ops->act(view, action))
		return TRUE;
	if (view->focus == FOCUS_LIST) {
		gboolean known = list_act(view->list, action);
		const char *told = list_told(view->list);
		if (told != NULL)
			app_tell(view->app, TONE_PLAIN, "%s", told);
		return known || act_generic(view, action);
	}
	return pane_act(view->pane, action) || next_in_pane(view, action) || act_generic(view, action);
}

void view_search(View *view, const char *text)
{
	if (view->focus == FOCUS_LIST) {
		list_set_filter(view->list, text);
		return;
	}
	g_autoptr(Filter) filter = text != NULL ? filter_new(text, NULL) : NULL;
	if (!pane_search(view->pane, filter) && filter != NULL)
		app_tell(view->app, TONE_LOOK, "%s", _("no match here"));
}

gboolean view_work(View *view, gboolean *dirty)
{
	gboolean of_list = FALSE, own = FALSE;
	gboolean more = view->list != NULL && list_work(view->list, &of_list);
	if (view->list != NULL) {
		const char *told = list_told(view->list);
		if (told != NULL)
			app_tell(view->app, TONE_PLAIN, "%s", told);
	}
	if (view->ops->work != NULL && view->ops->work(view, &own))
		more = TRUE;
	*dirty = of_list || own;
	return more;
}
