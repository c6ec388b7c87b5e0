/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema_private.h"

#include <string.h>

static SchemaVerdict check_member(Run *run, const Site *site, const Node *node, const char *name,
				  json_t *value)
{
	const Place place = { site->place, name, 0 };
	SchemaVerdict verdict = schema_check(run, node, value, &place, NULL);
	if (site->seen != NULL)
		schema_seen_member(site->seen, name);
	return verdict;
}

SchemaVerdict schema_check_properties(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	guint i = 0;
	const char *name;
	json_t *property;
	json_object_foreach (site->keyword->value, name, property) {
		const Node *node = site->keyword->nodes[i++];
		json_t *value = json_object_get(site->instance, name);
		if (!schema_spend(run, 1))
			return schema_both(verdict, SCHEMA_UNKNOWN);
		if (value != NULL)
			verdict = schema_both(verdict, check_member(run, site, node, name, value));
		if (schema_enough(run, verdict))
			break;
	}
	return verdict;
}

static SchemaVerdict match_name(Run *run, const Keyword *patterns, guint which, const char *name)
{
	const SchemaPattern *pattern = patterns->patterns[which];
	return pattern == NULL ? SCHEMA_UNKNOWN : schema_pattern_match(run, pattern, name, strlen(name));
}

static SchemaVerdict check_pattern(Run *run, const Site *site, guint which)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	const char *name;
	json_t *value;
	json_object_foreach (site->instance, name, value) {
		SchemaVerdict match = match_name(run, site->keyword, which, name);
		if (match == SCHEMA_UNKNOWN)
			verdict = schema_both(verdict, SCHEMA_UNKNOWN);
		if (match == SCHEMA_VALID)
			verdict = schema_both(
				verdict, check_member(run, site, site->keyword->nodes[which], name, value));
		if (schema_enough(run, verdict))
			break;
	}
	return verdict;
}

SchemaVerdict schema_check_pattern_properties(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	for (guint i = 0; i < site->keyword->count && !schema_enough(run, verdict); i++)
		verdict = schema_both(verdict, check_pattern(run, site, i));
	return verdict;
}

/* Whether neither properties nor patternProperties of this schema speaks of the member. */
static SchemaVerdict is_additional(Run *run, const Node *node, const char *name)
{
	if (!schema_spend(run, 1))
		return SCHEMA_UNKNOWN;
	if (json_object_get(json_object_get(node->json, "properties"), name) != NULL)
		return SCHEMA_INVALID;
	SchemaVerdict verdict = SCHEMA_VALID;
	const Keyword *patterns = schema_keyword(node, schema_check_pattern_properties);
	for (guint i = 0; patterns != NULL && i < patterns->count; i++) {
		SchemaVerdict match = patterns->broken ? SCHEMA_UNKNOWN : match_name(run, patterns, i, name);
		if (match == SCHEMA_VALID)
			return SCHEMA_INVALID;
		if (match == SCHEMA_UNKNOWN)
			verdict = SCHEMA_UNKNOWN;
	}
	return verdict;
}

