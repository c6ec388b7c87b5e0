/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "suite.h"

#include "base/error.h"
#include "keyring/calls.h"
#include "keyring/private_keyring.h"
#include "secrets/fingerprint.h"
#include "secrets/reference.h"

#include <string.h>

START_TEST(what_is_stored_comes_back)
{
	started();
	g_auto(Got) got = store("desk", "server-token", 0, SECRET_STAGE_CURRENT, VALUE);
	ck_assert_str_eq(got_message(&got), "");
	ck_assert_uint_eq(got.item->version, 1);
	ck_assert(got.item->created > 0 && got.item->created <= g_get_real_time());
	g_auto(Got) back = load("desk", "server-token");
	ck_assert_str_eq(got_message(&back), "");
	ck_assert_str_eq(back.value, VALUE);
	ck_assert_str_eq(back.name, "keyring:desk/server-token");
	ck_assert_str_eq(back.item->server, "desk");
	ck_assert_int_eq(back.item->created, got.item->created);
	g_auto(Got) all = search();
	ck_assert_uint_eq(all.items->len, 1);
	g_auto(Got) missing = load("desk", "engine-key");
	assert_error(&missing, WEIR_ERROR_NOT_FOUND);
	g_auto(Got) stranger = load("other", "server-token");
	assert_error(&stranger, WEIR_ERROR_NOT_FOUND);
}
END_TEST

START_TEST(bytes_that_are_no_text)
{
	static const char bytes[] = "\x00\x01\xff binary \n\x80";
	started();
	g_auto(Got) got = store_bytes("desk", "key", 0, SECRET_STAGE_CURRENT, bytes, sizeof bytes - 1);
	ck_assert_str_eq(got_message(&got), "");
	ck_assert(got.item->base64);
	g_auto(Got) back = load("desk", "key");
	ck_assert_uint_eq(back.length, sizeof bytes - 1);
	ck_assert_mem_eq(back.value, bytes, sizeof bytes - 1);
	static const char text[] = "-----BEGIN KEY-----\nabc\u00e5\n-----END KEY-----\n";
	g_auto(Got) pem = store("desk", "pem", 0, SECRET_STAGE_CURRENT, text);
	ck_assert(!pem.item->base64);
	g_auto(Got) text_back = load("desk", "pem");
	ck_assert_str_eq(text_back.value, text);
}
END_TEST

/* Versions count on, the highest of a stage is meant, and nothing is overwritten. */
START_TEST(versions_and_stages)
{
	started();
	stored("desk", "signing", VALUE);
	g_auto(Got) pending = store("desk", "signing", 0, SECRET_STAGE_PENDING, OTHER);
	ck_assert_uint_eq(pending.item->version, 2);
	g_auto(Got) current = load("desk", "signing");
	ck_assert_str_eq(current.value, VALUE);
	g_auto(Got) again = store("desk", "signing", 2, SECRET_STAGE_CURRENT, "tok-overwrites-it");
	assert_error(&again, WEIR_ERROR_KEYRING);

	g_auto(Got) changed = { 0 };
	keyring_set_stage(pending.item, SECRET_STAGE_CURRENT, NULL, on_written, &changed);
	got_wait(&changed);
	ck_assert_str_eq(got_message(&changed), "");
	ck_assert_int_eq(changed.item->stage, SECRET_STAGE_CURRENT);
	g_auto(Got) highest = load("desk", "signing");
	ck_assert_str_eq(highest.value, OTHER);
	g_auto(Got) twice = { 0 };
	keyring_set_stage(changed.item, SECRET_STAGE_CURRENT, NULL, on_written, &twice);
	got_wait(&twice);
	ck_assert_str_eq(got_message(&twice), "");
	g_auto(Got) old = { 0 };
	keyring_set_stage(current.item, SECRET_STAGE_PREVIOUS, NULL, on_written, &old);
	got_wait(&old);
	const KeyringKey key = { .server = "desk", .name = "signing", .stage = SECRET_STAGE_PREVIOUS };
	g_auto(Got) previous = { 0 };
	keyring_load(&key, NULL, on_value, &previous);
	got_wait(&previous);
	ck_assert_str_eq(previous.value, VALUE);
	g_auto(Got) all = search();
	ck_assert_uint_eq(all.items->len, 2);
}
END_TEST

START_TEST(marks_and_deletion)
{
	started();
	stored("desk", "one", VALUE);
	stored("desk", "two", OTHER);
	g_auto(Got) one = load("desk", "one");
	g_auto(Got) marked = { 0 };
	keyring_set_compromised(one.item, G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC + 5, NULL,
				on_written, &marked);
	got_wait(&marked);
	ck_assert_str_eq(got_message(&marked), "");
	ck_assert_int_eq(marked.item->compromised, G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC);
	g_auto(Got) clean = { 0 };
	keyring_set_compromised(marked.item, 0, NULL, on_written, &clean);
	got_wait(&clean);
	ck_assert_str_eq(got_message(&clean), "");
	ck_assert_int_eq(clean.item->compromised, 0);

	g_auto(Got) gone = { 0 };
	keyring_delete(one.item, NULL, on_written, &gone);
	got_wait(&gone);
	ck_assert_str_eq(got_message(&gone), "");
	g_auto(Got) again = { 0 };
	keyring_delete(one.item, NULL, on_written, &again);
	got_wait(&again);
	assert_error(&again, WEIR_ERROR_NOT_FOUND);
	g_auto(Got) two = load("desk", "two");
	ck_assert_str_eq(two.value, OTHER);
}
END_TEST

