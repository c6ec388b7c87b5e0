/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "suite.h"

#include "base/error.h"
#include "base/json.h"
#include "client/calls.h"

#include <string.h>

#define ID "00000000-0000-4000-8000-000000000001"

/* The facts of contract/README.md, said once more. */
static const char *const facts[N_ROUTES] = {
	[ROUTE_LIVENESS] = "GET /liveness",
	[ROUTE_READINESS] = "GET /readiness",
	[ROUTE_MANIFEST] = "token GET /manifest",
	[ROUTE_COMPONENTS] = "token GET /components",
	[ROUTE_OPENAPI] = "token GET /openapi.json",
	[ROUTE_TOOL_CALL] = "token write POST /call",
	[ROUTE_CONNECTION_CREATE] = "token write POST /connections",
	[ROUTE_CONNECTION] = "token GET /connections/{id}",
	[ROUTE_ACTION_CALL] = "token write POST /connections/{id}/call/{id}",
	[ROUTE_FORM] = "token GET /connections/{id}/form/{id}",
	[ROUTE_FORM_SELECT] = "token POST /connections/{id}/form/{id}",
	[ROUTE_SUBSCRIPTION_CREATE] = "token write POST /connections/{id}/subscriptions/{id}",
	[ROUTE_SUBSCRIPTIONS] = "token GET /connections/{id}/subscriptions",
	[ROUTE_SUBSCRIPTION] = "token GET /connections/{id}/subscriptions/{id}",
	[ROUTE_SUBSCRIPTION_DELETE] = "token write DELETE /connections/{id}/subscriptions/{id}",
	[ROUTE_ENGINE_CONNECTION_CREATE] = "engine write POST /connections",
	[ROUTE_ENGINE_CONNECTION] = "engine GET /connections/{id}",
	[ROUTE_ENGINE_SUBSCRIPTION_CREATE] = "engine write POST /connections/{id}/subscriptions",
	[ROUTE_ENGINE_CONNECTION_SUBSCRIPTIONS] = "engine GET /connections/{id}/subscriptions",
	[ROUTE_ENGINE_SUBSCRIPTIONS] = "engine GET /subscriptions",
	[ROUTE_ENGINE_SUBSCRIPTION] = "engine GET /subscriptions/{id}",
	[ROUTE_ENGINE_SUBSCRIPTION_PATCH] = "engine write PATCH /connections/{id}/subscriptions/{id}",
	[ROUTE_ENGINE_SUBSCRIPTION_DELETE] = "engine write DELETE /connections/{id}/subscriptions/{id}",
};

START_TEST(routes)
{
	static const char *const auths[] = { "", "token ", "engine " };
	for (guint i = 0; i < N_ROUTES; i++) {
		const struct client_route *route = &client_routes[i];
		g_autofree char *says =
			g_strdup_printf("%s%s%s %s", auths[route->auth], route->writes ? "write " : "",
					route->method, route->path);
		ck_assert_uint_eq(route->id, i);
		ck_assert_str_eq(says, facts[i]);
		for (guint j = 0; j < i; j++)
			ck_assert_str_ne(client_routes[j].name, route->name);
	}
}
END_TEST

