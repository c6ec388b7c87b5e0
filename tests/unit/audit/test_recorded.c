/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorded servers judged: their exchanges are put where the audit's own requests would stand (a row
 * each, which says method, path and what was sent for authorization), written as a recording and read back.
 *
 * What the audit asks and nobody recorded has no row: its check must then not pass. */
#include <string.h>

#include "audit/audit.h"
#include "audit/record.h"
#include "base/json.h"
#include "unit/suite.h"

#define FIRST "00000000-0000-4000-8000-000000000001"
#define SECOND "{second}" /* each server has its own */
#define UNKNOWN "deadbeef-0000-4000-8000-000000000000"

enum { OPEN = 1, LOCKED = 2, DESK = 4, GUARDED = LOCKED | DESK, ALL = 7 };
static const struct {
	const char *name;
	const char *second; /* its second connection */
	const char *secret; /* what a connection held that was refused */
	unsigned bit;
	gboolean has_token;
} servers[] = {
	{ "open", "00000000-0000-4000-8000-000000000003", "example-api-key", OPEN, FALSE },
	{ "locked", "00000000-0000-4000-8000-000000000002", "example-api-key", LOCKED, TRUE },
	{ "zendesk_like", "00000000-0000-4000-8000-000000000002", "example_api_token_0123456789", DESK,
	  TRUE },
};

enum sent { NOTHING, TOKEN, OTHER };

