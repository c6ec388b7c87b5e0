/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema_private.h"

#include <string.h>

#define TEXT_STEP 64 /* bytes that one step of work compares */

static gboolean equal_objects(Run *run, json_t *one, json_t *other)
{
	if (json_object_size(one) != json_object_size(other))
		return FALSE;
	const char *name;
	json_t *value;
	json_object_foreach (one, name, value) {
		json_t *same = json_object_get(other, name);
		if (same == NULL || !schema_equal(run, value, same))
			return FALSE;
	}
	return TRUE;
}

static gboolean equal_arrays(Run *run, json_t *one, json_t *other)
{
	size_t size = json_array_size(one);
	if (size != json_array_size(other))
		return FALSE;
	for (size_t i = 0; i < size; i++)
		if (!schema_equal(run, json_array_get(one, i), json_array_get(other, i)))
			return FALSE;
	return TRUE;
}

gboolean schema_equal(Run *run, json_t *one, json_t *other)
{
	if (!schema_spend(run, 1))
		return FALSE;
	if (json_is_number(one) && json_is_number(other))
		return schema_number_compare(one, other) == 0;
	if (json_typeof(one) != json_typeof(other))
		return FALSE;
	if (json_is_object(one))
		return equal_objects(run, one, other);
	if (json_is_array(one))
		return equal_arrays(run, one, other);
	if (!json_is_string(one))
		return TRUE;
	size_t length = json_string_length(one);
	return length == json_string_length(other) && schema_spend(run, (gint64)(length / TEXT_STEP)) &&
	       memcmp(json_string_value(one), json_string_value(other), length) == 0;
}

static guint32 mix(guint32 hash, guint64 value)
{
	guint64 wide = (hash ^ value) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	return (guint32)(wide >> 32) ^ (guint32)wide;
}

static guint32 hash_text(const char *text, size_t length)
{
	guint32 hash = 2166136261U;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (guchar)text[i]) * 16777619U;
	return hash;
}

static guint32 hash_number(json_t *value)
{
	if (json_is_integer(value))
		return mix(1, (guint64)json_integer_value(value));
	double real = json_real_value(value);
	if (schema_is_whole(value) && real >= -0x1p63 && real < 0x1p63)
		return mix(1, (guint64)(json_int_t)real);
	guint64 bits;
	memcpy(&bits, &real, sizeof(bits));
	return mix(2, bits);
}

/* Equal values have equal hashes; members count in any order. */
guint32 schema_hash(Run *run, json_t *value)
{
	guint32 hash = (guint32)json_typeof(value);
	if (!schema_spend(run, 1))
		return 0;
	if (json_is_number(value))
		return hash_number(value);
	if (json_is_string(value)) {
		schema_spend(run, (gint64)(json_string_length(value) / TEXT_STEP));
		return mix(3, hash_text(json_string_value(value), json_string_length(value)));
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		hash = mix(hash, schema_hash(run, json_array_get(value, i)));
	const char *name;
	json_t *inner;
	guint32 members = 0;
	json_object_foreach (value, name, inner) {
		schema_spend(run, (gint64)(strlen(name) / TEXT_STEP));
		members += mix(hash_text(name, strlen(name)), schema_hash(run, inner));
	}
	return json_is_object(value) ? mix(hash, members) : hash;
}

typedef struct {
	guint32 hash;
	json_t *value;
} Hashed;

static gint by_hash(gconstpointer one, gconstpointer other)
{
	guint32 a = ((const Hashed *)one)->hash, b = ((const Hashed *)other)->hash;
	return a < b ? -1 : a > b;
}

/* Sorted by hash, so that only items of one hash are compared; hashes made to collide use up the work. */
gboolean schema_all_different(Run *run, json_t *array)
{
	size_t size = json_array_size(array);
	g_autofree Hashed *items = g_new0(Hashed, size);
	for (size_t i = 0; i < size; i++) {
		items[i].value = json_array_get(array, i);
		items[i].hash = schema_hash(run, items[i].value);
		if (run->work < 0)
			return FALSE;
	}
	if (size > 1)
		qsort(items, size, sizeof(*items), by_hash);
	for (size_t i = 0; i < size; i++)
		for (size_t k = i + 1; k < size && items[k].hash == items[i].hash; k++)
			if (schema_equal(run, items[i].value, items[k].value) || run->work < 0)
				return FALSE;
	return TRUE;
}

size_t schema_characters(const char *text, size_t length)
{
	size_t characters = 0;
	for (size_t i = 0; i < length; i++)
		characters += ((guchar)text[i] & 0xc0) != 0x80;
	return characters;
}
