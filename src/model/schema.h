/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Schema draft 2020-12 (json-schema.org/draft/2020-12), as pydantic 2 writes it, and then some.
 *
 * A schema is compiled once and used many times.  Nothing is fetched: a `$ref` resolves inside its own
 * document (JSON Pointer, $anchor, $id, $dynamicRef as far as one document goes).  Hostile schemas and
 * patterns end in bounded time: work is counted, patterns run with match limits, recursion has a depth. Pure,
 * no I/O, thread-safe for different schemas. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct Schema Schema;

/* Compiles `schema` (an object or a boolean; a reference is kept), whose `$ref`s resolve against `root`
 * (NULL: itself), so that a part of an OpenAPI document can be compiled where it stands.  "#/$defs/X" that is
 * not in the root is looked for in the nearest enclosing object with $defs: a pydantic model keeps its own
 * when it is put into another document.  Neither document may change afterwards.  What cannot be
 * understood (dangling $ref, a pattern that is none, a keyword of the wrong type) does not stop it: it is
 * noted, and an instance that reaches it is SCHEMA_UNKNOWN.  NULL only for a schema of another type
 * (WEIR_ERROR_PROTOCOL). */
Schema *schema_new(json_t *schema, json_t *root, GError **error);
void schema_free(Schema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schema, schema_free)

/* Notes of the compilation as visible text: "#/properties/a: $ref to #/$defs/B, which is not there". */
const GPtrArray *schema_notes(const Schema *schema);

typedef enum {
	SCHEMA_VALID,
	SCHEMA_INVALID,
	SCHEMA_UNKNOWN, /* a note or the work limit stood in the way */
} SchemaVerdict;

/* One thing that is wrong with an instance.  The message quotes the whole value, as Python would print it
 * (control and format characters escaped), so it may be long; all of one run are 4 MiB at most. */
typedef struct {
	char *instance;     /* JSON Pointer into the instance */
	char *keyword;      /* "required", "additionalProperties", ...; "false" for the schema false */
	char *schema;       /* JSON Pointer of the keyword: in the schema, or in its root behind a $ref */
	char *message;      /* "'ticketId' is a required property" */
	int depth;          /* steps of `instance` */
	gboolean type_fits; /* the schema has a type, and the value is of it */
	GPtrArray *context; /* SchemaError *: what the branches of anyOf or oneOf said; NULL otherwise */
} SchemaError;
void schema_error_free(SchemaError *error);

/* The one error that Python's jsonschema (4.19, as in the recorded answers) would raise: the least deep, the
 * first of these, a union only if nothing else; then down into a union's branches, the deepest, unless the
 * best two of them are alike.  Borrowed; NULL for an empty array. */
const SchemaError *schema_error_best(const GPtrArray *errors);

/* `errors` may be NULL; else SchemaErrors are added, in the order of the keywords, at most 64. */
typedef struct {
	gboolean assert_formats; /* `format` decides (default: it is only an annotation) */
	gint64 work;             /* steps before SCHEMA_UNKNOWN; 0 means 10,000,000 */
} SchemaOptions;
SchemaVerdict schema_validate(const Schema *schema, const json_t *instance, const SchemaOptions *options,
			      GPtrArray *errors);

/* The schema that `$ref`s lead to from `schema`, borrowed from the document; `schema` itself if it has no
 * `$ref`.  NULL where it dangles, goes round, or is more than 64 hops away. */
json_t *schema_resolve(json_t *schema, json_t *root);

/* A few words for a person: "integer 1..1000000000", "string ..120", "low | normal | high",
 * "array of string, at most 10", "Requester or null", "any".  Visible text, g_free(). */
char *schema_summary(json_t *schema, json_t *root);
