/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What triggers dispatch, as weir's own listener received it. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/marks.h"
#include "audit/trigger_canaries.h"
#include "base/json.h"
#include "model/schema.h"

enum { FIELDS_MOST = 20 };

static const char *const reads_valid[] = { "event-valid", NULL };
static const char *const reads_events[] = { "event-valid",     "event-bare",    "event-bare-token",
					    "event-altered",   "event-aged",    "event-repeated",
					    "event-shapeless", "event-crossed", NULL };

/* ---- triggers.dispatch-fields ---- */

static void look_at_fields(Judgement *judgement, const Trigger *trigger, const json_t *schema,
			   const json_t *object, const char *what)
{
	const json_t *known = weir_json_object(schema, "properties");
	const char *name;
	json_t *value;
	guint told = 0;
	json_object_foreach ((json_t *)(guintptr)object, name, value) {
		if (json_object_get(known, name) != NULL || told++ >= FIELDS_MOST)
			continue;
		g_autofree char *field = g_strdup_printf("%s.%s", what, name);
		finding_shows(trigger_at(judge_fail(judgement,
						    "%s is dispatched, and the payload's schema "
						    "has no such field",
						    field),
					 trigger, field),
			      NULL, name);
	}
}

static void look_for_missing(Judgement *judgement, const Trigger *trigger, const json_t *schema,
			     const json_t *payload)
{
	const json_t *required = weir_json_array(schema, "required");
	for (size_t i = 0; i < json_array_size(required); i++) {
		const char *name = json_string_value(json_array_get(required, i));
		if (name == NULL || json_object_get(payload, name) != NULL)
			continue;
		g_autofree char *field = g_strdup_printf("payload.%s", name);
		trigger_at(judge_fail(judgement,
				      "%s is missing in what is dispatched, and the payload's "
				      "schema requires it",
				      field),
			   trigger, field);
	}
}

static void fields_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
		       const json_t *canary)
{
	const char *text = weir_json_text(active_event(evidence, "event-valid", trigger->name), "body");
	g_autoptr(json_t) event = text != NULL ? weir_json_read(text, strlen(text), NULL, NULL, NULL) : NULL;
	json_t *schema =
		trigger->payload != NULL ? schema_resolve(trigger->payload, trigger->payload_root) : NULL;
	const json_t *payload = weir_json_object(event, "payload");
	guint before = judge_failures(judgement);
	if (json_object_size(weir_json_object(schema, "properties")) == 0) {
		trigger_at(judge_skip(judgement,
				      "its payload's schema names no field: triggers.schema judges "
				      "that"),
			   trigger, NULL);
		return;
	}
	if (payload == NULL) {
		trigger_at(judge_fail(judgement, "what is dispatched has no payload that is an object"),
			   trigger, "payload");
		return;
	}
	look_at_fields(judgement, trigger, schema, payload, "payload");
	look_at_fields(judgement, trigger, schema,
		       weir_json_object(weir_json_object(event, "metadata"), "data"), "metadata.data");
	look_for_missing(judgement, trigger, schema, payload);
	if (judge_failures(judgement) == before)
		trigger_at(judge_pass(judgement, "the fields that its schema names are dispatched, and no "
						 "others"),
			   trigger, NULL);
}

static void judge_dispatch_fields(Judgement *judgement, const Evidence *evidence)
{
	judge_each_canary(judgement, evidence, FALSE, fields_one);
}

/* ---- what came, of whatever event ---- */

static const json_t *all_events(const Evidence *evidence)
{
	return weir_json_array(active_facts(evidence), "events");
}

/* At the end: nothing was held against what came. */
static void say_rest(Judgement *judgement, const Evidence *evidence, const char *good)
{
	size_t events = json_array_size(all_events(evidence));
	const char *why = active_why_not(evidence);
	if (judge_failures(judgement) > 0)
		return;
	if (events > 0)
		judge_pass(judgement, "%zu events that came: %s", events, good);
	else
		judge_unknown(judgement, "%s",
			      why != NULL ? why : "nothing was dispatched to weir's own subscriptions");
}

/* ---- triggers.dispatch-secrets ---- */

/* The trigger whose canary got it, by its name in the event. */
static const Trigger *trigger_of(const Evidence *evidence, const json_t *event)
{
	const char *subject = weir_json_text(event, "subject");
	const GPtrArray *triggers = evidence->server->triggers;
	const Trigger *best = NULL;
	for (guint i = 0; i < triggers->len; i++) {
		const Trigger *trigger = triggers->pdata[i];
		gsize length = strlen(trigger->name);
		if (strncmp(subject, trigger->name, length) == 0 &&
		    (subject[length] == '\0' || subject[length] == ' ') &&
		    (best == NULL || strlen(best->name) < length))
			best = trigger;
	}
	return best;
}

