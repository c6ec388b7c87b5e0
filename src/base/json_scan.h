/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear scan that goes before jansson: counts, and finds what jansson would refuse or lose.
 *
 * It does not validate: what is no JSON is left for the parser to name.  Private to base/json.c. Thread-safe.
 */
#pragma once

#include "base/json.h"

typedef struct {
	GArray *big_integers;   /* gsize: offset just after each integer beyond 64 bits */
	GArray *nul_escapes;    /* gsize: offset of each \u0000 in a string value */
	char *duplicate_member; /* visible text; NULL if none was looked for or found */
	gsize duplicate_offset;
} JsonScan;

void json_scan_clear(JsonScan *scan);

/* FALSE over a limit, or at a NUL in a member name. Member names are compared only if `duplicates`. */
gboolean json_scan(const char *text, gsize length, const WeirJsonLimits *limits, gboolean duplicates,
		   JsonScan *scan, GError **error);

/* "line 3, column 7" of an offset, new. */
char *json_scan_place(const char *text, gsize offset);
