/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in refusals, forms and install instructions. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/marks.h"
#include "audit/probe.h"
#include "base/json.h"

enum { SHORTEST_SECRET = 8 };

/* ---- secrets.validation-echo ---- */

/* {"detail":[{"type","loc","msg","input"}]}: pydantic's own, as the SDK passes it on. */
static gboolean is_pydantic(const Answer *answer)
{
	const json_t *first = json_array_get(json_object_get(answer_json(answer), "detail"), 0);
	return json_object_get(first, "loc") != NULL && json_object_get(first, "msg") != NULL &&
	       json_object_get(first, "input") != NULL;
}

/* TRUE if the status means that the body was looked at and refused for what it is. */
static gboolean refuses_body(int status)
{
	static const int others[] = { 401, 403, 404, 405, 411, 413, 415, 429 };
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		if (status == others[i])
			return FALSE;
	return status >= 400 && status < 500;
}

struct echo {
	const char *label, *path; /* of the route, in which %s is the subject */
	gboolean secret;          /* the value stands where a secret would */
};
static const struct echo echoes[] = {
	{ "echo-connection", "/connections", TRUE },
	{ "echo-subscription", "/connections/{id}/subscriptions/%s", TRUE },
	{ "echo-secret-argument", "/connections/{id}/call/%s", TRUE },
	{ "echo-argument", "/connections/{id}/call/%s", FALSE },
};

static void fail_echo(Judgement *judgement, const Evidence *evidence, const struct echo *echo,
		      const Answer *answer)
{
	gboolean pydantic = is_pydantic(answer);
	g_auto(GStrv) parts = g_strsplit(echo->path, "%s", 2);
	g_autofree char *path = g_strjoinv(answer->subject, parts);
	Finding *finding =
		echo->secret ? judge_fail(judgement,
					  "the refusal (%d) repeats what was sent in the place of a secret",
					  answer_status(answer))
			     : judge_fail(judgement, "the refusal (%d) repeats the argument's value",
					  answer_status(answer));
	finding_at(finding, answer->subject[0] != '\0' ? answer->subject : NULL, NULL);
	finding_route(finding, "POST", path);
	finding_shows(finding, answer, evidence_canary(evidence));
	/* A text as `detail` is what the SDK makes of arguments that do not fit their schema. */
	if (pydantic || (!echo->secret && answer_detail(answer) != NULL))
		finding_origin(finding, ORIGIN_SDK);
	if (!echo->secret)
		finding_severity(finding, SEVERITY_INFO);
}

/* How many answers could tell. */
static guint judge_echo(Judgement *judgement, const Evidence *evidence, const struct echo *echo)
{
	const GPtrArray *answers = evidence_answers(evidence, echo->label);
	const char *canary = evidence_canary(evidence);
	guint told = 0;
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		if (answer_status(answer) >= 400 &&
		    (answer_body_holds(answer, canary) || answer_header_holds(answer, canary)))
			fail_echo(judgement, evidence, echo, answer);
		else if (refuses_body(answer_status(answer)))
			told++;
	}
	return told;
}

/* What level active sent to be taken, and the server refused. */
static void judge_refused_canaries(Judgement *judgement, const Evidence *evidence, const char *label,
				   const char *path)
{
	const GPtrArray *answers = evidence_answers(evidence, label);
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		if (!refuses_body(answer_status(answer)) || !answer_body_holds(answer, "«own:canary:"))
			continue;
		Finding *finding =
			judge_fail(judgement, "the refusal (%d) of weir's own %s repeats its secret",
				   answer_status(answer),
				   strcmp(label, "canary-connection") == 0 ? "connection" : "subscription");
		finding_shows(finding_route(finding, "POST", path), answer, "«own:canary:");
		if (is_pydantic(answer))
			finding_origin(finding, ORIGIN_SDK);
		return;
	}
}

static void judge_validation_echo(Judgement *judgement, const Evidence *evidence)
{
	guint told = 0, secret = 0;
	judge_refused_canaries(judgement, evidence, "canary-connection", "/connections");
	judge_refused_canaries(judgement, evidence, "connection-base-url", "/connections");
	judge_refused_canaries(judgement, evidence, "canary-subscription",
			       "/connections/{id}/subscriptions/{trigger}");
	judge_refused_canaries(judgement, evidence, "callback-refused",
			       "/connections/{id}/subscriptions/{trigger}");
	for (gsize i = 0; i < G_N_ELEMENTS(echoes); i++) {
		guint more = judge_echo(judgement, evidence, &echoes[i]);
		told += more;
		secret += echoes[i].secret ? more : 0;
	}
	const Answer *connection = evidence_answer(evidence, "echo-connection", NULL);
	if (judge_failures(judgement) > 0)
		return;
	if (secret > 0)
		judge_pass(judgement, "%u refusals repeat nothing of what was sent", told);
	else
		judge_unknown(judgement,
			      "no body was refused for what it is (creating a connection: status %d), so no "
			      "refusal could tell",
			      answer_status(connection));
}

/* ---- secrets.form-metadata ---- */

