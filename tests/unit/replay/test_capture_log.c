/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log: what was appended is there, whatever happened to the end of its files. */
#include "base/error.h"
#include "replay/capture_log.h"
#include "suite.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static void set_up(void)
{
	folder = g_dir_make_tmp("weir-log-XXXXXX", NULL);
	g_autofree char *inner = g_build_filename(folder, "captures", NULL);
	g_free(folder);
	folder = g_steal_pointer(&inner);
	capture_log_segment_bytes = 64 * 1024 * 1024;
}

static void remove_all(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *file = g_build_filename(path, name, NULL);
		g_remove(file);
	}
	g_clear_pointer(&dir, g_dir_close);
	g_rmdir(path);
}

static void tear_down(void)
{
	g_autofree char *outer = g_path_get_dirname(folder);
	remove_all(folder);
	g_rmdir(outer);
	g_clear_pointer(&folder, g_free);
}

static char *file(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static Capture *numbered(guint i)
{
	Capture *capture = capture_new();
	g_autofree char *text = g_strdup_printf("body of %u", i);
	g_free(capture->method);
	g_free(capture->target);
	capture->method = g_strdup("POST");
	capture->target = g_strdup_printf("/%u", i);
	capture->time = i;
	capture_add_header(capture, "X-Number", text);
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new(text, strlen(text));
	return capture;
}

/* Appends captures first..last whose numbers are these. */
static void append(guint first, guint last)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(CaptureLog) log = capture_log_write(folder, &error);
	ck_assert_msg(log != NULL, "%s", error != NULL ? error->message : "");
	for (guint i = first; i <= last; i++) {
		g_autoptr(Capture) capture = numbered(i);
		ck_assert(capture_log_append(log, capture, NULL));
		ck_assert_uint_eq(capture->number, i);
	}
}

/* Those numbers are in it and no others, and each is what it was. */
static void holds(const guint *numbers, guint n)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(CaptureLog) log = capture_log_read(folder, &error);
	ck_assert_msg(log != NULL, "%s", error != NULL ? error->message : "");
	ck_assert_uint_eq(capture_log_count(log), n);
	for (guint i = 0; i < n; i++) {
		guint index;
		ck_assert(capture_log_find(log, numbers[i], &index));
		ck_assert_uint_eq(index, i);
		g_autoptr(Capture) capture = capture_log_get(log, i, TRUE, NULL);
		g_autoptr(Capture) expected = numbered(numbers[i]);
		ck_assert_ptr_nonnull(capture);
		ck_assert_str_eq(capture->target, expected->target);
		ck_assert(g_bytes_equal(capture->body, expected->body));
		ck_assert_str_eq(capture_header(capture, "x-number"), capture_header(expected, "X-Number"));
	}
}

static void holds_first(guint n)
{
	g_autofree guint *numbers = g_new(guint, n + 1);
	for (guint i = 0; i < n; i++)
		numbers[i] = i + 1;
	holds(numbers, n);
}

START_TEST(appended_over_several_runs)
{
	set_up();
	append(1, 3);
	holds_first(3);
	append(4, 4);
	append(5, 300);
	holds_first(300);
	guint index;
	g_autoptr(CaptureLog) log = capture_log_read(folder, NULL);
	ck_assert(!capture_log_find(log, 0, &index));
	ck_assert(!capture_log_find(log, 301, &index));
	ck_assert_uint_eq(capture_log_left_out(log), 0);
	tear_down();
}
END_TEST

START_TEST(files_are_private)
{
	set_up();
	static const char *const names[] = { "000001.log", "000001.index", "lock" };
	struct stat status;
	mode_t mask = umask(0);
	append(1, 1);
	umask(mask);
	ck_assert_int_eq(stat(folder, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0700);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = file(names[i]);
		ck_assert_int_eq(stat(path, &status), 0);
		ck_assert_int_eq(status.st_mode & 0777, 0600);
	}
	tear_down();
}
END_TEST

