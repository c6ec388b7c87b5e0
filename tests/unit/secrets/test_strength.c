/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/strength.h"

#include <string.h>

#include "base/json.h"
#include "suite.h"

static int bits(const char *value)
{
	return strength_bits(value, strlen(value));
}

static gboolean words(const char *value)
{
	return strength_is_words(value, strlen(value));
}

START_TEST(random_values_are_strong)
{
	ck_assert_int_eq(bits("9f86d081884c7d659a2feaa0c55ad015"), 128);
	ck_assert_int_ge(bits("hV3kQz8Lw0pRt5Yx2Nc7Bm"), 128);
	ck_assert_int_ge(bits("sk_live_hV3kQz8Lw0pRt5Yx2Nc7Bm"), 128);
}
END_TEST

/* Its short groups count as well: 32 hex digits together. */
START_TEST(a_uuid_just_passes)
{
	ck_assert_int_eq(bits("7d0c5b9e-3f1a-4b8e-9c2d-6a5f4e3d2c1b"), 128);
	ck_assert_int_eq(bits("00000000-0000-0000-0000-000000000000"), 0);
}
END_TEST

START_TEST(words_and_sequences_are_weak)
{
	static const char *const weak[] = { "optional-shared-token",
					    "engine-api-key",
					    "changeme",
					    "my-secret-token",
					    "correct-horse-battery-staple",
					    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
					    "0123456789abcdefghijklmnop",
					    "abcdefghijklmnopqrstuvwxyz" };
	for (gsize i = 0; i < G_N_ELEMENTS(weak); i++)
		ck_assert_msg(bits(weak[i]) < 64, "%s: %d", weak[i], bits(weak[i]));
}
END_TEST

START_TEST(a_value_of_words_is_told)
{
	ck_assert(words("optional-shared-token"));
	ck_assert(words("password123"));
	ck_assert(words("My_Secret_Token_2024"));
	ck_assert(!words("sk_live_hV3kQz8Lw0pRt5Yx2Nc7Bm"));
	ck_assert(!words("9f86d081884c7d659a2feaa0c55ad015"));
	ck_assert(!words(""));
	ck_assert(!words("1234"));
}
END_TEST

START_TEST(claims_are_read_and_the_value_is_not_kept)
{
	static const char value[] = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDAsInN1YiI6Im1lIn0.c2ln";
	g_autoptr(SecBuf) secret = secbuf_new("env:TOKEN", value, strlen(value), NULL);
	g_autoptr(json_t) facts = strength_facts(secret, "server-token");
	g_autofree char *text = weir_json_print(facts);
	const json_t *jwt = json_object_get(facts, "jwt");
	ck_assert_int_eq(json_integer_value(json_object_get(jwt, "exp")), 1700000000);
	ck_assert_str_eq(weir_json_text(jwt, "alg"), "HS256");
	ck_assert_ptr_null(strstr(text, "eyJ"));
	ck_assert_ptr_null(strstr(text, "\"me\""));
}
END_TEST

START_TEST(what_only_looks_like_a_jwt_is_none)
{
	static const char *const values[] = { "eyJ", "eyJ.a.b", "eyJhbGciOiJIUzI1NiJ9.bm8.x", "a.b.c" };
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autoptr(SecBuf) secret = secbuf_new("env:TOKEN", values[i], strlen(values[i]), NULL);
		g_autoptr(json_t) facts = strength_facts(secret, "server-token");
		ck_assert_ptr_null(json_object_get(facts, "jwt"));
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { random_values_are_strong,
				       a_uuid_just_passes,
				       words_and_sequences_are_weak,
				       a_value_of_words_is_told,
				       claims_are_read_and_the_value_is_not_kept,
				       what_only_looks_like_a_jwt_is_none,
				       NULL };
	return suite_run("secrets/strength", tests);
}
