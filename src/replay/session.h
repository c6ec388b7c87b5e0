/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trigger with canaries of its own to be replayed to: made, used, removed.
 *
 * The canaries are one of the trigger, one of it on another tenant's connection, and one of another trigger,
 * as far as the server has them.  Asynchronous, main thread. */
#pragma once

#include "canary/canary.h"
#include "replay/cases.h"

typedef struct {
	Client *client;
	const Server *server;
	Store *store;
	Callbacks *callbacks;
	const Trigger *trigger;
	const struct scheme *scheme; /* NULL: not signed */
	SecBuf *secret;              /* that all subscriptions share; NULL: each has its own */
	GBytes *body;
	gboolean others; /* the canaries of another tenant and another trigger, too */
} ReplaySessionOptions;

typedef struct ReplaySession ReplaySession;
/* All is borrowed until it is closed, but the client and the body.  `ready` runs once, from the loop; after
 * an error, too, the session has to be closed. */
typedef void (*ReplaySessionReady)(ReplaySession *session, const GError *error, gpointer data);
ReplaySession *replay_session_open(const ReplaySessionOptions *options, GCancellable *cancellable,
				   ReplaySessionReady ready, gpointer data);
ReplaySetup *replay_session_setup(ReplaySession *session); /* borrowed */

/* Removes the canaries and frees the session; `done` (with what could not be removed) runs once. */
typedef void (*ReplaySessionClosed)(const GError *error, gpointer data);
void replay_session_close(ReplaySession *session, ReplaySessionClosed done, gpointer data);

/* The other trigger whose route and subscription are used: one whose events are not signed goes before.
 * NULL: there is none. */
const Trigger *replay_other_trigger(const Server *server, const Trigger *trigger);
