/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What servers answer to calls that must not succeed.  On a server that validates as the SDK does the order
 * is token, arguments, connection: arguments that are refused give 422, and 404 means that they were taken.
 */
#include <string.h>

#include "audit/action_arguments.h"
#include "audit/action_judging.h"
#include "audit/checks_families.h"

static const char *const reads_invalid[] = { "call-invalid", "call-valid", "call-malformed", NULL };
static const char *const reads_extra[] = { "call-valid", "call-extra", NULL };
static const char *const reads_bodies[] = { "body-small", "body-1mib", "body-8mib", NULL };
static const char *const reads_direct[] = { "direct-call", NULL };

/* ---- findings ---- */

static Finding *call_says(Judgement *judgement, Verdict verdict, const Evidence *evidence,
			  const Answer *answer, const char *format, ...) G_GNUC_PRINTF(5, 6);

static Finding *call_says(Judgement *judgement, Verdict verdict, const Evidence *evidence,
			  const Answer *answer, const char *format, ...)
{
	const char *special;
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *name = action_of_subject(answer->subject, &special);
	g_autofree char *path = g_strdup_printf("/connections/{id}/call/%s", name);
	const Action *action = server_action(evidence->server, name);
	g_autofree char *pointer =
		action != NULL ? pointer_of_action(evidence, action, ACTION_PARAMETERS) : NULL;
	Finding *finding = judge_say(judgement, verdict, "%s", message);
	finding_at(finding, name, special[0] == '/' ? special : NULL);
	finding_document(finding, pointer != NULL ? "manifest" : NULL, pointer);
	finding_route(finding, "POST", path);
	return finding_shows(finding, answer, NULL);
}

static gboolean is_refusal(int status)
{
	return status == 400 || status == 422;
}

/* Why a status tells nothing of the arguments; NULL where it may. */
static const char *tells_nothing(int status)
{
	if (status == 401 || status == 403)
		return "the server does not let this caller in";
	if (status == 405 || status == 411 || status == 413 || status == 415 || status == 429)
		return "the request was refused for another reason";
	return status >= 300 && status < 400 ? "the server redirects" : NULL;
}

/* ---- what was not asked ---- */

/* NULL: there is nothing to ask. */
static const char *why_not_asked(const Action *action, gboolean invalid)
{
	if (!action_can_be_asked(action))
		return "its name is no segment of a path, so that it was not asked";
	if (action->parameters == NULL)
		return "its arguments have no schema, so that none are known to be right or wrong";
	g_autoptr(GPtrArray) variants = invalid ? action_invalid(action) : action_valid(action);
	if (variants->len > 0)
		return "it was not asked";
	if (!invalid)
		return "no arguments could be made that its schema accepts";
	return action_takes_anything(action)
		       ? "its schema accepts any arguments, so that there are none to refuse"
		       : NULL; /* it takes none; that it refuses others is of actions.refuses-extra */
}

/* Says unknown for callable actions that `label` has no answer of. */
static guint tell_unasked(Judgement *judgement, const Evidence *evidence, const char *label, gboolean invalid)
{
	g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const GPtrArray *answers = evidence_answers(evidence, label);
	guint callable = 0, left = 0, looked = 0;
	for (guint i = 0; answers != NULL && i < answers->len; i++)
		g_hash_table_add(asked, action_of_subject(((Answer *)answers->pdata[i])->subject, NULL));
	for (guint i = 0; i < evidence->server->actions->len; i++) {
		const Action *action = evidence->server->actions->pdata[i];
		callable += action->callable;
		looked += action_can_be_asked(action);
		if (!action->callable || g_hash_table_contains(asked, action->name) ||
		    evidence->broken != NULL)
			continue;
		const char *why = looked <= ACTIONS_ASKED ? why_not_asked(action, invalid) : NULL;
		left += looked > ACTIONS_ASKED;
		if (why != NULL)
			action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, ACTION_PARAMETERS,
				    "%s", why);
	}
	if (left > 0)
		judge_unknown(judgement, "the server has too many actions: %u were not asked", left);
	return callable;
}

