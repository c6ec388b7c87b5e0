/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/canned.h"

#define REFUSED "{\"detail\":\"Unauthorized\"}"
#define NOT_FOUND "{\"detail\":\"not found\"}"
#define MANIFEST "{\"triggers\":[],\"actions\":[]}"
#define CRASH "Internal Server Error"
#define CONNECTION(server) "{\"id\":\"1\",\"wfServerId\":\"" server "\",\"options\":{}}"

static void guarded(Canned *canned)
{
	canned_answer(canned, "manifest-no-token", NULL, 401, NULL, REFUSED);
}

/* ---- config.dev-mode ---- */

static void servers(Canned *canned, const char *first, const char *second)
{
	g_ptr_array_add(canned_target(canned)->connections, g_strdup(CANNED_OTHER_CONNECTION));
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, NULL, first);
	canned_answer(canned, "connection", CANNED_OTHER_CONNECTION, 200, NULL, second);
}

static void two_servers(Canned *canned)
{
	servers(canned, CONNECTION("a"), CONNECTION("b"));
}

static void one_server(Canned *canned)
{
	servers(canned, CONNECTION("a"), CONNECTION("a"));
}

static void storage(Canned *canned, int list, int overflow, int tail)
{
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, NULL, CONNECTION("a"));
	canned_answer(canned, "unknown-list", NULL, list, NULL,
		      list == 200 ? "{\"total\":0,\"data\":[]}" : NOT_FOUND);
	canned_answer(canned, "limit-overflow", NULL, overflow, NULL, "");
	canned_answer(canned, "id-tail", "%3Fx=1", tail, NULL, NOT_FOUND);
}

static void development_storage(Canned *canned)
{
	storage(canned, 200, 500, 404);
}

static void production_storage(Canned *canned)
{
	storage(canned, 404, 200, 200);
}

static void odd_storage(Canned *canned)
{
	storage(canned, 200, 422, 404);
}

static void one_connection(Canned *canned)
{
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, NULL, CONNECTION("a"));
}

/* ---- config.docs-open ---- */

static void docs_are_closed(Canned *canned)
{
	canned_answer(canned, "docs-no-token", "/docs", 401, NULL, REFUSED);
	canned_answer(canned, "docs-no-token", "/openapi.json", 401, NULL, REFUSED);
}

static void docs_are_open(Canned *canned)
{
	docs_are_closed(canned);
	canned_answer(canned, "docs-no-token", "/docs", 200, "content-type: text/html",
		      "<link href=\"https://cdn.example/swagger-ui.css\"><title>Desk - Swagger UI</title>");
}

static void openapi_is_open(Canned *canned)
{
	docs_are_closed(canned);
	canned_answer(canned, "docs-no-token", "/openapi.json", 200, "content-type: application/json",
		      "{\"openapi\":\"3.1.0\",\"paths\":{}}");
}

static void another_page(Canned *canned)
{
	docs_are_closed(canned);
	canned_answer(canned, "docs-no-token", "/docs", 200, "content-type: text/html", "<h1>Hello</h1>");
	canned_answer(canned, "docs-no-token", "/openapi.json", 200, "content-type: text/html",
		      "<h1>Hello</h1>");
}

/* ---- config.hidden-routes ---- */

static void hidden(Canned *canned, const char *path, int status, const char *body)
{
	canned_answer(canned, "hidden-route", path, status, "content-type: text/plain", body);
}

static void nothing_hidden(Canned *canned)
{
	hidden(canned, "nowhere", 401, REFUSED);
	hidden(canned, "/debug", 401, REFUSED);
	hidden(canned, "/.env", 404, NOT_FOUND);
}

static void metrics_are_open(Canned *canned)
{
	nothing_hidden(canned);
	hidden(canned, "/metrics", 200, "requests_total 1\n");
}

static void metrics_are_documented(Canned *canned)
{
	metrics_are_open(canned);
	canned_set(canned, "openapi", "/paths/~1metrics", "{\"get\":{\"responses\":{}}}");
}

static void every_path_is_there(Canned *canned)
{
	hidden(canned, "nowhere", 200, "hello");
	hidden(canned, "/admin", 200, "hello");
}

/* ---- config.cors ---- */

static void cors(Canned *canned, const char *headers)
{
	guarded(canned);
	canned_answer(canned, "cors", "GET", 200, headers, "{\"status\":\"alive\"}");
	canned_answer(canned, "cors", "preflight", 401, NULL, REFUSED);
}

static void no_cors(Canned *canned)
{
	cors(canned, NULL);
}

static void origin_is_repeated(Canned *canned)
{
	cors(canned, "access-control-allow-origin: https://weir.invalid\n"
		     "access-control-allow-credentials: true");
}

