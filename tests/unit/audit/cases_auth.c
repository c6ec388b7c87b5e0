/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/canned.h"

#define REFUSED "{\"detail\":\"Unauthorized\"}"
#define NOT_ALLOWED "{\"detail\":\"Method Not Allowed\"}"
#define MANIFEST "{\"triggers\":[],\"actions\":[],\"connection\":{}}"
#define READ_CONNECTION "GET /connections/{connectionId}"
#define CALL "POST /connections/{connection_id}/call/get_ticket"
#define REMOVE "DELETE /connections/{connectionId}/subscriptions/{subscriptionId}"

static void guarded(Canned *canned)
{
	canned_answer(canned, "manifest-no-token", NULL, 401, NULL, REFUSED);
}

static void open_door(Canned *canned)
{
	canned_answer(canned, "manifest-no-token", NULL, 200, NULL, MANIFEST);
}

/* ---- auth.required ---- */

static void routes_refuse(Canned *canned)
{
	guarded(canned);
	canned_answer(canned, "auth-required", "GET /manifest", 401, NULL, REFUSED);
	canned_answer(canned, "auth-required", READ_CONNECTION, 401, NULL, REFUSED);
	canned_answer(canned, "auth-required", CALL, 403, NULL, REFUSED);
	canned_answer(canned, "auth-required", REMOVE, 401, NULL, REFUSED);
}

static void one_route_validates(Canned *canned)
{
	routes_refuse(canned);
	canned_answer(canned, "auth-required", CALL, 422, NULL, "{\"detail\":[]}");
}

static void one_route_looks_up(Canned *canned)
{
	routes_refuse(canned);
	canned_answer(canned, "auth-required", READ_CONNECTION, 404, NULL, "{\"detail\":\"not found\"}");
}

static void nothing_is_guarded(Canned *canned)
{
	open_door(canned);
	canned_answer(canned, "auth-required", "GET /manifest", 200, NULL, MANIFEST);
	canned_answer(canned, "auth-required", REMOVE, 405, "allow: GET", NOT_ALLOWED);
}

/* A proxy that answers OPTIONS by itself. */
static void options_are_for_everybody(Canned *canned)
{
	routes_refuse(canned);
	canned_answer(canned, "auth-required", REMOVE, 405, "allow: GET", NOT_ALLOWED);
}

static void manifest_is_hidden(Canned *canned)
{
	canned_answer(canned, "manifest-no-token", NULL, 404, NULL, "");
	canned_answer(canned, "auth-required", "GET /manifest", 404, NULL, "");
	canned_answer(canned, "auth-required", CALL, 404, NULL, "");
}

static void a_login_page(Canned *canned)
{
	routes_refuse(canned);
	canned_answer(canned, "auth-required", "GET /manifest", 302, "location: https://login.example/", "");
}

static void a_public_page(Canned *canned)
{
	routes_refuse(canned);
	canned_set(canned, "openapi", "/paths/~1health", "{\"get\":{\"responses\":{}}}");
	canned_answer(canned, "auth-required", "GET /health", 200, NULL, "{\"ok\":true}");
}

/* Open, and no admin route: the webhooks and liveness are not looked at. */
static void only_webhooks_are_open(Canned *canned)
{
	routes_refuse(canned);
	canned_answer(canned, "auth-required", "POST /hooks/ticket-changed/{subscriptionId}", 422, NULL,
		      "{}");
	canned_answer(canned, "auth-required", "GET /liveness", 200, NULL, "{\"status\":\"alive\"}");
}

static void no_openapi(Canned *canned)
{
	canned_document(canned, "openapi", NULL);
	routes_refuse(canned);
	canned_answer(canned, "auth-required", "POST /connections/{id}/call/get_ticket", 401, NULL, REFUSED);
	canned_answer(canned, "auth-required", "GET /components", 200, NULL, "[]");
}

static void one_route_breaks_off(Canned *canned)
{
	routes_refuse(canned);
	canned_answer(canned, "auth-required", CALL, 0, NULL, NULL);
}

static void nobody_answers(Canned *canned)
{
	guarded(canned);
	canned_answer(canned, "auth-required", CALL, 0, NULL, NULL);
}

/* ---- auth.bad-token, auth.example-token ---- */

