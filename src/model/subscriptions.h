/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscriptions in packed rows: 100,000 of them are 40 MB on the wire and 350 MiB as a jansson tree, and must
 * be at most 64 MiB of the whole program here.
 *
 * A page is parsed, packed and dropped.  Strings go once into one arena (trigger names, hosts and connection
 * ids repeat); UUIDs are kept as 16 bytes.  `secrets` is dropped when parsed; that there were some is kept as
 * a bit.  Rows keep the order in which they came; a row whose id is known already is counted as a repeat and
 * not added again. Not thread-safe; a page may be packed in a task thread if nobody else touches the rows. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct Subscriptions Subscriptions;

Subscriptions *subscriptions_new(void);
Subscriptions *subscriptions_ref(Subscriptions *rows);
void subscriptions_unref(Subscriptions *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Subscriptions, subscriptions_unref)

typedef struct {
	const char *id, *trigger, *connection; /* valid until the next subscriptions_row() */
	const char *callback;                  /* URL as sent */
	const char *options;                   /* compact JSON of data.options, "{}" if none */
	gboolean secrets_returned;             /* the server sent non-empty secrets; they were dropped */
} Subscription;

/* What one page did. */
typedef struct {
	gint64 total; /* as the server says; -1: it does not */
	guint rows;   /* entries on the page */
	guint added, repeated, unusable;
} SubscriptionsPage;

/* Packs one page ({"total","data":[...]} of server or engine).  WEIR_ERROR_PROTOCOL for another shape;
 * entries that are no objects or have no id are counted as unusable, not fatal. */
gboolean subscriptions_add_page(Subscriptions *rows, const json_t *page, SubscriptionsPage *did,
				GError **error);

guint subscriptions_count(const Subscriptions *rows);
void subscriptions_row(const Subscriptions *rows, guint index, Subscription *row);
gsize subscriptions_memory(const Subscriptions *rows); /* bytes */

/* What can be said of a callback without asking anyone (SCREENS.md view 4). */
typedef enum { CALLBACK_OK, CALLBACK_LOOK, CALLBACK_BAD } CallbackTone;
/* A phrase: "ok", "private address, plain http: gets the engine's key", "not a URL".  `hosts` are the allowed
 * hosts (NULL: the engine's), `known_trigger` FALSE gives "orphan: no such trigger in the manifest". Static
 * or interned, not freed. */
const char *callback_verdict(const char *url, const GPtrArray *hosts, const char *engine_url,
			     const char *server_url, gboolean known_trigger, CallbackTone *tone);