static void every_origin(Canned *canned)
{
	cors(canned, "access-control-allow-origin: *");
}

static void every_origin_with_credentials(Canned *canned)
{
	cors(canned, "access-control-allow-origin: *\naccess-control-allow-credentials: true");
}

static void every_origin_without_a_token(Canned *canned)
{
	canned_answer(canned, "manifest-no-token", NULL, 200, NULL, MANIFEST);
	canned_answer(canned, "cors", "GET", 200, "access-control-allow-origin: *", "{}");
}

static void one_origin(Canned *canned)
{
	cors(canned, "access-control-allow-origin: https://admin.example.com\nvary: origin");
}

/* ---- config.debug ---- */

static void crash_with(Canned *canned, int status, const char *body)
{
	canned_answer(canned, "bad-input", "call", 500, NULL, CRASH);
	canned_answer(canned, "bad-input", "limit", status, NULL, body);
}

static void plain_crash(Canned *canned)
{
	crash_with(canned, 422, "{\"detail\":[{\"type\":\"int_parsing\",\"loc\":[\"query\",\"limit\"]}]}");
}

static void a_trace(Canned *canned)
{
	crash_with(canned, 500,
		   "Traceback (most recent call last):\n  File \"/srv/desk/server.py\", line 214, in handle");
}

static void a_trace_in_json(Canned *canned)
{
	crash_with(canned, 422, "{\"detail\":\"bad\",\"trace\":[\"File \\\"server.py\\\", line 3, in f\"]}");
}

static void a_trace_of_javascript(Canned *canned)
{
	crash_with(canned, 500, "TypeError: x\\n    at handle (server.js:10:5)");
}

static void a_path(Canned *canned)
{
	crash_with(canned, 404, "{\"detail\":\"cannot read /srv/desk/settings.toml\"}");
}

static void a_connection_string(Canned *canned)
{
	crash_with(canned, 400, "{\"detail\":\"cannot connect: postgresql+asyncpg://desk@db/desk\"}");
}

static void a_library(Canned *canned)
{
	crash_with(canned, 502, "{\"detail\":\"requests.exceptions.ConnectionError\"}");
}

/* Paths of URLs and of pages, names of databases, and a trace in an answer that is no error. */
static void lookalikes(Canned *canned)
{
	canned_answer(canned, "manifest-no-token", NULL, 200, NULL,
		      "{\"docs\":\"Traceback (most recent call last)\",\"actions\":[]}");
	crash_with(canned, 404,
		   "<script src=\"/app/main.js\"></script> see https://desk.example/srv/desk/a.py, "
		   "/connections/1/subscriptions; postgresql is down; ask at (the office); an Error");
}

static void no_crash(Canned *canned)
{
	canned_answer(canned, "bad-input", "limit", 422, NULL, "{\"detail\":[]}");
}

/* ---- config.error-clarity ---- */

static void clear_errors(Canned *canned)
{
	canned_answer(canned, "bad-input", "limit", 422, NULL, "{\"detail\":[]}");
	canned_answer(canned, "bad-input", "malformed", 422, NULL, "{\"detail\":[]}");
	canned_answer(canned, "bad-input", "dot", 404, NULL, NOT_FOUND);
	canned_answer(canned, "bad-input", "deep", 400, NULL, "{\"detail\":\"no\"}");
	canned_answer(canned, "bad-input", "call", 403, NULL, "{\"detail\":\"Forbidden\"}");
}

static void limit_crashes(Canned *canned)
{
	clear_errors(canned);
	canned_answer(canned, "bad-input", "limit", 500, NULL, CRASH);
}

static void the_sdk_crashes(Canned *canned)
{
	clear_errors(canned);
	canned_answer(canned, "bad-input", "call", 500, NULL, CRASH);
}

static void input_breaks_off(Canned *canned)
{
	clear_errors(canned);
	canned_answer(canned, "bad-input", "deep", 0, NULL, NULL);
}

/* ---- config.server-header ---- */

static void header(Canned *canned, const char *line)
{
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, line, CONNECTION("a"));
}

static void a_bare_name(Canned *canned)
{
	header(canned, "server: uvicorn\nvia: 1.1 google\ndate: Wed, 01 Jan 2025 00:00:00 GMT");
}

static void a_version(Canned *canned)
{
	header(canned, "Server: uvicorn/0.32.0");
}

static void a_version_after_a_space(Canned *canned)
{
	header(canned, "X-Powered-By: Next.js 13.4");
}

static void a_short_version(Canned *canned)
{
	header(canned, "server: Microsoft-IIS/10");
}

