/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The API of workflow servers and of the engine behind them, as recorded in ../shared/contract.
 *
 * One table of routes; one function that calls them. Writes are refused here for a read-only target, before
 * anything is sent.  Asynchronous, main thread. */
#pragma once

#include "model/server.h"
#include "model/subscriptions.h"
#include "net/http.h"

typedef enum { AUTH_NONE, AUTH_TOKEN, AUTH_ENGINE } RouteAuth;

typedef enum {
	ROUTE_LIVENESS,
	ROUTE_READINESS,
	ROUTE_MANIFEST,
	ROUTE_COMPONENTS,
	ROUTE_OPENAPI,
	ROUTE_TOOL_CALL,
	ROUTE_CONNECTION_CREATE,
	ROUTE_CONNECTION,
	ROUTE_ACTION_CALL,
	ROUTE_FORM,
	ROUTE_FORM_SELECT,
	ROUTE_SUBSCRIPTION_CREATE,
	ROUTE_SUBSCRIPTIONS,
	ROUTE_SUBSCRIPTION,
	ROUTE_SUBSCRIPTION_DELETE,
	ROUTE_ENGINE_CONNECTION_CREATE,
	ROUTE_ENGINE_CONNECTION,
	ROUTE_ENGINE_SUBSCRIPTION_CREATE,
	ROUTE_ENGINE_CONNECTION_SUBSCRIPTIONS,
	ROUTE_ENGINE_SUBSCRIPTIONS,
	ROUTE_ENGINE_SUBSCRIPTION,
	ROUTE_ENGINE_SUBSCRIPTION_PATCH,
	ROUTE_ENGINE_SUBSCRIPTION_DELETE,
	N_ROUTES,
} RouteId;

struct client_route {
	RouteId id;
	const char *name; /* "manifest" */
	const char *method;
	const char *path; /* "/connections/{id}/subscriptions/{id}" : {id}s are filled in order,
			     percent-encoded */
	RouteAuth auth;
	gboolean writes;
};
extern const struct client_route client_routes[N_ROUTES];

typedef struct Client Client;

/* `token` and `engine_token` may be NULL.  `http` must outlive the client. */
Client *client_new(HttpClient *http, const Target *target, SecBuf *token, SecBuf *engine_token,
		   GError **error);
Client *client_ref(Client *client);
void client_unref(Client *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Client, client_unref)
const Target *client_target(const Client *client);
HttpHost *client_host(const Client *client);       /* borrowed */
HttpHost *client_engine(const Client *client);     /* borrowed; NULL without an engine */
SecBuf *client_token(const Client *client);        /* borrowed; NULL: none */
SecBuf *client_engine_token(const Client *client); /* borrowed; NULL: none */
gboolean client_has_engine(const Client *client);  /* URL and token */

/* One call.  `ids` fills the path (one that could lead elsewhere is WEIR_ERROR_USAGE: encoding does not help
 * behind the SDK, which decodes it), `query` is appended ("limit=2", NULL), `body` may be NULL.  In `done`:
 * `error` NULL means a 2xx status with JSON (or an empty body after 204, DELETE or PATCH, `json` NULL); else
 * it names target, cause and what to do, with WEIR_ERROR_AUTH (401, 403), _NOT_FOUND (404), _USAGE (400, 422
 * where something was given), _PROTOCOL, _LIMIT, _UNREACHABLE, _READ_ONLY, _CONFIG (no engine), _CANCELLED.
 * `exchange` is NULL where nothing was sent.  Bodies over 1 MiB are parsed in a task thread.  `json` is
 * borrowed during the callback. */
typedef void (*ClientDone)(json_t *json, Exchange *exchange, const GError *error, gpointer data);
void client_call(Client *client, RouteId route, const char *const *ids, const char *query, json_t *body,
		 GCancellable *cancellable, ClientDone done, gpointer data);

/* TRUE for an id or a name that stays one segment of a path, also behind the SDK, which decodes it. */
gboolean client_id_is_usable(const char *id);

/* Manifest, components and OpenAPI in parallel, joined.  `server` is NULL only if nothing usable came: then
 * `error` says why (the worst of the three); with a server, `error` tells that a document is missing
 * (WEIR_ERROR_INCOMPLETE) or is NULL.  Ownership of `server` passes to the callback. */
typedef void (*ClientServerDone)(Server *server, const GError *error, gpointer data);
void client_load_server(Client *client, GCancellable *cancellable, ClientServerDone done, gpointer data);

/* All subscriptions into `rows`: of the engine (GET /subscriptions) where the client has one, else of each
 * configured connection through the server (WEIR_ERROR_CONFIG if there is none).  Pages of 1,000, up to eight
 * under way; rows come in the order of the connections and of their pages.  Survives wrong totals, pages of
 * other sizes, repeats and changes between pages (a list that changed is gone through once more).  `progress`
 * (may be NULL) after each page: `expected` -1 if unknown.  `rows` keeps what came, also where `error` is
 * set: WEIR_ERROR_INCOMPLETE where a connection failed, a list is shorter than its total or entries had no
 * id, another code where no list could be had. */
typedef void (*ClientProgress)(guint loaded, gint64 expected, gpointer data);
typedef void (*ClientRowsDone)(Subscriptions *rows, const GError *error, gpointer data);
void client_load_subscriptions(Client *client, Subscriptions *rows, GCancellable *cancellable,
			       ClientProgress progress, ClientRowsDone done, gpointer data);
