/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active but for events: connections, subscriptions, actions, tokens, the log. */
#include "audit/cases_active.h"

/* One trigger, signed, with a canary whose valid event came; and what else came. */
void active_signed_trigger(Canned *canned, const char *facts)
{
	static const char *const others[] = { "/triggers/5", "/triggers/3", "/triggers/2", "/triggers/1",
					      "/triggers/0" };
	static const char *const names[] = { "message_received", "ticket_assigned", "comment_added",
					     "comment_removed", "ticket_escalated" };
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		g_autofree char *path =
			g_strdup_printf("/paths/~1connections~1{connection_id}~1subscriptions~1%s", names[i]);
		canned_set(canned, "manifest", others[i], NULL);
		canned_set(canned, "openapi", path, NULL);
	}
	canned_evidence(canned)->level = LEVEL_ACTIVE;
	canned_fact(canned, "active", facts);
	canned_answer(canned, "event-valid", "ticket_changed", 200, NULL, "{\"status\":\"accepted\"}");
}

void active_usual(Canned *canned)
{
	active_signed_trigger(canned, FACTS(CANARY(SIGNS), CAME));
}

void active_answer(Canned *canned, const char *label, const char *subject, int status)
{
	canned_answer(canned, label, subject, status, NULL, "{\"detail\":\"told\"}");
}

/* ---- subscriptions ---- */

static void callback_is_taken(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "callback-refused", "ticket_changed no-url", 201);
	active_answer(canned, "callback-refused", "ticket_changed metadata", 422);
}

static void callbacks_are_refused(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "callback-refused", "ticket_changed no-url", 422);
	active_answer(canned, "callback-refused", "ticket_changed metadata", 422);
}

static void option_is_taken(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "subscription-extra", "ticket_changed option", 201);
	active_answer(canned, "subscription-extra", "ticket_changed secret", 422);
}

static void extras_are_refused(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "subscription-extra", "ticket_changed option", 422);
	active_answer(canned, "subscription-extra", "ticket_changed secret", 422);
}

static void counted(Canned *canned, const char *after, int refused)
{
	active_usual(canned);
	canned_answer(canned, "canary-count", "A before", 200, NULL, "{\"total\":0,\"data\":[]}");
	canned_answer(canned, "canary-count", "A after", 200, NULL, after);
	active_answer(canned, "callback-refused", "ticket_changed no-url", refused);
}

static void one_stays(Canned *canned)
{
	counted(canned, "{\"total\":1,\"data\":[]}", 422);
}

static void none_stays(Canned *canned)
{
	counted(canned, "{\"total\":0,\"data\":[]}", 422);
}

static void nothing_was_refused(Canned *canned)
{
	counted(canned, "{\"total\":0,\"data\":[]}", 201);
}

/* ---- connections ---- */

static void metadata_is_taken(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "connection-base-url", "http://169.254.169.254/", 422);
	active_answer(canned, "connection-base-url", "https://169.254.169.254/", 201);
}

static void metadata_is_refused(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "connection-base-url", "http://169.254.169.254/", 422);
	active_answer(canned, "connection-base-url", "https://169.254.169.254/", 422);
}

static void creating_crashes(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "connection-without-secret", NULL, 500);
}

static void using_crashes(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "connection-without-secret", NULL, 201);
	active_answer(canned, "call-without-secret", "get_ticket", 500);
}

static void missing_is_refused(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "connection-without-secret", NULL, 422);
}

#define MADE(secrets) "{\"id\":\"c\",\"wfServerId\":\"w\",\"options\":{}" secrets "}"

static void made_echoes(Canned *canned)
{
	active_usual(canned);
	canned_answer(canned, "canary-connection", "A", 201, NULL,
		      MADE(",\"secrets\":{\"apiKey\":\"«secret»\"}"));
}

static void made_is_silent(Canned *canned)
{
	active_usual(canned);
	canned_answer(canned, "canary-connection", "A", 201, NULL, MADE(",\"secrets\":{}"));
}

#define KNOWN(seen) "{\"connections\":[{\"what\":\"A\",\"id\":\"c\",\"reused\":true,\"seen\":\"" seen "\"}]}"

static void known_to_echo(Canned *canned)
{
	canned_fact(canned, "active", KNOWN("echoes"));
}

static void known_to_be_silent(Canned *canned)
{
	canned_fact(canned, "active", KNOWN("silent"));
}

static void nobody_saw(Canned *canned)
{
	canned_fact(canned, "active", KNOWN(""));
}

/* ---- actions ---- */

static void call_twice(Canned *canned, const char *once, const char *again)
{
	active_usual(canned);
	canned_answer(canned, "call-read", "get_ticket", 200, NULL, once);
	canned_answer(canned, "call-read-again", "get_ticket", 200, NULL, again);
}

