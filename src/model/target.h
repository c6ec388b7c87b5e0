/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server as the operator names it: a [server NAME] group of the configuration, or a URL with options.
 *
 * References ("env:TOKEN") are kept, values never.  Plain data. */
#pragma once

#include <glib.h>

#include "model/effects.h"

typedef enum { ENV_PROD, ENV_TEST } TargetEnv; /* prod starts read-only */

/* [server NAME trigger TRIGGER] */
typedef struct {
	char *trigger;
	char *route;  /* "POST /hooks/{subscriptionId}" or a path; NULL */
	char *scheme; /* NULL */
	char *secret; /* reference; NULL */
} TriggerSettings;

/* [server NAME action ACTION] */
typedef struct {
	char *action;
	gboolean has_effect;
	EffectKind effect;
	int destructive; /* -1: not said */
	char *note;
} ActionSettings;

typedef struct {
	char *alias;        /* NULL for a bare URL */
	char *shown_url;    /* the URL given to target_new() without user info: for messages */
	char *url;          /* base URL without a trailing slash; "unix:/path" sockets as unix:/path:/base */
	char *token;        /* reference; NULL: none */
	char *engine;       /* base URL; NULL */
	char *engine_token; /* reference; NULL */
	GPtrArray *connections; /* char *: connection ids */
	TargetEnv env;
	gboolean writes;           /* FALSE: the client layer refuses every write */
	GPtrArray *callback_hosts; /* char * */
	char *logs;                /* cmd:... or file:...; NULL */
	int parallel;              /* requests at a time on one host, 1..64; default 8 */
	double max_rate;           /* requests a second; 0: no limit */
	char *cacert, *cert, *key; /* paths; NULL */
	gboolean insecure;         /* certificates are not checked: shown for as long as it lasts */
	char *proxy;               /* only if asked for; NULL: no proxy, whatever the environment says */
	gboolean netrc;            /* only if asked for */
	int connect_timeout_ms, timeout_ms; /* defaults 5,000 and 30,000 */
	gsize body_cap;                     /* bytes; default 16 MiB */
	GHashTable *triggers;               /* name -> TriggerSettings * */
	GHashTable *actions;                /* name -> ActionSettings * */
} Target;

Target *target_new(const char *alias, const char *url); /* all defaults */
Target *target_copy(const Target *target);
void target_free(Target *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Target, target_free)

/* The settings of one trigger or action of it, made where there are none yet; borrowed. */
TriggerSettings *target_add_trigger(Target *target, const char *trigger);
ActionSettings *target_add_action(Target *target, const char *action);

/* How messages name it: alias, else URL (without user info). Borrowed. */
const char *target_name(const Target *target);
