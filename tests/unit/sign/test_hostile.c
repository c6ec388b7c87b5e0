/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that are made to break a receiver. */
#include <string.h>

#include "sign_help.h"

#define NOW ((gint64)1700000000 * G_USEC_PER_SEC)

static const char body[] = "{\"event\":\"made\",\"n\":1}";

/* The verdict on one request with these headers, "Name: value" each; "$" is a right signature. */
static SignVerdict judge(const char *id, const char *const *headers)
{
	const struct scheme *scheme = scheme_find(id);
	g_autoptr(Signer) signer = signer_of(scheme, secret_for(scheme), SIGN_TO_CHECK);
	g_autoptr(GPtrArray) parts = sign_parts_new();
	SignInput input = { .body = body,
			    .length = strlen(body),
			    .id = "m",
			    .timestamp = "1700000000",
			    .url = "https://x.example/h" };
	ck_assert(sign_headers(signer, &input, parts, NULL));
	const char *right = ((SignPart *)parts->pdata[parts->len - 1])->value;
	Request *request = request_new(body);
	request->url = g_strdup(input.url);
	for (gsize i = 0; headers[i] != NULL; i++) {
		g_auto(GStrv) halves = g_strsplit(headers[i], ": ", 2);
		g_auto(GStrv) pieces = g_strsplit(halves[1], "$", -1);
		g_autofree char *value = g_strjoinv(right, pieces);
		request_header(request, halves[0], value);
	}
	SignVerdict verdict = verdict_of(signer, request, NOW, SIGN_TOLERANCE_OF_SCHEME);
	request_free(request);
	return verdict;
}

START_TEST(odd_headers)
{
	static const struct {
		const char *scheme, *headers[4];
		SignVerdict verdict;
	} cases[] = {
		{ "github-sha256", { "X-Hub-Signature-256: $" }, SIGN_GOOD },
		{ "github-sha256", { "x-hub-signature-256:   $  " }, SIGN_GOOD },
		{ "github-sha256", { "X-Hub-Signature: $" }, SIGN_MISSING },
		{ "github-sha256", { NULL }, SIGN_MISSING },
		{ "github-sha256", { "X-Hub-Signature-256: " }, SIGN_EMPTY },
		{ "github-sha256", { "X-Hub-Signature-256: sha256=" }, SIGN_EMPTY },
		{ "github-sha256", { "X-Hub-Signature-256: sha1=00" }, SIGN_UNKNOWN_VERSION },
		{ "github-sha256", { "X-Hub-Signature-256: SHA256=00" }, SIGN_UNKNOWN_VERSION },
		{ "github-sha256", { "X-Hub-Signature-256: nonsense" }, SIGN_MALFORMED },
		{ "github-sha256", { "X-Hub-Signature-256: sha256=0" }, SIGN_MALFORMED },
		{ "github-sha256", { "X-Hub-Signature-256: sha256=00" }, SIGN_WRONG },
		{ "github-sha256", { "X-Hub-Signature-256: $0" }, SIGN_MALFORMED },
		{ "github-sha256", { "X-Hub-Signature-256: $00" }, SIGN_WRONG },
		{ "github-sha256", { "X-Hub-Signature-256: $,$" }, SIGN_MALFORMED },
		{ "github-sha256", { "X-Hub-Signature-256: $", "X-Hub-Signature-256: $" }, SIGN_TWICE },
		{ "github-sha256",
		  { "X-Hub-Signature-256: $", "x-hub-signature-256: sha256=00" },
		  SIGN_TWICE },
		{ "github-sha256", { "X-Hub-Signature-256: $\x01" }, SIGN_MALFORMED },
		{ "stripe", { "Stripe-Signature: $" }, SIGN_GOOD },
		{ "stripe", { "Stripe-Signature: v1=00,$,v0=11,v1=22" }, SIGN_GOOD },
		{ "stripe", { "Stripe-Signature: ,,, $ ,,," }, SIGN_GOOD },
		{ "stripe", { "Stripe-Signature: t=1700000000,$" }, SIGN_TWICE },
		{ "stripe", { "Stripe-Signature: t=1,$" }, SIGN_TWICE },
		{ "stripe", { "Stripe-Signature: t=1700000000,v0=00" }, SIGN_UNKNOWN_VERSION },
		{ "stripe", { "Stripe-Signature: t=1700000000" }, SIGN_MALFORMED },
		{ "stripe", { "Stripe-Signature: v1=00" }, SIGN_MISSING },
		{ "stripe", { "Stripe-Signature: t=,v1=00" }, SIGN_EMPTY },
		{ "stripe", { "Stripe-Signature: t=1700000000,v1=" }, SIGN_EMPTY },
		{ "standard-webhooks-v1",
		  { "webhook-id: m", "webhook-timestamp: 1700000000", "webhook-signature: $" },
		  SIGN_GOOD },
		{ "standard-webhooks-v1",
		  { "webhook-id: m", "webhook-timestamp: 1700000000",
		    "webhook-signature: v1a,AA== v2,AA== $" },
		  SIGN_GOOD },
		{ "standard-webhooks-v1",
		  { "webhook-id: m", "webhook-timestamp: 1700000000", "webhook-signature: v1a,AA== v2,AA==" },
		  SIGN_UNKNOWN_VERSION },
		{ "standard-webhooks-v1",
		  { "webhook-timestamp: 1700000000", "webhook-signature: $" },
		  SIGN_MISSING },
		{ "standard-webhooks-v1", { "webhook-id: m", "webhook-signature: $" }, SIGN_MISSING },
		{ "standard-webhooks-v1",
		  { "webhook-id: ", "webhook-timestamp: 1700000000", "webhook-signature: $" },
		  SIGN_EMPTY },
		{ "standard-webhooks-v1",
		  { "webhook-id: m", "webhook-timestamp: 17000000x0", "webhook-signature: $" },
		  SIGN_WRONG },
		{ "gitlab-token", { "X-Gitlab-Token: $" }, SIGN_GOOD },
		{ "gitlab-token", { "X-Gitlab-Token: $x" }, SIGN_WRONG },
		{ "gitlab-token", { "X-Gitlab-Token: " }, SIGN_EMPTY },
		{ "generic-basic", { "Authorization: $" }, SIGN_GOOD },
		{ "generic-basic", { "Authorization: basic xx" }, SIGN_WRONG },
		{ "monday", { "Authorization: a.b" }, SIGN_MALFORMED },
		{ "monday", { "Authorization: ..." }, SIGN_MALFORMED },
		{ "monday", { "Authorization: eyJhbGciOiJub25lIn0.e30." }, SIGN_UNKNOWN_VERSION },
		{ "monday", { "Authorization: eyJhbGciOiJIUzI1NiJ9.e30.AA" }, SIGN_WRONG },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		SignVerdict verdict = judge(cases[i].scheme, cases[i].headers);
		ck_assert_msg(verdict == cases[i].verdict, "%zu: %s: %s", i,
			      cases[i].headers[0] != NULL ? cases[i].headers[0] : "-",
			      sign_verdict_name(verdict));
	}
}
END_TEST

