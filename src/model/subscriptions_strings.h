/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings kept once each, without a malloc of their own: each has a number below 2^30.  Private to
 * model/subscriptions.c; not thread-safe. */
#pragma once

#include <glib.h>

typedef struct PackedStrings PackedStrings;

PackedStrings *packed_strings_new(void);
void packed_strings_free(PackedStrings *strings);

/* The number of a text, the same for equal texts; FALSE when 1 GiB is full.  "" is 0. */
gboolean packed_strings_add(PackedStrings *strings, const char *text, gsize length, guint32 *number);

/* Valid as long as the strings; ends with a NUL. */
const char *packed_strings_get(const PackedStrings *strings, guint32 number);
gsize packed_strings_memory(const PackedStrings *strings);

/* A hash whose collisions a stranger who does not know the seed cannot plan. */
guint64 packed_hash(const void *bytes, gsize length, guint64 seed);
