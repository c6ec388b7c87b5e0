/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server_help.h"

#include "base/error.h"

static Server *workshop(const char *which, const Target *target)
{
	g_autoptr(json_t) manifest = strchr(which, 'm') != NULL ? parse_quoted(WORKSHOP_MANIFEST) : NULL;
	g_autoptr(json_t) components = strchr(which, 'c') != NULL ? parse_quoted(WORKSHOP_COMPONENTS) : NULL;
	g_autoptr(json_t) openapi = strchr(which, 'o') != NULL ? parse_quoted(WORKSHOP_OPENAPI) : NULL;
	Server *server = server_build(manifest, components, openapi, target, NULL);
	ck_assert_ptr_nonnull(server);
	return server;
}

static const Argument *argument(const GPtrArray *arguments, guint i)
{
	ck_assert_uint_lt(i, arguments->len);
	return g_ptr_array_index(arguments, i);
}

START_TEST(all_three)
{
	g_autoptr(Server) server = workshop("mco", NULL);
	ck_assert_uint_eq(server->actions->len, 3);
	const Action *book = server_action(server, "book_repair");
	ck_assert_str_eq(sources_name(book->sources), "manifest+components+openapi");
	ck_assert_str_eq(book->docs, "Books **one** slot.");
	ck_assert(book->closed && book->callable);
	ck_assert_str_eq(book->call_path, "/connections/{id}/call/book_repair");
	ck_assert_str_eq(book->form_path, "/connections/{id}/form/book_repair");
	ck_assert_str_eq(book->env[0], "city");
	ck_assert_str_eq(book->secrets[0], "apiKey");
	ck_assert_uint_eq(book->arguments->len, 3);
	ck_assert_str_eq(argument(book->arguments, 0)->name, "frame");
	ck_assert_str_eq(argument(book->arguments, 0)->summary, "integer 1..9");
	ck_assert_str_eq(argument(book->arguments, 0)->doc, "The number under the bracket.");
	ck_assert(argument(book->arguments, 0)->required);
	ck_assert(!argument(book->arguments, 1)->required);
	ck_assert_ptr_nonnull(strstr(argument(book->arguments, 1)->summary, "date"));
	const Action *scrap = server_action(server, "delete_bike");
	ck_assert_str_eq(sources_name(scrap->sources), "manifest+openapi");
	ck_assert_ptr_null(scrap->env);
	ck_assert_ptr_null(scrap->result);
	ck_assert_uint_eq(json_array_size(scrap->errors), 0);
	ck_assert(!scrap->closed);
	ck_assert_int_eq(scrap->effect->kind, EFFECT_DELETE);
	const Action *greet = server_action(server, "greet_rider");
	ck_assert(!greet->callable);
	ck_assert_ptr_null(greet->call_path);
	ck_assert_str_eq(greet->chat_arguments[0], "user");
	ck_assert_str_eq(server->title, "Workshop");
	ck_assert_str_eq(server->author, "A. Smith");
	ck_assert_ptr_null(server->docs);
	ck_assert_uint_eq(server->connection_secrets->len, 1);
	ck_assert_uint_eq(server->other_routes->len, 1);
	ck_assert_msg(server->notes->len == 0, "%s",
		      server->notes->len > 0 ? (char *)g_ptr_array_index(server->notes, 0) : "");
}
END_TEST

START_TEST(the_trigger)
{
	g_autoptr(Server) server = workshop("mco", NULL);
	const Trigger *done = server_trigger(server, "repair_done");
	ck_assert_str_eq(done->route.path, "/workshop/repair-done/{subscriptionId}");
	ck_assert_str_eq(done->route.method, "POST");
	ck_assert_str_eq(done->route.parameter, "subscriptionId");
	ck_assert(!done->route.shared);
	ck_assert_str_eq(done->guard, "signature (docs: Signed with HMAC-SHA256)");
	ck_assert_str_eq(argument(done->options, 0)->summary, "string ..8");
	ck_assert_str_eq(argument(done->secrets, 0)->name, "signingSecret");
	ck_assert_ptr_nonnull(json_object_get(done->payload_root, "$defs"));
	ck_assert_str_eq(json_string_value(json_object_get(done->payload, "$ref")), "#/$defs/Done");
	ck_assert_ptr_nonnull(done->effect);
}
END_TEST

