/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All subscriptions, page by page.  Pages come when they come, and are taken in the order of the connections
 * and of their offsets, one for each turn of the loop, so that the same lists give the same rows in the same
 * order.  Until its turn a page waits as bytes: a tree is ten times as large. */
#include "client/client_plan.h"
#include "client/client_private.h"

#include "base/error.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

enum { PAGES_IN_ALL = 8, MOST_ROWS = 1000000 };

typedef struct {
	PageSource plan;
	char *connection; /* NULL: the engine's list of all */
	GCancellable *cancellable;
	GError *error;
} Source;

typedef struct {
	int references; /* the load's own, and that of each page under way */
	Client *client;
	Subscriptions *rows;
	GPtrArray *sources; /* Source *, in order */
	GQueue pages;       /* Page *, by source and offset */
	gboolean reading, finished;
	guint64 unusable;
	GSource *turn, *cancel;
	ClientProgress progress;
	ClientRowsDone done;
	gpointer data;
} Load;

typedef struct {
	Load *load;
	guint source;
	guint64 offset;
	gboolean here, dropped;
	Exchange *exchange;
	GBytes *body;
	GError *error;
} Page;

static void source_free(gpointer data)
{
	Source *source = data;
	g_free(source->connection);
	g_object_unref(source->cancellable);
	g_clear_error(&source->error);
	g_free(source);
}

static void load_unref(Load *load)
{
	if (--load->references > 0)
		return;
	client_unref(load->client);
	subscriptions_unref(load->rows);
	g_ptr_array_unref(load->sources);
	g_free(load);
}

static void page_free(Page *page)
{
	g_clear_pointer(&page->exchange, exchange_unref);
	g_clear_pointer(&page->body, g_bytes_unref);
	g_clear_error(&page->error);
	load_unref(page->load);
	g_free(page);
}

static Source *source_of(const Load *load, guint index)
{
	return load->sources->pdata[index];
}

/* A page that is still under way is freed when it comes. */
static void drop_page(Page *page)
{
	if (page->here)
		page_free(page);
	else
		page->dropped = TRUE;
}

static void drop_pages_of(Load *load, guint index)
{
	for (GList *link = load->pages.head, *next; link != NULL; link = next) {
		next = link->next;
		Page *page = link->data;
		if (page->source != index)
			continue;
		g_queue_delete_link(&load->pages, link);
		drop_page(page);
	}
	Source *source = source_of(load, index);
	g_cancellable_cancel(source->cancellable);
	g_object_unref(source->cancellable);
	source->cancellable = g_cancellable_new();
}

static void stop_sources(GSource **source)
{
	if (*source == NULL)
		return;
	g_source_destroy(*source);
	g_clear_pointer(source, g_source_unref);
}

static void finish(Load *load, GError *error)
{
	load->finished = TRUE;
	stop_sources(&load->turn);
	stop_sources(&load->cancel);
	for (guint i = 0; i < load->sources->len; i++)
		drop_pages_of(load, i);
	load->done(load->rows, error, load->data);
	g_clear_error(&error);
	load_unref(load);
}

static const char *without_name(const Load *load, const char *message)
{
	const char *name = target_name(load->client->target);
	gsize length = strlen(name);
	if (strncmp(message, name, length) == 0 && strncmp(message + length, ": ", 2) == 0)
		return message + length + 2;
	return message;
}

static void describe(GString *text, const Load *load, const Source *source)
{
	if (text->len > 0)
		g_string_append(text, "; ");
	if (source->connection != NULL)
		g_string_append_printf(text, _("connection %s: "), source->connection);
	if (source->error != NULL)
		g_string_append(text, without_name(load, source->error->message));
	else
		g_string_append_printf(
			text, _("there are said to be %" PRId64 " and %" PRIu64 " were listed"),
			source->plan.total, source->plan.stuck ? source->plan.added : source->plan.end);
}