static void conclude(Judgement *judgement, guint callable, const char *pass)
{
	if (judge_has_spoken(judgement))
		return;
	if (callable == 0)
		judge_skip(judgement, "the server has no actions that can be called");
	else
		judge_pass(judgement, "%s", pass);
}

/* ---- actions.refuses-invalid ---- */

static const char *what_is_wrong(const Answer *answer)
{
	const char *special;
	g_autofree char *name = action_of_subject(answer->subject, &special);
	return special;
}

static int control_of(const Evidence *evidence, const Answer *answer)
{
	g_autofree char *name = action_of_subject(answer->subject, NULL);
	return answer_status(evidence_answer(evidence, "call-valid", name));
}

static void judge_one_invalid(Judgement *judgement, const Evidence *evidence, const Answer *answer,
			      gboolean looked_up_first)
{
	int status = answer_status(answer);
	const char *nothing = tells_nothing(status);
	if (nothing != NULL)
		call_says(judgement, VERDICT_UNKNOWN, evidence, answer, "status %d: %s", status, nothing);
	else if (status == 404 && looked_up_first)
		call_says(
			judgement, VERDICT_UNKNOWN, evidence, answer,
			"the connection is looked up before anything is read, so that its 404 tells nothing "
			"of the arguments");
	else if (status == 404)
		call_says(judgement, VERDICT_FAIL, evidence, answer,
			  "invalid arguments (%.80s) were taken: the connection was looked up (404)",
			  what_is_wrong(answer));
	else if (status >= 500 && control_of(evidence, answer) != 404)
		call_says(judgement, VERDICT_UNKNOWN, evidence, answer,
			  "valid arguments end in an error, too, so that status %d tells nothing", status);
	else
		call_says(judgement, VERDICT_FAIL, evidence, answer,
			  "invalid arguments (%.80s) were answered %d, not 422", what_is_wrong(answer),
			  status);
}

/* Once for each action: what was taken before what tells nothing. */
static void judge_invalid_answers(Judgement *judgement, const Evidence *evidence, const GPtrArray *answers)
{
	gboolean first = answer_status(evidence_answer(evidence, "call-malformed", NULL)) == 404;
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (int taken = TRUE; taken >= FALSE; taken--)
		for (guint i = 0; answers != NULL && i < answers->len; i++) {
			const Answer *answer = answers->pdata[i];
			int status = answer_status(answer);
			gboolean is_taken = status == 404 || (status >= 200 && status < 300);
			if (status != 0 && !is_refusal(status) && is_taken == taken &&
			    g_hash_table_add(told, action_of_subject(answer->subject, NULL)))
				judge_one_invalid(judgement, evidence, answer, first);
		}
}

/* Valid arguments were refused like invalid ones, and none were taken: what is refused is not the arguments.
 */
static gboolean refuses_everything(const Evidence *evidence)
{
	const GPtrArray *controls = evidence_answers(evidence, "call-valid");
	guint refused = 0;
	for (guint i = 0; controls != NULL && i < controls->len; i++) {
		int status = answer_status(controls->pdata[i]);
		if (status != 0 && !is_refusal(status))
			return FALSE;
		refused += status != 0;
	}
	return refused > 0;
}

static void judge_refuses_invalid(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "call-invalid");
	judge_invalid_answers(judgement, evidence, answers);
	guint callable = tell_unasked(judgement, evidence, "call-invalid", TRUE);
	if (callable > 0 && answers == NULL && !judge_has_spoken(judgement) && evidence->broken == NULL)
		judge_skip(judgement, "no action takes arguments that could be wrong");
	if (callable > 0 && !judge_has_spoken(judgement) && refuses_everything(evidence))
		judge_unknown(judgement,
			      "valid arguments are refused, too, so that the refusal of invalid ones "
			      "tells nothing");
	conclude(judgement, callable, "invalid arguments are refused before the connection is looked up");
}

