/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What triggers take, as a canary's own subscription tells it. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/probe.h"
#include "audit/trigger_canaries.h"
#include "base/json.h"

static const char *const reads_altered[] = { "event-altered", "event-valid", NULL };
static const char *const reads_aged[] = { "event-aged", "event-valid", NULL };
static const char *const reads_repeated[] = { "event-repeated", "event-valid", NULL };
static const char *const reads_crossed[] = { "event-crossed", "event-valid", NULL };
static const char *const reads_shapeless[] = { "event-shapeless", "event-valid", NULL };
static const char *const reads_elsewhere[] = { "event-elsewhere", "event-valid", NULL };

static guint events_of(const Evidence *evidence, const Trigger *trigger, const char *label,
		       const char *special)
{
	g_autofree char *subject = active_subject(trigger->name, special);
	return active_event_count(evidence, label, subject);
}

/* ---- triggers.bad-signature, triggers.stale ---- */

static void fail_if_taken(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			  const char *special, const char *words, const Answer *answer)
{
	guint events = events_of(evidence, trigger, answer->probe->label, special);
	if (!active_is_taken(answer) && events == 0)
		return;
	finding_shows(trigger_at(judge_fail(judgement, "%s is %s (%d)", words,
					    events > 0 ? "dispatched" : "taken", answer_status(answer)),
				 trigger, special),
		      answer, NULL);
}

static gboolean fails_without_signature(Judgement *judgement, const Evidence *evidence,
					const Trigger *trigger)
{
	g_autofree char *subject = active_subject(trigger->name, "missing");
	const Answer *answer = evidence_answer(evidence, "event-altered", subject);
	guint before = judge_failures(judgement);
	if (answer != NULL)
		fail_if_taken(judgement, evidence, trigger, "missing", "an event without a signature",
			      answer);
	return judge_failures(judgement) > before;
}

static void altered_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			const json_t *canary)
{
	guint before = judge_failures(judgement);
	/* Where no signature is asked for, what a wrong one is answered tells nothing more. */
	if (fails_without_signature(judgement, evidence, trigger))
		return;
	guint sent = judge_each_delivery(judgement, evidence, trigger, "event-altered", fail_if_taken);
	if (judge_failures(judgement) == before && sent > 0)
		trigger_at(judge_pass(judgement, "%u spoilt signatures are refused", sent), trigger, NULL);
	else if (sent == 0)
		trigger_at(judge_unknown(judgement, "its scheme has no signature that could be spoilt"),
			   trigger, NULL);
}

static void judge_bad_signature(Judgement *judgement, const Evidence *evidence)
{
	judge_each_canary(judgement, evidence, TRUE, altered_one);
}

static void aged_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
		     const json_t *canary)
{
	guint before = judge_failures(judgement);
	if (!weir_json_bool(canary, "signs_time", FALSE)) {
		trigger_at(judge_skip(judgement, "its scheme signs no timestamp"), trigger, NULL);
		return;
	}
	guint sent = judge_each_delivery(judgement, evidence, trigger, "event-aged", fail_if_taken);
	if (sent == 0)
		trigger_at(judge_unknown(judgement, "no old event could be made"), trigger, NULL);
	else if (judge_failures(judgement) == before)
		trigger_at(judge_pass(judgement, "old and future events are refused"), trigger, NULL);
}

static void judge_stale(Judgement *judgement, const Evidence *evidence)
{
	judge_each_canary(judgement, evidence, TRUE, aged_one);
}

/* ---- triggers.replay ---- */

static void repeated_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			 const json_t *canary)
{
	g_autofree char *subject = active_subject(trigger->name, "again");
	const Answer *again = evidence_answer(evidence, "event-repeated", subject);
	gboolean has_id = weir_json_bool(canary, "has_id", FALSE);
	if (!has_id && !weir_json_bool(canary, "signs_time", FALSE))
		trigger_at(
			judge_skip(judgement, "its scheme has neither a delivery id nor a signed timestamp"),
			trigger, NULL);
	else if (again == NULL || events_of(evidence, trigger, "event-repeated", "first") == 0)
		trigger_at(judge_unknown(judgement, "the first delivery was not dispatched, so that the "
						    "second tells nothing"),
			   trigger, NULL);
	else if (events_of(evidence, trigger, "event-repeated", "again") == 0)
		trigger_at(judge_pass(judgement, "a delivery that is repeated is not dispatched again (%d)",
				      answer_status(again)),
			   trigger, NULL);
	else
		finding_severity(
			finding_shows(trigger_at(judge_fail(judgement,
							    "a delivery that is repeated is dispatched again "
							    "(%d)",
							    answer_status(again)),
						 trigger, NULL),
				      again, NULL),
			has_id ? SEVERITY_HIGH : SEVERITY_INFO);
}

static void judge_replay(Judgement *judgement, const Evidence *evidence)
{
	judge_each_canary(judgement, evidence, TRUE, repeated_one);
}

/* ---- triggers.cross-route ---- */

