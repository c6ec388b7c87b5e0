/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "model/sample.h"
#include "schema_help.h"

#include <string.h>

#define SEEDS 20

static json_t *make(json_t *json, guint64 seed, gboolean optional, gboolean vary)
{
	const SampleOptions options = { .seed = seed, .optional = optional, .vary = vary };
	return sample_make(json, NULL, &options, NULL);
}

/* The JSON of a sample, with ' for "; "nothing" if there is none. */
static char *text_of(json_t *value)
{
	g_autoptr(json_t) held = value;
	g_autofree char *text = held == NULL ? NULL : weir_json_print(held);
	return text == NULL ? g_strdup("nothing") : g_strdelimit(g_steal_pointer(&text), "\"", '\'');
}

static char *sample_text_of(const char *schema, guint64 seed, gboolean optional, gboolean vary)
{
	g_autoptr(json_t) json = help_json(schema);
	return text_of(make(json, seed, optional, vary));
}

static void check_valid(const char *schema_text, gboolean formats)
{
	const SchemaOptions strict = { .assert_formats = formats };
	g_autoptr(json_t) json = help_json(schema_text);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	for (guint seed = 0; seed < SEEDS; seed++) {
		g_autoptr(json_t) value = make(json, seed, seed % 2, seed / 2 % 2);
		ck_assert_msg(value != NULL, "nothing for %s, seed %u", schema_text, seed);
		ck_assert_msg(schema_validate(schema, value, &strict, NULL) == SCHEMA_VALID, "%s, seed %u",
			      schema_text, seed);
	}
}