static gint by_text(gconstpointer one, gconstpointer other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static char *list_of_names(Run *run, GPtrArray *names)
{
	GString *out = g_string_new(NULL);
	g_ptr_array_sort(names, by_text);
	for (guint i = 0; i < names->len && out->len < run->text; i++) {
		g_autofree char *name = schema_quote(g_ptr_array_index(names, i));
		g_string_append_printf(out, "%s%s", i == 0 ? "" : ", ", name);
	}
	return g_string_free(out, FALSE);
}

static SchemaVerdict fail_additional(Run *run, const Site *site, GPtrArray *extra)
{
	g_autofree char *names = list_of_names(run, extra);
	json_t *patterns = json_object_get(site->node->json, "patternProperties");
	if (!json_is_object(patterns))
		return schema_fail(run, site, "Additional properties are not allowed (%s %s unexpected)",
				   names, extra->len == 1 ? "was" : "were");
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	const char *text;
	json_t *value;
	json_object_foreach (patterns, text, value)
		g_ptr_array_add(texts, schema_plain_text(text));
	g_autofree char *regexes = list_of_names(run, texts);
	return schema_fail(run, site, "%s %s not match any of the regexes: %s", names,
			   extra->len == 1 ? "does" : "do", regexes);
}

SchemaVerdict schema_check_additional_properties(Run *run, const Site *site)
{
	gboolean closed = json_is_false(site->keyword->value);
	g_autoptr(GPtrArray) extra = g_ptr_array_new();
	SchemaVerdict verdict = SCHEMA_VALID;
	const char *name;
	json_t *value;
	json_object_foreach (site->instance, name, value) {
		SchemaVerdict additional = is_additional(run, site->node, name);
		if (additional == SCHEMA_VALID && closed)
			g_ptr_array_add(extra, schema_plain_text(name));
		else if (additional == SCHEMA_VALID)
			verdict = schema_both(verdict,
					      check_member(run, site, site->keyword->nodes[0], name, value));
		else if (additional == SCHEMA_UNKNOWN && !json_is_true(site->keyword->value))
			verdict = schema_both(verdict, SCHEMA_UNKNOWN);
		if (schema_enough(run, verdict) || (extra->len > 0 && run->errors == NULL))
			break;
	}
	if (extra->len == 0)
		return verdict;
	return run->errors == NULL ? SCHEMA_INVALID : fail_additional(run, site, extra);
}

SchemaVerdict schema_check_unevaluated_properties(Run *run, const Site *site)
{
	g_autoptr(GPtrArray) extra = g_ptr_array_new();
	SchemaVerdict verdict = SCHEMA_VALID;
	GPtrArray *errors = run->errors;
	const char *name;
	json_t *value;
	run->errors = NULL;
	json_object_foreach (site->instance, name, value) {
		if (schema_seen_has_member(site->seen, name))
			continue;
		SchemaVerdict one = check_member(run, site, site->keyword->nodes[0], name, value);
		if (one == SCHEMA_INVALID && !site->seen->unsure)
			g_ptr_array_add(extra, schema_plain_text(name));
		else if (one != SCHEMA_VALID)
			verdict = SCHEMA_UNKNOWN;
	}
	run->errors = errors;
	if (extra->len == 0)
		return verdict;
	g_autofree char *names = list_of_names(run, extra);
	const char *verb = extra->len == 1 ? "was" : "were";
	if (json_is_false(site->keyword->value))
		return schema_fail(run, site, "Unevaluated properties are not allowed (%s %s unexpected)",
				   names, verb);
	return schema_fail(run, site,
			   "Unevaluated properties are not valid under the given schema "
			   "(%s %s unevaluated and invalid)",
			   names, verb);
}

SchemaVerdict schema_check_property_names(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	const char *name;
	json_t *value;
	json_object_foreach (site->instance, name, value) {
		json_t *text = json_string_nocheck(name);
		verdict = schema_both(verdict,
				      schema_check(run, site->keyword->nodes[0], text, site->place, NULL));
		json_decref(text);
		if (schema_enough(run, verdict))
			break;
	}
	return verdict;
}

static SchemaVerdict check_required(Run *run, const Site *site, json_t *names, const char *by)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		if (!schema_spend(run, 1))
			return schema_both(verdict, SCHEMA_UNKNOWN);
		if (json_object_get(site->instance, name) != NULL)
			continue;
		verdict = by == NULL ? schema_fail(run, site, "%q is a required property", name)
				     : schema_fail(run, site, "%q is a dependency of %q", name, by);
		if (schema_enough(run, verdict))
			break;
	}
	return verdict;
}

SchemaVerdict schema_check_required(Run *run, const Site *site)
{
	return check_required(run, site, site->keyword->value, NULL);
}

SchemaVerdict schema_check_dependent_required(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	const char *name;
	json_t *names;
	json_object_foreach (site->keyword->value, name, names) {
		if (!schema_spend(run, 1))
			return schema_both(verdict, SCHEMA_UNKNOWN);
		if (json_object_get(site->instance, name) != NULL)
			verdict = schema_both(verdict, check_required(run, site, names, name));
	}
	return verdict;
}

SchemaVerdict schema_check_dependent_schemas(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	guint i = 0;
	const char *name;
	json_t *value;
	json_object_foreach (site->keyword->value, name, value) {
		const Node *node = site->keyword->nodes[i++];
		if (!schema_spend(run, 1))
			return schema_both(verdict, SCHEMA_UNKNOWN);
		if (json_object_get(site->instance, name) != NULL)
			verdict = schema_both(
				verdict, schema_check(run, node, site->instance, site->place, site->seen));
	}
	return verdict;
}

SchemaVerdict schema_check_min_properties(Run *run, const Site *site)
{
	if (json_object_size(site->instance) >= schema_count(site->keyword->value))
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v does not have enough properties", site->instance);
}

SchemaVerdict schema_check_max_properties(Run *run, const Site *site)
{
	if (json_object_size(site->instance) <= schema_count(site->keyword->value))
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v has too many properties", site->instance);
}
