/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person reads when a server does not do what it should. */
#include "suite.h"

#include "base/error.h"
#include "base/json.h"
#include "client/calls.h"

#include <string.h>

#define ID "00000000-0000-4000-8000-000000000001"
static const char *const ids[] = { ID, "get_ticket", NULL };

static const struct {
	RouteId route;
	int status;
	const char *type, *body;
	WeirError code;
	const char *message;
} answers[] = {
	{ ROUTE_MANIFEST, 401, NULL, "{\"detail\":\"Unauthorized\"}", WEIR_ERROR_AUTH,
	  "desk: the server refused the token from env:DESK (401): check that it is the one that the server "
	  "has, or "
	  "name another with --token" },
	{ ROUTE_LIVENESS, 401, NULL, "{\"detail\":\"Unauthorized\"}", WEIR_ERROR_AUTH,
	  "desk: GET /liveness needs a credential (401)" },
	{ ROUTE_MANIFEST, 403, NULL, "{\"detail\":\"not yours\"}", WEIR_ERROR_AUTH,
	  "desk: GET /manifest is forbidden to the token from env:DESK (403): not yours:" },
	{ ROUTE_MANIFEST, 404, NULL, "{\"detail\":\"Not Found\"}", WEIR_ERROR_NOT_FOUND,
	  "desk: there is no GET /manifest (404): Not Found: is the URL that of a workflow server?" },
	{ ROUTE_CONNECTION, 404, NULL, "{\"detail\":\"not found\"}", WEIR_ERROR_NOT_FOUND,
	  "desk: GET /connections/" ID " was not found (404): not found: check the id" },
	{ ROUTE_MANIFEST, 405, NULL, "{\"detail\":\"Method Not Allowed\"}", WEIR_ERROR_PROTOCOL,
	  "desk: GET /manifest is not allowed (405)" },
	{ ROUTE_SUBSCRIPTION_CREATE, 405, NULL, "{\"detail\":\"Method Not Allowed\"}", WEIR_ERROR_NOT_FOUND,
	  "the server has no trigger of that name" },
	{ ROUTE_ACTION_CALL, 422, NULL,
	  "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"tags\",3],\"msg\":\"Field required\","
	  "\"input\":{\"apiToken\":\"hunter2hunter2\"}},{\"msg\":\"bad\"},{},{},{}]}",
	  WEIR_ERROR_USAGE,
	  "desk: POST /connections/" ID
	  "/call/get_ticket was refused (422): body.tags.3: Field required; bad; refused; "
	  "and 2 more: correct what was sent" },
	{ ROUTE_ACTION_CALL, 422, NULL, "{\"detail\":\"'x' is not of type 'integer'\"}", WEIR_ERROR_USAGE,
	  "(422): 'x' is not of type 'integer': correct" },
	{ ROUTE_ACTION_CALL, 400, NULL, "{\"detail\":{\"code\":7}}", WEIR_ERROR_USAGE,
	  "(400): {\"code\":7}: correct" },
	{ ROUTE_MANIFEST, 422, NULL, "[]", WEIR_ERROR_PROTOCOL, "desk: GET /manifest was refused (422): []" },
	{ ROUTE_MANIFEST, 500, "text/plain; charset=utf-8", "Internal Server Error", WEIR_ERROR_PROTOCOL,
	  "desk: the server failed at GET /manifest (500): Internal Server Error: look into its log" },
	{ ROUTE_ENGINE_SUBSCRIPTIONS, 500, "text/plain", "", WEIR_ERROR_PROTOCOL,
	  "desk: the engine failed at GET /subscriptions (500): look into its log" },
	{ ROUTE_ENGINE_SUBSCRIPTIONS, 401, NULL, "{}", WEIR_ERROR_AUTH,
	  "desk: the engine refused the token from env:ENGINE (401)" },
	{ ROUTE_MANIFEST, 503, "text/html", "<html>no healthy upstream</html>", WEIR_ERROR_UNREACHABLE,
	  "desk: what stands before the server answers GET /manifest with 503: the server is down" },
	{ ROUTE_MANIFEST, 429, NULL, "{}", WEIR_ERROR_UNREACHABLE, "set max-rate, or parallel lower" },
	{ ROUTE_MANIFEST, 418, NULL, "{}", WEIR_ERROR_PROTOCOL, "was answered with 418 Canned" },
	{ ROUTE_MANIFEST, 500, "text/plain", "\x1b[2Jgone\xff", WEIR_ERROR_PROTOCOL,
	  "(500): ␛[2Jgone\\xFF:" },
	{ ROUTE_MANIFEST, 200, "text/html", "<!doctype html><p>Welcome", WEIR_ERROR_PROTOCOL,
	  "desk: the answer to GET /manifest (text/html) is not JSON: it is HTML or XML: is the URL that of "
	  "a workflow "
	  "server?" },
	{ ROUTE_MANIFEST, 200, NULL, "", WEIR_ERROR_PROTOCOL,
	  "desk: the answer to GET /manifest is not JSON: the text is empty" },
	{ ROUTE_MANIFEST, 200, NULL, "{\"actions\": [", WEIR_ERROR_PROTOCOL, "it ends in the middle" },
	{ ROUTE_MANIFEST, 200, NULL, "{\"a\": \"\xff\xfe\"}", WEIR_ERROR_PROTOCOL, "no UTF-8" },
	{ ROUTE_MANIFEST, 200, NULL, "{\"a\\u0000b\": 1}", WEIR_ERROR_PROTOCOL,
	  "desk: the answer to GET /manifest" },
};

