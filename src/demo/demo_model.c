/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values against schemas in pydantic's words: {type, loc, msg, input, ctx}. */
#include "demo/demo_private.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

typedef struct {
	const json_t *schema, *root, *value;
	json_t *location, *errors;
} Check;

json_t *model_error(const char *type, const json_t *location, const char *message, const json_t *input)
{
	return json_pack("{s:s,s:o,s:s,s:O?}", "type", type, "loc", json_deep_copy(location), "msg", message,
			 "input", input != NULL ? input : json_null());
}

json_t *model_location(const char *first, ...)
{
	json_t *location = json_array();
	va_list rest;
	va_start(rest, first);
	for (const char *word = first; word != NULL; word = va_arg(rest, const char *))
		json_array_append_new(location, json_string(word));
	va_end(rest);
	return location;
}

static void complain(const Check *check, const char *type, const char *message)
{
	json_array_append_new(check->errors, model_error(type, check->location, message, check->value));
}

/* As complain(), with what was asked for under ctx; `bound` is taken. */
static void complain_of(const Check *check, const char *type, const char *message, const char *name,
			json_t *bound)
{
	json_t *error = model_error(type, check->location, message, check->value);
	json_object_set_new(error, "ctx", json_pack("{s:o}", name, bound));
	json_array_append_new(check->errors, error);
}

static void check_member(const Check *outer, const json_t *schema, const json_t *value, json_t *step)
{
	json_array_append_new(outer->location, step);
	model_check(schema, outer->root, value, outer->location, outer->errors);
	json_array_remove(outer->location, json_array_size(outer->location) - 1);
}

static void check_missing(const Check *check, const char *name)
{
	json_array_append_new(check->location, json_string(name));
	complain(check, "missing", "Field required");
	json_array_remove(check->location, json_array_size(check->location) - 1);
}

static gboolean is_required(const json_t *schema, const char *name)
{
	size_t i;
	json_t *word;
	json_array_foreach (json_object_get(schema, "required"), i, word) {
		if (g_str_equal(json_string_value(word), name))
			return TRUE;
	}
	return FALSE;
}

static void check_extra(const Check *check, const json_t *members)
{
	const json_t *rest = json_object_get(check->schema, "additionalProperties");
	const char *name;
	json_t *value;
	if (rest == NULL)
		return;
	json_object_foreach ((json_t *)check->value, name, value) {
		if (json_object_get(members, name) != NULL)
			continue;
		if (!json_is_false(rest)) {
			check_member(check, rest, value, json_string(name));
			continue;
		}
		Check extra = *check;
		extra.value = value;
		json_array_append_new(check->location, json_string(name));
		complain(&extra, "extra_forbidden", "Extra inputs are not permitted");
		json_array_remove(check->location, json_array_size(check->location) - 1);
	}
}

static void check_object(const Check *check)
{
	json_t *members = json_object_get(check->schema, "properties"), *member;
	const char *name;
	if (!json_is_object(check->value)) {
		if (members == NULL)
			complain(check, "dict_type", "Input should be a valid dictionary");
		else
			complain(check, "model_attributes_type",
				 "Input should be a valid dictionary or object to extract fields from");
		return;
	}
	json_object_foreach (members, name, member) {
		const json_t *value = json_object_get(check->value, name);
		if (value != NULL)
			check_member(check, member, value, json_string(name));
		else if (is_required(check->schema, name))
			check_missing(check, name);
	}
	check_extra(check, members);
}

static void check_length(const Check *check, const char *keyword, gint64 length, gboolean most)
{
	const json_t *bound = json_object_get(check->schema, keyword);
	if (bound == NULL ||
	    (most ? length <= json_integer_value(bound) : length >= json_integer_value(bound)))
		return;
	gint64 number = json_integer_value(bound);
	g_autofree char *message =
		g_strdup_printf("String should have at %s %" G_GINT64_FORMAT " character%s",
				most ? "most" : "least", number, number == 1 ? "" : "s");
	complain_of(check, most ? "string_too_long" : "string_too_short", message,
		    most ? "max_length" : "min_length", json_integer(number));
}

static void check_string(const Check *check)
{
	if (!json_is_string(check->value)) {
		complain(check, "string_type", "Input should be a valid string");
		return;
	}
	const char *text = json_string_value(check->value);
	guint before = (guint)json_array_size(check->errors);
	gint64 length = g_utf8_strlen(text, (gssize)json_string_length(check->value));
	check_length(check, "minLength", length, FALSE);
	check_length(check, "maxLength", length, TRUE);
	const char *pattern = weir_json_text(check->schema, "pattern");
	if (pattern == NULL || json_array_size(check->errors) > before ||
	    g_regex_match_simple(pattern, text, 0, 0))
		return;
	g_autofree char *message = g_strdup_printf("String should match pattern '%s'", pattern);
	complain_of(check, "string_pattern_mismatch", message, "pattern", json_string(pattern));
}

