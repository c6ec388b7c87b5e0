/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Triggers: texts, payloads, routes, and answers in the shape of those recorded (../shared/contract:
 * 180..183, 206 of open, 199..238 of locked, 116..127 of zendesk_like). */
#include <string.h>

#include "audit/canned.h"

static const char *const names[] = { "message_received", "ticket_assigned", "comment_added",
				     "comment_removed",  "ticket_changed",  "ticket_escalated" };

static void all_answer(Canned *canned, const char *label, int status, const char *body)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		canned_answer(canned, label, names[i], status, "content-type: application/json", body);
}

#define UNAUTHORIZED "{\"detail\":\"Unauthorized\"}"
#define NOT_FOUND "{\"detail\":\"not found\"}"
#define MALFORMED                                                                                            \
	"{\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\",1],\"msg\":\"JSON decode error\","        \
	"\"input\":{},\"ctx\":{\"error\":\"Expecting property name enclosed in double quotes\"}}]}"
#define NO_HEADER                                                                                            \
	"{\"detail\":[{\"type\":\"missing\",\"loc\":[\"header\",\"x-signature\"],\"msg\":\"Field "           \
	"required\","                                                                                        \
	"\"input\":null}]}"

/* ---- texts ---- */

static void no_docs(Canned *canned)
{
	canned_set(canned, "manifest", "/triggers/1/docs", "null");
}

static void blank_description(Canned *canned)
{
	canned_set(canned, "manifest", "/triggers/4/description", "\"  \\n\\u00a0\"");
}

static void no_triggers(Canned *canned)
{
	canned_set(canned, "manifest", "/triggers", "[]");
	canned_document(canned, "openapi", NULL);
}

/* ---- payloads ---- */

#define PAYLOAD "/triggers/0/schema/properties/payload"

static void payload_is_any_object(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD, "{\"type\":\"object\"}");
}

static void payload_is_missing(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD, NULL);
}

static void payload_holds_anything(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/properties/message", "{\"title\":\"Message\"}");
}

static void payload_holds_a_free_object(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/properties/message",
		   "{\"anyOf\":[{\"type\":\"object\",\"additionalProperties\":true},{\"type\":\"null\"}]}");
}

static void payload_lets_more_in(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/additionalProperties", "true");
}

static void payload_is_a_list_of_anything(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/properties/message", "{\"type\":\"array\",\"items\":{}}");
}

static void payload_dangles(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/properties/message", "{\"$ref\":\"#/$defs/Message\"}");
}

/* A pasted model keeps its $defs beside itself, not at the document's top. */
static void payload_has_nearby_definitions(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/properties/message", "{\"$ref\":\"#/$defs/Message\"}");
	canned_set(canned, "manifest", PAYLOAD "/$defs",
		   "{\"Message\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
		   "\"answer\":{\"anyOf\":[{\"$ref\":\"#/$defs/Message\"},{\"type\":\"null\"}]}}}}");
}

static void payload_is_open(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/additionalProperties", NULL);
}

static void payload_has_no_members(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD,
		   "{\"type\":\"object\",\"title\":\"Empty\",\"properties\":{}}");
}

static void payload_is_a_map_of_numbers(Canned *canned)
{
	canned_set(canned, "manifest", PAYLOAD "/properties/message",
		   "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}");
}

/* ---- routes ---- */

#define OPENAPI_ROUTE                                                                                        \
	"{\"post\":{\"operationId\":\"receive\",\"summary\":\"Receive\",\"responses\":{\"200\":"             \
	"{\"description\":\"ok\"}}}}"

static void route_is_odd(Canned *canned)
{
	canned_set(canned, "openapi", "/paths/~1hooks~1message-received~1{subscriptionId}", NULL);
	canned_set(canned, "openapi", "/paths/~1in~17f3a~1{subscriptionId}", OPENAPI_ROUTE);
}

static void two_routes_are_odd(Canned *canned)
{
	route_is_odd(canned);
	canned_set(canned, "openapi", "/paths/~1hooks~1ticket-escalated~1{subscriptionId}", NULL);
	canned_set(canned, "openapi", "/paths/~1in~19c1e~1{subscriptionId}", OPENAPI_ROUTE);
}

static void one_path_more(Canned *canned)
{
	canned_set(canned, "openapi", "/paths/~1in~17f3a~1{subscriptionId}", OPENAPI_ROUTE);
}

