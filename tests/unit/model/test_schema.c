/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "schema_help.h"

#include <string.h>

static void check_message(const char *schema_text, const char *instance_text, const char *expected)
{
	g_autoptr(json_t) json = help_json(schema_text);
	g_autoptr(json_t) instance = help_json(instance_text);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	g_autoptr(GPtrArray) errors = help_errors();
	schema_validate(schema, instance, NULL, errors);
	g_autoptr(GString) all = g_string_new(NULL);
	for (guint i = 0; i < errors->len; i++) {
		const SchemaError *error = g_ptr_array_index(errors, i);
		g_string_append_printf(all, "%s%s %s: %s", i == 0 ? "" : "\n", error->instance, error->schema,
				       error->message);
	}
	ck_assert_str_eq(all->str, expected);
}

static const struct {
	const char *schema, *instance, *errors;
} messages[] = {
	{ "{'required':['ticketId','b']}", "{'b':1}", " /required: 'ticketId' is a required property" },
	{ "{'additionalProperties':false}", "{'extra':1}",
	  " /additionalProperties: Additional properties are not allowed ('extra' was unexpected)" },
	{ "{'additionalProperties':false,'properties':{'c':{}}}", "{'b':1,'c':0,'a':1}",
	  " /additionalProperties: Additional properties are not allowed ('a', 'b' were unexpected)" },
	{ "{'additionalProperties':false,'patternProperties':{'^f':{}}}", "{'z':1,'foo':1,'y':2}",
	  " /additionalProperties: 'y', 'z' do not match any of the regexes: '^f'" },
	{ "{'type':'integer'}", "'x'", " /type: 'x' is not of type 'integer'" },
	{ "{'type':'integer'}", "true", " /type: True is not of type 'integer'" },
	{ "{'type':['integer','null']}", "[{'a':null},1.5,false]",
	  " /type: [{'a': None}, 1.5, False] is not of type 'integer', 'null'" },
	{ "{'properties':{'a/b':{'minimum':1}}}", "{'a/b':0}",
	  "/a~1b /properties/a~1b/minimum: 0 is less than the minimum of 1" },
	{ "{'maximum':50}", "51", " /maximum: 51 is greater than the maximum of 50" },
	{ "{'exclusiveMinimum':0}", "0", " /exclusiveMinimum: 0 is less than or equal to the minimum of 0" },
	{ "{'exclusiveMaximum':2.5}", "2.5",
	  " /exclusiveMaximum: 2.5 is greater than or equal to the maximum of 2.5" },
	{ "{'multipleOf':2}", "7", " /multipleOf: 7 is not a multiple of 2" },
	{ "{'maxLength':2}", "'abc'", " /maxLength: 'abc' is too long" },
	{ "{'minLength':4}", "'abc'", " /minLength: 'abc' is too short" },
	{ "{'items':{'maxItems':0}}", "[[],[1]]", "/1 /items/maxItems: [1] is too long" },
	{ "{'minItems':1}", "[]", " /minItems: [] is too short" },
	{ "{'enum':['low','normal','high']}", "'x'", " /enum: 'x' is not one of ['low', 'normal', 'high']" },
	{ "{'const':{'a':true}}", "1", " /const: {'a': True} was expected" },
	{ "{'pattern':'^[^@\\\\s]+@'}", "'no'", " /pattern: 'no' does not match '^[^@\\\\s]+@'" },
	{ "{'anyOf':[{'type':'string'},{'type':'null'}]}", "1",
	  " /anyOf: 1 is not valid under any of the given schemas" },
	{ "{'oneOf':[{'minimum':2},{'type':'integer'}]}", "3",
	  " /oneOf: 3 is valid under each of {'type': 'integer'}, {'minimum': 2}" },
	{ "{'not':{'type':'null'}}", "null", " /not: None should not be valid under {'type': 'null'}" },
	{ "{'uniqueItems':true}", "[1,1.0]", " /uniqueItems: [1, 1.0] has non-unique elements" },
	{ "{'minProperties':1}", "{}", " /minProperties: {} does not have enough properties" },
	{ "{'maxProperties':0}", "{'a':1}", " /maxProperties: {'a': 1} has too many properties" },
	{ "{'propertyNames':{'maxLength':1}}", "{'ab':1}", " /propertyNames/maxLength: 'ab' is too long" },
	{ "{'dependentRequired':{'a':['b']}}", "{'a':1}", " /dependentRequired: 'b' is a dependency of 'a'" },
	{ "{'contains':{'const':1}}", "[2]",
	  " /contains: [2] does not contain items matching the given schema" },
	{ "{'contains':true,'minContains':2}", "[2]",
	  " /minContains: Too few items match the given schema (expected at least 2 but only 1 matched)" },
	{ "{'contains':true,'maxContains':1}", "[2,3]",
	  " /maxContains: Too many items match the given schema (expected at most 1)" },
	{ "{'prefixItems':[{}],'items':false}", "[1,2,3]",
	  " /items: Expected at most 1 item but found 2 extra: [2, 3]" },
	{ "{'properties':{'a':false}}", "{'a':1}", "/a /properties/a: False schema does not allow 1" },
	{ "{'unevaluatedProperties':false}", "{'a':1}",
	  " /unevaluatedProperties: Unevaluated properties are not allowed ('a' was unexpected)" },
	{ "{'unevaluatedItems':false,'prefixItems':[{}]}", "[1,2,'x']",
	  " /unevaluatedItems: Unevaluated items are not allowed (2, 'x' were unexpected)" },
	{ "{'$defs':{'B':{'type':'string'}},'properties':{'a':{'$ref':'#/$defs/B'}}}", "{'a':1}",
	  "/a /$defs/B/type: 1 is not of type 'string'" },
	{ "{'allOf':[{'minimum':5},{'type':'string'}],'maximum':1}", "2",
	  " /allOf/0/minimum: 2 is less than the minimum of 5\n"
	  " /allOf/1/type: 2 is not of type 'string'\n"
	  " /maximum: 2 is greater than the maximum of 1" },
	{ "{'if':{'minimum':5},'then':{'type':'string'},'else':{'const':1}}", "7",
	  " /then/type: 7 is not of type 'string'" },
};

