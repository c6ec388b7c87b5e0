/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known answers that travel with the program: of standards, and made with the command line of OpenSSL 3.0
 * from keys that were made for this and thrown away (of key pairs only the public half is here). */
#include <string.h>

#include "sign_help.h"

#define RSA_PUBLIC                                                                                           \
	"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1ENEhKyp"                   \
	"fyq13oKChUkx\nHlJ6GCLZ6YLBopGXPJ+dXoAvtU5N2A8+ty3XYQCO1gmN39z+c/SB/k3WNWSTP4/E\n"                   \
	"E7Abq3muYRCwuqvJPO3Ry5xrDhdFQ2ImnAH74OzddlmnMnXj+pDTr/9gQ7mz3Kgw\nwnkB6nkWvNEfMX"                   \
	"8Mkw5COStx/aW6yjHyunmpJUrx6sOenhO1EYrqJ3+tqIJtCj9Q\nz4KJM49nfc+BijrYuAWfehVDQfQt"                   \
	"A8MUt9aC6uUw46QIrvdRTWiKmAe9y1ZFg/nR\n7zzVU21yFyX3ZLPogjQ3mRZhi952bQAEOow8PJMvT/"                   \
	"SFa0DfkuXLiL9GPYO8VGeO\nUwIDAQAB\n-----END PUBLIC KEY-----\n"
#define EC_PUBLIC                                                                                            \
	"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExbW3CPz86tNOXMUt"                   \
	"a+UaqkZe8g2W\nDol+tzItpZNbuA4qdO1t85i5oXj0nxZfpy/YrReJLipfRHd0ldAUpSf6cQ==\n----"                   \
	"-END PUBLIC KEY-----\n"
static const char rsa_signature[] =
	"zxeaTeEU23zvNwoGhLLhf9BuI1/6BD+mh3dBNsEy2bXaW9O6WZJbfMTg9bl+FkalYD3gAHiYs/y82v8G"
	"eFgIENsXAs8R5jgIGd3kTAJG0rxOiz9LiXbGvPwGzpi9r44jOQ/vqdmtJ11c0JmlfNO5i9awxb5dupeY"
	"IGmA0uffwcx5FygLZj2GSUCIZNdlxFrV1okpYzs5pTriY2fvtd3fqUHLieDy4sIzHAAyNFWsOQucRLuz"
	"T1ireq6+RMxoKJjQiqZ4/G0lNNZBYrBkAZLD2LP5rj4llEm9e/CgIw4vnVubjNxPoQa1aSaj3IfxV9gJ"
	"EazwvKeEiCDAGuCzURl2iA==";
static const char rsa1_signature[] =
	"uXWWa8edh16vVQj4tptJygq/j4zurYyVIFO8Js1EAUqPPugELEoqknVKjQIrdmxAlrxvs/Cnmvs0QgPA"
	"n3/XwGq12Tepxm78M4x4gWOBEMB3o+32Iik6on6xc0n7bfWoUF8btcsqno/UuT3TevBS27hHjMek4Da9"
	"w4zAe4eE36w1Rt3r3t+JYyiA/l63CyrTEhkLPM/V+wn3f/wWw2r8bG/xqQG0TWJ2zkIhnBd4R8IyT8nL"
	"c3DY2ihfqcZcY6t26L8cBo7lFPJK/+waasVqnvHiR+Utq/ku/k5FcbHrgSjFPwYqLEyqjHPlQUlnZ5/7"
	"b4bFzqTWp4spj4bYBPxGtg==";
static const char pss_signature[] =
	"JMGmoiceReaSJzWQybO9eONYeRcZPJDnFDiJHVAQY1MvJmGXJFgqJwVmuH8PbfAZd7jMnFguy0G5iP0F"
	"Ucf45Lz6wGyOb+7AHLEQd85IxE/F6tBR+8UTD571EIhac0/mBSHmg2YpzyEvYKCDx/r/34Vt0yzlyyYC"
	"drPU7YHKN/SJUQCg24VTJEbn2y0aL5xeBdEKSsXwRdeTJAAlXzKKORJ3ByQYXgqxNm46XbmF9s8WocbF"
	"OeDb57fxPEzSPt/dY0HrwdyMURzqv1yWl2+Vsd9xz9XYFsTWnmVY2Jp5YjQ6DEhMaz52qSQoG1ayOF0q"
	"wVFCuJmLbE1Pj3Luf1EDyw==";
