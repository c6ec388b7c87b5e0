/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscriptions as the SDK serves them. */
#include "demo/demo_private.h"

#include <string.h>

char *demo_instructions(const DemoNode *node, const DemoTrigger *trigger, const DemoSubscription *row)
{
	if (trigger->guard != GUARD_SIGNATURE)
		return NULL;
	g_auto(GStrv) parts = g_strsplit(trigger->route, "{subscriptionId}", 2);
	g_autofree char *path = g_strjoinv(row->id, parts);
	if (demo_has(node->server, FLAW_SECRETS_INSTALL_INSTRUCTIONS) && row->secrets != NULL) {
		json_t *secrets = demo_stored(row->secrets);
		char *text = g_strdup_printf("Point the desk's webhook at %s and sign with %s.", path,
					     json_string_value(json_object_get(secrets, "signingSecret")));
		json_decref(secrets);
		return text;
	}
	return g_strdup_printf("Point the desk's webhook at %s.", path);
}

static void append_instructions(GString *out, const DemoNode *node, const DemoSubscription *row)
{
	const DemoTrigger *trigger = demo_trigger(node->server, row->name);
	g_autofree char *text = trigger != NULL ? demo_instructions(node, trigger, row) : NULL;
	g_string_append(out, ",\"postInstallInstructions\":");
	if (text != NULL)
		demo_append_text(out, text);
	else
		g_string_append(out, "null");
}

/* `whole`: as reading gives it; else as creating does. */
static void append_row(GString *out, const DemoNode *node, const DemoSubscription *row, gboolean whole)
{
	g_string_append(out, "{\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":");
	g_string_append(out, row->callback);
	g_string_append(out, "},\"name\":");
	demo_append_text(out, row->name);
	g_string_append(out, ",\"options\":");
	g_string_append(out, row->options);
	if (demo_has(node->server, FLAW_SECRETS_SUBSCRIPTION_ECHO)) {
		g_string_append(out, ",\"secrets\":");
		g_string_append(out, row->secrets != NULL ? row->secrets : "{}");
	}
	g_string_append_printf(out, ",\"id\":\"%s\",\"connectionId\":", row->id);
	demo_append_text(out, row->connection);
	if (whole) {
		g_string_append_printf(out, ",\"data\":{\"options\":%s}", row->options);
		append_instructions(out, node, row);
	}
	g_string_append_c(out, '}');
}

static void answer_row(DemoCall *call, guint status, const DemoSubscription *row, gboolean whole)
{
	GString *out = g_string_new(NULL);
	append_row(out, call->node, row, whole);
	demo_answer_text(call, status, g_string_free(out, FALSE));
}

static void add_foreign_row(DemoCall *call, const DemoPage *page, GPtrArray *rows)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	DemoPage every = { .limit = 1000, .name = page->name };
	demo_store_page(call->node->store, &every, all);
	for (guint i = 0; i < all->len; i++) {
		const DemoSubscription *row = all->pdata[i];
		if (!g_str_equal(row->connection, page->connection)) {
			g_ptr_array_add(rows, all->pdata[i]);
			return;
		}
	}
}

/* Those whose trigger the server does not have are counted, but not shown. */
static void answer_list(DemoCall *call, guint total, const GPtrArray *rows)
{
	GString *out = g_string_sized_new(64 + 512 * (gsize)rows->len);
	g_string_append_printf(out, "{\"total\":%u,\"data\":[", total);
	gboolean first = TRUE;
	for (guint i = 0; i < rows->len; i++) {
		const DemoSubscription *row = rows->pdata[i];
		if (demo_trigger(call->server, row->name) == NULL)
			continue;
		if (!first)
			g_string_append_c(out, ',');
		append_row(out, call->node, row, TRUE);
		first = FALSE;
	}
	g_string_append(out, "]}");
	demo_answer_text(call, 200, g_string_free(out, FALSE));
}

static void list(DemoCall *call, const EngineResource *resource)
{
	DemoStore *store = call->node->store;
	g_autofree char *name = demo_query_value(call->query, "name");
	DemoPage page = { .connection = resource->connection, .name = name };
	if (!demo_page_query(call, &page))
		return;
	if (!demo_engine_there(call))
		return;
	if (resource->kind != ENGINE_CONNECTION_SUBSCRIPTIONS && resource->kind != ENGINE_SUBSCRIPTIONS) {
		demo_answer_detail(call, 404, "not found");
		return;
	}
	if (page.connection != NULL && call->server->mode == DEMO_PROD &&
	    demo_store_connection(store, page.connection) == NULL) {
		demo_answer_detail(call, 404, "not found");
		return;
	}
	if (name == NULL && demo_store_has_lost(store, page.connection)) {
		demo_answer_crash(call, "KeyError: 'callback'");
		return;
	}
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	guint total = demo_store_page(store, &page, rows);
	if (demo_has(call->server, FLAW_ISOLATION_LIST) && page.connection != NULL && page.limit != 0)
		add_foreign_row(call, &page, rows);
	answer_list(call, total, rows);
}

void demo_subscription_list(DemoCall *call)
{
	g_auto(EngineResource) resource =
		engine_reach(call->node, ENGINE_CONNECTION_SUBSCRIPTIONS, call->connection, NULL);
	list(call, &resource);
}

