/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks: one question of the catalogue is one row in audit/checks_FAMILY.c with one pure judge.
 *
 * A judge looks at the evidence and says what it sees, with one or more of the functions below: several
 * failures, one for each place; or one pass, unknown, skipped or manual with its reason.  It sends nothing,
 * reads no file and knows no clock but facts.now.
 *
 * What happens around it (audit/judge.c):
 *   - a judge that says nothing is an error;
 *   - where it has failures, its passes are dropped; what is unknown beside them stays;
 *   - a pass (and a skip) does not stand where one of the check's probes was not answered whole: it becomes
 * an error with the reason, and so does what a judge of documents says where the document is missing. Answers
 * that time out by design are exempt (`tolerates_silence`);
 *   - a check of a level above the run's is not judged at all;
 *   - what a judge says of a model alone is remembered for the next server that shares it (documents.h). */
#pragma once

#include "audit/evidence.h"

typedef struct Judgement Judgement;

/* Which documents a judge cannot do without. */
enum {
	CHECK_NEEDS_MANIFEST = 1 << 0,
	CHECK_NEEDS_COMPONENTS = 1 << 1,
	CHECK_NEEDS_OPENAPI = 1 << 2,
	CHECK_READS_ALL = 1 << 3,         /* every answer of the run: judged last */
	CHECK_TOLERATES_SILENCE = 1 << 4, /* an answer that did not come is something it judges */
	CHECK_PROBES_OPTIONAL = 1 << 6,   /* can be judged where only documents are given */
	CHECK_IS_MANUAL = 1 << 7,         /* only a person can say */
	CHECK_LATE = 1 << 5,              /* reads facts that are only there at the end (logs) */
	CHECK_OF_MODEL = 1 << 8,          /* its judge looks at evidence->server and at nothing else */
};

struct check {
	struct check_info info;
	unsigned flags;
	const char *const *probes; /* labels that it reads beside the documents of its flags; NULL: none */
	void (*judge)(Judgement *judgement, const Evidence *evidence);
};

/* The families, in the order of the catalogue; each ends with a row whose id is NULL. */
extern const struct check *const check_families[]; /* ends with NULL */
const struct check *check_find(const char *id);
/* Calls `each` for every check in order. */
void check_foreach(void (*each)(const struct check *check, gpointer data), gpointer data);

/* What a judge says.  The result is borrowed and may be furnished further with the functions below. */
Finding *judge_say(Judgement *judgement, Verdict verdict, const char *format, ...) G_GNUC_PRINTF(3, 4);
#define judge_fail(judgement, ...) judge_say(judgement, VERDICT_FAIL, __VA_ARGS__)
#define judge_pass(judgement, ...) judge_say(judgement, VERDICT_PASS, __VA_ARGS__)
#define judge_unknown(judgement, ...) judge_say(judgement, VERDICT_UNKNOWN, __VA_ARGS__)
#define judge_skip(judgement, ...) judge_say(judgement, VERDICT_SKIPPED, __VA_ARGS__)
#define judge_manual(judgement, ...) judge_say(judgement, VERDICT_MANUAL, __VA_ARGS__)
/* How many failures it has said so far; TRUE if it has said anything. */
guint judge_failures(const Judgement *judgement);
gboolean judge_has_spoken(const Judgement *judgement);

/* What a judge says of evidence->server alone, where it looks at more than that: said once of a model that is
 * shared.  `part` is an address that stands for these words and no others. */
void judge_model(Judgement *judgement, gconstpointer part,
		 void (*judge)(Judgement *judgement, const Evidence *evidence));

/* Where it is; each argument may be NULL, texts are copied.  Return the finding. */
Finding *finding_at(Finding *finding, const char *subject, const char *argument);
Finding *finding_document(Finding *finding, const char *document, const char *pointer);
Finding *finding_route(Finding *finding, const char *method, const char *path);
/* The exchange that shows it, and the words in it (may be NULL). */
Finding *finding_shows(Finding *finding, const Answer *answer, const char *quote);
Finding *finding_severity(Finding *finding, Severity severity);
Finding *finding_origin(Finding *finding, Origin origin);

/* JSON Pointers into manifest.json of an action's or trigger's parts:
 * "/actions/3/schema/call/function/parameters", rest appended escaped; g_free(). `index` is the row in
 * server->actions / triggers where the manifest named it. */
char *pointer_of_action(const Evidence *evidence, const Action *action, const char *rest);
char *pointer_of_trigger(const Evidence *evidence, const Trigger *trigger, const char *rest);

/* Runs one check; Finding * are appended. `evidence` must hold what the check reads. */
void check_judge(const struct check *check, const Evidence *evidence, GPtrArray *findings);
