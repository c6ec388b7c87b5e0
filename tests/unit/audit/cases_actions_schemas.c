/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases_actions.h"

#define PROPERTY(name) PARAMETERS "/properties/" name

static void account_may_be_left_out(Canned *canned)
{
	manifest(canned, CREATE_TICKET PROPERTY("account"), "{'type':'string','maxLength':64}");
}

static void project_has_a_default(Canned *canned)
{
	manifest(canned, CREATE_TICKET PROPERTY("projectId"), "{'type':'integer','default':1}");
	manifest(canned, CREATE_TICKET PARAMETERS "/required", "['title','priority','projectId']");
}

static void account_in_a_union(Canned *canned)
{
	manifest(canned, SEARCH_TICKETS PROPERTY("accountId"),
		 "{'anyOf':[{'type':'string'},{'type':'null'}],'default':null}");
}

static void required_project_and_filters(Canned *canned)
{
	manifest(canned, CREATE_TICKET PROPERTY("projectId"), "{'type':'integer'}");
	manifest(canned, CREATE_TICKET PROPERTY("account_name"), "{'type':'string'}");
	manifest(canned, CREATE_TICKET PROPERTY("assigneeId"), "{'type':'integer'}");
	manifest(canned, CREATE_TICKET PARAMETERS "/required", "['title','priority','projectId']");
	manifest(canned, SEARCH_TICKETS PROPERTY("projectId"), "{'type':'integer'}");
}

static void tenant_argument(Canned *canned)
{
	manifest(canned, SEARCH_TICKETS PROPERTY("tenantId"), "{'type':'string','maxLength':64}");
}

static void tenant_in_a_model(Canned *canned)
{
	manifest(canned, CREATE_TICKET PARAMETERS "/$defs/Requester/properties/tenant_id",
		 "{'type':'string'}");
}

static void tenants_that_are_none(Canned *canned)
{
	manifest(canned, SEARCH_TICKETS PROPERTY("tenancy"), "{'type':'string'}");
	manifest(canned, SEARCH_TICKETS PROPERTY("bank_account_id"), "{'type':'string'}");
	manifest(canned, SEARCH_TICKETS PROPERTY("tenantId"), "{'const':'acme'}");
	manifest(canned, GET_TICKET "/name", "'get_account'");
	manifest(canned, GET_TICKET PROPERTY("accountId"), "{'type':'integer'}");
}

static void further_arguments(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PARAMETERS "/additionalProperties", NULL);
}

static void further_members_of_a_model(Canned *canned)
{
	manifest(canned, CREATE_TICKET PARAMETERS "/$defs/Requester/additionalProperties", "true");
}

static void free_form_argument(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PROPERTY("data"), "{'type':'object'}");
}

static void untyped_item(Canned *canned)
{
	manifest(canned, CREATE_TICKET PROPERTY("tags"), "{'type':'array','maxItems':2,'items':{}}");
}

static void dangling_argument(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PROPERTY("who"), "{'$ref':'#/$defs/Nobody'}");
}

static void no_schema(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PARAMETERS, NULL);
	canned_document(canned, "components", "[]");
	canned_document(canned, "openapi", NULL);
}

static void a_typed_map(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PROPERTY("labels"),
		 "{'type':'object','additionalProperties':{'type':'string'}}");
}

static void unbounded_string(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PROPERTY("title"), "{'type':'string'}");
}

static void unbounded_item(Canned *canned)
{
	manifest(canned, CREATE_TICKET PROPERTY("tags"),
		 "{'type':'array','maxItems':2,'items':{'type':'string'}}");
}

static void unbounded_in_a_union(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PROPERTY("title"),
		 "{'anyOf':[{'type':'integer','minimum':1},{'type':'string'}]}");
}

static void limit_without_a_maximum(Canned *canned)
{
	manifest(canned, SEARCH_TICKETS PROPERTY("limit"), "{'type':'integer','minimum':1}");
}

static void bounded_in_other_ways(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PROPERTY("title"),
		 "{'anyOf':[{'type':'string'},{'type':'null'}],'maxLength':9}");
	manifest(canned, UPDATE_TICKET PROPERTY("when"), "{'type':'string','format':'date-time'}");
	manifest(canned, UPDATE_TICKET PROPERTY("level"), "{'type':'integer','enum':[1,2]}");
	manifest(canned, UPDATE_TICKET PROPERTY("size"), "{'type':'integer','minimum':1}");
	manifest(canned, UPDATE_TICKET PROPERTY("pair"),
		 "{'type':'array','prefixItems':[{'type':'boolean'}],'items':false}");
}

