/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three documents, of which any may be missing, late or broken. */
#include "suite.h"

#include "base/error.h"
#include "client/calls.h"

#include <string.h>

#define MANIFEST                                                                                             \
	"{\"actions\":[{\"name\":\"get_ticket\",\"description\":\"Fetch one "                                \
	"ticket\",\"parameters\":{\"type\":"                                                                 \
	"\"object\",\"properties\":{\"id\":{\"type\":\"integer\"}}}}],\"triggers\":[]}"
#define COMPONENTS "[]"
#define OPENAPI "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Desk\",\"version\":\"1.2\"},\"paths\":{}}"

typedef struct {
	Server *server;
	GError *error;
	guint done;
} Loaded;

static void loaded_clear(Loaded *result)
{
	server_free(result->server);
	g_clear_error(&result->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Loaded, loaded_clear)

static void on_server(Server *server, const GError *error, gpointer data)
{
	Loaded *result = data;
	result->done++;
	result->server = server;
	result->error = error != NULL ? g_error_copy(error) : NULL;
}

static const char *message(const Loaded *result)
{
	return result->error != NULL ? result->error->message : "";
}

static Loaded load(Scene *scene)
{
	Loaded result = { 0 };
	client_load_server(scene->client, NULL, on_server, &result);
	ck_assert_uint_eq(result.done, 0);
	while (result.done == 0)
		g_main_context_iteration(NULL, TRUE);
	return result;
}

static void open_with(Scene *scene, const char *manifest, const char *components, const char *openapi)
{
	scene_open(scene, 0);
	scene_connect(scene);
	if (manifest != NULL)
		bad_server_give(scene->server, "/manifest", 200, NULL, manifest, -1);
	if (components != NULL)
		bad_server_give(scene->server, "/components", 200, NULL, components, -1);
	if (openapi != NULL)
		bad_server_give(scene->server, "/openapi.json", 200, NULL, openapi, -1);
}

START_TEST(all_three)
{
	Scene scene;
	open_with(&scene, MANIFEST, COMPONENTS, OPENAPI);
	g_auto(Loaded) result = load(&scene);
	ck_assert_str_eq(message(&result), "");
	ck_assert_int_eq((int)result.server->sources, FROM_MANIFEST | FROM_COMPONENTS | FROM_OPENAPI);
	ck_assert_ptr_nonnull(server_action(result.server, "get_ticket"));
	ck_assert_str_eq(result.server->title, "Desk");
	ck_assert_uint_eq(bad_server_requests(scene.server), 3);
	scene_close(&scene);
}
END_TEST

START_TEST(one_missing)
{
	static const struct {
		const char *manifest, *components, *openapi;
		Sources sources;
		const char *words;
	} ways[] = {
		{ MANIFEST, NULL, OPENAPI, FROM_MANIFEST | FROM_OPENAPI,
		  "desk: not all is known of it: there is no GET /components (404)" },
		{ MANIFEST, COMPONENTS, NULL, FROM_MANIFEST | FROM_COMPONENTS,
		  "there is no GET /openapi.json (404)" },
		{ NULL, NULL, OPENAPI, FROM_OPENAPI,
		  "GET /manifest (404): Not Found: is the URL that of a workflow "
		  "server?; there is no GET /components" },
		{ "[]", COMPONENTS, OPENAPI, FROM_COMPONENTS | FROM_OPENAPI,
		  "manifest is array where an object belongs" },
		{ MANIFEST, "{}", OPENAPI, FROM_MANIFEST | FROM_OPENAPI,
		  "components is object where an array belongs" },
		{ MANIFEST, "<html>", OPENAPI, FROM_MANIFEST | FROM_OPENAPI, "it is HTML" },
		{ MANIFEST, "[{", OPENAPI, FROM_MANIFEST | FROM_OPENAPI, "it ends in the middle" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		Scene scene;
		open_with(&scene, ways[i].manifest, ways[i].components, ways[i].openapi);
		g_auto(Loaded) result = load(&scene);
		ck_assert_msg(result.server != NULL, "%zu: %s", i, message(&result));
		ck_assert_int_eq((int)result.server->sources, (int)ways[i].sources);
		ck_assert(g_error_matches(result.error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE));
		ck_assert_msg(strstr(message(&result), ways[i].words) != NULL, "%s", message(&result));
		scene_close(&scene);
	}
}
END_TEST

START_TEST(none_usable)
{
	Scene scene;
	open_with(&scene, NULL, NULL, NULL);
	g_auto(Loaded) nothing = load(&scene);
	ck_assert_ptr_null(nothing.server);
	ck_assert(g_error_matches(nothing.error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND));
	bad_server_give(scene.server, "/components", 401, NULL, "{\"detail\":\"Unauthorized\"}", -1);
	g_auto(Loaded) refused = load(&scene); /* the refused token is worse than what is not there */
	ck_assert_ptr_null(refused.server);
	ck_assert_msg(g_error_matches(refused.error, WEIR_ERROR, WEIR_ERROR_AUTH), "%s", message(&refused));
	scene_close(&scene);
}
END_TEST

START_TEST(unusual_json_is_noted)
{
	Scene scene;
	open_with(&scene,
		  "{\"actions\":[],\"triggers\":[],\"x\":123456789012345678901234567890,\"x\":\"\\u0000\"}",
		  NULL, NULL);
	g_auto(Loaded) result = load(&scene);
	guint found = 0;
	for (guint i = 0; i < result.server->notes->len; i++) {
		const char *note = result.server->notes->pdata[i];
		found += strstr(note, "beyond 64 bits") != NULL || strstr(note, "comes twice") != NULL ||
			 strstr(note, "\\u0000") != NULL;
	}
	ck_assert_uint_eq(found, 3);
	scene_close(&scene);
}
END_TEST

/* Large enough to be joined in a task thread. */
START_TEST(large_ones)
{
	Scene scene;
	g_autoptr(GString) manifest = g_string_new("{\"triggers\":[],\"actions\":[");
	for (int i = 0; i < 3000; i++)
		g_string_append_printf(
			manifest,
			"%s{\"name\":\"get_%d\",\"description\":\"Fetch one ticket by its number\","
			"\"parameters\":{\"type\":\"object\",\"properties\":{}}}",
			i > 0 ? "," : "", i);
	g_string_append(manifest, "]}");
	open_with(&scene, manifest->str, COMPONENTS, OPENAPI);
	g_auto(Loaded) result = load(&scene);
	ck_assert_str_eq(message(&result), "");
	ck_assert_uint_eq(result.server->actions->len, 3000);
	scene_close(&scene);
}
END_TEST

START_TEST(cancelled)
{
	Scene scene;
	open_with(&scene, MANIFEST, COMPONENTS, NULL);
	bad_server_on(scene.server, "/openapi.json", bad_silent, NULL);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_auto(Loaded) result = { 0 };
	client_load_server(scene.client, cancellable, on_server, &result);
	while (bad_server_requests(scene.server) < 3)
		g_main_context_iteration(NULL, FALSE);
	g_cancellable_cancel(cancellable);
	while (result.done == 0)
		g_main_context_iteration(NULL, TRUE);
	ck_assert_ptr_null(result.server);
	ck_assert(g_error_matches(result.error, WEIR_ERROR, WEIR_ERROR_CANCELLED));
	scene_close(&scene);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { all_three,  one_missing, none_usable, unusual_json_is_noted,
				       large_ones, cancelled,   NULL };
	return suite_run("client/load", tests);
}
