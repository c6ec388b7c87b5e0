/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events on their way to callbacks, one after the other, with the webhook's caller waiting. */
#include "base/error.h"
#include "demo/demo_private.h"
#include "demo/demo_sign.h"

#include <string.h>

#define HOPS 10
#define PATIENCE_MS 60000

typedef struct {
	DemoCall *call;
	GPtrArray *rows; /* Event * */
	guint next;
	json_t *payload, *metadata;
	DemoDispatched done;
	GBytes *body; /* of the event under way */
	char *url, *origin;
	int hops;
} Dispatch;

/* What of a subscription is needed when it is its turn: it may be deleted meanwhile. */
typedef struct {
	char *id, *connection, *name, *url;
} Event;

static void event_free(gpointer data)
{
	Event *event = data;
	g_free(event->id);
	g_free(event->connection);
	g_free(event->name);
	g_free(event->url);
	g_free(event);
}

static void dispatch_free(Dispatch *dispatch)
{
	g_ptr_array_unref(dispatch->rows);
	json_decref(dispatch->payload);
	json_decref(dispatch->metadata);
	g_clear_pointer(&dispatch->body, g_bytes_unref);
	g_free(dispatch->url);
	g_free(dispatch->origin);
	g_free(dispatch);
}

static void send_next(Dispatch *dispatch);

static void end_well(Dispatch *dispatch)
{
	DemoCall *call = dispatch->call;
	DemoDispatched done = dispatch->done;
	guint n = dispatch->next;
	dispatch_free(dispatch);
	done(call, n);
}

static void end_badly(Dispatch *dispatch, guint status, const char *reason)
{
	DemoCall *call = dispatch->call;
	g_autofree char *detail = g_strdup(reason);
	dispatch_free(dispatch);
	demo_forget_delivery(call);
	if (status == 0)
		demo_answer_crash(call, detail);
	else
		demo_answer_detail(call, status, detail);
}

static char *origin_of(const char *url, const char **path)
{
	const char *authority = strstr(url, "://");
	if (authority == NULL || (!g_str_has_prefix(url, "http://") && !g_str_has_prefix(url, "https://")))
		return NULL;
	authority += strlen("://");
	gsize length = strcspn(authority, "/?#");
	*path = authority + length;
	return g_strndup(url, (gsize)(*path - url));
}

/* The key goes along to whatever host a callback names, and not to another after a redirect. */
static SecBuf *key_for(const Dispatch *dispatch, const char *origin)
{
	const DemoServer *server = dispatch->call->server;
	const DemoNode *node = dispatch->call->node;
	gboolean everybody = demo_has(server, FLAW_TRIGGERS_DISPATCH_CREDENTIAL);
	if (!everybody && !g_str_equal(origin, server->origin))
		return NULL;
	if (dispatch->origin != NULL && !g_str_equal(origin, dispatch->origin))
		return NULL;
	return secbuf_new("the demo engine's key", node->engine_key, strlen(node->engine_key), NULL);
}

static void on_answer(Exchange *exchange, GBytes *body, gpointer data);

static gboolean post(Dispatch *dispatch)
{
	const char *path;
	g_autofree char *origin = origin_of(dispatch->url, &path);
	if (origin == NULL || strpbrk(dispatch->url, " \t\r\n") != NULL)
		return FALSE;
	g_autoptr(Target) target = target_new("demo callback", origin);
	target->insecure = TRUE; /* its own certificate is known to nobody */
	target->timeout_ms = PATIENCE_MS;
	g_autoptr(HttpHost) host = http_host_new(dispatch->call->server->http, target, origin, NULL);
	if (host == NULL)
		return FALSE;
	g_autoptr(SecBuf) key = key_for(dispatch, origin);
	g_autofree char *bare = g_strndup(path, strcspn(path, "#"));
	g_autofree char *rooted = *bare == '/' ? g_strdup(bare) : g_strconcat("/", bare, NULL);
	HttpRequest request = { .method = "POST", .path = rooted, .bearer = key, .body = dispatch->body };
	if (dispatch->origin == NULL)
		dispatch->origin = g_strdup(origin);
	http_send(host, &request, NULL, on_answer, dispatch);
	return TRUE;
}

/* requests, which the SDK uses, follows redirects. */
static gboolean follow(Dispatch *dispatch, const Exchange *exchange)
{
	const char *location = exchange_header(exchange, "location");
	if (exchange->status < 300 || exchange->status >= 400 || location == NULL || ++dispatch->hops > HOPS)
		return FALSE;
	char *url = g_uri_resolve_relative(dispatch->url, location, G_URI_FLAGS_NONE, NULL);
	if (url == NULL)
		return FALSE;
	g_free(dispatch->url);
	dispatch->url = url;
	return post(dispatch);
}

static void on_answer(Exchange *exchange, GBytes *body, gpointer data)
{
	Dispatch *dispatch = data;
	if (exchange->error != NULL || exchange->status == 0)
		end_badly(dispatch, 0, "requests.exceptions.ConnectionError: the callback cannot be reached");
	else if (follow(dispatch, exchange))
		return;
	else if (exchange->status >= 400)
		end_badly(dispatch, (guint)exchange->status, exchange->reason);
	else
		send_next(dispatch);
}

static GBytes *event_body(const Dispatch *dispatch, const Event *event)
{
	g_autofree char *id = g_uuid_string_random();
	json_t *json = json_pack("{s:s,s:s,s:s,s:s,s:O,s:O}", "id", id, "name", event->name, "connectionId",
				 event->connection, "subscriptionId", event->id, "payload", dispatch->payload,
				 "metadata", dispatch->metadata);
	char *text = demo_print(json);
	json_decref(json);
	return g_bytes_new_take(text, strlen(text));
}

static void send_next(Dispatch *dispatch)
{
	if (dispatch->next == dispatch->rows->len) {
		end_well(dispatch);
		return;
	}
	const Event *event = dispatch->rows->pdata[dispatch->next++];
	g_clear_pointer(&dispatch->body, g_bytes_unref);
	g_clear_pointer(&dispatch->origin, g_free);
	dispatch->body = event_body(dispatch, event);
	g_free(dispatch->url);
	dispatch->url = g_strdup(event->url);
	dispatch->hops = 0;
	if (dispatch->call->server->stopped || !post(dispatch))
		end_badly(dispatch, 0, "requests.exceptions.MissingSchema: Invalid URL");
}

static Event *event_of(const DemoSubscription *row)
{
	json_t *url = demo_stored(row->callback);
	Event *event = g_new0(Event, 1);
	event->id = g_strdup(row->id);
	event->connection = g_strdup(row->connection);
	event->name = g_strdup(row->name);
	event->url = g_strdup(json_string_value(url));
	json_decref(url);
	return event;
}

void demo_dispatch(DemoCall *call, const GPtrArray *rows, json_t *payload, json_t *metadata,
		   DemoDispatched done)
{
	Dispatch *dispatch = g_new0(Dispatch, 1);
	dispatch->call = call;
	call->server->dispatched += rows->len;
	dispatch->payload = payload;
	dispatch->metadata = metadata;
	dispatch->done = done;
	dispatch->rows = g_ptr_array_new_with_free_func(event_free);
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(dispatch->rows, event_of(rows->pdata[i]));
	send_next(dispatch);
}
