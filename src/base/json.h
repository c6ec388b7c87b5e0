/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON from strangers: read with limits, and looked into without surprises.
 *
 * jansson has no limits of its own (16 MiB of `{},` become 1.2 GB), refuses a NUL in a member name, drops all
 * but the last of equal member names, and refuses integers beyond 64 bits unless it is asked to make reals of
 * them.  So one linear scan goes before it.  All functions are thread-safe. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct {
	gsize bytes;  /* cap on the text */
	int depth;    /* nesting of arrays and objects */
	gsize values; /* scalars, arrays and objects together */
} WeirJsonLimits;

/* 16 MiB, depth 64, 1,000,000 values. */
extern const WeirJsonLimits WEIR_JSON_LIMITS;

/* What was unusual but could be read. */
typedef struct {
	gboolean big_integers;  /* an integer beyond 64 bits became a real */
	char *duplicate_member; /* the first repeated member name, visible text; NULL if none */
	gsize duplicate_offset; /* byte offset of it */
	gboolean replaced_nul;  /* a \u0000 in a string became U+2400, its picture */
} WeirJsonNotes;
void weir_json_notes_clear(WeirJsonNotes *notes);

/* Parses one JSON text.  NULL and WEIR_ERROR_LIMIT over a cap, WEIR_ERROR_PROTOCOL otherwise; the message
 * says what is wrong and where (line, column, byte), as in "not JSON: line 3, column 7: '}' expected".
 * An empty text, HTML and invalid UTF-8 are named as such.  `limits` NULL means WEIR_JSON_LIMITS; `notes`
 * may be NULL. The result is a new reference. */
json_t *weir_json_read(const char *text, gsize length, const WeirJsonLimits *limits, WeirJsonNotes *notes,
		       GError **error);

/* Members that may be missing or of another type, without ado.  Borrowed results. */
const char *weir_json_text(const json_t *object, const char *member); /* NULL unless a string without NUL */
json_t *weir_json_object(const json_t *object, const char *member);   /* NULL unless an object */
json_t *weir_json_array(const json_t *object, const char *member);    /* NULL unless an array */
gboolean weir_json_bool(const json_t *object, const char *member, gboolean otherwise);
gint64 weir_json_integer(const json_t *object, const char *member, gint64 otherwise);

/* A JSON Pointer (RFC 6901) into a document, borrowed; NULL where it leads nowhere. */
json_t *weir_json_pointer(const json_t *document, const char *pointer);

/* Appends "/token" to a pointer with ~ and / escaped. */
void weir_json_pointer_push(GString *pointer, const char *token);

/* "object", "array", "string", "integer", "number", "boolean", "null"; "nothing" for NULL. */
const char *weir_json_type_name(const json_t *value);

/* How many values it is, itself too; names and texts count one more for each 32 bytes.  For limits on what is
 * kept. */
gsize weir_json_weight(const json_t *value);

/* Compact, keys sorted; free with g_free(). */
char *weir_json_print(const json_t *value);

/* Autoptr for json_t: g_autoptr(json_t). */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)
