/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/schema_shape.h"

#include "base/json.h"
#include "model/schema.h"

enum { DEEPEST = 24, MOST_NODES = 2000 };

static const char *const words[] = {
	[SHAPE_UNTYPED] = "may be anything",
	[SHAPE_FREE_FORM] = "is a free-form object",
	[SHAPE_FURTHER_MEMBERS] = "lets any further member in",
	[SHAPE_ANY_ITEMS] = "is a list of anything",
	[SHAPE_DANGLING] = "has a $ref that leads nowhere",
};

const char *shape_words(Shape shape)
{
	return words[shape];
}

typedef struct {
	GPtrArray *places;
	guint most, nodes;
	json_t *root;
	GHashTable *seen; /* objects under way and done: a model that holds itself ends */
	GString *pointer, *name;
} Walk;

static void look(Walk *walk, json_t *schema, int depth);

static void place_free(gpointer memory)
{
	LoosePlace *place = memory;
	g_free(place->pointer);
	g_free(place->name);
	g_free(place);
}

static void add(Walk *walk, Shape shape)
{
	if (walk->places->len >= walk->most)
		return;
	LoosePlace *place = g_new(LoosePlace, 1);
	*place = (LoosePlace){ g_strdup(walk->pointer->str), g_strdup(walk->name->str), shape };
	g_ptr_array_add(walk->places, place);
}

/* One step further; `token` and `word` may be NULL. */
static void look_into(Walk *walk, json_t *schema, const char *keyword, const char *token, const char *word,
		      int depth)
{
	gsize pointer = walk->pointer->len, name = walk->name->len;
	weir_json_pointer_push(walk->pointer, keyword);
	if (token != NULL)
		weir_json_pointer_push(walk->pointer, token);
	if (word != NULL && word[0] != '[' && name > 0)
		g_string_append_c(walk->name, '.');
	g_string_append(walk->name, word != NULL ? word : "");
	look(walk, schema, depth + 1);
	g_string_truncate(walk->pointer, pointer);
	g_string_truncate(walk->name, name);
}

enum { ALL_OF = 2 };
static const char *const branches[] = { "anyOf", "oneOf", [ALL_OF] = "allOf" };

static gboolean has_branches(const json_t *schema)
{
	for (gsize i = 0; i < G_N_ELEMENTS(branches); i++)
		if (json_array_size(json_object_get(schema, branches[i])) > 0)
			return TRUE;
	return FALSE;
}

/* Keywords of which each says what a value may be. */
static gboolean says_anything(const json_t *schema)
{
	static const char *const telling[] = { "type",        "enum",  "const", "properties",
					       "items",       "$ref",  "not",   "patternProperties",
					       "prefixItems", "allOf", "anyOf", "oneOf",
					       "pattern",     "format" };
	for (gsize i = 0; i < G_N_ELEMENTS(telling); i++)
		if (json_object_get(schema, telling[i]) != NULL)
			return TRUE;
	return FALSE;
}

static gboolean has_type(const json_t *schema, const char *name)
{
	const json_t *type = json_object_get(schema, "type");
	for (size_t i = 0; i < json_array_size(type); i++)
		if (g_strcmp0(json_string_value(json_array_get(type, i)), name) == 0)
			return TRUE;
	return g_strcmp0(json_string_value(type), name) == 0;
}

static gboolean is_anything(const json_t *schema)
{
	return json_is_true(schema) || (json_is_object(schema) && !says_anything(schema));
}

static void look_at_object(Walk *walk, json_t *schema, int depth)
{
	json_t *properties = weir_json_object(schema, "properties");
	json_t *further = json_object_get(schema, "additionalProperties");
	json_t *patterns = weir_json_object(schema, "patternProperties");
	const char *name;
	json_t *member;
	gboolean fixed = json_object_get(schema, "enum") != NULL || json_object_get(schema, "const") != NULL;
	if (further != NULL && is_anything(further))
		add(walk, properties != NULL ? SHAPE_FURTHER_MEMBERS : SHAPE_FREE_FORM);
	else if (properties == NULL && patterns == NULL && further == NULL && !fixed && !has_branches(schema))
		add(walk, SHAPE_FREE_FORM);
	else if (json_is_object(further))
		look_into(walk, further, "additionalProperties", NULL, "*", depth);
	json_object_foreach (properties, name, member)
		look_into(walk, member, "properties", name, name, depth);
	json_object_foreach (patterns, name, member)
		look_into(walk, member, "patternProperties", name, "*", depth);
}

static void look_at_array(Walk *walk, json_t *schema, int depth)
{
	json_t *items = json_object_get(schema, "items");
	json_t *first = weir_json_array(schema, "prefixItems");
	gboolean fixed = json_object_get(schema, "enum") != NULL || json_object_get(schema, "const") != NULL;
	if ((items == NULL && first == NULL && !fixed) || (items != NULL && is_anything(items)))
		add(walk, SHAPE_ANY_ITEMS);
	else if (json_is_object(items))
		look_into(walk, items, "items", NULL, "[]", depth);
	for (size_t i = 0; i < json_array_size(first); i++) {
		g_autofree char *index = g_strdup_printf("%zu", i);
		look_into(walk, json_array_get(first, i), "prefixItems", index, "[]", depth);
	}
}

static void look_at_branches(Walk *walk, json_t *schema, int depth)
{
	for (gsize i = 0; i < G_N_ELEMENTS(branches); i++) {
		json_t *list = weir_json_array(schema, branches[i]);
		for (size_t j = 0; j < json_array_size(list); j++) {
			g_autofree char *index = g_strdup_printf("%zu", j);
			/* Beside others that must hold too, one that says nothing takes nothing away. */
			if (i == ALL_OF && is_anything(json_array_get(list, j)))
				continue;
			look_into(walk, json_array_get(list, j), branches[i], index, NULL, depth);
		}
	}
}

static void look(Walk *walk, json_t *schema, int depth)
{
	if (depth > DEEPEST || walk->places->len >= walk->most || ++walk->nodes > MOST_NODES)
		return;
	if (is_anything(schema)) {
		add(walk, SHAPE_UNTYPED);
		return;
	}
	json_t *target = json_is_object(schema) ? schema_resolve(schema, walk->root) : schema;
	if (target == NULL) {
		add(walk, SHAPE_DANGLING);
		return;
	}
	if (!json_is_object(target) || !g_hash_table_add(walk->seen, target))
		return;
	if (target != schema && is_anything(target)) {
		add(walk, SHAPE_UNTYPED);
		return;
	}
	if (has_type(target, "object") || json_object_get(target, "properties") != NULL)
		look_at_object(walk, target, depth);
	if (has_type(target, "array") || json_object_get(target, "items") != NULL)
		look_at_array(walk, target, depth);
	look_at_branches(walk, target, depth);
}

GPtrArray *schema_loose_places(json_t *schema, json_t *root, guint most)
{
	Walk walk = { g_ptr_array_new_with_free_func(place_free),
		      most,
		      0,
		      root,
		      g_hash_table_new(NULL, NULL),
		      g_string_new(NULL),
		      g_string_new(NULL) };
	look(&walk, schema, 0);
	g_hash_table_unref(walk.seen);
	g_string_free(walk.pointer, TRUE);
	g_string_free(walk.name, TRUE);
	return walk.places;
}
