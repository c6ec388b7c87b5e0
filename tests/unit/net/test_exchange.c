/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curl line of an exchange, as a shell reads it. */
#include "suite.h"

#include "model/exchange.h"

#include <gio/gio.h>
#include <string.h>

/* The words that curl would get, joined by "|". */
static char *words_of(const Exchange *exchange)
{
	g_autofree char *line = exchange_curl(exchange);
	g_autofree char *script =
		g_strdup_printf("WEIR_TOKEN=the-token; curl() { for word; do printf '%%s|' \"$word\"; "
				"done; }; %s",
				line);
	const char *const arguments[] = { "/bin/sh", "-c", script, NULL };
	g_autoptr(GSubprocess) shell = g_subprocess_newv(arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
	char *words = NULL;
	ck_assert(g_subprocess_communicate_utf8(shell, NULL, NULL, &words, NULL, NULL));
	return words;
}

static Exchange *exchange_of(const char *method, const char *url, const char *body)
{
	Exchange *exchange = exchange_new();
	exchange->method = g_strdup(method);
	exchange->url = g_strdup(url);
	exchange_add_header(exchange->request_headers, "Host",
			    g_str_has_prefix(url, "unix:") ? "localhost"
			    : strstr(url, "[::1]") != NULL ? "[::1]"
							   : "h");
	exchange_add_header(exchange->request_headers, "User-Agent", "weir/1");
	exchange_add_header(exchange->request_headers, "Accept", "application/json");
	exchange->request_body = body != NULL ? g_bytes_new(body, strlen(body)) : NULL;
	exchange->request_size = body != NULL ? strlen(body) : 0;
	return exchange;
}

START_TEST(curl_lines)
{
	static const struct {
		const char *method, *url, *body, *words;
	} rows[] = {
		{ "GET", "http://h/a?b=c&d", NULL, "-sS|-H|Accept: application/json|http://h/a?b=c&d|" },
		{ "HEAD", "http://h/", NULL, "-sS|--head|-H|Accept: application/json|http://h/|" },
		{ "POST", "http://h/x", "{\"a\":\"it's $HOME `id`\"}",
		  "-sS|-X|POST|-H|Accept: application/json|--data-raw|{\"a\":\"it's $HOME "
		  "`id`\"}|http://h/x|" },
		{ "POST", "http://h/x", "@/etc/passwd",
		  "-sS|-X|POST|-H|Accept: application/json|--data-raw|@/etc/passwd|http://h/x|" },
		{ "DELETE", "http://h/a/../b", NULL,
		  "-sS|-X|DELETE|-H|Accept: application/json|--path-as-is|http://h/a/../b|" },
		{ "GET", "http://[::1]:80/", NULL,
		  "-sS|-H|Accept: application/json|--globoff|http://[::1]:80/|" },
		{ "GET", "http://h/$(id)'\"`id`", NULL,
		  "-sS|-H|Accept: application/json|http://h/$(id)'\"`id`|" },
		{ "GET", "unix:/run/a b.sock:/v1/x", NULL,
		  "-sS|-H|Accept: application/json|--unix-socket|/run/a b.sock|http://localhost/v1/x|" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Exchange) exchange = exchange_of(rows[i].method, rows[i].url, rows[i].body);
		g_autofree char *words = words_of(exchange);
		ck_assert_str_eq(words, rows[i].words);
	}
}
END_TEST

START_TEST(credentials_are_a_variable)
{
	g_autoptr(Exchange) exchange = exchange_of("GET", "http://h/", NULL);
	exchange_add_header(exchange->request_headers, "Authorization", "Bearer «env:$(id)»");
	exchange_add_header(exchange->request_headers, "X-`id`", "a\"$HOME\\ «own:cmd:x»y");
	exchange_add_header(exchange->request_headers, "X-Empty", "");
	g_autofree char *words = words_of(exchange);
	ck_assert_str_eq(words,
			 "-sS|-H|Accept: application/json|-H|Authorization: Bearer the-token|-H|X-`id`: "
			 "a\"$HOME\\ the-token|-H|X-Empty;|http://h/|");
}
END_TEST

/* What curl would make itself is left out, unless it was made another way on purpose. */
START_TEST(made_up_on_purpose)
{
	g_autoptr(Exchange) exchange = exchange_of("POST", "https://h:443/%2e%2e/x", NULL);
	exchange_add_header(exchange->request_headers, "Content-Length", "1048576");
	g_autofree char *announced = words_of(exchange);
	ck_assert_str_eq(announced, "-sS|-X|POST|-H|Accept: application/json|-H|Content-Length: 1048576|"
				    "--path-as-is|https://h:443/%2e%2e/x|");
	static const char *const hosts[] = { "h:8", "h/liveness?", "h#", "x", "" };
	for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_autoptr(Exchange) other = exchange_new();
		other->method = g_strdup("GET");
		other->url = g_strdup("http://h:80/");
		exchange_add_header(other->request_headers, "Host", hosts[i]);
		g_autofree char *words = words_of(other);
		g_autofree char *wanted = hosts[i][0] != '\0'
						  ? g_strdup_printf("-sS|-H|Host: %s|http://h:80/|", hosts[i])
						  : g_strdup("-sS|-H|Host;|http://h:80/|");
		ck_assert_str_eq(words, wanted);
	}
}
END_TEST

