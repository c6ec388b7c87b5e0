/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/schema_walk.h"

#include <string.h>

#include "base/json.h"
#include "model/schema.h"

enum { SIBLINGS = 64, HOPS = 64 };

/* An enclosing object that has $defs. */
struct scope {
	json_t *json;
	const char *pointer;
	const struct scope *up;
};

struct walk {
	json_t *root;
	SchemaVisit visit;
	gpointer data;
	GHashTable *open; /* schemas on the path from the top, by identity */
	GHashTable *seen; /* what references led to within one argument: once is enough */
	const char *argument;
	guint spots, *budget;
	gboolean cut;
};

static void walk_spot(struct walk *walk, SchemaSpot *spot, const struct scope *scope);

static char *extend(const char *pointer, const char *part, const char *token)
{
	g_autoptr(GString) longer = g_string_new(pointer);
	if (part != NULL)
		weir_json_pointer_push(longer, part);
	if (token != NULL)
		weir_json_pointer_push(longer, token);
	return g_string_free(g_steal_pointer(&longer), FALSE);
}

static char *extend_index(const char *pointer, const char *part, size_t index)
{
	char token[24];
	g_snprintf(token, sizeof token, "%zu", index);
	return extend(pointer, part, token);
}

/* ---- references ---- */

/* Where a local `$ref` leads from one of the enclosing objects; NULL. */
static char *locate(const struct scope *scope, const char *reference, json_t **found)
{
	g_autofree char *fragment = reference[0] == '#' ? g_uri_unescape_string(reference + 1, NULL) : NULL;
	for (; fragment != NULL && scope != NULL; scope = scope->up) {
		*found = weir_json_pointer(scope->json, fragment);
		if (*found != NULL)
			return g_strconcat(scope->pointer, fragment, NULL);
	}
	return NULL;
}

/* The pointer of what the references of `schema` lead to, as far as it can be told; the fallback is the place
 * of the `$ref` itself. */
static char *pointer_behind(const struct scope *scope, const json_t *schema, const json_t *target,
			    const char *pointer)
{
	g_autofree char *at = NULL;
	for (int hops = 0; schema != target && hops < HOPS; hops++) {
		const char *reference = weir_json_text(schema, "$ref");
		json_t *next = NULL;
		char *there = reference != NULL ? locate(scope, reference, &next) : NULL;
		if (there == NULL)
			break;
		g_free(at);
		at = there;
		schema = next;
	}
	return schema == target && at != NULL ? g_steal_pointer(&at) : g_strdup(pointer);
}

/* ---- parts ---- */

static SchemaSpot part_of(const SchemaSpot *above)
{
	return (SchemaSpot){
		.name = above->name, .argument = above->argument, .above = above, .depth = above->depth + 1
	};
}

static GHashTable *required_names(const json_t *schema)
{
	const json_t *required = weir_json_array(schema, "required");
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < json_array_size(required); i++) {
		const char *name = json_string_value(json_array_get(required, i));
		if (name != NULL)
			g_hash_table_add(names, (gpointer)name);
	}
	return names;
}

static void walk_members(struct walk *walk, const SchemaSpot *spot, const struct scope *scope)
{
	json_t *properties = weir_json_object(spot->schema, "properties"), *property;
	const char *name;
	if (properties == NULL)
		return;
	g_autoptr(GHashTable) required = required_names(spot->schema);
	json_object_foreach (properties, name, property) {
		g_autofree char *pointer = extend(spot->pointer, "properties", name);
		SchemaSpot member = part_of(spot);
		member.schema = property;
		member.pointer = pointer;
		member.name = name;
		member.argument = spot->argument != NULL ? spot->argument : name;
		member.required = g_hash_table_contains(required, name);
		walk_spot(walk, &member, scope);
		if (walk->cut)
			return;
	}
}

static void walk_part(struct walk *walk, SchemaSpot *part, json_t *schema, char *pointer,
		      const struct scope *scope)
{
	g_autofree char *owned = pointer;
	if (!json_is_object(schema) && !json_is_boolean(schema))
		return;
	part->schema = schema;
	part->pointer = owned;
	walk_spot(walk, part, scope);
}

static void walk_items(struct walk *walk, const SchemaSpot *spot, const struct scope *scope)
{
	static const char *const lists[] = { "prefixItems", "items" };
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
		json_t *items = json_object_get(spot->schema, lists[i]);
		for (size_t j = 0; j < json_array_size(items) && !walk->cut; j++) {
			SchemaSpot item = part_of(spot);
			item.is_item = TRUE;
			walk_part(walk, &item, json_array_get(items, j),
				  extend_index(spot->pointer, lists[i], j), scope);
		}
	}
	SchemaSpot item = part_of(spot);
	item.is_item = TRUE;
	json_t *items = json_object_get(spot->schema, "items");
	if (json_is_object(items))
		walk_part(walk, &item, items, extend(spot->pointer, "items", NULL), scope);
}

