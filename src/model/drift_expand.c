/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A schema without $refs and without words: what is left is what decides about values. */
#include <string.h>

#include "base/json.h"
#include "model/drift_private.h"

typedef enum {
	KEEP_VALUE, /* and every keyword that is not in the table */
	KEEP_SCHEMA,
	KEEP_LIST,
	KEEP_MAP,
	KEEP_NAMES, /* strings whose order does not count */
	LEAVE_OUT,
} Keep;

static const struct {
	const char *name;
	Keep keep;
} keywords[] = {
	{ "$anchor", LEAVE_OUT },
	{ "$comment", LEAVE_OUT },
	{ "$defs", LEAVE_OUT },
	{ "$id", LEAVE_OUT },
	{ "$schema", LEAVE_OUT },
	{ "$vocabulary", LEAVE_OUT },
	{ "additionalItems", KEEP_SCHEMA },
	{ "additionalProperties", KEEP_SCHEMA },
	{ "allOf", KEEP_LIST },
	{ "anyOf", KEEP_LIST },
	{ "contains", KEEP_SCHEMA },
	{ "contentSchema", KEEP_SCHEMA },
	{ "default", KEEP_VALUE },
	{ "definitions", LEAVE_OUT },
	{ "dependentSchemas", KEEP_MAP },
	{ "deprecated", LEAVE_OUT },
	{ "description", LEAVE_OUT },
	{ "discriminator", LEAVE_OUT }, /* names of $defs */
	{ "else", KEEP_SCHEMA },
	{ "enum", KEEP_NAMES },
	{ "example", LEAVE_OUT },
	{ "examples", LEAVE_OUT },
	{ "externalDocs", LEAVE_OUT },
	{ "if", KEEP_SCHEMA },
	{ "items", KEEP_SCHEMA },
	{ "not", KEEP_SCHEMA },
	{ "oneOf", KEEP_LIST },
	{ "patternProperties", KEEP_MAP },
	{ "prefixItems", KEEP_LIST },
	{ "properties", KEEP_MAP },
	{ "propertyNames", KEEP_SCHEMA },
	{ "readOnly", LEAVE_OUT },
	{ "required", KEEP_NAMES },
	{ "then", KEEP_SCHEMA },
	{ "title", LEAVE_OUT },
	{ "type", KEEP_NAMES },
	{ "unevaluatedItems", KEEP_SCHEMA },
	{ "unevaluatedProperties", KEEP_SCHEMA },
	{ "writeOnly", LEAVE_OUT },
};

struct DriftSchema {
	DriftRun *run;
	gint64 work;
	gboolean whole;
	json_t *json;
	json_t *const *roots;
	GHashTable *spots;        /* expanded json_t * -> DriftSpot * */
	GHashTable *descriptions; /* expanded json_t * -> const char * of the document */
	GPtrArray *owned;         /* DriftSpot * */
	GPtrArray *values;        /* every expanded value: addresses are keys, so none is used twice */
};

/* The schemas that are being expanded, and those around them that have definitions. */
typedef struct Frame {
	const struct Frame *up;
	json_t *schema;
	int depth;
} Frame;

static json_t *expand(DriftSchema *out, json_t *schema, const DriftSpot *spot, const Frame *up);

static Keep keep_of(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(keywords); i++)
		if (strcmp(keywords[i].name, name) == 0)
			return keywords[i].keep;
	return g_str_has_prefix(name, "x-") ? LEAVE_OUT : KEEP_VALUE;
}

static gboolean spend(DriftSchema *out, gsize length)
{
	gint64 cost = 1 + (gint64)(length / 16);
	out->work -= cost;
	out->run->work -= cost;
	if (out->work < 0 || out->run->work < 0)
		out->whole = FALSE;
	return out->whole;
}

static const DriftSpot *spot_new(DriftSchema *out, const DriftSpot *up, const char *name, size_t index)
{
	DriftSpot *spot = g_new(DriftSpot, 1);
	gboolean below =
		up != NULL && up->name != NULL && !up->is_member && strcmp(up->name, "properties") == 0;
	*spot = (DriftSpot){ up, name, index, FALSE, below && name != NULL };
	g_ptr_array_add(out->owned, spot);
	return spot;
}

/* 1.0 is 1, as it is to a validator. */
static json_t *copy_value(DriftSchema *out, const json_t *value)
{
	json_t *inner = NULL;
	if (!spend(out, json_is_string(value) ? json_string_length(value) : 0))
		return json_null();
	if (json_is_real(value)) {
		double real = json_real_value(value);
		gboolean whole = real > -9e15 && real < 9e15 && real == (double)(json_int_t)real;
		return whole ? json_integer((json_int_t)real) : json_real(real);
	}
	if (json_is_array(value)) {
		json_t *array = json_array();
		for (size_t i = 0; out->whole && i < json_array_size(value); i++)
			json_array_append_new(array, copy_value(out, json_array_get(value, i)));
		return array;
	}
	if (!json_is_object(value))
		return json_copy((json_t *)(guintptr)value);
	json_t *object = json_object();
	const char *name = NULL;
	json_object_foreach ((json_t *)(guintptr)value, name, inner) {
		if (!spend(out, strlen(name)))
			break;
		json_object_set_new(object, name, copy_value(out, inner));
	}
	return object;
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static json_t *copy_names(DriftSchema *out, const json_t *value)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *name = json_string_value(json_array_get(value, i));
		if (name == NULL)
			return copy_value(out, value);
		if (!spend(out, strlen(name)))
			break;
		g_ptr_array_add(names, (gpointer)(guintptr)name);
	}
	if (!json_is_array(value))
		return copy_value(out, value);
	g_ptr_array_sort(names, compare_texts);
	json_t *array = json_array();
	for (guint i = 0; i < names->len; i++)
		if (i == 0 || strcmp(g_ptr_array_index(names, i), g_ptr_array_index(names, i - 1)) != 0)
			json_array_append_new(array, json_string(g_ptr_array_index(names, i)));
	return array;
}

