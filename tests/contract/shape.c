/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shape.h"

#include <string.h>

#include "base/json.h"

static const char *const free_names[] = { "properties",   "$defs",   "paths",      "schemas",
					  "argumentDocs", "schema",  "parameters", "result",
					  "errors",       "input",   "ctx",        "toolSchema",
					  "payload",      "headers", "connection", "subscriptionSchema" };

static gboolean names_are_free(const char *member)
{
	for (gsize i = 0; i < G_N_ELEMENTS(free_names); i++)
		if (strcmp(member, free_names[i]) == 0)
			return TRUE;
	return FALSE;
}

static const char *kind(const json_t *value)
{
	return json_is_integer(value) ? "number" : weir_json_type_name(value);
}

static char *differ(const json_t *recorded, const json_t *answered, GString *at);

static char *missing_member(const json_t *has, const json_t *lacks, const GString *at, const char *who)
{
	const char *name;
	json_t *value;
	json_object_foreach ((json_t *)(gintptr)has, name, value)
		if (json_object_get(lacks, name) == NULL)
			return g_strdup_printf("%s/%s: only in what was %s", at->str, name, who);
	return NULL;
}

static char *differ_in_object(const json_t *recorded, const json_t *answered, GString *at)
{
	char *missing = missing_member(recorded, answered, at, "recorded");
	if (missing == NULL)
		missing = missing_member(answered, recorded, at, "answered");
	if (missing != NULL)
		return missing;
	const char *name;
	json_t *value;
	gsize length = at->len;
	json_object_foreach ((json_t *)(gintptr)recorded, name, value) {
		if (names_are_free(name))
			continue;
		weir_json_pointer_push(at, name);
		char *found = differ(value, json_object_get(answered, name), at);
		if (found != NULL)
			return found;
		g_string_truncate(at, length);
	}
	return NULL;
}

static char *same_value(const json_t *recorded, const json_t *answered, const char *member, const GString *at)
{
	const json_t *one = json_object_get(recorded, member), *other = json_object_get(answered, member);
	if (one == NULL || json_equal(one, other))
		return NULL;
	g_autofree char *a = weir_json_print(one),
			*b = other != NULL ? weir_json_print(other) : g_strdup("nothing");
	return g_strdup_printf("%s/%s: %s, recorded is %s", at->str, member, b, a);
}

static char *differ_in_array(const json_t *recorded, const json_t *answered, GString *at)
{
	if ((json_array_size(recorded) == 0) != (json_array_size(answered) == 0))
		return g_strdup_printf("%s: one list is empty, the other is not", at->str);
	gsize length = at->len;
	gboolean is_detail = g_str_has_suffix(at->str, "/detail");
	gsize compared = is_detail ? json_array_size(recorded) : MIN(json_array_size(recorded), (gsize)1);
	for (gsize i = 0; i < compared; i++) {
		const json_t *one = json_array_get(recorded, i), *other = json_array_get(answered, i);
		g_string_append_printf(at, "/%" G_GSIZE_FORMAT, i);
		char *found = differ(one, other, at);
		if (found == NULL && is_detail)
			found = same_value(one, other, "type", at);
		if (found == NULL && is_detail)
			found = same_value(one, other, "loc", at);
		if (found != NULL)
			return found;
		g_string_truncate(at, length);
	}
	return NULL;
}

static char *differ(const json_t *recorded, const json_t *answered, GString *at)
{
	/* what may be null is text at other times: which of the two says nothing of the shape */
	if (json_is_null(recorded)
		    ? !json_is_object(answered) && !json_is_array(answered)
		    : json_is_null(answered) && !json_is_object(recorded) && !json_is_array(recorded))
		return NULL;
	if (strcmp(kind(recorded), kind(answered)) != 0)
		return g_strdup_printf("%s: %s, recorded is %s", at->str, kind(answered), kind(recorded));
	if (json_is_object(recorded))
		return differ_in_object(recorded, answered, at);
	return json_is_array(recorded) ? differ_in_array(recorded, answered, at) : NULL;
}

char *shape_difference(const json_t *recorded, const json_t *answered)
{
	g_autoptr(GString) at = g_string_new(NULL);
	return differ(recorded, answered, at);
}

static gboolean is_id(const json_t *value)
{
	return json_is_string(value) && g_uuid_string_is_valid(json_string_value(value));
}

void shape_learn_ids(const json_t *recorded, const json_t *answered, GHashTable *ids)
{
	if (is_id(recorded) && is_id(answered) && !g_hash_table_contains(ids, json_string_value(recorded)))
		g_hash_table_insert(ids, g_strdup(json_string_value(recorded)),
				    g_strdup(json_string_value(answered)));
	const char *name;
	json_t *value;
	if (json_is_object(recorded) && json_is_object(answered))
		json_object_foreach ((json_t *)(gintptr)recorded, name, value)
			shape_learn_ids(value, json_object_get(answered, name), ids);
}