START_TEST(tokens_go_where_they_belong)
{
	Scene scene;
	scene_open(&scene, SCENE_ENGINE);
	scene_connect(&scene);
	bad_server_give(scene.server, "/", 200, NULL, "{}", -1);
	bad_server_give(scene.engine_server, "/", 200, NULL, "{}", -1);
	static const char *const ids[] = { ID, ID, NULL };
	g_auto(Called) alive = call(&scene, ROUTE_LIVENESS, NULL, NULL, NULL);
	ck_assert(!bad_server_saw(scene.server, "Authorization"));
	g_auto(Called) server = call(&scene, ROUTE_SUBSCRIPTIONS, ids, "limit=2", NULL);
	g_auto(Called) engine = call(&scene, ROUTE_ENGINE_SUBSCRIPTION, ids, NULL, NULL);
	ck_assert_str_eq(called_message(&engine), "");
	ck_assert(bad_server_saw(scene.server, "GET /connections/" ID "/subscriptions?limit=2 HTTP/1.1\r\n"));
	ck_assert(bad_server_saw(scene.server, "Authorization: Bearer " SCENE_TOKEN "\r\n"));
	ck_assert(!bad_server_saw(scene.server, SCENE_ENGINE_TOKEN));
	ck_assert(bad_server_saw(scene.engine_server, "GET /subscriptions/" ID " HTTP/1.1\r\n"));
	ck_assert(bad_server_saw(scene.engine_server, "Authorization: Bearer " SCENE_ENGINE_TOKEN "\r\n"));
	ck_assert(!bad_server_saw(scene.engine_server, SCENE_TOKEN));
	scene_close(&scene);
}
END_TEST

START_TEST(read_only_sends_no_write)
{
	Scene scene;
	scene_open(&scene, SCENE_ENGINE);
	scene_connect(&scene);
	static const char *const ids[] = { ID, "get_ticket", NULL };
	guint writes = 0;
	for (guint i = 0; i < N_ROUTES; i++) {
		if (!client_routes[i].writes)
			continue;
		g_autoptr(json_t) body = json_object();
		g_auto(Called) called = call(&scene, i, ids, NULL, body);
		ck_assert_msg(called_has_code(&called, WEIR_ERROR_READ_ONLY), "%s: %s", client_routes[i].name,
			      called_message(&called));
		ck_assert_ptr_null(called.exchange);
		writes++;
	}
	ck_assert_uint_eq(writes, 9);
	ck_assert_uint_eq(bad_server_connections(scene.server) + bad_server_connections(scene.engine_server),
			  0);
	scene_close(&scene);
}
END_TEST

START_TEST(writes_when_allowed)
{
	Scene scene;
	scene_open(&scene, SCENE_WRITES | SCENE_ENGINE);
	scene_connect(&scene);
	bad_server_give(scene.server, "/connections/" ID "/call/set_priority", 200, NULL, "{\"done\":1}", -1);
	bad_server_on(scene.engine_server, "/connections/", bad_raw,
		      (gpointer)(gintptr) "HTTP/1.1 204 No Content\r\n\r\n");
	static const char *const ids[] = { ID, "set_priority", NULL };
	g_autoptr(json_t) body = json_pack("{s:s}", "priority", "h\xc3\xb6g");
	g_auto(Called) called = call(&scene, ROUTE_ACTION_CALL, ids, NULL, body);
	ck_assert_str_eq(called_message(&called), "");
	ck_assert_int_eq(weir_json_integer(called.json, "done", 0), 1);
	ck_assert(bad_server_saw(scene.server, "\r\n\r\n{\"priority\":\"h\xc3\xb6g\"}"));
	g_auto(Called) deleted = call(&scene, ROUTE_ENGINE_SUBSCRIPTION_DELETE, ids, NULL, NULL);
	ck_assert_str_eq(called_message(&deleted), "");
	ck_assert_ptr_null(deleted.json);
	ck_assert_int_eq(deleted.exchange->status, 204);
	scene_close(&scene);
}
END_TEST