START_TEST(messages_are_those_of_python)
{
	for (guint i = 0; i < G_N_ELEMENTS(messages); i++)
		check_message(messages[i].schema, messages[i].instance, messages[i].errors);
}
END_TEST

static void check_repr(json_t *value, const char *expected)
{
	g_autoptr(json_t) json = json_pack("{s:b}", "not", 1);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	g_autoptr(GPtrArray) errors = help_errors();
	ck_assert_int_eq(schema_validate(schema, value, NULL, errors), SCHEMA_INVALID);
	const SchemaError *error = g_ptr_array_index(errors, 0);
	g_autofree char *whole = g_strdup_printf("%s should not be valid under True", expected);
	ck_assert_str_eq(error->message, whole);
	json_decref(value);
}

START_TEST(values_are_printed_as_python_does)
{
	check_repr(json_string("it's"), "\"it's\"");
	check_repr(json_string("it's \"it\""), "'it\\'s \"it\"'");
	check_repr(json_string("a\\b\n\r\t\x1b[31m\x7f"), "'a\\\\b\\n\\r\\t\\x1b[31m\\x7f'");
	check_repr(json_stringn("a\0b", 3), "'a\\x00b'");
	check_repr(json_string("å\xc2\x85\u202e\u2028\U000e0001\U0001f600"),
		   "'å\\x85\\u202e\\u2028\\U000e0001\U0001f600'");
	check_repr(json_string("\u00a0\u3000 "), "'\\xa0\\u3000 '");
	check_repr(json_real(1.0), "1.0");
	check_repr(json_real(-0.0), "-0.0");
	check_repr(json_real(0.1), "0.1");
	check_repr(json_real(1.0 / 3), "0.3333333333333333");
	check_repr(json_real(12345.678), "12345.678");
	check_repr(json_real(0.0001), "0.0001");
	check_repr(json_real(0.00001), "1e-05");
	check_repr(json_real(1.5e-7), "1.5e-07");
	check_repr(json_real(1e15), "1000000000000000.0");
	check_repr(json_real(123456789012345680.0), "1.2345678901234568e+17");
	check_repr(json_real(1e16), "1e+16");
	check_repr(json_real(1e308), "1e+308");
	check_repr(json_real(5e-324), "5e-324");
	check_repr(json_integer(G_MININT64), "-9223372036854775808");
}
END_TEST

