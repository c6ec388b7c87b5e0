/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "suite.h"

#include "base/error.h"
#include "keyring/calls.h"
#include "keyring/private_keyring.h"

#include <signal.h>

/* ---- what can be wrong ---- */

START_TEST(no_bus)
{
	g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
	g_auto(Got) got = load("desk", "x");
	assert_error(&got, WEIR_ERROR_KEYRING_NO_BUS);
	ck_assert_int_eq(weir_error_exit_code(got.error), WEIR_EXIT_KEYRING);
	g_unsetenv("DBUS_SESSION_BUS_ADDRESS");
	g_setenv("XDG_RUNTIME_DIR", "/nonexistent", TRUE);
	g_auto(Got) none = probe();
	assert_error(&none, WEIR_ERROR_KEYRING_NO_BUS);
	ck_assert_str_eq(keyring_cause(none.error), "no-bus");
}
END_TEST

START_TEST(no_service)
{
	private_bus_start();
	g_auto(Got) got = probe();
	assert_error(&got, WEIR_ERROR_KEYRING_NO_SERVICE);
	/* It is found once it is there. */
	private_keyring_start(TRUE);
	g_auto(Got) now = probe();
	ck_assert_str_eq(got_message(&now), "");
}
END_TEST

START_TEST(no_collection)
{
	private_bus_start();
	private_keyring_start(FALSE);
	g_auto(Got) got = store("desk", "x", 0, SECRET_STAGE_CURRENT, VALUE);
	assert_error(&got, WEIR_ERROR_KEYRING_NO_COLLECTION);
	g_auto(Got) all = search();
	ck_assert_str_eq(got_message(&all), "");
	ck_assert_uint_eq(all.items->len, 0);
}
END_TEST

START_TEST(locked_and_nobody_to_ask)
{
	started();
	stored("desk", "x", VALUE);
	private_keyring_lock();
	g_auto(Got) read = load("desk", "x");
	assert_error(&read, WEIR_ERROR_KEYRING_LOCKED);
	g_auto(Got) written = store("desk", "y", 0, SECRET_STAGE_CURRENT, VALUE);
	assert_error(&written, WEIR_ERROR_KEYRING_LOCKED);
	/* Attributes can be read all the same. */
	g_auto(Got) all = search();
	ck_assert_str_eq(got_message(&all), "");
	ck_assert_uint_eq(all.items->len, 1);
	/* Where there is a screen, a person closed it. */
	g_setenv("DISPLAY", ":77", TRUE);
	g_auto(Got) closed = load("desk", "x");
	assert_error(&closed, WEIR_ERROR_KEYRING_DISMISSED);
}
END_TEST

START_TEST(locked_from_the_start)
{
	started();
	stored("desk", "x", VALUE);
	private_keyring_kill();
	private_keyring_start(FALSE);
	g_auto(Got) read = load("desk", "x");
	assert_error(&read, WEIR_ERROR_KEYRING_LOCKED);
	private_keyring_kill();
	private_keyring_start(TRUE);
	g_auto(Got) open = load("desk", "x");
	ck_assert_str_eq(open.value, VALUE);
}
END_TEST

START_TEST(slow)
{
	started();
	stored("desk", "x", VALUE);
	keyring_deadline_ms = 300;
	private_keyring_signal(SIGSTOP);
	gint64 before = g_get_monotonic_time();
	g_auto(Got) got = load("desk", "x");
	assert_error(&got, WEIR_ERROR_KEYRING_TIMEOUT);
	ck_assert_int_lt(g_get_monotonic_time() - before, 2 * G_USEC_PER_SEC);
	g_auto(Got) written = store("desk", "y", 0, SECRET_STAGE_CURRENT, VALUE);
	assert_error(&written, WEIR_ERROR_KEYRING_TIMEOUT);
	/* And one that was never reached before. */
	keyring_forget();
	g_auto(Got) anew = probe();
	assert_error(&anew, WEIR_ERROR_KEYRING_TIMEOUT);
	private_keyring_signal(SIGCONT);
	keyring_deadline_ms = 10000;
	g_auto(Got) then = load("desk", "x");
	ck_assert_str_eq(then.value, VALUE);
}
END_TEST

