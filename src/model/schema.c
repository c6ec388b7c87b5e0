/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema.h"

#include "base/error.h"
#include "model/schema_private.h"

#include <glib/gi18n.h>

Schema *schema_new(json_t *json, json_t *root, GError **error)
{
	if (!json_is_object(json) && !json_is_boolean(json)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			    _("A JSON Schema must be an object, true or false; this is something else."));
		return NULL;
	}
	Schema *schema = g_new0(Schema, 1);
	schema->json = json_incref(json);
	schema->root = json_incref(json_is_object(root) || json_is_array(root) ? root : json);
	schema->notes = g_ptr_array_new_with_free_func(g_free);
	schema->nodes = g_hash_table_new(NULL, NULL);
	schema->all = g_ptr_array_new_with_free_func(schema_node_free);
	schema->pattern_bytes = SCHEMA_PATTERN_BYTES;
	schema_locate_start(schema);
	schema_compile(schema);
	return schema;
}

void schema_free(Schema *schema)
{
	if (schema == NULL)
		return;
	g_ptr_array_unref(schema->all);
	g_hash_table_unref(schema->nodes);
	schema_locate_free(schema);
	g_ptr_array_unref(schema->notes);
	json_decref(schema->meta);
	json_decref(schema->root);
	json_decref(schema->json);
	g_free(schema);
}

const GPtrArray *schema_notes(const Schema *schema)
{
	return schema->notes;
}

void schema_error_free(SchemaError *error)
{
	if (error == NULL)
		return;
	g_clear_pointer(&error->context, g_ptr_array_unref);
	g_free(error->instance);
	g_free(error->keyword);
	g_free(error->schema);
	g_free(error->message);
	g_free(error);
}

SchemaVerdict schema_validate(const Schema *schema, const json_t *instance, const SchemaOptions *options,
			      GPtrArray *errors)
{
	gboolean formats = options != NULL && options->assert_formats;
	gint64 work = options != NULL && options->work > 0 ? options->work : SCHEMA_WORK;
	/* Errors of this run alone: the limit is its own, whatever `errors` already holds. */
	g_autoptr(GPtrArray) found =
		errors == NULL ? NULL : g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
	Run run = { .schema = schema,
		    .formats = formats,
		    .work = work,
		    .text = SCHEMA_TEXT,
		    .contexts = SCHEMA_CONTEXTS,
		    .errors = found };
	SchemaVerdict verdict = schema_check(&run, schema->start, schema_plain(instance), NULL, NULL);
	g_clear_pointer(&run.matcher, schema_matcher_free);
	while (found != NULL && found->len > 0)
		g_ptr_array_add(errors, g_ptr_array_steal_index(found, 0));
	return verdict;
}

static gboolean is_union(const SchemaError *error)
{
	return g_str_equal(error->keyword, "anyOf") || g_str_equal(error->keyword, "oneOf");
}

/* Above 0 where `one` tells more about the instance as a whole. */
static int compare_relevance(const SchemaError *one, const SchemaError *other)
{
	if (one->depth != other->depth)
		return other->depth - one->depth;
	if (is_union(one) != is_union(other))
		return is_union(other) - is_union(one);
	return other->type_fits - one->type_fits;
}

static const SchemaError *narrow(const GPtrArray *context)
{
	const SchemaError *least = g_ptr_array_index(context, 0);
	gboolean alike = FALSE;
	for (guint i = 1; i < context->len; i++) {
		const SchemaError *error = g_ptr_array_index(context, i);
		int order = compare_relevance(error, least);
		alike = order == 0 || (alike && order > 0);
		if (order < 0)
			least = error;
	}
	return alike ? NULL : least;
}

const SchemaError *schema_error_best(const GPtrArray *errors)
{
	if (errors->len == 0)
		return NULL;
	const SchemaError *best = g_ptr_array_index(errors, 0);
	for (guint i = 1; i < errors->len; i++) {
		const SchemaError *error = g_ptr_array_index(errors, i);
		if (compare_relevance(error, best) > 0)
			best = error;
	}
	while (best->context != NULL && best->context->len > 0) {
		const SchemaError *inner = narrow(best->context);
		if (inner == NULL)
			break;
		best = inner;
	}
	return best;
}
