/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "suite.h"

#include "base/error.h"
#include "secrets/reference.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VALUE "tok-5f1c9a7e2b6d8053"

enum { PATIENT = 30000 };

typedef struct {
	SecBuf *secret;
	GError *error;
	guint done;
} Got;

static void got_clear(Got *got)
{
	secbuf_unref(got->secret);
	g_clear_error(&got->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Got, got_clear)

static void on_done(SecBuf *secret, const GError *error, gpointer data)
{
	Got *got = data;
	got->done++;
	got->secret = secret != NULL ? secbuf_ref(secret) : NULL;
	got->error = error != NULL ? g_error_copy(error) : NULL;
}

static Got resolve(const char *reference)
{
	Got got = { 0 };
	reference_resolve(reference, NULL, on_done, &got);
	ck_assert_uint_eq(got.done, 0);
	while (got.done == 0)
		g_main_context_iteration(NULL, TRUE);
	if (got.error != NULL)
		ck_assert_ptr_null(strstr(got.error->message, "tok-"));
	return got;
}

static const char *message(const Got *got)
{
	return got->error != NULL ? got->error->message : "";
}

static void assert_value(const Got *got, const char *reference, const char *value)
{
	ck_assert_str_eq(message(got), "");
	ck_assert_str_eq(secbuf_bytes(got->secret), value);
	ck_assert_str_eq(secbuf_name(got->secret), reference);
}

START_TEST(forms)
{
	static const char *const good[] = { "env:TOKEN", "env:_x9", "file:/a b",       "file:~/x",
					    "fd:0",      "fd:63",   "cmd:pass show x", "keyring:desk/token" };
	static const char *const bad[] = {
		"",          VALUE,      "env:",         "env:A-B",         "env:9",
		"file:",     "fd:",      "fd:x",         "fd:-1",           "fd:99999999",
		"cmd:",      "keyring:", "keyring:a//b", "keyring:a/b/c/d", "keyring:/a",
		"ENV:TOKEN", "cmd:a\nb", ("env:" VALUE)
	};
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
		ck_assert_msg(reference_check(good[i], NULL), "%s", good[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_msg(!reference_check(bad[i], &error), "%s", bad[i]);
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CONFIG));
		ck_assert_ptr_null(strstr(error->message, "tok-"));
		ck_assert_ptr_nonnull(strstr(error->message, "env:NAME"));
		g_auto(Got) got = resolve(bad[i]);
		ck_assert_str_eq(message(&got), error->message);
	}
}
END_TEST

START_TEST(environment)
{
	static char entry[] = "WEIR_T=" VALUE;
	putenv(entry); /* this very memory is the environment's */
	g_auto(Got) got = resolve("env:WEIR_T");
	assert_value(&got, "env:WEIR_T", VALUE);
	ck_assert_ptr_null(getenv("WEIR_T"));
	for (gsize i = strlen("WEIR_T="); i < sizeof entry; i++)
		ck_assert_int_eq(entry[i], 0);
	g_auto(Got) again = resolve("env:WEIR_T");
	assert_value(&again, "env:WEIR_T", VALUE);
	g_setenv("WEIR_T", "another-value", TRUE);
	g_auto(Got) anew = resolve("env:WEIR_T");
	assert_value(&anew, "env:WEIR_T", "another-value");
	g_auto(Got) missing = resolve("env:WEIR_NOT_THERE");
	ck_assert(g_error_matches(missing.error, WEIR_ERROR, WEIR_ERROR_CONFIG));
	ck_assert_str_eq(message(&missing),
			 "env:WEIR_NOT_THERE: the environment has no variable WEIR_NOT_THERE: export "
			 "it, or name another reference");
}
END_TEST