static const char *const possible[] = {
	"true",
	"{}",
	"{'type':'null'}",
	"{'type':['null','boolean']}",
	"{'type':'integer','minimum':1,'maximum':1}",
	"{'type':'integer','exclusiveMinimum':1,'exclusiveMaximum':3}",
	"{'type':'integer','minimum':0.5,'maximum':1.5}",
	"{'type':'integer','minimum':9223372036854775807}",
	"{'type':'integer','maximum':-9223372036854775808}",
	"{'type':'integer','minimum':9223372036854775806,'maximum':9223372036854775806}",
	"{'type':'integer','minimum':1e300}",
	"{'type':'integer','multipleOf':0.5}",
	"{'type':'integer','multipleOf':7,'minimum':50,'maximum':60}",
	"{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1}",
	"{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':0.001}",
	"{'type':'number','minimum':1e308}",
	"{'type':'number','minimum':-1e308,'maximum':1e308}",
	"{'type':'number','multipleOf':0.01,'minimum':19.9,'maximum':20}",
	"{'type':'number','multipleOf':0.1,'exclusiveMinimum':0.2,'exclusiveMaximum':0.4}",
	"{'allOf':[{'multipleOf':2},{'multipleOf':3},{'multipleOf':2.5}],'type':'number'}",
	"{'type':'number','not':{'type':'integer'}}",
	"{'type':'string','minLength':3,'maxLength':3}",
	"{'type':'string','maxLength':0}",
	"{'type':'string','minLength':5000}",
	"{'type':'string','maxLength':1e300}",
	"{'type':'string','pattern':'^\\\\d{4}-\\\\d{2}-\\\\d{2}$'}",
	"{'type':'string','pattern':'^[^@\\\\s]+@[^@\\\\s]+$','maxLength':12}",
	"{'type':'string','pattern':'^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$'}",
	"{'type':'string','pattern':'^[A-Za-z0-9_-]+$','minLength':32,'maxLength':128}",
	"{'type':'string','pattern':'a','minLength':10,'maxLength':10}",
	"{'type':'string','pattern':'^(GET|POST|PUT)$'}",
	"{'type':'string','pattern':'^(?:a|b(c|d)?)+x$'}",
	"{'type':'string','pattern':'^(.)(\\\\w)\\\\2\\\\1$'}",
	"{'type':'string','pattern':'^(?<q>[ab])-\\\\k<q>$'}",
	"{'type':'string','pattern':'^(?P<q>[ab])-(?P=q)$'}",
	"{'type':'string','pattern':'^\\\\p{Lu}\\\\p{Letter}*$'}",
	"{'type':'string','pattern':'^[\\\\u4e00-\\\\u9fff]{2}$'}",
	"{'type':'string','pattern':'^\\\\uD83D\\\\uDE00\\\\x41\\\\t$'}",
	"{'type':'string','pattern':'^(?=.*[0-9])[a-z0-9]{4,8}$'}",
	"{'type':'string','pattern':'^[+]?[(]?[0-9]{3}[)]?$'}",
	"{'type':'string','pattern':'^\\\\+?[1-9]\\\\d{1,14}\\\\Z'}",
	"{'type':'string','pattern':'^(?i:yes|no)$'}",
	"{'type':'string','pattern':'^a{0,3}b{2}c{1,}$'}",
	"{'type':'string','pattern':'^#(?:[0-9a-fA-F]{3}){1,2}$'}",
	"{'allOf':[{'pattern':'^[a-z]+$'},{'pattern':'z$'}],'type':'string'}",
	"{'type':'array'}",
	"{'type':'array','minItems':3,'maxItems':3,'items':{'type':'boolean'}}",
	"{'type':'array','minItems':2,'uniqueItems':true,'items':{'type':'boolean'}}",
	"{'type':'array','minItems':5,'uniqueItems':true,'items':{'type':'integer','minimum':1,'maximum':5}}",
	"{'type':'array','prefixItems':[{'type':'string'},{'type':'integer'}],'items':false,'minItems':2}",
	"{'type':'array','contains':{'const':7},'minContains':2,'items':{'type':'integer'}}",
	"{'type':'array','unevaluatedItems':false,'prefixItems':[{'type':'null'}]}",
	"{'type':'object','required':['a','b'],'properties':{'a':{'type':'integer'}}}",
	"{'type':'object','required':['x'],'additionalProperties':{'type':'string'}}",
	"{'type':'object','minProperties':3}",
	"{'type':'object','minProperties':2,'additionalProperties':{'type':'integer'}}",
	"{'type':'object','minProperties':2,'maxProperties':2,'properties':{'a':{},'b':{},'c':{}}}",
	"{'type':'object','minProperties':2,'patternProperties':{'^x-[a-z]+$':{'type':'integer'}},"
	"'additionalProperties':false}",
	"{'type':'object','minProperties':2,'propertyNames':{'pattern':'^[A-Z]{3}$'}}",
	"{'type':'object','minProperties':2,'propertyNames':{'enum':['up','down']}}",
	"{'type':'object','required':['a'],'dependentRequired':{'a':['b'],'b':['c']}}",
	"{'type':'object','required':['a'],'dependentSchemas':{'a':{'required':['b'],"
	"'properties':{'b':{'const':5}}}}}",
	"{'type':'object','properties':{'k':{'enum':['p','q']}},'required':['k'],"
	"'if':{'properties':{'k':{'const':'p'}}},'then':{'required':['p']},'else':{'required':['q']}}",
	"{'type':'object','properties':{'a':{'type':'string'}},'unevaluatedProperties':false}",
	"{'type':'object','properties':{'a':false,'b':{'type':'null'}}}",
	"{'anyOf':[false,{'type':'integer'}]}",
	"{'oneOf':[{'type':'integer'},{'minimum':2}]}",
	"{'oneOf':[{'type':'object','required':['a']},{'type':'object','required':['b']}]}",
	"{'oneOf':[{'properties':{'t':{'const':'x'},'n':{'type':'integer'}},'required':['t','n']},"
	"{'properties':{'t':{'const':'y'}},'required':['t']}],'type':'object'}",
	"{'allOf':[{'type':'object','properties':{'a':{'type':'integer','minimum':3}},'required':['a']},"
	"{'properties':{'a':{'maximum':4}}}]}",
	"{'enum':[1,2,3],'minimum':3}",
	"{'enum':['a','b'],'not':{'const':'a'}}",
	"{'type':'string','examples':[5,'x'],'maxLength':1}",
	"{'type':'string','default':5}",
	"{'type':'object','required':['l'],'properties':{'l':{'$ref':'#/$defs/"
	"L'}},'$defs':{'L':{'type':'array',"
	"'items':{'$ref':'#/$defs/L'}}}}",
	/* Models that contain themselves. */
	"{'$ref':'#/$defs/N','$defs':{'N':{'type':'object','required':['v','n'],'properties':{'v':{'type':"
	"'integer'},'n':{'anyOf':[{'$ref':'#/$defs/N'},{'type':'null'}]}}}}}",
	"{'$ref':'#/$defs/"
	"T','$defs':{'T':{'type':'object','required':['c'],'properties':{'c':{'type':'array',"
	"'items':{'$ref':'#/$defs/T'}},'d':{'$ref':'#/$defs/T'}}}}}",
	"{'$ref':'#/$defs/A','$defs':{'A':{'oneOf':[{'type':'object','required':['x'],'properties':{'x':"
	"{'$ref':'#/$defs/B'}}},{'type':'string'}]},'B':{'type':'object','required':['y'],'properties':"
	"{'y':{'$ref':'#/$defs/A'}}}}}",
	"{'properties':{'a':{'$ref':'#'}},'required':['a']}",
};

