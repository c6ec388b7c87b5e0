/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the engine an URL leads to: over HTTP, and when the SDK puts ids into the URL of its storage
 * client. */
#include "demo/demo_private.h"

#include <string.h>

void engine_resource_clear(EngineResource *resource)
{
	g_clear_pointer(&resource->connection, g_free);
	g_clear_pointer(&resource->subscription, g_free);
}

/* The client takes dot segments out before it asks. */
static GPtrArray *resolve_dots(const char *path)
{
	GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) all = g_strsplit(path, "/", -1);
	for (char **part = all; *part != NULL; part++) {
		if (g_str_equal(*part, "..") && parts->len > 0)
			g_ptr_array_set_size(parts, (int)parts->len - 1);
		else if (**part != '\0' && !g_str_equal(*part, ".") && !g_str_equal(*part, ".."))
			g_ptr_array_add(parts, g_strdup(*part));
	}
	return parts;
}

static const struct {
	EngineKind kind;
	const char *parts[4]; /* "C" and "S" stand for ids */
} shapes[] = {
	{ ENGINE_CONNECTIONS, { "connections" } },
	{ ENGINE_CONNECTION, { "connections", "C" } },
	{ ENGINE_CONNECTION_SUBSCRIPTIONS, { "connections", "C", "subscriptions" } },
	{ ENGINE_CONNECTION_SUBSCRIPTION, { "connections", "C", "subscriptions", "S" } },
	{ ENGINE_SUBSCRIPTIONS, { "subscriptions" } },
	{ ENGINE_SUBSCRIPTION, { "subscriptions", "S" } },
	{ ENGINE_CALLBACK, { "callbacks", "S" } },
};

static gboolean has_shape(const GPtrArray *parts, const char *const shape[4], EngineResource *resource)
{
	for (guint i = 0; i < 4; i++) {
		const char *part = i < parts->len ? parts->pdata[i] : NULL;
		if (shape[i] == NULL)
			return part == NULL;
		if (part == NULL)
			return FALSE;
		if (*shape[i] == 'C' || *shape[i] == 'S') {
			char **id = *shape[i] == 'C' ? &resource->connection : &resource->subscription;
			g_free(*id);
			*id = demo_unescape(part, -1, FALSE);
		} else if (!g_str_equal(part, shape[i])) {
			return FALSE;
		}
	}
	return parts->len == 4;
}

static EngineResource resource_of(const GPtrArray *parts)
{
	EngineResource resource = { 0 };
	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
		if (has_shape(parts, shapes[i].parts, &resource)) {
			resource.kind = shapes[i].kind;
			return resource;
		}
	}
	engine_resource_clear(&resource);
	return resource;
}

/* An id as it stands in the URL: as it is where the flaws say so, otherwise escaped. */
static char *in_url(const DemoNode *node, const char *id)
{
	gboolean dots = g_str_equal(id, ".") || g_str_equal(id, "..");
	gboolean odd = strpbrk(id, "?#") != NULL;
	if (id[0] == '\0' || (dots && demo_has(node->server, FLAW_ISOLATION_DOT_LIST)) ||
	    (odd && demo_has(node->server, FLAW_ISOLATION_PATH_INJECTION)))
		return g_strdup(id);
	if (dots)
		return g_strdup(id[1] == '\0' ? "%2E" : "%2E%2E");
	return g_uri_escape_string(id, NULL, FALSE);
}

EngineResource engine_reach(const DemoNode *node, EngineKind kind, const char *connection,
			    const char *subscription)
{
	/* A development server has no engine: ids are looked up as they are. */
	if (node->server->mode == DEMO_DEV)
		return (EngineResource){ kind, g_strdup(connection), g_strdup(subscription) };
	g_autofree char *c = connection != NULL ? in_url(node, connection) : NULL;
	g_autofree char *s = subscription != NULL ? in_url(node, subscription) : NULL;
	g_autoptr(GString) url = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
		if (shapes[i].kind != kind)
			continue;
		for (int j = 0; j < 4 && shapes[i].parts[j] != NULL; j++) {
			const char *part = shapes[i].parts[j];
			g_string_append_printf(url, "/%s", *part == 'C' ? c : *part == 'S' ? s : part);
		}
	}
	g_string_truncate(url, strcspn(url->str, "?#"));
	g_autoptr(GPtrArray) parts = resolve_dots(url->str);
	return resource_of(parts);
}

gboolean demo_engine_there(DemoCall *call)
{
	if (call->node->engine_state == DEMO_ENGINE_UP || call->server->mode == DEMO_DEV)
		return TRUE;
	demo_answer_crash(call, "requests.exceptions.ConnectionError: the engine cannot be reached");
	return FALSE;
}

EngineResource engine_resource_of_path(const char *path)
{
	g_autofree char *bare = g_strndup(path, strcspn(path, "?#"));
	g_auto(GStrv) all = g_strsplit(bare, "/", -1);
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	for (char **part = all; *part != NULL; part++) {
		if (**part != '\0')
			g_ptr_array_add(parts, *part);
	}
	return resource_of(parts);
}