/* What a first line may be, through a file. */
START_TEST(first_lines)
{
	static const struct {
		const char *text;
		gssize length;
		const char *value, *words;
	} rows[] = {
		{ VALUE, -1, VALUE, NULL },
		{ VALUE "\n", -1, VALUE, NULL },
		{ VALUE "\r\n", -1, VALUE, NULL },
		{ VALUE "\nlogin: me\n", -1, VALUE, NULL },
		{ " with spaces ", -1, " with spaces ", NULL },
		{ "s\xc3\xa4kert", -1, "s\xc3\xa4kert", NULL },
		{ "", -1, NULL, "its first line is empty" },
		{ "\n" VALUE, -1, NULL, "its first line is empty" },
		{ "\r\n", -1, NULL, "its first line is empty" },
		{ "tok-\0x", 6, NULL, "control character" },
		{ "tok-\x1b[m", -1, NULL, "control character" },
		{ "tok-\tx", -1, NULL, "control character" },
		{ "tok-\rx", -1, NULL, "control character" },
	};
	g_autofree char *folder = g_dir_make_tmp("weir-ref-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "token", NULL);
	g_autofree char *reference = g_strconcat("file:", path, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_file_set_contents(path, rows[i].text, rows[i].length, NULL);
		g_auto(Got) got = resolve(reference);
		if (rows[i].value != NULL)
			assert_value(&got, reference, rows[i].value);
		else
			ck_assert_msg(strstr(message(&got), rows[i].words) != NULL, "%zu: %s", i,
				      message(&got));
		if (rows[i].value == NULL)
			ck_assert_msg(strstr(message(&got), reference) != NULL, "%s", message(&got));
	}
	g_autofree char *much = g_strnfill(20000, 't');
	g_file_set_contents(path, much, -1, NULL);
	g_auto(Got) got = resolve(reference);
	ck_assert_msg(strstr(message(&got), "too long") != NULL, "%s", message(&got));
	g_unlink(path);
	g_rmdir(folder);
}
END_TEST

/* The one secret of several lines. */
START_TEST(keys_in_pem)
{
	static const struct {
		const char *text, *value;
	} cases[] = {
		{ "-----BEGIN X-----\nAAAA\nBBBB\n-----END X-----\nmore\n",
		  "-----BEGIN X-----\nAAAA\nBBBB\n-----END X-----" },
		{ "-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n",
		  "-----BEGIN X-----\r\nAAAA\r\n-----END X-----" },
		{ "-----BEGIN X-----\nAAAA\n", "-----BEGIN X-----" },
		{ "-----BEGIN X-----\nA\x01\n-----END X-----\n", NULL },
		{ "x-----BEGIN X-----\nAAAA\n-----END X-----\n", "x-----BEGIN X-----" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_setenv("WEIR_TEST_PEM", cases[i].text, TRUE);
		g_auto(Got) got = resolve("env:WEIR_TEST_PEM");
		if (cases[i].value != NULL)
			assert_value(&got, "env:WEIR_TEST_PEM", cases[i].value);
		else
			ck_assert_ptr_nonnull(strstr(message(&got), "control character"));
		g_auto(Got) command = resolve("cmd:printf -- '-----BEGIN X-----\\nA\\n'; sleep 0.1; printf "
					      "-- '-----END X-----\\n'");
		assert_value(
			&command,
			"cmd:printf -- '-----BEGIN X-----\\nA\\n'; sleep 0.1; printf -- '-----END X-----\\n'",
			"-----BEGIN X-----\nA\n-----END X-----");
	}
}
END_TEST

START_TEST(files_that_are_none)
{
	g_auto(Got) missing = resolve("file:/nonexistent/token");
	ck_assert(g_error_matches(missing.error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_ptr_nonnull(
		strstr(message(&missing), "file:/nonexistent/token cannot be read: No such file"));
	g_auto(Got) folder = resolve("file:/tmp");
	ck_assert_msg(strstr(message(&folder), "Is a directory") != NULL, "%s", message(&folder));
	g_auto(Got) null = resolve("file:/dev/null");
	ck_assert_msg(strstr(message(&null), "first line is empty") != NULL, "%s", message(&null));
}
END_TEST

START_TEST(home)
{
	g_autofree char *folder = g_dir_make_tmp("weir-ref-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "token", NULL);
	g_setenv("HOME", folder, TRUE);
	g_file_set_contents(path, VALUE, -1, NULL);
	g_auto(Got) got = resolve("file:~/token");
	assert_value(&got, "file:~/token", VALUE);
	g_unlink(path);
	g_rmdir(folder);
}
END_TEST

static gpointer write_later(gpointer path)
{
	g_usleep(30000);
	FILE *fifo = fopen(path, "w");
	fputs("tok-", fifo);
	fflush(fifo);
	g_usleep(30000);
	fputs("5f1c9a7e2b6d8053\nmore", fifo);
	fclose(fifo);
	return NULL;
}

static gboolean tick(gpointer data)
{
	(*(guint *)data)++;
	return G_SOURCE_CONTINUE;
}

/* The loop goes on while nobody writes. */
START_TEST(fifo)
{
	g_autofree char *folder = g_dir_make_tmp("weir-ref-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "fifo", NULL);
	g_autofree char *reference = g_strconcat("file:", path, NULL);
	guint ticks = 0, timer = g_timeout_add(5, tick, &ticks);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	GThread *thread = g_thread_new("writer", write_later, path);
	g_auto(Got) got = resolve(reference);
	assert_value(&got, reference, VALUE);
	ck_assert_uint_ge(ticks, 2);
	g_thread_join(thread);
	reference_deadline_ms = 100;
	g_auto(Got) nobody = resolve(reference);
	reference_deadline_ms = PATIENT; /* the next test is in this process, too */
	ck_assert_msg(strstr(message(&nobody), "gave nothing within 1 s") != NULL, "%s", message(&nobody));
	g_source_remove(timer);
	g_unlink(path);
	g_rmdir(folder);
}
END_TEST

START_TEST(descriptors)
{
	int pipes[2];
	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_eq((int)write(pipes[1], VALUE "\nrest", strlen(VALUE) + 5), (int)strlen(VALUE) + 5);
	g_autofree char *reference = g_strdup_printf("fd:%d", pipes[0]);
	g_auto(Got) got = resolve(reference); /* the other end is still open: the line is enough */
	assert_value(&got, reference, VALUE);
	ck_assert_int_eq(fcntl(pipes[0], F_GETFD), -1); /* read to its end: closed, so that no child has it */
	g_auto(Got) again = resolve(reference);
	assert_value(&again, reference, VALUE);
	close(pipes[1]);
	g_auto(Got) closed = resolve("fd:4095");
	ck_assert(g_error_matches(closed.error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_msg(strstr(message(&closed), "fd:4095 cannot be read: Bad file descriptor") != NULL, "%s",
		      message(&closed));
	g_auto(Got) standard = resolve("fd:0");
	ck_assert_int_eq(standard.done, 1);
	ck_assert_int_ne(fcntl(0, F_GETFD), -1);
}
END_TEST

START_TEST(commands)
{
	g_auto(Got) echo = resolve("cmd:printf '%s\\nsecond\\n' tok-5f1c9a7e2b6d8053");
	ck_assert_str_eq(message(&echo), "");
	ck_assert_str_eq(secbuf_bytes(echo.secret), VALUE);
	g_auto(Got) failed = resolve("cmd:echo half; exit 7");
	ck_assert(g_error_matches(failed.error, WEIR_ERROR, WEIR_ERROR_CONFIG));
	ck_assert_ptr_nonnull(strstr(message(&failed), "ended with status 7: run the command by hand"));
	g_auto(Got) signalled = resolve("cmd:kill -9 $$");
	ck_assert_msg(strstr(message(&signalled), "ended by signal 9") != NULL, "%s", message(&signalled));
	g_auto(Got) nothing = resolve("cmd:true");
	ck_assert_ptr_nonnull(strstr(message(&nothing), "first line is empty"));
	g_auto(Got) unknown = resolve("cmd:nonexistent-program-of-weir");
	ck_assert_ptr_nonnull(strstr(message(&unknown), "status 127"));
	/* more than a pipe holds follows the line */
	g_auto(Got) much = resolve("cmd:echo a-secret-line; head -c 1000000 /dev/zero");
	ck_assert_str_eq(message(&much), "");
	ck_assert_str_eq(secbuf_bytes(much.secret), "a-secret-line");
	/* what is left behind holds the pipe open */
	reference_deadline_ms = 5000;
	g_auto(Got) left = resolve("cmd:sleep 20 & echo early-secret");
	ck_assert_str_eq(message(&left), "");
	ck_assert_str_eq(secbuf_bytes(left.secret), "early-secret");
	/* and input is empty, not the terminal's */
	g_auto(Got) input = resolve("cmd:cat; echo no-input");
	ck_assert_str_eq(secbuf_bytes(input.secret), "no-input");
	reference_deadline_ms = PATIENT;
}
END_TEST

START_TEST(commands_inherit_no_secret)
{
	g_setenv("WEIR_FIRST", VALUE, TRUE);
	g_setenv("WEIR_OTHER", "tok-of-another-server", TRUE);
	g_setenv("WEIR_COPY", "x" VALUE "y", TRUE);
	g_setenv("WEIR_PLAIN", "nothing special", TRUE);
	g_auto(Got) first = resolve("env:WEIR_FIRST");
	ck_assert(reference_check("env:WEIR_OTHER", NULL)); /* known, and not yet read */
	g_auto(Got) seen = resolve("cmd:env | grep ^WEIR_ | tr '\\n' ' '");
	ck_assert_str_eq(message(&seen), "");
	ck_assert_str_eq(secbuf_bytes(seen.secret), "WEIR_PLAIN=nothing special ");
	ck_assert_str_eq(getenv("WEIR_OTHER"), "tok-of-another-server");
}
END_TEST

/* A zombie is not: nobody need be there to take it away. */
static gboolean is_running(const char *path)
{
	g_autofree char *text = NULL, *stat = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL) || text[0] == '\0')
		return FALSE;
	g_autofree char *file = g_strdup_printf("/proc/%s/stat", g_strchomp(text));
	return g_file_get_contents(file, &stat, NULL, NULL) && strstr(stat, ") Z ") == NULL;
}

/* The shell and what it started are gone when the deadline has passed, or a person has had enough. */
START_TEST(slow_commands_are_killed)
{
	g_autofree char *folder = g_dir_make_tmp("weir-ref-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "pid", NULL);
	g_autofree char *reference = g_strdup_printf("cmd:sleep 100 & echo $! > %s; wait", path);
	for (int cancelled = 0; cancelled < 2; cancelled++) {
		g_autoptr(GCancellable) cancellable = g_cancellable_new();
		g_auto(Got) got = { 0 };
		g_unlink(path);
		reference_deadline_ms = cancelled ? PATIENT : 300;
		reference_resolve(reference, cancellable, on_done, &got);
		while (cancelled && !is_running(path))
			g_main_context_iteration(NULL, FALSE);
		if (cancelled)
			g_cancellable_cancel(cancellable);
		while (got.done == 0)
			g_main_context_iteration(NULL, TRUE);
		ck_assert(g_error_matches(got.error, WEIR_ERROR,
					  cancelled ? WEIR_ERROR_CANCELLED : WEIR_ERROR_CONFIG));
		while (is_running(path))
			g_main_context_iteration(NULL, FALSE);
		for (int i = 0; i < 20; i++)
			g_main_context_iteration(NULL, FALSE);
		ck_assert_uint_eq(got.done, 1);
	}
	g_unlink(path);
	g_rmdir(folder);
}
END_TEST

START_TEST(keyring_without_a_bus)
{
	g_setenv("DBUS_SESSION_BUS_ADDRESS", "", TRUE);
	g_setenv("XDG_RUNTIME_DIR", "/nonexistent", TRUE);
	g_auto(Got) got = resolve("keyring:desk/token");
	ck_assert(g_error_matches(got.error, WEIR_ERROR, WEIR_ERROR_KEYRING_NO_BUS));
	ck_assert_ptr_nonnull(strstr(message(&got), "keyring:desk/token: the keyring cannot be reached"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { forms,
				       environment,
				       first_lines,
				       keys_in_pem,
				       files_that_are_none,
				       home,
				       fifo,
				       descriptors,
				       commands,
				       commands_inherit_no_secret,
				       slow_commands_are_killed,
				       keyring_without_a_bus,
				       NULL };
	return suite_run("secrets/reference", tests);
}