/* ---- actions.refuses-extra ---- */

static void judge_control(Judgement *judgement, const Evidence *evidence, const Answer *answer)
{
	int status = answer_status(answer);
	if (status != 0 && status != 404)
		call_says(
			judgement, VERDICT_UNKNOWN, evidence, answer,
			"arguments that fit the schema were answered %d, not 404 for the unknown connection: "
			"what is taken cannot be told",
			status);
}

static void judge_one_extra(Judgement *judgement, const Evidence *evidence, const Answer *answer)
{
	int status = answer_status(answer);
	const char *special;
	g_autofree char *name = action_of_subject(answer->subject, &special);
	const char *control = strchr(special, '#') != NULL ? answer->subject : name;
	if (status == 0 || is_refusal(status) ||
	    answer_status(evidence_answer(evidence, "call-valid", control)) != 404)
		return;
	if (status == 404 || (status >= 200 && status < 300))
		call_says(judgement, VERDICT_FAIL, evidence, answer,
			  "an unexpected member %s%s was taken: the connection was looked up (%d)",
			  special[0] != '\0' ? "in " : "beside the arguments", special, status);
	else
		call_says(judgement, VERDICT_UNKNOWN, evidence, answer,
			  "an unexpected member was answered %d, which tells nothing", status);
}

static void judge_refuses_extra(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *controls = evidence_answers(evidence, "call-valid");
	const GPtrArray *answers = evidence_answers(evidence, "call-extra");
	for (guint i = 0; controls != NULL && i < controls->len; i++)
		judge_control(judgement, evidence, controls->pdata[i]);
	for (guint i = 0; answers != NULL && i < answers->len; i++)
		judge_one_extra(judgement, evidence, answers->pdata[i]);
	guint callable = tell_unasked(judgement, evidence, "call-valid", FALSE);
	conclude(judgement, callable, "unexpected members are refused, also in objects inside the arguments");
}

/* ---- actions.body-limit ---- */

/* A kilobyte of what was sent. */
static gboolean is_repeated(const Answer *answer)
{
	enum { RUN = 1024 };
	gsize length, run = 0;
	const char *text = answer_text(answer, &length);
	for (gsize i = 0; i < length; i++) {
		run = text[i] == 'x' ? run + 1 : 0;
		if (run >= RUN)
			return TRUE;
	}
	return FALSE;
}

static Finding *body_says(Judgement *judgement, Verdict verdict, const Answer *answer, const char *message)
{
	Finding *finding = judge_say(judgement, verdict, "%s", message);
	finding_route(finding, "POST", "/connections/{id}/call/{action}");
	return finding_shows(finding, answer, NULL);
}

/* TRUE if the size was refused. */
static gboolean judge_size(Judgement *judgement, const Answer *answer, int small, const char *size)
{
	int status = answer_status(answer);
	g_autofree char *message = NULL;
	Verdict verdict = VERDICT_UNKNOWN;
	if (status == 413)
		return TRUE;
	if (status == 0)
		message = g_strdup_printf("the connection broke off while %s were sent: %s", size,
					  answer->exchange->error != NULL ? answer->exchange->error->message
									  : "no answer");
	else if (tells_nothing(status) != NULL)
		message = g_strdup_printf("%s were answered %d: %s", size, status, tells_nothing(status));
	else if (status != small)
		message =
			g_strdup_printf("%s were answered %d, a small body %d: it cannot be told whether the "
					"size was the reason",
					size, status, small);
	else {
		verdict = VERDICT_FAIL;
		message =
			g_strdup_printf("%s were read and answered (%d) as if they were small", size, status);
	}
	body_says(judgement, verdict, answer, message);
	return FALSE;
}

static void no_body_was_sent(Judgement *judgement, const Evidence *evidence)
{
	for (guint i = 0; i < evidence->server->actions->len; i++)
		if (action_can_be_asked(evidence->server->actions->pdata[i])) {
			judge_unknown(judgement, "it was not asked");
			return;
		}
	judge_skip(judgement, "the server has no actions that can be called");
}

