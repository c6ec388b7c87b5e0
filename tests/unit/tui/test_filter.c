/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/filter.h"

#include <string.h>

#include "rows.h"
#include "suite.h"

static const char *const names[] = { "get_ticket", "delete_ticket", "Delete_All", "sök_ärende",
				     "a.b",        "日本語",        "x y",        NULL };

/* The rows that a filter lets through, as "0 2 5". */
static char *passing(const char *text)
{
	struct listing listing = rows_named(names);
	g_autoptr(Filter) filter = filter_new(text, &rows_kind);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < listing.n_rows; i++)
		if (filter == NULL || filter_row(filter, &listing, i))
			g_string_append_printf(out, "%s%u", out->len > 0 ? " " : "", i);
	return g_string_free(out, FALSE);
}

#define PASSES(text, rows)                                                                                   \
	do {                                                                                                 \
		g_autofree char *got = passing(text);                                                        \
		ck_assert_msg(strcmp(got, rows) == 0, "/%s: rows %s, not %s", text, got, rows);              \
	} while (0)

START_TEST(words)
{
	PASSES("ticket", "0 1");
	PASSES("delete", "1 2");
	PASSES("Delete", "2");
	PASSES("TICKET", "");
	PASSES("ärende", "3");
	PASSES("ÄRENDE", "");
	PASSES("本", "5");
	PASSES("x y", "6");
}
END_TEST

START_TEST(expressions)
{
	PASSES("^get", "0");
	PASSES("ticket$", "0 1");
	PASSES("get|all", "0 2");
	PASSES("a\\.b", "4");
	PASSES("s.k_", "3");
	PASSES("\\w+_\\w+", "0 1 2 3");
}
END_TEST

START_TEST(negations)
{
	PASSES("!ticket", "2 3 4 5 6");
	PASSES("!name:delete", "0 3 4 5 6");
	PASSES("!name:get !name:delete a", "3 4 5 6");
}
END_TEST

START_TEST(columns)
{
	PASSES("name:ticket", "0 1");
	PASSES("id:00000003", "3");
	PASSES("parity:even", "0 2 4 6");
	PASSES("parity:even name:delete", "2");
	PASSES("parity:odd ticket", "1");
	PASSES("nosuch:ticket", "");
	PASSES("name:", "0 1 2 3 4 5 6");
}
END_TEST

START_TEST(numbers)
{
	/* (row * 7919) % 7 is row * 2 % 7: 0 2 4 6 1 3 5 */
	PASSES("number:>4", "3 6");
	PASSES("number:>=4", "2 3 6");
	PASSES("number:<1", "0");
	PASSES("number:<=1", "0 4");
	PASSES("!number:>4", "0 1 2 4 5");
	PASSES("name:>1", "");
}
END_TEST

START_TEST(nothing)
{
	ck_assert_ptr_null(filter_new("", &rows_kind));
	ck_assert_ptr_null(filter_new("   ", &rows_kind));
	ck_assert_ptr_null(filter_new("!", &rows_kind));
}
END_TEST

START_TEST(broken_pattern_is_taken_literally)
{
	g_autoptr(Filter) filter = filter_new("b(", NULL);
	ck_assert(filter_line(filter, "ab(c"));
	ck_assert(!filter_line(filter, "abc"));
	ck_assert_ptr_nonnull(strstr(filter_note(filter), "literally"));
	g_autoptr(Filter) fine = filter_new("b", NULL);
	ck_assert_ptr_null(filter_note(fine));
}
END_TEST

/* Each of these takes for ever with a matcher that tries everything. */
START_TEST(hostile_patterns_end)
{
	static const char *const patterns[] = { "(a+)+$", "^(a|a)*$",          "^(([a-z])+.)+[A-Z]([a-z])+$",
						"(.*)*x", "^(?:a?){60}a{60}$", "(((((a*)*)*)*)*)*b" };
	g_autofree char *text = g_strnfill(5000, 'a');
	g_autofree char *line = g_strconcat(text, "!", NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++) {
		g_autoptr(Filter) filter = filter_new(patterns[i], NULL);
		ck_assert(!filter_line(filter, line));
	}
	g_autoptr(Filter) filter = filter_new("(a+)+$", NULL);
	filter_line(filter, line);
	ck_assert_ptr_nonnull(strstr(filter_note(filter), "gave up"));
}
END_TEST

START_TEST(a_limit_cannot_be_lifted)
{
	g_autofree char *text = g_strnfill(5000, 'a');
	g_autofree char *line = g_strconcat(text, "!", NULL);
	g_autoptr(Filter) filter = filter_new("(*LIMIT_MATCH=4000000000)(a+)+$", NULL);
	ck_assert(!filter_line(filter, line));
}
END_TEST

START_TEST(parts)
{
	gsize start, length;
	g_autoptr(Filter) filter = filter_new("et", NULL);
	ck_assert(filter_part(filter, "get ticket", 0, &start, &length));
	ck_assert_uint_eq(start, 1);
	ck_assert_uint_eq(length, 2);
	ck_assert(filter_part(filter, "get ticket", 3, &start, &length));
	ck_assert_uint_eq(start, 8);
	ck_assert(!filter_part(filter, "get ticket", 10, &start, &length));
	g_autoptr(Filter) negated = filter_new("!et", NULL);
	ck_assert(!filter_part(negated, "get ticket", 0, &start, &length));
	g_autoptr(Filter) empty = filter_new("x*", NULL);
	ck_assert(!filter_part(empty, "get", 0, &start, &length));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { words,
				       expressions,
				       negations,
				       columns,
				       numbers,
				       nothing,
				       broken_pattern_is_taken_literally,
				       hostile_patterns_end,
				       a_limit_cannot_be_lifted,
				       parts,
				       NULL };
	return suite_run("tui/filter", tests);
}
