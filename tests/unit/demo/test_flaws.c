/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each flaw alone shows, and the hardened server shows none: by one direct request each, where one will do.
 */
#include "demo/demo_flaws.h"
#include "desk.h"
#include "suite.h"

#include <string.h>

#define GOOD_CONNECTION                                                                                      \
	"{\"options\":{\"baseUrl\":\"https://"                                                               \
	"new.desk.example\"},\"secrets\":{\"apiKey\":\"canary-canary-canary\"}}"
#define SUBSCRIPTION(url, more)                                                                              \
	"{\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":\"" url                                \
	"\"},\"data\":{\"options\":{" more "},\"secrets\":{\"signingSecret\":\"0123456789abcdef\"}}}"
#define LOCAL "http://127.0.0.1:9/x"

enum { AUTH = 1, ABSENT = 2 }; /* with the token; the flaw shows where the text is not there */

/* The flaw shows where the answer has this status (0: any) and this text (NULL: any), headers included. */
static const struct probe {
	const char *id, *method, *path, *headers, *body;
	int status;
	const char *text;
	int how;
} probes[] = {
	{ "secrets.options-field", "GET", "/manifest", NULL, NULL, 200, "\"accountToken\"", AUTH },
	{ "secrets.trigger-options-field", "GET", "/manifest", NULL, NULL, 200, "\"apiToken\"", AUTH },
	{ "secrets.action-argument", "GET", "/manifest", NULL, NULL, 200, "API key of the desk", AUTH },
	{ "secrets.response-schema", "GET", "/openapi.json", NULL, NULL, 200,
	  "\"ResultConnection\":{\"properties\":{\"secrets\"", AUTH },
	{ "secrets.hardcoded", "GET", "/manifest", NULL, NULL, 200, "ghp_", AUTH },
	{ "secrets.subscription-echo", "GET", "/connections/{A}/subscriptions", NULL, NULL, 200,
	  "{SECRET:ticket_changed}", AUTH },
	{ "secrets.connection-echo", "POST", "/connections", NULL, GOOD_CONNECTION, 201,
	  "canary-canary-canary", AUTH },
	{ "secrets.validation-echo", "POST", "/connections", NULL, "{\"secrets\":\"canary\"}", 422, "canary",
	  AUTH },
	{ "secrets.form-metadata", "GET", "/connections/{A}/form/preview_macro", NULL, NULL, 200, "{KEY}",
	  AUTH },
	{ "secrets.install-instructions", "GET", "/connections/{A}/subscriptions", NULL, NULL, 200,
	  "sign with {SECRET:ticket_changed}", AUTH },
	{ "secrets.action-result", "POST", "/connections/{A}/call/show_settings", NULL, "{}", 200, "{KEY}",
	  AUTH },
	{ "secrets.own-value", "GET", "/liveness", NULL, NULL, 200, "{TOKEN}", 0 },
	{ "secrets.pattern", "GET", "/liveness", NULL, NULL, 200, "ghp_", 0 },
	{ "secrets.scope", "GET", "/manifest", NULL, NULL, 200, "\"requiredPermissions\":\"admin:*\"", AUTH },
	{ "secrets.least-privilege", "POST", "/connections/{A}/call/sync_agents", NULL, "{}", 500,
	  "Missing env var: tenantId", AUTH },
	{ "actions.documented", "GET", "/manifest", NULL, NULL, 200, "\"description\":\"Sync\"", AUTH },
	{ "actions.effect-stated", "GET", "/manifest", NULL, NULL, 200, "Agent for a ticket.", AUTH },
	{ "actions.hidden-write", "GET", "/manifest", NULL, NULL, 200, "tag the record", AUTH },
	{ "actions.read-changes", "POST", "/connections/{A}/call/lookup_customer", NULL,
	  "{\"email\":\"ada@acme.example\"}", 200, "\"lookups\":1", AUTH },
	{ "actions.upstream-error", "POST", "/connections/{A}/call/export_tickets", NULL, "{}", 500, NULL,
	  AUTH },
	{ "actions.upstream-error", "POST", "/connections/{A}/call/close_ticket", NULL, "{\"ticketId\":99}",
	  502, "{KEY}", AUTH },
	{ "actions.narrow", "GET", "/manifest", NULL, NULL, 200, "manage_ticket", AUTH },
	{ "actions.multiple-effects", "GET", "/manifest", NULL, NULL, 200, "all tickets like it", AUTH },
	{ "actions.fallback", "GET", "/manifest", NULL, NULL, 200, "\"account\"", AUTH },
	{ "actions.client-tenant", "GET", "/manifest", NULL, NULL, 200, "\"tenantId\"", AUTH },
	{ "actions.strict-schema", "POST", "/connections/{A}/call/update_ticket", NULL,
	  "{\"ticketId\":1,\"title\":\"T\",\"extra\":1}", 500, NULL, AUTH },
	{ "actions.bounded", "POST", "/connections/{A}/call/search_tickets", NULL, "{\"limit\":1000000}", 200,
	  NULL, AUTH },
	{ "actions.url-argument", "POST", "/connections/{A}/call/fetch_attachment", NULL,
	  "{\"url\":\"http://127.0.0.1:{PORT}/liveness\"}", 200, "alive", AUTH },
	{ "actions.destructive", "GET", "/manifest", NULL, NULL, 200, "Permanently", AUTH | ABSENT },
	{ "actions.result-schema", "GET", "/manifest", NULL, NULL, 200, "\"title\":\"TicketList\"",
	  AUTH | ABSENT },
	{ "actions.error-schemas", "GET", "/manifest", NULL, NULL, 200, "DeskError", AUTH | ABSENT },
	{ "actions.idempotency", "GET", "/manifest", NULL, NULL, 200, "externalId", AUTH | ABSENT },
	{ "actions.refuses-invalid", "POST", "/connections/nobody/call/get_ticket", NULL,
	  "{\"ticketId\":\"x\"}", 404, NULL, AUTH },
	{ "actions.refuses-extra", "POST", "/connections/nobody/call/get_ticket", NULL,
	  "{\"ticketId\":1,\"extra\":1}", 404, NULL, AUTH },
	{ "actions.direct-call", "POST", "/call", NULL, "{\"name\":\"get_ticket\"}", 422, NULL, AUTH },
	{ "triggers.documented", "GET", "/manifest", NULL, NULL, 200, "HMAC-SHA256", AUTH | ABSENT },
	{ "triggers.schema", "GET", "/manifest", NULL, NULL, 200, "\"title\":\"TicketChanged\"",
	  AUTH | ABSENT },
	{ "triggers.route", "GET", "/openapi.json", NULL, NULL, 200, "\"/in/7f3a/{subscriptionId}\"", AUTH },
	{ "triggers.shared-route", "GET", "/openapi.json", NULL, NULL, 200, "\"/hooks/comments\"", AUTH },
	{ "triggers.unsigned", "POST", "/hooks/message-received/{S:message_received}", NULL,
	  "{\"messageId\":\"m\",\"message\":\"x\"}", 200, NULL, 0 },
	{ "triggers.shared-token-only", "POST", "/hooks/message-received/{S:message_received}", NULL,
	  "{\"messageId\":\"m\",\"message\":\"x\"}", 200, NULL, AUTH },
	{ "triggers.shared-token-only", "POST", "/hooks/message-received/{S:message_received}", NULL,
	  "{\"messageId\":\"m\",\"message\":\"x\"}", 401, "\"Unauthorized\"", 0 },
	{ "triggers.unsigned", "POST", "/hooks/comment-removed/nobody", NULL,
	  "{\"messageId\":\"m\",\"message\":\"x\"}", 200, NULL, 0 },
	{ "triggers.shared-token-only", "POST", "/hooks/comment-removed/nobody", NULL,
	  "{\"messageId\":\"m\",\"message\":\"x\"}", 200, NULL, AUTH },
	{ "triggers.auth-first", "POST", "/hooks/comment-removed/nobody", NULL, "{", 422, NULL, 0 },
	{ "subscriptions.callback-https", "GET", "/connections/{A}/subscriptions", NULL, NULL, 200,
	  "http://engine.desk.example", AUTH },
	{ "subscriptions.callback-host", "GET", "/connections/{A}/subscriptions", NULL, NULL, 200,
	  "collector.example", AUTH },
	{ "subscriptions.callback-private", "GET", "/connections/{A}/subscriptions", NULL, NULL, 200,
	  "10.2.0.7", AUTH },
	{ "subscriptions.callback-validated", "POST", "/connections/{A}/subscriptions/message_received", NULL,
	  SUBSCRIPTION("http://169.254.169.254/latest/", ""), 201, NULL, AUTH },
	{ "subscriptions.callback-validated", "POST", "/connections/{A}/subscriptions/message_received", NULL,
	  SUBSCRIPTION("http://127.0.0.1@weir.invalid/", ""), 201, NULL, AUTH },
	{ "subscriptions.orphan", "GET", "/connections/{A}/subscriptions", NULL, NULL, 200, "\"total\":7",
	  AUTH },
	{ "subscriptions.duplicate", "GET", "/connections/{A}/subscriptions", NULL, NULL, 200, "\"total\":8",
	  AUTH },
	{ "subscriptions.extra-fields", "POST", "/connections/{A}/subscriptions/message_received", NULL,
	  SUBSCRIPTION(LOCAL, "\"more\":1"), 201, NULL, AUTH },
	{ "connections.options-validated", "GET", "/manifest", NULL, NULL, 200, "^https://", AUTH | ABSENT },
	{ "connections.base-url", "POST", "/connections", NULL,
	  "{\"options\":{\"baseUrl\":\"https://"
	  "169.254.169.254\"},\"secrets\":{\"apiKey\":\"canary-canary-canary\"}}",
	  201, NULL, AUTH },
	{ "connections.missing-secret", "POST", "/connections", NULL,
	  "{\"options\":{\"baseUrl\":\"https://new.desk.example\"},\"secrets\":{}}", 500, NULL, AUTH },
	{ "auth.required", "GET", "/manifest", NULL, NULL, 200, NULL, 0 },
	{ "auth.bad-token", "GET", "/manifest", "Authorization: Bearer wrong\r\n", NULL, 200, NULL, 0 },
	{ "auth.example-token", "GET", "/manifest", "Authorization: Bearer optional-shared-token\r\n", NULL,
	  200, NULL, 0 },
	{ "auth.path", "POST", "/liveness%3F/escalations", NULL, "{}", 401, "\"Unauthorized\"", ABSENT },
	{ "auth.readiness", "GET", "/readiness", NULL, NULL, 200, NULL, 0 },
	{ "isolation.read", "GET", "/connections/{B}/subscriptions/{S:ticket_changed}", NULL, NULL, 200, NULL,
	  AUTH },
	{ "isolation.list", "GET", "/connections/{B}/subscriptions", NULL, NULL, 200, "{S:ticket_escalated}",
	  AUTH },
	{ "isolation.delete", "DELETE", "/connections/{B}/subscriptions/{S:ticket_changed}", NULL, NULL, 204,
	  NULL, AUTH },
	{ "isolation.oracle", "GET", "/connections/{B}/subscriptions/{S:ticket_changed}", NULL, NULL, 404,
	  "Not Found\"", AUTH },
	{ "isolation.ids", "GET", "/connections/1001", NULL, NULL, 200, NULL, AUTH },
	{ "isolation.path-injection", "GET", "/connections/{A}%3Fx=1", NULL, NULL, 200, NULL, AUTH },
	{ "isolation.path-injection", "GET", "/connections/{A}%23", NULL, NULL, 200, NULL, AUTH },
	{ "isolation.dot-list", "GET", "/connections/%2e%2e/subscriptions?limit=1", NULL, NULL, 200,
	  "\"total\":6", AUTH },
	{ "config.docs-open", "GET", "/openapi.json", NULL, NULL, 200, NULL, 0 },
	{ "config.docs-open", "GET", "/docs", NULL, NULL, 200, NULL, 0 },
	{ "config.hidden-routes", "GET", "/metrics", NULL, NULL, 200, NULL, 0 },
	{ "config.cors", "GET", "/liveness", "Origin: https://page.example\r\n", NULL, 200,
	  "access-control-allow-origin: https://page.example", 0 },
	{ "config.cors", "OPTIONS", "/manifest",
	  "Origin: https://page.example\r\nAccess-Control-Request-Method: GET\r\n", NULL, 200, "credentials",
	  0 },
	{ "config.error-clarity", "GET", "/connections/{A}/subscriptions?limit=abc", NULL, NULL, 500, NULL,
	  AUTH },
	{ "config.server-header", "GET", "/liveness", NULL, NULL, 200, "uvicorn/", 0 },
	{ "config.cache", "GET", "/liveness", NULL, NULL, 200, "no-store", ABSENT },
	{ "config.host-header", "GET", "/manifest/", "Host: elsewhere.example\r\n", NULL, 307,
	  "http://elsewhere.example/manifest", AUTH },
	{ "config.rate-limit-info", "GET", "/manifest", NULL, NULL, 200, "\"apiRateLimitInfo\":null", AUTH },
	{ "config.contact", "GET", "/manifest", NULL, NULL, 200, "\"author\":null", AUTH },
	{ "config.debug", "GET", "/connections/{A}/subscriptions?limit=abc", NULL, NULL, 422, "server.py",
	  AUTH },
	{ "deps.host-parsing", "GET", "/manifest/", "Host: elsewhere.example/x?\r\n", NULL, 307,
	  "http://elsewhere.example/x?/manifest", AUTH },
	{ "deps.host-parsing", "GET", "/manifest", "Host: 127.0.0.1/liveness?\r\n", NULL, 200, "\"triggers\"",
	  0 },
	{ NULL },
};