/* `recorded` is the name of a transcript without its number. */
static const struct {
	unsigned where;
	const char *recorded, *label, *subject, *method, *path;
	enum sent sent;
} rows[] = {
	{ ALL, "connection-get", "connection", FIRST, "GET", "/connections/" FIRST, TOKEN },
	{ OPEN | LOCKED, "connection-get-second", "connection", SECOND, "GET", "/connections/" SECOND,
	  TOKEN },
	{ ALL, "list", "subscriptions", FIRST, "GET", "/connections/" FIRST "/subscriptions", TOKEN },
	{ ALL, "list-second-connection", "subscriptions", SECOND, "GET",
	  "/connections/" SECOND "/subscriptions", TOKEN },
	{ ALL, "get-subscription", "subscription", FIRST, "GET", "/connections/" FIRST "/subscriptions/*",
	  TOKEN },
	{ OPEN | LOCKED, "form-get", "form", "say_a_word", "GET", "/connections/" FIRST "/form/say_a_word",
	  TOKEN },
	{ DESK, "form-assign", "form", "assign_ticket", "GET", "/connections/" FIRST "/form/assign_ticket",
	  TOKEN },
	/* without a token, or with a wrong one */
	{ ALL, "manifest-no-token", "manifest-no-token", "", "GET", "/manifest", NOTHING },
	{ ALL, "manifest-no-token", "auth-required", "GET /manifest", "GET", "/manifest", NOTHING },
	{ OPEN, "components", "auth-required", "GET /components", "GET", "/components", NOTHING },
	{ GUARDED, "components-no-token", "auth-required", "GET /components", "GET", "/components", NOTHING },
	{ OPEN, "connection-get-unknown", "auth-required", "GET /connections/{connectionId}", "GET",
	  "/connections/" UNKNOWN, NOTHING },
	{ LOCKED, "connection-get-unknown-no-token", "auth-required", "GET /connections/{connectionId}",
	  "GET", "/connections/" UNKNOWN, NOTHING },
	{ LOCKED, "tool-no-token", "auth-required", "POST /call", "POST", "/call", NOTHING },
	{ GUARDED, "connection-create-no-token", "auth-required", "POST /connections", "POST", "/connections",
	  NOTHING },
	{ GUARDED, "call-no-token", "auth-required", "POST /connections/{connection_id}/call/get_ticket",
	  "POST", "/connections/*/call/get_ticket", NOTHING },
	{ LOCKED, "list-no-token", "auth-required", "GET /connections/{connectionId}/subscriptions", "GET",
	  "/connections/*/subscriptions", NOTHING },
	{ GUARDED, "manifest-wrong-token", "bad-token", "a wrong token", "GET", "/manifest", OTHER },
	{ GUARDED, "manifest-token-prefix-only", "bad-token", "a truncated token", "GET", "/manifest",
	  OTHER },
	{ GUARDED, "manifest-token-as-basic", "bad-token", "another scheme", "GET", "/manifest", OTHER },
	{ GUARDED, "manifest-token-in-query", "bad-token", "a made-up token in the query", "GET",
	  "/manifest?token=*", NOTHING },
	{ ALL, "docs-no-token", "docs-no-token", "/docs", "GET", "/docs", NOTHING },
	{ ALL, "redoc-no-token", "docs-no-token", "/redoc", "GET", "/redoc", NOTHING },
	{ ALL, "openapi-json-no-token", "docs-no-token", "/openapi.json", "GET", "/openapi.json", NOTHING },
	{ ALL, "readiness", "readiness", "", "GET", "/readiness", NOTHING },
	{ ALL, "cors-simple-get", "cors", "GET", "GET", "/liveness", NOTHING },
	{ ALL, "cors-preflight", "cors", "preflight", "OPTIONS", "/connections", NOTHING },
	/* ids of others, and odd ones */
	{ ALL, "get-subscription-wrong-connection", "foreign-subscription", SECOND, "GET",
	  "/connections/" SECOND "/subscriptions/*", TOKEN },
	{ ALL, "get-subscription-unknown", "unknown-subscription", SECOND, "GET",
	  "/connections/*/subscriptions/" UNKNOWN, TOKEN },
	{ OPEN | LOCKED, "odd-id-question-mark", "id-tail", "%3Fx=1", "GET", "/connections/" FIRST "%3Fx=1",
	  TOKEN },
	{ OPEN | LOCKED, "odd-id-hash", "id-tail", "%23", "GET", "/connections/" FIRST "%23x", TOKEN },
	{ ALL, "list-unknown-connection", "unknown-list", "", "GET", "/connections/" UNKNOWN "/subscriptions",
	  TOKEN },
	{ ALL, "manifest-trailing-slash-foreign-host", "foreign-host", "", "GET", "/manifest/", TOKEN },
	/* what cannot be taken */
	{ OPEN | LOCKED, "connection-create-no-options", "echo-connection", "", "POST", "/connections",
	  TOKEN },
	{ DESK, "connection-create-extra-secret", "echo-connection", "", "POST", "/connections", TOKEN },
	{ OPEN, "tool-extra-argument", "direct-call", "open", "POST", "/call", NOTHING },
	{ LOCKED, "tool-extra-argument", "direct-call", "token", "POST", "/call", TOKEN },
	{ LOCKED, "tool-no-token", "direct-call", "open", "POST", "/call", NOTHING },
	{ OPEN | LOCKED, "list-limit-not-a-number", "bad-input", "limit", "GET",
	  "/connections/*/subscriptions?limit=*", TOKEN },
	{ ALL, "connection-create-malformed-json", "bad-input", "malformed", "POST", "/connections", TOKEN },
	{ OPEN | LOCKED, "tool-unknown-name", "bad-input", "call", "POST", "/call", TOKEN },
	{ OPEN | LOCKED, "call-unknown-connection", "call-valid", "get_ticket", "POST",
	  "/connections/" UNKNOWN "/call/get_ticket", TOKEN },
	{ DESK, "call-get-ticket-unknown-connection", "call-valid", "get_ticket", "POST",
	  "/connections/" UNKNOWN "/call/get_ticket", TOKEN },
	{ OPEN | LOCKED, "call-unknown-connection-invalid", "call-invalid", "get_ticket without ticketId",
	  "POST", "/connections/" UNKNOWN "/call/get_ticket", TOKEN },
	{ DESK, "call-get-ticket-unknown-connection-invalid", "call-invalid", "get_ticket without ticketId",
	  "POST", "/connections/" UNKNOWN "/call/get_ticket", TOKEN },
	{ DESK, "call-get-ticket-huge-body", "body-1mib", "", "POST", "/connections/*/call/get_ticket",
	  TOKEN },
	/* events */
	{ OPEN, "hook-unknown-subscription", "event-unsigned", "hook_trigger", "POST",
	  "/hook-trigger/" UNKNOWN, NOTHING },
	{ OPEN, "signed-unknown-subscription", "event-unsigned", "signed_trigger", "POST",
	  "/signed-trigger/" UNKNOWN, NOTHING },
	{ OPEN, "hook-malformed-json", "event-malformed", "hook_trigger", "POST", "/hook-trigger/*",
	  NOTHING },
	{ LOCKED, "hook-no-token", "event-unsigned", "hook_trigger", "POST", "/hook-trigger/*", NOTHING },
	{ LOCKED, "hook-unknown-subscription", "event-token-only", "hook_trigger", "POST",
	  "/hook-trigger/" UNKNOWN, TOKEN },
	{ DESK, "webhook-no-token", "event-unsigned", "ticket_created", "POST", "/webhooks/ticket-created/*",
	  NOTHING },
	{ DESK, "webhook-unknown-subscription", "event-token-only", "ticket_created", "POST",
	  "/webhooks/ticket-created/" UNKNOWN, TOKEN },
};