/* Each of the seven ways in which documents can be missing. */
static const struct {
	const char *which;
	guint actions, triggers, arguments; /* of book_repair */
	gboolean callable, form, env, route, options;
	guint connection_secrets;
} partly[] = {
	{ "m", 2, 1, 3, TRUE, FALSE, FALSE, FALSE, TRUE, 1 },
	{ "c", 2, 0, 3, TRUE, FALSE, TRUE, FALSE, FALSE, 0 },
	{ "o", 2, 1, 1, TRUE, TRUE, FALSE, TRUE, TRUE, 2 },
	{ "mc", 3, 1, 3, TRUE, FALSE, TRUE, FALSE, TRUE, 1 },
	{ "mo", 2, 1, 3, TRUE, TRUE, FALSE, TRUE, TRUE, 1 },
	{ "co", 3, 1, 3, TRUE, TRUE, TRUE, TRUE, TRUE, 2 },
	{ "mco", 3, 1, 3, TRUE, TRUE, TRUE, TRUE, TRUE, 1 },
};

START_TEST(documents_missing)
{
	for (gsize i = 0; i < G_N_ELEMENTS(partly); i++) {
		g_autoptr(Server) server = workshop(partly[i].which, NULL);
		const char *which = partly[i].which;
		ck_assert_msg(server->actions->len == partly[i].actions, "%s", which);
		ck_assert_msg(server->triggers->len == partly[i].triggers, "%s", which);
		const Action *book = server_action(server, "book_repair");
		ck_assert_msg(book->arguments->len == partly[i].arguments, "%s", which);
		ck_assert_msg(book->callable == partly[i].callable, "%s", which);
		ck_assert_msg((book->form_path != NULL) == partly[i].form, "%s", which);
		ck_assert_msg((book->env != NULL) == partly[i].env, "%s", which);
		ck_assert_msg(server->connection_secrets->len == partly[i].connection_secrets, "%s", which);
		const Trigger *done = server_trigger(server, "repair_done");
		ck_assert_msg((done != NULL && done->route.path != NULL) == partly[i].route, "%s", which);
		ck_assert_msg((done != NULL && done->options->len == 1) == partly[i].options, "%s", which);
		const Action *greet = server_action(server, "greet_rider");
		ck_assert_msg(greet == NULL || !greet->callable, "%s", which);
	}
	g_autoptr(Server) alone = workshop("o", NULL);
	const Action *book = server_action(alone, "book_repair");
	ck_assert_str_eq(argument(book->arguments, 0)->doc, "From OpenAPI");
}
END_TEST

static const struct {
	const char *server, *action;
	guint arguments;
	gboolean closed, callable, form;
	const char *first; /* summary of the first argument */
} recordings[] = {
	{ "locked", "get_ticket", 1, TRUE, TRUE, FALSE, "integer 1..1000000000" },
	{ "locked", "create_ticket", 4, TRUE, TRUE, FALSE, "string 1..120" },
	{ "locked", "update_ticket", 2, FALSE, TRUE, FALSE, "integer" },
	{ "locked", "say_a_word", 1, FALSE, TRUE, TRUE, "string" },
	{ "locked", "show_settings", 0, TRUE, TRUE, FALSE, NULL },
	{ "locked", "retrieve_user", 0, TRUE, FALSE, FALSE, NULL },
	{ "zendesk_like", "search_tickets", 4, TRUE, TRUE, FALSE, "string 2..200" },
	{ "zendesk_like", "assign_ticket", 2, TRUE, TRUE, TRUE, NULL },
};