static void url_argument(Canned *canned)
{
	manifest(canned, FETCH_ATTACHMENT PROPERTY("url"), "{'type':'string','maxLength':500}");
}

static void url_with_a_wide_pattern(Canned *canned)
{
	manifest(canned, FETCH_ATTACHMENT PROPERTY("url"), "{'type':'string','pattern':'^https?://'}");
}

static void url_with_a_pattern_that_begins_anywhere(Canned *canned)
{
	manifest(canned, FETCH_ATTACHMENT PROPERTY("url"),
		 "{'type':'string','pattern':'https://files.desk.example/'}");
}

static void url_with_a_host_that_goes_on(Canned *canned)
{
	manifest(canned, FETCH_ATTACHMENT PROPERTY("url"),
		 "{'type':'string','pattern':'^https://files\\\\.desk\\\\.example'}");
}

static void url_by_its_format(Canned *canned)
{
	manifest(canned, FETCH_ATTACHMENT PROPERTY("place"),
		 "{'anyOf':[{'type':'string','format':'uri'},{'type':'null'}]}");
}

static void urls_that_are_narrow(Canned *canned)
{
	manifest(canned, FETCH_ATTACHMENT PROPERTY("url"),
		 "{'type':'string','pattern':'^https://files\\\\.desk\\\\.example/[a-z0-9]+$'}");
	manifest(canned, FETCH_ATTACHMENT PROPERTY("host"), "{'enum':['eu.desk.example','us.desk.example']}");
	manifest(canned, FETCH_ATTACHMENT PROPERTY("use_url"), "{'type':'boolean'}");
	manifest(canned, FETCH_ATTACHMENT PROPERTY("curl_count"), "{'type':'string'}");
}

static void result_of_anything(Canned *canned)
{
	manifest(canned, GET_TICKET "/schema/result", "{'type':'object'}");
}

static void result_with_a_free_part(Canned *canned)
{
	manifest(canned, GET_TICKET "/schema/result/properties/raw", "{}");
}

static void result_is_missing(Canned *canned)
{
	manifest(canned, GET_TICKET "/schema/result", "null");
	canned_document(canned, "openapi", NULL);
}

static void result_is_missing_without_components(Canned *canned)
{
	result_is_missing(canned);
	canned_document(canned, "components", NULL);
}

static void result_dangles(Canned *canned)
{
	manifest(canned, GET_TICKET "/schema/result", "{'$ref':'#/$defs/Ticket'}");
}

static void result_has_its_own_definitions(Canned *canned)
{
	manifest(canned, GET_TICKET "/schema/result",
		 "{'$defs':{'T':{'type':'object','properties':{'id':{'type':'integer'}}}},'$ref':'#/$defs/"
		 "T'}");
}

static void no_errors(Canned *canned)
{
	manifest(canned, GET_TICKET "/schema/errors", "[]");
}

static void tool_without_errors(Canned *canned)
{
	manifest(canned, "/actions/14/schema/errors", "[]");
}

#define OPTIONS "/connection/properties/options"

static void base_url_is_any_text(Canned *canned)
{
	manifest(canned, OPTIONS "/properties/baseUrl", "{'type':'string','maxLength':200}");
}

static void subdomain_is_any_text(Canned *canned)
{
	manifest(canned, OPTIONS "/properties/subdomain", "{'anyOf':[{'type':'string'},{'type':'null'}]}");
}

static void options_with_formats(Canned *canned)
{
	manifest(canned, OPTIONS "/properties/baseUrl", "{'type':'string','format':'uri'}");
	manifest(canned, OPTIONS "/properties/title", "{'type':'string'}");
	manifest(canned, OPTIONS "/properties/hosting_plan", "{'type':'string'}");
}

static void no_options(Canned *canned)
{
	manifest(canned, "/connection", NULL);
}

#define FALLBACK "actions.fallback"
#define TENANT "actions.client-tenant"
#define STRICT "actions.strict-schema"
#define BOUNDED "actions.bounded"
#define URL "actions.url-argument"
#define RESULT "actions.result-schema"
#define ERRORS "actions.error-schemas"
#define VALIDATED "connections.options-validated"

