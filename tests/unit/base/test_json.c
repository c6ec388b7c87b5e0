/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <string.h>

#include "base/error.h"
#include "base/wipe.h"
#include "suite.h"

static json_t *read_text(const char *text, WeirJsonNotes *notes, GError **error)
{
	/* exactly as long as the text and not NUL-terminated, so that a step beyond it is seen */
	g_autofree char *exact = g_memdup2(text, strlen(text));
	return weir_json_read(exact, strlen(text), NULL, notes, error);
}

static const struct {
	const char *text;
	WeirError code;
	const char *says;
} refused[] = {
	{ "", WEIR_ERROR_PROTOCOL, "the text is empty" },
	{ " \n\t", WEIR_ERROR_PROTOCOL, "the text is empty" },
	{ "<!doctype html><html>", WEIR_ERROR_PROTOCOL, "HTML" },
	{ "\xEF\xBB\xBF{}", WEIR_ERROR_PROTOCOL, "byte order mark" },
	{ "{\"a\": [1, 2", WEIR_ERROR_PROTOCOL, "ends in the middle" },
	{ "{\"a\": \"b", WEIR_ERROR_PROTOCOL, "ends in the middle" },
	{ "{\"a\": \"\xFF\"}", WEIR_ERROR_PROTOCOL, "no UTF-8" },
	{ "{} {}", WEIR_ERROR_PROTOCOL, "something follows" },
	{ "{\n  \"a\": nope }", WEIR_ERROR_PROTOCOL, "line 2, column" },
	{ "{\"a\\u0000b\": 1}", WEIR_ERROR_PROTOCOL,
	  "not JSON that weir can read: a member name holds a NUL character (line 1, column 4)" },
	{ "[1e999]", WEIR_ERROR_PROTOCOL, "not JSON" },
	{ "\"\\", WEIR_ERROR_PROTOCOL, "not JSON" },
	{ "\"\\u", WEIR_ERROR_PROTOCOL, "not JSON" },
	{ "}", WEIR_ERROR_PROTOCOL, "not JSON" },
};

START_TEST(names_what_is_no_json)
{
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(read_text(refused[i].text, NULL, &error));
		ck_assert_msg(g_error_matches(error, WEIR_ERROR, (int)refused[i].code) &&
				      strstr(error->message, refused[i].says) != NULL,
			      "%s: %s", refused[i].text, error->message);
	}
}
END_TEST

START_TEST(keeps_its_caps)
{
	g_autofree char *deep = g_strnfill(65, '['), *fine = g_strnfill(64, '[');
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(read_text(deep, NULL, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT));
	g_clear_error(&error);
	g_autofree char *closes = g_strnfill(64, ']'), *whole = g_strconcat(fine, closes, NULL);
	g_autoptr(json_t) value = read_text(whole, NULL, &error);
	ck_assert_ptr_nonnull(value);

	g_autoptr(GString) many = g_string_new("[{}");
	for (int i = 0; i < 1000000; i++)
		g_string_append(many, ",{}");
	g_string_append_c(many, ']');
	ck_assert_ptr_null(read_text(many->str, NULL, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT));
	g_clear_error(&error);

	WeirJsonLimits small = { .bytes = 4, .depth = 64, .values = 10 };
	ck_assert_ptr_null(weir_json_read("[1,2]", 5, &small, NULL, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT));
}
END_TEST

START_TEST(counts_scalars_and_containers_alike)
{
	WeirJsonLimits five = { .bytes = 100, .depth = 64, .values = 5 };
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) fits = weir_json_read("{\"a\":[1,null,\"x\"]}", 18, &five, NULL, &error);
	ck_assert_ptr_nonnull(fits);
	ck_assert_ptr_null(weir_json_read("{\"a\":[1,null,\"x\",2]}", 20, &five, NULL, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT));
}
END_TEST

START_TEST(notes_integers_beyond_64_bits)
{
	g_autoptr(json_t) value = NULL;
	WeirJsonNotes notes;
	value = read_text("[9223372036854775807,9223372036854775808,-9223372036854775809,"
			  "123456789012345678901234567890123456789,1.5]",
			  &notes, NULL);
	ck_assert(notes.big_integers);
	ck_assert(json_is_integer(json_array_get(value, 0)));
	for (gsize i = 1; i < 4; i++)
		ck_assert(json_is_real(json_array_get(value, i)));
	ck_assert_double_eq(json_real_value(json_array_get(value, 1)), 9223372036854775808.0);
	weir_json_notes_clear(&notes);
	g_autoptr(json_t) alone = read_text("18446744073709551616", &notes, NULL);
	ck_assert(notes.big_integers && json_is_real(alone));
}
END_TEST

START_TEST(shows_a_nul_in_a_string)
{
	WeirJsonNotes notes;
	g_autoptr(json_t) value =
		read_text("{\"a\":\"x\\u0000y\\\\u0000\",\"n\":99999999999999999999}", &notes, NULL);
	ck_assert(notes.replaced_nul && notes.big_integers);
	ck_assert_str_eq(weir_json_text(value, "a"), "x␀y\\u0000");
}
END_TEST

