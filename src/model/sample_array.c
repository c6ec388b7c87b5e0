/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sample_private.h"

#define MORE 4 /* items beyond the least */

typedef struct {
	size_t fixed;  /* items that have a schema of their own */
	size_t closed; /* no items from here on */
} Shape;

static Shape shape_of(const Facts *facts)
{
	Shape shape = { 0, SIZE_MAX };
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Node *node = g_ptr_array_index(facts->nodes, i);
		size_t prefix = json_array_size(json_object_get(node->json, "prefixItems"));
		shape.fixed = MAX(shape.fixed, prefix);
		if (json_is_false(json_object_get(node->json, "items")))
			shape.closed = MIN(shape.closed, prefix);
	}
	return shape;
}

static gboolean is_closed(const Facts *facts)
{
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Node *node = g_ptr_array_index(facts->nodes, i);
		if (json_is_false(json_object_get(node->json, "unevaluatedItems")))
			return TRUE;
	}
	return FALSE;
}

/* The schemas of the item at `index`. */
static GPtrArray *item_nodes(const Facts *facts, size_t index)
{
	GPtrArray *nodes = g_ptr_array_new();
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Node *node = g_ptr_array_index(facts->nodes, i);
		const Keyword *prefix = schema_keyword(node, schema_check_prefix_items);
		const Keyword *items = schema_keyword(node, schema_check_items);
		const Keyword *others = schema_keyword(node, schema_check_unevaluated_items);
		if (prefix != NULL && !prefix->broken && index < prefix->count)
			g_ptr_array_add(nodes, prefix->nodes[index]);
		else if (items != NULL && !items->broken)
			g_ptr_array_add(nodes, items->nodes[0]);
		else if (others != NULL && !others->broken && !json_is_false(others->value))
			g_ptr_array_add(nodes, others->nodes[0]);
	}
	return nodes;
}

/* Where a contains asks for more, its schema applies to the item, too. */
static size_t wanted(const Facts *facts, GPtrArray *nodes, size_t index)
{
	size_t most = 0;
	for (guint i = 0; i < facts->nodes->len; i++) {
		const Node *node = g_ptr_array_index(facts->nodes, i);
		const Keyword *contains = schema_keyword(node, schema_check_contains);
		json_t *least = json_object_get(node->json, "minContains");
		if (contains == NULL || contains->broken)
			continue;
		size_t count = least == NULL ? 1 : schema_count(least);
		if (nodes != NULL && index < count)
			g_ptr_array_add(nodes, contains->nodes[0]);
		most = MAX(most, count);
	}
	return most;
}

static gboolean is_repeated(Sampler *sampler, json_t *array, json_t *value)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (schema_equal(&sampler->run, json_array_get(array, i), value))
			return TRUE;
	return FALSE;
}

/* An item that is not there yet, if it must not be; other choices are made for it then. */
static json_t *make_item(Sampler *sampler, const Facts *facts, json_t *array, const Place *place, int depth)
{
	size_t index = json_array_size(array);
	const Place here = { place, NULL, index };
	g_autoptr(GPtrArray) nodes = item_nodes(facts, index);
	wanted(facts, nodes, index);
	gboolean vary = sampler->options.vary;
	json_t *value = NULL;
	for (int i = 0; i < SAMPLE_TRIES && value == NULL; i++) {
		sampler->options.vary = vary || i > 0;
		value = sample_value(sampler, nodes, &here, depth + 1);
		if (value == NULL)
			break;
		if (facts->unique && is_repeated(sampler, array, value))
			g_clear_pointer(&value, json_decref);
	}
	sampler->options.vary = vary;
	return value;
}

static size_t choose_size(Sampler *sampler, const Facts *facts, size_t least, size_t most, int depth,
			  int attempt)
{
	if (depth > SAMPLE_SOFT_DEPTH || least >= most)
		return least;
	size_t more = MIN(most - least, MORE);
	if (sample_varies(sampler, attempt))
		return least + sample_below(sampler, more + 1);
	return sampler->options.optional && least == 0 ? MIN(1, most) : least;
}

json_t *sample_array(Sampler *sampler, const Facts *facts, const Place *place, int depth, int attempt)
{
	Shape shape = shape_of(facts);
	size_t least = MAX(facts->least_items, wanted(facts, NULL, 0));
	size_t most = MIN(facts->most_items, shape.closed);
	if (is_closed(facts))
		most = MIN(most, MAX(shape.fixed, least));
	if (least > most || least > SAMPLE_ITEMS)
		return NULL;
	if (shape.fixed > least && !sample_varies(sampler, attempt) && depth <= SAMPLE_SOFT_DEPTH)
		least = MIN(shape.fixed, most);
	size_t size = choose_size(sampler, facts, least, most, depth, attempt);
	json_t *array = json_array();
	while (json_array_size(array) < size) {
		json_t *item = make_item(sampler, facts, array, place, depth);
		if (item == NULL)
			break;
		json_array_append_new(array, item);
	}
	if (json_array_size(array) >= least)
		return array;
	json_decref(array);
	return NULL;
}
