/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/canned.h"

#include "base/error.h"

#define MANIFEST "{\"triggers\":[],\"actions\":[]}"
#define NOW G_GINT64_CONSTANT(1764000000000000)
#define DAYS (G_GINT64_CONSTANT(86400) * G_USEC_PER_SEC)

static void set_url(Canned *canned, const char *url)
{
	Target *target = canned_target(canned);
	g_free(target->url);
	target->url = g_strdup(url);
}

static void plain_url(Canned *canned)
{
	set_url(canned, "http://desk.example.com:8000");
}

static void plain_loopback(Canned *canned)
{
	set_url(canned, "http://[::1]:8000");
}

/* An address of this machine only in its looks. */
static void not_quite_loopback(Canned *canned)
{
	set_url(canned, "http://127.0.0.1.example.com");
}

static void set_engine(Canned *canned, const char *url)
{
	canned_target(canned)->engine = g_strdup(url);
}

static void plain_engine(Canned *canned)
{
	set_engine(canned, "http://engine.example.com");
}

static void local_engine(Canned *canned)
{
	set_engine(canned, "http://localhost:9000");
}

static void good_engine(Canned *canned)
{
	set_engine(canned, "https://engine.example.com");
}

/* ---- transport.tls ---- */

static void handshake(Canned *canned, const char *subject, const char *result)
{
	g_autofree char *body = g_strdup_printf("{\"result\":\"%s\",\"why\":\"as it is\"}", result);
	canned_answer(canned, "tls", subject, 200, NULL, body);
	GPtrArray *answers = canned_evidence(canned)->answers;
	((Answer *)answers->pdata[answers->len - 1])->exchange->status = 0;
}

static void handshakes(Canned *canned, const char *old, const char *newest)
{
	handshake(canned, "old", old);
	handshake(canned, "newest", newest);
}

static void old_is_taken(Canned *canned)
{
	handshakes(canned, "taken", "taken");
}

static void newest_is_refused(Canned *canned)
{
	handshakes(canned, "refused", "refused");
}

static void good_tls(Canned *canned)
{
	handshakes(canned, "refused", "taken");
}

static void old_cannot_be_offered(Canned *canned)
{
	handshakes(canned, "local", "taken");
}

static void tls_breaks_off(Canned *canned)
{
	canned_answer(canned, "tls", "old", 0, NULL, NULL);
	handshake(canned, "newest", "taken");
}

/* ---- transport.certificate, transport.hsts ---- */

static Answer *manifest_answer(Canned *canned, int status, const char *headers)
{
	GPtrArray *answers = canned_evidence(canned)->answers;
	canned_document(canned, "manifest", NULL);
	canned_answer(canned, "manifest", NULL, status, headers, status != 0 ? MANIFEST : NULL);
	return answers->pdata[answers->len - 1];
}

static TlsFacts *certificate(Canned *canned, gint64 days)
{
	Answer *answer = manifest_answer(canned, 200, NULL);
	TlsFacts *tls = answer->exchange->tls = tls_facts_new();
	tls->subject = g_strdup("CN=desk.example.com");
	tls->key = g_strdup("EC P-256");
	tls->digest = g_strdup("sha256");
	tls->not_after = NOW + days * DAYS;
	tls->trusted = TRUE;
	return tls;
}

static void good_certificate(Canned *canned)
{
	certificate(canned, 60);
}

static void ends_soon(Canned *canned)
{
	certificate(canned, 13);
}

static void weak_key(Canned *canned)
{
	TlsFacts *tls = certificate(canned, 60);
	g_free(tls->key);
	tls->key = g_strdup("RSA 1024");
}

static void usual_key(Canned *canned)
{
	TlsFacts *tls = certificate(canned, 60);
	g_free(tls->key);
	tls->key = g_strdup("RSA 2048");
}

static void a_key_of_one_size(Canned *canned)
{
	TlsFacts *tls = certificate(canned, 60);
	g_free(tls->key);
	g_free(tls->digest);
	tls->key = g_strdup("ED25519");
	tls->digest = NULL;
}

static void weak_digest(Canned *canned)
{
	TlsFacts *tls = certificate(canned, 60);
	g_free(tls->digest);
	tls->digest = g_strdup("sha1");
}

/* The handshake ended for it: there is no answer, but the certificate was seen. */
static void is_not_trusted(Canned *canned)
{
	Answer *answer = manifest_answer(canned, 0, NULL);
	TlsFacts *tls = answer->exchange->tls = tls_facts_new();
	tls->not_after = NOW + 60 * DAYS;
	tls->problem = g_strdup("self-signed certificate");
}

static void not_looked_at(Canned *canned)
{
	certificate(canned, 60)->trusted = FALSE;
	canned_target(canned)->insecure = TRUE;
}

static void no_answer(Canned *canned)
{
	manifest_answer(canned, 0, NULL);
}

static void with_hsts(Canned *canned)
{
	manifest_answer(canned, 200, "strict-transport-security: includeSubDomains; Max-Age=31536000");
}

static void without_hsts(Canned *canned)
{
	manifest_answer(canned, 200, "cache-control: no-store");
}