START_TEST(finds_repeated_members)
{
	static const struct {
		const char *text, *name;
	} rows[] = {
		{ "{\"a\":1,\"b\":{\"a\":2},\"c\":[{\"a\":1},{\"a\":1}]}", NULL },
		{ "{\"a\":1,\"a\":2}", "a" },
		{ "{\"x\":{\"y\":1,\"z\":\"y\",\"y\":2}}", "y" },
		{ "{\"ab\":1,\"a\\u0062\":2}", "a\\u0062" },
		{ "{\"\\/\":1,\"/\":2}", "/" },
		{ "{\"a\":\"a\",\"b\":\"a\"}", NULL },
		{ "{\"\033\":1}", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		WeirJsonNotes notes;
		g_autoptr(json_t) value = read_text(rows[i].text, &notes, NULL);
		if (rows[i].name == NULL)
			ck_assert_ptr_null(notes.duplicate_member);
		else
			ck_assert_str_eq(notes.duplicate_member, rows[i].name);
		weir_json_notes_clear(&notes);
	}
}
END_TEST

START_TEST(looks_without_surprises)
{
	g_autoptr(json_t) value =
		read_text("{\"t\":\"x\",\"n\":7,\"b\":true,\"o\":{\"a/b\":[10,{\"~\":\"deep\"}]},"
			  "\"z\":null}",
			  NULL, NULL);
	ck_assert_str_eq(weir_json_text(value, "t"), "x");
	ck_assert_ptr_null(weir_json_text(value, "n"));
	ck_assert_ptr_null(weir_json_text(value, "missing"));
	ck_assert_ptr_null(weir_json_text(NULL, "t"));
	ck_assert_ptr_null(weir_json_object(value, "t"));
	ck_assert(weir_json_bool(value, "b", FALSE) && weir_json_bool(value, "t", TRUE));
	ck_assert_int_eq(weir_json_integer(value, "n", -1), 7);
	ck_assert_int_eq(weir_json_integer(value, "t", -1), -1);
	ck_assert_int_eq(json_integer_value(weir_json_pointer(value, "/o/a~1b/0")), 10);
	ck_assert_str_eq(json_string_value(weir_json_pointer(value, "/o/a~1b/1/~0")), "deep");
	ck_assert_ptr_eq(weir_json_pointer(value, ""), value);
	static const char *const nowhere[] = { "x",    "/o/a~1b/2", "/o/a~1b/00", "/o/a~1b/-",
					       "/t/0", "/z/z",      "/" };
	for (gsize i = 0; i < G_N_ELEMENTS(nowhere); i++)
		ck_assert_ptr_null(weir_json_pointer(value, nowhere[i]));
	g_autoptr(GString) pointer = g_string_new(NULL);
	weir_json_pointer_push(pointer, "a/b~c");
	ck_assert_str_eq(pointer->str, "/a~1b~0c");
	g_autofree char *printed = weir_json_print(weir_json_pointer(value, "/o"));
	ck_assert_str_eq(printed, "{\"a/b\":[10,{\"~\":\"deep\"}]}");
	ck_assert_uint_eq(weir_json_weight(weir_json_pointer(value, "/o")), 5);
	g_autoptr(json_t) text = json_string("0123456789abcdef0123456789abcdef0");
	ck_assert_uint_eq(weir_json_weight(text), 2);
	ck_assert_str_eq(weir_json_type_name(NULL), "nothing");
	ck_assert_str_eq(weir_json_type_name(value), "object");
}
END_TEST

/* Random damage to a document: an answer or an error, never more. */
START_TEST(survives_damage)
{
	static const char whole[] = "{\"a\":[1,2.5,-3e4,true,null,\"\\u00e5\\n\"],\"b\":{\"c\":{}}}";
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	int read = 0;
	for (int round = 0; round < 20000; round++) {
		g_autofree char *text = g_strdup(whole);
		for (int n = g_rand_int_range(random, 1, 4); n > 0; n--)
			text[g_rand_int_range(random, 0, sizeof whole - 1)] =
				"{}[]\",:\\u0019eE.-\x80 "[g_rand_int_range(random, 0, 18)];
		g_autoptr(GError) error = NULL;
		WeirJsonNotes notes;
		g_autoptr(json_t) value = read_text(text, &notes, &error);
		ck_assert((value != NULL) != (error != NULL));
		read += value != NULL;
		weir_json_notes_clear(&notes);
	}
	ck_assert_int_gt(read, 100);
}
END_TEST

int main(void)
{
	wipe_install_jansson();
	const TTest *const tests[] = {
		names_what_is_no_json,         keeps_its_caps,          counts_scalars_and_containers_alike,
		notes_integers_beyond_64_bits, shows_a_nul_in_a_string, finds_repeated_members,
		looks_without_surprises,       survives_damage,         NULL
	};
	return suite_run("base/json", tests);
}
