/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/redact.h"

#include <string.h>

#include "base/secret.h"
#include "suite.h"

static SecBuf *held(const char *name, const char *value)
{
	return secbuf_new(name, value, strlen(value), NULL);
}

static void expect(const char *text, const char *expected)
{
	g_autofree char *clean = redact_text(text, strlen(text));
	ck_assert_str_eq(clean != NULL ? clean : "(nothing)", expected);
	if (clean != NULL)
		ck_assert_ptr_null(redact_text(clean, strlen(clean)));
}

START_TEST(redacts_what_is_held)
{
	g_autoptr(SecBuf) token = held("env:TOKEN", "s3cret-value"), tiny = held("env:T", "abc"),
			  other = held("fd:3", "0123456789"), six = held("fd:6", "qwerty");
	expect("a s3cret-value b s3cret-values3cret-value abc 0123456789 qwerty",
	       "a «own:env:TOKEN» b «own:env:TOKEN»«own:env:TOKEN» abc «own:fd:3» «own:fd:6»");
	expect("qwerty0123456789s3cret-value", "«own:fd:6»«own:fd:3»«own:env:TOKEN»");
	expect("nothing here", "(nothing)");
	expect("", "(nothing)");
	expect("s3cret-valu", "(nothing)");
}
END_TEST

START_TEST(follows_the_living)
{
	expect("first-value", "(nothing)");
	g_autoptr(SecBuf) one = held("a", "first-value");
	expect("first-value second-value", "«own:a» second-value");
	SecBuf *two = held("b", "second-value"), *same = secbuf_ref(two);
	expect("first-value second-value", "«own:a» «own:b»");
	secbuf_unref(same);
	expect("second-value", "«own:b»");
	secbuf_unref(two);
	expect("first-value second-value", "«own:a» second-value");
	secbuf_unref(g_steal_pointer(&one));
	expect("first-value c2Vjb25kLXZhbHVl", "(nothing)");
}
END_TEST

/* Of one value the first name wins, until it goes. */
START_TEST(first_name_wins)
{
	SecBuf *first = held("first", "same-value-here");
	g_autoptr(SecBuf) second = held("second", "same-value-here");
	expect("same-value-here", "«own:first»");
	secbuf_unref(first);
	expect("same-value-here c2FtZS12YWx1ZS1oZXJl", "«own:second» «own:second»");
}
END_TEST

START_TEST(longest_first_and_all_covered)
{
	g_autoptr(SecBuf) part = held("part", "abcdefgh"), whole = held("whole", "abcdefghijklmnop"),
			  next = held("next", "mnopqrstuvwx"), inner = held("inner", "efghijkl");
	expect("abcdefghijklmnop", "«own:whole»");
	expect("abcdefghijkl", "«own:part»«own:inner»");
	expect("abcdefghijklmnopqrstuvwxyz", "«own:whole»«own:next»yz");
	expect("-efghijklmnop", "-«own:inner»mnop");
}
END_TEST

START_TEST(a_name_breaks_no_format)
{
	g_autoptr(SecBuf) token = held("cmd:pass \"a\\b\",\nc\xff | head", "s3cret-value");
	expect("[\"s3cret-value\"]", "[\"«own:cmd:pass _a_b___c_ _ head»\"]");
}
END_TEST

/* ---- encodings ---- */

static void expect_gone(const char *form, const char *what)
{
	expect(form, "«own:v»");
	g_autofree char *framed = g_strdup_printf("{\"a\": \"%s\"}", form);
	g_autofree char *clean = redact_text(framed, strlen(framed));
	ck_assert_msg(clean != NULL && strcmp(clean, "{\"a\": \"«own:v»\"}") == 0, "%s: %s", what,
		      clean != NULL ? clean : framed);
}

/* No character that belongs to the value alone may be left; those at its edges may be half a neighbour's. */
static void expect_base64_gone(const char *value, gsize before, gsize after, gboolean url, gboolean padding)
{
	g_autofree char *left = g_strnfill(before, ':'), *right = g_strnfill(after, '!');
	g_autofree char *whole = g_strconcat(left, value, right, NULL);
	g_autofree char *form = g_base64_encode((const guchar *)whole, strlen(whole));
	if (url)
		g_strdelimit(g_strdelimit(form, "+", '-'), "/", '_');
	if (!padding)
		g_strdelimit(form, "=", '\0');
	g_autofree char *clean = redact_text(form, strlen(form));
	ck_assert_msg(clean != NULL, "%s %zu %zu", value, before, after);
	const char *marker = strstr(clean, "«own:v»");
	ck_assert_ptr_nonnull(marker);
	gsize in_front = (gsize)(marker - clean), behind = strlen(marker) - strlen("«own:v»");
	ck_assert_int_le(in_front, (8 * before + 5) / 6);
	gsize end_bit = 8 * (before + strlen(value));
	ck_assert_int_le(behind, after == 0 ? 0 : strlen(form) - end_bit / 6);
}

