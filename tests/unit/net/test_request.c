/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that are made up on purpose, as an audit sends them: byte for byte, and shown as they were. */
#include "config.h"
#include "suite.h"

#include "base/error.h"
#include "net/bad_server.h"
#include "net/fetch.h"
#include "net/http_private.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#define TOKEN "tok-5f1c9a7e2b6d8053"

static BadServer *server;
static HttpClient *client;
static HttpHost *host;

static void set_up(void)
{
	signal(SIGPIPE, SIG_IGN);
	server = bad_server_new();
	client = http_client_new(NULL);
	g_autofree char *url = bad_server_url(server);
	g_autoptr(Target) target = fetch_target(url);
	host = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(host);
	bad_server_give(server, "/", 200, NULL, "{}", -1);
}

static void tear_down(void)
{
	g_clear_pointer(&host, http_host_unref);
	g_clear_pointer(&client, http_client_free);
	g_clear_pointer(&server, bad_server_free);
}

static const char *shown(const Exchange *exchange, const char *name)
{
	for (guint i = 0; i < exchange->request_headers->len; i++) {
		const Header *header = exchange->request_headers->pdata[i];
		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return "(none)";
}

START_TEST(schemes)
{
	static const struct {
		const char *scheme, *line, *shown;
	} rows[] = {
		{ NULL, "\r\nAuthorization: Bearer " TOKEN "\r\n", "Bearer «env:DESK»" },
		{ "Bearer", "\r\nAuthorization: Bearer " TOKEN "\r\n", "Bearer «env:DESK»" },
		{ "bearer", "\r\nAuthorization: bearer " TOKEN "\r\n", "bearer «env:DESK»" },
		{ "Basic", "\r\nAuthorization: Basic " TOKEN "\r\n", "Basic «env:DESK»" },
		{ "Token", "\r\nAuthorization: Token " TOKEN "\r\n", "Token «env:DESK»" },
		{ "", "\r\nAuthorization: " TOKEN "\r\n", "«env:DESK»" },
	};
	set_up();
	g_autoptr(SecBuf) bearer = secbuf_new("env:DESK", TOKEN, strlen(TOKEN), NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		HttpRequest request = { .path = "/x", .bearer = bearer, .auth_scheme = rows[i].scheme };
		g_auto(Fetched) got = fetch(host, &request);
		ck_assert_str_eq(fetched_message(&got), "");
		ck_assert_msg(bad_server_saw(server, rows[i].line), "%s", rows[i].line);
		ck_assert_str_eq(shown(got.exchange, "Authorization"), rows[i].shown);
	}
	HttpRequest split = { .path = "/x", .bearer = bearer, .auth_scheme = "Bearer\r\nX:" };
	g_auto(Fetched) refused = fetch(host, &split);
	ck_assert(fetched_has_code(&refused, WEIR_ERROR_USAGE));
	tear_down();
}
END_TEST

/* A handle that a request with a credential used sends none of it with the next. */
START_TEST(nothing_is_left_for_the_next)
{
	set_up();
	g_autoptr(SecBuf) bearer = secbuf_new("env:DESK", TOKEN, strlen(TOKEN), NULL);
	g_autoptr(GBytes) body = g_bytes_new_static("a=b", 3);
	HttpRequest first = { .method = "PATCH", .path = "/first", .bearer = bearer, .body = body };
	HttpRequest head = { .method = "HEAD", .path = "/head" };
	g_auto(Fetched) one = fetch(host, &first);
	g_auto(Fetched) two = fetch(host, &head);
	g_auto(Fetched) three = fetch_path(host, "/third");
	ck_assert_str_eq(fetched_message(&three), "");
	ck_assert(bad_server_saw(server, "HEAD /head HTTP/1.1\r\n"));
	g_autofree char *plain = g_strdup_printf(
		"GET /third HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: weir/" PACKAGE_VERSION
		"\r\nAccept: application/json\r\n\r\n",
		bad_server_port(server));
	ck_assert(bad_server_saw(server, plain));
	tear_down();
}
END_TEST

/* libcurl's handles are used again: nothing of the one request may be in the next. */
START_TEST(each_is_as_if_it_were_the_first)
{
	static const char *const own[] = { "X-Own: mine", NULL };
	g_autoptr(GBytes) body = g_bytes_new_static("first-body", 10);
	set_up();
	bad_server_largest_body(server, 1000);
	bad_server_on(server, "/early", bad_raw,
		      (gpointer)(gintptr) "HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n");
	const HttpRequest requests[] = {
		{ .method = "POST", .path = "/a", .headers = own, .body = body },
		{ .path = "/b" },
		{ .method = "HEAD", .path = "/c" },
		{ .path = "/d" },
		{ .method = "POST", .path = "/e" },
		{ .method = "PUT", .path = "/f", .body = body, .timeout_ms = 3000 },
		{ .method = "DELETE", .path = "/g" },
		{ .method = "POST", .path = "/early", .announce = 100000 },
		{ .path = "/h" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(requests); i++) {
		g_auto(Fetched) got = fetch(host, &requests[i]);
		ck_assert_str_eq(fetched_message(&got), "");
	}
	static const char *const whole[] = { "first-bodyGET /b", "HEAD /c", "GET /d", "DELETE /g", "GET /h" };
	g_autofree char *url = bad_server_url(server);
	for (gsize i = 0; i < G_N_ELEMENTS(whole); i++) {
		g_autofree char *head =
			g_strdup_printf("%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: " PACKAGE_NAME
					"/" PACKAGE_VERSION "\r\nAccept: application/json\r\n\r\n",
					whole[i], url + strlen("http://"));
		ck_assert_msg(bad_server_saw(server, head), "not seen: %s", head);
	}
	ck_assert(bad_server_saw(server, "Content-Length: 0\r\n"));
	ck_assert(bad_server_saw(server, "first-bodyDELETE /g"));
	ck_assert_uint_eq(bad_server_connections(server), 2);
	tear_down();
}
END_TEST

/* Closes a connection that is used again, as a server does whose patience has just ended. */
static gboolean once_a_connection(const BadRequest *request, gpointer data)
{
	guint *count = data;
	if (++*count % 2 == 0)
		return FALSE;
	bad_answer(request->fd, 200, "application/json", "{}", -1);
	return TRUE;
}

/* libcurl counts how often it had to ask again, up to a few times, by handles. */
START_TEST(connections_that_end_in_between)
{
	guint count = 0;
	set_up();
	bad_server_on(server, "/once", once_a_connection, &count);
	for (int i = 0; i < 20; i++) {
		g_auto(Fetched) got = fetch_path(host, "/once");
		ck_assert_msg(got.body != NULL, "request %d: %s", i, fetched_message(&got));
	}
	ck_assert_uint_eq(count, 39);
	tear_down();
}
END_TEST

START_TEST(hosts_as_given)
{
	set_up();
	g_autofree char *open = g_strdup_printf("Host: 127.0.0.1:%u/liveness?", bad_server_port(server));
	g_autofree char *anchor = g_strdup_printf("Host: 127.0.0.1:%u/liveness#", bad_server_port(server));
	const char *const hosts[] = {
		open,           anchor, "Host: weir.invalid/x?", "Host: weir.invalid:1", "host: a b\t\"c\\",
		"Host:no-space"
	};
	for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
		const char *const headers[] = { hosts[i], NULL };
		HttpRequest request = { .path = "/manifest", .headers = headers };
		g_auto(Fetched) got = fetch(host, &request);
		const char *value = hosts[i] + strlen("Host:");
		g_autofree char *line = g_strdup_printf("\r\nHost:%s\r\n", value);
		ck_assert_str_eq(fetched_message(&got), "");
		ck_assert_msg(bad_server_saw(server, line), "%s", line);
		ck_assert_str_eq(shown(got.exchange, "Host"), value + strspn(value, " "));
		g_autofree char *curl = exchange_curl(got.exchange);
		ck_assert_ptr_nonnull(strstr(curl, "ost: "));
	}
	ck_assert_uint_eq(bad_server_connections(server), 1);
	tear_down();
}
END_TEST

START_TEST(paths_and_methods_as_given)
{
	static const char *const paths[] = {
		"//manifest",         "/./manifest",    "/liveness/../manifest", "/%2e%2e/x",
		"/%2E%2E%2fmanifest", "/liveness%3F/x", "/manifest?x=/hooks/",   "/..%2fmanifest",
		"/a//b/./../c",       "/\\manifest",    "/liveness;/../x",       "/%00",
	};
	static const char *const methods[] = { "GET", "HEAD", "OPTIONS" };
	set_up();
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		for (gsize j = 0; j < G_N_ELEMENTS(methods); j++) {
			HttpRequest request = { .method = methods[j], .path = paths[i] };
			g_autofree char *line = g_strdup_printf("%s %s HTTP/1.1\r\n", methods[j], paths[i]);
			g_autofree char *url =
				g_strdup_printf("http://127.0.0.1:%u%s", bad_server_port(server), paths[i]);
			g_auto(Fetched) got = fetch(host, &request);
			ck_assert_msg(bad_server_saw(server, line), "%s", line);
			ck_assert_str_eq(got.exchange->url, url);
			ck_assert_str_eq(got.exchange->method, methods[j]);
		}
	tear_down();
}
END_TEST

/* What a handler got last: "PUT /x 3" and the body; "-" where no length is announced. */
static char *last_seen;

static gboolean note_request(const BadRequest *request, gpointer data)
{
	const char *line_end = strstr(request->head, " HTTP/1.1\r\n");
	const char *length = strstr(request->head, "\r\nContent-Length: ");
	g_autofree char *line = g_strndup(request->head, (gsize)(line_end - request->head));
	gboolean expects = strstr(request->head, "\r\nExpect:") != NULL;
	g_free(last_seen);
	last_seen =
		g_strdup_printf("%s %.*s %.*s%s", line, length != NULL ? (int)strcspn(length + 18, "\r") : 1,
				length != NULL ? length + 18 : "-", (int)request->body_length, request->body,
				expects ? " expects" : "");
	bad_answer(request->fd, 200, "application/json", strncmp(line, "HEAD", 4) != 0 ? "{}" : "", -1);
	return TRUE;
}

/* Handles are used again: each request after each other one, and nothing of the one before is left. */
START_TEST(one_after_the_other)
{
	static const struct {
		const char *method, *body, *seen;
	} rows[] = {
		{ "GET", NULL, "GET /x - " },         { "HEAD", NULL, "HEAD /x - " },
		{ "OPTIONS", NULL, "OPTIONS /x - " }, { "DELETE", NULL, "DELETE /x - " },
		{ "POST", "abc", "POST /x 3 abc" },   { "POST", NULL, "POST /x 0 " },
		{ "PUT", "ab", "PUT /x 2 ab" },       { "PUT", NULL, "PUT /x 0 " },
		{ "PATCH", "a", "PATCH /x 1 a" },     { "DELETE", "abcd", "DELETE /x 4 abcd" },
		{ "GET", "ab", "GET /x 2 ab" },
	};
	set_up();
	bad_server_on(server, "/x", note_request, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		for (gsize j = 0; j < 2 * G_N_ELEMENTS(rows); j++) {
			gsize row = j % 2 == 0 ? i : j / 2;
			g_autoptr(GBytes) body =
				rows[row].body != NULL
					? g_bytes_new_static(rows[row].body, strlen(rows[row].body))
					: NULL;
			HttpRequest request = { .method = rows[row].method, .path = "/x", .body = body };
			g_auto(Fetched) got = fetch(host, &request);
			ck_assert_str_eq(fetched_message(&got), "");
			ck_assert_str_eq(last_seen, rows[row].seen);
		}
	ck_assert_uint_eq(bad_server_connections(server), 1);
	g_clear_pointer(&last_seen, g_free);
	tear_down();
}
END_TEST

/* Without its zone, no address of a link can be connected to: libcurl has to get it. */
START_TEST(zones_are_kept)
{
	static const char url[] = "http://[fe80::1%25lo]:1/base";
	set_up();
	g_autoptr(Target) target = fetch_target(url);
	g_autoptr(HttpHost) zoned = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(zoned);
	ck_assert_ptr_null(zoned->parsed);
	ck_assert_ptr_nonnull(host->parsed);
	tear_down();
}
END_TEST

/* A buffer for what comes in is kept, whatever an allocator adds to its size. */
START_TEST(buffers_are_kept)
{
	void *first = memory_take(HTTP_BUFFER + 1), *other = memory_take(100);
	ck_assert_ptr_nonnull(first);
	memset(first, 'x', HTTP_BUFFER + 1);
	memory_give(first);
	memory_give(other);
	char *again = memory_take(HTTP_BUFFER + 1);
	ck_assert_ptr_eq(again, first);
	for (gsize i = 0; i < HTTP_BUFFER + 1; i++)
		ck_assert_int_eq(again[i], 0);
	memory_give(again);
	memory_give(NULL);
}
END_TEST

static gboolean says_head(const BadRequest *request, gpointer data)
{
	bad_send(request->fd, "HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nX-Seen: yes\r\n\r\n", -1);
	return TRUE;
}

START_TEST(head_and_options)
{
	set_up();
	bad_server_on(server, "/manifest", says_head, NULL);
	HttpRequest head = { .method = "HEAD", .path = "/manifest" };
	g_auto(Fetched) got = fetch(host, &head);
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_int_eq(got.exchange->status, 200);
	ck_assert_str_eq(exchange_header(got.exchange, "content-length"), "12345");
	ck_assert_str_eq(exchange_header(got.exchange, "x-seen"), "yes");
	HttpRequest options = { .method = "OPTIONS", .path = "/other" };
	g_auto(Fetched) other = fetch(host, &options);
	ck_assert_str_eq(fetched_message(&other), "");
	ck_assert_uint_eq(g_bytes_get_size(other.body), 2);
	ck_assert_uint_eq(bad_server_connections(server), 1);
	tear_down();
}
END_TEST

START_TEST(public_headers)
{
	static const char *const made_up[] = { "Authorization: Bearer wrong-4f1d77aa", "X-Api-Key: guess",
					       "Cookie: a=b", NULL };
	static const char *const empty[] = { "Authorization:", NULL };
	static const char *const held[] = { "Authorization: Bearer " TOKEN, NULL };
	set_up();
	g_autoptr(SecBuf) bearer = secbuf_new("env:DESK", TOKEN, strlen(TOKEN), NULL);
	HttpRequest open = { .path = "/a", .headers = made_up, .headers_public = TRUE };
	g_auto(Fetched) got = fetch(host, &open);
	ck_assert(bad_server_saw(server, "\r\nAuthorization: Bearer wrong-4f1d77aa\r\n"));
	ck_assert_str_eq(shown(got.exchange, "Authorization"), "Bearer wrong-4f1d77aa");
	ck_assert_str_eq(shown(got.exchange, "X-Api-Key"), "guess");
	ck_assert_str_eq(shown(got.exchange, "Cookie"), "a=b");
	HttpRequest closed = { .path = "/b", .headers = made_up };
	g_auto(Fetched) hidden = fetch(host, &closed);
	ck_assert_str_eq(shown(hidden.exchange, "Authorization"), "«not shown»");
	ck_assert_str_eq(shown(hidden.exchange, "X-Api-Key"), "«not shown»");
	HttpRequest own = { .path = "/c", .headers = held, .headers_public = TRUE };
	g_auto(Fetched) redacted = fetch(host, &own);
	ck_assert_str_eq(shown(redacted.exchange, "Authorization"), "Bearer «own:env:DESK»");
	HttpRequest nothing = { .path = "/d", .headers = empty };
	g_auto(Fetched) blank = fetch(host, &nothing);
	ck_assert(bad_server_saw(server, "\r\nAuthorization:\r\n"));
	ck_assert_str_eq(shown(blank.exchange, "Authorization"), "");
	tear_down();
}
END_TEST

/* Answers a head whose body has not come, if indeed nothing of it comes for a while. */
static gboolean answer_early(const BadRequest *request, gpointer data)
{
	char byte;
	bad_wait(request->fd, 100);
	ssize_t n = recv(request->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	bad_answer(request->fd, n < 0 ? GPOINTER_TO_INT(data) : 599, NULL, "{\"detail\":\"no\"}", -1);
	return TRUE;
}

START_TEST(announced_and_held_back)
{
	static const int statuses[] = { 200, 202, 400, 401, 403, 411, 413, 422, 500 };
	set_up();
	bad_server_answer_early(server);
	for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++) {
		g_autofree char *path = g_strdup_printf("/hooks/%d", statuses[i]);
		bad_server_on(server, path, answer_early, GINT_TO_POINTER(statuses[i]));
		HttpRequest request = {
			.method = "POST", .path = path, .announce = 1024 * 1024, .timeout_ms = 20000
		};
		g_auto(Fetched) got = fetch(host, &request);
		ck_assert_str_eq(fetched_message(&got), "");
		ck_assert_int_eq(got.exchange->status, statuses[i]);
		ck_assert_uint_eq(g_bytes_get_size(got.body), 15);
		ck_assert(!got.exchange->timed_out && got.exchange->total_ms < 10000);
		ck_assert_uint_eq(got.exchange->request_size, 0);
		ck_assert_str_eq(shown(got.exchange, "Content-Length"), "1048576");
		ck_assert_str_eq(shown(got.exchange, "Content-Type"), "application/json");
		g_autofree char *curl = exchange_curl(got.exchange);
		ck_assert_ptr_nonnull(strstr(curl, "'Content-Length: 1048576'"));
		ck_assert_uint_eq(bad_server_connections(server), i + 1); /* none is used again */
	}
	ck_assert(bad_server_saw(server, "POST /hooks/401 HTTP/1.1\r\n"));
	ck_assert(
		bad_server_saw(server, "\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n"));
	ck_assert(!bad_server_saw(server, "Expect"));
	g_auto(Fetched) after = fetch_path(host, "/after");
	ck_assert_str_eq(fetched_message(&after), "");
	ck_assert_uint_eq(bad_server_connections(server), G_N_ELEMENTS(statuses) + 1);
	tear_down();
}
END_TEST

static gboolean interim_then_silent(const BadRequest *request, gpointer data)
{
	bad_send(request->fd, "HTTP/1.1 100 Continue\r\n\r\n", -1);
	return bad_silent(request, NULL);
}

START_TEST(no_answer_in_time)
{
	static const struct {
		const char *path;
		BadHandler handler;
		gboolean timed_out;
	} rows[] = {
		{ "/silent", bad_silent, TRUE },
		{ "/interim", interim_then_silent, TRUE },
		{ "/slow", bad_slow, FALSE }, /* an answer, but not a whole one */
	};
	set_up();
	bad_server_answer_early(server);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		bad_server_on(server, rows[i].path, rows[i].handler, NULL);
		HttpRequest request = {
			.method = "POST", .path = rows[i].path, .announce = 1024 * 1024, .timeout_ms = 400
		};
		g_auto(Fetched) got = fetch(host, &request);
		ck_assert_ptr_null(got.body);
		ck_assert(fetched_has_code(&got, WEIR_ERROR_UNREACHABLE));
		ck_assert_ptr_nonnull(strstr(fetched_message(&got), "400 ms"));
		ck_assert_msg(got.exchange->timed_out == rows[i].timed_out, "%s", rows[i].path);
		ck_assert_int_eq(got.exchange->status, rows[i].timed_out ? 0 : 200);
	}
	guint port = bad_server_port(server);
	bad_server_free(g_steal_pointer(&server));
	HttpRequest nobody = { .method = "POST", .path = "/", .announce = 10, .timeout_ms = 400 };
	g_auto(Fetched) refused = fetch(host, &nobody);
	ck_assert_msg(port > 0 && !refused.exchange->timed_out, "%s", fetched_message(&refused));
	g_clear_pointer(&host, http_host_unref);
	g_clear_pointer(&client, http_client_free);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		schemes,
		nothing_is_left_for_the_next,
		each_is_as_if_it_were_the_first,
		connections_that_end_in_between,
		hosts_as_given,
		paths_and_methods_as_given,
		head_and_options,
		public_headers,
		announced_and_held_back,
		no_answer_in_time,
		zones_are_kept,
		one_after_the_other,
		buffers_are_kept,
		NULL,
	};
	return suite_run("net/request", tests);
}
