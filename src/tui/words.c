/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/words.h"

#include <locale.h>
#include <string.h>

#include "base/text.h"

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
