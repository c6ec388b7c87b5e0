/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a scheme's fields are in a request, and what is taken out of them.  Only for sign/. */
#pragma once

#include "sign/expand.h"

/* The values at a place; all but headers with "*" have one. */
typedef struct {
	Piece pieces[SIGNATURES_MOST];
	guint n;
} Found;

/* FALSE with context->why and where set where there is none, or more than there may be; with `error` where
 * the URL is not known.  Spaces around are left out; control characters are malformed. */
gboolean place_find(Context *context, const SchemeField *field, Found *found, GError **error);

/* What a field's values gave; TAKEN_NOTHING leaves the lists as they are. */
typedef struct {
	guint n, others, empty;
	Piece timestamp, id, jwt;
	guint timestamps, ids;
	gboolean too_many;
} TakenCounts;
typedef struct {
	TakenCounts counts;
	Piece signatures[SIGNATURES_MOST]; /* counts.n of them */
	guint8 encodings[SIGNATURES_MOST];
} Taken;
#define TAKEN_NOTHING ((TakenCounts){ 0 })

/* Goes through the list that a value is. */
void field_take(const SchemeField *field, Piece value, Taken *taken);