static void result_holds_secret(Canned *canned)
{
	call_twice(canned, "{\"id\":1}", "{\"id\":1,\"key\":\"«own:canary:connection/apiKey»\"}");
}

static void numbers_differ(Canned *canned)
{
	call_twice(canned, "{\"id\":1,\"views\":4}", "{\"id\":1,\"views\":5}");
}

static void words_differ(Canned *canned)
{
	call_twice(canned, "{\"id\":1,\"tip\":\"a\"}", "{\"id\":1,\"tip\":\"b\"}");
}

/* Times go on by themselves: by their name, and by what they are (facts.now is in 2025). */
static void times_differ(Canned *canned)
{
	call_twice(canned, "{\"id\":1,\"took_ms\":4,\"seen\":1764000000,\"updatedAt\":5}",
		   "{\"id\":1,\"took_ms\":5,\"seen\":1764000001,\"updatedAt\":6}");
}

static void same_results(Canned *canned)
{
	call_twice(canned, "{\"pages\":3,\"items\":[1,2]}", "{\"items\":[1,2],\"pages\":3}");
}

/* "pages" and "items" hold the letters of "age" and "ms". */
static void pages_differ(Canned *canned)
{
	call_twice(canned, "{\"pages\":3}", "{\"pages\":4}");
}

static void call_once(Canned *canned, int status, const char *type, const char *body)
{
	active_usual(canned);
	canned_answer(canned, "call-read", "get_ticket", status, type, body);
}

static void call_crashes(Canned *canned)
{
	call_once(canned, 500, "content-type: text/plain", "Internal Server Error");
}

static void call_passes_a_page_on(Canned *canned)
{
	call_once(canned, 400, "content-type: text/html", "<!DOCTYPE html><h1>Unauthorized</h1>");
}

static void call_is_declared(Canned *canned)
{
	call_once(canned, 200, "content-type: application/json", "{\"error\":\"not_found\",\"ticketId\":1}");
}

/* ---- tokens, isolation, log ---- */

static void guess(Canned *canned, int last)
{
	active_usual(canned);
	for (int i = 1; i <= 30; i++) {
		g_autofree char *subject = g_strdup_printf("%d", i);
		active_answer(canned, "wrong-token", subject, i < 25 ? 401 : last);
	}
}

static void guesses_go_on(Canned *canned)
{
	guess(canned, 401);
}

static void guesses_are_limited(Canned *canned)
{
	guess(canned, 429);
}

static void delete_from_outside(Canned *canned, int status, int left)
{
	active_usual(canned);
	active_answer(canned, "isolated-delete", "ticket_changed", status);
	active_answer(canned, "isolated-left", "ticket_changed", left);
}

static void foreign_is_gone(Canned *canned)
{
	delete_from_outside(canned, 204, 404);
}

static void foreign_stays(Canned *canned)
{
	delete_from_outside(canned, 404, 200);
}

/* It says 204 and keeps it. */
static void foreign_stays_whatever_it_says(Canned *canned)
{
	delete_from_outside(canned, 204, 200);
}

#define MARK "weir-event-" CANNED_UNKNOWN_ID
#define LOG(line) "{\"configured\":true,\"from\":\"file\",\"lines\":[\"" line "\"]}"

static void send_marked(Canned *canned, const char *log)
{
	g_autoptr(Exchange) exchange = exchange_new();
	g_autoptr(GBytes) sent =
		g_bytes_new_static("{\"eventId\":\"" MARK "\"}", sizeof "{\"eventId\":\"" MARK "\"}" - 1);
	g_autoptr(GBytes) body = g_bytes_new_static("null", 4);
	active_usual(canned);
	exchange->target = g_ref_string_new("canned");
	exchange->method = g_strdup("POST");
	exchange->url = g_strdup("https://desk.example.com/hooks/ticket-changed/s");
	exchange->reason = g_strdup("");
	g_strlcpy(exchange->http_version, "1.1", sizeof exchange->http_version);
	exchange->status = 200;
	exchange->finished = TRUE;
	evidence_add(canned_evidence(canned), probe_find("event-valid"), "ticket_changed", exchange, body,
		     sent);
	canned_fact(canned, "logs", log);
}

static void log_holds_the_body(Canned *canned)
{
	send_marked(canned, LOG("INFO body={'eventId': '" MARK "'}"));
}

static void log_holds_no_body(Canned *canned)
{
	send_marked(canned, LOG("INFO event d-1 for s, 61 bytes"));
}

/* ---- checks of the levels below, which canaries decide ---- */

static void refusal_repeats_canary(Canned *canned)
{
	active_usual(canned);
	canned_answer(canned, "canary-connection", "A", 422, NULL,
		      "{\"detail\":\"apiKey «own:canary:connection/apiKey» is none\"}");
	canned_answer(canned, "echo-connection", NULL, 422, NULL,
		      "{\"detail\":\"secrets must be an object\"}");
}

