/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments, options and secrets; results and payloads. */
#include <string.h>

#include "base/json.h"
#include "model/drift_private.h"
#include "model/schema.h"

/* What a difference of two schemas means to who gives values. */
static const struct {
	DriftKind kind;
	gboolean breaking, risky;
} meanings[] = {
	[DELTA_WIDER] = { DRIFT_SCHEMA_WIDENED, FALSE, TRUE },
	[DELTA_NARROWER] = { DRIFT_SCHEMA_NARROWED, TRUE, FALSE },
	[DELTA_TYPE] = { DRIFT_TYPE_CHANGED, TRUE, TRUE },
	[DELTA_OTHER] = { DRIFT_SCHEMA_CHANGED, TRUE, TRUE },
	[DELTA_DEFAULT] = { DRIFT_DEFAULT_CHANGED, FALSE, TRUE },
	[DELTA_TEXT] = { DRIFT_TEXT_CHANGED, FALSE, FALSE },
};

/* Both as they were sent, and what their $refs lead to: no need to look further, however long they are. */
static gboolean same(const DriftRun *run, json_t *before, json_t *after, json_t *const *old_roots,
		     json_t *const *new_roots)
{
	if (before == NULL || after == NULL)
		return before == after;
	gboolean further = old_roots[0] == NULL || old_roots[1] != NULL || new_roots[1] != NULL;
	if (!json_equal(before, after) || (further && !run->same_openapi))
		return FALSE;
	gboolean own = old_roots[0] == before && new_roots[0] == after;
	return own ||
	       (old_roots[0] != NULL && new_roots[0] != NULL && json_equal(old_roots[0], new_roots[0]));
}

static void not_compared(DriftRun *run, const char *subject, Sources document, const char *pointer)
{
	drift_add(run,
		  &(DriftRow){ DRIFT_NOT_COMPARED, subject, document, pointer, NULL, NULL, FALSE, TRUE });
}

/* ---- fields ---- */

typedef struct {
	DriftRun *run;
	const DriftFields *fields;
	const DriftSchema *before, *after;
	json_t *old, *new; /* the whole schemas, expanded */
} Comparison;

static DriftKind kind_of(const Comparison *comparison, DriftKind kind)
{
	gboolean words = kind == DRIFT_TEXT_CHANGED;
	return comparison->fields->one_kind && !words ? comparison->fields->kind : kind;
}

static void add(const Comparison *comparison, DriftKind kind, const char *subject, const json_t *place,
		const char *before, const char *after, gboolean breaking, gboolean risky)
{
	const DriftFields *fields = comparison->fields;
	g_autofree char *pointer = drift_schema_pointer(comparison->after, place, fields->pointer);
	drift_add(comparison->run, &(DriftRow){ kind_of(comparison, kind), subject, fields->document, pointer,
						before, after, breaking, risky });
	if (kind == DRIFT_TEXT_CHANGED)
		comparison->run->texts_changed = TRUE;
	else
		comparison->run->schema_changed = TRUE;
}

/* `name` is the field that the subject names already; NULL: none. */
static void add_deltas(const Comparison *comparison, const DriftDiff *diff, const char *subject,
		       const char *name)
{
	for (guint i = 0; i < diff->deltas->len && !drift_full(comparison->run); i++) {
		const Delta *delta = g_ptr_array_index(diff->deltas, i);
		gboolean hidden = comparison->fields->secret && delta->kind == DELTA_DEFAULT;
		const char *before = hidden && *delta->before != '\0' ? "a value" : delta->before;
		const char *after = hidden && *delta->after != '\0' ? "a value" : delta->after;
		g_autofree char *path = drift_schema_path(comparison->after, delta->place);
		const char *inner = name != NULL && *path != '\0' ? path + 1 + strlen(name) : path;
		g_autofree char *where = g_strconcat(subject, inner, NULL);
		add(comparison, meanings[delta->kind].kind, where, delta->place, before, after,
		    meanings[delta->kind].breaking, meanings[delta->kind].risky);
	}
}

static gboolean is_required(const json_t *schema, const char *name)
{
	const json_t *list = json_object_get(schema, "required");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (g_strcmp0(json_string_value(json_array_get(list, i)), name) == 0)
			return TRUE;
	return FALSE;
}

