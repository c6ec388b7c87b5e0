/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matrix/side_effects.h"

#include <string.h>

const struct side_effect side_effects[] = {
	{ "actions.documented", "actions.effect-stated", "\"Sync\" alone does not say what is changed" },
	{ "actions.narrow", "actions.documented", "manage_ticket is as loose in everything" },
	{ "actions.narrow", "actions.effect-stated", "manage_ticket is as loose in everything" },
	{ "actions.narrow", "actions.strict-schema", "manage_ticket is as loose in everything" },
	{ "actions.narrow", "actions.bounded", "manage_ticket is as loose in everything" },
	{ "actions.narrow", "actions.result-schema", "manage_ticket is as loose in everything" },
	{ "actions.narrow", "actions.error-schemas", "manage_ticket is as loose in everything" },
	{ "actions.fallback", "actions.client-tenant",
	  "what falls back is an account that the caller may choose" },
	{ "actions.client-tenant", "actions.fallback", "the tenant may be left out" },
	{ "actions.strict-schema", "actions.refuses-extra", "what is not closed takes what is not expected" },
	{ "actions.url-argument", "actions.bounded", "the URL has no bound of any kind" },
	{ "actions.destructive", "actions.documented", "\"Delete a ticket.\" says no more than the name" },
	{ "actions.refuses-invalid", "actions.refuses-extra", "nothing is checked, extra arguments neither" },
	{ "actions.direct-call", "config.error-clarity",
	  "the route answers 500 to a name that it does not know" },
	{ "auth.required", "auth.readiness", "all routes are open" },
	{ "auth.required", "config.docs-open", "all routes are open" },
	{ "auth.bad-token", "auth.example-token", "any token is taken, the manual's too" },
	{ "isolation.dot-list", "config.error-clarity", "a single dot for an id gives 500 there" },
	{ "deps.host-parsing", "auth.path", "the Host header decides what the token check sees" },
	{ "triggers.unsigned", "triggers.auth-first",
	  "what nobody has to sign is parsed by FastAPI before anything else" },
	{ "subscriptions.callback-https", "subscriptions.callback-host",
	  "the callback is not the engine's, too" },
	{ "subscriptions.callback-private", "subscriptions.callback-host",
	  "the callback is not the engine's, too" },
	{ "secrets.action-result", "secrets.response-schema", "the key is in the result's schema, too" },
	{ "actions.url-argument", "actions.upstream-error", "an address that cannot be reached is a 500" },
	{ "triggers.dispatch-secrets", "secrets.response-schema",
	  "the secret is in the schema of one payload" },
	{ "triggers.dispatch-secrets", "triggers.dispatch-fields",
	  "the secret is in the schema of one payload alone" },
	{ NULL, NULL, NULL },
};

const struct other_outcome other_outcomes[] = {
	{ NULL, NULL, NULL },
};

gboolean is_side_effect(const char *flaw, const char *check)
{
	for (const struct side_effect *row = side_effects; row->flaw != NULL; row++)
		if (strcmp(row->flaw, flaw) == 0 &&
		    (strcmp(row->check, check) == 0 || strcmp(row->check, "*") == 0))
			return TRUE;
	return FALSE;
}