static void own_read_is_given(Canned *canned)
{
	active_usual(canned);
	canned_answer(canned, "isolated-read", "ticket_changed", 200, NULL, "{\"id\":\"s\"}");
}

static void own_read_is_refused(Canned *canned)
{
	active_usual(canned);
	canned_answer(canned, "isolated-read", "ticket_changed", 404, NULL, "{\"detail\":\"not found\"}");
}

const struct check_case cases_active[] = {
	{ "subscriptions.callback-validated", VERDICT_FAIL, "no URL", callback_is_taken, NULL },
	{ "subscriptions.callback-validated", VERDICT_PASS, "all refused", callbacks_are_refused, NULL },
	{ "subscriptions.extra-fields", VERDICT_FAIL, "an option", option_is_taken, NULL },
	{ "subscriptions.extra-fields", VERDICT_PASS, "both refused", extras_are_refused, NULL },
	{ "subscriptions.rollback", VERDICT_FAIL, "one stays", one_stays, NULL },
	{ "subscriptions.rollback", VERDICT_PASS, "none stays", none_stays, NULL },
	{ "subscriptions.rollback", VERDICT_UNKNOWN, "nothing was refused", nothing_was_refused, NULL },
	{ "connections.base-url", VERDICT_FAIL, "by https", metadata_is_taken, NULL },
	{ "connections.base-url", VERDICT_PASS, "refused", metadata_is_refused, NULL },
	{ "connections.missing-secret", VERDICT_FAIL, "creating crashes", creating_crashes, NULL },
	{ "connections.missing-secret", VERDICT_FAIL, "using crashes", using_crashes, NULL },
	{ "connections.missing-secret", VERDICT_PASS, "refused", missing_is_refused, NULL },
	{ "secrets.connection-echo", VERDICT_FAIL, "under secrets", made_echoes, NULL },
	{ "secrets.connection-echo", VERDICT_FAIL, "seen when it was made", known_to_echo, NULL },
	{ "secrets.connection-echo", VERDICT_PASS, "an empty object", made_is_silent, NULL },
	{ "secrets.connection-echo", VERDICT_PASS, "seen to be silent", known_to_be_silent, NULL },
	{ "secrets.connection-echo", VERDICT_UNKNOWN, "made by another command", nobody_saw, NULL },
	{ "secrets.action-result", VERDICT_FAIL, "in the second answer", result_holds_secret, NULL },
	{ "secrets.action-result", VERDICT_PASS, "in none", same_results, NULL },
	{ "actions.read-changes", VERDICT_FAIL, "a number", numbers_differ, NULL },
	{ "actions.read-changes", VERDICT_FAIL, "a number with letters of a time", pages_differ, NULL },
	{ "actions.read-changes", VERDICT_UNKNOWN, "a text", words_differ, NULL },
	{ "actions.read-changes", VERDICT_PASS, "times", times_differ, NULL },
	{ "actions.read-changes", VERDICT_PASS, "the same in another order", same_results, NULL },
	{ "actions.hidden-write", VERDICT_UNKNOWN, "a number changed", numbers_differ, NULL },
	{ "actions.upstream-error", VERDICT_FAIL, "a crash", call_crashes, NULL },
	{ "actions.upstream-error", VERDICT_FAIL, "a page", call_passes_a_page_on, NULL },
	{ "actions.upstream-error", VERDICT_PASS, "a declared error", call_is_declared, NULL },
	{ "auth.throttle", VERDICT_FAIL, "thirty are refused at once", guesses_go_on, NULL },
	{ "auth.throttle", VERDICT_PASS, "some are limited", guesses_are_limited, NULL },
	{ "isolation.delete", VERDICT_FAIL, "it is gone", foreign_is_gone, NULL },
	{ "isolation.delete", VERDICT_PASS, "it is refused", foreign_stays, NULL },
	{ "isolation.delete", VERDICT_PASS, "it is said to be gone, and is not",
	  foreign_stays_whatever_it_says, NULL },
	{ "logging.bodies", VERDICT_FAIL, "it is there", log_holds_the_body, NULL },
	{ "logging.bodies", VERDICT_PASS, "it is not", log_holds_no_body, NULL },
	{ "secrets.validation-echo", VERDICT_FAIL, "of a canary's connection", refusal_repeats_canary, NULL },
	{ "isolation.read", VERDICT_FAIL, "of weir's own connections", own_read_is_given, NULL },
	{ "isolation.read", VERDICT_PASS, "refused between weir's own", own_read_is_refused, NULL },
	{ NULL, VERDICT_PASS, NULL, NULL, NULL },
};
