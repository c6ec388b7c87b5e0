/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as bytes on a socket, so that nothing between the recording and the server tidies them up, and a
 * receiver of callbacks.  Blocking: runs in a thread of the test beside the loop of the server under test. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct {
	int status;
	GHashTable *headers; /* lower-case name -> value */
	GByteArray *body;
} WireAnswer;

void wire_answer_free(WireAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WireAnswer, wire_answer_free)

/* `head` is the request line and headers, each with CR LF, without the empty line.  NULL with an error where
 * no answer came within 20 s. */
WireAnswer *wire_send(int port, const char *head, const char *body, gsize length, GError **error);

/* Answers like the receiver of the recordings: /called 200, /status/N N, /redirect/N to /called here, /away/N
 * to /called under another name of this host, anything else 200. */
typedef struct WireReceiver WireReceiver;
WireReceiver *wire_receiver_start(GError **error);
void wire_receiver_stop(WireReceiver *receiver);
int wire_receiver_port(const WireReceiver *receiver);

/* What came since the last call: objects {method, path, headers, body} in order, new reference. */
json_t *wire_receiver_take(WireReceiver *receiver);
