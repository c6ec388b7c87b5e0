/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/version.h"

#include "suite.h"

/* In order; the first two blocks are PEP 440's own examples, the others its rules. */
static const char *const ORDERED[] = {
	"no version",
	"1.dev0",
	"1.0.dev456",
	"1.0a1",
	"1.0a2.dev456",
	"1.0a12.dev456",
	"1.0a12",
	"1.0b1.dev456",
	"1.0b2",
	"1.0b2.post345.dev456",
	"1.0b2.post345",
	"1.0rc1.dev456",
	"1.0rc1",
	"1.0",
	"1.0+abc.5",
	"1.0+abc.7",
	"1.0+5",
	"1.0.post456.dev34",
	"1.0.post456",
	"1.0.15",
	"1.1.dev1",
	"1.1",
	"1.1.1",
	"1.9",
	"1.10",
	"2.0",
	"2013.10",
	"2014.4",
	"99999999999999999999999999.0",
	"100000000000000000000000000.0",
	"1!0.1",
	"1!1.0",
	"2!0",
};

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

START_TEST(orders)
{
	for (gsize i = 0; i < G_N_ELEMENTS(ORDERED); i++) {
		for (gsize j = 0; j < G_N_ELEMENTS(ORDERED); j++) {
			int order = sign(version_compare(ORDERED[i], ORDERED[j]));
			ck_assert_msg(order == (i > j) - (i < j), "%s and %s: %d", ORDERED[i], ORDERED[j],
				      order);
		}
	}
}
END_TEST

START_TEST(knows_other_spellings)
{
	static const char *const same[][2] = {
		{ "1.0", "1.0.0" },
		{ "1", "1.0.0.0" },
		{ "v1.0", "1.0" },
		{ "1.1RC1", "1.1rc1" },
		{ "1.1.a1", "1.1a1" },
		{ "1.1-a1", "1.1a1" },
		{ "1.1alpha1", "1.1a1" },
		{ "1.1beta_2", "1.1b2" },
		{ "1.1c3", "1.1rc3" },
		{ "1.1preview3", "1.1rc3" },
		{ "1.2a", "1.2a0" },
		{ "1.2-post2", "1.2.post2" },
		{ "1.2post2", "1.2.post2" },
		{ "1.2.r5", "1.2.post5" },
		{ "1.0-1", "1.0.post1" },
		{ "1.2.post", "1.2.post0" },
		{ "1.2.dev", "1.2.dev0" },
		{ "1.2-DEV7", "1.2.dev7" },
		{ "1.0+Ubuntu-1", "1.0+ubuntu.1" },
		{ "01.002", "1.2" },
		{ " 1.0 ", "1.0" },
		{ "0!1.0", "1.0" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(same); i++)
		ck_assert_msg(version_compare(same[i][0], same[i][1]) == 0, "%s is %s", same[i][0],
			      same[i][1]);
}
END_TEST

START_TEST(refuses)
{
	static const char *const bad[] = { "",     "latest", "1..0", "1.0.", "1.0+",  "1.0+a..b", ">=1.0",
					   "1.0*", "1.0x",   "!1.0", "1!",   "1.0 2", "1.0a1b2" };
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		ck_assert_msg(!version_valid(bad[i]), "%s", bad[i]);
		ck_assert_int_lt(version_compare(bad[i], "0.dev0"), 0);
	}
	ck_assert(version_valid("2023.7.22") && version_valid("0.0.7") && version_valid("3.1.6"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { orders, knows_other_spellings, refuses, NULL };
	return suite_run("model/version", tests);
}
