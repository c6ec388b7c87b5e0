/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "model/config.h"
#include "model/policy.h"
#include "suite.h"

START_TEST(words)
{
	for (int i = 0; i < N_SECRET_KINDS; i++) {
		SecretKind kind = N_SECRET_KINDS;
		ck_assert(secret_kind_find(secret_kind_name((SecretKind)i), &kind) && (int)kind == i);
	}
	for (int i = 0; i < N_SECRET_STAGES; i++) {
		SecretStage stage = N_SECRET_STAGES;
		ck_assert(secret_stage_find(secret_stage_name((SecretStage)i), &stage) && (int)stage == i);
	}
	SecretKind kind;
	ck_assert(!secret_kind_find("tokens", &kind) && !secret_kind_find(NULL, &kind));
	g_auto(GStrv) choices = g_strsplit(SECRET_KIND_CHOICES, "|", -1);
	ck_assert_uint_eq(g_strv_length(choices), N_SECRET_KINDS - 1);
	ck_assert(!g_strv_contains((const char *const *)choices, "internal"));
	ck_assert_int_eq(secret_kind_guess("engine-key"), SECRET_KIND_ENGINE_KEY);
	ck_assert_int_eq(secret_kind_guess("internal"), SECRET_KIND_GENERIC);
	ck_assert_int_eq(secret_kind_guess("connection-secret"), SECRET_KIND_GENERIC);
}
END_TEST

START_TEST(names)
{
	static const char *const good[] = { "a", "server-token", "API_KEY.2", "0", ".x" };
	static const char *const bad[] = { "", "-x", "a/b", "a b", "a\n", "caf\303\251", "a=b", "\033[0m" };
	char longest[130];
	memset(longest, 'a', sizeof longest);
	longest[129] = '\0';
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
		ck_assert_msg(secret_name_check("the name", good[i], NULL), "%s", good[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert(!secret_name_check("the name", bad[i], &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
	}
	g_autoptr(GError) error = NULL;
	ck_assert(!secret_name_check("the name", longest, &error));
	ck_assert_ptr_null(strstr(error->message, "aaaa"));
	longest[128] = '\0';
	ck_assert(secret_name_check("the name", longest, NULL));
}
END_TEST

static const struct {
	const char *format;
	guint length; /* 0: the usual one */
	gboolean good;
	double bits;
} rows[] = {
	{ "whsec", 0, TRUE, 256 },
	{ "whsec", 38, TRUE, 192 },
	{ "whsec", 94, TRUE, 512 },
	{ "whsec", 34, FALSE, 168 },
	{ "whsec", 39, FALSE, 192 },
	{ "whsec", 98, FALSE, 512 },
	{ "hex", 0, TRUE, 256 },
	{ "hex", 32, TRUE, 128 },
	{ "hex", 31, FALSE, 124 },
	{ "base64url", 0, TRUE, 258 },
	{ "base64url", 22, TRUE, 132 },
	{ "base64url", 21, FALSE, 126 },
	{ "base64url", 4096, TRUE, 24576 },
	{ "base64url", 4097, FALSE, 24582 },
	{ "uuid", 0, TRUE, 128 },
	{ "uuid", 32, FALSE, 128 },
	{ "alphabet:01", 128, TRUE, 128 },
	{ "alphabet:01", 127, FALSE, 127 },
	{ "alphabet:01", 0, TRUE, 256 },
	{ "alphabet:0123456789", 39, TRUE, 129 },
	{ "alphabet:0123456789", 38, FALSE, 126 },
};

START_TEST(lengths_and_bits)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct policy policy;
		policy_init(&policy, SECRET_KIND_GENERIC);
		ck_assert(policy_set_format(&policy, rows[i].format, NULL));
		if (rows[i].length > 0)
			policy.length = rows[i].length;
		ck_assert_msg(policy_bits(&policy) == rows[i].bits, "%s %u: %f", rows[i].format,
			      rows[i].length, policy_bits(&policy));
		g_autoptr(GError) error = NULL;
		ck_assert_msg(policy_check(&policy, &error) == rows[i].good, "%s %u", rows[i].format,
			      rows[i].length);
		ck_assert(rows[i].good || g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CONFIG));
		policy_clear(&policy);
	}
}
END_TEST

