/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/places.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

static gboolean lacks(Context *context, SignVerdict why, const SchemeField *field)
{
	context->why = why;
	context->where = field->name;
	return FALSE;
}

static Piece trimmed(Piece piece)
{
	while (piece.length > 0 && (piece.data[0] == ' ' || piece.data[0] == '\t')) {
		piece.data++;
		piece.length--;
	}
	while (piece.length > 0 &&
	       (piece.data[piece.length - 1] == ' ' || piece.data[piece.length - 1] == '\t'))
		piece.length--;
	return piece;
}

static gboolean is_plain(Piece piece)
{
	for (gsize i = 0; i < piece.length; i++)
		if ((guchar)piece.data[i] < ' ' || piece.data[i] == 0x7f)
			return FALSE;
	return TRUE;
}

/* ---- places ---- */

static gboolean find_headers(Context *context, const SchemeField *field, Found *found)
{
	const GPtrArray *headers = context->input->headers;
	gsize length = strlen(field->name);
	for (guint i = 0; headers != NULL && i < headers->len; i++) {
		const SignPart *header = g_ptr_array_index(headers, i);
		if (g_ascii_strncasecmp(header->name, field->name, length) != 0 ||
		    (!field->several && header->name[length] != '\0'))
			continue;
		if (found->n == (field->several ? SIGNATURES_MOST : 1))
			return lacks(context, field->several ? SIGN_TOO_MANY : SIGN_TWICE, field);
		found->pieces[found->n++] = (Piece){ header->value, header->length };
	}
	return found->n > 0 || lacks(context, SIGN_MISSING, field);
}

static gboolean find_in_fields(Context *context, GPtrArray *fields, const char *name,
			       const SchemeField *field, Found *found)
{
	gboolean twice = FALSE;
	const Field *one = fields_find(fields, name, &twice);
	if (fields == NULL)
		return lacks(context, SIGN_MALFORMED, field);
	if (one == NULL || twice)
		return lacks(context, twice ? SIGN_TWICE : SIGN_MISSING, field);
	found->pieces[found->n++] = (Piece){ one->value, one->value_length };
	return TRUE;
}

/* A form has no pointers: only "/name" is one of its fields. */
static gboolean find_in_body(Context *context, const SchemeField *field, Found *found)
{
	json_t *document = context_json(context);
	const json_t *value = document != NULL ? weir_json_pointer(document, field->name) : NULL;
	if (document == NULL && strchr(field->name + 1, '/') == NULL)
		return find_in_fields(context, context_form(context), field->name + 1, field, found);
	if (document == NULL)
		return lacks(context, context->input->length > 0 ? SIGN_MALFORMED : SIGN_MISSING, field);
	if (value == NULL)
		return lacks(context, SIGN_MISSING, field);
	if (json_is_string(value)) {
		found->pieces[found->n++] = (Piece){ json_string_value(value), json_string_length(value) };
		return TRUE;
	}
	if (!json_is_integer(value))
		return lacks(context, SIGN_MALFORMED, field);
	bytes_truncate(&context->number, 0);
	json_text(value, &context->number);
	found->pieces[found->n++] = (Piece){ (char *)context->number.data, context->number.length };
	return TRUE;
}

static gboolean find_in_url(Context *context, const SchemeField *field, Found *found, GError **error)
{
	UrlParts parts;
	const char *url = context_url(context);
	if (url == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the scheme %s looks at the URL: give it as the sender knows it, with --url"),
			    context->plan->scheme->id);
		return FALSE;
	}
	if (field->place == PLACE_QUERY)
		return find_in_fields(context, context_query(context), field->name, field, found);
	url_parts(url, &parts);
	const char *end = parts.path + parts.path_length, *start = end;
	while (start > parts.path && start[-1] != '/')
		start--;
	found->pieces[found->n++] = (Piece){ start, (gsize)(end - start) };
	return TRUE;
}

gboolean place_find(Context *context, const SchemeField *field, Found *found, GError **error)
{
	found->n = 0;
	gboolean good = field->place == PLACE_HEADER ? find_headers(context, field, found)
			: field->place == PLACE_BODY ? find_in_body(context, field, found)
						     : find_in_url(context, field, found, error);
	for (guint i = 0; good && i < found->n; i++) {
		found->pieces[i] = trimmed(found->pieces[i]);
		if (!is_plain(found->pieces[i]))
			return lacks(context, SIGN_MALFORMED, field);
	}
	return good;
}

/* ---- lists ---- */

/* What stands between the fixed text of an item. */
static gboolean fits(const SchemeItem *item, Piece piece, Piece *inside)
{
	gsize before = strlen(item->before), after = strlen(item->after);
	if (piece.length < before + after || memcmp(piece.data, item->before, before) != 0 ||
	    memcmp(piece.data + piece.length - after, item->after, after) != 0)
		return FALSE;
	*inside = (Piece){ piece.data + before, piece.length - before - after };
	return TRUE;
}

/* "v2,", "sha1=": some other version or algorithm, or a label that is not known. */
static gboolean has_label(Piece piece)
{
	gsize i = 0;
	while (i < piece.length && (g_ascii_isalnum(piece.data[i]) || strchr("_-.", piece.data[i]) != NULL))
		i++;
	return i > 0 && i + 1 < piece.length && strchr("=,:", piece.data[i]) != NULL;
}

static void take(const SchemeItem *item, Piece inside, Taken *taken)
{
	switch (item->captured) {
	case TEMPLATE_SIGNATURE:
		if (inside.length == 0) {
			taken->counts.empty++;
		} else if (taken->counts.n == SIGNATURES_MOST) {
			taken->counts.too_many = TRUE;
		} else {
			taken->encodings[taken->counts.n] = (guint8)item->encoding;
			taken->signatures[taken->counts.n++] = inside;
		}
		break;
	case TEMPLATE_TIMESTAMP:
		taken->counts.timestamp = inside;
		taken->counts.timestamps++;
		break;
	case TEMPLATE_ID:
		taken->counts.id = inside;
		taken->counts.ids++;
		break;
	case TEMPLATE_JWT:
		taken->counts.jwt = inside;
		break;
	default:
		break;
	}
}

static void take_one(const SchemeField *field, Piece piece, Taken *taken)
{
	Piece inside;
	for (guint i = 0; i < field->items->len; i++) {
		const SchemeItem *item = g_ptr_array_index(field->items, i);
		if (item->captured == TEMPLATE_TEXT || !fits(item, piece, &inside))
			continue;
		take(item, inside, taken);
		return;
	}
	taken->counts.others += has_label(piece);
}

void field_take(const SchemeField *field, Piece value, Taken *taken)
{
	while (field->separator != 0 && !taken->counts.too_many) {
		const char *end = memchr(value.data, field->separator, value.length);
		gsize length = end != NULL ? (gsize)(end - value.data) : value.length;
		Piece piece = trimmed((Piece){ value.data, length });
		if (piece.length > 0)
			take_one(field, piece, taken);
		if (end == NULL)
			return;
		value = (Piece){ end + 1, value.length - length - 1 };
	}
	if (field->separator == 0)
		take_one(field, value, taken);
}
