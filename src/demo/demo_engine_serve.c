/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine over HTTP: connections and subscriptions with their secrets, for whoever has its key. */
#include "demo/demo_private.h"

#include <string.h>

static void append_row(GString *out, const DemoSubscription *row)
{
	g_autofree char *created = demo_time(row->created), *updated = demo_time(row->updated);
	g_string_append_printf(out, "{\"id\":\"%s\",\"connectionId\":", row->id);
	demo_append_text(out, row->connection);
	g_string_append(out, ",\"name\":");
	demo_append_text(out, row->name);
	g_string_append_printf(
		out,
		",\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":%s},\"options\":%s,"
		"\"secrets\":%s,\"createdAt\":\"%s\",\"updatedAt\":\"%s\"}",
		row->callback, row->options, row->secrets != NULL ? row->secrets : "{}", created, updated);
}

static void not_found(DemoCall *call)
{
	demo_answer_detail(call, 404, "not found");
}

static void answer_row(DemoCall *call, guint status, const DemoSubscription *row)
{
	GString *out = g_string_new(NULL);
	append_row(out, row);
	demo_answer_text(call, status, g_string_free(out, FALSE));
}

static void answer_connection(DemoCall *call, guint status, const DemoConnection *connection)
{
	g_autofree char *created = demo_time(connection->created), *updated = demo_time(connection->updated);
	demo_answer_json(call, status,
			 json_pack("{s:s,s:s,s:O,s:O,s:s,s:s}", "id", connection->id, "wfServerId",
				   connection->wf_server_id, "options", connection->options, "secrets",
				   connection->secrets, "createdAt", created, "updatedAt", updated));
}

static void list(DemoCall *call, const EngineResource *resource)
{
	DemoStore *store = call->node->store;
	g_autofree char *name = demo_query_value(call->query, "name");
	DemoPage page = { .connection = resource->connection, .name = name };
	if (resource->connection != NULL && demo_store_connection(store, resource->connection) == NULL) {
		not_found(call);
		return;
	}
	if (!demo_page_query(call, &page))
		return;
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	guint total = demo_store_page(store, &page, rows);
	GString *out = g_string_sized_new(64 + 512 * (gsize)rows->len);
	g_string_append_printf(out, "{\"total\":%u,\"data\":[", total);
	for (guint i = 0; i < rows->len; i++) {
		if (i > 0)
			g_string_append_c(out, ',');
		append_row(out, rows->pdata[i]);
	}
	g_string_append(out, "]}");
	demo_answer_text(call, 200, g_string_free(out, FALSE));
}

static void connection_create(DemoCall *call, const EngineResource *resource)
{
	json_t *options = weir_json_object(call->body, "options"),
	       *secrets = weir_json_object(call->body, "secrets");
	if (options == NULL || secrets == NULL) {
		demo_answer_detail(call, 422, "options and secrets are needed");
		return;
	}
	answer_connection(call, 201,
			  demo_store_connect(call->node->store, json_incref(options), json_incref(secrets),
					     call->node->wf_server_id));
}

static void connection_get(DemoCall *call, const EngineResource *resource)
{
	const DemoConnection *connection = demo_store_connection(call->node->store, resource->connection);
	if (connection == NULL)
		not_found(call);
	else
		answer_connection(call, 200, connection);
}

static void subscription_create(DemoCall *call, const EngineResource *resource)
{
	const char *name = weir_json_text(call->body, "name");
	const char *url = weir_json_text(weir_json_object(call->body, "callback"), "url");
	if (demo_store_connection(call->node->store, resource->connection) == NULL)
		not_found(call);
	else if (name == NULL || url == NULL)
		demo_answer_detail(call, 422, "name and callback are needed");
	else
		answer_row(call, 201,
			   demo_store_subscribe(call->node->store, resource->connection, name, url,
						weir_json_object(call->body, "options"),
						weir_json_object(call->body, "secrets")));
}

/* The row, if it is that connection's where one is named. */
static DemoSubscription *find_row(DemoCall *call, const EngineResource *resource)
{
	DemoSubscription *row = demo_store_subscription(call->node->store, resource->subscription);
	if (row != NULL && resource->connection != NULL &&
	    !g_str_equal(row->connection, resource->connection))
		row = NULL;
	if (row == NULL)
		not_found(call);
	return row;
}

static void subscription_get(DemoCall *call, const EngineResource *resource)
{
	const DemoSubscription *row = find_row(call, resource);
	if (row != NULL)
		answer_row(call, 200, row);
}

static void subscription_change(DemoCall *call, const EngineResource *resource)
{
	DemoSubscription *row = find_row(call, resource);
	if (row == NULL)
		return;
	demo_store_change(call->node->store, row, weir_json_object(call->body, "options"),
			  weir_json_object(call->body, "secrets"));
	answer_row(call, 200, row);
}

static void subscription_delete(DemoCall *call, const EngineResource *resource)
{
	DemoSubscription *row = find_row(call, resource);
	if (row == NULL)
		return;
	demo_store_unsubscribe(call->node->store, row);
	demo_answer(call, 204, NULL, g_bytes_new_static("", 0));
}

/* Where the seeded subscriptions call: what is dispatched to them arrives. */
static void callback(DemoCall *call, const EngineResource *resource)
{
	demo_answer_json(call, 200, json_pack("{s:s}", "status", "received"));
}

static const struct {
	EngineKind kind;
	const char *method;
	void (*handle)(DemoCall *call, const EngineResource *resource);
} handlers[] = {
	{ ENGINE_CONNECTIONS, "POST", connection_create },
	{ ENGINE_CONNECTION, "GET", connection_get },
	{ ENGINE_CONNECTION_SUBSCRIPTIONS, "POST", subscription_create },
	{ ENGINE_CONNECTION_SUBSCRIPTIONS, "GET", list },
	{ ENGINE_CONNECTION_SUBSCRIPTION, "PATCH", subscription_change },
	{ ENGINE_CONNECTION_SUBSCRIPTION, "DELETE", subscription_delete },
	{ ENGINE_SUBSCRIPTIONS, "GET", list },
	{ ENGINE_SUBSCRIPTION, "GET", subscription_get },
	{ ENGINE_CALLBACK, "POST", callback },
};

static void dispatch(DemoCall *call, const EngineResource *resource)
{
	gboolean known = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(handlers); i++) {
		if (handlers[i].kind != resource->kind)
			continue;
		known = TRUE;
		if (g_str_equal(handlers[i].method, call->request->method)) {
			handlers[i].handle(call, resource);
			return;
		}
	}
	demo_answer_detail(call, known ? 405 : 404, known ? "method not allowed" : "not found");
}

static gboolean has_key(const DemoCall *call)
{
	const char *header = listener_request_header(call->request, "Authorization");
	return header != NULL && g_str_has_prefix(header, "Bearer ") &&
	       g_str_equal(header + strlen("Bearer "), call->node->engine_key);
}

void demo_engine_serve(DemoCall *call)
{
	const char *path = call->request->target + strlen(call->node->prefix) + strlen("/engine");
	g_auto(EngineResource) resource = engine_resource_of_path(path);
	if (call->server->mode == DEMO_DEV && resource.kind != ENGINE_CALLBACK)
		demo_answer_detail(call, 404, "Not Found");
	else if (resource.kind != ENGINE_CALLBACK && !has_key(call))
		demo_answer_detail(call, 401, "Unauthorized");
	else if (demo_read_body(call))
		dispatch(call, &resource);
}