START_TEST(samples_are_valid)
{
	for (guint i = 0; i < G_N_ELEMENTS(possible); i++)
		check_valid(possible[i], FALSE);
}
END_TEST

START_TEST(formats_are_kept)
{
	static const char *const formats[] = {
		"date-time", "date",          "time",
		"duration",  "email",         "idn-email",
		"hostname",  "idn-hostname",  "ipv4",
		"ipv6",      "uri",           "iri",
		"uuid",      "uri-reference", "iri-reference",
		"regex",     "json-pointer",  "relative-json-pointer",
		"password",  "uri-template",  "binary",
	};
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *plain = g_strdup_printf("{'type':'string','format':'%s'}", formats[i]);
		check_valid(plain, TRUE);
	}
	check_valid("{'type':'string','format':'uri','minLength':1,'maxLength':2083}", TRUE);
	check_valid("{'type':'string','format':'uri','minLength':300}", TRUE);
	check_valid("{'type':'string','format':'email','minLength':60,'maxLength':70}", TRUE);
	check_valid("{'type':'string','format':'email','maxLength':6}", TRUE);
	check_valid("{'type':'string','format':'hostname','minLength':150}", TRUE);
	check_valid("{'type':'string','format':'email','pattern':'^[a-z0-9]+@example[.]com$'}", TRUE);
	/* An example that breaks the format is taken before nothing is. */
	check_valid("{'type':'string','format':'email','pattern':'^x$'}", FALSE);
}
END_TEST

START_TEST(the_seed_decides)
{
	static const char schema[] =
		"{'type':'object','required':['id','name','tags','at','rate'],'properties':{"
		"'id':{'type':'integer'},'name':{'type':'string','maxLength':20},"
		"'tags':{'type':'array','minItems':2,'items':{'type':'string'}},"
		"'at':{'type':'string','format':'date-time'},'rate':{'type':'number',"
		"'maximum':1,'minimum':0,'multipleOf':0.25},'more':{'anyOf':[{'type':'boolean'},{'type':'"
		"null'}]}}}";
	g_autofree char *first = sample_text_of(schema, 7, TRUE, TRUE);
	g_autofree char *again = sample_text_of(schema, 7, TRUE, TRUE);
	g_autofree char *other = sample_text_of(schema, 8, TRUE, TRUE);
	ck_assert_str_eq(first, again);
	ck_assert_str_ne(first, other);
	/* On every machine, in every version: who keeps a seed keeps the sample. */
	g_autofree char *plain = sample_text_of(schema, 1, FALSE, FALSE);
	ck_assert_str_eq(plain, "{'at':'2029-08-08T02:31:11Z','id':567,'name':'odfcrlyshey','rate':0.5,'tags'"
				":['ilpbs','oibo']}");
	ck_assert_str_eq(first,
			 "{'at':'2021-07-14T09:37:20Z','id':801,'name':'uji日0zeplr\\'bc0bfdno','rate':"
			 "0.5,'tags':['00gzZs','ytzahd%\\\\rew-']}");
}
END_TEST

