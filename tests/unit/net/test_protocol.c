/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which versions of TLS a server takes, against servers that take some. */
#include "suite.h"

#include "net/bad_server.h"
#include "net/fetch.h"
#include "net/tls_server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define OLD "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:+SHA1:%COMPAT"

struct tried {
	HttpTry outcome;
	char *sentence;
	guint done;
};

static void on_tried(HttpTry outcome, const char *sentence, gpointer data)
{
	struct tried *tried = data;
	tried->outcome = outcome;
	g_free(tried->sentence);
	tried->sentence = g_strdup(sentence);
	tried->done++;
}

static void wait_for(const struct tried *tried)
{
	while (tried->done == 0)
		g_main_context_iteration(NULL, TRUE);
}

static HttpClient *client;

static HttpHost *host_at(const char *scheme, guint port)
{
	g_autofree char *url = g_strdup_printf("%s://127.0.0.1:%u", scheme, port);
	g_autoptr(Target) target = fetch_target(url);
	target->connect_timeout_ms = 20000;
	HttpHost *host = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(host);
	return host;
}

static void set_up(void)
{
	signal(SIGPIPE, SIG_IGN);
	client = http_client_new(NULL);
}

static void expect(HttpHost *host, HttpProtocol minimum, HttpProtocol maximum, HttpTry outcome,
		   const char *words)
{
	struct tried tried = { 0 };
	http_try_protocol(host, minimum, maximum, NULL, on_tried, &tried);
	ck_assert_uint_eq(tried.done, 0); /* never from inside the call */
	wait_for(&tried);
	ck_assert_msg(tried.outcome == outcome, "%d instead of %d: %s", tried.outcome, outcome,
		      tried.sentence);
	ck_assert_msg(strstr(tried.sentence, words) != NULL, "%s", tried.sentence);
	ck_assert_msg(g_str_has_prefix(tried.sentence, "desk: "), "%s", tried.sentence);
	g_free(tried.sentence);
}

/* Which of the four versions each server takes. */
START_TEST(versions)
{
	static const struct {
		const char *priorities;
		HttpTry outcomes[4];
	} rows[] = {
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2",
		  { HTTP_TRY_REFUSED, HTTP_TRY_REFUSED, HTTP_TRY_TAKEN, HTTP_TRY_REFUSED } },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.3",
		  { HTTP_TRY_REFUSED, HTTP_TRY_REFUSED, HTTP_TRY_REFUSED, HTTP_TRY_TAKEN } },
		{ "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3",
		  { HTTP_TRY_REFUSED, HTTP_TRY_REFUSED, HTTP_TRY_TAKEN, HTTP_TRY_TAKEN } },
		{ OLD, { HTTP_TRY_TAKEN, HTTP_TRY_TAKEN, HTTP_TRY_REFUSED, HTTP_TRY_REFUSED } },
	};
	static const char *const names[] = { "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3" };
	set_up();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		TlsWish wish = { .host = "127.0.0.1", .priorities = rows[i].priorities, .rsa_bits = 2048 };
		TlsServer *server = tls_server_new(&wish);
		g_autoptr(HttpHost) host = host_at("https", tls_server_port(server));
		for (int version = HTTP_TLS_1_0; version <= HTTP_TLS_1_3; version++)
			expect(host, (HttpProtocol)version, (HttpProtocol)version, rows[i].outcomes[version],
			       names[version]);
		ck_assert_uint_eq(tls_server_requests(server), 0);
		ck_assert_ptr_null(http_host_tls(host));
		tls_server_free(server);
	}
	http_client_free(client);
}
END_TEST

