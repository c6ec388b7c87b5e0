/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTTP server on the loop: libmicrohttpd, whose epoll descriptor the main context watches.
 *
 * It knows nothing of what is served: a handler sees each request as it came and answers now or later.
 * Bound to 127.0.0.1 only, whatever is asked.  Main thread. */
#pragma once

#include <glib.h>

typedef struct Listener Listener;

/* One request, owned by the handler from its call until listener_answer(), which must come exactly once. It
 * outlives its connection and its listener: an answer to a caller who is gone is dropped. */
typedef struct {
	const char *method;
	const char *target;  /* path and query as they were sent: nothing decoded, no dots resolved */
	const char *version; /* "HTTP/1.1" */
	GByteArray *body;    /* empty if there is none; never NULL */
	gboolean over_cap;   /* there was more body than the cap: what is over it, or all of it, is dropped */
} ListenerRequest;

/* `answer` fields are copied or taken as said.  A status of 204 or 304 has no body. */
typedef struct {
	guint status;
	const char *content_type;   /* NULL: none */
	const char *const *headers; /* name, value, name, value, ..., NULL; may be NULL */
	GBytes *body;               /* a reference is taken; NULL: empty */
	gboolean close;             /* the connection is not used again */
} ListenerAnswer;

typedef void (*ListenerHandler)(ListenerRequest *request, gpointer data);

typedef struct {
	int port;                      /* 0 picks one */
	gsize body_cap;                /* bytes of a body that are kept; 0: 1 MiB */
	guint timeout_seconds;         /* of a caller who says nothing; 0: 60 */
	const char *certificate, *key; /* PEM: TLS; NULL: plain */
	const char *tls_priorities;    /* of GnuTLS; NULL: its defaults */
	/* Called when the headers are there, before any body.  FALSE: the body is not wanted, `handler` is
	 * called now, and the connection ends with the answer if a body was announced.  NULL: all bodies are
	 * wanted. */
	gboolean (*begin)(ListenerRequest *request, gpointer data);
	ListenerHandler handler; /* called when the body is whole */
	void (*gone)(
		ListenerRequest *request); /* frees what the handler keeps in `request->data`; may be NULL */
	gpointer data;
} ListenerOptions;

/* Room for some thousand callers is made by raising the soft limit of open files.  WEIR_ERROR_USAGE where the
 * port is taken, WEIR_ERROR_FILE where the certificate or the system refuses. */
Listener *listener_new(const ListenerOptions *options, GError **error);

/* Ends every connection; requests that wait for an answer stay valid until they get it. */
void listener_free(Listener *listener);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Listener, listener_free)

int listener_port(const Listener *listener);
guint listener_waiting(const Listener *listener); /* requests whose answer is still to come */
/* Requests that have come in part or whole and whose answer, given or not, has not gone out yet. */
guint listener_open(const Listener *listener);

void listener_answer(ListenerRequest *request, const ListenerAnswer *answer);

/* "127.0.0.1:40312", g_free(); NULL where the caller is gone. */
char *listener_request_peer(ListenerRequest *request);
/* TRUE where the caller has closed its side: hardly anybody waits for the answer any more. */
gboolean listener_request_closed(ListenerRequest *request);

/* The first header of that name, any case; NULL if there is none.  Borrowed while the caller is there: not
 * to be asked after listener_free(). */
const char *listener_request_header(ListenerRequest *request, const char *name);
void listener_request_headers(ListenerRequest *request,
			      void (*each)(const char *name, const char *value, gpointer data),
			      gpointer data);
