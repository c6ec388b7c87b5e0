/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The receiver: what comes is what is recorded and what goes on, byte for byte. */
#include "base/error.h"
#include "replay/receiver.h"
#include "replay/receiver_parts.h"
#include "sign/schemes.h"
#include "suite.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define SECRET "0123456789abcdef"

enum { EVENTS = 10000, AT_ONCE = 48, LARGE = 300 * 1024 };

typedef struct {
	Receiver *receiver;
	CaptureLog *log;
	char *folder;
	guint came;
	gboolean stopped;
	GError *error;
	GPtrArray *seen; /* "TARGET STATUS VERDICT" */
	unsigned flags;  /* of all that came */
} Place;

static HttpClient *client;

static void count(const Capture *capture, gpointer data)
{
	Place *place = data;
	place->came++;
	place->flags |= capture->flags;
	g_ptr_array_add(place->seen, g_strdup_printf("%s %u %s", capture->target, capture->status,
						     capture->verdict != NULL ? capture->verdict : "-"));
}

static void note_stop(const GError *error, gpointer data)
{
	Place *place = data;
	ck_assert(!place->stopped);
	place->stopped = TRUE;
	place->error = error != NULL ? g_error_copy(error) : NULL;
}

static Place *place_new(ReceiverOptions options)
{
	g_autoptr(GError) error = NULL;
	Place *place = g_new0(Place, 1);
	place->folder = g_dir_make_tmp("weir-receiver-XXXXXX", NULL);
	place->log = capture_log_write(place->folder, &error);
	ck_assert_ptr_nonnull(place->log);
	place->seen = g_ptr_array_new_with_free_func(g_free);
	options.log = place->log;
	options.came = count;
	options.stopped = note_stop;
	options.data = place;
	place->receiver = receiver_new(&options, &error);
	ck_assert_msg(place->receiver != NULL, "%s", error != NULL ? error->message : "");
	return place;
}

static void place_free(Place *place)
{
	receiver_free(place->receiver);
	capture_log_close(place->log);
	GDir *dir = g_dir_open(place->folder, 0, NULL);
	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *file = g_build_filename(place->folder, name, NULL);
		g_remove(file);
	}
	g_dir_close(dir);
	g_rmdir(place->folder);
	g_free(place->folder);
	g_ptr_array_unref(place->seen);
	g_clear_error(&place->error);
	g_free(place);
}

static HttpHost *host_of(int port, const char *path)
{
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d%s", port, path);
	g_autoptr(Target) target = target_new(NULL, url);
	target->parallel = 64;
	target->timeout_ms = 20000;
	HttpHost *host = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(host);
	return host;
}

static void wait_for(gboolean (*done)(gconstpointer data), gconstpointer data)
{
	gint64 end = g_get_monotonic_time() + 50 * G_USEC_PER_SEC;
	while (!done(data) && g_get_monotonic_time() < end)
		g_main_context_iteration(NULL, TRUE);
	ck_assert(done(data));
}

static void set_up(void)
{
	signal(SIGPIPE, SIG_IGN);
	client = http_client_new(NULL);
	http_client_keep_log(client, FALSE);
}

/* ---- one request ---- */

typedef struct {
	int status;
	char *body, *type, *extra, *date;
	gboolean done;
} Answer;

static void take(Exchange *exchange, GBytes *body, gpointer data)
{
	Answer *answer = data;
	gsize length = 0;
	const char *bytes = body != NULL ? g_bytes_get_data(body, &length) : NULL;
	answer->status = exchange->status;
	answer->body = g_strndup(bytes != NULL ? bytes : "", length);
	answer->type = g_strdup(exchange_header(exchange, "Content-Type"));
	answer->extra = g_strdup(exchange_header(exchange, "X-Extra"));
	answer->done = TRUE;
}

static gboolean is_done(gconstpointer data)
{
	return ((const Answer *)data)->done;
}

