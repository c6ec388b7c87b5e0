/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language in which signature schemes say what is signed and what a header looks like.
 *
 * A template is text with values in braces: "{id}.{timestamp}.{body}", "t={timestamp},v1={signature|hex}".
 * "{{" and "}}" are braces.  A value is a word, some with an argument after ":", and filters after "|", from
 * left to right: "{body|sha256|hex}".
 *
 *   body timestamp id        bytes of the body; the other two as they are sent
 *   method url path query path_query
 *                            of the request; the URL as it was registered or called, with its query
 *   secret                   for plain hashes, fixed tokens and basic credentials
 *   signature jwt            what the algorithm makes, in the template of a header
 *   header:NAME query:NAME form:NAME json:/POINTER param:NAME
 *                            one header, field of the query or of a form, member of a JSON body, parameter
 *   sorted_form              fields of a form: name and value, sorted, nothing between
 *   sorted_query             fields of the query but the signature: name=value, sorted, nothing between;
 *                            values of one name are joined by ","
 *   headers:NAME             those that the header NAME lists, as name:value, sorted, ";" between
 *   json_lines:NAME NAME     "name\nvalue\n" for each member that a JSON body has
 *   plivo_url                the URL with its query sorted, as Plivo writes it
 *
 * Filters: sha1 sha256 sha512 (bytes) crc32 (decimal) hex base64 base64url (no padding) lower upper
 * unreserve (%3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B are decoded).
 *
 * Pure, thread-safe. */
#pragma once

#include <glib.h>

typedef enum {
	TEMPLATE_TEXT, /* what stands outside of braces: `argument` */
	TEMPLATE_BODY,
	TEMPLATE_TIMESTAMP,
	TEMPLATE_ID,
	TEMPLATE_METHOD,
	TEMPLATE_URL,
	TEMPLATE_PATH,
	TEMPLATE_QUERY,
	TEMPLATE_PATH_QUERY,
	TEMPLATE_SECRET,
	TEMPLATE_SIGNATURE,
	TEMPLATE_JWT,
	TEMPLATE_HEADER,
	TEMPLATE_QUERY_FIELD,
	TEMPLATE_FORM_FIELD,
	TEMPLATE_JSON,
	TEMPLATE_PARAM,
	TEMPLATE_SORTED_FORM,
	TEMPLATE_SORTED_QUERY,
	TEMPLATE_HEADERS,
	TEMPLATE_JSON_LINES,
	TEMPLATE_PLIVO_URL,
	N_TEMPLATE_VALUES,
} TemplateValue;

typedef enum {
	FILTER_SHA1,
	FILTER_SHA256,
	FILTER_SHA512,
	FILTER_CRC32,
	FILTER_HEX,
	FILTER_BASE64,
	FILTER_BASE64URL,
	FILTER_LOWER,
	FILTER_UPPER,
	FILTER_UNRESERVE,
	N_FILTERS,
} TemplateFilter;

/* A template is at most 1,024 bytes long and has at most 32 parts. */
enum { TEMPLATE_BYTES = 1024, TEMPLATE_PARTS = 32, TEMPLATE_FILTERS = 4 };

typedef struct {
	TemplateValue value;
	char *argument; /* NULL: none */
	TemplateFilter filters[TEMPLATE_FILTERS];
	guint n_filters;
} TemplatePart;

typedef struct {
	TemplatePart *parts;
	guint n_parts;
	guint32 uses; /* TEMPLATE_USES() of each value in it */
} Template;

#define TEMPLATE_USES(value) ((guint32)1 << (value))

/* WEIR_ERROR_CONFIG says what is wrong, and the nearest word that exists. */
Template *template_parse(const char *text, GError **error);
void template_free(Template *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

const char *template_value_name(TemplateValue value); /* "json"; "" for text */

/* TRUE for hex, base64 and base64url: bytes became text that can be read back. */
gboolean template_filter_encodes(TemplateFilter filter);