const struct check_case cases_actions_schemas[] = {
	{ FALLBACK, VERDICT_FAIL, "an account that may be left out", account_may_be_left_out,
	  "create_ticket account" },
	{ FALLBACK, VERDICT_FAIL, "a project with a default", project_has_a_default,
	  "create_ticket projectId" },
	{ FALLBACK, VERDICT_FAIL, "an account or null", account_in_a_union, "search_tickets accountId" },
	{ FALLBACK, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ FALLBACK, VERDICT_PASS, "what is required, and what only filters", required_project_and_filters,
	  NULL },
	{ TENANT, VERDICT_FAIL, "a tenant", tenant_argument, "search_tickets tenantId" },
	{ TENANT, VERDICT_FAIL, "a tenant in a model behind a $ref", tenant_in_a_model,
	  "create_ticket requester" },
	{ TENANT, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ TENANT, VERDICT_PASS, "lookalikes", tenants_that_are_none, NULL },
	{ STRICT, VERDICT_FAIL, "further arguments", further_arguments,
	  "update_ticket /actions/3" PARAMETERS },
	{ STRICT, VERDICT_FAIL, "further members of a model", further_members_of_a_model,
	  "create_ticket requester" },
	{ STRICT, VERDICT_FAIL, "a free-form argument", free_form_argument, "update_ticket data" },
	{ STRICT, VERDICT_FAIL, "a list of anything", untyped_item, "create_ticket tags" },
	{ STRICT, VERDICT_FAIL, "a reference that leads nowhere", dangling_argument, "update_ticket who" },
	{ STRICT, VERDICT_FAIL, "no schema", no_schema, "update_ticket /actions/3" },
	{ STRICT, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ STRICT, VERDICT_PASS, "a typed map", a_typed_map, NULL },
	{ BOUNDED, VERDICT_FAIL, "a string", unbounded_string, "update_ticket title" },
	{ BOUNDED, VERDICT_FAIL, "a string in a list", unbounded_item, "create_ticket tags" },
	{ BOUNDED, VERDICT_FAIL, "a string in a union", unbounded_in_a_union, "update_ticket title" },
	{ BOUNDED, VERDICT_FAIL, "a limit without a maximum", limit_without_a_maximum,
	  "search_tickets limit" },
	{ BOUNDED, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ BOUNDED, VERDICT_PASS, "bounds of other kinds", bounded_in_other_ways, NULL },
	{ URL, VERDICT_FAIL, "any URL", url_argument, "fetch_attachment url" },
	{ URL, VERDICT_FAIL, "a pattern that lets any host through", url_with_a_wide_pattern,
	  "fetch_attachment url" },
	{ URL, VERDICT_FAIL, "a pattern that may begin anywhere", url_with_a_pattern_that_begins_anywhere,
	  "fetch_attachment url" },
	{ URL, VERDICT_FAIL, "a pattern whose host may go on", url_with_a_host_that_goes_on,
	  "fetch_attachment url" },
	{ URL, VERDICT_FAIL, "a URL by its format", url_by_its_format, "fetch_attachment place" },
	{ URL, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ URL, VERDICT_PASS, "narrow ones and lookalikes", urls_that_are_narrow, NULL },
	{ RESULT, VERDICT_FAIL, "an object of anything", result_of_anything,
	  "get_ticket /actions/0/schema/result" },
	{ RESULT, VERDICT_FAIL, "a part without a type", result_with_a_free_part,
	  "get_ticket /actions/0/schema/result/properties/raw" },
	{ RESULT, VERDICT_FAIL, "none", result_is_missing, "get_ticket /actions/0/schema/result" },
	{ RESULT, VERDICT_FAIL, "a reference that leads nowhere", result_dangles,
	  "get_ticket /actions/0/schema/result" },
	{ RESULT, VERDICT_UNKNOWN, "none, and no components", result_is_missing_without_components, NULL },
	{ RESULT, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ RESULT, VERDICT_PASS, "a model that is not closed", result_has_its_own_definitions, NULL },
	{ ERRORS, VERDICT_FAIL, "none", no_errors, "get_ticket /actions/0/schema/errors" },
	{ ERRORS, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ ERRORS, VERDICT_PASS, "a tool of a chat", tool_without_errors, NULL },
	{ VALIDATED, VERDICT_FAIL, "a base URL of any text", base_url_is_any_text, "baseUrl" },
	{ VALIDATED, VERDICT_FAIL, "a subdomain of any text", subdomain_is_any_text, "subdomain" },
	{ VALIDATED, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ VALIDATED, VERDICT_PASS, "formats and lookalikes", options_with_formats, NULL },
	{ VALIDATED, VERDICT_SKIPPED, "no connection", no_options, NULL },
	{ NULL },
};