START_TEST(references)
{
	started();
	stored("desk", "server-token", VALUE);
	stored(NULL, "shared", OTHER);
	g_auto(Got) own = resolve("keyring:server-token", "desk");
	ck_assert_str_eq(own.value, VALUE);
	ck_assert_str_eq(own.name, "keyring:desk/server-token");
	g_auto(Got) named = resolve("keyring:desk/server-token", NULL);
	ck_assert_str_eq(named.value, VALUE);
	g_auto(Got) common = resolve("keyring:shared", "desk");
	ck_assert_str_eq(common.value, OTHER);
	/* A server never gets the secret of another one because they have the same name. */
	g_auto(Got) stranger = resolve("keyring:server-token", "other");
	assert_error(&stranger, WEIR_ERROR_CONFIG);
	ck_assert_ptr_nonnull(strstr(got_message(&stranger), "weir secrets set other server-token"));
	g_auto(Got) nobody = resolve("keyring:server-token", NULL);
	assert_error(&nobody, WEIR_ERROR_CONFIG);
	stored("desk", "bad", "tok-two\r\nlines: x");
	g_auto(Got) bad = resolve("keyring:bad", "desk");
	ck_assert_str_eq(bad.value, "tok-two");
	stored("desk", "worse", "tok-\x01");
	g_auto(Got) worse = resolve("keyring:worse", "desk");
	assert_error(&worse, WEIR_ERROR_CONFIG);
}
END_TEST

START_TEST(one_search_for_all)
{
	enum { N = 20 };
	Got got[N];
	started();
	for (int i = 0; i < N; i++) {
		g_autofree char *name = g_strdup_printf("s%d", i);
		stored("desk", name, VALUE);
	}
	keyring_forget();
	KeyringCounts before = keyring_counts();
	memset(got, 0, sizeof got);
	for (int i = 0; i < N; i++) {
		g_autofree char *reference = g_strdup_printf("keyring:s%d", i);
		reference_resolve_for(reference, "desk", NULL, on_reference, &got[i]);
	}
	for (int i = 0; i < N; i++) {
		got_wait(&got[i]);
		ck_assert_str_eq(got[i].value, VALUE);
		got_clear(&got[i]);
	}
	KeyringCounts after = keyring_counts();
	ck_assert_uint_eq(after.searches - before.searches, 1);
	ck_assert_uint_eq(after.fetches - before.fetches, 1);
	/* What is known stays known until something changes. */
	g_auto(Got) later = load("desk", "s3");
	ck_assert_uint_eq(keyring_counts().searches, after.searches);
	ck_assert_str_eq(later.value, VALUE);
	stored("desk", "s3", OTHER);
	g_auto(Got) newer = load("desk", "s3");
	ck_assert_str_eq(newer.value, OTHER);
}
END_TEST

START_TEST(probing)
{
	started();
	g_auto(Got) got = probe();
	ck_assert_str_eq(got_message(&got), "");
	ck_assert_uint_ge(got.notes, 5);
	g_auto(Got) all = search();
	ck_assert_uint_eq(all.items->len, 0);
}
END_TEST

/* ---- fingerprints ---- */

struct key {
	guint done;
	gboolean lasting;
	char *of_value, *of_other;
};

static void on_key(SecBuf *key, gboolean lasting, const GError *error, gpointer data)
{
	struct key *got = data;
	g_autoptr(SecBuf) value = secbuf_new("a", VALUE, strlen(VALUE), NULL);
	g_autoptr(SecBuf) other = secbuf_new("b", OTHER, strlen(OTHER), NULL);
	got->done++;
	got->lasting = lasting;
	got->of_value = fingerprint_of(key, value);
	got->of_other = fingerprint_of(key, other);
}

static void key_clear(struct key *key)
{
	g_free(key->of_value);
	g_free(key->of_other);
}
typedef struct key Key;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Key, key_clear)

static struct key fingerprints(gboolean make)
{
	struct key got = { 0 };
	fingerprint_key(make, NULL, on_key, &got);
	while (got.done == 0)
		g_main_context_iteration(NULL, TRUE);
	return got;
}

START_TEST(fingerprints_last)
{
	started();
	g_auto(Key) before = fingerprints(FALSE);
	ck_assert(!before.lasting);
	ck_assert_uint_eq(strlen(before.of_value), 16);
	ck_assert_str_ne(before.of_value, before.of_other);
	g_auto(Key) made = fingerprints(TRUE);
	g_auto(Key) again = fingerprints(FALSE);
	ck_assert(made.lasting && again.lasting);
	ck_assert_str_eq(made.of_value, again.of_value);
	ck_assert_str_ne(made.of_value, before.of_value);
	g_auto(Got) all = search();
	ck_assert_uint_eq(all.items->len, 0);
	private_keyring_kill();
	g_auto(Key) without = fingerprints(TRUE);
	g_auto(Key) same = fingerprints(TRUE);
	ck_assert(!without.lasting);
	ck_assert_str_eq(without.of_value, same.of_value);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_is_stored_comes_back,
				       bytes_that_are_no_text,
				       versions_and_stages,
				       marks_and_deletion,
				       references,
				       one_search_for_all,
				       probing,
				       fingerprints_last,
				       NULL };
	const char *why = private_keyring_missing();
	suite_keep_apart();
	return why != NULL ? suite_skip("secrets/keyring", why) : suite_run("secrets/keyring", tests);
}