static void answer_clear(Answer *answer)
{
	g_free(answer->body);
	g_free(answer->type);
	g_free(answer->extra);
	*answer = (Answer){ 0 };
}

static void send_text(HttpHost *host, const char *path, const char *body, const char *const *headers,
		      Answer *answer)
{
	g_autoptr(GBytes) bytes = g_bytes_new(body, strlen(body));
	const HttpRequest request = {
		.method = "POST", .path = path, .headers = headers, .bare = TRUE, .body = bytes
	};
	answer_clear(answer);
	http_send(host, &request, NULL, take, answer);
}

static void post(HttpHost *host, const char *path, const char *body, const char *const *headers,
		 Answer *answer)
{
	send_text(host, path, body, headers, answer);
	wait_for(is_done, answer);
}

/* ---- ten thousand bodies ---- */

/* What event `number` is: the same each time it is asked. */
static GBytes *body_of(guint number)
{
	GRand *random = g_rand_new_with_seed(number + 1);
	gsize length = number % 1000 == 7 ? LARGE : (gsize)g_rand_int_range(random, 0, 700);
	guint8 *bytes = g_malloc(length + 4);
	for (gsize i = 0; i < length; i += 4) {
		guint32 word = g_rand_int(random);
		memcpy(bytes + i, &word, 4);
	}
	g_rand_free(random);
	return g_bytes_new_take(bytes, length);
}

static char *header_of(guint number)
{
	/* Every byte that may stand in a header, in some order. */
	GString *value = g_string_new(NULL);
	for (guint i = 0; i < 40; i++) {
		guchar byte = (guchar)(number * 31 + i * 7);
		g_string_append_c(value, byte >= ' ' && byte != 0x7f ? (char)byte : 'x');
	}
	g_strstrip(value->str);
	return g_string_free(value, FALSE);
}

static const char *method_of(guint number)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE", "post", "GET" };
	return methods[number % G_N_ELEMENTS(methods)];
}

static char *target_of(guint number)
{
	return g_strdup_printf("/e/%u/../%%2e%%2F//a?n=%u&&=%%zz", number, number);
}

struct flood {
	HttpHost *host;
	guint sent, answered, good;
};

static void send_next(struct flood *flood);

static void flood_answer(Exchange *exchange, GBytes *body, gpointer data)
{
	struct flood *flood = data;
	flood->answered++;
	flood->good += exchange->status == 200;
	send_next(flood);
}

static void send_next(struct flood *flood)
{
	if (flood->sent == EVENTS)
		return;
	guint number = flood->sent++;
	g_autoptr(GBytes) body = body_of(number);
	g_autofree char *value = header_of(number), *target = target_of(number);
	g_autofree char *odd = g_strconcat("X-Odd: ", value, NULL);
	g_autofree char *named = g_strdup_printf("X-Number: %u", number);
	const char *const headers[] = {
		named, odd, "X-Twice: b", "X-Twice: a", "x-Case: C", "X-Empty:", NULL
	};
	const HttpRequest request = {
		.method = method_of(number), .path = target, .headers = headers, .bare = TRUE, .body = body
	};
	http_send(flood->host, &request, NULL, flood_answer, flood);
}

static gboolean flood_over(gconstpointer data)
{
	return ((const struct flood *)data)->answered == EVENTS;
}

static void check_headers(const Capture *capture, guint number)
{
	static const char *const names[] = { "X-Number", "X-Odd", "X-Twice", "X-Twice", "x-Case", "X-Empty" };
	g_autofree char *value = header_of(number);
	guint next = 0;
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		if (g_ascii_strncasecmp(header->name, "X-", 2) != 0)
			continue;
		ck_assert_uint_lt(next, G_N_ELEMENTS(names));
		ck_assert_str_eq(header->name, names[next]);
		if (next == 1)
			ck_assert_str_eq(header->value, value);
		if (next == 2 || next == 3)
			ck_assert_str_eq(header->value, next == 2 ? "b" : "a");
		next++;
	}
	ck_assert_uint_eq(next, G_N_ELEMENTS(names));
	ck_assert_ptr_null(capture_header(capture, "Accept"));
	ck_assert_ptr_null(capture_header(capture, "User-Agent"));
	ck_assert_ptr_null(capture_header(capture, "Content-Type"));
}

