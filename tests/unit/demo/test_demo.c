/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes, sizes and options of the demo server. */
#include "desk.h"
#include "suite.h"

#include <string.h>

static DemoOptions usual(void)
{
	DemoOptions options;
	demo_options_init(&options);
	return options;
}

static json_int_t total(const Reply *reply)
{
	return json_integer_value(json_object_get(reply->json, "total"));
}

static gsize rows(const Reply *reply)
{
	return json_array_size(json_object_get(reply->json, "data"));
}

START_TEST(describes_itself)
{
	Desk *desk = desk_start("stock");
	json_t *described = demo_describe(desk->server);
	ck_assert_str_eq(json_string_value(json_object_get(described, "url")), demo_url(desk->server));
	ck_assert_str_eq(json_string_value(json_object_get(described, "token")), demo_token(desk->server));
	ck_assert_str_eq(json_string_value(json_object_get(described, "engine")),
			 demo_engine_url(desk->server));
	ck_assert_str_eq(json_string_value(json_object_get(described, "engine_token")),
			 demo_engine_token(desk->server));
	ck_assert_int_eq(json_array_size(json_object_get(described, "connections")), 2);
	ck_assert_ptr_null(json_object_get(described, "servers"));
	json_decref(described);
	desk_stop(desk);
}
END_TEST

START_TEST(every_route_answers)
{
	static const struct {
		const char *method, *path, *body;
		int status;
	} routes[] = {
		{ "GET", "/liveness", NULL, 200 },
		{ "GET", "/readiness", NULL, 200 },
		{ "GET", "/manifest", NULL, 200 },
		{ "GET", "/components", NULL, 200 },
		{ "GET", "/openapi.json", NULL, 200 },
		{ "GET", "/docs", NULL, 200 },
		{ "GET", "/redoc", NULL, 200 },
		{ "GET", "/connections/{A}", NULL, 200 },
		{ "GET", "/connections/{A}/subscriptions", NULL, 200 },
		{ "GET", "/connections/{A}/subscriptions/{S:ticket_changed}", NULL, 200 },
		{ "GET", "/connections/{A}/form/assign_ticket", NULL, 200 },
		{ "GET", "/connections/{A}/form/get_ticket", NULL, 404 },
		{ "POST", "/connections/{A}/call/no_such_action", "{}", 404 },
		{ "POST", "/connections/{A}/call/identify_visitor", "{}", 404 },
		{ "POST", "/connections", "", 422 },
		{ "POST", "/call", "", 422 },
		{ "POST", "/connections/{A}/subscriptions/no_such_trigger", "{}", 405 },
		{ "DELETE", "/connections/{A}/subscriptions/{S:ticket_changed}", NULL, 204 },
		{ "DELETE", "/connections/{A}", NULL, 405 },
		{ "PATCH", "/manifest", NULL, 405 },
		{ "HEAD", "/manifest", NULL, 405 },
		{ "BREW", "/manifest", NULL, 405 },
		{ "GET", "/liveness/", NULL, 307 },
		{ "GET", "/nowhere", NULL, 404 },
		{ "GET", "/nowhere/", NULL, 404 },
		{ "GET", "//manifest", NULL, 404 },
		{ "GET", "/./manifest", NULL, 404 },
		{ "GET", "/liveness/../manifest", NULL, 404 },
		{ "GET", "/%6danifest", NULL, 200 },
		{ "GET", "/manifest%2F", NULL, 307 },
		{ "GET", "/a/b/c/d/e/f/g/h/i/j/k", NULL, 404 },
	};
	Desk *desk = desk_start("stock");
	for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
		g_autoptr(Reply) reply = desk_ask(desk, routes[i].method, routes[i].path, routes[i].body);
		ck_assert_msg(reply->status == routes[i].status, "%s %s: %d, not %d", routes[i].method,
			      routes[i].path, reply->status, routes[i].status);
	}
	desk_stop(desk);
}
END_TEST

