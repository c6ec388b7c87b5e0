/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <string.h>

#include "base/secret.h"
#include "made.h"
#include "suite.h"

static const MadeRow rows[] = {
	{ "one", "0008b509-aaaa-bbbb-cccc-000000007de5", "short", "never seen", TONE_GOOD },
	{ "twentyone", "1108b509-aaaa-bbbb-cccc-000000007de5", "a text that goes on and on and on", NULL,
	  TONE_BAD },
};

static char *text_of(const ListingSet *set, int width, ListingLook look, gboolean colour)
{
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, width, look);
	out.colour = colour;
	ck_assert(report_listing(&report_text, &out, set, NULL));
	char *text = g_strdup(file.text->str);
	made_close(&file);
	return text;
}

START_TEST(a_pipe_gets_whole_rows_and_nothing_else)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 2);
	g_autofree char *text = text_of(set, 0, LOOK_ASCII_SIGNS, FALSE);
	ck_assert_str_eq(
		text,
		"  name       id                                    a text\n"
		"o one        0008b509-aaaa-bbbb-cccc-000000007de5  short\n"
		"o twentyone  1108b509-aaaa-bbbb-cccc-000000007de5  a text that goes on and on and on\n");
}
END_TEST

START_TEST(a_terminal_gets_what_fits)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 2);
	g_autofree char *text = text_of(set, 42, LOOK_UTF8, FALSE);
	ck_assert_str_eq(text, "  name       id             a text\n"
			       "● one        0008b509…7de5  short\n"
			       "● twentyone  1108b509…7de5  a text that g…\n"
			       "2 rows\n");
}
END_TEST

/* No line is wider than the terminal, however narrow it is. */
START_TEST(no_line_is_wider_than_the_terminal)
{
	for (int width = 10; width < 120; width++) {
		g_autoptr(ListingSet) set = made_set("desk", rows, 2);
		g_autofree char *text = text_of(set, width, LOOK_UTF8, FALSE);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		for (gsize i = 0; lines[i] != NULL; i++)
			ck_assert_msg(text_width(lines[i]) <= width, "%d: %s", width, lines[i]);
	}
}
END_TEST

START_TEST(ascii_is_ascii)
{
	static const MadeRow wide[] = { { "gr\xc3\xb6\xc3\x9f"
					  "e",
					  "0008b509-aaaa-bbbb-cccc-000000007de5", "a text that goes on", NULL,
					  TONE_PLAIN } };
	g_autoptr(ListingSet) set = made_set("desk", wide, 1);
	g_autofree char *text = text_of(set, 58, LOOK_ASCII, FALSE);
	ck_assert(g_str_is_ascii(text));
	ck_assert_ptr_nonnull(strstr(text, "o gr<U+00F6><U+00DF>e"));
	ck_assert_ptr_nonnull(strstr(text, "~7de5"));
}
END_TEST

START_TEST(tones_are_colours_only_where_asked)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 2);
	g_autofree char *plain = text_of(set, 80, LOOK_UTF8, FALSE);
	g_autofree char *coloured = text_of(set, 80, LOOK_UTF8, TRUE);
	ck_assert_ptr_null(strchr(plain, '\033'));
	ck_assert_ptr_nonnull(strstr(coloured, "\033[32m●\033[0m"));
	ck_assert_ptr_nonnull(strstr(coloured, "\033[31mtwentyone\033[0m"));
}
END_TEST

START_TEST(hostile_cells_stay_in_their_row)
{
	static const MadeRow hostile[] = { { "a\nb\033[2J", "1",
					     "\xe2\x80\xae"
					     "x\xff",
					     NULL, TONE_PLAIN } };
	g_autoptr(ListingSet) set = made_set("desk", hostile, 1);
	g_autofree char *text = text_of(set, 80, LOOK_UTF8, FALSE);
	ck_assert_str_eq(text, "  name     id  a text\n● a␊b␛[2J  1   <U+202E>x\\xFF\n1 rows\n");
}
END_TEST

