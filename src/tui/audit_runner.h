/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audits of one target on the screen: starts and stops them, and keeps its board.
 *
 * One audit of a target at a time; those of several targets run side by side.  Main thread. */
#pragma once

#include "tui/audit_board.h"
#include "verb/audit_job.h"

typedef struct AuditRunner AuditRunner;

/* From the loop, a moment after something has changed; `rows`: there are other rows on the board. */
typedef void (*AuditRunnerChanged)(gboolean rows, gpointer data);
AuditRunner *audit_runner_new(const Target *target, AuditRunnerChanged changed, gpointer data);
/* Stops what is under way; nothing is told after this. */
void audit_runner_free(AuditRunner *runner);

AuditBoard *audit_runner_board(AuditRunner *runner);

/* Of the next run of all checks.  Lists them where nothing has been asked yet. */
void audit_runner_set_level(AuditRunner *runner, AuditLevel level);
AuditLevel audit_runner_level(const AuditRunner *runner);

/* The level at which that check, or all (NULL), would be asked now. */
AuditLevel audit_runner_level_of(AuditRunner *runner, const char *check);
/* What level active would make on the server, in a line; NULL with the error: it cannot be done. */
char *audit_runner_words(AuditRunner *runner, VerbContext *context, const Client *client,
			 const Server *server, const char *check, GError **error);
/* A person was told so, and said yes, where env = test: until the screen ends. */
void audit_runner_set_confirmed(AuditRunner *runner);
gboolean audit_runner_confirmed(const AuditRunner *runner);
/* TRUE while level active has, or may have, something on the server that it will remove. */
gboolean audit_runner_busy(AuditRunner *runner);

/* All checks of the level, or (`check` not NULL) that one again; at level active only after somebody agreed.
 * FALSE with a sentence: one runs already, or a file that it needs cannot be read. */
gboolean audit_runner_start(AuditRunner *runner, VerbContext *context, Client *client, const char *check,
			    GError **error);
/* Findings on the board were changed (suppressed). */
void audit_runner_touch(AuditRunner *runner);
void audit_runner_stop(AuditRunner *runner);
