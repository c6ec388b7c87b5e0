/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Triggers: who may send an event, as far as a subscription that does not exist can tell.
 *
 * A server looks in this order: token, body, subscription, signature.  So a 404 or 422 says that nobody asked
 * for a credential up to there, not that nobody would have: only the active level knows. */
#include <string.h>

#include "audit/active_facts.h"
#include "audit/checks_families.h"
#include "audit/documented.h"
#include "audit/probes_families.h"
#include "base/error.h"
#include "base/json.h"

static const char *const reads_unsigned[] = { "event-unsigned", "event-bare", NULL };
static const char *const reads_token[] = { "event-unsigned", "event-token-only", "event-bare",
					   "event-bare-token", NULL };
static const char *const reads_auth_first[] = { "event-malformed", "event-announced", NULL };

enum { MOST_UNASKED = 20 };

static gboolean is_refusal(int status)
{
	return status == 401 || status == 403;
}

static gboolean is_success(int status)
{
	return status >= 200 && status < 300;
}

static Finding *at_route(Finding *finding, const Trigger *trigger)
{
	finding_at(finding, trigger->name, NULL);
	if (trigger->route.path != NULL)
		finding_route(finding, trigger->route.method != NULL ? trigger->route.method : "POST",
			      trigger->route.path);
	return finding;
}

/* FALSE, having said why, where nothing may be sent to the trigger's route; of many, the first few are named.
 */
static gboolean may_be_asked(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			     guint *unasked)
{
	g_autofree char *path = probe_event_path(evidence, trigger);
	const char *why = trigger->route.path == NULL ? "its route is not known: nothing was sent"
			  : trigger->route.parameter == NULL
				  ? "its route names no subscription: nothing is sent there, since it would "
				    "reach everyone"
				  : "its route takes no events that could be sent";
	if (path == NULL && ++*unasked <= MOST_UNASKED)
		at_route(judge_unknown(judgement, "%s", why), trigger);
	return path != NULL;
}

/* FALSE, having said why, where there is no answer to look at. */
static gboolean has_answer(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			   const Answer *answer)
{
	g_autofree char *limit = answer != NULL ? documented_limit(answer) : NULL;
	if (answer == NULL && evidence->broken != NULL)
		at_route(judge_say(judgement, VERDICT_ERROR, "%s", evidence->broken), trigger);
	else if (answer == NULL)
		at_route(judge_unknown(judgement, "it was not asked"), trigger);
	else if (answer->exchange->error != NULL)
		at_route(judge_say(judgement, VERDICT_ERROR, "%s", answer->exchange->error->message),
			 trigger);
	else if (answer->exchange->status == 429)
		at_route(judge_unknown(judgement, "%s", limit), trigger);
	else
		return TRUE;
	return FALSE;
}

static const char *what_it_means(int status)
{
	switch (status) {
	case 404:
		return "the subscription was looked up, and whether a credential would have been asked for "
		       "then "
		       "only the active level can tell";
	case 400:
	case 422:
		return "the body was checked, and whether a credential would have been asked for then only "
		       "the "
		       "active level can tell";
	default:
		return "that tells neither that it is taken nor that it is refused";
	}
}

typedef void (*JudgeOne)(Judgement *judgement, const Evidence *evidence, const Trigger *trigger);

static void judge_each(Judgement *judgement, const Evidence *evidence, JudgeOne judge)
{
	const GPtrArray *triggers = evidence->server->triggers;
	guint unasked = 0;
	for (guint i = 0; i < triggers->len; i++)
		if (may_be_asked(judgement, evidence, triggers->pdata[i], &unasked))
			judge(judgement, evidence, triggers->pdata[i]);
	if (unasked > MOST_UNASKED)
		judge_unknown(judgement, "nothing was sent to the routes of %u further triggers either",
			      unasked - MOST_UNASKED);
	if (triggers->len == 0)
		judge_skip(judgement, "the server has no triggers");
}

/* ---- what a canary's own subscription tells ---- */

/* Taken, or dispatched whatever the answer says. */
static gboolean reaches_canary(const Evidence *evidence, const char *label, const Trigger *trigger)
{
	return is_success(answer_status(evidence_answer(evidence, label, trigger->name))) ||
	       active_event_count(evidence, label, trigger->name) > 0;
}