static void a_name_with_digits(Canned *canned)
{
	header(canned, "server: h2o");
}

/* ---- config.cache ---- */

static void never_stored(Canned *canned)
{
	header(canned, "Cache-Control: private, No-Store");
}

static void only_private(Canned *canned)
{
	header(canned, "cache-control: private, no-cache");
}

/* ---- config.host-header, deps.host-parsing ---- */

static void redirect(Canned *canned, const char *location)
{
	g_autofree char *line = g_strconcat("location: ", location, NULL);
	canned_answer(canned, "foreign-host", NULL, 307, line, "");
	canned_answer(canned, "host-parsing", NULL, 307, line, "");
}

static void own_redirect(Canned *canned)
{
	redirect(canned, "https://desk.example.com/manifest");
}

static void relative_redirect(Canned *canned)
{
	redirect(canned, "/manifest?next=//weir.invalid/x?");
}

static void foreign_redirect(Canned *canned)
{
	redirect(canned, "http://weir.invalid/manifest");
}

static void foreign_path(Canned *canned)
{
	redirect(canned, "http://weir.invalid/x?/manifest");
}

static void host_is_refused(Canned *canned)
{
	canned_answer(canned, "foreign-host", NULL, 400, NULL, "Invalid host header");
	canned_answer(canned, "host-parsing", NULL, 400, NULL, "Invalid host header");
}

static void no_redirects(Canned *canned)
{
	canned_answer(canned, "foreign-host", NULL, 404, NULL, "{\"detail\":\"Not Found\"}");
	canned_answer(canned, "host-parsing", NULL, 404, NULL, "{\"detail\":\"Not Found\"}");
}

static void host_does_not_matter(Canned *canned)
{
	canned_answer(canned, "foreign-host", NULL, 200, NULL, MANIFEST);
	canned_answer(canned, "host-parsing", NULL, 200, NULL, MANIFEST);
}

static void host_breaks_off(Canned *canned)
{
	canned_answer(canned, "foreign-host", NULL, 0, NULL, NULL);
	canned_answer(canned, "host-parsing", NULL, 0, NULL, NULL);
}

/* ---- config.rate-limit-info, config.contact ---- */

static void no_limits_told(Canned *canned)
{
	canned_set(canned, "manifest", "/apiRateLimitInfo", "null");
}

static void blank_limits(Canned *canned)
{
	canned_set(canned, "manifest", "/apiRateLimitInfo", "\" \"");
}

static void no_mail(Canned *canned)
{
	canned_set(canned, "manifest", "/email", NULL);
}

static void no_manifest(Canned *canned)
{
	canned_document(canned, "manifest", NULL);
}

