/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures as records, and what is taken out of them before they are written. */
#include "base/redact.h"
#include "leak/scan.h"
#include "replay/capture.h"
#include "suite.h"

#include <string.h>

static void set(char **member, const char *text)
{
	g_free(*member);
	*member = g_strdup(text);
}

static Capture *made(void)
{
	Capture *capture = capture_new();
	capture->time = 1764221392123456;
	set(&capture->method, "POST");
	set(&capture->target, "/hooks/a?x=1");
	capture->peer = g_strdup("127.0.0.1:40312");
	capture_add_header(capture, "Content-Type", "text/plain");
	capture_add_header(capture, "X-Odd", "\xff\x80 b");
	capture_add_header(capture, "X-Odd", "");
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new("a\0\xff", 3);
	return capture;
}

START_TEST(comes_back_whole)
{
	g_autoptr(Capture) capture = made();
	capture->flags = CAPTURE_BODY_CUT;
	capture->status = 401;
	capture->answer_ms = 2.5;
	capture->scheme = g_strdup("github-sha256");
	capture->verdict = g_strdup("wrong-signature");
	capture->why = g_strdup("no");
	capture->forward = g_strdup("http://127.0.0.1:1");
	capture->forward_error = g_strdup("refused");
	capture->forward_status = 502;
	capture->answer = g_bytes_new("x\0y", 3);
	capture->answer_size = 70000;
	capture->answer_type = g_strdup("text/html");
	g_autoptr(GBytes) packed = capture_pack(capture);
	g_autoptr(Capture) back = capture_unpack(7, packed, capture->body);
	ck_assert_ptr_nonnull(back);
	ck_assert_uint_eq(back->number, 7);
	ck_assert_int_eq(back->time, capture->time);
	ck_assert_uint_eq(back->flags, CAPTURE_BODY_CUT);
	ck_assert_str_eq(back->target, "/hooks/a?x=1");
	ck_assert_str_eq(back->peer, "127.0.0.1:40312");
	ck_assert_uint_eq(back->headers->len, 3);
	ck_assert_str_eq(((Header *)back->headers->pdata[1])->value, "\xff\x80 b");
	ck_assert_str_eq(((Header *)back->headers->pdata[2])->value, "");
	ck_assert(g_bytes_equal(back->body, capture->body));
	ck_assert(g_bytes_equal(back->answer, capture->answer));
	ck_assert_uint_eq(back->answer_size, 70000);
	ck_assert_str_eq(back->forward_error, "refused");
	ck_assert_uint_eq(back->status, 401);
	ck_assert_str_eq(back->verdict, "wrong-signature");
}
END_TEST

/* Every beginning of a record, and every record with one byte changed: refused or read, never a fault. */
START_TEST(broken_records)
{
	g_autoptr(Capture) capture = made();
	g_autoptr(GBytes) packed = capture_pack(capture);
	gsize length;
	const guint8 *bytes = g_bytes_get_data(packed, &length);
	for (gsize i = 0; i < length; i++) {
		g_autoptr(GBytes) part = g_bytes_new(bytes, i);
		g_autoptr(Capture) one = capture_unpack(1, part, NULL);
		g_autofree guint8 *changed = g_memdup2(bytes, length);
		changed[i] ^= 0xff;
		g_autoptr(GBytes) other = g_bytes_new(changed, length);
		g_autoptr(Capture) two = capture_unpack(1, other, NULL);
	}
}
END_TEST

static const struct {
	const char *name, *value, *kept; /* NULL: replaced */
} headers[] = {
	{ "Authorization", "Bearer abcdefgh", NULL },
	{ "Cookie", "a=b", NULL },
	{ "X-Gitlab-Token", "abcdefgh", NULL },
	{ "X-Api-Key", "abcdefgh", NULL },
	{ "X-Signature-Token", "abcdefgh", NULL },
	{ "Stripe-Signature", "t=1,v1=00", "t=1,v1=00" },
	{ "X-Hub-Signature-256", "sha256=00", "sha256=00" },
	{ "webhook-signature", "v1,AAAA", "v1,AAAA" },
	{ "X-Shopify-Hmac-Sha256", "AAAA", "AAAA" },
	{ "Content-Type", "text/plain", "text/plain" },
	{ "X-Plain", "holds held-value-0815 inside", "holds «own:env:HELD» inside" },
	{ "X-Empty-Token", "", "" },
};

