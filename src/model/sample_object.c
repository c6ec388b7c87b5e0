/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sample_private.h"

#include <string.h>

#define ROUNDS 8    /* of dependencies that bring others */
#define FAILURES 32 /* names in a row that were there already or got no value */

static SchemaVerdict name_matches(Sampler *sampler, const Keyword *patterns, guint which, const char *name)
{
	const SchemaPattern *pattern = patterns->patterns[which];
	return pattern == NULL ? SCHEMA_UNKNOWN
			       : schema_pattern_match(&sampler->run, pattern, name, strlen(name));
}

static GHashTable *index_of(Sampler *sampler, const Keyword *properties)
{
	GHashTable *index = g_hash_table_lookup(sampler->indexes, properties->nodes);
	if (index != NULL)
		return index;
	index = g_hash_table_new(g_str_hash, g_str_equal);
	guint i = 0;
	const char *name;
	json_t *value;
	json_object_foreach (properties->value, name, value)
		g_hash_table_insert(index, schema_plain_text(name), properties->nodes[i++]);
	g_hash_table_insert(sampler->indexes, properties->nodes, index);
	return index;
}

static Node *property_of(Sampler *sampler, const Keyword *properties, const char *name)
{
	if (properties == NULL || properties->broken || json_object_get(properties->value, name) == NULL)
		return NULL;
	return g_hash_table_lookup(index_of(sampler, properties), name);
}

/* What one schema says of a member: its property, its patterns, else its additionalProperties. */
static void add_member_nodes(Sampler *sampler, const Node *node, const char *name, GPtrArray *nodes)
{
	const Keyword *patterns = schema_keyword(node, schema_check_pattern_properties);
	const Keyword *others = schema_keyword(node, schema_check_additional_properties);
	Node *property = property_of(sampler, schema_keyword(node, schema_check_properties), name);
	gboolean found = property != NULL;
	if (found)
		g_ptr_array_add(nodes, property);
	for (guint i = 0; patterns != NULL && !patterns->broken && i < patterns->count; i++) {
		if (name_matches(sampler, patterns, i, name) != SCHEMA_VALID)
			continue;
		g_ptr_array_add(nodes, patterns->nodes[i]);
		found = TRUE;
	}
	if (!found && others != NULL && !others->broken)
		g_ptr_array_add(nodes, others->nodes[0]);
}

static GPtrArray *member_nodes(Sampler *sampler, const Facts *facts, const char *name)
{
	GPtrArray *nodes = g_ptr_array_new();
	for (guint i = 0; i < facts->nodes->len; i++)
		add_member_nodes(sampler, g_ptr_array_index(facts->nodes, i), name, nodes);
	return nodes;
}

static gboolean add_member(Sampler *sampler, const Facts *facts, json_t *object, const char *name,
			   const Place *place, int depth)
{
	const Place here = { place, name, 0 };
	if (json_object_get(object, name) != NULL)
		return TRUE;
	if (json_object_size(object) >= SAMPLE_ITEMS)
		return FALSE;
	g_autoptr(GPtrArray) nodes = member_nodes(sampler, facts, name);
	json_t *value = sample_value(sampler, nodes, &here, depth + 1);
	return value != NULL && json_object_set_new_nocheck(object, name, value) == 0;
}

static gboolean add_names(Sampler *sampler, const Facts *facts, json_t *object, json_t *names,
			  const Place *place, int depth)
{
	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		if (!add_member(sampler, facts, object, name, place, depth))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_required(Sampler *sampler, const Facts *facts, json_t *object, const Place *place,
			     int depth)
{
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Keyword *required =
			schema_keyword(g_ptr_array_index(facts->nodes, i), schema_check_required);
		if (required != NULL && !required->broken &&
		    !add_names(sampler, facts, object, required->value, place, depth))
			return FALSE;
	}
	return TRUE;
}

/* What the members that are there ask for: other members, or schemas for the whole. */
static gboolean add_dependencies(Sampler *sampler, Facts *facts, json_t *object, const Place *place,
				 int depth, int attempt)
{
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Node *node = g_ptr_array_index(facts->nodes, i);
		const Keyword *names = schema_keyword(node, schema_check_dependent_required);
		const Keyword *schemas = schema_keyword(node, schema_check_dependent_schemas);
		const char *name;
		json_t *value;
		if (names != NULL && !names->broken)
			json_object_foreach (names->value, name, value)
				if (json_object_get(object, name) != NULL &&
				    !add_names(sampler, facts, object, value, place, depth))
					return FALSE;
		guint which = 0;
		if (schemas != NULL && !schemas->broken)
			json_object_foreach (schemas->value, name, value) {
				if (json_object_get(object, name) != NULL)
					sample_facts_add(facts, schemas->nodes[which]);
				which++;
			}
	}
	sample_facts_choose(sampler, facts, depth, attempt);
	return !facts->nothing;
}