START_TEST(token_is_exact)
{
	static const char *const headers[] = {
		"",
		"Authorization: bearer {TOKEN}\r\n",
		"Authorization: Bearer  {TOKEN}\r\n",
		"Authorization: Basic {TOKEN}\r\n",
		"Authorization: Bearer {TOKEN}x\r\n",
		"Authorization: Bearer\r\n",
		"Authorization: {TOKEN}\r\n",
	};
	Desk *desk = desk_start("none");
	for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
		g_autofree char *filled = desk_fill(desk, headers[i]);
		g_autoptr(Reply) reply = desk_send(desk, "GET", "/manifest?token={TOKEN}", filled, NULL);
		ck_assert_int_eq(reply->status, 401);
		ck_assert_str_eq(reply->body, "{\"detail\":\"Unauthorized\"}");
	}
	desk_stop(desk);
	DemoOptions options = usual();
	options.token = "none";
	desk = desk_start_with(&options);
	ck_assert_ptr_null(demo_token(desk->server));
	g_autoptr(Reply) open = desk_send(desk, "GET", "/manifest", NULL, NULL);
	ck_assert_int_eq(open->status, 200);
	desk_stop(desk);
}
END_TEST

START_TEST(a_hundred_thousand_subscriptions)
{
	DemoOptions options = usual();
	options.subscriptions = 100000;
	Desk *desk = desk_start_with(&options);
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	gsize bytes = 0;
	for (int offset = 0; offset < 100000; offset += 10000) {
		g_autofree char *path =
			g_strdup_printf("/connections/{A}/subscriptions?limit=10000&offset=%d", offset);
		g_autoptr(Reply) page = desk_ask(desk, "GET", path, NULL);
		size_t i;
		json_t *row;
		ck_assert_int_eq(total(page), 100000);
		json_array_foreach (json_object_get(page->json, "data"), i, row) {
			g_hash_table_add(ids, g_strdup(json_string_value(json_object_get(row, "id"))));
		}
		bytes += strlen(page->body);
	}
	ck_assert_int_eq(g_hash_table_size(ids), 100000);
	ck_assert_int_gt(bytes, 30 * 1000 * 1000);
	g_autoptr(Reply) all = desk_ask_engine(desk, "GET", "/subscriptions?limit=10", NULL);
	ck_assert_int_eq(total(all), 100000);
	ck_assert_int_eq(rows(all), 10);
	desk_stop(desk);
}
END_TEST

/* limit, offset and rows of six, in production and in development */
START_TEST(pages_are_sliced)
{
	static const struct {
		const char *query;
		int prod, dev;
	} cases[] = {
		{ "", 6, 6 },
		{ "?limit=2", 2, 2 },
		{ "?limit=2&offset=5", 1, 1 },
		{ "?limit=0", 0, 0 },
		{ "?limit=-1", 5, 6 },
		{ "?limit=999999999999", 6, 6 },
		{ "?offset=1000", 0, 0 },
		{ "?offset=-1&limit=1", 0, 1 },
		{ "?name=ticket_changed", 1, 1 },
		{ "?name=nothing", 0, 0 },
		{ "?cursor=x&limit=1", 1, 1 },
		{ "?limit=99999999999999999999", 6, -500 },
		{ "?limit=abc", -422, -422 },
		{ "?limit=", -422, -422 },
		{ "?limit=1&limit=3", 3, 3 },
	};
	for (int dev = 0; dev < 2; dev++) {
		DemoOptions options = usual();
		options.mode = dev ? DEMO_DEV : DEMO_PROD;
		Desk *desk = desk_start_with(&options);
		for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
			g_autofree char *path =
				g_strconcat("/connections/{A}/subscriptions", cases[i].query, NULL);
			g_autoptr(Reply) page = desk_ask(desk, "GET", path, NULL);
			int wanted = dev ? cases[i].dev : cases[i].prod;
			ck_assert_int_eq(page->status, wanted < 0 ? -wanted : 200);
			ck_assert_msg(wanted < 0 || (int)rows(page) == wanted, "%s: %d", cases[i].query,
				      (int)rows(page));
		}
		desk_stop(desk);
	}
}
END_TEST

static char *wf_server_id(Desk *desk, const char *path)
{
	g_autoptr(Reply) reply = desk_ask(desk, "GET", path, NULL);
	return g_strdup(json_string_value(json_object_get(reply->json, "wfServerId")));
}