/* ---- transcripts ---- */

static json_t *read_file(const char *server, const char *name)
{
	g_autofree char *relative = g_strdup_printf("contract/%s/%s", server, name);
	g_autofree char *path = suite_shared(relative);
	g_autofree char *text = NULL;
	gsize length;
	ck_assert_msg(path != NULL && g_file_get_contents(path, &text, &length, NULL), "%s", relative);
	/* The audit's own foreign host, in the place of the one that was sent. */
	g_autoptr(GString) renamed = g_string_new_len(text, (gssize)length);
	g_string_replace(renamed, "elsewhere.example", "weir.invalid", 0);
	json_t *json = weir_json_read(renamed->str, renamed->len, NULL, NULL, NULL);
	ck_assert_msg(json != NULL, "%s is no JSON", relative);
	return json;
}

/* "008-manifest-no-token.json" */
static char *file_of(const char *server, const char *recorded)
{
	g_autofree char *folder = g_strdup_printf("contract/%s", server);
	g_autofree char *path = suite_shared(folder);
	g_autofree char *wanted = g_strconcat(recorded, ".json", NULL);
	g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
	for (const char *file; (file = g_dir_read_name(files)) != NULL;)
		if (strlen(file) > 4 && g_ascii_isdigit(file[0]) && strcmp(file + 4, wanted) == 0)
			return g_strdup(file);
	ck_abort_msg("%s has no %s", server, recorded);
	return NULL;
}

static enum sent what_was_sent(const json_t *headers, gboolean has_token)
{
	const char *value = weir_json_text(headers, "Authorization");
	if (value == NULL)
		return has_token ? NOTHING : TOKEN; /* a server without a token is sent none */
	return g_str_has_prefix(value, "Bearer lab-") && g_str_has_suffix(value, "token") ? TOKEN
	       : strstr(value, "Bearer lab-desk-token-4f1c9a7e2b6d8053") != NULL          ? TOKEN
											  : OTHER;
}

static json_t *headers_of(const json_t *headers)
{
	json_t *list = json_array(), *value;
	const char *name;
	json_object_foreach ((json_t *)headers, name, value)
		if (g_ascii_strcasecmp(name, "authorization") != 0)
			json_array_append_new(list, json_pack("[s,O]", name, value));
	return list;
}

static void set_body(json_t *object, const json_t *body)
{
	g_autofree char *text = json_is_string(body)                 ? g_strdup(json_string_value(body))
				: body == NULL || json_is_null(body) ? g_strdup("")
								     : weir_json_print((json_t *)body);
	json_object_set_new(object, "body", json_string(text));
}

static char *of_server(gsize server, const char *text)
{
	g_autoptr(GString) out = g_string_new(text);
	g_string_replace(out, SECOND, servers[server].second, 0);
	return g_strdup(out->str);
}

static json_t *answer_of(gsize server, gsize row)
{
	g_autofree char *wanted = of_server(server, rows[row].path);
	g_autofree char *subject = of_server(server, rows[row].subject);
	g_autofree char *file = file_of(servers[server].name, rows[row].recorded);
	g_autoptr(json_t) recorded = read_file(servers[server].name, file);
	const json_t *request = json_object_get(recorded, "request"),
		     *response = json_object_get(recorded, "response");
	const char *method = weir_json_text(request, "method"), *path = weir_json_text(request, "path");
	ck_assert_msg(strcmp(method, rows[row].method) == 0 && g_pattern_match_simple(wanted, path),
		      "%s: %s %s is not %s %s", file, method, path, rows[row].method, wanted);
	enum sent sent = what_was_sent(json_object_get(request, "headers"), servers[server].has_token);
	ck_assert_msg(sent == rows[row].sent || !servers[server].has_token,
		      "%s: it was sent with another token", file);
	json_t *out =
		json_pack("{s:{s:s,s:o},s:{s:O,s:O,s:s,s:o},s:[[s,s]]}", "request", "method", method,
			  "headers", headers_of(json_object_get(request, "headers")), "response", "status",
			  json_object_get(response, "status"), "reason", json_object_get(response, "reason"),
			  "version", "1.1", "headers", headers_of(json_object_get(response, "headers")),
			  "for", rows[row].label, subject);
	g_autofree char *url = g_strconcat("http://127.0.0.1:8101", path, NULL);
	json_object_set_new(json_object_get(out, "request"), "url", json_string(url));
	set_body(json_object_get(out, "request"), json_object_get(request, "body"));
	set_body(json_object_get(out, "response"), json_object_get(response, "body"));
	return out;
}

