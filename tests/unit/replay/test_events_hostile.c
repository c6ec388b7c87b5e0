/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events from schemas that are made to take for ever: with cycles, with 10,000 properties, with patterns that
 * backtrack.  Nothing is timed: each row ends, with an event or a reason, long before the suite stops it. */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/event.h"
#include "model/schema.h"
#include "replay/case_build.h"
#include "suite.h"

/* Sanitizers make it some ten times slower. */
#ifdef __SANITIZE_ADDRESS__
enum { MANY = 1000 };
#else
enum { MANY = 3000 };
#endif
enum { LONG = 2000, SEED = 1 };

/* ---- schemas ---- */

#define ME "{'$ref':'#/$defs/s'}"
#define CYCLE(schema) "{'$ref':'#/$defs/s','$defs':{'s':" schema "}}"

static json_t *read_json(const char *text)
{
	g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
	json_t *value = json_loads(quoted, JSON_DECODE_ANY, NULL);
	ck_assert_msg(value != NULL, "%s", text);
	return value;
}

/* Members of one schema; the last is required, or all of them. */
static json_t *many(const char *member, gboolean all, gboolean closed)
{
	json_t *properties = json_object(), *required = json_array();
	for (int i = 0; i < MANY; i++) {
		g_autofree char *name = g_strdup_printf("p%d", i);
		json_object_set_new(properties, name, read_json(member));
		if (all || i + 1 == MANY)
			json_array_append_new(required, json_string(name));
	}
	json_t *schema =
		json_pack("{s:s,s:o,s:o}", "type", "object", "properties", properties, "required", required);
	if (closed)
		json_object_set_new(schema, "additionalProperties", json_false());
	return schema;
}

static json_t *many_plain(void)
{
	return many("{'type':'string'}", FALSE, TRUE);
}

static json_t *many_required(void)
{
	return many("{'type':['integer','null'],'minimum':3}", TRUE, FALSE);
}

static json_t *many_references(void)
{
	json_t *schema = many("{'$ref':'#/$defs/a'}", TRUE, TRUE);
	json_object_set_new(schema, "$defs",
			    read_json("{'a':{'allOf':[{'$ref':'#/$defs/b'}]},"
				      "'b':{'anyOf':[{'type':'string'},{'type':'null'}]}}"));
	return schema;
}

/* Each leads to all of them. */
static json_t *many_cycles(void)
{
	return json_pack("{s:s,s:{s:o}}", "$ref", "#/$defs/s", "$defs", "s", many(ME, FALSE, FALSE));
}

static json_t *many_patterns(void)
{
	return many("{'type':'string','pattern':'^(a+)+$','minLength':40}", TRUE, TRUE);
}

static json_t *many_names(void)
{
	json_t *schema = many("{'type':'string'}", TRUE, FALSE), *patterns = json_object();
	for (int i = 0; i < 100; i++) {
		g_autofree char *pattern = g_strdup_printf("^(p|[0-9])*%d$", i);
		json_object_set_new(patterns, pattern, json_true());
	}
	json_object_set_new(schema, "patternProperties", patterns);
	json_object_set_new(schema, "additionalProperties", json_false());
	return schema;
}

/* What the author wrote comes first, and each of these has to be tried against its pattern. */
static json_t *hostile_examples(void)
{
	g_autofree char *text = g_strnfill(LONG, 'a');
	text[LONG - 1] = '!';
	json_t *properties = json_object();
	for (int i = 0; i < 100; i++) {
		g_autofree char *name = g_strdup_printf("p%d", i);
		json_object_set_new(properties, name,
				    json_pack("{s:s,s:s,s:[s,s],s:s}", "type", "string", "pattern",
					      i % 2 ? "^(a+)+$" : "^(a|aa)+$", "examples", text, text,
					      "default", text));
	}
	return json_pack("{s:s,s:o}", "type", "object", "properties", properties);
}

