/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes of a server that nobody may use without its token. */
#include <string.h>

#include "audit/access.h"
#include "audit/probe.h"
#include "base/json.h"

struct walk {
	const Evidence *evidence;
	GHashTable *inbound; /* paths where strangers' events come in */
	void (*each)(const AdminRoute *route, gpointer data);
	gpointer data;
};

static gboolean is_sdk(const char *path)
{
	static const char *const paths[] = { "/components", "/call", "/connections", "/manifest", NULL };
	return g_strv_contains(paths, path) || g_str_has_prefix(path, "/connections/");
}

static gboolean is_open_by_design(const char *path)
{
	static const char *const paths[] = { "/liveness", "/readiness", NULL };
	return g_strv_contains(paths, path);
}

/* What is no GET and might be done is only looked at: DELETE and PUT anywhere, POST where no id keeps it from
 * doing something. */
static void tell(const struct walk *walk, const char *method, const char *path)
{
	gboolean reads = strcmp(method, "GET") == 0, posts = strcmp(method, "POST") == 0;
	AdminRoute route = { method, path, !reads && !(posts && strchr(path, '{') != NULL), !is_sdk(path) };
	if (is_open_by_design(path) || g_hash_table_contains(walk->inbound, path))
		return;
	/* A route of the author's that takes something may be a webhook that no trigger names: see
	 * triggers.*. */
	if (route.is_authors && !reads)
		return;
	walk->each(&route, walk->data);
}

static void tell_documented(const struct walk *walk, json_t *paths)
{
	static const char *const methods[] = { "get", "post", "put", "patch", "delete" };
	static const char *const names[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
	const char *path;
	json_t *item;
	json_object_foreach (paths, path, item)
		for (gsize i = 0; i < G_N_ELEMENTS(methods); i++)
			if (json_object_get(item, methods[i]) != NULL)
				tell(walk, names[i], path);
	if (json_object_get(paths, "/manifest") == NULL)
		tell(walk, "GET", "/manifest");
}

static void tell_known(const struct walk *walk)
{
	static const char *const routes[][2] = {
		{ "GET", "/manifest" },
		{ "GET", "/components" },
		{ "POST", "/call" },
		{ "POST", "/connections" },
		{ "GET", "/connections/{connectionId}" },
		{ "GET", "/connections/{connectionId}/subscriptions" },
		{ "GET", "/connections/{connectionId}/subscriptions/{subscriptionId}" },
		{ "DELETE", "/connections/{connectionId}/subscriptions/{subscriptionId}" },
	};
	const Server *server = walk->evidence->server;
	for (gsize i = 0; i < G_N_ELEMENTS(routes); i++)
		tell(walk, routes[i][0], routes[i][1]);
	for (guint i = 0; server != NULL && i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		if (action->call_path != NULL)
			tell(walk, "POST", action->call_path);
	}
	for (guint i = 0; server != NULL && i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		g_autofree char *path =
			g_strconcat("/connections/{connection_id}/subscriptions/", trigger->name, NULL);
		tell(walk, "POST", path);
	}
}

void access_foreach_route(const Evidence *evidence, void (*each)(const AdminRoute *route, gpointer data),
			  gpointer data)
{
	const Server *server = evidence->server;
	g_autoptr(GHashTable) inbound = g_hash_table_new(g_str_hash, g_str_equal);
	struct walk walk = { evidence, inbound, each, data };
	json_t *paths = server != NULL ? weir_json_object(server->openapi, "paths") : NULL;
	for (guint i = 0; server != NULL && i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		if (trigger->route.path != NULL)
			g_hash_table_add(inbound, trigger->route.path);
	}
	if (json_object_size(paths) > 0)
		tell_documented(&walk, paths);
	else
		tell_known(&walk);
}

static gboolean is_path(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((guchar)*c <= ' ' || (guchar)*c >= 0x7f || *c == '#' || *c == '?')
			return FALSE;
	return text[0] == '/';
}

char *access_fill(const Evidence *evidence, const char *path)
{
	g_autoptr(GString) filled = g_string_new(NULL);
	const char *rest = path, *open;
	while ((open = strchr(rest, '{')) != NULL) {
		const char *close = strchr(open, '}');
		if (close == NULL)
			return NULL;
		g_string_append_len(filled, rest, open - rest);
		g_string_append(filled, evidence_unknown_id(evidence));
		rest = close + 1;
	}
	g_string_append(filled, rest);
	return is_path(filled->str) ? g_string_free(g_steal_pointer(&filled), FALSE) : NULL;
}
