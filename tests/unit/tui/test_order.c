/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/order.h"

#include "rows.h"
#include "suite.h"

enum { NAME = 1, NUMBER = 2, EMPTY = 4 };

static void work(Order *order)
{
	while (order_step(order, g_get_monotonic_time() + 1000, NULL))
		;
}

/* One slice after the other, each as short as can be: how many it took. */
static guint work_in_slices(Order *order)
{
	guint slices = 1;
	while (order_step(order, 0, NULL))
		slices++;
	return slices;
}

static void check_shown(Order *order, const char *expected)
{
	g_autoptr(GString) got = g_string_new(NULL);
	for (guint i = 0; i < order_count(order); i++)
		g_string_append_printf(got, "%s%u", i > 0 ? " " : "", order_row(order, i));
	ck_assert_str_eq(got->str, expected);
}

START_TEST(nothing_to_do)
{
	struct listing listing = rows_made(5);
	g_autoptr(Order) order = order_new(NULL);
	ck_assert_uint_eq(order_count(order), 0);
	order_set_listing(order, &listing);
	ck_assert(!order_busy(order));
	check_shown(order, "0 1 2 3 4");
	listing.n_rows = 7;
	order_grew(order, TRUE);
	check_shown(order, "0 1 2 3 4 5 6");
}
END_TEST

START_TEST(sorts)
{
	struct listing listing = rows_made(7); /* numbers: 0 2 4 6 1 3 5 */
	g_autoptr(Order) order = order_new(NULL);
	order_set_listing(order, &listing);
	order_set_sort(order, NUMBER, FALSE);
	check_shown(order, "0 1 2 3 4 5 6");
	work(order);
	check_shown(order, "0 4 1 5 2 6 3");
	order_set_sort(order, NUMBER, TRUE);
	work(order);
	check_shown(order, "3 6 2 5 1 4 0");
	order_set_sort(order, -1, FALSE);
	check_shown(order, "0 1 2 3 4 5 6");
}
END_TEST

START_TEST(sorts_numbers_in_words)
{
	static const char *const names[] = {
		"row 10", "row 9", "Row 1", "row 010", "", "row", "row 9b", NULL
	};
	struct listing listing = rows_named(names);
	g_autoptr(Order) order = order_new(NULL);
	order_set_listing(order, &listing);
	order_set_sort(order, NAME, FALSE);
	work(order);
	check_shown(order, "5 2 1 6 0 3 4"); /* equal ones stay as they were, nothing comes last */
	order_set_sort(order, NAME, TRUE);
	work(order);
	check_shown(order, "0 3 6 1 2 5 4");
}
END_TEST

START_TEST(filters)
{
	struct listing listing = rows_made(30);
	g_autoptr(Order) order = order_new(NULL);
	g_autoptr(Filter) filter = filter_new("row 1", &rows_kind);
	order_set_listing(order, &listing);
	order_set_filter(order, filter);
	work(order);
	check_shown(order, "1 10 11 12 13 14 15 16 17 18 19");
	guint position;
	ck_assert(order_position(order, 12, &position));
	ck_assert_uint_eq(position, 3);
	ck_assert(!order_position(order, 5, &position));
	ck_assert_uint_eq(position, 1);
	order_set_filter(order, NULL);
	ck_assert_uint_eq(order_count(order), 30);
}
END_TEST

START_TEST(rows_that_come_later)
{
	struct listing listing = rows_made(10);
	g_autoptr(Order) order = order_new(NULL);
	g_autoptr(Filter) filter = filter_new("parity:odd", &rows_kind);
	order_set_listing(order, &listing);
	order_set_filter(order, filter);
	work(order);
	check_shown(order, "1 3 5 7 9");
	listing.n_rows = 14;
	order_grew(order, TRUE);
	ck_assert(order_busy(order));
	work(order);
	check_shown(order, "1 3 5 7 9 11 13");
}
END_TEST

START_TEST(rows_that_come_while_sorting)
{
	struct listing listing = rows_made(2000);
	g_autoptr(Order) order = order_new(NULL);
	order_set_listing(order, &listing);
	order_set_sort(order, NAME, TRUE);
	for (int i = 0; i < 12; i++)
		order_step(order, 0, NULL);
	listing.n_rows = 3000;
	order_grew(order, TRUE);
	work(order);
	ck_assert_uint_eq(order_count(order), 3000);
	for (guint i = 0; i < 3000; i++)
		ck_assert_uint_eq(order_row(order, i), 2999 - i);
}
END_TEST

/* Nothing is lost or doubled whatever the length, and no slice does it all. */
START_TEST(slices)
{
	for (guint count = 0; count < 600; count += 37) {
		struct listing listing = rows_made(count);
		g_autoptr(Order) order = order_new(NULL);
		order_set_listing(order, &listing);
		order_set_sort(order, NUMBER, FALSE);
		work_in_slices(order);
		ck_assert_uint_eq(order_count(order), count);
		for (guint i = 0; i < count; i++)
			ck_assert_uint_eq(order_row(order, i) * 7919 % count, i);
	}
	struct listing listing = rows_made(20000);
	g_autoptr(Order) order = order_new(NULL);
	order_set_listing(order, &listing);
	order_set_sort(order, NUMBER, FALSE);
	ck_assert_uint_gt(work_in_slices(order), 200);
}
END_TEST

START_TEST(what_is_shown_stays_until_it_is_done)
{
	struct listing listing = rows_made(5000);
	g_autoptr(Order) order = order_new(NULL);
	order_set_listing(order, &listing);
	order_set_sort(order, NUMBER, FALSE);
	gboolean swapped = FALSE;
	while (order_step(order, 0, &swapped)) {
		ck_assert(!swapped);
		ck_assert_uint_eq(order_row(order, 1), 1);
		ck_assert_int_le(order_percent(order), 100);
	}
	ck_assert(swapped);
	ck_assert_uint_ne(order_row(order, 1), 1);
}
END_TEST

START_TEST(other_rows)
{
	struct listing many = rows_made(100), few = rows_made(3);
	g_autoptr(Order) order = order_new(NULL);
	order_set_listing(order, &many);
	order_set_sort(order, NAME, TRUE);
	order_step(order, 0, NULL);
	order_set_listing(order, &few);
	work(order);
	check_shown(order, "2 1 0");
	order_set_listing(order, NULL);
	ck_assert_uint_eq(order_count(order), 0);
	ck_assert(!order_busy(order));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { nothing_to_do,
				       sorts,
				       sorts_numbers_in_words,
				       filters,
				       rows_that_come_later,
				       rows_that_come_while_sorting,
				       slices,
				       what_is_shown_stays_until_it_is_done,
				       other_rows,
				       NULL };
	return suite_run("tui/order", tests);
}
