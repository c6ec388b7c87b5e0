/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The captures view: the listener on a port of its own, what comes, and what is done with it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "replay/capture_har.h"
#include "replay/capture_log.h"
#include "suite.h"
#include "term_screen.h"

#define WEIR BUILDDIR "/src/weir"

static const char *const demo[] = { WEIR, "demo", NULL };
static const char *const ascii[] = { "LC_ALL=C", NULL };

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

static TermScreen *on_captures(int rows, int columns, const char *const *environment)
{
	TermScreen *term = term_screen_start(rows, columns, demo, environment);
	term_screen_wait(term, "16 actions");
	term_screen_send(term, "C");
	term_screen_wait(term, "not listening: L starts it");
	term_screen_wait(term, "no captures yet");
	return term;
}

/* ---- a sender ---- */

static int port_of(TermScreen *term)
{
	g_autofree char *text = term_screen_text(term);
	const char *at = strstr(text, "listening on http://127.0.0.1:");
	int port = 0;
	ck_assert_ptr_nonnull(at);
	ck_assert_int_eq(sscanf(at, "listening on http://127.0.0.1:%d", &port), 1);
	return port;
}

static void write_all(int fd, const char *bytes, gsize length)
{
	for (gsize done = 0; done < length;) {
		gssize n = write(fd, bytes + done, length - done);
		ck_assert_int_gt(n, 0);
		done += (gsize)n;
	}
}

/* One request as it is given, with a length; returns the status. */
static int send_bytes(int port, const char *head, const char *body, gsize length)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((guint16)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval patience = { .tv_sec = TERM_DEADLINE };
	char answer[4096];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), status = 0;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	g_autofree char *rest = g_strdup_printf("Host: hooks.example.com\r\nConnection: close\r\n"
						"Content-Length: %zu\r\n\r\n",
						length);
	write_all(fd, head, strlen(head));
	write_all(fd, rest, strlen(rest));
	write_all(fd, body, length);
	gssize n = read(fd, answer, sizeof answer - 1);
	ck_assert_int_gt(n, 0);
	answer[n] = '\0';
	ck_assert_int_eq(sscanf(answer, "HTTP/1.1 %d", &status), 1);
	close(fd);
	return status;
}

static int send_event(int port, const char *path, const char *body)
{
	g_autofree char *head = g_strdup_printf("POST %s HTTP/1.1\r\nContent-Type: application/json\r\n"
						"Authorization: Bearer sender-token-0815\r\n",
						path);
	return send_bytes(port, head, body, strlen(body));
}

static int listen_with(TermScreen *term, const char *options)
{
	term_screen_send(term, "L");
	term_screen_wait(term, "listen with options");
	g_autofree char *line = g_strconcat("\025", options, "\r", NULL);
	term_screen_send(term, line);
	term_screen_wait(term, "listening on http://127.0.0.1:");
	return port_of(term);
}

/* ---- tests ---- */

static void what_came_is_shown(int rows, int columns, const char *const *environment)
{
	gboolean utf8 = environment == NULL;
	g_autoptr(TermScreen) term = on_captures(rows, columns, environment);
	int port = listen_with(term, "--status 202");
	term_screen_wait(term, "0 came");
	term_screen_wait(term, "nothing has come yet");
	ck_assert_int_eq(send_event(port, "/hooks/one", "{\"id\":7,\"event\":{\"kind\":\"made\"}}"), 202);
	term_screen_wait(term, "1 came");
	term_screen_wait(term, "/hooks/one");
	term_screen_wait(term, "1 capture");
	term_screen_wait(term, "POST");
	term_screen_wait(term, "202");
	term_screen_send(term, "\r");
	term_screen_wait(term, "peer ");
	term_screen_wait(term, "  POST /hooks/one");
	term_screen_send(term, "G");
	term_screen_wait(term, "\"made\"");
	ck_assert(!term_screen_has(term, "sender-token-0815"));
	term_screen_send(term, "g/Authoriz\r");
	term_screen_wait(term, utf8 ? "Authorization: «not shown»" : "Authorization: ");
	/* It goes on while other views are shown. */
	term_screen_send(term, "q8");
	term_screen_wait(term, "exchanges");
	ck_assert_int_eq(send_event(port, "/hooks/two", "{}"), 202);
	term_screen_send(term, "C");
	term_screen_wait(term, "2 came");
	term_screen_wait(term, "/hooks/two");
	term_screen_send(term, "L");
	term_screen_wait(term, "the listener has stopped: 2 captures came");
	term_screen_wait(term, "not listening");
	/* There again by its options. */
	term_screen_send(term, "L");
	term_screen_wait(term, "): --status 202");
	term_screen_send(term, "\033");
	term_screen_wait(term, "L listen");
	quit(term);
	if (!utf8)
		for (const char *at = term_screen_bytes(term)->str; *at != '\0'; at++)
			ck_assert((guchar)*at < 0x80);
}

