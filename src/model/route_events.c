/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Event names in an operation: the values that the body's "type" (or a header) may have. */
#include <string.h>

#include "base/json.h"
#include "model/route_private.h"
#include "model/schema.h"

enum { DEEPEST = 5, MOST_NODES = 400, MOST_EVENTS = 400 };

typedef struct {
	GHashTable *events;
	json_t *root;
	int nodes; /* left to look at: a schema may lead back to itself */
} Walk;

static void add_event(Walk *walk, const json_t *value)
{
	if (!json_is_string(value) || g_hash_table_size(walk->events) >= MOST_EVENTS)
		return;
	g_autoptr(Words) words = words_new(json_string_value(value));
	if (words->list->len > 0)
		g_hash_table_add(walk->events, g_strdup(words->key));
	if (words->meaning->len > 0)
		g_hash_table_add(walk->events, g_strconcat("~", words->meaning_key, NULL));
}

/* Members that say what happened; `status` and `priority` take words, too, but do not name events. */
static gboolean names_events(const char *member)
{
	static const char *const telling[] = { "type",  "event",   "name",      "kind",    "action",
					       "topic", "trigger", "operation", "category" };
	g_autoptr(Words) words = words_new(member);
	for (guint i = 0; i < words->list->len; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(telling); j++)
			if (strcmp(g_ptr_array_index(words->list, i), telling[j]) == 0)
				return TRUE;
	return FALSE;
}

static void add_values(Walk *walk, const json_t *schema)
{
	const json_t *value;
	size_t i;
	add_event(walk, json_object_get(schema, "const"));
	json_array_foreach (json_object_get(schema, "enum"), i, value)
		add_event(walk, value);
}

static void walk_schema(Walk *walk, json_t *schema, gboolean telling, int depth);

static void walk_branches(Walk *walk, const json_t *schema, gboolean telling, int depth)
{
	static const char *const unions[] = { "anyOf", "oneOf", "allOf" };
	for (gsize i = 0; i < G_N_ELEMENTS(unions); i++) {
		json_t *branch;
		size_t j;
		json_array_foreach (json_object_get(schema, unions[i]), j, branch)
			walk_schema(walk, branch, telling, depth + 1);
	}
	json_t *items = json_object_get(schema, "items");
	if (items != NULL)
		walk_schema(walk, items, telling, depth + 1);
}

static void walk_schema(Walk *walk, json_t *schema, gboolean telling, int depth)
{
	if (!json_is_object(schema) || depth > DEEPEST || walk->nodes-- <= 0)
		return;
	schema = schema_resolve(schema, walk->root);
	if (schema == NULL)
		return;
	if (telling)
		add_values(walk, schema);
	walk_branches(walk, schema, telling, depth);
	const char *name;
	json_t *property;
	const json_t *mapping = json_object_get(json_object_get(schema, "discriminator"), "mapping");
	json_object_foreach ((json_t *)(guintptr)mapping, name, property) {
		g_autoptr(json_t) key = json_string(name);
		add_event(walk, key);
	}
	json_object_foreach (json_object_get(schema, "properties"), name, property)
		walk_schema(walk, property, names_events(name), depth + 1);
}

json_t *route_body(const json_t *operation, json_t *openapi)
{
	json_t *body = json_object_get(operation, "requestBody");
	body = body != NULL ? schema_resolve(body, openapi) : NULL;
	json_t *content = json_object_get(body, "content");
	json_t *media = json_object_get(content, "application/json");
	if (media == NULL)
		media = json_object_iter_value(json_object_iter(content));
	json_t *schema = json_object_get(media, "schema");
	return json_is_object(schema) ? schema_resolve(schema, openapi) : NULL;
}

void route_events(GHashTable *events, const json_t *operation, json_t *openapi)
{
	Walk walk = { events, openapi, MOST_NODES };
	json_t *body = route_body(operation, openapi), *parameter;
	size_t i;
	if (body != NULL)
		walk_schema(&walk, body, FALSE, 0);
	json_array_foreach (json_object_get(operation, "parameters"), i, parameter) {
		if (walk.nodes <= 0 || !json_is_object(parameter))
			continue;
		const json_t *resolved = schema_resolve(parameter, openapi);
		const char *name = json_string_value(json_object_get(resolved, "name"));
		if (name != NULL && names_events(name))
			walk_schema(&walk, json_object_get(resolved, "schema"), TRUE, 0);
	}
}
