/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the listener to a route: which node, who asks, how much. */
#include "demo/demo_private.h"

#include <string.h>

#define BODY_LIMIT (64 * 1024) /* of a server that has one */

/* "/s12/rest" of a fleet; a single server has no prefix. */
static DemoNode *find_node(const DemoServer *server, const char **path)
{
	DemoNode *first = server->nodes->pdata[0];
	if (*first->prefix == '\0')
		return first;
	if (strncmp(*path, "/s", 2) != 0)
		return NULL;
	char *end;
	guint64 number = g_ascii_strtoull(*path + 2, &end, 10);
	if (number < 1 || number > server->nodes->len || (*end != '/' && *end != '\0'))
		return NULL;
	*path = end;
	return server->nodes->pdata[number - 1];
}

static DemoCall *call_new(ListenerRequest *request, DemoServer *server)
{
	const char *path = request->target;
	DemoCall *call = g_new0(DemoCall, 1);
	call->request = request;
	call->server = demo_server_ref(server);
	call->node = find_node(server, &path);
	const char *question = strchr(path, '?');
	call->query = question != NULL ? question + 1 : NULL;
	call->path = demo_unescape(path, question != NULL ? question - path : -1, FALSE);
	return call;
}

static gboolean is_engine(const DemoCall *call)
{
	const char *path = call->request->target + strlen(call->node->prefix);
	gsize length = strlen("/engine");
	return strncmp(path, "/engine", length) == 0 && strchr("/?", path[length]) != NULL;
}

static gboolean is_chunked(const DemoCall *call)
{
	return listener_request_header(call->request, "Transfer-Encoding") != NULL;
}

static guint64 announced(const DemoCall *call)
{
	const char *length = listener_request_header(call->request, "Content-Length");
	return length != NULL ? g_ascii_strtoull(length, NULL, 10) : 0;
}

/* A large body is read only from someone who may send it. */
static gboolean wants_large_body(DemoCall *call)
{
	if (call->node == NULL || is_engine(call))
		return call->node != NULL;
	if (!demo_authorised(call))
		return demo_has(call->server, FLAW_TRIGGERS_AUTH_FIRST);
	if (!demo_has(call->server, FLAW_ACTIONS_BODY_LIMIT))
		return FALSE;
	return is_chunked(call) || !demo_is_signed_webhook(call);
}

gboolean demo_wants_body(ListenerRequest *request, gpointer server)
{
	DemoCall known = { .request = request };
	if (announced(&known) <= BODY_LIMIT && !is_chunked(&known))
		return TRUE;
	DemoCall *call = call_new(request, server);
	gboolean wanted = wants_large_body(call);
	demo_call_free(call);
	return wanted;
}

static gboolean refused_for_size(DemoCall *call)
{
	if (demo_has(call->server, FLAW_ACTIONS_BODY_LIMIT) && !call->request->over_cap &&
	    !demo_is_signed_webhook(call))
		return FALSE;
	if (is_chunked(call) && !call->request->over_cap)
		demo_answer_detail(call, 411, "length required");
	else if (announced(call) > BODY_LIMIT || call->request->over_cap)
		demo_answer_detail(call, 413, "payload too large");
	else
		return FALSE;
	return TRUE;
}

static gboolean is_preflight(const DemoCall *call)
{
	return demo_has(call->server, FLAW_CONFIG_CORS) && g_str_equal(call->request->method, "OPTIONS") &&
	       listener_request_header(call->request, "Access-Control-Request-Method") != NULL;
}

static void count_down_lock(DemoNode *node)
{
	if (node->locked > 0)
		node->locked--;
}

/* TRUE: may go on, or is refused later (flaw triggers.auth-first). */
static gboolean admit(DemoCall *call)
{
	if (demo_authorised(call))
		return TRUE;
	if (demo_throttled(call))
		return FALSE;
	if (demo_has(call->server, FLAW_TRIGGERS_AUTH_FIRST)) {
		call->refused = TRUE;
		return TRUE;
	}
	demo_answer_unauthorized(call);
	return FALSE;
}

void demo_serve(ListenerRequest *request, gpointer server)
{
	DemoCall *call = call_new(request, server);
	if (call->node == NULL) {
		demo_answer_detail(call, 404, "Not Found");
		return;
	}
	demo_read_secrets(call->node);
	count_down_lock(call->node);
	if (is_engine(call))
		demo_engine_serve(call);
	else if (is_preflight(call))
		demo_answer(call, 200, "text/plain; charset=utf-8", g_bytes_new_static("OK", 2));
	else if (admit(call) && !refused_for_size(call))
		demo_route(call);
}