static json_t *expand_list(DriftSchema *out, json_t *list, const DriftSpot *spot, const Frame *frame)
{
	json_t *array = json_array();
	for (size_t i = 0; out->whole && i < json_array_size(list); i++)
		json_array_append_new(
			array, expand(out, json_array_get(list, i), spot_new(out, spot, NULL, i), frame));
	return array;
}

static json_t *expand_map(DriftSchema *out, json_t *map, const DriftSpot *spot, const Frame *frame)
{
	json_t *object = json_object(), *inner = NULL;
	const char *name = NULL;
	json_object_foreach (map, name, inner) {
		if (!spend(out, strlen(name)))
			break;
		json_object_set_new(object, name, expand(out, inner, spot_new(out, spot, name, 0), frame));
	}
	return object;
}

static json_t *expand_keyword(DriftSchema *out, const char *name, json_t *value, const DriftSpot *spot,
			      const Frame *frame)
{
	Keep keep = keep_of(name);
	const DriftSpot *inner = spot_new(out, spot, name, 0);
	if (keep == KEEP_NAMES)
		return copy_names(out, value);
	if (keep == KEEP_MAP && json_is_object(value))
		return expand_map(out, value, inner, frame);
	if ((keep == KEEP_LIST || keep == KEEP_SCHEMA) && json_is_array(value))
		return expand_list(out, value, inner, frame);
	if (keep == KEEP_SCHEMA)
		return expand(out, value, inner, frame);
	return copy_value(out, value);
}

/* ---- $ref ---- */

/* In the document, else in the nearest schema around that has such definitions: a model that was put into
 * another document keeps its own. */
static json_t *look_up(DriftSchema *out, const char *reference, const Frame *frame)
{
	if (reference[0] != '#' || (reference[1] != '\0' && reference[1] != '/'))
		return NULL;
	g_autofree char *pointer = g_uri_unescape_string(reference + 1, NULL);
	const char *path = pointer != NULL ? pointer : reference + 1;
	for (gsize i = 0; out->roots[i] != NULL; i++) {
		json_t *found = weir_json_pointer(out->roots[i], path);
		if (found != NULL)
			return found;
	}
	for (; frame != NULL; frame = frame->up) {
		json_t *found = weir_json_pointer(frame->schema, path);
		if (found != NULL && frame->schema != found)
			return found;
	}
	return NULL;
}

static gboolean is_open(const Frame *frame, const json_t *schema, int *steps)
{
	for (*steps = 0; frame != NULL; frame = frame->up, ++*steps)
		if (frame->schema == schema)
			return TRUE;
	return FALSE;
}

/* What is beside a $ref counts too; where both say something of one keyword, both hold. */
static void merge(DriftSchema *out, json_t *into, json_t *target)
{
	const char *name = NULL;
	json_t *value = NULL;
	gboolean clash = !json_is_object(target);
	json_object_foreach (target, name, value)
		clash = clash || (strcmp(name, "default") != 0 && json_object_get(into, name) != NULL);
	if (clash) {
		json_t *all = json_object_get(into, "allOf");
		if (json_is_array(all))
			json_array_append(all, target);
		else
			json_object_set_new(into, "allOf", json_pack("[O]", target));
		return;
	}
	json_object_update_missing(into, target);
	const char *words = g_hash_table_lookup(out->descriptions, target);
	if (words != NULL && !g_hash_table_contains(out->descriptions, into))
		g_hash_table_insert(out->descriptions, into, (gpointer)(guintptr)words);
}

static void follow(DriftSchema *out, json_t *into, const char *reference, const DriftSpot *spot,
		   const Frame *frame)
{
	int steps = 0;
	json_t *target = spend(out, strlen(reference)) ? look_up(out, reference, frame) : NULL;
	if (target == NULL || is_open(frame, target, &steps)) {
		g_autofree char *round = target != NULL ? g_strdup_printf("%d up", steps) : NULL;
		json_object_set_new(into, "$ref", json_string(round != NULL ? round : reference));
		return;
	}
	DriftSpot *there = g_new(DriftSpot, 1);
	*there = (DriftSpot){ spot, NULL, 0, TRUE, FALSE };
	g_ptr_array_add(out->owned, there);
	g_autoptr(json_t) expanded = expand(out, target, there, frame);
	merge(out, into, expanded);
}

