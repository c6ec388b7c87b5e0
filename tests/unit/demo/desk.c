/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk.h"

#include "demo/demo_sign.h"
#include "net/listener.h"

#include <check.h>
#include <gio/gio.h>
#include <string.h>

struct Receiver {
	Listener *listener;
	json_t *received;
};

static gboolean on_late(gpointer late)
{
	*(gboolean *)late = TRUE;
	return G_SOURCE_CONTINUE;
}

void desk_wait(gboolean (*done)(gpointer data), gpointer data)
{
	gboolean late = FALSE;
	guint timer = g_timeout_add_seconds(20, on_late, &late);
	while (!done(data) && !late)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(timer);
	ck_assert_msg(done(data), "waited for 20 s");
}

/* --- the receiver --- */

/* /status/N answers N; /to/URL redirects there; anything else is 200. */
static void on_callback(ListenerRequest *request, gpointer data)
{
	struct Receiver *receiver = data;
	const char *authorization = listener_request_header(request, "Authorization");
	g_autofree char *text = g_strndup((const char *)request->body->data, request->body->len);
	json_array_append_new(receiver->received,
			      json_pack("{s:s,s:s?,s:o?}", "path", request->target, "authorization",
					authorization, "body", json_loads(text, 0, NULL)));
	const char *headers[] = { "location", request->target + strlen("/to/"), NULL };
	ListenerAnswer answer = { .status = 200 };
	if (g_str_has_prefix(request->target, "/status/"))
		answer.status = (guint)g_ascii_strtoull(request->target + strlen("/status/"), NULL, 10);
	if (g_str_has_prefix(request->target, "/to/")) {
		answer.status = 307;
		answer.headers = headers;
	}
	listener_answer(request, &answer);
}

json_t *desk_received(Desk *desk)
{
	return desk->receiver->received;
}

char *desk_receiver_url(Desk *desk, const char *path)
{
	return g_strdup_printf("http://127.0.0.1:%d%s", listener_port(desk->receiver->listener), path);
}

/* --- start and stop --- */

Desk *desk_start_with(const DemoOptions *options)
{
	Desk *desk = g_new0(Desk, 1);
	g_autoptr(GError) error = NULL;
	desk->server = demo_start(options, &error);
	ck_assert_msg(desk->server != NULL, "%s", error != NULL ? error->message : "no error");
	g_autoptr(GUri) url = g_uri_parse(demo_url(desk->server), G_URI_FLAGS_NONE, NULL);
	desk->port = g_uri_get_port(url);
	desk->prefix = g_strdup(g_uri_get_path(url));
	desk->receiver = g_new0(struct Receiver, 1);
	desk->receiver->received = json_array();
	ListenerOptions listen = { .handler = on_callback, .data = desk->receiver };
	desk->receiver->listener = listener_new(&listen, NULL);
	ck_assert_ptr_nonnull(desk->receiver->listener);
	return desk;
}

Desk *desk_start(const char *flaws)
{
	DemoOptions options;
	demo_options_init(&options);
	options.flaws = flaws;
	return desk_start_with(&options);
}

void desk_stop(Desk *desk)
{
	demo_stop(desk->server);
	listener_free(desk->receiver->listener);
	json_decref(desk->receiver->received);
	g_free(desk->receiver);
	g_free(desk->prefix);
	g_free(desk);
}

/* --- raw requests --- */

struct job {
	int port;
	const void *bytes;
	gsize length;
	gboolean brief, done;
	GByteArray *answer;
};

static gboolean finished(gpointer data)
{
	struct job *job = data;
	return g_atomic_int_get(&job->done);
}

static gboolean wake(gpointer data)
{
	return G_SOURCE_REMOVE;
}

