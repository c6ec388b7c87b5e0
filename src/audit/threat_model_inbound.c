/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T2: what accepts traffic, and what guards it.  T4: events that are made up or sent again. */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/threat_model_private.h"

/* What the audit saw, as a verdict and its sentence. */
static void append_seen(ThreatModel *model, const Finding *finding)
{
	if (finding == NULL) {
		g_string_append(model->out, _("not asked"));
		return;
	}
	g_string_append_printf(model->out, "%s: ", verdict_name(finding->verdict));
	threat_text(model->out, finding->message, TRUE);
}

static void append_route(ThreatModel *model, const Route *route)
{
	if (route->path == NULL) {
		g_string_append(model->out, _("not known"));
		return;
	}
	g_autofree char *text =
		g_strdup_printf("%s %s", route->method != NULL ? route->method : "POST", route->path);
	threat_code(model->out, text, TRUE);
}

/* ---- T2 ---- */

static const char *const route_heads[] = { N_("Route"), N_("For"), N_("Guarded by, as its documents tell"),
					   N_("What the audit saw") };

static const char *guard_of_all(const Evidence *evidence)
{
	if (evidence_has_token(evidence))
		return _("the server's bearer token");
	return evidence->offline ? _("not known") : _("nothing: no token is configured");
}

static void own_routes(ThreatModel *model)
{
	threat_cell(model, _("manifest, components, connections, subscriptions, calls"));
	threat_cell(model, _("the platform"));
	threat_cell(model, guard_of_all(model->evidence));
	threat_cell(model, "");
	append_seen(model, threat_finding(model, "auth.required", NULL));
	threat_row_end(model);
	threat_cell(model, "`GET /liveness`, `GET /readiness`");
	threat_cell(model, _("whoever watches the server"));
	threat_cell(model, _("nothing; readiness asks the engine each time"));
	threat_cell(model, "");
	append_seen(model, threat_finding(model, "auth.readiness", NULL));
	threat_row_end(model);
}

static void trigger_route(ThreatModel *model, const Trigger *trigger)
{
	threat_cell(model, "");
	append_route(model, &trigger->route);
	threat_cell(model, "");
	threat_code(model->out, trigger->name, TRUE);
	if (trigger->route.path != NULL && trigger->route.parameter == NULL)
		g_string_append_printf(model->out, " (%s)", _("every subscription"));
	threat_cell(model, "");
	if (strcmp(trigger->guard, "nothing seen") == 0)
		g_string_append(model->out, _("nothing seen"));
	else
		threat_text(model->out, trigger->guard, TRUE);
	threat_cell(model, "");
	append_seen(model, threat_finding(model, "triggers.unsigned", trigger->name));
	threat_row_end(model);
}

static void other_route(ThreatModel *model, const Route *route)
{
	threat_cell(model, "");
	append_route(model, route);
	threat_cell(model, _("no trigger that could be told"));
	threat_cell(model, _("not known"));
	threat_cell(model, _("not asked"));
	threat_row_end(model);
}

void threat_inbound(ThreatModel *model)
{
	static const char *const checks[] = { "auth.",       "config.docs-open",    "config.hidden-routes",
					      "config.cors", "triggers.auth-first", "transport.https",
					      NULL };
	const Server *server = model->evidence->server;
	threat_heading(model, _("T2. Which routes accept traffic from outside, and what guards them?"));
	threat_table(model, route_heads, G_N_ELEMENTS(route_heads));
	own_routes(model);
	for (guint i = 0; server != NULL && i < server->triggers->len; i++)
		trigger_route(model, server->triggers->pdata[i]);
	for (guint i = 0; server != NULL && i < server->other_routes->len; i++)
		other_route(model, server->other_routes->pdata[i]);
	threat_failures(model, _("Where the guard has gaps:"), checks);
}

/* ---- T4 ---- */

static const char *const forgery_heads[] = { N_("Trigger"), N_("Made-up events"), N_("Events sent again") };

/* The worst of what these checks say of one trigger: a failure before what is not known before a pass. */
static void append_worst(ThreatModel *model, const char *trigger, const char *const *checks)
{
	const Finding *worst = NULL;
	for (gsize i = 0; checks[i] != NULL; i++) {
		const Finding *finding = threat_finding(model, checks[i], trigger);
		if (finding != NULL && (worst == NULL || finding->verdict < worst->verdict))
			worst = finding;
	}
	if (worst == NULL)
		g_string_append(model->out, _("not asked: only an audit of level active can tell"));
	else
		append_seen(model, worst);
}

void threat_forgery(ThreatModel *model)
{
	static const char *const forged[] = { "triggers.unsigned",
					      "triggers.shared-token-only",
					      "triggers.bad-signature",
					      "triggers.cross-route",
					      "triggers.wrong-subscription",
					      "triggers.shared-route",
					      NULL };
	static const char *const replayed[] = { "triggers.replay", "triggers.stale", NULL };
	static const char *const family[] = { "triggers.", "subscriptions.duplicate", "ops.failure-tests",
					      NULL };
	const Server *server = model->evidence->server;
	threat_heading(model, _("T4. Which triggers can be fed made-up or repeated events?"));
	if (server == NULL || server->triggers->len == 0)
		g_string_append_printf(model->out, "%s\n", _("No trigger is known."));
	else
		threat_table(model, forgery_heads, G_N_ELEMENTS(forgery_heads));
	for (guint i = 0; server != NULL && i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		threat_cell(model, "");
		threat_code(model->out, trigger->name, TRUE);
		threat_cell(model, "");
		append_worst(model, trigger->name, forged);
		threat_cell(model, "");
		append_worst(model, trigger->name, replayed);
		threat_row_end(model);
	}
	threat_failures(model, _("What was found about triggers:"), family);
}
