/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active: what audit/active.c sends, for the plan.  The rows say what may be changed; what is asked,
 * and in which order, is decided there. */
#include "audit/probes_families.h"

#define OWN "only weir's own: "
#define EVENT(text) "POST {each canary's route} | Authorization, Content-Type | {" text "}"

static void build_nothing(ProbeBuilder *builder, const Evidence *evidence)
{
}

#define DOCUMENTS "manifest", "components", "openapi"
#define CONNECTION "canary-connection-read", "canary-connection", "canary-count"
static const char *const documents[] = { DOCUMENTS, NULL };
static const char *const connection[] = { DOCUMENTS, CONNECTION, NULL };
/* Whether it is a development server decides what is made there. */
#define MODE "connection", "unknown-list", "limit-overflow", "id-tail"
static const char *const canary[] = { DOCUMENTS,     CONNECTION,       MODE, "canary-subscription",
				      "canary-read", "canary-removed", NULL };

#define ROW(label, needs, changes, sketch)                                                                   \
	{                                                                                                    \
		label, LEVEL_ACTIVE, changes, needs, FALSE, sketch, build_nothing, FALSE                     \
	}

const struct probe probes_active[] = {
	ROW("canary-connection-read", documents, "nothing: a documented GET",
	    "GET /connections/{each connection of weir's own that is known} | Authorization"),
	ROW("canary-connection", documents, OWN "a connection; it cannot be deleted, and is used again",
	    "POST /connections | Authorization, Content-Type | {made-up options and secrets}"),
	ROW("canary-count", documents, "nothing: a documented GET",
	    "GET /connections/{weir's own}/subscriptions?limit=1000 | Authorization"),
	ROW("canary-subscription", connection, OWN "a subscription, removed at the end",
	    "POST /connections/{weir's own}/subscriptions/{each trigger whose route names a subscription} | "
	    "Authorization, Content-Type | {a callback to weir, made-up options and secrets}"),
	ROW("canary-read", connection, "nothing: a documented GET",
	    "GET /connections/{weir's own}/subscriptions/{each canary} | Authorization"),
	ROW("canary-removed", connection, OWN "a subscription that it made is deleted",
	    "DELETE /connections/{weir's own}/subscriptions/{each canary} | Authorization"),
	ROW("event-bare", canary, OWN "an event for a canary, dispatched to weir if it is taken",
	    "POST {each canary's route} | Content-Type | {a valid event, no signature}"),
	ROW("event-bare-token", canary, OWN "an event for a canary, dispatched to weir if it is taken",
	    EVENT("a valid event, no signature")),
	ROW("event-valid", canary, OWN "an event for a canary, dispatched to weir",
	    EVENT("a valid event, signed")),
	ROW("event-altered", canary, OWN "an event for a canary, dispatched to weir if it is taken",
	    EVENT("a valid event with a signature that is missing, cut, changed, or of another secret, time "
		  "or body")),
	ROW("event-aged", canary, OWN "an event for a canary, dispatched to weir if it is taken",
	    EVENT("a valid event, signed for another time")),
	ROW("event-repeated", canary, OWN "an event for a canary, dispatched to weir",
	    EVENT("the same delivery twice")),
	ROW("event-shapeless", canary, OWN "an event for a canary, dispatched to weir if it is taken",
	    EVENT("signed, and of a shape that the schema refuses")),
	ROW("event-elsewhere", canary, OWN "an event with a wrong signature, for a canary and for nobody",
	    EVENT("a valid event, signed with a made-up secret")),
	ROW("event-crossed", canary, OWN "an event for a canary by another trigger's route",
	    "POST {each canary's route, with another trigger's canary} | Authorization, Content-Type | {a "
	    "valid event, unsigned, and signed with that canary's secret}"),
	ROW("call-read", connection, "nothing: only actions that are classified read",
	    "POST /connections/{weir's own}/call/{each action that only reads} | Authorization, Content-Type "
	    "| {arguments that its schema allows}"),
	ROW("call-read-again", connection, "nothing: only actions that are classified read",
	    "POST /connections/{weir's own}/call/{each action that only reads} | Authorization, Content-Type "
	    "| {the same once more}"),
	ROW("canary-form", connection, "nothing: a documented GET",
	    "GET /connections/{weir's own}/form/{each action with a form} | Authorization"),
	ROW("connection-without-secret", documents,
	    OWN "a connection, where the server takes it without a secret; it is used again",
	    "POST /connections | Authorization, Content-Type | {a required secret is left out}"),
	ROW("call-without-secret", documents, "nothing: only an action that is classified read",
	    "POST /connections/{weir's own, without a secret}/call/{one action that only reads} | "
	    "Authorization, Content-Type | {arguments that its schema allows}"),
	ROW("connection-base-url", documents,
	    OWN "a connection, where the server takes a metadata address; it cannot be deleted",
	    "POST /connections | Authorization, Content-Type | {169.254.169.254 as the upstream address}"),
	ROW("callback-refused", canary,
	    OWN "a subscription, where the server takes such a callback; removed at once",
	    "POST /connections/{weir's own}/subscriptions/{each canary's trigger} | Authorization, "
	    "Content-Type | {a callback that must be refused: five of them}"),
	ROW("subscription-extra", canary,
	    OWN "a subscription, where the server takes more than it knows; removed",
	    "POST /connections/{weir's own}/subscriptions/{each canary's trigger} | Authorization, "
	    "Content-Type | {an option, and a secret, that the schema does not name}"),
	ROW("isolated-subscription", canary, OWN "a subscription on a second connection, removed at the end",
	    "POST /connections/{weir's other}/subscriptions/{one trigger} | Authorization, Content-Type | {a "
	    "callback to weir, made-up options and secrets}"),
	ROW("isolated-read", canary, "nothing: a documented GET",
	    "GET /connections/{weir's own}/subscriptions/{that of weir's other} | Authorization"),
	ROW("isolated-delete", canary,
	    OWN
	    "the canary on the second connection is deleted, if the server lets that be done from the first",
	    "DELETE /connections/{weir's own}/subscriptions/{that of weir's other} | Authorization"),
	ROW("isolated-left", canary, "nothing: a documented GET",
	    "GET /connections/{weir's other}/subscriptions/{its own} | Authorization"),
	{ "wrong-token", LEVEL_ACTIVE, "nothing: thirty GETs with made-up tokens, the last that is sent",
	  NULL, FALSE, "GET /manifest | Authorization | 30 times, with tokens that are made up",
	  build_nothing, TRUE },
	{ NULL },
};
