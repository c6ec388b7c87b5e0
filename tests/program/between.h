/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A demo server, a process of its own, and what stands between weir and it: answers go through as they are,
 * but for those that a test spoils. */
#pragma once

#include "net/bad_server.h"

typedef struct Between Between;

/* One way to spoil answers.  All of `path` must fit, with * and ? (the query is part of it). */
typedef struct {
	const char *path;   /* NULL: a row that ends a list */
	const char *method; /* NULL: any */
	guint from;         /* how many requests come before it is spoilt */
	BadHandler handler; /* NULL: `data` is the whole answer, and then the connection is closed */
	const char *data;
	gsize length; /* of data; 0: it ends with NUL */
} Fault;

/* With a demo that is started for it and ends the one before; `flaws` as `weir demo --flaws`. */
Between *between_new(const char *flaws, const Fault *faults);
/* The same behind a socket in the file system, and nothing is spoilt. */
Between *between_new_unix(const char *flaws, const char *path);
void between_free(Between *between);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Between, between_free)
guint between_requests(Between *between);
gboolean between_saw(Between *between, const char *text);

/* The configuration of `desk`: through `between` (NULL: straight to the demo), with everything that the demo
 * has; `more` (may be NULL) are further lines of it.  Its token is PROGRAM_TOKEN, the engine's is
 * between_engine_token(). */
char *between_config(Between *between, const char *more);
const char *between_engine_token(void);
/* The same with other references. */
char *between_config_with(Between *between, const char *token_reference, const char *engine_reference,
			  const char *more);
/* What demos that are started from now on want instead of PROGRAM_TOKEN; static. */
void between_use_token(const char *token);
/* Starts a demo of several servers with nothing between; the configuration is of the first. */
void between_fleet(const char *flaws, const char *servers);

/* Handlers for faults. */
gboolean between_echo(const BadRequest *request, gpointer data);     /* 200: all that was sent */
gboolean between_manifest(const BadRequest *request, gpointer data); /* 200: the manifest */
gboolean between_refuse(const BadRequest *request, gpointer data);   /* and no connection any more */
gboolean between_slow(const BadRequest *request, gpointer data);     /* passes it on after 300 ms */
