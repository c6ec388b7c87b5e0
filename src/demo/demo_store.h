/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine of a demo server keeps: connections, and 100,000 subscriptions in some 25 MiB.
 *
 * A subscription is one packed row whose JSON parts are kept as text, ready to be put into an answer. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct {
	char *id, *wf_server_id;
	json_t *options, *secrets;
	gint64 created, updated; /* microseconds since the epoch */
} DemoConnection;

typedef struct {
	char id[37];
	gboolean lost;          /* name and callback are gone, as after an update of a development server */
	const char *connection; /* interned */
	const char *name;       /* trigger; interned */
	const char *callback;   /* interned JSON text of the URL, quotes included */
	const char *options;    /* interned JSON text of an object */
	char *secrets;          /* JSON text of an object; NULL: {} */
	gint64 created, updated;
} DemoSubscription;

typedef struct DemoStore DemoStore;

DemoStore *demo_store_new(gboolean counted_ids);
void demo_store_free(DemoStore *store);

/* `options` and `secrets` are taken. */
DemoConnection *demo_store_connect(DemoStore *store, json_t *options, json_t *secrets,
				   const char *wf_server_id);
DemoConnection *demo_store_connection(const DemoStore *store, const char *id);

DemoSubscription *demo_store_subscribe(DemoStore *store, const char *connection, const char *name,
				       const char *url, const json_t *options, const json_t *secrets);
DemoSubscription *demo_store_subscription(const DemoStore *store, const char *id);
/* NULL leaves a part as it is. */
void demo_store_change(DemoStore *store, DemoSubscription *row, const json_t *options, const json_t *secrets);
void demo_store_unsubscribe(DemoStore *store, DemoSubscription *row);
/* Loses the name and the callback of a row, until it is deleted. */
void demo_store_lose(DemoStore *store, DemoSubscription *row);
gboolean demo_store_has_lost(const DemoStore *store, const char *connection); /* NULL: any connection */

/* How often something was made, changed or removed. */
guint64 demo_store_writes(const DemoStore *store);

typedef struct {
	const char *connection, *name; /* NULL: all */
	gint64 limit, offset;
	gboolean sliced; /* negative numbers count from the end, as Python's slices do; else as SQLite's */
} DemoPage;

/* Adds borrowed rows, newest first; returns how many there are before paging. */
guint demo_store_page(const DemoStore *store, const DemoPage *page, GPtrArray *rows);

/* A line of all that it is for each row, and with `connections` for each of those; char *, appended. */
void demo_store_lines(const DemoStore *store, gboolean connections, GPtrArray *lines);

/* As Python prints it for the wire: compact, members in their order, not ASCII alone; g_free() */
char *demo_print(const json_t *value);

/* What the store keeps as text, read again; NULL for NULL.  A new reference. */
json_t *demo_stored(const char *text);

/* As a JSON text, quotes included. */
void demo_append_text(GString *out, const char *text);

/* "2025-01-01T00:00:00.000000Z"; g_free() */
char *demo_time(gint64 microseconds);
