/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "suite.h"

#include "base/error.h"
#include "net/bad_server.h"
#include "net/fetch.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static BadServer *server;
static HttpClient *client;
static HttpHost *host;

static HttpHost *host_on(const char *base)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Target) target = fetch_target(base);
	HttpHost *made = http_host_new(client, target, base, &error);
	ck_assert_msg(made != NULL, "%s", error != NULL ? error->message : "");
	return made;
}

static void set_up(void)
{
	signal(SIGPIPE, SIG_IGN);
	server = bad_server_new();
	g_autofree char *url = bad_server_url(server);
	client = http_client_new(NULL);
	host = host_on(url);
	bad_server_give(server, "/ok", 200, NULL, "{\"ok\":true}", -1);
}

static void tear_down(void)
{
	g_clear_pointer(&host, http_host_unref);
	g_clear_pointer(&client, http_client_free);
	g_clear_pointer(&server, bad_server_free);
}

START_TEST(whole_answer)
{
	set_up();
	g_auto(Fetched) got = fetch_path(host, "/ok?x=1");
	Exchange *exchange = got.exchange;
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u/ok?x=1", bad_server_port(server));
	g_autofree char *peer = g_strdup_printf("127.0.0.1:%u", bad_server_port(server));
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_int_eq(exchange->status, 200);
	ck_assert_str_eq(exchange->reason, "Canned");
	ck_assert_str_eq(exchange->http_version, "1.1");
	ck_assert_str_eq(exchange->url, url);
	ck_assert_str_eq(exchange->peer, peer);
	ck_assert_str_eq(exchange->target, "desk");
	ck_assert_str_eq(exchange_header(exchange, "content-type"), "application/json");
	ck_assert_uint_eq(g_bytes_get_size(got.body), 11);
	ck_assert_uint_eq(exchange->body_size, 11);
	ck_assert_uint_eq(g_bytes_get_size(exchange->body), 11);
	ck_assert(exchange->finished && exchange->total_ms > 0 && exchange->tls == NULL);
	ck_assert_ptr_eq(http_client_exchanges(client)->pdata[0], exchange);
	ck_assert(!bad_server_saw(server, "Accept-Encoding"));
	ck_assert(!bad_server_saw(server, "Authorization"));
	tear_down();
}
END_TEST

static char *repeated(const char *text, gsize times)
{
	GString *all = g_string_new(NULL);
	for (gsize i = 0; i < times; i++)
		g_string_append(all, text);
	return g_string_free(all, FALSE);
}

