/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the schemas of arguments let through. */
#include <string.h>

#include "audit/action_judging.h"
#include "audit/checks_families.h"
#include "audit/words.h"
#include "audit/words_prose.h"
#include "base/json.h"
#include "model/schema.h"

/* What a visitor gets: the faults first, so that a pointer to them is one to it. */
struct look {
	ActionFaults faults;
	const Action *action;
};

static void say_faults(Judgement *judgement, const Evidence *evidence, struct look *look)
{
	ActionFaults *faults = &look->faults;
	for (guint i = 0; i < faults->rows->len; i++) {
		const ActionFault *fault = faults->rows->pdata[i];
		g_autofree char *text = action_fault_text(fault);
		action_says(judgement, VERDICT_FAIL, evidence, look->action, fault->argument, fault->pointer,
			    "%s", text);
	}
	if (faults->cut)
		action_says(judgement, VERDICT_UNKNOWN, evidence, look->action, NULL, ACTION_PARAMETERS,
			    ACTION_TOO_LARGE);
	action_faults_clear(faults);
}

static void look_at_arguments(Judgement *judgement, const Evidence *evidence, const Action *action,
			      SchemaVisit visit)
{
	struct look look = { .action = action };
	action_faults_walk(&look.faults, evidence, action->parameters, ACTION_PARAMETERS, visit);
	say_faults(judgement, evidence, &look);
}

/* ---- tenants and defaults ---- */

/* A value that a caller can write down: no object, no list, no yes or no. */
static gboolean is_scalar(const SchemaSpot *spot)
{
	static const char *const shapes[] = { "type", "anyOf", "oneOf", "allOf", "properties", "items" };
	if (!json_is_object(spot->schema) || spot->name == NULL || spot->is_item || spot->is_value)
		return FALSE;
	if (spot_is(spot, "string") || spot_is(spot, "integer") || spot_is(spot, "number"))
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++)
		if (json_object_get(spot->schema, shapes[i]) != NULL)
			return FALSE;
	return spot->around == NULL || spot_is_listed(spot);
}

static gboolean is_single(const SchemaSpot *spot)
{
	const json_t *values = spot_keyword(spot, "enum");
	return spot_keyword(spot, "const") != NULL || json_array_size(values) == 1;
}

/* get_account(account_id) is about that account; a tenant is chosen, whatever the action is called. */
static gboolean chooses_tenant(const SchemaSpot *spot, const Action *action)
{
	if (!words_tenant_argument(spot->name))
		return FALSE;
	g_autofree char *lower = g_ascii_strdown(spot->name, -1);
	return !words_subject_argument(spot->name, action->name) || strstr(lower, "tenant") != NULL;
}

static gboolean look_for_tenant(const SchemaSpot *spot, gpointer data)
{
	struct look *look = data;
	if (is_scalar(spot) && !is_single(spot) && chooses_tenant(spot, look->action))
		action_faults_add(&look->faults, spot,
				  "the argument lets the caller choose whose data is worked on");
	return TRUE;
}

static void judge_client_tenant(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	look_at_arguments(judgement, evidence, action, look_for_tenant);
}

static gboolean names_resource(const SchemaSpot *spot, const Action *action)
{
	if (words_tenant_argument(spot->name))
		return TRUE;
	return action->effect->mutating &&
	       (words_container_argument(spot->name) || words_subject_argument(spot->name, action->name));
}

static gboolean look_for_fallback(const SchemaSpot *spot, gpointer data)
{
	struct look *look = data;
	if (!is_scalar(spot) || is_single(spot) || !names_resource(spot, look->action))
		return TRUE;
	const json_t *otherwise = spot_keyword(spot, "default");
	if (otherwise != NULL && !json_is_null(otherwise))
		action_faults_add(&look->faults, spot,
				  "where it is left out, a default decides what is worked on");
	else if (!spot->required)
		action_faults_add(&look->faults, spot,
				  "it may be left out, and then the server decides what is worked on");
	return TRUE;
}

