/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/cleanup.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

typedef struct {
	Client *client;
	Store *store;
	GCancellable *cancellable;
	GPtrArray *rows;  /* LedgerRow * */
	GPtrArray *items; /* CleanupItem * */
	GError *error;
	guint waiting;
	CleanupDone done;
	gpointer data;
} Cleanup;

/* One connection of weir's own, or one subscription on it. */
typedef struct {
	Cleanup *cleanup;
	char *connection, *id;
} Step;

const char *cleanup_outcome_name(CleanupOutcome outcome)
{
	static const char *const names[N_CLEANUPS] = { "removed", "gone", "kept", "failed" };
	return names[outcome];
}

void cleanup_item_free(CleanupItem *item)
{
	if (item == NULL)
		return;
	g_free(item->id);
	g_free(item->mark);
	g_free(item->trigger);
	g_free(item->connection);
	g_free(item->why);
	g_free(item);
}

static void free_item(gpointer item)
{
	cleanup_item_free(item);
}

static Step *step_new(Cleanup *cleanup, const char *connection, const char *id)
{
	Step *step = g_new0(Step, 1);
	*step = (Step){ cleanup, g_strdup(connection), g_strdup(id) };
	cleanup->waiting++;
	return step;
}

static void finish(Cleanup *cleanup)
{
	cleanup->done(cleanup->items, cleanup->error, cleanup->data);
	client_unref(cleanup->client);
	g_clear_object(&cleanup->cancellable);
	g_clear_pointer(&cleanup->rows, g_ptr_array_unref);
	g_ptr_array_unref(cleanup->items);
	g_clear_error(&cleanup->error);
	g_free(cleanup);
}

static void step_over(Step *step)
{
	Cleanup *cleanup = step->cleanup;
	g_free(step->connection);
	g_free(step->id);
	g_free(step);
	if (--cleanup->waiting == 0)
		finish(cleanup);
}

static CleanupItem *add_item(Cleanup *cleanup, LedgerKind kind, CleanupOutcome outcome, const char *id)
{
	CleanupItem *item = g_new0(CleanupItem, 1);
	item->kind = kind;
	item->outcome = outcome;
	item->id = g_strdup(id != NULL ? id : "");
	g_ptr_array_add(cleanup->items, item);
	return item;
}

static void close_row(Cleanup *cleanup, const LedgerRow *row, LedgerState state)
{
	ledger_mark(cleanup->store, row->id, state, NULL, cleanup->error == NULL ? &cleanup->error : NULL);
}

static void add_row_item(Cleanup *cleanup, const LedgerRow *row, CleanupOutcome outcome, const char *why)
{
	CleanupItem *item = add_item(cleanup, row->kind, outcome, row->remote);
	item->mark = g_strdup(row->mark);
	item->trigger = g_strdup(row->kind == LEDGER_SUBSCRIPTION ? row->trigger : "");
	item->connection = g_strdup(row->connection);
	item->why = g_strdup(why);
}

static const LedgerRow *row_of_subscription(const Cleanup *cleanup, const char *id)
{
	for (guint i = 0; i < cleanup->rows->len; i++) {
		const LedgerRow *row = cleanup->rows->pdata[i];
		if (row->kind == LEDGER_SUBSCRIPTION && strcmp(row->remote, id) == 0)
			return row;
	}
	return NULL;
}

/* ---- subscriptions ---- */

static void subscription_removed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Step *step = data;
	Cleanup *cleanup = step->cleanup;
	const LedgerRow *row = row_of_subscription(cleanup, step->id);
	CleanupOutcome outcome = error == NULL                                              ? CLEANUP_REMOVED
				 : g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND) ? CLEANUP_GONE
											    : CLEANUP_FAILED;
	CleanupItem *item = add_item(cleanup, LEDGER_SUBSCRIPTION, outcome, step->id);
	item->connection = g_strdup(step->connection);
	item->mark = g_strdup(row != NULL ? row->mark : "");
	item->trigger = g_strdup(row != NULL ? row->trigger : "");
	item->why = error != NULL && outcome == CLEANUP_FAILED ? g_strdup(error->message) : NULL;
	if (row != NULL && outcome != CLEANUP_FAILED)
		close_row(cleanup, row, LEDGER_REMOVED);
	step_over(step);
}

static gboolean lists(const json_t *data, const char *id)
{
	for (size_t i = 0; i < json_array_size(data); i++)
		if (g_strcmp0(weir_json_text(json_array_get(data, i), "id"), id) == 0)
			return TRUE;
	return FALSE;
}

