/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sentence for each way in which an exchange can fail: the target, the cause, what to do. */
#include "base/error.h"
#include "net/http_private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

GError *http_error_cancelled(const HttpHost *host)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("%s: stopped before it was finished"),
			   host->name);
}

/* "GET /manifest"; a path that ids or queries make long is cut. */
static char *request_text(const Transfer *transfer)
{
	const char *path = transfer->exchange->url + strlen(transfer->host->base);
	return g_strdup_printf(strlen(path) > 100 ? "%s %.100s..." : "%s %s", transfer->exchange->method,
			       path[0] != '\0' ? path : "/");
}

static char *duration(long ms)
{
	return ms % 1000 == 0 ? g_strdup_printf(_("%ld s"), ms / 1000) : g_strdup_printf(_("%ld ms"), ms);
}

static char *size_text(gsize bytes)
{
	if (bytes >= 1024 * 1024 && bytes % (1024 * 1024) == 0)
		return g_strdup_printf(_("%zu MiB"), bytes / (1024 * 1024));
	if (bytes >= 1024 && bytes % 1024 == 0)
		return g_strdup_printf(_("%zu KiB"), bytes / 1024);
	return g_strdup_printf(_("%zu bytes"), bytes);
}

static gsize received(const Transfer *transfer)
{
	return transfer->body != NULL ? transfer->body->len : 0;
}

static GError *resolve_error(const Transfer *transfer)
{
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
		_("%s: the name of %s cannot be resolved: check the host in the URL, and the network"),
		transfer->host->name, transfer->host->authority);
}

static GError *proxy_error(const Transfer *transfer)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			   _("%s: the proxy cannot be used: %s; check the proxy setting"),
			   transfer->host->name, transfer->error_text);
}

static GError *connect_error(const Transfer *transfer)
{
	const HttpHost *host = transfer->host;
	long cause = 0;
	if (host->proxy != NULL)
		return proxy_error(transfer);
	curl_easy_getinfo(transfer->job.easy, CURLINFO_OS_ERRNO, &cause);
	if (cause == ECONNREFUSED)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
				   _("%s: %s refuses the connection: is the server running there?"),
				   host->name, host->authority);
	if (cause == ENOENT && host->socket != NULL)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
				   _("%s: there is no socket at %s: is the server running?"), host->name,
				   host->socket);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			   _("%s: cannot connect to %s: %s; check the address and the network"), host->name,
			   host->authority, cause != 0 ? g_strerror((int)cause) : transfer->error_text);
}

static GError *timeout_error(const Transfer *transfer)
{
	const HttpHost *host = transfer->host;
	const Exchange *exchange = transfer->exchange;
	long total = transfer->timeout_ms > 0 ? transfer->timeout_ms : host->timeout_ms;
	g_autofree char *request = request_text(transfer);
	gboolean connected = exchange->connect_ms > 0 && (!host->https || exchange->tls_ms > 0);
	g_autofree char *limit = duration(connected ? total : MIN(total, host->connect_timeout_ms));
	if (!connected)
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			_("%s: no connection to %s within %s: check the address, the network and what "
			  "filters it"),
			host->name, host->authority, limit);
	if (transfer->header_bytes == 0)
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			_("%s: no answer to %s within %s: the server is there but says nothing; raise "
			  "the timeout if it needs longer"),
			host->name, request, limit);
	g_autofree char *size = size_text(received(transfer));
	return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			   _("%s: the answer to %s was not whole after %s (%s had come): the server or the "
			     "network is slow; raise the timeout if it needs longer"),
			   host->name, request, limit, size);
}

static GError *broken_error(const Transfer *transfer)
{
	const HttpHost *host = transfer->host;
	g_autofree char *request = request_text(transfer);
	if (transfer->headers_whole) {
		g_autofree char *size = size_text(received(transfer));
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			_("%s: the answer to %s broke off after %s of its body: try again, and look "
			  "into the server's log"),
			host->name, request, size);
	}
	if (transfer->header_bytes > 0)
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			_("%s: the answer to %s broke off in its headers: try again, and look into the "
			  "server's log"),
			host->name, request);
	if (!host->https)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
				   _("%s: %s closed the connection without an answer to %s: look into the "
				     "server's log, or try https:// if it speaks TLS there"),
				   host->name, host->authority, request);
	return http_error_handshake(transfer);
}