static const struct {
	const char *schema, *instance;
	SchemaVerdict verdict;
} verdicts[] = {
	{ "{'type':'integer'}", "1.0", SCHEMA_VALID },
	{ "{'type':'integer'}", "1e300", SCHEMA_VALID },
	{ "{'type':'integer'}", "1.5", SCHEMA_INVALID },
	{ "{'type':'integer'}", "123456789012345678901234567890", SCHEMA_VALID },
	{ "{'type':'number'}", "false", SCHEMA_INVALID },
	{ "{'enum':[1]}", "1.0", SCHEMA_VALID },
	{ "{'enum':[0]}", "false", SCHEMA_INVALID },
	{ "{'const':{'a':[1,{'b':2}]}}", "{'a':[1.0,{'b':2}]}", SCHEMA_VALID },
	{ "{'const':9007199254740993}", "9007199254740992.0", SCHEMA_INVALID },
	{ "{'const':9007199254740992}", "9007199254740992.0", SCHEMA_VALID },
	{ "{'maximum':9223372036854775807}", "9223372036854775808", SCHEMA_INVALID },
	{ "{'maximum':9223372036854775807}", "9223372036854775807", SCHEMA_VALID },
	{ "{'minimum':-9223372036854775808}", "-1e19", SCHEMA_INVALID },
	{ "{'exclusiveMaximum':9.5}", "9", SCHEMA_VALID },
	{ "{'minimum':9.5}", "9", SCHEMA_INVALID },
	{ "{'minimum':-9.5}", "-9", SCHEMA_VALID },
	{ "{'multipleOf':0.01}", "19.99", SCHEMA_VALID },
	{ "{'multipleOf':0.01}", "4.35", SCHEMA_VALID },
	{ "{'multipleOf':0.01}", "4.355", SCHEMA_INVALID },
	{ "{'multipleOf':0.1}", "1e308", SCHEMA_VALID },
	{ "{'multipleOf':0.3}", "1e308", SCHEMA_INVALID },
	{ "{'multipleOf':1e308}", "1", SCHEMA_INVALID },
	{ "{'multipleOf':1e-300}", "7", SCHEMA_VALID },
	{ "{'multipleOf':9223372036854775807}", "9223372036854775807", SCHEMA_VALID },
	{ "{'multipleOf':9223372036854775807}", "1e300", SCHEMA_INVALID },
	{ "{'multipleOf':3}", "0", SCHEMA_VALID },
	{ "{'multipleOf':3}", "-9", SCHEMA_VALID },
	{ "{'uniqueItems':true}", "[0,false,'',null,[],{}]", SCHEMA_VALID },
	{ "{'uniqueItems':true}", "[{'a':1,'b':[2]},{'b':[2.0],'a':1}]", SCHEMA_INVALID },
	{ "{'uniqueItems':true}", "[1e300,1e300]", SCHEMA_INVALID },
	{ "{'uniqueItems':true}", "[0.5,0.25]", SCHEMA_VALID },
	{ "{'maxLength':1}", "'\xf0\x9f\x98\x80'", SCHEMA_VALID },
	{ "{'minLength':2}", "'\xf0\x9f\x98\x80'", SCHEMA_INVALID },
	{ "{'maxLength':1e300}", "'a'", SCHEMA_VALID },
	{ "{'maxLength':2.0}", "'abc'", SCHEMA_INVALID },
	{ "{'unknown':1,'$comment':5}", "1", SCHEMA_VALID },
	/* What cannot be decided, decided by something else or not at all. */
	{ "{'pattern':'('}", "'a'", SCHEMA_UNKNOWN },
	{ "{'pattern':'('}", "1", SCHEMA_VALID },
	{ "{'pattern':'(','maxLength':1}", "'abc'", SCHEMA_INVALID },
	{ "{'anyOf':[{'pattern':'('},{'type':'string'}]}", "'a'", SCHEMA_VALID },
	{ "{'anyOf':[{'pattern':'('},{'type':'null'}]}", "'a'", SCHEMA_UNKNOWN },
	{ "{'oneOf':[{'pattern':'('},{'type':'string'}]}", "'a'", SCHEMA_UNKNOWN },
	{ "{'oneOf':[{'pattern':'('},{'type':'string'},true]}", "'a'", SCHEMA_INVALID },
	{ "{'not':{'pattern':'('}}", "'a'", SCHEMA_UNKNOWN },
	{ "{'if':{'pattern':'('},'then':false}", "'a'", SCHEMA_UNKNOWN },
	{ "{'if':{'pattern':'('}}", "'a'", SCHEMA_VALID },
	{ "{'allOf':[{'pattern':'('},{'type':'null'}]}", "'a'", SCHEMA_INVALID },
	{ "{'contains':{'pattern':'('}}", "['a']", SCHEMA_UNKNOWN },
	{ "{'contains':{'pattern':'('}}", "['a',1]", SCHEMA_VALID },
	{ "{'contains':{'pattern':'('}}", "[]", SCHEMA_INVALID },
	{ "{'contains':{'pattern':'('},'maxContains':1}", "['a',1]", SCHEMA_UNKNOWN },
	{ "{'patternProperties':{'(':false}}", "{'a':1}", SCHEMA_UNKNOWN },
	{ "{'patternProperties':{'(':false}}", "{}", SCHEMA_VALID },
	{ "{'patternProperties':{'(':{}},'additionalProperties':false}", "{'a':1}", SCHEMA_UNKNOWN },
	{ "{'allOf':[{'patternProperties':{'(':{}}}],'unevaluatedProperties':false}", "{'a':1}",
	  SCHEMA_UNKNOWN },
	{ "{'type':'strnig'}", "'a'", SCHEMA_UNKNOWN },
	{ "{'minimum':'3'}", "1", SCHEMA_UNKNOWN },
	{ "{'minimum':'3'}", "'a'", SCHEMA_VALID },
	{ "{'minLength':-1}", "'a'", SCHEMA_UNKNOWN },
	{ "{'items':[{}]}", "[1]", SCHEMA_UNKNOWN },
	{ "{'properties':{'a':5}}", "{'a':1}", SCHEMA_UNKNOWN },
	{ "{'properties':{'a':5}}", "{'b':1}", SCHEMA_VALID },
	{ "{'properties':{'a':{'$ref':'#/$defs/B'}}}", "{'a':1}", SCHEMA_UNKNOWN },
	{ "{'properties':{'a':{'$ref':'#/$defs/B'}}}", "{}", SCHEMA_VALID },
	{ "{'$ref':'https://example.com/other.json'}", "1", SCHEMA_UNKNOWN },
	{ "{'$ref':'#/%zz'}", "1", SCHEMA_UNKNOWN },
	{ "{'$ref':'#'}", "1", SCHEMA_UNKNOWN },
	{ "{'contains':{},'minContains':'x'}", "[]", SCHEMA_UNKNOWN },
	{ "{'format':'email'}", "'no'", SCHEMA_VALID },
	/* A dynamic reference is bound by the outermost resource on the way. */
	{ "{'$id':'http://x/list','$ref':'tree','$defs':{'i':{'$dynamicAnchor':'item','type':'string'},"
	  "'t':{'$id':'tree','items':{'$dynamicRef':'#item'},'$defs':{'d':{'$dynamicAnchor':'item'}}}}}",
	  "['a']", SCHEMA_VALID },
	{ "{'$id':'http://x/list','$ref':'tree','$defs':{'i':{'$dynamicAnchor':'item','type':'string'},"
	  "'t':{'$id':'tree','items':{'$dynamicRef':'#item'},'$defs':{'d':{'$dynamicAnchor':'item'}}}}}",
	  "[1]", SCHEMA_INVALID },
	{ "{'$ref':'#/$defs/t','$defs':{'i':{'$anchor':'item','type':'string'},"
	  "'t':{'items':{'$dynamicRef':'#item'}}}}",
	  "[1]", SCHEMA_INVALID },
	/* The metaschema is known without fetching. */
	{ "{'$ref':'https://json-schema.org/draft/2020-12/schema'}", "{'type':'integer','maximum':5}",
	  SCHEMA_VALID },
	{ "{'$ref':'https://json-schema.org/draft/2020-12/schema'}", "{'properties':{'a':{'type':'x'}}}",
	  SCHEMA_INVALID },
};