static void judge_fallback(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	look_at_arguments(judgement, evidence, action, look_for_fallback);
}

/* ---- strict and bounded ---- */

static gboolean look_for_open(const SchemaSpot *spot, gpointer data)
{
	struct look *look = data;
	const char *loose = spot_looseness(spot);
	if (loose != NULL) {
		g_autofree char *what = g_strdup_printf("the schema says too little: %s", loose);
		action_faults_add(&look->faults, spot, what);
		return TRUE;
	}
	gboolean object = json_object_get(spot->schema, "properties") != NULL ||
			  (spot->name == NULL && spot_is(spot, "object"));
	if (object && !spot_is_closed(spot) && !spot->is_further)
		action_faults_add(
			&look->faults, spot,
			spot->argument == NULL
				? "further arguments are not refused (additionalProperties is not false)"
				: "further members are not refused (additionalProperties is not false)");
	return TRUE;
}

static void judge_strict_schema(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	if (action->parameters == NULL)
		action_says(judgement, VERDICT_FAIL, evidence, action, NULL, "",
			    "the arguments have no schema");
	else
		look_at_arguments(judgement, evidence, action, look_for_open);
}

static gboolean lacks(const SchemaSpot *spot, const char *one, const char *other)
{
	return spot_keyword(spot, one) == NULL && spot_keyword(spot, other) == NULL;
}

/* What has no bound here; NULL. */
static const char *unbounded(const SchemaSpot *spot, const Action *action)
{
	if (spot_is(spot, "string") && lacks(spot, "maxLength", "pattern") &&
	    spot_keyword(spot, "format") == NULL)
		return "a string without maxLength, pattern, enum or format";
	if (spot_is(spot, "array") && spot_keyword(spot, "maxItems") == NULL &&
	    !(spot_keyword(spot, "prefixItems") != NULL && json_is_false(spot_keyword(spot, "items"))))
		return "an array without maxItems";
	if (!spot_is(spot, "integer") && !spot_is(spot, "number"))
		return NULL;
	if (!lacks(spot, "maximum", "exclusiveMaximum"))
		return NULL;
	if (spot->name != NULL && !spot->is_item && action_reads(action) && words_paging_argument(spot->name))
		return "a page or time window without a maximum";
	return lacks(spot, "minimum", "exclusiveMinimum") ? "a number without bounds" : NULL;
}

static gboolean look_for_unbounded(const SchemaSpot *spot, gpointer data)
{
	struct look *look = data;
	if (spot_is_listed(spot))
		return FALSE;
	const char *what = unbounded(spot, look->action);
	if (what != NULL)
		action_faults_add(&look->faults, spot, what);
	return TRUE;
}

static void judge_bounded(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	look_at_arguments(judgement, evidence, action, look_for_unbounded);
}

/* ---- URLs ---- */

/* Where a pattern says a host and then does not say where it ends, or where the address begins: others that
 * it lets through, too.  "" where it begins with no plain text. */
static char *plain_start(const char *pattern)
{
	GString *plain = g_string_new(NULL);
	for (pattern += *pattern == '^'; *pattern != '\0'; pattern++) {
		gboolean escaped = *pattern == '\\' && g_ascii_ispunct(pattern[1]);
		if (!escaped && strchr("\\[](){}*+?|$^", *pattern) != NULL)
			break;
		pattern += escaped;
		g_string_append_c(plain, *pattern);
	}
	/* What is repeated may be left out. */
	if (*pattern != '\0' && strchr("*?{", *pattern) != NULL && plain->len > 0)
		g_string_truncate(plain, plain->len - 1);
	return g_string_free(plain, FALSE);
}

static gboolean accepts(const Schema *schema, const char *format, const char *plain)
{
	g_auto(GStrv) around = g_strsplit(format, "%s", 2);
	g_autofree char *address = g_strconcat(around[0], plain, around[1], NULL);
	g_autoptr(json_t) json = json_string(address);
	return schema_validate(schema, json, NULL, NULL) == SCHEMA_VALID;
}

