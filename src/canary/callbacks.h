/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where canary subscriptions call back to: a listener on the loopback that counts what a server dispatched.
 *
 * A server elsewhere reaches it through whatever forwards `base` to it (a tunnel, a proxy).  The engine's key
 * that servers send along is not kept, only that there was one, and of what name where weir holds it.  Main
 * thread. */
#pragma once

#include <glib.h>

typedef struct {
	char *mark;             /* of the canary that it is for */
	gint64 when;            /* microseconds since the epoch */
	GBytes *body;           /* at most CALLBACK_BODY bytes */
	gboolean authorization; /* there was such a header */
	char *key;              /* "«own:NAME»": what stands in it is a value that weir holds; NULL */
} Callback;

enum { CALLBACK_BODY = 1024 * 1024, CALLBACKS_MOST = 10000 };

typedef struct Callbacks Callbacks;

/* `port` 0 picks one; `base` is the URL under which the servers reach it, NULL: http://127.0.0.1:PORT. */
Callbacks *callbacks_new(int port, const char *base, GError **error);
void callbacks_free(Callbacks *callbacks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Callbacks, callbacks_free)

int callbacks_port(const Callbacks *callbacks);
const char *callbacks_base(const Callbacks *callbacks);              /* no slash at its end */
char *callbacks_url(const Callbacks *callbacks, const char *mark);   /* g_free() */
guint callbacks_count(const Callbacks *callbacks, const char *mark); /* NULL: of all marks */
const GPtrArray *callbacks_seen(const Callbacks *callbacks); /* Callback *, the first CALLBACKS_MOST */
