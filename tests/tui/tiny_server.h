/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that says what it was told to say: for what no honest server sends. */
#pragma once

#include <glib.h>

typedef struct TinyServer TinyServer;

/* `answers` is path, body, path, body, ..., NULL; every other path is 404.  A process of its own, on
 * 127.0.0.1. */
TinyServer *tiny_server_start(const char *const *answers);
void tiny_server_free(TinyServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TinyServer, tiny_server_free)
const char *tiny_server_url(const TinyServer *server);