START_TEST(ids_cannot_change_the_route)
{
	static const char *const refused[] = { "",      "..",    ".",   "...",  "a/b",    "../x", "%2e%2e",
					       "a%2fb", "a?b=c", "a#b", "a\\b", "a\r\nb", "a\x7f" };
	static const struct {
		const char *id, *sent;
	} encoded[] = {
		{ "a b", "/connections/a%20b " },
		{ "a;b=c&d", "/connections/a%3Bb%3Dc%26d " },
		{ "\xc3\xa4\xff", "/connections/%C3%A4%FF " },
		{ "..a", "/connections/..a " },
		{ "A-z_0.9~", "/connections/A-z_0.9~ " },
		{ "a'b\"<c>", "/connections/a%27b%22%3Cc%3E " },
	};
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		const char *const ids[] = { refused[i], NULL };
		g_auto(Called) called = call(&scene, ROUTE_CONNECTION, ids, NULL, NULL);
		ck_assert_msg(called_has_code(&called, WEIR_ERROR_USAGE), "%s", refused[i]);
	}
	g_auto(Called) missing = call(&scene, ROUTE_CONNECTION, NULL, NULL, NULL);
	ck_assert(called_has_code(&missing, WEIR_ERROR_USAGE));
	ck_assert_uint_eq(bad_server_connections(scene.server), 0);
	for (gsize i = 0; i < G_N_ELEMENTS(encoded); i++) {
		const char *const ids[] = { encoded[i].id, NULL };
		g_auto(Called) called = call(&scene, ROUTE_CONNECTION, ids, NULL, NULL);
		ck_assert_msg(bad_server_saw(scene.server, encoded[i].sent), "%s", encoded[i].sent);
	}
	scene_close(&scene);
}
END_TEST

START_TEST(without_an_engine)
{
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	g_auto(Called) called = call(&scene, ROUTE_ENGINE_SUBSCRIPTIONS, NULL, NULL, NULL);
	ck_assert(called_has_code(&called, WEIR_ERROR_CONFIG));
	ck_assert(!client_has_engine(scene.client));
	scene_close(&scene);
}
END_TEST

/* Above 1 MiB a task thread reads. */
START_TEST(large_answers_are_read_off_the_loop)
{
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	GString *text = g_string_new("[0");
	while (text->len < 1500 * 1000)
		g_string_append(text, ",12345");
	g_string_append_c(text, ']');
	bad_server_give(scene.server, "/components", 200, NULL, text->str, (gssize)text->len);
	g_auto(Called) called = call(&scene, ROUTE_COMPONENTS, NULL, NULL, NULL);
	ck_assert_str_eq(called_message(&called), "");
	ck_assert_uint_gt(json_array_size(called.json), 200000);
	g_string_insert_c(text, (gssize)text->len - 1, '[');
	bad_server_give(scene.server, "/manifest", 200, NULL, text->str, (gssize)text->len);
	g_auto(Called) broken = call(&scene, ROUTE_MANIFEST, NULL, NULL, NULL);
	ck_assert(called_has_code(&broken, WEIR_ERROR_PROTOCOL));
	ck_assert_msg(g_str_has_prefix(called_message(&broken), "desk: the answer to GET /manifest"), "%s",
		      called_message(&broken));
	g_string_free(text, TRUE);
	scene_close(&scene);
}
END_TEST

START_TEST(cancelled_while_reading)
{
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	g_autofree char *zeros = g_strnfill(3 * 1024 * 1024, ' ');
	memcpy(zeros, "[1]", 3);
	bad_server_give(scene.server, "/components", 200, NULL, zeros, 3 * 1024 * 1024);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_auto(Called) called = { 0 };
	client_call(scene.client, ROUTE_COMPONENTS, NULL, NULL, NULL, cancellable, call_done, &called);
	const GPtrArray *log = http_client_exchanges(scene.http);
	while (log->len == 0 || !((const Exchange *)log->pdata[0])->finished)
		g_main_context_iteration(NULL, FALSE);
	g_cancellable_cancel(cancellable);
	call_wait(&called);
	ck_assert(called_has_code(&called, WEIR_ERROR_CANCELLED));
	ck_assert_ptr_null(called.json);
	scene_close(&scene);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { routes,
				       tokens_go_where_they_belong,
				       read_only_sends_no_write,
				       writes_when_allowed,
				       ids_cannot_change_the_route,
				       without_an_engine,
				       large_answers_are_read_off_the_loop,
				       cancelled_while_reading,
				       NULL };
	return suite_run("client/client", tests);
}
