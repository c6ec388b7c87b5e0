/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real keyring, a served demo whose secrets a program sets, and the real weir, for rotations. */
#pragma once

#include <glib.h>
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
	gboolean by_hand;      /* ends with exit code 5, and the next resume or rollback finishes */
} Way;
extern const Way ways[];
extern const guint n_ways;

/* Starts bus, keyring and demo; `latency` in milliseconds. */
void scene_start(int latency);
/* Keyring, database, server and configuration as before the first rotation: OLD is used. */
void scene_reset(const Way *way);
/* The words of a rotation; free the array only. */
GPtrArray *scene_rotate_words(const Way *way);
/* weir with these words, ended by NULL; `point` (NULL: none) as WEIR_TEST_POINT. */
ProgramResult *scene_run(const char *point, const char *const *words);
ProgramResult *scene_rotate(const Way *way, const char *point);
ProgramResult *scene_command(const Way *way, const char *command); /* resume, rollback, retire */

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
const char *scene_url(void);
const char *scene_secrets_file(void);
