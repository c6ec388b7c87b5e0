/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two expanded schemas side by side: branches of unions, members, items. */
#include <string.h>

#include "base/json.h"
#include "model/drift_private.h"
#include "model/schema.h"

static void free_delta(gpointer memory)
{
	Delta *delta = memory;
	g_free(delta->before);
	g_free(delta->after);
	g_free(delta);
}

void drift_diff_start(DriftDiff *diff, DriftRun *run, const DriftSchema *before, const DriftSchema *after)
{
	*diff = (DriftDiff){ .run = run, .before = before, .after = after, .members = TRUE };
	diff->deltas = g_ptr_array_new_with_free_func(free_delta);
}

void drift_diff_clear(DriftDiff *diff)
{
	g_clear_pointer(&diff->deltas, g_ptr_array_unref);
}

Delta *drift_delta(DriftDiff *diff, DeltaKind kind, const json_t *place, char *before, char *after)
{
	Delta *delta = g_new(Delta, 1);
	*delta = (Delta){ kind, place, before, after, 0 };
	g_ptr_array_add(diff->deltas, delta);
	return delta;
}

static void diff_descriptions(DriftDiff *diff, const json_t *before, const json_t *after)
{
	const char *was = drift_schema_description(diff->before, before);
	const char *is = drift_schema_description(diff->after, after);
	if (g_strcmp0(was, is) != 0)
		drift_delta(diff, DELTA_TEXT, after, g_strdup(was), g_strdup(is));
}

static char *summary(const json_t *schema)
{
	return schema_summary((json_t *)(guintptr)schema, NULL);
}

/* FALSE takes nothing. */
static gboolean diff_booleans(DriftDiff *diff, const json_t *before, const json_t *after)
{
	if (!json_is_false(before) && !json_is_false(after))
		return FALSE;
	if (json_is_false(before) != json_is_false(after))
		drift_delta(diff, json_is_false(before) ? DELTA_WIDER : DELTA_NARROWER, after,
			    summary(before), summary(after));
	return TRUE;
}

/* ---- unions ---- */

static void diff_unions(DriftDiff *diff, json_t *before, json_t *after);

/* The branches of a schema that is nothing but a union; NULL where it is more or none. */
static json_t *pure_union(json_t *schema)
{
	json_t *any = json_object_get(schema, "anyOf"), *one = json_object_get(schema, "oneOf");
	gsize others = json_object_size(schema) - (json_object_get(schema, "default") != NULL);
	if (others != 1)
		return NULL;
	return json_is_array(any) ? any : json_is_array(one) ? one : NULL;
}

static GPtrArray *branches_of(json_t *schema)
{
	GPtrArray *branches = g_ptr_array_new();
	json_t *list = pure_union(schema);
	for (size_t i = 0; i < json_array_size(list); i++)
		g_ptr_array_add(branches, json_array_get(list, i));
	if (list == NULL)
		g_ptr_array_add(branches, schema);
	return branches;
}

/* The default of a branch is no part of what it takes, and the union's stands outside of it. */
static char *same_text(const json_t *branch)
{
	g_autoptr(json_t) copy = json_copy((json_t *)(guintptr)branch);
	json_object_del(copy, "default");
	return weir_json_print(copy);
}

static char *same_type(const json_t *branch)
{
	return g_strdup_printf("%u", drift_types(branch));
}

typedef struct {
	json_t *schema;
	char *key;
	guint hash;
} Branch;

static void branch_clear(gpointer memory)
{
	g_free(((Branch *)memory)->key);
}

static GArray *keyed(const GPtrArray *branches, char *(*key)(const json_t *branch))
{
	GArray *array = g_array_new(FALSE, FALSE, sizeof(Branch));
	g_array_set_clear_func(array, branch_clear);
	for (guint i = 0; i < branches->len; i++) {
		Branch branch = { g_ptr_array_index(branches, i), NULL, 0 };
		branch.key = key(branch.schema);
		branch.hash = g_str_hash(branch.key);
		g_array_append_val(array, branch);
	}
	return array;
}

/* What stands around a branch has been compared: its default, and its words where it was no union before. */
static void diff_branch(DriftDiff *diff, json_t *before, json_t *after, gboolean words)
{
	if (--diff->run->work < 0 || diff->depth > 2 * DRIFT_DEPTH || diff_booleans(diff, before, after))
		return;
	diff->depth++;
	if (words)
		diff_descriptions(diff, before, after);
	if (pure_union(before) != NULL || pure_union(after) != NULL)
		diff_unions(diff, before, after);
	else
		drift_diff_keywords(diff, before, after);
	diff->depth--;
}

/* Pairs leave both lists, the first that fits first. */
static void pair(DriftDiff *diff, GPtrArray *before, GPtrArray *after, char *(*key)(const json_t *branch),
		 gboolean words)
{
	g_autoptr(GArray) olds = keyed(before, key), news = keyed(after, key);
	for (guint i = 0; i < olds->len; i++) {
		const Branch *old = &g_array_index(olds, Branch, i);
		for (guint j = 0; j < news->len; j++) {
			Branch *new = &g_array_index(news, Branch, j);
			if (new->schema == NULL || new->hash != old->hash || strcmp(new->key, old->key) != 0)
				continue;
			g_ptr_array_remove(before, old->schema);
			g_ptr_array_remove(after, new->schema);
			diff_branch(diff, old->schema, new->schema, words);
			new->schema = NULL;
			break;
		}
	}
}

static char *summaries(const GPtrArray *branches)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < branches->len && out->len < 4 * DRIFT_TEXT; i++) {
		g_autofree char *one = summary(g_ptr_array_index(branches, i));
		g_string_append_printf(out, "%s%s", i > 0 ? " or " : "", one);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void diff_unions(DriftDiff *diff, json_t *before, json_t *after)
{
	gboolean words = pure_union(before) != NULL && pure_union(after) != NULL;
	g_autoptr(GPtrArray) was = branches_of(before), is = branches_of(after);
	diff->run->work -= (gint64)was->len * is->len / 16;
	if (diff->run->work < 0)
		return;
	pair(diff, was, is, same_text, words);
	pair(diff, was, is, same_type, words);
	if (was->len == 0 && is->len == 0)
		return;
	DeltaKind kind = was->len == 0 ? DELTA_WIDER : is->len == 0 ? DELTA_NARROWER : DELTA_TYPE;
	drift_delta(diff, kind, after, was->len > 0 ? summaries(was) : g_strdup(""),
		    is->len > 0 ? summaries(is) : g_strdup(""));
}

/* ---- one schema ---- */

static void diff_defaults(DriftDiff *diff, const json_t *before, const json_t *after)
{
	const json_t *was = json_object_get(before, "default"), *is = json_object_get(after, "default");
	if (was == is || (was != NULL && is != NULL && json_equal(was, is)))
		return;
	drift_delta(diff, DELTA_DEFAULT, after, was != NULL ? drift_value_text(was) : g_strdup(""),
		    is != NULL ? drift_value_text(is) : g_strdup(""));
}

void drift_diff_values(DriftDiff *diff, json_t *before, json_t *after)
{
	if (--diff->run->work < 0 || diff->depth > 2 * DRIFT_DEPTH || diff_booleans(diff, before, after))
		return;
	diff->depth++;
	if (diff->depth > 1)
		diff_descriptions(diff, before, after);
	diff_defaults(diff, before, after);
	if (pure_union(before) != NULL || pure_union(after) != NULL)
		diff_unions(diff, before, after);
	else
		drift_diff_keywords(diff, before, after);
	diff->depth--;
}
