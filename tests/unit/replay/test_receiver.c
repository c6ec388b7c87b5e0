/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The receiver: what it answers, passes on, verifies and records. */
#include "base/error.h"
#include "replay/place.h"
#include "replay/receiver_parts.h"
#include "sign/schemes.h"
#include "suite.h"

#include <string.h>

#define SECRET "0123456789abcdef"

/* ---- what is passed on ---- */

START_TEST(headers_that_go_on)
{
	static const char *const lines[] = { "Host: a",
					     "X-A: 1",
					     "Connection: close, X-Hop",
					     "X-Hop: 1",
					     "x-hop: 2",
					     "X-Hop-Not: 1",
					     "Keep-Alive: 5",
					     "Transfer-Encoding: chunked",
					     "TE: trailers",
					     "Upgrade: h2c",
					     "Proxy-Authorization: Basic x",
					     "Content-Length: 3",
					     "Expect: 100-continue",
					     "Authorization: Bearer x",
					     "X-A: 2" };
	g_autoptr(Capture) capture = capture_new();
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_auto(GStrv) parts = g_strsplit(lines[i], ": ", 2);
		capture_add_header(capture, parts[0], parts[1]);
	}
	g_autoptr(GPtrArray) on = receiver_forward_headers(capture);
	g_autofree char *all = g_strjoinv("|", (char **)on->pdata);
	ck_assert_str_eq(all, "X-A: 1|X-Hop-Not: 1|Authorization: Bearer x|X-A: 2");
}
END_TEST

static const struct {
	const char *base, *target, *url;
} urls[] = {
	{ "http://a", "/x?y", "http://a/x?y" },       { "http://a/", "/x?y", "http://a/x?y" },
	{ "http://a:1", "/", "http://a:1/" },         { "https://a/hook", "/x?y", "https://a/hook?y" },
	{ "https://a/hook", "/x", "https://a/hook" }, { "https://a/hook?z=1", "/x?y", "https://a/hook?z=1" },
	{ "https://a?z=1", "/x?y", "https://a?z=1" },
};

START_TEST(the_url_that_was_called)
{
	g_autofree char *url = receiver_called_url(urls[_i].base, urls[_i].target);
	ck_assert_str_eq(url, urls[_i].url);
}
END_TEST

START_TEST(the_answer_comes_back)
{
	client_set_up();
	Answer answer = { 0 };
	Place *last = place_new((ReceiverOptions){ .status = 418 });
	g_autoptr(HttpHost) forward = host_of(receiver_port(last->receiver), "/base");
	Place *first = place_new((ReceiverOptions){ .forward = forward, .forward_url = "last" });
	Place *told =
		place_new((ReceiverOptions){ .forward = forward, .forward_url = "last", .status = 202 });
	g_autoptr(HttpHost) one = host_of(receiver_port(first->receiver), "");
	g_autoptr(HttpHost) two = host_of(receiver_port(told->receiver), "");
	post(one, "/a?b", "x", NULL, &answer);
	ck_assert_int_eq(answer.status, 418);
	post(one, "/", "x", NULL, &answer);
	ck_assert_int_eq(answer.status, 418);
	post(two, "/c", "", NULL, &answer);
	ck_assert_int_eq(answer.status, 202);
	ck_assert_str_eq(last->seen->pdata[0], "/base/a?b 418 -");
	ck_assert_str_eq(last->seen->pdata[1], "/base 418 -");
	ck_assert_str_eq(last->seen->pdata[2], "/base/c 418 -");
	/* Nobody is there any more. */
	place_free(last);
	post(one, "/gone", "x", NULL, &answer);
	ck_assert_int_eq(answer.status, 502);
	answer_clear(&answer);
	place_free(first);
	place_free(told);
	http_client_free(client);
}
END_TEST

/* ---- answers as told ---- */

