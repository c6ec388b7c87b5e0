/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real keyring, a served demo whose secrets a program sets, and the real weir, for rotations. */
#pragma once

#include <gio/gio.h>
#include <jansson.h>

#include "model/policy.h"
#include "program/program.h"

#define OLD "old-5c1b7e90a2d34f68b1c0" /* the value that is rotated */
#define TOKEN "tok-d2f6a81b39c7450e"   /* what the demo has where it is another one */
#define KEY "key-91e3b7c5046fa82d"

/* One way to rotate something. */
typedef struct {
	const char *row;  /* of the test */
	const char *name; /* of the secret */
	SecretKind kind;
	const char *driver;
	gboolean program;      /* --exec hook.sh */
	gboolean engine;       /* configured */
	gboolean connection;   /* the secret is a connection's */
	gboolean subscription; /* --subscription ID */
	gboolean retires;      /* something is to be done for that; the matrix kills it there, too */
	gboolean by_hand;      /* ends with exit code 5, and the next resume or rollback finishes */
} Way;
extern const Way ways[];
extern const guint n_ways;

/* Starts bus, keyring and demo. */
void scene_start(void);
/* The demo anew, with that latency in milliseconds. */
void scene_serve(int latency);
void scene_settle(const char *duration); /* of later rotations; 5s */
/* Keyring, database, server and configuration as before the first rotation: OLD is used. */
void scene_reset(const Way *way);
/* The configuration, with another base URL of the server or its engine (NULL: the demo's). */
void scene_configure(const Way *way, const char *url, const char *engine_url);
void scene_remove_database(void);
/* From now on what is synced of the database is kept aside; FALSE: only without a sanitizer.  Then the power
 * is lost: the database is what was synced, and nothing is kept aside any more. */
gboolean scene_keep_synced(void);
void scene_lose_power(void);
/* weir with these words, ended by NULL; `point` (NULL: none) as WEIR_TEST_POINT. */
ProgramResult *scene_run(const char *point, const char *const *words);
ProgramResult *scene_rotate(const Way *way, const char *point);
GSubprocess *scene_spawn(const Way *way, const char *point); /* the same, under way */
/* The same; no file that it writes may have more than so many blocks of 512 bytes. */
ProgramResult *scene_rotate_limited(const Way *way, guint blocks);
ProgramResult *scene_command(const Way *way, const char *command); /* resume, rollback, retire */
/* WEIR_TEST_POINT of what scene_command_with() runs. */
void scene_point(const char *point);
/* The same with more words, which end with NULL; `input` (NULL: none) is standard input. */
ProgramResult *scene_command_with(const Way *way, const char *command, const char *input,
				  const char *const *more);
/* Text that is appended to the configuration by later resets; lent, NULL: none. */
void scene_configure_more(const char *text);
/* As a person sets it, the demo's token. */
void scene_set_token(const char *token);
/* Subscriptions that are there of the one that the scene made, it included. */
guint scene_subscriptions(void);

typedef struct {
	SecretStage stage;
	guint64 version;
	char *value;
} Held;
void held_free(gpointer held);
GPtrArray *scene_held(void); /* Held *: all that weir's keyring has */
/* TRUE where what uses the secret takes that value now. */
gboolean scene_takes(const Way *way, const char *value);

const char *scene_database(void);
const char *scene_hook_look(void); /* what can be seen of the hook: see hook.sh */
/* TRUE if a file of the home or of the keyring has that value, but the served demo's own. */
gboolean scene_wrote(const char *value);
/* What the demo's engine answers to a request, whole; g_free(). */
char *scene_forward(const char *head, const char *body, gsize length);
