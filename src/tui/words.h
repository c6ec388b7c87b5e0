/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small words of the screen, in the forms of the locale.  Pure. */
#pragma once

#include "report/listing.h"

/* "100,000" with the separator of the locale, a comma where it has none. */
void words_append_count(GString *out, guint64 count);

/* Appends " · " (", " in ASCII) if something stands before. */
void words_append_dot(GString *out, ListingLook look);

/* "▕████████──▏ 62 %", as wide as there is room, within bounds: the share is told in words, too.  g_free() */
char *words_bar(int percent, int room, ListingLook look);
