/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "suite.h"

#include "base/error.h"
#include "net/bad_server.h"
#include "net/fetch.h"
#include "net/tls_server.h"

#include <signal.h>
#include <string.h>

#define HOUR 3600

struct scene {
	TlsServer *server;
	HttpClient *client;
	HttpHost *host;
};

/* Under valgrind, reading the authorities of the system takes seconds. */
static Target *patient_target(const char *url)
{
	Target *target = fetch_target(url);
	target->connect_timeout_ms = target->timeout_ms = 50000;
	return target;
}

static void open_scene(struct scene *scene, const TlsWish *wish, gboolean trusts, gboolean insecure)
{
	signal(SIGPIPE, SIG_IGN);
	scene->server = tls_server_new(wish);
	scene->client = http_client_new(NULL);
	g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u", tls_server_port(scene->server));
	g_autoptr(Target) target = patient_target(url);
	target->insecure = insecure;
	target->cacert = trusts ? g_strdup(tls_server_authority(scene->server)) : NULL;
	scene->host = http_host_new(scene->client, target, url, NULL);
	ck_assert_ptr_nonnull(scene->host);
}

static void close_scene(struct scene *scene)
{
	http_host_unref(scene->host);
	http_client_free(scene->client);
	tls_server_free(scene->server);
}

START_TEST(trusted)
{
	struct scene scene;
	TlsWish wish = { .host = "127.0.0.1" };
	open_scene(&scene, &wish, TRUE, FALSE);
	ck_assert_ptr_null(http_host_tls(scene.host));
	g_auto(Fetched) got = fetch_path(scene.host, "/x");
	ck_assert_str_eq(fetched_message(&got), "");
	const TlsFacts *facts = http_host_tls(scene.host);
	ck_assert_ptr_nonnull(facts);
	ck_assert_ptr_eq(got.exchange->tls, facts);
	ck_assert(facts->trusted);
	ck_assert_ptr_null(facts->problem);
	ck_assert_str_eq(facts->subject, "CN=127.0.0.1");
	ck_assert_str_eq(facts->issuer, "CN=Test Authority");
	ck_assert_str_eq(facts->protocol, "TLSv1.3");
	ck_assert_ptr_nonnull(strstr(facts->cipher, "TLS_"));
	ck_assert_str_eq(facts->key, "EC P-256");
	ck_assert_int_eq(facts->key_bits, 256);
	ck_assert_str_eq(facts->digest, "sha256");
	ck_assert_int_gt(facts->not_after, g_get_real_time());
	ck_assert_int_lt(facts->not_before, g_get_real_time());
	g_auto(Fetched) again = fetch_path(scene.host, "/y");
	ck_assert_ptr_eq(again.exchange->tls, facts);
	close_scene(&scene);
}
END_TEST

/* A refused certificate: nothing is sent, and the message says which and why. */
static void refused(const TlsWish *wish, gboolean trusts, const char *words, const char *problem)
{
	struct scene scene;
	open_scene(&scene, wish, trusts, FALSE);
	g_autoptr(SecBuf) bearer = secbuf_new("env:DESK", "tok-5f1c9a7e2b6d8053", 20, NULL);
	HttpRequest request = { .path = "/x", .bearer = bearer };
	g_auto(Fetched) got = fetch(scene.host, &request);
	ck_assert_msg(strstr(fetched_message(&got), words) != NULL, "%s", fetched_message(&got));
	ck_assert(fetched_has_code(&got, WEIR_ERROR_UNREACHABLE));
	ck_assert_int_eq(got.exchange->status, 0);
	ck_assert_ptr_nonnull(got.exchange->tls);
	ck_assert(!got.exchange->tls->trusted);
	ck_assert_msg(strstr(got.exchange->tls->problem, problem) != NULL, "%s", got.exchange->tls->problem);
	ck_assert_str_eq(got.exchange->tls->key, "EC P-256");
	ck_assert_int_eq(got.exchange->tls->key_bits, 256);
	ck_assert_str_eq(got.exchange->tls->digest, "sha256");
	gint64 until = wish->until != 0 ? wish->until * G_USEC_PER_SEC : g_get_real_time();
	ck_assert_int_ge(got.exchange->tls->not_after, until);
	ck_assert_int_le(got.exchange->tls->not_after, until + 2 * HOUR * (gint64)G_USEC_PER_SEC);
	ck_assert_ptr_eq(http_host_tls(scene.host), got.exchange->tls);
	ck_assert_uint_eq(tls_server_requests(scene.server), 0);
	close_scene(&scene);
}

