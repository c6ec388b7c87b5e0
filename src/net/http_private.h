/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of net/http*.c share. Nobody else includes this. Main thread only.
 *
 * A transfer is one request: it waits in its host's queue, runs as an easy handle of the multi handle, and
 * ends once, in transfer_end(), always from the loop.  A probe looks at the certificate of a host that was
 * not trusted, and sends no request.  Both begin with a Job, which is what the easy handle points to. */
#pragma once

#include <curl/curl.h>

#include "net/http.h"

#define HTTP_KEPT_BODY (64 * 1024)
#define HTTP_KEPT_BODIES (8 * 1024 * 1024)
#define HTTP_KEPT_EXCHANGES 10000
#define HTTP_HEADER_CAP (64 * 1024)

typedef struct Job Job;
struct Job {
	void (*ended)(Job *job, CURLcode result);
	CURL *easy;
};

/* http_log.c */
typedef struct {
	GPtrArray *exchanges;
	GQueue with_bodies; /* Exchange *: in the order in which their bodies came */
	gsize bytes;        /* of these bodies */
	guint64 numbers;
	HttpWatch watch;
	gpointer watch_data;
} HttpLog;
void http_log_init(HttpLog *log);
void http_log_clear(HttpLog *log);
void http_log_add(HttpLog *log, Exchange *exchange);
/* Keeps the beginning of both bodies, redacted, and tells the watch that the exchange is finished. */
void http_log_finish(HttpLog *log, Exchange *exchange, const void *body, gsize length, GBytes *request);

/* http_client.c */
struct HttpClient {
	int references; /* the owner's, its hosts' and that of a turn of the loop */
	gboolean closed;
	CURLM *multi;
	int epoll_fd;
	GSource *sockets, *timer, *pump;
	GPtrArray *hosts; /* HttpHost *, borrowed: a host takes itself out */
	GQueue refused;   /* Transfer * that end in the next turn without having been sent */
	HttpLog log;
};
HttpClient *http_client_ref(HttpClient *client);
void http_client_unref(HttpClient *client);
void http_client_wake(HttpClient *client); /* the queues are looked at in the next turn */

/* http_host.c */
struct HttpHost {
	int references;
	HttpClient *client;
	char *name;      /* how messages name the target */
	char *base;      /* as exchanges show it, before the path */
	char *url;       /* what curl gets, without a trailing slash */
	char *authority; /* host:port as in the Host header, or the path of the socket */
	char *host_header;
	char *socket; /* NULL: TCP */
	gboolean https;
	char *cacert, *cert, *key, *proxy;
	gboolean insecure, netrc;
	long connect_timeout_ms, timeout_ms;
	gsize body_cap;
	guint parallel, running;
	gint64 gap, next_start; /* microseconds between starts (max_rate), monotonic */
	GQueue waiting;         /* Transfer * not yet started */
	GQueue under_way;       /* Transfer * */
	TlsFacts *tls;
	gboolean tls_asked;     /* a request that learns the facts is under way */
	gboolean tls_refused;   /* the facts are those of a certificate that was refused */
	Job *probe;             /* looks at a certificate that was refused; NULL */
	GPtrArray *probe_waits; /* Transfer * that end when it does */
};
/* Starts what may start now; returns when to ask again (monotonic time), or -1 if nothing waits for time. */
gint64 http_host_pump(HttpHost *host, gint64 now);
/* What is the same for every handle: deadlines, TLS, proxy, protocols. */
void http_host_configure(const HttpHost *host, CURL *easy, int timeout_ms);

/* http_transfer.c */
typedef enum { STOP_NOT, STOP_BODY_CAP, STOP_HEADER_CAP } StopReason;

typedef struct {
	Job job; /* first */
	HttpHost *host;
	Exchange *exchange;
	struct curl_slist *headers;
	SecBuf *bearer;
	GBytes *request_body;
	char *path; /* the exchange's URL is redacted */
	gsize cap;
	int timeout_ms;
	GByteArray *body;
	gsize header_bytes;
	gboolean headers_whole; /* the empty line after them has come */
	StopReason stop;
	CURLcode result;
	GError *refusal; /* why it is not sent at all */
	gboolean learns_tls, started;
	char *tls_line; /* what curl says of the handshake */
	long verify_result;
	char error_text[CURL_ERROR_SIZE];
	GSource *cancel;
	HttpDone done;
	gpointer data;
} Transfer;
void transfer_start(Transfer *transfer);
/* Takes it out of wherever it is, tells `done` and frees it. `error` is taken; NULL: a whole answer. */
void transfer_end(Transfer *transfer, GError *error);
void transfer_unsent(Transfer *transfer); /* waits for the next turn, to end with its refusal */

/* http_request.c */
gboolean request_check(const HttpRequest *request, GError **error);
/* Fills the exchange's request_headers, and returns what curl is to send beside its own, less the bearer. */
struct curl_slist *request_headers(const HttpHost *host, const HttpRequest *request, Exchange *exchange);
/* The line is made in memory that is wiped, and so is curl's copy: the allocators are base/wipe.h's.  Called
 * when the transfer starts, so that what waits in a queue holds no copy. */
struct curl_slist *request_add_bearer(struct curl_slist *list, const SecBuf *bearer);

/* http_tls.c */
/* NULL where there was no handshake. `line` is what tls_listen() caught; may be NULL. */
TlsFacts *tls_facts_from(CURL *easy, const char *line);
/* `facts` are taken; NULL: nothing was learnt. */
void tls_learned(HttpHost *host, TlsFacts *facts, gboolean refused);
/* A debug function of libcurl: catches the line about what was negotiated, into the char * that it is given.
 */
int tls_listen(CURL *easy, curl_infotype type, char *text, size_t length, void *line);

/* http_probe.c */
/* Ends `transfer`, whose certificate was refused, after having looked at the certificate. */
void tls_explain(Transfer *transfer);
void tls_probe_stop(HttpHost *host);

/* http_error.c: one sentence for what libcurl says; NULL where all is well. */
GError *http_error(const Transfer *transfer);
GError *http_error_cancelled(const HttpHost *host);
/* http_error_tls.c */
GError *http_error_certificate(const Transfer *transfer);
gboolean http_certificate_names_another(const Transfer *transfer);
GError *http_error_handshake(const Transfer *transfer);
