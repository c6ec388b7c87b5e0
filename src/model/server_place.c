/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading members of strangers' documents, with a note for each that is not as it should be. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/server_join.h"

enum { MOST_NOTES = 1000, LONGEST_POINTER = 200 };

gsize place_enter(Place *place, const char *member)
{
	gsize length = place->pointer->len;
	weir_json_pointer_push(place->pointer, member);
	return length;
}

gsize place_enter_index(Place *place, gsize index)
{
	gsize length = place->pointer->len;
	g_string_append_printf(place->pointer, "/%zu", index);
	return length;
}

void place_leave(Place *place, gsize length)
{
	g_string_truncate(place->pointer, length);
}

/* Names in a pointer are a stranger's and may be as long as the document. */
static char *short_pointer(const Place *place)
{
	const char *whole = place->pointer->str;
	if (place->pointer->len <= LONGEST_POINTER)
		return g_strdup(whole);
	const char *end = g_utf8_find_prev_char(whole, whole + LONGEST_POINTER);
	return g_strdup_printf("%.*s…", end != NULL ? (int)(end - whole) : 0, whole);
}

void place_note(Place *place, const char *member, const char *format, ...)
{
	GPtrArray *notes = place->server->notes;
	if (notes->len > MOST_NOTES)
		return;
	if (notes->len == MOST_NOTES) {
		g_ptr_array_add(notes, g_strdup(_("there is more that is odd; it is not listed")));
		return;
	}
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	gsize length = place->pointer->len;
	if (member != NULL)
		place_enter(place, member);
	g_autofree char *pointer = short_pointer(place);
	place_leave(place, length);
	g_ptr_array_add(notes, g_strdup_printf("%s#%s: %s", sources_name(place->document), pointer, text));
}

static json_t *typed(Place *place, const json_t *object, const char *member, gboolean needed,
		     gboolean (*is_type)(const json_t *value), const char *type)
{
	json_t *value = json_object_get(object, member);
	if (value != NULL && is_type(value))
		return value;
	if (needed || (value != NULL && !json_is_null(value)))
		place_note(place, member, _("%s where %s belongs"), weir_json_type_name(value), _(type));
	return NULL;
}

static gboolean is_text(const json_t *value)
{
	return json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value);
}

static gboolean is_object(const json_t *value)
{
	return json_is_object(value);
}

static gboolean is_array(const json_t *value)
{
	return json_is_array(value);
}

static gboolean is_schema(const json_t *value)
{
	return json_is_object(value) || json_is_boolean(value);
}

char *place_text(Place *place, const json_t *object, const char *member, gboolean needed)
{
	return g_strdup(json_string_value(typed(place, object, member, needed, is_text, N_("a string"))));
}

json_t *place_object(Place *place, const json_t *object, const char *member, gboolean needed)
{
	return typed(place, object, member, needed, is_object, N_("an object"));
}

json_t *place_array(Place *place, const json_t *object, const char *member, gboolean needed)
{
	return typed(place, object, member, needed, is_array, N_("a list"));
}

json_t *place_schema(Place *place, const json_t *object, const char *member, gboolean needed)
{
	return typed(place, object, member, needed, is_schema, N_("a schema"));
}

char **place_names(Place *place, const json_t *object, const char *member, gboolean needed)
{
	const json_t *array = place_array(place, object, member, needed), *item;
	size_t i;
	if (array == NULL)
		return NULL;
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	gsize outer = place_enter(place, member);
	json_array_foreach (array, i, item) {
		gsize inner = place_enter_index(place, i);
		if (is_text(item))
			g_strv_builder_add(names, json_string_value(item));
		else
			place_note(place, NULL, _("%s where %s belongs"), weir_json_type_name(item),
				   _("a string"));
		place_leave(place, inner);
	}
	place_leave(place, outer);
	return g_strv_builder_end(names);
}