static void route_is_gone(Canned *canned)
{
	canned_set(canned, "openapi", "/paths/~1hooks~1message-received~1{subscriptionId}", NULL);
}

static void no_openapi(Canned *canned)
{
	canned_document(canned, "openapi", NULL);
}

static void route_is_shared(Canned *canned)
{
	canned_set(canned, "openapi", "/paths/~1hooks~1message-received~1{subscriptionId}", NULL);
	canned_set(canned, "openapi", "/paths/~1hooks~1message-received",
		   "{\"post\":{\"operationId\":\"message_received\",\"summary\":\"Message Received\","
		   "\"responses\":{\"200\":{\"description\":\"ok\"}}}}");
}

static void route_is_configured(Canned *canned)
{
	route_is_gone(canned);
	TriggerSettings *settings = target_add_trigger(canned_target(canned), "message_received");
	settings->route = g_strdup("POST /in/{subscriptionId}");
}

/* ---- without any credential ---- */

static void refused(Canned *canned)
{
	all_answer(canned, "event-unsigned", 401, UNAUTHORIZED);
}

static void forbidden(Canned *canned)
{
	all_answer(canned, "event-unsigned", 403, "{\"detail\":\"Forbidden\"}");
}

static void taken(Canned *canned)
{
	refused(canned);
	canned_answer(canned, "event-unsigned", "comment_added", 200, NULL, "null");
}

static void accepted(Canned *canned)
{
	all_answer(canned, "event-unsigned", 202, NULL);
}

static void looked_up(Canned *canned)
{
	all_answer(canned, "event-unsigned", 404, NOT_FOUND);
}

static void body_was_checked(Canned *canned)
{
	all_answer(canned, "event-unsigned", 422, MALFORMED);
}

static void crashed(Canned *canned)
{
	all_answer(canned, "event-unsigned", 500, "Internal Server Error");
}

static void redirected(Canned *canned)
{
	all_answer(canned, "event-unsigned", 307, NULL);
}

static void limited(Canned *canned)
{
	all_answer(canned, "event-unsigned", 429, "{\"detail\":\"slow down\"}");
}

static void unsigned_is_refused_connection(Canned *canned)
{
	refused(canned);
	canned_answer(canned, "event-unsigned", "comment_added", 0, NULL, NULL);
}

static void shared_is_not_asked(Canned *canned)
{
	route_is_shared(canned);
	refused(canned);
}

static void audit_was_stopped(Canned *canned)
{
	canned_evidence(canned)->broken = g_strdup("the audit was stopped");
}

/* ---- with the token ---- */

static void with_token(Canned *canned, int without, int with, const char *body)
{
	all_answer(canned, "event-unsigned", without, without == 401 ? UNAUTHORIZED : NOT_FOUND);
	all_answer(canned, "event-token-only", with, body);
}

static void token_is_enough(Canned *canned)
{
	with_token(canned, 401, 200, "null");
}

static void signature_is_asked_for(Canned *canned)
{
	with_token(canned, 401, 401, "{\"detail\":\"signature missing\"}");
}

static void token_leads_to_lookup(Canned *canned)
{
	with_token(canned, 401, 404, NOT_FOUND);
}

static void token_leads_to_validation(Canned *canned)
{
	with_token(canned, 401, 422, MALFORMED);
}

static void token_does_not_guard(Canned *canned)
{
	with_token(canned, 404, 404, NOT_FOUND);
}

static void there_is_no_token(Canned *canned)
{
	g_clear_pointer(&canned_target(canned)->token, g_free);
	all_answer(canned, "event-unsigned", 200, "null");
}

/* ---- the body or the credential first ---- */

static void answers_to_bodies(Canned *canned, int malformed, const char *body, int announced)
{
	all_answer(canned, "event-malformed", malformed, body);
	all_answer(canned, "event-announced", announced, UNAUTHORIZED);
}

static void both_refused(Canned *canned)
{
	answers_to_bodies(canned, 401, UNAUTHORIZED, 401);
}

static void length_refused(Canned *canned)
{
	answers_to_bodies(canned, 401, UNAUTHORIZED, 413);
}

static void length_asked_for(Canned *canned)
{
	answers_to_bodies(canned, 403, NULL, 411);
}

static void body_parsed(Canned *canned)
{
	answers_to_bodies(canned, 422, MALFORMED, 401);
}

