/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of client/ share: a call up to its bytes, their JSON, and the words for what went wrong. */
#pragma once

#include "base/json.h"
#include "client/client.h"

struct Client {
	int references;
	Target *target;
	HttpHost *host, *engine;
	SecBuf *token, *engine_token;
};

/* client_path.c: NULL and WEIR_ERROR_USAGE for an id that could change the route. */
char *client_path(const struct client_route *route, const char *const *ids, const char *query,
		  GError **error);

/* client_call.c */
/* A call whose answer is left as bytes: `body` is NULL where there is an error. Once, from the loop. */
typedef void (*ClientBytes)(GBytes *body, Exchange *exchange, const GError *error, gpointer data);
void client_fetch(Client *client, RouteId route, const char *const *ids, const char *query, GBytes *body,
		  GCancellable *cancellable, ClientBytes done, gpointer data);

/* The JSON of an answer of `size` bytes. */
typedef struct {
	json_t *json;
	WeirJsonNotes notes;
	gsize size;
	GError *error;
} ClientJson;
void client_json_clear(ClientJson *json);

/* Reads an answer: at once below 1 MiB (`done` is then called from inside), in a task thread above it.
 * `what` names the request in messages: "GET /manifest". `wants_notes`: look for what is unusual, too. */
typedef void (*ClientRead)(ClientJson *json, gpointer data);
void client_read(Client *client, const char *what, const Exchange *exchange, GBytes *body,
		 gboolean wants_notes, ClientRead done, gpointer data);

/* client_error.c */
/* What a status means, NULL for 2xx.  `path` is that of the request, `body` may be NULL. */
GError *client_status_error(const Client *client, const struct client_route *route, const char *path,
			    const Exchange *exchange, GBytes *body);
/* `cause` from weir_json_read() is taken; says what came instead of JSON, and from where. */
GError *client_json_error(const Client *client, const char *what, const char *content_type,
			  const char *encoding, GError *cause);
