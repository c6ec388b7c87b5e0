/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One target's audit with all that surrounds it: secrets that the target names are looked up, facts gathered,
 * the probes run, the judged findings suppressed, compared and scored.  Main thread, asynchronous. */
#pragma once

#include "verb/audit_setup.h"

typedef struct AuditJob AuditJob;

typedef struct {
	/* Each may be NULL; see audit/audit.h. */
	void (*finding)(AuditJob *job, const Finding *finding, gpointer data);
	void (*progress)(AuditJob *job, guint finished, guint known, gpointer data);
	/* The end, once, from the loop.  The report is final: suppressed, compared, scored; take a reference.
	 * The evidence is there until this returns. */
	void (*done)(AuditJob *job, AuditReport *report, gpointer data);
	gpointer data;
} AuditJobWatch;

/* `context` gives the configuration.  The job frees itself after `done`. */
AuditJob *audit_job_start(VerbContext *context, AuditSetup *setup, Client *client, GCancellable *cancellable,
			  const AuditJobWatch *watch);
/* Documents or a recording instead of a server: `evidence` is taken. */
AuditJob *audit_job_start_recorded(VerbContext *context, AuditSetup *setup, Evidence *evidence,
				   const AuditJobWatch *watch);

const Target *audit_job_target(const AuditJob *job);
const Evidence *audit_job_evidence(const AuditJob *job);

/* A report for a target that could not even be asked (an unknown secret, a URL that is none). */
AuditReport *audit_job_failed(VerbContext *context, const AuditSetup *setup, const Target *target,
			      const GError *error);
