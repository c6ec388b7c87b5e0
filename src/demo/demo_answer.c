/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers, and the headers that every answer has. */
#include "demo/demo_private.h"

#include <string.h>

typedef struct {
	DemoCall *call;
	guint status, timer;
	const char *type;
	GBytes *body;
	GPtrArray *headers; /* name, value, ..., NULL */
} Delayed;

static void add_header(GPtrArray *headers, const char *name, const char *value)
{
	g_ptr_array_add(headers, g_strdup(name));
	g_ptr_array_add(headers, g_strdup(value));
}

/* A foreign page may do everything that the user's browser may. */
static void add_cors(GPtrArray *headers, const DemoCall *call)
{
	const char *origin = listener_request_header(call->request, "Origin");
	if (origin == NULL)
		return;
	add_header(headers, "access-control-allow-origin", origin);
	add_header(headers, "access-control-allow-credentials", "true");
}

static void add_usual(GPtrArray *headers, const DemoCall *call)
{
	const DemoServer *server = call->server;
	if (demo_has(server, FLAW_CONFIG_SERVER_HEADER))
		add_header(headers, "server", "uvicorn/0.32.0");
	if (!demo_has(server, FLAW_CONFIG_CACHE)) {
		add_header(headers, "cache-control", "no-store");
		add_header(headers, "x-content-type-options", "nosniff");
	}
	if (server->certificate != NULL && !demo_has(server, FLAW_TRANSPORT_HSTS))
		add_header(headers, "strict-transport-security", "max-age=31536000");
	if (demo_has(server, FLAW_CONFIG_CORS))
		add_cors(headers, call);
	if (demo_has(server, FLAW_SECRETS_PATTERN))
		add_header(headers, "x-build", server->credential);
	if (demo_has(server, FLAW_SECRETS_OWN_VALUE) && call->node != NULL && call->node->token != NULL)
		add_header(headers, "x-session", call->node->token);
}

void demo_call_free(DemoCall *call)
{
	json_decref(call->body);
	g_free(call->path);
	g_free(call->storage);
	demo_server_unref(call->server);
	g_free(call);
}

static void send_now(Delayed *delayed)
{
	ListenerAnswer answer = { .status = delayed->status,
				  .content_type = delayed->type,
				  .headers = (const char *const *)delayed->headers->pdata,
				  .body = delayed->body };
	listener_answer(delayed->call->request, &answer);
	g_ptr_array_unref(delayed->headers);
	g_bytes_unref(delayed->body);
	demo_call_free(delayed->call);
	g_free(delayed);
}

static gboolean on_delay(gpointer data)
{
	Delayed *delayed = data;
	g_queue_remove(&delayed->call->server->delayed, delayed);
	send_now(delayed);
	return G_SOURCE_REMOVE;
}

void demo_delayed_end(DemoServer *server)
{
	for (Delayed *delayed; (delayed = g_queue_pop_head(&server->delayed)) != NULL;) {
		g_source_remove(delayed->timer);
		send_now(delayed);
	}
}

static void finish(DemoCall *call, guint status, const char *type, GBytes *body, GPtrArray *headers)
{
	DemoServer *server = call->server;
	guint wait = (guint)server->latency_ms + call->delay_ms;
	add_usual(headers, call);
	g_ptr_array_add(headers, NULL);
	Delayed *delayed = g_new0(Delayed, 1);
	*delayed = (Delayed){ call, status, 0, type, body, headers };
	if (wait == 0 || server->stopped) {
		send_now(delayed);
		return;
	}
	delayed->timer = g_timeout_add(wait, on_delay, delayed);
	g_queue_push_tail(&server->delayed, delayed);
}

static GPtrArray *new_headers(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

void demo_answer(DemoCall *call, guint status, const char *type, GBytes *body)
{
	finish(call, status, type, body, new_headers());
}

void demo_answer_text(DemoCall *call, guint status, char *json_text)
{
	demo_answer(call, status, "application/json", g_bytes_new_take(json_text, strlen(json_text)));
}

void demo_answer_json(DemoCall *call, guint status, json_t *json)
{
	char *text = demo_print(json);
	json_decref(json);
	demo_answer_text(call, status, text);
}

void demo_answer_detail(DemoCall *call, guint status, const char *detail)
{
	demo_answer_json(call, status, json_pack("{s:s}", "detail", detail));
}

void demo_answer_method(DemoCall *call, const char *allow)
{
	static const char detail[] = "{\"detail\":\"Method Not Allowed\"}";
	GPtrArray *headers = new_headers();
	add_header(headers, "allow", allow);
	finish(call, 405, "application/json", g_bytes_new_static(detail, strlen(detail)), headers);
}

void demo_answer_throttled(DemoCall *call, const char *seconds)
{
	static const char detail[] = "{\"detail\":\"Too Many Requests\"}";
	GPtrArray *headers = new_headers();
	add_header(headers, "retry-after", seconds);
	finish(call, 429, "application/json", g_bytes_new_static(detail, strlen(detail)), headers);
}

void demo_answer_unauthorized(DemoCall *call)
{
	demo_answer_detail(call, 401, "Unauthorized");
}

static gboolean plain_host(const char *host)
{
	return host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")] ==
	       '\0';
}

/* Starlette builds the target from the Host header; the mended one only from a host that can be one. */
static const char *redirect_host(const DemoCall *call)
{
	const DemoServer *server = call->server;
	const char *host = listener_request_header(call->request, "Host");
	if (host == NULL)
		return server->authority;
	DemoFlaw flaw = plain_host(host) ? FLAW_CONFIG_HOST_HEADER : FLAW_DEPS_HOST_PARSING;
	return demo_has(server, flaw) ? host : server->authority;
}

void demo_answer_redirect(DemoCall *call, const char *path)
{
	g_autofree char *escaped = g_uri_escape_string(path, "/:@!$&'()*+,;=~", FALSE);
	const char *scheme = call->server->certificate != NULL ? "https" : "http";
	const char *query = call->query;
	g_autofree char *location =
		g_strconcat(scheme, "://", redirect_host(call), call->node->prefix, escaped,
			    query != NULL ? "?" : "", query != NULL ? query : "", NULL);
	GPtrArray *headers = new_headers();
	add_header(headers, "location", location);
	finish(call, 307, NULL, g_bytes_new_static("", 0), headers);
}

void demo_answer_crash(DemoCall *call, const char *why)
{
	if (!demo_has(call->server, FLAW_CONFIG_DEBUG)) {
		static const char plain[] = "Internal Server Error";
		demo_answer(call, 500, "text/plain; charset=utf-8", g_bytes_new_static(plain, strlen(plain)));
		return;
	}
	char *trace = g_strdup_printf("Traceback (most recent call last):\n"
				      "  File \"/srv/desk/server.py\", line 214, in handle\n"
				      "    return await action(**arguments)\n%s\n",
				      why);
	demo_answer(call, 500, "text/plain; charset=utf-8", g_bytes_new_take(trace, strlen(trace)));
}