static void tokens(Canned *canned, const char *taken)
{
	static const char *const forms[] = { "a wrong token", "an empty token", "a truncated token",
					     "another scheme", "a made-up token in the query" };
	guarded(canned);
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		gboolean takes = g_strcmp0(forms[i], taken) == 0;
		canned_answer(canned, "bad-token", forms[i], takes ? 200 : 401, NULL,
			      takes ? MANIFEST : REFUSED);
	}
}

static void tokens_are_refused(Canned *canned)
{
	tokens(canned, NULL);
}

static void a_part_is_enough(Canned *canned)
{
	tokens(canned, "a truncated token");
}

static void the_query_is_read(Canned *canned)
{
	tokens(canned, "a made-up token in the query");
}

static void another_page_comes(Canned *canned)
{
	guarded(canned);
	canned_answer(canned, "bad-token", "a wrong token", 200, "content-type: text/html", "<h1>Hello</h1>");
}

static void tokens_are_limited(Canned *canned)
{
	tokens(canned, NULL);
	canned_answer(canned, "bad-token", "a wrong token", 429, "retry-after: 60", "");
}

static void examples_are_refused(Canned *canned)
{
	guarded(canned);
	canned_answer(canned, "example-token", "optional-shared-token", 401, NULL, REFUSED);
	canned_answer(canned, "example-token", "engine-api-key", 401, NULL, REFUSED);
}

static void the_manuals_token_is_taken(Canned *canned)
{
	examples_are_refused(canned);
	canned_answer(canned, "example-token", "optional-shared-token", 200, NULL, MANIFEST);
}

/* ---- auth.path ---- */

static void spellings(Canned *canned)
{
	guarded(canned);
	canned_answer(canned, "auth-path", "two slashes", 401, NULL, REFUSED);
	canned_answer(canned, "auth-path", "/liveness/../manifest", 404, NULL, "{\"detail\":\"Not Found\"}");
	canned_answer(canned, "auth-path", "HEAD", 405, "allow: GET", NULL);
	canned_answer(canned, "auth-path", "X-Original-URL to the manifest", 200, NULL,
		      "{\"status\":\"alive\"}");
	canned_answer(canned, "auth-path-host", "Host: HOST/liveness?", 400, NULL, "Invalid host header");
}

static void dots_open_the_manifest(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path", "/liveness/../manifest", 200, NULL, MANIFEST);
}

static void the_host_opens_it(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path-host", "Host: HOST/liveness?", 200, NULL, MANIFEST);
}

static void a_question_mark_opens_a_route(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path-question", "plain /{subscriptionId}/events", 401, NULL, REFUSED);
	canned_answer(canned, "auth-path-question", "question /{subscriptionId}/events", 405, "allow: POST",
		      NOT_ALLOWED);
}

static void a_question_mark_opens_nothing(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path-question", "plain /{subscriptionId}/events", 401, NULL, REFUSED);
	canned_answer(canned, "auth-path-question", "question /{subscriptionId}/events", 404, NULL,
		      "{\"detail\":\"Not Found\"}");
}

static void a_route_that_is_open_anyway(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path-question", "plain /{subscriptionId}/events", 405, NULL, NOT_ALLOWED);
	canned_answer(canned, "auth-path-question", "question /{subscriptionId}/events", 405, NULL,
		      NOT_ALLOWED);
}

static void head_has_the_length(Canned *canned)
{
	spellings(canned);
	canned_document(canned, "manifest", NULL);
	canned_answer(canned, "manifest", NULL, 200, "content-length: 44", MANIFEST);
	canned_answer(canned, "auth-path", "HEAD", 200, "content-length: 44", NULL);
}

static void head_says_nothing(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path", "HEAD", 200, NULL, NULL);
}

static void the_host_breaks_off(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path-host", "Host: HOST/liveness#", 0, NULL, NULL);
}

static void a_spelling_breaks_off(Canned *canned)
{
	spellings(canned);
	canned_answer(canned, "auth-path", "two slashes", 0, NULL, NULL);
}

/* ---- auth.readiness ---- */

static void readiness_is_open(Canned *canned)
{
	canned_answer(canned, "readiness", NULL, 200, NULL, "{\"status\":\"ready\"}");
}

static void readiness_of_a_lost_engine(Canned *canned)
{
	canned_answer(canned, "readiness", NULL, 500, NULL, "Internal Server Error");
}

static void readiness_is_closed(Canned *canned)
{
	canned_answer(canned, "readiness", NULL, 401, NULL, REFUSED);
}

static void readiness_is_silent(Canned *canned)
{
	canned_answer(canned, "readiness", NULL, 0, NULL, NULL);
}

