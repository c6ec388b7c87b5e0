/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of ECMA-262, Python and Rust; and those that belong to PCRE2 alone, which are no patterns here. */
#include "schema_help.h"

#include <string.h>

#define YES SCHEMA_VALID
#define NO SCHEMA_INVALID
#define NONE SCHEMA_UNKNOWN

static const struct {
	const char *pattern, *text;
	SchemaVerdict verdict;
} cases[] = {
	{ "a", "xay", YES },
	{ "^a", "xay", NO },
	{ "^abc$", "abc", YES },
	{ "^abc$", "abc\n", NO },
	{ "^abc\\Z", "abc\n", NO },
	{ "^abc\\z", "abc", YES },
	{ "\\Aabc", "abc", YES },
	{ "^\\d+$", "123", YES },
	{ "^\\d+$", "\u0663", NO },
	{ "^\\D$", "\u0663", YES },
	{ "^\\w$", "é", NO },
	{ "^\\W$", "é", YES },
	{ "^\\s$", "\u00a0", YES },
	{ "^\\s$", "\ufeff", YES },
	{ "^\\s$", "\u2029", YES },
	{ "^\\s$", "\v", YES },
	{ "^\\S$", "\u00a0", NO },
	{ "^[\\s]$", "\u2003", YES },
	{ "^[^\\s@]+@[^\\s@]+$", "a@b", YES },
	{ "^[^\\s@]+@[^\\s@]+$", "a@b c", NO },
	{ "^[\\s\\S]$", "\u00a0", YES },
	{ "^.$", "\xf0\x9f\x98\x80", YES },
	{ "^.$", "\n", NO },
	{ "^.$", "\r", NO },
	{ "^.$", "\u2028", NO },
	{ "(?s)^.$", "\n", YES },
	{ "(?i)ABC", "xabcx", YES },
	{ "(?i:A)b", "ab", YES },
	{ "(?i:A)b", "aB", NO },
	{ "(?u)a", "a", YES },
	{ "^\\p{Letter}+$", "aé\u03c0", YES },
	{ "^\\p{L}+$", "a1", NO },
	{ "^\\P{Letter}$", "1", YES },
	{ "^\\p{Lu}$", "A", YES },
	{ "^\\p{General_Category=Uppercase_Letter}$", "a", NO },
	{ "^\\p{gc=Nd}$", "\u0663", YES },
	{ "^\\p{Script=Greek}$", "\u03c0", YES },
	{ "^\\p{Script=Greek}$", "p", NO },
	{ "^\\p{scx=Latin}$", "p", YES },
	{ "^[\\p{Letter}\\d]+$", "é1", YES },
	{ "^\\pL$", "é", YES },
	{ "^\\cA$", "\x01", YES },
	{ "^\\cj$", "\n", YES },
	{ "\\c1", "a", NONE },
	{ "^\\u0041$", "A", YES },
	{ "^\\u{1F600}$", "\xf0\x9f\x98\x80", YES },
	{ "^\\uD83D\\uDE00$", "\xf0\x9f\x98\x80", YES },
	{ "^[\\uD83D\\uDE00]$", "\xf0\x9f\x98\x80", YES },
	{ "^\\U0001F600$", "\xf0\x9f\x98\x80", YES },
	{ "\\uD83D", "a", NONE },
	{ "\\u12", "a", NONE },
	{ "\\u{110000}", "a", NONE },
	{ "^\\x41$", "A", YES },
	{ "^\\x{41}$", "A", YES },
	{ "\\x4", "a", NONE },
	{ "^\\v$", "\v", YES },
	{ "^\\v$", "\n", NO },
	{ "^[\\b]$", "\b", YES },
	{ "\\bcat\\b", "the cat sat", YES },
	{ "\\bcat\\b", "concat", NO },
	{ "^\\t\\n\\r\\f\\a$", "\t\n\r\f\a", YES },
	{ "^\\/a\\-\\.$", "/a-.", YES },
	{ "^(a)\\1$", "aa", YES },
	{ "^(?<x>a)\\k<x>$", "aa", YES },
	{ "^(?P<x>a)(?P=x)$", "aa", YES },
	{ "^(?:a|b)+$", "abab", YES },
	{ "^(?=a)\\w$", "a", YES },
	{ "^(?!a)\\w$", "a", NO },
	{ "(?<=a)b", "ab", YES },
	{ "(?<!a)b", "ab", NO },
	{ "a(?# a comment)b", "ab", YES },
	{ "^(?>a+)b$", "aab", YES },
	{ "^a{2}$", "aa", YES },
	{ "^a{2,}$", "a", NO },
	{ "^a{1,2}$", "aaa", NO },
	{ "^a{,2}$", "aa", YES },
	{ "^a{,2}$", "aaa", NO },
	{ "^{a}$", "{a}", YES },
	{ "^a{$", "a{", YES },
	{ "^a{x}$", "a{x}", YES },
	{ "^a{ 1 }$", "a{ 1 }", YES },
	{ "^[]$", "a", NO },
	{ "^[^]$", "\n", YES },
	{ "^[[]$", "[", YES },
	{ "^[[:alpha:]]$", "a", NO },
	{ "^[a-c]$", "b", YES },
	{ "^[\\]\\\\]$", "]", YES },
	{ "^\\0$", "x", NO },
	{ "^[a", "a", NONE },
	{ "a)", "a", NONE },
	{ "*", "a", NONE },
	{ "a\\", "a", NONE },
	{ "\\h", "a", NONE },
	{ "\\Qa\\E", "a", NONE },
	{ "\\K", "a", NONE },
	{ "\\R", "\n", NONE },
	{ "\\C", "a", NONE },
	{ "\\N", "a", NONE },
	{ "[\\1]", "a", NONE },
	{ "[\\B]", "a", NONE },
	{ "\\012", "\n", NONE },
	{ "(*UTF)a", "a", NONE },
	{ "(*LIMIT_MATCH=1)a", "a", NONE },
	{ "(a|(?R))", "a", NONE },
	{ "(a)(?1)", "aa", NONE },
	{ "(?C1)a", "a", NONE },
	{ "(?|a)", "a", NONE },
	{ "(?&x)", "a", NONE },
	{ "(?P>x)", "a", NONE },
	{ "(?U)a", "a", NONE },
	{ "\\p{Nonsense}", "a", NONE },
	{ "\\p", "a", NONE },
	{ "\\k", "a", NONE },
	{ "(?", "a", NONE },
	{ "(", "a", NONE },
};