static void body_bad_request(Canned *canned)
{
	answers_to_bodies(canned, 400, "{\"detail\":\"There was an error parsing the body\"}", 401);
}

static void body_taken(Canned *canned)
{
	answers_to_bodies(canned, 200, "null", 401);
}

static void header_missing(Canned *canned)
{
	answers_to_bodies(canned, 422, NO_HEADER, 422);
}

static void body_never_read(Canned *canned)
{
	answers_to_bodies(canned, 404, NOT_FOUND, 404);
}

static void fall_silent(Canned *canned, const char *name)
{
	canned_answer(canned, "event-announced", name, 0, NULL, NULL);
	const Answer *answer = evidence_answer(canned_evidence(canned), "event-announced", name);
	answer->exchange->timed_out = TRUE;
}

static void body_waited_for(Canned *canned)
{
	both_refused(canned);
	fall_silent(canned, "ticket_changed");
}

static void parsed_and_waited_for(Canned *canned)
{
	body_parsed(canned);
	fall_silent(canned, "message_received");
}

static void announced_is_refused_connection(Canned *canned)
{
	both_refused(canned);
	canned_answer(canned, "event-announced", "ticket_changed", 0, NULL, NULL);
}

static void malformed_is_refused_connection(Canned *canned)
{
	both_refused(canned);
	canned_answer(canned, "event-malformed", "ticket_changed", 0, NULL, NULL);
}