/* A signed time that is none in the scheme's unit is refused, unless nobody asks for the time. */
START_TEST(odd_times)
{
	static const char *const times[] = { "-1700000000", "1700000000.5", "+1700000000",         "0x5",
					     "now",         "170000000000", "17000000000000000000" };
	const struct scheme *scheme = scheme_find("slack-v0");
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
		g_autoptr(Signer) signer = signer_of(scheme, "made-for-tests", SIGN_TO_CHECK);
		Request *request = request_new(body);
		g_autoptr(GPtrArray) parts = sign_parts_new();
		SignInput input = request_input(request);
		input.timestamp = times[i];
		ck_assert(sign_headers(signer, &input, parts, NULL));
		request_place(request, parts);
		SignVerdict verdict = verdict_of(signer, request, NOW, SIGN_TOLERANCE_OF_SCHEME);
		ck_assert_msg(verdict == SIGN_MALFORMED, "%s: %s", times[i], sign_verdict_name(verdict));
		ck_assert_int_eq(verdict_of(signer, request, NOW, SIGN_TOLERANCE_OFF), SIGN_GOOD);
		request_free(request);
	}
}
END_TEST

static SignVerdict many(const char *id, const char *first, const char *entry, guint n, gboolean own_key)
{
	const struct scheme *scheme = scheme_find(id);
	g_autofree char *public_key = NULL;
	g_autofree char *private_key = own_key ? key_pair_pem(scheme, &public_key) : NULL;
	g_autoptr(Signer) signer =
		signer_of(scheme, own_key ? private_key : secret_for(scheme), SIGN_TO_CHECK);
	g_autoptr(GString) value = g_string_new(first);
	for (guint i = 0; i < n; i++)
		g_string_append(value, entry);
	Request *request = request_new(body);
	request_header(request, "webhook-id", "m");
	request_header(request, "webhook-timestamp", "1700000000");
	request_header(request, scheme->separator[0] == ' ' ? "webhook-signature" : "Stripe-Signature",
		       value->str);
	SignVerdict verdict = verdict_of(signer, request, NOW, SIGN_TOLERANCE_OF_SCHEME);
	request_free(request);
	return verdict;
}

