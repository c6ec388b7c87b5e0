/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema_private.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean find_target(Schema *schema, const Node *node, Keyword *keyword, Position *found)
{
	const char *reference = json_string_value(keyword->value);
	const Position from = { node->json, node->resource, node->scope, NULL };
	if (schema_locate(schema, &from, reference, found))
		return TRUE;
	keyword->broken = TRUE;
	schema_note(schema, node, keyword->rule->name, _("to %s, which is not there"), reference);
	return FALSE;
}

void schema_prepare_ref(Schema *schema, Node *node, Keyword *keyword)
{
	Position found;
	if (!find_target(schema, node, keyword, &found))
		return;
	keyword->count = 1;
	keyword->nodes = g_new0(Node *, 1);
	keyword->nodes[0] = schema_node_at(schema, &found);
	g_free(found.where);
}

/* The target may be replaced by an anchor of the same name further out, so all of these are compiled. */
void schema_prepare_dynamic_ref(Schema *schema, Node *node, Keyword *keyword)
{
	Position found;
	if (!find_target(schema, node, keyword, &found))
		return;
	keyword->count = 1;
	keyword->nodes = g_new0(Node *, 1);
	keyword->nodes[0] = schema_node_at(schema, &found);
	const char *fragment = strchr(json_string_value(keyword->value), '#');
	const char *anchor = json_string_value(json_object_get(found.json, "$dynamicAnchor"));
	g_free(found.where);
	if (fragment == NULL || anchor == NULL || !g_str_equal(anchor, fragment + 1))
		return;
	keyword->dynamic = anchor;
	schema_index(schema);
	GHashTableIter every;
	gpointer value;
	g_hash_table_iter_init(&every, schema->resources);
	while (g_hash_table_iter_next(&every, NULL, &value)) {
		const Resource *resource = value;
		const Position *other = schema_anchor(resource, anchor);
		if (other != NULL && g_hash_table_contains(resource->dynamics, anchor))
			schema_node_at(schema, other);
	}
}

void schema_prepare_contains(Schema *schema, Node *node, Keyword *keyword)
{
	static const char *const limits[] = { "minContains", "maxContains" };
	for (guint i = 0; i < G_N_ELEMENTS(limits); i++) {
		json_t *limit = json_object_get(node->json, limits[i]);
		if (limit == NULL || (schema_is_whole(limit) && json_number_value(limit) >= 0))
			continue;
		keyword->broken = TRUE;
		schema_note(schema, node, limits[i], _("is not a whole number from 0"));
	}
}

void schema_prepare_if(Schema *schema, Node *node, Keyword *keyword)
{
	static const char *const branches[] = { "then", "else" };
	keyword->count = 3;
	keyword->nodes = g_renew(Node *, keyword->nodes, keyword->count);
	for (guint i = 0; i < G_N_ELEMENTS(branches); i++) {
		json_t *branch = json_object_get(node->json, branches[i]);
		keyword->nodes[i + 1] =
			branch == NULL ? NULL
				       : schema_node_below(schema, node, branches[i], NULL, SIZE_MAX, branch);
	}
}

/* A pattern that cannot be compiled costs as much as the largest that can. */
static SchemaPattern *compile_pattern(Schema *schema, const Node *node, const Keyword *keyword,
				      const char *text, size_t length)
{
	if (schema->pattern_bytes <= 0) {
		schema_note(schema, node, keyword->rule->name, _("is one pattern too many"));
		return NULL;
	}
	g_autoptr(GError) error = NULL;
	gsize size = 0;
	SchemaPattern *pattern = schema_pattern_new(text, length, &size, &error);
	schema->pattern_bytes -= pattern == NULL ? 1 << 16 : (gint64)size;
	if (pattern == NULL)
		schema_note(schema, node, keyword->rule->name, "%s", error->message);
	return pattern;
}

void schema_prepare_pattern(Schema *schema, Node *node, Keyword *keyword)
{
	keyword->count = 1;
	keyword->patterns = g_new0(SchemaPattern *, 1);
	keyword->patterns[0] = compile_pattern(schema, node, keyword, json_string_value(keyword->value),
					       json_string_length(keyword->value));
	keyword->broken = keyword->patterns[0] == NULL;
}

void schema_prepare_patterns(Schema *schema, Node *node, Keyword *keyword)
{
	keyword->patterns = g_new0(SchemaPattern *, keyword->count);
	guint i = 0;
	const char *text;
	json_t *value;
	json_object_foreach (keyword->value, text, value)
		keyword->patterns[i++] = compile_pattern(schema, node, keyword, text, strlen(text));
}

void schema_prepare_type(Schema *schema, Node *node, Keyword *keyword)
{
	if (json_is_string(keyword->value))
		keyword->types = schema_type_named(json_string_value(keyword->value));
	for (size_t i = 0; i < json_array_size(keyword->value); i++)
		keyword->types |= schema_type_named(json_string_value(json_array_get(keyword->value, i)));
}