START_TEST(listens_small)
{
	what_came_is_shown(24, 80, NULL);
}
END_TEST

START_TEST(listens_large)
{
	what_came_is_shown(50, 200, NULL);
}
END_TEST

START_TEST(listens_without_utf8)
{
	what_came_is_shown(24, 80, ascii);
}
END_TEST

static void send_many(int port, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *path = g_strdup_printf("/n/%u", i);
		ck_assert_int_eq(send_event(port, path, "{}"), 200);
	}
}

START_TEST(arrivals_do_not_move_the_cursor)
{
	g_autoptr(TermScreen) term = on_captures(24, 80, NULL);
	int port = listen_with(term, "");
	send_many(port, 40);
	term_screen_wait(term, "40 came");
	term_screen_wait(term, " 1/40");
	term_screen_wait(term, "/n/0");
	term_screen_send(term, "jjj");
	term_screen_wait(term, " 4/40");
	send_many(port, 5);
	term_screen_wait(term, "45 came");
	term_screen_wait(term, " 4/45");
	term_screen_wait(term, "new below");
	ck_assert(term_screen_has(term, "/n/0"));
	/* At the end by G it goes along; one move, and it stays. */
	term_screen_send(term, "G");
	term_screen_wait(term, " 45/45");
	term_screen_wait_gone(term, "new below");
	send_many(port, 3);
	term_screen_wait(term, " 48/48");
	term_screen_send(term, "k");
	term_screen_wait(term, " 47/48");
	send_many(port, 2);
	term_screen_wait(term, "50 came");
	term_screen_wait(term, " 47/50");
	term_screen_wait(term, "2 new below");
	quit(term);
}
END_TEST

START_TEST(signatures_and_forwarding)
{
	g_autoptr(TermScreen) term = on_captures(30, 120, NULL);
	g_autofree char *secret = g_build_filename(term_screen_home(term), "hook-secret", NULL);
	ck_assert(g_file_set_contents(secret, "a-secret-for-the-test\n", -1, NULL));
	int port = listen_with(term, "--scheme github-sha256 --secret file:hook-secret");
	term_screen_wait(term, "verified with github-sha256");
	ck_assert_int_eq(send_event(port, "/unsigned", "{}"), 401);
	g_autofree char *hmac =
		g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)"a-secret-for-the-test",
					  strlen("a-secret-for-the-test"), "{}", 2);
	g_autofree char *head =
		g_strdup_printf("POST /signed HTTP/1.1\r\nX-Hub-Signature-256: sha256=%s\r\n", hmac);
	ck_assert_int_eq(send_bytes(port, head, "{}", 2), 200);
	term_screen_wait(term, "2 came · 1 with a wrong signature");
	term_screen_wait(term, "✕      1");
	term_screen_wait(term, "missing");
	term_screen_wait(term, "●      2");
	term_screen_wait(term, "good");
	term_screen_send(term, "\r");
	term_screen_wait(term, "X-Hub-Signature-256 is");
	term_screen_send(term, "qvL");
	term_screen_wait(term, "not listening");
	port = listen_with(term, "--forward http://127.0.0.1:1/on");
	term_screen_wait(term, "forwarded to http://127.0.0.1:1/on");
	ck_assert_int_eq(send_event(port, "/forward", "{}"), 502);
	term_screen_wait(term, "failed");
	quit(term);
}
END_TEST

