/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "store_help.h"

/* ---- power loss: the database as it is on the disk, each time that something was made sure of ---- */

static struct {
	gboolean on;
	guint copies;
	guint written[200]; /* calls of the journal that had returned when the copy was made */
} power;
static guint returned;

static void copy_file(const char *name)
{
	g_autofree char *from = in_folder(name);
	g_autofree char *to = g_strdup_printf("%s/copy-%u-%s", folder, power.copies, name);
	g_autofree char *bytes = NULL;
	gsize length = 0;
	if (g_file_get_contents(from, &bytes, &length, NULL))
		ck_assert(g_file_set_contents_full(to, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600,
						   NULL));
}

/* Those of SQLite come here, too: the program's symbol goes before the library's. */
static int synced(int result)
{
	if (!power.on || power.copies == G_N_ELEMENTS(power.written))
		return result;
	power.on = FALSE;
	copy_file("weir.db");
	copy_file("weir.db-wal");
	power.written[power.copies++] = returned;
	power.on = TRUE;
	return result;
}

int fsync(int fd)
{
	return synced((int)syscall(SYS_fsync, fd));
}

int fdatasync(int fd)
{
	return synced((int)syscall(SYS_fdatasync, fd));
}

/* ---- rotations ---- */

static Rotation *made(const char *name)
{
	Rotation *row = g_new0(Rotation, 1);
	row->target = g_strdup("desk");
	row->url = g_strdup("http://one");
	row->server = g_strdup("desk");
	row->connection = g_strdup("");
	row->name = g_strdup(name);
	row->kind = g_strdup("server-token");
	row->driver = g_strdup("bearer");
	row->program = g_strdup("");
	row->trigger = g_strdup("");
	row->place = g_strdup("");
	row->new_place = g_strdup("");
	row->note = g_strdup("");
	row->old_version = 1;
	row->new_version = 2;
	row->grace = 86400;
	row->settle = 60;
	return row;
}

static void check_refusal(JournalLock *lock, const GError *error, const char *words)
{
	ck_assert_ptr_null(lock);
	ck_assert_msg(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE), "%s", error->message);
	ck_assert_msg(strstr(error->message, words) != NULL, "%s", error->message);
}

static void refuses_begin(Store *store, Rotation *row, const char *words)
{
	g_autoptr(GError) error = NULL;
	JournalLock *lock = journal_begin(store, row, &error);
	check_refusal(lock, error, words);
}

