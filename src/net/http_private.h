/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of net/http*.c share. Nobody else includes this. Main thread only.
 *
 * A transfer is one request: it waits in its host's queue, runs as an easy handle of the multi handle, and
 * ends once, in transfer_end(), always from the loop.  A probe looks at the certificate of a host that was
 * not trusted, and sends no request.  Both begin with a Job, which is what the easy handle points to. */
#pragma once

#include <curl/curl.h>

#include "net/http.h"

#define HTTP_BUFFER (4 * 1024) /* for what comes in */
#define HTTP_KEPT_BODY (64 * 1024)
#define HTTP_KEPT_BODIES (8 * 1024 * 1024)
#define HTTP_KEPT_EXCHANGES 10000
#define HTTP_HEADER_CAP (64 * 1024)

typedef struct CancelWatch CancelWatch;
typedef struct Job Job;
struct Job {
	void (*ended)(Job *job, CURLcode result);
	CURL *easy;
};

/* http_log.c */
typedef struct {
	GPtrArray *exchanges; /* the newest 10,000, and some older ones */
	GQueue with_bodies;   /* Exchange *: in the order in which their bodies came */
	gsize bytes;          /* of these bodies */
	guint64 numbers;
	gboolean off; /* nobody will look */
	HttpWatch watch;
	gpointer watch_data;
} HttpLog;
void http_log_init(HttpLog *log);
void http_log_clear(HttpLog *log);
const GPtrArray *http_log_exchanges(HttpLog *log); /* the newest 10,000 */
void http_log_add(HttpLog *log, Exchange *exchange);
/* Keeps the beginning of both bodies (either may be NULL), redacted, and tells the watch that the exchange is
 * finished. */
void http_log_finish(HttpLog *log, Exchange *exchange, GBytes *body, GBytes *request);

/* http_client.c */
struct HttpClient {
	int references; /* the owner's, its hosts' and that of a turn of the loop */
	gboolean closed;
	CURLM *multi;
	int epoll_fd;
	GSource *sockets, *timer, *pump;
	gint64 due;          /* monotonic: when libcurl wants to be called; -1: not */
	gboolean in_turn;    /* what is asked for meanwhile is done at the end of the turn */
	GPtrArray *hosts;    /* HttpHost *, borrowed: a host takes itself out */
	GQueue ready;        /* HttpHost *, referenced: they may have something to start */
	GQueue timed;        /* HttpHost *, referenced: they wait for their rate */
	gint64 next_timed;   /* the earliest of these; -1 for none */
	GQueue refused;      /* Transfer * that end in the next turn without having been sent */
	GPtrArray *handles;  /* CURL *, of plain hosts: to be used again */
	GHashTable *cancels; /* GCancellable -> CancelWatch */
	GArray *slots;       /* by descriptor: what epoll is told of it */
	GArray *changed;     /* curl_socket_t: to be told of at the end of the turn */
	HttpLog log;
};
HttpClient *http_client_ref(HttpClient *client);
void http_client_unref(HttpClient *client);
void http_client_wake(HttpClient *client); /* the queues are looked at in the next turn */
/* A handle that has nothing set, or, where it returns with `plain` still TRUE, what http_host_configure()
 * sets for every plain host.  NULL when there is no memory. */
CURL *http_client_take_handle(HttpClient *client, gboolean *plain);
/* Takes it from the multi handle.  `again`: it was a plain host's, and may be used again. */
void http_client_give_handle(HttpClient *client, CURL *easy, gboolean again);

/* http_host.c */
struct HttpHost {
	int references;
	HttpClient *client;
	char *name;        /* how messages name the target; GRefString */
	char *base;        /* as exchanges show it, before the path */
	char *url;         /* what curl gets, without a trailing slash */
	CURLU *parsed;     /* the same, of a plain host; NULL: libcurl parses the URL of each request */
	char *parsed_path; /* its path, without a trailing slash; with `parsed` */
	char *authority;   /* host:port as in the Host header, or the path of the socket */
	char *host_header;
	char *socket; /* NULL: TCP */
	char *peer;   /* that answered last, GRefString; NULL */
	char *peer_address;
	long peer_port;
	gboolean https;
	char *cacert, *cert, *key, *proxy;
	gboolean insecure, netrc;
	long connect_timeout_ms, timeout_ms;
	gsize body_cap;
	guint parallel, running;
	gint64 gap, next_start; /* microseconds between starts (max_rate), monotonic */
	GQueue waiting;         /* Transfer * not yet started */
	GQueue under_way;       /* Transfer * */
	GQueue tries;           /* Try *, waiting and under way */
	gboolean ready, timed;  /* in the client's queue of that name */
	TlsFacts *tls;
	gboolean tls_asked;     /* a request that learns the facts is under way */
	gboolean tls_refused;   /* the facts are those of a certificate that was refused */
	Job *probe;             /* looks at a certificate that was refused; NULL */
	GPtrArray *probe_waits; /* Transfer * that end when it does */
};
/* Starts what may start now; returns when to ask again (monotonic time), or -1 if nothing waits for time. */
gint64 http_host_pump(HttpHost *host, gint64 now);
/* There may be something to start: in the next turn. */
void http_host_wake(HttpHost *host);
/* What is the same for every handle: deadlines, TLS, proxy, protocols.  `again`: it has been configured for a
 * plain host before, and is for one. */
