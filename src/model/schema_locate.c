/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References: JSON Pointers, $id, $anchor, and the $defs of enclosing objects. */
#include "model/schema_private.h"

#include <string.h>

static const char *id_of(json_t *json)
{
	const char *id = json_string_value(json_object_get(json, "$id"));
	return id == NULL || *id == '#' || *id == '\0' ? NULL : id;
}

static char *absolute_uri(const char *base, const char *reference)
{
	g_autofree char *whole = NULL;
	if (*base != '\0')
		whole = g_uri_resolve_relative(base, reference,
					       G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
	char *uri = whole != NULL ? g_steal_pointer(&whole) : g_strdup(reference);
	char *fragment = strchr(uri, '#');
	if (fragment != NULL)
		*fragment = '\0';
	return uri;
}

static Resource *resource_add(Schema *schema, const Position *position, const char *id)
{
	Resource *resource = g_new0(Resource, 1);
	const char *base = position->resource != NULL ? position->resource->uri : "";
	resource->uri = absolute_uri(base, id);
	resource->json = position->json;
	resource->where = g_strdup(position->where);
	resource->scope = position->scope;
	g_hash_table_insert(schema->resources, position->json, resource);
	if (*resource->uri != '\0' && !g_hash_table_contains(schema->uris, resource->uri))
		g_hash_table_insert(schema->uris, resource->uri, resource);
	return resource;
}

static gboolean has_definitions(json_t *json)
{
	return json_is_object(json_object_get(json, "$defs")) ||
	       json_is_object(json_object_get(json, "definitions"));
}

/* TRUE where schema_enter() would do anything. */
gboolean schema_is_place(json_t *json)
{
	return id_of(json) != NULL || has_definitions(json);
}

/* Goes into an object: its $id starts a resource, its $defs widen the scope. */
void schema_enter(Schema *schema, Position *position)
{
	const char *id = id_of(position->json);
	Resource *known = g_hash_table_lookup(schema->resources, position->json);
	if (known == NULL && id != NULL)
		known = resource_add(schema, position, id);
	if (known != NULL)
		position->resource = known;
	if (!has_definitions(position->json))
		return;
	Scope *scope = g_hash_table_lookup(schema->scopes, position->json);
	if (scope == NULL) {
		scope = g_new0(Scope, 1);
		scope->up = position->scope;
		scope->json = position->json;
		scope->resource = position->resource;
		scope->where = g_strdup(position->where);
		g_hash_table_insert(schema->scopes, position->json, scope);
	}
	position->scope = scope;
}

static json_t *step_into(json_t *json, const char *token)
{
	if (json_is_object(json))
		return json_object_get(json, token);
	if (!json_is_array(json) || *token == '\0' || (token[0] == '0' && token[1] != '\0'))
		return NULL;
	for (const char *digit = token; *digit != '\0'; digit++)
		if (!g_ascii_isdigit(*digit))
			return NULL;
	guint64 index = g_ascii_strtoull(token, NULL, 10);
	return strlen(token) > 18 ? NULL : json_array_get(json, index);
}

/* Takes the next token off `*rest` ("/a~1b/c"), unescaped. */
static char *next_token(const char **rest)
{
	GString *token = g_string_new(NULL);
	const char *at = *rest + 1;
	for (; *at != '\0' && *at != '/'; at++) {
		if (*at == '~' && (at[1] == '0' || at[1] == '1'))
			g_string_append_c(token, *++at == '0' ? '~' : '/');
		else
			g_string_append_c(token, *at);
	}
	*rest = at;
	return g_string_free(token, FALSE);
}

/* Follows a pointer from `found`, which ends where it leads; FALSE leaves it half way. */
static gboolean walk(Schema *schema, Position *found, const char *pointer)
{
	const char *rest = pointer;
	while (*rest == '/') {
		if (json_is_object(found->json))
			schema_enter(schema, found);
		const char *start = rest;
		g_autofree char *token = next_token(&rest);
		found->json = step_into(found->json, token);
		if (found->json == NULL)
			return FALSE;
		g_autofree char *part = g_strndup(start, (gsize)(rest - start));
		char *where = g_strconcat(found->where, part, NULL);
		g_free(found->where);
		found->where = where;
	}
	return *rest == '\0';
}

static gboolean walk_from(Schema *schema, const Position *from, const char *pointer, Position *found)
{
	*found = *from;
	found->where = g_strdup(from->where);
	if (walk(schema, found, pointer))
		return TRUE;
	g_clear_pointer(&found->where, g_free);
	return FALSE;
}

/* The objects of `root` around the schema, found by identity: only a dangling reference asks. */
static gboolean find_path(Schema *schema, const Position *at, int depth)
{
	if (at->json == schema->json) {
		schema->outer = at->scope;
		return TRUE;
	}
	if (depth > 256)
		return FALSE;
	Position inner = *at;
	gboolean found = FALSE;
	if (json_is_object(at->json)) {
		schema_enter(schema, &inner);
		Position member = inner;
		const char *name;
		json_t *value;
		json_object_foreach (at->json, name, value) {
			if (found || !(json_is_object(value) || json_is_array(value)))
				continue;
			member.json = value;
			member.where = g_strconcat(inner.where, "/", name, NULL);
			found = find_path(schema, &member, depth + 1);
			g_free(member.where);
		}
	} else if (json_is_array(at->json)) {
		for (size_t i = 0; i < json_array_size(at->json) && !found; i++) {
			Position item = inner;
			item.json = json_array_get(at->json, i);
			item.where = g_strdup_printf("%s/%zu", inner.where, i);
			found = find_path(schema, &item, depth + 1);
			g_free(item.where);
		}
	}
	return found;
}

static gboolean walk_scopes(Schema *schema, const Scope *scope, const char *pointer, Position *found)
{
	for (; scope != NULL; scope = scope->up) {
		const Position start = { scope->json, scope->resource, scope->up, scope->where };
		if (walk_from(schema, &start, pointer, found))
			return TRUE;
	}
	return FALSE;
}

static gboolean locate_pointer(Schema *schema, const Position *from, Resource *resource, const char *pointer,
			       Position *found)
{
	const Position start = { resource->json, resource, resource->scope, resource->where };
	if (walk_from(schema, &start, pointer, found))
		return TRUE;
	if (!g_str_has_prefix(pointer, "/$defs/") && !g_str_has_prefix(pointer, "/definitions/"))
		return FALSE;
	if (walk_scopes(schema, from->scope, pointer, found))
		return TRUE;
	if (!schema->placed) {
		schema->placed = TRUE;
		const Position top = { schema->root, schema->main, NULL, (char[]){ "" } };
		if (schema->root != schema->json)
			find_path(schema, &top, 0);
	}
	return walk_scopes(schema, schema->outer, pointer, found);
}

static Resource *resource_named(Schema *schema, const char *uri)
{
	Resource *resource = g_hash_table_lookup(schema->uris, uri);
	if (resource == NULL) {
		schema_index(schema);
		resource = g_hash_table_lookup(schema->uris, uri);
	}
	return resource;
}

const Position *schema_anchor(const Resource *resource, const char *name)
{
	return resource->anchors == NULL ? NULL : g_hash_table_lookup(resource->anchors, name);
}

gboolean schema_locate(Schema *schema, const Position *from, const char *reference, Position *found)
{
	const char *hash = strchr(reference, '#');
	g_autofree char *before =
		hash == NULL ? g_strdup(reference) : g_strndup(reference, (gsize)(hash - reference));
	g_autofree char *fragment = g_uri_unescape_string(hash == NULL ? "" : hash + 1, NULL);
	if (fragment == NULL)
		return FALSE;
	Resource *resource = from->resource;
	if (*before != '\0') {
		g_autofree char *uri = absolute_uri(resource->uri, before);
		if (!g_str_equal(uri, resource->uri))
			resource = resource_named(schema, uri);
		if (resource == NULL)
			return FALSE;
	}
	if (*fragment == '\0' || *fragment == '/')
		return locate_pointer(schema, from, resource, fragment, found);
	schema_index(schema);
	const Position *anchor = schema_anchor(resource, fragment);
	if (anchor == NULL)
		return FALSE;
	*found = *anchor;
	found->where = g_strdup(anchor->where);
	return TRUE;
}

static void position_free(gpointer data)
{
	Position *position = data;
	g_free(position->where);
	g_free(position);
}

void schema_resource_free(gpointer data)
{
	Resource *resource = data;
	g_clear_pointer(&resource->anchors, g_hash_table_unref);
	g_clear_pointer(&resource->dynamics, g_hash_table_unref);
	g_free(resource->uri);
	g_free(resource->where);
	g_free(resource);
}

void schema_scope_free(gpointer data)
{
	Scope *scope = data;
	g_free(scope->where);
	g_free(scope);
}

static void anchor_add(const Position *position, const char *keyword, gboolean dynamic)
{
	const char *name = json_string_value(json_object_get(position->json, keyword));
	Resource *resource = position->resource;
	if (name == NULL)
		return;
	if (resource->anchors == NULL) {
		resource->anchors = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, position_free);
		resource->dynamics = g_hash_table_new(g_str_hash, g_str_equal);
	}
	if (dynamic)
		g_hash_table_add(resource->dynamics, schema_plain_text(name));
	if (g_hash_table_contains(resource->anchors, name))
		return;
	Position *copy = g_memdup2(position, sizeof(*position));
	copy->where = g_strdup(position->where);
	g_hash_table_insert(resource->anchors, schema_plain_text(name), copy);
}

