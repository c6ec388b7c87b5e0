/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/calls.h"

#include "base/error.h"
#include "base/wipe.h"

#include <signal.h>
#include <string.h>

void scene_open(Scene *scene, SceneFlags flags)
{
	signal(SIGPIPE, SIG_IGN);
	wipe_install_jansson();
	*scene = (Scene){ .server = bad_server_new(), .http = http_client_new(NULL) };
	g_autofree char *url = bad_server_url(scene->server);
	scene->target = target_new("desk", url);
	scene->target->writes = (flags & SCENE_WRITES) != 0;
	if ((flags & SCENE_TOKENLESS) == 0)
		scene->token = secbuf_new("env:DESK", SCENE_TOKEN, strlen(SCENE_TOKEN), NULL);
	if (flags & SCENE_ENGINE) {
		scene->engine_server = bad_server_new();
		scene->target->engine = bad_server_url(scene->engine_server);
		scene->engine_token =
			secbuf_new("env:ENGINE", SCENE_ENGINE_TOKEN, strlen(SCENE_ENGINE_TOKEN), NULL);
	}
}

void scene_connect(Scene *scene)
{
	GError *error = NULL;
	scene->client = client_new(scene->http, scene->target, scene->token, scene->engine_token, &error);
	g_assert_no_error(error);
}

void scene_close(Scene *scene)
{
	client_unref(scene->client);
	http_client_free(scene->http);
	target_free(scene->target);
	secbuf_unref(scene->token);
	secbuf_unref(scene->engine_token);
	bad_server_free(scene->server);
	if (scene->engine_server != NULL)
		bad_server_free(scene->engine_server);
}

void called_clear(Called *called)
{
	json_decref(called->json);
	g_clear_error(&called->error);
	g_clear_pointer(&called->exchange, exchange_unref);
}

void call_done(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Called *called = data;
	called->done++;
	called->json = json_incref(json);
	called->exchange = exchange != NULL ? exchange_ref(exchange) : NULL;
	called->error = error != NULL ? g_error_copy(error) : NULL;
}

void call_wait(const Called *called)
{
	while (called->done == 0)
		g_main_context_iteration(NULL, TRUE);
}

Called call(Scene *scene, RouteId route, const char *const *ids, const char *query, json_t *body)
{
	Called called = { 0 };
	client_call(scene->client, route, ids, query, body, NULL, call_done, &called);
	g_assert_cmpuint(called.done, ==, 0); /* never from inside the call */
	call_wait(&called);
	return called;
}

const char *called_message(const Called *called)
{
	return called->error != NULL ? called->error->message : "";
}

gboolean called_has_code(const Called *called, int code)
{
	return g_error_matches(called->error, WEIR_ERROR, code);
}
