/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replay view on the demo server: what is asked first, cases that arrive, what was sent beside what came,
 * other bodies and places, and nothing of it left behind. */
#include <gio/gio.h>
#include <jansson.h>
#include <string.h>

#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"

static const char *const hardened[] = { WEIR, "demo", "--flaws", "none", NULL };
static const char *const flawed[] = { WEIR, "demo", "--flaws", "triggers.stale,triggers.replay", NULL };

/* On the view, for the trigger whose events are signed. */
static TermScreen *on_replay(int rows, int columns, const char *const *argv, const char *const *environment)
{
	TermScreen *term = term_screen_start(rows, columns, argv, environment);
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "6");
	term_screen_wait(term, "31 cases");
	term_screen_send(term, "T");
	term_screen_wait(term, "trigger (Tab lists them):");
	term_screen_send(term, "ticket_changed\r");
	term_screen_wait(term, "ticket_changed → POST /hooks/ticket-changed/");
	term_screen_wait(term, "refused (4xx)");
	return term;
}

static void send_all(TermScreen *term)
{
	term_screen_send(term, "R");
	term_screen_wait(term, "type yes to send");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, " s ago");
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

START_TEST(what_would_be_sent)
{
	g_autoptr(TermScreen) term = term_screen_start(40, 140, hardened, NULL);
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "3");
	term_screen_wait(term, "6 triggers");
	term_screen_send(term, "/ticket_changed\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "R");
	term_screen_wait(term, "demo ▸ replay");
	term_screen_wait(term,
			 "scheme generic-hmac-headers   secret the canary's own   body sample, all members");
	term_screen_wait(term, "not sent yet: R sends all");
	term_screen_wait(term, "signed 10 minutes ago or more");
	term_screen_wait(term, "· stale");
	term_screen_send(term, "/case:stale\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "\r");
	term_screen_wait(term, "ticketId");
	ck_assert(!term_screen_has(term, "received"));
	term_screen_send(term, "q8");
	term_screen_wait(term, "exchanges");
	ck_assert(!term_screen_has(term, "POST"));
	quit(term);
}
END_TEST

/* All of it, and the server is as it was. */
START_TEST(all_cases)
{
	g_autoptr(TermScreen) term = on_replay(45, 200, hardened, NULL);
	term_screen_send(term, "4");
	term_screen_wait(term, "▸ subscriptions");
	term_screen_wait(term, "6 subscriptions");
	g_autofree char *before = term_screen_row(term, 43);
	term_screen_send(term, "6");
	send_all(term);
	term_screen_wait(term, "31 cases · 31 held");
	ck_assert(term_screen_has(term, "200, 1 event"));
	term_screen_send(term, "/case:no-signature\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "\r");
	term_screen_wait(term, "│ received");
	term_screen_wait(term, "≠ X-Signature (left out)");
	term_screen_wait(term, "│ HTTP/1.1 401 Unauthorized");
	ck_assert(term_screen_has(term, "  X-Timestamp: "));
	ck_assert(term_screen_has(term, "signature missing"));
	ck_assert(term_screen_has(term, "«env:WEIR_DEMO_TOKEN_1»"));
	term_screen_send(term, "q4r");
	term_screen_wait(term, "▸ subscriptions");
	term_screen_wait(term, "6 subscriptions");
	g_autofree char *after = term_screen_row(term, 43);
	ck_assert_str_eq(before, after);
	quit(term);
}
END_TEST

START_TEST(what_fails_says_why)
{
	g_autoptr(TermScreen) term = on_replay(40, 120, flawed, NULL);
	send_all(term);
	term_screen_wait(term, "4 did not hold");
	term_screen_wait(term, "└ it was taken: 200");
	term_screen_send(term, "/case:stale\r");
	term_screen_wait(term, "✕ stale");
	term_screen_send(term, "v");
	term_screen_wait(term, "outcome    failed");
	ck_assert(!term_screen_has(term, "before "));
	/* Confirmed once, it is not asked for again. */
	term_screen_send(term, "r");
	term_screen_wait(term, "200, failed,");
	ck_assert(term_screen_has(term, "before "));
	term_screen_send(term, "t");
	term_screen_wait(term, "demo ▸ traffic");
	term_screen_send(term, "\r");
	term_screen_wait(term, "/hooks/ticket-changed/");
	term_screen_send(term, "q6c");
	term_screen_wait(term, "copied a curl line");
	quit(term);
}
END_TEST

START_TEST(pictures)
{
	g_autoptr(TermScreen) small = on_replay(24, 80, flawed, NULL);
	term_screen_send(small, "/case:stale|future|repeat\r");
	term_screen_wait(small, "1/3");
	term_screen_wait_gone(small, "no-signature");
	term_screen_check(small, "replay-80x24");
	quit(small);
	static const char *const ascii[] = { "LC_ALL=C", NULL };
	g_autoptr(TermScreen) plain = term_screen_start(30, 120, hardened, ascii);
	term_screen_wait(plain, "16 actions");
	term_screen_send(plain, "6");
	term_screen_wait(plain, "message_received -> POST");
	term_screen_wait(plain, ". valid");
	term_screen_check(plain, "replay-ascii");
	quit(plain);
}
END_TEST

/* ---- the body ---- */

START_TEST(other_bodies)
{
	g_autoptr(TermScreen) term = on_replay(40, 140, hardened, NULL);
	term_screen_send(term, "b");
	term_screen_wait(term, "sample, minimal, another, or a file");
	term_screen_send(term, "minimal\r");
	term_screen_wait(term, "body sample, required members");
	term_screen_send(term, "b");
	term_screen_wait(term, "or a file");
	term_screen_send(term, "another\r");
	term_screen_wait(term, "body sample, required members, seed 2");
	g_autofree char *path = g_build_filename(term_screen_home(term), "event.json", NULL);
	const char *text = "{\"ticketId\": 7,  \"kind\":\"opened\",\"eventId\":\"e-1\"}";
	ck_assert(g_file_set_contents(path, text, -1, NULL));
	term_screen_send(term, "b");
	term_screen_wait(term, "or a file");
	term_screen_send(term, path);
	term_screen_send(term, "\r");
	term_screen_wait(term, "body event.json, 49 bytes");
	term_screen_send(term, "r");
	term_screen_wait(term, "type yes to send");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "200, 1 event");
	term_screen_wait(term, " s ago");
	term_screen_send(term, "\r");
	term_screen_wait(term, "Content-Length: 49");
	term_screen_send(term, "qb");
	term_screen_wait(term, "or a file");
	term_screen_send(term, "no-such-file.json\r");
	term_screen_wait(term, "no-such-file.json");
	term_screen_wait(term, "No such file");
	ck_assert(term_screen_has(term, "body event.json, 49 bytes"));
	quit(term);
}
END_TEST

/* The editor has the terminal, and the screen comes back as it was. */
START_TEST(edited)
{
	static const char *const editor[] = { "EDITOR=sed -i 's/\"ticketId\": [0-9]*/\"ticketId\":   4711/'",
					      NULL };
	g_autoptr(TermScreen) term = on_replay(40, 140, hardened, editor);
	term_screen_send(term, "e");
	term_screen_wait(term, "body edited, ");
	term_screen_wait(term, "1/31");
	term_screen_send(term, "r");
	term_screen_wait(term, "type yes to send");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "200, 1 event");
	term_screen_wait(term, " s ago");
	term_screen_send(term, "\r");
	term_screen_wait(term, "Enter fold");
	term_screen_send(term, "G");
	term_screen_wait(term, "ticketId  4711");
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(edited_for_nothing)
{
	static const char *const editor[] = { "EDITOR=false", NULL };
	g_autoptr(TermScreen) term = on_replay(30, 120, hardened, editor);
	term_screen_send(term, "e");
	term_screen_wait(term, "editor");
	term_screen_wait(term, "body sample, all members");
	term_screen_send(term, "j");
	term_screen_wait(term, "2/31");
	ck_assert(term_screen_alternate(term));
	quit(term);
	ck_assert(term_screen_is_cooked(term));
}
END_TEST

/* ---- where, and as whom ---- */

START_TEST(settings)
{
	g_autoptr(TermScreen) term = on_replay(40, 160, hardened, NULL);
	term_screen_send(term, "o");
	term_screen_wait(term, "subscription (empty");
	term_screen_send(term, "\r");
	term_screen_wait(term, "scheme (empty");
	term_screen_send(term, "github\r");
	term_screen_wait(term, "signing secret, by reference");
	/* A value by mistake: it is not taken, and not repeated in what is said. */
	term_screen_send(term, "hunter2hunter2\r");
	term_screen_wait(term, "a secret is given by reference");
	term_screen_send(term, "\025env:NO_SUCH_SECRET\r");
	term_screen_wait(term, "URL under which");
	term_screen_send(term, "\r");
	term_screen_wait(term, "route's URL");
	term_screen_send(term, "\r");
	term_screen_wait(term, "scheme github   secret env:NO_SUCH_SECRET");
	term_screen_wait(term, "NO_SUCH_SECRET");
	term_screen_wait(term, "o changes the settings");
	quit(term);
}
END_TEST

/* A subscription of somebody's gets only what must be refused, and each time it is asked. */
START_TEST(a_subscription)
{
	g_autoptr(TermScreen) term = term_screen_start(45, 160, hardened, NULL);
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "4");
	term_screen_wait(term, "ticket_changed");
	term_screen_send(term, "/trigger:ticket_changed\r");
	term_screen_wait(term, "1/");
	term_screen_send(term, "R");
	term_screen_wait(term, "demo ▸ replay");
	term_screen_wait_gone(term, "canary (ours)");
	term_screen_wait(term, "--secret is missing");
	term_screen_send(term, "o");
	term_screen_wait(term, "subscription (empty");
	term_screen_send(term, "\r");
	term_screen_wait(term, "scheme (empty");
	term_screen_send(term, "\r");
	term_screen_wait(term, "signing secret");
	term_screen_send(term, "cmd:echo made-up-secret-value\r");
	term_screen_wait(term, "URL under which");
	term_screen_send(term, "\r");
	term_screen_wait(term, "route's URL");
	term_screen_send(term, "\r");
	term_screen_wait(term, "secret cmd:echo");
	term_screen_wait_gone(term, "is missing");
	term_screen_send(term, "R");
	term_screen_wait(term, "what must be refused goes to subscription");
	term_screen_send(term, "no\r");
	term_screen_wait(term, "that is not the word");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "type yes");
	ck_assert(term_screen_has(term, "not sent yet"));
	term_screen_send(term, "R");
	term_screen_wait(term, "type yes to send");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, " s ago");
	term_screen_wait(term, " held");
	ck_assert(!term_screen_has(term, "2xx, 1 event      2"));
	term_screen_send(term, "R");
	term_screen_wait(term, "type yes to send");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "type yes");
	quit(term);
}
END_TEST