static void exchange(struct job *job)
{
	g_autoptr(GSocketClient) client = g_socket_client_new();
	g_socket_client_set_timeout(client, job->brief ? 1 : 15);
	g_autoptr(GSocketConnection) connection =
		g_socket_client_connect_to_host(client, "127.0.0.1", (guint16)job->port, NULL, NULL);
	if (connection == NULL)
		return;
	GIOStream *stream = G_IO_STREAM(connection);
	guint8 piece[16384];
	g_output_stream_write_all(g_io_stream_get_output_stream(stream), job->bytes, job->length, NULL, NULL,
				  NULL);
	for (;;) {
		gssize n = g_input_stream_read(g_io_stream_get_input_stream(stream), piece, sizeof(piece),
					       NULL, NULL);
		if (n <= 0)
			break;
		g_byte_array_append(job->answer, piece, (guint)n);
	}
}

static gpointer run_job(gpointer data)
{
	struct job *job = data;
	exchange(job);
	g_atomic_int_set(&job->done, TRUE);
	g_idle_add(wake, NULL);
	return NULL;
}

static Reply *reply_of(GByteArray *answer)
{
	Reply *reply = g_new0(Reply, 1);
	g_byte_array_append(answer, (const guint8 *)"", 1);
	const char *text = (const char *)answer->data, *end = strstr(text, "\r\n\r\n");
	reply->head = g_strndup(text, end != NULL ? (gsize)(end - text) : strlen(text));
	reply->body = g_strdup(end != NULL ? end + 4 : "");
	if (g_str_has_prefix(text, "HTTP/1.1 "))
		reply->status = (int)g_ascii_strtoll(text + strlen("HTTP/1.1 "), NULL, 10);
	reply->json = json_loads(reply->body, JSON_DECODE_ANY, NULL);
	return reply;
}

Reply *desk_send_bytes(Desk *desk, const void *bytes, gsize length, gboolean brief)
{
	struct job job = { desk->port, bytes, length, brief, FALSE, g_byte_array_new() };
	GThread *thread = g_thread_new("request", run_job, &job);
	desk_wait(finished, &job);
	g_thread_join(thread);
	Reply *reply = reply_of(job.answer);
	g_byte_array_unref(job.answer);
	return reply;
}

Reply *desk_send(Desk *desk, const char *method, const char *path, const char *headers, const char *body)
{
	g_autofree char *filled = desk_fill(desk, path);
	g_autofree char *host = headers != NULL && strstr(headers, "Host:") != NULL
					? g_strdup("")
					: g_strdup_printf("Host: 127.0.0.1:%d\r\n", desk->port);
	g_autoptr(GString) request = g_string_new(NULL);
	g_string_append_printf(request, "%s %s%s HTTP/1.1\r\n%sConnection: close\r\n%s", method, desk->prefix,
			       filled, host, headers != NULL ? headers : "");
	if (body != NULL)
		g_string_append_printf(request, "Content-Length: %" G_GSIZE_FORMAT "\r\n", strlen(body));
	g_string_append_printf(request, "\r\n%s", body != NULL ? body : "");
	return desk_send_bytes(desk, request->str, request->len, FALSE);
}

Reply *desk_ask(Desk *desk, const char *method, const char *path, const char *body)
{
	const char *token = demo_token(desk->server);
	g_autofree char *headers =
		g_strdup_printf("Authorization: Bearer %s\r\n", token != NULL ? token : "none");
	return desk_send(desk, method, path, headers, body);
}

Reply *desk_ask_engine(Desk *desk, const char *method, const char *path, const char *body)
{
	g_autofree char *headers =
		g_strdup_printf("Authorization: Bearer %s\r\n", demo_engine_token(desk->server));
	g_autofree char *whole = g_strconcat("/engine", path, NULL);
	return desk_send(desk, method, whole, headers, body);
}

void reply_free(Reply *reply)
{
	json_decref(reply->json);
	g_free(reply->head);
	g_free(reply->body);
	g_free(reply);
}

/* --- placeholders --- */

static char *api_key(Desk *desk)
{
	g_autofree char *path = g_strconcat("/connections/", demo_connections(desk->server)[0], NULL);
	g_autoptr(Reply) reply = desk_ask_engine(desk, "GET", path, NULL);
	return g_strdup(
		json_string_value(json_object_get(json_object_get(reply->json, "secrets"), "apiKey")));
}

