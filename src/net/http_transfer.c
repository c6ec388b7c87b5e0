/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/point.h"
#include "base/redact.h"
#include "net/http_private.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean is_head(const Transfer *transfer)
{
	return strcmp(transfer->exchange->method, "HEAD") == 0;
}

static size_t on_body(char *bytes, size_t one, size_t length, void *data)
{
	Transfer *transfer = data;
	if (transfer->body == NULL) {
		curl_off_t announced = -1;
		curl_easy_getinfo(transfer->job.easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
		gsize room = announced > 0 && (gsize)announced <= transfer->cap ? (gsize)announced : length;
		/* What is announced need not come: no more than 1 MiB is believed beforehand. */
		transfer->body = g_byte_array_sized_new((guint)MIN(room, 1024 * 1024));
	}
	if (length > transfer->cap - transfer->body->len) {
		transfer->stop = STOP_BODY_CAP;
		return 0;
	}
	g_byte_array_append(transfer->body, (const guint8 *)bytes, (guint)length);
	return length;
}

static int on_attempt(void *data, char *peer, char *own, int peer_port, int own_port)
{
	Transfer *transfer = data;
	transfer->attempts++;
	return CURL_PREREQFUNC_OK;
}

/* Announced in a header of weir's own: to libcurl it is a request without a body, so that nothing waits to be
 * sent, and an answer of any status ends it.  HTTP/2 would tell the server that nothing comes. */
static void hold_back(CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
}

static void set_method(const Transfer *transfer, CURL *easy)
{
	const char *method = transfer->exchange->method;
	gsize size = 0;
	const void *bytes =
		transfer->request_body != NULL ? g_bytes_get_data(transfer->request_body, &size) : NULL;
	gboolean wants_body =
		strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0;
	if (is_head(transfer)) {
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
		return;
	}
	gboolean has_fields = !transfer->held_back && (transfer->request_body != NULL || wants_body);
	if (transfer->held_back) {
		hold_back(easy);
	} else if (has_fields) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, size > 0 ? bytes : "");
	}
	/* What libcurl would say by itself. */
	if (strcmp(method, has_fields ? "POST" : "GET") != 0)
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
}

/* With the URL as it was parsed before, it is neither parsed nor put together again for each request. */
static void set_url(const Transfer *transfer, CURL *easy)
{
	const HttpHost *host = transfer->host;
	if (host->parsed == NULL) {
		g_autofree char *url = g_strconcat(host->url, transfer->path, NULL);
		curl_easy_setopt(easy, CURLOPT_URL, url);
		return;
	}
	gboolean has_path = host->parsed_path[0] != '\0' || transfer->path[0] == '/';
	g_autofree char *target = g_strconcat(has_path ? "" : "/", host->parsed_path, transfer->path, NULL);
	curl_easy_setopt(easy, CURLOPT_URL, host->url);
	curl_easy_setopt(easy, CURLOPT_CURLU, host->parsed);
	curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target);
}

static void learn_tls(Transfer *transfer, CURL *easy)
{
	transfer->learns_tls = transfer->host->tls_asked = TRUE;
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
	/* What was negotiated is told in this line alone: CURLINFO_TLS_SSL_PTR would need OpenSSL's libssl.
	 */
	curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, tls_listen);
	curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &transfer->tls_line);
}

static void configure(Transfer *transfer, CURL *easy, gboolean again)
{
	HttpHost *host = transfer->host;
	http_host_configure(host, easy, transfer->timeout_ms, again);
	set_url(transfer, easy);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer->job);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error_text);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
	if (!again) {
		curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)HTTP_BUFFER);
		curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
		curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, head_take_line);
		curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_attempt);
	}
	if (!is_head(transfer))
		curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)transfer->cap);
	set_method(transfer, easy);
	if (transfer->bearer != NULL)
		request_lines_add_bearer(&transfer->lines, transfer->auth_scheme, transfer->bearer);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request_lines_first(&transfer->lines));
	if (host->https && (host->tls == NULL || host->tls_refused) && !host->tls_asked)
		learn_tls(transfer, easy);
}

static double milliseconds(CURL *easy, CURLINFO info)
{
	curl_off_t microseconds = 0;
	curl_easy_getinfo(easy, info, &microseconds);
	return (double)microseconds / 1000.0;
}