START_TEST(recorded_servers)
{
	for (gsize i = 0; i < G_N_ELEMENTS(recordings); i++) {
		g_autoptr(json_t) manifest = recorded(recordings[i].server, "manifest");
		g_autoptr(json_t) components = recorded(recordings[i].server, "components");
		g_autoptr(json_t) openapi = recorded(recordings[i].server, "openapi");
		if (manifest == NULL || components == NULL || openapi == NULL)
			continue;
		g_autoptr(Server) server = server_build(manifest, components, openapi, NULL, NULL);
		const Action *action = server_action(server, recordings[i].action);
		ck_assert_uint_eq(action->arguments->len, recordings[i].arguments);
		ck_assert_msg(action->closed == recordings[i].closed, "%s", action->name);
		ck_assert_int_eq(action->callable, recordings[i].callable);
		ck_assert_int_eq(action->form_path != NULL, recordings[i].form);
		if (recordings[i].first != NULL)
			ck_assert_str_eq(argument(action->arguments, 0)->summary, recordings[i].first);
	}
}
END_TEST

START_TEST(operators_say)
{
	g_autoptr(Target) target = target_new("shop", "https://shop.example");
	target->token = g_strdup("env:T");
	ActionSettings *book = target_add_action(target, "book_repair");
	book->has_effect = TRUE;
	book->effect = EFFECT_SEND;
	book->note = g_strdup("it mails the shop");
	target_add_action(target, "delete_bike")->destructive = 0;
	g_autoptr(Server) server = workshop("mco", target);
	const Action *set = server_action(server, "book_repair");
	ck_assert(set->effect->kind == EFFECT_SEND && set->effect->source == EFFECT_SET);
	ck_assert(set->effect->mutating && !set->effect->destructive && !set->effect->idempotent);
	ck_assert_uint_eq(set->effect->evidence->len, 1);
	ck_assert_str_eq(g_ptr_array_index(set->effect->evidence, 0), "configuration: it mails the shop");
	ck_assert_str_eq(sources_name(set->sources), "manifest+components+openapi+config");
	const Action *scrap = server_action(server, "delete_bike");
	ck_assert(scrap->effect->kind == EFFECT_DELETE && !scrap->effect->destructive);
	ck_assert_int_eq(scrap->effect->source, EFFECT_SET);
}
END_TEST

START_TEST(declared_effects)
{
	g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST);
	json_object_set_new(weir_json_pointer(manifest, "/actions/0"), "x-effect", json_string("send"));
	g_autoptr(Server) server = server_build(manifest, NULL, NULL, NULL, NULL);
	ck_assert_int_eq(server_action(server, "book_repair")->effect->source, EFFECT_DECLARED);
	ck_assert_int_eq(server_action(server, "book_repair")->effect->kind, EFFECT_SEND);
}
END_TEST

static const char ACTION_JSON[] =
	"{'name':'book_repair','display_name':'Book a repair','description':'Book a repair.',"
	"'docs':'Books **one** slot.','arguments':["
	"{'name':'frame','required':true,'type':'integer 1..9',"
	"'description':'The number under the bracket.',"
	"'schema':{'type':'integer','minimum':1,'maximum':9,'description':'Frame'}},"
	"{'name':'day','required':false,'description':'A day','schema':{'$ref':'#/$defs/Day'}},"
	"{'name':'parts','required':false,'type':'array of string, at most 3','description':null,"
	"'schema':{'type':'array','items':{'type':'string'},'maxItems':3}}],"
	"'env':['city'],'secrets':['apiKey'],'result':{'type':'object'},'errors':[{'type':'string'}],"
	"'call_path':'/connections/{id}/call/book_repair','form':'/connections/{id}/form/book_repair',"
	"'sources':'manifest+components+openapi','callable':true}";