START_TEST(self_signed)
{
	TlsWish wish = { .host = "127.0.0.1", .self_signed = TRUE };
	refused(&wish, FALSE, "(CN=127.0.0.1) is self-signed", "self-signed");
}
END_TEST

START_TEST(unknown_authority)
{
	TlsWish wish = { .host = "127.0.0.1" };
	refused(&wish, FALSE, "was issued by CN=Test Authority, which is not trusted here", "issuer");
}
END_TEST

START_TEST(expired)
{
	TlsWish wish = { .host = "127.0.0.1", .from = 1700000000, .until = 1700000000 + 30 * 24 * HOUR };
	refused(&wish, TRUE, "expired on 2023-12-14T22:13:20Z: renew it", "expired");
}
END_TEST

START_TEST(not_yet_valid)
{
	TlsWish wish = { .host = "127.0.0.1", .from = 4102444800, .until = 4102444800 + HOUR };
	refused(&wish, TRUE, "is valid only from 2100-01-01T00:00:00Z", "not yet valid");
}
END_TEST

START_TEST(wrong_host)
{
	TlsWish wish = { .host = "elsewhere.example" };
	refused(&wish, TRUE, "is for another host (CN=elsewhere.example)", "host name");
}
END_TEST

/* Eight at once that are all refused look at the certificate together, and each ends once. */
START_TEST(many_refused)
{
	struct scene scene;
	TlsWish wish = { .host = "127.0.0.1", .self_signed = TRUE };
	open_scene(&scene, &wish, FALSE, FALSE);
	Fetched got[8] = { 0 };
	HttpRequest request = { .path = "/x" };
	for (gsize i = 0; i < G_N_ELEMENTS(got); i++)
		http_send(scene.host, &request, NULL, fetch_done, &got[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(got); i++) {
		fetch_wait(&got[i], 1);
		ck_assert_msg(strstr(fetched_message(&got[i]), "self-signed") != NULL, "%s",
			      fetched_message(&got[i]));
		ck_assert_uint_eq(got[i].done, 1);
		fetched_clear(&got[i]);
	}
	close_scene(&scene);
}
END_TEST

START_TEST(insecure)
{
	struct scene scene;
	TlsWish wish = { .host = "elsewhere.example", .self_signed = TRUE };
	open_scene(&scene, &wish, FALSE, TRUE);
	g_auto(Fetched) got = fetch_path(scene.host, "/x");
	ck_assert_str_eq(fetched_message(&got), "");
	ck_assert_int_eq(got.exchange->status, 200);
	ck_assert(!got.exchange->tls->trusted);
	ck_assert_str_eq(got.exchange->tls->problem, "not checked: --insecure");
	close_scene(&scene);
}
END_TEST

/* What a certificate is made of is told as text that a table can judge, even where it is not trusted. */
START_TEST(weak_key_and_digest)
{
	struct scene scene;
	TlsWish wish = { .host = "127.0.0.1", .rsa_bits = 1024, .weak_digest = TRUE };
	open_scene(&scene, &wish, TRUE, FALSE);
	g_auto(Fetched) got = fetch_path(scene.host, "/x");
	const TlsFacts *facts = http_host_tls(scene.host);
	ck_assert_ptr_nonnull(facts);
	ck_assert_str_eq(facts->key, "RSA 1024");
	ck_assert_int_eq(facts->key_bits, 1024);
	ck_assert_str_eq(facts->digest, "sha1");
	ck_assert(!facts->trusted);
	ck_assert_ptr_nonnull(facts->problem);
	ck_assert_uint_eq(tls_server_requests(scene.server), 0);
	close_scene(&scene);
}
END_TEST

START_TEST(old_protocol)
{
	struct scene scene;
	TlsWish wish = { .host = "127.0.0.1", .priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.1" };
	open_scene(&scene, &wish, TRUE, FALSE);
	g_auto(Fetched) got = fetch_path(scene.host, "/x");
	ck_assert_msg(strstr(fetched_message(&got), "only TLS before 1.2") != NULL, "%s",
		      fetched_message(&got));
	close_scene(&scene);
}
END_TEST

static HttpHost *host_at(HttpClient *client, const char *scheme, guint port)
{
	g_autofree char *url = g_strdup_printf("%s://127.0.0.1:%u", scheme, port);
	g_autoptr(Target) target = patient_target(url);
	HttpHost *host = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(host);
	return host;
}

START_TEST(schemes_mixed_up)
{
	struct scene scene;
	TlsWish wish = { .host = "127.0.0.1" };
	open_scene(&scene, &wish, TRUE, FALSE);
	g_autoptr(HttpHost) plain = host_at(scene.client, "http", tls_server_port(scene.server));
	g_auto(Fetched) got = fetch_path(plain, "/x");
	ck_assert_msg(strstr(fetched_message(&got), "try https://") != NULL, "%s", fetched_message(&got));
	BadServer *bad = bad_server_new();
	bad_server_give(bad, "/", 400, NULL, "{}", -1);
	g_autoptr(HttpHost) tls = host_at(scene.client, "https", bad_server_port(bad));
	g_auto(Fetched) other = fetch_path(tls, "/x");
	ck_assert_msg(strstr(fetched_message(&other), "try http://") != NULL, "%s", fetched_message(&other));
	bad_server_free(bad);
	close_scene(&scene);
}
END_TEST

START_TEST(client_certificate)
{
	struct scene scene;
	TlsWish wish = { .host = "127.0.0.1", .wants_client = TRUE };
	open_scene(&scene, &wish, TRUE, FALSE);
	g_auto(Fetched) without = fetch_path(scene.host, "/x");
	ck_assert_uint_eq(tls_server_known_clients(scene.server), 0);
	g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u", tls_server_port(scene.server));
	g_autoptr(Target) target = patient_target(url);
	target->cacert = g_strdup(tls_server_authority(scene.server));
	target->cert = g_strdup(tls_server_certificate(scene.server));
	target->key = g_strdup(tls_server_key(scene.server));
	g_autoptr(HttpHost) known = http_host_new(scene.client, target, url, NULL);
	g_auto(Fetched) with = fetch_path(known, "/x");
	ck_assert_str_eq(fetched_message(&with), "");
	ck_assert_uint_eq(tls_server_known_clients(scene.server), 1);
	g_file_set_contents(tls_server_key(scene.server), "no key", -1, NULL);
	g_autoptr(HttpHost) broken = http_host_new(scene.client, target, url, NULL);
	g_auto(Fetched) wrong = fetch_path(broken, "/x");
	ck_assert_msg(fetched_has_code(&wrong, WEIR_ERROR_FILE), "%s", fetched_message(&wrong));
	close_scene(&scene);
}
END_TEST

START_TEST(bad_authority_file)
{
	struct scene scene;
	TlsWish wish = { .host = "127.0.0.1" };
	open_scene(&scene, &wish, TRUE, FALSE);
	g_file_set_contents(tls_server_authority(scene.server), "no certificate", -1, NULL);
	g_auto(Fetched) got = fetch_path(scene.host, "/x");
	ck_assert_msg(fetched_has_code(&got, WEIR_ERROR_FILE), "%s", fetched_message(&got));
	ck_assert_msg(strstr(fetched_message(&got), "check cacert, cert and key") != NULL, "%s",
		      fetched_message(&got));
	close_scene(&scene);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { trusted,
				       self_signed,
				       unknown_authority,
				       expired,
				       not_yet_valid,
				       wrong_host,
				       many_refused,
				       insecure,
				       weak_key_and_digest,
				       old_protocol,
				       schemes_mixed_up,
				       client_certificate,
				       bad_authority_file,
				       NULL };
	return suite_run("net/tls", tests);
}