static void judge_body_limit(Judgement *judgement, const Evidence *evidence)
{
	const Answer *small = evidence_answer(evidence, "body-small", NULL);
	const Answer *one = evidence_answer(evidence, "body-1mib", NULL);
	const Answer *eight = evidence_answer(evidence, "body-8mib", NULL);
	int usual = answer_status(small);
	if (usual == 413)
		judge_unknown(judgement, "a small body is refused with 413, too, which then tells nothing");
	else if (answer_status(one) == 413)
		judge_pass(judgement, "1 MiB is refused (413)");
	else if (one == NULL && evidence->broken == NULL)
		no_body_was_sent(judgement, evidence);
	else if (one == NULL || small == NULL || usual == 0)
		judge_say(judgement, VERDICT_ERROR, "%s",
			  evidence->broken != NULL ? evidence->broken : "a small body was not answered");
	else if (is_repeated(one))
		body_says(judgement, VERDICT_FAIL, one, "1 MiB was read, and repeated back in the answer");
	else if (eight == NULL)
		judge_size(judgement, one, usual, "1 MiB");
	else if (is_repeated(eight))
		body_says(judgement, VERDICT_FAIL, eight, "8 MiB were read, and repeated back in the answer");
	else if (judge_size(judgement, eight, usual, "8 MiB"))
		judge_pass(judgement, "8 MiB are refused (413), 1 MiB is not");
}

/* ---- actions.direct-call ---- */

static gboolean is_closed(int status)
{
	return status == 401 || status == 403 || status == 404 || status == 405;
}

static void judge_direct(Judgement *judgement, const Answer *answer, gboolean without_token)
{
	int status = answer_status(answer);
	if (status == 0 || is_closed(status))
		return;
	gboolean gateway =
		status == 429 || (status >= 502 && status <= 504) || (status >= 300 && status < 400);
	Finding *finding =
		gateway ? judge_unknown(judgement, "status %d tells nothing of the route", status)
			: judge_fail(judgement,
				     "actions can be called directly%s, with options and secrets of the "
				     "caller's choice (%d)",
				     without_token ? " and without a token" : "", status);
	finding_route(finding, "POST", "/call");
	finding_shows(finding, answer, NULL);
	if (without_token)
		finding_severity(finding, SEVERITY_HIGH);
}

static void judge_direct_call(Judgement *judgement, const Evidence *evidence)
{
	const Answer *open = evidence_answer(evidence, "direct-call", "open");
	const Answer *token = evidence_answer(evidence, "direct-call", "token");
	if (open == NULL && evidence->broken == NULL) {
		judge_unknown(judgement, "no action surely only reads, so that none was named");
		return;
	}
	if (open != NULL)
		judge_direct(judgement, open, TRUE);
	if (token != NULL && judge_failures(judgement) == 0)
		judge_direct(judgement, token, FALSE);
	if (!judge_has_spoken(judgement))
		judge_pass(judgement, "/call is not offered");
}

/* ---- the table ---- */