START_TEST(formats_that_are_none)
{
	static const char *const bad[] = {
		"",           "WHSEC",       "hex ",         "alphabet",          "alphabet:",
		"alphabet:a", "alphabet:aa", "alphabet:a b", "alphabet:a\303\251"
	};
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct policy policy;
		g_autoptr(GError) error = NULL;
		policy_init(&policy, SECRET_KIND_GENERIC);
		ck_assert_msg(!policy_set_format(&policy, bad[i], &error), "%s", bad[i]);
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CONFIG));
		ck_assert_int_eq(policy.format, SECRET_FORMAT_BASE64URL);
		policy_clear(&policy);
	}
}
END_TEST

START_TEST(defaults_of_kinds)
{
	for (int i = 0; i < N_SECRET_KINDS; i++) {
		struct policy policy;
		policy_init(&policy, (SecretKind)i);
		ck_assert(policy_check(&policy, NULL));
		ck_assert(policy_bits(&policy) >= 256);
		ck_assert(!policy.overlap);
		policy_clear(&policy);
	}
}
END_TEST

#define POLICIES                                                                                             \
	"[policy signing]\nage = 30d\noverlap = yes\n"                                                       \
	"[policy desk/signing]\nformat = hex\ngrace = 2h\n"                                                  \
	"[policy generic]\nformat = alphabet:abcdef\nlength = 60\n"

START_TEST(what_the_configuration_says)
{
	struct policy policy;
	g_autoptr(Config) config = config_parse(POLICIES, strlen(POLICIES), "w.conf", NULL);
	ck_assert_ptr_nonnull(config);
	config_policy(config, SECRET_KIND_SIGNING, "desk", "signing", &policy);
	ck_assert_int_eq(policy.format, SECRET_FORMAT_HEX);
	ck_assert_uint_eq(policy.length, 64);
	ck_assert_int_eq(policy.age, 30 * 86400);
	ck_assert_int_eq(policy.grace, 7200);
	ck_assert(policy.overlap);
	policy_clear(&policy);
	config_policy(config, SECRET_KIND_SIGNING, "other", "signing", &policy);
	ck_assert_int_eq(policy.format, SECRET_FORMAT_WHSEC);
	ck_assert_int_eq(policy.grace, 86400);
	policy_clear(&policy);
	config_policy(config, SECRET_KIND_GENERIC, NULL, NULL, &policy);
	ck_assert_str_eq(policy.alphabet, "abcdef");
	ck_assert_uint_eq(policy.length, 60);
	policy_clear(&policy);
	config_policy(NULL, SECRET_KIND_GENERIC, "desk", "x", &policy);
	ck_assert_int_eq(policy.age, 90 * 86400);
	policy_clear(&policy);
}
END_TEST

START_TEST(policies_that_make_no_sense)
{
	static const struct {
		const char *text, *says;
	} wrong[] = {
		{ "[policy signin]\nage = 1d\n", "[policy signing]" },
		{ "[policy internal]\nage = 1d\n", "no kind of secret" },
		{ "[policy a/b/c]\nage = 1d\n", "no kind of secret" },
		{ "[policy /b]\nage = 1d\n", "no kind of secret" },
		{ "[policy generic]\nlength = 8\n", "128 bits" },
		{ "[policy signing]\nlength = 40\n", "steps of 4" },
		{ "[policy generic]\nformat = base32\n", "base64url" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GError) error = NULL;
		const char *text = wrong[i].text;
		g_autoptr(Config) config = config_parse(text, strlen(text), "w.conf", &error);
		ck_assert_msg(config == NULL, "%s", text);
		ck_assert_msg(strstr(error->message, wrong[i].says) != NULL, "%s: %s", text, error->message);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { words,
				       names,
				       lengths_and_bits,
				       formats_that_are_none,
				       defaults_of_kinds,
				       what_the_configuration_says,
				       policies_that_make_no_sense,
				       NULL };
	return suite_run("model/policy", tests);
}