static const struct {
	const char *schema, *sample;
} preferred[] = {
	{ "{'const':5,'examples':[6]}", "5" },
	{ "{'type':'string','examples':['e1','e2'],'default':'d','enum':['e1','e2','d','x']}", "'e1'" },
	{ "{'type':'string','example':'e','default':'d'}", "'e'" },
	{ "{'type':'string','default':'d','enum':['a','d']}", "'d'" },
	{ "{'type':'string','enum':['a','b']}", "'a'" },
	{ "{'anyOf':[{'type':'null'},{'const':4}]}", "4" },
	{ "{'anyOf':[{'const':4},{'type':'null'}],'default':null}", "4" },
	{ "{'type':'object','examples':[{'a':1}],'required':['a']}", "{'a':1}" },
	{ "{'type':'object','properties':{'a':{'default':3},'b':{'const':4}},'required':['b']}", "{'b':4}" },
	{ "{'type':'array','items':{'const':1}}", "[]" },
	{ "{'type':'boolean'}", "true" },
	{ "{'type':'null'}", "null" },
};

START_TEST(what_the_author_wrote_comes_first)
{
	for (guint i = 0; i < G_N_ELEMENTS(preferred); i++) {
		g_autofree char *sample = sample_text_of(preferred[i].schema, 0, FALSE, FALSE);
		ck_assert_str_eq(sample, preferred[i].sample);
	}
	g_autofree char *all =
		sample_text_of("{'type':'object','properties':{'a':{'default':3},'b':{'const':4},"
			       "'c':{'type':'array','items':{'const':1}}},'required':['b']}",
			       0, TRUE, FALSE);
	ck_assert_str_eq(all, "{'a':3,'b':4,'c':[1]}");
}
END_TEST

/* Over some seeds every one of the samples comes up, and nothing else. */
static void check_spread(const char *schema, const char *const *expected)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint seed = 0; seed < 100; seed++)
		g_hash_table_add(seen, sample_text_of(schema, seed, TRUE, TRUE));
	guint count = 0;
	for (; expected[count] != NULL; count++)
		ck_assert_msg(g_hash_table_contains(seen, expected[count]), "%s of %s", expected[count],
			      schema);
	ck_assert_msg(g_hash_table_size(seen) == count, "%u of %s", g_hash_table_size(seen), schema);
}

START_TEST(varied_samples_spread)
{
	check_spread("{'enum':['a','b','c'],'default':'a'}",
		     (const char *const[]){ "'a'", "'b'", "'c'", NULL });
	check_spread("{'type':'integer','minimum':1,'maximum':3,'examples':[2]}",
		     (const char *const[]){ "1", "2", "3", NULL });
	check_spread("{'type':'boolean','default':true}", (const char *const[]){ "true", "false", NULL });
	check_spread("{'anyOf':[{'const':1},{'const':2},{'type':'null'}]}",
		     (const char *const[]){ "1", "2", "null", NULL });
	check_spread("{'type':'object','properties':{'a':{'const':1}}}",
		     (const char *const[]){ "{}", "{'a':1}", NULL });
	check_spread("{'type':'array','maxItems':2,'items':{'const':1}}",
		     (const char *const[]){ "[]", "[1]", "[1,1]", NULL });
	check_spread("{'type':'string','pattern':'^(x|y)z?$'}",
		     (const char *const[]){ "'x'", "'y'", "'xz'", "'yz'", NULL });
}
END_TEST