static GError *not_http_error(const Transfer *transfer)
{
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_PROTOCOL,
		transfer->host->https
			? _("%s: what %s answers is no HTTP (%s): check host and port")
			: _("%s: what %s answers is no HTTP (%s): check host and port, or try https:// "
			    "if it speaks TLS there"),
		transfer->host->name, transfer->host->authority, transfer->error_text);
}

static GError *body_cap_error(const Transfer *transfer)
{
	g_autofree char *request = request_text(transfer);
	g_autofree char *cap = size_text(transfer->cap);
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_LIMIT,
		_("%s: the answer to %s is larger than %s and was not read further: raise body-cap if "
		  "so much is meant"),
		transfer->host->name, request, cap);
}

static GError *header_cap_error(const Transfer *transfer)
{
	g_autofree char *request = request_text(transfer);
	g_autofree char *cap = size_text(HTTP_HEADER_CAP);
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_LIMIT,
		_("%s: the headers of the answer to %s are larger than %s and were not read further: "
		  "no workflow server sends so many"),
		transfer->host->name, request, cap);
}

static GError *file_error(const Transfer *transfer)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_FILE,
			   _("%s: a certificate or key file cannot be used: %s; check cacert, cert and key"),
			   transfer->host->name, transfer->error_text);
}

/* libcurl stops at a line of about 100 kB by itself, and says so in different ways: since 8.6 with a code
 * that the headers of older ones do not have. */
#define TOO_LARGE ((CURLcode)100)
static GError *memory_error(const Transfer *transfer)
{
	return transfer->exchange->status == 0 || transfer->body == NULL ? header_cap_error(transfer)
									 : body_cap_error(transfer);
}

static const struct {
	CURLcode result;
	GError *(*error)(const Transfer *transfer);
} causes[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, resolve_error },
	{ CURLE_COULDNT_RESOLVE_PROXY, proxy_error },
	{ CURLE_PROXY, proxy_error },
	{ CURLE_COULDNT_CONNECT, connect_error },
	{ CURLE_INTERFACE_FAILED, connect_error },
	{ CURLE_OPERATION_TIMEDOUT, timeout_error },
	{ CURLE_PARTIAL_FILE, broken_error },
	{ CURLE_RECV_ERROR, broken_error },
	{ CURLE_SEND_ERROR, broken_error },
	{ CURLE_GOT_NOTHING, broken_error },
	{ CURLE_HTTP2, broken_error },
	{ CURLE_HTTP2_STREAM, broken_error },
	{ CURLE_WEIRD_SERVER_REPLY, not_http_error },
	{ CURLE_UNSUPPORTED_PROTOCOL, not_http_error },
	{ CURLE_FILESIZE_EXCEEDED, body_cap_error },
	{ CURLE_OUT_OF_MEMORY, memory_error },
	{ TOO_LARGE, memory_error },
	{ CURLE_PEER_FAILED_VERIFICATION, http_error_certificate },
	{ CURLE_SSL_CONNECT_ERROR, http_error_handshake },
	{ CURLE_SSL_CERTPROBLEM, file_error },
	{ CURLE_SSL_CACERT_BADFILE, file_error },
};

GError *http_error(const Transfer *transfer)
{
	if (transfer->stop == STOP_BODY_CAP)
		return body_cap_error(transfer);
	if (transfer->stop == STOP_HEADER_CAP)
		return header_cap_error(transfer);
	if (transfer->result == CURLE_OK) /* to libcurl, the end of the connection ends headers too */
		return transfer->headers_whole ? NULL : broken_error(transfer);
	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++)
		if (causes[i].result == transfer->result)
			return causes[i].error(transfer);
	g_autofree char *request = request_text(transfer);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE, _("%s: %s failed: %s"), transfer->host->name,
			   request,
			   transfer->error_text[0] != '\0' ? transfer->error_text
							   : curl_easy_strerror(transfer->result));
}