/* What a server can do wrong, the code that it gets, and the words that tell a person. */
static const struct {
	const char *path;
	BadHandler handler;
	const char *raw;
	WeirError code;
	const char *words;
} ways[] = {
	{ "/silent", bad_silent, NULL, WEIR_ERROR_UNREACHABLE, "no answer to GET /silent within 500 ms" },
	{ "/slow", bad_slow, NULL, WEIR_ERROR_UNREACHABLE, "was not whole after 500 ms" },
	{ "/nothing", bad_raw, "", WEIR_ERROR_UNREACHABLE, "closed the connection without an answer" },
	{ "/cut-body", bad_raw, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":",
	  WEIR_ERROR_UNREACHABLE, "broke off after 5 bytes" },
	{ "/cut-headers", bad_raw, "HTTP/1.1 200 OK\r\nContent-Le", WEIR_ERROR_UNREACHABLE,
	  "broke off in its headers" },
	{ "/cut-chunk", bad_raw, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"a\"",
	  WEIR_ERROR_UNREACHABLE, "broke off" },
	{ "/bad-chunk", bad_raw, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
	  WEIR_ERROR_UNREACHABLE, "broke off" },
	{ "/announces-much", bad_raw, "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n{",
	  WEIR_ERROR_LIMIT, "larger than 1 MiB" },
	{ "/length-overflow", bad_raw, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n{",
	  WEIR_ERROR_LIMIT, "larger than 1 MiB" },
	{ "/length-negative", bad_raw, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{", WEIR_ERROR_PROTOCOL,
	  "no HTTP" },
	{ "/endless", bad_endless, NULL, WEIR_ERROR_LIMIT, "larger than 1 MiB" },
	{ "/headers", bad_headers, NULL, WEIR_ERROR_LIMIT,
	  "headers of the answer to GET /headers are larger than "
	  "64 KiB" },
	{ "/long-header", bad_long_header, NULL, WEIR_ERROR_LIMIT, "larger than 64 KiB" },
	{ "/no-http", bad_raw, "SSH-2.0-OpenSSH_9.2\r\n", WEIR_ERROR_PROTOCOL, "try https://" },
	{ "/tls-alert", bad_raw, "\x15\x03\x01\x02\x02\x16", WEIR_ERROR_PROTOCOL, "try https://" },
};

START_TEST(misbehaviour)
{
	set_up();
	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		bad_server_on(server, ways[i].path, ways[i].handler, (gpointer)(gintptr)ways[i].raw);
		HttpRequest request = { .path = ways[i].path, .timeout_ms = 500 };
		if (ways[i].code != WEIR_ERROR_UNREACHABLE)
			request.timeout_ms = 0;
		g_auto(Fetched) got = fetch(host, &request);
		const char *message = fetched_message(&got);
		ck_assert_msg(strstr(message, ways[i].words) != NULL, "%s: %s", ways[i].path, message);
		ck_assert_msg(fetched_has_code(&got, ways[i].code), "%s: code %d: %s", ways[i].path,
			      got.exchange->error->code, message);
		ck_assert_msg(g_str_has_prefix(message, "desk: "), "%s", message);
		ck_assert_ptr_null(got.body);
		ck_assert_uint_eq(got.done, 1);
	}
	g_auto(Fetched) good = fetch_path(host, "/ok");
	ck_assert_str_eq(fetched_message(&good), "");
	tear_down();
}
END_TEST

START_TEST(unreachable)
{
	set_up();
	guint port = bad_server_port(server);
	bad_server_free(g_steal_pointer(&server));
	g_auto(Fetched) refused = fetch_path(host, "/ok");
	g_autofree char *words = g_strdup_printf("desk: 127.0.0.1:%u refuses the connection", port);
	ck_assert_msg(g_str_has_prefix(fetched_message(&refused), words), "%s", fetched_message(&refused));
	ck_assert(fetched_has_code(&refused, WEIR_ERROR_UNREACHABLE));
	g_autoptr(HttpHost) nowhere = host_on("http://nowhere.invalid:81");
	g_auto(Fetched) unknown = fetch_path(nowhere, "/ok");
	ck_assert_msg(strstr(fetched_message(&unknown),
			     "the name of nowhere.invalid:81 cannot be resolved") != NULL,
		      "%s", fetched_message(&unknown));
	g_autoptr(HttpHost) socket = host_on("unix:/nonexistent/weir.sock:/base");
	g_auto(Fetched) missing = fetch_path(socket, "/ok");
	ck_assert_msg(strstr(fetched_message(&missing), "/nonexistent/weir.sock") != NULL, "%s",
		      fetched_message(&missing));
	g_clear_pointer(&host, http_host_unref);
	g_clear_pointer(&client, http_client_free);
}
END_TEST

static gboolean echo_head(const BadRequest *request, gpointer data)
{
	const char *value = strstr(request->head, "Bearer ");
	g_autofree char *line = g_strndup(value, strcspn(value, "\r"));
	g_autofree char *answer =
		g_strdup_printf("HTTP/1.1 422 %s\r\nX-Echo: %s\r\nContent-Length: %zu\r\n\r\n%s", line, line,
				strlen(request->head), request->head);
	bad_send(request->fd, answer, -1);
	return FALSE;
}

static gboolean holds(GBytes *bytes, const char *text)
{
	gsize length = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
	return data != NULL && memmem(data, length, text, strlen(text)) != NULL;
}

static gboolean headers_hold(const GPtrArray *headers, const char *text)
{
	for (guint i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];
		if (strstr(header->name, text) != NULL || strstr(header->value, text) != NULL)
			return TRUE;
	}
	return FALSE;
}

START_TEST(token_stays_out)
{
	static const char token[] = "tok-5f1c9a7e2b6d8053";
	set_up();
	bad_server_on(server, "/echo", echo_head, NULL);
	g_autoptr(SecBuf) bearer = secbuf_new("env:DESK", token, strlen(token), NULL);
	g_autoptr(GBytes) body = g_bytes_new_static("[\"tok-5f1c9a7e2b6d8053\"]", 24);
	HttpRequest request = {
		.method = "POST", .path = "/echo?q=tok-5f1c9a7e2b6d8053", .bearer = bearer, .body = body
	};
	g_auto(Fetched) got = fetch(host, &request);
	Exchange *exchange = got.exchange;
	ck_assert(bad_server_saw(server, "\r\nAuthorization: Bearer tok-5f1c9a7e2b6d8053\r\n"));
	ck_assert(bad_server_saw(server, "/echo?q=tok-5f1c9a7e2b6d8053"));
	ck_assert(holds(got.body, token)); /* the caller gets the bytes as they came */
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert(!holds(exchange->body, token) && holds(exchange->body, "«own:env:DESK»"));
	ck_assert(!holds(exchange->request_body, token));
	ck_assert_ptr_null(strstr(exchange->url, token));
	ck_assert_ptr_null(strstr(exchange->reason, token));
	ck_assert(!headers_hold(exchange->headers, token) &&
		  headers_hold(exchange->headers, "«own:env:DESK»"));
	ck_assert(!headers_hold(exchange->request_headers, token));
	ck_assert(headers_hold(exchange->request_headers, "Bearer «env:DESK»"));
	g_autofree char *line = exchange_curl(exchange);
	ck_assert_ptr_null(strstr(line, token));
	ck_assert_ptr_nonnull(strstr(line, " -H \"Authorization: Bearer $WEIR_TOKEN\""));
	tear_down();
}
END_TEST

