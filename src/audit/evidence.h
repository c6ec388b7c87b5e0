/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the judges of one target may look at: answers to probes, the model, facts.  Nothing else.
 *
 * Everything in it is redacted: a value that weir holds stands as «own:NAME», a credential as «cred:KIND», in
 * URLs, headers and bodies alike, before it comes here.  So a run that is judged again from its recording
 * has the same findings.  Main thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "model/exchange.h"
#include "model/finding.h"
#include "model/server.h"
#include "model/subscriptions.h"

struct probe;

typedef struct {
	const struct probe *probe;
	char *subject;      /* what of several it is about: action, trigger, connection, variant; "" */
	Exchange *exchange; /* request, status, headers, times; ->error says why there is no whole answer */
	GBytes *body;       /* whole, redacted; NULL where there is no whole answer */
	GBytes *sent;       /* body of the request, redacted, cut to an excerpt; NULL: none */
	json_t *json;       /* answer_json() keeps it here */
	gboolean json_tried;
	char *problem; /* documented_problem() keeps it here */
	gboolean problem_tried;
	Exchange *excerpt;            /* answer_excerpt() keeps it here */
	gboolean no_excerpt;          /* it is not to be made */
	gboolean marks_tried, marked; /* answer_is_marked() keeps it here */
} Answer;

typedef struct {
	const Target *target; /* borrowed */
	AuditLevel level;
	Server *server;      /* NULL: none of its documents could be had (yet) */
	json_t *facts;       /* object, see below; never NULL */
	GPtrArray *answers;  /* Answer *, in the order in which they came */
	GHashTable *by_name; /* set of Answer *, by label and subject */
	GHashTable *labels;  /* label -> GPtrArray of Answer * */
	GHashTable *indices; /* of actions and triggers in the manifest; made when first asked for */
	Subscriptions *rows; /* evidence_subscriptions() keeps them here */
	gint64 rows_total;
	guint spots; /* of schemas that the check under way may still walk over: see schema_walk.h */
	/* Of the run that asked, for its report. */
	guint requests, chain;
	double seconds;
	gboolean offline;     /* only documents were given: nothing was asked */
	gboolean no_excerpts; /* as the options say; of answers that are added from now on */
	char *broken;         /* why the run was stopped before all was asked; NULL */
} Evidence;

/* Facts are JSON so that they can be recorded.  Members (each may be missing: not gathered, not known):
 *   now           integer, microseconds since the epoch: when the audit began
 *   unknown       string: a random UUID that names nothing: unknown connections and subscriptions
 *   canary        string: a made-up value that is recognised when it comes back; no secret
 *   own           array of {name, kind, server, length, bits, segments, dictionary, reused, created, owner,
 *                 compromised, jwt: {alg, exp, iat, ...}}: values that weir holds for this server, never the
 *                 values themselves
 *   policies      object: kind -> {age: seconds, ...}
 *   lockfile      object of model/lockfile
 *   source        object: {folder, files, hits: [{file, line, kind}]}
 *   logs          object: {configured, from, lines: [redacted text], partial, problem}; partial: others may
 *                 have been there
 *   attestations  object: check id -> {by, until, note, list, lapsed}
 *   pin           object: {id, when, changes: [model/drift]}
 *   active        object: what level active made and its listener received (audit/active_facts.h)
 *   replay        object: {when, cases, failed: ["TRIGGER: CASE"]} of weir's own history (store/replays.h)
 */
Evidence *evidence_new(const Target *target, AuditLevel level);
void evidence_free(Evidence *evidence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Evidence, evidence_free)

/* `exchange`, `body` and `sent` (may be NULL) get a reference. */
Answer *evidence_add(Evidence *evidence, const struct probe *probe, const char *subject, Exchange *exchange,
		     GBytes *body, GBytes *sent);
/* A document that was read from a file, as if a server had answered with it. */
void evidence_add_document(Evidence *evidence, const char *label, json_t *document);
/* NULL: it was not asked, or not answered yet. `subject` NULL means "". */
const Answer *evidence_answer(const Evidence *evidence, const char *label, const char *subject);
/* Answers of that label in the order in which they came; NULL: none.  Borrowed. */
const GPtrArray *evidence_answers(const Evidence *evidence, const char *label);

/* The documents that there are; sets evidence->server. */
void evidence_build_server(Evidence *evidence);

/* The rows of all lists that were answered, packed; never NULL, empty where none was.  `total` (may be NULL):
 * the sum of what the lists say of themselves, -1 where one does not.  Borrowed. */
const Subscriptions *evidence_subscriptions(const Evidence *evidence, gint64 *total);

/* 0: no answer (NULL, cut off, refused, timed out). */
int answer_status(const Answer *answer);
/* Parsed with limits, once; NULL where it is no JSON.  Borrowed. */
json_t *answer_json(const Answer *answer);
/* A page of a list, a new reference; NULL where it is no JSON.  Only a short one is kept for the next who
 * asks: 100,000 subscriptions would be 350 MiB. */
json_t *answer_page(const Answer *answer);
/* The bytes of the body; "" and 0 where there are none. */
const char *answer_text(const Answer *answer, gsize *length);
const char *answer_header(const Answer *answer, const char *name); /* NULL */
/* TRUE if `text` is in the body; in a header's value. */
gboolean answer_body_holds(const Answer *answer, const char *text);
gboolean answer_header_holds(const Answer *answer, const char *text);
/* FALSE: nothing in its headers and body can be a marker of base/redact.h. */
gboolean answer_is_marked(const Answer *answer);
/* A copy of the exchange with bodies cut to 1 KiB, for findings that outlive the evidence; borrowed. */
Exchange *answer_excerpt(const Answer *answer); /* NULL where nobody will look at it */

/* {"detail": "text"}: borrowed; NULL. */
const char *answer_detail(const Answer *answer);
