/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo server over TLS: what its certificate says, and what the flaws of its transport change. */
#include "demo/demo.h"
#include "net/fetch.h"
#include "suite.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
	DemoServer *server;
	HttpClient *client;
	HttpHost *host;
	char *cacert;
} Secure;

/* Trusts what the server made, unless `insecure`. */
static Secure secure_start(const char *flaws, gboolean insecure)
{
	Secure secure = { 0 };
	DemoOptions options;
	g_autoptr(GError) error = NULL;
	demo_options_init(&options);
	options.tls = TRUE;
	options.flaws = flaws;
	secure.server = demo_start(&options, &error);
	ck_assert_msg(secure.server != NULL, "%s", error != NULL ? error->message : "");
	int fd = g_file_open_tmp("weir-XXXXXX.pem", &secure.cacert, NULL);
	ck_assert_int_ge(fd, 0);
	g_close(fd, NULL);
	ck_assert(g_file_set_contents(secure.cacert, demo_certificate(secure.server), -1, NULL));
	secure.client = http_client_new(NULL);
	Target *target = fetch_target(demo_url(secure.server));
	target->cacert = g_strdup(secure.cacert);
	target->insecure = insecure;
	secure.host = http_host_new(secure.client, target, demo_url(secure.server), &error);
	ck_assert_msg(secure.host != NULL, "%s", error != NULL ? error->message : "");
	target_free(target);
	return secure;
}

static void secure_stop(Secure *secure)
{
	http_host_unref(secure->host);
	http_client_free(secure->client);
	demo_stop(secure->server);
	g_unlink(secure->cacert);
	g_free(secure->cacert);
}

/* Days that the certificate still has. */
static gint64 days_left(const TlsFacts *facts)
{
	return (facts->not_after - g_get_real_time()) / G_TIME_SPAN_DAY;
}

START_TEST(the_certificate_is_good)
{
	Secure secure = secure_start("none", FALSE);
	g_auto(Fetched) got = fetch_path(secure.host, "/liveness");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_int_eq(got.exchange->status, 200);
	ck_assert(g_str_has_prefix(demo_url(secure.server), "https://127.0.0.1:"));
	const TlsFacts *facts = http_host_tls(secure.host);
	ck_assert_ptr_nonnull(facts);
	ck_assert(facts->trusted);
	ck_assert_str_eq(facts->protocol, "TLSv1.3");
	ck_assert_int_gt(days_left(facts), 90);
	ck_assert_ptr_nonnull(exchange_header(got.exchange, "strict-transport-security"));
	secure_stop(&secure);
}
END_TEST

START_TEST(each_start_makes_another)
{
	Secure first = secure_start("none", FALSE), second = secure_start("none", FALSE);
	ck_assert_str_ne(demo_certificate(first.server), demo_certificate(second.server));
	secure_stop(&first);
	secure_stop(&second);
}
END_TEST

START_TEST(a_bad_certificate)
{
	Secure strict = secure_start("transport.certificate", FALSE),
	       lax = secure_start("transport.certificate", TRUE);
	g_auto(Fetched) refused = fetch_path(strict.host, "/liveness");
	g_auto(Fetched) taken = fetch_path(lax.host, "/liveness");
	ck_assert_int_eq(refused.exchange->status, 0);
	ck_assert_str_ne(fetched_message(&refused), "");
	ck_assert_int_eq(taken.exchange->status, 200);
	const TlsFacts *facts = http_host_tls(lax.host);
	ck_assert_int_lt(days_left(facts), 14);
	ck_assert_ptr_nonnull(strstr(facts->subject, "desk.example"));
	secure_stop(&strict);
	secure_stop(&lax);
}
END_TEST

START_TEST(old_protocols)
{
	Secure secure = secure_start("transport.tls", FALSE);
	g_auto(Fetched) got = fetch_path(secure.host, "/liveness");
	ck_assert_int_eq(got.exchange->status, 200);
	ck_assert_str_eq(http_host_tls(secure.host)->protocol, "TLSv1.2");
	secure_stop(&secure);
}
END_TEST

static void on_tried(HttpTry outcome, const char *sentence, gpointer data)
{
	*(int *)data = (int)outcome;
}

static int try_old(Secure *secure)
{
	int outcome = -1;
	http_try_protocol(secure->host, HTTP_TLS_1_0, HTTP_TLS_1_1, NULL, on_tried, &outcome);
	while (outcome < 0)
		g_main_context_iteration(NULL, TRUE);
	return outcome;
}

START_TEST(old_protocols_are_refused_without_the_flaw)
{
	Secure good = secure_start("none", FALSE), bad = secure_start("transport.tls", FALSE);
	ck_assert_int_eq(try_old(&good), HTTP_TRY_REFUSED);
	ck_assert_int_eq(try_old(&bad), HTTP_TRY_TAKEN);
	secure_stop(&good);
	secure_stop(&bad);
}
END_TEST

START_TEST(no_promise_to_stay_with_tls)
{
	Secure secure = secure_start("transport.hsts", FALSE);
	g_auto(Fetched) got = fetch_path(secure.host, "/liveness");
	ck_assert_int_eq(got.exchange->status, 200);
	ck_assert_ptr_null(exchange_header(got.exchange, "strict-transport-security"));
	secure_stop(&secure);
}
END_TEST

START_TEST(plain_has_no_certificate)
{
	DemoOptions options;
	demo_options_init(&options);
	g_autoptr(DemoServer) server = demo_start(&options, NULL);
	ck_assert_ptr_null(demo_certificate(server));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { the_certificate_is_good,
				       each_start_makes_another,
				       a_bad_certificate,
				       old_protocols,
				       old_protocols_are_refused_without_the_flaw,
				       no_promise_to_stay_with_tls,
				       plain_has_no_certificate,
				       NULL };
	return suite_run("demo/tls", tests);
}
