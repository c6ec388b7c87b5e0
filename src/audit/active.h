/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active: what it needs beside the client, and what it will make on a server.
 *
 * It makes two connections of weir's own (or uses those of an earlier run again, since no server can delete
 * one) and a subscription on them for each trigger whose route names one; sends them signed and spoilt
 * events; calls actions that are classified `read`, and no others; removes the subscriptions.  Whatever it
 * makes is in the ledger before it is asked for (canary/canary_bodies.h).  Main thread. */
#pragma once

#include "audit/audit.h"
#include "canary/callbacks.h"
#include "model/scheme.h"
#include "store/store.h"

/* How the events of one trigger are signed. */
typedef struct {
	char *trigger;
	const struct scheme *scheme; /* NULL: not known */
	SecBuf *secret;              /* that all subscriptions share; NULL: each has its own */
} AuditSigning;
void audit_signing_free(AuditSigning *signing);

typedef struct {
	Store *store;             /* with the ledger */
	Callbacks *callbacks;     /* where canaries call back to */
	const GPtrArray *signing; /* AuditSigning * */
} AuditActive;

/* Must be called before the loop runs on; all is borrowed until `done`. */
void audit_set_active(Audit *audit, const AuditActive *active);

/* What will be made on a server with these documents, as far as that can be told before. */
typedef struct {
	guint connections, reused; /* to be made; of an earlier run */
	guint subscriptions;       /* made, and removed at the end */
	guint attempts;            /* connections and subscriptions that the server should refuse */
	guint calls;               /* actions that only read */
	guint left_out;            /* triggers without a canary */
} AuditActivePlan;
void audit_active_plan(const AuditOptions *options, const Target *target, const Server *server, Store *store,
		       AuditActivePlan *plan);