static json_t *document_of(gsize server, const char *label)
{
	g_autofree char *file = g_strconcat(label, ".json", NULL);
	g_autoptr(json_t) document = read_file(servers[server].name, file);
	json_t *out = json_pack("{s:{s:s,s:s,s:[]},s:{s:i,s:s,s:s,s:[]},s:[[s,s]]}", "request", "method",
				"GET", "url", "http://127.0.0.1:8101/", "headers", "response", "status", 200,
				"reason", "OK", "version", "1.1", "headers", "for", label, "");
	set_body(json_object_get(out, "response"), document);
	return out;
}

static char *recording_of(gsize server)
{
	static const char *const documents[] = { "manifest", "components", "openapi" };
	json_t *answers = json_array();
	for (gsize i = 0; i < G_N_ELEMENTS(documents); i++)
		json_array_append_new(answers, document_of(server, documents[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].where & servers[server].bit)
			json_array_append_new(answers, answer_of(server, i));
	g_autoptr(json_t) part = json_pack(
		"{s:{s:s,s:b,s:[s,s],s:s},s:s,s:{s:I,s:s,s:s},s:o}", "target", "url", "http://127.0.0.1:8101",
		"token", (int)servers[server].has_token, "connections", FIRST, servers[server].second, "env",
		"prod", "level", "safe", "facts", "now", (json_int_t)1735689600000000, "unknown", UNKNOWN,
		"canary", servers[server].secret, "answers", answers);
	g_autofree char *text = weir_json_print(part);
	return g_strdup_printf("{\"schema\":\"weir/recording/1\",\"targets\":[%s]}", text);
}

/* ---- judging ---- */

static GPtrArray *judge(gsize server)
{
	g_autofree char *text = recording_of(server);
	guint unknown;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parts = record_read(text, strlen(text), &unknown, &error);
	ck_assert_msg(parts != NULL && parts->len == 1 && unknown == 0, "%s",
		      error != NULL ? error->message : "unknown probes");
	Recorded *recorded = parts->pdata[0];
	evidence_build_server(recorded->evidence);
	GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_unref);
	for (gsize i = 0; check_families[i] != NULL; i++)
		for (const struct check *check = check_families[i]; check->info.id != NULL; check++)
			check_judge(check, recorded->evidence, findings);
	return findings;
}

struct expected {
	unsigned where;
	const char *check;
	Verdict verdict;   /* the worst */
	Severity severity; /* of failures: the worst */
	Origin origin;     /* of failures: of the worst */
};

