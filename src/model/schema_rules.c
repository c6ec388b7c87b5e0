/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keywords that decide or hold schemas.  Others are annotations. */
#include "model/schema_private.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define NUMBERS (SCHEMA_NUMBER | SCHEMA_INTEGER)

/* Sorted by strcmp(). */
static const Rule rules[] = {
	{ "$defs", EXPECT_SCHEMA_MAP, NULL, 0, NULL, FALSE },
	{ "$dynamicRef", EXPECT_STRING, schema_check_dynamic_ref, SCHEMA_ANY, schema_prepare_dynamic_ref,
	  FALSE },
	{ "$ref", EXPECT_STRING, schema_check_ref, SCHEMA_ANY, schema_prepare_ref, FALSE },
	{ "additionalProperties", EXPECT_SCHEMA, schema_check_additional_properties, SCHEMA_OBJECT, NULL,
	  FALSE },
	{ "allOf", EXPECT_SCHEMAS, schema_check_all_of, SCHEMA_ANY, NULL, FALSE },
	{ "anyOf", EXPECT_SCHEMAS, schema_check_any_of, SCHEMA_ANY, NULL, FALSE },
	{ "const", EXPECT_ANY, schema_check_const, SCHEMA_ANY, NULL, FALSE },
	{ "contains", EXPECT_SCHEMA, schema_check_contains, SCHEMA_ARRAY, schema_prepare_contains, FALSE },
	{ "definitions", EXPECT_SCHEMA_MAP, NULL, 0, NULL, FALSE },
	{ "dependentRequired", EXPECT_NAMES_MAP, schema_check_dependent_required, SCHEMA_OBJECT, NULL,
	  FALSE },
	{ "dependentSchemas", EXPECT_SCHEMA_MAP, schema_check_dependent_schemas, SCHEMA_OBJECT, NULL, FALSE },
	{ "else", EXPECT_SCHEMA, NULL, 0, NULL, FALSE },
	{ "enum", EXPECT_ARRAY, schema_check_enum, SCHEMA_ANY, NULL, FALSE },
	{ "exclusiveMaximum", EXPECT_NUMBER, schema_check_exclusive_maximum, NUMBERS, NULL, FALSE },
	{ "exclusiveMinimum", EXPECT_NUMBER, schema_check_exclusive_minimum, NUMBERS, NULL, FALSE },
	{ "format", EXPECT_STRING, schema_check_format, SCHEMA_STRING, NULL, FALSE },
	{ "if", EXPECT_SCHEMA, schema_check_if, SCHEMA_ANY, schema_prepare_if, FALSE },
	{ "items", EXPECT_SCHEMA, schema_check_items, SCHEMA_ARRAY, NULL, FALSE },
	{ "maxItems", EXPECT_COUNT, schema_check_max_items, SCHEMA_ARRAY, NULL, FALSE },
	{ "maxLength", EXPECT_COUNT, schema_check_max_length, SCHEMA_STRING, NULL, FALSE },
	{ "maxProperties", EXPECT_COUNT, schema_check_max_properties, SCHEMA_OBJECT, NULL, FALSE },
	{ "maximum", EXPECT_NUMBER, schema_check_maximum, NUMBERS, NULL, FALSE },
	{ "minItems", EXPECT_COUNT, schema_check_min_items, SCHEMA_ARRAY, NULL, FALSE },
	{ "minLength", EXPECT_COUNT, schema_check_min_length, SCHEMA_STRING, NULL, FALSE },
	{ "minProperties", EXPECT_COUNT, schema_check_min_properties, SCHEMA_OBJECT, NULL, FALSE },
	{ "minimum", EXPECT_NUMBER, schema_check_minimum, NUMBERS, NULL, FALSE },
	{ "multipleOf", EXPECT_POSITIVE, schema_check_multiple_of, NUMBERS, NULL, FALSE },
	{ "not", EXPECT_SCHEMA, schema_check_not, SCHEMA_ANY, NULL, FALSE },
	{ "oneOf", EXPECT_SCHEMAS, schema_check_one_of, SCHEMA_ANY, NULL, FALSE },
	{ "pattern", EXPECT_STRING, schema_check_pattern, SCHEMA_STRING, schema_prepare_pattern, FALSE },
	{ "patternProperties", EXPECT_SCHEMA_MAP, schema_check_pattern_properties, SCHEMA_OBJECT,
	  schema_prepare_patterns, FALSE },
	{ "prefixItems", EXPECT_SCHEMAS, schema_check_prefix_items, SCHEMA_ARRAY, NULL, FALSE },
	{ "properties", EXPECT_SCHEMA_MAP, schema_check_properties, SCHEMA_OBJECT, NULL, FALSE },
	{ "propertyNames", EXPECT_SCHEMA, schema_check_property_names, SCHEMA_OBJECT, NULL, FALSE },
	{ "required", EXPECT_NAMES, schema_check_required, SCHEMA_OBJECT, NULL, FALSE },
	{ "then", EXPECT_SCHEMA, NULL, 0, NULL, FALSE },
	{ "type", EXPECT_TYPES, schema_check_type, SCHEMA_ANY, schema_prepare_type, FALSE },
	{ "unevaluatedItems", EXPECT_SCHEMA, schema_check_unevaluated_items, SCHEMA_ARRAY, NULL, TRUE },
	{ "unevaluatedProperties", EXPECT_SCHEMA, schema_check_unevaluated_properties, SCHEMA_OBJECT, NULL,
	  TRUE },
	{ "uniqueItems", EXPECT_BOOLEAN, schema_check_unique_items, SCHEMA_ARRAY, NULL, FALSE },
};