static void walk_values(struct walk *walk, const SchemaSpot *spot, const struct scope *scope)
{
	json_t *more = json_object_get(spot->schema, "additionalProperties");
	if (json_object_size(more) > 0) {
		SchemaSpot value = part_of(spot);
		value.is_value = TRUE;
		walk_part(walk, &value, more, extend(spot->pointer, "additionalProperties", NULL), scope);
	}
	json_t *patterns = weir_json_object(spot->schema, "patternProperties"), *schema;
	const char *name;
	json_object_foreach (patterns, name, schema) {
		SchemaSpot value = part_of(spot);
		value.is_value = TRUE;
		walk_part(walk, &value, schema, extend(spot->pointer, "patternProperties", name), scope);
		if (walk->cut)
			return;
	}
}

static void walk_branches(struct walk *walk, const SchemaSpot *spot, const struct scope *scope)
{
	static const char *const lists[] = { "allOf", "anyOf", "oneOf" };
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
		json_t *rows = weir_json_array(spot->schema, lists[i]);
		for (size_t j = 0; j < json_array_size(rows) && !walk->cut; j++) {
			SchemaSpot branch = *spot;
			branch.around = spot;
			branch.is_further = i == 0;
			branch.depth = spot->depth + 1;
			walk_part(walk, &branch, json_array_get(rows, j),
				  extend_index(spot->pointer, lists[i], j), scope);
		}
	}
}

static void walk_parts(struct walk *walk, const SchemaSpot *spot, const struct scope *scope)
{
	struct scope own = { spot->schema, spot->pointer, scope };
	if (json_object_get(spot->schema, "$defs") != NULL ||
	    json_object_get(spot->schema, "definitions") != NULL)
		scope = &own;
	walk_members(walk, spot, scope);
	walk_items(walk, spot, scope);
	walk_values(walk, spot, scope);
	walk_branches(walk, spot, scope);
}

static void visit_spot(struct walk *walk, const SchemaSpot *spot, const struct scope *scope)
{
	if (!walk->visit(spot, walk->data) || spot->schema == NULL || walk->cut)
		return;
	if (spot->depth >= SCHEMA_WALK_DEPTH) {
		walk->cut = TRUE;
		return;
	}
	if (!g_hash_table_add(walk->open, spot->schema))
		return;
	walk_parts(walk, spot, scope);
	g_hash_table_remove(walk->open, spot->schema);
}

/* Models that refer to each other make far more paths than schemas. */
static gboolean is_new(struct walk *walk, const SchemaSpot *spot, json_t *target)
{
	if (target == NULL || spot->argument == NULL)
		return TRUE;
	if (walk->argument != spot->argument)
		g_hash_table_remove_all(walk->seen);
	walk->argument = spot->argument;
	return g_hash_table_add(walk->seen, target);
}

/* What stands beside a `$ref` describes the same value. */
static void walk_behind(struct walk *walk, SchemaSpot *spot, const struct scope *scope)
{
	json_t *target = schema_resolve(spot->schema, walk->root);
	if ((target != NULL && g_hash_table_contains(walk->open, target)) || !is_new(walk, spot, target))
		return;
	g_autofree char *pointer = pointer_behind(scope, spot->schema, target, spot->pointer);
	SchemaSpot behind = *spot;
	behind.around = spot;
	behind.schema = json_is_object(target) || json_is_boolean(target) ? target : NULL;
	behind.pointer = behind.schema != NULL ? pointer : spot->pointer;
	visit_spot(walk, &behind, scope);
}

static gboolean spend(struct walk *walk)
{
	if (walk->cut || ++walk->spots > SCHEMA_WALK_SPOTS || (walk->budget != NULL && *walk->budget == 0))
		return FALSE;
	if (walk->budget != NULL)
		--*walk->budget;
	return TRUE;
}

static void walk_spot(struct walk *walk, SchemaSpot *spot, const struct scope *scope)
{
	if (!spend(walk)) {
		walk->cut = TRUE;
		return;
	}
	if (json_object_get(spot->schema, "$ref") != NULL)
		walk_behind(walk, spot, scope);
	else
		visit_spot(walk, spot, scope);
}

gboolean schema_walk(const SchemaPlace *place, SchemaVisit visit, gpointer data)
{
	json_t *root = place->root != NULL ? place->root : place->schema;
	const char *root_pointer = place->root_pointer != NULL ? place->root_pointer : place->pointer;
	struct walk walk = { .root = root,
			     .visit = visit,
			     .data = data,
			     .budget = place->budget,
			     .open = g_hash_table_new(NULL, NULL),
			     .seen = g_hash_table_new(NULL, NULL) };
	struct scope scope = { root, root_pointer, NULL };
	SchemaSpot top = { .schema = place->schema, .pointer = place->pointer };
	walk_spot(&walk, &top, &scope);
	g_hash_table_unref(walk.open);
	g_hash_table_unref(walk.seen);
	return !walk.cut;
}