START_TEST(verdicts_hold)
{
	for (guint i = 0; i < G_N_ELEMENTS(verdicts); i++)
		ck_assert_msg(help_verdict(verdicts[i].schema, verdicts[i].instance) == verdicts[i].verdict,
			      "%s: %s", verdicts[i].schema, verdicts[i].instance);
}
END_TEST

START_TEST(notes_say_what_and_where)
{
	g_autoptr(json_t) json =
		help_json("{'properties':{'a':{'$ref':'#/$defs/B'},'b':{'minimum':'3'},"
			  "'c':{'pattern':'a(\\u001b'},'d':null,'e':{'$ref':'#/properties/e'}}}");
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	const GPtrArray *notes = schema_notes(schema);
	ck_assert_uint_eq(notes->len, 5);
	ck_assert_str_eq(g_ptr_array_index(notes, 0),
			 "#/properties/a: $ref to #/$defs/B, which is not there");
	ck_assert_str_eq(g_ptr_array_index(notes, 1), "#/properties/b: minimum is not a number");
	ck_assert_ptr_nonnull(strstr(g_ptr_array_index(notes, 2), "#/properties/c: pattern is no pattern"));
	ck_assert_str_eq(g_ptr_array_index(notes, 3),
			 "#/properties/d: is neither an object nor true or false");
	ck_assert_str_eq(g_ptr_array_index(notes, 4), "#/properties/e: $ref leads back to itself");
}
END_TEST