static void judge_dispatch_secrets(Judgement *judgement, const Evidence *evidence)
{
	const json_t *events = all_events(evidence);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < json_array_size(events); i++) {
		const json_t *event = json_array_get(events, i);
		const char *body = weir_json_text(event, "body");
		const Trigger *trigger = trigger_of(evidence, event);
		g_autofree char *marker = body != NULL ? mark_in(body, NULL) : NULL;
		if (marker == NULL || trigger == NULL ||
		    !g_hash_table_add(told, g_strconcat(trigger->name, "\n", marker, NULL)))
			continue;
		g_autofree char *words = mark_words(marker);
		g_autofree char *quote = mark_quote(body, marker);
		finding_shows(trigger_at(judge_fail(judgement, "what is dispatched holds %s", words), trigger,
					 marker),
			      NULL, quote);
	}
	say_rest(judgement, evidence, "none holds a value that weir holds or a credential");
}

/* ---- triggers.dispatch-credential ---- */

static char *authority_of(const char *url)
{
	g_autoptr(GUri) uri = url != NULL ? g_uri_parse(url, G_URI_FLAGS_NONE, NULL) : NULL;
	return uri != NULL && g_uri_get_host(uri) != NULL
		       ? g_strdup_printf("%s:%d", g_uri_get_host(uri), g_uri_get_port(uri))
		       : NULL;
}

static gboolean is_engine(const Evidence *evidence)
{
	g_autofree char *callback = authority_of(weir_json_text(active_facts(evidence), "callback"));
	g_autofree char *engine = authority_of(evidence->target->engine);
	return callback != NULL && g_strcmp0(callback, engine) == 0;
}

static void judge_dispatch_credential(Judgement *judgement, const Evidence *evidence)
{
	const json_t *events = all_events(evidence);
	for (size_t i = 0; i < json_array_size(events) && !is_engine(evidence); i++) {
		const json_t *event = json_array_get(events, i);
		const char *key = weir_json_text(event, "key");
		g_autofree char *words = key != NULL ? mark_words(key) : g_strdup("an Authorization header");
		if (!weir_json_bool(event, "authorization", FALSE))
			continue;
		judge_fail(judgement, "weir's own listener, which is not the engine, got %s with an event",
			   words);
		break;
	}
	say_rest(judgement, evidence, "none came with an Authorization header");
}

const struct check checks_triggers_dispatch[] = {
	{ { .id = "triggers.dispatch-fields",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R5",
	    .title = "What is dispatched is what the schema says",
	    .why = "Fields that no schema names carry what nobody meant to pass on, and flows that are built "
		   "on a schema break where a field is missing.",
	    .how = "A valid event is sent to a subscription of weir's own. It fails for each field of "
		   "`payload` or `metadata.data` that the payload's schema does not name, and for each "
		   "required one that lacks.",
	    .fix = "Dispatch the model that was parsed, not the body that came.",
	    .snippet = "event = TicketChanged.model_validate_json(body)  # extra=\"ignore\"\n"
		       "await dispatch(subscription, payload=event.model_dump())\n",
	    .mistaken = "`metadata` itself is the SDK's and is not judged.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-213" },
	  CHECK_NEEDS_MANIFEST,
	  reads_valid,
	  judge_dispatch_fields },
	{ { .id = "triggers.dispatch-secrets",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R10 B4",
	    .title = "What is dispatched holds no secret",
	    .why = "An event goes into flows, their logs and the chats that they write to. With the signing "
		   "secret in it, whoever reads one can forge the next.",
	    .how = "All that weir's own listener receives during the audit, metadata included, is searched "
		   "for the secrets of its canaries, for values that weir holds, and for formats of "
		   "credentials.",
	    .fix = "Dispatch the event's model, and nothing of the subscription or the connection.",
	    .snippet = "await dispatch(subscription, payload=event.model_dump())\n",
	    .mistaken = "A long random id that has the form of a key. Suppress it with its place.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-200 CWE-201" },
	  CHECK_NEEDS_MANIFEST,
	  reads_events,
	  judge_dispatch_secrets },
	{ { .id = "triggers.dispatch-credential",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_SDK,
	    .guidelines = "R7 R10 T1",
	    .title = "Callbacks other than the engine get no credential",
	    .why = "The SDK sends its engine key with each event, to whatever address the subscription "
		   "names. Who may make a subscription can have the key sent to himself, and with it read "
		   "every connection's secrets.",
	    .how = "Subscriptions of weir's own call back to weir. It fails where an event comes with an "
		   "Authorization header though the listener is not the engine. What stands in the header "
		   "is compared with the values that weir holds, and is not kept.",
	    .fix = "Let subscriptions call back to the engine's host only, and let a proxy take the header "
		   "from what goes elsewhere.",
	    .snippet = "ALLOWED = {\"engine.example.com\"}\n"
		       "if urlsplit(callback.url).hostname not in ALLOWED:\n"
		       "    raise HTTPException(422, \"callback not allowed\")\n",
	    .mistaken = "A proxy between server and listener that adds a header of its own.",
	    .owasp = "API10:2023",
	    .cwe = "CWE-522 CWE-918" },
	  CHECK_NEEDS_MANIFEST,
	  reads_events,
	  judge_dispatch_credential },
	{ { NULL } },
};
