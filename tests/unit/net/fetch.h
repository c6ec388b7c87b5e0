/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request at a time on a loop of the test's own, and several with what they brought. */
#pragma once

#include "net/http.h"

typedef struct {
	Exchange *exchange;
	GBytes *body;
	guint done; /* how often the callback ran */
} Fetched;

/* Defaults, and a cap of 1 MiB on bodies, so that a test that goes over it is short. */
Target *fetch_target(const char *url);
Fetched fetch(HttpHost *host, const HttpRequest *request);
Fetched fetch_path(HttpHost *host, const char *path);
void fetched_clear(Fetched *fetched);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fetched, fetched_clear)

/* For requests that the test sends itself: `data` is a Fetched. */
void fetch_done(Exchange *exchange, GBytes *body, gpointer data);
void fetch_wait(const Fetched *fetched, guint count);
/* The error's message, or "" where there is none. */
const char *fetched_message(const Fetched *fetched);
gboolean fetched_has_code(const Fetched *fetched, int code);
