/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema_private.h"

static SchemaVerdict check_item(Run *run, const Site *site, const Node *node, size_t index)
{
	const Place place = { site->place, NULL, index };
	return schema_check(run, node, json_array_get(site->instance, index), &place, NULL);
}

SchemaVerdict schema_check_prefix_items(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	size_t size = MIN(json_array_size(site->instance), site->keyword->count);
	for (size_t i = 0; i < size && !schema_enough(run, verdict); i++)
		verdict = schema_both(verdict, check_item(run, site, site->keyword->nodes[i], i));
	schema_seen_items(site->seen, size);
	return verdict;
}

static SchemaVerdict fail_extra(Run *run, const Site *site, size_t prefix, size_t size)
{
	if (run->errors == NULL)
		return SCHEMA_INVALID;
	const char *items = prefix == 1 ? "item" : "items";
	if (size - prefix == 1)
		return schema_fail(run, site, "Expected at most %z %s but found 1 extra: %v", prefix, items,
				   json_array_get(site->instance, prefix));
	json_t *rest = json_array();
	for (size_t i = prefix; i < size; i++)
		json_array_append(rest, json_array_get(site->instance, i));
	schema_fail(run, site, "Expected at most %z %s but found %z extra: %v", prefix, items, size - prefix,
		    rest);
	json_decref(rest);
	return SCHEMA_INVALID;
}

SchemaVerdict schema_check_items(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	size_t prefix = json_array_size(json_object_get(site->node->json, "prefixItems"));
	size_t size = json_array_size(site->instance);
	if (size > prefix && json_is_false(site->keyword->value))
		return fail_extra(run, site, prefix, size);
	for (size_t i = prefix; i < size && !schema_enough(run, verdict); i++)
		verdict = schema_both(verdict, check_item(run, site, site->keyword->nodes[0], i));
	schema_seen_items(site->seen, size);
	return verdict;
}

static size_t contains_limit(const Site *site, const char *name, size_t otherwise)
{
	const json_t *limit = json_object_get(site->node->json, name);
	return limit == NULL ? otherwise : schema_count(limit);
}

static SchemaVerdict fail_contains(Run *run, const Site *site, size_t matched, size_t least)
{
	if (matched == 0)
		return schema_fail(run, site, "%v does not contain items matching the given schema",
				   site->instance);
	Site limit = *site;
	limit.name = "minContains";
	return schema_fail(run, &limit,
			   "Too few items match the given schema (expected at least %z but only %z matched)",
			   least, matched);
}

SchemaVerdict schema_check_contains(Run *run, const Site *site)
{
	size_t least = contains_limit(site, "minContains", 1);
	size_t most = contains_limit(site, "maxContains", SIZE_MAX);
	size_t valid = 0, unknown = 0;
	GPtrArray *errors = run->errors;
	run->errors = NULL;
	for (size_t i = 0; i < json_array_size(site->instance) && run->work >= 0; i++) {
		SchemaVerdict one = check_item(run, site, site->keyword->nodes[0], i);
		valid += one == SCHEMA_VALID;
		unknown += one == SCHEMA_UNKNOWN;
		if (one == SCHEMA_VALID)
			schema_seen_item(site->seen, i);
	}
	run->errors = errors;
	Site limit = *site;
	limit.name = "maxContains";
	if (valid > most)
		return schema_fail(run, &limit, "Too many items match the given schema (expected at most %z)",
				   most);
	if (run->work >= 0 && valid + unknown < least)
		return fail_contains(run, site, valid, least);
	return unknown > 0 && (valid < least || unknown > most - valid) ? SCHEMA_UNKNOWN : SCHEMA_VALID;
}

static SchemaVerdict fail_unevaluated(Run *run, const Site *site, json_t *extra)
{
	g_autoptr(GString) list = g_string_new(NULL);
	for (size_t i = 0; i < json_array_size(extra) && list->len < run->text; i++) {
		g_string_append(list, i == 0 ? "" : ", ");
		schema_repr(list, json_array_get(extra, i), run->text);
	}
	return schema_fail(run, site, "Unevaluated items are not allowed (%s %s unexpected)", list->str,
			   json_array_size(extra) == 1 ? "was" : "were");
}

SchemaVerdict schema_check_unevaluated_items(Run *run, const Site *site)
{
	json_t *extra = json_array();
	SchemaVerdict verdict = SCHEMA_VALID;
	GPtrArray *errors = run->errors;
	size_t size = json_array_size(site->instance);
	run->errors = NULL;
	for (size_t i = 0; i < size && run->work >= 0; i++) {
		if (schema_seen_has_item(site->seen, i))
			continue;
		SchemaVerdict one = check_item(run, site, site->keyword->nodes[0], i);
		if (one == SCHEMA_INVALID && !site->seen->unsure)
			json_array_append(extra, json_array_get(site->instance, i));
		else if (one != SCHEMA_VALID)
			verdict = SCHEMA_UNKNOWN;
	}
	run->errors = errors;
	schema_seen_items(site->seen, size);
	if (json_array_size(extra) > 0)
		verdict = run->errors == NULL ? SCHEMA_INVALID : fail_unevaluated(run, site, extra);
	json_decref(extra);
	return verdict;
}

SchemaVerdict schema_check_unique_items(Run *run, const Site *site)
{
	if (json_is_false(site->keyword->value) || schema_all_different(run, site->instance))
		return SCHEMA_VALID;
	if (run->work < 0)
		return SCHEMA_UNKNOWN;
	return schema_fail(run, site, "%v has non-unique elements", site->instance);
}

SchemaVerdict schema_check_min_items(Run *run, const Site *site)
{
	if (json_array_size(site->instance) >= schema_count(site->keyword->value))
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is too short", site->instance);
}

SchemaVerdict schema_check_max_items(Run *run, const Site *site)
{
	if (json_array_size(site->instance) <= schema_count(site->keyword->value))
		return SCHEMA_VALID;
	return schema_fail(run, site, "%v is too long", site->instance);
}