static void take_facts(Transfer *transfer)
{
	Exchange *exchange = transfer->exchange;
	CURL *easy = transfer->job.easy;
	long status = 0, version = 0, port = 0;
	const char *address = NULL;
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
	curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address);
	curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &port);
	curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &transfer->verify_result);
	exchange->status = transfer->answered ? (int)status : 0;
	g_strlcpy(exchange->http_version,
		  version == CURL_HTTP_VERSION_2_0   ? "2"
		  : version == CURL_HTTP_VERSION_1_0 ? "1.0"
		  : version == CURL_HTTP_VERSION_1_1 ? "1.1"
						     : "",
		  sizeof exchange->http_version);
	exchange->resolve_ms = milliseconds(easy, CURLINFO_NAMELOOKUP_TIME_T);
	exchange->connect_ms = milliseconds(easy, CURLINFO_CONNECT_TIME_T);
	exchange->tls_ms = milliseconds(easy, CURLINFO_APPCONNECT_TIME_T);
	exchange->first_byte_ms = milliseconds(easy, CURLINFO_STARTTRANSFER_TIME_T);
	exchange->total_ms = milliseconds(easy, CURLINFO_TOTAL_TIME_T);
	exchange->peer = http_host_peer(transfer->host, address, port);
	if (transfer->learns_tls)
		tls_learned(transfer->host, tls_facts_from(easy, transfer->tls_line), FALSE);
}