static gboolean cancel(gpointer cancellable)
{
	g_cancellable_cancel(cancellable);
	return G_SOURCE_REMOVE;
}

START_TEST(cancelled)
{
	started();
	stored("desk", "x", VALUE);
	const KeyringKey key = { .server = "desk", .name = "x", .stage = SECRET_STAGE_CURRENT };
	g_autoptr(GCancellable) early = g_cancellable_new(), late = g_cancellable_new();
	g_cancellable_cancel(early);
	g_auto(Got) got = { 0 };
	keyring_load(&key, early, on_value, &got);
	ck_assert_uint_eq(got.done, 0);
	got_wait(&got);
	assert_error(&got, WEIR_ERROR_CANCELLED);
	private_keyring_signal(SIGSTOP);
	g_auto(Got) second = { 0 };
	keyring_load(&key, late, on_value, &second);
	g_timeout_add(50, cancel, late);
	got_wait(&second);
	assert_error(&second, WEIR_ERROR_CANCELLED);
	private_keyring_signal(SIGCONT);
	g_auto(Got) then = load("desk", "x");
	ck_assert_str_eq(then.value, VALUE);
	ck_assert_uint_eq(second.done, 1);
}
END_TEST

static gboolean kill_it(gpointer unused)
{
	private_keyring_kill();
	return G_SOURCE_REMOVE;
}

START_TEST(killed_while_asked)
{
	started();
	stored("desk", "x", VALUE);
	private_keyring_signal(SIGSTOP);
	g_timeout_add(50, kill_it, NULL);
	g_auto(Got) got = load("desk", "x");
	ck_assert_msg(keyring_error(got.error), "%s", got_message(&got));
	g_auto(Got) none = load("desk", "x");
	assert_error(&none, WEIR_ERROR_KEYRING_NO_SERVICE);
	private_keyring_start(TRUE);
	g_auto(Got) then = load("desk", "x");
	ck_assert_str_eq(then.value, VALUE);
}
END_TEST

/* Paths of a keyring that was started anew may be those of other items. */
START_TEST(items_of_an_earlier_life)
{
	started();
	stored("desk", "a", VALUE);
	stored("desk", "b", OTHER);
	g_auto(Got) a = load("desk", "a");
	g_auto(Got) b = load("desk", "b");
	char *swapped = a.item->path;
	a.item->path = b.item->path;
	b.item->path = swapped;
	g_auto(Got) gone = { 0 };
	keyring_delete(a.item, NULL, on_written, &gone);
	got_wait(&gone);
	ck_assert_str_eq(got_message(&gone), "");
	g_auto(Got) other = load("desk", "b");
	ck_assert_str_eq(other.value, OTHER);
	g_auto(Got) missing = load("desk", "a");
	assert_error(&missing, WEIR_ERROR_NOT_FOUND);
}
END_TEST

START_TEST(bus_ends)
{
	started();
	stored("desk", "x", VALUE);
	private_bus_stop();
	g_auto(Got) got = load("desk", "x");
	ck_assert_msg(keyring_error(got.error), "%s", got_message(&got));
	g_auto(Got) none = load("desk", "x");
	assert_error(&none, WEIR_ERROR_KEYRING_NO_BUS);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		no_bus, no_service, no_collection,      locked_and_nobody_to_ask, locked_from_the_start,
		slow,   cancelled,  killed_while_asked, items_of_an_earlier_life, bus_ends,
		NULL
	};
	const char *why = private_keyring_missing();
	suite_keep_apart();
	return why != NULL ? suite_skip("secrets/keyring broken", why)
			   : suite_run("secrets/keyring broken", tests);
}