START_TEST(counts_and_stops)
{
	client_set_up();
	Answer answers[4] = { 0 };
	Place *place = place_new((ReceiverOptions){ .count = 3, .delay_ms = 60 });
	g_autoptr(HttpHost) host = host_of(receiver_port(place->receiver), "");
	gint64 began = g_get_monotonic_time();
	for (int i = 0; i < 4; i++)
		send_text(host, "/x", "body", NULL, &answers[i]);
	int good = 0, refused = 0;
	for (int i = 0; i < 4; i++) {
		wait_for(answer_is_there, &answers[i]);
		good += answers[i].status == 200;
		refused += answers[i].status == 503;
		answer_clear(&answers[i]);
	}
	ck_assert_int_eq(good, 3);
	ck_assert_int_eq(refused, 1);
	ck_assert_int_ge(g_get_monotonic_time() - began, 60 * G_TIME_SPAN_MILLISECOND);
	while (!place->stopped)
		g_main_context_iteration(NULL, TRUE);
	ck_assert_ptr_null(place->error);
	ck_assert_uint_eq(place->came, 3);
	place_free(place);
	http_client_free(client);
}
END_TEST

/* A signal while events wait: they are recorded and answered, and then it ends. */
START_TEST(stopped_while_events_wait)
{
	client_set_up();
	Answer delayed = { 0 }, forwarded = { 0 };
	Place *slow = place_new((ReceiverOptions){ .delay_ms = 500000 });
	g_autoptr(HttpHost) forward = host_of(receiver_port(slow->receiver), "");
	Place *between = place_new((ReceiverOptions){ .forward = forward, .forward_url = "slow" });
	g_autoptr(HttpHost) one = host_of(receiver_port(slow->receiver), "");
	g_autoptr(HttpHost) two = host_of(receiver_port(between->receiver), "");
	send_text(one, "/delayed", "x", NULL, &delayed);
	send_text(two, "/forwarded", "x", NULL, &forwarded);
	for (gint64 end = g_get_monotonic_time() + 200 * G_TIME_SPAN_MILLISECOND;
	     g_get_monotonic_time() < end;)
		g_main_context_iteration(NULL, FALSE);
	ck_assert(!delayed.done && !forwarded.done);
	receiver_stop(between->receiver);
	wait_for(answer_is_there, &forwarded);
	ck_assert_int_eq(forwarded.status, 502);
	receiver_stop(slow->receiver);
	wait_for(answer_is_there, &delayed);
	ck_assert_int_eq(delayed.status, 200);
	while (!slow->stopped || !between->stopped)
		g_main_context_iteration(NULL, TRUE);
	ck_assert_uint_eq(between->came, 1);
	/* The one whose caller gave up is recorded, and said to be so. */
	ck_assert_uint_eq(slow->came, 2);
	ck_assert(slow->flags & CAPTURE_SENDER_CLOSED);
	answer_clear(&delayed);
	answer_clear(&forwarded);
	place_free(slow);
	place_free(between);
	http_client_free(client);
}
END_TEST

START_TEST(freed_while_events_wait)
{
	client_set_up();
	Answer delayed = { 0 }, forwarded = { 0 };
	Place *slow = place_new((ReceiverOptions){ .delay_ms = 500000 });
	g_autoptr(HttpHost) forward = host_of(receiver_port(slow->receiver), "");
	Place *between = place_new((ReceiverOptions){ .forward = forward, .forward_url = "slow" });
	g_autoptr(HttpHost) one = host_of(receiver_port(slow->receiver), "");
	g_autoptr(HttpHost) two = host_of(receiver_port(between->receiver), "");
	send_text(one, "/delayed", "x", NULL, &delayed);
	send_text(two, "/forwarded", "x", NULL, &forwarded);
	for (gint64 end = g_get_monotonic_time() + 100 * G_TIME_SPAN_MILLISECOND;
	     g_get_monotonic_time() < end;)
		g_main_context_iteration(NULL, FALSE);
	place_free(between);
	place_free(slow);
	wait_for(answer_is_there, &delayed);
	wait_for(answer_is_there, &forwarded);
	answer_clear(&delayed);
	answer_clear(&forwarded);
	http_client_free(client);
}
END_TEST

START_TEST(too_large_is_said)
{
	client_set_up();
	Answer answer = { 0 };
	Place *place = place_new((ReceiverOptions){ .body_cap = 10 });
	g_autoptr(HttpHost) host = host_of(receiver_port(place->receiver), "");
	post(host, "/", "0123456789", NULL, &answer);
	ck_assert_int_eq(answer.status, 200);
	post(host, "/", "0123456789a", NULL, &answer);
	ck_assert_int_eq(answer.status, 413);
	ck_assert_uint_eq(place->flags, CAPTURE_BODY_CUT);
	answer_clear(&answer);
	place_free(place);
	http_client_free(client);
}
END_TEST

/* ---- signatures ---- */

