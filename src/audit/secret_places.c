/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/secret_places.h"

#include "audit/words.h"
#include "base/json.h"
#include "model/schema.h"

enum { DEEPEST = 24, MOST_NODES = 4000 };

typedef struct {
	GPtrArray *places;
	guint most, nodes;
	json_t *root;
	SecretDirection direction;
	GHashTable *seen; /* schemas done: a model that holds itself ends */
	GString *pointer, *name;
} Walk;

static void look(Walk *walk, json_t *schema, int depth);

static void place_free(gpointer memory)
{
	SecretPlace *place = memory;
	g_free(place->pointer);
	g_free(place->name);
	g_free(place);
}

static void add(Walk *walk)
{
	SecretPlace *place = g_new(SecretPlace, 1);
	*place = (SecretPlace){ g_strdup(walk->pointer->str), g_strdup(walk->name->str) };
	g_ptr_array_add(walk->places, place);
}

/* An object without named members under such a name is a bag of credentials, as the SDK's `secrets` is. */
static gboolean is_credential(const Walk *walk, const char *name, json_t *schema)
{
	json_t *target = json_is_object(schema) ? schema_resolve(schema, walk->root) : NULL;
	if (walk->direction == SECRETS_TOLD &&
	    (weir_json_bool(schema, "writeOnly", FALSE) || weir_json_bool(target, "writeOnly", FALSE)))
		return FALSE;
	return words_is_secret_property(name, schema) ||
	       (target != NULL && target != schema && words_is_secret_property(name, target));
}

static void look_at_member(Walk *walk, const char *name, json_t *schema, int depth)
{
	gsize pointer = walk->pointer->len, words = walk->name->len;
	g_string_append(walk->pointer, "/properties");
	weir_json_pointer_push(walk->pointer, name);
	if (words > 0)
		g_string_append_c(walk->name, '.');
	g_string_append(walk->name, name);
	if (is_credential(walk, name, schema))
		add(walk);
	else
		look(walk, schema, depth + 1);
	g_string_truncate(walk->pointer, pointer);
	g_string_truncate(walk->name, words);
}

static void look_below(Walk *walk, json_t *schema, const char *token, const char *word, int depth)
{
	gsize pointer = walk->pointer->len, words = walk->name->len;
	if (schema == NULL)
		return;
	g_string_append(walk->pointer, token);
	g_string_append(walk->name, word);
	look(walk, schema, depth + 1);
	g_string_truncate(walk->pointer, pointer);
	g_string_truncate(walk->name, words);
}

static void look_at_branches(Walk *walk, const json_t *schema, int depth)
{
	static const char *const branches[] = { "anyOf", "oneOf", "allOf" };
	for (gsize i = 0; i < G_N_ELEMENTS(branches); i++) {
		const json_t *list = weir_json_array(schema, branches[i]);
		for (size_t j = 0; j < json_array_size(list); j++) {
			g_autofree char *token = g_strdup_printf("/%s/%zu", branches[i], j);
			look_below(walk, json_array_get(list, j), token, "", depth);
		}
	}
}

static void look_at_conditions(Walk *walk, const json_t *schema, int depth)
{
	static const char *const named[] = { "dependentSchemas", "patternProperties" };
	const char *name;
	json_t *row;
	look_below(walk, weir_json_object(schema, "then"), "/then", "", depth);
	look_below(walk, weir_json_object(schema, "else"), "/else", "", depth);
	for (gsize i = 0; i < G_N_ELEMENTS(named); i++)
		json_object_foreach (weir_json_object(schema, named[i]), name, row) {
			g_autoptr(GString) token = g_string_new(NULL);
			weir_json_pointer_push(token, named[i]);
			weir_json_pointer_push(token, name);
			look_below(walk, row, token->str, i == 0 ? "" : "*", depth);
		}
}

static void look(Walk *walk, json_t *schema, int depth)
{
	const char *name;
	json_t *member;
	if (depth > DEEPEST || walk->places->len >= walk->most || ++walk->nodes > MOST_NODES)
		return;
	json_t *target = json_is_object(schema) ? schema_resolve(schema, walk->root) : NULL;
	if (target == NULL || !g_hash_table_add(walk->seen, target))
		return;
	json_object_foreach (weir_json_object(target, "properties"), name, member)
		if (walk->places->len < walk->most)
			look_at_member(walk, name, member, depth);
	look_below(walk, weir_json_object(target, "items"), "/items", "[]", depth);
	look_below(walk, weir_json_object(target, "additionalProperties"), "/additionalProperties", "*",
		   depth);
	look_at_branches(walk, target, depth);
	look_at_conditions(walk, target, depth);
}

GPtrArray *secret_places(json_t *schema, json_t *root, SecretDirection direction, guint most)
{
	Walk walk = { g_ptr_array_new_with_free_func(place_free),
		      most,
		      0,
		      root != NULL ? root : schema,
		      direction,
		      g_hash_table_new(NULL, NULL),
		      g_string_new(NULL),
		      g_string_new(NULL) };
	if (schema != NULL)
		look(&walk, schema, 0);
	g_hash_table_unref(walk.seen);
	g_string_free(walk.pointer, TRUE);
	g_string_free(walk.name, TRUE);
	return walk.places;
}
