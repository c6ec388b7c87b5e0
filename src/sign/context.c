/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What templates and places need of a request, read once and only when it is needed. */
#include <string.h>

#include "base/json.h"
#include "sign/expand.h"

static const WeirJsonLimits body_limits = { (gsize)16 * 1024 * 1024, 64, 200000 };

void context_clear(Context *context)
{
	json_decref(context->json);
	g_clear_pointer(&context->query, g_ptr_array_unref);
	g_clear_pointer(&context->form, g_ptr_array_unref);
	bytes_clear(&context->number);
}

const char *context_url(const Context *context)
{
	return context->url != NULL ? context->url : context->input->url;
}

/* With a member that is there twice, what was signed and what is acted on may be two things: it is refused.
 */
json_t *context_json(Context *context)
{
	WeirJsonNotes notes = { 0 };
	if (context->json_tried || context->input->body == NULL)
		return context->json;
	context->json_tried = TRUE;
	context->json =
		weir_json_read(context->input->body, context->input->length, &body_limits, &notes, NULL);
	if (notes.duplicate_member != NULL)
		g_clear_pointer(&context->json, json_decref);
	weir_json_notes_clear(&notes);
	return context->json;
}

GPtrArray *context_query(Context *context)
{
	UrlParts parts;
	if (context->query != NULL || context_url(context) == NULL)
		return context->query;
	url_parts(context_url(context), &parts);
	context->query = fields_read(parts.query, parts.query_length);
	return context->query;
}

/* Only a body that says that it is one, or does not say what it is. */
static gboolean is_form(const Context *context)
{
	static const char form[] = "application/x-www-form-urlencoded";
	gboolean twice = FALSE;
	const SignPart *type = context_header(context, "Content-Type", &twice);
	return !twice && (type == NULL || g_ascii_strncasecmp(type->value, form, strlen(form)) == 0);
}

GPtrArray *context_form(Context *context)
{
	gboolean there = context->input->body != NULL && is_form(context);
	if (context->form == NULL)
		context->form =
			fields_read(there ? context->input->body : "", there ? context->input->length : 0);
	return context->form;
}

const SignPart *context_header(const Context *context, const char *name, gboolean *twice)
{
	const GPtrArray *headers = context->input->headers;
	const SignPart *found = NULL;
	*twice = FALSE;
	for (guint i = 0; headers != NULL && i < headers->len; i++) {
		const SignPart *header = g_ptr_array_index(headers, i);
		if (g_ascii_strcasecmp(header->name, name) != 0)
			continue;
		if (found != NULL) {
			*twice = TRUE;
			return NULL;
		}
		found = header;
	}
	return found;
}

void json_text(const json_t *value, Bytes *out)
{
	if (json_is_string(value)) {
		bytes_append(out, json_string_value(value), json_string_length(value));
	} else if (json_is_number(value) || json_is_boolean(value)) {
		g_autofree char *text = weir_json_print(value);
		bytes_append_text(out, text);
	}
}
