/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each keyword of two schemas without unions means for the values that are taken. */
#include <string.h>

#include "base/json.h"
#include "model/drift_private.h"
#include "model/schema_private.h"

char *drift_value_text(const json_t *value)
{
	return weir_json_print(value);
}

static char *keyword_text(const char *name, const json_t *value)
{
	g_autofree char *text = value != NULL ? drift_value_text(value) : NULL;
	return text != NULL ? g_strdup_printf("%s %s", name, text) : g_strdup("");
}

static void delta(DriftDiff *diff, DeltaKind kind, const char *name, const json_t *before,
		  const json_t *after, const json_t *place)
{
	drift_delta(diff, kind, place, keyword_text(name, before), keyword_text(name, after));
}

/* ---- type ---- */

static unsigned types_of(const json_t *type)
{
	unsigned types = 0;
	if (json_is_string(type))
		types = schema_type_named(json_string_value(type));
	for (size_t i = 0; i < json_array_size(type); i++) {
		const char *name = json_string_value(json_array_get(type, i));
		types |= name != NULL ? schema_type_named(name) : 0;
	}
	/* Every integer is a number. */
	return (types & SCHEMA_NUMBER) ? types | SCHEMA_INTEGER : types;
}

unsigned drift_types(const json_t *schema)
{
	const json_t *type = json_object_get(schema, "type");
	const json_t *value = json_object_get(schema, "const"), *values = json_object_get(schema, "enum");
	if (type != NULL)
		return types_of(type);
	if (value != NULL)
		return schema_types(value);
	unsigned types = 0;
	for (size_t i = 0; i < json_array_size(values); i++)
		types |= schema_types(json_array_get(values, i));
	return types != 0 ? types : (unsigned)SCHEMA_ANY;
}

static gboolean has_values(const json_t *schema)
{
	return json_object_get(schema, "const") != NULL || json_is_array(json_object_get(schema, "enum"));
}

/* FALSE where no value is of both: nothing else need be said. */
static gboolean diff_types(DriftDiff *diff, json_t *before, json_t *after)
{
	unsigned was = drift_types(before), is = drift_types(after);
	if (was == is)
		return TRUE;
	DeltaKind kind = (was & ~is) == 0 ? DELTA_WIDER : (is & ~was) == 0 ? DELTA_NARROWER : DELTA_TYPE;
	const json_t *old = json_object_get(before, "type"), *new = json_object_get(after, "type");
	if ((old == NULL || new == NULL) && has_values(before) && has_values(after))
		return TRUE;
	delta(diff, kind, "type", old, new, after);
	return (was & is) != 0;
}

/* ---- values ---- */

static GHashTable *values_of(const json_t *schema)
{
	const json_t *constant = json_object_get(schema, "const"), *list = json_object_get(schema, "enum");
	if (constant == NULL && !json_is_array(list))
		return NULL;
	GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (constant != NULL)
		g_hash_table_add(values, drift_value_text(constant));
	for (size_t i = 0; constant == NULL && i < json_array_size(list); i++)
		g_hash_table_add(values, drift_value_text(json_array_get(list, i)));
	return values;
}

