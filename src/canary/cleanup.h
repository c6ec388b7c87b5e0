/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes what the ledger says that weir left on a server: subscriptions on connections of its own.
 *
 * Connections are listed, since nothing can delete them, and used again.  Only what a connection's list shows
 * is deleted: a delete of an unknown id locks the database of a server in development mode. */
#pragma once

#include "client/client.h"
#include "store/ledger.h"

typedef enum {
	CLEANUP_REMOVED,
	CLEANUP_GONE,   /* it was not there any more */
	CLEANUP_KEPT,   /* a connection: cannot be deleted */
	CLEANUP_FAILED, /* `why`; it stays in the ledger */
	N_CLEANUPS,
} CleanupOutcome;
const char *cleanup_outcome_name(CleanupOutcome outcome); /* "removed", for machines */

typedef struct {
	LedgerKind kind;
	CleanupOutcome outcome;
	char *id; /* the server's; "" where it never told one */
	char *mark, *trigger, *connection;
	char *why; /* NULL */
} CleanupItem;
void cleanup_item_free(CleanupItem *item);

/* `store` is borrowed.  `done` runs once, from the loop; items are CleanupItem *, owned by the array. `error`
 * where the ledger could not be read or written. */
typedef void (*CleanupDone)(GPtrArray *items, const GError *error, gpointer data);
void cleanup_start(Client *client, Store *store, GCancellable *cancellable, CleanupDone done, gpointer data);
