/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_private.h"

#include "base/error.h"
#include "base/redact.h"

#include <glib/gi18n.h>
#include <string.h>

enum { TASK_ABOVE = 1024 * 1024 };

typedef struct {
	Client *client;
	const struct client_route *route;
	char *path;
	GError *refusal;
	ClientBytes done;
	gpointer data;
} Fetch;

static void fetch_free(Fetch *fetch)
{
	client_unref(fetch->client);
	g_free(fetch->path);
	g_clear_error(&fetch->refusal);
	g_free(fetch);
}

/* Whatever the words came from, they do not leave with a secret in them. */
static void redact_error(GError *error)
{
	char *redacted = error != NULL ? redact_text(error->message, strlen(error->message)) : NULL;
	if (redacted == NULL)
		return;
	g_free(error->message);
	error->message = redacted;
}

static void on_answer(Exchange *exchange, GBytes *body, gpointer data)
{
	Fetch *fetch = data;
	g_autoptr(GError) error = exchange->error != NULL ? g_error_copy(exchange->error)
							  : client_status_error(fetch->client, fetch->route,
										fetch->path, exchange, body);
	redact_error(error);
	fetch->done(error == NULL ? body : NULL, exchange, error, fetch->data);
	fetch_free(fetch);
}

static gboolean on_refused(gpointer data)
{
	Fetch *fetch = data;
	fetch->done(NULL, NULL, fetch->refusal, fetch->data);
	fetch_free(fetch);
	return G_SOURCE_REMOVE;
}

static gboolean may_call(const Client *client, const struct client_route *route, GError **error)
{
	if (route->auth == AUTH_ENGINE && client->engine == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("%s: its engine is not known: give --engine URL and --engine-token REFERENCE"),
			    target_name(client->target));
		return FALSE;
	}
	if (route->writes && !client->target->writes) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_READ_ONLY,
			_("%s: it is read-only, so %s %s was not sent: use --env test if it may be changed"),
			target_name(client->target), route->method, route->path);
		return FALSE;
	}
	return TRUE;
}

void client_fetch(Client *client, RouteId id, const char *const *ids, const char *query, GBytes *body,
		  GCancellable *cancellable, ClientBytes done, gpointer data)
{
	const struct client_route *route = &client_routes[id];
	Fetch *fetch = g_new0(Fetch, 1);
	*fetch = (Fetch){ .client = client_ref(client), .route = route, .done = done, .data = data };
	if (may_call(client, route, &fetch->refusal))
		fetch->path = client_path(route, ids, query, &fetch->refusal);
	if (fetch->refusal != NULL) {
		g_idle_add_full(G_PRIORITY_DEFAULT, on_refused, fetch, NULL);
		return;
	}
	HttpRequest request = { .method = route->method, .path = fetch->path, .body = body };
	if (route->auth != AUTH_NONE)
		request.bearer = route->auth == AUTH_ENGINE ? client->engine_token : client->token;
	http_send(route->auth == AUTH_ENGINE ? client->engine : client->host, &request, cancellable,
		  on_answer, fetch);
}

void client_json_clear(ClientJson *json)
{
	json_decref(json->json);
	weir_json_notes_clear(&json->notes);
	g_clear_error(&json->error);
}

typedef struct {
	Client *client;
	char *what, *content_type, *encoding;
	GBytes *body;
	gboolean wants_notes;
	ClientRead done;
	gpointer data;
	ClientJson json;
} Reading;

static void reading_free(Reading *reading)
{
	client_unref(reading->client);
	g_free(reading->what);
	g_free(reading->content_type);
	g_free(reading->encoding);
	g_bytes_unref(reading->body);
	client_json_clear(&reading->json);
	g_free(reading);
}

/* In any thread: it touches nothing but the reading. */
static void read_bytes(Reading *reading)
{
	gsize length;
	const char *text = g_bytes_get_data(reading->body, &length);
	WeirJsonLimits limits = WEIR_JSON_LIMITS;
	limits.bytes = MAX(limits.bytes, length); /* the cap on bytes was the HTTP layer's */
	reading->json.size = length;
	reading->json.json =
		weir_json_read(text, length, &limits, reading->wants_notes ? &reading->json.notes : NULL,
			       &reading->json.error);
}

