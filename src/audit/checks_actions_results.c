/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the schemas of results, errors and connections say. */
#include "audit/action_judging.h"
#include "audit/checks_families.h"
#include "audit/words.h"
#include "base/json.h"

/* ---- results and errors ---- */

static gboolean look_for_loose(const SchemaSpot *spot, gpointer data)
{
	ActionFaults *faults = data;
	const char *loose = spot_looseness(spot);
	if (loose != NULL)
		action_faults_add(faults, spot, loose);
	return TRUE;
}

/* A tool of a chat that is an action, too: the SDK has no place for its result.  It needs nothing of the
 * connection. */
static gboolean may_be_tool(const Action *action)
{
	return action->env != NULL && action->env[0] == NULL && action->secrets != NULL &&
	       action->secrets[0] == NULL;
}

static void judge_missing_result(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	if (action->result != NULL || may_be_tool(action))
		return; /* OpenAPI has it, or nobody could */
	if (action->env == NULL && action->secrets == NULL)
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, "/schema/result",
			    "it has no result schema; without the components it cannot be told whether it is "
			    "a tool of a chat, which has none");
	else
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "/schema/result",
			    "it has no result schema");
}

static void judge_result_schema(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	g_autofree char *pointer = pointer_of_action(evidence, action, "/schema/result");
	json_t *result = pointer != NULL ? weir_json_pointer(evidence->server->manifest, pointer) : NULL;
	if (result == NULL || json_is_null(result)) {
		judge_missing_result(judgement, evidence, action);
		return;
	}
	ActionFaults faults;
	action_faults_walk(&faults, evidence, result, "/schema/result", look_for_loose);
	if (faults.rows->len > 0) {
		const ActionFault *fault = faults.rows->pdata[0];
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, fault->pointer,
			    "the result schema says too little: %s%s%s", fault->what,
			    fault->argument != NULL ? " in " : "",
			    fault->argument != NULL ? fault->argument : "");
	} else if (faults.cut) {
		action_says(judgement, VERDICT_UNKNOWN, evidence, action, NULL, "/schema/result",
			    ACTION_TOO_LARGE);
	}
	action_faults_clear(&faults);
}

static void judge_error_schemas(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	if (json_array_size(action->errors) == 0 && !(action->result == NULL && may_be_tool(action)))
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "/schema/errors",
			    "no error is described");
}

/* ---- connections.options-validated ---- */

static gboolean names_host(const SchemaSpot *spot)
{
	static const char *const hosts[] = { "subdomain", "sub_domain", "subDomain", "server",
					     "server_name" };
	for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++)
		if (g_ascii_strcasecmp(spot->name, hosts[i]) == 0)
			return TRUE;
	return words_url_argument(spot->name, spot->schema);
}

static gboolean look_for_free_host(const SchemaSpot *spot, gpointer data)
{
	if (!spot_is_text(spot) || spot_is_listed(spot) || !names_host(spot))
		return TRUE;
	if (spot_keyword(spot, "pattern") == NULL && spot_keyword(spot, "format") == NULL)
		action_faults_add(data, spot, "the option may be any text");
	return TRUE;
}

static void judge_options_validated(Judgement *judgement, const Evidence *evidence)
{
	static const char place[] = "/connection/properties/options";
	json_t *connection = weir_json_object(evidence->server->manifest, "connection");
	json_t *options = weir_json_pointer(evidence->server->manifest, place);
	if (options == NULL) {
		judge_skip(judgement, "the manifest has no connection options");
		return;
	}
	ActionFaults faults;
	gboolean own = json_object_get(options, "$defs") != NULL;
	const SchemaPlace where = { .schema = options,
				    .pointer = place,
				    .root = own ? options : connection,
				    .root_pointer = own ? place : "/connection" };
	action_faults_walk(&faults, evidence, NULL, place, look_for_free_host);
	action_faults_walk_place(&faults, evidence, where, look_for_free_host);
	for (guint i = 0; i < faults.rows->len; i++) {
		const ActionFault *fault = faults.rows->pdata[i];
		Finding *finding =
			judge_fail(judgement, "%s: it has neither pattern, format nor enum", fault->what);
		finding_at(finding, NULL, fault->argument);
		finding_document(finding, "manifest", fault->pointer);
	}
	if (faults.cut)
		judge_unknown(judgement, "the schema of the options is too large to be looked at whole");
	else if (faults.rows->len == 0)
		judge_pass(judgement, "no option is a URL or host that may be any text");
	action_faults_clear(&faults);
}

/* ---- the table ---- */

JUDGE_EACH(judge_result_schema, "every result is described")
JUDGE_EACH(judge_error_schemas, "every action describes its errors")

const struct check checks_actions_results[] = {
	{ { .id = "actions.result-schema",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A11 A9 B3",
	    .title = "Results are described",
	    .why = "A result that may be anything hands on whatever the upstream API answers, also what it "
		   "adds tomorrow: personal data, internal ids, tokens.",
	    .how = "Manifest: a result schema is missing, or some part of it is untyped, an object with any "
		   "members, a list of anything or a $ref that leads nowhere. A model that only lacks "
		   "additionalProperties: false passes; tools of a chat, which have no result, are left out.",
	    .fix = "Return a model with the few fields that a workflow needs.",
	    .snippet = "class Ticket(BaseModel):\n"
		       "    id: int\n"
		       "    status: Literal[\"open\", \"closed\"]\n\n"
		       "return Ticket.model_validate(answer)  # an allow-list of fields\n",
	    .mistaken = "A map whose keys are data, such as custom fields.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-213 CWE-20" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_result_schema_of_all },
	{ { .id = "actions.error-schemas",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A11",
	    .title = "Errors are described",
	    .why = "A workflow cannot tell \"not found\" from \"try later\" where errors are free text, so "
		   "it "
		   "retries what cannot work and gives up on what could.",
	    .how = "Manifest: an action's list of error schemas is empty or missing. Tools of a chat, which "
		   "have neither result nor errors, are left out.",
	    .fix = "Declare the errors that the action raises, with a code that does not change.",
	    .snippet = "class DeskError(BaseModel):\n"
		       "    code: Literal[\"not_found\", \"rate_limited\", \"unavailable\"]\n"
		       "    message: str\n",
	    .mistaken = "An action that cannot fail but by a fault of the server.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-755" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_error_schemas_of_all },
	{ { NULL } },
};

const struct check checks_connections[] = {
	{ { .id = "connections.options-validated",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "C2 O8",
	    .title = "URL and host options are validated",
	    .why = "Every call of the connection goes to its base URL, with its secrets. Where any text is "
		   "taken, a typing error or an attacker sends them elsewhere, or into the internal network.",
	    .how = "Manifest: an option of the connection that is a URL, host or subdomain by its name or "
		   "format and has neither pattern, format nor enum.",
	    .fix = "Allow https and the hosts of the vendor only; or ask for the subdomain, and build the "
		   "URL.",
	    .snippet = "class Options(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n"
		       "    base_url: str = Field(pattern=r\"^https://[a-z0-9-]+\\.desk\\.example/?$\", "
		       "max_length=200)\n",
	    .mistaken =
		    "A validator in code that the schema does not show. Put the rule into the schema, too: "
		    "forms use it.",
	    .owasp = "API7:2023",
	    .cwe = "CWE-918 CWE-20" },
	  CHECK_NEEDS_MANIFEST,
	  NULL,
	  judge_options_validated },
	{ { NULL } },
};
