/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscriptions and connections that a server should refuse, and what is left of them. */
#include <string.h>

#include "audit/active_facts.h"
#include "audit/checks_families.h"
#include "audit/probe.h"
#include "audit/words.h"
#include "base/json.h"
#include "canary/canary_bodies.h"

#define CREATE_ROUTE "/connections/{id}/subscriptions/{trigger}"

static const char *const reads_callbacks[] = { "callback-refused", NULL };
static const char *const reads_extra[] = { "subscription-extra", NULL };
static const char *const reads_counts[] = { "canary-count", "canary-subscription", "callback-refused",
					    "subscription-extra", NULL };
static const char *const reads_base_url[] = { "connection-base-url", NULL };
static const char *const reads_without[] = { "connection-without-secret", "call-without-secret", NULL };

static gboolean is_refused(const Answer *answer)
{
	return answer_status(answer) >= 400 && answer_status(answer) < 500;
}

/* A row for each way in which a subscription may be wrong. */
struct wrong {
	const char *special, *words;
};

/* FALSE: nothing was asked of this trigger. */
static gboolean look_at_wrong(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			      const char *label, const struct wrong *rows, gsize n)
{
	guint refused = 0, other = 0, before = judge_failures(judgement);
	for (gsize i = 0; i < n; i++) {
		g_autofree char *subject = active_subject(trigger->name, rows[i].special);
		const Answer *answer = evidence_answer(evidence, label, subject);
		refused += is_refused(answer);
		other += answer != NULL && !is_refused(answer) && !active_is_taken(answer);
		if (!active_is_taken(answer))
			continue;
		Finding *finding =
			judge_fail(judgement, "%s is taken (%d)", rows[i].words, answer_status(answer));
		finding_route(finding_at(finding, trigger->name, rows[i].special), "POST", CREATE_ROUTE);
		finding_shows(finding, answer, NULL);
	}
	if (judge_failures(judgement) == before && other > 0)
		finding_at(judge_unknown(judgement, "%u of %u were neither taken nor refused", other,
					 other + refused),
			   trigger->name, NULL);
	else if (judge_failures(judgement) == before && refused > 0)
		finding_at(judge_pass(judgement, "%u are refused", refused), trigger->name, NULL);
	return refused + other > 0 || judge_failures(judgement) > before;
}

static void look_at_all(Judgement *judgement, const Evidence *evidence, const char *label,
			const struct wrong *rows, gsize n)
{
	const GPtrArray *triggers = evidence->server->triggers;
	const char *why = active_why_not(evidence);
	gboolean asked = FALSE;
	for (guint i = 0; i < triggers->len; i++)
		asked |= look_at_wrong(judgement, evidence, triggers->pdata[i], label, rows, n);
	if (asked)
		return;
	if (why != NULL || triggers->len > 0)
		judge_unknown(judgement, "%s",
			      why != NULL ? why
					  : "no trigger has a canary, so that no subscription was tried");
	else
		judge_skip(judgement, "the server has no triggers");
}

/* ---- subscriptions.callback-validated ---- */

static void judge_callbacks(Judgement *judgement, const Evidence *evidence)
{
	static const struct wrong rows[] = {
		{ "metadata", "a callback to a metadata address" },
		{ "no-url", "a callback that is no URL" },
		{ "prefix", "a callback to a host whose name only ends like one that is allowed" },
		{ "suffix", "a callback to a host whose name only begins like one that is allowed" },
		{ "user", "a callback with an allowed host as its user name" },
	};
	look_at_all(judgement, evidence, "callback-refused", rows, G_N_ELEMENTS(rows));
}

/* ---- subscriptions.extra-fields ---- */

static void judge_extra_fields(Judgement *judgement, const Evidence *evidence)
{
	static const struct wrong rows[] = {
		{ "option", "an option that the schema does not name" },
		{ "secret", "a secret that the schema does not name" },
	};
	look_at_all(judgement, evidence, "subscription-extra", rows, G_N_ELEMENTS(rows));
}

/* ---- subscriptions.rollback ---- */

