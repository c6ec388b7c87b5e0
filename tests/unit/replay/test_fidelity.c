/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ten thousand events through a receiver, its log and a second receiver: they arrive as they were sent. */
#include "replay/place.h"
#include "suite.h"

#include <string.h>

enum { EVENTS = 10000, AT_ONCE = 48, LARGE = 300 * 1024 };

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
	client_set_up();
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

int main(void)
{
	const TTest *const tests[] = { ten_thousand_bodies, NULL };
	return suite_run("replay/fidelity", tests);
}