/* ---- what a spot says ---- */

static gboolean has_any(const json_t *schema, const char *const *keywords)
{
	for (; *keywords != NULL; keywords++)
		if (json_object_get(schema, *keywords) != NULL)
			return TRUE;
	return FALSE;
}

static const json_t *keyword_of(const json_t *schema, const char *keyword)
{
	const json_t *value = json_object_get(schema, keyword);
	const json_t *all = value == NULL ? weir_json_array(schema, "allOf") : NULL;
	for (size_t i = 0; value == NULL && i < json_array_size(all) && i < SIBLINGS; i++)
		value = json_object_get(json_array_get(all, i), keyword);
	return value;
}

const json_t *spot_keyword(const SchemaSpot *spot, const char *keyword)
{
	for (; spot != NULL; spot = spot->around) {
		const json_t *value = keyword_of(spot->schema, keyword);
		if (value != NULL)
			return value;
	}
	return NULL;
}

gboolean spot_is(const SchemaSpot *spot, const char *type)
{
	const json_t *types = json_object_get(spot->schema, "type");
	if (json_is_string(types))
		return strcmp(json_string_value(types), type) == 0;
	for (size_t i = 0; i < json_array_size(types); i++)
		if (g_strcmp0(json_string_value(json_array_get(types, i)), type) == 0)
			return TRUE;
	return FALSE;
}

gboolean spot_is_listed(const SchemaSpot *spot)
{
	return spot_keyword(spot, "enum") != NULL || spot_keyword(spot, "const") != NULL;
}

gboolean spot_is_text(const SchemaSpot *spot)
{
	static const char *const shapes[] = {
		"type", "anyOf", "oneOf", "allOf", "properties", "items", NULL
	};
	if (spot->name == NULL || !json_is_object(spot->schema))
		return FALSE;
	return spot_is(spot, "string") || (!has_any(spot->schema, shapes) && !spot_is_listed(spot));
}

gboolean spot_is_null(const SchemaSpot *spot)
{
	const json_t *types = json_object_get(spot->schema, "type");
	return (json_is_string(types) || json_array_size(types) == 1) && spot_is(spot, "null");
}

static gboolean refuses_others(const json_t *schema)
{
	return json_is_false(json_object_get(schema, "additionalProperties")) ||
	       json_is_false(json_object_get(schema, "unevaluatedProperties"));
}

gboolean spot_is_closed(const SchemaSpot *spot)
{
	for (; spot != NULL; spot = spot->around) {
		const json_t *all = weir_json_array(spot->schema, "allOf");
		if (refuses_others(spot->schema))
			return TRUE;
		for (size_t i = 0; i < json_array_size(all) && i < SIBLINGS; i++)
			if (refuses_others(json_array_get(all, i)))
				return TRUE;
	}
	return FALSE;
}

/* The spot itself, or what stands around it for the same value. */
static gboolean says_a_type(const SchemaSpot *spot)
{
	static const char *const own[] = { "type",  "enum",       "const", "$ref",        "allOf", "anyOf",
					   "oneOf", "properties", "items", "prefixItems", NULL };
	static const char *const outer[] = { "type", "enum", "const", "properties", "items", NULL };
	if (has_any(spot->schema, own) || spot->is_further)
		return TRUE;
	while ((spot = spot->around) != NULL)
		if (has_any(spot->schema, outer))
			return TRUE;
	return FALSE;
}

/* Members of any name and any value. */
static gboolean takes_any_members(const SchemaSpot *spot)
{
	static const char *const shapes[] = { "properties", "patternProperties", "allOf", "anyOf", "oneOf",
					      NULL };
	const json_t *more = json_object_get(spot->schema, "additionalProperties");
	if (!spot_is(spot, "object") || json_is_false(more) || json_object_size(more) > 0)
		return FALSE;
	for (const SchemaSpot *each = spot; each != NULL; each = each->around)
		if (has_any(each->schema, shapes) &&
		    (each == spot || weir_json_object(each->schema, "properties")))
			return FALSE;
	return TRUE;
}

const char *spot_looseness(const SchemaSpot *spot)
{
	if (spot->schema == NULL)
		return "a $ref that leads nowhere";
	if (json_is_false(spot->schema))
		return NULL;
	if (!says_a_type(spot))
		return "no type";
	if (spot_is_listed(spot))
		return NULL;
	if (takes_any_members(spot))
		return "an object with any members";
	if (spot_is(spot, "array") && spot_keyword(spot, "prefixItems") == NULL) {
		const json_t *items = spot_keyword(spot, "items");
		if (items == NULL || json_is_true(items) ||
		    (json_is_object(items) && json_object_size(items) == 0))
			return "an array of anything";
	}
	return NULL;
}