/* TRUE for an answer that says that a canary's event is not taken. */
static gboolean is_kept_from_canary(const Evidence *evidence, const char *label, const Trigger *trigger)
{
	int status = answer_status(evidence_answer(evidence, label, trigger->name));
	return status >= 400 && status < 500 && status != 429 && !reaches_canary(evidence, label, trigger);
}

/* FALSE: level active did not decide. */
static gboolean decide_unsigned(Judgement *judgement, const Evidence *evidence, const Trigger *trigger)
{
	const Answer *answer = evidence_answer(evidence, "event-bare", trigger->name);
	guint events = active_event_count(evidence, "event-bare", trigger->name);
	Finding *finding = NULL;
	if (answer != NULL && reaches_canary(evidence, "event-bare", trigger))
		finding = judge_fail(judgement,
				     "an event without any credential for weir's own subscription is %s (%d)",
				     events > 0 ? "dispatched" : "taken", answer_status(answer));
	else if (answer != NULL && is_kept_from_canary(evidence, "event-bare", trigger) &&
		 !is_success(answer_status(evidence_answer(evidence, "event-unsigned", trigger->name))))
		finding = judge_pass(
			judgement,
			"an event without any credential for weir's own subscription is refused (%d)",
			answer_status(answer));
	if (finding != NULL)
		finding_shows(at_route(finding, trigger), answer, NULL);
	return finding != NULL;
}

static gboolean decide_token_only(Judgement *judgement, const Evidence *evidence, const Trigger *trigger)
{
	const Answer *answer = evidence_answer(evidence, "event-bare-token", trigger->name);
	Finding *finding = NULL;
	if (answer == NULL || !is_kept_from_canary(evidence, "event-bare", trigger))
		return FALSE;
	if (reaches_canary(evidence, "event-bare-token", trigger))
		finding = judge_fail(judgement,
				     "an unsigned event for weir's own subscription is taken (%d) with the "
				     "server's token alone",
				     answer_status(answer));
	else if (is_kept_from_canary(evidence, "event-bare-token", trigger) &&
		 !is_success(answer_status(evidence_answer(evidence, "event-token-only", trigger->name))))
		finding = judge_pass(judgement,
				     "the token alone is not enough: an unsigned event with it for weir's "
				     "own subscription gets %d",
				     answer_status(answer));
	if (finding != NULL)
		finding_shows(at_route(finding, trigger), answer, NULL);
	return finding != NULL;
}

static void unsigned_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger)
{
	if (decide_unsigned(judgement, evidence, trigger))
		return;
	const Answer *answer = evidence_answer(evidence, "event-unsigned", trigger->name);
	int status = answer_status(answer);
	if (!has_answer(judgement, evidence, trigger, answer))
		return;
	Finding *finding;
	if (is_refusal(status))
		finding = judge_pass(judgement, "an event without any credential is refused (%d)", status);
	else if (is_success(status))
		finding = judge_fail(judgement, "an event without any credential is taken (%d)", status);
	else
		finding = judge_unknown(judgement, "an event without any credential gets %d: %s", status,
					what_it_means(status));
	finding_shows(at_route(finding, trigger), answer, NULL);
}

static void judge_unsigned(Judgement *judgement, const Evidence *evidence)
{
	judge_each(judgement, evidence, unsigned_one);
}

static void token_only_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger)
{
	if (decide_token_only(judgement, evidence, trigger))
		return;
	const Answer *without = evidence_answer(evidence, "event-unsigned", trigger->name);
	const Answer *with = evidence_answer(evidence, "event-token-only", trigger->name);
	if (!has_answer(judgement, evidence, trigger, without) ||
	    !has_answer(judgement, evidence, trigger, with))
		return;
	int status = answer_status(with);
	Finding *finding;
	if (answer_status(without) != 401)
		finding = judge_skip(judgement,
				     "without the token it is not refused with 401 but answered %d: "
				     "triggers.unsigned judges that",
				     answer_status(without));
	else if (is_refusal(status))
		finding = judge_pass(judgement,
				     "the token alone is not enough: an unsigned event with it gets %d",
				     status);
	else if (is_success(status))
		finding = judge_fail(judgement,
				     "an unsigned event is taken (%d) with the server's token alone", status);
	else
		finding = judge_unknown(judgement, "an unsigned event with the token gets %d: %s", status,
					what_it_means(status));
	finding_shows(at_route(finding, trigger), with, NULL);
}