const struct check checks_actions_calls[] = {
	{ { .id = "actions.refuses-invalid",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A3 B3 L3",
	    .title = "Invalid arguments are refused",
	    .why = "A schema that is published but not enforced protects nothing: what was meant to be a "
		   "number "
		   "reaches the upstream API as a list, a query or a path.",
	    .how = "Each action is called on a connection that does not exist, without a required argument "
		   "and "
		   "with one of a wrong type. 422 (or 400) comes before the connection is looked up; 404 "
		   "means "
		   "that the arguments were taken. Where even a body that is no JSON gives 404, it is "
		   "unknown.",
	    .fix = "Let the SDK validate: give the action its argument model, and do not read the body by "
		   "hand.",
	    .snippet = "class CloseTicketArgs(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n"
		       "    ticket_id: int = Field(ge=1)\n\n"
		       "async def close_ticket(args: CloseTicketArgs) -> Ticket: ...  # validated before it "
		       "runs\n",
	    .mistaken = "A proxy that answers 404 to everything below an unknown connection.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-20" },
	  CHECK_NEEDS_MANIFEST,
	  reads_invalid,
	  judge_refuses_invalid },
	{ { .id = "actions.refuses-extra",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A3 B3",
	    .title = "Unexpected arguments are refused",
	    .why = "An argument that nobody expects is a mistake or an attempt. Taken, it ends in a 500 or "
		   "is "
		   "handed on (`is_admin`, another tenant's id).",
	    .how = "Each action is called on a connection that does not exist, first with valid arguments "
		   "(404: taken), then with a member more, at the top, in objects inside and in each branch "
		   "of "
		   "a union. 404 again means that it was taken. Without the first 404 it is unknown.",
	    .fix = "Forbid extra fields in the argument model and in every model inside it.",
	    .snippet = "class Strict(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n\n"
		       "class Requester(Strict): ...\n"
		       "class CreateTicketArgs(Strict):\n"
		       "    requester: Requester | None = None\n",
	    .mistaken = "An object that takes members of any name on purpose, such as custom fields.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-20 CWE-915" },
	  CHECK_NEEDS_MANIFEST,
	  reads_extra,
	  judge_refuses_extra },
	{ { .id = "actions.body-limit",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A4",
	    .title = "Large bodies are refused",
	    .why = "Without a limit a few requests of some hundred megabytes fill the memory of the process. "
		   "An "
		   "answer that repeats them makes it twice the traffic, and fills the logs.",
	    .how = "A JSON text of 1 MiB, and where that is read one of 8, is sent to an action on a "
		   "connection "
		   "that does not exist. It fails where the answer is that to a small body, or holds what "
		   "was "
		   "sent; 413 passes.",
	    .fix = "Set a limit in the proxy or in a middleware, and do not repeat input in errors.",
	    .snippet = "@app.middleware(\"http\")\n"
		       "async def limit(request, call_next):\n"
		       "    length = request.headers.get(\"content-length\")\n"
		       "    if length is None and \"transfer-encoding\" in request.headers:  # chunked\n"
		       "        return JSONResponse({\"detail\": \"length required\"}, status_code=411)\n"
		       "    if length is not None and int(length) > 65536:\n"
		       "        return JSONResponse({\"detail\": \"payload too large\"}, status_code=413)\n"
		       "    return await call_next(request)\n"
		       "\n"
		       "# or in nginx, which counts chunked bodies, too\n"
		       "client_max_body_size 64k;\n",
	    .mistaken = "A server that takes files, with a limit above 8 MiB.",
	    .owasp = "API4:2023",
	    .cwe = "CWE-770" },
	  CHECK_NEEDS_MANIFEST | CHECK_TOLERATES_SILENCE,
	  reads_bodies,
	  judge_body_limit },
	{ { .id = "actions.direct-call",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_SDK,
	    .guidelines = "U3 A3 O1",
	    .title = "Actions cannot be called past the connections",
	    .why = "`POST /call` runs any action with options and secrets that the caller brings along, and "
		   "checks neither types nor bounds: connections and their owners are out of the picture, "
		   "and "
		   "with a base URL of the caller's choice it is a way into the network.",
	    .how = "The name of an action that only reads is sent to /call with an argument that it does not "
		   "know, with the token and without. Anything but 401, 403, 404 or 405 means that the route "
		   "works; without a token that is severity high.",
	    .fix = "Close the route in the proxy if no chat uses it, until the SDK lets it be turned off.",
	    .snippet = "# nginx:\n"
		       "location = /call { return 403; }\n",
	    .mistaken = "A server whose chats need the route. Then it is a risk to accept, with a reason.",
	    .owasp = "API1:2023 API5:2023",
	    .cwe = "CWE-862 CWE-20" },
	  CHECK_NEEDS_MANIFEST,
	  reads_direct,
	  judge_direct_call },
	{ { NULL } },
};
