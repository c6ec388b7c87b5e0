/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/needles.h"

#include <string.h>

#include "suite.h"

enum { MIB = 1024 * 1024 };

static GArray *find(const Needles *set, const char *text, gsize length, guint64 *compared)
{
	GArray *hits = g_array_new(FALSE, FALSE, sizeof(NeedleHit));
	guint64 work = needles_find(set, text, length, hits);
	if (compared != NULL)
		*compared = work;
	return hits;
}

static void add(Needles *set, const char *text)
{
	needles_add(set, NULL, text, strlen(text), text, 0);
}

/* "3-9 abcdef" for each hit, in order. */
static char *told(const Needles *set, const char *text)
{
	g_autoptr(GArray) hits = find(set, text, strlen(text), NULL);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < hits->len; i++) {
		const NeedleHit *hit = &g_array_index(hits, NeedleHit, i);
		g_string_append_printf(out, "%s%zu-%zu %s", i > 0 ? ", " : "", hit->start, hit->end,
				       (const char *)hit->owner);
	}
	return g_string_free(out, FALSE);
}

START_TEST(finds_everywhere)
{
	for (gsize width = 4; width <= 8; width++)
		for (gsize shortest = width; shortest < width + 6; shortest++) {
			g_autoptr(Needles) set = needles_new(shortest, width);
			g_autofree char *needle = g_strndup("abcdefghijklmnopqrst", shortest);
			add(set, needle);
			for (gsize before = 0; before < 40; before++)
				for (gsize after = 0; after < 40; after++) {
					g_autofree char *left = g_strnfill(before, '.'),
							*right = g_strnfill(after, '.'),
							*text = g_strconcat(left, needle, right, NULL);
					g_autoptr(GArray) hits = find(set, text, strlen(text), NULL);
					ck_assert_int_eq(hits->len, 1);
					ck_assert_int_eq(g_array_index(hits, NeedleHit, 0).start, before);
				}
		}
}
END_TEST

START_TEST(orders_hits)
{
	g_autoptr(Needles) set = needles_new(6, 4);
	add(set, "cdefgh");
	add(set, "abcdef");
	add(set, "abcdefgh");
	add(set, "abcdef");
	g_autofree char *all = told(set, "-abcdefgh-");
	ck_assert_str_eq(all, "1-9 abcdefgh, 1-7 abcdef, 1-7 abcdef, 3-9 cdefgh");
	g_autofree char *none = told(set, "abcde fghij");
	ck_assert_str_eq(none, "");
	g_autofree char *tiny = told(set, "abc");
	ck_assert_str_eq(tiny, "");
}
END_TEST

START_TEST(joins_what_overlaps_itself)
{
	g_autoptr(Needles) set = needles_new(6, 4);
	add(set, "aaaaaa");
	g_autofree char *one = told(set, "b aaaaaaaaaaaaaaaaaaaaaaa b");
	ck_assert_str_eq(one, "2-25 aaaaaa");
}
END_TEST

START_TEST(drops_chains)
{
	g_autoptr(Needles) set = needles_new(6, 4);
	add(set, "abcdef");
	Needle *chain = NULL;
	for (int i = 0; i < 500; i++) {
		g_autofree char *text = g_strdup_printf("needle-%d-", i);
		chain = needles_add(set, chain, text, strlen(text), "chain", 7);
		chain = needles_add(set, chain, text, strlen(text), "chain", 7);
	}
	ck_assert_int_eq(needles_count(set), 501);
	g_autofree char *both = told(set, "abcdef needle-77-");
	ck_assert_str_eq(both, "0-6 abcdef, 7-17 chain");
	needles_drop(set, chain);
	ck_assert_int_eq(needles_count(set), 1);
	g_autofree char *left = told(set, "abcdef needle-77-");
	ck_assert_str_eq(left, "0-6 abcdef");
}
END_TEST

/* Against a search that is plainly right. */
START_TEST(agrees_with_plain_search)
{
	GRand *random = g_rand_new_with_seed(11);
	for (int round = 0; round < 300; round++) {
		g_autoptr(Needles) set = needles_new(6, 4);
		g_autoptr(GPtrArray) needles = g_ptr_array_new_with_free_func(g_free);
		char text[400];
		for (gsize i = 0; i < sizeof text; i++)
			text[i] = (char)g_rand_int_range(random, 'a', 'd');
		for (int i = 0; i < 20; i++) {
			char *needle = g_strndup(text + g_rand_int_range(random, 0, 380),
						 (gsize)g_rand_int_range(random, 6, 12));
			g_ptr_array_add(needles, needle);
			add(set, needle);
		}
		gboolean covered[sizeof text] = { 0 }, expected[sizeof text] = { 0 };
		g_autoptr(GArray) hits = find(set, text, sizeof text, NULL);
		for (guint i = 0; i < hits->len; i++)
			for (gsize at = g_array_index(hits, NeedleHit, i).start;
			     at < g_array_index(hits, NeedleHit, i).end; at++)
				covered[at] = TRUE;
		for (guint i = 0; i < needles->len; i++)
			for (gsize at = 0; at + strlen(needles->pdata[i]) <= sizeof text; at++)
				for (gsize j = 0;
				     memcmp(text + at, needles->pdata[i], strlen(needles->pdata[i])) == 0 &&
				     j < strlen(needles->pdata[i]);
				     j++)
					expected[at + j] = TRUE;
		ck_assert_mem_eq(covered, expected, sizeof covered);
	}
	g_rand_free(random);
}
END_TEST

static guint64 work_of(const Needles *set, const char *piece)
{
	guint64 compared;
	g_autoptr(GString) text = g_string_sized_new(MIB + 64);
	while (text->len < MIB)
		g_string_append(text, piece);
	g_autoptr(GArray) hits = find(set, text->str, text->len, &compared);
	return compared;
}

/* Two thousand needles with one beginning: a text full of that beginning meets next to none of them. */
START_TEST(common_beginnings_cost_nothing)
{
	g_autoptr(Needles) set = needles_new(8, 6);
	GRand *random = g_rand_new_with_seed(5);
	for (int i = 0; i < 2000; i++) {
		g_autofree char *needle = g_strdup_printf("weir_live_%08x%08x%08x", g_rand_int(random),
							  g_rand_int(random), g_rand_int(random));
		needles_add(set, NULL, needle, strlen(needle), "one", 0);
	}
	g_rand_free(random);
	ck_assert_int_lt(work_of(set, "weir_live_"), MIB);
	ck_assert_int_lt(work_of(set, "weir_live_0"), MIB);
	ck_assert_int_lt(work_of(set, "{\"name\": \"weir\", \"live\": true}, "), MIB / 100);
}
END_TEST

START_TEST(near_matches_are_linear)
{
	g_autoptr(Needles) set = needles_new(8, 6);
	add(set, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
	add(set, "abababababababababababababababababababac");
	ck_assert_int_le(work_of(set, "a"), 3 * MIB);
	ck_assert_int_le(work_of(set, "ab"), 3 * MIB);
	ck_assert_int_le(work_of(set, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"), 3 * MIB);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { finds_everywhere,           orders_hits,
				       joins_what_overlaps_itself, drops_chains,
				       agrees_with_plain_search,   common_beginnings_cost_nothing,
				       near_matches_are_linear,    NULL };
	return suite_run("base/needles", tests);
}
