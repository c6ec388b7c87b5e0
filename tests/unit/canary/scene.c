/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/scene.h"

#include <glib/gstdio.h>
#include <string.h>

static void server_came(Server *server, const GError *error, gpointer data)
{
	CanaryScene *scene = data;
	ck_assert_msg(server != NULL, "%s", error != NULL ? error->message : "");
	scene->server = server;
	g_main_loop_quit(scene->loop);
}

void canary_scene_open(CanaryScene *scene, const char *flaws, DemoMode mode)
{
	DemoOptions options;
	g_autoptr(GError) error = NULL;
	memset(scene, 0, sizeof *scene);
	demo_options_init(&options);
	options.flaws = flaws;
	options.mode = mode;
	options.token = SUITE_MARKED;
	scene->loop = g_main_loop_new(NULL, FALSE);
	scene->demo = demo_start(&options, &error);
	ck_assert_msg(scene->demo != NULL, "%s", error != NULL ? error->message : "");
	scene->http = http_client_new(&error);
	scene->target = target_new("desk", demo_url(scene->demo));
	scene->target->env = ENV_TEST;
	scene->target->writes = TRUE;
	scene->token =
		secbuf_new("env:TOKEN", demo_token(scene->demo), strlen(demo_token(scene->demo)), &error);
	scene->client = client_new(scene->http, scene->target, scene->token, NULL, &error);
	ck_assert_msg(scene->client != NULL, "%s", error != NULL ? error->message : "");
	scene->folder = g_dir_make_tmp("weir-canary.XXXXXX", NULL);
	g_autofree char *path = g_build_filename(scene->folder, "weir.db", NULL);
	scene->store = store_open(path, FALSE, &error);
	ck_assert_msg(scene->store != NULL, "%s", error != NULL ? error->message : "");
	scene->callbacks = callbacks_new(0, NULL, &error);
	ck_assert_msg(scene->callbacks != NULL, "%s", error != NULL ? error->message : "");
	client_load_server(scene->client, NULL, server_came, scene);
	canary_scene_run(scene);
}

static gboolean too_late(gpointer data)
{
	ck_abort_msg("nothing was said for 30 s");
	return G_SOURCE_REMOVE;
}

void canary_scene_run(CanaryScene *scene)
{
	guint patience = g_timeout_add_seconds(30, too_late, NULL);
	g_main_loop_run(scene->loop);
	g_source_remove(patience);
}

void canary_scene_close(CanaryScene *scene)
{
	static const char *const files[] = { "weir.db", "weir.db-wal", "weir.db-shm" };
	server_free(scene->server);
	client_unref(scene->client);
	http_client_free(scene->http);
	target_free(scene->target);
	callbacks_free(scene->callbacks);
	store_close(scene->store);
	secbuf_unref(scene->token);
	demo_stop(scene->demo);
	g_main_loop_unref(scene->loop);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(scene->folder, files[i], NULL);
		g_unlink(path);
	}
	g_rmdir(scene->folder);
	g_free(scene->folder);
}
