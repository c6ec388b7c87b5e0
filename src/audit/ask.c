/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request of an audit, from a row of the plan to a redacted answer. */
#include <string.h>

#include "audit/documented.h"
#include "audit/documents.h"
#include "audit/parts.h"
#include "audit/run_private.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/json.h"
#include "base/mask.h"
#include "base/redact.h"

enum { SENT_EXCERPT = 4096, LARGEST_IN_KEY = 256, LARGEST_DIGESTED = 64 * 1024 };

static void append_part(GString *key, const char *part)
{
	g_string_append(key, part != NULL ? part : "\1");
	g_string_append_c(key, '\n');
}

static void append_number(GString *key, gsize number)
{
	do
		g_string_append_c(key, (char)('0' + number % 10));
	while ((number /= 10) > 0);
	g_string_append_c(key, ' ');
}

char *ask_key(const ProbeRequest *request)
{
	GString *key = g_string_sized_new(256);
	const gsize numbers[] = { (gsize)request->kind,        (gsize)request->send,
				  request->announce,           (gsize)request->timeout_ms,
				  (gsize)request->tls_minimum, (gsize)request->tls_maximum };
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		append_number(key, numbers[i]);
	append_part(key, request->method != NULL ? request->method : "GET");
	append_part(key, request->path);
	append_part(key, request->authorization);
	append_part(key, request->content_type);
	for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		append_part(key, request->headers[i]);
	if (request->body != NULL) {
		/* A shared megabyte is told by its address, anything else by its content. */
		gsize length;
		const char *bytes = g_bytes_get_data(request->body, &length);
		char digest[DIGEST_HEX];
		if (length <= LARGEST_IN_KEY && (length == 0 || memchr(bytes, '\0', length) == NULL)) {
			g_string_append_c(key, '=');
			g_string_append_len(key, bytes, (gssize)length);
		} else if (length > LARGEST_DIGESTED) {
			g_string_append_printf(key, "%p", (const void *)bytes);
		} else {
			digest_sha256_hex(bytes, length, digest);
			g_string_append_len(key, digest, DIGEST_HEX - 1);
		}
	}
	return g_string_free(key, FALSE);
}

static void free_want(gpointer memory)
{
	Want *want = memory;
	g_free(want->subject);
	g_free(want);
}

