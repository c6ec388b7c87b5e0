/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in what a server tells of its connections and subscriptions. */
#include "audit/checks_families.h"
#include "base/json.h"

static const char *const reads_subscriptions[] = { "subscriptions", "subscriptions-more", "subscription",
						   NULL };

/* The first entry of a list (or the entry itself) whose secrets are not empty: its pointer, new; NULL. */
static char *returned_secrets(const Answer *answer)
{
	const json_t *json = answer_status(answer) == 200 ? answer_json(answer) : NULL;
	const json_t *data = weir_json_array(json, "data");
	if (json_object_size(json_object_get(json, "secrets")) > 0)
		return g_strdup("/secrets");
	for (size_t i = 0; i < json_array_size(data); i++)
		if (json_object_size(json_object_get(json_array_get(data, i), "secrets")) > 0)
			return g_strdup_printf("/data/%zu/secrets", i);
	return NULL;
}

static void judge_echo_of(Judgement *judgement, const GPtrArray *answers, const char *route)
{
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		g_autofree char *pointer = returned_secrets(answer);
		if (pointer == NULL)
			continue;
		Finding *finding =
			judge_fail(judgement, "the answer holds a subscription's secrets in the clear");
		finding_route(finding, "GET", route);
		finding_document(finding, NULL, pointer);
		finding_shows(finding, answer, NULL);
		return; /* one is enough: the others are of the same route */
	}
}

static void judge_subscription_echo(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *lists = evidence_answers(evidence, "subscriptions");
	if (lists == NULL) {
		judge_unknown(judgement, "no connection is known: give --connection ID or set `connections`");
		return;
	}
	judge_echo_of(judgement, lists, "/connections/{id}/subscriptions");
	judge_echo_of(judgement, evidence_answers(evidence, "subscription"),
		      "/connections/{id}/subscriptions/{id}");
	if (judge_failures(judgement) > 0)
		return;
	if (subscriptions_count(evidence_subscriptions(evidence, NULL)) == 0)
		judge_unknown(judgement,
			      "the known connections have no subscription whose reading could tell");
	else
		judge_pass(judgement, "neither the list nor single subscriptions return secrets");
}

const struct check checks_secrets[] = {
	{ { .id = "secrets.subscription-echo",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_SDK,
	    .guidelines = "K4 B4",
	    .title = "Reading subscriptions does not return their secrets",
	    .why = "Whoever may list subscriptions (a support tool, a leaked token, a proxy that logs "
		   "bodies) gets "
		   "every signing secret with them, and can forge the events that those secrets protect.",
	    .how = "The subscriptions of each known connection are listed, and the first of each is read, "
		   "with the "
		   "configured token. It fails where `secrets` of one is an object that is not empty.",
	    .fix = "Take the member out of the SDK's answers in a middleware, until the SDK does so itself. "
		   "Change the secrets if lists were given to anybody who may not know them.",
	    .snippet =
		    "@app.middleware(\"http\")\n"
		    "async def without_secrets(request, call_next):\n"
		    "    response = await call_next(request)\n"
		    "    if request.method != \"GET\" or \"/subscriptions\" not in request.url.path:\n"
		    "        return response\n"
		    "    answer = json.loads(b\"\".join([part async for part in response.body_iterator]))\n"
		    "    for row in answer[\"data\"] if \"total\" in answer else [answer]:\n"
		    "        row.pop(\"secrets\", None)\n"
		    "    return JSONResponse(answer, response.status_code)\n",
	    .mistaken = "A member called `secrets` that lists names only. It is judged as the values it "
			"looks like; "
			"suppress it as a false positive.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-200 CWE-522" },
	  CHECK_NEEDS_MANIFEST,
	  reads_subscriptions,
	  judge_subscription_echo },
	{ { NULL } },
};
