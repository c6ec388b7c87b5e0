/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One instance against one node, and the keywords that apply schemas in place.
 *
 * Three-valued: what is unknown stays unknown unless something else decides. */
#include "model/schema_private.h"

unsigned schema_types(const json_t *value)
{
	static const unsigned types[] = {
		[JSON_OBJECT] = SCHEMA_OBJECT, [JSON_ARRAY] = SCHEMA_ARRAY,
		[JSON_STRING] = SCHEMA_STRING, [JSON_INTEGER] = SCHEMA_INTEGER | SCHEMA_NUMBER,
		[JSON_REAL] = SCHEMA_NUMBER,   [JSON_TRUE] = SCHEMA_BOOLEAN,
		[JSON_FALSE] = SCHEMA_BOOLEAN, [JSON_NULL] = SCHEMA_NULL,
	};
	return types[json_typeof(value)] | (schema_is_whole(value) ? SCHEMA_INTEGER : 0);
}

unsigned schema_type_named(const char *name)
{
	static const char *const names[] = { "null",   "boolean", "integer", "number",
					     "string", "array",   "object" };
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_equal(name, names[i]))
			return 1U << i;
	return 0;
}

static SchemaVerdict check_boolean(Run *run, const Node *node, json_t *instance, const Place *place)
{
	if (json_is_true(node->json))
		return SCHEMA_VALID;
	const Site site = { node, NULL, "false", instance, place, NULL };
	return schema_fail(run, &site, "False schema does not allow %v", instance);
}

static SchemaVerdict check_keywords(Run *run, const Node *node, json_t *instance, const Place *place,
				    Seen *seen)
{
	unsigned types = schema_types(instance);
	SchemaVerdict verdict = SCHEMA_VALID;
	for (guint i = 0; i < node->count && !schema_enough(run, verdict); i++) {
		const Keyword *keyword = &node->keywords[i];
		const Site site = { node, keyword, keyword->rule->name, instance, place, seen };
		SchemaVerdict one = SCHEMA_VALID;
		if (!schema_spend(run, 1))
			one = SCHEMA_UNKNOWN;
		else if ((keyword->rule->types & types) != 0)
			one = keyword->broken ? SCHEMA_UNKNOWN : keyword->rule->check(run, &site);
		if (one == SCHEMA_UNKNOWN && seen != NULL)
			seen->unsure = TRUE;
		verdict = schema_both(verdict, one);
	}
	return verdict;
}

SchemaVerdict schema_check(Run *run, const Node *node, json_t *instance, const Place *place, Seen *seen)
{
	if (node->target != NULL)
		node = node->target;
	if (!schema_spend(run, 1) || node->broken)
		return SCHEMA_UNKNOWN;
	if (!json_is_object(node->json))
		return check_boolean(run, node, instance, place);
	if (run->depth >= SCHEMA_DEPTH) {
		run->work = -1;
		return SCHEMA_UNKNOWN;
	}
	const Frame frame = { run->frame, node->resource };
	const Frame *before = run->frame;
	if (before == NULL || before->resource != node->resource)
		run->frame = &frame;
	run->depth++;
	Seen own = { 0 };
	SchemaVerdict verdict =
		check_keywords(run, node, instance, place, seen != NULL || node->last ? &own : NULL);
	run->depth--;
	run->frame = before;
	if (run->work < 0)
		verdict = schema_both(verdict, SCHEMA_UNKNOWN);
	if (seen != NULL && verdict == SCHEMA_VALID)
		schema_seen_merge(run, seen, &own);
	else if (seen != NULL && verdict == SCHEMA_UNKNOWN)
		seen->unsure = TRUE;
	schema_seen_clear(&own);
	return verdict;
}

/* Without errors: only whether it fits. */
static SchemaVerdict check_quietly(Run *run, const Node *node, const Site *site, Seen *seen)
{
	GPtrArray *errors = run->errors;
	run->errors = NULL;
	SchemaVerdict verdict = schema_check(run, node, site->instance, site->place, seen);
	run->errors = errors;
	return verdict;
}

SchemaVerdict schema_check_ref(Run *run, const Site *site)
{
	return schema_check(run, site->keyword->nodes[0], site->instance, site->place, site->seen);
}

/* The outermost resource on the way here that has an anchor of that name decides. */
SchemaVerdict schema_check_dynamic_ref(Run *run, const Site *site)
{
	const Keyword *keyword = site->keyword;
	const Node *target = keyword->nodes[0];
	for (const Frame *frame = run->frame; keyword->dynamic != NULL && frame != NULL; frame = frame->up) {
		const Resource *resource = frame->resource;
		if (resource->dynamics == NULL ||
		    !g_hash_table_contains(resource->dynamics, keyword->dynamic))
			continue;
		const Position *anchor = schema_anchor(resource, keyword->dynamic);
		target = g_hash_table_lookup(run->schema->nodes, anchor->json);
	}
	return schema_check(run, target, site->instance, site->place, site->seen);
}