/* ---- a server that is in use ---- */

static GSubprocess *serve(char **url, char **token)
{
	g_autoptr(GError) error = NULL;
	GSubprocess *demo = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, WEIR, "demo", "--serve",
					     "--flaws", "stock", NULL);
	ck_assert_msg(demo != NULL, "%s", error != NULL ? error->message : "");
	g_autoptr(GDataInputStream) lines = g_data_input_stream_new(g_subprocess_get_stdout_pipe(demo));
	g_autofree char *line = g_data_input_stream_read_line(lines, NULL, NULL, NULL);
	json_t *description = json_loads(line != NULL ? line : "", 0, NULL);
	ck_assert_ptr_nonnull(description);
	*url = g_strdup(json_string_value(json_object_get(description, "url")));
	*token = g_strdup(json_string_value(json_object_get(description, "token")));
	json_decref(description);
	return demo;
}

START_TEST(production)
{
	g_autofree char *url = NULL, *token = NULL;
	g_autoptr(GSubprocess) demo = serve(&url, &token);
	g_autofree char *variable = g_strconcat("DESK_TOKEN=", token, NULL);
	const char *const argv[] = { WEIR, url, "--token", "env:DESK_TOKEN", NULL };
	const char *const environment[] = { variable, NULL };
	g_autoptr(TermScreen) term = term_screen_start(40, 140, argv, environment);
	term_screen_wait(term, "PROD read-only");
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "6");
	term_screen_wait(term, "message_received → POST");
	term_screen_send(term, "R");
	term_screen_wait(term, "env = prod: type the server's name to send");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "that is not the word");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "env = prod:");
	term_screen_send(term, "8");
	term_screen_wait(term, "3 exchanges");
	term_screen_send(term, "6R");
	term_screen_wait(term, "env = prod: type");
	term_screen_send(term, url);
	term_screen_send(term, "\r");
	term_screen_wait(term, "13 held");
	/* And again: each time. */
	term_screen_wait(term, " s ago");
	term_screen_send(term, "r");
	term_screen_wait(term, "env = prod: type");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "env = prod: type");
	quit(term);
	g_subprocess_force_exit(demo);
	g_subprocess_wait(demo, NULL, NULL);
}
END_TEST

