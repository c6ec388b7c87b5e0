/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo_store.h"

#include "base/json.h"

#include <stdio.h>
#include <string.h>

struct DemoStore {
	gboolean counted_ids;
	guint64 last_id;
	guint64 writes;
	GHashTable *connections;   /* id -> DemoConnection * */
	GHashTable *subscriptions; /* id -> DemoSubscription *; owns them */
	GPtrArray *all;            /* oldest first */
	GHashTable *by_connection; /* id -> GPtrArray of them, oldest first */
	GPtrArray *lost;           /* the few that are */
	GStringChunk *texts;       /* what many rows have in common */
};

static void connection_free(gpointer data)
{
	DemoConnection *connection = data;
	json_decref(connection->options);
	json_decref(connection->secrets);
	g_free(connection->id);
	g_free(connection->wf_server_id);
	g_free(connection);
}

static void subscription_free(gpointer data)
{
	DemoSubscription *row = data;
	g_free(row->secrets);
	g_free(row);
}

DemoStore *demo_store_new(gboolean counted_ids)
{
	DemoStore *store = g_new0(DemoStore, 1);
	store->counted_ids = counted_ids;
	store->last_id = 1000;
	store->connections = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, connection_free);
	store->subscriptions = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, subscription_free);
	store->all = g_ptr_array_new();
	store->lost = g_ptr_array_new();
	store->by_connection =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
	store->texts = g_string_chunk_new(64 * 1024);
	return store;
}

void demo_store_free(DemoStore *store)
{
	if (store == NULL)
		return;
	g_hash_table_unref(store->by_connection);
	g_ptr_array_unref(store->all);
	g_ptr_array_unref(store->lost);
	g_hash_table_unref(store->subscriptions);
	g_hash_table_unref(store->connections);
	g_string_chunk_free(store->texts);
	g_free(store);
}

static void make_id(DemoStore *store, char id[37])
{
	if (store->counted_ids) {
		snprintf(id, 37, "%" G_GUINT64_FORMAT, ++store->last_id);
		return;
	}
	g_autofree char *uuid = g_uuid_string_random();
	memcpy(id, uuid, 37);
}

DemoConnection *demo_store_connect(DemoStore *store, json_t *options, json_t *secrets,
				   const char *wf_server_id)
{
	char id[37];
	make_id(store, id);
	DemoConnection *connection = g_new0(DemoConnection, 1);
	connection->id = g_strdup(id);
	connection->wf_server_id = g_strdup(wf_server_id);
	connection->options = options;
	connection->secrets = secrets;
	connection->created = connection->updated = g_get_real_time();
	store->writes++;
	g_hash_table_insert(store->connections, connection->id, connection);
	return connection;
}

DemoConnection *demo_store_connection(const DemoStore *store, const char *id)
{
	return g_hash_table_lookup(store->connections, id);
}

static int append_piece(const char *bytes, size_t length, void *text)
{
	g_string_append_len(text, bytes, (gssize)length);
	return 0;
}

char *demo_print(const json_t *value)
{
	GString *text = g_string_new(NULL);
	json_dump_callback(value, append_piece, text, JSON_COMPACT | JSON_ENCODE_ANY);
	return g_string_free(text, FALSE);
}

