/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kind of change: shown where it is, and not where it is not. */
#include "model/drift.h"
#include "server_help.h"

static Server *build(json_t *manifest, json_t *components, json_t *openapi)
{
	g_autoptr(GError) error = NULL;
	Server *server = server_build(manifest, components, openapi, NULL, &error);
	ck_assert_msg(server != NULL, "%s", error != NULL ? error->message : "");
	return server;
}

static Server *workshop(void)
{
	g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST);
	g_autoptr(json_t) components = parse_quoted(WORKSHOP_COMPONENTS);
	g_autoptr(json_t) openapi = parse_quoted(WORKSHOP_OPENAPI);
	return build(manifest, components, openapi);
}

/* The workshop with one text of one document replaced by another, which must be there. */
static Server *changed(int document, const char *from, const char *to)
{
	const char *const texts[] = { WORKSHOP_MANIFEST, WORKSHOP_COMPONENTS, WORKSHOP_OPENAPI };
	json_t *documents[3];
	for (int i = 0; i < 3; i++) {
		g_autoptr(GString) text = g_string_new(texts[i]);
		guint replaced = i == document ? g_string_replace(text, from, to, 1) : 1;
		ck_assert_msg(replaced == 1, "%s", from);
		documents[i] = parse_quoted(text->str);
	}
	Server *server = build(documents[0], documents[1], documents[2]);
	for (int i = 0; i < 3; i++)
		json_decref(documents[i]);
	return server;
}

static char *print(const GPtrArray *found)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < found->len; i++) {
		const Drift *drift = g_ptr_array_index(found, i);
		g_string_append_printf(out, "%s%s|%s|%s|%s|%s%s", i > 0 ? "\n" : "",
				       drift_kinds[drift->kind].name, drift->subject, drift->before,
				       drift->after, drift->breaking ? "b" : "", drift->risky ? "r" : "");
	}
	return g_string_free(out, FALSE);
}

enum { MANIFEST, COMPONENTS, OPENAPI };

#define BOOK "action book_repair"
#define STALE "\ndocs-stale|" BOOK "|||"

