/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as recorded from real servers: 422 comes before the connection is looked up, 404 after. */
#include <string.h>

#include "audit/action_arguments.h"
#include "cases_actions.h"

#define NOT_FOUND "{\"detail\":\"not found\"}"
#define MISSING "{\"detail\":\"'ticketId' is a required property\"}"
#define UNEXPECTED "{\"detail\":\"Additional properties are not allowed ('weir_unexpected' was unexpected)\"}"
#define NOT_JSON                                                                                             \
	"{\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\",1],\"msg\":\"JSON decode error\"}]}"
#define NOT_DICT                                                                                             \
	"{\"detail\":[{\"type\":\"dict_type\",\"loc\":[\"body\"],\"msg\":\"Input should be a valid "         \
	"dictionary\"}]}"

/* One action is enough: without components and OpenAPI nothing else can be called. */
static void only(Canned *canned, const char *parameters)
{
	g_autofree char *action = g_strdup_printf(
		"[{'name':'get_ticket','description':'Read one ticket.','schema':{'call':{'function':{"
		"'parameters':%s}},'result':null,'errors':[]}}]",
		parameters);
	manifest(canned, "/actions", action);
	canned_document(canned, "components", "[]");
	canned_document(canned, "openapi", NULL);
}

#define CLOSED                                                                                               \
	"{'type':'object','additionalProperties':false,'properties':{'ticketId':{'type':'integer'},'who':{'" \
	"type':"                                                                                             \
	"'object','properties':{'name':{'type':'string'}}}},'required':['ticketId']}"

static void invalid(Canned *canned, int missing, int mistyped, int valid, int malformed)
{
	only(canned, CLOSED);
	canned_answer(canned, "call-invalid", "get_ticket without ticketId", missing, NULL,
		      missing == 404 ? NOT_FOUND : MISSING);
	canned_answer(canned, "call-invalid", "get_ticket mistyped ticketId", mistyped, NULL, MISSING);
	canned_answer(canned, "call-valid", "get_ticket", valid, NULL, NOT_FOUND);
	canned_answer(canned, "call-malformed", "", malformed, NULL, malformed == 404 ? NOT_FOUND : NOT_JSON);
}

static void invalid_is_refused(Canned *canned)
{
	invalid(canned, 422, 422, 404, 422);
}

static void invalid_is_taken(Canned *canned)
{
	invalid(canned, 404, 404, 404, 422);
}

static void types_are_not_checked(Canned *canned)
{
	invalid(canned, 422, 404, 404, 422);
}

static void invalid_crashes(Canned *canned)
{
	invalid(canned, 500, 422, 404, 422);
}

static void everything_crashes(Canned *canned)
{
	invalid(canned, 500, 500, 500, 422);
}

static void the_connection_comes_first(Canned *canned)
{
	invalid(canned, 404, 404, 404, 404);
}

static void the_token_is_refused(Canned *canned)
{
	invalid(canned, 401, 401, 401, 401);
}

static void invalid_is_broken_off(Canned *canned)
{
	invalid(canned, 422, 0, 404, 422);
}

static void anything_is_accepted(Canned *canned)
{
	only(canned, "{'type':'object'}");
	canned_answer(canned, "call-valid", "get_ticket", 404, NULL, NOT_FOUND);
}

static void name_leads_elsewhere(Canned *canned)
{
	only(canned, CLOSED);
	manifest(canned, "/actions/0/name", "'..'");
}

static void nothing_is_taken(Canned *canned)
{
	only(canned, "{'type':'object','additionalProperties':false,'properties':{}}");
	canned_answer(canned, "call-valid", "get_ticket", 404, NULL, NOT_FOUND);
}

static void nothing_can_be_called(Canned *canned)
{
	manifest(canned, "/actions", "[]");
	canned_document(canned, "components", "[]");
	canned_document(canned, "openapi", NULL);
}

static void extra(Canned *canned, int valid, int top, int inside)
{
	only(canned, CLOSED);
	canned_answer(canned, "call-valid", "get_ticket", valid, NULL, NOT_FOUND);
	if (valid != 404)
		return;
	canned_answer(canned, "call-extra", "get_ticket", top, NULL, top == 404 ? NOT_FOUND : UNEXPECTED);
	canned_answer(canned, "call-extra", "get_ticket /who", inside, NULL,
		      inside == 404 ? NOT_FOUND : UNEXPECTED);
}

