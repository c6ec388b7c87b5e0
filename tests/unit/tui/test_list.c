/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/list.h"

#include <string.h>

#include "rows.h"
#include "suite.h"

static const struct list_ops ops = { .id_column = "id" };
static const Rect place = { 0, 0, 11, 60 }; /* ten rows below the titles */

static void work(List *list)
{
	gboolean dirty;
	while (list_work(list, &dirty))
		;
}

static guint row_of(List *list)
{
	guint row = 0;
	ck_assert(list_current(list, &row));
	return row;
}

static char *state(List *list)
{
	GString *out = g_string_new(NULL);
	list_append_state(list, out, LOOK_ASCII);
	return g_string_free(out, FALSE);
}

static void check_state(List *list, const char *expected)
{
	g_autofree char *got = state(list);
	ck_assert_str_eq(got, expected);
}

static void set_up(void)
{
	screen_resize(11, 60, TRUE);
}

START_TEST(moves)
{
	struct listing listing = rows_made(100);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &listing);
	list_draw(list, place, TRUE);
	list_act(list, ACT_UP);
	ck_assert_uint_eq(row_of(list), 0);
	list_act(list, ACT_DOWN);
	ck_assert_uint_eq(row_of(list), 1);
	list_act(list, ACT_PAGE_DOWN);
	ck_assert_uint_eq(row_of(list), 10);
	list_act(list, ACT_LAST);
	ck_assert_uint_eq(row_of(list), 99);
	list_act(list, ACT_DOWN);
	ck_assert_uint_eq(row_of(list), 99);
	list_act(list, ACT_HALF_UP);
	ck_assert_uint_eq(row_of(list), 94);
	list_act(list, ACT_FIRST);
	check_state(list, "1/100");
}
END_TEST

START_TEST(none)
{
	struct listing listing = rows_made(0);
	guint row;
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_draw(list, place, TRUE);
	list_act(list, ACT_DOWN);
	list_set(list, &listing);
	list_draw(list, place, TRUE);
	for (enum action action = ACT_NONE; action <= ACT_VIEW; action++)
		list_act(list, action);
	ck_assert(!list_current(list, &row));
	list_click(list, 3, 3);
	list_scroll(list, 1);
	work(list);
	check_state(list, "sort name v");
}
END_TEST

START_TEST(cursor_stays_on_its_row)
{
	struct listing listing = rows_made(100);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &listing);
	list_draw(list, place, TRUE);
	for (int i = 0; i < 42; i++)
		list_act(list, ACT_DOWN);
	ck_assert(list_set_sort(list, "number", TRUE));
	work(list);
	ck_assert_uint_eq(row_of(list), 42);
	list_set_filter(list, "row 4");
	work(list);
	ck_assert_uint_eq(row_of(list), 42);
	list_set_filter(list, NULL);
	work(list);
	ck_assert_uint_eq(row_of(list), 42);
	ck_assert(list_set_sort(list, NULL, FALSE));
	ck_assert_uint_eq(row_of(list), 42);
	ck_assert(!list_set_sort(list, "nosuch", FALSE));
}
END_TEST

START_TEST(filtered_out_the_next_takes_it)
{
	struct listing listing = rows_made(100);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &listing);
	list_go(list, "00000042-aaaa-bbbb-cccc-dddddddddddd");
	ck_assert_uint_eq(row_of(list), 42);
	list_set_filter(list, "row 5");
	work(list);
	ck_assert_uint_eq(row_of(list), 50);
}
END_TEST

START_TEST(read_anew_the_cursor_finds_its_row)
{
	static const char *const before[] = { "a", "b", "c", NULL };
	struct listing first = rows_named(before), again = rows_made(50);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &first);
	list_act(list, ACT_LAST);
	list_set(list, NULL);
	guint row;
	ck_assert(!list_current(list, &row));
	list_set(list, &again);
	ck_assert_uint_eq(row_of(list), 2);
}
END_TEST

/* The same listing struct with other rows, as a view has it: who is to be followed is asked before. */
START_TEST(replaced_in_place_the_cursor_finds_its_row)
{
	static const char *const before[] = { "a", "b", "c", "d", NULL }, *const after[] = { "d", "b", NULL };
	static const struct list_ops by_name = { .id_column = "name" };
	struct listing listing = rows_named(before);
	g_autoptr(List) list = list_new(&rows_kind, &by_name);
	list_set(list, &listing);
	list_act(list, ACT_LAST);
	list_keep(list);
	listing = rows_named(after);
	list_set(list, &listing);
	ck_assert_uint_eq(row_of(list), 0);
}
END_TEST

