/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo server, a client of it, a database and a listener, on one loop. */
#pragma once

#include "canary/canary.h"
#include "demo/demo.h"
#include "suite.h"

typedef struct {
	DemoServer *demo;
	HttpClient *http;
	Target *target;
	Client *client;
	Server *server;
	Store *store;
	Callbacks *callbacks;
	SecBuf *token;
	GMainLoop *loop;
	char *folder;
} CanaryScene;

/* `flaws` as of the demo server; the test fails where anything cannot be had. */
void canary_scene_open(CanaryScene *scene, const char *flaws, DemoMode mode);
void canary_scene_close(CanaryScene *scene);
/* Until g_main_loop_quit(); the test fails after 30 s. */
void canary_scene_run(CanaryScene *scene);
