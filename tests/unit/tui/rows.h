/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A listing of made-up rows for the tests of lists: sign, name, number, id. */
#pragma once

#include "report/listing.h"

extern const struct listing_kind rows_kind;

/* `count` rows: name "row N" (N from 0), number (N * 7919) % count, id
 * "0000000N-aaaa-bbbb-cccc-dddddddddddd". */
struct listing rows_made(guint count);
/* Rows with these names, ending with NULL; number and id as above. */
struct listing rows_named(const char *const *names);