static const char TRIGGER_JSON[] =
	"{'name':'repair_done','description':'A repair is done','docs':'Signed with HMAC-SHA256.',"
	"'route':{'path':'/workshop/repair-done/{subscriptionId}','method':'POST','source':'openapi'},"
	"'guard':'signature (docs: Signed with HMAC-SHA256)',"
	"'options':[{'name':'shop','required':true,'type':'string ..8','description':null,"
	"'schema':{'type':'string','maxLength':8}}],"
	"'secrets':[{'name':'signingSecret','required':false,'type':'string','description':null,"
	"'schema':{'type':'string'}}],'payload':{'$ref':'#/$defs/Done'},'sources':'manifest+openapi'}";

/* What other files decide is taken out; that it is there is checked. */
static json_t *without(json_t *json, const char *pointer, const char *member)
{
	json_t *object = weir_json_pointer(json, pointer);
	ck_assert_ptr_nonnull(json_object_get(object, member));
	json_object_del(object, member);
	return json;
}

static void assert_same(json_t *json, const char *quoted)
{
	g_autoptr(json_t) expected = parse_quoted(quoted);
	g_autofree char *left = weir_json_print(json), *right = weir_json_print(expected);
	ck_assert_str_eq(left, right);
}

START_TEST(json_members)
{
	g_autoptr(Server) server = workshop("mco", NULL);
	g_autoptr(json_t) action = action_json(server_action(server, "book_repair"));
	assert_same(without(without(action, "", "effect"), "/arguments/1", "type"), ACTION_JSON);
	g_autoptr(json_t) trigger = trigger_json(server_trigger(server, "repair_done"));
	assert_same(without(without(trigger, "", "effect"), "/route", "confidence"), TRIGGER_JSON);
	g_autoptr(Server) bare = workshop("m", NULL);
	g_autoptr(json_t) unknown = trigger_json(server_trigger(bare, "repair_done"));
	g_autofree char *route = weir_json_print(json_object_get(unknown, "route"));
	ck_assert_str_eq(route, "{\"confidence\":0.0,\"method\":null,\"path\":null,\"source\":null}");
	g_autoptr(json_t) less = action_json(server_action(bare, "delete_bike"));
	ck_assert(json_is_null(json_object_get(less, "env")));
	ck_assert(json_is_null(json_object_get(less, "display_name")));
	ck_assert(json_is_null(json_object_get(less, "result")));
	ck_assert(json_is_null(json_object_get(less, "form")));
}
END_TEST

START_TEST(wrong_documents)
{
	g_autoptr(json_t) object = parse("{}"), array = parse("[]"), text = parse("\"x\"");
	json_t *const wrong[][3] = { { array, NULL, NULL },
				     { NULL, object, NULL },
				     { NULL, NULL, array },
				     { object, array, text },
				     { NULL, NULL, NULL } };
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(server_build(wrong[i][0], wrong[i][1], wrong[i][2], NULL, &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL));
	}
	g_autoptr(Server) empty = server_build(object, array, object, NULL, NULL);
	ck_assert_uint_eq(empty->actions->len, 0);
	ck_assert(has_note(empty, "manifest#/actions: ", "nothing where a list belongs"));
	ck_assert(has_note(empty, "openapi#/paths: ", "nothing"));
}
END_TEST

