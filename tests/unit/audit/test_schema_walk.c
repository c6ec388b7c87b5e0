/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/schema_walk.h"

#include <string.h>

#include "base/json.h"
#include "suite.h"

static json_t *json_of(const char *text)
{
	g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
	json_t *json = weir_json_read(quoted, strlen(quoted), NULL, NULL, NULL);
	ck_assert_msg(json != NULL, "%s", text);
	return json;
}

static gboolean note(const SchemaSpot *spot, gpointer told)
{
	const char *loose = spot_looseness(spot);
	g_string_append_printf(told, "%s%s%s%s%s%s\n", spot->pointer, spot->argument != NULL ? " " : "",
			       spot->argument != NULL ? spot->argument : "",
			       spot->required ? " required" : "", loose != NULL ? ": " : "",
			       loose != NULL ? loose : "");
	return TRUE;
}

static char *walked(const char *text, gboolean whole)
{
	g_autoptr(json_t) schema = json_of(text);
	SchemaPlace place = { .schema = schema, .pointer = "" };
	GString *told = g_string_new(NULL);
	ck_assert_int_eq(schema_walk(&place, note, told), whole);
	return g_string_free(told, FALSE);
}

static void walks(const char *text, const char *expected)
{
	g_autofree char *told = walked(text, TRUE);
	ck_assert_str_eq(told, expected);
}

START_TEST(members_and_items)
{
	walks("{'type':'object','properties':{'a':{'type':'string'},'b/c':{'type':'array','items':{'type':"
	      "'integer'}}},'required':['a']}",
	      "\n/properties/a a required\n/properties/b~1c b/c\n/properties/b~1c/items b/c\n");
}
END_TEST

START_TEST(references_are_followed)
{
	walks("{'$defs':{'R':{'type':'object','properties':{'n':{'type':'string'}}}},'type':'object',"
	      "'properties':{'r':{'anyOf':[{'$ref':'#/$defs/R'},{'type':'null'}],'default':null}}}",
	      "\n/properties/r r\n/$defs/R r\n/$defs/R/properties/n r\n/properties/r/anyOf/1 r\n");
}
END_TEST

START_TEST(the_nearest_definitions_count)
{
	walks("{'type':'object','properties':{'r':{'$defs':{'R':{'type':'string'}},'allOf':[{'$ref':'#/$defs/"
	      "R'}]}}}",
	      "\n/properties/r r\n/properties/r/$defs/R r\n");
}
END_TEST

START_TEST(a_root_elsewhere)
{
	g_autoptr(json_t) root = json_of("{'x':{'$ref':'#/y'},'y':{'type':'string'}}");
	SchemaPlace place = { json_object_get(root, "x"), "/a/x", root, "/a", NULL };
	g_autoptr(GString) told = g_string_new(NULL);
	ck_assert(schema_walk(&place, note, told));
	ck_assert_str_eq(told->str, "/a/y\n");
}
END_TEST

START_TEST(what_leads_nowhere_is_told)
{
	walks("{'type':'object','properties':{'r':{'$ref':'#/$defs/R'}}}",
	      "\n/properties/r r: a $ref that leads nowhere\n");
	walks("{'$ref':'#'}", ": a $ref that leads nowhere\n");
}
END_TEST

START_TEST(a_model_that_holds_itself_ends)
{
	walks("{'$defs':{'N':{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#/$defs/N'},{'type':"
	      "'null'}]}}}},'$ref':'#/$defs/N'}",
	      "/$defs/N\n/$defs/N/properties/next next\n/$defs/N/properties/next/anyOf/1 next\n");
}
END_TEST

/* Twenty models, each holding the next one twice: a million paths, and a spot for each model and argument. */
START_TEST(a_bush_of_models_is_walked_once)
{
	g_autoptr(GString) text = g_string_new("{'$defs':{");
	for (int i = 0; i < 20; i++)
		g_string_append_printf(text,
				       "'M%d':{'type':'object','properties':{'a':{'$ref':'#/$defs/M%d'},'b':"
				       "{'$ref':'#/$defs/M%d'}}},",
				       i, i + 1, i + 1);
	g_string_append(text, "'M20':{'type':'string'}},'$ref':'#/$defs/M0'}");
	g_autofree char *told = walked(text->str, TRUE);
	g_auto(GStrv) lines = g_strsplit(told, "\n", -1);
	ck_assert_uint_eq(g_strv_length(lines), 1 + 20 + 20 + 1);
}
END_TEST

START_TEST(what_is_wide_is_cut)
{
	g_autoptr(GString) text = g_string_new("{'type':'object','properties':{");
	for (int i = 0; i <= SCHEMA_WALK_SPOTS; i++)
		g_string_append_printf(text, "%s'p%d':{'type':'string'}", i > 0 ? "," : "", i);
	g_string_append(text, "}}");
	g_autofree char *told = walked(text->str, FALSE);
}
END_TEST