START_TEST(ten_thousand_signatures)
{
	static const char pair[] =
		"v1a,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAAAAAAAAAAA== ";
	gint64 began = g_get_monotonic_time();
	ck_assert_int_eq(many("standard-webhooks-v1", "", "v1,AAAA ", 10000, FALSE), SIGN_TOO_MANY);
	ck_assert_int_eq(many("standard-webhooks-v1", "", "v1,AAAA ", 64, FALSE), SIGN_WRONG);
	ck_assert_int_eq(many("standard-webhooks-v1", "", "v1,AAAA ", 65, FALSE), SIGN_TOO_MANY);
	ck_assert_int_eq(many("standard-webhooks-v1", "", "v9,AAAA ", 10000, FALSE), SIGN_UNKNOWN_VERSION);
	ck_assert_int_eq(many("standard-webhooks-v1a", "", pair, 10000, TRUE), SIGN_TOO_MANY);
	ck_assert_int_eq(many("standard-webhooks-v1a", "", pair, 60, TRUE), SIGN_WRONG);
	ck_assert_int_eq(many("stripe", "t=1", ",v1=00", 10000, FALSE), SIGN_TOO_MANY);
	ck_assert_int_eq(many("stripe", "t=1", ",,,,,,,,,,,,,,,,,,,", 100000, FALSE), SIGN_MALFORMED);
	/* The bound is for a machine that is busy and for sanitizers. */
	ck_assert_int_lt(g_get_monotonic_time() - began, 5 * G_USEC_PER_SEC);
}
END_TEST

START_TEST(huge_values)
{
	const struct scheme *scheme = scheme_find("github-sha256");
	g_autoptr(Signer) signer = signer_of(scheme, "made-for-tests", SIGN_TO_CHECK);
	g_autofree char *hex = g_strnfill((gsize)8 * 1024 * 1024, 'a');
	g_autofree char *value = g_strconcat("sha256=", hex, NULL);
	Request *request = request_new(body);
	request_header(request, "X-Hub-Signature-256", value);
	ck_assert_int_eq(verdict_of(signer, request, NOW, SIGN_TOLERANCE_OFF), SIGN_MALFORMED);
	request_free(request);
}
END_TEST

START_TEST(nul_in_a_header)
{
	static const char value[] = "sha256=00\0x";
	const struct scheme *scheme = scheme_find("github-sha256");
	g_autoptr(Signer) signer = signer_of(scheme, "made-for-tests", SIGN_TO_CHECK);
	Request *request = request_new(body);
	g_ptr_array_add(request->headers,
			sign_part_new(PLACE_HEADER, "X-Hub-Signature-256", value, sizeof value - 1));
	ck_assert_int_eq(verdict_of(signer, request, NOW, SIGN_TOLERANCE_OFF), SIGN_MALFORMED);
	request_free(request);
	/* In a body it is a byte as any other. */
	static const char with_nul[] = "a\0b";
	SignInput input = { .body = with_nul, .length = 3 };
	g_autoptr(GPtrArray) parts = sign_parts_new();
	ck_assert(sign_headers(signer, &input, parts, NULL));
	SignResult result;
	SignInput cut = { .body = with_nul, .length = 1, .headers = parts };
	ck_assert(sign_verify(signer, &cut, NOW, 0, &result, NULL));
	ck_assert_int_eq(result.why, SIGN_WRONG);
	input.headers = parts;
	ck_assert(sign_verify(signer, &input, NOW, 0, &result, NULL));
	ck_assert_int_eq(result.why, SIGN_GOOD);
}
END_TEST

