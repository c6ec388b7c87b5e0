/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets by reference: env:NAME, file:PATH, fd:N, cmd:COMMAND, keyring:[SERVER/]NAME.
 *
 * A reference is no secret and may stand in the configuration and in messages; the value never does.  The
 * value is the first line, without its line end; an empty one, a NUL or a control character in it is an error
 * that names the reference. */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"

/* TRUE if `text` has the form of a reference; else WEIR_ERROR_CONFIG says what it should look like, without
 * repeating the text: it may be a secret given by mistake. */
gboolean reference_check(const char *text, GError **error);

/* Asynchronous (a command may take its time, a FIFO too); `done` runs from the loop.  Deadline 30 s.  The
 * value of an env: reference is removed from the environment, so that no child inherits it; the same
 * reference can be resolved again. */
typedef void (*ReferenceDone)(SecBuf *secret, const GError *error, gpointer data);
void reference_resolve(const char *reference, GCancellable *cancellable, ReferenceDone done, gpointer data);
