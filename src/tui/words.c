/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/words.h"

#include <locale.h>
#include <string.h>

#include "base/text.h"

enum { BAR_MOST = 26, BAR_LEAST = 6, BAR_WORDS = 8 };

void words_append_count(GString *out, guint64 count)
{
	const char *separator = localeconv()->thousands_sep;
	if (*separator == '\0' || !g_utf8_validate(separator, -1, NULL))
		separator = ",";
	char digits[32];
	int n = g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT, count);
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			g_string_append(out, separator);
		g_string_append_c(out, digits[i]);
	}
}

void words_append_dot(GString *out, ListingLook look)
{
	if (out->len > 0)
		g_string_append(out, look == LOOK_UTF8 ? " · " : ", ");
}

char *words_bar(int percent, int room, ListingLook look)
{
	gboolean ascii = look != LOOK_UTF8;
	g_autoptr(GString) out = g_string_new(ascii ? "[" : "▕");
	int width = CLAMP(room - BAR_WORDS, BAR_LEAST, BAR_MOST), full = width * percent / 100;
	for (int i = 0; i < width; i++)
		g_string_append(out, i < full ? (ascii ? "#" : "█") : (ascii ? "-" : "─"));
	g_string_append_printf(out, "%s %3d %%", ascii ? "]" : "▏", percent);
	return g_strdup(out->str);
}