static void finish_reading(Reading *reading)
{
	ClientJson *json = &reading->json;
	if (json->error != NULL) {
		json->error = client_json_error(reading->client, reading->what, reading->content_type,
						reading->encoding, g_steal_pointer(&json->error));
		redact_error(json->error);
	}
	reading->done(json, reading->data);
	reading_free(reading);
}

static void read_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	read_bytes(data);
	g_task_return_boolean(task, TRUE);
}

static void on_read(GObject *source, GAsyncResult *result, gpointer data)
{
	finish_reading(data);
}

void client_read(Client *client, const char *what, const Exchange *exchange, GBytes *body,
		 gboolean wants_notes, ClientRead done, gpointer data)
{
	Reading *reading = g_new0(Reading, 1);
	*reading = (Reading){ .client = client_ref(client),
			      .what = g_strdup(what),
			      .content_type = g_strdup(exchange_header(exchange, "Content-Type")),
			      .encoding = g_strdup(exchange_header(exchange, "Content-Encoding")),
			      .body = g_bytes_ref(body),
			      .wants_notes = wants_notes,
			      .done = done,
			      .data = data };
	if (g_bytes_get_size(body) <= TASK_ABOVE) {
		read_bytes(reading);
		finish_reading(reading);
		return;
	}
	g_autoptr(GTask) task = g_task_new(NULL, NULL, on_read, reading);
	g_task_set_task_data(task, reading, NULL);
	g_task_run_in_thread(task, read_in_thread);
}

typedef struct {
	Client *client;
	const struct client_route *route;
	Exchange *exchange;
	GCancellable *cancellable;
	ClientDone done;
	gpointer data;
} Call;

static void end_call(Call *call, json_t *json, const GError *error)
{
	call->done(json, call->exchange, error, call->data);
	client_unref(call->client);
	g_clear_pointer(&call->exchange, exchange_unref);
	g_clear_object(&call->cancellable);
	g_free(call);
}

static void on_json(ClientJson *json, gpointer data)
{
	Call *call = data;
	g_autoptr(GError) stopped = NULL;
	if (g_cancellable_is_cancelled(call->cancellable))
		stopped =
			g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("%s: stopped before it was finished"),
				    target_name(call->client->target));
	end_call(call, stopped == NULL ? json->json : NULL, stopped != NULL ? stopped : json->error);
}

/* Nothing is meant to come with 204, and an engine need not say anything about what it deleted or changed. */
static gboolean may_be_empty(const struct client_route *route, int status)
{
	return status == 204 || status == 205 || strcmp(route->method, "DELETE") == 0 ||
	       strcmp(route->method, "PATCH") == 0;
}

static void on_bytes(GBytes *body, Exchange *exchange, const GError *error, gpointer data)
{
	Call *call = data;
	call->exchange = exchange != NULL ? exchange_ref(exchange) : NULL;
	if (error != NULL || (g_bytes_get_size(body) == 0 && may_be_empty(call->route, exchange->status))) {
		end_call(call, NULL, error);
		return;
	}
	g_autofree char *what = g_strdup_printf("%s %s", call->route->method, call->route->path);
	client_read(call->client, what, exchange, body, FALSE, on_json, call);
}

/* Printed by jansson's allocator, which wipes what it frees: a body may hold secrets. */
static void free_printed(gpointer text)
{
	json_free_t release;
	json_get_alloc_funcs(NULL, &release);
	release(text);
}

void client_call(Client *client, RouteId route, const char *const *ids, const char *query, json_t *body,
		 GCancellable *cancellable, ClientDone done, gpointer data)
{
	g_autoptr(GBytes) bytes = NULL;
	char *text = body != NULL ? json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	if (text != NULL)
		bytes = g_bytes_new_with_free_func(text, strlen(text), free_printed, text);
	Call *call = g_new0(Call, 1);
	*call = (Call){ .client = client_ref(client),
			.route = &client_routes[route],
			.cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL,
			.done = done,
			.data = data };
	client_fetch(client, route, ids, query, bytes, cancellable, on_bytes, call);
}
