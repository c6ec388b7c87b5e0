/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A schema in a few words.  It stops at models (their title is enough), at a depth and at a length.  The
 * words are a notation, which JSON has too: they are not translated. */
#include "base/text.h"
#include "model/schema_private.h"

#include <string.h>

#define DEPTH 5
#define LENGTH 160 /* bytes after which no more is said */
#define VALUES 8
#define WORDS 60 /* characters of one text */
#define PATTERN 40

static void say(GString *out, json_t *schema, json_t *root, int depth);

static const char *text_of(json_t *schema, const char *member)
{
	const char *text = weir_json_text(schema, member);
	return text == NULL || *text == '\0' ? NULL : text;
}

static void say_cut(GString *out, const char *text, glong most)
{
	glong length = g_utf8_strlen(text, -1);
	g_autofree char *cut = g_utf8_substring(text, 0, MIN(length, most));
	g_string_append(out, cut);
	if (length > most)
		g_string_append(out, "…");
}

static void say_value(GString *out, json_t *value)
{
	const char *text = json_string_value(value);
	g_autofree char *printed = text != NULL ? NULL : weir_json_print(value);
	say_cut(out, text != NULL ? text : printed, WORDS);
}

static void say_values(GString *out, json_t *values)
{
	for (size_t i = 0; i < json_array_size(values); i++) {
		g_string_append(out, i == 0 ? "" : " | ");
		if (i == VALUES || out->len > LENGTH) {
			g_string_append(out, "…");
			return;
		}
		say_value(out, json_array_get(values, i));
	}
}

static json_t *number_of(json_t *schema, const char *member)
{
	json_t *number = json_object_get(schema, member);
	return json_is_number(number) ? number : NULL;
}

static void say_number(GString *out, const char *before, json_t *number)
{
	g_string_append(out, before);
	if (number != NULL)
		schema_repr(out, number, G_MAXSIZE);
}

/* " 1..120", " ..120", " 1.."; nothing without bounds. */
static void say_range(GString *out, json_t *low, json_t *high)
{
	if (low == NULL && high == NULL)
		return;
	say_number(out, " ", low);
	say_number(out, "..", high);
}

static void say_numeric(GString *out, json_t *schema)
{
	json_t *above = number_of(schema, "exclusiveMinimum"), *below = number_of(schema, "exclusiveMaximum");
	json_t *step = number_of(schema, "multipleOf");
	say_range(out, number_of(schema, "minimum"), number_of(schema, "maximum"));
	if (above != NULL)
		say_number(out, " >", above);
	if (below != NULL)
		say_number(out, " <", below);
	if (step == NULL)
		return;
	g_autoptr(GString) number = g_string_new(NULL);
	schema_repr(number, step, G_MAXSIZE);
	g_string_append_printf(out, ", a multiple of %s", number->str);
}

static void say_text(GString *out, json_t *schema)
{
	const char *format = text_of(schema, "format"), *pattern = text_of(schema, "pattern");
	say_range(out, number_of(schema, "minLength"), number_of(schema, "maxLength"));
	if (format != NULL) {
		g_string_append_c(out, ' ');
		say_cut(out, format, WORDS);
	}
	if (pattern == NULL)
		return;
	g_string_append(out, " like ");
	say_cut(out, pattern, PATTERN);
}

static void say_array(GString *out, json_t *schema, json_t *root, int depth)
{
	json_t *items = json_object_get(schema, "items");
	json_t *low = number_of(schema, "minItems"), *high = number_of(schema, "maxItems");
	if (json_is_object(items)) {
		g_autoptr(GString) inner = g_string_new(NULL);
		say(inner, items, root, depth + 1);
		g_string_append_printf(out, " of %s", inner->str);
	}
	g_autofree char *least = low == NULL ? NULL : weir_json_print(low);
	g_autofree char *most = high == NULL ? NULL : weir_json_print(high);
	if (low != NULL && high != NULL)
		g_string_append_printf(out, ", %s to %s", least, most);
	else if (high != NULL)
		g_string_append_printf(out, ", at most %s", most);
	else if (low != NULL)
		g_string_append_printf(out, ", at least %s", least);
}

static void say_object(GString *out, json_t *schema, json_t *root, int depth)
{
	json_t *values = json_object_get(schema, "additionalProperties");
	if (!json_is_object(values) || json_object_size(json_object_get(schema, "properties")) > 0)
		return;
	g_autoptr(GString) inner = g_string_new(NULL);
	say(inner, values, root, depth + 1);
	g_string_append_printf(out, " of %s", inner->str);
}