static guint refusals(const Evidence *evidence)
{
	guint count = 0;
	for (gsize i = 1; reads_counts[i] != NULL; i++) {
		const GPtrArray *answers = evidence_answers(evidence, reads_counts[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++)
			count += answer_status(answers->pdata[j]) >= 400;
	}
	return count;
}

/* -1: it is not known. */
static gint64 total_of(const Evidence *evidence, const char *subject, const Answer **answer)
{
	*answer = evidence_answer(evidence, "canary-count", subject);
	return answer_status(*answer) == 200 ? weir_json_integer(answer_json(*answer), "total", -1) : -1;
}

static void judge_rollback(Judgement *judgement, const Evidence *evidence)
{
	const Answer *first, *last;
	const char *why = active_why_not(evidence);
	gint64 before = total_of(evidence, "A before", &first), after = total_of(evidence, "A after", &last);
	guint refused = refusals(evidence);
	/* What another weir has there at the same time. */
	after -= after >= 0 ? weir_json_integer(active_facts(evidence), "others", 0) : 0;
	gsize left = json_array_size(weir_json_array(active_facts(evidence), "left"));
	if (why != NULL && last == NULL)
		judge_unknown(judgement, "%s", why);
	else if (before < 0 || after < 0)
		judge_unknown(judgement, "weir's own connection could not be counted: status %d",
			      answer_status(before < 0 ? first : last));
	else if (left > 0)
		judge_unknown(judgement,
			      "%zu of weir's own subscriptions could not be removed, so that they "
			      "cannot be told from others",
			      left);
	else if (after > before)
		finding_shows(
			finding_route(
				judge_fail(judgement,
					   "of %u creations that were refused or failed, %" G_GINT64_FORMAT
					   " left a subscription behind",
					   refused, after - before),
				"POST", CREATE_ROUTE),
			last, NULL);
	else if (refused == 0)
		judge_unknown(judgement, "no creation was refused or failed");
	else
		judge_pass(judgement, "%u creations that were refused or failed left nothing behind",
			   refused);
}

/* ---- connections ---- */

static gboolean has_address(const Server *server)
{
	const GPtrArray *options = server->connection_options;
	for (guint i = 0; options != NULL && i < options->len; i++) {
		const Argument *option = options->pdata[i];
		if (words_url_argument(option->name, option->schema))
			return TRUE;
	}
	return FALSE;
}

static void judge_base_url(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "connection-base-url");
	const char *why = active_why_not(evidence);
	guint refused = 0;
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		refused += is_refused(answer);
		if (active_is_taken(answer))
			finding_shows(finding_route(judge_fail(judgement,
							       "a connection to %s, a metadata address, is "
							       "made (%d); it cannot be deleted",
							       answer->subject, answer_status(answer)),
						    "POST", "/connections"),
				      answer, NULL);
	}
	if (judge_failures(judgement) > 0)
		return;
	if (refused > 0)
		judge_pass(judgement, "a metadata address is refused as the upstream address");
	else if (!has_address(evidence->server))
		judge_skip(judgement, "no option of a connection is an address");
	else if (answers != NULL)
		judge_unknown(judgement, "a metadata address is neither taken nor refused: status %d",
			      answer_status(answers->pdata[0]));
	else
		judge_unknown(judgement, "%s", why != NULL ? why : "no connection could be tried");
}

static gboolean wants_secret(const Server *server)
{
	const GPtrArray *secrets = server->connection_secrets;
	for (guint i = 0; secrets != NULL && i < secrets->len; i++)
		if (((const Argument *)secrets->pdata[i])->required)
			return TRUE;
	return FALSE;
}

static void say_used(Judgement *judgement, const Answer *used)
{
	int status = answer_status(used);
	if (used == NULL)
		judge_unknown(judgement, "a connection without a required secret is made, and no action only "
					 "reads, so that none was called on it");
	else if (status >= 500)
		finding_shows(finding_at(judge_fail(judgement,
						    "called on a connection without a required secret it is "
						    "answered %d",
						    status),
					 used->subject, NULL),
			      used, NULL);
	else
		judge_pass(judgement,
			   "a connection without a required secret is made, and an action called "
			   "on it is answered %d",
			   status);
}

static void judge_missing_secret(Judgement *judgement, const Evidence *evidence)
{
	const Answer *made = evidence_answer(evidence, "connection-without-secret", NULL);
	const GPtrArray *calls = evidence_answers(evidence, "call-without-secret");
	const char *why = active_why_not(evidence);
	int status = answer_status(made);
	if (status >= 500)
		finding_shows(finding_route(judge_fail(judgement,
						       "creating a connection without a required secret is "
						       "answered %d",
						       status),
					    "POST", "/connections"),
			      made, NULL);
	else if (is_refused(made))
		judge_pass(judgement, "a connection without a required secret is refused (%d)", status);
	else if (calls != NULL || active_is_taken(made))
		say_used(judgement, calls != NULL ? calls->pdata[0] : NULL);
	else if (!wants_secret(evidence->server))
		judge_skip(judgement, "no secret of a connection is required");
	else
		judge_unknown(judgement, "%s", why != NULL ? why : "no connection could be tried");
}

/* ---- the rows ---- */

