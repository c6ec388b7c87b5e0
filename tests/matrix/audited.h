/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A demo server in this process, and one audit of it from start to end. */
#pragma once

#include "demo/demo.h"
#include "verb/audit_job.h"

typedef struct {
	DemoServer *demo;
	VerbContext context;
	Target *target;
	AuditSetup *setup;
	AuditReport *report;
	DemoActivity before, after;
	char *kept, *left;  /* subscriptions of the demo server, before and after */
	char *home;         /* where the ledger is, for level active */
	GString *recording; /* of the evidence, as --record writes it */
} Audited;

/* `flaws` as in `weir demo --flaws`; `tls`: over TLS, with its certificate trusted. */
void audited_start(Audited *audited, const char *flaws, gboolean tls, DemoMode mode);
/* At what level; may be called again. Fails the test where it does not end. */
void audited_run(Audited *audited, const char *level);
void audited_stop(Audited *audited);

/* The worst verdict of a check; N_VERDICTS: it was not judged. */
Verdict audited_verdict(const Audited *audited, const char *check);
/* "id (severity) where: message" of every failure, a line each; g_free(). */
char *audited_failures(const Audited *audited);

/* Asserts that both reports say the same. */
void audited_compare(const AuditReport *one, const AuditReport *other);
