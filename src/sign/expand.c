/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/expand.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "sign/encode.h"

typedef gboolean (*Append)(Context *context, const TemplatePart *part, Bytes *out, GError **error);

static gboolean lacks(Context *context, SignVerdict why, const char *where)
{
	context->why = why;
	context->where = where;
	return FALSE;
}

static gboolean no_url(const Context *context, GError **error)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("the scheme %s looks at the URL: give it as the sender knows it, with --url"),
		    context->plan->scheme->id);
	return FALSE;
}

/* ---- pieces ---- */

static gboolean append_text(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	bytes_append_text(out, part->argument);
	return TRUE;
}

static gboolean append_body(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	bytes_append(out, context->input->body, context->input->length);
	return TRUE;
}

static gboolean append_timestamp(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	bytes_append(out, context->timestamp.data, context->timestamp.length);
	return TRUE;
}

static gboolean append_id(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	bytes_append(out, context->id.data, context->id.length);
	return TRUE;
}

static gboolean append_secret(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	gsize length = 0;
	const char *secret = key_secret(context->key, &length);
	bytes_append(out, secret, length);
	return TRUE;
}

static gboolean append_signature(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	bytes_append(out, context->signature.data, context->signature.length);
	return TRUE;
}

static gboolean append_jwt(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	bytes_append(out, context->jwt.data, context->jwt.length);
	return TRUE;
}

static gboolean append_method(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	bytes_append_text(out, context->input->method != NULL ? context->input->method : "POST");
	return TRUE;
}

static gboolean append_url(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	UrlParts parts;
	const char *url = context_url(context);
	if (url == NULL)
		return no_url(context, error);
	url_parts(url, &parts);
	if (part->value == TEMPLATE_URL)
		bytes_append(out, url, parts.whole);
	if (part->value == TEMPLATE_PATH || part->value == TEMPLATE_PATH_QUERY) {
		if (parts.path_length == 0)
			bytes_append_text(out, "/");
		bytes_append(out, parts.path, parts.path_length);
	}
	if (part->value == TEMPLATE_PATH_QUERY)
		bytes_append(out, url + parts.query_at, parts.whole - parts.query_at);
	if (part->value == TEMPLATE_QUERY)
		bytes_append(out, parts.query, parts.query_length);
	return TRUE;
}

static gboolean append_header(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	gboolean twice = FALSE;
	const SignPart *header = context_header(context, part->argument, &twice);
	if (header == NULL)
		return lacks(context, twice ? SIGN_TWICE : SIGN_MISSING, part->argument);
	bytes_append(out, header->value, header->length);
	return TRUE;
}

static gboolean append_field(Context *context, GPtrArray *fields, const TemplatePart *part, Bytes *out)
{
	gboolean twice = FALSE;
	const Field *field = fields_find(fields, part->argument, &twice);
	if (fields == NULL)
		return lacks(context, SIGN_MALFORMED, part->argument);
	if (field == NULL || twice)
		return lacks(context, twice ? SIGN_TWICE : SIGN_MISSING, part->argument);
	bytes_append(out, field->value, field->value_length);
	return TRUE;
}

static gboolean append_query_field(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	if (context_url(context) == NULL)
		return no_url(context, error);
	return append_field(context, context_query(context), part, out);
}

static gboolean append_form_field(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	return append_field(context, context_form(context), part, out);
}

/* A member that is missing is signed as nothing. */
static gboolean append_json(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	json_t *document = context_json(context);
	if (document == NULL)
		return lacks(context, SIGN_MALFORMED, part->argument);
	json_text(weir_json_pointer(document, part->argument), out);
	return TRUE;
}

static gboolean append_json_lines(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	json_t *document = context_json(context);
	g_auto(GStrv) names = g_strsplit(part->argument, " ", -1);
	if (!json_is_object(document))
		return lacks(context, SIGN_MALFORMED, names[0]);
	for (gsize i = 0; names[i] != NULL; i++) {
		const json_t *value = json_object_get(document, names[i]);
		if (value == NULL || json_is_null(value))
			continue;
		bytes_append_text(out, names[i]);
		bytes_append_text(out, "\n");
		json_text(value, out);
		bytes_append_text(out, "\n");
	}
	return TRUE;
}

static gboolean append_param(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	const GPtrArray *params = context->input->params;
	for (guint i = 0; params != NULL && i < params->len; i++) {
		const SignPart *param = g_ptr_array_index(params, i);
		if (strcmp(param->name, part->argument) != 0)
			continue;
		bytes_append(out, param->value, param->length);
		return TRUE;
	}
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("the scheme %s signs %s, which is not in the request: give it with --param %s=VALUE"),
		    context->plan->scheme->id, part->argument, part->argument);
	return FALSE;
}

/* ---- sorted things ---- */

static gboolean append_sorted_form(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	GPtrArray *fields = context_form(context);
	if (fields == NULL)
		return lacks(context, SIGN_MALFORMED, NULL);
	fields_append_form(fields, out);
	return TRUE;
}

