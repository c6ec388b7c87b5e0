/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the secret of a connection of weir's own comes back. */
#include "audit/active_facts.h"
#include "audit/checks_families.h"
#include "audit/marks.h"
#include "audit/probe.h"
#include "base/json.h"
#include "canary/canary_bodies.h"

#define OWN_MARK "«own:canary:"

/* Others that were asked for are looked at, too, but not asked for this check's sake. */
static const char *const reads_connection[] = { "canary-connection", NULL };
static const char *const reads_results[] = { "call-read", "call-read-again", NULL };
static const char *const reads_made[] = { "canary-connection", "connection-without-secret",
					  "connection-base-url", NULL };
static const char *const reads_calls[] = { "call-read", "call-read-again", "call-without-secret", NULL };

/* ---- secrets.connection-echo ---- */

static gboolean returns_secrets(const Answer *answer)
{
	return canary_echoes(answer_json(answer)) || answer_body_holds(answer, OWN_MARK) ||
	       answer_header_holds(answer, OWN_MARK);
}

/* How many were made, of which none returned anything; 0 after a failure was said. */
static guint look_at_made(Judgement *judgement, const Evidence *evidence)
{
	guint made = 0;
	for (gsize i = 0; reads_made[i] != NULL; i++) {
		const GPtrArray *answers = evidence_answers(evidence, reads_made[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++) {
			const Answer *answer = answers->pdata[j];
			if (!active_is_taken(answer))
				continue;
			made++;
			if (!returns_secrets(answer))
				continue;
			Finding *finding =
				judge_fail(judgement, "creating a connection returns the secrets that were "
						      "sent");
			finding_route(finding, "POST", "/connections");
			finding_shows(finding, answer, NULL);
			return 0;
		}
	}
	return made;
}

/* One that is used again was looked at when it was made. */
static void look_at_remembered(Judgement *judgement, const Evidence *evidence)
{
	const json_t *connections = weir_json_array(active_facts(evidence), "connections");
	for (size_t i = 0; i < json_array_size(connections); i++) {
		const char *seen = weir_json_text(json_array_get(connections, i), "seen");
		if (g_strcmp0(seen, CANARY_ECHOES) == 0) {
			finding_route(judge_fail(judgement, "creating a connection returns the secrets that "
							    "were sent"),
				      "POST", "/connections");
			return;
		}
		if (g_strcmp0(seen, CANARY_SILENT) == 0) {
			judge_pass(judgement, "creating weir's own connection returned no secret; it was "
					      "used again");
			return;
		}
	}
}

static void judge_connection_echo(Judgement *judgement, const Evidence *evidence)
{
	guint made = look_at_made(judgement, evidence);
	if (made > 0)
		judge_pass(judgement, "creating a connection returns no secret");
	if (judge_has_spoken(judgement))
		return;
	look_at_remembered(judgement, evidence);
	const char *why = active_why_not(evidence);
	if (!judge_has_spoken(judgement))
		judge_unknown(judgement, "%s", why != NULL ? why : "no connection was made");
}

/* ---- secrets.action-result ---- */

static void look_at_call(Judgement *judgement, const Answer *answer)
{
	if (!answer_body_holds(answer, OWN_MARK) && !answer_header_holds(answer, OWN_MARK))
		return;
	g_autoptr(GPtrArray) marks = marks_find(answer_json(answer), NULL, 1);
	Finding *finding = judge_fail(judgement, "the answer (%d) holds a secret of the connection",
				      answer_status(answer));
	finding_at(finding, answer->subject, NULL);
	finding_document(finding, NULL, marks->len > 0 ? ((const Mark *)marks->pdata[0])->pointer : NULL);
	finding_shows(finding, answer, OWN_MARK);
}

static void judge_action_result(Judgement *judgement, const Evidence *evidence)
{
	const char *why = active_why_not(evidence);
	guint called = 0;
	for (gsize i = 0; reads_calls[i] != NULL && judge_failures(judgement) == 0; i++) {
		const GPtrArray *answers = evidence_answers(evidence, reads_calls[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++) {
			called += answer_status(answers->pdata[j]) > 0;
			look_at_call(judgement, answers->pdata[j]);
		}
	}
	if (judge_failures(judgement) > 0)
		return;
	if (called > 0)
		judge_pass(judgement, "%u calls of actions that only read return no secret of the connection",
			   called);
	else if (why != NULL)
		judge_unknown(judgement, "%s", why);
	else
		judge_skip(judgement, "no action is classified as one that only reads, so none was called");
}

const struct check checks_secrets_active[] = {
	{ { .id = "secrets.connection-echo",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_SDK,
	    .guidelines = "K4 B4",
	    .title = "Creating a connection does not return its secrets",
	    .why = "Whatever logs or keeps answers (a proxy, a browser, a tool for tests) keeps the upstream "
		   "credentials of every connection that is made.",
	    .how = "A connection of weir's own is made with made-up secrets. It fails where the answer "
		   "holds one of them. No server can delete a connection, so that it is used again; then "
		   "what was seen when it was made decides.",
	    .fix = "Take the member out of the SDK's answer in a middleware, until the SDK does so itself.",
	    .snippet =
		    "@app.middleware(\"http\")\n"
		    "async def without_secrets(request, call_next):\n"
		    "    response = await call_next(request)\n"
		    "    if request.method != \"POST\" or request.url.path != \"/connections\":\n"
		    "        return response\n"
		    "    answer = json.loads(b\"\".join([part async for part in response.body_iterator]))\n"
		    "    answer.pop(\"secrets\", None)\n"
		    "    return JSONResponse(answer, response.status_code)\n",
	    .mistaken = "A server that was mended since its canary connection was made: it still fails from "
			"memory. Audit it under another address, or suppress the finding until then.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-200 CWE-522" },
	  CHECK_NEEDS_MANIFEST,
	  reads_connection,
	  judge_connection_echo },
	{ { .id = "secrets.action-result",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K4 A9 B4",
	    .title = "Results of actions hold no secret of the connection",
	    .why = "A result goes into flows, chats and logs. Whoever reads one of them has the customer's "
		   "key to the upstream system.",
	    .how = "Each action that is classified as reading, and no other, is called on a connection of "
		   "weir's own. It fails where the answer holds one of its made-up secrets, in any "
		   "encoding.",
	    .fix = "Return what the result's schema names, field by field; never the connection, the "
		   "upstream request or its error as they are.",
	    .snippet = "return Settings(base_url=env[\"baseUrl\"], region=env[\"region\"])\n",
	    .mistaken = "None is known: the value is random and was made for this audit alone.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-200 CWE-209" },
	  CHECK_NEEDS_MANIFEST,
	  reads_results,
	  judge_action_result },
	{ { NULL } },
};