START_TEST(ranges)
{
	set_up();
	TlsWish wish = { .host = "127.0.0.1", .priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.2" };
	TlsServer *server = tls_server_new(&wish);
	g_autoptr(HttpHost) host = host_at("https", tls_server_port(server));
	expect(host, HTTP_TLS_1_0, HTTP_TLS_1_1, HTTP_TRY_REFUSED, "does not take TLS 1.0 to TLS 1.1: it ");
	expect(host, HTTP_TLS_1_0, HTTP_TLS_1_3, HTTP_TRY_TAKEN, "takes TLS 1.0 to TLS 1.3");
	/* A range that holds no version is what a library says that may not offer one. */
	expect(host, HTTP_TLS_1_3, HTTP_TLS_1_0, HTTP_TRY_LOCAL, "cannot be offered from this machine");
	http_client_free(client);
	tls_server_free(server);
}
END_TEST

/* A server that wants to know its client has taken the version before it says so. */
START_TEST(client_certificate_wanted)
{
	set_up();
	TlsWish wish = { .host = "127.0.0.1", .wants_client = TRUE };
	TlsServer *server = tls_server_new(&wish);
	g_autoptr(HttpHost) host = host_at("https", tls_server_port(server));
	expect(host, HTTP_TLS_1_2, HTTP_TLS_1_2, HTTP_TRY_TAKEN, "takes TLS 1.2");
	http_client_free(client);
	tls_server_free(server);
}
END_TEST

/* The first bytes of a hello are read, and `data` is the answer; then the connection is closed. */
static gpointer answer_hello(gpointer data)
{
	g_autoptr(GSocketListener) listener = g_socket_listener_new();
	g_autoptr(GSocketConnection) connection = NULL;
	GAsyncQueue *ports = ((gpointer *)data)[0];
	GBytes *answer = ((gpointer *)data)[1];
	guint8 hello[4096];
	guint port = g_socket_listener_add_any_inet_port(listener, NULL, NULL);
	g_async_queue_push(ports, GUINT_TO_POINTER(port));
	connection = g_socket_listener_accept(listener, NULL, NULL, NULL);
	GIOStream *stream = G_IO_STREAM(connection);
	g_input_stream_read(g_io_stream_get_input_stream(stream), hello, sizeof hello, NULL, NULL);
	g_output_stream_write_all(g_io_stream_get_output_stream(stream), g_bytes_get_data(answer, NULL),
				  g_bytes_get_size(answer), NULL, NULL, NULL);
	g_io_stream_close(stream, NULL, NULL);
	return NULL;
}

static void expect_raw(const char *bytes, gsize length, HttpTry outcome, const char *words)
{
	g_autoptr(GBytes) answer = g_bytes_new_static(bytes, length);
	g_autoptr(GAsyncQueue) ports = g_async_queue_new();
	gpointer data[] = { ports, answer };
	GThread *thread = g_thread_new("hello", answer_hello, data);
	guint port = GPOINTER_TO_UINT(g_async_queue_pop(ports));
	g_autoptr(HttpHost) host = host_at("https", port);
	expect(host, HTTP_TLS_1_0, HTTP_TLS_1_0, outcome, words);
	g_thread_join(thread);
}

START_TEST(answers_to_the_hello)
{
	set_up();
	expect_raw("\x15\x03\x01\x00\x02\x02\x46", 7, HTTP_TRY_REFUSED, "alert"); /* protocol version */
	expect_raw("\x15\x03\x01\x00\x02\x02\x28", 7, HTTP_TRY_REFUSED, "alert"); /* handshake failure */
	expect_raw("\x15\x03\x01\x00\x02\x02\x70", 7, HTTP_TRY_UNREACHABLE, "host name");
	expect_raw("", 0, HTTP_TRY_REFUSED, "closes the connection");
	expect_raw("HTTP/1.1 400 Bad Request\r\n\r\n", 28, HTTP_TRY_UNREACHABLE, "without TLS");
	http_client_free(client);
}
END_TEST

START_TEST(nobody_there)
{
	set_up();
	BadServer *bad = bad_server_new();
	guint port = bad_server_port(bad);
	bad_server_free(bad);
	g_autoptr(HttpHost) host = host_at("https", port);
	expect(host, HTTP_TLS_1_0, HTTP_TLS_1_0, HTTP_TRY_UNREACHABLE, "is not known");
	g_autoptr(HttpHost) plain = host_at("http", port);
	expect(plain, HTTP_TLS_1_2, HTTP_TLS_1_2, HTTP_TRY_UNREACHABLE, "https://");
	http_client_free(client);
}
END_TEST

START_TEST(stopped)
{
	set_up();
	TlsWish wish = { .host = "127.0.0.1" };
	TlsServer *server = tls_server_new(&wish);
	g_autoptr(HttpHost) host = host_at("https", tls_server_port(server));
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	struct tried under_way = { 0 }, waiting = { 0 }, late = { 0 }, at_the_end = { 0 };
	http_try_protocol(host, HTTP_TLS_1_2, HTTP_TLS_1_2, cancellable, on_tried, &under_way);
	g_main_context_iteration(NULL, FALSE);
	http_try_protocol(host, HTTP_TLS_1_2, HTTP_TLS_1_2, cancellable, on_tried, &waiting);
	g_cancellable_cancel(cancellable);
	wait_for(&under_way);
	wait_for(&waiting);
	ck_assert_int_eq(waiting.outcome, HTTP_TRY_STOPPED);
	http_try_protocol(host, HTTP_TLS_1_2, HTTP_TLS_1_2, cancellable, on_tried, &late);
	wait_for(&late);
	ck_assert_int_eq(late.outcome, HTTP_TRY_STOPPED);
	http_try_protocol(host, HTTP_TLS_1_2, HTTP_TLS_1_2, NULL, on_tried, &at_the_end);
	http_client_free(client);
	ck_assert_uint_eq(at_the_end.done, 1);
	ck_assert_int_eq(at_the_end.outcome, HTTP_TRY_STOPPED);
	struct tried after = { 0 };
	http_try_protocol(host, HTTP_TLS_1_2, HTTP_TLS_1_2, NULL, on_tried, &after);
	wait_for(&after);
	ck_assert_int_eq(after.outcome, HTTP_TRY_STOPPED);
	struct tried *all[] = { &under_way, &waiting, &late, &at_the_end, &after };
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
		ck_assert_uint_eq(all[i]->done, 1);
		g_free(all[i]->sentence);
	}
	tls_server_free(server);
}
END_TEST

