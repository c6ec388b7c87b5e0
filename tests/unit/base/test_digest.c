/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <openssl/provider.h>
#include <string.h>

#include "suite.h"

/* FIPS 180-4's examples, and the empty text. */
static const struct {
	const char *text;
	gsize times;
	const char *hex;
} known[] = {
	{ "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void give_known_answers(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		char hex[DIGEST_HEX];
		for (gsize j = 0; j < known[i].times; j++)
			g_string_append(text, known[i].text);
		digest_sha256_hex(text->str, text->len, hex);
		ck_assert_str_eq(hex, known[i].hex);
	}
}

START_TEST(known_answers)
{
	give_known_answers();
}
END_TEST

/* As a configuration can have it. */
START_TEST(without_a_provider)
{
	OSSL_PROVIDER *none = OSSL_PROVIDER_load(NULL, "null");
	ck_assert_ptr_nonnull(none);
	give_known_answers();
	OSSL_PROVIDER_unload(none);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { known_answers, without_a_provider, NULL };
	return suite_run("base/digest", tests);
}
