/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history.h"

#include "base/secret.h"
#include "store_help.h"

/* The last of a list has no check. */
static const HistoryFinding two_findings[] = {
	{ "auth.bypass", "fail", "critical", "f1", "/call" },
	{ "tls.trust", "pass", "high", "f2", NULL },
	{ 0 },
};

static gsize count_of(const HistoryFinding *findings)
{
	gsize count = 0;
	while (findings != NULL && findings[count].check != NULL)
		count++;
	return count;
}

static gint64 add(Store *store, const char *target, gint64 started, const HistoryFinding *findings)
{
	g_autoptr(GError) error = NULL;
	gint64 id = 0;
	HistoryRow row = { .target = (char *)target,
			   .url = (char *)"http://127.0.0.1:1",
			   .started = started,
			   .level = (char *)"safe",
			   .profile = (char *)"ci",
			   .score = -1 };
	ck_assert_msg(history_add(store, &row, findings, count_of(findings), &id, &error), "%s",
		      error != NULL ? error->message : "");
	return id;
}

START_TEST(a_row_comes_back_as_it_was)
{
	folder_make();
	Store *store = open_usual_test();
	HistoryRow row = { .id = 77,
			   .target = (char *)"desk",
			   .url = (char *)"https://desk.example.com",
			   .started = 1764000000123456,
			   .seconds = 2.5,
			   .level = (char *)"safe",
			   .profile = (char *)"prod",
			   .score = 93,
			   .grade = (char *)"A",
			   .complete = TRUE,
			   .passes = 1,
			   .fails = 2,
			   .unknowns = 3,
			   .manuals = 4,
			   .skipped = 5,
			   .errors = 6,
			   .suppressed = 7,
			   .worst = (char *)"high" };
	gint64 id = 0;
	ck_assert(history_add(store, &row, two_findings, count_of(two_findings), &id, NULL));
	g_autoptr(HistoryRow) got = history_row(store, id, NULL);
	ck_assert_ptr_nonnull(got);
	ck_assert_int_eq(got->id, id);
	ck_assert_str_eq(got->target, "desk");
	ck_assert_str_eq(got->url, "https://desk.example.com");
	ck_assert_int_eq(got->started, 1764000000123456);
	ck_assert(got->seconds > 2.49 && got->seconds < 2.51);
	ck_assert_str_eq(got->level, "safe");
	ck_assert_str_eq(got->profile, "prod");
	ck_assert_int_eq(got->score, 93);
	ck_assert_str_eq(got->grade, "A");
	ck_assert(got->complete);
	const int counts[] = { got->passes,  got->fails,  got->unknowns,  got->manuals,
			       got->skipped, got->errors, got->suppressed };
	for (int i = 0; i < 7; i++)
		ck_assert_int_eq(counts[i], i + 1);
	ck_assert_str_eq(got->worst, "high");
	ck_assert_str_eq(got->findings,
			 "[{\"check\":\"auth.bypass\",\"fingerprint\":\"f1\",\"severity\":\"critical\","
			 "\"verdict\":\"fail\",\"where\":\"/call\"},{\"check\":\"tls.trust\",\"fingerprint\":"
			 "\"f2\",\"severity\":\"high\",\"verdict\":\"pass\",\"where\":\"\"}]");
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(lists_are_newest_first)
{
	folder_make();
	Store *store = open_usual_test();
	gint64 first = add(store, "desk", 300, NULL), second = add(store, "desk", 200, two_findings);
	gint64 other = add(store, "other", 100, NULL);
	g_autoptr(GPtrArray) desk = history_rows(store, "desk", 0, NULL);
	g_autoptr(GPtrArray) all = history_rows(store, NULL, 2, NULL);
	g_autoptr(HistoryRow) last = history_last(store, "desk", NULL);
	ck_assert_uint_eq(desk->len, 2);
	ck_assert_int_eq(((HistoryRow *)g_ptr_array_index(desk, 0))->id, second);
	ck_assert_int_eq(((HistoryRow *)g_ptr_array_index(desk, 1))->id, first);
	ck_assert_ptr_null(((HistoryRow *)g_ptr_array_index(desk, 0))->findings);
	ck_assert_uint_eq(all->len, 2);
	ck_assert_int_eq(((HistoryRow *)g_ptr_array_index(all, 0))->id, other);
	ck_assert_int_eq(last->id, second);
	ck_assert_ptr_nonnull(last->findings);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(nothing_is_no_error)
{
	folder_make();
	g_autoptr(GError) error = NULL;
	Store *store = open_usual_test();
	ck_assert_ptr_null(history_last(store, "desk", &error));
	ck_assert_ptr_null(history_row(store, 12, &error));
	g_autoptr(GPtrArray) rows = history_rows(store, "desk", 0, &error);
	ck_assert_uint_eq(rows->len, 0);
	ck_assert_int_eq(history_first_seen(store, "desk", "f1", &error), 0);
	ck_assert_ptr_null(error);
	store_close(store);
	folder_remove();
}
END_TEST

/* Texts that would be SQL if they were put into it. */
START_TEST(texts_are_texts)
{
	static const char odd[] = "x'); DROP TABLE audit; --";
	folder_make();
	Store *store = open_usual_test();
	add(store, odd, 1, NULL);
	g_autoptr(HistoryRow) last = history_last(store, odd, NULL);
	ck_assert_str_eq(last->target, odd);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(a_secret_is_not_kept)
{
	folder_make();
	static const char value[] = "hush-hush-hush";
	SecBuf *secret = secbuf_new("env:TOKEN", value, strlen(value), NULL);
	Store *store = open_usual_test();
	static const HistoryFinding telling[] = {
		{ "c", "fail", "high", "f", "/a?token=hush-hush-hush" },
		{ 0 },
	};
	add(store, "desk", 1, telling);
	g_autoptr(HistoryRow) last = history_last(store, "desk", NULL);
	ck_assert_ptr_null(strstr(last->findings, value));
	ck_assert_ptr_nonnull(strstr(last->findings, "«own:env:TOKEN»"));
	secbuf_unref(secret);
	store_close(store);
	GDir *dir = g_dir_open(folder, 0, NULL);
	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *path = in_folder(name);
		g_autofree char *bytes = NULL;
		gsize length = 0;
		ck_assert(g_file_get_contents(path, &bytes, &length, NULL));
		ck_assert_msg(memmem(bytes, length, value, strlen(value)) == NULL, "%s", name);
	}
	g_dir_close(dir);
	folder_remove();
}
END_TEST

START_TEST(a_thousand_are_kept)
{
	folder_make();
	Store *store = open_usual_test();
	gint64 other = add(store, "other", 1, two_findings);
	for (int i = 0; i < HISTORY_MOST + 5; i++)
		add(store, "desk", 1000 + i, two_findings);
	g_autoptr(GPtrArray) rows = history_rows(store, "desk", 0, NULL);
	ck_assert_uint_eq(rows->len, HISTORY_MOST);
	ck_assert_int_eq(((HistoryRow *)g_ptr_array_index(rows, HISTORY_MOST - 1))->started, 1005);
	g_autoptr(HistoryRow) kept = history_row(store, other, NULL);
	ck_assert_ptr_nonnull(kept);
	/* Those that are forgotten take their findings along. */
	ck_assert_int_eq(history_first_seen(store, "desk", "f1", NULL), 1005);
	store_close(store);
	folder_remove();
}
END_TEST

static const HistoryFinding failing[] = { { "c", "fail", "h", "f1", NULL }, { 0 } };
static const HistoryFinding passing[] = { { "c", "pass", "h", "f1", NULL }, { 0 } };
static const HistoryFinding elsewhere[] = { { "c", "fail", "h", "f9", NULL }, { 0 } };
static const HistoryFinding unknown[] = { { "c", "unknown", "h", "f1", NULL }, { 0 } };
static const HistoryFinding nothing[] = { { 0 } };

/* What each audit said, oldest first, started at 100, 200, ...; since when f1 fails. */
static const struct {
	const HistoryFinding *audits[6];
	gint64 since;
} rows[] = {
	{ { failing }, 100 },
	{ { failing, failing, failing }, 100 },
	{ { failing, passing, failing, failing }, 300 },
	{ { failing, elsewhere, failing }, 300 },
	{ { failing, passing }, 0 },
	{ { passing }, 0 },
	{ { failing, unknown, failing }, 100 },
	{ { failing, nothing, failing, unknown }, 100 },
	{ { passing, unknown, failing, nothing }, 300 },
};

START_TEST(several_together_or_none)
{
	folder_make();
	Store *store = open_usual_test();
	for (int round = 0; round < 2; round++) {
		gboolean good = round == 1;
		ck_assert(history_begin(store, NULL));
		add(store, "desk", 1, two_findings);
		add(store, "harbour", 2, two_findings);
		ck_assert_int_eq(history_end(store, good, NULL), good);
		g_autoptr(GPtrArray) kept = history_rows(store, "harbour", 10, NULL);
		ck_assert_int_eq(kept->len, good ? 1 : 0);
	}
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(since_when)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		folder_make();
		Store *store = open_usual_test();
		add(store, "other", 1, failing);
		for (int j = 0; j < 6 && rows[i].audits[j] != NULL; j++)
			add(store, "desk", 100 * (j + 1), rows[i].audits[j]);
		ck_assert_msg(history_first_seen(store, "desk", "f1", NULL) == rows[i].since, "row %zu: %ld",
			      i, (long)history_first_seen(store, "desk", "f1", NULL));
		ck_assert_int_eq(history_first_seen(store, "desk", "f8", NULL), 0);
		store_close(store);
		folder_remove();
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_row_comes_back_as_it_was,
				       lists_are_newest_first,
				       nothing_is_no_error,
				       texts_are_texts,
				       a_secret_is_not_kept,
				       a_thousand_are_kept,
				       since_when,
				       several_together_or_none,
				       NULL };
	return suite_run("store/history", tests);
}