START_TEST(notes_are_visible_and_few)
{
	g_autoptr(json_t) json = json_object();
	json_t *all = json_array();
	for (int i = 0; i < 1000; i++)
		json_array_append_new(all, json_pack("{s:s}", "$ref", "#/\x1b[31m"));
	json_object_set_new(json, "allOf", all);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	const GPtrArray *notes = schema_notes(schema);
	ck_assert_uint_lt(notes->len, 300);
	for (guint i = 0; i < notes->len; i++)
		ck_assert_ptr_null(strchr(g_ptr_array_index(notes, i), '\x1b'));
}
END_TEST

START_TEST(other_types_are_no_schema)
{
	static const char *const texts[] = { "[]", "1", "'a'", "null" };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(json_t) json = help_json(texts[i]);
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(schema_new(json, NULL, &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL));
	}
}
END_TEST

static SchemaVerdict verdict_in(const char *root_text, const char *pointer, const char *instance_text)
{
	g_autoptr(json_t) root = help_json(root_text);
	g_autoptr(json_t) instance = help_json(instance_text);
	g_autoptr(Schema) schema = schema_new(weir_json_pointer(root, pointer), root, NULL);
	return schema_validate(schema, instance, NULL, NULL);
}

#define OPENAPI                                                                                              \
	"{'openapi':'3.1.0','paths':{'/x':{'schema':{'properties':{'a':{'$ref':'#/components/schemas/"       \
	"A'}}}}},"                                                                                           \
	"'components':{'schemas':{'A':{'anyOf':[{'$ref':'#/components/schemas/B'},{'type':'null'}]},"        \
	"'B':{'$anchor':'bee','type':'integer'},'C':{'$ref':'#bee'}}}}"