START_TEST(one_writer_many_readers)
{
	set_up();
	g_autoptr(GError) error = NULL;
	g_autoptr(CaptureLog) first = capture_log_write(folder, NULL);
	ck_assert_ptr_null(capture_log_write(folder, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
	ck_assert_int_eq(capture_log_delete(folder, NULL, NULL), -1);
	g_autoptr(Capture) capture = numbered(1);
	ck_assert(capture_log_append(first, capture, NULL));
	holds_first(1);
	g_clear_pointer(&first, capture_log_close);
	append(2, 2);
	holds_first(2);
	tear_down();
}
END_TEST

/* The program was killed while it wrote the third: whatever there is of it, the two before are there, it is
 * left out, and the next one follows in a new segment. */
START_TEST(torn_at_every_byte)
{
	set_up();
	append(1, 2);
	g_autofree char *path = file("000001.log"), *index = file("000001.index");
	g_autofree char *next = file("000002.log"), *next_index = file("000002.index");
	struct stat two, three;
	ck_assert_int_eq(stat(path, &two), 0);
	append(3, 3);
	ck_assert_int_eq(stat(path, &three), 0);
	g_autofree char *whole = NULL;
	gsize length;
	ck_assert(g_file_get_contents(path, &whole, &length, NULL));
	for (goffset end = two.st_size + 1; end < three.st_size; end += 3) {
		ck_assert(g_file_set_contents(path, whole, end, NULL));
		holds_first(2);
		CaptureLog *log = capture_log_read(folder, NULL);
		ck_assert_uint_eq(capture_log_left_out(log), (guint64)(end - two.st_size));
		capture_log_close(log);
		append(3, 3);
		holds_first(3);
		ck_assert(g_file_test(next, G_FILE_TEST_EXISTS));
		g_remove(next);
		g_remove(next_index);
		g_remove(index);
	}
	tear_down();
}
END_TEST

/* The machine stopped: the file has its length, and the last blocks are zeros. */
START_TEST(zeros_at_the_end)
{
	set_up();
	append(1, 3);
	g_autofree char *path = file("000001.log"), *index = file("000001.index");
	int fd = open(path, O_WRONLY | O_APPEND);
	char zeros[4096] = { 0 };
	ck_assert_int_eq(write(fd, zeros, sizeof zeros), sizeof zeros);
	close(fd);
	holds_first(3);
	g_remove(index);
	holds_first(3);
	append(4, 4);
	holds_first(4);
	tear_down();
}
END_TEST

static void flip(const char *path, goffset at)
{
	char byte;
	int fd = open(path, O_RDWR);
	ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
	byte ^= 1;
	ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

/* A damaged record in the middle is named when it is read; those behind it are there. */
START_TEST(damaged_in_the_middle)
{
	set_up();
	append(1, 1);
	g_autofree char *path = file("000001.log"), *index = file("000001.index");
	struct stat one;
	ck_assert_int_eq(stat(path, &one), 0);
	append(2, 3);
	flip(path, one.st_size + 60);
	for (int with_index = 1; with_index >= 0; with_index--) {
		g_autoptr(GError) error = NULL;
		g_autoptr(CaptureLog) log = capture_log_read(folder, NULL);
		ck_assert_uint_eq(capture_log_count(log), 3);
		ck_assert_ptr_null(capture_log_get(log, 1, TRUE, &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
		g_autoptr(Capture) third = capture_log_get(log, 2, TRUE, NULL);
		ck_assert_str_eq(third->target, "/3");
		g_remove(index);
	}
	append(4, 4);
	g_autoptr(GHashTable) chosen = g_hash_table_new(g_int64_hash, g_int64_equal);
	guint64 two = 2;
	g_hash_table_add(chosen, &two);
	ck_assert_int_eq(capture_log_delete(folder, chosen, NULL), 1);
	holds((const guint[]){ 1, 3, 4 }, 3);
	tear_down();
}
END_TEST

static const char *const indexes[] = { "", "W", "WEIRIDX1", "WEIRIDX1 and then what is none of it, long",
				       "garbage garbage garbage garbage garbage garbage" };

START_TEST(an_index_is_only_a_help)
{
	set_up();
	append(1, 5);
	g_autofree char *index = file("000001.index"), *whole = NULL;
	gsize length;
	ck_assert(g_file_get_contents(index, &whole, &length, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(indexes); i++) {
		ck_assert(g_file_set_contents(index, indexes[i], -1, NULL));
		holds_first(5);
	}
	for (gsize i = 0; i < length; i++) {
		ck_assert(g_file_set_contents(index, whole, (gssize)i, NULL));
		holds_first(5);
		ck_assert(g_file_set_contents(index, whole, (gssize)length, NULL));
		flip(index, (goffset)i);
		holds_first(5);
	}
	append(6, 6);
	holds_first(6);
	tear_down();
}
END_TEST

START_TEST(segments_follow_each_other)
{
	set_up();
	capture_log_segment_bytes = 1000;
	append(1, 40);
	append(41, 50);
	g_autofree char *second = file("000002.log"), *odd = file("notes.log"), *far = file("0000031.log");
	ck_assert(g_file_test(second, G_FILE_TEST_EXISTS));
	ck_assert(g_file_set_contents(odd, "mine", -1, NULL));
	ck_assert(g_file_set_contents(far, "mine", -1, NULL));
	holds_first(50);
	/* The head of the last one was not written whole. */
	g_autofree char *torn = file("000099.log");
	ck_assert(g_file_set_contents(torn, "WEIRCA", -1, NULL));
	holds_first(50);
	append(51, 51);
	holds_first(51);
	tear_down();
}
END_TEST

static void check_more(CaptureLog *log, guint n)
{
	g_autoptr(GError) error = NULL;
	ck_assert_msg(capture_log_more(log, &error), "%s", error != NULL ? error->message : "");
	ck_assert_uint_eq(capture_log_count(log), n);
	for (guint i = 0; i < n; i++) {
		g_autoptr(Capture) capture = capture_log_get(log, i, TRUE, NULL);
		g_autoptr(Capture) expected = numbered(i + 1);
		ck_assert_ptr_nonnull(capture);
		ck_assert_uint_eq(capture->number, i + 1);
		ck_assert_str_eq(capture->target, expected->target);
	}
}

/* A reader goes on with what is written meanwhile, over the ends of segments too. */
START_TEST(read_on)
{
	set_up();
	capture_log_segment_bytes = 1000;
	append(1, 3);
	g_autoptr(CaptureLog) log = capture_log_read(folder, NULL);
	check_more(log, 3);
	g_autoptr(CaptureLog) writer = capture_log_write(folder, NULL);
	for (guint i = 4; i <= 40; i++) {
		g_autoptr(Capture) capture = numbered(i);
		ck_assert(capture_log_append(writer, capture, NULL));
		check_more(log, i);
	}
	for (guint i = 41; i <= 80; i++) {
		g_autoptr(Capture) capture = numbered(i);
		ck_assert(capture_log_append(writer, capture, NULL));
	}
	check_more(log, 80);
	check_more(log, 80);
	tear_down();
}
END_TEST

/* What a crash left half is no capture for who reads on, either. */
START_TEST(read_on_behind_a_torn_end)
{
	set_up();
	append(1, 3);
	g_autofree char *first = file("000001.log"), *bytes = NULL;
	gsize length;
	ck_assert(g_file_get_contents(first, &bytes, &length, NULL));
	bytes[length - 1] ^= 1;
	ck_assert(g_file_set_contents(first, bytes, (gssize)length, NULL));
	g_autofree char *index = file("000001.index");
	g_remove(index);
	g_autoptr(CaptureLog) log = capture_log_read(folder, NULL);
	check_more(log, 2);
	append(3, 5);
	check_more(log, 5);
	tear_down();
}
END_TEST

START_TEST(deleted_and_numbers_not_used_again)
{
	set_up();
	capture_log_segment_bytes = 1000;
	append(1, 20);
	g_autoptr(GHashTable) chosen = g_hash_table_new(g_int64_hash, g_int64_equal);
	guint64 numbers[] = { 1, 7, 20, 99 };
	guint left[17], n = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		g_hash_table_add(chosen, &numbers[i]);
	for (guint i = 2; i < 20; i++)
		if (i != 7)
			left[n++] = i;
	ck_assert_int_eq(capture_log_delete(folder, chosen, NULL), 3);
	holds(left, n);
	append(21, 21);
	ck_assert_int_eq(capture_log_delete(folder, NULL, NULL), 18);
	holds(left, 0);
	append(22, 23);
	holds((const guint[]){ 22, 23 }, 2);
	/* No byte of what was deleted is in a file. */
	GDir *dir = g_dir_open(folder, 0, NULL);
	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *path = file(name), *bytes = NULL;
		gsize length;
		ck_assert(g_file_get_contents(path, &bytes, &length, NULL));
		ck_assert_ptr_null(memmem(bytes, length, "body of 7", 9));
	}
	g_dir_close(dir);
	tear_down();
}
END_TEST

START_TEST(strange_files_are_refused)
{
	set_up();
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(capture_log_read(folder, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND));
	g_clear_error(&error);
	append(1, 1);
	g_autofree char *path = file("000001.log"), *aside = file("aside"), *lock = file("lock");
	ck_assert_int_eq(rename(path, aside), 0);
	ck_assert_int_eq(symlink("aside", path), 0);
	ck_assert_ptr_null(capture_log_read(folder, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	g_clear_error(&error);
	g_remove(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_ptr_null(capture_log_read(folder, &error));
	g_clear_error(&error);
	g_remove(path);
	g_remove(lock);
	ck_assert_int_eq(symlink("aside", lock), 0);
	ck_assert_ptr_null(capture_log_write(folder, &error));
	g_clear_error(&error);
	ck_assert_ptr_null(capture_log_write(aside, &error));
	tear_down();
}
END_TEST

/* A disk that is full: the record is not there in part, and what came before stays. */
START_TEST(what_does_not_fit_is_taken_back)
{
	set_up();
	append(1, 2);
	g_autofree char *path = file("000001.log");
	struct stat before, after;
	struct rlimit limit, small;
	g_autoptr(CaptureLog) log = capture_log_write(folder, NULL);
	ck_assert_int_eq(stat(path, &before), 0);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = (rlim_t)before.st_size + 100;
	signal(SIGXFSZ, SIG_IGN);
	g_autoptr(Capture) third = numbered(3);
	g_autoptr(GError) error = NULL;
	/* No assertion while it is full: Check writes to a file, too. */
	int limited = setrlimit(RLIMIT_FSIZE, &small);
	gboolean appended = capture_log_append(log, third, &error);
	setrlimit(RLIMIT_FSIZE, &limit);
	ck_assert_int_eq(limited, 0);
	ck_assert(!appended);
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_int_eq(after.st_size, before.st_size);
	ck_assert(capture_log_append(log, third, NULL));
	g_clear_pointer(&log, capture_log_close);
	holds_first(3);
	tear_down();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { appended_over_several_runs,
				       files_are_private,
				       one_writer_many_readers,
				       torn_at_every_byte,
				       zeros_at_the_end,
				       damaged_in_the_middle,
				       an_index_is_only_a_help,
				       segments_follow_each_other,
				       read_on,
				       read_on_behind_a_torn_end,
				       deleted_and_numbers_not_used_again,
				       strange_files_are_refused,
				       what_does_not_fit_is_taken_back,
				       NULL };
	return suite_run("replay/capture_log", tests);
}
