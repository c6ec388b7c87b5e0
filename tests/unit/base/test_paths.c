/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/paths.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "suite.h"

static char *folder;

static char *in_folder(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

START_TEST(writes_whole_and_private)
{
	g_autofree char *path = in_folder("deep/er/file");
	ck_assert(paths_write(path, "one", 3, NULL));
	ck_assert(paths_write(path, "two\0x", 5, NULL));
	gsize length = 0;
	g_autofree char *text = paths_read(path, 100, &length, NULL);
	ck_assert_int_eq(length, 5);
	ck_assert_int_eq(memcmp(text, "two\0x", 6), 0);
	struct stat status;
	ck_assert_int_eq(g_stat(path, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0600);
	g_autofree char *parent = g_path_get_dirname(path);
	ck_assert_int_eq(g_stat(parent, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0700);
}
END_TEST

START_TEST(follows_a_link)
{
	g_autofree char *path = in_folder("kept-elsewhere"), *link = in_folder("link");
	ck_assert(paths_write(path, "old", 3, NULL));
	ck_assert_int_eq(symlink(path, link), 0);
	ck_assert(paths_write(link, "new", 3, NULL));
	ck_assert(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	g_autofree char *text = paths_read(path, 100, NULL, NULL);
	ck_assert_str_eq(text, "new");
}
END_TEST

START_TEST(writes_in_pieces_or_not_at_all)
{
	g_autofree char *path = in_folder("pieces");
	ck_assert(paths_write(path, "old", 3, NULL));
	PathsWriter *writer = paths_writer_new(path, NULL);
	ck_assert(paths_writer_write(writer, "ne", 2, NULL));
	g_autofree char *before = paths_read(path, 100, NULL, NULL);
	ck_assert_str_eq(before, "old");
	ck_assert(paths_writer_write(writer, "w", 1, NULL));
	ck_assert(paths_writer_finish(writer, NULL));
	paths_writer_free(writer);
	g_autofree char *after = paths_read(path, 100, NULL, NULL);
	ck_assert_str_eq(after, "new");
	writer = paths_writer_new(path, NULL);
	ck_assert(paths_writer_write(writer, "never", 5, NULL));
	paths_writer_free(writer);
	g_autofree char *still = paths_read(path, 100, NULL, NULL);
	ck_assert_str_eq(still, "new");
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL)
		ck_assert_msg(!g_str_has_prefix(name, "pieces."), "%s is left", name);
}
END_TEST

START_TEST(a_pipe_is_written_to_and_stays_one)
{
	g_autofree char *path = in_folder("pipe");
	struct stat status;
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	ck_assert(paths_write(path, "text", 4, NULL));
	char text[8] = "";
	ck_assert_int_eq(read(fd, text, sizeof text), 4);
	close(fd);
	ck_assert_int_eq(g_stat(path, &status), 0);
	ck_assert(S_ISFIFO(status.st_mode));
}
END_TEST

static void refuses_to_read(const char *path, gsize cap, WeirError code)
{
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(paths_read(path, cap, NULL, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, (int)code));
	ck_assert_ptr_nonnull(strstr(error->message, path));
}

START_TEST(refuses_what_is_no_file)
{
	g_autofree char *missing = in_folder("missing"), *fifo = in_folder("fifo"),
			*large = in_folder("large");
	refuses_to_read(missing, 100, WEIR_ERROR_FILE);
	refuses_to_read(folder, 100, WEIR_ERROR_FILE);
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	refuses_to_read(fifo, 100, WEIR_ERROR_FILE);
	ck_assert(paths_write(large, "0123456789", 10, NULL));
	refuses_to_read(large, 9, WEIR_ERROR_LIMIT);
}
END_TEST

START_TEST(says_when_it_cannot_write)
{
	g_autoptr(GError) error = NULL;
	ck_assert(!paths_write("/proc/nowhere/file", "x", 1, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	g_clear_error(&error);
	g_autofree char *file = in_folder("plain"), *under = in_folder("plain/under");
	ck_assert(paths_write(file, "x", 1, NULL));
	ck_assert(!paths_write(under, "x", 1, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
}
END_TEST

static void remove_tree(const char *path)
{
	if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
		g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
		const char *name;
		while ((name = g_dir_read_name(dir)) != NULL) {
			g_autofree char *child = g_build_filename(path, name, NULL);
			remove_tree(child);
		}
	}
	g_remove(path);
}

int main(void)
{
	folder = g_dir_make_tmp("weir-paths-XXXXXX", NULL);
	const TTest *const tests[] = { writes_whole_and_private,
				       follows_a_link,
				       writes_in_pieces_or_not_at_all,
				       a_pipe_is_written_to_and_stays_one,
				       refuses_what_is_no_file,
				       says_when_it_cannot_write,
				       NULL };
	int result = suite_run("base/paths", tests);
	remove_tree(folder);
	g_free(folder);
	return result;
}