static void judge_token_only(Judgement *judgement, const Evidence *evidence)
{
	if (evidence_has_token(evidence))
		judge_each(judgement, evidence, token_only_one);
	else
		judge_skip(judgement, "no token is configured for this server");
}

/* ---- credentials before work ---- */

typedef enum { ASKED_FIRST, WORKED_FIRST, CANNOT_TELL } Order;

/* FastAPI's 422 for a header that is missing: it was not the body that was refused. */
static gboolean refuses_headers(const Answer *answer)
{
	const json_t *detail = weir_json_array(answer_json(answer), "detail");
	for (size_t i = 0; i < json_array_size(detail); i++) {
		const json_t *place = weir_json_array(json_array_get(detail, i), "loc");
		const char *first = json_string_value(json_array_get(place, 0));
		if (g_strcmp0(first, "header") != 0)
			return FALSE;
	}
	return json_array_size(detail) > 0;
}

static gboolean refuses_unread(int status)
{
	return is_refusal(status) || status == 411 || status == 413;
}

static Order order_of_malformed(const Answer *answer)
{
	int status = answer_status(answer);
	if (refuses_unread(status))
		return ASKED_FIRST;
	if (is_success(status) || ((status == 400 || status == 422) && !refuses_headers(answer)))
		return WORKED_FIRST;
	return CANNOT_TELL;
}

/* The request was sent, and the server had said nothing by the deadline: not one that cannot be reached. */
static gboolean was_silent(const Answer *answer)
{
	const Exchange *exchange = answer->exchange;
	return exchange->error != NULL && exchange->timed_out;
}

static void say_worked_first(Judgement *judgement, const Trigger *trigger, const Answer *malformed,
			     const Answer *announced)
{
	gboolean waits = announced != NULL && was_silent(announced);
	if (order_of_malformed(malformed) == WORKED_FIRST) {
		int status = answer_status(malformed);
		Finding *finding = judge_fail(
			judgement,
			"a body that is no JSON is %s (%d) before anybody is asked for a credential%s",
			is_success(status) ? "taken" : "parsed and refused", status,
			waits ? "; 1 MiB that is announced and held back is waited for" : "");
		finding_shows(at_route(finding, trigger), malformed, NULL);
		return;
	}
	Finding *finding =
		judge_fail(judgement, "1 MiB that is announced and held back, without any credential, "
				      "is waited for: no answer in 2 s");
	finding_shows(at_route(finding, trigger), announced, NULL);
}

static void auth_first_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger)
{
	const Answer *malformed = evidence_answer(evidence, "event-malformed", trigger->name);
	const Answer *announced = evidence_answer(evidence, "event-announced", trigger->name);
	if (!has_answer(judgement, evidence, trigger, malformed))
		return;
	gboolean silent = announced != NULL && was_silent(announced);
	if (silent || order_of_malformed(malformed) == WORKED_FIRST) {
		say_worked_first(judgement, trigger, malformed, announced);
		return;
	}
	if (!has_answer(judgement, evidence, trigger, announced))
		return;
	gboolean small = order_of_malformed(malformed) == ASKED_FIRST;
	const Answer *shown = small ? announced : malformed;
	Finding *finding;
	if (small && refuses_unread(answer_status(announced)))
		finding =
			judge_pass(judgement,
				   "without a credential a body is refused before it is read (%d), and so is "
				   "one that is only announced (%d)",
				   answer_status(malformed), answer_status(announced));
	else
		finding = judge_unknown(
			judgement, "%s, without any credential, gets %d: that does not tell what comes first",
			small ? "1 MiB that is announced and held back" : "a body that is no JSON",
			answer_status(shown));
	finding_shows(at_route(finding, trigger), shown, NULL);
}

static void judge_auth_first(Judgement *judgement, const Evidence *evidence)
{
	judge_each(judgement, evidence, auth_first_one);
}