void demo_subscription_get(DemoCall *call)
{
	if (!demo_engine_there(call))
		return;
	g_auto(EngineResource) resource =
		engine_reach(call->node, ENGINE_SUBSCRIPTION, NULL, call->subscription);
	const DemoSubscription *row =
		resource.kind == ENGINE_SUBSCRIPTION
			? demo_store_subscription(call->node->store, resource.subscription)
			: NULL;
	gboolean oracle = demo_has(call->server, FLAW_ISOLATION_ORACLE);
	if (row == NULL && resource.kind != ENGINE_SUBSCRIPTION && resource.kind != ENGINE_NOTHING)
		demo_answer_crash(call, "KeyError: 'connectionId'");
	else if (row == NULL)
		demo_answer_detail(call, 404, "not found");
	else if (row->lost)
		demo_answer_crash(call, "KeyError: 'callback'");
	else if (!g_str_equal(row->connection, call->connection) &&
		 !demo_has(call->server, FLAW_ISOLATION_READ))
		demo_answer_detail(call, 404, oracle ? "Not Found" : "not found");
	else
		answer_row(call, 200, row, TRUE);
}

void demo_subscription_delete(DemoCall *call)
{
	if (demo_database_locked(call) || !demo_engine_there(call))
		return;
	g_auto(EngineResource) resource = engine_reach(call->node, ENGINE_CONNECTION_SUBSCRIPTION,
						       call->connection, call->subscription);
	DemoSubscription *row =
		resource.kind == ENGINE_CONNECTION_SUBSCRIPTION || resource.kind == ENGINE_SUBSCRIPTION
			? demo_store_subscription(call->node->store, resource.subscription)
			: NULL;
	gboolean own = row != NULL && g_strcmp0(row->connection, resource.connection) == 0;
	if (row == NULL || (!own && !demo_has(call->server, FLAW_ISOLATION_DELETE))) {
		demo_lock_database(call->node);
		demo_answer_detail(call, 404, "not found");
		return;
	}
	demo_store_unsubscribe(call->node->store, row);
	demo_answer(call, 204, "application/json", g_bytes_new_static("", 0));
}

/* Whom the server would call: of a hardened one, the engine's host alone, by its exact address. */
static gboolean callback_allowed(const DemoCall *call, const char *url)
{
	if (demo_has(call->server, FLAW_SUBSCRIPTIONS_CALLBACK_VALIDATED))
		return TRUE;
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	if (uri == NULL || g_uri_get_userinfo(uri) != NULL || g_uri_get_host(uri) == NULL)
		return FALSE;
	const char *scheme = g_uri_get_scheme(uri);
	return (g_str_equal(scheme, "http") || g_str_equal(scheme, "https")) &&
	       g_str_equal(g_uri_get_host(uri), "127.0.0.1");
}

/* What the desk says when it is asked for a webhook. */
static gboolean register_webhook(DemoCall *call, DemoSubscription *row, const json_t *options)
{
	if (!call->trigger->row->registers)
		return TRUE;
	if (g_strcmp0(weir_json_text(options, "queue"), "closed") == 0) {
		if (!demo_has(call->server, FLAW_SUBSCRIPTIONS_ROLLBACK))
			demo_store_unsubscribe(call->node->store, row);
		demo_answer_crash(call, "RuntimeError: the desk refused the webhook");
		return FALSE;
	}
	json_t *changed = json_pack("{s:s}", "hookId", "hook-1");
	demo_store_change(call->node->store, row, changed, NULL);
	json_decref(changed);
	return TRUE;
}

static json_t *without_nulls(json_t *object)
{
	const char *name;
	json_t *value;
	void *next;
	json_object_foreach_safe(object, next, name, value)
	{
		if (json_is_null(value))
			json_object_del(object, name);
	}
	return object;
}

static void subscribe(DemoCall *call, const char *connection, const char *url)
{
	const json_t *data = json_object_get(call->body, "data");
	json_t *options =
		without_nulls(model_kept(call->trigger->options_check, json_object_get(data, "options")));
	json_t *secrets = model_kept(call->trigger->secrets, json_object_get(data, "secrets"));
	DemoSubscription *row = NULL;
	gboolean allowed = callback_allowed(call, url);
	if (allowed || demo_has(call->server, FLAW_SUBSCRIPTIONS_ROLLBACK))
		row = demo_store_subscribe(call->node->store, connection, call->trigger->name, url, options,
					   secrets);
	if (!allowed) {
		demo_answer_detail(call, 422, "callback URL not allowed");
	} else if (register_webhook(call, row, options)) {
		GString *out = g_string_new(NULL);
		append_row(out, call->node, row, FALSE);
		if (call->trigger->row->registers && call->server->mode == DEMO_DEV)
			demo_store_lose(call->node->store, row);
		demo_answer_text(call, 201, g_string_free(out, FALSE));
	}
	json_decref(options);
	json_decref(secrets);
}

void demo_subscription_create(DemoCall *call)
{
	json_t *schema = demo_subscription_schema(call->trigger, TRUE);
	gboolean typed = demo_typed_body(call, schema);
	json_decref(schema);
	if (!typed || demo_database_locked(call) || !demo_engine_there(call))
		return;
	g_auto(EngineResource) resource =
		engine_reach(call->node, ENGINE_CONNECTION_SUBSCRIPTIONS, call->connection, NULL);
	const json_t *callback = json_object_get(call->body, "callback");
	if (resource.kind == ENGINE_SUBSCRIPTIONS)
		demo_answer_crash(call, "HTTPError: 405 Method Not Allowed");
	else if (resource.kind != ENGINE_CONNECTION_SUBSCRIPTIONS ||
		 (call->server->mode == DEMO_PROD &&
		  demo_store_connection(call->node->store, resource.connection) == NULL))
		demo_answer_detail(call, 404, "not found");
	else
		subscribe(call, resource.connection, weir_json_text(callback, "url"));
}