static void check_bound(const Check *check, const char *keyword, double value, gboolean most)
{
	const json_t *bound = json_object_get(check->schema, keyword);
	double limit = json_number_value(bound);
	if (bound == NULL || (most ? value <= limit : value >= limit))
		return;
	g_autofree char *message =
		g_strdup_printf("Input should be %s than or equal to %.0f", most ? "less" : "greater", limit);
	complain_of(check, most ? "less_than_equal" : "greater_than_equal", message, most ? "le" : "ge",
		    json_integer((json_int_t)limit));
}

static void check_integer(const Check *check)
{
	if (!json_is_number(check->value)) {
		complain(check, "int_type", "Input should be a valid integer");
		return;
	}
	double value = json_number_value(check->value);
	if (floor(value) != value) {
		complain(check, "int_from_float",
			 "Input should be a valid integer, got a number with a fractional part");
		return;
	}
	check_bound(check, "minimum", value, FALSE);
	check_bound(check, "maximum", value, TRUE);
}

static void check_boolean(const Check *check)
{
	if (!json_is_boolean(check->value))
		complain(check, "bool_type", "Input should be a valid boolean");
}

static void check_array(const Check *check)
{
	size_t i;
	json_t *item;
	if (!json_is_array(check->value)) {
		complain(check, "list_type", "Input should be a valid list");
		return;
	}
	json_array_foreach ((json_t *)check->value, i, item) {
		check_member(check, json_object_get(check->schema, "items"), item,
			     json_integer((json_int_t)i));
	}
}

static const struct {
	const char *type;
	void (*check)(const Check *check);
} types[] = {
	{ "object", check_object },   { "string", check_string }, { "integer", check_integer },
	{ "boolean", check_boolean }, { "array", check_array },
};

/* "'a'", "'a' or 'b'", "'a', 'b' or 'c'" */
static char *alternatives(const json_t *words)
{
	GString *text = g_string_new(NULL);
	gsize n = json_array_size(words);
	for (gsize i = 0; i < n; i++) {
		if (i > 0)
			g_string_append(text, i + 1 == n ? " or " : ", ");
		g_string_append_printf(text, "'%s'", json_string_value(json_array_get(words, i)));
	}
	return g_string_free(text, FALSE);
}

static gboolean is_one_of(const json_t *value, const json_t *words)
{
	size_t i;
	json_t *word;
	json_array_foreach (words, i, word) {
		if (json_equal(value, word))
			return TRUE;
	}
	return FALSE;
}

static void check_literal(const Check *check, const json_t *words)
{
	if (is_one_of(check->value, words))
		return;
	g_autofree char *expected = alternatives(words);
	g_autofree char *message = g_strconcat("Input should be ", expected, NULL);
	complain_of(check, "literal_error", message, "expected", json_string(expected));
}

/* Of a union with null, the other branch; NULL: the value is null, and may be. */
static const json_t *branch_of(const json_t *schema, const json_t *value)
{
	const json_t *branches = json_object_get(schema, "anyOf");
	if (branches == NULL)
		return schema;
	return json_is_null(value) ? NULL : json_array_get(branches, 0);
}

void model_check(const json_t *schema, const json_t *root, const json_t *value, json_t *location,
		 json_t *errors)
{
	schema = branch_of(schema_resolve((json_t *)schema, (json_t *)root), value);
	if (schema == NULL)
		return;
	schema = schema_resolve((json_t *)schema, (json_t *)root);
	Check check = { schema, root, value, location, errors };
	json_t *only = json_object_get(schema, "const"), *words = json_object_get(schema, "enum");
	if (only != NULL) {
		json_t *single = json_pack("[O]", only);
		check_literal(&check, single);
		json_decref(single);
	} else if (words != NULL) {
		check_literal(&check, words);
	} else {
		for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
			if (g_strcmp0(weir_json_text(schema, "type"), types[i].type) == 0)
				types[i].check(&check);
		}
	}
}

json_t *model_kept(const json_t *schema, const json_t *value)
{
	json_t *kept = json_object(), *member;
	const char *name;
	json_object_foreach (json_object_get(schema, "properties"), name, member) {
		json_t *given = json_object_get(value, name);
		if (given != NULL)
			json_object_set(kept, name, given);
		else if (json_object_get(member, "anyOf") != NULL)
			json_object_set_new(kept, name, json_null());
	}
	return kept;
}

gboolean demo_refused(DemoCall *call, json_t *errors)
{
	size_t i;
	json_t *error;
	if (json_array_size(errors) == 0) {
		json_decref(errors);
		return FALSE;
	}
	if (!demo_has(call->server, FLAW_SECRETS_VALIDATION_ECHO)) {
		json_array_foreach (errors, i, error) {
			json_object_del(error, "input");
			json_object_del(error, "ctx");
		}
	}
	json_t *answer = json_pack("{s:o}", "detail", errors);
	if (demo_has(call->server, FLAW_CONFIG_DEBUG))
		json_object_set_new(answer, "trace",
				    json_string("File \"/srv/desk/server.py\", line 188, in validate"));
	demo_answer_json(call, 422, answer);
	return TRUE;
}
