/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told by answers: refusals, forms, instructions, and values that turn up anywhere. */
#include "audit/canned.h"

#define OWN "«own:env:CANNED_TOKEN»"
#define CREDENTIAL "«cred:github-token»"
#define HELD "[{\"name\":\"env:CANNED_TOKEN\",\"kind\":\"server-token\",\"bits\":192,\"server\":\"canned\"}]"

static void refuse(Canned *canned, const char *connection, const char *argument)
{
	canned_answer(canned, "echo-connection", NULL, 422, NULL, connection);
	canned_answer(canned, "echo-subscription", "message_received", 422, NULL,
		      "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"callback\"],\"msg\":\"Field "
		      "required\"}]}");
	canned_answer(canned, "echo-argument", "get_ticket", 422, NULL, argument);
}

#define SILENT                                                                                               \
	"{\"detail\":[{\"type\":\"model_type\",\"loc\":[\"body\",\"secrets\"],\"msg\":\"Input should be a "  \
	"valid dictionary\"}]}"
#define LOUD                                                                                                 \
	"{\"detail\":[{\"type\":\"model_type\",\"loc\":[\"body\",\"secrets\"],\"msg\":\"Input should be a "  \
	"valid dictionary\",\"input\":\"" CANNED_CANARY "\"}]}"

static void refusals_are_silent(Canned *canned)
{
	refuse(canned, SILENT, "{\"detail\":\"the arguments do not fit at \\\"/ticketId\\\": type\"}");
}

static void pydantic_repeats(Canned *canned)
{
	refuse(canned, LOUD, "{\"detail\":\"the arguments do not fit\"}");
}

static void only_an_argument_is_repeated(Canned *canned)
{
	refuse(canned, SILENT, "{\"detail\":\"['" CANNED_CANARY "'] is not of type 'integer'\"}");
}

static void header_repeats(Canned *canned)
{
	refuse(canned, SILENT, "{\"detail\":\"no\"}");
	canned_answer(canned, "echo-secret-argument", "search_tickets", 422, "x-refused: " CANNED_CANARY,
		      "{\"detail\":\"no\"}");
}

static void all_bodies_are_too_large(Canned *canned)
{
	canned_answer(canned, "echo-connection", NULL, 403, NULL, "{\"detail\":\"Forbidden\"}");
}

static void a_refusal_is_missing(Canned *canned)
{
	refusals_are_silent(canned);
	canned_answer(canned, "echo-secret-argument", "search_tickets", 0, NULL, NULL);
}

/* ---- forms ---- */

static void form_with_key(Canned *canned)
{
	canned_answer(canned, "form", "assign_ticket", 200, NULL,
		      "{\"word\":{\"label\":\"A label\",\"options\":[[\"" OWN "\",\"Very secret\"]]}}");
}

static void form_with_credential(Canned *canned)
{
	canned_answer(canned, "form", "assign_ticket", 200, NULL,
		      "{\"word\":{\"label\":\"A label\",\"description\":\"like " CREDENTIAL "\"}}");
}

static void plain_form(Canned *canned)
{
	canned_answer(canned, "form", "assign_ticket", 200, NULL,
		      "{\"word\":{\"label\":\"A label\",\"options\":[[\"support\",\"Support\"]]}}");
}

static void form_is_not_there(Canned *canned)
{
	canned_answer(canned, "form", "assign_ticket", 404, NULL, "{\"detail\":\"not found\"}");
}

static void nobody_has_a_form(Canned *canned)
{
	canned_set(canned, "openapi", "/paths/~1connections~1{connection_id}~1form~1assign_ticket", NULL);
	canned_set(canned, "openapi", "/paths/~1connections~1{connection_id}~1form~1preview_macro", NULL);
}

/* ---- instructions ---- */

#define ENTRY(more)                                                                                          \
	"{\"total\":1,\"data\":[{\"id\":\"" CANNED_UNKNOWN_ID                                                \
	"\",\"name\":\"message_received\",\"connectionId\":\"" CANNED_CONNECTION "\"," more "}]}"

static void instructions_with_secret(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL,
		      ENTRY("\"postInstallInstructions\":\"Sign with " OWN ".\""));
}

static void instructions_with_secret_beside(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL,
		      ENTRY("\"postInstallInstructions\":\"Sign with abcdefgh1234.\","
			    "\"secrets\":{\"signingSecret\":\"abcdefgh1234\"}"));
}

static void plain_instructions(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL,
		      ENTRY("\"postInstallInstructions\":\"Point the webhook at /hooks/1.\","
			    "\"secrets\":{\"signingSecret\":\"abcdefgh1234\"}"));
}

static void manifest_instructs_with_key(Canned *canned)
{
	plain_instructions(canned);
	canned_set(canned, "manifest", "/triggers/0/installInstructions", "\"Enter " CREDENTIAL "\"");
}

static void nobody_is_known(Canned *canned)
{
}

/* ---- anywhere ---- */

static void no_credential_and_clean_source(Canned *canned)
{
	canned_fact(canned, "source", "{\"folder\":\"src\",\"files\":12,\"hits\":[]}");
}

static void example_is_a_credential(Canned *canned)
{
	no_credential_and_clean_source(canned);
	canned_set(canned, "manifest", "/actions/12/argumentDocs/macro",
		   "\"A macro, or a token like " CREDENTIAL ".\"");
}

static void openapi_has_own_value(Canned *canned)
{
	no_credential_and_clean_source(canned);
	canned_set(canned, "openapi", "/components/schemas/Options/properties/baseUrl/default",
		   "\"https://desk.example.com/?k=" OWN "\"");
}

