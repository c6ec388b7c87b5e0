/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain of weir.
 *
 * Every function below cli/ and tui/ that can fail takes a `GError **` and reports here.  A message is one
 * sentence that names the thing, the cause and what to do; it never holds a secret, and it may hold bytes of
 * a stranger: who shows it passes it through text_visible() first.  No function here allocates but through
 * GLib; all are thread-safe. */
#pragma once

#include <glib.h>

#define WEIR_ERROR weir_error_quark()
GQuark weir_error_quark(void);

typedef enum {
	WEIR_ERROR_USAGE,       /* an argument that cannot be meant */
	WEIR_ERROR_CONFIG,      /* configuration or a secret's reference is unusable */
	WEIR_ERROR_FILE,        /* a file cannot be read or written */
	WEIR_ERROR_READ_ONLY,   /* a write was asked of a target that is read-only */
	WEIR_ERROR_UNREACHABLE, /* no connection, or it broke, or a deadline passed */
	WEIR_ERROR_AUTH,        /* the server refused the credential (401, 403) */
	WEIR_ERROR_PROTOCOL,    /* the answer is not what the protocol allows */
	WEIR_ERROR_LIMIT,       /* the answer is over a cap */
	WEIR_ERROR_NOT_FOUND,   /* the server has no such thing (404) */
	WEIR_ERROR_INCOMPLETE,  /* some of what was asked could not be had */
	WEIR_ERROR_KEYRING,     /* the keyring cannot be used, for another reason than those at the end */
	WEIR_ERROR_CANCELLED,   /* a person stopped it */

	WEIR_ERROR_KEYRING_NO_BUS,        /* no session bus */
	WEIR_ERROR_KEYRING_NO_SERVICE,    /* no Secret Service on it */
	WEIR_ERROR_KEYRING_NO_COLLECTION, /* no default collection */
	WEIR_ERROR_KEYRING_LOCKED,        /* locked, and nothing can ask for its password */
	WEIR_ERROR_KEYRING_DISMISSED,     /* a person closed its prompt */
	WEIR_ERROR_KEYRING_TIMEOUT,       /* no answer in time */
} WeirError;

/* Exit codes of the program (DESIGN.md part 8). */
enum weir_exit {
	WEIR_EXIT_OK = 0,
	WEIR_EXIT_FINDINGS = 1,
	WEIR_EXIT_USAGE = 2,
	WEIR_EXIT_INCOMPLETE = 3,
	WEIR_EXIT_KEYRING = 4,
	WEIR_EXIT_PENDING = 5,
	WEIR_EXIT_INTERRUPTED = 130,
};

/* The exit code that an error means; 0 for NULL.  G_IO_ERROR_CANCELLED is 130, other domains are 3. */
int weir_error_exit_code(const GError *error);
