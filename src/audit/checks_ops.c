/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a server is operated: reviews, tests of failures, and what changed since it was looked at. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/people.h"
#include "base/json.h"
#include "model/attestations.h"

/* ---- ops.destructive-review ---- */

enum { NAMED = 6 };

/* "delete_ticket, manage_ticket": who is asked to review them need not look for them. */
static char *some_names(const GPtrArray *names)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < MIN(names->len, NAMED); i++)
		g_string_append_printf(out, "%s%s", i > 0 ? ", " : "", (const char *)names->pdata[i]);
	if (names->len > NAMED)
		g_string_append_printf(out, " and %u more", names->len - NAMED);
	return g_string_free(out, FALSE);
}

static void judge_destructive_review(Judgement *judgement, const Evidence *evidence)
{
	g_autoptr(GPtrArray) names = destructive_actions(evidence->server);
	if (names->len == 0) {
		judge_skip(judgement, "no action is destructive");
		return;
	}
	g_autofree char *list = attestation_list(names);
	g_autofree char *named = some_names(names);
	g_autofree char *what = g_strdup_printf(
		"the destructive action%s (%s), and who may install and invoke %s, were reviewed",
		names->len == 1 ? "" : "s", named, names->len == 1 ? "it" : "them");
	judge_attestation(judgement, evidence, "ops.destructive-review", what, list, 0);
}

/* ---- ops.integrity ---- */

static void judge_integrity(Judgement *judgement, const Evidence *evidence)
{
	judge_attestation(judgement, evidence, "ops.integrity",
			  "dynamic code, templates and the use of upstream responses were reviewed", NULL, 0);
}

/* ---- ops.failure-tests ---- */

enum { TEST_DAYS = 90 };

static gboolean has_signed_trigger(const Evidence *evidence)
{
	for (guint i = 0; i < evidence->server->triggers->len; i++)
		if (((const Trigger *)evidence->server->triggers->pdata[i])->secrets->len > 0)
			return TRUE;
	return FALSE;
}

/* The fact: {"when": microseconds, "cases": how many ran, "failed": [names]}. */
static void judge_replay(Judgement *judgement, const Evidence *evidence, const json_t *replay)
{
	const json_t *failed = weir_json_array(replay, "failed");
	gint64 days = (weir_json_integer(evidence->facts, "now", 0) - weir_json_integer(replay, "when", 0)) /
		      ((gint64)24 * 3600 * G_USEC_PER_SEC);
	gint64 cases = weir_json_integer(replay, "cases", 0);
	for (size_t i = 0; i < json_array_size(failed); i++) {
		const char *name = json_string_value(json_array_get(failed, i));
		finding_at(judge_fail(judgement, "the replayed case was not refused as it should be"), name,
			   NULL);
	}
	if (json_array_size(failed) > 0)
		return;
	if (days > TEST_DAYS || cases <= 0)
		judge_manual(judgement,
			     "the last replay was %" G_GINT64_FORMAT " days ago, with %" G_GINT64_FORMAT
			     " cases: weir replay TARGET TRIGGER",
			     days, cases);
	else
		judge_pass(judgement,
			   "%" G_GINT64_FORMAT " cases were replayed %" G_GINT64_FORMAT " days ago and held",
			   cases, days);
}

static void judge_failure_tests(Judgement *judgement, const Evidence *evidence)
{
	const json_t *replay = weir_json_object(evidence->facts, "replay");
	const json_t *all = weir_json_object(evidence->facts, "attestations");
	if (replay != NULL)
		judge_replay(judgement, evidence, replay);
	else if (json_object_get(all, "ops.failure-tests") == NULL && !has_signed_trigger(evidence))
		judge_skip(judgement, "no trigger has a secret to sign with, so there is nothing to replay");
	else
		judge_attestation(judgement, evidence, "ops.failure-tests",
				  "wrong signatures, wrong subscriptions, replayed events and upstream "
				  "errors were tested in the last 90 days",
				  NULL, TEST_DAYS);
}

/* ---- ops.drift ---- */

/* Kinds of model/drift that somebody has to look at before the server is trusted as before. */
static const struct {
	const char *kind, *words;
} serious[] = {
	{ "effect-changed", "what it does to the world is another thing than when it was pinned" },
	{ "required-argument-added", "an argument must be given that was not there when it was pinned" },
	{ "argument-now-required", "an argument must be given that could be left out when it was pinned" },
	{ "schema-widened", "values are taken that were refused when it was pinned" },
	{ "docs-stale", "the schema changed since it was pinned, and its docs did not" },
};

static const char *serious_words(const json_t *change)
{
	const char *kind = weir_json_text(change, "kind");
	for (gsize i = 0; i < G_N_ELEMENTS(serious); i++)
		if (g_strcmp0(kind, serious[i].kind) == 0)
			return serious[i].words;
	return NULL;
}

static void fail_change(Judgement *judgement, const json_t *change, const char *words)
{
	const char *subject = weir_json_text(change, "subject");
	const char *before = weir_json_text(change, "before"), *after = weir_json_text(change, "after");
	Finding *finding = judge_fail(judgement, "%s", words);
	g_autofree char *quote =
		g_strdup_printf("%s -> %s", before != NULL ? before : "", after != NULL ? after : "");
	finding_at(finding, subject, weir_json_text(change, "kind"));
	finding_document(finding, weir_json_text(change, "document"), weir_json_text(change, "pointer"));
	finding_shows(finding, NULL, quote);
}

