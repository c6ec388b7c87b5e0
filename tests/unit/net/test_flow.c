/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How requests share a host: queue, rate, cancelling, and who may free what when; and the log of them. */
#include "suite.h"

#include "base/error.h"
#include "net/bad_server.h"
#include "net/fetch.h"

#include <signal.h>
#include <string.h>

static BadServer *server;
static HttpClient *client;
static HttpHost *host;

static HttpHost *limited(int parallel, double rate)
{
	g_autofree char *url = bad_server_url(server);
	g_autoptr(Target) target = fetch_target(url);
	target->parallel = parallel;
	target->max_rate = rate;
	HttpHost *made = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(made);
	return made;
}

static void set_up(int parallel, double rate)
{
	signal(SIGPIPE, SIG_IGN);
	server = bad_server_new();
	client = http_client_new(NULL);
	host = limited(parallel, rate);
	bad_server_give(server, "/ok", 200, NULL, "{\"ok\":true}", -1);
	bad_server_on(server, "/silent", bad_silent, NULL);
	bad_server_on(server, "/slow", bad_slow, NULL);
}

static void tear_down(void)
{
	g_clear_pointer(&host, http_host_unref);
	g_clear_pointer(&client, http_client_free);
	g_clear_pointer(&server, bad_server_free);
}

static gboolean short_wait(const BadRequest *request, gpointer data)
{
	bad_wait(request->fd, 20);
	bad_answer(request->fd, 200, NULL, "{}", -1);
	return TRUE;
}

START_TEST(no_more_than_so_many_at_once)
{
	enum { COUNT = 30 };
	set_up(3, 0);
	bad_server_on(server, "/wait", short_wait, NULL);
	Fetched got[COUNT] = { 0 };
	HttpRequest request = { .path = "/wait" };
	for (gsize i = 0; i < COUNT; i++)
		http_send(host, &request, NULL, fetch_done, &got[i]);
	for (gsize i = 0; i < COUNT; i++) {
		fetch_wait(&got[i], 1);
		ck_assert_str_eq(fetched_message(&got[i]), "");
		fetched_clear(&got[i]);
	}
	ck_assert_uint_eq(bad_server_requests(server), COUNT);
	ck_assert_uint_le(bad_server_most_at_once(server), 3);
	ck_assert_uint_ge(bad_server_most_at_once(server), 2);
	ck_assert_uint_le(bad_server_connections(server), 3);
	tear_down();
}
END_TEST

/* The limit is a host's own: a slow one takes nothing from another. */
START_TEST(hosts_do_not_wait_for_each_other)
{
	set_up(1, 0);
	g_autoptr(HttpHost) other = limited(1, 0);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	Fetched stuck = { 0 };
	HttpRequest silent = { .path = "/silent" };
	http_send(host, &silent, cancellable, fetch_done, &stuck);
	g_auto(Fetched) got = fetch_path(other, "/ok");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_uint_eq(stuck.done, 0);
	g_cancellable_cancel(cancellable);
	fetch_wait(&stuck, 1);
	fetched_clear(&stuck);
	tear_down();
}
END_TEST

START_TEST(no_faster_than_so_many_a_second)
{
	enum { COUNT = 5 };
	set_up(8, 20);
	Fetched got[COUNT] = { 0 };
	HttpRequest request = { .path = "/ok" };
	gint64 before = g_get_monotonic_time();
	for (gsize i = 0; i < COUNT; i++)
		http_send(host, &request, NULL, fetch_done, &got[i]);
	for (gsize i = 0; i < COUNT; i++)
		fetch_wait(&got[i], 1);
	/* A lower bound, which a busy machine cannot break: four gaps of 50 ms. */
	ck_assert_int_ge(g_get_monotonic_time() - before, 4 * 50000);
	for (gsize i = 0; i < COUNT; i++)
		fetched_clear(&got[i]);
	tear_down();
}
END_TEST

START_TEST(cancelled_under_way_and_waiting)
{
	set_up(1, 0);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	Fetched running = { 0 }, waiting = { 0 }, after = { 0 };
	HttpRequest slow = { .path = "/slow" }, ok = { .path = "/ok" };
	http_send(host, &slow, cancellable, fetch_done, &running);
	http_send(host, &ok, cancellable, fetch_done, &waiting);
	http_send(host, &ok, NULL, fetch_done, &after);
	while (bad_server_requests(server) == 0)
		g_main_context_iteration(NULL, FALSE);
	g_cancellable_cancel(cancellable);
	ck_assert_uint_eq(running.done + waiting.done, 0); /* from the loop only */
	fetch_wait(&running, 1);
	fetch_wait(&waiting, 1);
	fetch_wait(&after, 1);
	ck_assert(fetched_has_code(&running, WEIR_ERROR_CANCELLED));
	ck_assert(fetched_has_code(&waiting, WEIR_ERROR_CANCELLED));
	ck_assert_str_eq(fetched_message(&after), "");
	ck_assert_uint_eq(bad_server_requests(server), 2);
	ck_assert_uint_eq(http_client_exchanges(client)->len, 2); /* what was never sent is no exchange */
	Fetched late = { 0 };
	http_send(host, &ok, cancellable, fetch_done, &late);
	fetch_wait(&late, 1);
	ck_assert(fetched_has_code(&late, WEIR_ERROR_CANCELLED));
	ck_assert_uint_eq(bad_server_requests(server), 2);
	fetched_clear(&running);
	fetched_clear(&waiting);
	fetched_clear(&after);
	fetched_clear(&late);
	tear_down();
}
END_TEST