static const struct {
	const char *schema, *pointer;
} impossible[] = {
	{ "false", "\"\"" },
	{ "{'not':{}}", "\"\"" },
	{ "{'type':'integer','minimum':5,'maximum':4}", "\"\"" },
	{ "{'type':'integer','exclusiveMinimum':1,'exclusiveMaximum':2}", "\"\"" },
	{ "{'allOf':[{'type':'integer'},{'type':'string'}]}", "\"\"" },
	{ "{'enum':[]}", "\"\"" },
	{ "{'type':'string','minLength':4,'maxLength':3}", "\"\"" },
	{ "{'type':'string','pattern':'^a$','minLength':2}", "\"\"" },
	{ "{'type':'string','minLength':1000000000}", "\"\"" },
	{ "{'type':'array','minItems':1000000000}", "\"\"" },
	{ "{'type':'object','minProperties':1000000000}", "\"\"" },
	{ "{'type':'array','minItems':3,'uniqueItems':true,'items':{'type':'boolean'}}", "/" },
	{ "{'type':'object','required':['a'],'properties':{'a':{'type':'array','minItems':1,'items':false}}}",
	  "\"/a\"" },
	{ "{'type':'object','required':['a/b'],'additionalProperties':false}", "\"/a~1b\"" },
	{ "{'$ref':'#/$defs/N','$defs':{'N':{'type':'object','required':['n'],'properties':{'n':{'$ref':"
	  "'#/$defs/N'}}}}}",
	  "/n/n/n" },
};

START_TEST(what_cannot_be_is_said)
{
	for (guint i = 0; i < G_N_ELEMENTS(impossible); i++) {
		g_autoptr(json_t) json = help_json(impossible[i].schema);
		g_autoptr(GError) error = NULL;
		g_autoptr(json_t) value = sample_make(json, NULL, NULL, &error);
		ck_assert_msg(value == NULL, "%s", impossible[i].schema);
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL));
		ck_assert_msg(strstr(error->message, impossible[i].pointer) != NULL ||
				      g_str_equal(impossible[i].pointer, "/"),
			      "%s: %s", impossible[i].schema, error->message);
	}
	g_autoptr(json_t) text = json_string("no schema");
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(sample_make(text, NULL, NULL, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL));
}
END_TEST

