/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schemas, patterns and instances made to take for ever.  Each test ends because the work is counted: the
 * verdict of a small budget shows that, and that of the whole budget comes before the test times out. */
#include "schema_help.h"

#include <string.h>

static SchemaVerdict run(json_t *json, json_t *instance, gint64 work)
{
	const SchemaOptions options = { .work = work };
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	ck_assert_ptr_nonnull(schema);
	g_autoptr(GPtrArray) errors = help_errors();
	SchemaVerdict quiet = schema_validate(schema, instance, &options, NULL);
	ck_assert_int_eq(schema_validate(schema, instance, &options, errors), quiet);
	return quiet;
}

static SchemaVerdict run_text(const char *schema, const char *instance)
{
	g_autoptr(json_t) json = help_json(schema);
	g_autoptr(json_t) value = help_json(instance);
	return run(json, value, 0);
}

START_TEST(recursion_onto_itself)
{
	ck_assert_int_eq(run_text("{'$ref':'#'}", "1"), SCHEMA_UNKNOWN);
	ck_assert_int_eq(run_text("{'allOf':[{'$ref':'#'}]}", "1"), SCHEMA_UNKNOWN);
	ck_assert_int_eq(run_text("{'anyOf':[{'$ref':'#'},{'$ref':'#'}]}", "1"), SCHEMA_UNKNOWN);
	ck_assert_int_eq(run_text("{'not':{'$ref':'#'}}", "1"), SCHEMA_UNKNOWN);
	ck_assert_int_eq(run_text("{'$dynamicAnchor':'a','if':{'$dynamicRef':'#a'},'then':true}", "1"),
			 SCHEMA_UNKNOWN);
	ck_assert_int_eq(run_text("{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},"
				  "'b':{'$ref':'#/$defs/a'}}}",
				  "1"),
			 SCHEMA_UNKNOWN);
	/* Onto itself by way of the instance is what trees are made of. */
	ck_assert_int_eq(run_text("{'type':'array','items':{'$ref':'#'}}", "[[],[[],[[]]]]"), SCHEMA_VALID);
	ck_assert_int_eq(run_text("{'type':'array','items':{'$ref':'#'}}", "[[],[[],[1]]]"), SCHEMA_INVALID);
}
END_TEST

/* $defs d0..dN, each {KEYWORD: [dN+1, dN+1]}: 2^N paths to the end. */
static json_t *tree(const char *keyword, int depth, json_t *end)
{
	json_t *json = json_pack("{s:s,s:{}}", "$ref", "#/$defs/d0", "$defs");
	json_t *definitions = json_object_get(json, "$defs");
	for (int i = 0; i < depth; i++) {
		g_autofree char *name = g_strdup_printf("d%d", i);
		g_autofree char *next = g_strdup_printf("#/$defs/d%d", i + 1);
		json_object_set_new(definitions, name,
				    json_pack("{s:[{s:s},{s:s}]}", keyword, "$ref", next, "$ref", next));
	}
	g_autofree char *last = g_strdup_printf("d%d", depth);
	json_object_set_new(definitions, last, end);
	return json;
}

START_TEST(exponential_trees_of_references)
{
	static const struct {
		const char *keyword;
		gboolean end; /* the value that makes every branch count */
	} trees[] = { { "allOf", TRUE }, { "anyOf", FALSE }, { "oneOf", FALSE }, { "oneOf", TRUE } };
	g_autoptr(json_t) instance = json_integer(1);
	for (guint i = 0; i < G_N_ELEMENTS(trees); i++) {
		g_autoptr(json_t) json = tree(trees[i].keyword, 60, json_boolean(trees[i].end));
		ck_assert_int_eq(run(json, instance, 0), SCHEMA_UNKNOWN);
		g_autoptr(json_t) small = tree(trees[i].keyword, 8, json_boolean(trees[i].end));
		ck_assert_int_ne(run(small, instance, 0), SCHEMA_UNKNOWN);
		ck_assert_int_eq(run(small, instance, 100), SCHEMA_UNKNOWN);
	}
}
END_TEST

START_TEST(long_chains_of_references)
{
	g_autoptr(json_t) json = json_pack("{s:s,s:{}}", "$ref", "#/$defs/d0", "$defs");
	json_t *definitions = json_object_get(json, "$defs");
	for (int i = 0; i < 10000; i++) {
		g_autofree char *name = g_strdup_printf("d%d", i);
		g_autofree char *next = g_strdup_printf("#/$defs/d%d", i + 1);
		json_object_set_new(definitions, name, json_pack("{s:s}", "$ref", next));
	}
	json_object_set_new(definitions, "d10000", json_pack("{s:s}", "type", "integer"));
	g_autoptr(json_t) number = json_integer(1);
	g_autoptr(json_t) text = json_string("x");
	ck_assert_int_eq(run(json, number, 0), SCHEMA_VALID);
	ck_assert_int_eq(run(json, text, 0), SCHEMA_INVALID);
	ck_assert_ptr_null(schema_resolve(json, NULL));
	/* With something beside each $ref the chain is walked, as deep as the run may go. */
	const char *name;
	json_t *value;
	json_object_foreach (definitions, name, value)
		json_object_set_new(value, "maximum", json_integer(5));
	ck_assert_int_eq(run(json, number, 0), SCHEMA_UNKNOWN);
}
END_TEST

