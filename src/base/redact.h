/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last gate of every output path: values that weir holds never leave it.
 *
 * Live SecBufs of 6 bytes or more are replaced by «own:NAME».  main() may set a scanner that finds more (the
 * leak layer's credential formats); base knows nothing of it.  Main thread only. */
#pragma once

#include <glib.h>

/* Returns a new text in which credentials are replaced, or NULL where nothing was found. */
typedef char *(*RedactScanner)(const char *text, gsize length);
void redact_set_scanner(RedactScanner scanner);

/* `text` itself is left alone; the result is new (g_free) and NULL if nothing had to be replaced, so that the
 * usual path copies nothing. */
char *redact_text(const char *text, gsize length);

/* TRUE for header names whose values are credentials: Authorization, Cookie, Set-Cookie, X-Api-Key, ... */
gboolean redact_header_is_secret(const char *name);