/* A model with its own $defs inside a bigger schema, whose root has none or has others. */
#define PAYLOAD                                                                                              \
	"{'properties':{'payload':{'$defs':{'R':{'properties':{'s':{'$ref':'#/$defs/S'}}},"                  \
	"'S':{'type':'string'},'T':{'type':'string'}},'properties':{'r':{'$ref':'#/$defs/R'},"               \
	"'t':{'$ref':'#/$defs/T'},'u':{'$ref':'#/$defs/U'}}}},'$defs':{'T':{'type':'integer'}}}"

START_TEST(references_resolve_in_the_root)
{
	ck_assert_int_eq(verdict_in(OPENAPI, "/paths/~1x/schema", "{'a':null}"), SCHEMA_VALID);
	ck_assert_int_eq(verdict_in(OPENAPI, "/paths/~1x/schema", "{'a':'x'}"), SCHEMA_INVALID);
	ck_assert_int_eq(verdict_in(OPENAPI, "/components/schemas/C", "5"), SCHEMA_VALID);
	ck_assert_int_eq(verdict_in(OPENAPI, "/components/schemas/C", "'x'"), SCHEMA_INVALID);
}
END_TEST

START_TEST(definitions_of_the_nearest_enclosing_object_are_found)
{
	ck_assert_int_eq(help_verdict(PAYLOAD, "{'payload':{'r':{'s':'x'}}}"), SCHEMA_VALID);
	ck_assert_int_eq(help_verdict(PAYLOAD, "{'payload':{'r':{'s':5}}}"), SCHEMA_INVALID);
	/* The root's own come first, as the standard says. */
	ck_assert_int_eq(help_verdict(PAYLOAD, "{'payload':{'t':5}}"), SCHEMA_VALID);
	ck_assert_int_eq(help_verdict(PAYLOAD, "{'payload':{'u':5}}"), SCHEMA_UNKNOWN);
	/* A part of it, compiled where it stands. */
	ck_assert_int_eq(verdict_in(PAYLOAD, "/properties/payload", "{'r':{'s':5}}"), SCHEMA_INVALID);
	ck_assert_int_eq(verdict_in(PAYLOAD, "/properties/payload/properties/r", "{'s':5}"), SCHEMA_INVALID);
	ck_assert_int_eq(verdict_in(PAYLOAD, "/properties/payload/properties/r", "{'s':'x'}"), SCHEMA_VALID);
}
END_TEST

static void check_best(const char *schema_text, const char *instance_text, const char *expected)
{
	g_autoptr(json_t) json = help_json(schema_text);
	g_autoptr(json_t) instance = help_json(instance_text);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	g_autoptr(GPtrArray) errors = help_errors();
	schema_validate(schema, instance, NULL, errors);
	const SchemaError *best = schema_error_best(errors);
	ck_assert_ptr_nonnull(best);
	ck_assert_str_eq(best->message, expected);
}

START_TEST(best_error_is_the_one_python_raises)
{
	check_best("{'properties':{'a':{'type':'integer'}},'required':['b'],'type':'object'}", "{'a':'x'}",
		   "'b' is a required property");
	check_best("{'properties':{'a':{'type':'integer'},'b':{'type':'null'}}}", "{'b':1,'a':'x'}",
		   "'x' is not of type 'integer'");
	check_best("{'anyOf':[{'type':'integer'},{'type':'null'}]}", "'x'",
		   "'x' is not valid under any of the given schemas");
	check_best("{'anyOf':[{'type':'integer','minimum':5},{'type':'null'}]}", "3",
		   "3 is less than the minimum of 5");
	check_best("{'anyOf':[{'type':'null'},{'type':'object','properties':{'a':{'type':'null'}}}]}",
		   "{'a':1}", "1 is not of type 'null'");
	check_best("{'anyOf':[false,false],'enum':[2]}", "1", "1 is not one of [2]");
	g_autoptr(GPtrArray) none = help_errors();
	ck_assert_ptr_null(schema_error_best(none));
}
END_TEST