START_TEST(credentials_in_headers)
{
	g_autoptr(SecBuf) held = secbuf_new("env:HELD", "held-value-0815", 15, NULL);
	g_autoptr(Capture) capture = capture_new();
	for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
		capture_add_header(capture, headers[i].name, headers[i].value);
	capture_redact(capture, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
		const char *kept = headers[i].kept != NULL ? headers[i].kept : "«not shown»";
		const Header *header = capture->headers->pdata[i];
		ck_assert_msg(strcmp(header->value, kept) == 0, "%s: %s", header->name, header->value);
	}
	ck_assert(capture->flags & CAPTURE_HEADERS_REDACTED);
}
END_TEST

START_TEST(header_of_a_fixed_token)
{
	g_autoptr(Capture) capture = capture_new();
	capture_add_header(capture, "X-Plain", "abcdefgh");
	capture_redact(capture, "x-plain");
	ck_assert_str_eq(capture_header(capture, "X-Plain"), "«not shown»");
}
END_TEST

static const struct {
	const char *target, *kept;
} targets[] = {
	{ "/a?token=x", "/a?token=not-shown" },
	{ "/a?b=1&Secret=x&c=2", "/a?b=1&Secret=not-shown&c=2" },
	{ "/a?api_token=x;password=y", "/a?api_token=not-shown;password=not-shown" },
	{ "/a?signature=00&b", "/a?signature=00&b" },
	{ "/a?token=", "/a?token=" },
	{ "/a?token", "/a?token" },
	{ "/a?&&=&", "/a?&&=&" },
	{ "/token=x", "/token=x" },
	{ "/held-value-0815/b", "/«own:env:HELD»/b" },
};

START_TEST(credentials_in_targets)
{
	g_autoptr(SecBuf) held = secbuf_new("env:HELD", "held-value-0815", 15, NULL);
	g_autoptr(Capture) capture = capture_new();
	set(&capture->target, targets[_i].target);
	capture_redact(capture, NULL);
	ck_assert_str_eq(capture->target, targets[_i].kept);
	ck_assert_int_eq((capture->flags & CAPTURE_TARGET_REDACTED) != 0,
			 strcmp(targets[_i].target, targets[_i].kept) != 0);
}
END_TEST

/* Of a body only weir's own values go: what looks like a credential stays, or no signature would fit. */
START_TEST(bodies)
{
	static const char token[] = "ghp_"
				    "0123456789abcdefghijABCDEFGHIJ012345";
	g_autoptr(SecBuf) held = secbuf_new("env:HELD", "held-value-0815", 15, NULL);
	g_autoptr(Capture) capture = capture_new();
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new_static(token, strlen(token));
	capture_redact(capture, NULL);
	ck_assert_uint_eq(capture->flags, 0);
	ck_assert_uint_eq(g_bytes_get_size(capture->body), strlen(token));
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new_static("a\0held-value-0815\xff", 18);
	capture_redact(capture, NULL);
	ck_assert_uint_eq(capture->flags, CAPTURE_BODY_REDACTED);
	gsize length;
	const char *bytes = g_bytes_get_data(capture->body, &length);
	ck_assert_ptr_null(memmem(bytes, length, "held-value", 10));
	ck_assert_int_eq(bytes[length - 1], '\xff');
}
END_TEST

int main(void)
{
	redact_set_scanner(leak_redact);
	const TTest *const tests[] = { comes_back_whole,        broken_records, credentials_in_headers,
				       header_of_a_fixed_token, bodies,         NULL };
	return suite_run_looped("replay/capture", tests, credentials_in_targets, G_N_ELEMENTS(targets));
}