void http_host_configure(const HttpHost *host, CURL *easy, int timeout_ms, gboolean again);
/* http over TCP without proxy and netrc: such hosts differ in their deadlines only, and libcurl keeps no
 * secret of theirs. */
gboolean http_host_is_plain(const HttpHost *host);
/* "127.0.0.1:8101" or the path of the socket, for an exchange; `address` may be NULL. GRefString, or NULL. */
char *http_host_peer(HttpHost *host, const char *address, long port);

/* http_request.c: header lines for libcurl.  In memory that is wiped when it is freed (base/wipe.h). */
typedef struct {
	struct curl_slist *nodes; /* `count`, room for one more, and their texts: one block */
	guint count;
	char *bearer; /* the line of that one; NULL */
} RequestLines;

/* http_transfer.c */
typedef enum { STOP_NOT, STOP_BODY_CAP, STOP_HEADER_CAP } StopReason;

typedef struct {
	Job job; /* first */
	HttpHost *host;
	Exchange *exchange;
	RequestLines lines;
	SecBuf *bearer;
	char *auth_scheme; /* "" for the value alone; NULL: the usual one */
	GBytes *request_body;
	gboolean held_back; /* a body is announced that does not come */
	char *path;         /* the exchange's URL is redacted */
	gsize cap;
	int timeout_ms;
	GByteArray *body;
	GString *head; /* of the answer as it came; NULL before, and after head_finish() */
	gsize header_bytes;
	gboolean headers_whole; /* the empty line after them has come */
	gboolean answered;      /* the status line of an answer has come, not of an interim one (1xx) */
	StopReason stop;
	CURLcode result;
	GError *refusal; /* why it is not sent at all */
	gboolean learns_tls, started;
	guint attempts; /* more than one: the connection that was used again had ended meanwhile */
	char *tls_line; /* what curl says of the handshake */
	long verify_result;
	char error_text[CURL_ERROR_SIZE];
	CancelWatch *cancel; /* NULL: nothing cancels it, or it has ended */
	GList *cancel_link;
	HttpDone done;
	gpointer data;
} Transfer;
void transfer_start(Transfer *transfer);
/* Takes it out of wherever it is, tells `done` and frees it. `error` is taken; NULL: a whole answer. */
void transfer_end(Transfer *transfer, GError *error);
void transfer_unsent(Transfer *transfer); /* waits for the next turn, to end with its refusal */

/* http_memory.c: for curl_global_init_mem() */
void *memory_take(size_t size);
void memory_give(void *memory);

/* http_sockets.c */
void sockets_init(HttpClient *client);
void sockets_clear(HttpClient *client);
int sockets_want(CURL *easy, curl_socket_t fd, int what, void *client, void *known); /* libcurl's callback */
void sockets_tell(HttpClient *client); /* at the end of a turn */
void sockets_configure(HttpClient *client, CURL *easy);

/* http_cancel.c: transfer_end() when the cancellable is cancelled, unless it has ended before. */
void cancel_join(Transfer *transfer, GCancellable *cancellable);
void cancel_leave(Transfer *transfer);

/* http_request.c */
gboolean request_check(const HttpRequest *request, GError **error);
/* Fills the exchange's request_headers, and returns what curl is to send beside its own, less the bearer. */
RequestLines request_lines(const HttpHost *host, const HttpRequest *request, Exchange *exchange);
/* `scheme` may be ""; NULL: "Bearer".  Called once, when the transfer starts, so that what waits in a queue
 * holds no copy. */
void request_lines_add_bearer(RequestLines *lines, const char *scheme, const SecBuf *bearer);
struct curl_slist *request_lines_first(const RequestLines *lines); /* for CURLOPT_HTTPHEADER */
void request_lines_clear(RequestLines *lines);

/* http_head.c */
size_t head_take_line(char *bytes, size_t one, size_t length, void *data);
/* Fills the exchange's reason and headers, redacted. */
void head_finish(Transfer *transfer);

/* http_tls.c */
/* NULL where there was no handshake. `line` is what tls_listen() caught; may be NULL. */
TlsFacts *tls_facts_from(CURL *easy, const char *line);
/* `facts` are taken; NULL: nothing was learnt. */
void tls_learned(HttpHost *host, TlsFacts *facts, gboolean refused);
/* A debug function of libcurl: catches the line about what was negotiated, into the char * that it is given.
 */
int tls_listen(CURL *easy, curl_infotype type, char *text, size_t length, void *line);

/* http_protocol.c */
typedef struct Try Try;
/* Takes the next one that waits; NULL. */
Try *try_waiting(const HttpHost *host);
void try_start(Try *try);
void try_stop(Try *try); /* as cancelled; tells its `done` */

/* http_probe.c */
/* A connection up to the end of the handshake: the certificate unchecked, none of one's own, no request. What
 * libcurl says goes to `listen` with `data`. */
void tls_configure_look(const HttpHost *host, Job *job, curl_debug_callback listen, void *data);
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