static void fail_form(Judgement *judgement, const Answer *answer)
{
	gsize length;
	const char *body = answer_text(answer, &length);
	g_autofree char *text = g_strndup(body, length);
	g_autofree char *marker = mark_in(text, NULL);
	if (marker == NULL)
		return;
	g_autoptr(GPtrArray) marks = marks_find(answer_json(answer), NULL, 1);
	g_autofree char *words = mark_words(marker);
	Finding *finding = judge_fail(judgement, "the form holds %s", words);
	finding_at(finding, answer->subject, NULL);
	finding_document(finding, NULL, marks->len > 0 ? ((Mark *)marks->pdata[0])->pointer : NULL);
	finding_shows(finding, answer, marker);
}

static guint forms_offered(const Server *server)
{
	guint forms = 0;
	for (guint i = 0; i < server->actions->len; i++)
		forms += ((const Action *)server->actions->pdata[i])->form_path != NULL;
	return forms;
}

static guint look_at_forms(Judgement *judgement, const GPtrArray *forms)
{
	guint read = 0;
	for (guint i = 0; forms != NULL && i < forms->len; i++) {
		const Answer *answer = forms->pdata[i];
		read += answer_status(answer) == 200;
		if (answer_status(answer) == 200)
			fail_form(judgement, answer);
	}
	return read;
}

/* The form of a canary's connection shows its secret as that of a tenant's would. */
static void judge_form_metadata(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *forms = evidence_answers(evidence, "canary-form");
	guint read = look_at_forms(judgement, forms);
	if (judge_failures(judgement) > 0)
		return;
	forms = evidence_answers(evidence, "form");
	read += look_at_forms(judgement, forms);
	if (judge_failures(judgement) > 0)
		return;
	if (read > 0)
		judge_pass(judgement, "%u forms hold neither a value that weir holds nor a credential", read);
	else if (!(evidence->server->sources & FROM_OPENAPI))
		judge_unknown(judgement, "without an OpenAPI document it is not known which actions have a "
					 "form");
	else if (forms_offered(evidence->server) == 0)
		judge_skip(judgement, "no action has a form");
	else if (forms == NULL)
		judge_unknown(judgement, "no connection is known: give --connection ID or set `connections`");
	else
		judge_unknown(judgement, "no form could be read: status %d", answer_status(forms->pdata[0]));
}

/* ---- secrets.install-instructions ---- */

/* TRUE if instructions hold one of the values that stand beside them as secrets. */
static gboolean holds_value_of(const char *text, const json_t *secrets)
{
	const char *name;
	json_t *value;
	json_object_foreach ((json_t *)secrets, name, value) {
		const char *secret = json_string_value(value);
		if (secret != NULL && strlen(secret) >= SHORTEST_SECRET && strstr(text, secret) != NULL)
			return TRUE;
	}
	return FALSE;
}

static void look_at_entry(Judgement *judgement, const Answer *answer, const json_t *entry, const char *parent)
{
	const char *text = weir_json_text(entry, "postInstallInstructions");
	g_autofree char *marker = text != NULL ? mark_in(text, NULL) : NULL;
	if (text == NULL || (marker == NULL && !holds_value_of(text, json_object_get(entry, "secrets"))))
		return;
	g_autofree char *words =
		marker != NULL ? mark_words(marker) : g_strdup("a secret of the same subscription");
	g_autofree char *pointer = g_strconcat(parent, "/postInstallInstructions", NULL);
	Finding *finding = judge_fail(judgement, "the install instructions hold %s", words);
	finding_at(finding, weir_json_text(entry, "name"), NULL);
	finding_document(finding, NULL, pointer);
	finding_shows(finding, answer, marker);
}

/* One for each answer is enough: a list may have 100,000 entries. */
static void look_at_answers(Judgement *judgement, const GPtrArray *answers)
{
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		gsize length;
		const char *body = answer_text(answer, &length);
		static const char member[] = "postInstallInstructions";
		if (answer_status(answer) != 200 || memmem(body, length, member, strlen(member)) == NULL)
			continue;
		const json_t *json = answer_json(answer), *data = weir_json_array(json, "data");
		guint before = judge_failures(judgement);
		look_at_entry(judgement, answer, json, "");
		for (size_t j = 0; j < json_array_size(data) && judge_failures(judgement) == before; j++) {
			g_autofree char *parent = g_strdup_printf("/data/%zu", j);
			look_at_entry(judgement, answer, json_array_get(data, j), parent);
		}
	}
}

static void look_at_text(Judgement *judgement, const char *text, const char *subject, const char *pointer)
{
	g_autofree char *marker = text != NULL ? mark_in(text, NULL) : NULL;
	if (marker == NULL)
		return;
	g_autofree char *words = mark_words(marker);
	Finding *finding = judge_fail(judgement, "the install instructions hold %s", words);
	finding_at(finding, subject, NULL);
	finding_document(finding, "manifest", pointer);
	finding_shows(finding, NULL, marker);
}