static guint crossed_to(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			const Trigger *to)
{
	static const char *const ways[] = { "unsigned ", "signed " };
	guint sent = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autofree char *special = g_strconcat(ways[i], to->name, NULL);
		g_autofree char *subject = active_subject(trigger->name, special);
		const Answer *answer = evidence_answer(evidence, "event-crossed", subject);
		sent += answer != NULL;
		if (answer == NULL || active_event_count(evidence, "event-crossed", subject) == 0)
			continue;
		finding_shows(
			trigger_at(judge_fail(judgement,
					      "by this route an event reaches a subscription of %s, %s",
					      to->name,
					      i == 0 ? "unsigned" : "signed with that subscription's secret"),
				   trigger, to->name),
			answer, NULL);
		break;
	}
	return sent;
}

static void judge_cross_route(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *triggers = evidence->server->triggers;
	const char *why = active_why_not(evidence);
	guint sent = 0;
	for (guint i = 0; i < triggers->len; i++)
		for (guint j = 0; j < triggers->len; j++)
			if (i != j)
				sent += crossed_to(judgement, evidence, triggers->pdata[i],
						   triggers->pdata[j]);
	if (judge_failures(judgement) > 0)
		return;
	if (sent > 0)
		judge_pass(judgement, "%u events by another trigger's route reach nobody", sent);
	else if (why != NULL)
		judge_unknown(judgement, "%s", why);
	else
		judge_skip(judgement, "there are no two triggers with routes and canaries of their own");
}

/* ---- triggers.payload-validated ---- */

static void fail_if_dispatched(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			       const char *special, const char *words, const Answer *answer)
{
	if (events_of(evidence, trigger, answer->probe->label, special) > 0)
		finding_shows(trigger_at(judge_fail(judgement, "%s is dispatched (%d)", words,
						    answer_status(answer)),
					 trigger, special),
			      answer, NULL);
}

static void shapeless_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			  const json_t *canary)
{
	guint before = judge_failures(judgement);
	guint sent = judge_each_delivery(judgement, evidence, trigger, "event-shapeless", fail_if_dispatched);
	if (sent > 0 && judge_failures(judgement) == before)
		trigger_at(judge_pass(judgement, "%u events of a wrong shape are not dispatched", sent),
			   trigger, NULL);
	else if (sent == 0)
		trigger_at(judge_unknown(judgement, "no event of a wrong shape was sent"), trigger, NULL);
}

static void judge_payload_validated(Judgement *judgement, const Evidence *evidence)
{
	judge_each_canary(judgement, evidence, TRUE, shapeless_one);
}

/* ---- triggers.wrong-subscription ---- */

static void elsewhere_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			  const json_t *canary)
{
	g_autofree char *unknown_subject = active_subject(trigger->name, "unknown");
	g_autofree char *canary_subject = active_subject(trigger->name, "canary");
	const Answer *unknown = evidence_answer(evidence, "event-elsewhere", unknown_subject);
	const Answer *known = evidence_answer(evidence, "event-elsewhere", canary_subject);
	int one = answer_status(unknown), other = answer_status(known);
	if (one == 0 || other == 0)
		trigger_at(judge_unknown(judgement, "no event with a wrong signature could be made"), trigger,
			   NULL);
	else if (active_is_taken(unknown))
		finding_shows(trigger_at(judge_fail(judgement,
						    "an event with a wrong signature for an unknown "
						    "subscription is taken (%d)",
						    one),
					 trigger, "unknown"),
			      unknown, NULL);
	else if (one != other)
		finding_severity(
			finding_shows(
				trigger_at(judge_fail(judgement,
						      "an unknown subscription is answered %d, one that "
						      "is there %d: who asks learns which there are",
						      one, other),
					   trigger, "told-apart"),
				unknown, NULL),
			SEVERITY_LOW);
	else
		trigger_at(judge_pass(judgement,
				      "unknown subscriptions and wrong signatures are answered "
				      "alike (%d)",
				      one),
			   trigger, NULL);
}

static void judge_wrong_subscription(Judgement *judgement, const Evidence *evidence)
{
	judge_each_canary(judgement, evidence, TRUE, elsewhere_one);
}

/* ---- the rows ---- */

