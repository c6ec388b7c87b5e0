/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens that are guessed, a delete from another connection, and bodies of events in the log. */
#include <string.h>

#include "audit/access.h"
#include "audit/active_facts.h"
#include "audit/checks_families.h"
#include "audit/log_lines.h"
#include "audit/probe.h"

static const char *const reads_guesses[] = { "wrong-token", NULL };
static const char *const reads_isolated[] = { "isolated-delete", "isolated-left", NULL };
static const char *const reads_events[] = { "event-valid", "event-bare", "event-bare-token", NULL };

/* ---- auth.throttle ---- */

enum { SLOWED_MS = 1000 };

typedef struct {
	guint refused, limited, other, silent;
	double slowest;
} Guesses;

static void count_guess(Guesses *guesses, const Answer *answer)
{
	int status = answer_status(answer);
	guesses->silent += status == 0;
	guesses->limited += status == 429;
	guesses->refused += status == 401 || status == 403;
	guesses->other += status != 0 && status != 429 && status != 401 && status != 403;
	guesses->slowest = MAX(guesses->slowest, answer->exchange->total_ms);
}

static void judge_throttle(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "wrong-token");
	const char *why = active_why_not(evidence);
	Guesses guesses = { 0 };
	for (guint i = 0; answers != NULL && i < answers->len; i++)
		count_guess(&guesses, answers->pdata[i]);
	if (!evidence_has_token(evidence))
		judge_skip(judgement, "no token is configured for this server");
	else if (answers == NULL)
		judge_unknown(judgement, "%s", why != NULL ? why : "no token was guessed");
	else if (guesses.limited > 0)
		judge_pass(judgement, "of %u wrong tokens in a row %u were answered 429", answers->len,
			   guesses.limited);
	else if (guesses.silent > 0)
		judge_unknown(judgement, "%u of %u wrong tokens in a row were not answered", guesses.silent,
			      answers->len);
	else if (guesses.other > 0)
		judge_unknown(judgement,
			      "%u of %u wrong tokens in a row were not refused: auth.bad-token "
			      "judges that",
			      guesses.other, answers->len);
	else if (guesses.slowest >= SLOWED_MS)
		judge_pass(judgement, "wrong tokens in a row are slowed down: one took %.0f ms",
			   guesses.slowest);
	else
		finding_shows(finding_route(judge_fail(judgement,
						       "%u wrong tokens in a row are all answered at once, "
						       "and none with 429",
						       answers->len),
					    "GET", "/manifest"),
			      answers->pdata[answers->len - 1], NULL);
}

/* ---- isolation.delete ---- */

static void judge_delete(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "isolated-delete");
	const GPtrArray *after = evidence_answers(evidence, "isolated-left");
	const char *why = active_why_not(evidence);
	const Answer *answer = answers != NULL ? answers->pdata[0] : NULL;
	const Answer *left = after != NULL ? after->pdata[0] : NULL;
	if (answer == NULL)
		judge_unknown(judgement, "%s",
			      why != NULL ? why
					  : "no subscription could be made on a second connection of weir's "
					    "own");
	else if (answer_status(left) == 404)
		finding_shows(finding_route(judge_fail(judgement,
						       "a connection's path deletes another connection's "
						       "subscription (%d)",
						       answer_status(answer)),
					    "DELETE", "/connections/{id}/subscriptions/{id}"),
			      answer, NULL);
	else if (answer_status(left) == 200)
		judge_pass(judgement, "another connection's subscription is still there (%d)",
			   answer_status(answer));
	else
		judge_unknown(judgement,
			      "it was answered %d, and whether the subscription is still there "
			      "could not be read (%d)",
			      answer_status(answer), answer_status(left));
}

/* ---- logging.bodies ---- */

static void judge_bodies(Judgement *judgement, const Evidence *evidence)
{
	const json_t *lines = log_lines(judgement, evidence);
	g_autofree char *mark = active_event_mark(evidence);
	const char *why = active_why_not(evidence);
	guint marked = 0;
	if (lines == NULL)
		return;
	for (gsize i = 0; reads_events[i] != NULL; i++) {
		const GPtrArray *answers = evidence_answers(evidence, reads_events[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++) {
			GBytes *sent = ((const Answer *)answers->pdata[j])->sent;
			gsize length = 0;
			const char *body = sent != NULL ? g_bytes_get_data(sent, &length) : NULL;
			marked += body != NULL && memmem(body, length, mark, strlen(mark)) != NULL;
		}
	}
	const char *line = log_line_with(lines, mark);
	if (line != NULL)
		finding_shows(judge_fail(judgement, "the body of an event stands in the log"), NULL, mark);
	else if (log_is_partial(judgement, evidence))
		return;
	else if (marked == 0)
		judge_unknown(judgement, "%s",
			      why != NULL ? why : "no event with a text that could be looked for was sent");
	else
		judge_pass(judgement, "of %u events with a text that could be looked for, none is in the log",
			   marked);
}

const struct check checks_auth_active[] = {
	{ { .id = "auth.throttle",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "P4 O5",
	    .title = "Guessing tokens is slowed down",
	    .why = "Without a limit a weak or leaked part of a token can be tried out at the speed of the "
		   "network, and nobody notices.",
	    .how = "Thirty GETs of the manifest with made-up tokens, at the very end. It fails where all "
		   "are refused at once and none with 429.",
	    .fix = "Limit refused requests by address, in the proxy in front or in a middleware.",
	    .snippet = "limit_req_zone $binary_remote_addr zone=refused:1m rate=5r/s;  # nginx\n",
	    .mistaken = "A limit by the minute that thirty requests do not reach, or one that knows weir's "
			"address.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-307" },
	  CHECK_NEEDS_MANIFEST | CHECK_TOLERATES_SILENCE,
	  reads_guesses,
	  judge_throttle },
	{ { NULL } },
};

const struct check checks_isolation_active[] = {
	{ { .id = "isolation.delete",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O1 B5",
	    .title = "A connection deletes its own subscriptions alone",
	    .why = "Whoever has one connection's path and learns an id can end another customer's flows.",
	    .how = "A subscription on a second connection of weir's own is deleted by the path of the "
		   "first. It fails where it is gone then. Development servers of the SDK do that; nothing "
		   "but weir's own is ever deleted.",
	    .fix = "Do not serve customers in development mode. In production let the engine compare both "
		   "ids before it deletes.",
	    .snippet = "row = await find_subscription(subscription_id)\n"
		       "if row is None or row.connection_id != connection_id:\n"
		       "    raise HTTPException(404, \"not found\")\n",
	    .mistaken = "None is known: the subscription was there, and is not any more.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-639" },
	  CHECK_NEEDS_MANIFEST,
	  reads_isolated,
	  judge_delete },
	{ { NULL } },
};

const struct check checks_logging_active[] = {
	{ { .id = "logging.bodies",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "L1",
	    .title = "Bodies of events are not in the log",
	    .why = "Events hold what customers write. In a log they are copied, kept and read by people who "
		   "have no business with them.",
	    .how = "A valid event for a subscription of weir's own holds a text that nothing else has. It "
		   "fails where what the log gained has it, too. Without `logs` the answer is unknown.",
	    .fix = "Log that an event came: trigger, subscription, delivery id and size.",
	    .snippet = "logger.info(\"event %s for %s, %d bytes\", delivery_id, subscription.id, "
		       "len(body))\n",
	    .mistaken = "A log of a proxy that is set to keep bodies for a while to look for a fault.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-532" },
	  CHECK_NEEDS_MANIFEST | CHECK_LATE,
	  reads_events,
	  judge_bodies },
	{ { NULL } },
};
