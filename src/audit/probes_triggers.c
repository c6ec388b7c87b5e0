/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level safe, triggers' routes: events and broken bodies for a subscription that does not exist.
 *
 * Nothing goes to a route that names no subscription: a shared route dispatches to everyone.  The id is the
 * run's random UUID, never one that was learnt. */
#include <string.h>

#include "audit/probes_families.h"
#include "base/json.h"
#include "model/sample.h"

enum { ANNOUNCED = 1024 * 1024, HELD_BACK_MS = 2000, PAGE = 1000 };

#define UNKNOWN_ROUTE "POST {each trigger's route that names a subscription, with a random id}"

static const char *const needs_subscriptions[] = { "subscriptions", NULL };

/* Only methods that carry a body: a DELETE, of a stranger's document, is never sent. */
static gboolean takes_events(const char *method)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH", NULL };
	return method != NULL && g_strv_contains(methods, method);
}

char *probe_event_path(const Evidence *evidence, const Trigger *trigger)
{
	const char *unknown = evidence_unknown_id(evidence);
	if (unknown[0] == '\0' || !takes_events(trigger->route.method))
		return NULL;
	return probe_trigger_path(evidence, trigger, unknown);
}

static json_t *resolved(const json_t *parent, const char *member, json_t *root)
{
	json_t *value = weir_json_object(parent, member);
	return value != NULL ? schema_resolve(value, root) : NULL;
}

/* What OpenAPI says that the route takes; NULL: it reads the bytes itself. */
static json_t *route_schema(const Evidence *evidence, const Trigger *trigger)
{
	json_t *openapi = evidence->server->openapi;
	g_autofree char *method = g_ascii_strdown(trigger->route.method, -1);
	json_t *item = weir_json_object(weir_json_object(openapi, "paths"), trigger->route.path);
	json_t *body = resolved(weir_json_object(item, method), "requestBody", openapi);
	json_t *media = weir_json_object(weir_json_object(body, "content"), "application/json");
	return weir_json_object(media, "schema");
}

/* A valid event, so that nothing but credentials and the id can be held against it.  Where no sample can be
 * made, "{}": the server refuses it, and the judge says that it cannot tell. */
static json_t *sample_event(const Evidence *evidence, const Trigger *trigger)
{
	const SampleOptions options = { .seed = g_str_hash(trigger->name) };
	json_t *schema = route_schema(evidence, trigger);
	json_t *event = NULL;
	if (schema != NULL)
		event = sample_make(schema, evidence->server->openapi, &options, NULL);
	else if (trigger->payload != NULL)
		event = sample_make(trigger->payload, trigger->payload_root, &options, NULL);
	return event != NULL ? event : json_object();
}

typedef void (*BuildOne)(ProbeBuilder *builder, const Evidence *evidence, const Trigger *trigger,
			 const char *path);

static void for_each_route(ProbeBuilder *builder, const Evidence *evidence, BuildOne build)
{
	const Server *server = evidence->server;
	for (guint i = 0; server != NULL && i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		g_autofree char *path = probe_event_path(evidence, trigger);
		if (path != NULL)
			build(builder, evidence, trigger, path);
	}
}

static void send_event(ProbeBuilder *builder, const Evidence *evidence, const Trigger *trigger,
		       const char *path, ProbeSend send)
{
	g_autoptr(json_t) event = sample_event(evidence, trigger);
	char *text = weir_json_print(event);
	g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
	ProbeRequest request = { .method = trigger->route.method, .path = path, .send = send, .body = bytes };
	probe_add(builder, trigger->name, &request);
}

static void one_unsigned(ProbeBuilder *builder, const Evidence *evidence, const Trigger *trigger,
			 const char *path)
{
	send_event(builder, evidence, trigger, path, SEND_NOTHING);
}

static void build_unsigned(ProbeBuilder *builder, const Evidence *evidence)
{
	for_each_route(builder, evidence, one_unsigned);
}