/* No more connections at once than the host allows, with requests and all. */
START_TEST(tries_and_requests_share_the_limit)
{
	set_up();
	TlsWish wish = { .host = "127.0.0.1" };
	TlsServer *server = tls_server_new(&wish);
	g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u", tls_server_port(server));
	g_autoptr(Target) target = fetch_target(url);
	target->insecure = TRUE;
	target->parallel = 1;
	g_autoptr(HttpHost) host = http_host_new(client, target, url, NULL);
	struct tried tried[4] = { 0 };
	Fetched got = { 0 };
	HttpRequest request = { .path = "/x" };
	http_send(host, &request, NULL, fetch_done, &got);
	for (int i = 0; i < 4; i++)
		http_try_protocol(host, HTTP_TLS_1_2, HTTP_TLS_1_3, NULL, on_tried, &tried[i]);
	fetch_wait(&got, 1);
	for (int i = 0; i < 4; i++) {
		wait_for(&tried[i]);
		ck_assert_int_eq(tried[i].outcome, HTTP_TRY_TAKEN);
		g_free(tried[i].sentence);
	}
	ck_assert_str_eq(fetched_message(&got), "");
	fetched_clear(&got);
	http_client_free(client);
	tls_server_free(server);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		versions,     ranges,  client_certificate_wanted,          answers_to_the_hello,
		nobody_there, stopped, tries_and_requests_share_the_limit, NULL
	};
	return suite_run("net/protocol", tests);
}
