/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and values from a file or standard input, for `secrets import`.
 *
 * Either lines NAME=VALUE as in an environment file (empty lines and lines that begin with # are skipped,
 * "export " before a name is too, and one pair of quotes around a value goes), or a JSON object whose members
 * are texts.  The text is kept in memory that is wiped, and only values become SecBufs. */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"

enum { SECRET_INPUT_BYTES = 1024 * 1024 };

typedef struct {
	char *name;
	SecBuf *value;
} SecretPair;

/* SecretPair *, owned by the array; each name once.  A message names the line or the member, never a value.
 * WEIR_ERROR_CONFIG. */
GPtrArray *secret_input_parse(const char *text, gsize length, GError **error);

/* Reads `path` to its end ("-": standard input) and parses it; `done` runs once, from the loop. */
typedef void (*SecretInputDone)(GPtrArray *pairs, const GError *error, gpointer data);
gboolean secret_input_read(const char *path, GCancellable *cancellable, SecretInputDone done, gpointer data,
			   GError **error);