static void one_with_token(ProbeBuilder *builder, const Evidence *evidence, const Trigger *trigger,
			   const char *path)
{
	send_event(builder, evidence, trigger, path, SEND_TOKEN);
}

static void build_with_token(ProbeBuilder *builder, const Evidence *evidence)
{
	if (evidence_has_token(evidence))
		for_each_route(builder, evidence, one_with_token);
}

static void one_malformed(ProbeBuilder *builder, const Evidence *evidence, const Trigger *trigger,
			  const char *path)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("{", 1);
	ProbeRequest request = {
		.method = trigger->route.method, .path = path, .send = SEND_NOTHING, .body = bytes
	};
	probe_add(builder, trigger->name, &request);
}

static void build_malformed(ProbeBuilder *builder, const Evidence *evidence)
{
	for_each_route(builder, evidence, one_malformed);
}

static void one_announced(ProbeBuilder *builder, const Evidence *evidence, const Trigger *trigger,
			  const char *path)
{
	ProbeRequest request = { .method = trigger->route.method,
				 .path = path,
				 .send = SEND_NOTHING,
				 .announce = ANNOUNCED,
				 .timeout_ms = HELD_BACK_MS };
	probe_add(builder, trigger->name, &request);
}

static void build_announced(ProbeBuilder *builder, const Evidence *evidence)
{
	for_each_route(builder, evidence, one_announced);
}

/* ---- level passive ---- */

/* Where a list says that there is more than it showed, the page behind what it showed: a server whose pages
 * are shorter than asked for is no server that hides. */
static void build_rest(ProbeBuilder *builder, const Evidence *evidence)
{
	const GPtrArray *connections = evidence->target->connections;
	for (guint i = 0; i < connections->len; i++) {
		const char *id = connections->pdata[i];
		const Answer *first = evidence_answer(evidence, "subscriptions", id);
		const json_t *page = answer_status(first) == 200 ? answer_json(first) : NULL;
		size_t rows = json_array_size(weir_json_array(page, "data"));
		gint64 total = weir_json_integer(page, "total", -1);
		if (rows == 0 || rows >= PAGE || total <= (gint64)rows)
			continue;
		g_autofree char *base = probe_path("/connections/%s/subscriptions", id);
		g_autofree char *path = g_strdup_printf("%s?limit=%d&offset=%zu", base, PAGE, rows);
		probe_get(builder, id, path, SEND_TOKEN);
	}
}

const struct probe probes_triggers[] = {
	{ "event-unsigned", LEVEL_SAFE,
	  "nothing: an event for a subscription that does not exist is dispatched to nobody",
	  probe_needs_documents, FALSE, UNKNOWN_ROUTE " | Content-Type | {an event that its schema allows}",
	  build_unsigned },
	{ "event-token-only", LEVEL_SAFE,
	  "nothing: an event for a subscription that does not exist is dispatched to nobody",
	  probe_needs_documents, FALSE,
	  UNKNOWN_ROUTE " | Authorization, Content-Type | {an event that its schema allows}",
	  build_with_token },
	{ "event-malformed", LEVEL_SAFE,
	  "nothing: a body that is no JSON, for a subscription that does not exist", probe_needs_documents,
	  FALSE, UNKNOWN_ROUTE " | Content-Type | {", build_malformed },
	{ "event-announced", LEVEL_SAFE,
	  "nothing: a body that is announced and never sent, for a subscription that does not exist",
	  probe_needs_documents, TRUE,
	  UNKNOWN_ROUTE " | Content-Type | 1048576 bytes announced and held back", build_announced },
	{ "subscriptions-rest", LEVEL_PASSIVE, "nothing: a documented GET", needs_subscriptions, FALSE,
	  "GET /connections/{each connection that hides some}/subscriptions?limit=1000&offset={what it "
	  "showed} | Authorization",
	  build_rest },
	{ NULL },
};