START_TEST(errors_end_at_a_limit_and_are_added)
{
	g_autoptr(json_t) json = help_json("{'items':{'type':'null'}}");
	g_autoptr(json_t) instance = json_array();
	for (int i = 0; i < 1000; i++)
		json_array_append_new(instance, json_integer(i));
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	g_autoptr(GPtrArray) errors = help_errors();
	ck_assert_int_eq(schema_validate(schema, instance, NULL, errors), SCHEMA_INVALID);
	ck_assert_uint_eq(errors->len, 64);
	ck_assert_int_eq(schema_validate(schema, instance, NULL, errors), SCHEMA_INVALID);
	ck_assert_uint_eq(errors->len, 128);
}
END_TEST

START_TEST(a_long_value_is_quoted_whole_and_many_are_cut)
{
	g_autofree char *text = g_strnfill(1 << 20, 'x');
	g_autoptr(json_t) json = help_json("{'items':{'maxLength':5}}");
	g_autoptr(json_t) instance = json_array();
	for (int i = 0; i < 20; i++)
		json_array_append_new(instance, json_string(text));
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	g_autoptr(GPtrArray) errors = help_errors();
	schema_validate(schema, instance, NULL, errors);
	gsize total = 0;
	for (guint i = 0; i < errors->len; i++)
		total += strlen(((const SchemaError *)g_ptr_array_index(errors, i))->message);
	const SchemaError *first = g_ptr_array_index(errors, 0);
	ck_assert_uint_eq(strlen(first->message), (1 << 20) + strlen("'' is too long"));
	ck_assert_uint_lt(total, 5 << 20);
}
END_TEST

static void check_resolve(const char *root_text, const char *from, const char *to)
{
	g_autoptr(json_t) root = help_json(root_text);
	json_t *found = schema_resolve(weir_json_pointer(root, from), root);
	ck_assert_msg(found == (to == NULL ? NULL : weir_json_pointer(root, to)), "%s of %s", from,
		      root_text);
}

START_TEST(resolve_follows_references)
{
	check_resolve(OPENAPI, "/components/schemas/B", "/components/schemas/B");
	check_resolve(OPENAPI, "/components/schemas/C", "/components/schemas/B");
	check_resolve(OPENAPI, "/paths/~1x/schema/properties/a", "/components/schemas/A");
	check_resolve(PAYLOAD, "/properties/payload/properties/r", "/properties/payload/$defs/R");
	check_resolve(PAYLOAD, "/properties/payload/$defs/R/properties/s", "/properties/payload/$defs/S");
	check_resolve(PAYLOAD, "/properties/payload/properties/t", "/$defs/T");
	check_resolve(PAYLOAD, "/properties/payload/properties/u", NULL);
	check_resolve("{'a':{'$ref':'#/b'},'b':{'$ref':'#/a'}}", "/a", NULL);
	check_resolve("{'a':{'$ref':'#'}}", "/a", "");
	check_resolve("{'a':{'$ref':'#/b~1c'},'b/c':{}}", "/a", "/b~1c");
	check_resolve("{'a':{'$ref':'#/b%20c'},'b c':{}}", "/a", "/b c");
	check_resolve("{'a':{'$ref':'#/b/1'},'b':[{},{'type':'null'}]}", "/a", "/b/1");
	check_resolve("{'a':{'$ref':'#/b/01'},'b':[{},{}]}", "/a", NULL);
	check_resolve("{'a':{'$ref':'#/'},'':{'type':'null'}}", "/a", "/");
	check_resolve("{'a':{'$ref':'#/b/'},'b':{'':{}}}", "/a", "/b/");
	/* What an $id begins is a document of its own. */
	check_resolve("{'a':{'$ref':'#/b/c'},'b':{'$id':'http://x/','c':{'$ref':'#/d'},'d':{}},'d':{}}", "/a",
		      "/b/d");
	check_resolve("{'a':{'$id':'http://x/','$ref':'#/b','b':{}},'b':{}}", "/a", "/a/b");
	check_resolve("{'a':{'$ref':'https://json-schema.org/draft/2020-12/schema'}}", "/a", NULL);
	ck_assert_ptr_null(schema_resolve(NULL, NULL));
}
END_TEST