/* A list of one is what stands in it (pydantic wraps references so that words can stand beside them). */
static void unwrap(DriftSchema *out, json_t *into)
{
	json_t *all = json_object_get(into, "allOf");
	if (json_array_size(all) != 1)
		return;
	g_autoptr(json_t) only = json_incref(json_array_get(all, 0));
	json_object_del(into, "allOf");
	merge(out, into, only);
}

static json_t *expand(DriftSchema *out, json_t *schema, const DriftSpot *spot, const Frame *up)
{
	Frame frame = { up, schema, up != NULL ? up->depth + 1 : 0 };
	if (frame.depth > DRIFT_DEPTH)
		out->whole = FALSE;
	if (json_is_false(schema))
		return json_false();
	json_t *into = json_object(), *value = NULL;
	g_hash_table_insert(out->spots, into, (gpointer)(guintptr)spot);
	g_ptr_array_add(out->values, json_incref(into));
	if (!spend(out, 0) || !json_is_object(schema))
		return into;
	const char *name = NULL, *words = weir_json_text(schema, "description");
	if (words != NULL && spend(out, strlen(words)))
		g_hash_table_insert(out->descriptions, into, (gpointer)(guintptr)words);
	json_object_foreach (schema, name, value) {
		if (keep_of(name) == LEAVE_OUT || strcmp(name, "$ref") == 0)
			continue;
		if (!spend(out, strlen(name)))
			break;
		json_object_set_new(into, name, expand_keyword(out, name, value, spot, &frame));
	}
	const char *reference = weir_json_text(schema, "$ref");
	if (reference != NULL && out->whole)
		follow(out, into, reference, spot, &frame);
	unwrap(out, into);
	return into;
}

/* ---- the whole ---- */

static void decref(gpointer value)
{
	json_decref(value);
}

DriftSchema *drift_schema_new(DriftRun *run, json_t *schema, json_t *const *roots)
{
	DriftSchema *out = g_new0(DriftSchema, 1);
	out->run = run;
	out->work = DRIFT_SCHEMA_WORK;
	out->whole = run->work > 0;
	out->roots = roots;
	out->spots = g_hash_table_new(NULL, NULL);
	out->descriptions = g_hash_table_new(NULL, NULL);
	out->owned = g_ptr_array_new_with_free_func(g_free);
	out->values = g_ptr_array_new_with_free_func(decref);
	out->json = expand(out, schema, spot_new(out, NULL, NULL, 0), NULL);
	return out;
}

void drift_schema_free(DriftSchema *schema)
{
	if (schema == NULL)
		return;
	g_hash_table_unref(schema->spots);
	g_hash_table_unref(schema->descriptions);
	g_ptr_array_unref(schema->owned);
	json_decref(schema->json);
	g_ptr_array_unref(schema->values);
	g_free(schema);
}

json_t *drift_schema_json(const DriftSchema *schema)
{
	return schema->json;
}

gboolean drift_schema_whole(const DriftSchema *schema)
{
	return schema->whole;
}

const char *drift_schema_description(const DriftSchema *schema, const json_t *value)
{
	return g_hash_table_lookup(schema->descriptions, value);
}

/* What stands behind a $ref is named by the $ref, and what is too long to be named by what holds it. */
static void append_spot(GString *pointer, const DriftSpot *spot, gsize most, gboolean *ended)
{
	if (spot->up != NULL)
		append_spot(pointer, spot->up, most, ended);
	if (*ended || spot->up == NULL)
		return;
	gsize length = pointer->len;
	if (spot->through)
		*ended = TRUE;
	else if (spot->name != NULL)
		weir_json_pointer_push(pointer, spot->name);
	else
		g_string_append_printf(pointer, "/%zu", spot->index);
	if (pointer->len > most) {
		g_string_truncate(pointer, length);
		*ended = TRUE;
	}
}

char *drift_schema_pointer(const DriftSchema *schema, const json_t *value, const char *base)
{
	const DriftSpot *spot = g_hash_table_lookup(schema->spots, value);
	g_autoptr(GString) pointer = g_string_new(base);
	gboolean ended = FALSE;
	if (spot != NULL)
		append_spot(pointer, spot, pointer->len + DRIFT_POINTER, &ended);
	return g_string_free(g_steal_pointer(&pointer), FALSE);
}

/* ".rows[].height": of members and items; what stands between them is left out. */
static void append_path(GString *path, const DriftSpot *spot)
{
	if (spot == NULL || path->len > DRIFT_PATH)
		return;
	append_path(path, spot->up);
	if (path->len > DRIFT_PATH || spot->name == NULL || spot->up == NULL)
		return;
	if (spot->is_member)
		g_string_append_printf(path, ".%s", spot->name);
	else if (strcmp(spot->name, "items") == 0)
		g_string_append(path, "[]");
}

char *drift_schema_path(const DriftSchema *schema, const json_t *value)
{
	GString *path = g_string_new(NULL);
	append_path(path, g_hash_table_lookup(schema->spots, value));
	return g_string_free(path, FALSE);
}
