/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editors that are one line of shell each, on a terminal that this program makes for itself. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "net/editor.h"
#include "suite.h"

static char *home;

typedef struct {
	GBytes *saved;
	GError *error;
	gboolean done;
} Came;

static void came(GBytes *saved, const GError *error, gpointer data)
{
	Came *result = data;
	ck_assert(!result->done);
	result->saved = saved != NULL ? g_bytes_ref(saved) : NULL;
	result->error = error != NULL ? g_error_copy(error) : NULL;
	result->done = TRUE;
}

static void came_clear(Came *result)
{
	g_clear_pointer(&result->saved, g_bytes_unref);
	g_clear_error(&result->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Came, came_clear)

static void start(Came *result, const char *editor, const char *text, gsize length, GCancellable *cancellable)
{
	g_auto(GStrv) environment = g_get_environ();
	g_autoptr(GBytes) bytes = g_bytes_new(text, length);
	environment = g_environ_setenv(environment, "XDG_RUNTIME_DIR", home, TRUE);
	environment = g_environ_setenv(environment, "VISUAL", editor, TRUE);
	environment = g_environ_setenv(environment, "EDITOR", "false", TRUE);
	edit_start(bytes, "event.json", environment, cancellable, came, result);
}

static void wait_for(const Came *result)
{
	while (!result->done)
		g_main_context_iteration(NULL, TRUE);
	/* An empty folder can be removed. */
	ck_assert_msg(g_rmdir(home) == 0, "%s: %s", home, g_strerror(errno));
	ck_assert_int_eq(g_mkdir(home, 0700), 0);
}

static void edit(Came *result, const char *editor, const char *text, gsize length)
{
	start(result, editor, text, length, NULL);
	wait_for(result);
}

#define EDIT(editor)                                                                                         \
	g_auto(Came) result = { 0 };                                                                         \
	edit(&result, editor, "old", 3)

static void is_saved(const Came *result, const char *bytes, gsize length)
{
	ck_assert_msg(result->error == NULL, "%s", result->error != NULL ? result->error->message : "");
	ck_assert_ptr_nonnull(result->saved);
	ck_assert_mem_eq(g_bytes_get_data(result->saved, NULL), bytes, length);
	ck_assert_uint_eq(g_bytes_get_size(result->saved), length);
}

static void is_error(const Came *result, int code, const char *words)
{
	ck_assert_ptr_null(result->saved);
	ck_assert_ptr_nonnull(result->error);
	ck_assert_msg(g_error_matches(result->error, WEIR_ERROR, code), "%s", result->error->message);
	ck_assert_msg(strstr(result->error->message, words) != NULL, "%s", result->error->message);
}

/* ---- what is saved ---- */

START_TEST(bytes_come_back_as_they_were_saved)
{
	static const char before[] = "\0\xff\r\n old", after[] = "\0\xff\r\n oldnew";
	g_auto(Came) result = { 0 };
	edit(&result, "printf new >>", before, sizeof before - 1);
	is_saved(&result, after, sizeof after - 1);
}
END_TEST

START_TEST(a_file_may_be_replaced_by_another)
{
	EDIT("f() { printf next >\"$1.new\" && mv \"$1.new\" \"$1\"; }; f");
	is_saved(&result, "next", 4);
}
END_TEST

START_TEST(saving_the_same_is_saving)
{
	EDIT("printf old >");
	is_saved(&result, "old", 3);
}
END_TEST

START_TEST(leaving_without_saving_is_told)
{
	EDIT("cat >/dev/null");
	ck_assert_ptr_null(result.saved);
	ck_assert_ptr_null(result.error);
}
END_TEST

START_TEST(nothing_is_taken_for_no)
{
	EDIT(": >");
	is_error(&result, WEIR_ERROR_CANCELLED, "empty");
}
END_TEST

START_TEST(a_file_that_is_gone_is_an_error)
{
	EDIT("rm");
	is_error(&result, WEIR_ERROR_FILE, "event.json");
}
END_TEST

START_TEST(what_is_no_file_is_not_waited_for)
{
	EDIT("f() { rm \"$1\" && mkfifo \"$1\"; }; f");
	is_error(&result, WEIR_ERROR_FILE, "event.json");
}
END_TEST

/* ---- how an editor ends ---- */

START_TEST(a_status_is_told)
{
	EDIT("printf new >\"$1\"; exit 3;");
	is_error(&result, WEIR_ERROR_CANCELLED, "status 3");
}
END_TEST

START_TEST(a_signal_is_told)
{
	EDIT("kill -KILL $$;");
	is_error(&result, WEIR_ERROR_CANCELLED, "signal 9");
}
END_TEST

START_TEST(an_editor_that_is_none_is_told)
{
	EDIT("no-such-editor --wait");
	is_error(&result, WEIR_ERROR_CONFIG, "no-such-editor --wait");
	ck_assert_ptr_nonnull(strstr(result.error->message, "EDITOR"));
}
END_TEST

static gboolean cancel(gpointer data)
{
	g_cancellable_cancel(data);
	return G_SOURCE_REMOVE;
}

static void is_ended(const char *editor)
{
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_auto(Came) result = { 0 };
	gint64 begun = g_get_monotonic_time();
	start(&result, editor, "old", 3, cancellable);
	g_timeout_add(200, cancel, cancellable);
	wait_for(&result);
	ck_assert_ptr_null(result.saved);
	ck_assert(g_error_matches(result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
	ck_assert_int_lt(g_get_monotonic_time() - begun, 10 * G_USEC_PER_SEC);
}

START_TEST(a_cancel_ends_it)
{
	is_ended("exec sleep 30;");
}
END_TEST

START_TEST(a_cancel_ends_one_that_does_not_listen)
{
	is_ended("trap '' TERM; while :; do :; done;");
}
END_TEST

START_TEST(a_cancel_before_it_is_there)
{
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_auto(Came) result = { 0 };
	start(&result, "printf new >", "old", 3, cancellable);
	g_cancellable_cancel(cancellable);
	wait_for(&result);
	ck_assert(g_error_matches(result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}
END_TEST

/* ---- what it is given ---- */

START_TEST(nobody_else_may_read_the_file)
{
	EDIT("f() { stat -c '%a %F' \"$1\" \"${1%/*}\" >\"$1.out\"; cat \"$1.out\" >\"$1\"; }; umask 0; f");
	static const char expected[] = "600 regular file\n700 directory\n";
	is_saved(&result, expected, sizeof expected - 1);
}
END_TEST

START_TEST(its_name_and_arguments_are_kept)
{
	EDIT("f() { printf '%s|%s' \"$1\" \"${2##*/}\" >\"$2\"; }; f 'two words'");
	is_saved(&result, "two words|event.json", 20);
}
END_TEST

START_TEST(only_the_environment_that_was_given)
{
	g_setenv("WEIR_TEST_SECRET", "seen", TRUE);
	g_autofree char *folder = g_strdup_printf("XDG_RUNTIME_DIR=%s", home);
	char *environment[] = { folder, (char *)"EDITOR=printf \"[$WEIR_TEST_SECRET]\" >", NULL };
	g_autoptr(GBytes) bytes = g_bytes_new_static("old", 3);
	g_auto(Came) result = { 0 };
	edit_start(bytes, "event.json", environment, NULL, came, &result);
	wait_for(&result);
	is_saved(&result, "[]", 2);
}
END_TEST

START_TEST(the_terminal_is_its_own)
{
	EDIT("f() { test -t 0 && test -t 1 && test -t 2 && printf all >\"$1\"; }; f");
	is_saved(&result, "all", 3);
}
END_TEST

START_TEST(what_it_leaves_is_removed)
{
	EDIT("f() { cp \"$1\" \"$1~\"; mkdir -p \"${1%/*}/.undo/a\"; : >\"${1%/*}/.undo/a/b\"; "
	     "ln -s / \"${1%/*}/link\"; printf new >\"$1\"; }; f");
	is_saved(&result, "new", 3);
}
END_TEST

START_TEST(who_leaves_at_once_can_remove_it)
{
	g_autofree char *flag = g_build_filename(home, "there", NULL);
	g_autofree char *editor = g_strdup_printf(": >%s; exec sleep 30;", flag);
	g_auto(Came) result = { 0 };
	start(&result, editor, "old", 3, NULL);
	while (g_unlink(flag) != 0)
		g_main_context_iteration(NULL, FALSE);
	edit_forget();
	ck_assert_int_eq(g_rmdir(home), 0);
	ck_assert_int_eq(g_mkdir(home, 0700), 0);
	/* Killed, not asked to end; what it left is gone. */
	wait_for(&result);
	ck_assert_ptr_null(result.saved);
	ck_assert_ptr_nonnull(strstr(result.error->message, "signal 9"));
}
END_TEST

/* ---- keys and modes ---- */

static volatile sig_atomic_t interrupts;

static void on_interrupt(int signal)
{
	interrupts++;
}

START_TEST(keys_for_signals_are_the_editors)
{
	struct sigaction ours = { .sa_handler = on_interrupt }, before, then;
	sigaction(SIGINT, &ours, NULL);
	sigaction(SIGQUIT, NULL, &before);
	g_autofree char *editor =
		g_strdup_printf("sleep 0.2; kill -INT %d; kill -QUIT %d; kill -INT $$;", getpid(), getpid());
	EDIT(editor);
	is_error(&result, WEIR_ERROR_CANCELLED, "signal 2");
	ck_assert_int_eq(interrupts, 0);
	sigaction(SIGINT, NULL, &then);
	ck_assert(then.sa_handler == on_interrupt);
	sigaction(SIGQUIT, NULL, &then);
	ck_assert(then.sa_handler == before.sa_handler);
}
END_TEST

START_TEST(modes_are_put_back)
{
	struct termios before, after;
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	signal(SIGTTOU, SIG_IGN);
	ck_assert_int_eq(tcsetpgrp(terminal, getpgrp()), 0);
	ck_assert_int_eq(tcgetattr(terminal, &before), 0);
	EDIT("stty raw -echo; kill -KILL $$;");
	ck_assert_int_eq(tcgetattr(terminal, &after), 0);
	ck_assert_uint_eq(before.c_lflag, after.c_lflag);
	ck_assert_uint_eq(before.c_iflag, after.c_iflag);
	close(terminal);
}
END_TEST

START_TEST(without_a_terminal_there_is_none)
{
	g_autoptr(GError) error = NULL;
	ck_assert(edit_possible(NULL));
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
	ck_assert_int_eq(ioctl(terminal, TIOCNOTTY), 0);
	close(terminal);
	ck_assert(!edit_possible(&error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
	EDIT("printf new >");
	is_error(&result, WEIR_ERROR_USAGE, "terminal");
}
END_TEST

static int run_suite(int out)
{
	const TTest *const tests[] = {
		bytes_come_back_as_they_were_saved,
		a_file_may_be_replaced_by_another,
		saving_the_same_is_saving,
		leaving_without_saving_is_told,
		nothing_is_taken_for_no,
		a_file_that_is_gone_is_an_error,
		what_is_no_file_is_not_waited_for,
		a_status_is_told,
		a_signal_is_told,
		an_editor_that_is_none_is_told,
		a_cancel_ends_it,
		a_cancel_ends_one_that_does_not_listen,
		a_cancel_before_it_is_there,
		nobody_else_may_read_the_file,
		its_name_and_arguments_are_kept,
		only_the_environment_that_was_given,
		the_terminal_is_its_own,
		what_it_leaves_is_removed,
		who_leaves_at_once_can_remove_it,
		keys_for_signals_are_the_editors,
		modes_are_put_back,
		without_a_terminal_there_is_none,
		NULL,
	};
	dup2(out, STDOUT_FILENO);
	home = g_dir_make_tmp("weir-editor-XXXXXX", NULL);
	suite_keep_apart();
	int failed = home == NULL ? 1 : suite_run("net/editor", tests);
	return g_rmdir(home) == 0 ? failed : 1;
}

/* The tests run on a pseudo-terminal; what they print does not go there. */
int main(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), master = -1, status = 0;
	char shown[512];
	pid_t pid = forkpty(&master, NULL, NULL, NULL);
	if (pid == 0)
		return run_suite(out);
	while (pid > 0 && (read(master, shown, sizeof shown) > 0 || errno == EINTR))
		;
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
