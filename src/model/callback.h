/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A subscription's callback URL taken apart, and what can be held against it without asking anyone.  Pure. */
#pragma once

#include <glib.h>

#include "model/callback_address.h"

/* What is fixed for one server: which hosts are allowed, and where engine and server are. */
typedef struct CallbackRules CallbackRules;

/* `hosts` (char *, "host" or "host:port"; NULL or empty: the engine's) is borrowed; URLs may be NULL. */
CallbackRules *callback_rules_new(const GPtrArray *hosts, const char *engine_url, const char *server_url);
void callback_rules_free(CallbackRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallbackRules, callback_rules_free)

gboolean callback_rules_name_hosts(const CallbackRules *rules);  /* hosts were given */
gboolean callback_rules_know_engine(const CallbackRules *rules); /* the engine's URL has a host */
gboolean callback_rules_are_loopback(
	const CallbackRules *rules); /* the server itself is on loopback, or behind a socket */

typedef struct {
	char *host;            /* lower case, without brackets and a dot at the end; NULL: not a URL */
	int port;              /* the scheme's if none is given */
	gboolean https;        /* else plain http */
	gboolean user_info;    /* a user name or password stands before the host */
	gboolean default_port; /* of its scheme */
	gboolean port_named;   /* the allowed hosts or the engine's URL name that port */
	gboolean allowed;      /* the host is allowed, or nobody said which are */
	AddressClass class;
} Callback;

/* FALSE for what is no http or https URL with a host.  Clear `callback` in either case. */
gboolean callback_read(const CallbackRules *rules, const char *url, Callback *callback);
void callback_clear(Callback *callback);