/* Resolving runs in a thread of libcurl's; cancelling does not wait for it. */
START_TEST(cancelled_while_resolving)
{
	set_up(1, 0);
	g_autoptr(Target) target = fetch_target("http://nowhere.invalid");
	g_autoptr(HttpHost) nowhere = http_host_new(client, target, target->url, NULL);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	Fetched got = { 0 };
	HttpRequest request = { .path = "/" };
	http_send(nowhere, &request, cancellable, fetch_done, &got);
	g_main_context_iteration(NULL, FALSE);
	g_cancellable_cancel(cancellable);
	fetch_wait(&got, 1);
	ck_assert_ptr_nonnull(got.exchange->error);
	fetched_clear(&got);
	tear_down();
}
END_TEST

static void send_another(Exchange *exchange, GBytes *body, gpointer data)
{
	HttpRequest request = { .path = "/ok" };
	http_send(host, &request, NULL, fetch_done, data);
}

START_TEST(sending_from_done)
{
	set_up(1, 0);
	Fetched got = { 0 };
	HttpRequest request = { .path = "/ok" };
	http_send(host, &request, NULL, send_another, &got);
	fetch_wait(&got, 1);
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_uint_eq(bad_server_requests(server), 2);
	fetched_clear(&got);
	tear_down();
}
END_TEST

static void free_all(Exchange *exchange, GBytes *body, gpointer data)
{
	g_clear_pointer(&host, http_host_unref);
	g_clear_pointer(&client, http_client_free);
	(*(guint *)data)++;
}

START_TEST(freeing_from_done)
{
	set_up(4, 0);
	Fetched others[3] = { 0 };
	guint freed = 0;
	HttpRequest ok = { .path = "/ok" }, slow = { .path = "/slow" };
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		http_send(host, &slow, NULL, fetch_done, &others[i]);
	http_send(host, &ok, NULL, free_all, &freed);
	while (freed == 0)
		g_main_context_iteration(NULL, TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		ck_assert_uint_eq(others[i].done, 1);
		ck_assert(fetched_has_code(&others[i], WEIR_ERROR_CANCELLED));
		fetched_clear(&others[i]);
	}
	ck_assert_uint_eq(freed, 1);
	tear_down();
}
END_TEST

START_TEST(a_host_outlives_its_client)
{
	set_up(1, 0);
	Fetched got = { 0 };
	HttpRequest request = { .path = "/ok" };
	g_clear_pointer(&client, http_client_free);
	http_send(host, &request, NULL, fetch_done, &got);
	ck_assert_uint_eq(got.done, 0);
	fetch_wait(&got, 1);
	ck_assert(fetched_has_code(&got, WEIR_ERROR_CANCELLED));
	ck_assert_uint_eq(bad_server_connections(server), 0);
	fetched_clear(&got);
	tear_down();
}
END_TEST

static void count_calls(Exchange *exchange, gpointer data)
{
	guint *calls = data;
	calls[exchange->finished ? 1 : 0]++;
}

START_TEST(log_keeps_so_much)
{
	enum { COUNT = 160, SIZE = 100 * 1024 };
	guint calls[2] = { 0, 0 };
	set_up(8, 0);
	g_autofree char *body = g_strnfill(SIZE, 'x');
	bad_server_give(server, "/much", 200, NULL, body, SIZE);
	http_client_watch(client, count_calls, calls);
	for (int i = 0; i < COUNT; i++) {
		g_auto(Fetched) got = fetch_path(host, "/much");
		ck_assert_uint_eq(g_bytes_get_size(got.body), SIZE);
	}
	const GPtrArray *log = http_client_exchanges(client);
	gsize kept = 0;
	ck_assert_uint_eq(log->len, COUNT);
	for (guint i = 0; i < log->len; i++) {
		const Exchange *exchange = log->pdata[i];
		ck_assert_uint_eq(exchange->number, i + 1);
		ck_assert_uint_eq(exchange->body_size, SIZE);
		kept += exchange->body != NULL ? g_bytes_get_size(exchange->body) : 0;
	}
	ck_assert_uint_eq(kept, 8 * 1024 * 1024);
	ck_assert_ptr_null(((const Exchange *)log->pdata[0])->body);
	ck_assert_uint_eq(g_bytes_get_size(((const Exchange *)log->pdata[COUNT - 1])->body), 64 * 1024);
	ck_assert_uint_eq(calls[0], COUNT);
	ck_assert_uint_eq(calls[1], COUNT);
	tear_down();
}
END_TEST

START_TEST(log_keeps_so_many)
{
	enum { COUNT = 10700, AT_ONCE = 50 };
	set_up(8, 0);
	HttpRequest request = { .path = "/ok" };
	for (int i = 0; i < COUNT / AT_ONCE; i++) {
		Fetched got = { 0 };
		for (int j = 0; j < AT_ONCE; j++)
			http_send(host, &request, NULL, fetch_done, &got);
		fetch_wait(&got, AT_ONCE);
		fetched_clear(&got);
	}
	const GPtrArray *log = http_client_exchanges(client);
	ck_assert_uint_eq(log->len, 10000);
	ck_assert_uint_eq(((const Exchange *)log->pdata[0])->number, COUNT - 10000 + 1);
	ck_assert_uint_eq(((const Exchange *)log->pdata[9999])->number, COUNT);
	tear_down();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { no_more_than_so_many_at_once,
				       hosts_do_not_wait_for_each_other,
				       no_faster_than_so_many_a_second,
				       cancelled_under_way_and_waiting,
				       cancelled_while_resolving,
				       sending_from_done,
				       freeing_from_done,
				       a_host_outlives_its_client,
				       log_keeps_so_much,
				       log_keeps_so_many,
				       NULL };
	return suite_run("net/flow", tests);
}