START_TEST(what_cannot_be_listened_with)
{
	g_autoptr(TermScreen) term = on_captures(24, 120, NULL);
	term_screen_send(term, "L");
	term_screen_wait(term, "listen with options");
	term_screen_send(term, "--nonsense\r");
	term_screen_wait(term, "there is no option --nonsense");
	term_screen_send(term, "L");
	term_screen_wait(term, "): --nonsense");
	term_screen_send(term, "\025--sec\t env:NOT_SET --scheme github-sha256\r");
	term_screen_wait(term, "NOT_SET");
	term_screen_send(term, "L\025--save x\r");
	term_screen_wait(term, "--save is for :listen");
	g_autofree char *folder = g_build_filename(term_screen_home(term), "weir", "captures", NULL);
	g_autoptr(CaptureLog) log = capture_log_write(folder, NULL);
	term_screen_send(term, "L\025\r");
	term_screen_wait(term, "another weir writes captures there");
	term_screen_wait(term, "not listening");
	quit(term);
}
END_TEST

START_TEST(written_and_deleted)
{
	g_autoptr(TermScreen) term = on_captures(24, 80, NULL);
	int port = listen_with(term, "");
	send_many(port, 5);
	term_screen_wait(term, "5 came");
	term_screen_send(term, "d");
	term_screen_wait(term, "the listener writes there");
	term_screen_send(term, "L");
	term_screen_wait(term, "not listening");
	term_screen_send(term, "g  ");
	term_screen_wait(term, "2 marked");
	term_screen_send(term, "w");
	term_screen_wait(term, "write 2 captures to a HAR file");
	term_screen_send(term, "\025two\r");
	term_screen_wait(term, "written: two.har, 2 captures");
	g_autofree char *path = g_build_filename(term_screen_home(term), "two.har", NULL), *text = NULL;
	gsize length;
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	ck_assert_ptr_null(strstr(text, "sender-token-0815"));
	g_autoptr(CaptureHar) har = capture_har_read(text, length, NULL);
	ck_assert_uint_eq(har->captures->len, 2);
	ck_assert_str_eq(((const Capture *)har->captures->pdata[1])->target, "/n/1");
	term_screen_send(term, "w");
	term_screen_wait(term, "file: captures");
	term_screen_send(term, "\025two\r");
	term_screen_wait(term, "that file is there already");
	term_screen_send(term, "\033");
	term_screen_wait(term, "L listen");
	term_screen_send(term, "d");
	term_screen_wait(term, "delete 2 captures for good?");
	term_screen_send(term, "no\r");
	term_screen_wait(term, "yes deletes them");
	term_screen_send(term, "\033");
	term_screen_wait(term, "L listen");
	term_screen_wait(term, "/n/0");
	term_screen_send(term, "dyes\r");
	term_screen_wait(term, "2 captures deleted");
	term_screen_wait_gone(term, "/n/1");
	term_screen_wait(term, "/n/2");
	/* All that are shown, by a filter. */
	term_screen_send(term, "/target:n/[34]\r");
	term_screen_wait(term, "/2");
	term_screen_send(term, "w");
	term_screen_wait(term, "write 2 captures to a HAR file");
	term_screen_send(term, "\033");
	term_screen_wait(term, "L listen");
	term_screen_send(term, "c");
	term_screen_wait(term, "copied a curl line");
	term_screen_wait_bytes(term, "\033]52;c;");
	term_screen_send(term, "R");
	term_screen_wait_gone(term, "copied a curl line");
	quit(term);
}
END_TEST