START_TEST(what_was_written_is_read_again)
{
	folder_make();
	Store *store = open_usual_test();
	g_autoptr(Rotation) row = made("token");
	g_autoptr(JournalLock) lock = journal_begin(store, row, NULL);
	ck_assert_ptr_nonnull(lock);
	ck_assert(journal_intend(store, row, JOURNAL_CREATE, NULL));
	ck_assert(journal_result(store, row, STEP_DONE, NULL, NULL));
	ck_assert(journal_intend(store, row, JOURNAL_SET, NULL));
	ck_assert(journal_result(store, row, STEP_FAILED, "the server said no", NULL));
	store_close(store);
	store = open_usual_test();
	g_autoptr(Rotation) again = journal_row(store, row->id, NULL);
	ck_assert_ptr_nonnull(again);
	ck_assert_str_eq(again->name, "token");
	ck_assert_uint_eq(again->new_version, 2);
	ck_assert_int_eq(again->step, JOURNAL_SET);
	ck_assert_int_eq(again->step_state, STEP_FAILED);
	ck_assert_str_eq(again->note, "the server said no");
	ck_assert_int_eq(again->state, ROTATION_OPEN);
	ck_assert(journal_was_done(store, row->id, JOURNAL_CREATE));
	ck_assert(journal_was_begun(store, row->id, JOURNAL_SET));
	ck_assert(!journal_was_done(store, row->id, JOURNAL_SET));
	ck_assert(!journal_was_begun(store, row->id, JOURNAL_TEST));
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(of_one_secret_one_is_open)
{
	folder_make();
	Store *store = open_usual_test();
	g_autoptr(Rotation) first = made("token");
	g_autoptr(Rotation) second = made("token");
	g_autoptr(Rotation) other = made("key");
	JournalLock *lock = journal_begin(store, first, NULL);
	ck_assert_ptr_nonnull(lock);
	refuses_begin(store, second, "another weir");
	journal_unlock(lock);
	refuses_begin(store, second, "weir secrets resume desk token");
	g_autoptr(JournalLock) of_other = journal_begin(store, other, NULL);
	ck_assert_ptr_nonnull(of_other);
	/* One that is over is in nobody's way. */
	ck_assert(journal_intend(store, first, JOURNAL_FINISH, NULL));
	ck_assert(journal_end_step(store, first, ROTATION_GRACE, 1, NULL));
	g_autoptr(JournalLock) next = journal_begin(store, second, NULL);
	ck_assert_ptr_nonnull(next);
	const JournalQuery query = { .name = "token", .open = TRUE, .in_grace = TRUE };
	g_autoptr(GPtrArray) rows = journal_rows(store, &query, NULL);
	ck_assert_uint_eq(rows->len, 2);
	g_autoptr(Rotation) last = journal_last(store, "desk", "", "token", NULL);
	ck_assert_int_eq(last->id, first->id);
	store_close(store);
	folder_remove();
}
END_TEST

/* A weir of its own that takes a rotation and is then killed. */
START_TEST(a_lock_dies_with_its_process)
{
	int ready[2];
	char byte;
	folder_make();
	store_close(open_usual_test());
	ck_assert_int_eq(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		Store *mine = open_usual_test();
		Rotation *row = made("token");
		gboolean good = journal_begin(mine, row, NULL) != NULL;
		if (write(ready[1], good ? "y" : "n", 1) == 1)
			pause();
		_exit(1);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(byte, 'y');
	Store *store = open_usual_test();
	g_autoptr(Rotation) row = journal_row(store, 1, NULL);
	g_autoptr(GError) error = NULL;
	ck_assert_int_eq(row->owner, child);
	g_autofree char *words = g_strdup_printf("process %d", (int)child);
	JournalLock *taken = journal_lock(store, row, &error);
	check_refusal(taken, error, words);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	g_autoptr(JournalLock) lock = journal_lock(store, row, NULL);
	ck_assert_ptr_nonnull(lock);
	store_close(store);
	folder_remove();
}
END_TEST

START_TEST(things_have_an_old_and_a_new_id)
{
	folder_make();
	Store *store = open_usual_test();
	g_autoptr(Rotation) row = made("token");
	g_autoptr(JournalLock) lock = journal_begin(store, row, NULL);
	JournalThing thing = { .kind = THING_SUBSCRIPTION,
			       .old = (char *)"one",
			       .new = (char *)"",
			       .seen = (char *)"two three" };
	ck_assert(journal_plan_thing(store, row->id, &thing, NULL));
	thing.new = (char *)"four";
	thing.gone = TRUE;
	ck_assert(journal_mark_thing(store, &thing, NULL));
	g_autoptr(GPtrArray) things = journal_things(store, row->id, NULL);
	ck_assert_uint_eq(things->len, 1);
	const JournalThing *again = things->pdata[0];
	ck_assert_int_eq(again->kind, THING_SUBSCRIPTION);
	ck_assert_str_eq(again->old, "one");
	ck_assert_str_eq(again->new, "four");
	ck_assert_str_eq(again->seen, "two three");
	ck_assert(again->gone && !again->undone);
	store_close(store);
	folder_remove();
}
END_TEST

static guint steps_of(Store *store, gint64 id)
{
	guint steps = 0;
	for (JournalStep step = JOURNAL_CREATE; step <= JOURNAL_FINISH; step++)
		steps += (guint)journal_was_begun(store, id, step) + (guint)journal_was_done(store, id, step);
	return steps;
}

/* Each call of the journal that returned is there, whatever is lost after it. */
START_TEST(a_power_loss_takes_nothing_that_was_written)
{
	folder_make();
	Store *store = open_usual_test();
	g_autoptr(Rotation) row = made("token");
	g_autoptr(JournalLock) lock = journal_begin(store, row, NULL);
	power.on = TRUE;
	for (JournalStep step = JOURNAL_CREATE; step <= JOURNAL_FINISH; step++) {
		ck_assert(journal_intend(store, row, step, NULL));
		returned++;
		ck_assert(journal_result(store, row, STEP_DONE, NULL, NULL));
		returned++;
	}
	power.on = FALSE;
	ck_assert_uint_ge(power.copies, returned);
	for (guint i = 0; i < power.copies; i++) {
		g_autofree char *name = g_strdup_printf("copy-%u-weir.db", i);
		g_autofree char *path = in_folder(name);
		Store *copy = open_at(path, FALSE);
		guint steps = steps_of(copy, row->id);
		ck_assert_uint_ge(steps, power.written[i]);
		ck_assert_uint_le(steps, power.written[i] + 1);
		store_close(copy);
	}
	store_close(store);
	folder_remove();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_was_written_is_read_again,
				       of_one_secret_one_is_open,
				       a_lock_dies_with_its_process,
				       things_have_an_old_and_a_new_id,
				       a_power_loss_takes_nothing_that_was_written,
				       NULL };
	return suite_run("store/journal", tests);
}