Ask *ask_new(Audit *audit, char *key, const ProbeRequest *request, SecBuf *bearer)
{
	Ask *ask = g_new0(Ask, 1);
	ask->audit = audit;
	ask->key = key;
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

/* What was to be sent; the body stays. */
static void forget_request(Ask *ask)
{
	ProbeRequest *request = &ask->request;
	g_free((char *)request->method);
	g_free((char *)request->path);
	g_strfreev((char **)request->headers);
	g_free((char *)request->authorization);
	g_free((char *)request->content_type);
	request->method = request->path = request->authorization = request->content_type = NULL;
	request->headers = NULL;
	secbuf_unref(ask->bearer);
	http_host_unref(ask->other);
	ask->bearer = NULL;
	ask->other = NULL;
}

void ask_free(Ask *ask)
{
	if (ask->waits != 0)
		g_source_remove(ask->waits);
	g_free(ask->key);
	g_ptr_array_unref(ask->wants);
	forget_request(ask);
	g_clear_pointer(&ask->request.body, g_bytes_unref);
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
	g_autoptr(GString) clean = length > 0 ? redact_common(text, length) : NULL;
	if (clean != NULL)
		return g_string_free_to_bytes(g_steal_pointer(&clean));
	return length == g_bytes_get_size(bytes) ? g_bytes_ref(bytes) : g_bytes_new(text, length);
}

static gboolean is_document(const Ask *ask)
{
	return ask->wants->len > 0 &&
	       documents_are_asked_for(((const Want *)ask->wants->pdata[0])->probe->label);
}

/* Whoever makes a form has secrets in hand, and may show a part of one. */
static gboolean is_form(const Ask *ask)
{
	for (guint i = 0; i < ask->wants->len; i++) {
		const char *label = ((const Want *)ask->wants->pdata[i])->probe->label;
		if (strcmp(label, "form") == 0 || strcmp(label, "canary-form") == 0)
			return TRUE;
	}
	return FALSE;
}

/* Before anything is looked for in it: what stands under `secrets` is known to be one. */
static GBytes *without_secrets(const Ask *ask, GBytes *body)
{
	gsize length = 0;
	const char *text = body != NULL ? g_bytes_get_data(body, &length) : NULL;
	GString *masked = length > 0 && mask_concerns(ask->request.path)
				  ? mask_secrets(text, length, evidence_canary(ask->audit->evidence))
				  : NULL;
	if (masked != NULL)
		return g_string_free_to_bytes(masked);
	return body != NULL ? g_bytes_ref(body) : NULL;
}

static GBytes *clean_body(const Ask *ask, GBytes *body)
{
	g_autoptr(GBytes) masked = without_secrets(ask, body);
	g_autoptr(GBytes) whole =
		masked != NULL && is_document(ask) ? documents_clean(masked) : redacted(masked, G_MAXSIZE);
	const json_t *own = json_object_get(ask->audit->evidence->facts, "own");
	return is_form(ask) ? parts_marked(whole, own) : g_steal_pointer(&whole);
}

static void finish(struct sending *sending, Exchange *exchange, GBytes *body)
{
	Ask *ask = sending->ask;
	ask->exchange = exchange_ref(exchange);
	ask->body = clean_body(ask, body);
	ask->sent = redacted(ask->request.body, SENT_EXCERPT);
	/* One that is told by its address must not leave it to another while this is remembered. */
	if (ask->request.body != NULL && g_bytes_get_size(ask->request.body) <= LARGEST_DIGESTED)
		g_clear_pointer(&ask->request.body, g_bytes_unref);
	forget_request(ask); /* it is kept for those who want the same, and they need the answer alone */
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
	guint64 seconds = documented_wait(exchange);
	if (exchange->error == NULL && exchange->status == 429 && !ask->again &&
	    seconds <= DOCUMENTED_LONGEST_WAIT && !g_cancellable_is_cancelled(sending->cancellable)) {
		ask->again = TRUE;
		ask->sending = sending;
		ask->waits = g_timeout_add_seconds((guint)seconds, send_again, sending);
		return;
	}
	finish(sending, exchange, body);
}

/* What came of a connection that only tried a protocol, as if it were an answer: {"result","why"}. */
static void protocol_tried(HttpTry outcome, const char *sentence, gpointer data)
{
	static const char *const results[] = { [HTTP_TRY_TAKEN] = "taken",
					       [HTTP_TRY_REFUSED] = "refused",
					       [HTTP_TRY_LOCAL] = "local",
					       [HTTP_TRY_UNREACHABLE] = "unreachable",
					       [HTTP_TRY_STOPPED] = "unreachable" };
	struct sending *sending = data;
	const Ask *ask = sending->ask;
	g_autoptr(Exchange) exchange = exchange_new();
	g_autoptr(json_t) json = json_pack("{s:s,s:s}", "result", results[outcome], "why", sentence);
	char *text = weir_json_print(json);
	g_autoptr(GBytes) body = g_bytes_new_take(text, strlen(text));
	exchange->target = g_ref_string_new(target_name(client_target(sending->client)));
	exchange->method = g_strdup("TLS");
	exchange->url = g_strdup(client_target(sending->client)->url);
	exchange->reason = g_strdup("");
	g_snprintf(exchange->http_version, sizeof exchange->http_version, "%d..%d", ask->request.tls_minimum,
		   ask->request.tls_maximum);
	exchange->finished = TRUE;
	finish(sending, exchange, body);
}

static HttpProtocol protocol_of(int version)
{
	return (HttpProtocol)CLAMP(version - 10, (int)HTTP_TLS_1_0, (int)HTTP_TLS_1_3);
}

/* What stands before the token; NULL: the usual "Bearer". */
static const char *scheme_of(ProbeSend send)
{
	return send == SEND_LOWER_SCHEME   ? "bearer"
	       : send == SEND_OTHER_SCHEME ? "Basic"
	       : send == SEND_TWO_SPACES   ? "Bearer "
					   : NULL;
}

static GPtrArray *with_authorization(const ProbeRequest *request)
{
	GPtrArray *headers = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		g_ptr_array_add(headers, g_strdup(request->headers[i]));
	g_ptr_array_add(headers, g_strconcat("Authorization: ", request->authorization, NULL));
	g_ptr_array_add(headers, NULL);
	return headers;
}

static void send_now(struct sending *sending)
{
	Ask *ask = sending->ask;
	HttpHost *host = ask->other != NULL ? ask->other : client_host(sending->client);
	if (ask->request.kind == ASK_TLS) {
		http_try_protocol(host, protocol_of(ask->request.tls_minimum),
				  protocol_of(ask->request.tls_maximum), sending->cancellable, protocol_tried,
				  sending);
		return;
	}
	g_autoptr(GPtrArray) headers = ask->request.send == SEND_GIVEN && ask->request.authorization != NULL
					       ? with_authorization(&ask->request)
					       : NULL;
	HttpRequest request = {
		.method = ask->request.method,
		.path = ask->request.path,
		.headers = headers != NULL ? (const char *const *)headers->pdata : ask->request.headers,
		.headers_public = !ask->request.headers_private,
		.bearer = ask->bearer,
		.auth_scheme = scheme_of(ask->request.send),
		.body = ask->request.body,
		.content_type = ask->request.content_type,
		.announce = ask->request.announce,
		.timeout_ms = ask->request.timeout_ms,
	};
	http_send(host, &request, sending->cancellable, answered, sending);
}

void ask_send(Ask *ask, Client *client, GCancellable *cancellable, void (*finished)(Ask *ask))
{
	struct sending *sending = g_new0(struct sending, 1);
	*sending = (struct sending){ ask, client_ref(client), g_object_ref(cancellable), finished };
	send_now(sending);
}