const struct check checks_subscriptions_active[] = {
	{ { .id = "subscriptions.callback-validated",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O8 C2",
	    .title = "Callbacks are checked when a subscription is made",
	    .why = "The server posts each event to the callback, from inside its own network and with the "
		   "engine's key. Who may choose it can reach what he could not, and get the key.",
	    .how = "Subscriptions of weir's own connection are asked for with a metadata address, a text "
		   "that is no URL, and hosts that only look like the allowed one (`callback-hosts`, else "
		   "the engine's). Each that is made fails, and is removed at once. Only triggers whose "
		   "route names a subscription are tried.",
	    .fix = "Compare the parsed host with a list, exactly, before anything is stored.",
	    .snippet = "parts = urlsplit(callback.url)\n"
		       "if parts.scheme != \"https\" or parts.hostname not in ALLOWED or parts.username:\n"
		       "    raise HTTPException(422, \"callback not allowed\")\n",
	    .mistaken = "A proxy that lets nothing out of the server's network but to the engine.",
	    .owasp = "API7:2023",
	    .cwe = "CWE-918 CWE-20" },
	  CHECK_NEEDS_MANIFEST,
	  reads_callbacks,
	  judge_callbacks },
	{ { .id = "subscriptions.rollback",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R8",
	    .title = "A subscription that fails leaves nothing behind",
	    .why = "What is left of a failed creation is dispatched to, holds a secret that nobody manages, "
		   "and is there twice when the creation is tried again.",
	    .how = "The subscriptions of weir's own connection are counted before and after, once its own "
		   "are removed. It fails where creations that were refused or failed have left more; what "
		   "they left is removed.",
	    .fix = "Check first, register second, store last; where registering fails, delete what was "
		   "stored.",
	    .snippet = "try:\n"
		       "    await desk.register_webhook(subscription)\n"
		       "except DeskRefused as error:\n"
		       "    await delete_subscription(subscription)\n"
		       "    raise HTTPException(502, \"the desk refused the webhook\") from error\n",
	    .mistaken = "Somebody else who uses weir's own connection at the same time.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-459" },
	  CHECK_NEEDS_MANIFEST,
	  reads_counts,
	  judge_rollback },
	{ { .id = "subscriptions.extra-fields",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R6 A3",
	    .title = "Unknown options and secrets are refused",
	    .why = "A misspelt option is dropped without a word, and the filter or the secret that somebody "
		   "believes in is not there.",
	    .how = "Subscriptions of weir's own connection are asked for with an option, and with a secret, "
		   "that the schema does not name. Each that is made fails, and is removed.",
	    .fix = "Forbid further members in the models of options and secrets.",
	    .snippet = "class TicketOptions(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n",
	    .mistaken = "A trigger whose options are a map of any names by design.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-20" },
	  CHECK_NEEDS_MANIFEST,
	  reads_extra,
	  judge_extra_fields },
	{ { NULL } },
};

const struct check checks_connections_active[] = {
	{ { .id = "connections.base-url",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "C2 O8",
	    .title = "A connection cannot lead to a metadata address",
	    .why = "Each action asks the address that the connection names, with its credentials. Who may "
		   "make a connection can have the server ask its own cloud for keys.",
	    .how = "A connection is asked for with 169.254.169.254 in the option that is an address, by "
		   "http and by https. It fails where one is made. No server can delete it: its id is told "
		   "at the end and by weir cleanup. Nothing is ever called on it.",
	    .fix = "Check the host when the connection is made: https, and a name of the upstream system's "
		   "own domain.",
	    .snippet = "base_url: str = Field(pattern=r\"^https://[a-z0-9-]+\\.desk\\.example\\.com$\")\n",
	    .mistaken = "A server that lets nothing out to private addresses, whatever a connection says.",
	    .owasp = "API7:2023",
	    .cwe = "CWE-918" },
	  CHECK_NEEDS_MANIFEST,
	  reads_base_url,
	  judge_base_url },
	{ { .id = "connections.missing-secret",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "P5 L3",
	    .title = "A missing secret is told, not crashed over",
	    .why = "A 500 tells whoever sets up a connection nothing that he could mend, and hides in the "
		   "log among real faults.",
	    .how = "A connection is asked for without a required secret; where it is made, an action that "
		   "only reads is called on it. A 5xx to either fails. Such a connection cannot be deleted "
		   "and is used again.",
	    .fix = "Make the secret required in the model, and look for it before it is used.",
	    .snippet = "class DeskSecrets(BaseModel):\n"
		       "    api_key: str = Field(min_length=20, max_length=256)\n",
	    .mistaken = "None is known.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-755" },
	  CHECK_NEEDS_MANIFEST,
	  reads_without,
	  judge_missing_secret },
	{ { NULL } },
};