START_TEST(what_is_deep_is_cut)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < 40; i++)
		g_string_append(text, "{'allOf':[");
	g_string_append(text, "{'type':'string'}");
	for (int i = 0; i < 40; i++)
		g_string_append(text, "]}");
	g_autoptr(json_t) schema = NULL;
	g_strdelimit(text->str, "'", '"');
	schema = json_loads(text->str, 0, NULL);
	SchemaPlace place = { .schema = schema, .pointer = "" };
	g_autoptr(GString) told = g_string_new(NULL);
	ck_assert(!schema_walk(&place, note, told));
}
END_TEST

static const char *looseness;

static gboolean keep_looseness(const SchemaSpot *spot, gpointer data)
{
	if (spot->argument != NULL && looseness == NULL)
		looseness = spot_looseness(spot);
	return TRUE;
}

static const char *loose(const char *property)
{
	g_autofree char *text = g_strdup_printf("{'type':'object','properties':{'a':%s}}", property);
	g_autoptr(json_t) schema = json_of(text);
	SchemaPlace place = { .schema = schema, .pointer = "" };
	looseness = NULL;
	ck_assert(schema_walk(&place, keep_looseness, NULL));
	return looseness;
}

START_TEST(looseness_of_schemas)
{
	static const char *const tight[] = {
		"{'type':'string'}",
		"{'enum':[1]}",
		"{'const':null}",
		"false",
		"{'type':'object','properties':{'b':{'type':'string'}}}",
		"{'type':'object','additionalProperties':{'type':'string'}}",
		"{'type':'object','additionalProperties':false}",
		"{'type':'object','properties':{},'additionalProperties':false}",
		"{'type':['string','null']}",
		"{'anyOf':[{'type':'string'},{'type':'null'}]}",
		"{'type':'array','items':{'type':'string'}}",
		"{'type':'array','prefixItems':[{'type':'string'}],'items':false}",
		"{'allOf':[{'type':'string'},{'description':'x'}]}",
		"{'type':'string','anyOf':[{'pattern':'a'},{'pattern':'b'}]}",
		"{'type':'object','properties':{'b':{'type':'string'}},'anyOf':[{'required':['b']}]}",
	};
	static const char *const wide[] = {
		"{}",
		"true",
		"{'description':'anything'}",
		"{'type':'object'}",
		"{'type':'object','additionalProperties':true}",
		"{'type':['object','null']}",
		"{'type':'array'}",
		"{'type':'array','items':{}}",
		"{'type':'array','items':true}",
		"{'type':'array','items':{'type':'object'}}",
		"{'anyOf':[{},{'type':'null'}]}",
		"{'anyOf':[{'type':'object'},{'type':'null'}]}",
		"{'type':'object','properties':{'b':{}}}",
		"{'type':'object','additionalProperties':{'type':'object'}}",
		"{'$ref':'#/$defs/None'}",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(tight); i++)
		ck_assert_msg(loose(tight[i]) == NULL, "%s: %s", tight[i], looseness);
	for (gsize i = 0; i < G_N_ELEMENTS(wide); i++)
		ck_assert_msg(loose(wide[i]) != NULL, "%s", wide[i]);
}
END_TEST

static gboolean look_for_length(const SchemaSpot *spot, gpointer found)
{
	if (spot_is(spot, "string"))
		*(gboolean *)found = spot_keyword(spot, "maxLength") != NULL;
	return TRUE;
}

START_TEST(keywords_around_a_branch_count)
{
	static const char *const with[] = {
		"{'anyOf':[{'type':'string'},{'type':'null'}],'maxLength':5}",
		"{'type':'string','allOf':[{'maxLength':5}]}",
		"{'allOf':[{'type':'string'},{'maxLength':5}]}",
		"{'$defs':{'S':{'type':'string'}},'$ref':'#/$defs/S','maxLength':5}",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(with); i++) {
		g_autoptr(json_t) schema = json_of(with[i]);
		SchemaPlace place = { .schema = schema, .pointer = "" };
		gboolean found = FALSE;
		schema_walk(&place, look_for_length, &found);
		ck_assert_msg(found, "%s", with[i]);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { members_and_items,
				       references_are_followed,
				       the_nearest_definitions_count,
				       a_root_elsewhere,
				       what_leads_nowhere_is_told,
				       a_model_that_holds_itself_ends,
				       a_bush_of_models_is_walked_once,
				       what_is_wide_is_cut,
				       what_is_deep_is_cut,
				       looseness_of_schemas,
				       keywords_around_a_branch_count,
				       NULL };
	return suite_run("audit/schema_walk", tests);
}