/* Those that one request cannot show, and where they are tested. */
static const char *const elsewhere[] = {
	"secrets.strength",
	"secrets.lifetime",
	"actions.body-limit",
	"triggers.bad-signature",
	"triggers.stale",
	"triggers.replay",
	"triggers.cross-route",
	"triggers.payload-validated",
	"triggers.dispatch-fields",
	"triggers.dispatch-secrets",
	"triggers.dispatch-credential",
	"triggers.wrong-subscription",
	"subscriptions.rollback",
	"auth.throttle",
	"transport.tls",
	"transport.certificate",
	"transport.hsts",
	"config.dev-mode",
	NULL,
};

static gboolean shows(Desk *desk, const struct probe *probe)
{
	g_autofree char *token = g_strdup_printf("Authorization: Bearer %s\r\n", demo_token(desk->server));
	g_autofree char *headers =
		g_strconcat(probe->how & AUTH ? token : "",
			    probe->body != NULL ? "Content-Type: application/json\r\n" : "",
			    probe->headers != NULL ? probe->headers : "", NULL);
	g_autofree char *body = probe->body != NULL ? desk_fill(desk, probe->body) : NULL;
	g_autofree char *text = probe->text != NULL ? desk_fill(desk, probe->text) : NULL;
	g_autoptr(Reply) reply = desk_send(desk, probe->method, probe->path, headers, body);
	ck_assert_msg(reply->status != 0, "%s: no answer", probe->id);
	gboolean there =
		text == NULL || strstr(reply->body, text) != NULL || strstr(reply->head, text) != NULL;
	return (probe->status == 0 || reply->status == probe->status) &&
	       there == ((probe->how & ABSENT) == 0 || text == NULL);
}

