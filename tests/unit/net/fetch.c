/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/fetch.h"

#include "base/error.h"

Target *fetch_target(const char *url)
{
	Target *target = target_new("desk", url);
	target->body_cap = 1024 * 1024;
	return target;
}

void fetch_done(Exchange *exchange, GBytes *body, gpointer data)
{
	Fetched *fetched = data;
	fetched->done++;
	g_clear_pointer(&fetched->exchange, exchange_unref);
	g_clear_pointer(&fetched->body, g_bytes_unref);
	fetched->exchange = exchange_ref(exchange);
	fetched->body = body != NULL ? g_bytes_ref(body) : NULL;
}

void fetch_wait(const Fetched *fetched, guint count)
{
	while (fetched->done < count)
		g_main_context_iteration(NULL, TRUE);
}

Fetched fetch(HttpHost *host, const HttpRequest *request)
{
	Fetched fetched = { 0 };
	http_send(host, request, NULL, fetch_done, &fetched);
	g_assert_cmpuint(fetched.done, ==, 0); /* never from inside the call */
	fetch_wait(&fetched, 1);
	return fetched;
}

Fetched fetch_path(HttpHost *host, const char *path)
{
	HttpRequest request = { .path = path };
	return fetch(host, &request);
}

void fetched_clear(Fetched *fetched)
{
	g_clear_pointer(&fetched->exchange, exchange_unref);
	g_clear_pointer(&fetched->body, g_bytes_unref);
}

const char *fetched_message(const Fetched *fetched)
{
	return fetched->exchange->error != NULL ? fetched->exchange->error->message : "";
}

gboolean fetched_has_code(const Fetched *fetched, int code)
{
	return g_error_matches(fetched->exchange->error, WEIR_ERROR, code);
}