void demo_append_text(GString *out, const char *text)
{
	gboolean plain = TRUE;
	for (const char *c = text; *c != '\0' && plain; c++)
		plain = *c != '"' && *c != '\\' && (guchar)*c >= 0x20;
	if (plain) {
		g_string_append_c(out, '"');
		g_string_append(out, text);
		g_string_append_c(out, '"');
		return;
	}
	json_t *json = json_string(text);
	json_dump_callback(json, append_piece, out, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(json);
}

static const char *keep_json(DemoStore *store, const json_t *value)
{
	g_autofree char *text = value != NULL ? demo_print(value) : NULL;
	return g_string_chunk_insert_const(store->texts, text != NULL ? text : "{}");
}

static char *own_json(const json_t *value)
{
	return json_object_size(value) == 0 ? NULL : demo_print(value);
}

static GPtrArray *rows_of(DemoStore *store, const char *connection)
{
	GPtrArray *rows = g_hash_table_lookup(store->by_connection, connection);
	if (rows == NULL) {
		rows = g_ptr_array_new();
		g_hash_table_insert(store->by_connection, (gpointer)connection, rows);
	}
	return rows;
}

DemoSubscription *demo_store_subscribe(DemoStore *store, const char *connection, const char *name,
				       const char *url, const json_t *options, const json_t *secrets)
{
	json_t *text = json_string(url);
	DemoSubscription *row = g_new0(DemoSubscription, 1);
	make_id(store, row->id);
	row->connection = g_string_chunk_insert_const(store->texts, connection);
	row->name = g_string_chunk_insert_const(store->texts, name);
	row->callback = keep_json(store, text);
	row->options = keep_json(store, options);
	row->secrets = own_json(secrets);
	row->created = row->updated = g_get_real_time();
	json_decref(text);
	store->writes++;
	g_hash_table_insert(store->subscriptions, row->id, row);
	g_ptr_array_add(store->all, row);
	g_ptr_array_add(rows_of(store, row->connection), row);
	return row;
}

DemoSubscription *demo_store_subscription(const DemoStore *store, const char *id)
{
	return g_hash_table_lookup(store->subscriptions, id);
}

void demo_store_change(DemoStore *store, DemoSubscription *row, const json_t *options, const json_t *secrets)
{
	store->writes++;
	if (options != NULL)
		row->options = keep_json(store, options);
	if (secrets != NULL) {
		g_free(row->secrets);
		row->secrets = own_json(secrets);
	}
	row->updated = g_get_real_time();
}

void demo_store_unsubscribe(DemoStore *store, DemoSubscription *row)
{
	store->writes++;
	g_ptr_array_remove(store->all, row);
	g_ptr_array_remove(store->lost, row);
	g_ptr_array_remove(rows_of(store, row->connection), row);
	g_hash_table_remove(store->subscriptions, row->id);
}

static const GPtrArray *list_of(const DemoStore *store, const char *connection)
{
	return connection == NULL ? store->all : g_hash_table_lookup(store->by_connection, connection);
}

void demo_store_lose(DemoStore *store, DemoSubscription *row)
{
	store->writes++;
	row->lost = TRUE;
	g_ptr_array_add(store->lost, row);
}

gboolean demo_store_has_lost(const DemoStore *store, const char *connection)
{
	for (guint i = 0; i < store->lost->len; i++) {
		const DemoSubscription *row = store->lost->pdata[i];
		if (connection == NULL || g_str_equal(row->connection, connection))
			return TRUE;
	}
	return FALSE;
}

/* Where a page begins and ends in `total` rows. */
static void bounds(const DemoPage *page, gint64 total, gint64 *from, gint64 *to)
{
	gint64 limit = CLAMP(page->limit, -total, total), offset = CLAMP(page->offset, -total, total);
	if (page->sliced) {
		gint64 end = offset + limit;
		*from = offset < 0 ? offset + total : offset;
		*to = CLAMP(end < 0 ? end + total : end, 0, total);
	} else {
		*from = MAX(offset, 0);
		*to = limit < 0 ? total : MIN(*from + limit, total);
	}
}

guint demo_store_page(const DemoStore *store, const DemoPage *page, GPtrArray *rows)
{
	const GPtrArray *list = list_of(store, page->connection);
	if (list == NULL)
		return 0;
	g_autoptr(GPtrArray) named = NULL;
	if (page->name != NULL) {
		named = g_ptr_array_new();
		for (guint i = 0; i < list->len; i++) {
			DemoSubscription *row = list->pdata[i];
			if (!row->lost && g_str_equal(row->name, page->name))
				g_ptr_array_add(named, row);
		}
		list = named;
	}
	gint64 from, to;
	bounds(page, list->len, &from, &to);
	for (gint64 i = from; i < to; i++)
		g_ptr_array_add(rows, list->pdata[list->len - 1 - i]);
	return list->len;
}

char *demo_time(gint64 microseconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(microseconds / G_USEC_PER_SEC);
	g_autofree char *seconds = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
	return g_strdup_printf("%s.%06dZ", seconds, (int)(microseconds % G_USEC_PER_SEC));
}

json_t *demo_stored(const char *text)
{
	return text != NULL ? weir_json_read(text, strlen(text), NULL, NULL, NULL) : NULL;
}

guint64 demo_store_writes(const DemoStore *store)
{
	return store->writes;
}

static char *connection_line(const DemoConnection *connection)
{
	char *options = demo_print(connection->options), *secrets = demo_print(connection->secrets);
	char *line = g_strdup_printf("connection %s %s %s", connection->id, options, secrets);
	g_free(options);
	g_free(secrets);
	return line;
}

void demo_store_lines(const DemoStore *store, gboolean connections, GPtrArray *lines)
{
	GHashTableIter iterator;
	gpointer value;
	g_hash_table_iter_init(&iterator, store->connections);
	while (connections && g_hash_table_iter_next(&iterator, NULL, &value))
		g_ptr_array_add(lines, connection_line(value));
	for (guint i = 0; i < store->all->len; i++) {
		const DemoSubscription *row = store->all->pdata[i];
		g_ptr_array_add(lines,
				g_strdup_printf("subscription %s %s %s %s %s %s%s", row->id, row->connection,
						row->name, row->callback, row->options,
						row->secrets != NULL ? row->secrets : "{}",
						row->lost ? " lost" : ""));
	}
}
