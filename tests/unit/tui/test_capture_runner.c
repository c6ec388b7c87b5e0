/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures on the screen, without a screen: rows, arrivals, what is done with several. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/redact.h"
#include "capture_scene.h"
#include "leak/scan.h"
#include "replay/capture_har.h"
#include "replay/place.h"
#include "suite.h"

START_TEST(rows_of_a_folder)
{
	struct seen *seen = scene_start();
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	guint row;
	/* No folder yet is no error. */
	read_folder(seen);
	ck_assert(capture_shelf_known(shelf));
	ck_assert_ptr_null(capture_shelf_problem(shelf));
	ck_assert_uint_eq(capture_shelf_count(shelf), 0);
	scene_append(300);
	read_folder(seen);
	ck_assert_uint_eq(capture_shelf_count(shelf), 300);
	check_cell(shelf, 0, CAPTURE_NUMBER, "1");
	check_cell(shelf, 299, CAPTURE_TARGET, "/hook/300");
	check_cell(shelf, 299, CAPTURE_METHOD, "POST");
	check_cell(shelf, 299, CAPTURE_TYPE, "application/json");
	check_cell(shelf, 299, CAPTURE_BYTES, "8");
	check_cell(shelf, 299, CAPTURE_STATUS, "200");
	g_autofree char *time = cell_of(shelf, 299, CAPTURE_TIME);
	ck_assert_ptr_nonnull(strstr(time, "s ago"));
	ck_assert(capture_shelf_find(shelf, 17, &row));
	ck_assert_uint_eq(row, 16);
	ck_assert(!capture_shelf_find(shelf, 301, &row));
	scene_stop(seen);
}
END_TEST

/* A record that is damaged is a row that says so, and no other suffers. */
START_TEST(damaged)
{
	struct seen *seen = scene_start();
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	g_autoptr(GError) error = NULL;
	gsize length;
	scene_append(3);
	g_autofree char *log = g_build_filename(scene_folder, "000001.log", NULL), *bytes = NULL;
	ck_assert(g_file_get_contents(log, &bytes, &length, NULL));
	char *first = memmem(bytes, length, "REC1", 4);
	ck_assert_ptr_nonnull(first);
	char *second = memmem(first + 4, length - (gsize)(first + 4 - bytes), "REC1", 4);
	ck_assert_ptr_nonnull(second);
	*second = 'x';
	ck_assert(g_file_set_contents(log, bytes, (gssize)length, NULL));
	read_folder(seen);
	ck_assert_uint_eq(capture_shelf_count(shelf), 3);
	g_autofree char *target = cell_of(shelf, 1, CAPTURE_TARGET);
	ck_assert_ptr_nonnull(strstr(target, "damaged"));
	check_cell(shelf, 2, CAPTURE_TARGET, "/hook/3");
	gboolean waits = FALSE;
	ck_assert_ptr_null(capture_shelf_whole(shelf, 1, &waits, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "capture 2 is damaged"));
	ck_assert_ptr_nonnull(capture_shelf_whole(shelf, 2, &waits, NULL));
	scene_stop(seen);
}
END_TEST

static void show_list(struct seen *seen)
{
	static const struct list_ops ops = {
		.id_column = "number", .sort_key = shelf_sort_key, .find = shelf_find_id, .sample = 100
	};
	screen_resize(24, 80, TRUE);
	seen->list = list_new(&listing_shelf, &ops);
	seen->listing =
		(struct listing){ .kind = &listing_shelf, .data = capture_runner_shelf(seen->runner) };
	read_folder(seen);
	list_draw(seen->list, (Rect){ 0, 0, 11, 80 }, TRUE);
}

static void check_row(struct seen *seen, const char *id, guint top)
{
	guint row;
	list_draw(seen->list, (Rect){ 0, 0, 11, 80 }, TRUE);
	ck_assert(list_current(seen->list, &row));
	g_autofree char *got = list_id(seen->list, row);
	ck_assert_str_eq(got, id);
	ck_assert_uint_eq(seen->list->top, top);
}

