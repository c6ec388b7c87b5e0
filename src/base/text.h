/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of strangers, made fit for a terminal or a report.
 *
 * Every byte that comes from a server, a file or a keyring label passes text_visible() before it reaches a
 * terminal.  Widths are columns of a terminal: wide characters are two, combining marks none (wcwidth of the
 * locale where it knows, Unicode's tables of GLib elsewhere).  All results are new, freed with g_free().
 * Thread-safe; no locale state is changed. */
#pragma once

#include <glib.h>

typedef enum {
	TEXT_ONE_LINE = 0,        /* newline and tab are made visible too */
	TEXT_KEEP_LINES = 1 << 0, /* newlines stay, a tab becomes spaces */
	TEXT_ASCII = 1 << 1,      /* what is not ASCII is written as <U+XXXX> */
} TextFlags;

/* Valid UTF-8 in which nothing acts on a terminal: C0 and C1 controls and DEL as control pictures (␛, ␀, ␊;
 * with TEXT_ASCII ^[ ^@ ^J), bytes that are no UTF-8 as \xNN, bidirectional overrides and isolates
 * (U+202A..U+202E, U+2066..U+2069, U+200E, U+200F, U+061C), zero-width and other format characters, line and
 * paragraph separators, tags, private-use and unassigned characters as <U+XXXX>.  At most 4 combining marks
 * follow one character; more become <U+XXXX>.  `length` -1 means NUL-terminated; NUL bytes inside are shown.
 */
char *text_visible(const char *bytes, gssize length, TextFlags flags);

/* The same, appended to `out`: no allocation where the bytes are plain ASCII. */
void text_append_visible(GString *out, const char *bytes, gssize length, TextFlags flags);

/* Columns that visible text needs. */
int text_width(const char *visible);

/* Columns of one character: 0, 1 or 2. */
int text_char_width(gunichar character);

/* The longest prefix that fits `columns`: returns its bytes and sets `*used` to its columns. */
gsize text_prefix(const char *visible, int columns, int *used);

/* Exactly `columns` wide: padded with spaces, or cut and ended with an ellipsis (… or, where `ascii`, ~). */
typedef enum { TEXT_LEFT, TEXT_RIGHT } TextAlign;
void text_append_fitted(GString *out, const char *visible, int columns, TextAlign align, gboolean ascii);

/* Shortened in the middle, as for ids: "0008b509…7de5". Unchanged if it fits. */
char *text_middle(const char *visible, int columns, gboolean ascii);

/* Broken at spaces into lines of at most `columns` (longer words are cut); newlines in it break too. */
GPtrArray *text_wrap(const char *visible, int columns);

/* TRUE if the character set of the locale is UTF-8 (ASCII forms are used otherwise). */
gboolean text_locale_is_utf8(void);
