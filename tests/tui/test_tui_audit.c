/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit view on the demo server: verdicts arrive, rows stay, people say what they accept. */
#include <string.h>

#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"

static const char *const stock[] = { WEIR, "demo", "--flaws", "stock", NULL };
static const char *const hardened[] = { WEIR, "demo", "--flaws", "none", NULL };
static const char *const ascii[] = { "LC_ALL=C", NULL };

static TermScreen *on_audit(int rows, int columns, const char *const *argv, const char *const *environment)
{
	TermScreen *term = term_screen_start(rows, columns, argv, environment);
	term_screen_wait(term, "actions");
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "7");
	term_screen_wait(term, "not asked");
	return term;
}

static TermScreen *audited(int rows, int columns, const char *const *argv, const char *const *environment)
{
	TermScreen *term = on_audit(rows, columns, argv, environment);
	term_screen_send(term, "A");
	term_screen_wait(term, "score ");
	term_screen_wait_gone(term, "waiting");
	return term;
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

/* Before anything is asked, the checks can be read. */
START_TEST(what_would_be_asked)
{
	g_autoptr(TermScreen) term = on_audit(36, 120, stock, NULL);
	term_screen_wait(term, "A asks all");
	ck_assert(term_screen_has(term, "level safe"));
	ck_assert(term_screen_has(term, "B7 HTTPS, no development settings"));
	ck_assert(term_screen_has(term, "secrets.subscription-echo"));
	term_screen_send(term, "L");
	term_screen_wait(term, "level passive: documented GETs only");
	term_screen_send(term, "L");
	term_screen_wait(term, "level active: canaries");
	term_screen_send(term, "L");
	term_screen_wait(term, "requests that cannot succeed");
	term_screen_send(term, "\r");
	term_screen_wait(term, "why  ");
	term_screen_send(term, "q8");
	term_screen_wait(term, "3 exchanges");
	quit(term);
}
END_TEST

/* What it makes is told, and nothing is made before somebody agreed. */
START_TEST(level_active_asks)
{
	g_autoptr(TermScreen) term = on_audit(36, 120, stock, NULL);
	term_screen_send(term, "LL");
	term_screen_wait(term, "level active: canaries");
	term_screen_send(term, "A");
	term_screen_wait(term, "type yes to make them");
	ck_assert(term_screen_has(term, "connections: 2 (again: 0), subscriptions: 5, tries: "));
	term_screen_send(term, "no\r");
	term_screen_wait(term, "that is not the word");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "type yes to make them");
	ck_assert(term_screen_has(term, "not asked yet"));
	term_screen_send(term, "A");
	term_screen_wait(term, "type yes to make them");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "score ");
	term_screen_wait(term, "left on the server");
	term_screen_send(term, "/check:connection-echo\r");
	term_screen_wait(term, "1/1");
	ck_assert(term_screen_has(term, "✕ fail"));
	/* Once is enough for this server. */
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "filter /");
	term_screen_send(term, "A");
	term_screen_wait(term, "score ");
	quit(term);
}
END_TEST

/* Leaving waits until what was made is removed. */
START_TEST(leaving_removes_canaries)
{
	static const char *const slow[] = { WEIR, "demo", "--flaws", "none", "--latency", "20", NULL };
	g_autoptr(TermScreen) term = on_audit(36, 120, slow, NULL);
	term_screen_send(term, "LLA");
	term_screen_wait(term, "type yes to make them");
	term_screen_send(term, "yes\r");
	term_screen_wait(term, "requests");
	quit(term);
}
END_TEST

START_TEST(verdicts_and_filters)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, NULL);
	ck_assert(term_screen_has(term, "✕ fail"));
	ck_assert(term_screen_has(term, "✓ pass"));
	ck_assert(term_screen_has(term, "B4 no secrets exposed"));
	ck_assert(term_screen_has(term, "✕ critical"));
	term_screen_send(term, "/verdict:fail severity:critical\r");
	term_screen_wait(term, "filter /verdict:fail severity:critical");
	term_screen_wait(term, "secrets.subscription-echo");
	term_screen_wait_gone(term, "triggers.documented");
	term_screen_send(term, "/guideline:B2\r");
	term_screen_wait(term, "filter /guideline:B2");
	term_screen_wait_gone(term, "secrets.subscription-echo");
	ck_assert(term_screen_has(term, "triggers."));
	term_screen_send(term, "/check:callback-https\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "filter /");
	term_screen_send(term, ":sort verdict\r");
	term_screen_wait(term, "sort verdict");
	term_screen_send(term, "g");
	term_screen_wait(term, " 1/");
	g_autofree char *first = term_screen_row(term, 8);
	ck_assert_ptr_nonnull(strstr(first, "✕ fail"));
	quit(term);
}
END_TEST

