/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo server: a ticket desk that speaks the SDK's protocol, with an engine behind it (issue text, part
 * 4).
 *
 * One more workflow server, not a mock: it validates, stores and dispatches.  libmicrohttpd on the loop,
 * loopback only; main thread.  It includes net/ and what is below, nothing of client/. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum { DEMO_DEV, DEMO_PROD } DemoMode;

typedef struct {
	int port; /* 0 picks one */
	DemoMode mode;
	const char *token;   /* NULL: a random one; "none": no token */
	int latency_ms;      /* each answer waits so long, without blocking */
	gboolean tls;        /* a self-signed certificate made at start */
	int connections;     /* default 2 */
	int subscriptions;   /* default a handful on the first connection; 100,000 must work */
	int actions;         /* default 0: the desk's own; more are made up beyond them */
	int servers;         /* a fleet on one port: /s1, /s2, ... ; default 1 */
	const char *secrets; /* file {"token","engine_key","signing":[..]} that is looked at with each
				request: what is in it holds; NULL: none */
	const char *flaws;   /* "all", "none", "stock", "ID,ID,..." */
} DemoOptions;

void demo_options_init(DemoOptions *options); /* the defaults */

typedef struct DemoServer DemoServer;
DemoServer *demo_start(const DemoOptions *options, GError **error);
void demo_stop(DemoServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DemoServer, demo_stop)

const char *demo_url(const DemoServer *server);   /* "http://127.0.0.1:PORT" (first of a fleet: .../s1) */
const char *demo_token(const DemoServer *server); /* NULL if none */
const char *demo_engine_url(const DemoServer *server); /* NULL in dev mode */
const char *demo_engine_token(const DemoServer *server);
const char *const *demo_connections(const DemoServer *server);
/* The triggers whose events it wants signed, in the form "generic-hmac-headers"; ends with NULL, g_free(). */
const char **demo_signed_triggers(const DemoServer *server);
const char *demo_certificate(const DemoServer *server); /* PEM; NULL without TLS */

/* {"url","token","engine","engine_token","connections":[..]}; a fleet adds "servers":[{...}].  New reference.
 */
json_t *demo_describe(const DemoServer *server);

/* What it did since it began: an audit of level passive or safe must leave all three as they were. */
typedef struct {
	guint64 writes;     /* connections and subscriptions made, changed, removed; those at the start too */
	guint64 dispatched; /* events sent on to callbacks */
	guint64 runs;       /* actions and tools that were run */
} DemoActivity;
DemoActivity demo_activity(const DemoServer *server);

/* What its engines keep: a line of all that it is for each subscription, sorted, and with `connections` one
 * for each connection, too.  To be compared with what it kept before; g_free(). */
char *demo_contents(const DemoServer *server, gboolean connections);

/* What the workflow server finds when it asks its engine: as if the engine were gone, or refused its key. The
 * engine itself goes on answering others. */
typedef enum { DEMO_ENGINE_UP, DEMO_ENGINE_REFUSES, DEMO_ENGINE_DOWN } DemoEngine;
void demo_set_engine(DemoServer *server, DemoEngine state);

/* The flaws it can show: id of ../shared/CHECKS.md and one line of what it does. Ends with a NULL id. */
struct demo_flaw {
	const char *id, *help;
	gboolean stock; /* the SDK's own behaviour, or what the plain desk has for want of better */
};
extern const struct demo_flaw demo_flaws[];