START_TEST(each_flaw_shows_alone)
{
	for (const struct probe *probe = probes; probe->id != NULL; probe++) {
		Desk *desk = desk_start(probe->id);
		ck_assert_msg(shows(desk, probe), "%s does not show: %s %s", probe->id, probe->method,
			      probe->path);
		desk_stop(desk);
	}
}
END_TEST

START_TEST(hardened_server_shows_none)
{
	for (const struct probe *probe = probes; probe->id != NULL; probe++) {
		gboolean guard = g_str_equal(probe->id, "triggers.shared-token-only") && !(probe->how & AUTH);
		Desk *desk = desk_start("none");
		ck_assert_msg(guard || !shows(desk, probe), "%s shows: %s %s", probe->id, probe->method,
			      probe->path);
		desk_stop(desk);
	}
}
END_TEST

START_TEST(all_and_stock_start)
{
	static const char *const words[] = { "all", "stock", "stock,actions.bounded", "none,auth.path",
					     " none " };
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		Desk *desk = desk_start(words[i]);
		g_autoptr(Reply) manifest = desk_ask(desk, "GET", "/manifest", NULL);
		g_autoptr(Reply) openapi = desk_ask(desk, "GET", "/openapi.json", NULL);
		ck_assert_int_eq(manifest->status, 200);
		ck_assert_ptr_nonnull(manifest->json);
		ck_assert_ptr_nonnull(openapi->json);
		desk_stop(desk);
	}
}
END_TEST