/* Each event is once in the log, as it was sent. */
static void check_log(const Place *place)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(CaptureLog) log = capture_log_read(place->folder, &error);
	g_autofree gboolean *found = g_new0(gboolean, EVENTS);
	ck_assert_ptr_nonnull(log);
	ck_assert_uint_eq(capture_log_count(log), EVENTS);
	ck_assert_uint_eq(capture_log_left_out(log), 0);
	for (guint i = 0; i < EVENTS; i++) {
		g_autoptr(Capture) capture = capture_log_get(log, i, TRUE, NULL);
		ck_assert_ptr_nonnull(capture);
		guint number = (guint)g_ascii_strtoull(capture_header(capture, "X-Number"), NULL, 10);
		ck_assert_uint_lt(number, EVENTS);
		ck_assert(!found[number]);
		found[number] = TRUE;
		g_autoptr(GBytes) body = body_of(number);
		g_autofree char *target = target_of(number);
		ck_assert(g_bytes_equal(capture->body, body));
		ck_assert_str_eq(capture->target, target);
		ck_assert_str_eq(capture->method, method_of(number));
		ck_assert_uint_eq(capture->flags, 0);
		check_headers(capture, number);
	}
}

START_TEST(ten_thousand_bodies)
{
	set_up();
	capture_log_segment_bytes = 1024 * 1024;
	Place *last = place_new((ReceiverOptions){ 0 });
	g_autoptr(HttpHost) forward = host_of(receiver_port(last->receiver), "");
	Place *first = place_new((ReceiverOptions){ .forward = forward, .forward_url = "last" });
	struct flood flood = { host_of(receiver_port(first->receiver), ""), 0, 0, 0 };
	for (guint i = 0; i < AT_ONCE; i++)
		send_next(&flood);
	wait_for(flood_over, &flood);
	ck_assert_uint_eq(flood.good, EVENTS);
	ck_assert_uint_eq(first->came, EVENTS);
	ck_assert_uint_eq(last->came, EVENTS);
	check_log(first);
	check_log(last);
	http_host_unref(flood.host);
	place_free(first);
	place_free(last);
	http_client_free(client);
}
END_TEST

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
	set_up();
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
	set_up();
	Answer answers[4] = { 0 };
	Place *place = place_new((ReceiverOptions){ .count = 3, .delay_ms = 60 });
	g_autoptr(HttpHost) host = host_of(receiver_port(place->receiver), "");
	gint64 began = g_get_monotonic_time();
	for (int i = 0; i < 4; i++)
		send_text(host, "/x", "body", NULL, &answers[i]);
	int good = 0, refused = 0;
	for (int i = 0; i < 4; i++) {
		wait_for(is_done, &answers[i]);
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
	set_up();
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
	wait_for(is_done, &forwarded);
	ck_assert_int_eq(forwarded.status, 502);
	receiver_stop(slow->receiver);
	wait_for(is_done, &delayed);
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
	set_up();
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
	wait_for(is_done, &delayed);
	wait_for(is_done, &forwarded);
	answer_clear(&delayed);
	answer_clear(&forwarded);
	http_client_free(client);
}
END_TEST

START_TEST(too_large_is_said)
{
	set_up();
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
	set_up();
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
	set_up();
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
	const TTest *const tests[] = { ten_thousand_bodies,
				       headers_that_go_on,
				       the_answer_comes_back,
				       counts_and_stops,
				       stopped_while_events_wait,
				       freed_while_events_wait,
				       too_large_is_said,
				       signatures_are_verified,
				       a_fixed_token_is_not_recorded,
				       NULL };
	return suite_run_looped("replay/receiver", tests, the_url_that_was_called, G_N_ELEMENTS(urls));
}
