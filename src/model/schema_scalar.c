/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema_private.h"

SchemaVerdict schema_check_type(Run *run, const Site *site)
{
	json_t *value = site->keyword->value;
	if ((schema_types(site->instance) & site->keyword->types) != 0)
		return SCHEMA_VALID;
	if (json_is_string(value))
		return schema_fail(run, site, "%v is not of type %v", site->instance, value);
	g_autoptr(GString) types = g_string_new(NULL);
	for (size_t i = 0; i < json_array_size(value); i++)
		g_string_append_printf(types, "%s'%s'", i == 0 ? "" : ", ",
				       json_string_value(json_array_get(value, i)));
	return schema_fail(run, site, "%v is not of type %s", site->instance, types->str);
}

SchemaVerdict schema_check_enum(Run *run, const Site *site)
{
	json_t *values = site->keyword->value;
	for (size_t i = 0; i < json_array_size(values); i++)
		if (schema_equal(run, site->instance, json_array_get(values, i)))
			return SCHEMA_VALID;
	if (run->work < 0)
		return SCHEMA_UNKNOWN;
	return schema_fail(run, site, "%v is not one of %v", site->instance, values);
}

SchemaVerdict schema_check_const(Run *run, const Site *site)
{
	if (schema_equal(run, site->instance, site->keyword->value))
		return SCHEMA_VALID;
	if (run->work < 0)
		return SCHEMA_UNKNOWN;
	return schema_fail(run, site, "%v was expected", site->keyword->value);
}

SchemaVerdict schema_check_minimum(Run *run, const Site *site)
{
	if (schema_number_compare(site->instance, site->keyword->value) >= 0)
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is less than the minimum of %v", site->instance,
			   site->keyword->value);
}

SchemaVerdict schema_check_maximum(Run *run, const Site *site)
{
	if (schema_number_compare(site->instance, site->keyword->value) <= 0)
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is greater than the maximum of %v", site->instance,
			   site->keyword->value);
}

SchemaVerdict schema_check_exclusive_minimum(Run *run, const Site *site)
{
	if (schema_number_compare(site->instance, site->keyword->value) > 0)
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is less than or equal to the minimum of %v", site->instance,
			   site->keyword->value);
}

SchemaVerdict schema_check_exclusive_maximum(Run *run, const Site *site)
{
	if (schema_number_compare(site->instance, site->keyword->value) < 0)
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is greater than or equal to the maximum of %v", site->instance,
			   site->keyword->value);
}

SchemaVerdict schema_check_multiple_of(Run *run, const Site *site)
{
	if (schema_number_multiple(site->instance, site->keyword->value))
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is not a multiple of %v", site->instance, site->keyword->value);
}

static size_t characters_of(Run *run, const json_t *text)
{
	schema_spend(run, (gint64)(json_string_length(text) / 64));
	return schema_characters(json_string_value(text), json_string_length(text));
}

SchemaVerdict schema_check_min_length(Run *run, const Site *site)
{
	if (characters_of(run, site->instance) >= schema_count(site->keyword->value))
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is too short", site->instance);
}

SchemaVerdict schema_check_max_length(Run *run, const Site *site)
{
	if (characters_of(run, site->instance) <= schema_count(site->keyword->value))
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is too long", site->instance);
}

SchemaVerdict schema_check_pattern(Run *run, const Site *site)
{
	SchemaVerdict match =
		schema_pattern_match(run, site->keyword->patterns[0], json_string_value(site->instance),
				     json_string_length(site->instance));
	if (match != SCHEMA_INVALID)
		return match;
	return schema_fail(run, site, "%v does not match %v", site->instance, site->keyword->value);
}

SchemaVerdict schema_check_format(Run *run, const Site *site)
{
	if (!run->formats)
		return SCHEMA_VALID;
	SchemaVerdict fits =
		schema_format_check(run, json_string_value(site->keyword->value),
				    json_string_value(site->instance), json_string_length(site->instance));
	if (fits != SCHEMA_INVALID)
		return fits;
	return schema_fail(run, site, "%v is not a %v", site->instance, site->keyword->value);
}
