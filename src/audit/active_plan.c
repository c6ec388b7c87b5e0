/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What level active will make, told before anything is sent. */
#include "audit/action_arguments.h"
#include "audit/active_private.h"
#include "audit/active_rules.h"

static gboolean wants(const GPtrArray *steps, const char *label)
{
	return steps_find(steps, label) != NULL;
}

static guint known_connections(const Target *target, Store *store)
{
	g_autoptr(GPtrArray) rows = ledger_open_rows(store, target->url, NULL);
	guint known = 0;
	for (guint i = 0; rows != NULL && i < rows->len; i++)
		known += canary_is_tenant(rows->pdata[i]);
	return MIN(known, ACTIVE_TENANTS);
}

static void count_triggers(const GPtrArray *steps, const Target *target, const Server *server,
			   AuditActivePlan *plan)
{
	g_autofree char *host = active_allowed_host(target);
	guint callbacks = wants(steps, "callback-refused") ? (host != NULL ? 5 : 2) : 0;
	guint extra = wants(steps, "subscription-extra") ? 2 : 0;
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		if (active_why_no_canary(trigger) != NULL || plan->subscriptions >= ACTIVE_TRIGGERS) {
			plan->left_out++;
			continue;
		}
		plan->subscriptions++;
		if (active_may_be_tried(trigger))
			plan->attempts += callbacks + extra;
	}
}

void audit_active_plan(const AuditOptions *options, const Target *target, const Server *server, Store *store,
		       AuditActivePlan *plan)
{
	g_autoptr(GPtrArray) steps = steps_for(options->checks, options->level);
	*plan = (AuditActivePlan){ 0 };
	if (active_wants_tenants(steps)) {
		plan->reused = known_connections(target, store);
		plan->connections = ACTIVE_TENANTS - plan->reused;
	}
	if (wants(steps, "canary-subscription"))
		count_triggers(steps, target, server, plan);
	if (wants(steps, "isolated-delete") || wants(steps, "isolated-read"))
		plan->subscriptions += plan->subscriptions > 0;
	plan->attempts += wants(steps, "connection-without-secret") + 2 * wants(steps, "connection-base-url");
	for (guint i = 0; i < server->actions->len && wants(steps, "call-read"); i++)
		plan->calls += active_may_be_called(server->actions->pdata[i]);
}