START_TEST(base64_at_every_offset)
{
	static const char *const values[] = { "abcdefgh", "abcdefghi", "abcdefghij",
					      "k?>~\xc3\xa9\xff\xfe>>>???" };
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autoptr(SecBuf) value = held("v", values[i]);
		for (gsize before = 0; before < 7; before++)
			for (gsize after = 0; after < 7; after++)
				for (int form = 0; form < 4; form++)
					expect_base64_gone(values[i], before, after, form & 1, form & 2);
	}
}
END_TEST

START_TEST(every_encoding)
{
	static const char *const forms[][2] = {
		{ "raw", "tok\"en\\1/<\xc3\xa9\xe2\x82\xac>&\xf0\x9f\x94\x91 x'%" },
		{ "hex", "746f6b22656e5c312f3cc3a9e282ac3e26f09f9491207827"
			 "25" },
		{ "HEX", "746F6B22656E5C312F3CC3A9E282AC3E26F09F9491207827"
			 "25" },
		{ "RFC 3986", "tok%22en%5C1%2F%3C%C3%A9%E2%82%AC%3E%26%F0%9F%94%91%20x%27%25" },
		{ "RFC 3986, small", "tok%22en%5c1%2f%3c%c3%a9%e2%82%ac%3e%26%f0%9f%94%91%20x%27%25" },
		{ "quote()", "tok%22en%5C1/%3C%C3%A9%E2%82%AC%3E%26%F0%9F%94%91%20x%27%25" },
		{ "encodeURIComponent()", "tok%22en%5C1%2F%3C%C3%A9%E2%82%AC%3E%26%F0%9F%94%91%20x'%25" },
		{ "encodeURI()", "tok%22en%5C1/%3C%C3%A9%E2%82%AC%3E&%F0%9F%94%91%20x'%25" },
		{ "form", "tok%22en%5C1%2F%3C%C3%A9%E2%82%AC%3E%26%F0%9F%94%91+x%27%25" },
		{ "all", "%74%6F%6B%22%65%6E%5C%31%2F%3C%C3%A9%E2%82%AC%3E%26%F0%9F%94%91%20%78%27%25" },
		{ "all, small",
		  "%74%6f%6b%22%65%6e%5c%31%2f%3c%c3%a9%e2%82%ac%3e%26%f0%9f%94%91%20%78%27%25" },
		{ "jansson", "tok\\\"en\\\\1/<\xc3\xa9\xe2\x82\xac>&\xf0\x9f\x94\x91 x'%" },
		{ "jansson, ASCII", "tok\\\"en\\\\1/<\\u00E9\\u20AC>&\\uD83D\\uDD11 x'%" },
		{ "json.dumps()", "tok\\\"en\\\\1/<\\u00e9\\u20ac>&\\ud83d\\udd11 x'%" },
		{ "slashes", "tok\\\"en\\\\1\\/<\xc3\xa9\xe2\x82\xac>&\xf0\x9f\x94\x91 x'%" },
		{ "PHP", "tok\\\"en\\\\1\\/<\\u00e9\\u20ac>&\\ud83d\\udd11 x'%" },
		{ "Go", "tok\\\"en\\\\1/\\u003c\xc3\xa9\xe2\x82\xac\\u003e\\u0026\xf0\x9f\x94\x91 x'%" },
		{ "JSON twice", "tok\\\\\\\"en\\\\\\\\1/<\\\\u00e9\\\\u20ac>&\\\\ud83d\\\\udd11 x'%" },
		{ "CSV", "tok\"\"en\\1/<\xc3\xa9\xe2\x82\xac>&\xf0\x9f\x94\x91 x'%" },
		{ "XML", "tok&quot;en\\1/&lt;\xc3\xa9\xe2\x82\xac&gt;&amp;\xf0\x9f\x94\x91 x'%" },
		{ "HTML", "tok&quot;en\\1/&lt;\xc3\xa9\xe2\x82\xac&gt;&amp;\xf0\x9f\x94\x91 x&#39;%" },
		{ "shell", "tok\"en\\1/<\xc3\xa9\xe2\x82\xac>&\xf0\x9f\x94\x91 x'\\''%" },
	};
	g_autoptr(SecBuf) value = held("v", forms[0][1]);
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
		expect_gone(forms[i][1], forms[i][0]);
}
END_TEST

START_TEST(controls_in_json)
{
	g_autoptr(SecBuf) value = held("v", "line\nnext\tand\x01\x7f more");
	expect_gone("line\\nnext\\tand\\u0001\x7f more", "JSON");
	expect_gone("line%0Anext%09and%01%7F%20more", "percent");
}
END_TEST

/* Six and seven bytes: as they are, in no other form. */
START_TEST(short_values_only_raw)
{
	g_autoptr(SecBuf) seven = held("v", "abc\"def"), eight = held("w", "abc\"defg");
	expect("abc\"def", "«own:v»");
	expect("abc\\\"def", "(nothing)");
	expect("abc\\\"defg", "«own:w»");
	expect("61626322646566", "(nothing)");
}
END_TEST

/* ---- long texts and odd bytes ---- */

