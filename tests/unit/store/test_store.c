/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/history.h"
#include "store/store_private.h"
#include "store_help.h"

static gint64 number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	gint64 result = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
	sqlite3_finalize(statement);
	return result;
}

/* By another program: whatever it says is done. */
static void by_hand(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int mode_of(const char *path)
{
	struct stat status;
	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_mode & 0777;
}

static HistoryRow row_of(const char *target)
{
	return (HistoryRow){ .target = (char *)target, .url = (char *)"http://x", .started = 1 };
}

START_TEST(a_new_one_is_private_and_marked)
{
	folder_make();
	g_autofree char *path = g_build_filename(folder, "deep", "weir.db", NULL);
	g_autofree char *above = in_folder("deep");
	Store *store = open_at(path, FALSE);
	ck_assert_str_eq(store_path(store), path);
	ck_assert_int_eq(mode_of(path), 0600);
	ck_assert_int_eq(mode_of(above), 0700);
	ck_assert_int_eq(number(store->db, "PRAGMA application_id"), STORE_APPLICATION);
	ck_assert_int_eq(number(store->db, "PRAGMA user_version"), store_version);
	ck_assert_int_eq(number(store->db, "PRAGMA foreign_keys"), 1);
	ck_assert_int_eq(number(store->db, "PRAGMA synchronous"), 2);
	ck_assert_int_eq(number(store->db, "SELECT 1 FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
			 1);
	/* What SQLite puts beside it is private too. */
	ck_assert(history_add(store, &(HistoryRow){ .target = (char *)"desk" }, NULL, 0, NULL, NULL));
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);
	ck_assert_int_eq(mode_of(wal), 0600);
	store_close(store);
	g_unlink(path);
	g_rmdir(above);
	folder_remove();
}
END_TEST

START_TEST(what_is_kept_is_there_again)
{
	folder_make();
	HistoryRow row = row_of("desk");
	gint64 id = 0;
	Store *store = open_usual_test();
	ck_assert(history_add(store, &row, NULL, 0, &id, NULL));
	store_close(store);
	store = open_usual_test();
	g_autoptr(HistoryRow) last = history_last(store, "desk", NULL);
	ck_assert_ptr_nonnull(last);
	ck_assert_int_eq(last->id, id);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(a_loose_file_is_closed_to_others)
{
	folder_make();
	g_autofree char *path = in_folder("weir.db");
	store_close(open_at(path, FALSE));
	ck_assert_int_eq(g_chmod(path, 0644), 0);
	store_close(open_at(path, FALSE));
	ck_assert_int_eq(mode_of(path), 0600);
	folder_remove();
}
END_TEST

START_TEST(reading_makes_nothing)
{
	folder_make();
	g_autofree char *path = in_folder("weir.db");
	refused(path, TRUE, WEIR_ERROR_NOT_FOUND, "first audit or pin");
	ck_assert(!g_file_test(path, G_FILE_TEST_EXISTS));
	ck_assert(g_file_set_contents(path, "", 0, NULL));
	refused(path, TRUE, WEIR_ERROR_NOT_FOUND, "first audit or pin");
	store_close(open_at(path, FALSE));
	store_close(open_at(path, TRUE));
	folder_remove();
}
END_TEST

START_TEST(reading_writes_nothing)
{
	folder_make();
	g_autoptr(GError) error = NULL;
	HistoryRow row = row_of("desk");
	Store *writer = open_usual_test();
	ck_assert(history_add(writer, &row, NULL, 0, NULL, NULL));
	Store *reader = open_at(store_path(writer), TRUE);
	ck_assert(!history_add(reader, &row, NULL, 0, NULL, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_ptr_nonnull(strstr(error->message, "for reading"));
	g_autoptr(GPtrArray) rows = history_rows(reader, NULL, 0, NULL);
	ck_assert_uint_eq(rows->len, 1);
	store_close(reader);
	store_close(writer);
	folder_remove();
}
END_TEST

START_TEST(two_at_once)
{
	folder_make();
	HistoryRow row = row_of("desk");
	Store *one = open_usual_test();
	Store *other = open_at(store_path(one), FALSE);
	for (int i = 0; i < 20; i++)
		ck_assert(history_add(i % 2 ? one : other, &row, NULL, 0, NULL, NULL));
	g_autoptr(GPtrArray) rows = history_rows(one, "desk", 0, NULL);
	ck_assert_uint_eq(rows->len, 20);
	store_close(one);
	store_close(other);
	folder_remove();
}
END_TEST

/* Locks are asked about by another process: one's own are never in one's way. */
static gboolean is_locked(const char *path)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
		int fd = open(path, O_RDWR);
		_exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 ? lock.l_type != F_UNLCK : 2);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 1;
}

/* Without its lock, another process that ends would take the log of changes away from under it. */
START_TEST(a_second_one_leaves_the_lock_of_the_first)
{
	folder_make();
	Store *one = open_usual_test();
	ck_assert(is_locked(store_path(one)));
	Store *other = open_at(store_path(one), FALSE);
	store_close(other);
	ck_assert(is_locked(store_path(one)));
	store_close(one);
	folder_remove();
}
END_TEST

/* A writer that finds another one writing gives up soon and has written nothing; readers do not wait. */
START_TEST(a_writer_waits_a_moment)
{
	folder_make();
	g_autoptr(GError) error = NULL;
	HistoryRow row = row_of("desk");
	Store *one = open_usual_test();
	Store *other = open_at(store_path(one), FALSE);
	ck_assert(store_begin(one, NULL));
	gint64 start = g_get_monotonic_time();
	ck_assert(!history_add(other, &row, NULL, 0, NULL, &error));
	gint64 took = g_get_monotonic_time() - start;
	ck_assert_int_ge(took, 100000);
	ck_assert_int_lt(took, 5000000);
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_ptr_nonnull(strstr(error->message, "another weir"));
	g_autoptr(GPtrArray) rows = history_rows(other, "desk", 0, NULL);
	ck_assert_uint_eq(rows->len, 0);
	ck_assert(store_end(one, TRUE, NULL));
	ck_assert(history_add(other, &row, NULL, 0, NULL, NULL));
	store_close(one);
	store_close(other);
	folder_remove();
}
END_TEST

START_TEST(a_failed_transaction_leaves_nothing)
{
	folder_make();
	HistoryRow row = row_of("desk");
	Store *store = open_usual_test();
	ck_assert(store_begin(store, NULL));
	ck_assert(store_execute(store, "DELETE FROM pin", NULL));
	ck_assert(!store_end(store, FALSE, NULL));
	ck_assert(history_add(store, &row, NULL, 0, NULL, NULL));
	store_close(store);
	folder_remove();
}
END_TEST

static void same_bytes_after(const char *path, int code, const char *words)
{
	g_autofree char *before = NULL, *after = NULL;
	gsize length = 0, again = 0;
	ck_assert(g_file_get_contents(path, &before, &length, NULL));
	refused(path, FALSE, code, words);
	refused(path, TRUE, code, words);
	ck_assert(g_file_get_contents(path, &after, &again, NULL));
	ck_assert_uint_eq(length, again);
	ck_assert_int_eq(memcmp(before, after, length), 0);
}

START_TEST(another_programs_file_is_left_alone)
{
	folder_make();
	g_autofree char *path = in_folder("weir.db");
	by_hand(path, "CREATE TABLE music (title TEXT)");
	same_bytes_after(path, WEIR_ERROR_FILE, "another program");
	by_hand(path, "PRAGMA application_id = 252006674");
	same_bytes_after(path, WEIR_ERROR_FILE, "another program");
	folder_remove();
}
END_TEST

START_TEST(no_database_at_all)
{
	folder_make();
	g_autofree char *path = in_folder("weir.db");
	g_autofree char *text = g_strnfill(9000, 'x');
	ck_assert(g_file_set_contents(path, text, -1, NULL));
	same_bytes_after(path, WEIR_ERROR_FILE, "no database of weir's");
	folder_remove();
}
END_TEST

START_TEST(a_newer_one_is_left_alone)
{
	folder_make();
	g_autofree char *path = in_folder("weir.db");
	store_close(open_at(path, FALSE));
	by_hand(path, "PRAGMA user_version = 999");
	same_bytes_after(path, WEIR_ERROR_FILE, "made by a newer weir");
	folder_remove();
}
END_TEST

/* As it was made before version 4, with something in it. */
START_TEST(an_older_one_is_brought_up_to_date)
{
	folder_make();
	g_autofree char *path = in_folder("weir.db");
	store_close(open_at(path, FALSE));
	by_hand(path, "DROP INDEX finding_failed");
	by_hand(path, "CREATE INDEX finding_fingerprint ON finding (fingerprint, verdict, audit)");
	by_hand(path, "CREATE INDEX finding_check ON finding (audit, check_id, verdict)");
	by_hand(path, "INSERT INTO audit (target, url, started, seconds, level, profile, score, grade, "
		      "complete, passes, fails, unknowns, manuals, skipped, errors, suppressed, worst) "
		      "VALUES ('desk', '', 5, 0, 'safe', '', 1, '', 1, 0, 0, 0, 0, 0, 0, 0, '')");
	by_hand(path, "INSERT INTO finding VALUES (1, 0, 'tls.trust', 'fail', 'high', 'f1', '')");
	by_hand(path, "PRAGMA user_version = 3");
	Store *store = open_at(path, FALSE);
	ck_assert_int_eq(number(store->db, "PRAGMA user_version"), store_version);
	ck_assert_int_eq(number(store->db, "SELECT count(*) FROM sqlite_schema WHERE name IN "
					   "('finding_fingerprint', 'finding_check')"),
			 0);
	ck_assert_int_eq(history_first_seen(store, "desk", "f1", NULL), 5);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(a_damaged_one_is_kept)
{
	folder_make();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = in_folder("weir.db");
	g_autofree char *bytes = NULL, *after = NULL;
	gsize length = 0, again = 0;
	HistoryRow row = row_of("desk");
	Store *store = open_at(path, FALSE);
	for (int i = 0; i < 200; i++)
		ck_assert(history_add(store, &row, NULL, 0, NULL, NULL));
	store_close(store);
	ck_assert(g_file_get_contents(path, &bytes, &length, NULL));
	/* The head is whole, so it opens; all pages behind it are not. */
	memset(bytes + 8192, 0x5a, length - 8192);
	ck_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
	store = store_open(path, FALSE, &error);
	g_autoptr(GPtrArray) rows = store != NULL ? history_rows(store, "desk", 0, &error) : NULL;
	ck_assert_ptr_null(rows);
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_msg(strstr(error->message, "damaged") != NULL, "%s", error->message);
	ck_assert_msg(strstr(error->message, path) != NULL, "%s", error->message);
	store_close(store);
	ck_assert(g_file_get_contents(path, &after, &again, NULL));
	ck_assert_uint_eq(length, again);
	ck_assert_int_eq(memcmp(bytes, after, length), 0);
	folder_remove();
}
END_TEST

START_TEST(what_cannot_be_opened)
{
	folder_make();
	g_autofree char *path = in_folder("weir.db");
	g_autofree char *below = g_build_filename(path, "weir.db", NULL);
	ck_assert_int_eq(g_mkdir(path, 0700), 0);
	refused(path, FALSE, WEIR_ERROR_FILE, "regular file");
	refused(path, TRUE, WEIR_ERROR_FILE, "regular file");
	g_rmdir(path);
	ck_assert(g_file_set_contents(path, "x", 1, NULL));
	ck_assert_ptr_null(store_open(below, FALSE, NULL));
	folder_remove();
}
END_TEST

START_TEST(the_version_of_sqlite)
{
	ck_assert_str_eq(store_sqlite_version(), sqlite3_libversion());
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_new_one_is_private_and_marked,
				       what_is_kept_is_there_again,
				       a_loose_file_is_closed_to_others,
				       reading_makes_nothing,
				       reading_writes_nothing,
				       two_at_once,
				       a_second_one_leaves_the_lock_of_the_first,
				       a_writer_waits_a_moment,
				       a_failed_transaction_leaves_nothing,
				       another_programs_file_is_left_alone,
				       no_database_at_all,
				       a_newer_one_is_left_alone,
				       an_older_one_is_brought_up_to_date,
				       a_damaged_one_is_kept,
				       what_cannot_be_opened,
				       the_version_of_sqlite,
				       NULL };
	return suite_run("store/store", tests);
}
