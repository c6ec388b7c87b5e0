/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/view_traffic.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "tui/app.h"
#include "tui/list_traffic.h"
#include "tui/view_audit.h"

/* The number of the oldest exchange that is shown: the log drops old ones, and rows move up. */
struct traffic {
	guint64 oldest;
};

static void changed(View *view, unsigned what)
{
	HttpClient *http = app_http(view->app);
	const GPtrArray *exchanges = http != NULL ? http_client_exchanges(http) : NULL;
	if (exchanges == NULL || exchanges->len == 0)
		return;
	struct traffic *traffic = view->state;
	const Exchange *first = g_ptr_array_index(exchanges, 0);
	if (traffic == NULL)
		view->state = traffic = g_new0(struct traffic, 1);
	if (first->number != traffic->oldest) {
		traffic->oldest = first->number;
		view_set_rows(view, exchanges, exchanges->len);
		return;
	}
	view->pane_fresh = FALSE;
	view_more_rows(view, exchanges->len, FALSE);
	app_work(view->app);
}

static Tone empty(View *view, GString *out)
{
	if (view->listing.n_rows == 0)
		g_string_append(out, _("nothing has been sent yet"));
	else
		g_string_append(out, _("nothing matches the filter; Esc takes it away"));
	return TONE_DIM;
}

static gboolean is_kept(const App *app, guint64 number)
{
	HttpClient *http = app_http(app);
	const GPtrArray *exchanges = http != NULL ? http_client_exchanges(http) : NULL;
	for (guint i = 0; exchanges != NULL && i < exchanges->len; i++)
		if (((const Exchange *)exchanges->pdata[i])->number == number)
			return TRUE;
	return FALSE;
}

void view_traffic_show(App *app, const Exchange *exchange)
{
	if (!is_kept(app, exchange->number)) {
		app_tell(app, TONE_LOOK, _("exchange %" PRIu64 " is no longer kept"), exchange->number);
		return;
	}
	g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, exchange->number);
	app_show(app, &view_traffic);
	View *traffic = app_view(app);
	list_set_filter(traffic->list, NULL);
	list_go(traffic->list, id);
}

static gboolean act(View *view, enum action action)
{
	guint row;
	if ((action != ACT_COPY_CURL && action != ACT_CROSS) || !list_current(view->list, &row))
		return FALSE;
	const GPtrArray *exchanges = view->listing.data;
	if (action == ACT_CROSS) {
		if (!view_audit_show_exchange(view->app, g_ptr_array_index(exchanges, row)))
			app_tell(view->app, TONE_PLAIN, "%s", _("no finding is shown by this exchange"));
		return TRUE;
	}
	g_autofree char *line = exchange_curl(g_ptr_array_index(exchanges, row));
	app_copy(view->app, line, _("a curl line"));
	return TRUE;
}

const struct view_ops view_traffic = {
	.name = "traffic",
	.title = N_("traffic"),
	.number = 8,
	.bit = ON_TRAFFIC,
	.kind = &listing_traffic,
	.list = { .id_column = "number", .sort_key = traffic_sort_key },
	.open_depth = 2,
	.changed = changed,
	.empty = empty,
	.act = act,
	.free_state = g_free,
};