START_TEST(bodies_that_were_not_kept)
{
	g_autoptr(Exchange) cut = exchange_of("PUT", "http://h/", "abc");
	cut->request_size = 100000;
	g_autofree char *words = words_of(cut);
	ck_assert_ptr_nonnull(strstr(words, "|--data-binary|@BODY|"));
	g_autoptr(Exchange) gone = exchange_of("PUT", "http://h/", NULL);
	gone->request_size = 5;
	g_autofree char *none = words_of(gone);
	ck_assert_ptr_nonnull(strstr(none, "|--data-binary|@BODY|"));
	g_autoptr(Exchange) binary = exchange_of("PUT", "http://h/", NULL);
	binary->request_body = g_bytes_new("a\0b", 3);
	binary->request_size = 3;
	g_autofree char *bytes = words_of(binary);
	ck_assert_ptr_nonnull(strstr(bytes, "|--data-binary|@BODY|"));
}
END_TEST

START_TEST(headers_in_any_case)
{
	g_autoptr(Exchange) exchange = exchange_new();
	exchange_add_header(exchange->headers, "Content-TYPE", "a");
	exchange_add_header(exchange->headers, "content-type", "b");
	ck_assert_str_eq(exchange_header(exchange, "content-Type"), "a");
	ck_assert_ptr_null(exchange_header(exchange, "content"));
}
END_TEST

/* In one block, alone, and both in one array. */
START_TEST(headers_in_a_block)
{
	static const char pairs[] = "A\0one\0B\0\0C\0three";
	g_autoptr(GString) text = g_string_new_len(pairs, sizeof pairs);
	g_autoptr(Exchange) exchange = exchange_new();
	exchange_add_headers(exchange->headers, text, 0);
	ck_assert(!exchange_headers_hold(exchange->headers, "one"));
	exchange_add_headers(exchange->headers, text, 3);
	ck_assert_uint_eq(exchange->headers->len, 3);
	ck_assert_str_eq(exchange_header(exchange, "b"), "");
	ck_assert_str_eq(exchange_header(exchange, "c"), "three");
	ck_assert(exchange_headers_hold(exchange->headers, "hre"));
	ck_assert(!exchange_headers_hold(exchange->headers, "B"));
	ck_assert(!exchange_headers_hold(exchange->headers, "four"));
	exchange_add_header(exchange->headers, "D", "four");
	exchange_add_headers(exchange->headers, text, 3);
	ck_assert(exchange_headers_hold(exchange->headers, "four"));
	/* What is left stays whole when others of its block go. */
	g_ptr_array_remove_index(exchange->headers, 0);
	g_ptr_array_remove_index(exchange->headers, 1);
	ck_assert_str_eq(exchange_header(exchange, "B"), "");
	ck_assert(exchange_headers_hold(exchange->headers, "three"));
	g_ptr_array_set_size(exchange->headers, 1);
	ck_assert_str_eq(exchange_header(exchange, "b"), "");
	ck_assert(!exchange_headers_hold(exchange->headers, "three"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { curl_lines,
				       credentials_are_a_variable,
				       made_up_on_purpose,
				       bodies_that_were_not_kept,
				       headers_in_any_case,
				       headers_in_a_block,
				       NULL };
	return suite_run("model/exchange", tests);
}
