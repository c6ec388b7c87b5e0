/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments, options and secrets: the properties of an object schema. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/schema.h"
#include "model/server_join.h"

static void argument_free(gpointer data)
{
	Argument *argument = data;
	g_free(argument->name);
	json_decref(argument->schema);
	g_free(argument->summary);
	g_free(argument->doc);
	g_free(argument);
}

GPtrArray *server_no_arguments(void)
{
	return g_ptr_array_new_with_free_func(argument_free);
}

json_t *server_root(json_t *const *around)
{
	json_t *root = NULL;
	for (gsize i = 0; around[i] != NULL; i++) {
		root = around[i];
		if (json_is_object(json_object_get(root, "$defs")) ||
		    json_is_object(json_object_get(root, "definitions")))
			break;
	}
	return root;
}

gboolean server_schema_closed(json_t *schema, json_t *root)
{
	const json_t *resolved = schema != NULL ? schema_resolve(schema, root) : NULL;
	return json_is_false(json_object_get(resolved, "additionalProperties"));
}

static GHashTable *read_required(Place *place, const json_t *schema, const json_t *properties)
{
	GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
	const json_t *required = place_array(place, schema, "required", FALSE), *item;
	size_t i;
	json_array_foreach (required, i, item) {
		const char *name = json_string_value(item);
		if (name == NULL)
			place_note(place, "required", _("%s where %s belongs"), weir_json_type_name(item),
				   _("a string"));
		else if (json_object_get(properties, name) == NULL)
			place_note(place, "required", _("\"%.60s\" is required, but no property"), name);
		else
			g_hash_table_add(set, (gpointer)(guintptr)name);
	}
	return set;
}

static Argument *read_argument(const char *name, json_t *schema, json_t *root, const json_t *docs)
{
	Argument *argument = g_new0(Argument, 1);
	const char *doc = weir_json_text(docs, name);
	if (doc == NULL)
		doc = weir_json_text(schema, "description");
	if (doc == NULL)
		doc = weir_json_text(schema_resolve(schema, root), "description");
	argument->name = g_strdup(name);
	argument->schema = json_incref(schema);
	argument->summary = schema_summary(schema, root);
	argument->doc = g_strdup(doc);
	return argument;
}

static void note_docs(Place *place, const json_t *docs, const json_t *properties)
{
	const char *name;
	const json_t *doc;
	json_object_foreach ((json_t *)(guintptr)docs, name, doc)
		if (json_object_get(properties, name) == NULL)
			place_note(place, NULL, _("argumentDocs has \"%.60s\", which is no argument"), name);
		else if (!json_is_string(doc))
			place_note(place, NULL, _("argumentDocs: \"%.60s\" is %s where a string belongs"),
				   name, weir_json_type_name(doc));
}

GPtrArray *server_arguments(Place *place, json_t *schema, json_t *root, const json_t *docs)
{
	GPtrArray *arguments = server_no_arguments();
	json_t *resolved = schema != NULL ? schema_resolve(schema, root) : NULL;
	if (resolved == NULL) {
		if (schema != NULL)
			place_note(place, NULL, _("a $ref that leads nowhere"));
		return arguments;
	}
	json_t *properties = place_object(place, resolved, "properties", FALSE), *property;
	g_autoptr(GHashTable) required = read_required(place, resolved, properties);
	const char *name;
	json_object_foreach (properties, name, property) {
		if (!json_is_object(property) && !json_is_boolean(property)) {
			gsize outer = place_enter(place, "properties");
			place_note(place, name, _("%s where %s belongs"), weir_json_type_name(property),
				   _("a schema"));
			place_leave(place, outer);
			continue;
		}
		Argument *argument = read_argument(name, property, root, docs);
		argument->required = g_hash_table_contains(required, name);
		g_ptr_array_add(arguments, argument);
	}
	note_docs(place, docs, properties);
	return arguments;
}
