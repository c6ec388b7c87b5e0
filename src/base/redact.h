/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last gate of every output path: values that weir holds never leave it.
 *
 * Live SecBufs of 6 bytes or more become «own:NAME», those of 8 bytes or more also in every form of
 * base/encodings.h.  Of one value under several names the first made gives the name; a longer value goes
 * before a shorter one at the same place, and of values that overlap each byte is covered.  main() sets a
 * scanner that finds more (leak/scan.h: credential formats become «cred:KIND»); base knows nothing of it.
 *
 * Markers stand between quotes without breaking JSON or CSV.  They are not looked into again, so that
 * redacting twice changes nothing: that of a live secret's name, and «cred:» with at most 32 small letters
 * and hyphens.  What only looks like one («own:» and a value) is redacted as any text.  The length counts:
 * bytes of any kind, NUL too, are gone through to the end.
 *
 * What is looked for follows the live SecBufs: a new one costs some microseconds once, a reference nothing.
 * Main thread only. */
#pragma once

#include <glib.h>

#include "base/secret.h"

/* Returns a new text in which credentials are replaced, or NULL where nothing was found. */
typedef GString *(*RedactScanner)(const char *text, gsize length);
void redact_set_scanner(RedactScanner scanner);

/* One that finds still more, for redact_foreign(). */
void redact_set_foreign_scanner(RedactScanner scanner);

/* One that finds the same and remembers what was clean, for redact_common(). */
void redact_set_common_scanner(RedactScanner scanner);

/* `text` itself is left alone; the result is new and NULL if nothing had to be replaced, so that the usual
 * path copies nothing.  For bodies, which may hold NUL. */
GString *redact_bytes(const char *text, gsize length);

/* The same for what often comes again, as answers, URLs and the texts of reports do.  Copies of clean texts
 * may be kept as long as the program runs: never for what is wiped when it is done with. */
GString *redact_common(const char *text, gsize length);

/* As redact_bytes(), for what other programs wrote, logs and the output of commands: also what is a
 * credential by the name beside it (`api_key=...`).  Not for schemas and settings, which have such names,
 * too. */
GString *redact_foreign(const char *text, gsize length);

/* Only the values that weir holds, not the formats of the scanner: for bytes whose every other bit must stay.
 */
GString *redact_own(const char *text, gsize length);

/* redact_bytes() and redact_common() for texts without NUL; free with g_free(). */
char *redact_text(const char *text, gsize length);
char *redact_common_text(const char *text, gsize length);

/* The values themselves, wherever one stands in any form: places do not overlap and come in the order of the
 * text.  For streams: no place is longer than redact_longest_own() bytes, 0 where no value is held. */
typedef void (*RedactOwnEach)(const SecBuf *secret, gsize start, gsize end, gpointer data);
void redact_find_own(const char *text, gsize length, RedactOwnEach each, gpointer data);
gsize redact_longest_own(void);

/* TRUE where `start`..`end` lies within a marker (see above); for scanners. */
gboolean redact_is_marked(const char *text, gsize length, gsize start, gsize end);

/* TRUE for header names whose values are credentials: Authorization, Cookie, Set-Cookie, X-Api-Key, ... */
gboolean redact_header_is_secret(const char *name);
