/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP on the loop: libcurl's multi socket interface in GLib's main context, one epoll descriptor.
 *
 * Everything is asynchronous and on the main thread; nothing here waits. Callbacks of libcurl only queue: the
 * callbacks declared here run from the loop, never from inside the call that started the work. */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"
#include "model/exchange.h"
#include "model/target.h"

/* One for the program: the multi handle, the connection cache, the log of exchanges. */
typedef struct HttpClient HttpClient;
HttpClient *http_client_new(GError **error);
void http_client_free(HttpClient *client); /* cancels what is under way */

/* The log: every exchange of the run, oldest first; bodies of the oldest are dropped beyond 8 MiB in all, and
 * whole exchanges beyond 10,000.  Borrowed.  `http_client_watch` is told of new and finished ones. */
const GPtrArray *http_client_exchanges(const HttpClient *client);
typedef void (*HttpWatch)(Exchange *exchange, gpointer data);
void http_client_watch(HttpClient *client, HttpWatch watch, gpointer data);

/* How one host is talked to. Parallelism and rate are per target (DESIGN.md part 4), and requests over the
 * limit wait in a queue. */
typedef struct HttpHost HttpHost;
/* `base` is "https://host:port/path" or "unix:/socket/path:/base"; the rest is of `target`.  Fails for a URL
 * that cannot be used (WEIR_ERROR_USAGE), and for files (cacert, cert, key) that cannot be read
 * (WEIR_ERROR_FILE). */
HttpHost *http_host_new(HttpClient *client, const Target *target, const char *base, GError **error);
HttpHost *http_host_ref(HttpHost *host);
void http_host_unref(HttpHost *host);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpHost, http_host_unref)
const TlsFacts *http_host_tls(const HttpHost *host); /* NULL until known, or plain */

typedef struct {
	const char *method;         /* "GET" */
	const char *path;           /* appended to the base as it is (CURLOPT_PATH_AS_IS), with query */
	const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
	SecBuf *bearer;             /* sent as Authorization: Bearer; never to another host; may be NULL */
	GBytes *body;               /* may be NULL */
	const char *content_type;   /* with a body; NULL: application/json */
	gsize body_cap;             /* 0: the target's */
	int timeout_ms;             /* 0: the target's */
} HttpRequest;

/* `body` is whole and NULL where there was no answer; exchange->error says why an exchange failed (deadline,
 * refused, cut off, over a cap: with what to do).  Redirects are answers like others. */
typedef void (*HttpDone)(Exchange *exchange, GBytes *body, gpointer data);

/* Copies what it needs of `request`. `done` is called exactly once, also when cancelled. */
void http_send(HttpHost *host, const HttpRequest *request, GCancellable *cancellable, HttpDone done,
	       gpointer data);
