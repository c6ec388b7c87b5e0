/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told by documents and by facts of held values. */
#include "audit/canned.h"

#define OPTIONS "/connection/properties/options/properties"
#define SUBSCRIPTION "/triggers/0/subscriptionSchema/properties/data/properties/options/properties"
#define ARGUMENTS "/actions/1/schema/call/function/parameters/properties"

static void option_is_a_token(Canned *canned)
{
	canned_set(canned, "manifest", OPTIONS "/accountToken", "{\"type\":\"string\"}");
}

static void options_look_alike(Canned *canned)
{
	canned_set(canned, "manifest", OPTIONS "/token_count", "{\"type\":\"integer\"}");
	canned_set(canned, "manifest", OPTIONS "/public_key", "{\"type\":\"string\"}");
	canned_set(canned, "manifest", OPTIONS "/keyboard", "{\"type\":\"string\"}");
	canned_set(canned, "manifest", OPTIONS "/secretary", "{\"type\":\"string\"}");
}

static void option_is_nested(Canned *canned)
{
	canned_set(canned, "manifest", OPTIONS "/proxy",
		   "{\"type\":\"object\",\"properties\":{\"user\":{\"type\":\"string\"},"
		   "\"login\":{\"type\":\"string\",\"format\":\"password\"}}}");
}

static void option_is_secret_in_swedish(Canned *canned)
{
	canned_set(canned, "manifest", OPTIONS "/losenord", "{\"type\":\"string\"}");
}

static void no_connection_schema(Canned *canned)
{
	canned_set(canned, "manifest", "/connection", NULL);
}

static void no_manifest(Canned *canned)
{
	canned_document(canned, "manifest", NULL);
}

static void trigger_option_is_a_token(Canned *canned)
{
	canned_set(canned, "manifest", SUBSCRIPTION "/apiToken", "{\"type\":\"string\"}");
}

static void no_triggers(Canned *canned)
{
	canned_set(canned, "manifest", "/triggers", "[]");
	canned_document(canned, "openapi", NULL);
}

static void argument_is_a_key(Canned *canned)
{
	canned_set(canned, "manifest", ARGUMENTS "/apiKey", "{\"type\":\"string\"}");
}

static void argument_holds_a_key(Canned *canned)
{
	canned_set(
		canned, "manifest", ARGUMENTS "/login",
		"{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"client_secret\":{\"type\":\"string\"}}},"
		"{\"type\":\"null\"}]}");
}

static void argument_is_a_page_token(Canned *canned)
{
	canned_set(canned, "manifest", ARGUMENTS "/next_page_token", "{\"type\":\"string\"}");
}

/* ---- answers ---- */

static void result_has_a_key(Canned *canned)
{
	canned_set(canned, "manifest", "/actions/0/schema/result/properties/apiKey", "{\"type\":\"string\"}");
}

static void result_has_a_write_only_key(Canned *canned)
{
	canned_set(canned, "manifest", "/actions/0/schema/result/properties/apiKey",
		   "{\"type\":\"string\",\"writeOnly\":true}");
}

static void payload_has_a_secret(Canned *canned)
{
	canned_set(canned, "manifest", "/triggers/0/schema/properties/payload/properties/secret",
		   "{\"type\":\"string\"}");
}

static void error_has_a_password(Canned *canned)
{
	canned_set(canned, "manifest", "/actions/0/schema/errors/0/properties/password",
		   "{\"type\":\"string\"}");
}

static void the_sdk_answers_secrets(Canned *canned)
{
	canned_set(canned, "openapi", "/components/schemas/ResultConnection/properties/secrets",
		   "{\"$ref\":\"#/components/schemas/Secrets\"}");
}

static void components_name_secrets(Canned *canned)
{
	canned_set(canned, "openapi", "/components/schemas/ComponentResponse/properties/secrets",
		   "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}");
}

static void no_openapi(Canned *canned)
{
	canned_document(canned, "openapi", NULL);
}

static void model_holds_itself(Canned *canned)
{
	canned_set(canned, "openapi", "/components/schemas/SubscriptionInfo/properties/parent",
		   "{\"$ref\":\"#/components/schemas/SubscriptionInfo\"}");
}

/* ---- what is asked for ---- */

static void nothing_said_of_permissions(Canned *canned)
{
	canned_set(canned, "manifest", "/requiredPermissions", "null");
}

static void administrator(Canned *canned)
{
	canned_set(canned, "manifest", "/requiredPermissions", "\"admin:*\"");
}

static void no_administrator(Canned *canned)
{
	canned_set(canned, "manifest", "/requiredPermissions",
		   "\"tickets:read and tickets:write. No admin scope is needed.\"");
}