START_TEST(details)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, NULL);
	term_screen_send(term, "/check:subscription-echo\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "\r");
	term_screen_wait(term, "mended by");
	ck_assert(term_screen_has(term, "the SDK"));
	term_screen_send(term, "G");
	term_screen_wait(term, "fingerprint");
	ck_assert(term_screen_has(term, "API3:2023"));
	ck_assert(term_screen_has(term, "mistaken if"));
	term_screen_send(term, "/without_secr\r");
	term_screen_wait(term, "async def without_secrets(");
	term_screen_send(term, "/as curl\r");
	term_screen_wait(term, "$WEIR_TOKEN");
	term_screen_send(term, "/What was sent\r");
	term_screen_wait(term, "What was sent and what came");
	term_screen_wait(term, "200 OK");
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

/* From a finding to its exchange, and back to what it shows. */
START_TEST(there_and_back)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, NULL);
	term_screen_send(term, "/check:subscription-echo\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "t");
	term_screen_wait(term, "demo ▸ traffic");
	term_screen_wait(term, "exchanges");
	term_screen_send(term, "\r");
	term_screen_wait(term, "/subscriptions");
	term_screen_send(term, "qt");
	term_screen_wait(term, "demo ▸ audit");
	term_screen_wait(term, "secrets.subscription-echo");
	term_screen_send(term, "8g");
	term_screen_wait(term, "demo ▸ traffic");
	term_screen_send(term, "t");
	term_screen_wait(term, "is shown by this exchange");
	quit(term);
}
END_TEST

START_TEST(one_check_again)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, NULL);
	term_screen_send(term, "/check:subscription-echo\r");
	term_screen_wait(term, "1/1");
	term_screen_send(term, "8");
	term_screen_wait(term, "exchanges");
	term_screen_send(term, "7r");
	term_screen_wait_gone(term, "waiting");
	term_screen_wait(term, "score ");
	term_screen_wait(term, "✕ fail ");
	term_screen_wait(term, "1/1");
	quit(term);
}
END_TEST

START_TEST(suppressing)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, NULL);
	term_screen_send(term, "/check:shared-route\r");
	term_screen_wait(term, "triggers.shared-route");
	term_screen_send(term, "S");
	term_screen_wait(term, "reason (Tab lists them):");
	term_screen_send(term, "not mine\r");
	term_screen_wait(term, "a reason is one of");
	term_screen_send(term, "\025acc\t\r"); /* C-u, and Tab */
	term_screen_wait(term, "why, in a sentence:");
	term_screen_send(term, "\r");
	term_screen_wait(term, "a few words are needed");
	term_screen_send(term, "one hook for both\r");
	term_screen_wait(term, "who accepts it:");
	term_screen_send(term, "\025Kim\r");
	term_screen_wait(term, "until (YYYY-MM-DD):");
	term_screen_send(term, "\0252001-01-01\r");
	term_screen_wait(term, "that day has passed");
	term_screen_send(term, "\0252199-01-31\r");
	term_screen_wait(term, "suppressed in .weir/suppress.conf");
	term_screen_wait(term, "until 2199-01-31");
	term_screen_send(term, "S");
	term_screen_wait(term, "it is suppressed already");
	term_screen_send(term, "\r");
	term_screen_wait(term, "accepted-risk, until 2199-01-31");
	g_autofree char *path = g_build_filename(term_screen_home(term), ".weir/suppress.conf", NULL);
	g_autofree char *text = NULL;
	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	ck_assert_ptr_nonnull(strstr(text, "check = triggers.shared-route"));
	ck_assert_ptr_nonnull(strstr(text, "text = one hook for both"));
	/* The next audit reads the file: what somebody changed there since is seen, and tells that it has
	 * ended. */
	g_auto(GStrv) halves = g_strsplit(text, "2199-01-31", 2);
	ck_assert_uint_eq(g_strv_length(halves), 2);
	g_autofree char *changed = g_strjoinv("2199-02-28", halves);
	ck_assert(g_file_set_contents(path, changed, -1, NULL));
	term_screen_send(term, "qA");
	term_screen_wait(term, "until 2199-02-28");
	term_screen_wait_gone(term, "until 2199-01-31");
	term_screen_wait(term, "filter /");
	term_screen_send(term, "\033");
	term_screen_wait_gone(term, "filter /");
	term_screen_wait(term, "1 suppressed");
	quit(term);
}
END_TEST