static void say_type(GString *out, const char *type, json_t *schema, json_t *root, int depth)
{
	unsigned known = schema_type_named(type);
	const char *title = known == SCHEMA_OBJECT ? text_of(schema, "title") : NULL;
	say_cut(out, title != NULL ? title : type, WORDS);
	if (known == SCHEMA_INTEGER || known == SCHEMA_NUMBER)
		say_numeric(out, schema);
	else if (known == SCHEMA_STRING)
		say_text(out, schema);
	else if (known == SCHEMA_ARRAY)
		say_array(out, schema, root, depth);
	else if (known == SCHEMA_OBJECT && title == NULL)
		say_object(out, schema, root, depth);
}

static void say_types(GString *out, json_t *types, json_t *schema, json_t *root, int depth)
{
	for (size_t i = 0; i < json_array_size(types) && out->len <= LENGTH; i++) {
		const char *type = json_string_value(json_array_get(types, i));
		g_string_append(out, i == 0 ? "" : " or ");
		say_type(out, type == NULL ? "?" : type, schema, root, depth);
	}
}

static void say_branches(GString *out, json_t *branches, const char *between, json_t *root, int depth)
{
	for (size_t i = 0; i < json_array_size(branches); i++) {
		g_string_append(out, i == 0 ? "" : between);
		if (out->len > LENGTH) {
			g_string_append(out, "…");
			return;
		}
		say(out, json_array_get(branches, i), root, depth + 1);
	}
}

/* What the keywords speak of where there is no type. */
static const char *implied_type(json_t *schema)
{
	static const struct {
		const char *keyword, *type;
	} implied[] = {
		{ "properties", "object" },       { "additionalProperties", "object" },
		{ "required", "object" },         { "items", "array" },
		{ "prefixItems", "array" },       { "maxItems", "array" },
		{ "pattern", "string" },          { "maxLength", "string" },
		{ "minLength", "string" },        { "format", "string" },
		{ "minimum", "number" },          { "maximum", "number" },
		{ "exclusiveMinimum", "number" }, { "exclusiveMaximum", "number" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(implied); i++)
		if (json_object_get(schema, implied[i].keyword) != NULL)
			return implied[i].type;
	return NULL;
}

static void say_reference(GString *out, json_t *schema, const char *reference, json_t *root, int depth)
{
	const char *slash = strrchr(reference, '/');
	const char *name = slash == NULL || slash[1] == '\0' ? reference : slash + 1;
	json_t *target = schema_resolve(schema, root);
	const char *type = json_string_value(json_object_get(target, "type"));
	if (target == NULL) {
		say_cut(out, name, WORDS);
		g_string_append(out, ", which is not there");
	} else if (g_strcmp0(type, "object") == 0 && text_of(target, "title") == NULL && slash != NULL) {
		say_cut(out, name, WORDS);
	} else {
		say(out, target, root, depth + 1);
	}
}

static void say_untyped(GString *out, json_t *schema, json_t *root, int depth)
{
	json_t *any = json_object_get(schema, "anyOf"), *one = json_object_get(schema, "oneOf");
	json_t *all = json_object_get(schema, "allOf");
	const char *type = implied_type(schema);
	if (json_array_size(any) > 0)
		say_branches(out, any, " or ", root, depth);
	else if (json_array_size(one) > 0)
		say_branches(out, one, " or ", root, depth);
	else if (json_array_size(all) > 0)
		say_branches(out, all, " and ", root, depth);
	else if (type != NULL)
		say_type(out, type, schema, root, depth);
	else
		g_string_append(out, "any");
}

static void say(GString *out, json_t *schema, json_t *root, int depth)
{
	const char *reference = weir_json_text(schema, "$ref");
	json_t *constant = json_object_get(schema, "const"), *values = json_object_get(schema, "enum");
	json_t *type = json_object_get(schema, "type");
	if (json_is_false(schema))
		g_string_append(out, "nothing");
	else if (depth > DEPTH)
		g_string_append(out, "…");
	else if (reference != NULL)
		say_reference(out, schema, reference, root, depth);
	else if (constant != NULL)
		say_value(out, constant);
	else if (json_array_size(values) > 0)
		say_values(out, values);
	else if (json_is_string(type))
		say_type(out, json_string_value(type), schema, root, depth);
	else if (json_array_size(type) > 0)
		say_types(out, type, schema, root, depth);
	else
		say_untyped(out, schema, root, depth);
}

char *schema_summary(json_t *schema, json_t *root)
{
	g_autoptr(GString) out = g_string_new(NULL);
	say(out, schema, root == NULL ? schema : root, 0);
	return text_visible(out->str, (gssize)out->len, TEXT_ONE_LINE);
}