static gboolean is_tested(const char *id)
{
	for (const struct probe *probe = probes; probe->id != NULL; probe++) {
		if (g_str_equal(probe->id, id))
			return TRUE;
	}
	return g_strv_contains(elsewhere, id);
}

START_TEST(every_flaw_is_tested)
{
	int n = 0;
	for (const struct demo_flaw *flaw = demo_flaws; flaw->id != NULL; flaw++, n++) {
		ck_assert_msg(is_tested(flaw->id), "%s has no test", flaw->id);
		ck_assert_msg(flaw->help != NULL && *flaw->help != '\0', "%s has no help", flaw->id);
	}
	ck_assert_int_eq(n, N_FLAWS);
}
END_TEST

static gboolean has_row(const char *id)
{
	for (const struct demo_flaw *flaw = demo_flaws; flaw->id != NULL; flaw++) {
		if (g_str_equal(flaw->id, id))
			return TRUE;
	}
	for (const struct demo_no_flaw *row = demo_no_flaws; row->id != NULL; row++) {
		if (g_str_equal(row->id, id))
			return TRUE;
	}
	return FALSE;
}

/* The catalogue's rows begin with "| family.name |". */
START_TEST(the_catalogue_is_covered)
{
	g_autofree char *path = suite_shared("CHECKS.md"), *text = NULL;
	if (path == NULL)
		return;
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	int n = 0;
	for (char **line = lines; *line != NULL; line++) {
		gsize length = strcspn(*line + (**line == '|' ? 2 : 0), " ");
		g_autofree char *id = **line == '|' ? g_strndup(*line + 2, length) : NULL;
		if (id == NULL || strchr(id, '.') == NULL || strstr(id, "..") != NULL)
			continue;
		n++;
		ck_assert_msg(has_row(id), "%s is in neither table", id);
	}
	ck_assert_int_gt(n, 90);
}
END_TEST