static int by_name(const void *name, const void *row)
{
	return strcmp(name, ((const Rule *)row)->name);
}

const Rule *schema_rule(const char *name)
{
	return bsearch(name, rules, G_N_ELEMENTS(rules), sizeof(rules[0]), by_name);
}

static gboolean is_type_list(json_t *value)
{
	if (json_is_string(value))
		return schema_type_named(json_string_value(value)) != 0;
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *name = json_string_value(json_array_get(value, i));
		if (name == NULL || schema_type_named(name) == 0)
			return FALSE;
	}
	return json_array_size(value) > 0;
}

static gboolean is_any(json_t *value)
{
	return TRUE;
}

static gboolean is_schema(json_t *value)
{
	return json_is_object(value) || json_is_boolean(value);
}

static gboolean is_list(json_t *value)
{
	return json_array_size(value) > 0;
}

static gboolean is_object(json_t *value)
{
	return json_is_object(value);
}

static gboolean is_string(json_t *value)
{
	return json_is_string(value);
}

static gboolean is_number(json_t *value)
{
	return json_is_number(value);
}

static gboolean is_positive(json_t *value)
{
	return json_is_number(value) && json_number_value(value) > 0;
}

static gboolean is_count(json_t *value)
{
	return schema_is_whole(value) && json_number_value(value) >= 0;
}

static gboolean is_boolean(json_t *value)
{
	return json_is_boolean(value);
}

static gboolean is_array(json_t *value)
{
	return json_is_array(value);
}

static gboolean is_list_of_names(json_t *value)
{
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!json_is_string(json_array_get(value, i)))
			return FALSE;
	return json_is_array(value);
}

static gboolean is_map_of_names(json_t *value)
{
	const char *name;
	json_t *names;
	json_object_foreach (value, name, names)
		if (!is_list_of_names(names))
			return FALSE;
	return json_is_object(value);
}

static const struct {
	gboolean (*holds)(json_t *value);
	const char *words;
} expectations[] = {
	[EXPECT_ANY] = { is_any, "" },
	[EXPECT_SCHEMA] = { is_schema, N_("a schema") },
	[EXPECT_SCHEMAS] = { is_list, N_("a list of schemas") },
	[EXPECT_SCHEMA_MAP] = { is_object, N_("an object of schemas") },
	[EXPECT_STRING] = { is_string, N_("a string") },
	[EXPECT_NUMBER] = { is_number, N_("a number") },
	[EXPECT_POSITIVE] = { is_positive, N_("a number above 0") },
	[EXPECT_COUNT] = { is_count, N_("a whole number from 0") },
	[EXPECT_BOOLEAN] = { is_boolean, N_("true or false") },
	[EXPECT_ARRAY] = { is_array, N_("a list") },
	[EXPECT_NAMES] = { is_list_of_names, N_("a list of names") },
	[EXPECT_NAMES_MAP] = { is_map_of_names, N_("an object of lists of names") },
	[EXPECT_TYPES] = { is_type_list, N_("one of the seven types or a list of them") },
};

const char *schema_expected(const Rule *rule, json_t *value)
{
	return expectations[rule->expect].holds(value) ? NULL : expectations[rule->expect].words;
}