/* ---- leaving ---- */

START_TEST(leaving_removes_canaries)
{
	static const char *const slow[] = { WEIR, "demo", "--flaws", "none", "--latency", "300", NULL };
	g_autoptr(TermScreen) term = on_replay(40, 140, slow, NULL);
	term_screen_send(term, "R");
	term_screen_wait(term, "type yes to send");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "to go");
	term_screen_wait(term, "  401");
	term_screen_send(term, "q");
	term_screen_wait(term, "leaving as soon as the canaries are removed");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
	g_autofree char *database = g_build_filename(term_screen_home(term), "weir", "weir.db", NULL);
	ck_assert(g_file_test(database, G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST(stopping)
{
	static const char *const slow[] = { WEIR, "demo", "--flaws", "none", "--latency", "200", NULL };
	g_autoptr(TermScreen) term = on_replay(40, 140, slow, NULL);
	term_screen_send(term, "x");
	term_screen_wait(term, "no replay to this server is under way");
	term_screen_send(term, "R");
	term_screen_wait(term, "type yes to send");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "to go");
	/* Another body belongs to the next run, not to this one. */
	term_screen_send(term, "b");
	term_screen_wait(term, "is under way: x stops it");
	term_screen_wait(term, "  401");
	term_screen_send(term, "x");
	term_screen_wait(term, "stopped: nothing more is sent");
	term_screen_wait(term, " s ago");
	term_screen_wait_gone(term, "to go");
	ck_assert(term_screen_has(term, "planned"));
	quit(term);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_would_be_sent,
				       all_cases,
				       what_fails_says_why,
				       pictures,
				       other_bodies,
				       edited,
				       edited_for_nothing,
				       settings,
				       a_subscription,
				       production,
				       leaving_removes_canaries,
				       stopping,
				       NULL };
	return suite_run("tui_replay", tests);
}