const struct check checks_triggers_active[] = {
	{ { .id = "triggers.bad-signature",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R1 O5 B2 P5",
	    .title = "Wrong signatures are refused",
	    .why = "A signature that is compared in part, or only where it is there, is none: whoever can "
		   "reach the route starts a customer's flows with made-up events.",
	    .how = "Events for a subscription of weir's own are sent with signatures that are missing, "
		   "empty, a label alone, changed at the first or last character, in the second half or "
		   "behind the first eight, cut by one or to eight, of another or an empty secret, of "
		   "another body, and of another time. Each one that is answered 2xx or dispatched fails. "
		   "It takes the scheme: `scheme` in [server NAME trigger TRIGGER].",
	    .fix = "Make the whole signature anew from the raw body, and compare it in constant time; refuse "
		   "where a header is missing.",
	    .snippet = "digest = hmac.new(secret.encode(), f\"{timestamp}.\".encode() + body, "
		       "\"sha256\").hexdigest()\n"
		       "if not hmac.compare_digest(f\"v1={digest}\".encode(), given.encode()):\n"
		       "    raise HTTPException(401, \"not accepted\")\n",
	    .mistaken = "A route that answers 200 to everything and drops what is wrong unseen: it fails for "
			"its answer. Senders stop telling about wrong secrets there.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-347" },
	  CHECK_NEEDS_MANIFEST,
	  reads_altered,
	  judge_bad_signature },
	{ { .id = "triggers.stale",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R3 P5",
	    .title = "Old and future events are refused",
	    .why = "A delivery that was once seen in a log or on the wire stays valid for ever: it can be "
		   "sent again next year.",
	    .how = "A correctly signed event of ten minutes ago or more, or twice the scheme's tolerance, "
		   "and "
		   "one of as far ahead, are sent to a subscription of weir's own. Each that is taken fails. "
		   "Schemes that sign no timestamp are skipped.",
	    .fix = "Refuse timestamps more than five minutes off, once the signature is right.",
	    .snippet = "if abs(time.time() - int(timestamp)) > 300:\n"
		       "    raise HTTPException(401, \"not accepted\")\n",
	    .mistaken = "A clock of weir's machine that is wrong by minutes has valid events refused, which "
			"is seen, and not these taken.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-294 CWE-613" },
	  CHECK_NEEDS_MANIFEST,
	  reads_aged,
	  judge_stale },
	{ { .id = "triggers.replay",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R3 R9 P5",
	    .title = "A delivery is dispatched once",
	    .why = "Senders repeat what was not answered in time, and an attacker what he has seen: two "
		   "tickets, two payments, two replies.",
	    .how = "The same signed delivery is sent twice to a subscription of weir's own. It fails where "
		   "the second is dispatched, too; where the scheme has a timestamp and no delivery id that "
		   "is information.",
	    .fix = "Keep delivery ids as long as a timestamp is valid, and answer a repeated one without "
		   "dispatching it.",
	    .snippet = "if not await deliveries.add(subscription_id, delivery_id, seconds=600):\n"
		       "    raise HTTPException(409, \"already delivered\")\n",
	    .mistaken = "A flow that looks for the event's id itself, so that nothing is done twice.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-294 CWE-837" },
	  CHECK_NEEDS_MANIFEST,
	  reads_repeated,
	  judge_replay },
	{ { .id = "triggers.cross-route",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R1 R11 O1",
	    .title = "A route dispatches for its own trigger alone",
	    .why = "The SDK looks a subscription up by its id, whatever its trigger. A route that guards "
		   "nothing then dispatches for the subscriptions of a trigger that is signed.",
	    .how = "Each route gets an event for the canary of another trigger, unsigned, and signed with "
		   "that canary's own secret. It fails where the canary is called back.",
	    .fix = "Compare the subscription's name with the route's trigger before anything is dispatched.",
	    .snippet = "if subscription.name != \"ticket_changed\":\n"
		       "    raise HTTPException(404, \"not found\")\n",
	    .mistaken = "Two triggers that are meant to share events. Give them one route, and say so.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-345 CWE-639" },
	  CHECK_NEEDS_MANIFEST,
	  reads_crossed,
	  judge_cross_route },
	{ { .id = "triggers.payload-validated",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R4 O6 P5",
	    .title = "Events of a wrong shape are not dispatched",
	    .why = "A flow that gets a list where it expects a text fails later and elsewhere, or does "
		   "something with it that nobody thought of.",
	    .how = "Signed events with a member of a wrong type, without a required member, that are no "
		   "JSON, and that are a list are sent to a subscription of weir's own. Each that is "
		   "dispatched fails.",
	    .fix = "Parse the body with the event's model after the signature was checked, and dispatch the "
		   "model.",
	    .snippet = "event = TicketChanged.model_validate_json(body)\n",
	    .mistaken = "An event whose members are all optional may be dispatched empty.",
	    .owasp = "API10:2023",
	    .cwe = "CWE-20" },
	  CHECK_NEEDS_MANIFEST,
	  reads_shapeless,
	  judge_payload_validated },
	{ { .id = "triggers.wrong-subscription",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R11 P5 B5",
	    .title = "Unknown subscriptions are refused as wrong signatures are",
	    .why = "An event that is taken for a subscription that nobody has is lost without a trace. Where "
		   "unknown ids are answered differently, whoever asks learns which there are.",
	    .how = "An event with a wrong signature is sent for an unknown id and for a subscription of "
		   "weir's own. It fails where the unknown one is taken, and, at severity low, where the "
		   "two are answered with different statuses.",
	    .fix = "Answer alike: look the subscription up, check against a made-up secret where there is "
		   "none, and refuse both with 401.",
	    .snippet = "secret = subscription.secrets[\"signing_secret\"] if subscription else "
		       "secrets.token_hex(32)\n"
		       "verify(secret, timestamp, body, given)  # 401 for both\n",
	    .mistaken = "A proxy that knows which ids there are, and answers before the server does.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-204 CWE-639" },
	  CHECK_NEEDS_MANIFEST,
	  reads_elsewhere,
	  judge_wrong_subscription },
	{ { NULL } },
};