static const struct {
	const char *name, *text;
	json_t *(*make)(void);
	gboolean possible; /* an event must come of it */
} schemas[] = {
	{ "itself", CYCLE(ME), NULL, FALSE },
	{ "itself by allOf", CYCLE("{'type':'object','allOf':[{'$ref':'#/$defs/s'}]}"), NULL, FALSE },
	{ "two that are each other",
	  "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}", NULL, FALSE },
	{ "a required member that is itself",
	  CYCLE("{'type':'object','properties':{'n':{'$ref':'#/$defs/s'}},'required':['n']}"), NULL, FALSE },
	{ "a member that is itself", CYCLE("{'type':'object','properties':{'n':{'$ref':'#/$defs/s'}}}"), NULL,
	  TRUE },
	{ "a tree",
	  CYCLE("{'type':'object','properties':{'l':{'type':'array','minItems':1,'items':{'$ref':'#/$defs/"
		"s'}},"
		"'v':{'type':'integer'}},'required':['v']}"),
	  NULL, TRUE },
	{ "eight members that are itself",
	  CYCLE("{'type':'object','properties':{'a':" ME ",'b':" ME ",'c':" ME ",'d':" ME ",'e':" ME
		",'f':" ME ",'g':" ME ",'h':" ME "}}"),
	  NULL, TRUE },
	{ "any of itself or a number",
	  CYCLE("{'type':'object','properties':{'n':{'anyOf':[" ME
		",{'type':'integer'}]}},'required':['n']}"),
	  NULL, TRUE },
	{ "any member is itself", CYCLE("{'type':'object','additionalProperties':" ME ",'minProperties':9}"),
	  NULL, FALSE },
	{ "not itself", CYCLE("{'type':'object','not':" ME "}"), NULL, FALSE },
	{ "10,000 properties", NULL, many_plain, TRUE },
	{ "10,000 that are required", NULL, many_required, TRUE },
	{ "10,000 references", NULL, many_references, TRUE },
	{ "10,000 cycles", NULL, many_cycles, FALSE },
	{ "10,000 patterns", NULL, many_patterns, FALSE },
	{ "10,000 names against 100 patterns", NULL, many_names, FALSE },
	{ "examples that backtrack", NULL, hostile_examples, FALSE },
};

/* ---- a server with one trigger ---- */

#define PATH "/hooks/{subscriptionId}"

static Server *server_with(json_t *schema)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) manifest = json_pack("{s:[],s:[{s:s}]}", "actions", "triggers", "name", "one");
	g_autoptr(json_t) openapi = json_pack("{s:{s:{s:{s:{s:{s:{s:O}}}}}}}", "paths", PATH, "post",
					      "requestBody", "content", "application/json", "schema", schema);
	g_autoptr(Target) target = target_new("desk", "http://127.0.0.1:1");
	TriggerSettings *settings = target_add_trigger(target, "one");
	settings->route = g_strdup("POST " PATH);
	Server *server = server_build(manifest, NULL, openapi, target, &error);
	ck_assert_msg(server != NULL, "%s", error != NULL ? error->message : "");
	return server;
}

/* ---- what is done with it ---- */

static void is_refused(const Schema *compiled, json_t *event, const char *what)
{
	if (event != NULL)
		ck_assert_msg(schema_validate(compiled, event, NULL, NULL) != SCHEMA_VALID, "%s", what);
	json_decref(event);
}

static void spoil(json_t *event, json_t *schema, json_t *root)
{
	gboolean refused = FALSE;
	g_autoptr(Schema) compiled = schema_new(schema, root, NULL);
	is_refused(compiled, event_wrong_type(event, schema, root), "wrong type");
	is_refused(compiled, event_missing_field(event, schema, root), "missing field");
	json_t *extra = event_extra_field(event, schema, root, &refused);
	if (refused)
		is_refused(compiled, extra, "extra field");
	else
		json_decref(extra);
}