static void judge_drift(Judgement *judgement, const Evidence *evidence)
{
	const json_t *pin = weir_json_object(evidence->facts, "pin");
	const json_t *changes = weir_json_array(pin, "changes");
	gboolean whole = TRUE;
	if (pin == NULL) {
		judge_unknown(judgement, "the manifest was not pinned, so nothing can be compared: weir pin "
					 "TARGET");
		return;
	}
	for (size_t i = 0; i < json_array_size(changes); i++) {
		const json_t *change = json_array_get(changes, i);
		const char *words = serious_words(change);
		whole = whole && g_strcmp0(weir_json_text(change, "kind"), "not-compared") != 0;
		if (words != NULL)
			fail_change(judgement, change, words);
	}
	if (judge_failures(judgement) > 0)
		return;
	if (!whole)
		judge_unknown(judgement, "not all of the pinned state could be compared: weir diff TARGET");
	else if (json_array_size(changes) > 0)
		judge_pass(judgement,
			   "%zu changes since it was pinned, none of effect, required arguments or wider "
			   "schemas: weir diff TARGET",
			   json_array_size(changes));
	else
		judge_pass(judgement, "the manifest means what it meant when it was pinned");
}

/* ---- the rows ---- */

const struct check checks_ops[] = {
	{ { .id = "ops.destructive-review",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "P3",
	    .title = "Destructive actions, and who may use them, are reviewed",
	    .why = "What deletes or sends for good is one wrong call away from damage that nobody can undo. "
		   "Who may make that call is decided outside the server, where no probe can look.",
	    .how = "A person attests that the destructive actions (as weir classifies them) and the people "
		   "who may install or invoke them were reviewed. The attestation is for the present list: "
		   "when the list changes, or on its date, it lapses.",
	    .fix = "Go through `weir actions TARGET`, decide who may use what, and attest: weir attest "
		   "TARGET ops.destructive-review --by NAME --until DATE.",
	    .snippet = "weir attest desk-prod ops.destructive-review --by Kim --until 2027-05-01\n",
	    .mistaken = "An action that is taken for destructive and is not. Set `destructive = false` in "
			"its group of the configuration, with a note.",
	    .owasp = "API5:2023 API6:2023",
	    .cwe = "CWE-285" },
	  CHECK_NEEDS_MANIFEST | CHECK_IS_MANUAL,
	  NULL,
	  judge_destructive_review },
	{ { .id = "ops.failure-tests",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "P5",
	    .title = "Failure cases were tested",
	    .why = "A check of signatures that was never seen to refuse anything may refuse nothing.",
	    .how = "weir's own history says when the replay cases (wrong signature, stale, replayed, wrong "
		   "subscription) last ran against this server's signed triggers, and whether they held. "
		   "Without such a history a person attests it; it lapses after 90 days.",
	    .fix = "Send a test server a wrong signature, a stale and a repeated event, and one for another "
		   "subscription, and see each refused. Then attest: weir attest TARGET ops.failure-tests "
		   "--by NAME --until DATE.",
	    .snippet = "weir attest desk-prod ops.failure-tests --by Kim --until 2027-02-01 \\\n"
		       "     --note \"replayed against staging\"\n",
	    .mistaken = "Tests that ran elsewhere, such as the server's own test suite. Attest them.",
	    .owasp = "API2:2023 API8:2023",
	    .cwe = "CWE-347 CWE-294" },
	  CHECK_NEEDS_MANIFEST | CHECK_IS_MANUAL,
	  NULL,
	  judge_failure_tests },
	{ { .id = "ops.drift",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "P6 A1",
	    .title = "The manifest means what it meant when it was pinned",
	    .why = "A customer or an operator has approved what the server did then. An action that reads "
		   "today and deletes tomorrow under the same name has not been approved by anybody.",
	    .how = "The manifest is compared with the last `weir pin` of the target, by meaning: effects, "
		   "required arguments, widened schemas, and schemas that changed while their docs did "
		   "not. Other changes are counted only.",
	    .fix = "Look at `weir diff TARGET`. Where the change is meant, update the docs and pin again.",
	    .snippet = "weir diff desk-prod\n"
		       "weir pin desk-prod\n",
	    .mistaken = "A change that was announced and approved. Pin the new state.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-1059" },
	  CHECK_NEEDS_MANIFEST | CHECK_LATE,
	  NULL,
	  judge_drift },
	{ { .id = "ops.integrity",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O6 O9",
	    .title = "Dynamic code, templates and upstream responses are reviewed",
	    .why = "Code that is made at run time, templates filled with what a customer wrote, and "
		   "upstream answers that are taken as they are let strangers decide what the server does.",
	    .how = "It cannot be seen from outside. A person who has read the source attests it, with a "
		   "date.",
	    .fix = "Look for eval, exec, pickle, templates made of input, and answers used without a "
		   "model; then attest: weir attest TARGET ops.integrity --by NAME --until DATE.",
	    .snippet = "class UpstreamTicket(BaseModel):      # what is not named here is dropped\n"
		       "    id: int\n"
		       "    title: str = Field(max_length=200)\n"
		       "ticket = UpstreamTicket.model_validate(response.json())\n",
	    .mistaken = "None: it repeats what somebody said.",
	    .owasp = "API10:2023",
	    .cwe = "CWE-94 CWE-502" },
	  CHECK_IS_MANUAL,
	  NULL,
	  judge_integrity },
	{ { NULL } },
};
