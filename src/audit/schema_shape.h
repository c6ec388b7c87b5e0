/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a schema says what it describes, for payloads (triggers.schema).
 *
 * A place is loose where it is untyped ({}, true), a free-form object (no members named, or any further one
 * let in by `additionalProperties: true`), an array of anything, or a `$ref` that leads nowhere.  A model
 * that merely lacks `additionalProperties: false` is not loose: pydantic drops what it does not know.
 * Bounded in depth and work; pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum { SHAPE_UNTYPED, SHAPE_FREE_FORM, SHAPE_FURTHER_MEMBERS, SHAPE_ANY_ITEMS, SHAPE_DANGLING } Shape;

/* "may be anything", "is a free-form object", ...: goes behind a name. English, static. */
const char *shape_words(Shape shape);

typedef struct {
	char *pointer; /* below the schema, as it stands where no `$ref` leads away: "/properties/data" */
	char *name;    /* as a person would say it: "data.items[]"; "" for the schema itself */
	Shape shape;
} LoosePlace;

/* LoosePlace *, owned by the array: the first `most` of them; empty for a schema with none.  `root` is where
 * its `$ref`s resolve (NULL: itself). */
GPtrArray *schema_loose_places(json_t *schema, json_t *root, guint most);
