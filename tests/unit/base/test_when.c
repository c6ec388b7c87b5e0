/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/when.h"

#include "suite.h"

static const gint64 S = G_USEC_PER_SEC, D = 86400 * (gint64)G_USEC_PER_SEC;

START_TEST(prints_utc)
{
	g_autofree char *epoch = when_rfc3339(0), *later = when_rfc3339(1763906531 * S + 999999);
	ck_assert_str_eq(epoch, "1970-01-01T00:00:00Z");
	ck_assert_str_eq(later, "2025-11-23T14:02:11Z");
	g_autofree char *before = when_rfc3339(-1);
	ck_assert_str_eq(before, "1969-12-31T23:59:59Z");
	g_autofree char *absurd = when_rfc3339(G_MAXINT64);
	ck_assert_str_eq(absurd, "");
}
END_TEST

START_TEST(parses_what_it_prints)
{
	gint64 time = 0;
	ck_assert(when_parse_rfc3339("2025-11-23T14:02:11Z", &time));
	ck_assert_int_eq(time, 1763906531 * S);
	ck_assert(when_parse_rfc3339("2025-11-23T15:02:11.5+01:00", &time));
	ck_assert_int_eq(time, 1763906531 * S + S / 2);
	ck_assert(!when_parse_rfc3339("yesterday", &time));
}
END_TEST

START_TEST(parses_dates_of_http)
{
	static const char *const wrong[] = { "",
					     "Sun, 06 Nov 1994 08:49:37",
					     "Sun, 06 Nov 1994 08:49:37 CET",
					     "Sun, 06 Nov 1994 08:49:37 GMT.",
					     "Sun, 31 Feb 1994 08:49:37 GMT",
					     "Sun, 06 anF 1994 08:49:37 GMT",
					     "Sun, 06 No 1994 08:49:37 GMT",
					     "Sunday, 06-Nov-94 08:49:37 GMT",
					     "120" };
	gint64 time = 0;
	ck_assert(when_parse_http("Sun, 06 Nov 1994 08:49:37 GMT", &time));
	ck_assert_int_eq(time, 784111777 * S);
	ck_assert(when_parse_http("Sat, 01 Jan 2000 00:00:00 GMT", &time));
	ck_assert_int_eq(time, 946684800 * S);
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
		ck_assert_msg(!when_parse_http(wrong[i], &time), "%s", wrong[i]);
}
END_TEST

START_TEST(says_how_long)
{
	static const struct {
		gint64 away;
		const char *says;
	} rows[] = {
		{ 0, "now" },
		{ 500000, "now" },
		{ -5 * 1000000LL, "5 s ago" },
		{ 61 * 1000000LL, "in 1 min" },
		{ -7200 * 1000000LL, "2 h ago" },
		{ 78 * 86400 * 1000000LL, "in 78 d" },
		{ -400 * 86400 * 1000000LL, "400 d ago" },
		{ -800 * 86400 * 1000000LL, "2 y ago" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *says = when_relative(1000 * D + rows[i].away, 1000 * D);
		ck_assert_str_eq(says, rows[i].says);
	}
}
END_TEST

START_TEST(says_milliseconds)
{
	static const struct {
		double ms;
		const char *says;
	} rows[] = { { 0.42, "0.4 ms" }, { 9.96, "10 ms" }, { 43.2, "43 ms" }, { 1234, "1.2 s" } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *says = when_milliseconds(rows[i].ms);
		ck_assert_str_eq(says, rows[i].says);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { prints_utc,    parses_what_it_prints, parses_dates_of_http,
				       says_how_long, says_milliseconds,     NULL };
	return suite_run("base/when", tests);
}
