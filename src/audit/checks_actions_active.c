/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions that only read, called on a connection of weir's own whose upstream credentials are made up. */
#include <string.h>

#include "audit/action_answers.h"
#include "audit/action_arguments.h"
#include "audit/action_judging.h"
#include "audit/active_facts.h"
#include "audit/checks_families.h"
#include "base/json.h"
#include "model/schema.h"

static const char *const reads_twice[] = { "call-read", "call-read-again", NULL };
static const char *const reads_once[] = { "call-read", NULL };

static Finding *at_call(Finding *finding, const Action *action, const Answer *answer)
{
	finding_at(finding, action->name, NULL);
	if (action->call_path != NULL)
		finding_route(finding, "POST", action->call_path);
	return finding_shows(finding, answer, NULL);
}

/* At the end: nothing was said, and why. */
static void say_rest(Judgement *judgement, const Evidence *evidence, guint called, const char *good)
{
	const char *why = active_why_not(evidence);
	if (judge_has_spoken(judgement))
		return;
	if (called > 0)
		judge_pass(judgement, "%u actions that only read: %s", called, good);
	else if (why != NULL)
		judge_unknown(judgement, "%s", why);
	else
		judge_skip(judgement, "no action is classified as one that only reads, so none was called");
}

/* ---- actions.read-changes ---- */

/* FALSE: its answers cannot be compared. */
static gboolean judge_changes(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	const Answer *again = evidence_answer(evidence, "call-read-again", action->name);
	g_autofree char *pointer = NULL;
	if (!action_was_called_twice(evidence, action))
		return FALSE;
	if (action_saw_change(evidence, action, &pointer))
		finding_document(
			at_call(judge_fail(judgement, "called twice with the same arguments it answers "
						      "another number: something was changed"),
				action, again),
			NULL, pointer);
	else if (action_answers_differ(evidence, action))
		at_call(judge_unknown(judgement, "called twice with the same arguments it answers something "
						 "else: that may be its nature"),
			action, again);
	return TRUE;
}

static void judge_read_changes(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *actions = evidence->server->actions;
	guint called = 0, compared = 0;
	for (guint i = 0; i < actions->len; i++) {
		const Action *action = actions->pdata[i];
		if (evidence_answer(evidence, "call-read-again", action->name) == NULL)
			continue;
		called++;
		compared += judge_changes(judgement, evidence, action);
	}
	if (called > 0 && compared == 0)
		judge_unknown(judgement,
			      "none of %u actions that only read gave a result that could be "
			      "compared",
			      called);
	say_rest(judgement, evidence, compared, "called twice, they answer the same");
}

/* ---- actions.upstream-error ---- */

/* One of the errors that the action declares, or its text. */
static gboolean is_declared(const Action *action, const Answer *answer)
{
	const json_t *body = answer_json(answer);
	for (size_t i = 0; body != NULL && i < json_array_size(action->errors); i++) {
		json_t *schema = json_array_get(action->errors, i);
		g_autoptr(Schema) compiled = schema_new(schema, action->parameters_root, NULL);
		const json_t *detail = json_object_get(body, "detail");
		if (compiled == NULL)
			continue;
		if (schema_validate(compiled, body, NULL, NULL) == SCHEMA_VALID ||
		    (detail != NULL && schema_validate(compiled, detail, NULL, NULL) == SCHEMA_VALID))
			return TRUE;
	}
	return FALSE;
}

/* The SDK's own, for an option that the canary connection need not have. */
static gboolean is_missing_option(const Answer *answer)
{
	const char *detail = answer_detail(answer);
	return detail != NULL && g_str_has_prefix(detail, "Missing env var");
}

static gboolean is_page(const Answer *answer)
{
	static const char *const starts[] = { "<!doctype", "<html", "<?xml" };
	gsize length;
	const char *body = answer_text(answer, &length);
	g_autofree char *start = g_ascii_strdown(body, (gssize)MIN(length, 512));
	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
		if (strstr(start, starts[i]) != NULL)
			return TRUE;
	return FALSE;
}

static void judge_error_of(Judgement *judgement, const Action *action, const Answer *answer)
{
	int status = answer_status(answer);
	if (is_missing_option(answer))
		at_call(judge_unknown(judgement, "it needs an option that a connection may lack: %d", status),
			action, answer);
	else if (status >= 500 && !is_declared(action, answer))
		at_call(judge_fail(judgement,
				   "where the upstream credentials are wrong it is answered %d, which is no "
				   "error that the action declares",
				   status),
			action, answer);
	else if (status != 0 && answer_json(answer) == NULL && is_page(answer))
		at_call(judge_fail(judgement, "it passes on a page of the upstream system (%d)", status),
			action, answer);
}

static void judge_upstream_error(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *actions = evidence->server->actions;
	guint called = 0;
	for (guint i = 0; i < actions->len; i++) {
		const Action *action = actions->pdata[i];
		const Answer *answer = evidence_answer(evidence, "call-read", action->name);
		if (answer == NULL)
			continue;
		called++;
		judge_error_of(judgement, action, answer);
	}
	say_rest(judgement, evidence, called, "with wrong upstream credentials they answer as declared");
}

const struct check checks_actions_active[] = {
	{ { .id = "actions.read-changes",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A6",
	    .title = "An action that reads changes nothing",
	    .why = "A lookup is called without asking, again and again, by people and by language models. "
		   "If each call counts, tags or marks something, data change that nobody meant to change.",
	    .how = "Each action that is classified as reading, and no other, is called twice with the same "
		   "arguments on a connection of weir's own. It fails where a number of the answer differs, "
		   "times left out; where something else differs the answer is unknown.",
	    .fix = "Take the write out of the lookup, into an action of its own that says so.",
	    .snippet = "async def lookup_customer(args: LookupArgs) -> Customer: ...  # reads\n"
		       "async def record_contact(args: ContactArgs) -> Contact: ...   # writes\n",
	    .mistaken = "A number that others change meanwhile, such as the length of a queue. Run it again.",
	    .owasp = "API6:2023",
	    .cwe = "CWE-684" },
	  CHECK_NEEDS_MANIFEST,
	  reads_twice,
	  judge_read_changes },
	{ { .id = "actions.upstream-error",
	    .level = LEVEL_ACTIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "P5 A9 L2 O9",
	    .title = "An upstream error is told as an error of the action",
	    .why = "Where the upstream system refuses, a crash tells the flow nothing that it could act on, "
		   "and a body that is passed on may hold addresses, keys and other customers' data.",
	    .how = "Each action that is classified as reading is called on a connection of weir's own, "
		   "whose upstream credentials are made up. It fails for a 5xx that the action does not "
		   "declare and for a page instead of JSON.",
	    .fix = "Catch what the upstream client raises, and answer with an error of the action's own "
		   "schema: what went wrong, in words of yours.",
	    .snippet = "try:\n"
		       "    return await desk.get_ticket(args.ticket_id)\n"
		       "except DeskRefused:\n"
		       "    return UpstreamError(error=\"desk_refused\", message=\"The desk refused the "
		       "request.\")\n",
	    .mistaken = "An action that never asks the upstream system passes without having been tried.",
	    .owasp = "API10:2023",
	    .cwe = "CWE-209 CWE-755" },
	  CHECK_NEEDS_MANIFEST,
	  reads_once,
	  judge_upstream_error },
	{ { NULL } },
};
