/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/secret.h"
#include "made.h"
#include "suite.h"

static char *compact(json_t *value)
{
	GString *out = g_string_new(NULL);
	report_append_json(out, value);
	json_decref(value);
	return g_string_free(out, FALSE);
}

START_TEST(members_are_sorted_and_numbers_are_short)
{
	g_autofree char *text = compact(
		json_pack("{s:f, s:i, s:{s:b, s:n}, s:f}", "z", 0.1, "a", 7, "m", "y", 1, "x", "b", 2.0));
	ck_assert_str_eq(text, "{\"a\":7,\"b\":2.0,\"m\":{\"x\":null,\"y\":true},\"z\":0.1}");
}
END_TEST

START_TEST(reals_survive)
{
	static const double numbers[] = { 0.1, 1.0 / 3.0, 1e300, -2.5e-10, 123456789.123456789, 5e-324 };
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autofree char *text = compact(json_real(numbers[i]));
		ck_assert(g_ascii_strtod(text, NULL) == numbers[i]);
		ck_assert_ptr_nonnull(strpbrk(text, ".e"));
	}
}
END_TEST

/* What a terminal acts on, and what reads like something else, is escaped; letters stay. */
START_TEST(dangerous_characters_are_escaped)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "\033]0;x\a", "\"\\u001b]0;x\\u0007\"" },
		{ "a\"b\\c\n\t", "\"a\\\"b\\\\c\\n\\t\"" },
		{ "\177", "\"\\u007f\"" },
		{ "\xc2\x9b"
		  "31m",
		  "\"\\u009b31m\"" },
		{ "\xe2\x80\xae", "\"\\u202e\"" },
		{ "\xe2\x80\x8b", "\"\\u200b\"" },
		{ "\xe2\x80\xa8", "\"\\u2028\"" },
		{ "\xf3\xa0\x81\x81", "\"\\udb40\\udc41\"" },
		{ "Grüße, 世界 😀", "\"Grüße, 世界 😀\"" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = compact(json_string(cases[i].in));
		ck_assert_str_eq(text, cases[i].out);
		g_autoptr(GString) string = g_string_new(NULL);
		report_append_json_string(string, cases[i].in);
		ck_assert_str_eq(string->str, cases[i].out);
		json_t *back = json_loads(text, JSON_DECODE_ANY, NULL);
		ck_assert_str_eq(json_string_value(back), cases[i].in);
		json_decref(back);
	}
}
END_TEST

START_TEST(a_nul_inside_a_string_is_shown)
{
	g_autofree char *text = compact(json_stringn("a\0b", 3));
	ck_assert_str_eq(text, "\"a\\u0000b\"");
}
END_TEST

START_TEST(text_that_is_json_already_is_made_safe)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *json = "{\"k\":\"\xe2\x80\xae\xc3\xa5\xff\"}";
	report_append_json_text(out, json, strlen(json));
	ck_assert_str_eq(out->str, "{\"k\":\"\\u202e\xc3\xa5\\ufffd\"}");
}
END_TEST

START_TEST(pretty_print_is_readable)
{
	g_autoptr(GString) out = g_string_new(NULL);
	json_t *value = json_pack("{s:[], s:{}, s:[i,s]}", "b", "a", "c", 1, "å");
	report_append_json_pretty(out, value, TRUE);
	json_decref(value);
	ck_assert_str_eq(out->str,
			 "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    1,\n    \"\\u00e5\"\n  ]\n}");
}
END_TEST

static const MadeRow rows[] = { { "one", "1", NULL, NULL, TONE_PLAIN },
				{ "two", NULL, NULL, NULL, TONE_PLAIN } };

static json_t *document_of(const ListingSet *set)
{
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, 0, LOOK_UTF8);
	ck_assert(report_listing(&report_json, &out, set, NULL));
	json_t *document = weir_json_read(file.text->str, file.text->len, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(document);
	made_close(&file);
	return document;
}

START_TEST(one_server_is_a_member_of_the_document)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 2);
	struct listing *part = g_ptr_array_index(set->parts, 0);
	part->extra = json_pack("{s:[s]}", "notes", "odd");
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, 0, LOOK_UTF8);
	ck_assert(report_listing(&report_json, &out, set, NULL));
	ck_assert_str_eq(file.text->str, "{\n"
					 "  \"notes\": [\"odd\"],\n"
					 "  \"schema\": \"weir/things/1\",\n"
					 "  \"server\": \"desk\",\n"
					 "  \"things\": [\n"
					 "    {\"id\":\"1\",\"name\":\"one\"},\n"
					 "    {\"id\":null,\"name\":\"two\"}\n"
					 "  ]\n"
					 "}\n");
	made_close(&file);
}
END_TEST