START_TEST(attesting)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, NULL);
	term_screen_send(term, "/check:destructive-review\r");
	term_screen_wait(term, "manual");
	term_screen_send(term, "a");
	term_screen_wait(term, "what was done, in a sentence:");
	term_screen_send(term, "looked at with the team\r");
	term_screen_wait(term, "who says so:");
	term_screen_send(term, "\025Kim\r");
	term_screen_wait(term, "until (YYYY-MM-DD):");
	term_screen_send(term, "\r");
	/* It is asked again at once. */
	term_screen_wait(term, "pass");
	term_screen_wait_gone(term, "manual  ");
	term_screen_wait(term, "attested in .weir/attest.conf: ops.destructive-review");
	g_autofree char *path = g_build_filename(term_screen_home(term), ".weir/attest.conf", NULL);
	g_autofree char *text = NULL;
	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	ck_assert_ptr_nonnull(strstr(text, "by = Kim"));
	ck_assert_ptr_nonnull(strstr(text, "list = "));
	quit(term);
}
END_TEST

START_TEST(what_cannot_be_accepted)
{
	g_autoptr(TermScreen) term = audited(24, 80, stock, NULL);
	term_screen_send(term, "/verdict:pass\r");
	term_screen_wait(term, "filter /verdict:pass");
	term_screen_wait_gone(term, "✕ fail");
	term_screen_send(term, "S");
	term_screen_wait(term, "only a finding that fails");
	term_screen_send(term, "a");
	term_screen_wait(term, "only what a person has to say");
	term_screen_send(term, "x");
	term_screen_wait(term, "no audit of this server is running");
	quit(term);
}
END_TEST

START_TEST(writing)
{
	g_autoptr(TermScreen) term = audited(24, 80, stock, NULL);
	term_screen_send(term, "w");
	term_screen_wait(term, "format (Tab lists them): html");
	term_screen_send(term, "\025nothing\r");
	term_screen_wait(term, "there is no such format");
	term_screen_send(term, "\025json\r");
	term_screen_wait(term, "file: audit-demo");
	term_screen_send(term, "\r");
	term_screen_wait(term, "written: audit-demo.json");
	g_autofree char *path = g_build_filename(term_screen_home(term), "audit-demo.json", NULL);
	g_autofree char *text = NULL;
	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	ck_assert_ptr_nonnull(strstr(text, "weir/audit/1"));
	ck_assert_ptr_nonnull(strstr(text, "secrets.subscription-echo"));
	term_screen_send(term, "w");
	term_screen_wait(term, "format (Tab lists them): html");
	term_screen_send(term, "\025json\r");
	term_screen_wait(term, "file: audit-demo");
	term_screen_send(term, "\r");
	term_screen_wait(term, "that file is there already");
	term_screen_send(term, "\033");
	term_screen_wait(term, "Enter open");
	quit(term);
}
END_TEST

/* A server that takes its time: keys are answered, and what was not judged stays open. */
START_TEST(stopping)
{
	static const char *const slow[] = { WEIR, "demo", "--flaws", "stock", "--latency", "1500", NULL };
	g_autoptr(TermScreen) term = on_audit(24, 80, slow, NULL);
	term_screen_send(term, "A");
	term_screen_wait(term, "waiting");
	term_screen_wait(term, " %");
	term_screen_send(term, "jjj");
	term_screen_wait(term, " 4/");
	term_screen_send(term, "A");
	term_screen_wait(term, "an audit of this server is running");
	term_screen_send(term, "1");
	term_screen_wait(term, "now ");
	term_screen_send(term, "7x");
	term_screen_wait(term, "stopped");
	term_screen_wait_gone(term, "waiting");
	term_screen_wait(term, " 4/");
	quit(term);
}
END_TEST