START_TEST(answers_and_their_words)
{
	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
		Scene scene;
		scene_open(&scene, SCENE_WRITES | SCENE_ENGINE);
		scene_connect(&scene);
		BadServer *server = client_routes[answers[i].route].auth == AUTH_ENGINE ? scene.engine_server
											: scene.server;
		bad_server_give(server, "/", answers[i].status, answers[i].type, answers[i].body, -1);
		g_autoptr(json_t) body =
			client_routes[answers[i].route].method[0] == 'P' ? json_object() : NULL;
		g_auto(Called) called = call(&scene, answers[i].route, ids, NULL, body);
		const char *message = called_message(&called);
		ck_assert_msg(strstr(message, answers[i].message) != NULL, "%s", message);
		ck_assert_msg(called_has_code(&called, answers[i].code), "%d: %s", called.error->code,
			      message);
		ck_assert_ptr_null(called.json);
		ck_assert_ptr_nonnull(called.exchange);
		ck_assert_ptr_null(strstr(message, "hunter2"));
		scene_close(&scene);
	}
}
END_TEST

START_TEST(no_token_given)
{
	Scene scene;
	scene_open(&scene, SCENE_TOKENLESS);
	scene_connect(&scene);
	bad_server_give(scene.server, "/", 401, NULL, "{\"detail\":\"Unauthorized\"}", -1);
	g_auto(Called) called = call(&scene, ROUTE_MANIFEST, NULL, NULL, NULL);
	ck_assert_str_eq(called_message(&called),
			 "desk: the server wants a token (401) and none is given: give one by "
			 "reference, as in --token env:NAME");
	ck_assert(called_has_code(&called, WEIR_ERROR_AUTH));
	scene_close(&scene);
}
END_TEST

START_TEST(redirected)
{
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	bad_server_on(scene.server, "/", bad_raw,
		      (gpointer)(gintptr) "HTTP/1.1 307 Temporary Redirect\r\nLocation: "
					  "https://evil.example/manifest/\r\n"
					  "Content-Length: 0\r\n\r\n");
	g_auto(Called) called = call(&scene, ROUTE_MANIFEST, NULL, NULL, NULL);
	ck_assert_msg(strstr(called_message(&called), "desk: GET /manifest is redirected to "
						      "https://evil.example/manifest/ (307), which weir "
						      "does not follow") != NULL,
		      "%s", called_message(&called));
	scene_close(&scene);
}
END_TEST

#define FORTY "fortyfortyfortyfortyfortyfortyfortyforty"

