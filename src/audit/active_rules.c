/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/active_rules.h"

#include <string.h>

#include "audit/action_arguments.h"
#include "audit/action_judging.h"

gboolean active_wants_tenants(const GPtrArray *steps)
{
	static const char *const alone[] = { "connection-without-secret", "call-without-secret",
					     "connection-base-url", "wrong-token", NULL };
	for (guint i = 0; i < steps->len; i++) {
		const struct probe *probe = ((const Step *)steps->pdata[i])->probe;
		if (probe->level == LEVEL_ACTIVE && !g_strv_contains(alone, probe->label))
			return TRUE;
	}
	return FALSE;
}

const char *active_why_no_canary(const Trigger *trigger)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH", NULL };
	if (!client_id_is_usable(trigger->name))
		return "its name is no part of a path, so that no canary was made for it";
	if (trigger->route.path == NULL)
		return "its route is not known, so that no canary was made for it";
	if (trigger->route.parameter == NULL || trigger->route.shared)
		return "its route is shared: a real tenant's event would reach a canary, so that none was "
		       "made";
	if (trigger->route.method == NULL || !g_strv_contains(methods, trigger->route.method))
		return "its route takes no events that could be sent";
	return NULL;
}

gboolean active_may_be_tried(const Trigger *trigger)
{
	return trigger->effect == NULL || trigger->effect->on_subscribe != ON_SUBSCRIBE_REGISTERS;
}

/* Where words contradict each other it may write. */
gboolean active_may_be_called(const Action *action)
{
	return action_reads(action) && !action->effect->mutating && !action->effect->destructive &&
	       action_can_be_asked(action);
}

char *active_allowed_host(const Target *target)
{
	g_autofree char *host = NULL;
	if (target->callback_hosts->len > 0) {
		host = g_strdup(target->callback_hosts->pdata[0]);
	} else if (target->engine != NULL) {
		g_autoptr(GUri) uri = g_uri_parse(target->engine, G_URI_FLAGS_NONE, NULL);
		host = uri != NULL ? g_strdup(g_uri_get_host(uri)) : NULL;
	}
	/* A port or a bracket makes other names than are meant. */
	return host != NULL && strpbrk(host, ":[]/@ *") == NULL ? g_steal_pointer(&host) : NULL;
}
