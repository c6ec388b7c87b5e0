/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receiver with a log of its own in a temporary folder, and a client to send it something. */
#pragma once

#include "replay/receiver.h"

typedef struct {
	Receiver *receiver;
	CaptureLog *log;
	char *folder;
	guint came;
	gboolean stopped;
	GError *error;
	GPtrArray *seen; /* "TARGET STATUS VERDICT" */
	unsigned flags;  /* of all that came */
} Place;

/* log, came, stopped and data are set here. */
Place *place_new(ReceiverOptions options);
void place_free(Place *place); /* the folder goes too */

extern HttpClient *client;
void client_set_up(void);
HttpHost *host_of(int port, const char *path);
/* Turns the loop until `done`; fails after 50 s. */
void wait_for(gboolean (*done)(gconstpointer data), gconstpointer data);

typedef struct {
	int status;
	char *body;
	gboolean done;
} Answer;
void answer_clear(Answer *answer);
gboolean answer_is_there(gconstpointer answer);
/* POST with no headers of weir's own; the second waits for the answer. */
void send_text(HttpHost *host, const char *path, const char *body, const char *const *headers,
	       Answer *answer);
void post(HttpHost *host, const char *path, const char *body, const char *const *headers, Answer *answer);