static json_t *nested(const char *before, int depth, const char *after)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < depth; i++)
		g_string_append(text, before);
	g_string_append(text, "true");
	for (int i = 0; i < depth; i++)
		g_string_append(text, after);
	return json_loads(text->str, JSON_DECODE_ANY, NULL);
}

START_TEST(deep_nesting)
{
	g_autoptr(json_t) json = nested("{\"items\":", 1500, "}");
	g_autoptr(json_t) instance = nested("[", 1500, "]");
	ck_assert_ptr_nonnull(json);
	ck_assert_ptr_nonnull(instance);
	ck_assert_int_eq(run(json, instance, 0), SCHEMA_UNKNOWN);
	g_autofree char *summary = schema_summary(json, NULL);
	ck_assert_uint_lt(strlen(summary), 200);
	g_autoptr(json_t) unique = json_pack("{s:b}", "uniqueItems", 1);
	ck_assert_int_eq(run(unique, instance, 0), SCHEMA_VALID);
	g_autoptr(json_t) constant = json_pack("{s:O}", "const", instance);
	ck_assert_int_eq(run(constant, instance, 0), SCHEMA_VALID);
}
END_TEST

START_TEST(unique_items_are_not_compared_in_pairs)
{
	g_autoptr(json_t) json = json_pack("{s:b}", "uniqueItems", 1);
	g_autoptr(json_t) array = json_array();
	for (int i = 0; i < 100000; i++)
		json_array_append_new(array, json_integer(i));
	/* A pair each would be 5,000,000,000 steps. */
	ck_assert_int_eq(run(json, array, 300000), SCHEMA_VALID);
	json_array_append_new(array, json_real(99999.0));
	ck_assert_int_eq(run(json, array, 300000), SCHEMA_INVALID);
	ck_assert_int_eq(run(json, array, 1000), SCHEMA_UNKNOWN);
}
END_TEST

START_TEST(unique_objects_are_not_compared_in_pairs)
{
	g_autoptr(json_t) json = json_pack("{s:b}", "uniqueItems", 1);
	g_autoptr(json_t) array = json_array();
	for (int i = 0; i < 100000; i++)
		json_array_append_new(array, json_pack("{s:i,s:[s]}", "a", i, "b", "x"));
	ck_assert_int_eq(run(json, array, 1000000), SCHEMA_VALID);
}
END_TEST

static json_t *repeated(char character, gsize length, char last)
{
	g_autofree char *text = g_strnfill(length, character);
	text[length - 1] = last;
	return json_string(text);
}

/* Each of these takes more steps than there are, on 40 characters or on 100,000. */
START_TEST(catastrophic_patterns)
{
	static const char *const patterns[] = {
		"^(a+)+$",          "(a+)+$",      "^(a|a)*$",
		"^(a|aa)*$",        "^(.*a){20}$", "(a?){60}a{60}[bc]$",
		"^(\\w+\\s?)*$",    "(.+)+[bc]$",  "(?=(a+)+$)b|(a+)+$",
		"((a+)\\2?)+[bc]$",
	};
	g_autoptr(json_t) small = repeated('a', 40, '!');
	g_autoptr(json_t) large = repeated('a', 100000, '!');
	for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
		g_autoptr(json_t) json = json_pack("{s:s}", "pattern", patterns[i]);
		g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
		ck_assert_uint_eq(schema_notes(schema)->len, 0);
		ck_assert_int_ne(run(json, small, 0), SCHEMA_VALID);
		ck_assert_int_eq(run(json, large, 0), SCHEMA_UNKNOWN);
	}
}
END_TEST

START_TEST(scanning_patterns_count_the_distance)
{
	/* No backtracking to count, but each of a million starts would run to the end. */
	static const char *const patterns[] = { "[^b]*[bc]$", "\\s+$", "a*[bc]", "(?:[^b])*[bc]",
						".*x|.*y$" };
	g_autoptr(json_t) large = repeated('a', 1 << 20, '!');
	g_autoptr(json_t) spaces = repeated(' ', 1 << 20, '!');
	for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
		g_autoptr(json_t) json = json_pack("{s:s}", "pattern", patterns[i]);
		ck_assert_int_ne(run(json, i == 1 ? spaces : large, 0), SCHEMA_VALID);
	}
	/* An ordinary one is decided. */
	g_autoptr(json_t) plain = json_pack("{s:s}", "pattern", "^[a-z]+!$");
	ck_assert_int_eq(run(plain, large, 0), SCHEMA_VALID);
}
END_TEST