const struct check checks_triggers_guard[] = {
	{ { .id = "triggers.unsigned",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R1 U2 O5 B2",
	    .title = "Events without a credential are refused",
	    .why = "Whoever learns or guesses a subscription's address can start its flows with made-up "
		   "events: "
		   "orders that were never placed, messages that nobody wrote.",
	    .how = "A valid event without token and signature goes to each route that names a subscription, "
		   "with "
		   "a random id. 401 and 403 pass, 2xx fails, and anything else does not tell. Nothing is "
		   "sent to "
		   "a route that names no subscription. The active level decides with a subscription of its "
		   "own.",
	    .fix = "Check the sender before anything else: the signature of the upstream system over the raw "
		   "body, compared in constant time.",
	    .snippet = "def verify(secret: str, timestamp: str, body: bytes, given: str) -> None:\n"
		       "    digest = hmac.new(secret.encode(), f\"{timestamp}.\".encode() + body, "
		       "\"sha256\").hexdigest()\n"
		       "    # bytes: compare_digest() raises TypeError for text that is not ASCII\n"
		       "    if not hmac.compare_digest(f\"v1={digest}\".encode(), given.encode()):\n"
		       "        raise HTTPException(401, \"not accepted\")\n",
	    .mistaken = "A server that answers 200 to everything and drops unknown subscriptions unseen. The "
			"active level tells.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-306 CWE-345" },
	  CHECK_NEEDS_MANIFEST,
	  reads_unsigned,
	  judge_unsigned },
	{ { .id = "triggers.shared-token-only",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "U2",
	    .title = "More than the server's token guards a webhook",
	    .why = "The token that guards a webhook is given to the upstream system and to every tenant who "
		   "sets "
		   "one up; the same token opens manifest, connections and actions.",
	    .how = "The same event without a signature is sent with and without the token, for a random id. "
		   "401 "
		   "without it and 2xx with it fails, 401 or 403 with it passes, and anything else does not "
		   "tell; the active level decides.",
	    .fix = "Let each subscription have a signing secret of its own, and check it beside the token or "
		   "instead of it.",
	    .snippet = "class TicketSecrets(BaseModel):\n"
		       "    signing_secret: str = Field(min_length=32, max_length=128)\n",
	    .mistaken =
		    "A proxy in front that checks signatures or client certificates of the upstream system, "
		    "and lets weir pass.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-287" },
	  CHECK_NEEDS_MANIFEST,
	  reads_token,
	  judge_token_only },
	{ { .id = "triggers.auth-first",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R2",
	    .title = "Credentials are asked for before a body is read",
	    .why = "Whoever may make a server read and parse bodies without a credential can keep it busy: "
		   "many "
		   "large or slow bodies stop it for everyone.",
	    .how = "Without any credential, a body that is no JSON is sent, and 1 MiB is announced and held "
		   "back "
		   "for 2 s, for a random id. 400 or 422 to the first fails, and so does silence at the "
		   "second; "
		   "401, 403, 411 and 413 pass.",
	    .fix = "Take the raw request, not a typed body; look at the credential's headers and the "
		   "announced "
		   "length first, then read and check, then parse.",
	    .snippet = "@app.post(\"/webhooks/ticket-created/{subscription_id}\")\n"
		       "async def ticket_created(subscription_id: UUID, request: Request) -> None:\n"
		       "    if \"x-signature\" not in request.headers:\n"
		       "        raise HTTPException(401, \"not accepted\")\n"
		       "    if \"content-length\" not in request.headers:  # chunked: no end is announced\n"
		       "        raise HTTPException(411, \"length required\")\n"
		       "    if int(request.headers[\"content-length\"]) > 65536:\n"
		       "        raise HTTPException(413, \"too large\")\n",
	    .mistaken =
		    "A proxy that buffers bodies before it passes them on waits for one that is held back, "
		    "whatever the server does.",
	    .owasp = "API4:2023",
	    .cwe = "CWE-400 CWE-696" },
	  CHECK_NEEDS_MANIFEST | CHECK_TOLERATES_SILENCE,
	  reads_auth_first,
	  judge_auth_first },
	{ { NULL } },
};