START_TEST(several_servers_are_members_of_the_rows)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 1);
	g_autoptr(GError) error = g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE, "crm: refused");
	made_add(set, "hr", rows, 2);
	listing_set_fail(set, "crm", error);
	g_autoptr(json_t) document = document_of(set);
	ck_assert_uint_eq(json_array_size(json_object_get(document, "things")), 3);
	ck_assert_str_eq(weir_json_text(weir_json_pointer(document, "/things/0"), "server"), "desk");
	ck_assert_str_eq(weir_json_text(weir_json_pointer(document, "/things/2"), "server"), "hr");
	ck_assert_str_eq(weir_json_text(weir_json_pointer(document, "/servers/1"), "server"), "hr");
	ck_assert_str_eq(weir_json_text(weir_json_pointer(document, "/errors/0"), "error"), "crm: refused");
	ck_assert_ptr_null(json_object_get(document, "server"));
}
END_TEST

START_TEST(no_rows_are_an_empty_list)
{
	g_autoptr(ListingSet) set = listing_set_new(&made_kind);
	g_autoptr(json_t) document = document_of(set);
	ck_assert(json_is_array(json_object_get(document, "things")));
	ck_assert_uint_eq(json_array_size(json_object_get(document, "things")), 0);
}
END_TEST

START_TEST(detail_is_the_document_with_one_row)
{
	g_autoptr(ListingSet) set = made_set("desk", rows, 2);
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, 0, LOOK_UTF8);
	ck_assert(report_detail(&report_json, &out, set, 1, NULL));
	g_autoptr(json_t) document = weir_json_read(file.text->str, file.text->len, NULL, NULL, NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(document, "things")), 1);
	ck_assert_str_eq(weir_json_text(weir_json_pointer(document, "/things/0"), "name"), "two");
	made_close(&file);
}
END_TEST

/* 40,000 rows are several MiB: they are written as they are made. */
START_TEST(rows_are_written_while_they_are_made)
{
	enum { ROWS = 40000 };
	MadeRow *many = g_new0(MadeRow, ROWS);
	for (guint i = 0; i < ROWS; i++) {
		many[i].name = "a name that is long enough to fill what waits for the next write";
		many[i].id = "x";
	}
	g_autoptr(ListingSet) set = made_set("desk", many, ROWS);
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, 0, LOOK_UTF8);
	ck_assert(report_listing(&report_json, &out, set, NULL));
	ck_assert_uint_gt(file.writes, 20);
	json_t *document = json_loads(file.text->str, 0, NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(document, "things")), ROWS);
	json_decref(document);
	made_close(&file);
	g_free(many);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
	static const struct report_format *const formats[] = { &report_text, &report_json, &report_csv };
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autoptr(ListingSet) set = made_set("desk", rows, 2);
		g_autoptr(GError) error = NULL;
		MadeFile file;
		ReportOut out;
		made_open(&file, &out, 0, LOOK_UTF8);
		file.broken = TRUE;
		ck_assert(!report_listing(formats[i], &out, set, &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
		made_close(&file);
	}
}
END_TEST

START_TEST(a_live_secret_does_not_get_out)
{
	static const struct report_format *const formats[] = { &report_text, &report_json, &report_csv };
	static const MadeRow leaking[] = { { "token is hunter2hunter2!", "1", "hunter2hunter2", NULL,
					     TONE_PLAIN } };
	g_autoptr(SecBuf) secret = secbuf_new("env:T", "hunter2hunter2", 14, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autoptr(ListingSet) set = made_set("desk", leaking, 1);
		MadeFile file;
		ReportOut out;
		made_open(&file, &out, 0, LOOK_UTF8);
		ck_assert(report_listing(formats[i], &out, set, NULL));
		ck_assert_ptr_null(strstr(file.text->str, "hunter2"));
		ck_assert_ptr_nonnull(strstr(file.text->str, "env:T"));
		made_close(&file);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		members_are_sorted_and_numbers_are_short,
		reals_survive,
		dangerous_characters_are_escaped,
		a_nul_inside_a_string_is_shown,
		text_that_is_json_already_is_made_safe,
		pretty_print_is_readable,
		one_server_is_a_member_of_the_document,
		several_servers_are_members_of_the_rows,
		no_rows_are_an_empty_list,
		detail_is_the_document_with_one_row,
		rows_are_written_while_they_are_made,
		a_full_disk_is_an_error,
		a_live_secret_does_not_get_out,
		NULL,
	};
	return suite_run("report/json", tests);
}