static const char ec_signature[] =
	"MEYCIQCTjpNwGMxcpU+TmAWmQqeC61rVrIsY1J31XtU1gbtsMwIhAMBl+jxDDkJBTqtGQf7hd0852efs"
	"vyA+FPHJ7MJfF7ut";

static const char made[] = "{\"event\":\"made\",\"n\":1}";
#define MADE_SECRET "made-for-tests"

/* ---- RFC 4231, RFC 2202 ---- */

static const struct {
	SchemeAlgorithm algorithm;
	const char *key; /* hex */
	const char *body, *expected;
} hmacs[] = {
	{ ALGORITHM_HMAC_SHA256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There",
	  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ ALGORITHM_HMAC_SHA512, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There",
	  "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4"
	  "be9d914eeb61f1702e696c203a126854" },
	{ ALGORITHM_HMAC_SHA256, "4a656665", "what do ya want for nothing?",
	  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ ALGORITHM_HMAC_SHA512, "4a656665", "what do ya want for nothing?",
	  "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
	  "caeab1a34d4a6b4b636e070a38bce737" },
	{ ALGORITHM_HMAC_SHA1, "4a656665", "what do ya want for nothing?",
	  "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
	{ ALGORITHM_HMAC_SHA1, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There",
	  "b617318655057264e28bc0b6fb378c8ef146be00" },
};

/* Cases 6 and 7: keys longer than a block. */
static const struct {
	SchemeAlgorithm algorithm;
	const char *body, *expected;
} long_keys[] = {
	{ ALGORITHM_HMAC_SHA256, "Test Using Larger Than Block-Size Key - Hash Key First",
	  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	{ ALGORITHM_HMAC_SHA512, "Test Using Larger Than Block-Size Key - Hash Key First",
	  "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e52"
	  "95e64f73f63f0aec8b915a985d786598" },
	{ ALGORITHM_HMAC_SHA256,
	  "This is a test using a larger than block-size key and a larger than block-size data. The key "
	  "needs "
	  "to be hashed before being used by the HMAC algorithm.",
	  "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
	{ ALGORITHM_HMAC_SHA512,
	  "This is a test using a larger than block-size key and a larger than block-size data. The key "
	  "needs "
	  "to be hashed before being used by the HMAC algorithm.",
	  "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15"
	  "134676fb6de0446065c97440fa8c6a58" },
};

static void sign_and_verify(const struct scheme *scheme, const char *key, const char *body,
			    const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parts = sign_parts_new();
	g_autoptr(Signer) signer = signer_of(scheme, key, SIGN_TO_SEND);
	SignInput input = { .body = body, .length = strlen(body) };
	ck_assert_msg(sign_headers(signer, &input, parts, &error), "%s", error != NULL ? error->message : "");
	ck_assert_str_eq(((SignPart *)parts->pdata[0])->value, expected);
	Request *request = request_new(body);
	request_place(request, parts);
	ck_assert_int_eq(verdict_of(signer, request, 0, 0), SIGN_GOOD);
	request_free(request);
}

START_TEST(hmac_of_the_standards)
{
	struct scheme scheme = { .id = "rfc4231",
				 .secret = SECRET_HEX,
				 .signed_text = "{body}",
				 .signature = "X-S: {signature|hex}" };
	for (gsize i = 0; i < G_N_ELEMENTS(hmacs); i++) {
		scheme.algorithm = hmacs[i].algorithm;
		sign_and_verify(&scheme, hmacs[i].key, hmacs[i].body, hmacs[i].expected);
	}
	g_autoptr(GString) key = g_string_new(NULL);
	for (guint i = 0; i < 131; i++)
		g_string_append(key, "aa");
	for (gsize i = 0; i < G_N_ELEMENTS(long_keys); i++) {
		scheme.algorithm = long_keys[i].algorithm;
		sign_and_verify(&scheme, key->str, long_keys[i].body, long_keys[i].expected);
	}
}
END_TEST

/* ---- RFC 8032, 7.1 ---- */

START_TEST(ed25519_of_the_standard)
{
	static const struct {
		const char *private_key, *public_key, *body, *signature;
	} cases[] = {
		{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
		  "f9b"
		  "46bd25bf5f0595bbe24655141438e7a100b" },
		{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
		  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
		  "f11"
		  "d8c387b2eaeb4302aeeb00d291612bb0c00" },
		{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
		  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
		  "4dc"
		  "6594a7c15e9716ed28dc027beceea1ec40a" },
	};
	static const struct scheme scheme = { .id = "rfc8032",
					      .algorithm = ALGORITHM_ED25519,
					      .signed_text = "{body}",
					      .signature = "X-S: {signature|hex}" };
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		/* The vector's own key: its first digits are as printed in the standard. */
		g_autofree char *both = g_strconcat(cases[i].private_key, cases[i].public_key, NULL);
		g_autofree char *wrong = g_strconcat(cases[i].private_key, cases[i].private_key, NULL);
		const char *const keys[] = { cases[i].private_key, both };
		for (gsize j = 0; j < G_N_ELEMENTS(keys); j++) {
			g_autoptr(Signer) signer = signer_of(&scheme, keys[j], SIGN_TO_SEND);
			g_autoptr(GPtrArray) parts = sign_parts_new();
			SignInput input = { .body = cases[i].body, .length = strlen(cases[i].body) };
			ck_assert(sign_headers(signer, &input, parts, NULL));
			ck_assert_str_eq(((SignPart *)parts->pdata[0])->value, cases[i].signature);
		}
		g_autoptr(SecBuf) no_pair = secret_of(wrong);
		ck_assert_ptr_null(signer_new(&scheme, no_pair, SIGN_TO_SEND, NULL));
		Request *request = request_new(cases[i].body);
		request_header(request, "X-S", cases[i].signature);
		g_autoptr(Signer) receiver = signer_of(&scheme, cases[i].public_key, SIGN_TO_CHECK);
		g_autoptr(Signer) derived = signer_of(&scheme, both, SIGN_TO_CHECK);
		/* Bare bytes are a public key when it is checked: the seed of the pair is none. */
		ck_assert_int_eq(verdict_of(receiver, request, 0, 0), SIGN_GOOD);
		ck_assert_int_eq(verdict_of(derived, request, 0, 0), SIGN_GOOD);
		request_free(request);
	}
}
END_TEST

/* Whoever knows a public key could sign with it as a seed, if it were taken for one. */
START_TEST(a_public_key_is_never_a_seed)
{
	static const char key[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
	const struct scheme *scheme = scheme_find("discord");
	g_autoptr(Signer) forger = signer_of(scheme, key, SIGN_TO_SEND);
	g_autoptr(Signer) receiver = signer_of(scheme, key, SIGN_TO_CHECK);
	g_autoptr(GPtrArray) parts = sign_parts_new();
	SignInput input = { .body = made, .length = strlen(made) };
	ck_assert(sign_headers(forger, &input, parts, NULL));
	Request *request = request_new(made);
	request_place(request, parts);
	ck_assert_int_eq(verdict_of(receiver, request, 0, 0), SIGN_WRONG);
	request_free(request);
}
END_TEST

/* ---- the example of Standard Webhooks ---- */

START_TEST(standard_webhooks)
{
	const struct scheme *scheme = scheme_find("standard-webhooks-v1");
	g_autoptr(Signer) signer = signer_of(scheme,
					     "whsec_"
					     "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
					     SIGN_TO_SEND);
	g_autoptr(GPtrArray) parts = sign_parts_new();
	static const char body[] = "{\"test\": 2432232314}";
	SignInput input = { .body = body,
			    .length = strlen(body),
			    .id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
			    .timestamp = "1614265330" };
	ck_assert(sign_headers(signer, &input, parts, NULL));
	ck_assert_str_eq(((SignPart *)parts->pdata[2])->value,
			 "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
END_TEST

/* ---- RFC 7515, A.1 and A.3: their claim "exp" is of March 2011 ---- */

#define JWT_CLAIMS                                                                                           \
	".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."

START_TEST(tokens_of_the_standard)
{
	static const struct {
		SchemeAlgorithm algorithm;
		SecretForm form;
		const char *key, *token;
	} cases[] = {
		{ ALGORITHM_JWT_HS256, SECRET_BASE64,
		  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
		  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" JWT_CLAIMS
		  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" },
		{ ALGORITHM_JWT_ES256, SECRET_TEXT,
		  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72bfo"
		  "cs3"
		  "+257rn0s2ldbqkLJK2KRiMohYjlrQ==",
		  "eyJhbGciOiJFUzI1NiJ9" JWT_CLAIMS
		  "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q" },
	};
	static const gint64 expires = 1300819380;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct scheme scheme = { .id = "rfc7515",
					 .algorithm = cases[i].algorithm,
					 .secret = cases[i].form,
					 .signature = "Authorization: Bearer {jwt}" };
		g_autoptr(Signer) signer = signer_of(&scheme, cases[i].key, SIGN_TO_CHECK);
		Request *request = request_new("");
		g_autofree char *value = g_strconcat("Bearer ", cases[i].token, NULL);
		request_header(request, "Authorization", value);
		gint64 second = G_USEC_PER_SEC;
		ck_assert_int_eq(verdict_of(signer, request, expires * second, -1), SIGN_GOOD);
		ck_assert_int_eq(verdict_of(signer, request, (expires + 1) * second, -1), SIGN_TOO_OLD);
		ck_assert_int_eq(verdict_of(signer, request, (expires + 1) * second, 60), SIGN_GOOD);
		ck_assert_int_eq(verdict_of(signer, request, (expires + 99) * second, 0), SIGN_GOOD);
		/* The token does not choose its algorithm. */
		scheme.algorithm = ALGORITHM_JWT_RS256;
		g_autoptr(Signer) other = signer_of(&scheme, RSA_PUBLIC, SIGN_TO_CHECK);
		ck_assert_int_eq(verdict_of(other, request, 0, 0), SIGN_UNKNOWN_VERSION);
		request_free(request);
	}
}
END_TEST

/* ---- made with openssl dgst ---- */

START_TEST(key_pairs)
{
	static const struct {
		SchemeAlgorithm algorithm;
		const char *key, *signature;
	} cases[] = {
		{ ALGORITHM_RSA_SHA256, RSA_PUBLIC, rsa_signature },
		{ ALGORITHM_RSA_SHA1, RSA_PUBLIC, rsa1_signature },
		{ ALGORITHM_RSA_PSS_SHA256, RSA_PUBLIC, pss_signature },
		{ ALGORITHM_ECDSA_P256, EC_PUBLIC, ec_signature },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct scheme scheme = { .id = "made",
					 .algorithm = cases[i].algorithm,
					 .signed_text = "{body}",
					 .signature = "X-S: {signature|base64}" };
		/* As PEM, as PEM of one line, and as base64 of its bytes. */
		g_auto(GStrv) lines = g_strsplit(cases[i].key, "\n", -1);
		g_autofree char *escaped = g_strjoinv("\\n", lines);
		g_autoptr(GString) der = g_string_new(NULL);
		for (gsize j = 1; lines[j + 2] != NULL; j++)
			g_string_append(der, lines[j]);
		const char *const keys[] = { cases[i].key, escaped, der->str };
		for (gsize j = 0; j < G_N_ELEMENTS(keys); j++) {
			g_autoptr(Signer) signer = signer_of(&scheme, keys[j], SIGN_TO_CHECK);
			Request *request = request_new(made);
			request_header(request, "X-S", cases[i].signature);
			ck_assert_int_eq(verdict_of(signer, request, 0, 0), SIGN_GOOD);
			request->body[2] ^= 1;
			ck_assert_int_eq(verdict_of(signer, request, 0, 0), SIGN_WRONG);
			request_free(request);
		}
		/* Neither padding is taken for the other. */
		scheme.algorithm = cases[i].algorithm == ALGORITHM_RSA_SHA256   ? ALGORITHM_RSA_PSS_SHA256
				   : cases[i].algorithm == ALGORITHM_ECDSA_P256 ? ALGORITHM_ECDSA_P256
										: ALGORITHM_RSA_SHA256;
		if (scheme.algorithm == cases[i].algorithm)
			continue;
		g_autoptr(Signer) signer = signer_of(&scheme, cases[i].key, SIGN_TO_CHECK);
		Request *request = request_new(made);
		request_header(request, "X-S", cases[i].signature);
		ck_assert_int_eq(verdict_of(signer, request, 0, 0), SIGN_WRONG);
		request_free(request);
	}
}
END_TEST

/* What openssl made of the text that the scheme is meant to sign. */
static const struct {
	const char *scheme, *body, *url, *id, *timestamp, *expected;
} answers[] = {
	{ "slack-v0", made, NULL, NULL, "1700000000",
	  "v0=4d27d8ef0c1546290897d08e184b4252c159c4ab8a7033e6bbc4de3e77650502" },
	{ "paystack", made, NULL, NULL, NULL,
	  "04c1f264524c87ca25f826bd3dcd3eb39b4bd758f7ba33d95eb9b2014cda62ddac4a2991baf12409311b441c1a33a71c0b"
	  "eb11030"
	  "a0cf27431e0e405512ec318" },
	{ "helpscout", made, NULL, NULL, NULL, "DwsxDlnuFod1xW8Xa/OoljHxaAk=" },
	{ "cloudinary", made, NULL, NULL, "1700000000", "3c6e5dd600a94524c9662c4fc6a13e7a91b1347e" },
	{ "walmart-marketplace", made, "https://x.example/hooks/a?b=1", NULL, "1700000000",
	  "NDYnNqaPZJ3hvffXIK9YbFGwnrcdCZW8M/YpSDQB/a0=" },
	{ "contentful", made, "https://x.example/hooks/a?b=1#gone", NULL, "1700000000000",
	  "42463d4f9255a804322d05c5efbbfdc1a71c781f5f9c738d4458b05f7b5f631a" },
	{ "mandrill", "b=2&a=1&b=3&b=2", "https://x.example/h?q=1", NULL, NULL,
	  "bNMeC1lwWiHLwUcyGJDfRfmnk8k=" },
	{ "plivo-v3", "To=2&From=1", "https://x.example/h?b=2&a=1", "12345", NULL,
	  "MTSvy3zkkY8iST/LaAlrSwymOH2UeUjF0NcFCJvwV3U=" },
	{ "plivo-v3", "", "https://x.example/h", "12345", NULL,
	  "2EhXzuSCEYudzIlLURJP7Jax8jW2khsj2IXddghn+2s=" },
};

START_TEST(made_answers)
{
	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
		g_autoptr(GPtrArray) parts = sign_parts_new();
		g_autoptr(Signer) signer =
			signer_of(scheme_find(answers[i].scheme), MADE_SECRET, SIGN_TO_SEND);
		SignInput input = { .body = answers[i].body,
				    .length = strlen(answers[i].body),
				    .url = answers[i].url,
				    .id = answers[i].id,
				    .timestamp = answers[i].timestamp };
		ck_assert(sign_headers(signer, &input, parts, NULL));
		const SignPart *last = g_ptr_array_index(parts, parts->len - 1);
		ck_assert_msg(strcmp(last->value, answers[i].expected) == 0, "%s: %s", answers[i].scheme,
			      last->value);
	}
}
END_TEST

/* The URL with and without its port, for who writes it and who does not. */
START_TEST(either_port)
{
	static const struct {
		const char *sent, *received;
		gboolean good;
	} cases[] = {
		{ "https://x.example/h", "https://x.example:443/h", TRUE },
		{ "https://x.example:443/h?a", "https://x.example/h?a", TRUE },
		{ "http://x.example:80", "http://x.example", TRUE },
		{ "https://[::1]/h", "https://[::1]:443/h", TRUE },
		{ "https://x.example:80/h", "https://x.example/h", FALSE },
		{ "https://x.example:8443/h", "https://x.example/h", FALSE },
		{ "https://x.example/h", "https://y.example/h", FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Signer) signer = signer_of(scheme_find("twilio-form"), MADE_SECRET, SIGN_TO_SEND);
		Request *request = request_new("a=1");
		request->url = g_strdup(cases[i].sent);
		SignInput input = request_input(request);
		g_autoptr(GPtrArray) parts = sign_parts_new();
		ck_assert(sign_headers(signer, &input, parts, NULL));
		request_place(request, parts);
		g_free(request->url);
		request->url = g_strdup(cases[i].received);
		ck_assert_msg((verdict_of(signer, request, 0, 0) == SIGN_GOOD) == cases[i].good, "%s %s",
			      cases[i].sent, cases[i].received);
		request_free(request);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { hmac_of_the_standards,
				       ed25519_of_the_standard,
				       a_public_key_is_never_a_seed,
				       standard_webhooks,
				       tokens_of_the_standard,
				       key_pairs,
				       made_answers,
				       either_port,
				       NULL };
	return suite_run("sign/known", tests);
}