/* A body that is cut for keeping may not end in the first half of a secret. */
START_TEST(token_across_the_cut)
{
	static const char token[] = "tok-5f1c9a7e2b6d8053";
	set_up();
	g_autoptr(SecBuf) bearer = secbuf_new("env:DESK", token, strlen(token), NULL);
	g_autoptr(GString) body = g_string_new(NULL);
	while (body->len < 64 * 1024 - 10)
		g_string_append_c(body, 'x');
	g_string_append(body, token);
	bad_server_give(server, "/long", 200, NULL, body->str, (gssize)body->len);
	g_auto(Fetched) got = fetch_path(host, "/long");
	ck_assert_uint_eq(got.exchange->body_size, body->len);
	ck_assert_uint_le(g_bytes_get_size(got.exchange->body), 64 * 1024);
	ck_assert(!holds(got.exchange->body, "tok-"));
	tear_down();
}
END_TEST

START_TEST(redirect_is_reported)
{
	set_up();
	BadServer *other = bad_server_new();
	g_autofree char *location = bad_server_url(other);
	g_autofree char *raw = g_strdup_printf("HTTP/1.1 307 Temporary Redirect\r\nLocation: %s/stolen\r\n"
					       "Content-Length: 0\r\n\r\n",
					       location);
	bad_server_on(server, "/moved", bad_raw, raw);
	g_autoptr(SecBuf) bearer = secbuf_new("env:DESK", "tok-5f1c9a7e2b6d8053", 20, NULL);
	HttpRequest request = { .path = "/moved", .bearer = bearer };
	g_auto(Fetched) got = fetch(host, &request);
	ck_assert_int_eq(got.exchange->status, 307);
	ck_assert_ptr_nonnull(strstr(exchange_header(got.exchange, "Location"), "/stolen"));
	ck_assert_uint_eq(bad_server_connections(other), 0);
	bad_server_free(other);
	tear_down();
}
END_TEST

START_TEST(environment_is_not_asked)
{
	g_autofree char *home = g_dir_make_tmp("weir-net-XXXXXX", NULL);
	g_autofree char *netrc = g_build_filename(home, ".netrc", NULL);
	g_file_set_contents(netrc, "machine 127.0.0.1 login me password secret-of-netrc\n", -1, NULL);
	g_setenv("HOME", home, TRUE);
	g_setenv("http_proxy", "http://127.0.0.1:9", TRUE);
	g_setenv("ALL_PROXY", "http://127.0.0.1:9", TRUE);
	set_up();
	g_auto(Fetched) got = fetch_path(host, "/ok");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert(!bad_server_saw(server, "Authorization"));
	g_unlink(netrc);
	g_rmdir(home);
	tear_down();
}
END_TEST

START_TEST(proxy_and_netrc_when_asked)
{
	g_autofree char *home = g_dir_make_tmp("weir-net-XXXXXX", NULL);
	g_autofree char *netrc = g_build_filename(home, ".netrc", NULL);
	g_file_set_contents(netrc, "machine desk.invalid login me password letmein\n", -1, NULL);
	g_setenv("HOME", home, TRUE);
	set_up();
	g_autofree char *proxy = bad_server_url(server);
	bad_server_give(server, "http://desk.invalid/", 200, NULL, "{}", -1);
	g_autoptr(Target) target = fetch_target("http://desk.invalid");
	target->proxy = g_strdup(proxy);
	target->netrc = TRUE;
	g_autoptr(HttpHost) proxied = http_host_new(client, target, target->url, NULL);
	g_auto(Fetched) got = fetch_path(proxied, "/x");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_int_eq(got.exchange->status, 200);
	ck_assert(bad_server_saw(server, "Authorization: Basic bWU6bGV0bWVpbg=="));
	g_unlink(netrc);
	g_rmdir(home);
	tear_down();
}
END_TEST

