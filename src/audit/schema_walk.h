/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over all that a JSON Schema says of a value: members, items, and the branches of allOf, anyOf and
 * oneOf, behind their `$ref`s.
 *
 * Schemas are of strangers: a walk takes at most SCHEMA_WALK_SPOTS spots and SCHEMA_WALK_DEPTH levels. A
 * model that several references of one argument lead to is walked at the first of them.  Pure, no I/O,
 * thread-safe. */
#pragma once

#include <glib.h>
#include <jansson.h>

enum { SCHEMA_WALK_SPOTS = 2000, SCHEMA_WALK_DEPTH = 32 };

typedef struct SchemaSpot SchemaSpot;
struct SchemaSpot {
	json_t *schema; /* behind its `$ref`s: an object or a boolean; NULL: a `$ref` that leads nowhere */
	const char *pointer; /* where that stands (a dangling `$ref`: where the `$ref` does) */
	const char *name; /* of the member that it describes; items have the name of their array; NULL at the
			     top */
	const char *argument; /* the member of the topmost object that it is, or is in; NULL at the top */
	gboolean required;    /* its object wants it */
	gboolean is_item;     /* of an array */
	gboolean is_value;    /* of a map: members of any name */
	gboolean is_further;  /* of an allOf: what it says is said besides */
	/* The schema that has this one among its allOf, anyOf or oneOf, or beside its `$ref`: both describe
	 * the same value; NULL. */
	const SchemaSpot *around;
	const SchemaSpot *above; /* the object or array that it is a part of; NULL at the top */
	guint depth;
};

/* FALSE: what is below this spot is left out. */
typedef gboolean (*SchemaVisit)(const SchemaSpot *spot, gpointer data);

/* Where the schema stands, and what its `$ref`s resolve in. */
typedef struct {
	json_t *schema;
	const char *pointer; /* "/actions/3/schema/call/function/parameters" */
	json_t *root;
	const char *root_pointer; /* of the root in the same document; NULL: the same as `pointer` */
	guint *budget; /* spots that this walk and others may still take together; NULL: no such limit */
} SchemaPlace;

/* Parents before their parts, in the order of the document.  FALSE: it was too large or too deep to be walked
 * whole. */
gboolean schema_walk(const SchemaPlace *place, SchemaVisit visit, gpointer data);

/* A keyword of the value that a spot describes: of the spot itself, its allOf, or what is around it; NULL. */
const json_t *spot_keyword(const SchemaSpot *spot, const char *keyword);

/* TRUE if `type` is among the types that the spot itself states (a string or a list). */
gboolean spot_is(const SchemaSpot *spot, const char *type);
/* TRUE if the value is one of a list, or only one: enum or const. */
gboolean spot_is_listed(const SchemaSpot *spot);
/* TRUE if the value may be a text, as far as the spot itself tells; of a named member only. */
gboolean spot_is_text(const SchemaSpot *spot);
/* TRUE if the spot only lets through null. */
gboolean spot_is_null(const SchemaSpot *spot);
/* TRUE if members that are not named are refused, by the spot or by what is around it. */
gboolean spot_is_closed(const SchemaSpot *spot);

/* What makes a spot say too little to check a value with; NULL where it says enough: "a $ref that leads
 * nowhere", "no type", "an object with any members", "an array of anything". */
const char *spot_looseness(const SchemaSpot *spot);
