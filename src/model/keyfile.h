/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding a group to a key file that people edit, too: the rest of the text stays as it is, byte for byte.
 * Pure. */
#pragma once

#include <glib.h>

/* An empty line and "[NAME 3]" with the first number that is free in `text`, whose copy `out` begins with. */
void keyfile_begin_group(GString *out, const char *text, gsize length, const char *name);

/* "key = value" on one line, escaped; nothing for NULL and "". */
void keyfile_append(GString *out, const char *key, const char *value);

/* "2027-01-31" as the end of that day (UTC), microseconds since the epoch; FALSE where it is no date. */
gboolean date_parse_end(const char *text, gint64 *end);