#define FAIL(severity, origin) VERDICT_FAIL, SEVERITY_##severity, ORIGIN_##origin
static const struct expected table[] = {
	/* no token at all */
	{ OPEN, "auth.required", FAIL(CRITICAL, OPERATOR) },
	{ OPEN, "auth.bad-token", VERDICT_SKIPPED },
	{ OPEN, "actions.direct-call", FAIL(HIGH, SDK) },
	{ OPEN, "config.docs-open", FAIL(MEDIUM, AUTHOR) },
	{ OPEN, "triggers.auth-first", FAIL(MEDIUM, AUTHOR) },
	{ OPEN, "triggers.unsigned", VERDICT_UNKNOWN }, /* 404: it was looked up first */
	/* development mode: ids of servers differ, and its storage does not resolve what stands in an id */
	{ OPEN, "config.dev-mode", FAIL(CRITICAL, AUTHOR) },
	{ OPEN, "isolation.path-injection", VERDICT_PASS },
	/* a token, and production */
	{ GUARDED, "auth.required", VERDICT_PASS },
	{ GUARDED, "auth.bad-token", VERDICT_PASS },
	{ GUARDED, "config.docs-open", VERDICT_PASS },
	{ GUARDED, "config.dev-mode", VERDICT_PASS },
	{ LOCKED, "isolation.path-injection", FAIL(HIGH, SDK) },
	{ LOCKED, "actions.direct-call", FAIL(MEDIUM, SDK) },
	{ LOCKED, "triggers.shared-token-only", VERDICT_UNKNOWN },
	/* what both samples of this desk do */
	{ OPEN | LOCKED, "secrets.validation-echo", FAIL(HIGH, SDK) },
	{ OPEN | LOCKED, "secrets.options-field", FAIL(HIGH, AUTHOR) },
	{ OPEN | LOCKED, "actions.narrow", FAIL(MEDIUM, AUTHOR) },
	{ OPEN | LOCKED, "triggers.shared-route", FAIL(MEDIUM, AUTHOR) },
	{ OPEN | LOCKED, "subscriptions.callback-private", FAIL(HIGH, AUTHOR) },
	{ OPEN | LOCKED, "subscriptions.callback-https", FAIL(HIGH, AUTHOR) },
	{ OPEN | LOCKED, "config.cache", FAIL(LOW, AUTHOR) },
	{ OPEN | LOCKED, "config.error-clarity", FAIL(INFO, SDK) },
	{ OPEN | LOCKED, "config.debug", VERDICT_PASS },
	/* what the SDK does for all three */
	{ ALL, "secrets.subscription-echo", FAIL(CRITICAL, SDK) },
	{ ALL, "auth.readiness", FAIL(INFO, SDK) },
	{ ALL, "isolation.oracle", FAIL(LOW, SDK) },
	{ ALL, "config.host-header", FAIL(LOW, SDK) },
	{ ALL, "isolation.read", VERDICT_PASS },
	{ ALL, "isolation.list", VERDICT_PASS },
	{ ALL, "config.cors", VERDICT_PASS },
	/* with care */
	{ DESK, "secrets.validation-echo", VERDICT_PASS },
	{ DESK, "actions.body-limit", VERDICT_PASS },
	{ DESK, "subscriptions.callback-private", VERDICT_PASS },
	{ DESK, "config.cache", VERDICT_PASS },
	{ DESK, "config.error-clarity", VERDICT_PASS },
	/* was asked of nobody: /connections/%2e%2e was, and not the list below it */
	{ ALL, "isolation.dot-list", VERDICT_UNKNOWN },
	{ ALL, "deps.host-parsing", VERDICT_UNKNOWN },
	{ GUARDED, "auth.path", VERDICT_UNKNOWN },
	{ GUARDED, "auth.example-token", VERDICT_UNKNOWN },
	{ ALL, "config.hidden-routes", VERDICT_UNKNOWN },
	{ OPEN | LOCKED, "actions.body-limit", VERDICT_UNKNOWN },
};

static const Finding *worst_of(const GPtrArray *findings, const char *check)
{
	const Finding *worst = NULL;
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		if (strcmp(finding->check->id, check) == 0 &&
		    (worst == NULL || finding_compare(&finding, &worst) < 0))
			worst = finding;
	}
	return worst;
}

static void look(GString *wrong, const struct expected *row, const Finding *worst)
{
	gboolean right = worst != NULL && worst->verdict == row->verdict &&
			 (row->verdict != VERDICT_FAIL ||
			  (worst->severity == row->severity && worst->origin == row->origin));
	if (!right)
		g_string_append_printf(wrong, "\n%s: %s %s %s: %s", row->check,
				       worst != NULL ? verdict_name(worst->verdict) : "not judged",
				       worst != NULL ? severity_name(worst->severity) : "",
				       worst != NULL ? origin_name(worst->origin) : "",
				       worst != NULL ? worst->message : "");
}

START_TEST(recorded_servers_are_judged_as_they_are_described)
{
	g_autoptr(GPtrArray) findings = judge((gsize)_i);
	g_autoptr(GString) wrong = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if (table[i].where & servers[_i].bit)
			look(wrong, &table[i], worst_of(findings, table[i].check));
	ck_assert_msg(wrong->len == 0, "%s:%s", servers[_i].name, wrong->str);
}
END_TEST

/* The server that was made with care: its author and operator are told of nothing that was seen in answers.
 */
START_TEST(a_careful_server_passes)
{
	g_autoptr(GPtrArray) findings = judge(2);
	guint passes = 0;
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		passes += finding->verdict == VERDICT_PASS;
		if (strcmp(finding->check->id, "isolation.ids") == 0)
			continue; /* ids were numbered by who recorded them */
		ck_assert_msg(!finding_counts(finding, FALSE), "%s: %s", finding->check->id,
			      finding->message);
	}
	ck_assert_uint_ge(passes, 40);
}
END_TEST

int main(void)
{
	g_autofree char *shared = suite_shared("contract/locked/manifest.json");
	if (shared == NULL)
		return suite_skip("recorded servers", "../shared is not there");
	const TTest *const tests[] = { a_careful_server_passes, NULL };
	return suite_run_looped("audit/recorded", tests, recorded_servers_are_judged_as_they_are_described,
				(int)G_N_ELEMENTS(servers));
}