/* Whatever is sent: nothing of it acts on the terminal, and the keys go on. */
START_TEST(hostile)
{
	enum { LONG = 16 * 1024 * 1024 - 1 };
	g_autoptr(TermScreen) term = on_captures(24, 80, NULL);
	int port = listen_with(term, "");
	send_bytes(port,
		   "POST /\xe2\x80\xae%1b[2J?\xff HTTP/1.1\r\nX-Title: \xc2\x9b"
		   "2J\xff\xe2\x80\xae\r\n",
		   "\x1b]0;owned\x07\x1b[2J\xe2\x80\xae\xff", 19);
	g_autoptr(GString) head = g_string_new("POST /many HTTP/1.1\r\n");
	for (guint i = 0; i < 1000; i++)
		g_string_append_printf(head, "X-%u: %u\r\n", i, i);
	ck_assert_int_eq(send_bytes(port, head->str, "{}", 2), 200);
	g_autofree char *body = g_strnfill(LONG, 'x');
	ck_assert_int_eq(send_bytes(port, "POST /long HTTP/1.1\r\n", body, LONG), 200);
	term_screen_wait(term, "3 came");
	term_screen_wait(term, "16777215");
	term_screen_send(term, "\r");
	term_screen_wait(term, "request");
	term_screen_send(term, "G");
	term_screen_wait(term, "\\xFF");
	term_screen_send(term, "qj\r");
	term_screen_wait(term, "X-5: 5");
	term_screen_send(term, "G");
	term_screen_wait(term, "X-999: 999");
	term_screen_send(term, "qj\r");
	term_screen_wait(term, "POST /long");
	term_screen_send(term, "/bytes, of which\r");
	term_screen_wait(term, "of which the first 65536 are shown");
	ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, "owned\a"));
	ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, "\xe2\x80\xae"));
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(there_and_back)
{
	g_autoptr(TermScreen) term = on_captures(24, 80, NULL);
	term_screen_send(term, "\033");
	term_screen_wait(term, "demo ▸ actions");
	term_screen_send(term, "3");
	term_screen_wait(term, "demo ▸ triggers");
	term_screen_send(term, ":captures\r");
	term_screen_wait(term, "demo ▸ captures");
	term_screen_send(term, "\033");
	term_screen_wait(term, "demo ▸ triggers");
	term_screen_send(term, "C?");
	term_screen_wait(term, "listen on a port of this machine");
	term_screen_wait(term, "along with what comes");
	term_screen_send(term, "q:captures list\r");
	term_screen_wait(term, "0 captures");
	term_screen_wait(term, "Esc back");
	term_screen_send(term, "q");
	term_screen_wait(term, "not listening");
	quit(term);
}
END_TEST

START_TEST(sizes)
{
	g_autoptr(TermScreen) term = on_captures(24, 80, NULL);
	int port = listen_with(term, "--forward http://127.0.0.1:1/somewhere/far/away");
	ck_assert_int_eq(send_event(port, "/hooks/one", "{\"id\":7}"), 502);
	term_screen_wait(term, "1 came");
	term_screen_send(term, "\r");
	term_screen_wait(term, "request");
	term_screen_resize(term, 8, 30);
	term_screen_wait_gone(term, "forwarded to");
	term_screen_resize(term, 50, 200);
	term_screen_wait(term, "forwarded to http://127.0.0.1:1/somewhere/far/away");
	term_screen_wait(term, "/hooks/one");
	term_screen_resize(term, 24, 80);
	term_screen_wait(term, "   forwarded to http://127.0.0.1:1/somewhere/far/away");
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

/* Read out in the linear mode, by pages, with the rows of a log that was there before. */
START_TEST(linear)
{
	static const char *const argv[] = { WEIR, "demo", "--plain", NULL };
	g_autoptr(TermScreen) term = term_screen_start(60, 120, argv, NULL);
	term_screen_wait(term, "plain mode");
	term_screen_wait(term, "16 actions");
	g_autofree char *folder = g_build_filename(term_screen_home(term), "weir", "captures", NULL);
	CaptureLog *log = capture_log_write(folder, NULL);
	for (guint i = 0; i < 25; i++) {
		g_autoptr(Capture) capture = capture_new();
		g_free(capture->method);
		g_free(capture->target);
		capture->method = g_strdup("POST");
		capture->target = g_strdup_printf("/hooks/%u", i);
		capture->time = g_get_real_time();
		capture->scheme = g_strdup("github-sha256");
		capture->verdict = g_strdup("missing");
		capture->status = 401;
		ck_assert(capture_log_append(log, capture, NULL));
	}
	capture_log_close(log);
	term_screen_send(term, "captures\r");
	term_screen_wait(term, "captures: 25 captures");
	term_screen_wait(term, "/hooks/3, bytes 0, signature missing, answer 401");
	term_screen_wait(term, "20 of 25 shown");
	term_screen_send(term, "more\r");
	term_screen_wait(term, "/hooks/24");
	term_screen_send(term, "7\r");
	term_screen_wait(term, "request: POST /hooks/6");
	term_screen_send(term, "/target:24\r");
	term_screen_wait(term, "1. number 25");
	term_screen_send(term, "quit\r");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
	ck_assert_ptr_null(strchr(term_screen_bytes(term)->str, '\033'));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { listens_small,
				       listens_large,
				       listens_without_utf8,
				       arrivals_do_not_move_the_cursor,
				       signatures_and_forwarding,
				       what_cannot_be_listened_with,
				       written_and_deleted,
				       hostile,
				       there_and_back,
				       sizes,
				       linear,
				       NULL };
	return suite_run("tui/captures", tests);
}
