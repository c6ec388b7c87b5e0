/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets by reference: env:NAME, file:PATH, fd:N, cmd:COMMAND, keyring:[SERVER/]NAME.
 *
 * A reference is no secret and may stand in the configuration and in messages; the value never does.  The
 * value is the first line, without its line end; an empty one, a NUL or a control character in it is an error
 * that names the reference.  A key in PEM is taken whole, from its BEGIN line up to its END line. */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"

/* TRUE if `text` has the form of a reference; else WEIR_ERROR_CONFIG says what it should look like, without
 * repeating the text: it may be a secret given by mistake. */
gboolean reference_check(const char *text, GError **error);

/* Asynchronous (a command may take its time, a FIFO too); `done` runs from the loop, once.  A command gets
 * /bin/sh, no input, none of the variables that an env: reference named or whose value weir holds, and is
 * killed with what it started at the deadline or when cancelled; what it prints on stderr is not shown.  The
 * value of an env: reference is wiped and removed from the environment, so that no child inherits it, and an
 * fd: is read only once: both are kept, so that the same reference can be resolved again. */
typedef void (*ReferenceDone)(SecBuf *secret, const GError *error, gpointer data);
void reference_resolve(const char *reference, GCancellable *cancellable, ReferenceDone done, gpointer data);

/* The same for a reference that stands in the settings of `server` (an alias; NULL: of none): keyring:NAME is
 * that server's, and one that belongs to no server where it has none of that name.  A secret of another
 * server is taken only where the reference names it: keyring:OTHER/NAME, or keyring:OTHER/CONNECTION/NAME for
 * one of a connection.  It is the current value of the highest version; several references cost one search.
 */
void reference_resolve_for(const char *reference, const char *server, GCancellable *cancellable,
			   ReferenceDone done, gpointer data);

/* The environment without the variables that env: references named or whose values weir holds, for any child;
 * g_strfreev(). */
char **command_environment(void);

extern guint reference_deadline_ms; /* 30,000; tests have less patience */