START_TEST(unix_socket)
{
	set_up();
	g_autofree char *folder = g_dir_make_tmp("weir-net-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "s", NULL);
	g_autofree char *base = g_strdup_printf("unix:%s:/v1/", path);
	g_autofree char *url = g_strdup_printf("unix:%s:/v1/ok", path);
	BadServer *local = bad_server_new_unix(path);
	bad_server_give(local, "/v1/ok", 200, NULL, "{}", -1);
	g_autoptr(HttpHost) socket = host_on(base);
	g_auto(Fetched) got = fetch_path(socket, "/ok");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_str_eq(got.exchange->url, url);
	ck_assert_str_eq(got.exchange->peer, path);
	ck_assert(bad_server_saw(local, "\r\nHost: localhost\r\n"));
	g_autofree char *line = exchange_curl(got.exchange);
	ck_assert_ptr_nonnull(strstr(line, "--unix-socket"));
	ck_assert_ptr_nonnull(strstr(line, "'http://localhost/v1/ok'"));
	bad_server_free(local);
	g_unlink(path);
	g_rmdir(folder);
	tear_down();
}
END_TEST

START_TEST(path_as_it_is)
{
	set_up();
	g_autofree char *base = g_strdup_printf("http://127.0.0.1:%u/base/", bad_server_port(server));
	g_autoptr(HttpHost) based = host_on(base);
	g_auto(Fetched) got = fetch_path(based, "/liveness/../manifest/%2e%2e/./x?y=%3F");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert(bad_server_saw(server, "GET /base/liveness/../manifest/%2e%2e/./x?y=%3F HTTP/1.1\r\n"));
	static const char *const queries[][3] = { { "?a=1", "/base?a=1", "/?a=1" },
						  { "/b?", "/base/b?", "/b?" },
						  { "/b?c?d=/../e", "/base/b?c?d=/../e", "/b?c?d=/../e" },
						  { "", "/base", "/" } };
	for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
		g_auto(Fetched) with = fetch_path(based, queries[i][0]);
		g_auto(Fetched) without = fetch_path(host, queries[i][0]);
		for (gsize j = 1; j < 3; j++) {
			g_autofree char *first = g_strdup_printf("GET %s HTTP/1.1\r\n", queries[i][j]);
			ck_assert_msg(bad_server_saw(server, first), "%s", first);
		}
	}
	static const char *const wrong[] = { "/a b", "/a\r\nX: y", "/a#b", "/\xc3\xa4", "nothing" };
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_auto(Fetched) refused = fetch_path(host, wrong[i]);
		ck_assert_msg(fetched_has_code(&refused, WEIR_ERROR_USAGE), "%s", wrong[i]);
		ck_assert_ptr_null(refused.body);
	}
	ck_assert_uint_eq(bad_server_requests(server), 1 + 2 * G_N_ELEMENTS(queries));
	ck_assert_uint_eq(http_client_exchanges(client)->len, 1 + 2 * G_N_ELEMENTS(queries));
	tear_down();
}
END_TEST

START_TEST(headers_and_methods)
{
	set_up();
	bad_server_give(server, "/", 200, NULL, "{}", -1);
	static const char *const own[] = { "Accept: text/html", "X-Empty:", "Host: elsewhere", NULL };
	g_autoptr(GBytes) body = g_bytes_new_static("a=b", 3);
	HttpRequest post = { .method = "POST",
			     .path = "/form",
			     .headers = own,
			     .body = body,
			     .content_type = "application/x-www-form-urlencoded" };
	g_auto(Fetched) posted = fetch(host, &post);
	ck_assert(bad_server_saw(server, "POST /form HTTP/1.1\r\nHost: elsewhere\r\n"));
	ck_assert(bad_server_saw(server, "Accept: text/html\r\n") &&
		  !bad_server_saw(server, "application/json"));
	ck_assert(bad_server_saw(server, "Content-Type: application/x-www-form-urlencoded\r\n"));
	ck_assert(bad_server_saw(server, "X-Empty:\r\n") && bad_server_saw(server, "Content-Length: 3\r\n"));
	ck_assert(bad_server_saw(server, "User-Agent: weir/"));
	HttpRequest empty = { .method = "POST", .path = "/empty" };
	g_auto(Fetched) nothing = fetch(host, &empty);
	ck_assert(bad_server_saw(server, "Content-Length: 0\r\n"));
	HttpRequest delete = { .method = "DELETE", .path = "/x" };
	g_auto(Fetched) deleted = fetch(host, &delete);
	ck_assert(bad_server_saw(server, "DELETE /x HTTP/1.1\r\n"));
	static const char *const split[] = { "X: y\r\nZ: w", NULL };
	HttpRequest bad = { .path = "/", .headers = split };
	g_auto(Fetched) refused = fetch(host, &bad);
	ck_assert(fetched_has_code(&refused, WEIR_ERROR_USAGE));
	HttpRequest odd = { .method = "GET /x", .path = "/" };
	g_auto(Fetched) strange = fetch(host, &odd);
	ck_assert(fetched_has_code(&strange, WEIR_ERROR_USAGE));
	tear_down();
}
END_TEST