START_TEST(empty_columns_are_not_shown)
{
	static const MadeRow bare[] = { { "one", NULL, "x", NULL, TONE_PLAIN } };
	g_autoptr(ListingSet) set = made_set("desk", bare, 1);
	g_autofree char *text = text_of(set, 0, LOOK_UTF8, FALSE);
	ck_assert_str_eq(text, "  name  a text\n● one   x\n");
}
END_TEST

START_TEST(several_servers_get_a_column)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 1);
	made_add(set, "hr", rows, 1);
	g_autofree char *text = text_of(set, 80, LOOK_UTF8, FALSE);
	ck_assert_str_eq(text, "server    name  id                                    a text\n"
			       "desk    ● one   0008b509-aaaa-bbbb-cccc-000000007de5  short\n"
			       "hr      ● one   0008b509-aaaa-bbbb-cccc-000000007de5  short\n"
			       "desk: 1 rows\n"
			       "hr: 1 rows\n");
}
END_TEST

START_TEST(wide_characters_keep_the_columns)
{
	static const MadeRow wide[] = {
		{ "世界", "1", "x", NULL, TONE_PLAIN },
		{ "e\xcc\x81"
		  "a",
		  "1", "x", NULL, TONE_PLAIN },
		{ "abcd", "1", "x", NULL, TONE_PLAIN },
	};
	g_autoptr(ListingSet) set = made_set("desk", wide, 3);
	g_autofree char *text = text_of(set, 0, LOOK_UTF8, FALSE);
	ck_assert_str_eq(text, "  name  id  a text\n"
			       "● 世界  1   x\n"
			       "● e\xcc\x81"
			       "a    1   x\n"
			       "● abcd  1   x\n");
}
END_TEST

START_TEST(a_detail_is_wrapped_beside_its_label)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 2);
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, 30, LOOK_UTF8);
	ck_assert(report_detail(&report_text, &out, set, 1, NULL));
	ck_assert_str_eq(file.text->str, "name   twentyone\n"
					 "text   a text that goes on and\n"
					 "       on and on\n"
					 "value\n"
					 "       {\n"
					 "         \"list\": [\n"
					 "           1,\n"
					 "           2\n"
					 "         ],\n"
					 "         \"word\": \"å\"\n"
					 "       }\n");
	made_close(&file);
}
END_TEST

/* A server that repeats the token must not get a part of it shown, where the whole would be found. */
START_TEST(no_part_of_a_secret_is_left)
{
	static const char value[] = "s3cret0123456789abcdefghijklmnopqrstuvwxyz";
	g_autoptr(SecBuf) token = secbuf_new("env:T", value, strlen(value), NULL);
	const MadeRow echo[] = { { "one", value, value, NULL, TONE_PLAIN } };
	g_autoptr(GPtrArray) lines = detail_new();
	detail_add(lines, "echo", TONE_PLAIN, "%s", value);
	for (int width = 10; width < 100; width++) {
		g_autoptr(ListingSet) set = made_set("desk", echo, 1);
		g_autofree char *text = text_of(set, width, LOOK_UTF8, FALSE);
		ck_assert_msg(strstr(text, "s3c") == NULL && strstr(text, "wxyz") == NULL, "%d: %s", width,
			      text);
		MadeFile file;
		ReportOut out;
		made_open(&file, &out, width, LOOK_UTF8);
		ck_assert(report_lines(&out, lines, NULL));
		ck_assert_msg(strstr(file.text->str, "s3c") == NULL, "%d: %s", width, file.text->str);
		made_close(&file);
	}
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		a_pipe_gets_whole_rows_and_nothing_else,
		a_terminal_gets_what_fits,
		no_line_is_wider_than_the_terminal,
		ascii_is_ascii,
		tones_are_colours_only_where_asked,
		hostile_cells_stay_in_their_row,
		empty_columns_are_not_shown,
		several_servers_get_a_column,
		wide_characters_keep_the_columns,
		a_detail_is_wrapped_beside_its_label,
		no_part_of_a_secret_is_left,
		NULL,
	};
	return suite_run("report/text", tests);
}