static char *field_text(const json_t *schema, gboolean required)
{
	g_autofree char *summary = schema_summary((json_t *)(guintptr)schema, NULL);
	return g_strdup_printf("%s%s", summary, required ? ", required" : "");
}

static void one_side(const Comparison *comparison, const char *subject, const json_t *old, const json_t *new,
		     gboolean required)
{
	g_autofree char *text = field_text(old != NULL ? old : new, required);
	DriftKind kind = old != NULL ? DRIFT_ARGUMENT_REMOVED
			 : required  ? DRIFT_REQUIRED_ARGUMENT_ADDED
				     : DRIFT_ARGUMENT_ADDED;
	add(comparison, kind, subject, new != NULL ? new : comparison->new, old != NULL ? text : NULL,
	    new != NULL ? text : NULL, old != NULL || required, new != NULL);
}

static void compare_field(const Comparison *comparison, const char *name)
{
	json_t *old = json_object_get(json_object_get(comparison->old, "properties"), name);
	json_t *new = json_object_get(json_object_get(comparison->new, "properties"), name);
	gboolean was = is_required(comparison->old, name), is = is_required(comparison->new, name);
	g_autofree char *subject =
		g_strdup_printf("%s %s %s", comparison->fields->subject, comparison->fields->field, name);
	DriftDiff diff;
	if (old == NULL || new == NULL) {
		one_side(comparison, subject, old, new, old != NULL ? was : is);
		return;
	}
	if (was != is)
		add(comparison, is ? DRIFT_ARGUMENT_NOW_REQUIRED : DRIFT_ARGUMENT_NOW_OPTIONAL, subject, new,
		    was ? "required" : "optional", is ? "required" : "optional", is, !is);
	drift_diff_start(&diff, comparison->run, comparison->before, comparison->after);
	drift_diff_values(&diff, old, new);
	add_deltas(comparison, &diff, subject, name);
	drift_diff_clear(&diff);
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *member_names(json_t *before, json_t *after)
{
	json_t *was = json_object_get(before, "properties"), *is = json_object_get(after, "properties"),
	       *inner;
	GPtrArray *names = g_ptr_array_new();
	const char *name;
	json_object_foreach (was, name, inner)
		g_ptr_array_add(names, (gpointer)(guintptr)name);
	json_object_foreach (is, name, inner)
		if (json_object_get(was, name) == NULL)
			g_ptr_array_add(names, (gpointer)(guintptr)name);
	g_ptr_array_sort(names, compare_texts);
	return names;
}

static void compare_fields(const Comparison *comparison)
{
	DriftRun *run = comparison->run;
	g_autoptr(GPtrArray) names = member_names(comparison->old, comparison->new);
	gint64 step = 1 + (gint64)json_array_size(json_object_get(comparison->new, "required")) / 4;
	DriftDiff diff;
	for (guint i = 0; i < names->len && (run->work -= step) >= 0; i++)
		compare_field(comparison, g_ptr_array_index(names, i));
	drift_diff_start(&diff, run, comparison->before, comparison->after);
	diff.members = FALSE;
	drift_diff_values(&diff, comparison->old, comparison->new);
	g_autofree char *all =
		g_strdup_printf("%s %ss", comparison->fields->subject, comparison->fields->field);
	add_deltas(comparison, &diff, all, NULL);
	drift_diff_clear(&diff);
}

/* ---- their words ---- */

static const Argument *argument_of(const GPtrArray *arguments, const char *name)
{
	for (guint i = 0; i < arguments->len; i++) {
		const Argument *argument = g_ptr_array_index(arguments, i);
		if (strcmp(argument->name, name) == 0)
			return argument;
	}
	return NULL;
}

/* What an argument is said to be; where it is a reference in a wrapping, or may be null, what that says. */
static const char *words_of(const Argument *argument, json_t *root)
{
	static const char *const wraps[] = { "allOf", "anyOf", "oneOf" };
	const char *words = argument != NULL ? argument->doc : NULL;
	for (gsize i = 0; argument != NULL && i < G_N_ELEMENTS(wraps); i++) {
		const json_t *list = json_object_get(argument->schema, wraps[i]);
		for (size_t j = 0; words == NULL && j < MIN(json_array_size(list), 4); j++)
			words = weir_json_text(schema_resolve(json_array_get(list, j), root), "description");
	}
	return words;
}

static void compare_docs(DriftRun *run, const DriftFields *fields)
{
	g_autoptr(GPtrArray) names = drift_names(fields->before, fields->after);
	gint64 step = 1 + (gint64)(fields->before->len + fields->after->len) / 8;
	for (guint i = 0; i < names->len && (run->work -= step) >= 0; i++) {
		const char *name = g_ptr_array_index(names, i);
		const Argument *was = argument_of(fields->before, name),
			       *is = argument_of(fields->after, name);
		const char *old = words_of(was, fields->old_roots[0]),
			   *new = words_of(is, fields->new_roots[0]);
		g_autofree char *subject = g_strdup_printf("%s %s %s", fields->subject, fields->field, name);
		g_autofree char *pointer = g_strdup_printf("%s/properties", fields->pointer);
		g_autoptr(GString) place = g_string_new(pointer);
		weir_json_pointer_push(place, name);
		/* What came or went is said as a change of the schema. */
		if (was == NULL || is == NULL)
			run->texts_changed = run->texts_changed || old != NULL || new != NULL;
		else if (drift_text(run, DRIFT_TEXT_CHANGED, subject, fields->document, place->str, old, new))
			run->texts_changed = TRUE;
	}
}

void drift_fields(DriftRun *run, const DriftFields *fields)
{
	if (run->work < 0) {
		not_compared(run, fields->subject, fields->document, fields->pointer);
		return;
	}
	if (!same(run, fields->old_schema, fields->new_schema, fields->old_roots, fields->new_roots)) {
		g_autoptr(DriftSchema) before = drift_schema_new(run, fields->old_schema, fields->old_roots);
		g_autoptr(DriftSchema) after = drift_schema_new(run, fields->new_schema, fields->new_roots);
		Comparison comparison = {
			run, fields, before, after, drift_schema_json(before), drift_schema_json(after)
		};
		gboolean whole = drift_schema_whole(before) && drift_schema_whole(after);
		if (whole)
			compare_fields(&comparison);
		if (!whole || run->work < 0)
			not_compared(run, fields->subject, fields->document, fields->pointer);
	}
	compare_docs(run, fields);
}

/* ---- what readers get ---- */

static gboolean breaks_readers(const Delta *delta)
{
	if (delta->member != 0)
		return delta->member < 0;
	return delta->kind == DELTA_WIDER || delta->kind == DELTA_TYPE || delta->kind == DELTA_OTHER;
}

static void add_whole(DriftRun *run, const DriftWhole *whole, const DriftSchema *after, const DriftDiff *diff)
{
	for (guint i = 0; i < diff->deltas->len && !drift_full(run); i++) {
		const Delta *delta = g_ptr_array_index(diff->deltas, i);
		gboolean words = delta->kind == DELTA_TEXT;
		g_autofree char *pointer = drift_schema_pointer(after, delta->place, whole->pointer);
		g_autofree char *path = drift_schema_path(after, delta->place);
		g_autofree char *subject = g_strdup_printf("%s %s%s%s", whole->subject, whole->part,
							   *path == '.' ? " " : "", path + (*path == '.'));
		drift_add(run, &(DriftRow){ words ? DRIFT_TEXT_CHANGED : whole->kind, subject,
					    whole->document, pointer, delta->before, delta->after,
					    !words && breaks_readers(delta), FALSE });
		run->texts_changed = run->texts_changed || words;
		run->schema_changed = run->schema_changed || !words;
	}
}

void drift_whole(DriftRun *run, const DriftWhole *whole)
{
	if (same(run, whole->old_schema, whole->new_schema, whole->old_roots, whole->new_roots))
		return;
	g_autoptr(DriftSchema) before = drift_schema_new(run, whole->old_schema, whole->old_roots);
	g_autoptr(DriftSchema) after = drift_schema_new(run, whole->new_schema, whole->new_roots);
	if (drift_schema_whole(before) && drift_schema_whole(after)) {
		DriftDiff diff;
		drift_diff_start(&diff, run, before, after);
		drift_diff_values(&diff, drift_schema_json(before), drift_schema_json(after));
		add_whole(run, whole, after, &diff);
		drift_diff_clear(&diff);
		if (run->work >= 0)
			return;
	}
	not_compared(run, whole->subject, whole->document, whole->pointer);
}