static void judge_install_instructions(Judgement *judgement, const Evidence *evidence)
{
	static const char *const labels[] = { "connection", "subscriptions", "subscriptions-more",
					      "subscription", "canary-read" };
	const Server *server = evidence->server;
	look_at_text(judgement, server->install_instructions, NULL, "/installInstructions");
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		g_autofree char *pointer = pointer_of_trigger(evidence, trigger, "/installInstructions");
		look_at_text(judgement, trigger->install_instructions, trigger->name, pointer);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
		look_at_answers(judgement, evidence_answers(evidence, labels[i]));
	if (judge_failures(judgement) > 0)
		return;
	if (evidence->offline)
		judge_unknown(judgement, "the manifest's instructions hold no credential; what a "
					 "subscription gets was not asked");
	else if (evidence_answers(evidence, "subscriptions") == NULL)
		judge_unknown(judgement, "no connection is known: give --connection ID or set `connections`");
	else
		judge_pass(judgement, "no install instructions hold a credential");
}

/* ---- the rows ---- */

static const char *const reads_echoes[] = { "echo-connection",
					    "echo-subscription",
					    "echo-secret-argument",
					    "echo-argument",
					    "canary-connection",
					    "canary-subscription",
					    NULL };
static const char *const reads_forms[] = { "form", "canary-form", NULL };
static const char *const reads_instructions[] = { "connection",   "subscriptions", "subscriptions-more",
						  "subscription", "canary-read",   NULL };

const struct check checks_secrets_answers[] = {
	{ { .id = "secrets.validation-echo",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K4 K7 L2 B4",
	    .title = "A refusal does not repeat secrets",
	    .why = "A customer who mistypes an option gets the secret that was entered beside it back in "
		   "the error, and every log, trace and chat on the way keeps it.",
	    .how = "A made-up value is sent where a secret belongs, in bodies that cannot be taken: as "
		   "`secrets` of a connection, of a subscription of an unknown connection, and as an "
		   "argument that asks for a credential. It fails where the refusal holds the value; for "
		   "ordinary arguments that is information. It is the SDK's where the refusal is pydantic's "
		   "own list with `input`.",
	    .fix = "Answer with place and rule, without `input`. One handler does it for the bodies that "
		   "FastAPI checks; the SDK's own check of an action's arguments is an HTTPException with "
		   "status 422, whose text repeats the value, and wants a second one.",
	    .snippet =
		    "@app.exception_handler(RequestValidationError)\n"
		    "async def refuse(request, error):\n"
		    "    detail = [{k: e[k] for k in (\"type\", \"loc\", \"msg\")} for e in error.errors()]\n"
		    "    return JSONResponse({\"detail\": detail}, status_code=422)\n"
		    "\n"
		    "@app.exception_handler(422)\n"
		    "async def refuse_arguments(request, error):\n"
		    "    return JSONResponse({\"detail\": \"the arguments do not fit the schema\"}, "
		    "status_code=422)\n",
	    .mistaken = "None is known: the value is made up for each run and stands nowhere else.",
	    .owasp = "API3:2023 API8:2023",
	    .cwe = "CWE-209 CWE-532" },
	  CHECK_NEEDS_MANIFEST,
	  reads_echoes,
	  judge_validation_echo },
	{ { .id = "secrets.form-metadata",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K8 B4",
	    .title = "Forms show no secret",
	    .why = "Labels, descriptions and choices of a form are shown to whoever sets an action up, and "
		   "a form is made with the connection's secrets in hand.",
	    .how = "The form of each action that has one is read for the first known connection, and "
		   "searched for values that weir holds, for ten characters in a row of one of sixteen or "
		   "more, and for formats of credentials.",
	    .fix = "Build choices from what the upstream system lists, never from the secrets that are used "
		   "to ask it.",
	    .snippet = "def choices(secrets):\n"
		       "    groups = desk(secrets[\"apiKey\"]).groups()\n"
		       "    return [(group.id, group.name) for group in groups]\n",
	    .mistaken = "A choice that happens to have the form of a key. Suppress it with its place.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-200" },
	  CHECK_NEEDS_MANIFEST,
	  reads_forms,
	  judge_form_metadata },
	{ { .id = "secrets.install-instructions",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K4 B4",
	    .title = "Install instructions hold no secret",
	    .why = "Instructions after installing are shown on screens, copied into tickets and returned "
		   "with every list of subscriptions.",
	    .how = "`installInstructions` of the manifest and `postInstallInstructions` of the known "
		   "connections and their subscriptions are searched for values that weir holds, for the "
		   "secrets that stand beside them, and for formats of credentials.",
	    .fix = "Say where the secret is entered, not what it is. Let the customer choose it, or show it "
		   "once where it is made.",
	    .snippet = "return f\"Point the webhook at {url} and sign with the secret that you entered.\"\n",
	    .mistaken = "A URL with a long random path that is not a credential. If whoever knows it can "
			"post, it is one.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-200 CWE-522" },
	  CHECK_NEEDS_MANIFEST | CHECK_PROBES_OPTIONAL,
	  reads_instructions,
	  judge_install_instructions },
	{ { NULL } },
};