/* The newest subscription of A of a trigger, or its signing secret. */
static char *of_subscription(Desk *desk, const char *trigger, gboolean secret)
{
	g_autofree char *path = g_strconcat("/connections/", demo_connections(desk->server)[0],
					    "/subscriptions?name=", trigger, NULL);
	g_autoptr(Reply) reply = desk_ask_engine(desk, "GET", path, NULL);
	const json_t *row = json_array_get(json_object_get(reply->json, "data"), 0);
	return g_strdup(
		secret ? json_string_value(json_object_get(json_object_get(row, "secrets"), "signingSecret"))
		       : json_string_value(json_object_get(row, "id")));
}

static char *value_of(Desk *desk, const char *name)
{
	const char *const *connections = demo_connections(desk->server);
	if (g_str_has_prefix(name, "S:"))
		return of_subscription(desk, name + 2, FALSE);
	if (g_str_has_prefix(name, "SECRET:"))
		return of_subscription(desk, name + strlen("SECRET:"), TRUE);
	if (g_str_equal(name, "KEY"))
		return api_key(desk);
	if (g_str_equal(name, "PORT"))
		return g_strdup_printf("%d", desk->port);
	return g_strdup(g_str_equal(name, "A")        ? connections[0]
			: g_str_equal(name, "B")      ? connections[1]
			: g_str_equal(name, "TOKEN")  ? demo_token(desk->server)
			: g_str_equal(name, "ENGINE") ? demo_engine_token(desk->server)
						      : NULL);
}

char *desk_fill(Desk *desk, const char *text)
{
	GString *out = g_string_new(NULL);
	for (const char *c = text; *c != '\0'; c++) {
		const char *close = *c == '{' ? strchr(c, '}') : NULL;
		g_autofree char *name = close != NULL ? g_strndup(c + 1, (gsize)(close - c - 1)) : NULL;
		gboolean known = name != NULL && g_ascii_isupper(*name);
		g_autofree char *value = known ? value_of(desk, name) : NULL;
		if (value != NULL) {
			g_string_append(out, value);
			c = close;
		} else {
			g_string_append_c(out, *c);
		}
	}
	return g_string_free(out, FALSE);
}

/* --- webhooks --- */

char *desk_subscribe(Desk *desk, const char *connection, const char *trigger, const char *url)
{
	g_autofree char *own = desk_receiver_url(desk, "/called");
	g_autofree char *path = g_strconcat("/connections/", connection, "/subscriptions", NULL);
	json_t *body = json_pack("{s:{s:s,s:s,s:s},s:s,s:{s:s},s:{s:s}}", "callback", "type", "http",
				 "method", "post", "url", url != NULL ? url : own, "name", trigger, "options",
				 "team", "support", "secrets", "signingSecret", DESK_SECRET);
	char *text = json_dumps(body, JSON_COMPACT);
	g_autoptr(Reply) reply = desk_ask_engine(desk, "POST", path, text);
	free(text);
	json_decref(body);
	ck_assert_int_eq(reply->status, 201);
	return g_strdup(json_string_value(json_object_get(reply->json, "id")));
}

Reply *desk_event(Desk *desk, const char *path, const char *body, const char *secret, int age,
		  const char *delivery)
{
	g_autofree char *time =
		g_strdup_printf("%" G_GINT64_FORMAT, g_get_real_time() / G_USEC_PER_SEC - age);
	g_autofree char *signature = secret != NULL ? demo_signature(secret, time, body, strlen(body)) : NULL;
	g_autofree char *signed_headers =
		secret != NULL
			? g_strdup_printf("X-Signature: %s\r\nX-Timestamp: %s\r\nX-Delivery-Id: %s\r\n",
					  signature, time, delivery)
			: g_strdup("");
	const char *token = demo_token(desk->server);
	g_autofree char *headers =
		g_strdup_printf("Content-Type: application/json\r\nAuthorization: Bearer %s\r\n%s",
				token != NULL ? token : "none", signed_headers);
	return desk_send(desk, "POST", path, headers, body);
}
