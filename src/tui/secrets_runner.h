/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of all servers on the screen, and the rotation that is under way: runs the sub-commands of
 * `weir secrets`, so that the screen and a shell do the same.
 *
 * One thing at a time: the keyring is read, or a rotation goes on.  No value comes here but the last four
 * characters that the list shows.  Main thread. */
#pragma once

#include "store/journal.h"
#include "verb/verb.h"

typedef struct SecretsRunner SecretsRunner;

/* What a rotation has told of itself. */
typedef struct {
	JournalStep step; /* N_JOURNAL_STEPS: a note */
	StepState state;
	char *text;  /* visible; NULL: nothing more is to be said */
	gint64 when; /* microseconds since the epoch */
} SecretsStep;

/* From the loop, a moment after something has changed. */
typedef void (*SecretsRunnerChanged)(gpointer data);
SecretsRunner *secrets_runner_new(VerbContext *context, SecretsRunnerChanged changed, gpointer data);
/* Stops what is under way; nothing is told after this. */
void secrets_runner_free(SecretsRunner *runner);

/* Reads the journal, and (`keyring`) what the keyring holds. */
void secrets_runner_load(SecretsRunner *runner, gboolean keyring);
gboolean secrets_runner_loaded(const SecretsRunner *runner); /* the keyring was read once */

const GPtrArray *
secrets_runner_rows(const SecretsRunner *runner); /* SecretRow *; go with the load after the next */
/* The open or finished rotation of that secret; NULL: none.  Borrowed until something changes. */
const RotationRow *secrets_runner_rotation(const SecretsRunner *runner, const SecretRow *row);
guint secrets_runner_pending(const SecretsRunner *runner); /* rotations that are open */

typedef enum { SECRETS_ROTATE, SECRETS_RESUME, SECRETS_ROLLBACK, SECRETS_RETIRE } SecretsAct;
/* `program` (NULL: none) sets the value; a person has said yes.  FALSE with a sentence: something is under
 * way. */
gboolean secrets_runner_act(SecretsRunner *runner, SecretsAct act, const SecretRow *row, const char *program,
			    GError **error);
/* Between two calls; what was begun stays open. */
void secrets_runner_stop(SecretsRunner *runner);
gboolean secrets_runner_busy(const SecretsRunner *runner); /* a rotation is under way */

/* Of the rotation that is under way, or was last: SecretsStep *, and whose. */
const GPtrArray *secrets_runner_steps(const SecretsRunner *runner);
gboolean secrets_runner_is_about(const SecretsRunner *runner, const SecretRow *row);
gint64 secrets_runner_journal(const SecretsRunner *runner); /* id in the journal; 0: none yet */

/* Visible text; NULL: nothing. */
const char *secrets_runner_problem(const SecretsRunner *runner);
const char *secrets_runner_told(const SecretsRunner *runner);