static gboolean is_timed_out(const Transfer *transfer)
{
	curl_off_t sent = 0; /* the time at which it could be sent: connected, and TLS ready */
	curl_easy_getinfo(transfer->job.easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
	return transfer->result == CURLE_OPERATION_TIMEDOUT && sent > 0 && !transfer->answered;
}

static void on_ended(Job *job, CURLcode result)
{
	Transfer *transfer = (Transfer *)(void *)job;
	transfer->result = result;
	take_facts(transfer);
	transfer->exchange->timed_out = is_timed_out(transfer);
	if (result == CURLE_PEER_FAILED_VERIFICATION)
		tls_explain(transfer);
	else
		transfer_end(transfer, http_error(transfer));
}

void transfer_start(Transfer *transfer)
{
	HttpHost *host = transfer->host;
	gboolean plain = http_host_is_plain(host);
	transfer->job = (Job){ on_ended, http_client_take_handle(host->client, &plain) };
	g_queue_remove(&host->waiting, transfer);
	g_queue_push_tail(&host->under_way, transfer);
	transfer->started = TRUE;
	host->running++;
	transfer->exchange->started = g_get_real_time();
	http_log_add(&host->client->log, transfer->exchange);
	CURLMcode result = CURLM_OUT_OF_MEMORY;
	if (transfer->job.easy != NULL) {
		configure(transfer, transfer->job.easy, plain);
		result = curl_multi_add_handle(host->client->multi, transfer->job.easy);
	}
	if (result == CURLM_OK)
		return;
	transfer->refusal = g_error_new(WEIR_ERROR, WEIR_ERROR_LIMIT, _("%s: the request cannot be sent: %s"),
					host->name, curl_multi_strerror(result));
	transfer_unsent(transfer);
}

static void leave_queues(Transfer *transfer)
{
	HttpHost *host = transfer->host;
	g_queue_remove(&host->client->refused, transfer);
	g_ptr_array_remove(host->probe_waits, transfer);
	if (!transfer->started) {
		g_queue_remove(&host->waiting, transfer);
		return;
	}
	g_queue_remove(&host->under_way, transfer);
	host->running--;
	if (transfer->learns_tls)
		host->tls_asked = FALSE; /* of no matter once the facts are known */
	/* libcurl tries again a few times in the life of a handle, not of a request. */
	if (transfer->job.easy != NULL) {
		http_client_give_handle(host->client, g_steal_pointer(&transfer->job.easy),
					http_host_is_plain(host) && transfer->attempts <= 1);
	}
	http_host_wake(host);
}

static void transfer_free(Transfer *transfer)
{
	request_lines_clear(&transfer->lines);
	secbuf_unref(transfer->bearer);
	g_clear_pointer(&transfer->request_body, g_bytes_unref);
	g_clear_pointer(&transfer->body, g_byte_array_unref);
	g_clear_error(&transfer->refusal);
	g_free(transfer->auth_scheme);
	g_free(transfer->tls_line);
	g_free(transfer->path);
	exchange_unref(transfer->exchange);
	http_host_unref(transfer->host);
	g_free(transfer);
}

static void log_end(Transfer *transfer, GBytes *body)
{
	Exchange *exchange = transfer->exchange;
	HttpHost *host = transfer->host;
	if (host->tls != NULL)
		exchange->tls = tls_facts_ref(host->tls);
	if (exchange->reason == NULL)
		exchange->reason = g_strdup("");
	if (transfer->started)
		http_log_finish(&host->client->log, exchange, body, transfer->request_body);
	exchange->finished = TRUE;
}

/* libcurl's words may repeat what a server sent. */
static GError *redacted_error(GError *error)
{
	char *redacted = error != NULL ? redact_text(error->message, strlen(error->message)) : NULL;
	if (redacted != NULL) {
		g_free(error->message);
		error->message = redacted;
	}
	return error;
}

void transfer_end(Transfer *transfer, GError *error)
{
	cancel_leave(transfer);
	head_finish(transfer);
	transfer->exchange->error = redacted_error(error);
	leave_queues(transfer);
	GByteArray *bytes = g_steal_pointer(&transfer->body);
	g_autoptr(GBytes) body =
		bytes != NULL ? g_byte_array_free_to_bytes(bytes) : g_bytes_new_static("", 0);
	log_end(transfer, body);
	if (transfer->started)
		point_pass(POINT_AFTER, "request");
	if (transfer->done != NULL)
		transfer->done(transfer->exchange, error == NULL ? body : NULL, transfer->data);
	transfer_free(transfer);
}

static gboolean end_unsent(gpointer data)
{
	Transfer *transfer = data;
	transfer_end(transfer, g_steal_pointer(&transfer->refusal));
	return G_SOURCE_REMOVE;
}

void transfer_unsent(Transfer *transfer)
{
	HttpClient *client = transfer->host->client;
	if (client->closed) {
		g_idle_add(end_unsent, transfer);
		return;
	}
	g_queue_push_tail(&client->refused, transfer);
	http_client_wake(client);
}

static Exchange *new_exchange(const HttpHost *host, const HttpRequest *request)
{
	Exchange *exchange = exchange_new();
	g_autofree char *url = g_strconcat(host->base, request->path, NULL);
	char *redacted = redact_common_text(url, strlen(url));
	exchange->target = g_ref_string_acquire(host->name);
	exchange->method = g_strdup(request->method != NULL ? request->method : "GET");
	exchange->url = redacted != NULL ? redacted : g_steal_pointer(&url);
	exchange->request_size = request->body != NULL ? g_bytes_get_size(request->body) : 0;
	return exchange;
}

void http_send(HttpHost *host, const HttpRequest *request, GCancellable *cancellable, HttpDone done,
	       gpointer data)
{
	Transfer *transfer = g_new0(Transfer, 1);
	transfer->host = http_host_ref(host);
	transfer->exchange = new_exchange(host, request);
	transfer->path = g_strdup(request->path);
	transfer->cap = request->body_cap > 0 ? request->body_cap : host->body_cap;
	transfer->cap = MIN(transfer->cap, G_MAXINT32);
	transfer->timeout_ms = request->timeout_ms;
	transfer->request_body = request->body != NULL ? g_bytes_ref(request->body) : NULL;
	transfer->bearer = request->bearer != NULL ? secbuf_ref(request->bearer) : NULL;
	transfer->auth_scheme = g_strdup(request->auth_scheme);
	transfer->held_back = request->body == NULL && request->announce > 0;
	transfer->done = done;
	transfer->data = data;
	if (!request_check(request, &transfer->refusal)) {
		g_prefix_error(&transfer->refusal, "%s: ", host->name);
	} else if (host->client->closed || g_cancellable_is_cancelled(cancellable)) {
		transfer->refusal = http_error_cancelled(host);
	}
	if (transfer->refusal != NULL) {
		transfer_unsent(transfer);
		return;
	}
	transfer->lines = request_lines(host, request, transfer->exchange);
	point_pass(POINT_BEFORE, "request");
	g_queue_push_tail(&host->waiting, transfer);
	if (cancellable != NULL)
		cancel_join(transfer, cancellable);
	http_host_wake(host);
}