static gboolean ten_more(gconstpointer data)
{
	const struct seen *seen = data;
	return seen->listing.n_rows >= 40;
}

START_TEST(arrivals_keep_the_cursor)
{
	struct seen *seen = scene_start();
	Answer answer = { 0 };
	scene_append(30);
	show_list(seen);
	list_act(seen->list, ACT_LAST);
	list_act(seen->list, ACT_UP);
	check_row(seen, "29", 20);
	ck_assert_uint_eq(list_below(seen->list), 0);
	scene_listen(seen, "--status 202");
	check_row(seen, "29", 20);
	g_autoptr(HttpHost) host = host_of(capture_runner_port(seen->runner), "");
	for (guint i = 0; i < 10; i++) {
		post(host, "/new", "{}", NULL, &answer);
		ck_assert_int_eq(answer.status, 202);
	}
	answer_clear(&answer);
	wait_for(ten_more, seen);
	check_row(seen, "29", 20);
	ck_assert_uint_eq(list_below(seen->list), 10);
	ck_assert_uint_eq(capture_runner_came(seen->runner), 10);
	ck_assert_uint_eq(capture_runner_refused(seen->runner), 0);
	check_cell(capture_runner_shelf(seen->runner), 39, CAPTURE_TARGET, "/new");
	check_cell(capture_runner_shelf(seen->runner), 39, CAPTURE_NUMBER, "40");
	/* With a filter, too. */
	gboolean dirty;
	list_set_filter(seen->list, "target:hook");
	while (list_work(seen->list, &dirty))
		;
	check_row(seen, "29", 20);
	post(host, "/new", "{}", NULL, &answer);
	answer_clear(&answer);
	while (list_work(seen->list, &dirty))
		;
	check_row(seen, "29", 20);
	capture_runner_stop(seen->runner);
	wait_for(listener_is_off, seen);
	check_told(seen, "the listener has stopped: 11 captures came");
	scene_stop(seen);
}
END_TEST

static GArray *numbers_of(guint64 first, guint64 last)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	for (guint64 i = first; i <= last; i++)
		g_array_append_val(numbers, i);
	return numbers;
}

START_TEST(exported)
{
	struct seen *seen = scene_start();
	Answer answer = { 0 };
	static const char *const token[] = { "Authorization: Bearer tokens-are-not-for-files", NULL };
	g_autofree char *path = g_build_filename(scene_home, "some.har", NULL), *text = NULL;
	gsize length;
	scene_append(20);
	scene_listen(seen, "");
	g_autoptr(HttpHost) host = host_of(capture_runner_port(seen->runner), "");
	post(host, "/secret?token=nor-this-one", "{\"id\":8}", token, &answer);
	answer_clear(&answer);
	/* The listener goes on meanwhile. */
	ck_assert(capture_runner_export(seen->runner, numbers_of(19, 25), path, NULL));
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) progress = g_string_new(NULL);
	ck_assert(capture_runner_append_progress(seen->runner, progress));
	ck_assert_str_eq(progress->str, "writing 0 of 7");
	ck_assert(!capture_runner_export(seen->runner, numbers_of(1, 2), path, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "still being written"));
	check_told(seen, "3 captures");
	ck_assert(!capture_runner_append_progress(seen->runner, progress));
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	ck_assert_ptr_null(strstr(text, "tokens-are-not-for-files"));
	ck_assert_ptr_null(strstr(text, "nor-this-one"));
	g_autoptr(CaptureHar) har = capture_har_read(text, length, NULL);
	ck_assert_uint_eq(har->captures->len, 3);
	const Capture *last = har->captures->pdata[2];
	ck_assert(g_str_has_prefix(last->target, "/secret?token="));
	ck_assert_uint_eq(g_bytes_get_size(last->body), 8);
	ck_assert(capture_runner_export(seen->runner, numbers_of(1, 1), "/dev/null/nowhere.har", NULL));
	check_told(seen, "/dev/null");
	scene_stop(seen);
}
END_TEST