/* A change of the workshop's documents, and the note that it must bring. */
static const struct {
	char document; /* m c o */
	const char *at, *member, *value, *place, *says;
} oddities[] = {
	{ 'm', "", "actions", "{}", "manifest#/actions: ", "object where a list belongs" },
	{ 'm', "/actions/0", "name", "5", "manifest#/actions/0/name: ", "integer where a string belongs" },
	{ 'm', "/actions/1", "name", "'book_repair'", "manifest#/actions/1/name: ", "there already" },
	{ 'm', "/actions/0", "name", "''", "manifest#/actions/0/name: ", "empty" },
	{ 'm', "/actions/0", "type", "'trigger'", "manifest#/actions/0/type: ", "\"action\"" },
	{ 'm', "/actions/0", "displayName", "[]", "manifest#/actions/0/displayName: ", "a string" },
	{ 'm', "/actions/0", "schema", "null", "manifest#/actions/0/schema: ", "null where an object" },
	{ 'm', "/actions/0/schema/call", "function", "1", "manifest#/actions/0/schema/call/function: ", "" },
	{ 'm', "/actions/0/schema/call/function", "name", "'x'", "function/name: ", "action's name" },
	{ 'm', "/actions/0/schema/call/function/parameters", "properties", "[]",
	  "parameters/properties: ", "array where an object" },
	{ 'm', "/actions/0/schema/call/function/parameters", "required", "['gears',3]",
	  "parameters/required: ", "\"gears\"" },
	{ 'm', "/actions/0/schema/call/function/parameters/properties", "frame", "7",
	  "properties/frame: ", "a schema" },
	{ 'm', "/actions/0/argumentDocs", "gears", "'How many'", "manifest#/actions/0/schema/call",
	  "\"gears\"" },
	{ 'm', "/triggers/0", "subscriptionSchema", "true", "manifest#/triggers/0/subscriptionSchema: ", "" },
	{ 'm', "/triggers/0/schema", "properties", "0", "manifest#/triggers/0/schema/properties: ", "" },
	{ 'm', "", "connection", "'none'", "manifest#/connection: ", "string where an object belongs" },
	{ 'm', "", "author", "{}", "manifest#/author: ", "a string" },
	{ 'c', "/0", "env", "'city'", "components#/0/env: ", "string where a list belongs" },
	{ 'c', "/0", "secrets", "[1]", "components#/0/secrets/0: ", "integer" },
	{ 'c', "/1", "name", "'book_repair'", "components#/1/name: ", "there already" },
	{ 'c', "/0/toolSchema/function", "parameters", "{}",
	  "components#/0/toolSchema/function/parameters: ", "other parameters" },
	{ 'o', "", "paths", "[]", "openapi#/paths: ", "array where an object belongs" },
	{ 'o', "/paths", "/workshop/ping", "3", "openapi#/paths/~1workshop~1ping: ", "integer" },
	{ 'o', "/paths", "/workshop/ping", "{}", "openapi#/paths/~1workshop~1ping: ", "without operations" },
	{ 'o', "/paths", "workshop", "{'post':{}}", "openapi#/paths/workshop: ", "begin with /" },
	{ 'o', "/paths", "/connections/{c}/call/ride", "{'post':{}}", "openapi#/paths/", "manifest" },
	{ 'o', "/paths", "/connections/{c}/subscriptions/ride", "{'post':{}}", "openapi#/paths/",
	  "a trigger" },
	{ 'o', "/paths", "/connections/{c}/form/ride", "{'get':{}}", "openapi#/paths/", "a form" },
	{ 'o', "/info", "title", "7", "openapi#/info/title: ", "a string" },
};

START_TEST(oddities_are_noted)
{
	for (gsize i = 0; i < G_N_ELEMENTS(oddities); i++) {
		g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST);
		g_autoptr(json_t) components = parse_quoted(WORKSHOP_COMPONENTS);
		g_autoptr(json_t) openapi = parse_quoted(WORKSHOP_OPENAPI);
		json_t *document = oddities[i].document == 'm'   ? manifest
				   : oddities[i].document == 'c' ? components
								 : openapi;
		json_t *at = weir_json_pointer(document, oddities[i].at);
		ck_assert(json_is_object(at));
		json_object_set_new(at, oddities[i].member, parse_quoted(oddities[i].value));
		g_autoptr(Server) server = server_build(manifest, components, openapi, NULL, NULL);
		ck_assert_ptr_nonnull(server);
		ck_assert_msg(has_note(server, oddities[i].place, oddities[i].says), "%s/%s: %u notes, %s",
			      oddities[i].at, oddities[i].member, server->notes->len,
			      server->notes->len > 0 ? (char *)g_ptr_array_index(server->notes, 0) : "");
	}
}
END_TEST