const struct check_case cases_auth[] = {
	{ "auth.required", VERDICT_FAIL, "422 comes after the token", one_route_validates, CALL },
	{ "auth.required", VERDICT_FAIL, "404 comes after the token", one_route_looks_up, READ_CONNECTION },
	{ "auth.required", VERDICT_FAIL, "405 counts where all is open", nothing_is_guarded, REMOVE },
	{ "auth.required", VERDICT_FAIL, "the SDK's list without OpenAPI", no_openapi, "GET /components" },
	{ "auth.required", VERDICT_PASS, "all refuse", routes_refuse, NULL },
	{ "auth.required", VERDICT_PASS, "404 for everything that is there", manifest_is_hidden, NULL },
	{ "auth.required", VERDICT_PASS, "webhooks and liveness are others' business", only_webhooks_are_open,
	  NULL },
	{ "auth.required", VERDICT_UNKNOWN, "405 of a guarded server", options_are_for_everybody, NULL },
	{ "auth.required", VERDICT_UNKNOWN, "a redirect to a login page", a_login_page, NULL },
	{ "auth.required", VERDICT_UNKNOWN, "a page of the author's", a_public_page, NULL },
	{ "auth.required", VERDICT_UNKNOWN, "not asked", NULL, NULL },
	{ "auth.required", VERDICT_ERROR, "one broke off", one_route_breaks_off, NULL },
	{ "auth.required", VERDICT_ERROR, "all broke off", nobody_answers, NULL },

	{ "auth.bad-token", VERDICT_FAIL, "a truncated one", a_part_is_enough,
	  "a truncated token GET /manifest" },
	{ "auth.bad-token", VERDICT_FAIL, "one in the query", the_query_is_read, NULL },
	{ "auth.bad-token", VERDICT_PASS, "all refused", tokens_are_refused, NULL },
	{ "auth.bad-token", VERDICT_SKIPPED, "a server without a token", open_door, NULL },
	{ "auth.bad-token", VERDICT_UNKNOWN, "another page is no manifest", another_page_comes, NULL },
	{ "auth.bad-token", VERDICT_UNKNOWN, "the server limits requests", tokens_are_limited, NULL },

	{ "auth.example-token", VERDICT_FAIL, "the manual's", the_manuals_token_is_taken,
	  "optional-shared-token GET /manifest" },
	{ "auth.example-token", VERDICT_PASS, "both refused", examples_are_refused, NULL },
	{ "auth.example-token", VERDICT_SKIPPED, "a server without a token", open_door, NULL },
	{ "auth.example-token", VERDICT_UNKNOWN, "not asked", guarded, NULL },

	{ "auth.path", VERDICT_FAIL, "dots", dots_open_the_manifest, "/liveness/../manifest GET /manifest" },
	{ "auth.path", VERDICT_FAIL, "the Host header", the_host_opens_it,
	  "Host: HOST/liveness? GET /manifest" },
	{ "auth.path", VERDICT_FAIL, "a question mark", a_question_mark_opens_a_route, NULL },
	{ "auth.path", VERDICT_FAIL, "HEAD with the manifest's length", head_has_the_length, NULL },
	{ "auth.path", VERDICT_PASS, "none, though liveness answers", spellings, NULL },
	{ "auth.path", VERDICT_PASS, "404 is no route", a_question_mark_opens_nothing, NULL },
	{ "auth.path", VERDICT_PASS, "open anyway", a_route_that_is_open_anyway, NULL },
	{ "auth.path", VERDICT_SKIPPED, "a server without a token", open_door, NULL },
	{ "auth.path", VERDICT_UNKNOWN, "HEAD without a word", head_says_nothing, NULL },
	{ "auth.path", VERDICT_UNKNOWN, "a Host that breaks the connection", the_host_breaks_off, NULL },
	{ "auth.path", VERDICT_ERROR, "a spelling broke off", a_spelling_breaks_off, NULL },

	{ "auth.readiness", VERDICT_FAIL, "open", readiness_is_open, "GET /readiness" },
	{ "auth.readiness", VERDICT_FAIL, "open, and the engine is lost", readiness_of_a_lost_engine, NULL },
	{ "auth.readiness", VERDICT_PASS, "closed", readiness_is_closed, NULL },
	{ "auth.readiness", VERDICT_ERROR, "silent", readiness_is_silent, NULL },
	{ NULL },
};
