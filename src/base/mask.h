/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that a server returns in a member called `secrets`: nobody knows them, so redaction cannot find
 * them, and everybody can see what they are.
 *
 * For answers about connections and subscriptions only: in a schema `secrets` is a name like others.
 * Thread-safe. */
#pragma once

#include <glib.h>

/* TRUE for a URL or path whose answers hold connections or subscriptions. */
gboolean mask_concerns(const char *url);

/* A copy of a JSON text in which every string below an object called `secrets` is "«secret»", all else as it
 * was; NULL where there is none.  A string that holds `except` (may be NULL) stays. */
GString *mask_secrets(const char *text, gsize length, const char *except);