static void hsts_of_no_time(Canned *canned)
{
	manifest_answer(canned, 200, "strict-transport-security: max-age=0");
}

/* ---- transport.redirect ---- */

static void port_80_serves(Canned *canned)
{
	canned_answer(canned, "port-80", NULL, 200, NULL, "{\"status\":\"alive\"}");
}

static void port_80_leads_to_plain(Canned *canned)
{
	canned_answer(canned, "port-80", NULL, 302, "location: http://desk.example.com/login", "");
}

static void port_80_leads_on(Canned *canned)
{
	canned_answer(canned, "port-80", NULL, 301, "location: https://desk.example.com/liveness", "");
}

static void port_80_is_closed(Canned *canned)
{
	canned_answer(canned, "port-80", NULL, 0, NULL, NULL);
}

static void port_80_refuses(Canned *canned)
{
	canned_answer(canned, "port-80", NULL, 404, NULL, "404 page not found");
}

static void port_80_was_stopped(Canned *canned)
{
	GPtrArray *answers = canned_evidence(canned)->answers;
	canned_answer(canned, "port-80", NULL, 0, NULL, NULL);
	Exchange *exchange = ((Answer *)answers->pdata[answers->len - 1])->exchange;
	g_clear_error(&exchange->error);
	exchange->error = g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED, "stopped");
}

static void other_port(Canned *canned)
{
	set_url(canned, "https://desk.example.com:8443");
}

const struct check_case cases_transport[] = {
	{ "transport.https", VERDICT_FAIL, "plain HTTP", plain_url, NULL },
	{ "transport.https", VERDICT_FAIL, "a name that only begins like an address", not_quite_loopback,
	  NULL },
	{ "transport.https", VERDICT_PASS, "https", NULL, NULL },
	{ "transport.https", VERDICT_SKIPPED, "loopback", plain_loopback, NULL },
	{ "transport.https", VERDICT_UNKNOWN, "only documents", canned_offline, NULL },

	{ "transport.tls", VERDICT_FAIL, "1.1 is taken", old_is_taken, "below TLS 1.2" },
	{ "transport.tls", VERDICT_FAIL, "1.3 is refused", newest_is_refused, "TLS 1.3" },
	{ "transport.tls", VERDICT_PASS, "1.2 and 1.3", good_tls, NULL },
	{ "transport.tls", VERDICT_UNKNOWN, "this machine cannot offer it", old_cannot_be_offered, NULL },
	{ "transport.tls", VERDICT_SKIPPED, "no TLS", plain_loopback, NULL },
	{ "transport.tls", VERDICT_ERROR, "broken off", tls_breaks_off, NULL },

	{ "transport.certificate", VERDICT_FAIL, "not trusted", is_not_trusted, "trust" },
	{ "transport.certificate", VERDICT_FAIL, "13 days", ends_soon, "days left" },
	{ "transport.certificate", VERDICT_FAIL, "RSA 1024", weak_key, "key" },
	{ "transport.certificate", VERDICT_FAIL, "SHA-1", weak_digest, "digest" },
	{ "transport.certificate", VERDICT_PASS, "good", good_certificate, NULL },
	{ "transport.certificate", VERDICT_PASS, "RSA 2048", usual_key, NULL },
	{ "transport.certificate", VERDICT_PASS, "ED25519", a_key_of_one_size, NULL },
	{ "transport.certificate", VERDICT_UNKNOWN, "not looked at", not_looked_at, NULL },
	{ "transport.certificate", VERDICT_SKIPPED, "no TLS", plain_url, NULL },
	{ "transport.certificate", VERDICT_ERROR, "no answer", no_answer, NULL },

	{ "transport.redirect", VERDICT_FAIL, "content", port_80_serves, "GET /liveness" },
	{ "transport.redirect", VERDICT_FAIL, "a redirect to plain HTTP", port_80_leads_to_plain, NULL },
	{ "transport.redirect", VERDICT_PASS, "a redirect to https", port_80_leads_on, NULL },
	{ "transport.redirect", VERDICT_PASS, "closed", port_80_is_closed, NULL },
	{ "transport.redirect", VERDICT_PASS, "nothing there", port_80_refuses, NULL },
	{ "transport.redirect", VERDICT_SKIPPED, "another port", other_port, NULL },
	{ "transport.redirect", VERDICT_ERROR, "stopped", port_80_was_stopped, NULL },

	{ "transport.hsts", VERDICT_FAIL, "missing", without_hsts, NULL },
	{ "transport.hsts", VERDICT_FAIL, "for no time", hsts_of_no_time, NULL },
	{ "transport.hsts", VERDICT_PASS, "a year", with_hsts, NULL },
	{ "transport.hsts", VERDICT_SKIPPED, "no TLS", plain_url, NULL },
	{ "transport.hsts", VERDICT_ERROR, "no answer", no_answer, NULL },

	{ "transport.engine", VERDICT_FAIL, "plain HTTP", plain_engine, NULL },
	{ "transport.engine", VERDICT_PASS, "https", good_engine, NULL },
	{ "transport.engine", VERDICT_SKIPPED, "loopback", local_engine, NULL },
	{ "transport.engine", VERDICT_SKIPPED, "none", NULL, NULL },
	{ NULL },
};