static gboolean complete(Sampler *sampler, Facts *facts, json_t *object, const Place *place, int depth,
			 int attempt)
{
	for (int round = 0; round < ROUNDS; round++) {
		size_t members = json_object_size(object);
		guint nodes = facts->nodes->len;
		if (!add_required(sampler, facts, object, place, depth) ||
		    !add_dependencies(sampler, facts, object, place, depth, attempt))
			return FALSE;
		if (json_object_size(object) == members && facts->nodes->len == nodes)
			return TRUE;
	}
	return TRUE;
}

/* A failed member is left out again: it was not required. */
static void add_optional(Sampler *sampler, const Facts *facts, json_t *object, const Place *place, int depth,
			 int attempt)
{
	gboolean all = sampler->options.optional && depth <= SAMPLE_SOFT_DEPTH;
	gboolean vary = sample_varies(sampler, attempt);
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Keyword *properties =
			schema_keyword(g_ptr_array_index(facts->nodes, i), schema_check_properties);
		const char *name;
		json_t *value;
		guint which = 0;
		if (properties == NULL || properties->broken)
			continue;
		json_object_foreach (properties->value, name, value) {
			const Node *node = properties->nodes[which++];
			gboolean needed = json_object_size(object) < facts->least_members;
			if (json_object_size(object) >= facts->most_members || json_is_false(value) ||
			    sample_height(sampler, node) >= SAMPLE_ENDLESS)
				continue;
			if (needed || (all && (!vary || sample_below(sampler, 2) == 0)))
				add_member(sampler, facts, object, name, place, depth);
		}
	}
}

/* A name that no property has: as propertyNames or a pattern wants it, else "key1", "key2", ... */
static char *invent_name(Sampler *sampler, const Facts *facts, guint number, int depth)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const Keyword *patterns = NULL;
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Node *node = g_ptr_array_index(facts->nodes, i);
		const Keyword *of_names = schema_keyword(node, schema_check_property_names);
		const Keyword *here = schema_keyword(node, schema_check_pattern_properties);
		if (of_names != NULL && !of_names->broken)
			g_ptr_array_add(names, of_names->nodes[0]);
		if (here != NULL && !here->broken && here->count > 0)
			patterns = here;
	}
	if (names->len > 0) {
		gboolean vary = sampler->options.vary;
		sampler->options.vary = vary || number > 1;
		json_t *name = sample_value(sampler, names, NULL, depth + 1);
		sampler->options.vary = vary;
		char *text = g_strdup(json_string_value(name));
		json_decref(name);
		if (text != NULL)
			return text;
	}
	if (patterns != NULL && number % 2 == 1) {
		guint which = (guint)sample_below(sampler, patterns->count), i = 0;
		const char *pattern;
		json_t *value;
		json_object_foreach (patterns->value, pattern, value)
			if (i++ == which)
				return sample_pattern(sampler, pattern, sample_below(sampler, 5), TRUE);
	}
	return g_strdup_printf("key%u", number);
}

static gboolean speaks_of_others(const Facts *facts)
{
	gboolean others = FALSE;
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Node *node = g_ptr_array_index(facts->nodes, i);
		others = others || json_is_object(json_object_get(node->json, "additionalProperties"));
		if (json_object_size(json_object_get(node->json, "properties")) > 0)
			return FALSE;
	}
	return others;
}

/* Enough members for minProperties; one where a map of its own kind of values is described. */
static void add_invented(Sampler *sampler, const Facts *facts, json_t *object, const Place *place, int depth,
			 int attempt)
{
	size_t least = facts->least_members;
	if (least == 0 && speaks_of_others(facts) && depth <= SAMPLE_SOFT_DEPTH &&
	    (sampler->options.optional || sample_varies(sampler, attempt)))
		least = MIN(1 + sample_below(sampler, sample_varies(sampler, attempt) ? 3 : 1),
			    facts->most_members);
	/* Late, a member more than asked for: `not` and the like may want one. */
	if (attempt >= SAMPLE_TRIES / 2 && sample_below(sampler, 2) == 0)
		least = MIN(json_object_size(object) + 1, facts->most_members);
	if (least > SAMPLE_ITEMS)
		return;
	guint failures = 0;
	for (guint i = 1; json_object_size(object) < least && failures < FAILURES; i++) {
		g_autofree char *name = invent_name(sampler, facts, i, depth);
		size_t before = json_object_size(object);
		if (name != NULL)
			add_member(sampler, facts, object, name, place, depth);
		failures = json_object_size(object) > before ? 0 : failures + 1;
	}
}

json_t *sample_object(Sampler *sampler, Facts *facts, const Place *place, int depth, int attempt)
{
	json_t *object = json_object();
	gboolean made = complete(sampler, facts, object, place, depth, attempt);
	if (made) {
		add_optional(sampler, facts, object, place, depth, attempt);
		add_invented(sampler, facts, object, place, depth, attempt);
		made = complete(sampler, facts, object, place, depth, attempt);
	}
	if (made && json_object_size(object) >= facts->least_members)
		return object;
	json_decref(object);
	return NULL;
}