static void sample_and_spoil(const Server *server, EventSize size, gboolean possible)
{
	g_autoptr(GError) error = NULL;
	const Trigger *trigger = server_trigger(server, "one");
	json_t *root = NULL, *schema = event_schema(server, trigger, &root);
	g_autoptr(json_t) event = event_sample(server, trigger, size, SEED, &error);
	ck_assert(schema != NULL && (event == NULL) == (error != NULL));
	ck_assert_msg(event != NULL || !possible, "%s", error != NULL ? error->message : "");
	if (event == NULL)
		return;
	g_autoptr(Schema) compiled = schema_new(schema, root, NULL);
	ck_assert_int_ne(schema_validate(compiled, event, NULL, NULL), SCHEMA_INVALID);
	spoil(event, schema, root);
}

START_TEST(a_hostile_schema_ends)
{
	g_autoptr(json_t) schema =
		schemas[_i].make != NULL ? schemas[_i].make() : read_json(schemas[_i].text);
	g_autoptr(Server) server = server_with(schema);
	sample_and_spoil(server, EVENT_MINIMAL, schemas[_i].possible);
	sample_and_spoil(server, EVENT_FULL, schemas[_i].possible);
}
END_TEST

/* ---- an event of a file, made for the schema's patterns ---- */

static json_t *hostile_event(const char *pattern, json_t **schema)
{
	g_autofree char *text = g_strnfill(LONG, 'a');
	text[LONG - 1] = '!';
	json_t *event = json_object(), *properties = json_object();
	for (int i = 0; i < 200; i++) {
		g_autofree char *name = g_strdup_printf("p%03d", i);
		json_object_set_new(event, name, json_string(text));
		json_object_set_new(properties, name, json_pack("{s:s}", "pattern", pattern));
	}
	*schema =
		json_pack("{s:s,s:o,s:[s]}", "type", "object", "properties", properties, "required", "p199");
	return event;
}

START_TEST(an_event_that_backtracks_ends)
{
	static const char *const patterns[] = { "^(a+)+$", "^(a|aa)+$", "^(.*a){20}$", "(?=(a+)+$)b|(a+)+$" };
	for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++) {
		json_t *made = NULL;
		g_autoptr(json_t) event = hostile_event(patterns[i], &made);
		g_autoptr(json_t) schema = made;
		spoil(event, schema, schema);
	}
}
END_TEST

/* The whole of the cases, as they are made before anything is sent. */
START_TEST(cases_of_a_hostile_event_end)
{
	json_t *made = NULL;
	g_autoptr(json_t) event = hostile_event("^(a+)+$", &made);
	g_autoptr(json_t) schema = made;
	g_autoptr(Server) server = server_with(schema);
	g_autoptr(Target) target = target_new("desk", "http://127.0.0.1:1");
	g_autoptr(GBytes) body = event_bytes(event);
	const Trigger *trigger = server_trigger(server, "one");
	ReplaySetup setup = {
		.target = target, .server = server, .trigger = trigger, .canary = TRUE, .body = body
	};
	setup.own = (ReplaySubscription){ trigger, "sub-1", "con-1", "mark", NULL };
	for (const struct replay_case *row = replay_cases; row->id != NULL; row++) {
		CaseBuild *build = case_build(row, &setup, NULL);
		ck_assert_msg((build->n > 0) == (build->reason == NULL), "%s", row->id);
		case_build_free(build);
	}
}
END_TEST

/* The one that is required is found behind all those that are not. */
START_TEST(a_required_member_is_found_among_many)
{
	g_autoptr(json_t) schema = many_plain();
	g_autoptr(json_t) event = json_object();
	for (int i = 0; i < MANY; i++) {
		g_autofree char *name = g_strdup_printf("p%d", i);
		json_object_set_new(event, name, json_string("x"));
	}
	g_autoptr(json_t) missing = event_missing_field(event, schema, schema);
	ck_assert_ptr_nonnull(missing);
	ck_assert_uint_eq(json_object_size(missing), MANY - 1);
	g_autofree char *last = g_strdup_printf("p%d", MANY - 1);
	ck_assert_ptr_null(json_object_get(missing, last));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { an_event_that_backtracks_ends, cases_of_a_hostile_event_end,
				       a_required_member_is_found_among_many, NULL };
	return suite_run_looped("replay/events-hostile", tests, a_hostile_schema_ends,
				(int)G_N_ELEMENTS(schemas));
}
