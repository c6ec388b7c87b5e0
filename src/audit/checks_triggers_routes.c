/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Triggers: on which routes they listen, and whether a route tells whose event it takes. */
#include "audit/checks_families.h"
#include "base/json.h"

enum { MOST_OTHERS = 20 };
static const double GUESSED = 0.5;

static const char *const reads_openapi[] = { "openapi", NULL };

static gboolean has_triggers(Judgement *judgement, const Evidence *evidence)
{
	if (evidence->server->triggers->len > 0)
		return TRUE;
	judge_skip(judgement, "the server has no triggers");
	return FALSE;
}

/* Nothing in the documents speaks for it but that no other path is left (model/route). */
static gboolean is_guessed(const Route *route)
{
	return route->source == FROM_OPENAPI && route->confidence <= GUESSED;
}

static void say_guessed(Judgement *judgement, const Trigger *trigger)
{
	Finding *finding = judge_fail(judgement,
				      "nothing tells that %s is this trigger's route, but that no "
				      "other path is left",
				      trigger->route.path);
	finding_at(finding, trigger->name, NULL);
}

/* TRUE where something was left that could have been its route. */
static gboolean something_is_left(const Evidence *evidence)
{
	return (evidence->server->sources & FROM_OPENAPI) && evidence->server->other_routes->len > 0;
}

static void say_not_found(Judgement *judgement, const Evidence *evidence, const Trigger *trigger)
{
	Finding *finding;
	if (!(evidence->server->sources & FROM_OPENAPI))
		finding = judge_unknown(judgement, "there is no OpenAPI document that could name its route");
	else if (!something_is_left(evidence))
		finding = judge_unknown(judgement, "OpenAPI has no path left that could be its route");
	else
		finding = judge_fail(
			judgement,
			"none of the %u paths left in OpenAPI tells that it is this trigger's route",
			evidence->server->other_routes->len);
	finding_at(finding, trigger->name, NULL);
}

static void judge_route(Judgement *judgement, const Evidence *evidence)
{
	if (!has_triggers(judgement, evidence))
		return;
	const GPtrArray *triggers = evidence->server->triggers;
	guint missing = 0;
	for (guint i = 0; i < triggers->len; i++) {
		const Trigger *trigger = triggers->pdata[i];
		if (trigger->route.path == NULL && ++missing <= MOST_OTHERS)
			say_not_found(judgement, evidence, trigger);
		else if (trigger->route.path == NULL)
			continue;
		else if (is_guessed(&trigger->route))
			say_guessed(judgement, trigger);
	}
	if (missing > MOST_OTHERS)
		judge_unknown(judgement, "the routes of %u further triggers are not known",
			      missing - MOST_OTHERS);
	if (!judge_has_spoken(judgement))
		judge_pass(judgement, "the routes of all %u triggers are known", triggers->len);
}

static void say_shared(Judgement *judgement, const Trigger *trigger)
{
	const Route *route = &trigger->route;
	g_autoptr(GString) pointer = g_string_new("/paths");
	weir_json_pointer_push(pointer, route->path);
	Finding *finding =
		judge_fail(judgement, "its route names no subscription: an event that comes in there "
				      "reaches every tenant's");
	finding_at(finding, trigger->name, NULL);
	finding_route(finding, route->method != NULL ? route->method : "POST", route->path);
	if (route->source == FROM_OPENAPI)
		finding_document(finding, "openapi", pointer->str);
}

static void say_unmatched(Judgement *judgement, const GPtrArray *others)
{
	for (guint i = 0; i < others->len && i < MOST_OTHERS; i++) {
		const Route *route = others->pdata[i];
		Finding *finding =
			judge_unknown(judgement, "no trigger could be told to listen on this path");
		finding_route(finding, route->method != NULL ? route->method : "POST", route->path);
	}
	if (others->len > MOST_OTHERS)
		judge_unknown(judgement, "%u further paths belong to no trigger that could be told",
			      others->len - MOST_OTHERS);
}

static void judge_shared_route(Judgement *judgement, const Evidence *evidence)
{
	const Server *server = evidence->server;
	guint found = 0;
	if (!has_triggers(judgement, evidence))
		return;
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		found += trigger->route.path != NULL;
		if (trigger->route.path != NULL && trigger->route.parameter == NULL)
			say_shared(judgement, trigger);
	}
	say_unmatched(judgement, server->other_routes);
	if (found < server->triggers->len)
		judge_unknown(judgement, "the routes of %u of %u triggers are not known",
			      server->triggers->len - found, server->triggers->len);
	else if (!judge_has_spoken(judgement))
		judge_pass(judgement, "the routes of all %u triggers name the subscription", found);
}

const struct check checks_triggers_routes[] = {
	{ { .id = "triggers.route",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_INFO,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "T2",
	    .title = "It can be told where each trigger listens",
	    .why = "An inbound route that nobody can name is guarded by nobody: it is missing in reviews, in "
		   "firewalls and in this audit.",
	    .how = "Paths of OpenAPI that are not the SDK's own are matched to the triggers: by the install "
		   "instructions, by the words of name, path and operation, by the events that a body lists. "
		   "It fails where paths are left and none of them tells that it is the trigger's, if only "
		   "by "
		   "being the last one. It is unknown where none is left.",
	    .fix = "Name the route after the trigger, and its parameter {subscriptionId}; or tell weir: "
		   "`route` in [server NAME trigger TRIGGER].",
	    .snippet = "@app.post(\"/webhooks/ticket-created/{subscription_id}\")\n"
		       "async def ticket_created(subscription_id: UUID, request: Request) -> None: ...\n",
	    .mistaken =
		    "A trigger that no webhook feeds (it polls), beside paths that are for something else.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-1059" },
	  CHECK_NEEDS_MANIFEST | CHECK_PROBES_OPTIONAL,
	  reads_openapi,
	  judge_route },
	{ { .id = "triggers.shared-route",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R11 B5",
	    .title = "Each route takes events for one subscription",
	    .why = "A route without a subscription in it dispatches to all subscriptions of that name, of "
		   "every "
		   "connection: one tenant's event, or one that is forged, reaches the others' flows.",
	    .how = "It fails where the route of a trigger has no parameter for the subscription (the one "
		   "named "
		   "sub..., else the last). Nothing is sent to such a route at any level. A path that no "
		   "trigger "
		   "matches is unknown.",
	    .fix = "Put the subscription's id into the path, look that subscription up, check its own "
		   "secret, and "
		   "dispatch to it alone.",
	    .snippet = "@app.post(\"/webhooks/comments/{subscription_id}\")\n"
		       "async def comments(subscription_id: UUID, request: Request) -> None:\n"
		       "    subscription = await get_subscription(subscription_id)\n"
		       "    verify(request.headers, await request.body(), subscription.secrets)\n",
	    .mistaken =
		    "A route that finds the subscription in the signed body and dispatches to that one only. "
		    "Accept it with that reason.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-639" },
	  CHECK_NEEDS_MANIFEST | CHECK_PROBES_OPTIONAL,
	  reads_openapi,
	  judge_shared_route },
	{ { NULL } },
};
