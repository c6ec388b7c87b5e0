/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_live.h"

#include <glib/gi18n.h>

#include "audit/active.h"
#include "base/error.h"
#include "verb/live.h"

static gboolean can_be_called_back(const VerbRun *run, const Target *target, GError **error)
{
	if (verb_text(run, "callback-base") != NULL || verb_is_here(target))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("%s: level active has to be called back: give --callback-base URL (and "
		      "--callback-port) of what leads to this machine"),
		    target_name(target));
	return FALSE;
}

gboolean audit_live_prepare(VerbRun *run, AuditSetup *setup, const GPtrArray *targets, gboolean *asks,
			    GError **error)
{
	*asks = FALSE;
	for (guint i = 0; i < targets->len; i++)
		if (!verb_may_write(run, targets->pdata[i], asks, error) ||
		    !can_be_called_back(run, targets->pdata[i], error))
			return FALSE;
	return audit_setup_act(setup, run->context, verb_text(run, "callback-base"),
			       (int)verb_integer(run, "callback-port", 0), error);
}

char *audit_live_words(const AuditSetup *setup, const Target *target, const Server *server)
{
	AuditActivePlan plan;
	audit_active_plan(&setup->options, target, server, setup->ledger, &plan);
	return g_strdup_printf(
		_("%s: level active makes connections: %u (they stay; used again: %u), subscriptions: %u "
		  "(removed at the end), attempts that should be refused: %u; it calls actions that only "
		  "read: %u; it leaves out triggers: %u"),
		target_name(target), plan.connections, plan.reused, plan.subscriptions, plan.attempts,
		plan.calls, plan.left_out);
}

char *audit_live_short_words(const AuditSetup *setup, const Target *target, const Server *server)
{
	AuditActivePlan plan;
	audit_active_plan(&setup->options, target, server, setup->ledger, &plan);
	return g_strdup_printf(_("connections: %u (again: %u), subscriptions: %u, tries: %u, calls: %u"),
			       plan.connections, plan.reused, plan.subscriptions, plan.attempts, plan.calls);
}

GPtrArray *audit_live_tell(VerbRun *run, const AuditSetup *setup, const GPtrArray *loaded)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = loaded->pdata[i];
		g_autofree char *words =
			one->server != NULL ? audit_live_words(setup, one->target, one->server) : NULL;
		if (words != NULL)
			verb_say(run, "%s", words);
		if (one->target->env != ENV_TEST && verb_text(run, "confirm") == NULL)
			g_ptr_array_add(names, g_strdup(target_name(one->target)));
	}
	return names;
}
