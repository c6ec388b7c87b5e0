/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes in the order in which the SDK adds them: of several that fit a path the first one names the methods
 * that are allowed. */
#include "demo/demo_private.h"

#include <string.h>

struct route {
	const char *method, *path; /* path NULL: the webhooks of the triggers */
	DemoHandler handler;
	int only_with;
};

static const struct route routes[] = {
	{ "GET", "/openapi.json", demo_openapi },
	{ "GET", "/docs", demo_docs_page },
	{ "GET", "/redoc", demo_docs_page },
	{ "GET", "/liveness", demo_liveness },
	{ "GET", "/readiness", demo_readiness },
	{ "GET", "/components", demo_components },
	{ "POST", "/call", demo_tool_call },
	{ "POST", "/connections", demo_connection_create },
	{ "GET", "/connections/{connection}", demo_connection_get },
	{ "POST", "/connections/{connection}/call/{action}", demo_action_call },
	{ "GET", "/connections/{connection}/form/{form}", demo_form_get },
	{ "POST", "/connections/{connection}/form/{form}", demo_form_post },
	{ "POST", NULL, demo_webhook },
	{ "POST", "/connections/{connection}/subscriptions/{trigger}", demo_subscription_create },
	{ "GET", "/connections/{connection}/subscriptions", demo_subscription_list },
	{ "DELETE", "/connections/{connection}/subscriptions/{subscription}", demo_subscription_delete },
	{ "GET", "/connections/{connection}/subscriptions/{subscription}", demo_subscription_get },
	{ "GET", "/manifest", demo_manifest },
	{ "GET", "/debug", demo_hidden_page, FLAW_CONFIG_HIDDEN_ROUTES + 1 },
	{ "GET", "/metrics", demo_hidden_page, FLAW_CONFIG_HIDDEN_ROUTES + 1 },
};

static void split(DemoCall *call, const char *path)
{
	g_free(call->storage);
	call->storage = g_strdup(path);
	call->n_segments = 0;
	for (char *slash = call->storage; slash != NULL && *slash == '/'; call->n_segments++) {
		char *segment = slash + 1;
		*slash = '\0';
		slash = strchr(segment, '/');
		if (call->n_segments == DEMO_SEGMENTS)
			break;
		call->segments[call->n_segments] = segment;
	}
}

static gboolean fits_name(DemoCall *call, const char *name, gsize length, const char *segment)
{
	if (strncmp(name, "{connection}", length) == 0)
		call->connection = segment;
	else if (strncmp(name, "{subscription}", length) == 0 ||
		 strncmp(name, "{subscriptionId}", length) == 0)
		call->subscription = segment;
	else if (strncmp(name, "{trigger}", length) == 0)
		return (call->trigger = demo_trigger(call->server, segment)) != NULL;
	else if (strncmp(name, "{action}", length) == 0)
		return (call->action = g_hash_table_lookup(call->server->by_action, segment)) != NULL &&
		       call->action->row->chat == NULL;
	else
		return (call->action = g_hash_table_lookup(call->server->by_action, segment)) != NULL &&
		       call->action->row->form != NULL;
	return TRUE;
}

/* Does the path fit the pattern? Then what is in braces is noted in the call. */
static gboolean fits(DemoCall *call, const char *pattern)
{
	if (call->n_segments == 0)
		return FALSE;
	for (int i = 0; i < call->n_segments; i++) {
		if (*pattern != '/')
			return FALSE;
		gsize length = strcspn(++pattern, "/");
		const char *segment = call->segments[i];
		if (*pattern == '{' && (*segment == '\0' || !fits_name(call, pattern, length, segment)))
			return FALSE;
		if (*pattern != '{' && (strlen(segment) != length || strncmp(pattern, segment, length) != 0))
			return FALSE;
		pattern += length;
	}
	return *pattern == '\0';
}

static gboolean fits_webhook(DemoCall *call)
{
	for (guint i = 0; i < call->server->triggers->len; i++) {
		const DemoTrigger *trigger = call->server->triggers->pdata[i];
		if (fits(call, trigger->route)) {
			call->trigger = trigger;
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean route_fits(DemoCall *call, const struct route *route)
{
	if (!flaws_allow(&call->server->flaws, route->only_with, 0))
		return FALSE;
	return route->path != NULL ? fits(call, route->path) : fits_webhook(call);
}

/* The first route that fits path and method; else the first that fits the path, in `near`. */
static const struct route *find(DemoCall *call, const struct route **near)
{
	*near = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
		if (!route_fits(call, &routes[i]))
			continue;
		if (g_str_equal(routes[i].method, call->request->method))
			return &routes[i];
		if (*near == NULL)
			*near = &routes[i];
	}
	return NULL;
}

/* With a slash less or more, as Starlette tries it. */
static gboolean redirect(DemoCall *call)
{
	gsize length = strlen(call->path);
	const struct route *near;
	if (g_str_equal(call->path, "/"))
		return FALSE;
	g_autofree char *other = call->path[length - 1] == '/' ? g_strndup(call->path, length - 1)
							       : g_strconcat(call->path, "/", NULL);
	split(call, other);
	if (find(call, &near) == NULL && near == NULL)
		return FALSE;
	demo_answer_redirect(call, other);
	return TRUE;
}

void demo_route(DemoCall *call)
{
	const struct route *near, *route;
	split(call, call->path);
	route = find(call, &near);
	if (call->refused && (route == NULL || route->path != NULL))
		demo_answer_unauthorized(call);
	else if (route != NULL)
		route->handler(call);
	else if (near != NULL)
		demo_answer_method(call, near->method);
	else if (!redirect(call))
		demo_answer_detail(call, 404, "Not Found");
}

gboolean demo_is_signed_webhook(DemoCall *call)
{
	split(call, call->path);
	return fits_webhook(call) && call->trigger->guard == GUARD_SIGNATURE;
}
