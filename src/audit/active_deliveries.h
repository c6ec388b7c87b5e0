/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of level active: a row for each way in which one may be right or wrong.  Main thread. */
#pragma once

#include "audit/active_private.h"
#include "canary/canary_values.h"
#include "canary/event.h"

struct active_draft;
struct active_delivery {
	const char *label;   /* of its row in probes_active.c */
	const char *special; /* what is special, behind the trigger's name; NULL: nothing */
	const char *words;   /* English, for findings: "a signature without its last character" */
	gboolean needs_signature;
	gboolean expected; /* it may be dispatched, and is waited for */
	guint times;       /* that the same is sent */
	/* What differs before it is signed, and after; FALSE: there is nothing of the kind. */
	gboolean (*fill)(struct active_draft *draft);
	gboolean (*alter)(const SchemePlan *plan, GPtrArray *parts);
};
extern const struct active_delivery active_deliveries[]; /* ends with a NULL label */

typedef struct {
	Delivery *made;
	gboolean bare;            /* without the server's token */
	gboolean private_headers; /* they may hold a credential */
} ActiveDelivery;
void active_delivery_free(ActiveDelivery *delivery);

/* NULL: the scheme, the schema or the route has nothing of the kind. */
ActiveDelivery *active_delivery_make(const ActiveCanary *canary, const struct active_delivery *row);
/* The event of `route` by that route to another trigger's canary, as it is or signed with that one's secret.
 */
ActiveDelivery *active_delivery_cross(const ActiveCanary *route, const ActiveCanary *to, gboolean signs);

/* Sends it; see active_send(). */
void active_deliver(const ActiveDelivery *delivery, const char *label, const char *subject, const char *mark,
		    gboolean patient, ActiveAnswered answered, gpointer data, Active *active);
