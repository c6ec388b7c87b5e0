/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request of an audit, from a row of the plan to a redacted answer. */
#include <string.h>

#include "audit/run_private.h"
#include "base/error.h"
#include "base/redact.h"

enum { SENT_EXCERPT = 4096, LONGEST_WAIT = 30 };

static void append_part(GString *key, const char *part)
{
	g_string_append(key, part != NULL ? part : "\1");
	g_string_append_c(key, '\n');
}

char *ask_key(const ProbeRequest *request)
{
	GString *key = g_string_new(NULL);
	g_string_append_printf(key, "%d %d %zu %d %d %d\n", (int)request->kind, (int)request->send,
			       request->announce, request->timeout_ms, request->tls_minimum,
			       request->tls_maximum);
	append_part(key, request->method != NULL ? request->method : "GET");
	append_part(key, request->path);
	append_part(key, request->authorization);
	append_part(key, request->content_type);
	for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		append_part(key, request->headers[i]);
	if (request->body != NULL) {
		/* A shared megabyte is told by its address, anything else by its content. */
		gsize length = g_bytes_get_size(request->body);
		g_autofree char *digest =
			length <= 64 * 1024 ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, request->body)
					    : NULL;
		g_string_append_printf(key, "%s %p", digest != NULL ? digest : "",
				       digest == NULL ? (const void *)g_bytes_get_data(request->body, NULL)
						      : NULL);
	}
	return g_string_free(key, FALSE);
}

static void free_want(gpointer memory)
{
	Want *want = memory;
	g_free(want->subject);
	g_free(want);
}

Ask *ask_new(Audit *audit, const ProbeRequest *request, SecBuf *bearer)
{
	Ask *ask = g_new0(Ask, 1);
	ask->audit = audit;
	ask->key = ask_key(request);
	ask->bearer = bearer != NULL ? secbuf_ref(bearer) : NULL;
	ask->wants = g_ptr_array_new_with_free_func(free_want);
	ask->request = *request;
	ask->request.method = g_strdup(request->method != NULL ? request->method : "GET");
	ask->request.path = g_strdup(request->path != NULL ? request->path : "");
	ask->request.headers = (const char *const *)g_strdupv((char **)request->headers);
	ask->request.authorization = g_strdup(request->authorization);
	ask->request.content_type = g_strdup(request->content_type);
	ask->request.body = request->body != NULL ? g_bytes_ref(request->body) : NULL;
	ask->request.body_sketch = NULL;
	return ask;
}

void ask_free(Ask *ask)
{
	if (ask->waits != 0)
		g_source_remove(ask->waits);
	g_free(ask->key);
	g_ptr_array_unref(ask->wants);
	g_free((char *)ask->request.method);
	g_free((char *)ask->request.path);
	g_strfreev((char **)ask->request.headers);
	g_free((char *)ask->request.authorization);
	g_free((char *)ask->request.content_type);
	g_clear_pointer(&ask->request.body, g_bytes_unref);
	secbuf_unref(ask->bearer);
	http_host_unref(ask->other);
	exchange_unref(ask->exchange);
	g_clear_pointer(&ask->body, g_bytes_unref);
	g_clear_pointer(&ask->sent, g_bytes_unref);
	g_free(ask);
}

/* ---- sending ---- */

struct sending {
	Ask *ask;
	Client *client;
	GCancellable *cancellable;
	void (*finished)(Ask *ask);
};

static void send_now(struct sending *sending);

static gboolean send_again(gpointer data)
{
	struct sending *sending = data;
	sending->ask->waits = 0;
	send_now(sending);
	return G_SOURCE_REMOVE;
}

/* Seconds of Retry-After (RFC 9110, 10.2.3), bounded; a date is taken as the shortest wait. */
static guint wait_of(const Exchange *exchange)
{
	const char *text = exchange_header(exchange, "retry-after");
	guint64 seconds = text != NULL ? g_ascii_strtoull(text, NULL, 10) : 1;
	return (guint)CLAMP(seconds, 1, LONGEST_WAIT);
}

void ask_hurry(Ask *ask)
{
	if (ask->waits == 0)
		return;
	g_source_remove(ask->waits);
	ask->waits = g_idle_add(send_again, ask->sending);
}

static GBytes *redacted(GBytes *bytes, gsize limit)
{
	if (bytes == NULL)
		return NULL;
	gsize length = MIN(g_bytes_get_size(bytes), limit);
	const char *text = g_bytes_get_data(bytes, NULL);
	char *clean = length > 0 ? redact_text(text, length) : NULL;
	if (clean != NULL)
		return g_bytes_new_take(clean, strlen(clean));
	return length == g_bytes_get_size(bytes) ? g_bytes_ref(bytes) : g_bytes_new(text, length);
}

static void finish(struct sending *sending, Exchange *exchange, GBytes *body)
{
	Ask *ask = sending->ask;
	ask->exchange = exchange_ref(exchange);
	ask->body = redacted(body, G_MAXSIZE);
	ask->sent = redacted(ask->request.body, SENT_EXCERPT);
	g_clear_pointer(&ask->request.body, g_bytes_unref);
	ask->finished = TRUE;
	client_unref(sending->client);
	g_object_unref(sending->cancellable);
	void (*finished)(Ask *) = sending->finished;
	g_free(sending);
	finished(ask);
}

static void answered(Exchange *exchange, GBytes *body, gpointer data)
{
	struct sending *sending = data;
	Ask *ask = sending->ask;
	if (exchange->error == NULL && exchange->status == 429 && !ask->again &&
	    !g_cancellable_is_cancelled(sending->cancellable)) {
		ask->again = TRUE;
		ask->sending = sending;
		ask->waits = g_timeout_add_seconds(wait_of(exchange), send_again, sending);
		return;
	}
	finish(sending, exchange, body);
}

static void send_now(struct sending *sending)
{
	Ask *ask = sending->ask;
	HttpRequest request = {
		.method = ask->request.method,
		.path = ask->request.path,
		.headers = ask->request.headers,
		.bearer = ask->bearer,
		.body = ask->request.body,
		.content_type = ask->request.content_type,
		.timeout_ms = ask->request.timeout_ms,
	};
	HttpHost *host = ask->other != NULL ? ask->other : client_host(sending->client);
	http_send(host, &request, sending->cancellable, answered, sending);
}

void ask_send(Ask *ask, Client *client, GCancellable *cancellable, void (*finished)(Ask *ask))
{
	struct sending *sending = g_new0(struct sending, 1);
	*sending = (struct sending){ ask, client_ref(client), g_object_ref(cancellable), finished };
	send_now(sending);
}
