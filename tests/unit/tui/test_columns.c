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

static Tone wordy_cell(const struct listing *listing, guint row, guint column, ListingLook look, GString *out)
{
	static const char *const texts[] = { "a_name_of_twenty_one", "what it is all about, in many words",
					     "1" };
	g_string_append(out, texts[column]);
	return TONE_PLAIN;
}

/* What explains is squeezed first, goes next, and only then a name is cut. */
START_TEST(explanations_go_before_names)
{
	static const struct column wordy[] = { { "name", "name", TEXT_LEFT, 4, 1, FALSE, FALSE },
					       { "what", "what", TEXT_LEFT, 10, 3, FALSE, FALSE },
					       { "n", "n", TEXT_RIGHT, 1, 0, FALSE, FALSE } };
	static const struct listing_kind kind = { .columns = wordy, .n_columns = 3, .cell = wordy_cell };
	static const struct {
		int width;
		guint places;
		int name;
	} rows[] = { { 60, 3, 20 }, { 35, 3, 20 }, { 34, 2, 20 }, { 23, 2, 20 }, { 20, 2, 17 } };
	struct listing listing = { .kind = &kind, .n_rows = 3 };
	Columns columns = { 0 };
	columns_measure(&columns, &listing, LOOK_UTF8, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		columns_lay_out(&columns, &kind, rows[i].width);
		ck_assert_uint_eq(columns.n_places, rows[i].places);
		ck_assert_int_eq(columns.places[0].width, rows[i].name);
	}
	columns_lay_out(&columns, &kind, 60);
	ck_assert_uint_eq(columns.n_places, 3);
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
	const TTest *const tests[] = { as_wide_as_needed,
				       squeezed_and_dropped,
				       explanations_go_before_names,
				       hidden_and_none,
				       stale,
				       NULL };
	return suite_run("tui/columns", tests);
}
