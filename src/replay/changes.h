/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two answers.  Pure. */
#pragma once

#include <glib.h>

/* At most `most` sentences without a subject ("/status is "queued", was "accepted""), in the order of the
 * members' names, and one more where there are more; for texts that are not both JSON one that says only so.
 * Empty: they are the same, for JSON whatever its white space.  The free function is set. */
GPtrArray *replay_changes(const char *before, const char *after, guint most);
