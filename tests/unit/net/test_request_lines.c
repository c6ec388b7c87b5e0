/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header lines that libcurl is given. */
#include "config.h"
#include "suite.h"

#include "net/fetch.h"
#include "net/http_private.h"

#include <string.h>

#define TOKEN "tok-5f1c9a7e2b6d8053"

static HttpClient *client;
static HttpHost *host;

static void host_up(void)
{
	static const char url[] = "http://127.0.0.1:9";
	client = http_client_new(NULL);
	g_autoptr(Target) target = fetch_target(url);
	host = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(host);
}

static void host_down(void)
{
	g_clear_pointer(&host, http_host_unref);
	g_clear_pointer(&client, http_client_free);
}

/* "Name: value|...": what libcurl is to send beside its own. */
static char *lines_of(const HttpRequest *request, gboolean bearer)
{
	g_autoptr(Exchange) exchange = exchange_new();
	g_autoptr(SecBuf) token = secbuf_new("env:DESK", TOKEN, strlen(TOKEN), NULL);
	RequestLines lines = request_lines(host, request, exchange);
	if (bearer)
		request_lines_add_bearer(&lines, NULL, token);
	GString *out = g_string_new(NULL);
	for (struct curl_slist *line = request_lines_first(&lines); line != NULL; line = line->next)
		g_string_append_printf(out, "%s|", line->data);
	request_lines_clear(&lines);
	return g_string_free(out, FALSE);
}

static void lines_are(const HttpRequest *request, gboolean bearer, const char *expected)
{
	g_autofree char *lines = lines_of(request, bearer);
	ck_assert_str_eq(lines, expected);
}

#define OWN_LINES "User-Agent: " PACKAGE_NAME "/" PACKAGE_VERSION "|Accept: application/json|"

START_TEST(lines_for_libcurl)
{
	static const char *const own[] = { "User-Agent: x", "accept: y", NULL };
	static const char *const empty[] = { "X-Empty:", "X-Blank:  \t", NULL };
	host_up();
	lines_are(&(HttpRequest){ .path = "/" }, FALSE, OWN_LINES);
	lines_are(&(HttpRequest){ .path = "/" }, TRUE, OWN_LINES "Authorization: Bearer " TOKEN "|");
	lines_are(&(HttpRequest){ .path = "/", .headers = own }, FALSE, "User-Agent: x|accept: y|");
	lines_are(&(HttpRequest){ .path = "/", .headers = empty }, FALSE, OWN_LINES "X-Empty;|X-Blank;|");
	lines_are(&(HttpRequest){ .path = "/", .bare = TRUE }, FALSE, "User-Agent:|Accept:|");
	lines_are(&(HttpRequest){ .path = "/", .bare = TRUE }, TRUE,
		  "User-Agent:|Accept:|Authorization: Bearer " TOKEN "|");
	host_down();
}
END_TEST

/* libcurl never waits for a 100: not before a large body, nor where the caller's header asks for one. */
START_TEST(nobody_waits_for_a_100)
{
	static const char *const expects[] = { "Expect: 100-continue", NULL };
	static const char kilobyte[1025];
	g_autoptr(GBytes) small = g_bytes_new_static(kilobyte, 1024),
			  large = g_bytes_new_static(kilobyte, 1025);
	const HttpRequest rows[] = {
		{ .path = "/", .method = "POST", .body = small },
		{ .path = "/", .method = "POST", .body = large },
		{ .path = "/", .method = "POST", .body = small, .headers = expects },
	};
	host_up();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *lines = lines_of(&rows[i], FALSE);
		ck_assert_msg((strstr(lines, "|Expect:|") != NULL) == (i > 0), "%s", lines);
		ck_assert_msg((strstr(lines, "|Expect: 100-continue|") != NULL) == (i == 2), "%s", lines);
	}
	host_down();
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { lines_for_libcurl, nobody_waits_for_a_100, NULL };
	return suite_run("net/request-lines", tests);
}
