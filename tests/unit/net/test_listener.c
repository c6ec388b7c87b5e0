/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "net/listener.h"
#include "suite.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/resource.h>

/* What the handler under test does, and what it has seen. */
typedef struct {
	Listener *listener;
	GPtrArray *kept;       /* requests that are answered later */
	gboolean keep, refuse; /* keep them; refuse bodies */
	GString *seen;         /* "METHOD TARGET LENGTH[ over]\n" */
} Server;

static void answer(ListenerRequest *request, guint status)
{
	static const char *const headers[] = { "x-one", "1", "x-two", "2", NULL };
	GBytes *body = g_bytes_new_static("hello", 5);
	ListenerAnswer with = {
		.status = status, .content_type = "text/plain", .headers = headers, .body = body
	};
	listener_answer(request, &with);
	g_bytes_unref(body);
}

static void handle(ListenerRequest *request, gpointer data)
{
	Server *server = data;
	const char *note = listener_request_header(request, "x-NOTE");
	g_string_append_printf(server->seen, "%s %s %u%s%s\n", request->method, request->target,
			       request->body->len, request->over_cap ? " over" : "",
			       note != NULL ? note : "");
	if (server->keep)
		g_ptr_array_add(server->kept, request);
	else
		answer(request, 200);
}

static gboolean begin(ListenerRequest *request, gpointer data)
{
	return !((Server *)data)->refuse;
}

static Server *server_new(gsize cap)
{
	Server *server = g_new0(Server, 1);
	server->kept = g_ptr_array_new();
	server->seen = g_string_new(NULL);
	ListenerOptions options = { .body_cap = cap, .begin = begin, .handler = handle, .data = server };
	g_autoptr(GError) error = NULL;
	server->listener = listener_new(&options, &error);
	ck_assert_msg(server->listener != NULL, "%s", error != NULL ? error->message : "");
	return server;
}

static void server_free(Server *server)
{
	listener_free(server->listener);
	g_ptr_array_unref(server->kept);
	g_string_free(server->seen, TRUE);
	g_free(server);
}

static GSocket *call(const Server *server, const char *request)
{
	GSocket *socket =
		g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
	g_autoptr(GSocketAddress) address =
		g_inet_socket_address_new_from_string("127.0.0.1", (guint)listener_port(server->listener));
	ck_assert(g_socket_connect(socket, address, NULL, NULL));
	gsize length = strlen(request);
	g_socket_set_blocking(socket, FALSE);
	for (gsize sent = 0; sent < length;) {
		gssize n = g_socket_send(socket, request + sent, length - sent, NULL, NULL);
		sent += n > 0 ? (gsize)n : 0;
		while (g_main_context_iteration(NULL, FALSE))
			;
	}
	return socket;
}

/* Reads until `text` has come or the connection ends, with the loop running. */
static char *read_until(GSocket *socket, const char *text)
{
	GString *got = g_string_new(NULL);
	gint64 late = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
	while (strstr(got->str, text) == NULL && g_get_monotonic_time() < late) {
		char piece[4096];
		gssize n = g_socket_receive(socket, piece, sizeof(piece), NULL, NULL);
		if (n == 0)
			break;
		if (n > 0)
			g_string_append_len(got, piece, n);
		g_main_context_iteration(NULL, FALSE);
	}
	return g_string_free(got, FALSE);
}

static char *ask(const Server *server, const char *request)
{
	g_autoptr(GSocket) socket = call(server, request);
	return read_until(socket, "hello");
}

START_TEST(targets_come_undecoded)
{
	static const char *const targets[] = { "/a%2e%2e/%2F?x=%20&y=+z", "//double", "/./dot/../up",
					       "/liveness%3F/x",          "/?",       "/a?b?c#d" };
	Server *server = server_new(0);
	for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
		g_autofree char *request =
			g_strdup_printf("GET %s HTTP/1.1\r\nHost: x\r\nX-Note: !\r\n\r\n", targets[i]);
		g_autofree char *wanted = g_strdup_printf("GET %s 0!\n", targets[i]);
		g_autofree char *got = ask(server, request);
		ck_assert_str_eq(server->seen->str, wanted);
		ck_assert(g_str_has_prefix(got, "HTTP/1.1 200 OK\r\n"));
		ck_assert_ptr_nonnull(strstr(got, "x-one: 1\r\nx-two: 2\r\n"));
		g_string_truncate(server->seen, 0);
	}
	server_free(server);
}
END_TEST

