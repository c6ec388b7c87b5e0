/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <langinfo.h>
#include <string.h>
#include <wchar.h>

enum { MARKS_PER_CHARACTER = 4, TAB_COLUMNS = 8 };

/* Blank though they count as letters or symbols. */
static const gunichar blanks[] = { 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 };

static gboolean is_inert(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_UNASSIGNED:
		return FALSE;
	default:
		break;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(blanks); i++)
		if (c == blanks[i])
			return FALSE;
	return TRUE;
}

static gboolean is_mark(gunichar c)
{
	return c >= 0x300 && g_unichar_ismark(c);
}

static void append_control(GString *out, guchar c, TextFlags flags)
{
	if (flags & TEXT_ASCII)
		g_string_append_printf(out, "^%c", c == 0x7F ? '?' : c + '@');
	else
		g_string_append_unichar(out, c == 0x7F ? 0x2421 : 0x2400u + c);
}

static void append_ascii(GString *out, guchar c, TextFlags flags)
{
	if (c >= 0x20 && c != 0x7F)
		g_string_append_c(out, (char)c);
	else if (c == '\n' && (flags & TEXT_KEEP_LINES))
		g_string_append_c(out, '\n');
	else if (c == '\t' && (flags & TEXT_KEEP_LINES))
		g_string_append_len(out, "        ", TAB_COLUMNS);
	else
		append_control(out, c, flags);
}

/* The next character, or 0 with `*bytes` 1 where the bytes are no UTF-8. */
static gunichar next_character(const guchar *at, gsize left, gsize *bytes)
{
	gunichar c = g_utf8_get_char_validated((const char *)at, (gssize)left);
	if (c == (gunichar)-1 || c == (gunichar)-2) {
		*bytes = 1;
		return 0;
	}
	*bytes = (gsize)g_unichar_to_utf8(c, NULL);
	return c;
}

static gsize plain_run(const guchar *at, gsize left)
{
	gsize n = 0;
	while (n < left && at[n] >= 0x20 && at[n] < 0x7F)
		n++;
	return n;
}

void text_append_visible(GString *out, const char *bytes, gssize length, TextFlags flags)
{
	const guchar *at = (const guchar *)bytes;
	gsize left = length < 0 ? strlen(bytes) : (gsize)length, size;
	int marks = 0;
	gboolean has_base = FALSE;
	while (left > 0) {
		gsize plain = plain_run(at, left);
		g_string_append_len(out, (const char *)at, (gssize)plain);
		at += plain;
		left -= plain;
		if (plain > 0) {
			marks = 0;
			has_base = TRUE;
		}
		if (left == 0)
			break;
		gunichar c = *at < 0x80 ? *at : next_character(at, left, &size);
		if (*at < 0x80)
			size = 1;
		marks = is_mark(c) ? marks + 1 : 0;
		if (*at < 0x80)
			append_ascii(out, *at, flags);
		else if (c == 0)
			g_string_append_printf(out, "\\x%02X", *at);
		else if ((flags & TEXT_ASCII) || !is_inert(c) || marks > MARKS_PER_CHARACTER ||
			 (marks > 0 && !has_base))
			g_string_append_printf(out, "<U+%04X>", c);
		else
			g_string_append_len(out, (const char *)at, (gssize)size);
		has_base = marks > 0 ? has_base : c >= 0x20;
		at += size;
		left -= size;
	}
}

char *text_visible(const char *bytes, gssize length, TextFlags flags)
{
	GString *out = g_string_sized_new(length < 0 ? strlen(bytes) : (gsize)length);
	text_append_visible(out, bytes, length, flags);
	return g_string_free(out, FALSE);
}

int text_char_width(gunichar c)
{
	if (c >= 0x20 && c < 0x7F)
		return 1;
	int width = wcwidth((wchar_t)c);
	if (width >= 0)
		return width;
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

gsize text_prefix(const char *visible, int columns, int *used)
{
	const char *at = visible;
	int width = 0;
	while (*at != '\0') {
		int one = text_char_width(g_utf8_get_char(at));
		if (width + one > columns)
			break;
		width += one;
		at = g_utf8_next_char(at);
	}
	if (used != NULL)
		*used = width;
	return (gsize)(at - visible);
}

int text_width(const char *visible)
{
	int width = 0;
	text_prefix(visible, G_MAXINT - 2, &width);
	return width;
}

static void append_spaces(GString *out, int count)
{
	gsize from = out->len;
	if (count <= 0)
		return;
	g_string_set_size(out, from + (gsize)count);
	memset(out->str + from, ' ', (gsize)count);
}

static const char *ellipsis(gboolean ascii)
{
	return ascii ? "~" : "…";
}

void text_append_fitted(GString *out, const char *visible, int columns, TextAlign align, gboolean ascii)
{
	int used = 0;
	if (columns <= 0)
		return;
	gsize whole = text_prefix(visible, columns, &used);
	gboolean cut = visible[whole] != '\0';
	if (cut)
		whole = text_prefix(visible, columns - 1, &used);
	int spare = columns - used - (cut ? 1 : 0);
	if (align == TEXT_RIGHT)
		append_spaces(out, spare);
	g_string_append_len(out, visible, (gssize)whole);
	if (cut)
		g_string_append(out, ellipsis(ascii));
	if (align == TEXT_LEFT)
		append_spaces(out, spare);
}

/* Where the last `columns` columns begin. */
static const char *tail_of(const char *visible, int columns)
{
	const char *at = visible + strlen(visible);
	int width = 0;
	while (at > visible) {
		const char *before = g_utf8_prev_char(at);
		width += text_char_width(g_utf8_get_char(before));
		if (width > columns)
			break;
		at = before;
	}
	/* a mark must not lose the character that it stands on */
	while (*at != '\0' && text_char_width(g_utf8_get_char(at)) == 0)
		at = g_utf8_next_char(at);
	return at;
}

char *text_middle(const char *visible, int columns, gboolean ascii)
{
	int used = 0;
	gsize whole = text_prefix(visible, columns, &used);
	if (visible[whole] == '\0')
		return g_strdup(visible);
	if (columns < 3)
		return g_strndup(visible, whole);
	int tail = (columns - 1) / 3;
	gsize head = text_prefix(visible, columns - 1 - tail, NULL);
	return g_strdup_printf("%.*s%s%s", (int)head, visible, ellipsis(ascii), tail_of(visible, tail));
}

/* The bytes of the line that begins at `at`; `*next` is where the line after it begins. */
static gsize line_of(const char *at, int columns, const char **next)
{
	gsize newline = strcspn(at, "\n");
	gsize fits = text_prefix(at, MAX(columns, 2), NULL);
	if (newline <= fits) {
		*next = at + newline + (at[newline] == '\n' ? 1 : 0);
		return newline;
	}
	gsize space = fits;
	while (space > 0 && at[space] != ' ')
		space--;
	if (space == 0) {
		*next = at + fits;
		return fits;
	}
	gsize end = space;
	while (end > 0 && at[end - 1] == ' ')
		end--;
	while (at[space] == ' ')
		space++;
	*next = at + space;
	return end;
}

GPtrArray *text_wrap(const char *visible, int columns)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	const char *at = visible, *next = NULL;
	do {
		gsize length = line_of(at, columns, &next);
		g_ptr_array_add(lines, g_strndup(at, length));
		at = next;
	} while (*at != '\0');
	return lines;
}

gboolean text_locale_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