static void extra_is_refused(Canned *canned)
{
	extra(canned, 404, 422, 422);
}

static void extra_is_taken(Canned *canned)
{
	extra(canned, 404, 404, 422);
}

static void extra_is_taken_inside(Canned *canned)
{
	extra(canned, 404, 422, 404);
}

static void control_is_refused(Canned *canned)
{
	extra(canned, 422, 0, 0);
}

static void extra_crashes(Canned *canned)
{
	extra(canned, 404, 500, 422);
}

static void extra_in_a_branch_without_control(Canned *canned)
{
	extra(canned, 404, 422, 422);
	canned_answer(canned, "call-valid", "get_ticket /who#1", 422, NULL, MISSING);
	canned_answer(canned, "call-extra", "get_ticket /who#1", 404, NULL, NOT_FOUND);
}

/* ---- bodies ---- */

static void bodies(Canned *canned, int one, int eight)
{
	canned_answer(canned, "body-small", "", 422, NULL, NOT_DICT);
	canned_answer(canned, "body-1mib", "", one, NULL,
		      one == 413 ? "{\"detail\":\"payload too large\"}" : NOT_DICT);
	if (eight >= 0)
		canned_answer(canned, "body-8mib", "", eight, NULL,
			      eight == 413 ? "{\"detail\":\"payload too large\"}" : NOT_DICT);
}

static void large_is_refused(Canned *canned)
{
	bodies(canned, 413, -1);
}

static void larger_is_refused(Canned *canned)
{
	bodies(canned, 422, 413);
}

static void large_is_read(Canned *canned)
{
	bodies(canned, 422, 422);
}

static void large_breaks_off(Canned *canned)
{
	bodies(canned, 0, -1);
}

static void large_is_a_bad_gateway(Canned *canned)
{
	bodies(canned, 422, 502);
}

static void large_is_repeated(Canned *canned)
{
	g_autofree char *many = g_strnfill(4096, 'x');
	g_autofree char *body =
		g_strdup_printf("{\"detail\":[{\"type\":\"dict_type\",\"input\":\"%s\"}]}", many);
	canned_answer(canned, "body-small", "", 422, NULL, NOT_DICT);
	canned_answer(canned, "body-1mib", "", 422, NULL, body);
	canned_answer(canned, "body-8mib", "", 413, NULL, "");
}

/* ---- /call ---- */

#define TOOL_REFUSED                                                                                         \
	"{\"detail\":[{\"type\":\"value_error\",\"loc\":[\"body\",\"llm_arguments\"],\"msg\":\"Value "       \
	"error, The "                                                                                        \
	"llm_argument 'weir_unexpected' is not valid for tool 'get_ticket'.\"}]}"

static void direct(Canned *canned, int open, int token)
{
	canned_answer(canned, "direct-call", "open", open, NULL,
		      open == 401 ? "{\"detail\":\"Unauthorized\"}" : TOOL_REFUSED);
	canned_answer(canned, "direct-call", "token", token, NULL, TOOL_REFUSED);
}

static void direct_is_closed(Canned *canned)
{
	direct(canned, 401, 403);
}

static void direct_is_not_there(Canned *canned)
{
	direct(canned, 404, 404);
}

static void direct_with_the_token(Canned *canned)
{
	direct(canned, 401, 422);
}

static void direct_without_a_token(Canned *canned)
{
	direct(canned, 422, 422);
}

static void direct_is_a_bad_gateway(Canned *canned)
{
	direct(canned, 401, 502);
}

static void no_action_reads(Canned *canned)
{
	nothing_can_be_called(canned);
}

static void direct_is_broken_off(Canned *canned)
{
	direct(canned, 401, 0);
}

/* 413 needs no small body beside it. */
static void large_alone_is_refused(Canned *canned)
{
	canned_answer(canned, "body-1mib", NULL, 413, NULL, "{\"detail\":\"payload too large\"}");
}