/* Bodies that are read: twice the same member, no JSON, deep, and forms with too many fields. */
START_TEST(bodies_that_are_read)
{
	static const struct {
		const char *scheme, *body;
		SignVerdict verdict;
	} cases[] = {
		{ "mailgun", "", SIGN_MISSING },
		{ "mailgun", "{", SIGN_MALFORMED },
		{ "mailgun", "{}", SIGN_MISSING },
		{ "mailgun", "{\"signature\":7}", SIGN_MISSING },
		{ "mailgun", "{\"signature\":{\"signature\":[]}}", SIGN_MALFORMED },
		{ "mailgun", "{\"signature\":{\"signature\":\"00\",\"signature\":\"00\"}}", SIGN_MALFORMED },
		{ "mailgun", "{\"signature\":{\"signature\":\"00\",\"token\":\"t\"}}", SIGN_MISSING },
		{ "mailgun", "{\"signature\":{\"signature\":\"00\",\"timestamp\":1700000000}}", SIGN_WRONG },
		{ "mattermost-outgoing", "token=user%3Amade-for-tests&a=b", SIGN_GOOD },
		{ "mattermost-outgoing", "token=x&token=user%3Amade-for-tests", SIGN_TWICE },
		{ "mattermost-outgoing", "{\"token\":\"user:made-for-tests\"}", SIGN_GOOD },
		{ "mattermost-outgoing", "{\"token\":\"user:made-for-tests \\u0000\"}", SIGN_WRONG },
		{ "mattermost-outgoing", "{\"token\":\"\"}", SIGN_EMPTY },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct scheme *scheme = scheme_find(cases[i].scheme);
		g_autoptr(Signer) signer = signer_of(scheme, secret_for(scheme), SIGN_TO_CHECK);
		Request *request = request_new(cases[i].body);
		SignVerdict verdict = verdict_of(signer, request, NOW, SIGN_TOLERANCE_OFF);
		ck_assert_msg(verdict == cases[i].verdict, "%s: %s", cases[i].body,
			      sign_verdict_name(verdict));
		request_free(request);
	}
	g_autoptr(GString) form = g_string_new("a=1");
	for (guint i = 0; i < 20000; i++)
		g_string_append(form, "&a=1");
	Request *request = request_new(form->str);
	request->url = g_strdup("https://x.example/h");
	request_header(request, "X-Twilio-Signature", "AAAA");
	g_autoptr(Signer) signer = signer_of(scheme_find("twilio-form"), "s", SIGN_TO_CHECK);
	ck_assert_int_eq(verdict_of(signer, request, NOW, 0), SIGN_MALFORMED);
	request_free(request);
}
END_TEST

START_TEST(what_cannot_be_judged_is_an_error)
{
	SignResult result;
	g_autoptr(GError) error = NULL;
	g_autoptr(Signer) signer = signer_of(scheme_find("square"), "s", SIGN_TO_CHECK);
	Request *request = request_new(body);
	request_header(request, "x-square-hmacsha256-signature", "AAAA");
	SignInput input = request_input(request);
	ck_assert(!sign_verify(signer, &input, NOW, 0, &result, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "--url"));
	g_clear_error(&error);
	g_autoptr(GPtrArray) parts = sign_parts_new();
	ck_assert(!sign_headers(signer, &input, parts, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "--url"));
	g_clear_error(&error);
	input.id = "a\r\nX-Injected: 1";
	g_autoptr(Signer) svix = signer_of(scheme_find("svix"), "whsec_AAAA", SIGN_TO_SEND);
	ck_assert(!sign_headers(svix, &input, parts, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "control character"));
	request_free(request);
}
END_TEST

/* Keys that are not of the scheme, and texts that are none: told without the text. */
START_TEST(wrong_keys)
{
	static const struct {
		const char *scheme, *key;
	} cases[] = {
		{ "svix", "whsec_not base64!" },
		{ "svix", "whsec_" },
		{ "adyen-platform", "not-hex-7" },
		{ "adyen-platform", "abc" },
		{ "discord", "00ff" },
		{ "discord", "-----BEGIN PUBLIC KEY-----" },
		{ "freshchat", "not-a-key-7" },
		{ "sendgrid", "AAAAAAAAAAAAAAAAAAAAAAAA" },
		{ "plaid", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(SecBuf) secret = secret_of(cases[i].key);
		ck_assert_msg(signer_new(scheme_find(cases[i].scheme), secret, SIGN_TO_CHECK, &error) == NULL,
			      "%s", cases[i].key);
		ck_assert_ptr_null(strstr(error->message, cases[i].key));
	}
	/* A key of another kind. */
	g_autofree char *public_key = NULL;
	g_autofree char *private_key = key_pair_pem(scheme_find("discord"), &public_key);
	g_autoptr(SecBuf) secret = secret_of(public_key);
	ck_assert_ptr_null(signer_new(scheme_find("sendgrid"), secret, SIGN_TO_CHECK, NULL));
	ck_assert_ptr_null(signer_new(scheme_find("freshchat"), secret, SIGN_TO_CHECK, NULL));
	/* A public key does not sign. */
	g_autoptr(Signer) signer = signer_of(scheme_find("discord"), public_key, SIGN_TO_SEND);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parts = sign_parts_new();
	SignInput input = { .body = body, .length = strlen(body) };
	ck_assert(!sign_headers(signer, &input, parts, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "public key cannot sign"));
	ck_assert_ptr_nonnull(private_key);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { odd_headers,
				       odd_times,
				       ten_thousand_signatures,
				       huge_values,
				       nul_in_a_header,
				       bodies_that_are_read,
				       what_cannot_be_judged_is_an_error,
				       wrong_keys,
				       NULL };
	return suite_run("sign/hostile", tests);
}
