/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates with the values of one request.  Only for sign/. */
#pragma once

#include <jansson.h>

#include "sign/fields.h"
#include "sign/key.h"
#include "sign/sign.h"

typedef struct {
	const char *data;
	gsize length;
} Piece;

/* A request, what was taken out of it, and what is read once. */
typedef struct {
	const SignInput *input;
	const SchemePlan *plan;
	const Key *key;
	const char *url; /* NULL: that of the input */
	Piece timestamp, id, jwt;
	Piece signature; /* bytes */
	json_t *json;
	gboolean json_tried;
	GPtrArray *query, *form;
	Bytes number; /* the text of one in the body */
	/* Where expand() fails without an error: what the request lacks. */
	SignVerdict why;
	const char *where;
} Context;

void context_clear(Context *context);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Context, context_clear)

const char *context_url(const Context *context); /* NULL: not known */
json_t *context_json(Context *context);          /* NULL: the body is no JSON */
GPtrArray *context_query(Context *context);      /* NULL: no URL, or too many fields */
GPtrArray *context_form(Context *context);       /* NULL: too many fields */
/* The only header of that name; NULL where there is none or `*twice`. */
const SignPart *context_header(const Context *context, const char *name, gboolean *twice);
/* The text of a member: strings as they are, numbers and booleans as JSON; nothing for null and others. */
void json_text(const json_t *value, Bytes *out);

/* Appends the template to `out`.  FALSE with context->why and where set: the request lacks a part; with
 * `error`: it was not told (URL, parameter). */
gboolean expand(Context *context, const Template *template, Bytes *out, GError **error);