#define INVALID "actions.refuses-invalid"
#define EXTRA "actions.refuses-extra"
#define LIMIT "actions.body-limit"
#define DIRECT "actions.direct-call"

const struct check_case cases_actions_calls[] = {
	{ INVALID, VERDICT_FAIL, "taken", invalid_is_taken, "get_ticket /actions/0" PARAMETERS },
	{ INVALID, VERDICT_FAIL, "types are not checked", types_are_not_checked, NULL },
	{ INVALID, VERDICT_FAIL, "a crash where valid ones give 404", invalid_crashes, NULL },
	{ INVALID, VERDICT_PASS, "refused before the lookup", invalid_is_refused, NULL },
	{ INVALID, VERDICT_UNKNOWN, "valid ones crash, too", everything_crashes, NULL },
	{ INVALID, VERDICT_UNKNOWN, "the connection is looked up first", the_connection_comes_first, NULL },
	{ INVALID, VERDICT_UNKNOWN, "the token is refused", the_token_is_refused, NULL },
	{ INVALID, VERDICT_UNKNOWN, "a schema that accepts anything", anything_is_accepted, NULL },
	{ INVALID, VERDICT_UNKNOWN, "a name that leads elsewhere", name_leads_elsewhere, NULL },
	{ INVALID, VERDICT_ERROR, "an answer that broke off", invalid_is_broken_off, NULL },
	{ INVALID, VERDICT_SKIPPED, "actions without arguments", nothing_is_taken, NULL },
	{ INVALID, VERDICT_SKIPPED, "no actions", nothing_can_be_called, NULL },
	{ INVALID, VERDICT_UNKNOWN, "only documents", canned_offline, NULL },
	{ EXTRA, VERDICT_FAIL, "taken at the top", extra_is_taken, "get_ticket /actions/0" PARAMETERS },
	{ EXTRA, VERDICT_FAIL, "taken inside", extra_is_taken_inside, "get_ticket /who" },
	{ EXTRA, VERDICT_PASS, "refused", extra_is_refused, NULL },
	{ EXTRA, VERDICT_UNKNOWN, "the control is refused", control_is_refused, NULL },
	{ EXTRA, VERDICT_UNKNOWN, "a crash", extra_crashes, NULL },
	{ EXTRA, VERDICT_UNKNOWN, "a branch whose control is refused", extra_in_a_branch_without_control,
	  NULL },
	{ EXTRA, VERDICT_SKIPPED, "no actions", nothing_can_be_called, NULL },
	{ LIMIT, VERDICT_FAIL, "read as if small", large_is_read, "POST /connections/{id}/call/{action}" },
	{ LIMIT, VERDICT_FAIL, "repeated back", large_is_repeated, NULL },
	{ LIMIT, VERDICT_PASS, "413", large_is_refused, NULL },
	{ LIMIT, VERDICT_PASS, "413, without a small one", large_alone_is_refused, NULL },
	{ LIMIT, VERDICT_UNKNOWN, "actions, but nothing was sent", NULL, NULL },
	{ LIMIT, VERDICT_PASS, "a limit between 1 and 8 MiB", larger_is_refused, NULL },
	{ LIMIT, VERDICT_UNKNOWN, "the connection breaks off", large_breaks_off, NULL },
	{ LIMIT, VERDICT_UNKNOWN, "another status", large_is_a_bad_gateway, NULL },
	{ LIMIT, VERDICT_SKIPPED, "no actions", nothing_can_be_called, NULL },
	{ DIRECT, VERDICT_FAIL, "with the token", direct_with_the_token, "POST /call" },
	{ DIRECT, VERDICT_FAIL, "without a token", direct_without_a_token, "POST /call" },
	{ DIRECT, VERDICT_PASS, "closed by a proxy", direct_is_closed, NULL },
	{ DIRECT, VERDICT_PASS, "not there", direct_is_not_there, NULL },
	{ DIRECT, VERDICT_UNKNOWN, "a gateway's error", direct_is_a_bad_gateway, NULL },
	{ DIRECT, VERDICT_UNKNOWN, "no action reads", no_action_reads, NULL },
	{ DIRECT, VERDICT_ERROR, "an answer that broke off", direct_is_broken_off, NULL },
	{ NULL },
};
