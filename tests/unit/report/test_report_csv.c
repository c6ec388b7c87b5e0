/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "made.h"
#include "suite.h"

static char *csv_of(const ListingSet *set)
{
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, 0, LOOK_ASCII_SIGNS);
	ck_assert(report_listing(&report_csv, &out, set, NULL));
	char *text = g_strdup(file.text->str);
	made_close(&file);
	return text;
}

START_TEST(hidden_columns_are_there_and_signs_are_not)
{
	static const MadeRow rows[] = { { "one", "0008b509-aaaa-bbbb-cccc-000000007de5", "text", "h",
					  TONE_PLAIN } };
	g_autoptr(ListingSet) set = made_set("desk", rows, 1);
	g_autofree char *text = csv_of(set);
	ck_assert_str_eq(text, "server,name,id,text,hidden\r\n"
			       "desk,one,0008b509-aaaa-bbbb-cccc-000000007de5,text,h\r\n");
}
END_TEST

START_TEST(no_server_is_no_column)
{
	static const MadeRow rows[] = { { "one", NULL, NULL, NULL, TONE_PLAIN } };
	g_autoptr(ListingSet) set = made_set(NULL, rows, 1);
	g_autofree char *text = csv_of(set);
	ck_assert_str_eq(text, "name,id,text,hidden\r\none,,,\r\n");
}
END_TEST

START_TEST(quotes_commas_and_formulas_do_no_harm)
{
	static const MadeRow rows[] = {
		{ "a,b", "say \"hi\"", "=HYPERLINK(\"x\")", "+1", TONE_PLAIN },
		{ "-2", "@x", "-", "line\nbreak", TONE_PLAIN },
	};
	g_autoptr(ListingSet) set = made_set(NULL, rows, 2);
	g_autofree char *text = csv_of(set);
	ck_assert_str_eq(text, "name,id,text,hidden\r\n"
			       "\"a,b\",\"say \"\"hi\"\"\",\"'=HYPERLINK(\"\"x\"\")\",'+1\r\n"
			       "'-2,'@x,-,line␊break\r\n");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		hidden_columns_are_there_and_signs_are_not,
		no_server_is_no_column,
		quotes_commas_and_formulas_do_no_harm,
		NULL,
	};
	return suite_run("report/csv", tests);
}