static SchemaVerdict match(const char *pattern, const char *text)
{
	g_autoptr(json_t) json = json_pack("{s:s}", "pattern", pattern);
	g_autoptr(json_t) instance = json_string(text);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	ck_assert_uint_eq(schema_notes(schema)->len > 0,
			  schema_validate(schema, instance, NULL, NULL) == SCHEMA_UNKNOWN);
	return schema_validate(schema, instance, NULL, NULL);
}

START_TEST(patterns_mean_what_they_should)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		ck_assert_msg(match(cases[i].pattern, cases[i].text) == cases[i].verdict, "%s on %s",
			      cases[i].pattern, cases[i].text);
}
END_TEST

START_TEST(zero_bytes_are_characters)
{
	g_autoptr(json_t) json = json_pack("{s:s#}", "pattern", "^a\0[\0b]$", 8);
	g_autoptr(json_t) yes = json_stringn("a\0b", 3);
	g_autoptr(json_t) no = json_stringn("a\0c", 3);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	ck_assert_int_eq(schema_validate(schema, yes, NULL, NULL), SCHEMA_VALID);
	ck_assert_int_eq(schema_validate(schema, no, NULL, NULL), SCHEMA_INVALID);
	g_autoptr(json_t) escaped = json_pack("{s:s}", "pattern", "^a\\0b$");
	g_autoptr(Schema) other = schema_new(escaped, NULL, NULL);
	ck_assert_int_eq(schema_validate(other, yes, NULL, NULL), SCHEMA_VALID);
}
END_TEST

START_TEST(every_ascii_escape_ends)
{
	for (int letter = 1; letter < 128; letter++) {
		const char *const shapes[] = { "\\%c", "[\\%c]", "(?%c", "(?%ca)", "\\%c{", "{%c}" };
		for (guint i = 0; i < G_N_ELEMENTS(shapes); i++) {
			g_autoptr(GString) pattern = g_string_new(shapes[i]);
			char with[2] = { (char)letter, '\0' };
			g_string_replace(pattern, "%c", with, 0);
			match(pattern->str, "a");
		}
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { patterns_mean_what_they_should, zero_bytes_are_characters,
				       every_ascii_escape_ends, NULL };
	return suite_run("model/schema_pattern", tests);
}