START_TEST(unknown_words_are_refused)
{
	static const struct {
		const char *words, *message;
	} cases[] = {
		{ "no.such", "There is no flaw \"no.such\"" },
		{ "stock,", "There is no flaw \"\"" },
		{ "logging.events", "has no flaw logging.events" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		DemoOptions options;
		g_autoptr(GError) error = NULL;
		demo_options_init(&options);
		options.flaws = cases[i].words;
		ck_assert_ptr_null(demo_start(&options, &error));
		ck_assert_msg(strstr(error->message, cases[i].message) != NULL, "%s", error->message);
	}
}
END_TEST

START_TEST(debug_shows_a_trace)
{
	Desk *desk = desk_start("config.debug,actions.upstream-error"),
	     *plain = desk_start("actions.upstream-error");
	g_autoptr(Reply) reply = desk_ask(desk, "POST", "/connections/{A}/call/export_tickets", NULL);
	g_autofree char *headers = g_strdup_printf(
		"Authorization: Bearer %s\r\nContent-Type: application/json\r\n", demo_token(desk->server));
	g_autofree char *others = g_strdup_printf(
		"Authorization: Bearer %s\r\nContent-Type: application/json\r\n", demo_token(plain->server));
	g_autoptr(Reply) trace =
		desk_send(desk, "POST", "/connections/{A}/call/export_tickets", headers, "{}");
	g_autoptr(Reply) none =
		desk_send(plain, "POST", "/connections/{A}/call/export_tickets", others, "{}");
	ck_assert_int_eq(reply->status, 422);
	ck_assert_int_eq(trace->status, 500);
	ck_assert_ptr_nonnull(strstr(trace->body, "Traceback"));
	ck_assert_str_eq(none->body, "Internal Server Error");
	desk_stop(desk);
	desk_stop(plain);
}
END_TEST

START_TEST(weak_tokens)
{
	Desk *words = desk_start("secrets.strength"), *endless = desk_start("secrets.lifetime"),
	     *good = desk_start("none");
	ck_assert_int_lt(strlen(demo_token(words->server)), 20);
	ck_assert(g_str_has_prefix(demo_token(endless->server), "eyJ"));
	ck_assert_int_eq(strlen(demo_token(good->server)), 48);
	desk_stop(words);
	desk_stop(endless);
	desk_stop(good);
}
END_TEST

static int guess(Desk *desk, int times)
{
	int status = 0;
	for (int i = 0; i < times; i++) {
		g_autoptr(Reply) reply =
			desk_send(desk, "GET", "/manifest", "Authorization: Bearer wrong\r\n", NULL);
		status = reply->status;
	}
	return status;
}

START_TEST(guessing_is_throttled)
{
	Desk *good = desk_start("none"), *bad = desk_start("auth.throttle");
	ck_assert_int_eq(guess(good, 10), 401);
	ck_assert_int_eq(guess(good, 20), 429);
	ck_assert_int_eq(guess(bad, 30), 401);
	g_autoptr(Reply) right = desk_ask(good, "GET", "/manifest", NULL);
	ck_assert_int_eq(right->status, 200);
	desk_stop(good);
	desk_stop(bad);
}
END_TEST

START_TEST(a_refused_subscription_stays_with_the_flaw)
{
	static const char body[] = SUBSCRIPTION("not a url", "");
	Desk *good = desk_start("none"), *bad = desk_start("subscriptions.rollback");
	Desk *desks[] = { good, bad };
	for (int i = 0; i < 2; i++) {
		g_autofree char *headers =
			g_strdup_printf("Authorization: Bearer %s\r\nContent-Type: application/json\r\n",
					demo_token(desks[i]->server));
		g_autoptr(Reply) refused = desk_send(
			desks[i], "POST", "/connections/{A}/subscriptions/message_received", headers, body);
		g_autoptr(Reply) list = desk_ask(desks[i], "GET", "/connections/{A}/subscriptions", NULL);
		ck_assert_int_eq(refused->status, 422);
		ck_assert_int_eq(json_integer_value(json_object_get(list->json, "total")), i == 0 ? 6 : 7);
		desk_stop(desks[i]);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { each_flaw_shows_alone,
				       hardened_server_shows_none,
				       all_and_stock_start,
				       every_flaw_is_tested,
				       the_catalogue_is_covered,
				       unknown_words_are_refused,
				       debug_shows_a_trace,
				       weak_tokens,
				       guessing_is_throttled,
				       a_refused_subscription_stays_with_the_flaw,
				       NULL };
	return suite_run("demo/flaws", tests);
}