START_TEST(bodies_are_capped)
{
	static const struct {
		int length;
		const char *seen;
	} cases[] = {
		{ 0, "POST /x 0\n" },
		{ 99, "POST /x 99\n" },
		{ 100, "POST /x 100\n" },
		{ 101, "POST /x 0 over\n" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Server *server = server_new(100);
		g_autofree char *body = g_strnfill((gsize)cases[i].length, 'x');
		g_autofree char *request = g_strdup_printf(
			"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", cases[i].length, body);
		g_autofree char *got = ask(server, request);
		ck_assert_str_eq(server->seen->str, cases[i].seen);
		ck_assert(g_str_has_prefix(got, "HTTP/1.1 200"));
		server_free(server);
	}
}
END_TEST

START_TEST(chunks_are_capped)
{
	Server *server = server_new(10);
	g_autofree char *got = ask(server, "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
					   "8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n");
	ck_assert_str_eq(server->seen->str, "POST /x 10 over\n");
	ck_assert(g_str_has_prefix(got, "HTTP/1.1 200"));
	server_free(server);
}
END_TEST

START_TEST(unwanted_bodies_are_not_waited_for)
{
	Server *server = server_new(0);
	server->refuse = TRUE;
	g_autofree char *got = ask(server, "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
	ck_assert_str_eq(server->seen->str, "POST /x 0\n");
	ck_assert(g_str_has_prefix(got, "HTTP/1.1 200"));
	server_free(server);
}
END_TEST

START_TEST(answers_may_come_later)
{
	Server *server = server_new(0);
	server->keep = TRUE;
	GSocket *sockets[8];
	for (int i = 0; i < 8; i++)
		sockets[i] = call(server, "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab");
	while (server->kept->len < 8)
		g_main_context_iteration(NULL, TRUE);
	ck_assert_int_eq(listener_waiting(server->listener), 8);
	for (guint i = 0; i < 8; i++)
		answer(server->kept->pdata[7 - i], 500 + i);
	ck_assert_int_eq(listener_waiting(server->listener), 0);
	for (int i = 0; i < 8; i++) {
		g_autofree char *got = read_until(sockets[i], "hello");
		ck_assert_ptr_nonnull(strstr(got, "hello"));
		g_object_unref(sockets[i]);
	}
	server_free(server);
}
END_TEST

START_TEST(one_connection_many_requests)
{
	Server *server = server_new(0);
	g_autoptr(GSocket) socket =
		call(server, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
	g_autofree char *first = read_until(socket, "hello");
	while (strstr(server->seen->str, "/2") == NULL)
		g_main_context_iteration(NULL, TRUE);
	ck_assert_str_eq(server->seen->str, "GET /1 0\nGET /2 0\n");
	server_free(server);
}
END_TEST

/* The caller goes while the answer is still to come; and the listener does. */
START_TEST(nobody_waits_any_more)
{
	Server *server = server_new(0);
	server->keep = TRUE;
	GSocket *gone = call(server, "GET /gone HTTP/1.1\r\nHost: x\r\n\r\n");
	g_autoptr(GSocket) left = call(server, "GET /left HTTP/1.1\r\nHost: x\r\n\r\n");
	while (server->kept->len < 2)
		g_main_context_iteration(NULL, TRUE);
	g_socket_close(gone, NULL);
	g_object_unref(gone);
	answer(server->kept->pdata[0], 200);
	while (g_main_context_iteration(NULL, FALSE))
		;
	listener_free(g_steal_pointer(&server->listener));
	ck_assert_ptr_null(listener_request_header(server->kept->pdata[1], "Host"));
	answer(server->kept->pdata[1], 200);
	server_free(server);
}
END_TEST

START_TEST(a_thousand_callers_at_once)
{
	static GSocket *sockets[1000];
	Server *server = server_new(0);
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	guint n = limit.rlim_cur > 2200 ? 1000 : 300;
	for (guint i = 0; i < n; i++)
		sockets[i] = call(server, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
	guint answered = 0;
	for (guint i = 0; i < n; i++) {
		g_autofree char *got = read_until(sockets[i], "hello");
		answered += strstr(got, "hello") != NULL;
	}
	ck_assert_uint_eq(answered, n);
	for (guint i = 0; i < n; i++)
		g_object_unref(sockets[i]);
	server_free(server);
}
END_TEST

START_TEST(a_taken_port_is_an_error)
{
	Server *server = server_new(0);
	ListenerOptions options = { .port = listener_port(server->listener), .handler = handle };
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(listener_new(&options, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
	server_free(server);
}
END_TEST

START_TEST(a_bad_certificate_is_an_error)
{
	ListenerOptions options = { .handler = handle, .certificate = "none", .key = "none" };
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(listener_new(&options, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { targets_come_undecoded,
				       bodies_are_capped,
				       chunks_are_capped,
				       unwanted_bodies_are_not_waited_for,
				       answers_may_come_later,
				       one_connection_many_requests,
				       nobody_waits_any_more,
				       a_thousand_callers_at_once,
				       a_taken_port_is_an_error,
				       a_bad_certificate_is_an_error,
				       NULL };
	return suite_run("net/listener", tests);
}