START_TEST(what_is_missing_in_openapi)
{
	g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST),
			  openapi = parse_quoted(WORKSHOP_OPENAPI);
	json_t *paths = json_object_get(openapi, "paths");
	json_object_del(paths, "/connections/{connection_id}/call/delete_bike");
	json_object_del(paths, "/connections/{connection_id}/subscriptions/repair_done");
	g_autoptr(Server) server = server_build(manifest, NULL, openapi, NULL, NULL);
	ck_assert(has_note(server, "openapi#/paths: ", "\"delete_bike\""));
	ck_assert(has_note(server, "openapi#/paths: ", "\"repair_done\""));
	ck_assert(server_action(server, "delete_bike")->callable);
}
END_TEST

static const struct {
	const char *docs, *instructions, *description, *parameters, *secrets;
	gboolean token;
	const char *guard;
} guards[] = {
	{ NULL, NULL, NULL, NULL, NULL, FALSE, "nothing seen" },
	{ NULL, NULL, NULL, NULL, NULL, TRUE, "bearer token of the server" },
	{ "It is HMAC-SHA256 of the body. Else 401.", NULL, NULL, NULL, NULL, TRUE,
	  "signature (docs: HMAC-SHA256 of the body)" },
	{ "Events are not signed.", NULL, NULL, NULL, NULL, FALSE, "nothing seen" },
	{ "There is no signature and no HMAC.", NULL, NULL, NULL, NULL, FALSE, "nothing seen" },
	{ "Unsigned. Since May a signature is sent, too", NULL, NULL, NULL, NULL, FALSE,
	  "signature (docs: signature is sent, too)" },
	{ NULL, "Choose a signing secret.", NULL, NULL, NULL, FALSE,
	  "signature (instructions: signing secret)" },
	{ NULL, NULL, "A design was signed off in Assignments", NULL, NULL, FALSE,
	  "signature (description: signed off in Assignments)" },
	{ NULL, NULL, NULL, "[{'in':'header','name':'X-Hub-Signature-256'}]", NULL, TRUE,
	  "signature (header X-Hub-Signature-256)" },
	{ NULL, NULL, NULL, "[{'in':'header','name':'x-api-key'},{'in':'header','name':'x-sign'}]", NULL,
	  FALSE, "signature (header x-sign)" },
	{ NULL, NULL, NULL, "[{'in':'query','name':'token'}]", NULL, FALSE, "shared secret (query token)" },
	{ NULL, NULL, NULL, "[{'in':'path','name':'token'},7,{'in':'header'}]", NULL, FALSE, "nothing seen" },
	{ NULL, NULL, NULL, NULL, "{'webhookSecret':{}}", FALSE,
	  "signature (secret webhookSecret of each subscription)" },
	{ NULL, NULL, NULL, NULL, "{'apiKey':{},'password':{}}", FALSE, "nothing seen" },
};

START_TEST(what_guards_a_route)
{
	for (gsize i = 0; i < G_N_ELEMENTS(guards); i++) {
		g_autoptr(json_t) manifest = json_pack(
			"{s:[], s:[{s:s, s:s?, s:s?, s:s?, s:{s:{s:{s:{s:{s:o}}}}}}]}", "actions", "triggers",
			"name", "t", "docs", guards[i].docs, "installInstructions", guards[i].instructions,
			"description", guards[i].description, "subscriptionSchema", "properties", "data",
			"properties", "secrets", "properties",
			parse_quoted(guards[i].secrets != NULL ? guards[i].secrets : "{}"));
		g_autoptr(json_t) openapi =
			json_pack("{s:{s:{s:{s:o}}}}", "paths", "/t/{sub}", "post", "parameters",
				  parse_quoted(guards[i].parameters != NULL ? guards[i].parameters : "[]"));
		g_autoptr(Target) target = target_new("x", "https://x.example");
		target->token = guards[i].token ? g_strdup("env:T") : NULL;
		g_autoptr(Server) server = server_build(manifest, NULL, openapi, target, NULL);
		ck_assert_str_eq(server_trigger(server, "t")->guard, guards[i].guard);
	}
}
END_TEST