static void push(GArray *stack, const Position *from, json_t *json, const char *keyword, const char *member)
{
	Position position = *from;
	position.json = json;
	position.where = g_strconcat(from->where, "/", keyword, member == NULL ? NULL : "/", member, NULL);
	g_array_append_val(stack, position);
}

static void push_subschemas(GArray *stack, const Position *from, const char *keyword, json_t *value)
{
	const Rule *rule = schema_rule(keyword);
	SchemaExpect expect = rule == NULL ? EXPECT_ANY : rule->expect;
	if (expect == EXPECT_SCHEMA) {
		push(stack, from, value, keyword, NULL);
	} else if (expect == EXPECT_SCHEMAS) {
		for (size_t i = 0; i < json_array_size(value); i++) {
			g_autofree char *number = g_strdup_printf("%zu", i);
			push(stack, from, json_array_get(value, i), keyword, number);
		}
	} else if (expect == EXPECT_SCHEMA_MAP) {
		const char *name;
		json_t *inner;
		json_object_foreach (value, name, inner)
			push(stack, from, inner, keyword, name);
	}
}

static void index_from(Schema *schema, const Position *start)
{
	g_autoptr(GHashTable) visited = g_hash_table_new(NULL, NULL);
	g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(Position));
	Position first = *start;
	first.where = g_strdup(start->where);
	g_array_append_val(stack, first);
	while (stack->len > 0) {
		Position at = g_array_index(stack, Position, stack->len - 1);
		g_array_set_size(stack, stack->len - 1);
		if (json_is_object(at.json) && g_hash_table_add(visited, at.json)) {
			schema_enter(schema, &at);
			anchor_add(&at, "$anchor", FALSE);
			anchor_add(&at, "$dynamicAnchor", TRUE);
			const char *name;
			json_t *value;
			json_object_foreach (at.json, name, value)
				push_subschemas(stack, &at, name, value);
		}
		g_free(at.where);
	}
}

