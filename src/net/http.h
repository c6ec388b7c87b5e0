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
/* Cancels what is under way: each `done` runs before this returns. Hosts may outlive it; what they are given
 * to send then ends as cancelled. May be called from a `done`, but not from a watch. */
void http_client_free(HttpClient *client);

/* The log: every exchange that was sent, oldest first; bodies of the oldest are dropped beyond 8 MiB in all,
 * and whole exchanges beyond 10,000.  Borrowed, always the same array; between two calls some hundreds more
 * may be in it than that.  `http_client_watch` is told of new and finished ones; there is one watch, and NULL
 * ends it.  What an exchange keeps of bodies, headers and URL has passed redact_text(): a server that repeats
 * a credential does not bring it into the log. */
const GPtrArray *http_client_exchanges(HttpClient *client);
/* FALSE: nothing is kept from now on, neither exchanges nor bodies: for runs whose log nobody can look at. */
void http_client_keep_log(HttpClient *client, gboolean keep);
typedef void (*HttpWatch)(Exchange *exchange, gpointer data);
void http_client_watch(HttpClient *client, HttpWatch watch, gpointer data);

/* How one host is talked to: a target has one for its server and one for its engine. Parallelism and rate are
 * this host's own, whatever address it shares with others, and requests over the limit wait in a queue; their
 * deadlines begin when they are sent. No proxy and no ~/.netrc unless the target asks for them, whatever the
 * environment says; with `cacert`, these authorities and no others. TLS 1.2 and later; HTTP/2 where it is
 * offered. */
typedef struct HttpHost HttpHost;
/* `base` is "https://host:port/path" or "unix:/socket/path:/base"; the rest is of `target`.  Fails for a URL
 * that cannot be used (WEIR_ERROR_USAGE; one with a password in it, too, and the message does not repeat it),
 * and for files (cacert, cert, key) that cannot be read (WEIR_ERROR_FILE). */
HttpHost *http_host_new(HttpClient *client, const Target *target, const char *base, GError **error);
HttpHost *http_host_ref(HttpHost *host);
void http_host_unref(HttpHost *host);
HttpClient *http_host_client(const HttpHost *host); /* borrowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpHost, http_host_unref)
/* NULL until known, or for plain HTTP. Learnt from one fresh connection; where a certificate is refused, from
 * one more that sends nothing, so that the message can say what is wrong with it. */
const TlsFacts *http_host_tls(const HttpHost *host);

typedef struct {
	const char *method;         /* "GET" */
	const char *path;           /* "" or "/..." or "?...": appended to the base as it is, dots and all */
	const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
	gboolean headers_public;  /* they hold no credential: the exchange shows them as they are, redacted */
	gboolean bare;            /* weir adds Host and Content-Length, nothing else: no Accept, no type */
	SecBuf *bearer;           /* sent as Authorization; never to another host; may be NULL */
	const char *auth_scheme;  /* what stands before the bearer; NULL: "Bearer", "": nothing */
	GBytes *body;             /* may be NULL */
	const char *content_type; /* with a body; NULL: application/json */
	gsize announce;           /* without a body: so many bytes are announced and never sent; 0: none */
	gsize body_cap;           /* bytes of the answer; 0: the target's. Headers: 64 KiB */
	int timeout_ms;           /* 0: the target's */
} HttpRequest;

/* What is announced and held back goes over an HTTP/1.1 connection of its own, without Expect: 100-continue.
 * The exchange ends with the answer, whatever its status, or with the deadline: exchange->timed_out tells a
 * server that waits for the body from one that cannot be reached. */

/* `body` is whole, and NULL where exchange->error says why the exchange failed (deadline, refused, cut off,
 * over a cap: with what to do); what had come of it is in exchange->body.  It is not redacted.  Redirects are
 * answers like others. */
typedef void (*HttpDone)(Exchange *exchange, GBytes *body, gpointer data);

/* Copies what it needs of `request`; what could become another request (a line break in a header, a space in
 * the path) is refused with WEIR_ERROR_USAGE.  `done` is called exactly once, also when cancelled. */
void http_send(HttpHost *host, const HttpRequest *request, GCancellable *cancellable, HttpDone done,
	       gpointer data);

/* Whether a server takes a version of TLS, by one connection up to the end of the handshake that offers these
 * versions and no others: no request is sent, no credential, no client certificate, and the server's
 * certificate is not looked at.  Old versions are offered with the old ciphers (DEFAULT@SECLEVEL=0), whatever
 * the system's policy.  It counts as one request of the host: parallelism and rate hold for it. */
typedef enum { HTTP_TLS_1_0, HTTP_TLS_1_1, HTTP_TLS_1_2, HTTP_TLS_1_3 } HttpProtocol;
typedef enum {
	HTTP_TRY_TAKEN,       /* the server chose it, and went on with the handshake */
	HTTP_TRY_REFUSED,     /* it got the offer, and answered with an alert, another version, or hung up */
	HTTP_TRY_LOCAL,       /* no offer left this machine, or the handshake failed here: nothing is known */
	HTTP_TRY_UNREACHABLE, /* no connection, no TLS there, or no answer to the offer: nothing is known */
	HTTP_TRY_STOPPED,     /* cancelled */
} HttpTry;
/* `sentence` says the same to a person, and why; borrowed. */
typedef void (*HttpProtocolDone)(HttpTry outcome, const char *sentence, gpointer data);
/* `done` is called exactly once, from the loop. */
void http_try_protocol(HttpHost *host, HttpProtocol minimum, HttpProtocol maximum, GCancellable *cancellable,
		       HttpProtocolDone done, gpointer data);