START_TEST(development_differs)
{
	DemoOptions options = usual();
	options.mode = DEMO_DEV;
	Desk *dev = desk_start_with(&options), *prod = desk_start("none"),
	     *like = desk_start("config.dev-mode");
	ck_assert_ptr_null(demo_engine_url(dev->server));
	Desk *const desks[] = { dev, prod, like };
	for (int i = 0; i < 3; i++) {
		g_autofree char *a = wf_server_id(desks[i], "/connections/{A}");
		g_autofree char *b = wf_server_id(desks[i], "/connections/{B}");
		ck_assert(g_str_equal(a, b) == (i == 1));
	}
	g_autoptr(Reply) unknown = desk_ask(dev, "GET", "/connections/nobody/subscriptions", NULL);
	g_autoptr(Reply) known = desk_ask(prod, "GET", "/connections/nobody/subscriptions", NULL);
	ck_assert_int_eq(unknown->status, 200);
	ck_assert_int_eq(known->status, 404);
	g_autoptr(Reply) injected = desk_ask(dev, "GET", "/connections/{A}%3Fx=1", NULL);
	ck_assert_int_eq(injected->status, 404);
	g_autoptr(Reply) dots = desk_ask(dev, "GET", "/connections/%2e%2e/subscriptions", NULL);
	ck_assert_int_eq(total(dots), 0);
	desk_stop(dev);
	desk_stop(prod);
	desk_stop(like);
}
END_TEST

static Reply *post(Desk *desk, const char *path, const char *body)
{
	g_autofree char *headers =
		desk_fill(desk, "Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n");
	return desk_send(desk, "POST", path, headers, body);
}

/* After on_created a development server has lost name and callback, until the subscription is deleted. */
START_TEST(on_created)
{
	static const char body[] =
		"{\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":\"http://127.0.0.1:9/\"},"
		"\"data\":{\"options\":{},\"secrets\":{}}}";
	for (int dev = 0; dev < 2; dev++) {
		DemoOptions options = usual();
		options.mode = dev ? DEMO_DEV : DEMO_PROD;
		options.flaws = "stock,subscriptions.callback-validated";
		Desk *desk = desk_start_with(&options);
		g_autoptr(Reply) made = post(desk, "/connections/{A}/subscriptions/ticket_escalated", body);
		ck_assert_int_eq(made->status, 201);
		const char *id = json_string_value(json_object_get(made->json, "id"));
		ck_assert_ptr_nonnull(json_object_get(json_object_get(made->json, "options"), "hookId"));
		g_autofree char *path = g_strconcat("/connections/{A}/subscriptions/", id, NULL);
		const struct {
			const char *method, *path;
			int prod, dev;
		} after[] = {
			{ "GET", path, 200, 500 },
			{ "GET", "/connections/{A}/subscriptions", 200, 500 },
			{ "GET", "/connections/{B}/subscriptions", 200, 200 },
			{ "GET", "/readiness", 200, 500 },
			{ "DELETE", path, 204, 204 },
			{ "GET", "/readiness", 200, 200 },
		};
		for (gsize i = 0; i < G_N_ELEMENTS(after); i++) {
			g_autoptr(Reply) reply = desk_ask(desk, after[i].method, after[i].path, NULL);
			ck_assert_int_eq(reply->status, dev ? after[i].dev : after[i].prod);
		}
		desk_stop(desk);
	}
}
END_TEST

START_TEST(a_fleet_keeps_apart)
{
	DemoOptions options = usual();
	options.servers = 3;
	Desk *desk = desk_start_with(&options);
	ck_assert_str_eq(desk->prefix, "/s1");
	json_t *described = demo_describe(desk->server), *servers = json_object_get(described, "servers");
	ck_assert_int_eq(json_array_size(servers), 3);
	const char *token = json_string_value(json_object_get(json_array_get(servers, 2), "token"));
	const char *key = json_string_value(json_object_get(json_array_get(servers, 2), "engine_token"));
	g_autofree char *third = g_strdup_printf("Authorization: Bearer %s\r\n", token);
	g_autofree char *engine = g_strdup_printf("Authorization: Bearer %s\r\n", key);
	g_autoptr(Reply) own = desk_ask(desk, "GET", "/manifest", NULL);
	g_autoptr(Reply) foreign = desk_send(desk, "GET", "/manifest", third, NULL);
	g_clear_pointer(&desk->prefix, g_free);
	desk->prefix = g_strdup("/s3");
	g_autoptr(Reply) right = desk_send(desk, "GET", "/manifest", third, NULL);
	g_autoptr(Reply) stored = desk_send(desk, "GET", "/engine/subscriptions", engine, NULL);
	g_autoptr(Reply) slash = desk_send(desk, "GET", "/manifest/", third, NULL);
	g_clear_pointer(&desk->prefix, g_free);
	desk->prefix = g_strdup("/s4");
	g_autoptr(Reply) beyond = desk_send(desk, "GET", "/manifest", third, NULL);
	ck_assert_int_eq(own->status, 200);
	ck_assert_int_eq(foreign->status, 401);
	ck_assert_int_eq(right->status, 200);
	ck_assert_int_eq(stored->status, 200);
	ck_assert_ptr_nonnull(strstr(slash->head, "/s3/manifest"));
	ck_assert_int_eq(beyond->status, 404);
	json_decref(described);
	desk_stop(desk);
}
END_TEST

