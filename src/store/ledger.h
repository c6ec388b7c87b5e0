/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: what weir is about to make on a server, and what became of it.  A row is written before
 * anything is sent, so that what a crash left can be found and removed.  No values: options and secrets of a
 * canary are nowhere. */
#pragma once

#include "store/store.h"

typedef enum {
	LEDGER_PLANNED, /* written before the request; it may be there, whatever weir was told */
	LEDGER_MADE,    /* the server gave it an id */
	LEDGER_REMOVED,
	LEDGER_FAILED, /* the server refused: there is nothing */
	N_LEDGER_STATES,
} LedgerState;
const char *ledger_state_name(LedgerState state); /* "planned", for machines */

typedef enum { LEDGER_CONNECTION, LEDGER_SUBSCRIPTION, N_LEDGER_KINDS } LedgerKind;
const char *ledger_kind_name(LedgerKind kind); /* "connection" */

typedef struct {
	gint64 id;          /* given by ledger_plan() */
	char *target, *url; /* how the operator names it; its base URL: that is what counts */
	LedgerKind kind;
	char *mark;       /* what it can be recognised by: "weir-canary-4f0c..." */
	char *trigger;    /* of a subscription; what a connection is for, or was seen to do; "" */
	char *connection; /* the connection of a subscription; "" */
	char *remote;     /* the server's id; "" until it is known */
	LedgerState state;
	gint64 planned, changed; /* microseconds since the epoch */
} LedgerRow;

void ledger_row_free(LedgerRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerRow, ledger_row_free)

/* Writes a row (id, remote, state and times are not looked at; texts may be NULL) and returns its id, or 0
 * with the error set: then nothing may be made. */
gint64 ledger_plan(Store *store, const LedgerRow *row, GError **error);
/* `remote` NULL: as it is. */
gboolean ledger_mark(Store *store, gint64 id, LedgerState state, const char *remote, GError **error);

/* Another text in its column `trigger`. */
gboolean ledger_note(Store *store, gint64 id, const char *trigger, GError **error);

/* LedgerRow *, oldest first, that are planned or made, of the server at that URL (NULL: of all). */
GPtrArray *ledger_open_rows(Store *store, const char *url, GError **error);
