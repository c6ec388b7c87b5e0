/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A demo server for a test: raw requests to it, and a receiver of what it dispatches.
 *
 * The server runs in the test's own loop; each request is written and read by a thread, so that nothing
 * tidies up its bytes. */
#pragma once

#include "demo/demo.h"

typedef struct {
	DemoServer *server;
	int port;
	char *prefix; /* of the first server of a fleet */
	struct Receiver *receiver;
} Desk;

typedef struct {
	int status; /* 0: no answer */
	char *head; /* status line and headers */
	char *body;
	json_t *json; /* NULL if the body is none */
} Reply;

/* Fails the test where the server does not start. */
Desk *desk_start(const char *flaws);
Desk *desk_start_with(const DemoOptions *options);
void desk_stop(Desk *desk);

/* `headers` are lines that end with CR LF each, or NULL; with `body` NULL none is sent. */
Reply *desk_send(Desk *desk, const char *method, const char *path, const char *headers, const char *body);
/* The same with the token. */
Reply *desk_ask(Desk *desk, const char *method, const char *path, const char *body);
/* With the engine's key, under the engine's path. */
Reply *desk_ask_engine(Desk *desk, const char *method, const char *path, const char *body);
/* `bytes` as they are.  `brief`: an answer may not come, and is waited for a second at most. */
Reply *desk_send_bytes(Desk *desk, const void *bytes, gsize length, gboolean brief);
void reply_free(Reply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reply, reply_free)

/* {A} and {B}: the connections; {KEY}: the API key of A; {TOKEN}; {ENGINE}: the engine's key; {PORT};
 * {S:TRIGGER}: A's subscription of that trigger; {SECRET:TRIGGER}: its signing secret.  g_free() */
char *desk_fill(Desk *desk, const char *text);

/* Makes a subscription of A whose callback is the receiver (or `url`), and returns its id. */
char *desk_subscribe(Desk *desk, const char *connection, const char *trigger, const char *url);
#define DESK_SECRET "0123456789abcdef0123456789abcdef"

/* Sends a webhook, signed with `secret` (NULL: unsigned) as if `age` seconds ago. */
Reply *desk_event(Desk *desk, const char *path, const char *body, const char *secret, int age,
		  const char *delivery);

/* What the receiver got, oldest first: {"path","authorization","body"}; borrowed. */
json_t *desk_received(Desk *desk);
char *desk_receiver_url(Desk *desk, const char *path); /* g_free() */

/* Lets the loop run until `done` says so; fails the test after 20 s. */
void desk_wait(gboolean (*done)(gpointer data), gpointer data);