const struct check_case cases_triggers[] = {
	{ "triggers.documented", VERDICT_PASS, "well documented", NULL, NULL },
	{ "triggers.documented", VERDICT_FAIL, "docs are null", no_docs, "ticket_assigned /triggers/1/docs" },
	{ "triggers.documented", VERDICT_FAIL, "blank text is none", blank_description,
	  "ticket_changed /triggers/4/description" },
	{ "triggers.documented", VERDICT_SKIPPED, "no triggers", no_triggers, NULL },

	{ "triggers.schema", VERDICT_PASS, "closed models", NULL, NULL },
	{ "triggers.schema", VERDICT_FAIL, "any object", payload_is_any_object,
	  "message_received /triggers/0/schema/properties/payload" },
	{ "triggers.schema", VERDICT_FAIL, "no payload", payload_is_missing,
	  "message_received /triggers/0/schema" },
	{ "triggers.schema", VERDICT_FAIL, "an untyped member", payload_holds_anything,
	  "message_received /triggers/0/schema/properties/payload/properties/message" },
	{ "triggers.schema", VERDICT_FAIL, "an optional free-form member", payload_holds_a_free_object,
	  "message_received /triggers/0/schema/properties/payload/properties/message/anyOf/0" },
	{ "triggers.schema", VERDICT_FAIL, "extra=allow", payload_lets_more_in,
	  "message_received /triggers/0/schema/properties/payload" },
	{ "triggers.schema", VERDICT_FAIL, "a list of anything", payload_is_a_list_of_anything, NULL },
	{ "triggers.schema", VERDICT_FAIL, "a dangling $ref", payload_dangles, NULL },
	{ "triggers.schema", VERDICT_PASS, "$defs beside the model, and a model in itself",
	  payload_has_nearby_definitions, NULL },
	{ "triggers.schema", VERDICT_PASS, "merely not closed", payload_is_open, NULL },
	{ "triggers.schema", VERDICT_PASS, "a model without members", payload_has_no_members, NULL },
	{ "triggers.schema", VERDICT_PASS, "a map of numbers", payload_is_a_map_of_numbers, NULL },
	{ "triggers.schema", VERDICT_SKIPPED, "no triggers", no_triggers, NULL },

	{ "triggers.route", VERDICT_PASS, "routes named after triggers", NULL, NULL },
	{ "triggers.route", VERDICT_PASS, "the operator says it", route_is_configured, NULL },
	{ "triggers.route", VERDICT_FAIL, "a path that does not tell", route_is_odd, "message_received" },
	{ "triggers.route", VERDICT_FAIL, "two paths that do not tell", two_routes_are_odd,
	  "ticket_escalated" },
	{ "triggers.route", VERDICT_PASS, "a path that is for something else", one_path_more, NULL },
	{ "triggers.route", VERDICT_UNKNOWN, "no path is left", route_is_gone, NULL },
	{ "triggers.route", VERDICT_UNKNOWN, "no OpenAPI", no_openapi, NULL },
	{ "triggers.route", VERDICT_SKIPPED, "no triggers", no_triggers, NULL },

	{ "triggers.shared-route", VERDICT_PASS, "each with its subscription", NULL, NULL },
	{ "triggers.shared-route", VERDICT_FAIL, "no parameter", route_is_shared,
	  "message_received /paths/~1hooks~1message-received" },
	{ "triggers.shared-route", VERDICT_UNKNOWN, "a path that no trigger matches", one_path_more, NULL },
	{ "triggers.shared-route", VERDICT_UNKNOWN, "no OpenAPI", no_openapi, NULL },
	{ "triggers.shared-route", VERDICT_SKIPPED, "no triggers", no_triggers, NULL },

	{ "triggers.unsigned", VERDICT_PASS, "401 everywhere", refused, NULL },
	{ "triggers.unsigned", VERDICT_PASS, "403 everywhere", forbidden, NULL },
	{ "triggers.unsigned", VERDICT_FAIL, "one takes it", taken, "comment_added" },
	{ "triggers.unsigned", VERDICT_FAIL, "202 is taken, too", accepted, "ticket_changed" },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "404 is never a pass", looked_up, NULL },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "422 is never a pass", body_was_checked, NULL },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "500", crashed, NULL },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "307", redirected, NULL },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "429 again", limited, NULL },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "a shared route is not asked", shared_is_not_asked, NULL },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "no route is known", no_openapi, NULL },
	{ "triggers.unsigned", VERDICT_UNKNOWN, "nothing was asked", NULL, NULL },
	{ "triggers.unsigned", VERDICT_ERROR, "a refused connection", unsigned_is_refused_connection, NULL },
	{ "triggers.unsigned", VERDICT_ERROR, "stopped before it was asked", audit_was_stopped, NULL },
	{ "triggers.unsigned", VERDICT_SKIPPED, "no triggers", no_triggers, NULL },

	{ "triggers.shared-token-only", VERDICT_FAIL, "the token is enough", token_is_enough,
	  "message_received" },
	{ "triggers.shared-token-only", VERDICT_PASS, "a signature is asked for, too", signature_is_asked_for,
	  NULL },
	{ "triggers.shared-token-only", VERDICT_UNKNOWN, "404 is never a pass", token_leads_to_lookup, NULL },
	{ "triggers.shared-token-only", VERDICT_UNKNOWN, "422 is never a pass", token_leads_to_validation,
	  NULL },
	{ "triggers.shared-token-only", VERDICT_SKIPPED, "the token does not guard it", token_does_not_guard,
	  NULL },
	{ "triggers.shared-token-only", VERDICT_SKIPPED, "no token", there_is_no_token, NULL },
	{ "triggers.shared-token-only", VERDICT_UNKNOWN, "half of it was not asked", refused, NULL },

	{ "triggers.auth-first", VERDICT_PASS, "401 to both", both_refused, NULL },
	{ "triggers.auth-first", VERDICT_PASS, "413 to the announced one", length_refused, NULL },
	{ "triggers.auth-first", VERDICT_PASS, "403 and 411", length_asked_for, NULL },
	{ "triggers.auth-first", VERDICT_FAIL, "422 for the body", body_parsed, "ticket_escalated" },
	{ "triggers.auth-first", VERDICT_FAIL, "400 for the body", body_bad_request, "ticket_escalated" },
	{ "triggers.auth-first", VERDICT_FAIL, "any body is taken", body_taken, "ticket_escalated" },
	{ "triggers.auth-first", VERDICT_FAIL, "silence", body_waited_for, "ticket_changed" },
	{ "triggers.auth-first", VERDICT_FAIL, "both", parsed_and_waited_for, "message_received" },
	{ "triggers.auth-first", VERDICT_UNKNOWN, "422 for a header that is missing", header_missing, NULL },
	{ "triggers.auth-first", VERDICT_UNKNOWN, "404 to both", body_never_read, NULL },
	{ "triggers.auth-first", VERDICT_ERROR, "a refused connection is no silence",
	  announced_is_refused_connection, NULL },
	{ "triggers.auth-first", VERDICT_ERROR, "the small one failed", malformed_is_refused_connection,
	  NULL },
	{ "triggers.auth-first", VERDICT_ERROR, "stopped before it was asked", audit_was_stopped, NULL },
	{ "triggers.auth-first", VERDICT_UNKNOWN, "no route is known", no_openapi, NULL },
	{ NULL },
};