START_TEST(anywhere_in_long_texts)
{
	enum { LONG = 100000 };
	g_autoptr(SecBuf) value = held("v", "kq8-Zw3_value-x");
	g_autofree char *text = g_strnfill(LONG, 'k');
	for (gsize at = 0; at + 15 <= LONG; at += 977) {
		memset(text, 'k', LONG);
		memcpy(text + at, "kq8-Zw3_value-x", 15);
		g_autoptr(GString) clean = redact_bytes(text, LONG);
		ck_assert_ptr_nonnull(clean);
		ck_assert_int_eq(clean->len, LONG - 15 + strlen("«own:v»"));
		ck_assert_mem_eq(clean->str + at, "«own:v»", strlen("«own:v»"));
	}
}
END_TEST

START_TEST(goes_on_after_nul)
{
	static const char value[] = "nul\0inside it", text[] = "a\0nul\0inside it\0b";
	static const char expected[] = "a\0«own:v»\0b";
	g_autoptr(SecBuf) secret = secbuf_new("v", value, sizeof value - 1, NULL);
	g_autoptr(GString) clean = redact_bytes(text, sizeof text - 1);
	ck_assert_int_eq(clean->len, sizeof expected - 1);
	ck_assert_mem_eq(clean->str, expected, sizeof expected);
}
END_TEST

/* ---- markers ---- */

START_TEST(looks_into_no_marker)
{
	g_autoptr(SecBuf) named = held("env:PRODUCTION", "k38-fqQz-01"), inner = held("x", "PRODUCTION"),
			  kind = held("y", "github-token");
	expect("k38-fqQz-01 PRODUCTION", "«own:env:PRODUCTION» «own:x»");
	expect("«own:env:PRODUCTION»", "(nothing)");
	expect("«cred:github-token» github-token", "«cred:github-token» «own:y»");
}
END_TEST

/* Who writes a value between the signs of a marker hides nothing. */
START_TEST(forged_markers_hide_nothing)
{
	g_autoptr(SecBuf) value = held("v", "k38-fqQz-01"), hex = held("h", "0123456789abcdef0123");
	expect("«own:k38-fqQz-01»", "«own:«own:v»»");
	expect("«own:v k38-fqQz-01»", "«own:v «own:v»»");
	expect("«own:v» k38-fqQz-01 »", "«own:v» «own:v» »");
	expect("«cred:0123456789abcdef0123»", "«cred:«own:h»»");
	expect("«cred:jwt k38-fqQz-01", "«cred:jwt «own:v»");
}
END_TEST

static GString *scan_for_key(const char *text, gsize length)
{
	return memmem(text, length, "KEY", 3) != NULL ? g_string_new("«cred:key»") : NULL;
}

START_TEST(asks_the_scanner)
{
	redact_set_scanner(scan_for_key);
	expect("a KEX", "(nothing)");
	g_autofree char *clean = redact_text("a KEY", 5);
	ck_assert_str_eq(clean, "«cred:key»");
	redact_set_scanner(NULL);
}
END_TEST

/* ---- a fleet ---- */

START_TEST(two_thousand_secrets)
{
	enum { FLEET = 2000 };
	SecBuf *secrets[FLEET];
	for (int i = 0; i < FLEET; i++) {
		g_autofree char *value = g_strdup_printf("weir_live_%08x%08x%08x", i * 2654435761U,
							 i * 40503U + 7, ~(guint)i * 69069U);
		g_autofree char *name = g_strdup_printf("keyring:%d", i);
		secrets[i] = held(name, value);
		ck_assert_ptr_nonnull(secrets[i]);
	}
	for (int i = 0; i < FLEET; i += 7) {
		g_autofree char *name = g_strdup_printf("<«own:keyring:%d»>", i),
				*raw = g_strdup_printf("<%s>", secbuf_bytes(secrets[i])),
				*base64 = g_base64_encode((const guchar *)secbuf_bytes(secrets[i]),
							  secbuf_length(secrets[i])),
				*framed = g_strdup_printf("<%s>", base64);
		expect(raw, name);
		expect(framed, name);
	}
	for (int i = 0; i < FLEET; i++)
		secbuf_unref(secrets[i]);
}
END_TEST

START_TEST(knows_credential_headers)
{
	static const char *const secret[] = { "Authorization", "COOKIE", "X-Zendesk-Webhook-Signature",
					      "X-Access-Token" };
	static const char *const open[] = { "Content-Type", "Author", "Date", "X-Request-Id" };
	for (gsize i = 0; i < G_N_ELEMENTS(secret); i++)
		ck_assert(redact_header_is_secret(secret[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(open); i++)
		ck_assert(!redact_header_is_secret(open[i]));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { redacts_what_is_held,
				       follows_the_living,
				       first_name_wins,
				       longest_first_and_all_covered,
				       a_name_breaks_no_format,
				       base64_at_every_offset,
				       every_encoding,
				       controls_in_json,
				       short_values_only_raw,
				       anywhere_in_long_texts,
				       goes_on_after_nul,
				       looks_into_no_marker,
				       forged_markers_hide_nothing,
				       asks_the_scanner,
				       two_thousand_secrets,
				       knows_credential_headers,
				       NULL };
	return suite_run("base/redact", tests);
}