static const struct {
	const char *schema, *summary;
} summaries[] = {
	{ "true", "any" },
	{ "false", "nothing" },
	{ "{}", "any" },
	{ "{'type':'integer','minimum':1,'maximum':1000000000,'title':'Ticketid'}", "integer 1..1000000000" },
	{ "{'type':'integer','exclusiveMinimum':0}", "integer >0" },
	{ "{'type':'number','maximum':2.5,'multipleOf':0.5}", "number ..2.5, a multiple of 0.5" },
	{ "{'type':'string','maxLength':120}", "string ..120" },
	{ "{'type':'string','minLength':1,'format':'email'}", "string 1.. email" },
	{ "{'type':'string','pattern':'^[a-z]+$'}", "string like ^[a-z]+$" },
	{ "{'enum':['low','normal','high'],'type':'string'}", "low | normal | high" },
	{ "{'enum':[1,2,3,4,5,6,7,8,9]}", "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | …" },
	{ "{'const':'post'}", "post" },
	{ "{'type':'array','items':{'type':'string'},'maxItems':10}", "array of string, at most 10" },
	{ "{'type':'array','minItems':1,'maxItems':3}", "array, 1 to 3" },
	{ "{'anyOf':[{'$ref':'#/$defs/"
	  "R'},{'type':'null'}],'$defs':{'R':{'type':'object','title':'Requester'}}}",
	  "Requester or null" },
	{ "{'anyOf':[{'$ref':'#/$defs/R'},{'type':'null'}],'$defs':{'R':{'type':'object'}}}", "R or null" },
	{ "{'$ref':'#/$defs/R'}", "R, which is not there" },
	{ "{'allOf':[{'$ref':'#/$defs/R'}],'$defs':{'R':{'enum':['a','b']}}}", "a | b" },
	{ "{'type':['string','null'],'maxLength':5}", "string ..5 or null" },
	{ "{'type':'object','additionalProperties':{'type':'integer'}}", "object of integer" },
	{ "{'properties':{'a':{}}}", "object" },
	{ "{'type':'array','items':{'$ref':'#'}}", "array of array of array of …" },
	{ "{'const':'\\u001b[31m'}", "␛[31m" },
};

START_TEST(summaries_are_a_few_words)
{
	for (guint i = 0; i < G_N_ELEMENTS(summaries); i++) {
		g_autoptr(json_t) json = help_json(summaries[i].schema);
		g_autofree char *summary = schema_summary(json, NULL);
		ck_assert_str_eq(summary, summaries[i].summary);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { messages_are_those_of_python,
				       values_are_printed_as_python_does,
				       verdicts_hold,
				       notes_say_what_and_where,
				       notes_are_visible_and_few,
				       other_types_are_no_schema,
				       references_resolve_in_the_root,
				       definitions_of_the_nearest_enclosing_object_are_found,
				       best_error_is_the_one_python_raises,
				       errors_end_at_a_limit_and_are_added,
				       a_long_value_is_quoted_whole_and_many_are_cut,
				       resolve_follows_references,
				       summaries_are_a_few_words,
				       NULL };
	return suite_run("model/schema", tests);
}