static void source_has_a_key(Canned *canned)
{
	canned_fact(canned, "source",
		    "{\"folder\":\"src\",\"files\":12,\"hits\":[{\"file\":\"app/desk.py\",\"line\":7,"
		    "\"kind\":\"github-token\"}]}");
}

static void held(Canned *canned)
{
	canned_fact(canned, "own", HELD);
}

static void header_holds_the_token(Canned *canned)
{
	held(canned);
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, "x-session: " OWN, "{}");
}

static void body_holds_the_token(Canned *canned)
{
	held(canned);
	canned_answer(canned, "echo-connection", NULL, 422, NULL, "no: " OWN);
}

static void judged_places_hold_it(Canned *canned)
{
	held(canned);
	instructions_with_secret(canned);
	form_with_key(canned);
	canned_answer(canned, "subscription", CANNED_CONNECTION, 200, NULL,
		      "{\"secrets\":{\"signingSecret\":\"" OWN "\"},\"postInstallInstructions\":null}");
}

static void unjudged_place_holds_it(Canned *canned)
{
	held(canned);
	canned_answer(canned, "subscription", CANNED_CONNECTION, 200, NULL,
		      "{\"secrets\":{},\"data\":{\"options\":{\"note\":\"" OWN "\"}}}");
}

static void an_answer_broke_off(Canned *canned)
{
	held(canned);
	canned_answer(canned, "connection", CANNED_CONNECTION, 0, NULL, NULL);
}

static void only_documents(Canned *canned)
{
	held(canned);
	canned_offline(canned);
}

static void header_holds_a_credential(Canned *canned)
{
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, "x-build: " CREDENTIAL, "{}");
}

static void form_holds_a_credential(Canned *canned)
{
	form_with_credential(canned);
}

const struct check_case cases_secrets_answers[] = {
	{ "secrets.validation-echo", VERDICT_PASS, "silent refusals", refusals_are_silent, NULL },
	{ "secrets.validation-echo", VERDICT_FAIL, "pydantic's own", pydantic_repeats, "POST /connections" },
	{ "secrets.validation-echo", VERDICT_FAIL, "jsonschema's own", only_an_argument_is_repeated,
	  "get_ticket" },
	{ "secrets.validation-echo", VERDICT_FAIL, "in a header", header_repeats, "search_tickets" },
	{ "secrets.validation-echo", VERDICT_UNKNOWN, "nothing was refused for what it is",
	  all_bodies_are_too_large, NULL },
	{ "secrets.validation-echo", VERDICT_ERROR, "a refusal is missing", a_refusal_is_missing, NULL },
	{ "secrets.form-metadata", VERDICT_FAIL, "an own value as a choice", form_with_key,
	  "assign_ticket /word/options/0/0" },
	{ "secrets.form-metadata", VERDICT_FAIL, "a credential in a description", form_with_credential,
	  "assign_ticket /word/description" },
	{ "secrets.form-metadata", VERDICT_PASS, "a plain form", plain_form, NULL },
	{ "secrets.form-metadata", VERDICT_UNKNOWN, "the connection is gone", form_is_not_there, NULL },
	{ "secrets.form-metadata", VERDICT_SKIPPED, "no forms", nobody_has_a_form, NULL },
	{ "secrets.install-instructions", VERDICT_FAIL, "an own value", instructions_with_secret,
	  "message_received /data/0/postInstallInstructions" },
	{ "secrets.install-instructions", VERDICT_FAIL, "the secret beside it",
	  instructions_with_secret_beside, "message_received /data/0/postInstallInstructions" },
	{ "secrets.install-instructions", VERDICT_PASS, "no secret", plain_instructions, NULL },
	{ "secrets.install-instructions", VERDICT_FAIL, "in the manifest", manifest_instructs_with_key,
	  "message_received /triggers/0/installInstructions" },
	{ "secrets.install-instructions", VERDICT_UNKNOWN, "no connection", nobody_is_known, NULL },
	{ "secrets.hardcoded", VERDICT_PASS, "clean documents and source", no_credential_and_clean_source,
	  NULL },
	{ "secrets.hardcoded", VERDICT_UNKNOWN, "no source", NULL, NULL },
	{ "secrets.hardcoded", VERDICT_FAIL, "an example", example_is_a_credential,
	  "preview_macro /actions/12/argumentDocs/macro" },
	{ "secrets.hardcoded", VERDICT_FAIL, "a default", openapi_has_own_value,
	  "/components/schemas/Options/properties/baseUrl/default" },
	{ "secrets.hardcoded", VERDICT_FAIL, "in the source", source_has_a_key, "app/desk.py github-token" },
	{ "secrets.own-value", VERDICT_FAIL, "in a header", header_holds_the_token, "x-session" },
	{ "secrets.own-value", VERDICT_FAIL, "in a body", body_holds_the_token, "GET /echo-connection" },
	{ "secrets.own-value", VERDICT_PASS, "only where others have judged it", judged_places_hold_it,
	  NULL },
	{ "secrets.own-value", VERDICT_FAIL, "beside them", unjudged_place_holds_it,
	  "GET /subscription /data/options/note" },
	{ "secrets.own-value", VERDICT_ERROR, "no pass where an answer broke off", an_answer_broke_off,
	  NULL },
	{ "secrets.own-value", VERDICT_SKIPPED, "nothing held", NULL, NULL },
	{ "secrets.own-value", VERDICT_UNKNOWN, "documents only", only_documents, NULL },
	{ "secrets.pattern", VERDICT_FAIL, "in a header", header_holds_a_credential, "x-build" },
	{ "secrets.pattern", VERDICT_PASS, "in a form, which another check judges", form_holds_a_credential,
	  NULL },
	{ NULL },
};