static gboolean append_sorted_query(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	const SchemeField *signature = context->plan->fields[FIELD_SIGNATURE];
	const char *without = signature != NULL && signature->place == PLACE_QUERY ? signature->name : NULL;
	if (context_url(context) == NULL)
		return no_url(context, error);
	GPtrArray *fields = context_query(context);
	if (fields == NULL)
		return lacks(context, SIGN_MALFORMED, NULL);
	fields_append_query(fields, without, out);
	return TRUE;
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names that a header lists; what is not there counts as empty, as where it is signed. */
static gboolean append_headers(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	gboolean twice = FALSE;
	const SignPart *list = context_header(context, part->argument, &twice);
	if (list == NULL)
		return lacks(context, twice ? SIGN_TWICE : SIGN_MISSING, part->argument);
	g_auto(GStrv) names = g_strsplit(list->value, ",", -1);
	guint n = g_strv_length(names);
	if (n > FIELDS_MOST)
		return lacks(context, SIGN_MALFORMED, part->argument);
	for (guint i = 0; i < n; i++) {
		g_autofree char *lower = names[i];
		names[i] = g_ascii_strdown(g_strstrip(lower), -1);
	}
	qsort(names, n, sizeof *names, compare_texts);
	for (guint i = 0; i < n; i++) {
		const SignPart *header = context_header(context, names[i], &twice);
		if (twice)
			return lacks(context, SIGN_TWICE, part->argument);
		bytes_append_text(out, i > 0 ? ";" : "");
		bytes_append_text(out, names[i]);
		bytes_append_text(out, ":");
		if (header != NULL)
			bytes_append(out, header->value, header->length);
	}
	return TRUE;
}

/* "?" where there is a query or a form, the query sorted, "." where there are both. */
static gboolean append_plivo_url(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	const char *url = context_url(context);
	if (url == NULL)
		return no_url(context, error);
	UrlParts parts;
	url_parts(url, &parts);
	GPtrArray *query = context_query(context), *form = context_form(context);
	if (query == NULL || form == NULL)
		return lacks(context, SIGN_MALFORMED, NULL);
	bytes_append(out, url, parts.query_at);
	bytes_append_text(out, query->len > 0 || form->len > 0 ? "?" : "");
	fields_append_joined(query, out);
	bytes_append_text(out, query->len > 0 && form->len > 0 ? "." : "");
	return TRUE;
}

static const Append appends[N_TEMPLATE_VALUES] = {
	[TEMPLATE_TEXT] = append_text,
	[TEMPLATE_BODY] = append_body,
	[TEMPLATE_TIMESTAMP] = append_timestamp,
	[TEMPLATE_ID] = append_id,
	[TEMPLATE_METHOD] = append_method,
	[TEMPLATE_URL] = append_url,
	[TEMPLATE_PATH] = append_url,
	[TEMPLATE_QUERY] = append_url,
	[TEMPLATE_PATH_QUERY] = append_url,
	[TEMPLATE_SECRET] = append_secret,
	[TEMPLATE_SIGNATURE] = append_signature,
	[TEMPLATE_JWT] = append_jwt,
	[TEMPLATE_HEADER] = append_header,
	[TEMPLATE_QUERY_FIELD] = append_query_field,
	[TEMPLATE_FORM_FIELD] = append_form_field,
	[TEMPLATE_JSON] = append_json,
	[TEMPLATE_PARAM] = append_param,
	[TEMPLATE_SORTED_FORM] = append_sorted_form,
	[TEMPLATE_SORTED_QUERY] = append_sorted_query,
	[TEMPLATE_HEADERS] = append_headers,
	[TEMPLATE_JSON_LINES] = append_json_lines,
	[TEMPLATE_PLIVO_URL] = append_plivo_url,
};

/* ---- filters ---- */

/* CRC-32 as in zlib (ISO 3309), bit by bit with a table of 16. */
static guint32 crc32(const guint8 *data, gsize length)
{
	static const guint32 table[16] = { 0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
					   0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
					   0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
					   0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c };
	guint32 crc = 0xffffffff;
	for (gsize i = 0; i < length; i++) {
		crc = table[(crc ^ data[i]) & 15] ^ (crc >> 4);
		crc = table[(crc ^ (guint32)(data[i] >> 4)) & 15] ^ (crc >> 4);
	}
	return ~crc;
}

static void apply(TemplateFilter filter, const Bytes *from, Bytes *out)
{
	guint8 hash[64];
	switch (filter) {
	case FILTER_SHA1:
	case FILTER_SHA256:
	case FILTER_SHA512:
		bytes_append(out, hash, digest(filter, from->data, from->length, hash));
		return;
	case FILTER_CRC32: {
		g_autofree char *text =
			g_strdup_printf("%" G_GUINT32_FORMAT, crc32(from->data, from->length));
		bytes_append_text(out, text);
		return;
	}
	case FILTER_HEX:
	case FILTER_BASE64:
	case FILTER_BASE64URL:
		encode(filter, from->data, from->length, out);
		return;
	case FILTER_UNRESERVE:
		url_append_unreserved(from->data, from->length, out);
		return;
	case FILTER_LOWER:
	case FILTER_UPPER:
	case N_FILTERS:
		break;
	}
	bytes_append(out, from->data, from->length);
	for (gsize i = 0; i < out->length; i++)
		out->data[i] = (guint8)(filter == FILTER_LOWER ? g_ascii_tolower((char)out->data[i])
							       : g_ascii_toupper((char)out->data[i]));
}

static gboolean expand_filtered(Context *context, const TemplatePart *part, Bytes *out, GError **error)
{
	g_auto(Bytes) value = { 0 };
	if (!appends[part->value](context, part, &value, error))
		return FALSE;
	for (guint i = 0; i < part->n_filters; i++) {
		Bytes next = { 0 };
		apply(part->filters[i], &value, &next);
		bytes_clear(&value);
		value = next;
	}
	bytes_append(out, value.data, value.length);
	return TRUE;
}

gboolean expand(Context *context, const Template *template, Bytes *out, GError **error)
{
	for (guint i = 0; i < template->n_parts; i++) {
		const TemplatePart *part = &template->parts[i];
		gboolean good = part->n_filters == 0 ? appends[part->value](context, part, out, error)
						     : expand_filtered(context, part, out, error);
		if (!good)
			return FALSE;
	}
	return TRUE;
}
