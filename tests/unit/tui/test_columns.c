/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/columns.h"

#include "rows.h"
#include "suite.h"

/* "column@left+width ..." */
static char *places(guint rows, int width, const char *hidden)
{
	struct listing listing = rows_made(rows);
	Columns columns = { 0 };
	columns_measure(&columns, &listing, LOOK_UTF8, hidden);
	columns_lay_out(&columns, &rows_kind, width);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < columns.n_places; i++)
		g_string_append_printf(out, "%s%u@%d+%d", i > 0 ? " " : "", columns.places[i].column,
				       columns.places[i].left, columns.places[i].width);
	return g_string_free(out, FALSE);
}

#define PLACES(rows, width, hidden, expected)                                                                \
	do {                                                                                                 \
		g_autofree char *got = places(rows, width, hidden);                                          \
		ck_assert_str_eq(got, expected);                                                             \
	} while (0)

START_TEST(as_wide_as_needed)
{
	/* sign 1, "row 9" 5, "number" 6, id 36: short, unless it fits whole */
	PLACES(10, 40, NULL, "0@0+1 1@2+5 2@9+6 3@17+13");
	PLACES(10, 52, NULL, "0@0+1 1@2+5 2@9+6 3@17+13");
	PLACES(10, 53, NULL, "0@0+1 1@2+5 2@9+6 3@17+36");
	PLACES(10, 200, NULL, "0@0+1 1@2+5 2@9+6 3@17+36");
}
END_TEST

START_TEST(squeezed_and_dropped)
{
	PLACES(100000, 35, NULL, "0@0+1 1@2+9 2@13+6 3@21+13");
	PLACES(100000, 32, NULL, "0@0+1 1@2+7 2@11+6 3@19+13"); /* the weight gives first */
	PLACES(100000, 30, NULL, "0@0+1 1@2+6 2@10+5 3@17+13");
	PLACES(100000, 20, NULL, "0@0+1 1@2+6 2@10+4");
	PLACES(100000, 10, NULL, "0@0+1 1@2+6");
	PLACES(100000, 1, NULL, "0@0+1");
	PLACES(100000, 0, NULL, "0@0+0");
}
END_TEST

START_TEST(hidden_and_none)
{
	PLACES(10, 60, "number", "0@0+1 1@2+5 3@9+36");
	PLACES(0, 60, NULL, "0@0+0 1@1+4 2@7+6 3@15+2");
}
END_TEST

START_TEST(stale)
{
	struct listing listing = rows_made(10);
	Columns columns = { 0 };
	ck_assert(columns_stale(&columns, &listing));
	columns_measure(&columns, &listing, LOOK_UTF8, NULL);
	ck_assert(!columns_stale(&columns, &listing));
	listing.n_rows = 11;
	ck_assert(columns_stale(&columns, &listing));
	listing.n_rows = 5000;
	columns_measure(&columns, &listing, LOOK_UTF8, NULL);
	listing.n_rows = 6000;
	ck_assert(!columns_stale(&columns, &listing));
	listing.n_rows = 60000;
	ck_assert(columns_stale(&columns, &listing));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { as_wide_as_needed, squeezed_and_dropped, hidden_and_none, stale,
				       NULL };
	return suite_run("tui/columns", tests);
}
