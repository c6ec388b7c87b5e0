/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions below which a package has a known fault: the table behind deps.lockfile.
 *
 * A row stands here only if its advisory was read, with its fixed version and its day; floors.c says beside
 * each row where.  The table is as old as floors_dated() says and is not complete: no hit is not a proof.
 * Constant data and pure functions; thread-safe. */
#pragma once

#include <glib.h>

#include "model/lockfile.h"

/* As the advisory rates it; many older ones do not. */
typedef enum {
	FLOOR_UNRATED,
	FLOOR_LOW,
	FLOOR_MEDIUM,
	FLOOR_HIGH,
	FLOOR_CRITICAL,
	FLOOR_RATINGS
} FloorRating;

typedef struct {
	const char *package; /* normalised */
	const char *from;    /* the first affected version; NULL: all below */
	const char *fixed;   /* the first version with the fix */
	const char *cve;     /* "CVE-2023-30798" */
	const char *ghsa;    /* "GHSA-..."; NULL where the text that was read names none */
	const char *date;    /* of the advisory, YYYY-MM-DD */
	FloorRating rating;
	const char *what; /* N_(): one line, no full stop */
} FloorRow;

typedef struct {
	const LockPackage *package; /* borrowed from the lock file */
	const FloorRow *floor;      /* static */
} FloorHit;

/* The day of the table, YYYY-MM-DD. */
const char *floors_dated(void);

/* All rows, those of one package together, oldest fix first. */
const FloorRow *floors_rows(gsize *count);

/* TRUE if the table has rows for the package (normalised name). */
gboolean floors_knows(const char *package);

/* "high"; static, not translated. */
const char *floors_rating_name(FloorRating rating);

/* Every pinned package that a row is about, in the order of the file and then of the table.  A new array of
 * FloorHit that borrows from `lockfile`. */
GArray *floors_hits(const Lockfile *lockfile);

/* Packages that the table knows and whose version the file does not tell: nothing can be said of them.  A new
 * array of borrowed `const LockPackage *`. */
GPtrArray *floors_unjudged(const Lockfile *lockfile);