static void only_reads(Canned *canned, const char *permissions)
{
	canned_set(canned, "manifest", "/actions",
		   "[{\"type\":\"action\",\"name\":\"get_ticket\",\"description\":\"Read one ticket. Changes "
		   "nothing.\",\"schema\":{\"call\":{\"type\":\"function\",\"function\":{\"name\":\"get_"
		   "ticket\",\"description\":\"Read one ticket. Changes "
		   "nothing.\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}},\"result\":null,"
		   "\"errors\":[]},\"displayName\":\"Get ticket\",\"docs\":\"Reads.\",\"argumentDocs\":{}}]");
	canned_document(canned, "components", NULL);
	canned_document(canned, "openapi", NULL);
	canned_set(canned, "manifest", "/requiredPermissions", permissions);
}

static void writes_for_nothing(Canned *canned)
{
	only_reads(canned, "\"tickets:read, tickets:write\"");
}

static void writes_webhooks(Canned *canned)
{
	only_reads(canned, "\"tickets:read, webhooks:write\"");
}

static void needs_what_nobody_collects(Canned *canned)
{
	canned_set(canned, "components", "/0/env", "[\"tenantId\"]");
}

static void all_is_used(Canned *canned)
{
	canned_set(canned, "components", "/0/env", "[\"baseUrl\",\"region\"]");
}

static void one_wants_all_secrets(Canned *canned)
{
	all_is_used(canned);
	canned_set(canned, "manifest", "/connection/properties/secrets/properties/adminKey",
		   "{\"type\":\"string\"}");
	canned_set(canned, "components", "/1/secrets", "[\"apiKey\",\"adminKey\"]");
}

static void unused_without_triggers(Canned *canned)
{
	no_triggers(canned);
}

/* ---- held values ---- */

#define VALUE(more)                                                                                          \
	"[{\"name\":\"env:TOKEN\",\"kind\":\"server-token\",\"length\":48,\"server\":\"canned\"," more "}]"
#define STRONG "\"bits\":192,\"word\":false,\"reused\":false"

static void value_is_old(Canned *canned)
{
	/* 100 days before the canned now */
	canned_fact(canned, "own", VALUE(STRONG ",\"created\":1755360000000000"));
}

static void value_is_young(Canned *canned)
{
	canned_fact(canned, "own", VALUE(STRONG ",\"created\":1763000000000000"));
}

static void value_may_be_old(Canned *canned)
{
	value_is_old(canned);
	canned_fact(canned, "policies", "{\"server-token\":{\"age\":31536000}}");
}

static void value_is_compromised(Canned *canned)
{
	canned_fact(canned, "own", VALUE(STRONG ",\"created\":1763000000000000,\"compromised\":true"));
}

static void value_has_no_date(Canned *canned)
{
	canned_fact(canned, "own", VALUE(STRONG));
}

static void value_is_nobodys(Canned *canned)
{
	canned_fact(canned, "own", "[{\"name\":\"keyring:old\",\"kind\":\"signing\"," STRONG "}]");
}

static void value_is_short(Canned *canned)
{
	canned_fact(canned, "own", VALUE("\"bits\":64,\"word\":false,\"reused\":false"));
}

static void value_is_words(Canned *canned)
{
	canned_fact(canned, "own", VALUE("\"bits\":0,\"word\":true,\"reused\":false"));
}

static void value_is_reused(Canned *canned)
{
	canned_fact(canned, "own", VALUE("\"bits\":192,\"word\":false,\"reused\":true"));
}

static void token_never_ends(Canned *canned)
{
	canned_fact(canned, "own", VALUE(STRONG ",\"jwt\":{\"alg\":\"HS256\"}"));
}

static void token_ends_late(Canned *canned)
{
	canned_fact(canned, "own",
		    VALUE(STRONG ",\"jwt\":{\"alg\":\"HS256\",\"iat\":1763900000,\"exp\":1795436000}"));
}

static void token_ends_soon(Canned *canned)
{
	canned_fact(canned, "own",
		    VALUE(STRONG ",\"jwt\":{\"alg\":\"HS256\",\"iat\":1763900000,\"exp\":1764500000}"));
}

