/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of audits is to do: the options of `weir audit`, and the files that they name, read once for all
 * targets.  The command and the screen's view share it.  Main thread. */
#pragma once

#include "audit/audit.h"
#include "canary/callbacks.h"
#include "model/suppressions.h"
#include "report/audit_read.h"
#include "store/store.h"
#include "verb/verb.h"

typedef struct {
	int references;
	AuditOptions options; /* level, profile, checks, deadline */
	Severity fail_on;
	int min_score; /* -1: none */
	gboolean strict;
	Store *store;     /* NULL: nothing is remembered */
	json_t *facts;    /* what is the same for all targets; each target's facts begin with a copy */
	json_t *policies; /* the fact of that name, shared by all targets; NULL: not read yet */
	Suppressions *suppressions; /* NULL: there are none */
	AuditBaseline *baseline;    /* NULL: nothing to compare with */
	char *attestations;         /* the text of .weir/attest.conf; NULL */
	gsize attestations_length;
	char *source; /* a folder to be scanned before anything is judged; NULL */
	/* Level active: set by audit_setup_act(). */
	Store *ledger;        /* NULL: nothing may be made anywhere */
	Callbacks *callbacks; /* of all targets, where a port was given; NULL: each has its own */
	char *callback_base;  /* NULL: the listener's own address */
	GPtrArray *schemes;   /* struct scheme * of the configuration; NULL: not read */
} AuditSetup;

/* The options that `weir audit` and its kin have; a row with a NULL name ends it. */
extern const struct verb_option audit_setup_options[];

/* Of the words of a command; of nothing but defaults where `run` is NULL.  WEIR_ERROR_USAGE, or
 * WEIR_ERROR_FILE for a file that cannot be read. */
AuditSetup *audit_setup_new(VerbRun *run, GError **error);
/* Opens the database; where that cannot be, the setup goes on without and the error says why.  `read_only`:
 * only what is remembered is looked at. */
gboolean audit_setup_remember(AuditSetup *setup, gboolean read_only, GError **error);
/* Opens what level active needs: the ledger, the configuration's schemes, and the listener where `port` is
 * not 0. */
gboolean audit_setup_act(AuditSetup *setup, VerbContext *context, const char *base, int port, GError **error);
AuditSetup *audit_setup_ref(AuditSetup *setup);
void audit_setup_unref(AuditSetup *setup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditSetup, audit_setup_unref)

/* Evidence of nothing but the documents in a folder, for audit_job_start_recorded(); `target` is borrowed and
 * must be there until that. */
Evidence *audit_setup_documents(const AuditSetup *setup, const char *folder, const Target *target,
				GError **error);
