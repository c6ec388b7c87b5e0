/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <locale.h>
#include <string.h>

#include "suite.h"

static const struct {
	const char *bytes;
	gssize length;
	TextFlags flags;
	const char *shown;
} rows[] = {
	{ "plain text", -1, 0, "plain text" },
	{ "", -1, 0, "" },
	{ "å, 漢字 and 🙂", -1, 0, "å, 漢字 and 🙂" },
	{ "\033[31mred\033[0m", -1, 0, "␛[31mred␛[0m" },
	{ "\033]52;c;aGk=\a", -1, 0, "␛]52;c;aGk=␇" },
	{ "a\0b", 3, 0, "a␀b" },
	{ "a\nb\tc\r", -1, 0, "a␊b␉c␍" },
	{ "a\nb\tc\r", -1, TEXT_KEEP_LINES, "a\nb        c␍" },
	{ "\x7F", -1, 0, "␡" },
	{ "\x7F\033", -1, TEXT_ASCII, "^?^[" },
	{ "\xC2\x9B"
	  "31m",
	  -1, 0, "<U+009B>31m" },
	{ "\xFF\xC3", -1, 0, "\\xFF\\xC3" },
	{ "\xED\xA0\x80", -1, 0, "\\xED\\xA0\\x80" },
	{ "\xC0\x80", -1, 0, "\\xC0\\x80" },
	{ "user\u202Egpj.exe", -1, 0, "user<U+202E>gpj.exe" },
	{ "a\u2066b\u2069", -1, 0, "a<U+2066>b<U+2069>" },
	{ "a\u200Bb\uFEFF", -1, 0, "a<U+200B>b<U+FEFF>" },
	{ "line\u2028two", -1, 0, "line<U+2028>two" },
	{ "\uE000", -1, 0, "<U+E000>" },
	{ "\U000E0041", -1, 0, "<U+E0041>" },
	{ "\u3164", -1, 0, "<U+3164>" },
	{ "e\u0301", -1, 0, "e\u0301" },
	{ "\u0301x", -1, 0, "<U+0301>x" },
	{ "z\u0300\u0301\u0302\u0303\u0304", -1, 0, "z\u0300\u0301\u0302\u0303<U+0304>" },
	{ "smörgås", -1, TEXT_ASCII, "sm<U+00F6>rg<U+00E5>s" },
};

START_TEST(shows_what_acts_on_a_terminal)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *shown = text_visible(rows[i].bytes, rows[i].length, rows[i].flags);
		ck_assert_msg(strcmp(shown, rows[i].shown) == 0, "row %u: got %s, expected %s", (unsigned)i,
			      shown, rows[i].shown);
	}
}
END_TEST

/* Whatever comes in, what goes out is valid UTF-8 without a control character. */
START_TEST(nothing_raw_comes_out)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	for (int round = 0; round < 20000; round++) {
		char bytes[24];
		gssize length = g_rand_int_range(random, 0, sizeof bytes);
		for (gssize i = 0; i < length; i++)
			bytes[i] = (char)g_rand_int_range(random, round % 2 ? 0 : 0x80, 256);
		g_autofree char *shown = text_visible(bytes, length, (TextFlags)(round % 8));
		ck_assert(g_utf8_validate(shown, -1, NULL));
		for (const char *c = shown; *c != '\0'; c = g_utf8_next_char(c)) {
			gunichar one = g_utf8_get_char(c);
			ck_assert((one == '\n' && (round & TEXT_KEEP_LINES)) || g_unichar_isprint(one) ||
				  g_unichar_ismark(one));
			ck_assert(!(round & TEXT_ASCII) || one < 0x7F);
		}
	}
}
END_TEST

static void check_fitted(const char *text, int columns, TextAlign align, gboolean ascii, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);
	text_append_fitted(out, text, columns, align, ascii);
	ck_assert_str_eq(out->str, expected);
}

START_TEST(fits_columns)
{
	ck_assert_int_eq(text_width("漢字e\u0301"), 5);
	check_fitted("abc", 5, TEXT_LEFT, FALSE, "abc  ");
	check_fitted("abc", 5, TEXT_RIGHT, FALSE, "  abc");
	check_fitted("abcdef", 4, TEXT_LEFT, FALSE, "abc…");
	check_fitted("abcdef", 4, TEXT_LEFT, TRUE, "abc~");
	check_fitted("漢字漢", 4, TEXT_LEFT, FALSE, "漢… ");
	check_fitted("abc", 0, TEXT_LEFT, FALSE, "");
	check_fitted("abc", 1, TEXT_LEFT, FALSE, "…");
}
END_TEST

START_TEST(shortens_in_the_middle)
{
	g_autofree char *id = text_middle("0008b509-aaaa-4bbb-8ccc-00000007de5f", 13, FALSE);
	ck_assert_str_eq(id, "0008b509…de5f");
	g_autofree char *ascii = text_middle("0008b509-aaaa", 5, TRUE);
	ck_assert_str_eq(ascii, "000~a");
	g_autofree char *whole = text_middle("short", 13, FALSE);
	ck_assert_str_eq(whole, "short");
	g_autofree char *narrow = text_middle("short", 2, FALSE);
	ck_assert_str_eq(narrow, "sh");
}
END_TEST

static void check_wrap(const char *text, int columns, const char *joined)
{
	g_autoptr(GPtrArray) lines = text_wrap(text, columns);
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < lines->len; i++) {
		ck_assert_int_le(text_width(g_ptr_array_index(lines, i)), MAX(columns, 2));
		g_string_append_printf(out, "%s|", (char *)g_ptr_array_index(lines, i));
	}
	ck_assert_str_eq(out->str, joined);
}

START_TEST(wraps_lines)
{
	check_wrap("one two three", 7, "one two|three|");
	check_wrap("one  two", 4, "one|two|");
	check_wrap("abcdefgh", 3, "abc|def|gh|");
	check_wrap("a\n\nb", 10, "a||b|");
	check_wrap("", 10, "|");
	check_wrap("漢字", 1, "漢|字|");
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = { shows_what_acts_on_a_terminal, nothing_raw_comes_out, fits_columns,
				       shortens_in_the_middle,        wraps_lines,           NULL };
	return suite_run("base/text", tests);
}