static GHashTable *these(const guint64 *numbers, gsize n)
{
	GHashTable *table = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	for (gsize i = 0; i < n; i++)
		g_hash_table_add(table, g_memdup2(&numbers[i], sizeof numbers[i]));
	return table;
}

START_TEST(deleted)
{
	static const guint64 numbers[] = { 3, 5, 99 };
	struct seen *seen = scene_start();
	guint row;
	scene_append(30);
	show_list(seen);
	list_go(seen->list, "20");
	check_row(seen, "20", 19);
	scene_listen(seen, "");
	g_autoptr(GError) error = NULL;
	ck_assert(!capture_runner_delete(seen->runner, these(numbers, 3), &error));
	ck_assert_ptr_nonnull(strstr(error->message, "L stops it"));
	capture_runner_stop(seen->runner);
	wait_for(listener_is_off, seen);
	g_string_truncate(seen->told, 0);
	seen->what = 0;
	ck_assert(capture_runner_delete(seen->runner, these(numbers, 3), NULL));
	ck_assert(!capture_runner_delete(seen->runner, these(numbers, 3), NULL));
	ck_assert(!capture_runner_listen(seen->runner, "", NULL));
	check_told(seen, "2 captures deleted");
	wait_for(rows_are_there, seen);
	ck_assert_uint_eq(capture_shelf_count(capture_runner_shelf(seen->runner)), 28);
	ck_assert(!capture_shelf_find(capture_runner_shelf(seen->runner), 5, &row));
	check_cell(capture_runner_shelf(seen->runner), 2, CAPTURE_NUMBER, "4");
	check_cell(capture_runner_shelf(seen->runner), 2, CAPTURE_TARGET, "/hook/4");
	/* The cursor is on its capture, wherever that is now. */
	check_row(seen, "20", 17);
	scene_stop(seen);
}
END_TEST

static gboolean body_is_there(gconstpointer data)
{
	return (((const struct seen *)data)->what & SHELF_BODY) != 0;
}

START_TEST(long_bodies_come_later)
{
	enum { LONG = 16 * 1024 * 1024 };
	struct seen *seen = scene_start();
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	g_autofree char *body = g_strnfill(LONG, 'x');
	gboolean waits = FALSE;
	scene_append(1);
	g_autoptr(CaptureLog) log = capture_log_write(scene_folder, NULL);
	g_autoptr(Capture) capture = capture_made("/long", body, LONG);
	ck_assert(capture_log_append(log, capture, NULL));
	g_clear_pointer(&log, capture_log_close);
	read_folder(seen);
	const Capture *got = capture_shelf_whole(shelf, 1, &waits, NULL);
	ck_assert(waits);
	ck_assert_str_eq(got->target, "/long");
	ck_assert_uint_eq(g_bytes_get_size(got->body), 0);
	wait_for(body_is_there, seen);
	got = capture_shelf_whole(shelf, 1, &waits, NULL);
	ck_assert(!waits);
	ck_assert(g_bytes_equal(got->body, capture->body));
	/* Another one is looked at, then the shelf goes, while a body is on its way. */
	got = capture_shelf_whole(shelf, 0, &waits, NULL);
	ck_assert(!waits);
	ck_assert_uint_eq(g_bytes_get_size(got->body), 8);
	capture_shelf_whole(shelf, 1, &waits, NULL);
	ck_assert(waits);
	capture_shelf_whole(shelf, 0, &waits, NULL);
	ck_assert(!waits);
	capture_shelf_whole(shelf, 1, &waits, NULL);
	scene_stop(seen);
	for (int i = 0; i < 20; i++)
		g_main_context_iteration(NULL, FALSE);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		rows_of_a_folder,       damaged, arrivals_keep_the_cursor, exported, deleted,
		long_bodies_come_later, NULL
	};
	redact_set_scanner(leak_redact);
	suite_keep_apart();
	return suite_run("tui/capture_runner", tests);
}
