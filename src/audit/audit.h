/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit of one target: plan, probes, exchanges, judges, findings, score (DESIGN.md part 4).
 *
 * Asynchronous, main thread.  The verb (or the screen) resolves secrets, makes the client, gathers facts and
 * hands all of it down; nothing here reads files, the keyring or the environment. */
#pragma once

#include "audit/check.h"
#include "audit/probe.h"
#include "client/client.h"

typedef struct {
	AuditLevel level;
	const char *profile;  /* for the report; NULL */
	GPtrArray *checks;    /* const struct check *, in the order of the catalogue; see audit_choose() */
	guint deadline_ms;    /* for the whole audit of one target; 0: 10 minutes */
	gboolean no_excerpts; /* findings come without exchanges: nobody will look at them */
} AuditOptions;

/* The checks that are chosen: all up to the level, narrowed by `only` and without `skip` (ids, families
 * ("actions"), guideline ids ("B4", "K4"); char *; each NULL: not given), and by the profile: "quick"
 * (passive and cheap: at most documents and lists), "ci" (no person needed: without manual ones), "prod"
 * (all). WEIR_ERROR_USAGE names an unknown word and the nearest that exists.  g_ptr_array_unref() the result.
 */
GPtrArray *audit_choose(AuditLevel level, const char *profile, const GPtrArray *only, const GPtrArray *skip,
			GError **error);

typedef struct Audit Audit;

typedef struct {
	/* Each may be NULL.  `finding` as soon as its check is judged; borrowed. */
	void (*finding)(Audit *audit, const Finding *finding, gpointer data);
	/* Requests finished, and as many as are known to be sent. */
	void (*progress)(Audit *audit, guint finished, guint known, gpointer data);
	/* All probes are done: facts that only are there now (logs) can be put into the object that
	 * audit_start() was given; then audit_judge_rest() must be called, now or later.  NULL: it goes on by
	 * itself. */
	void (*probed)(Audit *audit, gpointer data);
	/* The end, once, from the loop; also after a cancel.  The report is complete but for score, baseline
	 * and history: see audit/score.h.  Borrowed until audit_unref(). */
	void (*done)(Audit *audit, AuditReport *report, gpointer data);
	gpointer data;
} AuditWatch;

/* `client` and `facts` (an object; now, unknown and canary are added where missing) get a reference. */
Audit *audit_start(const AuditOptions *options, Client *client, json_t *facts, GCancellable *cancellable,
		   const AuditWatch *watch);
/* Judges evidence that is there (a recording): no requests; `done` is called from the loop. */
Audit *audit_start_recorded(const AuditOptions *options, Evidence *evidence, const AuditWatch *watch);
Audit *audit_ref(Audit *audit);
void audit_unref(Audit *audit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Audit, audit_unref)

const Target *audit_target(const Audit *audit);
const Evidence *audit_evidence(const Audit *audit);
void audit_judge_rest(Audit *audit);

/* ---- the plan ---- */

/* One request as --plan shows it. */
typedef struct {
	const struct probe *probe;
	char *subject;
	char *method, *path; /* path below the base URL; a sketch where what it needs is not known */
	char *headers;       /* names: "Authorization, Content-Type" */
	char *body;          /* a sketch; NULL: none */
	gboolean sketch;     /* stands for several that are not known yet */
} PlannedRequest;
void planned_request_free(PlannedRequest *request);

/* What would be sent to the target, in order.  `server` (may be NULL) makes requests of what is only known
 * with its documents.  PlannedRequest *, owned by the array. */
GPtrArray *audit_plan(const AuditOptions *options, const Target *target, const Server *server);