SchemaVerdict schema_check_all_of(Run *run, const Site *site)
{
	SchemaVerdict verdict = SCHEMA_VALID;
	for (guint i = 0; i < site->keyword->count && !schema_enough(run, verdict); i++)
		verdict = schema_both(verdict, schema_check(run, site->keyword->nodes[i], site->instance,
							    site->place, site->seen));
	return verdict;
}

typedef struct {
	guint valid, unknown;
	GPtrArray *context; /* what the branches said; NULL if nobody asks */
} Branches;

/* Tries branches until `enough` have fitted (all where annotations are collected). */
static Branches try_branches(Run *run, const Site *site, guint enough)
{
	Branches branches = { 0 };
	GPtrArray *errors = run->errors;
	gsize text = run->text, reserved = text / 2;
	if (errors != NULL && run->contexts > 0)
		branches.context = g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
	run->text = text - reserved;
	for (guint i = 0; i < site->keyword->count; i++) {
		if (branches.valid >= enough && site->seen == NULL)
			break;
		run->errors = branches.valid == 0 ? branches.context : NULL;
		SchemaVerdict one =
			schema_check(run, site->keyword->nodes[i], site->instance, site->place, site->seen);
		branches.valid += one == SCHEMA_VALID;
		branches.unknown += one == SCHEMA_UNKNOWN;
	}
	run->errors = errors;
	run->text += reserved;
	if (branches.context != NULL)
		run->contexts -= (int)branches.context->len;
	return branches;
}

SchemaVerdict schema_check_any_of(Run *run, const Site *site)
{
	Branches branches = try_branches(run, site, 1);
	if (branches.valid == 0 && branches.unknown == 0)
		return schema_fail_with(run, site, branches.context,
					"%v is not valid under any of the given schemas", site->instance);
	g_clear_pointer(&branches.context, g_ptr_array_unref);
	return branches.valid > 0 ? SCHEMA_VALID : SCHEMA_UNKNOWN;
}

/* "valid under each of B, C, A": the first that fits comes last. */
static SchemaVerdict fail_too_many(Run *run, const Site *site)
{
	if (run->errors == NULL)
		return SCHEMA_INVALID;
	const Node *first = NULL;
	g_autoptr(GString) schemas = g_string_new(NULL);
	for (guint i = 0; i < site->keyword->count; i++) {
		const Node *node = site->keyword->nodes[i];
		if (check_quietly(run, node, site, NULL) != SCHEMA_VALID)
			continue;
		if (first == NULL) {
			first = node;
			continue;
		}
		schema_repr(schemas, node->json, run->text);
		g_string_append(schemas, ", ");
	}
	if (first != NULL)
		schema_repr(schemas, first->json, run->text);
	return schema_fail(run, site, "%v is valid under each of %s", site->instance, schemas->str);
}

SchemaVerdict schema_check_one_of(Run *run, const Site *site)
{
	Branches branches = try_branches(run, site, 2);
	if (branches.valid == 0 && branches.unknown == 0)
		return schema_fail_with(run, site, branches.context,
					"%v is not valid under any of the given schemas", site->instance);
	g_clear_pointer(&branches.context, g_ptr_array_unref);
	if (branches.valid > 1)
		return fail_too_many(run, site);
	return branches.unknown > 0 ? SCHEMA_UNKNOWN : SCHEMA_VALID;
}

SchemaVerdict schema_check_not(Run *run, const Site *site)
{
	SchemaVerdict verdict = check_quietly(run, site->keyword->nodes[0], site, NULL);
	if (verdict == SCHEMA_VALID)
		return schema_fail(run, site, "%v should not be valid under %v", site->instance,
				   site->keyword->value);
	return verdict == SCHEMA_INVALID ? SCHEMA_VALID : SCHEMA_UNKNOWN;
}

static SchemaVerdict check_branch(Run *run, const Site *site, guint which)
{
	const Node *node = site->keyword->nodes[which];
	return node == NULL ? SCHEMA_VALID : schema_check(run, node, site->instance, site->place, site->seen);
}

SchemaVerdict schema_check_if(Run *run, const Site *site)
{
	SchemaVerdict verdict = check_quietly(run, site->keyword->nodes[0], site, site->seen);
	if (verdict == SCHEMA_VALID)
		return check_branch(run, site, 1);
	if (verdict == SCHEMA_INVALID)
		return check_branch(run, site, 2);
	return site->keyword->nodes[1] == NULL && site->keyword->nodes[2] == NULL ? SCHEMA_VALID
										  : SCHEMA_UNKNOWN;
}
