/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files drift*.c share.  Private to them. */
#pragma once

#include "model/drift.h"

#define DRIFT_MOST 10000
#define DRIFT_WORK 4000000       /* of one comparison: values, and 16 bytes of text each */
#define DRIFT_SCHEMA_WORK 200000 /* of one schema */
#define DRIFT_DEPTH 64           /* of an expanded schema */
#define DRIFT_TEXT 120           /* characters of a text that is shown */
#define DRIFT_SUBJECT 400        /* bytes */
#define DRIFT_PATH 100           /* bytes */
#define DRIFT_POINTER 1000       /* bytes; deeper places are named by what holds them */

/* One comparison. */
typedef struct {
	const Server *before, *after;
	Sources common; /* documents that both have */
	gint64 work;    /* left */
	gboolean same_openapi;
	GPtrArray *found;
	/* Of the action or trigger that is under way: for DRIFT_DOCS_STALE. */
	gboolean schema_changed, texts_changed;
} DriftRun;

/* Where a value stands in the newer document: names are borrowed from it. */
typedef struct DriftSpot {
	const struct DriftSpot *up;
	const char *name; /* NULL: `index`; the top one has neither */
	size_t index;
	gboolean through;   /* behind a $ref: what is below has no place of its own */
	gboolean is_member; /* of `properties`: one of them may have that name, too */
} DriftSpot;

typedef struct {
	DriftKind kind;
	const char *subject;
	Sources document;
	const char *pointer;
	const char *before, *after; /* strangers' texts, whole; NULL: "" */
	gboolean breaking, risky;
} DriftRow;

/* drift.c */
void drift_add(DriftRun *run, const DriftRow *row);
/* TRUE once nothing more is kept. */
gboolean drift_full(const DriftRun *run);
/* Both are texts or NULL (like ""). */
gboolean drift_text(DriftRun *run, DriftKind kind, const char *subject, Sources document, const char *pointer,
		    const char *before, const char *after);
/* An action or trigger that another document tells of than before. */
void drift_listed(DriftRun *run, const DriftRow *place, Sources before, Sources after);
/* "/actions/3", new; "/actions" where there is none of that name. */
char *drift_list_pointer(const json_t *list, const char *above, const char *name);
/* The place of a list's entry in whichever of the two documents told about it first. */
char *drift_entry_pointer(const Server *server, Sources sources, const char *member, const char *name,
			  Sources *document);
/* Names of Action *, Trigger * or Argument * (the name is their first member) in both lists, sorted, once. */
GPtrArray *drift_names(const GPtrArray *before, const GPtrArray *after);

/* ---- drift_expand.c: a schema without $refs ---- */

typedef struct DriftSchema DriftSchema;
/* `roots`: documents in which $refs are looked for, in order, ending with NULL; both live as long.  What is
 * only said (titles, examples, comments) is left out; a schema that is NULL is like one that takes anything.
 */
DriftSchema *drift_schema_new(DriftRun *run, json_t *schema, json_t *const *roots);
void drift_schema_free(DriftSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DriftSchema, drift_schema_free)
json_t *drift_schema_json(const DriftSchema *schema);   /* borrowed; FALSE or an object */
gboolean drift_schema_whole(const DriftSchema *schema); /* FALSE: too large or too deep to be compared */
const char *drift_schema_description(const DriftSchema *schema, const json_t *value); /* NULL */
/* The pointer of an expanded schema, below `base` where the schema stands in its document; new. */
char *drift_schema_pointer(const DriftSchema *schema, const json_t *value, const char *base);

/* ".rows[].height": where in a value the schema judges; "" for the outermost; new. */
char *drift_schema_path(const DriftSchema *schema, const json_t *value);

/* ---- drift_schema.c: two of them ---- */

typedef enum { DELTA_WIDER, DELTA_NARROWER, DELTA_TYPE, DELTA_OTHER, DELTA_DEFAULT, DELTA_TEXT } DeltaKind;
typedef struct {
	DeltaKind kind;
	const json_t *place; /* the newer expanded schema in which it is */
	char *before, *after;
	int member; /* above 0: a member came, below: one went; 0: neither */
} Delta;

typedef struct {
	DriftRun *run;
	const DriftSchema *before, *after;
	GPtrArray *deltas; /* Delta *, owned */
	gboolean members;  /* FALSE: `properties` and `required` of the outermost are left to the caller */
	int depth;
} DriftDiff;

void drift_diff_start(DriftDiff *diff, DriftRun *run, const DriftSchema *before, const DriftSchema *after);
void drift_diff_clear(DriftDiff *diff);
void drift_diff_values(DriftDiff *diff, json_t *before, json_t *after);
/* Takes the texts. */
Delta *drift_delta(DriftDiff *diff, DeltaKind kind, const json_t *place, char *before, char *after);

/* drift_keywords.c: two schemas without unions. */
void drift_diff_keywords(DriftDiff *diff, json_t *before, json_t *after);
unsigned drift_types(const json_t *schema);
char *drift_value_text(const json_t *value);

/* ---- drift_fields.c: arguments, options, secrets ---- */

/* What a list of fields is, and how its changes are called. */
typedef struct {
	const char *subject; /* "action add_note"; fields are "SUBJECT FIELD name" */
	const char *field;   /* "argument" */
	Sources document;
	const char *pointer; /* of the newer schema */
	gboolean one_kind;   /* all changes are of `kind` */
	DriftKind kind;
	gboolean secret;                 /* values are not shown */
	const GPtrArray *before, *after; /* Argument *: for their docs */
	json_t *old_schema, *new_schema; /* NULL: unknown */
	json_t *const *old_roots, *const *new_roots;
} DriftFields;
void drift_fields(DriftRun *run, const DriftFields *fields);

/* What readers get: result, payload.  All changes are of one kind; other values and members that are gone may
 * break them, fewer values and new members do not. */
typedef struct {
	DriftKind kind;
	const char *subject; /* "action add_note" */
	const char *part;    /* "result" */
	Sources document;
	const char *pointer;
	json_t *old_schema, *new_schema;
	json_t *const *old_roots, *const *new_roots;
} DriftWhole;
void drift_whole(DriftRun *run, const DriftWhole *whole);

/* drift_action.c, drift_trigger.c, drift_server.c */
void drift_actions(DriftRun *run);
void drift_triggers(DriftRun *run);
void drift_connection(DriftRun *run);
void drift_server(DriftRun *run);
