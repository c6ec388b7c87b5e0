/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/fields.h"

#include <string.h>

static void field_free(gpointer memory)
{
	Field *field = memory;
	g_free(field->name);
	g_free(field->value);
	g_free(field);
}

/* A "%" that no two digits follow stays one. */
static char *form_decode(const char *text, gsize length, gsize *out_length)
{
	char *out = g_malloc(length + 1);
	gsize n = 0;
	for (gsize i = 0; i < length; i++) {
		gboolean escaped = text[i] == '%' && i + 2 < length && g_ascii_isxdigit(text[i + 1]) &&
				   g_ascii_isxdigit(text[i + 2]);
		if (escaped) {
			int high = g_ascii_xdigit_value(text[i + 1]), low = g_ascii_xdigit_value(text[i + 2]);
			out[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			out[n++] = text[i] == '+' ? ' ' : text[i];
		}
	}
	out[n] = '\0';
	*out_length = n;
	return out;
}

static void add_field(GPtrArray *fields, const char *text, gsize length)
{
	if (length == 0)
		return;
	const char *equals = memchr(text, '=', length);
	gsize name = equals != NULL ? (gsize)(equals - text) : length;
	gsize value = equals != NULL ? length - name - 1 : 0;
	Field *field = g_new0(Field, 1);
	field->name = form_decode(text, name, &field->name_length);
	field->value = form_decode(equals != NULL ? equals + 1 : "", value, &field->value_length);
	g_ptr_array_add(fields, field);
}

GPtrArray *fields_read(const char *text, gsize length)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(field_free);
	while (length > 0) {
		const char *end = memchr(text, '&', length);
		gsize piece = end != NULL ? (gsize)(end - text) : length;
		if (fields->len == FIELDS_MOST)
			return NULL;
		add_field(fields, text, piece);
		gsize step = MIN(piece + 1, length);
		text += step;
		length -= step;
	}
	return g_steal_pointer(&fields);
}

const Field *fields_find(const GPtrArray *fields, const char *name, gboolean *twice)
{
	const Field *found = NULL;
	*twice = FALSE;
	for (guint i = 0; fields != NULL && i < fields->len; i++) {
		const Field *field = g_ptr_array_index(fields, i);
		if (field->name_length != strlen(name) || memcmp(field->name, name, field->name_length) != 0)
			continue;
		*twice = found != NULL;
		if (found == NULL)
			found = field;
	}
	return found;
}

static int compare_bytes(const char *a, gsize a_length, const char *b, gsize b_length)
{
	int order = memcmp(a, b, MIN(a_length, b_length));
	return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	const Field *one = *(Field *const *)a, *other = *(Field *const *)b;
	return compare_bytes(one->name, one->name_length, other->name, other->name_length);
}

static gint compare_fields(gconstpointer a, gconstpointer b)
{
	const Field *one = *(Field *const *)a, *other = *(Field *const *)b;
	int order = compare_names(a, b);
	return order != 0 ? order
			  : compare_bytes(one->value, one->value_length, other->value, other->value_length);
}

void fields_append_form(GPtrArray *fields, Bytes *out)
{
	const Field *last = NULL;
	g_ptr_array_sort(fields, compare_fields);
	for (guint i = 0; i < fields->len; i++) {
		const Field *field = g_ptr_array_index(fields, i);
		gboolean same = last != NULL && compare_fields(&last, &field) == 0;
		last = field;
		if (same)
			continue;
		bytes_append(out, field->name, field->name_length);
		bytes_append(out, field->value, field->value_length);
	}
}

/* As "name=" each: "a-b" comes before "a". */
static gint compare_written(gconstpointer a, gconstpointer b)
{
	const Field *one = *(Field *const *)a, *other = *(Field *const *)b;
	gsize shorter = MIN(one->name_length, other->name_length);
	int order = memcmp(one->name, other->name, shorter);
	if (order != 0 || one->name_length == other->name_length)
		return order;
	return one->name_length == shorter ? '=' - (guchar)other->name[shorter]
					   : (guchar)one->name[shorter] - '=';
}

/* g_ptr_array_sort() is stable: values of one name stay in their order. */
void fields_append_query(GPtrArray *fields, const char *without, Bytes *out)
{
	const Field *last = NULL;
	g_ptr_array_sort(fields, compare_written);
	for (guint i = 0; i < fields->len; i++) {
		const Field *field = g_ptr_array_index(fields, i);
		if (g_strcmp0(field->name, without) == 0)
			continue;
		if (last != NULL && compare_names(&last, &field) == 0) {
			bytes_append(out, ",", 1);
		} else {
			bytes_append(out, field->name, field->name_length);
			bytes_append(out, "=", 1);
		}
		bytes_append(out, field->value, field->value_length);
		last = field;
	}
}

void fields_append_joined(GPtrArray *fields, Bytes *out)
{
	g_ptr_array_sort(fields, compare_fields);
	for (guint i = 0; i < fields->len; i++) {
		const Field *field = g_ptr_array_index(fields, i);
		bytes_append(out, "&", i > 0);
		bytes_append(out, field->name, field->name_length);
		bytes_append(out, "=", 1);
		bytes_append(out, field->value, field->value_length);
	}
}

/* ---- URLs ---- */

static const char *after_scheme(const char *url)
{
	const char *start = strstr(url, "://");
	return start != NULL ? start + 3 : url;
}

void url_parts(const char *url, UrlParts *parts)
{
	const char *host = after_scheme(url);
	parts->whole = strcspn(url, "#");
	const char *end = url + parts->whole;
	if (host > end)
		host = end;
	parts->path = host == url ? url : host + strcspn(host, "/?#");
	parts->query_at = strcspn(url, "?#");
	parts->path_length = (gsize)(url + parts->query_at - MIN(parts->path, url + parts->query_at));
	gboolean has_query = url[parts->query_at] == '?';
	parts->query = url + parts->query_at + has_query;
	parts->query_length = has_query ? (gsize)(end - parts->query) : 0;
}

char *url_default_port(const char *url, gboolean with)
{
	const char *host = after_scheme(url);
	const char *port = g_str_has_prefix(url, "https://") ? ":443" : ":80";
	gsize length = strcspn(host, "/?#");
	const char *at = g_strrstr_len(host, (gssize)length, ":");
	const char *bracket = g_strrstr_len(host, (gssize)length, "]");
	if (host == url)
		return NULL;
	if (at != NULL && bracket != NULL && bracket > at)
		at = NULL; /* a colon of an IPv6 address */
	if (with)
		return at != NULL ? NULL
				  : g_strdup_printf("%.*s%s%s", (int)(host + length - url), url, port,
						    host + length);
	gsize rest = at != NULL ? (gsize)(host + length - at) : 0;
	if (at == NULL || rest != strlen(port) || strncmp(at, port, rest) != 0)
		return NULL;
	return g_strdup_printf("%.*s%s", (int)(at - url), url, host + length);
}

void url_append_unreserved(const guint8 *data, gsize length, Bytes *out)
{
	for (gsize i = 0; i < length; i++) {
		int high = i + 2 < length ? g_ascii_xdigit_value((char)data[i + 1]) : -1;
		int low = i + 2 < length ? g_ascii_xdigit_value((char)data[i + 2]) : -1;
		char character = high >= 0 && low >= 0 ? (char)(high << 4 | low) : '\0';
		gboolean named =
			data[i] == '%' && character != '\0' && strchr(":/?@!$'()*,;", character) != NULL;
		bytes_append(out, named ? &character : (const char *)&data[i], 1);
		i += named ? 2 : 0;
	}
}
