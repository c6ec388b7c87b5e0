/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets view on a real keyring: what it holds, and rotations step by step, stopped, resumed and rolled
 * back. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keyring/calls.h"
#include "keyring/private_keyring.h"
#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"
#define FIRST "first-value-of-the-secret-4711"
#define TOKEN "token-of-the-server-that-is-gone-0815"

/* In the screen's home: a configuration, two secrets, and programs that set one: at once, or after a while.
 */
static const char prepare[] =
	"mkdir -p weir && printf '[server desk]\\nurl = http://127.0.0.1:9\\nenv = test\\n\\n"
	"[server shop]\\nurl = http://127.0.0.1:9\\nenv = prod\\n' >weir/weir.conf\n"
	"printf '#!/bin/sh\\nread line\\n[ ! -e \"$HOME/slow\" ] || sleep 60\\necho "
	"\"{\\\\\"ok\\\\\":true}\"\\n' "
	">set && chmod +x set\n"
	"printf " FIRST " | " WEIR " secrets set desk api-key --kind generic --stdin >/dev/null || exit 1\n"
	"printf " TOKEN " | " WEIR " secrets set shop server-token --stdin >/dev/null || exit 1\n"
	"exec " WEIR "\n";

static TermScreen *on_secrets(void)
{
	static const char *const argv[] = { "/bin/sh", "-c", prepare, NULL };
	g_autofree char *bus =
		g_strconcat("DBUS_SESSION_BUS_ADDRESS=", g_getenv("DBUS_SESSION_BUS_ADDRESS"), NULL);
	const char *const environment[] = { bus, NULL };
	TermScreen *term = term_screen_start(36, 140, argv, environment);
	term_screen_wait(term, "2 servers");
	term_screen_send(term, "5");
	term_screen_wait(term, "2 secrets");
	return term;
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
	/* Of the values nothing but the last four characters was ever on the screen. */
	ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, FIRST));
	ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, TOKEN));
}

static void set_up(void)
{
	private_bus_start();
	private_keyring_start(TRUE);
}

static void tear_down(void)
{
	private_keyring_kill();
	private_bus_stop();
}

static void rotate(TermScreen *term)
{
	g_autofree char *program = g_build_filename(term_screen_home(term), "set", NULL);
	term_screen_send(term, "/secret:api-key\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "o");
	term_screen_wait(term, "program that sets it");
	term_screen_send(term, program);
	term_screen_send(term, "\r");
	term_screen_wait(term, "type yes, or the server's name");
	term_screen_send(term, "yes\r");
}

START_TEST(list_and_details)
{
	set_up();
	g_autoptr(TermScreen) term = on_secrets();
	term_screen_wait(term, "…4711");
	term_screen_wait(term, "…0815");
	ck_assert(term_screen_has(term, "server-token"));
	term_screen_send(term, "/secret:api-key\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "\r");
	term_screen_wait(term, "keyring:desk/api-key");
	term_screen_send(term, "q");
	term_screen_send(term, "c");
	term_screen_wait(term, "no rotation of it is open");
	term_screen_send(term, "R");
	term_screen_wait(term, "there is no previous value of it");
	term_screen_send(term, "x");
	term_screen_wait(term, "no rotation is under way");
	quit(term);
	tear_down();
}
END_TEST

START_TEST(step_by_step)
{
	set_up();
	g_autoptr(TermScreen) term = on_secrets();
	rotate(term);
	term_screen_wait(term, "✓ create");
	term_screen_wait(term, "✓ set");
	term_screen_wait(term, "✓ finish");
	term_screen_wait(term, "current · previous (grace)");
	term_screen_wait_gone(term, "…4711");
	ck_assert(!term_screen_has(term, "rotation pending"));
	/* And back, to the value that was there. */
	term_screen_send(term, "R");
	term_screen_wait(term, "put back the value before");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "…4711");
	term_screen_wait_gone(term, "previous (grace)");
	quit(term);
	tear_down();
}
END_TEST

/* A person who is not sure stops it: it is open, says so everywhere, and goes on later. */
START_TEST(stopped_and_resumed)
{
	set_up();
	g_autoptr(TermScreen) term = on_secrets();
	g_autofree char *slow = g_build_filename(term_screen_home(term), "slow", NULL);
	ck_assert(g_file_set_contents(slow, "", 0, NULL));
	rotate(term);
	term_screen_wait(term, "… set");
	term_screen_send(term, "o");
	term_screen_wait(term, "a rotation is under way: Esc stops it safely");
	term_screen_send(term, "\033");
	term_screen_wait(term, "rotation pending: 1");
	term_screen_wait(term, "PENDING");
	term_screen_wait(term, "safe to do  resume, rollback");
	term_screen_send(term, "o");
	term_screen_wait(term, "a rotation of it is open: c goes on with it");
	ck_assert_int_eq(g_unlink(slow), 0);
	term_screen_send(term, "c");
	term_screen_wait(term, "go on with the rotation of api-key (desk)");
	term_screen_send(term, "no\r");
	term_screen_wait(term, "that is not the word");
	term_screen_send(term, "\025yes\r");
	term_screen_wait(term, "✓ finish");
	term_screen_wait_gone(term, "rotation pending");
	quit(term);
	tear_down();
}
END_TEST

/* AddressSanitizer keeps what was freed, and terabytes of its own. */
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = TRUE };
#else
enum { SANITIZED = FALSE };
#endif