START_TEST(signatures_are_verified)
{
	client_set_up();
	Answer answer = { 0 };
	g_autoptr(SecBuf) secret = secbuf_new("env:HOOK", SECRET, strlen(SECRET), NULL);
	const struct scheme *scheme = scheme_find("github-sha256");
	g_autoptr(Signer) sender = signer_new(scheme, secret, SIGN_TO_SEND, NULL);
	g_autoptr(Signer) signer = signer_new(scheme, secret, SIGN_TO_CHECK, NULL);
	Place *place = place_new((ReceiverOptions){ .signer = signer });
	g_autoptr(HttpHost) host = host_of(receiver_port(place->receiver), "");
	g_autoptr(GPtrArray) parts = sign_parts_new();
	const SignInput input = { .body = "{\"a\": 1}", .length = 8 };
	ck_assert(sign_headers(sender, &input, parts, NULL));
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < parts->len; i++) {
		const SignPart *part = parts->pdata[i];
		g_ptr_array_add(lines, g_strdup_printf("%s: %s", part->name, part->value));
	}
	g_ptr_array_add(lines, NULL);
	const char *const *headers = (const char *const *)lines->pdata;
	post(host, "/1", "{\"a\": 1}", headers, &answer);
	ck_assert_int_eq(answer.status, 200);
	post(host, "/2", "{\"a\":1}", headers, &answer);
	ck_assert_int_eq(answer.status, 401);
	post(host, "/3", "{\"a\": 1}", NULL, &answer);
	ck_assert_int_eq(answer.status, 401);
	ck_assert_str_eq(place->seen->pdata[0], "/1 200 good");
	ck_assert_str_eq(place->seen->pdata[2], "/3 401 missing");
	ck_assert(g_str_has_prefix(place->seen->pdata[1], "/2 401 wrong"));
	/* From the log it can be verified again. */
	g_autoptr(CaptureLog) log = capture_log_read(place->folder, NULL);
	g_autoptr(Capture) first = capture_log_get(log, 0, TRUE, NULL);
	g_clear_pointer(&first->verdict, g_free);
	g_clear_pointer(&first->scheme, g_free);
	g_clear_pointer(&first->why, g_free);
	receiver_verify(first, signer, "http://127.0.0.1");
	ck_assert_str_eq(first->verdict, "good");
	answer_clear(&answer);
	place_free(place);
	http_client_free(client);
}
END_TEST

/* Of a scheme whose header is the secret itself, the log does not have it. */
START_TEST(a_fixed_token_is_not_recorded)
{
	client_set_up();
	Answer answer = { 0 };
	g_autoptr(SecBuf) secret = secbuf_new("env:HOOK", SECRET, strlen(SECRET), NULL);
	g_autoptr(Signer) signer = signer_new(scheme_find("gitlab-token"), secret, SIGN_TO_CHECK, NULL);
	ck_assert_ptr_nonnull(signer);
	Place *place = place_new((ReceiverOptions){ .signer = signer });
	g_autoptr(HttpHost) host = host_of(receiver_port(place->receiver), "");
	static const char *const headers[] = { "X-Gitlab-Token: " SECRET, NULL };
	static const char *const wrong[] = { "X-Gitlab-Token: almost-the-right-one", NULL };
	post(host, "/1", "held " SECRET, headers, &answer);
	ck_assert_int_eq(answer.status, 200);
	post(host, "/2", "", wrong, &answer);
	ck_assert_int_eq(answer.status, 401);
	g_autofree char *path = g_build_filename(place->folder, "000001.log", NULL), *bytes = NULL;
	gsize length;
	ck_assert(g_file_get_contents(path, &bytes, &length, NULL));
	ck_assert_ptr_null(memmem(bytes, length, SECRET, strlen(SECRET)));
	ck_assert_ptr_null(memmem(bytes, length, "almost-the-right", 16));
	ck_assert_ptr_nonnull(memmem(bytes, length, "X-Gitlab-Token", 14));
	answer_clear(&answer);
	place_free(place);
	http_client_free(client);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		headers_that_go_on,        the_answer_comes_back,         counts_and_stops,
		stopped_while_events_wait, freed_while_events_wait,       too_large_is_said,
		signatures_are_verified,   a_fixed_token_is_not_recorded, NULL
	};
	return suite_run_looped("replay/receiver", tests, the_url_that_was_called, G_N_ELEMENTS(urls));
}