/* NULL where everything came. The first three troubles are told. */
static GError *summary(const Load *load)
{
	guint troubled = 0, failed = 0;
	g_autoptr(GString) text = g_string_new(NULL);
	const Source *first = NULL;
	for (guint i = 0; i < load->sources->len; i++) {
		const Source *source = source_of(load, i);
		failed += source->error != NULL;
		if (source->error == NULL && !source->plan.short_of_total)
			continue;
		first = first != NULL ? first : source;
		if (troubled++ < 3)
			describe(text, load, source);
	}
	if (troubled > 3)
		g_string_append_printf(text, _("; and %u more"), troubled - 3);
	if (load->unusable > 0)
		g_string_append_printf(text, _("%s%" PRIu64 " entries without an id were left out"),
				       text->len > 0 ? "; " : "", load->unusable);
	if (text->len == 0)
		return NULL;
	const char *name = target_name(load->client->target);
	if (failed == load->sources->len && first->error->code == WEIR_ERROR_AUTH)
		return g_error_copy(first->error);
	if (failed == load->sources->len)
		return g_error_new(WEIR_ERROR, first->error->code, "%s: %s", name, text->str);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE, _("%s: not all subscriptions: %s"), name,
			   text->str);
}

static void tell_progress(const Load *load)
{
	gint64 expected = 0;
	if (load->progress == NULL)
		return;
	for (guint i = 0; i < load->sources->len && expected >= 0; i++) {
		const Source *source = source_of(load, i);
		gint64 total = source->plan.ended ? (gint64)source->plan.added : source->plan.total;
		expected = total < 0 || total > G_MAXINT64 / 2 - expected ? -1 : expected + total;
	}
	load->progress(subscriptions_count(load->rows), expected, load->data);
}

static gboolean on_turn(gpointer data);

static void want_turn(Load *load)
{
	if (load->turn != NULL || load->finished || load->reading)
		return;
	load->turn = g_idle_source_new();
	g_source_set_priority(load->turn, G_PRIORITY_DEFAULT);
	g_source_set_callback(load->turn, on_turn, load, NULL);
	g_source_attach(load->turn, NULL);
}

static void on_page(GBytes *body, Exchange *exchange, const GError *error, gpointer data)
{
	Page *page = data;
	page->here = TRUE;
	if (page->dropped) {
		page_free(page);
		return;
	}
	page->exchange = exchange != NULL ? exchange_ref(exchange) : NULL;
	page->body = body != NULL ? g_bytes_ref(body) : NULL;
	page->error = error != NULL ? g_error_copy(error) : NULL;
	want_turn(page->load);
}

static void put_in_order(Load *load, Page *page)
{
	GList *link = load->pages.tail;
	while (link != NULL && ((Page *)link->data)->source > page->source)
		link = link->prev;
	if (link == NULL)
		g_queue_push_head(&load->pages, page);
	else
		g_queue_insert_after(&load->pages, link, page);
}

static void ask(Load *load, guint index)
{
	Source *source = source_of(load, index);
	Page *page = g_new0(Page, 1);
	*page = (Page){ .load = load, .source = index, .offset = plan_ask(&source->plan) };
	load->references++;
	put_in_order(load, page);
	const char *const ids[] = { source->connection, NULL };
	g_autofree char *query =
		g_strdup_printf("limit=%d&offset=%" G_GUINT64_FORMAT, PLAN_LIMIT, page->offset);
	client_fetch(load->client,
		     source->connection != NULL ? ROUTE_SUBSCRIPTIONS : ROUTE_ENGINE_SUBSCRIPTIONS, ids,
		     query, NULL, source->cancellable, on_page, page);
}

static void ask_for_more(Load *load)
{
	for (guint i = 0; i < load->sources->len; i++)
		while (load->pages.length < PAGES_IN_ALL && plan_may_ask(&source_of(load, i)->plan))
			ask(load, i);
}

static void fail_source(Load *load, guint index, GError *error)
{
	Source *source = source_of(load, index);
	source->error = error;
	plan_stop(&source->plan);
	drop_pages_of(load, index);
}

/* A credential that is refused once is refused for every connection. */
static void fail_page(Load *load, guint index, GError *error)
{
	for (guint i = 0; i < load->sources->len && error->code == WEIR_ERROR_AUTH; i++)
		if (i != index && !source_of(load, i)->plan.ended)
			fail_source(load, i, g_error_copy(error));
	fail_source(load, index, error);
}