const struct check_case cases_secrets_schema[] = {
	{ "secrets.options-field", VERDICT_PASS, "the well-made server", NULL, NULL },
	{ "secrets.options-field", VERDICT_FAIL, "accountToken", option_is_a_token, "accountToken" },
	{ "secrets.options-field", VERDICT_PASS, "lookalikes", options_look_alike, NULL },
	{ "secrets.options-field", VERDICT_FAIL, "a nested password", option_is_nested, "proxy.login" },
	{ "secrets.options-field", VERDICT_FAIL, "Swedish", option_is_secret_in_swedish, "losenord" },
	{ "secrets.options-field", VERDICT_UNKNOWN, "no connection in the manifest", no_connection_schema,
	  NULL },
	{ "secrets.options-field", VERDICT_UNKNOWN, "no manifest", no_manifest, NULL },
	{ "secrets.trigger-options-field", VERDICT_PASS, "the well-made server", NULL, NULL },
	{ "secrets.trigger-options-field", VERDICT_FAIL, "apiToken", trigger_option_is_a_token,
	  "message_received apiToken" },
	{ "secrets.trigger-options-field", VERDICT_SKIPPED, "no triggers", no_triggers, NULL },
	{ "secrets.action-argument", VERDICT_PASS, "the well-made server", NULL, NULL },
	{ "secrets.action-argument", VERDICT_FAIL, "apiKey", argument_is_a_key, "search_tickets apiKey" },
	{ "secrets.action-argument", VERDICT_FAIL, "inside a union", argument_holds_a_key,
	  "search_tickets login.client_secret" },
	{ "secrets.action-argument", VERDICT_PASS, "a place in a list", argument_is_a_page_token, NULL },
	{ "secrets.response-schema", VERDICT_PASS, "the well-made server", NULL, NULL },
	{ "secrets.response-schema", VERDICT_FAIL, "a result", result_has_a_key, "get_ticket apiKey" },
	{ "secrets.response-schema", VERDICT_PASS, "write-only", result_has_a_write_only_key, NULL },
	{ "secrets.response-schema", VERDICT_FAIL, "a payload", payload_has_a_secret,
	  "message_received secret" },
	{ "secrets.response-schema", VERDICT_FAIL, "an error", error_has_a_password, "get_ticket password" },
	{ "secrets.response-schema", VERDICT_FAIL, "the SDK's own route", the_sdk_answers_secrets,
	  "POST /connections "
	  "/paths/~1connections/post/responses/201/content/application~1json/schema/properties/secrets" },
	{ "secrets.response-schema", VERDICT_PASS, "names in /components", components_name_secrets, NULL },
	{ "secrets.response-schema", VERDICT_PASS, "a model that holds itself", model_holds_itself, NULL },
	{ "secrets.response-schema", VERDICT_UNKNOWN, "no OpenAPI", no_openapi, NULL },
	{ "secrets.scope", VERDICT_PASS, "named scopes", NULL, NULL },
	{ "secrets.scope", VERDICT_FAIL, "nothing said", nothing_said_of_permissions,
	  "/requiredPermissions" },
	{ "secrets.scope", VERDICT_FAIL, "admin:*", administrator, "/requiredPermissions" },
	{ "secrets.scope", VERDICT_PASS, "no admin scope", no_administrator, NULL },
	{ "secrets.scope", VERDICT_FAIL, "writes for nothing", writes_for_nothing, "/requiredPermissions" },
	{ "secrets.scope", VERDICT_UNKNOWN, "webhooks are written", writes_webhooks, NULL },
	{ "secrets.least-privilege", VERDICT_PASS, "all is used", all_is_used, NULL },
	{ "secrets.least-privilege", VERDICT_UNKNOWN, "a trigger may use it", NULL, NULL },
	{ "secrets.least-privilege", VERDICT_FAIL, "not collected", needs_what_nobody_collects,
	  "get_ticket tenantId" },
	{ "secrets.least-privilege", VERDICT_FAIL, "all secrets", one_wants_all_secrets, "search_tickets" },
	{ "secrets.least-privilege", VERDICT_FAIL, "unused, no triggers", unused_without_triggers, "region" },
	{ "secrets.age", VERDICT_FAIL, "100 days", value_is_old, "env:TOKEN" },
	{ "secrets.age", VERDICT_PASS, "some days", value_is_young, NULL },
	{ "secrets.age", VERDICT_PASS, "a policy of a year", value_may_be_old, NULL },
	{ "secrets.age", VERDICT_FAIL, "compromised", value_is_compromised, "env:TOKEN" },
	{ "secrets.age", VERDICT_UNKNOWN, "no keyring", value_has_no_date, NULL },
	{ "secrets.age", VERDICT_SKIPPED, "no value", NULL, NULL },
	{ "secrets.owner", VERDICT_FAIL, "nobody's", value_is_nobodys, "keyring:old" },
	{ "secrets.owner", VERDICT_PASS, "the server's", value_has_no_date, NULL },
	{ "secrets.strength", VERDICT_FAIL, "64 bits", value_is_short, "env:TOKEN" },
	{ "secrets.strength", VERDICT_FAIL, "words", value_is_words, "env:TOKEN" },
	{ "secrets.strength", VERDICT_FAIL, "reused", value_is_reused, "env:TOKEN reused" },
	{ "secrets.strength", VERDICT_PASS, "192 bits", value_has_no_date, NULL },
	{ "secrets.lifetime", VERDICT_FAIL, "no end", token_never_ends, "env:TOKEN" },
	{ "secrets.lifetime", VERDICT_FAIL, "a year", token_ends_late, "env:TOKEN" },
	{ "secrets.lifetime", VERDICT_PASS, "a week", token_ends_soon, NULL },
	{ "secrets.lifetime", VERDICT_SKIPPED, "no JWT", value_has_no_date, NULL },
	{ NULL },
};
