/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of queries and forms (application/x-www-form-urlencoded), and parts of URLs.  Only for sign/. */
#pragma once

#include <glib.h>

#include "sign/bytes.h"

typedef struct {
	char *name, *value; /* decoded; may hold NUL */
	gsize name_length, value_length;
} Field;

/* Field *, in order; "a&b=1" has an a that is empty.  At most FIELDS_MOST, else NULL. */
enum { FIELDS_MOST = 10000 };
GPtrArray *fields_read(const char *text, gsize length);

/* The value of a name; NULL where there is none, `*twice` where there are several. */
const Field *fields_find(const GPtrArray *fields, const char *name, gboolean *twice);

/* See model/template.h: sorted_form, sorted_query (`without` NULL: all of them), and a query that is sorted
 * and joined by "&". */
void fields_append_form(GPtrArray *fields, Bytes *out);
void fields_append_query(GPtrArray *fields, const char *without, Bytes *out);
void fields_append_joined(GPtrArray *fields, Bytes *out);

/* Where path and query of a URL are; both may be empty. */
typedef struct {
	const char *path, *query; /* into the URL; the query without "?" */
	gsize path_length, query_length;
	gsize query_at; /* bytes before the "?", or up to the fragment or the end */
	gsize whole;    /* bytes before the fragment */
} UrlParts;
void url_parts(const char *url, UrlParts *parts);

/* The URL with its default port written (`with`) or left out; NULL where it would be the same, or has another
 * port. */
char *url_default_port(const char *url, gboolean with);

/* %XX of the characters that RFC 3986 reserves and model/template.h names, decoded. */
void url_append_unreserved(const guint8 *data, gsize length, Bytes *out);