/* Those of `from` that `other` does not have, in the order of the document. */
static char *missing(const json_t *from, GHashTable *other, guint *count)
{
	g_autoptr(json_t) single = json_array();
	const json_t *constant = json_object_get(from, "const"), *list = json_object_get(from, "enum");
	g_autoptr(GString) out = g_string_new(NULL);
	if (constant != NULL)
		json_array_append(single, (json_t *)(guintptr)constant);
	if (constant != NULL)
		list = single;
	for (size_t i = 0; i < json_array_size(list); i++) {
		g_autofree char *text = drift_value_text(json_array_get(list, i));
		if (g_hash_table_contains(other, text))
			continue;
		if (out->len < 4 * DRIFT_TEXT)
			g_string_append_printf(out, "%s%s", ++*count > 1 ? ", " : "", text);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void diff_values(DriftDiff *diff, json_t *before, json_t *after)
{
	g_autoptr(GHashTable) was = values_of(before), is = values_of(after);
	guint gone = 0, come = 0;
	if (was == NULL && is == NULL)
		return;
	if (was == NULL || is == NULL) {
		const char *name = json_object_get(was != NULL ? before : after, "const") ? "const" : "enum";
		delta(diff, was == NULL ? DELTA_NARROWER : DELTA_WIDER, name, json_object_get(before, name),
		      json_object_get(after, name), after);
		return;
	}
	g_autofree char *old = missing(before, is, &gone), *new = missing(after, was, &come);
	if (gone == 0 && come == 0)
		return;
	DeltaKind kind = gone == 0 ? DELTA_WIDER : come == 0 ? DELTA_NARROWER : DELTA_OTHER;
	drift_delta(diff, kind, after, g_steal_pointer(&old), g_steal_pointer(&new));
}

/* ---- bounds ---- */

enum bound { LOWER, UPPER, DIVISOR, FLAG, ALONE };

static const struct {
	const char *name;
	enum bound bound;
} bounds[] = {
	{ "minimum", LOWER },      { "exclusiveMinimum", LOWER }, { "minLength", LOWER },
	{ "minItems", LOWER },     { "minProperties", LOWER },    { "minContains", LOWER },
	{ "maximum", UPPER },      { "exclusiveMaximum", UPPER }, { "maxLength", UPPER },
	{ "maxItems", UPPER },     { "maxProperties", UPPER },    { "maxContains", UPPER },
	{ "multipleOf", DIVISOR }, { "uniqueItems", FLAG },       { "pattern", ALONE },
	{ "format", ALONE },       { "contentEncoding", ALONE },  { "contentMediaType", ALONE },
};

/* Above 0 where the newer bound takes more. */
static int compare_bounds(enum bound bound, const json_t *was, const json_t *is)
{
	int order = schema_number_compare(is, was);
	if (bound == LOWER)
		return -order;
	if (bound == UPPER)
		return order;
	if (schema_number_multiple(was, is))
		return 1;
	return schema_number_multiple(is, was) ? -1 : 0;
}

/* A count from 0 on and `false` take all, as if they were not there. */
static const json_t *said(const json_t *schema, const char *name, enum bound bound)
{
	const json_t *value = json_object_get(schema, name);
	gboolean counts = strncmp(name, "min", 3) == 0 && strcmp(name, "minimum") != 0;
	if (bound == FLAG && !json_is_true(value))
		return NULL;
	if (bound == LOWER && counts && json_is_integer(value) && json_integer_value(value) <= 0)
		return NULL;
	return value;
}

static void diff_bound(DriftDiff *diff, gsize row, json_t *before, json_t *after)
{
	enum bound bound = bounds[row].bound;
	const json_t *was = said(before, bounds[row].name, bound), *is = said(after, bounds[row].name, bound);
	DeltaKind kind = DELTA_OTHER;
	if (was == is || (was != NULL && is != NULL && json_equal(was, is)))
		return;
	if (was == NULL || is == NULL) {
		kind = was == NULL ? DELTA_NARROWER : DELTA_WIDER;
	} else if (bound <= DIVISOR && json_is_number(was) && json_is_number(is)) {
		int order = compare_bounds(bound, was, is);
		kind = order > 0 ? DELTA_WIDER : order < 0 ? DELTA_NARROWER : DELTA_OTHER;
	}
	delta(diff, kind, bounds[row].name, was, is, after);
}

/* ---- members and items ---- */

static gboolean has_name(const json_t *list, const char *name)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (g_strcmp0(json_string_value(json_array_get(list, i)), name) == 0)
			return TRUE;
	return FALSE;
}

/* Required, and no member that is described. */
static void diff_required(DriftDiff *diff, json_t *before, json_t *after)
{
	json_t *was = json_object_get(before, "required"), *is = json_object_get(after, "required");
	json_t *old = json_object_get(before, "properties"), *new = json_object_get(after, "properties");
	for (size_t i = 0; diff->run->work >= 0 && i < json_array_size(is); i++) {
		const char *name = json_string_value(json_array_get(is, i));
		diff->run->work -= 1 + (gint64)json_array_size(was) / 4;
		if (name != NULL && json_object_get(old, name) == NULL &&
		    json_object_get(new, name) == NULL && !has_name(was, name))
			drift_delta(diff, DELTA_NARROWER, after, g_strdup(""),
				    g_strdup_printf("member %s, required", name));
	}
}

static void diff_member(DriftDiff *diff, const char *name, json_t *before, json_t *after, json_t *old,
			json_t *new)
{
	if (diff->run->work < 0)
		return;
	gboolean needed = has_name(json_object_get(after, "required"), name);
	gboolean was_needed = has_name(json_object_get(before, "required"), name);
	diff->run->work -= (gint64)json_array_size(json_object_get(after, "required")) / 4 +
			   (gint64)json_array_size(json_object_get(before, "required")) / 4;
	if (old == NULL || new == NULL) {
		DeltaKind kind = old == NULL && !needed ? DELTA_WIDER : DELTA_NARROWER;
		g_autofree char *text =
			g_strdup_printf("member %s%s", name, needed && old == NULL ? ", required" : "");
		drift_delta(diff, kind, after, g_strdup(old != NULL ? text : ""),
			    g_strdup(new != NULL ? text : ""))
			->member = old == NULL ? 1 : -1;
		return;
	}
	if (needed != was_needed)
		drift_delta(diff, needed ? DELTA_NARROWER : DELTA_WIDER, after,
			    g_strdup_printf(was_needed ? "member %s, required" : "member %s", name),
			    g_strdup_printf(needed ? "member %s, required" : "member %s", name));
	drift_diff_values(diff, old, new);
}

static void diff_members(DriftDiff *diff, json_t *before, json_t *after)
{
	json_t *was = json_object_get(before, "properties"), *is = json_object_get(after, "properties"),
	       *inner;
	const char *name;
	json_object_foreach (was, name, inner)
		diff_member(diff, name, before, after, inner, json_object_get(is, name));
	json_object_foreach (is, name, inner)
		if (json_object_get(was, name) == NULL)
			diff_member(diff, name, before, after, NULL, inner);
	diff_required(diff, before, after);
}

/* Keywords whose schema judges parts of the value: without one, anything is taken. */
static const char *const parts[] = {
	"items",         "additionalProperties", "unevaluatedProperties", "unevaluatedItems",
	"propertyNames", "additionalItems"
};

static void diff_part(DriftDiff *diff, const char *name, json_t *before, json_t *after)
{
	json_t *was = json_object_get(before, name), *is = json_object_get(after, name);
	gboolean any_was = was == NULL || (json_is_object(was) && json_object_size(was) == 0);
	gboolean any_is = is == NULL || (json_is_object(is) && json_object_size(is) == 0);
	if (any_was && any_is)
		return;
	if (was != NULL && is != NULL && !any_was && !any_is && !json_is_array(was) && !json_is_array(is)) {
		drift_diff_values(diff, was, is);
		return;
	}
	if (was != NULL && is != NULL && json_equal(was, is))
		return;
	DeltaKind kind = any_was ? DELTA_NARROWER : any_is ? DELTA_WIDER : DELTA_OTHER;
	delta(diff, kind, name, was, is, after);
}

/* ---- the rest ---- */

static gboolean is_known(const char *name)
{
	static const char *const others[] = { "type", "enum", "const", "default", "properties", "required" };
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		if (strcmp(others[i], name) == 0)
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(bounds); i++)
		if (strcmp(bounds[i].name, name) == 0)
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strcmp(parts[i], name) == 0)
			return TRUE;
	return FALSE;
}

/* allOf, not, if and the like: that they differ can be said, and not in which direction. */
static void diff_others(DriftDiff *diff, json_t *before, json_t *after)
{
	const char *name;
	json_t *value;
	json_object_foreach (before, name, value) {
		json_t *is = json_object_get(after, name);
		if (!is_known(name) && (is == NULL || !json_equal(value, is)))
			delta(diff, is == NULL ? DELTA_WIDER : DELTA_OTHER, name, value, is, after);
	}
	json_object_foreach (after, name, value)
		if (!is_known(name) && json_object_get(before, name) == NULL)
			delta(diff, DELTA_NARROWER, name, NULL, value, after);
}

void drift_diff_keywords(DriftDiff *diff, json_t *before, json_t *after)
{
	if (!diff_types(diff, before, after))
		return;
	diff_values(diff, before, after);
	for (gsize i = 0; i < G_N_ELEMENTS(bounds); i++)
		diff_bound(diff, i, before, after);
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		diff_part(diff, parts[i], before, after);
	diff_others(diff, before, after);
	if (diff->members || diff->depth > 1)
		diff_members(diff, before, after);
}
