/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Terminal text: whatever bytes come, nothing that acts on a terminal goes out, and columns are kept. */
#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	setlocale(LC_ALL, "");
	return 0;
}

/* What must never reach a terminal: controls (a newline where lines are kept), overrides of direction. */
static gboolean acts(gunichar c, TextFlags flags)
{
	if (c == '\n')
		return !(flags & TEXT_KEEP_LINES);
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x61c || c == 0x2028 ||
	       c == 0x2029 || ((flags & TEXT_ASCII) && c > 0x7e);
}

static void check_visible(const char *visible, TextFlags flags)
{
	g_assert_true(g_utf8_validate(visible, -1, NULL));
	for (const char *at = visible; *at != '\0'; at = g_utf8_next_char(at))
		g_assert_false(acts(g_utf8_get_char(at), flags));
}

static void check_columns(const char *visible, int columns)
{
	int used = -1;
	gsize bytes = text_prefix(visible, columns, &used);
	g_assert_cmpuint(bytes, <=, strlen(visible));
	g_assert_cmpint(used, <=, columns);
	g_assert_true(g_utf8_validate(visible, (gssize)bytes, NULL));

	g_autoptr(GString) fitted = g_string_new(NULL);
	text_append_fitted(fitted, visible, columns, TEXT_LEFT, FALSE);
	g_assert_cmpint(text_width(fitted->str), ==, columns);

	g_autofree char *middle = text_middle(visible, columns, FALSE);
	g_assert_cmpint(text_width(middle), <=, columns);

	g_autoptr(GPtrArray) lines = text_wrap(visible, columns);
	for (guint i = 0; i < lines->len; i++)
		g_assert_cmpint(text_width(lines->pdata[i]), <=, columns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	TextFlags flags = data[0] & (TEXT_KEEP_LINES | TEXT_ASCII);
	int columns = 2 + data[1] % 120;
	g_autofree char *visible = text_visible((const char *)data + 2, (gssize)size - 2, flags);
	check_visible(visible, flags);
	g_autofree char *again = text_visible(visible, -1, flags);
	g_assert_cmpstr(visible, ==, again);
	if (!(flags & TEXT_KEEP_LINES))
		check_columns(visible, columns);
	return 0;
}