START_TEST(patterns_that_grow)
{
	/* Repeats of repeats, compiled out, are refused by size; and so are too many of these. */
	ck_assert_int_eq(run_text("{'pattern':'((a{1,60000}){1,60000}){1,60000}'}", "'a'"), SCHEMA_UNKNOWN);
	g_autoptr(json_t) json = json_object();
	json_t *all = json_array();
	for (int i = 0; i < 20000; i++) {
		g_autofree char *pattern = g_strdup_printf("^(?:(a%d)?b){900}$", i);
		json_array_append_new(all, json_pack("{s:s}", "pattern", pattern));
	}
	json_object_set_new(json, "allOf", all);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	ck_assert_uint_gt(schema_notes(schema)->len, 0);
}
END_TEST

START_TEST(many_patterns_on_many_members)
{
	g_autoptr(json_t) patterns = json_object();
	g_autoptr(json_t) instance = json_object();
	for (int i = 0; i < 3000; i++) {
		g_autofree char *pattern = g_strdup_printf("^(x|y)*%d$", i);
		json_object_set_new(patterns, pattern, json_true());
		g_autofree char *member = g_strdup_printf("member-%d", i);
		json_object_set_new(instance, member, json_null());
	}
	g_autoptr(json_t) json =
		json_pack("{s:O,s:b}", "patternProperties", patterns, "additionalProperties", 0);
	ck_assert_int_ne(run(json, instance, 1000000), SCHEMA_VALID);
	g_autoptr(json_t) open = json_pack("{s:O}", "patternProperties", patterns);
	ck_assert_int_eq(run(open, instance, 1000000), SCHEMA_UNKNOWN);
}
END_TEST

START_TEST(huge_bounds)
{
	ck_assert_int_eq(run_text("{'maxLength':9223372036854775807}", "'a'"), SCHEMA_VALID);
	ck_assert_int_eq(run_text("{'maxLength':1e308}", "'a'"), SCHEMA_VALID);
	ck_assert_int_eq(run_text("{'minLength':1e308}", "'a'"), SCHEMA_INVALID);
	ck_assert_int_eq(run_text("{'minItems':123456789012345678901234567890}", "[]"), SCHEMA_INVALID);
	ck_assert_int_eq(run_text("{'maxProperties':1e19}", "{'a':1}"), SCHEMA_VALID);
	ck_assert_int_eq(run_text("{'contains':{},'minContains':1e300}", "[1]"), SCHEMA_INVALID);
	ck_assert_int_eq(run_text("{'contains':{},'maxContains':1e300}", "[1]"), SCHEMA_VALID);
	ck_assert_int_eq(run_text("{'multipleOf':1e-308}", "1e308"), SCHEMA_VALID);
	ck_assert_int_eq(run_text("{'multipleOf':3e-320}", "1.7976931348623157e308"), SCHEMA_INVALID);
}
END_TEST

START_TEST(wide_schemas_on_wide_instances)
{
	g_autoptr(json_t) values = json_array();
	g_autoptr(json_t) instance = json_array();
	for (int i = 0; i < 20000; i++) {
		json_array_append_new(values, json_integer(i));
		json_array_append_new(instance, json_integer(19999));
	}
	g_autoptr(json_t) json = json_pack("{s:{s:O}}", "items", "enum", values);
	ck_assert_int_eq(run(json, instance, 0), SCHEMA_UNKNOWN);
}
END_TEST

START_TEST(many_dangling_references)
{
	g_autoptr(json_t) root = json_object();
	json_t *all = json_array();
	for (int i = 0; i < 50000; i++)
		json_array_append_new(all, json_pack("{s:s}", "$ref", "#/$defs/none"));
	json_object_set_new(root, "part", json_pack("{s:o}", "allOf", all));
	g_autoptr(Schema) schema = schema_new(json_object_get(root, "part"), root, NULL);
	g_autoptr(json_t) instance = json_null();
	ck_assert_int_eq(schema_validate(schema, instance, NULL, NULL), SCHEMA_UNKNOWN);
}
END_TEST

START_TEST(summaries_of_wide_unions)
{
	g_autoptr(json_t) json = tree("anyOf", 60, json_true());
	g_autofree char *summary = schema_summary(json, NULL);
	ck_assert_uint_lt(strlen(summary), 1000);
	g_autofree char *title = g_strnfill(1 << 20, 't');
	g_autoptr(json_t) wide =
		json_pack("{s:s,s:s,s:s}", "type", "string", "format", title, "pattern", title);
	g_autofree char *other = schema_summary(wide, NULL);
	ck_assert_uint_lt(strlen(other), 1000);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { recursion_onto_itself,
				       exponential_trees_of_references,
				       long_chains_of_references,
				       deep_nesting,
				       unique_items_are_not_compared_in_pairs,
				       unique_objects_are_not_compared_in_pairs,
				       catastrophic_patterns,
				       scanning_patterns_count_the_distance,
				       patterns_that_grow,
				       many_patterns_on_many_members,
				       huge_bounds,
				       wide_schemas_on_wide_instances,
				       many_dangling_references,
				       summaries_of_wide_unions,
				       NULL };
	return suite_run("model/schema_hostile", tests);
}
