/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document made into nodes: each subschema once, found through a list of what is still to be done. */
#include "base/text.h"
#include "model/schema_private.h"

#include <glib/gi18n.h>
#include <stdarg.h>

char *schema_where(const Node *node, const char *keyword)
{
	GString *out = g_string_new(NULL);
	if (keyword != NULL)
		weir_json_pointer_push(out, keyword);
	for (; node->parent != NULL; node = node->parent) {
		g_autoptr(GString) step = g_string_new(NULL);
		weir_json_pointer_push(step, node->keyword);
		if (node->member != NULL)
			weir_json_pointer_push(step, node->member);
		else if (node->index != SIZE_MAX)
			g_string_append_printf(step, "/%zu", node->index);
		g_string_prepend_len(out, step->str, (gssize)step->len);
	}
	g_string_prepend(out, node->where);
	return g_string_free(out, FALSE);
}

void schema_note(Schema *schema, const Node *node, const char *keyword, const char *format, ...)
{
	if (schema->notes->len > SCHEMA_NOTES)
		return;
	if (schema->notes->len == SCHEMA_NOTES) {
		g_ptr_array_add(schema->notes, g_strdup(_("and more of the kind")));
		return;
	}
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *where = schema_where(node, NULL);
	g_autofree char *note = g_strdup_printf("#%s: %s%s%s", where, keyword == NULL ? "" : keyword,
						keyword == NULL ? "" : " ", what);
	g_ptr_array_add(schema->notes, text_visible(note, -1, TEXT_ONE_LINE));
}

void schema_node_free(gpointer data)
{
	Node *node = data;
	for (guint i = 0; i < node->count; i++) {
		Keyword *keyword = &node->keywords[i];
		for (guint k = 0; keyword->patterns != NULL && k < keyword->count; k++)
			g_clear_pointer(&keyword->patterns[k], schema_pattern_free);
		g_free(keyword->patterns);
		g_free(keyword->nodes);
	}
	g_free(node->keywords);
	g_free(node->where);
	g_free(node);
}

static Node *node_add(Schema *schema, const Position *position)
{
	Node *node = g_new0(Node, 1);
	node->json = position->json;
	node->resource = position->resource;
	node->scope = position->scope;
	node->index = SIZE_MAX;
	node->broken = !json_is_object(node->json) && !json_is_boolean(node->json);
	g_ptr_array_add(schema->all, node);
	if (json_is_object(node->json))
		g_hash_table_insert(schema->nodes, node->json, node);
	return node;
}

static void node_enter(Schema *schema, Node *node)
{
	if (!schema_is_place(node->json))
		return;
	g_autofree char *where = schema_where(node, NULL);
	Position position = { node->json, node->resource, node->scope, where };
	schema_enter(schema, &position);
	node->resource = position.resource;
	node->scope = position.scope;
}

Node *schema_node_at(Schema *schema, const Position *position)
{
	Node *node = g_hash_table_lookup(schema->nodes, position->json);
	if (node != NULL)
		return node;
	node = node_add(schema, position);
	node->where = g_strdup(position->where);
	node_enter(schema, node);
	return node;
}

Node *schema_node_below(Schema *schema, const Node *parent, const char *keyword, const char *member,
			size_t index, json_t *json)
{
	Node *node = g_hash_table_lookup(schema->nodes, json);
	if (node != NULL)
		return node;
	const Position position = { json, parent->resource, parent->scope, NULL };
	node = node_add(schema, &position);
	node->parent = parent;
	node->keyword = keyword;
	node->member = member;
	node->index = index;
	node_enter(schema, node);
	return node;
}

static void keyword_reserve(Keyword *keyword, size_t count)
{
	keyword->count = (guint)count;
	keyword->nodes = g_new0(Node *, count);
}

static void find_subschemas(Schema *schema, const Node *node, Keyword *keyword)
{
	const char *name = keyword->rule->name;
	json_t *value = keyword->value;
	if (keyword->rule->expect == EXPECT_SCHEMA) {
		keyword_reserve(keyword, 1);
		keyword->nodes[0] = schema_node_below(schema, node, name, NULL, SIZE_MAX, value);
	} else if (keyword->rule->expect == EXPECT_SCHEMAS) {
		keyword_reserve(keyword, json_array_size(value));
		for (size_t i = 0; i < json_array_size(value); i++)
			keyword->nodes[i] =
				schema_node_below(schema, node, name, NULL, i, json_array_get(value, i));
	} else if (keyword->rule->expect == EXPECT_SCHEMA_MAP) {
		keyword_reserve(keyword, json_object_size(value));
		guint i = 0;
		const char *member;
		json_t *inner;
		json_object_foreach (value, member, inner)
			keyword->nodes[i++] = schema_node_below(schema, node, name, member, SIZE_MAX, inner);
	}
}

static void compile_keyword(Schema *schema, Node *node, const Rule *rule, json_t *value)
{
	Keyword *keyword = &node->keywords[node->count++];
	keyword->rule = rule;
	keyword->value = value;
	const char *expected = schema_expected(rule, value);
	if (expected != NULL) {
		keyword->broken = TRUE;
		schema_note(schema, node, rule->name, _("is not %s"), _(expected));
		return;
	}
	find_subschemas(schema, node, keyword);
	if (rule->prepare != NULL)
		rule->prepare(schema, node, keyword);
	node->last = node->last || rule->last;
}

static void compile_node(Schema *schema, Node *node)
{
	if (node->broken)
		schema_note(schema, node, NULL, _("is neither an object nor true or false"));
	if (!json_is_object(node->json))
		return;
	node->keywords = g_new0(Keyword, json_object_size(node->json));
	for (int last = 0; last <= 1; last++) {
		const char *name;
		json_t *value;
		json_object_foreach (node->json, name, value) {
			const Rule *rule = schema_rule(name);
			if (rule != NULL && rule->check != NULL && rule->last == last)
				compile_keyword(schema, node, rule, value);
		}
	}
}

const Keyword *schema_keyword(const Node *node, SchemaCheck check)
{
	for (guint i = 0; i < node->count; i++)
		if (node->keywords[i].rule->check == check)
			return &node->keywords[i];
	return NULL;
}

/* A $ref alone, within one resource: passing through it changes nothing. */
static Node *bare_target(const Node *node)
{
	if (node->count != 1 || node->keywords[0].broken || node->keywords[0].rule->check != schema_check_ref)
		return NULL;
	Node *target = node->keywords[0].nodes[0];
	return target->resource == node->resource ? target : NULL;
}

/* Shortens chains of bare $refs, however long; where one leads back to itself its last step is broken. */
static void shorten_chain(Schema *schema, Node *start, int mark)
{
	Node *end = start;
	for (Node *next; end->mark == 0 && (next = bare_target(end)) != NULL; end = next)
		end->mark = mark;
	if (end->mark == mark) {
		end->keywords[0].broken = TRUE;
		schema_note(schema, end, "$ref", _("leads back to itself"));
	}
	const Node *target = end->target != NULL ? end->target : end;
	for (Node *node = start; node != end; node = bare_target(node))
		node->target = target;
}

void schema_compile(Schema *schema)
{
	const Position start = { schema->json, schema->main, NULL, (char[]){ "" } };
	schema->start = schema_node_at(schema, &start);
	for (guint i = 0; i < schema->all->len; i++)
		compile_node(schema, g_ptr_array_index(schema->all, i));
	for (guint i = 0; i < schema->all->len; i++) {
		Node *node = g_ptr_array_index(schema->all, i);
		if (node->mark == 0)
			shorten_chain(schema, node, (int)i + 1);
	}
}
