/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections and subscriptions of weir's own on a server, made to be recognised wherever they turn up.
 *
 * Each is in the ledger before it is asked for.  A server cannot delete connections: those in the ledger are
 * used again.  Subscriptions are only made on connections of weir's own, so that whatever is on them may be
 * removed.  None is made for a trigger with a shared route: events of real tenants would reach it.
 * Asynchronous, main thread. */
#pragma once

#include "base/secret.h"
#include "canary/callbacks.h"
#include "client/client.h"
#include "model/scheme.h"
#include "store/store.h"

#define CANARY_PREFIX "weir-canary-"

/* WEIR_ERROR_USAGE says why no canary is made for it: no route, or a shared one. */
gboolean canary_may_be_made(const Trigger *trigger, GError **error);

/* Which of the subscription's secrets signs its events: the only one, or that whose name says so; NULL. */
const char *canary_signing_secret(const Trigger *trigger);

typedef struct {
	guint tenant; /* 0, 1, ...: each has a connection of its own */
	const Trigger *trigger;
	SecretForm form;       /* what the signing secret has to look like */
	const json_t *options; /* values that are taken where an option has that name and they fit; NULL */
} CanaryWish;

typedef struct {
	char *mark;
	char *connection, *id;
	const Trigger *trigger;
	SecBuf *signing; /* NULL: the trigger has no secret that signs */
	gint64 row;      /* of the ledger */
} CanarySubscription;

typedef struct Canaries Canaries;

/* `server`, `store` and `callbacks` are borrowed and outlive it. */
Canaries *canaries_new(Client *client, const Server *server, Store *store, const Callbacks *callbacks);
/* Does not remove anything from the server. */
void canaries_free(Canaries *canaries);

/* Makes all of them; `done` runs once, from the loop.  After an error some may be there: remove them.  The
 * subscriptions stand in the order of the wishes and belong to the Canaries. */
typedef void (*CanariesMade)(const GPtrArray *subscriptions, const GError *error, gpointer data);
void canaries_make(Canaries *canaries, const CanaryWish *wishes, guint n, GCancellable *cancellable,
		   CanariesMade done, gpointer data);

/* Removes the subscriptions; what could not be removed stays in the ledger and is the error. */
typedef void (*CanariesRemoved)(const GError *error, gpointer data);
void canaries_remove(Canaries *canaries, CanariesRemoved done, gpointer data);
