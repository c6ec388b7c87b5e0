/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weir secrets on a terminal: what is typed, and what is shown. */
#include "suite.h"

#include "keyring/calls.h"
#include "keyring/private_keyring.h"
#include "tui/term_screen.h"

#include <string.h>
#include <sys/wait.h>

#define WEIR BUILDDIR "/src/weir"

static TermScreen *run(const char *const *words)
{
	g_autofree char *bus =
		g_strdup_printf("DBUS_SESSION_BUS_ADDRESS=%s", g_getenv("DBUS_SESSION_BUS_ADDRESS"));
	const char *const environment[] = { bus, NULL };
	return term_screen_start(24, 100, words, environment);
}

static TermScreen *set(void)
{
	static const char *const words[] = { WEIR, "secrets", "set", "-", "signing", NULL };
	return run(words);
}

static void assert_exit(TermScreen *term, int code)
{
	int status = term_screen_wait_exit(term);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == code, "%x: %s", (unsigned)status,
		      term_screen_bytes(term)->str);
	ck_assert(term_screen_is_cooked(term));
}

START_TEST(typed_twice_and_never_shown)
{
	started();
	g_autoptr(TermScreen) term = set();
	term_screen_wait(term, "the value of keyring:signing (it is not shown):");
	term_screen_send(term, VALUE "\n");
	term_screen_wait(term, "once more:");
	term_screen_send(term, VALUE "\r");
	term_screen_wait(term, "version 1 is stored and current");
	assert_exit(term, 0);
	ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, "tok-"));
	g_auto(Got) got = load(NULL, "signing");
	ck_assert_str_eq(got.value, VALUE);
}
END_TEST

START_TEST(typed_differently)
{
	started();
	g_autoptr(TermScreen) term = set();
	term_screen_wait(term, "not shown):");
	term_screen_send(term, VALUE "\n");
	term_screen_wait(term, "once more:");
	term_screen_send(term, OTHER "\n");
	term_screen_wait(term, "the two values differ");
	assert_exit(term, 2);
	g_auto(Got) all = search();
	ck_assert_uint_eq(all.items->len, 0);
}
END_TEST

/* The terminal echoes again, whenever it is left. */
START_TEST(left_in_the_middle)
{
	static const char *const keys[] = { "\003", "tok-half\003", "\004" };
	started();
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autoptr(TermScreen) term = set();
		term_screen_wait(term, "not shown):");
		ck_assert(!term_screen_is_cooked(term));
		term_screen_send(term, keys[i]);
		assert_exit(term, 130);
		ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, "tok-"));
	}
}
END_TEST

static TermScreen *reveal(const char *answer)
{
	static const char *const words[] = { WEIR, "secrets", "show", "-", "signing", "--reveal", NULL };
	TermScreen *term = run(words);
	term_screen_wait(term, "show the value of signing on this screen? (yes/no)");
	ck_assert(!term_screen_has(term, VALUE));
	term_screen_send(term, answer);
	assert_exit(term, 0);
	return term;
}

START_TEST(shown_after_a_question)
{
	started();
	stored(NULL, "signing", VALUE);
	g_autoptr(TermScreen) no = reveal("no\n");
	ck_assert(!term_screen_has(no, VALUE));
	g_autoptr(TermScreen) nothing = reveal("\n");
	ck_assert(!term_screen_has(nothing, VALUE));
	g_autoptr(TermScreen) yes = reveal("yes\n");
	ck_assert(term_screen_has(yes, VALUE));
}
END_TEST

/* A value may hold what a terminal would act on. */
START_TEST(shown_without_harm)
{
	started();
	stored(NULL, "signing", "a\033]0;owned\007b");
	g_auto(Got) got = load(NULL, "signing");
	ck_assert(got.item->base64);
	g_autoptr(TermScreen) yes = reveal("yes\n");
	ck_assert_ptr_null(strstr(term_screen_bytes(yes)->str, "\033]0;"));
}
END_TEST

START_TEST(deleted_after_a_question)
{
	static const char *const words[] = { WEIR, "secrets", "delete", "-", "signing", NULL };
	started();
	stored(NULL, "signing", VALUE);
	g_autoptr(TermScreen) no = run(words);
	term_screen_wait(no, "delete 1 value of keyring:signing for ever? (yes/no)");
	term_screen_send(no, "n\n");
	term_screen_wait(no, "nothing was deleted");
	assert_exit(no, 0);
	g_autoptr(TermScreen) yes = run(words);
	term_screen_wait(yes, "(yes/no)");
	term_screen_send(yes, "y\n");
	assert_exit(yes, 0);
	g_auto(Got) all = search();
	ck_assert_uint_eq(all.items->len, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { typed_twice_and_never_shown,
				       typed_differently,
				       left_in_the_middle,
				       shown_after_a_question,
				       shown_without_harm,
				       deleted_after_a_question,
				       NULL };
	const char *why = private_keyring_missing();
	suite_keep_apart();
	return why != NULL ? suite_skip("secrets typed", why) : suite_run("secrets typed", tests);
}