static gboolean lets_others_beside_it(const Schema *schema, const char *pattern)
{
	static const char *const before[] = { "https://weir.invalid/?x=%s", "https://weir.invalid/#%s",
					      "https://weir.invalid/?x=%s/" };
	static const char *const after[] = { "%s.weir.invalid", "%s.weir.invalid/", "%s@weir.invalid/" };
	g_autofree char *plain = plain_start(pattern);
	const char *scheme = strstr(plain, "://");
	const char *host = scheme != NULL ? scheme + strlen("://") : plain;
	gboolean through = FALSE;
	if (strchr(host, '.') == NULL)
		return FALSE;
	for (gsize i = 0; !through && i < G_N_ELEMENTS(before); i++)
		through = accepts(schema, before[i], plain);
	for (gsize i = 0; !through && strpbrk(host, "/?#") == NULL && i < G_N_ELEMENTS(after); i++)
		through = accepts(schema, after[i], plain);
	return through;
}

/* A pattern is told by what it lets through: addresses that nobody would allow. */
static gboolean lets_any_host_through(const json_t *pattern)
{
	static const char *const addresses[] = { "http://169.254.169.254/latest/",
						 "http://169.254.169.254",
						 "https://weir.invalid/x",
						 "https://weir.invalid",
						 "http://weir.invalid/x",
						 "weir.invalid",
						 "169.254.169.254",
						 "weir.invalid/x" };
	g_autoptr(json_t) json = json_pack("{s:s,s:O}", "type", "string", "pattern", (json_t *)pattern);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	gboolean through = schema == NULL;
	for (gsize i = 0; !through && i < G_N_ELEMENTS(addresses); i++) {
		g_autoptr(json_t) address = json_string(addresses[i]);
		through = schema_validate(schema, address, NULL, NULL) == SCHEMA_VALID;
	}
	return through || lets_others_beside_it(schema, json_string_value(pattern));
}

static gboolean look_for_url(const SchemaSpot *spot, gpointer data)
{
	struct look *look = data;
	if (!spot_is_text(spot) || spot_is_listed(spot) || !words_url_argument(spot->name, spot->schema))
		return TRUE;
	const json_t *pattern = spot_keyword(spot, "pattern");
	if (!json_is_string(pattern))
		action_faults_add(&look->faults, spot, "any URL or host can be given");
	else if (lets_any_host_through(pattern))
		action_faults_add(&look->faults, spot, "its pattern lets any host through");
	return TRUE;
}

static void judge_url_argument(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	look_at_arguments(judgement, evidence, action, look_for_url);
}

/* ---- the table ---- */

JUDGE_EACH(judge_fallback, "no action falls back to a tenant or resource that was not named")
JUDGE_EACH(judge_client_tenant, "no argument chooses a tenant, account or connection")
JUDGE_EACH(judge_strict_schema, "the arguments of every action are closed and typed")
JUDGE_EACH(judge_bounded, "every argument has bounds")
JUDGE_EACH(judge_url_argument, "no argument may be any URL or host")