/* Rows of that connection that its list (NULL: it is gone itself) does not show. */
static void close_those_gone(Cleanup *cleanup, const char *connection, const json_t *data)
{
	for (guint i = 0; i < cleanup->rows->len; i++) {
		const LedgerRow *row = cleanup->rows->pdata[i];
		if (row->kind != LEDGER_SUBSCRIPTION || strcmp(row->connection, connection) != 0 ||
		    lists(data, row->remote))
			continue;
		close_row(cleanup, row, LEDGER_REMOVED);
		/* One whose id never came is among those that are listed, if it is there. */
		if (*row->remote != '\0')
			add_row_item(cleanup, row, CLEANUP_GONE, NULL);
	}
}

static void remove_listed(Cleanup *cleanup, const char *connection, const json_t *data)
{
	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *entry = json_array_get(data, i);
		const char *id = weir_json_text(entry, "id");
		const char *owner = weir_json_text(entry, "connectionId");
		/* A server whose lists are not apart shows what is none of weir's. */
		if (id == NULL || (owner != NULL && strcmp(owner, connection) != 0))
			continue;
		if (owner == NULL && row_of_subscription(cleanup, id) == NULL)
			continue;
		client_call(cleanup->client, ROUTE_SUBSCRIPTION_DELETE,
			    (const char *const[]){ connection, id, NULL }, NULL, NULL, cleanup->cancellable,
			    subscription_removed, step_new(cleanup, connection, id));
	}
}

static const LedgerRow *row_of_connection(const Cleanup *cleanup, const char *connection)
{
	for (guint i = 0; i < cleanup->rows->len; i++) {
		const LedgerRow *row = cleanup->rows->pdata[i];
		if (row->kind == LEDGER_CONNECTION && strcmp(row->remote, connection) == 0)
			return row;
	}
	return NULL;
}

static void connection_listed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Step *step = data;
	Cleanup *cleanup = step->cleanup;
	const LedgerRow *row = row_of_connection(cleanup, step->connection);
	const json_t *entries = weir_json_array(json, "data");
	gboolean gone = g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND);
	if (error != NULL && !gone) {
		CleanupItem *item = add_item(cleanup, LEDGER_CONNECTION, CLEANUP_FAILED, step->connection);
		item->mark = g_strdup(row != NULL ? row->mark : "");
		item->why = g_strdup(error->message);
	} else {
		close_those_gone(cleanup, step->connection, entries);
		remove_listed(cleanup, step->connection, entries);
		if (row != NULL && gone)
			close_row(cleanup, row, LEDGER_REMOVED);
		if (row != NULL)
			add_row_item(cleanup, row, gone ? CLEANUP_GONE : CLEANUP_KEPT,
				     gone ? NULL : _("a server cannot delete connections; it is used again"));
	}
	step_over(step);
}

/* ---- all of it ---- */

/* Nothing lists connections, so one whose id never came cannot be found: told once. */
static void give_up(Cleanup *cleanup, const LedgerRow *row)
{
	close_row(cleanup, row, LEDGER_FAILED);
	add_row_item(cleanup, row, CLEANUP_KEPT,
		     _("weir ended before the server told its id: it may be there, and cannot be found"));
}

static void start(Cleanup *cleanup)
{
	g_autoptr(GHashTable) connections = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < cleanup->rows->len; i++) {
		const LedgerRow *row = cleanup->rows->pdata[i];
		const char *connection = row->kind == LEDGER_CONNECTION ? row->remote : row->connection;
		if (*connection == '\0') {
			give_up(cleanup, row);
			continue;
		}
		if (!g_hash_table_add(connections, (gpointer)connection))
			continue;
		client_call(cleanup->client, ROUTE_SUBSCRIPTIONS, (const char *const[]){ connection, NULL },
			    "limit=1000", NULL, cleanup->cancellable, connection_listed,
			    step_new(cleanup, connection, ""));
	}
}

static gboolean begin(gpointer data)
{
	Cleanup *cleanup = data;
	cleanup->rows =
		ledger_open_rows(cleanup->store, client_target(cleanup->client)->url, &cleanup->error);
	cleanup->waiting = 1;
	if (cleanup->rows != NULL)
		start(cleanup);
	if (--cleanup->waiting == 0)
		finish(cleanup);
	return G_SOURCE_REMOVE;
}

void cleanup_start(Client *client, Store *store, GCancellable *cancellable, CleanupDone done, gpointer data)
{
	Cleanup *cleanup = g_new0(Cleanup, 1);
	cleanup->client = client_ref(client);
	cleanup->store = store;
	cleanup->items = g_ptr_array_new_with_free_func(free_item);
	cleanup->done = done;
	cleanup->data = data;
	g_set_object(&cleanup->cancellable, cancellable);
	g_idle_add_full(G_PRIORITY_DEFAULT, begin, cleanup, NULL);
}
