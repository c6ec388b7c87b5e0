/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server for tests that misbehaves as it is told: raw sockets on 127.0.0.1 in threads of the test program.
 *
 * It reads one request, gives it to the handler of its path (the longest registered beginning wins), and
 * keeps what it has read, so that a test can ask how many requests came and what was in them. */
#pragma once

#include <glib.h>

typedef struct BadServer BadServer;

typedef struct {
	int fd;
	const char *head; /* request line and headers, NUL-terminated */
	const char *body;
	gsize body_length;
} BadRequest;

/* Writes an answer (or none, or nonsense). TRUE keeps the connection for another request. */
typedef gboolean (*BadHandler)(const BadRequest *request, gpointer data);

BadServer *bad_server_new(void);
BadServer *bad_server_new_unix(const char *path);
void bad_server_free(BadServer *server); /* cuts all connections */
guint bad_server_port(const BadServer *server);
char *bad_server_url(const BadServer *server); /* http://127.0.0.1:PORT */

/* Heads are given to handlers at once, without waiting for the bodies that they announce. */
void bad_server_answer_early(BadServer *server);
/* Only heads that announce more than this are, with what has come of the body; the handler may read the rest.
 * The connection is closed after the answer. */
void bad_server_largest_body(BadServer *server, guint length);
/* From now on connections are refused. */
void bad_server_refuse(BadServer *server);

void bad_server_on(BadServer *server, const char *path, BadHandler handler, gpointer data);
/* A whole answer with Content-Length; `type` NULL is application/json. Copied. */
void bad_server_give(BadServer *server, const char *path, int status, const char *type, const char *body,
		     gssize length);

guint bad_server_requests(BadServer *server);
guint bad_server_connections(BadServer *server);
guint bad_server_most_at_once(BadServer *server); /* requests being answered at the same time */
gboolean bad_server_saw(BadServer *server, const char *text);

/* For handlers. */
void bad_send(int fd, const char *bytes, gssize length);
void bad_answer(int fd, int status, const char *type, const char *body, gssize length);
void bad_wait(int fd, int milliseconds); /* ends early when the other side closes */

/* Ways to misbehave. */
gboolean bad_silent(const BadRequest *request, gpointer data);  /* says nothing, keeps the connection open */
gboolean bad_slow(const BadRequest *request, gpointer data);    /* a byte each 50 ms, for ever */
gboolean bad_raw(const BadRequest *request, gpointer data);     /* `data` as it is, then closes */
gboolean bad_headers(const BadRequest *request, gpointer data); /* headers without end */
gboolean bad_long_header(const BadRequest *request, gpointer data); /* one header without end */
gboolean bad_endless(const BadRequest *request, gpointer data);     /* a chunked body without end */
