/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sample_private.h"

#define WORK 20000000 /* steps in all; what is not settled by then counts as endless */
#define NAMES 256     /* members of one object that are looked at */

typedef struct {
	GHashTable *heights;
	gint64 work;
} Survey;

int sample_height(const Sampler *sampler, const Node *node)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(sampler->heights, node));
}

static int height_of(Survey *survey, const Node *node)
{
	survey->work--;
	return GPOINTER_TO_INT(g_hash_table_lookup(survey->heights, node));
}

static int highest(Survey *survey, const Keyword *keyword, size_t count)
{
	int height = 0;
	for (size_t i = 0; i < MIN(count, keyword->count); i++)
		height = MAX(height, height_of(survey, keyword->nodes[i]));
	return height;
}

static int lowest(Survey *survey, const Keyword *keyword)
{
	int height = SAMPLE_ENDLESS;
	for (guint i = 0; i < keyword->count; i++)
		height = MIN(height, height_of(survey, keyword->nodes[i]));
	return height;
}

static int member_height(Survey *survey, const Node *node, const char *name)
{
	const Keyword *properties = schema_keyword(node, schema_check_properties);
	const Keyword *others = schema_keyword(node, schema_check_additional_properties);
	guint i = 0;
	const char *member;
	json_t *value;
	if (properties != NULL && !properties->broken && json_object_get(properties->value, name) != NULL) {
		json_object_foreach (properties->value, member, value) {
			if (g_str_equal(member, name))
				return height_of(survey, properties->nodes[i]);
			survey->work--;
			if (++i == NAMES)
				return 0;
		}
	}
	return others == NULL || others->broken ? 0 : height_of(survey, others->nodes[0]);
}

/* An object must have its required members, an array its least items; other types may avoid both. */
static int inner_height(Survey *survey, const Node *node)
{
	const Keyword *type = schema_keyword(node, schema_check_type);
	const Keyword *required = schema_keyword(node, schema_check_required);
	const Keyword *least = schema_keyword(node, schema_check_min_items);
	const Keyword *items = schema_keyword(node, schema_check_items);
	const Keyword *prefix = schema_keyword(node, schema_check_prefix_items);
	unsigned types = type == NULL || type->broken ? SCHEMA_ANY : type->types;
	int height = -1;
	if (types == SCHEMA_OBJECT && required != NULL && !required->broken)
		for (size_t i = 0; i < MIN(json_array_size(required->value), NAMES); i++) {
			json_t *name = json_array_get(required->value, i);
			height = MAX(height, member_height(survey, node, json_string_value(name)));
		}
	if (types == SCHEMA_ARRAY && least != NULL && !least->broken) {
		size_t count = schema_count(least->value), fixed = 0;
		if (prefix != NULL && !prefix->broken) {
			fixed = prefix->count;
			height = MAX(height, highest(survey, prefix, count));
		}
		if (count > fixed && items != NULL && !items->broken)
			height = MAX(height, height_of(survey, items->nodes[0]));
	}
	return height + 1;
}

static int measure(Survey *survey, const Node *node)
{
	if (node->target != NULL)
		return height_of(survey, node->target);
	if (json_is_false(node->json))
		return SAMPLE_ENDLESS;
	if (json_object_get(node->json, "const") != NULL || json_object_get(node->json, "enum") != NULL)
		return 0;
	int height = inner_height(survey, node);
	for (guint i = 0; i < node->count; i++) {
		const Keyword *keyword = &node->keywords[i];
		SchemaCheck check = keyword->rule->check;
		if (keyword->broken)
			continue;
		if (check == schema_check_ref || check == schema_check_dynamic_ref ||
		    check == schema_check_all_of)
			height = MAX(height, highest(survey, keyword, SIZE_MAX));
		else if (check == schema_check_any_of || check == schema_check_one_of)
			height = MAX(height, lowest(survey, keyword));
	}
	return MIN(height, SAMPLE_ENDLESS);
}

GHashTable *sample_heights(const Schema *schema)
{
	GHashTable *heights = g_hash_table_new(NULL, NULL);
	const GPtrArray *all = schema->all;
	for (guint i = 0; i < all->len; i++)
		g_hash_table_insert(heights, g_ptr_array_index(all, i), GINT_TO_POINTER(SAMPLE_ENDLESS));
	Survey survey = { heights, WORK };
	gboolean changed = TRUE;
	while (changed && survey.work > 0) {
		changed = FALSE;
		for (guint i = all->len; i > 0 && survey.work > 0; i--) {
			Node *node = g_ptr_array_index(all, i - 1);
			int height = measure(&survey, node);
			if (height == height_of(&survey, node))
				continue;
			changed = TRUE;
			g_hash_table_insert(heights, node, GINT_TO_POINTER(height));
		}
	}
	return heights;
}