/* Two at once, and leaving in the middle of both. */
START_TEST(two_servers)
{
	static const char *const two[] = { WEIR, "demo", "--servers", "2", "--latency", "300", NULL };
	g_autoptr(TermScreen) term = term_screen_start(24, 80, two, NULL);
	term_screen_wait(term, "2 up");
	term_screen_send(term, "7A");
	term_screen_wait(term, "waiting");
	term_screen_send(term, "1j");
	term_screen_wait(term, "servers ▸ demo-2");
	term_screen_send(term, "A");
	term_screen_wait(term, "demo-2 ▸ audit");
	term_screen_send(term, "A");
	term_screen_wait(term, "waiting");
	term_screen_send(term, "1");
	term_screen_wait(term, "last audit");
	quit(term);
}
END_TEST

/* The list of servers and the details of an action know of it. */
START_TEST(elsewhere)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, NULL);
	term_screen_send(term, "1");
	term_screen_wait(term, "last audit");
	term_screen_wait(term, "grade");
	term_screen_send(term, "2");
	term_screen_wait(term, "16 actions");
	term_screen_wait(term, "audit ");
	term_screen_wait(term, "finding");
	quit(term);
}
END_TEST

START_TEST(as_a_command)
{
	g_autoptr(TermScreen) term = on_audit(24, 80, stock, NULL);
	term_screen_send(term, ":audit demo --only triggers.documented\r");
	term_screen_wait(term, "1 pass");
	term_screen_wait(term, "Esc back");
	term_screen_send(term, "q");
	term_screen_wait(term, "demo ▸ audit");
	term_screen_send(term, "2:audit\r");
	term_screen_wait(term, "demo ▸ audit");
	quit(term);
}
END_TEST

static void resize_and_back(TermScreen *term)
{
	term_screen_resize(term, 10, 50);
	term_screen_wait_gone(term, "B8 updates");
	term_screen_wait(term, "B1 ");
	term_screen_resize(term, 6, 24);
	term_screen_wait_gone(term, "B1 ");
	term_screen_resize(term, 50, 200);
	term_screen_wait(term, "B8 updates and reviews");
	term_screen_wait(term, "score ");
}

START_TEST(sizes)
{
	g_autoptr(TermScreen) term = audited(24, 80, hardened, NULL);
	ck_assert(term_screen_has(term, "B5 connections"));
	ck_assert(term_screen_has(term, "0 fail") || !term_screen_has(term, "✕"));
	resize_and_back(term);
	term_screen_send(term, "\r");
	term_screen_wait(term, "why  ");
	resize_and_back(term);
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(without_utf8)
{
	g_autoptr(TermScreen) term = audited(36, 120, stock, ascii);
	ck_assert(term_screen_has(term, "x fail"));
	ck_assert(term_screen_has(term, "o pass"));
	term_screen_send(term, "\r");
	term_screen_wait(term, "why  ");
	term_screen_send(term, "G");
	term_screen_wait(term, "fingerprint");
	for (const char *at = term_screen_bytes(term)->str; *at != '\0'; at++)
		ck_assert((guchar)*at < 0x80);
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(not_reachable)
{
	static const char *const argv[] = { WEIR, "http://127.0.0.1:1", NULL };
	g_autoptr(TermScreen) term = term_screen_start(24, 80, argv, NULL);
	term_screen_wait(term, "refuses the connection");
	term_screen_send(term, "7");
	term_screen_wait(term, "not asked");
	term_screen_send(term, "A");
	term_screen_wait(term, "no score");
	term_screen_wait(term, "! error");
	quit(term);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_would_be_asked,
				       level_active_asks,
				       leaving_removes_canaries,
				       verdicts_and_filters,
				       details,
				       there_and_back,
				       one_check_again,
				       suppressing,
				       attesting,
				       what_cannot_be_accepted,
				       writing,
				       stopping,
				       two_servers,
				       elsewhere,
				       as_a_command,
				       sizes,
				       without_utf8,
				       not_reachable,
				       NULL };
	return suite_run("tui/audit", tests);
}