START_TEST(head_has_no_body)
{
	set_up();
	bad_server_on(server, "/head", bad_raw,
		      (gpointer)(gintptr) "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
	HttpRequest request = { .method = "HEAD", .path = "/head" };
	g_auto(Fetched) got = fetch(host, &request);
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_uint_eq(g_bytes_get_size(got.body), 0);
	tear_down();
}
END_TEST

START_TEST(continue_then_answer)
{
	set_up();
	bad_server_on(server, "/early", bad_raw,
		      (gpointer)(gintptr) "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n"
					  "Content-Length: 2\r\n\r\n{}");
	g_auto(Fetched) got = fetch_path(host, "/early");
	ck_assert_int_eq(got.exchange->status, 200);
	ck_assert_str_eq(got.exchange->reason, "OK");
	ck_assert_ptr_null(exchange_header(got.exchange, "Link"));
	tear_down();
}
END_TEST

START_TEST(urls)
{
	static const struct {
		const char *base, *words;
	} bad[] = {
		{ "ftp://x", "must begin with" },
		{ "file:///etc/passwd", "must begin with" },
		{ "127.0.0.1:8101", "must begin with" },
		{ "http://", "not a URL" },
		{ "http://me:pw-very-secret@host", "may not hold a user name or password" },
		{ "http://host/?x=1", "may not have a query" },
		{ "http://host/#x", "may not have a query" },
		{ "http://host:99999", "not a URL" },
		{ "http://ho st", "space" },
		{ "http://host/\x1b[2J", "control" },
		{ "unix:relative", "absolute path" },
	};
	set_up();
	g_autoptr(Target) target = fetch_target("http://x");
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_msg(http_host_new(client, target, bad[i].base, &error) == NULL, "%s", bad[i].base);
		ck_assert_msg(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE), "%s", error->message);
		ck_assert_msg(strstr(error->message, bad[i].words) != NULL, "%s: %s", bad[i].base,
			      error->message);
		ck_assert_ptr_null(strstr(error->message, "pw-very-secret"));
	}
	g_autoptr(GError) error = NULL;
	target->cacert = g_strdup("/nonexistent/ca.pem");
	ck_assert_ptr_null(http_host_new(client, target, "https://x", &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_ptr_nonnull(
		strstr(error->message, "/nonexistent/ca.pem: the file of certificates cannot be read: "));
	tear_down();
}
END_TEST

START_TEST(ipv6)
{
	set_up();
	g_autoptr(HttpHost) six = host_on("http://[::1]:1/base");
	g_auto(Fetched) got = fetch_path(six, "/x");
	ck_assert_msg(strstr(fetched_message(&got), "[::1]:1") != NULL, "%s", fetched_message(&got));
	ck_assert(fetched_has_code(&got, WEIR_ERROR_UNREACHABLE));
	tear_down();
}
END_TEST

START_TEST(body_as_big_as_the_cap)
{
	set_up();
	g_autofree char *whole = repeated("0123456789abcdef", 64 * 1024);
	bad_server_give(server, "/whole", 200, NULL, whole, -1);
	g_auto(Fetched) got = fetch_path(host, "/whole");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_uint_eq(g_bytes_get_size(got.body), 1024 * 1024);
	HttpRequest lower = { .path = "/whole", .body_cap = 1024 * 1024 - 1 };
	g_auto(Fetched) over = fetch(host, &lower);
	ck_assert(fetched_has_code(&over, WEIR_ERROR_LIMIT));
	tear_down();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		whole_answer,
		misbehaviour,
		unreachable,
		token_stays_out,
		token_across_the_cut,
		redirect_is_reported,
		environment_is_not_asked,
		proxy_and_netrc_when_asked,
		unix_socket,
		path_as_it_is,
		headers_and_methods,
		head_has_no_body,
		continue_then_answer,
		urls,
		ipv6,
		body_as_big_as_the_cap,
		NULL,
	};
	return suite_run("net/http", tests);
}
