/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/flat.h"

#include <string.h>

#include "base/json.h"
#include "base/secret.h"
#include "suite.h"

/* Lines as "label|indent|text". */
static char *flattened(GPtrArray *lines, int width, int depth, json_t *toggled)
{
	g_autoptr(GHashTable) table = g_hash_table_new(NULL, NULL);
	if (toggled != NULL)
		g_hash_table_add(table, toggled);
	g_autoptr(Flat) flat = flat_new(lines, width, table, depth, TRUE, TRUE);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < flat->lines->len; i++) {
		const FlatLine *line = &g_array_index(flat->lines, FlatLine, i);
		g_string_append_printf(out, "%s%s|%d|%s", i > 0 ? "\n" : "",
				       line->label != NULL ? line->label : "", line->indent, line->text);
	}
	return g_string_free(out, FALSE);
}

START_TEST(wraps)
{
	g_autoptr(GPtrArray) lines = detail_new();
	detail_add(lines, "name", TONE_PLAIN, "short");
	detail_add(lines, "what", TONE_PLAIN, "one two three four five");
	detail_add(lines, NULL, TONE_PLAIN, "  own indent that is long");
	g_autofree char *got = flattened(lines, 20, 0, NULL);
	ck_assert_str_eq(got, "name|6|short\n"
			      "what|6|one two three\n"
			      "|6|four five\n"
			      "|8|own indent\n"
			      "|10|that is\n"
			      "|10|long");
}
END_TEST

START_TEST(folds)
{
	g_autoptr(json_t) value =
		json_loads("{\"a\":1,\"b\":[true,\"x\"],\"c\":{},\"d\":{\"e\":null}}", 0, NULL);
	g_autoptr(GPtrArray) lines = detail_new();
	detail_add_json(lines, "body", value);
	g_autofree char *shut = flattened(lines, 60, 0, NULL);
	ck_assert_str_eq(shut, "body|6|+ {4}");
	g_autofree char *one = flattened(lines, 60, 1, NULL);
	ck_assert_str_eq(one, "body|6|- {4}\n"
			      "|2|  a  1\n"
			      "|2|+ b  [2]\n"
			      "|2|  c  {}\n"
			      "|2|+ d  {1}");
	g_autofree char *toggled = flattened(lines, 60, 1, json_object_get(value, "b"));
	ck_assert_str_eq(toggled, "body|6|- {4}\n"
				  "|2|  a  1\n"
				  "|2|- b  [2]\n"
				  "|4|  0  true\n"
				  "|4|  1  \"x\"\n"
				  "|2|  c  {}\n"
				  "|2|+ d  {1}");
}
END_TEST

START_TEST(inert)
{
	g_autoptr(json_t) value = json_pack("{s:s}", "a\033[2J", "b\033]0;x\007\n\xe2\x80\xae");
	g_autoptr(GPtrArray) lines = detail_new();
	detail_add_json(lines, "body", value);
	g_autofree char *got = flattened(lines, 60, 1, NULL);
	for (const char *at = got; *at != '\0'; at++)
		ck_assert(*at == '\n' || ((guchar)*at >= 0x20 && (guchar)*at < 0x7f));
	ck_assert_ptr_nonnull(strstr(got, "a^[[2J  \"b^[]0;x^G^J<U+202E>\""));
}
END_TEST

START_TEST(pairs)
{
	g_autoptr(GPtrArray) lines = detail_new();
	detail_add_pair(lines, TONE_PLAIN, "sent\nPOST /x", "received\n\033[2J202\nthird");
	g_autofree char *wide = flattened(lines, 73, 0, NULL);
	g_auto(GStrv) parts = g_strsplit(wide, "\n", -1);
	ck_assert_uint_eq(g_strv_length(parts), 3);
	ck_assert_str_eq(parts[0], "|0|sent                                | received");
	ck_assert_str_eq(parts[1], "|0|POST /x                             | \u241b[2J202");
	ck_assert_str_eq(parts[2], "|0|                                    | third");
	g_autofree char *narrow = flattened(lines, 40, 0, NULL);
	ck_assert_str_eq(narrow, "|0|sent\n|0|POST /x\n|0|\n|0|received\n|0|\u241b[2J202\n|0|third");
}
END_TEST

START_TEST(bounded)
{
	g_autoptr(json_t) value = json_array();
	for (int i = 0; i < 3 * FLAT_CAP; i++)
		json_array_append_new(value, json_integer(i));
	g_autoptr(GPtrArray) lines = detail_new();
	detail_add_json(lines, "body", value);
	g_autoptr(GHashTable) none = g_hash_table_new(NULL, NULL);
	g_autoptr(Flat) flat = flat_new(lines, 60, none, 5, TRUE, TRUE);
	ck_assert(flat->cut);
	ck_assert_uint_le(flat->lines->len, FLAT_CAP + 1);
}
END_TEST

START_TEST(redacted)
{
	g_autoptr(SecBuf) secret = secbuf_new("env:T", "tok-12345678", 12, NULL);
	g_autoptr(json_t) value = json_pack("[s]", "Bearer tok-12345678");
	g_autoptr(GPtrArray) lines = detail_new();
	detail_add(lines, "text", TONE_PLAIN, "see tok-12345678 here");
	detail_add_json(lines, "body", value);
	g_autofree char *got = flattened(lines, 60, 1, NULL);
	ck_assert_ptr_null(strstr(got, "tok-12345678"));
	ck_assert_ptr_nonnull(strstr(got, "own:env:T"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { wraps, folds, inert, pairs, bounded, redacted, NULL };
	return suite_run("tui/flat", tests);
}
