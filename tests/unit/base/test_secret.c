/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/wipe.h"
#include "suite.h"

START_TEST(holds_and_wipes)
{
	g_autoptr(SecBuf) first = secbuf_new("env:A", "value-one", 9, NULL);
	const char *place = secbuf_bytes(first);
	ck_assert_str_eq(place, "value-one");
	ck_assert_int_eq(secbuf_length(first), 9);
	ck_assert_str_eq(secbuf_name(first), "env:A");
	SecBuf *second = secbuf_ref(first);
	secbuf_unref(second);
	ck_assert_str_eq(place, "value-one");
	secbuf_unref(g_steal_pointer(&first));
	for (int i = 0; i < 9; i++)
		ck_assert_int_eq(place[i], 0);
}
END_TEST

START_TEST(gives_room_back)
{
	enum { LARGE = 60000, FIT = 16 };
	g_autofree char *large = g_strnfill(LARGE, 'x');
	for (int round = 0; round < 20; round++) {
		SecBuf *held[FIT];
		g_autoptr(GError) error = NULL;
		for (int i = 0; i < FIT; i++)
			ck_assert_ptr_nonnull(held[i] = secbuf_new("a", large, LARGE, NULL));
		ck_assert_ptr_null(secbuf_new("d", large, LARGE, &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT));
		ck_assert_ptr_null(strstr(error->message, "xxx"));
		for (int i = 0; i < FIT; i++)
			secbuf_unref(held[i]);
	}
	ck_assert_ptr_null(secbuf_new("longer than an arena", large, 64 * 1024, NULL));
}
END_TEST

static void append_name(const SecBuf *secret, gpointer data)
{
	g_string_append_printf(data, "%s ", secbuf_name(secret));
}

static GSList *died;

static void note_dying(const SecBuf *secret)
{
	ck_assert_int_gt(secbuf_length(secret), 0);
	died = g_slist_prepend(died, g_strdup(secbuf_bytes(secret)));
}

START_TEST(tells_births_and_deaths)
{
	g_autoptr(GString) all = g_string_new(NULL), young = g_string_new(NULL);
	secbuf_set_dying(note_dying);
	g_autoptr(SecBuf) one = secbuf_new("one", "1", 1, NULL);
	SecBuf *two = secbuf_new("two", "2", 1, NULL);
	guint64 generation = secbuf_generation();
	g_autoptr(SecBuf) three = secbuf_new("three", "3", 1, NULL);
	g_autoptr(SecBuf) again = secbuf_ref(one);
	ck_assert_uint_gt(secbuf_generation(), generation);
	secbuf_unref(secbuf_ref(two));
	secbuf_unref(two);
	secbuf_set_dying(NULL);
	secbuf_foreach(append_name, all);
	ck_assert_str_eq(all->str, "one three ");
	secbuf_foreach_since(generation, append_name, young);
	ck_assert_str_eq(young->str, "three ");
	ck_assert_int_eq(g_slist_length(died), 1);
	ck_assert_str_eq(died->data, "2");
	g_slist_free_full(died, g_free);
}
END_TEST

START_TEST(has_room_for_a_fleet)
{
	enum { FLEET = 2000 };
	SecBuf *held[FLEET];
	for (int i = 0; i < FLEET; i++) {
		g_autofree char *value = g_strdup_printf("token-of-forty-bytes-%019d", i);
		held[i] = secbuf_new("a", value, 40, NULL);
		ck_assert_ptr_nonnull(held[i]);
	}
	for (int i = 0; i < FLEET; i++) {
		ck_assert_int_eq(g_ascii_strtoll(secbuf_bytes(held[i]) + 21, NULL, 10), i);
		secbuf_unref(held[i]);
	}
}
END_TEST

/* A user without privileges who may lock one arena and no second.  AddressSanitizer's mlock() does nothing
 * and says that it did. */
START_TEST(says_when_it_is_not_locked)
{
	enum { HALF = 40000 };
	struct rlimit limit = { 100 * 1024, 100 * 1024 };
	g_autofree char *large = g_strnfill(HALF, 'x');
	ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(setresuid(65534, 65534, 65534), 0);
	static char more_than_allowed[200 * 1024];
	gboolean limited = mlock(more_than_allowed, sizeof more_than_allowed) != 0;
	SecBuf *one = secbuf_new("one", large, HALF, NULL);
	if (limited && secbuf_locked()) {
		SecBuf *two = secbuf_new("two", large, HALF, NULL);
		ck_assert(!secbuf_locked());
		secbuf_unref(two);
		ck_assert(secbuf_locked());
	}
	secbuf_unref(one);
}
END_TEST

START_TEST(wiping_allocator_keeps_contents)
{
	char *memory = NULL;
	gsize old = 0;
	for (gsize size = 1; size < 100000; size = size * 3 / 2 + 1) {
		memory = wipe_realloc(memory, size);
		for (gsize i = 0; i < old; i++)
			ck_assert_int_eq(memory[i], 'k');
		memset(memory, 'k', size);
		old = size;
	}
	memory = wipe_realloc(memory, 10);
	ck_assert_int_eq(memory[9], 'k');
	wipe_free(memory);
	wipe_free(NULL);
	char *copy = wipe_strdup("text");
	ck_assert_str_eq(copy, "text");
	wipe_free(copy);
	int *zeros = wipe_calloc(10, sizeof *zeros);
	ck_assert_int_eq(zeros[9], 0);
	wipe_free(zeros);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { holds_and_wipes,
				       gives_room_back,
				       tells_births_and_deaths,
				       has_room_for_a_fleet,
				       says_when_it_is_not_locked,
				       wiping_allocator_keeps_contents,
				       NULL };
	return suite_run("base/secret", tests);
}