static void take(Load *load, const Page *page, const json_t *json)
{
	SubscriptionsPage did;
	GError *error = NULL;
	Source *source = source_of(load, page->source);
	if (!subscriptions_add_page(load->rows, json, &did, &error)) {
		g_prefix_error(&error, "%s: ", target_name(load->client->target));
		fail_source(load, page->source, error);
		return;
	}
	if (source->plan.pass == 1)
		load->unusable += did.unusable;
	if (subscriptions_count(load->rows) > MOST_ROWS)
		fail_source(load, page->source,
			    g_error_new(WEIR_ERROR, WEIR_ERROR_LIMIT,
					_("%s: more than %d subscriptions: weir reads no more"),
					target_name(load->client->target), MOST_ROWS));
	else if (plan_took(&source->plan, page->offset, &did) == PLAN_DROP)
		drop_pages_of(load, page->source);
}

static void go_on(Load *load)
{
	tell_progress(load);
	if (load->finished)
		return;
	ask_for_more(load);
	if (g_queue_is_empty(&load->pages))
		finish(load, summary(load));
	else if (((Page *)g_queue_peek_head(&load->pages))->here)
		want_turn(load);
}

static void on_json(ClientJson *json, gpointer data)
{
	Page *page = data;
	Load *load = page->load;
	load->references++;
	load->reading = FALSE;
	if (!load->finished) {
		if (json->error != NULL)
			fail_source(load, page->source, g_steal_pointer(&json->error));
		else
			take(load, page, json->json);
	}
	page_free(page);
	if (!load->finished)
		go_on(load);
	load_unref(load);
}

static gboolean on_turn(gpointer data)
{
	Load *load = data;
	Page *page = g_queue_peek_head(&load->pages);
	stop_sources(&load->turn);
	if (page == NULL || !page->here)
		return G_SOURCE_REMOVE;
	g_queue_pop_head(&load->pages);
	if (page->error != NULL) {
		fail_page(load, page->source, g_steal_pointer(&page->error));
		page_free(page);
		go_on(load);
		return G_SOURCE_REMOVE;
	}
	const char *what = source_of(load, page->source)->connection != NULL
				   ? "GET /connections/{id}/subscriptions"
				   : "GET /subscriptions";
	load->reading = TRUE;
	client_read(load->client, what, page->exchange, page->body, FALSE, on_json, page);
	return G_SOURCE_REMOVE;
}

static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	Load *load = data;
	finish(load, g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("%s: stopped before it was finished"),
				 target_name(load->client->target)));
	return G_SOURCE_REMOVE;
}

static void add_source(Load *load, const char *connection)
{
	for (guint i = 0; i < load->sources->len; i++)
		if (g_strcmp0(source_of(load, i)->connection, connection) == 0)
			return;
	Source *source = g_new0(Source, 1);
	plan_init(&source->plan);
	source->connection = g_strdup(connection);
	source->cancellable = g_cancellable_new();
	g_ptr_array_add(load->sources, source);
}

static gboolean on_nothing(gpointer data)
{
	Load *load = data;
	finish(load,
	       g_error_new(
		       WEIR_ERROR, WEIR_ERROR_CONFIG,
		       _("%s: whose subscriptions is not known: give --connection ID, or --engine URL with "
			 "--engine-token REFERENCE for those of all connections"),
		       target_name(load->client->target)));
	return G_SOURCE_REMOVE;
}

void client_load_subscriptions(Client *client, Subscriptions *rows, GCancellable *cancellable,
			       ClientProgress progress, ClientRowsDone done, gpointer data)
{
	Load *load = g_new0(Load, 1);
	*load = (Load){ .references = 1,
			.client = client_ref(client),
			.rows = subscriptions_ref(rows),
			.sources = g_ptr_array_new_with_free_func(source_free),
			.progress = progress,
			.done = done,
			.data = data };
	g_queue_init(&load->pages);
	const GPtrArray *connections = client->target->connections;
	if (client_has_engine(client))
		add_source(load, NULL);
	for (guint i = 0; !client_has_engine(client) && i < connections->len; i++)
		add_source(load, connections->pdata[i]);
	if (load->sources->len == 0) {
		g_idle_add_full(G_PRIORITY_DEFAULT, on_nothing, load, NULL);
		return;
	}
	if (cancellable != NULL) {
		load->cancel = g_cancellable_source_new(cancellable);
		g_source_set_callback(load->cancel, G_SOURCE_FUNC(on_cancelled), load, NULL);
		g_source_attach(load->cancel, NULL);
	}
	ask_for_more(load);
}