const struct check_case cases_config[] = {
	{ "config.dev-mode", VERDICT_FAIL, "two server ids", two_servers, "GET /connections/{id}" },
	{ "config.dev-mode", VERDICT_FAIL, "SQLite's storage", development_storage,
	  "GET /connections/{id}/subscriptions" },
	{ "config.dev-mode", VERDICT_PASS, "one server id", one_server, NULL },
	{ "config.dev-mode", VERDICT_PASS, "an engine's storage", production_storage, NULL },
	{ "config.dev-mode", VERDICT_UNKNOWN, "neither", odd_storage, NULL },
	{ "config.dev-mode", VERDICT_UNKNOWN, "one connection", one_connection, NULL },

	{ "config.docs-open", VERDICT_FAIL, "/docs", docs_are_open, "GET /docs" },
	{ "config.docs-open", VERDICT_FAIL, "/openapi.json", openapi_is_open, "GET /openapi.json" },
	{ "config.docs-open", VERDICT_PASS, "closed", docs_are_closed, NULL },
	{ "config.docs-open", VERDICT_PASS, "another page is no documentation", another_page, NULL },
	{ "config.docs-open", VERDICT_UNKNOWN, "not asked", NULL, NULL },

	{ "config.hidden-routes", VERDICT_FAIL, "metrics", metrics_are_open, "GET /metrics" },
	{ "config.hidden-routes", VERDICT_PASS, "none", nothing_hidden, NULL },
	{ "config.hidden-routes", VERDICT_PASS, "documented", metrics_are_documented, NULL },
	{ "config.hidden-routes", VERDICT_UNKNOWN, "every path is there", every_path_is_there, NULL },

	{ "config.cors", VERDICT_FAIL, "repeated", origin_is_repeated, NULL },
	{ "config.cors", VERDICT_FAIL, "all with credentials", every_origin_with_credentials, NULL },
	{ "config.cors", VERDICT_FAIL, "all, and no token", every_origin_without_a_token, NULL },
	{ "config.cors", VERDICT_PASS, "none", no_cors, NULL },
	{ "config.cors", VERDICT_PASS, "all, behind a token", every_origin, NULL },
	{ "config.cors", VERDICT_PASS, "its own", one_origin, NULL },

	{ "config.debug", VERDICT_FAIL, "a trace", a_trace, "a stack trace" },
	{ "config.debug", VERDICT_FAIL, "a trace in JSON", a_trace_in_json, "a stack trace" },
	{ "config.debug", VERDICT_FAIL, "a trace of JavaScript", a_trace_of_javascript, "a stack trace" },
	{ "config.debug", VERDICT_FAIL, "a path", a_path, "a file path" },
	{ "config.debug", VERDICT_FAIL, "a connection string", a_connection_string,
	  "internal configuration" },
	{ "config.debug", VERDICT_FAIL, "a library", a_library, "internal configuration" },
	{ "config.debug", VERDICT_PASS, "a plain 500", plain_crash, NULL },
	{ "config.debug", VERDICT_PASS, "lookalikes", lookalikes, NULL },
	{ "config.debug", VERDICT_UNKNOWN, "no 500", no_crash, NULL },

	{ "config.error-clarity", VERDICT_FAIL, "a limit", limit_crashes,
	  "a limit that is no number GET /connections/{id}/subscriptions" },
	{ "config.error-clarity", VERDICT_FAIL, "the SDK's", the_sdk_crashes, NULL },
	{ "config.error-clarity", VERDICT_PASS, "clear", clear_errors, NULL },
	{ "config.error-clarity", VERDICT_UNKNOWN, "not asked", NULL, NULL },
	{ "config.error-clarity", VERDICT_ERROR, "broken off", input_breaks_off, NULL },

	{ "config.server-header", VERDICT_FAIL, "uvicorn/0.32.0", a_version, "server" },
	{ "config.server-header", VERDICT_FAIL, "Next.js 13.4", a_version_after_a_space, NULL },
	{ "config.server-header", VERDICT_FAIL, "IIS/10", a_short_version, NULL },
	{ "config.server-header", VERDICT_PASS, "uvicorn", a_bare_name, NULL },
	{ "config.server-header", VERDICT_PASS, "h2o", a_name_with_digits, NULL },

	{ "config.cache", VERDICT_FAIL, "only private", only_private, "GET /connections/{id}" },
	{ "config.cache", VERDICT_FAIL, "no header", one_connection, NULL },
	{ "config.cache", VERDICT_PASS, "no-store", never_stored, NULL },
	{ "config.cache", VERDICT_UNKNOWN, "no such answer", NULL, NULL },

	{ "config.host-header", VERDICT_FAIL, "followed", foreign_redirect, "GET /manifest/" },
	{ "config.host-header", VERDICT_PASS, "its own", own_redirect, NULL },
	{ "config.host-header", VERDICT_PASS, "relative", relative_redirect, NULL },
	{ "config.host-header", VERDICT_PASS, "refused", host_is_refused, NULL },
	{ "config.host-header", VERDICT_UNKNOWN, "no redirect", host_does_not_matter, NULL },
	{ "config.host-header", VERDICT_UNKNOWN, "broken off", host_breaks_off, NULL },

	{ "config.rate-limit-info", VERDICT_FAIL, "null", no_limits_told, "/apiRateLimitInfo" },
	{ "config.rate-limit-info", VERDICT_FAIL, "blank", blank_limits, NULL },
	{ "config.rate-limit-info", VERDICT_PASS, "told", NULL, NULL },
	{ "config.rate-limit-info", VERDICT_UNKNOWN, "no manifest", no_manifest, NULL },

	{ "config.contact", VERDICT_FAIL, "no mail address", no_mail, "/email" },
	{ "config.contact", VERDICT_PASS, "all three", NULL, NULL },

	{ "deps.host-parsing", VERDICT_FAIL, "the path is in it", foreign_path, "GET /manifest/" },
	{ "deps.host-parsing", VERDICT_PASS, "only the host is followed", foreign_redirect, NULL },
	{ "deps.host-parsing", VERDICT_PASS, "its own", own_redirect, NULL },
	{ "deps.host-parsing", VERDICT_PASS, "relative", relative_redirect, NULL },
	{ "deps.host-parsing", VERDICT_PASS, "refused", host_is_refused, NULL },
	{ "deps.host-parsing", VERDICT_UNKNOWN, "broken off", host_breaks_off, NULL },
	{ "deps.host-parsing", VERDICT_UNKNOWN, "redirects are switched off", no_redirects, NULL },
	{ "config.host-header", VERDICT_PASS, "redirects are switched off", no_redirects, NULL },
	{ NULL },
};