const struct check checks_actions_arguments[] = {
	{ { .id = "actions.fallback",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A8 U3",
	    .title = "Nothing falls back to another tenant or resource",
	    .why = "A workflow that forgets the account, folder or ticket should fail. Where a default steps "
		   "in, it writes to the wrong place without a word.",
	    .how = "Manifest: an argument that names a tenant, account, organisation, workspace or "
		   "connection, and, of actions that write, the folder, project, channel or thing that is "
		   "worked on, must be required and have no default.",
	    .fix = "Take the tenant from the connection; make what is worked on a required argument.",
	    .snippet = "class CreateTicketArgs(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n"
		       "    project_id: int = Field(ge=1)  # no default\n",
	    .mistaken = "An optional argument that only relates the new thing to another one.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-636 CWE-1188" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_fallback_of_all },
	{ { .id = "actions.client-tenant",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "U3",
	    .title = "The caller does not choose the tenant",
	    .why = "Whoever may call the action for one tenant can name another. If the upstream credentials "
		   "reach both, that is another customer's data.",
	    .how = "Manifest: an argument, nested ones included, that names a tenant, account, organisation, "
		   "workspace or connection. One with a single allowed value, and the account that the "
		   "action itself is about, are left out.",
	    .fix = "Remove the argument and take the tenant from the connection's options.",
	    .snippet = "async def search(args: SearchArgs, env: Env) -> TicketList:\n"
		       "    return await desk(env.tenant_id).search(args.query)  # of the connection\n",
	    .mistaken = "An account that is an ordinary record within the one tenant, as in a CRM or in "
			"bookkeeping.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-639" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_client_tenant_of_all },
	{ { .id = "actions.strict-schema",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A3 B3",
	    .title = "Arguments are closed and typed",
	    .why = "What the schema does not refuse reaches the code: misspelt arguments are dropped or end "
		   "in "
		   "500, free-form objects are handed on to the upstream API with whatever is in them.",
	    .how = "Manifest: the arguments, and every object in them behind $ref, allOf, anyOf and oneOf, "
		   "need additionalProperties: false; no part may be untyped, an object with any members, a "
		   "list of anything, or a $ref that leads nowhere. Maps with typed values pass below the "
		   "top.",
	    .fix = "Forbid extra fields in every model, nested ones too, and give every field a type.",
	    .snippet = "class Strict(BaseModel):\n"
		       "    model_config = ConfigDict(extra=\"forbid\")\n\n"
		       "class UpdateTicketArgs(Strict):\n"
		       "    ticket_id: int = Field(ge=1, le=10**9)\n",
	    .mistaken = "A free-form object that the upstream API defines and validates by itself.",
	    .owasp = "API3:2023 API8:2023",
	    .cwe = "CWE-20 CWE-915" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_strict_schema_of_all },
	{ { .id = "actions.bounded",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A4",
	    .title = "Arguments have bounds",
	    .why = "A string of 100 MB, a list of a million ids or a page of everything costs memory, money "
		   "and "
		   "upstream quota, and may be asked for by a loop that went wrong.",
	    .how = "Manifest: strings need maxLength, pattern, enum or format, arrays maxItems, numbers a "
		   "bound; limits, page sizes and time windows of actions that read need a maximum. Nested "
		   "parts count, once for each argument.",
	    .fix = "Give every field the bound that the other system has.",
	    .snippet = "title: str = Field(min_length=1, max_length=120)\n"
		       "tags: list[Annotated[str, Field(max_length=40)]] = Field(max_length=10)\n"
		       "limit: int = Field(20, ge=1, le=50)\n",
	    .mistaken = "A number of which every value is as good as another.",
	    .owasp = "API4:2023",
	    .cwe = "CWE-770 CWE-1284" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_bounded_of_all },
	{ { .id = "actions.url-argument",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O8",
	    .title = "No argument is any URL or host",
	    .why = "A server that fetches a URL of the caller's choice fetches the cloud's metadata address "
		   "and "
		   "hosts behind the firewall as well, with its own network rights.",
	    .how = "Manifest: an argument that is a URL or host by its name or format and has no enum, const "
		   "or "
		   "pattern, or whose pattern lets through 169.254.169.254 or a host that does not exist.",
	    .fix = "Take an id instead and build the URL in the server, or check the host against a list and "
		   "the resolved address against private ranges.",
	    .snippet =
		    "attachment_id: int = Field(ge=1)  # the server knows where attachments are\n"
		    "# or: url: str = Field(pattern=r\"^https://files\\.desk\\.example/\", max_length=500)\n",
	    .mistaken = "A URL that is only stored or shown and never fetched, such as a customer's website.",
	    .owasp = "API7:2023",
	    .cwe = "CWE-918" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_url_argument_of_all },
	{ { NULL } },
};