START_TEST(actions_are_made_up)
{
	DemoOptions options = usual();
	options.actions = 500;
	options.connections = 40;
	Desk *desk = desk_start_with(&options);
	g_autoptr(Reply) manifest = desk_ask(desk, "GET", "/manifest", NULL);
	const json_t *actions = json_object_get(manifest->json, "actions");
	ck_assert_int_gt(json_array_size(actions), 500);
	const char *last = json_string_value(
		json_object_get(json_array_get(actions, json_array_size(actions) - 1), "name"));
	g_autofree char *path = g_strconcat("/connections/{A}/call/", last, NULL);
	g_autoptr(Reply) call = post(desk, path, "{\"ticketId\":5}");
	ck_assert_int_eq(call->status, 200);
	g_autoptr(Reply) wrong = post(desk, path, "{\"ticketId\":0}");
	ck_assert_int_eq(wrong->status, 422);
	int n = 0;
	while (demo_connections(desk->server)[n] != NULL)
		n++;
	ck_assert_int_eq(n, 40);
	desk_stop(desk);
}
END_TEST

START_TEST(answers_wait_for_the_latency)
{
	DemoOptions options = usual();
	options.latency_ms = 300;
	Desk *desk = desk_start_with(&options);
	gint64 start = g_get_monotonic_time();
	g_autoptr(Reply) reply = desk_send(desk, "GET", "/liveness", NULL, NULL);
	ck_assert_int_eq(reply->status, 200);
	ck_assert_int_ge(g_get_monotonic_time() - start, 300 * 1000);
	desk_stop(desk);
}
END_TEST

START_TEST(numbers_are_checked)
{
	DemoOptions bad[6];
	for (int i = 0; i < 6; i++)
		bad[i] = usual();
	bad[0].port = 70000;
	bad[1].servers = 0;
	bad[2].subscriptions = -1;
	bad[3].connections = 100000;
	bad[4].latency_ms = -5;
	bad[5].token = "";
	for (int i = 0; i < 6; i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(demo_start(&bad[i], &error));
		ck_assert_ptr_nonnull(error);
	}
}
END_TEST

START_TEST(a_taken_port_is_told)
{
	Desk *desk = desk_start("none");
	DemoOptions options = usual();
	options.port = desk->port;
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(demo_start(&options, &error));
	ck_assert_msg(strstr(error->message, "Port ") != NULL, "%s", error->message);
	desk_stop(desk);
}
END_TEST

START_TEST(none_at_all)
{
	DemoOptions options = usual();
	options.connections = options.subscriptions = 0;
	Desk *desk = desk_start_with(&options);
	ck_assert_ptr_null(demo_connections(desk->server)[0]);
	g_autoptr(Reply) list = desk_ask_engine(desk, "GET", "/subscriptions", NULL);
	ck_assert_int_eq(total(list), 0);
	desk_stop(desk);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { describes_itself,    every_route_answers,
				       token_is_exact,      a_hundred_thousand_subscriptions,
				       pages_are_sliced,    development_differs,
				       on_created,          a_fleet_keeps_apart,
				       actions_are_made_up, answers_wait_for_the_latency,
				       numbers_are_checked, a_taken_port_is_told,
				       none_at_all,         NULL };
	return suite_run("demo/demo", tests);
}