START_TEST(waits_for_a_row_that_comes_later)
{
	struct listing listing = rows_made(10);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &listing);
	list_go(list, "00000012-aaaa-bbbb-cccc-dddddddddddd");
	ck_assert_uint_eq(row_of(list), 0);
	listing.n_rows = 20;
	list_grew(list, FALSE);
	ck_assert_uint_eq(row_of(list), 12);
}
END_TEST

START_TEST(next_match)
{
	struct listing listing = rows_made(5000);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &listing);
	list_act(list, ACT_NEXT_MATCH);
	ck_assert_ptr_nonnull(strstr(list_told(list), "/"));
	list_set_filter(list, "row .*77$");
	work(list);
	list_set_filter(list, NULL);
	list_act(list, ACT_FIRST);
	list_act(list, ACT_NEXT_MATCH);
	work(list);
	ck_assert_uint_eq(row_of(list), 77);
	list_act(list, ACT_NEXT_MATCH);
	work(list);
	ck_assert_uint_eq(row_of(list), 177);
	list_act(list, ACT_PREVIOUS_MATCH);
	list_act(list, ACT_PREVIOUS_MATCH); /* typed ahead: each goes on from the one before */
	work(list);
	ck_assert_uint_eq(row_of(list), 4977);
}
END_TEST

START_TEST(marks)
{
	struct listing listing = rows_made(5);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &listing);
	list_act(list, ACT_MARK);
	list_act(list, ACT_DOWN);
	list_act(list, ACT_MARK);
	g_autofree char *both = list_copy(list);
	ck_assert_str_eq(both, "00000000-aaaa-bbbb-cccc-dddddddddddd\n00000002-aaaa-bbbb-cccc-dddddddddddd");
	check_state(list, "2 marked   4/5");
	list_act(list, ACT_UNMARK_ALL);
	g_autofree char *one = list_copy(list);
	ck_assert_str_eq(one, "00000003-aaaa-bbbb-cccc-dddddddddddd");
}
END_TEST

START_TEST(clicks)
{
	struct listing listing = rows_made(50);
	g_autoptr(List) list = list_new(&rows_kind, &ops);
	list_set(list, &listing);
	list_draw(list, place, TRUE);
	ck_assert(!list_click(list, 4, 5));
	ck_assert_uint_eq(row_of(list), 3);
	ck_assert(list_click(list, 4, 5));
	list_scroll(list, 1);
	ck_assert_uint_eq(row_of(list), 3);
	list_scroll(list, 1);
	ck_assert_uint_eq(row_of(list), 6);
	list_click(list, 0, 12); /* the title of the numbers */
	work(list);
	check_state(list, "sort number ^   15/50");
	ck_assert_uint_eq(row_of(list), 6);
}
END_TEST

static gboolean note_odd(const struct listing *listing, guint row, ListingLook look, GString *out, Tone *tone)
{
	if (row % 2 == 1)
		g_string_append(out, "odd");
	*tone = TONE_LOOK;
	return row % 2 == 1;
}

/* Rows of two lines: the cursor's row is always whole on the screen, whichever way it moves. */
START_TEST(notes_take_lines)
{
	static const struct list_ops with_notes = { .id_column = "id", .note = note_odd };
	struct listing listing = rows_made(40);
	g_autoptr(List) list = list_new(&rows_kind, &with_notes);
	list_set(list, &listing);
	list_draw(list, place, TRUE);
	ck_assert(!list_click(list, 3, 5)); /* the note of row 1 */
	ck_assert_uint_eq(row_of(list), 1);
	list_act(list, ACT_LAST);
	list_draw(list, place, TRUE);
	ck_assert(list_click(list, 9, 5)); /* 34 35 36 37 38 39 end at line 9, 33 would not fit */
	ck_assert_uint_eq(row_of(list), 39);
	for (int i = 0; i < 40; i++) {
		list_act(list, i % 5 == 4 ? ACT_PAGE_UP : ACT_UP);
		list_draw(list, place, TRUE);
	}
	ck_assert_uint_eq(row_of(list), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { moves,
				       none,
				       cursor_stays_on_its_row,
				       filtered_out_the_next_takes_it,
				       read_anew_the_cursor_finds_its_row,
				       replaced_in_place_the_cursor_finds_its_row,
				       waits_for_a_row_that_comes_later,
				       next_match,
				       marks,
				       clicks,
				       notes_take_lines,
				       NULL };
	set_up();
	int failed = suite_run("tui/list", tests);
	screen_free();
	return failed;
}