/* Finds all $id and anchors, once: in the schema, in its root, in an OpenAPI document's components, and in
 * the metaschema, which is known without fetching. */
void schema_index(Schema *schema)
{
	if (schema->indexed)
		return;
	schema->indexed = TRUE;
	Position start = { schema->json, schema->main, NULL, (char[]){ "" } };
	index_from(schema, &start);
	if (schema->root != schema->json) {
		start.json = schema->root;
		index_from(schema, &start);
		json_t *parts = json_object_get(json_object_get(schema->root, "components"), "schemas");
		const char *name;
		json_t *value;
		json_object_foreach (parts, name, value) {
			g_autofree char *where = g_strconcat("/components/schemas/", name, NULL);
			start.json = value;
			start.where = where;
			index_from(schema, &start);
		}
	}
	if (schema->only_document || g_hash_table_contains(schema->uris, SCHEMA_META_URI))
		return;
	schema->meta = schema_meta();
	start = (Position){ schema->meta, NULL, NULL, (char[]){ SCHEMA_META_URI } };
	index_from(schema, &start);
}

void schema_locate_start(Schema *schema)
{
	schema->resources = g_hash_table_new_full(NULL, NULL, NULL, schema_resource_free);
	schema->uris = g_hash_table_new(g_str_hash, g_str_equal);
	schema->scopes = g_hash_table_new_full(NULL, NULL, NULL, schema_scope_free);
	const Position start = { schema->root, NULL, NULL, (char[]){ "" } };
	const char *id = id_of(schema->root);
	schema->main = resource_add(schema, &start, id == NULL ? "" : id);
}

/* Hops from one $ref to the next; what is found stands in the document, for the metaschema would be freed. */
static json_t *follow(Schema *schema)
{
	Position at = { schema->json, schema->main, NULL, g_strdup("") };
	json_t *result = NULL;
	for (int hops = 0; hops <= SCHEMA_HOPS; hops++) {
		const char *reference = json_string_value(json_object_get(at.json, "$ref"));
		if (reference == NULL) {
			result = at.json;
			break;
		}
		Position next;
		schema_enter(schema, &at);
		if (!schema_locate(schema, &at, reference, &next))
			break;
		g_free(at.where);
		at = next;
	}
	g_free(at.where);
	return result;
}

/* Where a reference as most are, "#/components/schemas/Error", leads; NULL where it takes more to tell. */
static json_t *plain_target(json_t *json, json_t *root)
{
	char token[128];
	const char *at = json_string_value(json_object_get(json, "$ref"));
	if (at == NULL || at[0] != '#' || strpbrk(at, "%~") != NULL || schema_is_place(json))
		return NULL;
	json_t *found = root;
	for (at++; found != NULL && *at == '/';) {
		gsize length = strcspn(++at, "/");
		if (length >= sizeof token || (found != root && id_of(found) != NULL))
			return NULL;
		memcpy(token, at, length);
		token[length] = '\0';
		found = step_into(found, token);
		at += length;
	}
	return found != root && json_object_get(found, "$ref") == NULL ? found : NULL;
}

json_t *schema_resolve(json_t *json, json_t *root)
{
	if (json_object_get(json, "$ref") == NULL)
		return json;
	json_t *plain = root != NULL ? plain_target(json, root) : NULL;
	if (plain != NULL)
		return plain;
	Schema schema = { .json = json, .root = root == NULL ? json : root, .only_document = TRUE };
	schema_locate_start(&schema);
	json_t *result = follow(&schema);
	schema_locate_free(&schema);
	return result;
}

void schema_locate_free(Schema *schema)
{
	g_clear_pointer(&schema->uris, g_hash_table_unref);
	g_clear_pointer(&schema->resources, g_hash_table_unref);
	g_clear_pointer(&schema->scopes, g_hash_table_unref);
}