/* A mapping in pieces that overlap by the length of what is looked for. */
static gboolean part_has(int fd, guint64 from, guint64 to, const char *bytes)
{
	enum { PIECE = 1024 * 1024 };
	gsize wanted = strlen(bytes);
	g_autofree char *part = g_malloc(PIECE);
	for (guint64 at = from; at < to; at += PIECE - wanted) {
		gssize length = pread(fd, part, MIN(PIECE, to - at), (off_t)at);
		if (length <= 0)
			break;
		if (memmem(part, (gsize)length, bytes, wanted) != NULL)
			return TRUE;
	}
	return FALSE;
}

/* In how many mappings that it can write the process has the bytes; -1: the system does not let us look. */
static int memory_has(pid_t pid, const char *bytes)
{
	g_autofree char *maps = g_strdup_printf("/proc/%d/maps", (int)pid), *text = NULL;
	g_autofree char *path = g_strdup_printf("/proc/%d/mem", (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC), found = 0;
	if (fd < 0 || !g_file_get_contents(maps, &text, NULL, NULL))
		return -1;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++) {
		guint64 from = 0, to = 0;
		char rights[5] = "";
		if (sscanf(lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &from, &to,
			   rights) == 3 &&
		    rights[1] == 'w')
			found += part_has(fd, from, to, bytes);
	}
	close(fd);
	return found;
}

/* What was fetched to show its last characters, and what was made, set and stored. */
START_TEST(idle_memory_holds_no_value)
{
	set_up();
	g_autoptr(TermScreen) term = on_secrets();
	rotate(term);
	term_screen_wait(term, "current · previous (grace)");
	term_screen_wait_gone(term, "…4711");
	g_auto(Got) made = load("desk", "api-key");
	ck_assert_uint_gt(made.length, 16);
	int itself = SANITIZED ? -1 : memory_has(term_screen_pid(term), "keyring:desk/api-key");
	if (itself >= 0) {
		ck_assert_int_gt(itself, 0);
		ck_assert_int_eq(memory_has(term_screen_pid(term), made.value), 0);
		ck_assert_int_eq(memory_has(term_screen_pid(term), FIRST), 0);
		ck_assert_int_eq(memory_has(term_screen_pid(term), TOKEN), 0);
	}
	ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, made.value));
	quit(term);
	tear_down();
}
END_TEST

/* Where env = prod, yes is not enough. */
START_TEST(production)
{
	set_up();
	g_autoptr(TermScreen) term = on_secrets();
	term_screen_send(term, "/server:shop\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "o");
	term_screen_wait(term, "program that sets it");
	term_screen_send(term, "\r");
	term_screen_wait(term, "type yes, or the server's name");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "that is not the word: nothing was changed");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "type yes");
	ck_assert(!term_screen_has(term, "create"));
	quit(term);
	tear_down();
}
END_TEST

/* The keyring goes away: the view says why, and the screen goes on. */
START_TEST(without_a_keyring)
{
	private_bus_start();
	static const char *const argv[] = { WEIR, NULL };
	g_autofree char *bus =
		g_strconcat("DBUS_SESSION_BUS_ADDRESS=", g_getenv("DBUS_SESSION_BUS_ADDRESS"), NULL);
	const char *const environment[] = { bus, NULL };
	g_autoptr(TermScreen) term = term_screen_start(24, 100, argv, environment);
	term_screen_wait(term, "No server is configured yet");
	term_screen_send(term, "5");
	term_screen_wait(term, "Secret Service");
	term_screen_send(term, "1");
	term_screen_wait(term, "No server is configured yet");
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
	private_bus_stop();
}
END_TEST

int main(void)
{
	const char *missing = private_keyring_missing();
	if (missing != NULL)
		return suite_skip("tui/secrets", missing);
	const TTest *const tests[] = {
		list_and_details,  step_by_step, idle_memory_holds_no_value, stopped_and_resumed, production,
		without_a_keyring, NULL
	};
	return suite_run("tui/secrets", tests);
}
