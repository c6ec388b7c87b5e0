/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of secrets/keyring.h that wait for their answer, for tests. */
#pragma once

#include <gio/gio.h>

#include "secrets/keyring.h"

#define VALUE "tok-8d1f6a93c2e7405b"
#define OTHER "tok-27b0e4c8f9a15d63"

/* What a call brought; no message of an error holds a value. */
typedef struct {
	guint done;
	GPtrArray *items;
	KeyringItem *item;
	char *value;
	gsize length;
	char *name; /* of the SecBuf */
	guint notes;
	GError *error;
} Got;
void got_clear(Got *got);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Got, got_clear)
void got_wait(const Got *got);
const char *got_message(const Got *got); /* "" where all went well */
void assert_error(const Got *got, int code);

/* To be given to the calls, with a Got. */
void on_value(const KeyringItem *item, SecBuf *value, const GError *error, gpointer data);
void on_written(const KeyringItem *item, const GError *error, gpointer data);
void on_reference(SecBuf *value, const GError *error, gpointer data);

Got store_bytes(const char *server, const char *name, guint64 version, SecretStage stage, const char *bytes,
		gsize length);
Got store(const char *server, const char *name, guint64 version, SecretStage stage, const char *value);
void stored(const char *server, const char *name, const char *value); /* must succeed */
Got load(const char *server, const char *name);
Got search(void);
Got probe(void);
Got resolve(const char *reference, const char *server);

/* A bus with an open keyring. */
void started(void);
