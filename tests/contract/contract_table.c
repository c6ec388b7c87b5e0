/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contract_table.h"

#include <string.h>

/* What the recorded servers did beside what every server of the SDK does. */
#define RECORDED_FLAWS                                                                                       \
	"secrets.options-field,secrets.response-schema,secrets.subscription-echo,secrets.connection-echo,"   \
	"secrets.validation-echo,secrets.form-metadata,secrets.action-result,secrets.least-privilege,"       \
	"actions.hidden-write,actions.read-changes,actions.upstream-error,actions.narrow,"                   \
	"actions.strict-schema,actions.bounded,actions.url-argument,actions.body-limit,actions.direct-call," \
	"triggers.shared-route,triggers.shared-token-only,triggers.wrong-subscription,triggers.cross-route," \
	"triggers.dispatch-secrets,triggers.dispatch-credential,subscriptions.callback-validated,"           \
	"subscriptions.extra-fields,connections.options-validated,connections.base-url,auth.path,"           \
	"auth.readiness,isolation.oracle,isolation.path-injection,isolation.dot-list,config.host-header"

const struct contract_server contract_servers[2] = {
	{ "open", DEMO_DEV, "none", RECORDED_FLAWS ",isolation.delete" },
	{ "locked", DEMO_PROD, "lab-locked-token", RECORDED_FLAWS },
};

const struct contract_name contract_names[] = {
	{ "/hook-trigger/", "/hooks/message-received/" },
	{ "/hook-trigger-own-env/", "/hooks/ticket-assigned/" },
	{ "/signed-trigger/", "/hooks/ticket-changed/" },
	{ "/multiple-triggers", "/hooks/comments" },
	{ "hook_trigger", "message_received" },
	{ "hook_trigger_own_env_secret", "ticket_assigned" },
	{ "shared_created", "comment_added" },
	{ "shared_deleted", "comment_removed" },
	{ "signed_trigger", "ticket_changed" },
	{ "on_created", "ticket_escalated" },
	{ "list_tickets", "search_tickets" },
	{ "say_a_word", "preview_macro" },
	{ "store_favorite_food", "remember_topic" },
	{ "retrieve_user", "identify_visitor" },
	{ "sync_tenant", "sync_agents" },
	{ "option", "team" },
	{ "secret", "signingSecret" },
	{ "extra_prop", "hookId" },
	{ "word", "macro" },
	{ "dish", "topic" },
	{ NULL, NULL },
};

const struct contract_exception contract_exceptions[] = {
	{ NULL, "subscribe-on-created-fails", FALSE,
	  "the desk has no trigger whose registration always fails" },
	{ NULL, "hook-of-signed-subscription-unsigned", TRUE,
	  "the flaw that puts a secret into what is dispatched does so for every trigger, not for one" },
	{ NULL, NULL, FALSE, NULL },
};

const struct contract_engine contract_engines[] = {
	{ "wrong-engine-key-", DEMO_ENGINE_REFUSES },
	{ "engine-down-", DEMO_ENGINE_DOWN },
	{ NULL, DEMO_ENGINE_UP },
};

DemoEngine contract_engine(const char *exchange)
{
	const struct contract_engine *one = contract_engines;
	while (one->prefix != NULL && !g_str_has_prefix(exchange, one->prefix))
		one++;
	return one->state;
}

const struct contract_exception *contract_exception(const char *folder, const char *exchange)
{
	for (const struct contract_exception *one = contract_exceptions; one->exchange != NULL; one++)
		if (strcmp(one->exchange, exchange) == 0 &&
		    (one->folder == NULL || strcmp(one->folder, folder) == 0))
			return one;
	return NULL;
}
