/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call at a time of a client whose server is a bad_server, and what it brought. */
#pragma once

#include "client/client.h"
#include "net/bad_server.h"

typedef struct {
	BadServer *server, *engine_server;
	HttpClient *http;
	Target *target;
	SecBuf *token, *engine_token;
	Client *client;
} Scene;

#define SCENE_TOKEN "tok-5f1c9a7e2b6d8053"
#define SCENE_ENGINE_TOKEN "key-0aa1c7d24f9e3b86"

typedef enum { SCENE_TOKENLESS = 1, SCENE_ENGINE = 2, SCENE_WRITES = 4 } SceneFlags;

/* A target "desk"; scene_connect() makes its client, after the test has changed scene->target. */
void scene_open(Scene *scene, SceneFlags flags);
void scene_connect(Scene *scene);
void scene_close(Scene *scene);

typedef struct {
	json_t *json;
	GError *error;
	Exchange *exchange;
	guint done;
} Called;
void called_clear(Called *called);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Called, called_clear)

Called call(Scene *scene, RouteId route, const char *const *ids, const char *query, json_t *body);
void call_done(json_t *json, Exchange *exchange, const GError *error, gpointer data); /* `data`: a Called */
void call_wait(const Called *called);
const char *called_message(const Called *called); /* "" without an error */
gboolean called_has_code(const Called *called, int code);