START_TEST(cycles_and_dangling)
{
	g_autoptr(json_t) manifest = parse_quoted(
		"{'actions':[{'type':'action','name':'a','schema':{'call':{'function':{'parameters':"
		"{'$ref':'#/$defs/A','$defs':{'A':{'$ref':'#/$defs/B'},'B':{'$ref':'#/$defs/A'}}}}}}},"
		"{'type':'action','name':'b','schema':{'call':{'function':{'parameters':"
		"{'$ref':'#/$defs/Gone'}}}}},"
		"{'type':'action','name':'c','schema':{'call':{'function':{'parameters':"
		"{'properties':{'tree':{'$ref':'#/$defs/Tree'}},'$defs':{'Tree':{'type':'object',"
		"'properties':{'left':{'$ref':'#/$defs/Tree'}}}}}}}}}],'triggers':[]}");
	g_autoptr(Server) server = server_build(manifest, NULL, NULL, NULL, NULL);
	ck_assert_uint_eq(server->actions->len, 3);
	ck_assert(has_note(server, "manifest#/actions/1/schema/call/function/parameters: ", "$ref"));
	ck_assert_str_eq(argument(server_action(server, "c")->arguments, 0)->name, "tree");
}
END_TEST

START_TEST(absurd_lengths)
{
	g_autofree char *longest = g_strnfill(4 * 1024 * 1024, 'n');
	memcpy(longest, "signed ", 7);
	g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST);
	json_t *action = weir_json_pointer(manifest, "/actions/0");
	json_t *trigger = weir_json_pointer(manifest, "/triggers/0");
	json_object_set_new(action, "name", json_string(longest));
	json_object_set_new(action, "description", json_string(longest));
	json_object_set_new(trigger, "docs", json_string(longest));
	json_object_set_new(json_object_get(action, "argumentDocs"), longest, json_integer(1));
	json_object_set_new(weir_json_pointer(action, "/schema/call/function/parameters/properties"), longest,
			    json_integer(1));
	g_autoptr(Server) server = server_build(manifest, NULL, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(server_action(server, longest));
	ck_assert_uint_lt(strlen(server_trigger(server, "repair_done")->guard), 200);
	ck_assert_uint_gt(server->notes->len, 0);
	for (guint i = 0; i < server->notes->len; i++)
		ck_assert_uint_lt(strlen(g_ptr_array_index(server->notes, i)), 600);
}
END_TEST

/* Ten thousand odd entries make a thousand notes and one more. */
START_TEST(notes_end)
{
	g_autoptr(json_t) actions = json_array();
	for (int i = 0; i < 10000; i++)
		json_array_append_new(actions, json_integer(i));
	g_autoptr(json_t) manifest = json_pack("{s:O, s:[]}", "actions", actions, "triggers");
	g_autoptr(Server) server = server_build(manifest, NULL, NULL, NULL, NULL);
	ck_assert_uint_eq(server->notes->len, 1001);
	ck_assert_str_eq(g_ptr_array_index(server->notes, 999),
			 "manifest#/actions/999: integer where an object belongs");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { all_three,
				       the_trigger,
				       documents_missing,
				       recorded_servers,
				       operators_say,
				       declared_effects,
				       json_members,
				       wrong_documents,
				       oddities_are_noted,
				       what_is_missing_in_openapi,
				       what_guards_a_route,
				       cycles_and_dangling,
				       absurd_lengths,
				       notes_end,
				       NULL };
	return suite_run("model/server", tests);
}