START_TEST(references_resolve_in_the_root)
{
	g_autoptr(json_t) root = help_json("{'components':{'schemas':{'A':{'$ref':'#/components/schemas/B'},"
					   "'B':{'type':'integer','minimum':41,'maximum':41}}}}");
	g_autoptr(json_t) value =
		sample_make(weir_json_pointer(root, "/components/schemas/A"), root, NULL, NULL);
	ck_assert_int_eq(json_integer_value(value), 41);
	/* What dangles is unknown, and let through. */
	g_autoptr(json_t) dangling = help_json("{'type':'object','required':['a'],'properties':{'a':"
					       "{'$ref':'#/$defs/none'}}}");
	g_autoptr(json_t) any = sample_make(dangling, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(json_object_get(any, "a"));
}
END_TEST

/* Sampling what makes validating hard ends, too, with a value or without. */
static void check_ends(json_t *json)
{
	for (guint seed = 0; seed < 4; seed++) {
		g_autoptr(json_t) value = make(json, seed, TRUE, seed % 2);
		g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
		ck_assert(value == NULL || schema_validate(schema, value, NULL, NULL) != SCHEMA_INVALID);
	}
	json_decref(json);
}

START_TEST(hostile_schemas_end)
{
	check_ends(help_json("{'$ref':'#'}"));
	check_ends(help_json("{'allOf':[{'$ref':'#'}]}"));
	check_ends(help_json("{'anyOf':[{'$ref':'#'},{'$ref':'#'}]}"));
	check_ends(help_json("{'not':{'$ref':'#'}}"));
	check_ends(help_json("{'type':'string','pattern':'^(((a{1,100}){1,100}){1,100}){1,100}$'}"));
	check_ends(help_json("{'type':'string','pattern':'^(a+)+$','minLength':1000}"));
	check_ends(help_json(
		"{'type':'string','pattern':'((((((((((((((((((((((((a)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*"
		")*)*)*)*)*)*)*'}"));
	check_ends(help_json("{'type':'array','minItems':10000,'items':{'type':'array','minItems':10000}}"));
	check_ends(help_json("{'type':'array','minItems':100,'items':{'$ref':'#'}}"));
	check_ends(help_json("{'type':'object','minProperties':9999,'additionalProperties':{'$ref':'#'}}"));
	json_t *properties = json_object();
	json_t *required = json_array();
	for (int i = 0; i < SUITE_MANY(3000); i++) {
		g_autofree char *name = g_strdup_printf("p%d", i);
		json_object_set_new(properties, name, json_pack("{s:s}", "type", "string"));
		json_array_append_new(required, json_string(name));
	}
	check_ends(
		json_pack("{s:s,s:o,s:o}", "type", "object", "properties", properties, "required", required));
}
END_TEST

START_TEST(long_patterns_in_long_arrays_end)
{
	g_autoptr(GString) pattern = g_string_new("^");
	for (int i = 0; i < SUITE_MANY(1500); i++)
		g_string_append_printf(pattern, "[a-c%d]", i);
	check_ends(json_pack("{s:s,s:i,s:{s:s,s:s}}", "type", "array", "minItems", 3000, "items", "type",
			     "string", "pattern", pattern->str));
}
END_TEST

/* Each object holds the next, and looks at all its members to find out how deep that goes. */
START_TEST(long_chains_of_wide_objects_end)
{
	enum { CHAIN = SUITE_MANY(300) };
	json_t *definitions = json_object();
	for (int i = 0; i < CHAIN; i++) {
		json_t *properties = json_object(), *required = json_array();
		g_autofree char *next = g_strdup_printf("#/$defs/d%d", (i + 1) % CHAIN);
		g_autofree char *here = g_strdup_printf("d%d", i);
		for (int k = 0; k < 250; k++) {
			g_autofree char *name = g_strdup_printf("p%d", k);
			json_object_set_new(properties, name, json_pack("{s:s}", "$ref", next));
			json_array_append_new(required, json_string(name));
		}
		json_object_set_new(definitions, here,
				    json_pack("{s:s,s:o,s:o}", "type", "object", "properties", properties,
					      "required", required));
	}
	check_ends(json_pack("{s:s,s:o}", "$ref", "#/$defs/d0", "$defs", definitions));
}
END_TEST

START_TEST(wide_unions_end)
{
	json_t *json = json_pack("{s:s,s:{}}", "$ref", "#/$defs/d0", "$defs");
	json_t *definitions = json_object_get(json, "$defs");
	for (int i = 0; i < 60; i++) {
		g_autofree char *name = g_strdup_printf("d%d", i);
		g_autofree char *next = g_strdup_printf("#/$defs/d%d", i + 1);
		json_object_set_new(definitions, name,
				    json_pack("{s:[{s:s},{s:s}]}", i % 2 ? "oneOf" : "allOf", "$ref", next,
					      "$ref", next));
	}
	json_object_set_new(definitions, "d60", json_pack("{s:s}", "type", "integer"));
	check_ends(json);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { samples_are_valid,
				       formats_are_kept,
				       the_seed_decides,
				       what_the_author_wrote_comes_first,
				       varied_samples_spread,
				       what_cannot_be_is_said,
				       references_resolve_in_the_root,
				       hostile_schemas_end,
				       long_patterns_in_long_arrays_end,
				       long_chains_of_wide_objects_end,
				       wide_unions_end,
				       NULL };
	return suite_run("model/sample", tests);
}
