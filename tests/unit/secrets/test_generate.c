/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "secrets/fingerprint.h"
#include "secrets/generate.h"
#include "suite.h"

static SecBuf *made(const char *format, guint length)
{
	struct policy policy;
	g_autoptr(GError) error = NULL;
	policy_init(&policy, SECRET_KIND_GENERIC);
	ck_assert(policy_set_format(&policy, format, NULL));
	if (length > 0)
		policy.length = length;
	SecBuf *value = generate_value("keyring:desk/x", &policy, &error);
	ck_assert_msg(value != NULL, "%s", error != NULL ? error->message : "");
	ck_assert_uint_eq(secbuf_length(value), policy.length);
	ck_assert_uint_eq(strlen(secbuf_bytes(value)), policy.length);
	ck_assert_str_eq(secbuf_name(value), "keyring:desk/x");
	policy_clear(&policy);
	return value;
}

static void assert_made_of(const char *format, const char *letters)
{
	g_autoptr(SecBuf) one = made(format, 0), other = made(format, 0);
	ck_assert_msg(strspn(secbuf_bytes(one), letters) == secbuf_length(one), "%s", format);
	ck_assert_str_ne(secbuf_bytes(one), secbuf_bytes(other));
}

START_TEST(formats)
{
	assert_made_of("hex", "0123456789abcdef");
	assert_made_of("base64url", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
	assert_made_of("alphabet:xyz#", "xyz#");
	assert_made_of("uuid", "0123456789abcdef-");
	g_autoptr(SecBuf) uuid = made("uuid", 0);
	ck_assert(g_uuid_string_is_valid(secbuf_bytes(uuid)));
}
END_TEST

START_TEST(whsec)
{
	static const guint lengths[] = { 38, 42, 46, 50, 54, 90, 94 };
	for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
		g_autoptr(SecBuf) value = made("whsec", lengths[i]);
		gsize size = 0;
		ck_assert(g_str_has_prefix(secbuf_bytes(value), "whsec_"));
		g_autofree guchar *bytes = g_base64_decode(secbuf_bytes(value) + 6, &size);
		ck_assert_uint_eq(size, policy_whsec_bytes(lengths[i]));
		ck_assert(size >= 24 && size <= 64);
		g_autofree char *again = g_base64_encode(bytes, size);
		ck_assert_str_eq(again, secbuf_bytes(value) + 6);
	}
}
END_TEST

/* An alphabet of three would have its first character in 86 of 256 places if bytes were only divided:
 * chi-square with two degrees of freedom stays under 25 but for one run in 250,000. */
START_TEST(every_character_is_as_likely)
{
	enum { RUNS = 60, LENGTH = 4096 };
	double seen[3] = { 0 }, expected = RUNS * LENGTH / 3.0, chi = 0;
	for (int run = 0; run < RUNS; run++) {
		g_autoptr(SecBuf) value = made("alphabet:abc", LENGTH);
		for (gsize i = 0; i < LENGTH; i++)
			seen[secbuf_bytes(value)[i] - 'a']++;
	}
	for (int i = 0; i < 3; i++)
		chi += (seen[i] - expected) * (seen[i] - expected) / expected;
	ck_assert_msg(chi < 25, "chi-square %f", chi);
}
END_TEST

START_TEST(nothing_weak)
{
	struct policy policy;
	g_autoptr(GError) error = NULL;
	policy_init(&policy, SECRET_KIND_GENERIC);
	policy.length = 21;
	ck_assert_ptr_null(generate_value("x", &policy, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CONFIG));
	ck_assert_ptr_nonnull(strstr(error->message, "128 bits"));
}
END_TEST

static SecBuf *secret(const char *text)
{
	return secbuf_new("x", text, strlen(text), NULL);
}

static void assert_tail(const char *value, const char *expected)
{
	g_autoptr(SecBuf) buffer = secret(value);
	g_autofree char *tail = fingerprint_last_four(buffer);
	ck_assert_pstr_eq(tail, expected);
}

START_TEST(last_four)
{
	assert_tail("1234567890123456789", NULL);
	assert_tail("12345678901234567890", "…7890");
	assert_tail("1234567890123456789\n", NULL);
	assert_tail("123456789012345678\303\251", NULL);
	assert_tail("", NULL);
}
END_TEST

/* HMAC-SHA256 of "what do ya want for nothing?" with "Jefe": RFC 4231, test case 2. */
START_TEST(fingerprint)
{
	g_autoptr(SecBuf) key = secret("Jefe"), value = secret("what do ya want for nothing?");
	g_autofree char *text = fingerprint_of(key, value);
	ck_assert_str_eq(text, "5bdcc146bf60754e");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { formats,      whsec,     every_character_is_as_likely,
				       nothing_weak, last_four, fingerprint,
				       NULL };
	return suite_run("secrets/generate", tests);
}