/* A server that repeats the token, wherever it can. */
START_TEST(token_in_an_answer)
{
	static const char *const bodies[] = {
		"{\"detail\":\"the token " SCENE_TOKEN " is bad\"}",
		"{\"detail\":[{\"loc\":[\"header\"],\"msg\":\"bad " SCENE_TOKEN "\"}]}",
		"{\"detail\":{\"token\":\"" SCENE_TOKEN "\"}}",
		/* across the place where a long text is cut */
		"{\"detail\":\"" FORTY FORTY FORTY "thirtythirtythirtythirtythirty" SCENE_TOKEN "\"}",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
		Scene scene;
		scene_open(&scene, 0);
		scene_connect(&scene);
		bad_server_give(scene.server, "/", 403, NULL, bodies[i], -1);
		g_auto(Called) called = call(&scene, ROUTE_MANIFEST, NULL, NULL, NULL);
		ck_assert_ptr_null(strstr(called_message(&called), "tok-"));
		ck_assert_msg(strstr(called_message(&called), "«own:") != NULL, "%s",
			      called_message(&called));
		scene_close(&scene);
	}
}
END_TEST

static Called manifest_of(Scene *scene, const char *body, gsize length)
{
	scene_open(scene, 0);
	scene_connect(scene);
	bad_server_give(scene->server, "/", 200, NULL, body, (gssize)length);
	return call(scene, ROUTE_MANIFEST, NULL, NULL, NULL);
}

START_TEST(bombs)
{
	enum { DEEP = 100000, MANY = 1100000 };
	Scene scene;
	g_autofree char *deep = g_strnfill(DEEP, '[');
	g_auto(Called) depth = manifest_of(&scene, deep, DEEP);
	ck_assert_msg(called_has_code(&depth, WEIR_ERROR_LIMIT), "%s", called_message(&depth));
	scene_close(&scene);
	g_autoptr(GString) many = g_string_new("[");
	for (gsize i = 0; i < MANY; i++)
		g_string_append(many, "{},");
	g_string_append(many, "0]");
	g_auto(Called) values = manifest_of(&scene, many->str, many->len);
	ck_assert_msg(called_has_code(&values, WEIR_ERROR_LIMIT), "%s", called_message(&values));
	ck_assert_msg(g_str_has_prefix(called_message(&values), "desk: the answer to GET /manifest"), "%s",
		      called_message(&values));
	scene_close(&scene);
}
END_TEST

START_TEST(numbers_and_nul)
{
	static const char text[] = "{\"big\": 123456789012345678901234567890, \"nul\": \"a\\u0000b\"}";
	Scene scene;
	g_auto(Called) called = manifest_of(&scene, text, strlen(text));
	ck_assert_str_eq(called_message(&called), "");
	ck_assert(json_is_real(json_object_get(called.json, "big")));
	scene_close(&scene);
	g_auto(Called) raw = manifest_of(&scene, "{\"a\":\0}", 7);
	ck_assert(called_has_code(&raw, WEIR_ERROR_PROTOCOL));
	scene_close(&scene);
}
END_TEST

/* Compression was not asked for, so what is compressed is not unpacked, however small it makes itself. */
START_TEST(compressed)
{
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	bad_server_on(
		scene.server, "/", bad_raw,
		(gpointer)(gintptr) "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n"
				    "\x1f\x8b\x08\x01\x01\x01\x01\x01\x01");
	g_auto(Called) called = call(&scene, ROUTE_MANIFEST, NULL, NULL, NULL);
	ck_assert_msg(strstr(called_message(&called), "is compressed (gzip), which was not asked for") !=
			      NULL,
		      "%s", called_message(&called));
	ck_assert(!bad_server_saw(scene.server, "Accept-Encoding"));
	scene_close(&scene);
}
END_TEST

START_TEST(server_is_gone)
{
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	bad_server_on(scene.server, "/", bad_raw,
		      (gpointer)(gintptr) "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
	g_auto(Called) called = call(&scene, ROUTE_MANIFEST, NULL, NULL, NULL);
	ck_assert(called_has_code(&called, WEIR_ERROR_UNREACHABLE));
	ck_assert_ptr_nonnull(called.exchange);
	ck_assert_int_eq(called.exchange->status, 200);
	scene_close(&scene);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { answers_and_their_words,
				       no_token_given,
				       redirected,
				       token_in_an_answer,
				       bombs,
				       numbers_and_nul,
				       compressed,
				       server_is_gone,
				       NULL };
	return suite_run("client/errors", tests);
}