/* One edit, and all that is said of it. */
static const struct {
	int document;
	const char *from, *to, *said;
} edits[] = {
	/* What is no change. */
	{ MANIFEST, "'description':'A day'", "'title':'Day','description':'A day'", "" },
	{ MANIFEST, "'maximum':9", "'maximum':9.0", "" },
	{ MANIFEST, "'type':'object','additionalProperties':false",
	  "'additionalProperties':false,'type':'object'", "" },
	{ MANIFEST, "'maxItems':3}", "'maxItems':3,'examples':[['a']],'minItems':0,'uniqueItems':false}",
	  "" },
	{ MANIFEST, "{'$ref':'#/$defs/Day'}", "{'allOf':[{'$ref':'#/$defs/Day'}]}", "" },
	{ MANIFEST, "{'$ref':'#/$defs/Day'}", "{'type':'string','format':'date','description':'A day'}", "" },
	{ MANIFEST, "'docs':null", "'docs':''", "" },
	{ OPENAPI, "'title':'Workshop'", "'title':'Another'", "" },
	/* Actions. */
	{ MANIFEST, "'displayName':'Book a repair','docs'",
	  "'displayName':'Book a repair','x-effect':'delete','docs'",
	  "effect-changed|" BOOK "|create|delete, destructive, open-world|r" },
	{ MANIFEST, "'displayName':'Book a repair','docs'",
	  "'displayName':'Book a repair','x-hue':'red','docs'", "" },
	{ MANIFEST, "'name':'delete_bike'", "'name':'lend_bike'",
	  "listed-changed|action delete_bike|manifest+openapi|openapi|r\n"
	  "action-added|action lend_bike||delete, destructive, idempotent|r" },
	{ OPENAPI, "'/connections/{connection_id}/call/delete_bike':{'post':{}},",
	  "'/connections/{connection_id}/call/delete_bike':{'post':{}},"
	  "'/connections/{connection_id}/call/greet_rider':{'post':{}},",
	  "listed-changed|action greet_rider|components|components+openapi|r\n"
	  "call-changed|action greet_rider|not callable|callable|r" },
	{ COMPONENTS, "'name':'greet_rider','ebbotArguments':['user']",
	  "'name':'greet_walker','ebbotArguments':['user']",
	  "action-removed|action greet_rider|update, destructive, open-world||b\n"
	  "action-added|action greet_walker||update, destructive, open-world|r" },
	{ MANIFEST, "'name':'delete_bike','description':'Delete a bicycle for good.'",
	  "'name':'delete_bike','description':'Delete a bicycle for good.','displayName':'Delete'",
	  "text-changed|action delete_bike||Delete|" },
	/* Arguments. */
	{ MANIFEST, "'required':['frame'],", "'required':['frame','day'],",
	  "argument-now-required|" BOOK " argument day|optional|required|b" STALE },
	{ MANIFEST, "'required':['frame'],", "",
	  "argument-now-optional|" BOOK " argument frame|required|optional|r" STALE },
	{ MANIFEST, "'day':{'$ref':'#/$defs/Day'},", "",
	  "argument-removed|" BOOK " argument day|string date||b" },
	{ MANIFEST, "'properties':{'frame':{", "'properties':{'note':{'type':'string'},'frame':{",
	  "argument-added|" BOOK " argument note||string|r" STALE },
	{ MANIFEST, "'properties':{'frame':{",
	  "'properties':{'note':{'type':'string','description':'A note'},'frame':{",
	  "argument-added|" BOOK " argument note||string|r" },
	{ MANIFEST, "'required':['frame'],", "'required':['frame','note'],", "" },
	{ MANIFEST, "'type':'integer','minimum':1,'maximum':9", "'type':'string'",
	  "type-changed|" BOOK " argument frame|type \"integer\"|type \"string\"|br" STALE },
	{ MANIFEST, "'type':'integer','minimum':1", "'type':'number','minimum':1",
	  "schema-widened|" BOOK " argument frame|type \"integer\"|type \"number\"|r" STALE },
	{ MANIFEST, "'maximum':9", "'maximum':90",
	  "schema-widened|" BOOK " argument frame|maximum 9|maximum 90|r" STALE },
	{ MANIFEST, "'maximum':9,", "", "schema-widened|" BOOK " argument frame|maximum 9||r" STALE },
	{ MANIFEST, "'maximum':9", "'maximum':8",
	  "schema-narrowed|" BOOK " argument frame|maximum 9|maximum 8|b" STALE },
	{ MANIFEST, "'minimum':1", "'minimum':0",
	  "schema-widened|" BOOK " argument frame|minimum 1|minimum 0|r" STALE },
	{ MANIFEST, "'minimum':1", "'minimum':2",
	  "schema-narrowed|" BOOK " argument frame|minimum 1|minimum 2|b" STALE },
	{ MANIFEST, "'maxItems':3", "'maxItems':4",
	  "schema-widened|" BOOK " argument parts|maxItems 3|maxItems 4|r" STALE },
	{ MANIFEST, "'maxItems':3", "'maxItems':3,'uniqueItems':true",
	  "schema-narrowed|" BOOK " argument parts||uniqueItems true|b" STALE },
	{ MANIFEST, "'items':{'type':'string'}", "'items':{'type':['string','null']}",
	  "schema-widened|" BOOK " argument parts[]|type \"string\"|type [\"null\",\"string\"]|r" STALE },
	{ MANIFEST, "'items':{'type':'string'}", "'items':{'type':'string','pattern':'^a'}",
	  "schema-narrowed|" BOOK " argument parts[]||pattern \"^a\"|b" STALE },
	{ MANIFEST, "'format':'date'", "'format':'date-time'",
	  "schema-changed|" BOOK " argument day|format \"date\"|format \"date-time\"|br" STALE },
	{ MANIFEST, "'format':'date',", "", "schema-widened|" BOOK " argument day|format \"date\"||r" STALE },
	{ MANIFEST, "{'$ref':'#/$defs/Day'}", "{'anyOf':[{'$ref':'#/$defs/Day'},{'type':'null'}]}",
	  "schema-widened|" BOOK " argument day||null|r" STALE },
	{ MANIFEST, "{'$ref':'#/$defs/Day'}", "{'$ref':'#/$defs/Day','default':'2026-01-01'}",
	  "default-changed|" BOOK " argument day||\"2026-01-01\"|r" STALE },
	{ MANIFEST, "{'$ref':'#/$defs/Day'}", "{'$ref':'#/$defs/Day','enum':['a','b']}",
	  "schema-narrowed|" BOOK " argument day||enum [\"a\",\"b\"]|b" STALE },
	{ MANIFEST, "'type':'object','additionalProperties':false", "'type':'object'",
	  "schema-widened|" BOOK " arguments|additionalProperties false||r" STALE },
	{ MANIFEST, "'type':'object','additionalProperties':false",
	  "'type':'object','not':{'required':['day']},'additionalProperties':false",
	  "schema-narrowed|" BOOK " arguments||not {\"required\":[\"day\"]}|b" STALE },
	{ MANIFEST, "The number under the bracket.", "The number on the bracket.",
	  "text-changed|" BOOK " argument frame|The number under the bracket.|The number on the bracket.|" },
	{ MANIFEST, "'items':{'type':'string'}",
	  "'items':{'type':'string','description':'Delete all first.'}",
	  "text-changed|" BOOK " argument parts[]||Delete all first.|" },
	/* Results, errors, texts. */
	{ MANIFEST, "'result':{'type':'object'}", "'result':{'type':'object','properties':{'id':{}}}",
	  "result-changed|" BOOK " result||member id|" STALE },
	{ MANIFEST, "'result':{'type':'object'}", "'result':{'type':'string'}",
	  "result-changed|" BOOK " result|type \"object\"|type \"string\"|b" STALE },
	{ MANIFEST, "'errors':[{'type':'string'}]", "'errors':[{'type':'string'},{'type':'null'}]",
	  "errors-changed|" BOOK "||{\"type\":\"null\"}|" },
	{ MANIFEST, "'errors':[{'type':'string'}]", "'errors':[{'title':'x','type':'string'}]", "" },
	{ MANIFEST, "Books **one** slot.", "Books two slots.",
	  "text-changed|" BOOK "|Books **one** slot.|Books two slots.|" },
	/* Needs. */
	{ COMPONENTS, "'env':['city'],'secrets':['apiKey']", "'env':['city'],'secrets':['apiKey','pin']",
	  "needs-grew|" BOOK "||secret pin|br" },
	{ COMPONENTS, "'env':['city'],'secrets':['apiKey']", "'env':[],'secrets':['apiKey']",
	  "needs-shrank|" BOOK "|option city||" },
	/* Triggers. */
	{ MANIFEST, "'name':'repair_done'", "'name':'repair_finished'",
	  "listed-changed|trigger repair_done|manifest+openapi|openapi|r\n"
	  "trigger-added|trigger repair_finished||not found|r" },
	{ MANIFEST, "Signed with HMAC-SHA256.", "All are welcome.",
	  "guard-changed|trigger repair_done|signature (docs: Signed with HMAC-SHA256)|"
	  "signature (secret signingSecret of each subscription)|br\n"
	  "text-changed|trigger repair_done|Signed with HMAC-SHA256.|All are welcome.|" },
	{ MANIFEST, "'properties':{'frame':{'type':'integer'}}", "'properties':{}",
	  "payload-changed|trigger repair_done payload|member frame||b\ndocs-stale|trigger repair_done|||" },
	{ MANIFEST, "'maxLength':8", "'maxLength':9",
	  "subscription-changed|trigger repair_done option shop|maxLength 8|maxLength 9|r\n"
	  "docs-stale|trigger repair_done|||" },
	{ MANIFEST, "'signingSecret':{'type':'string'}",
	  "'signingSecret':{'type':'string','default':'hunter2'}",
	  "subscription-changed|trigger repair_done secret signingSecret||a value|r\n"
	  "docs-stale|trigger repair_done|||" },
	{ MANIFEST, "Choose a secret.", "Choose another secret.",
	  "text-changed|trigger repair_done|Choose a secret.|Choose another secret.|" },
	{ OPENAPI,
	  "'/workshop/repair-done/{subscriptionId}':", "'/workshop/repair-done/v2/{subscriptionId}':",
	  "route-changed|trigger repair_done|POST /workshop/repair-done/{subscriptionId}|"
	  "POST /workshop/repair-done/v2/{subscriptionId}|b" },
	/* The connection. */
	{ MANIFEST, "'required':['apiKey']", "'required':['apiKey','pin']", "" },
	{ MANIFEST, "'secrets':{'properties':{'apiKey':{'type':'string'}}",
	  "'secrets':{'properties':{'apiKey':{'type':'string'},'pin':{'type':'string'}}",
	  "connection-changed|connection secret pin||string|r" },
	{ MANIFEST, "'enum':['Lund','Oslo']", "'enum':['Oslo','Lund']", "" },
	{ MANIFEST, "'enum':['Lund','Oslo']", "'enum':['Lund','Oslo','Bern']",
	  "connection-changed|connection option city||\"Bern\"|r" },
	{ MANIFEST, "'enum':['Lund','Oslo']", "'enum':['Lund']",
	  "connection-changed|connection option city|\"Oslo\"||b" },
	{ MANIFEST, "'enum':['Lund','Oslo']", "'enum':['Lund','Bern']",
	  "connection-changed|connection option city|\"Oslo\"|\"Bern\"|br" },
	/* The server. */
	{ OPENAPI, "'/workshop/ping':", "'/workshop/debug':",
	  "route-added|route GET /workshop/debug|||r\nroute-removed|route GET /workshop/ping|||b" },
	{ MANIFEST, "'requiredPermissions':null", "'requiredPermissions':'admin:all'",
	  "permissions-changed|server||admin:all|r" },
	{ MANIFEST, "A. Smith", "B. Smith", "contact-changed|server author|A. Smith|B. Smith|" },
	{ MANIFEST, "10 a second", "1 a second",
	  "rate-limit-changed|server apiRateLimitInfo|10 a second|1 a second|" },
	{ MANIFEST, "Ask the shop.", "Ask nobody.",
	  "text-changed|server installInstructions|Ask the shop.|Ask nobody.|" },
};

START_TEST(each_edit)
{
	for (gsize i = 0; i < G_N_ELEMENTS(edits); i++) {
		g_autoptr(Server) before = workshop();
		g_autoptr(Server) after = changed(edits[i].document, edits[i].from, edits[i].to);
		g_autoptr(GPtrArray) found = drift_compare(before, after);
		g_autofree char *said = print(found);
		ck_assert_msg(strcmp(said, edits[i].said) == 0, "%s -> %s\nsaid:   %s\nwanted: %s",
			      edits[i].from, edits[i].to, said, edits[i].said);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { each_edit, NULL };
	return suite_run("model/drift", tests);
}
