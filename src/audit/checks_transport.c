/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How requests reach the server: TLS, its certificate, the plain port beside it. */
#include <string.h>

#include "audit/access.h"
#include "audit/checks_families.h"
#include "base/json.h"

enum { DAYS_LEFT = 14, RSA_BITS = 2048, CURVE_BITS = 224 };

static const char *const reads_manifest[] = { "manifest", NULL };
static const char *const reads_tls[] = { "tls", NULL };
static const char *const reads_port_80[] = { "port-80", NULL };

/* FALSE, and said so, where there is no TLS to look at. */
static gboolean is_https(Judgement *judgement, const Evidence *evidence)
{
	if (access_url_is_https(evidence->target->url))
		return TRUE;
	judge_skip(judgement, "the server is not reached by HTTPS");
	return FALSE;
}

static void judge_https(Judgement *judgement, const Evidence *evidence)
{
	const char *url = evidence->target->url;
	if (evidence->offline)
		judge_unknown(judgement, "only documents were given: nothing was asked");
	else if (access_url_is_https(url))
		judge_pass(judgement, "the server is reached by HTTPS");
	else if (access_url_is_loopback(url))
		judge_skip(judgement, "the server is on this machine");
	else
		access_test_is_info(judge_fail(judgement, "token and data go over plain HTTP to another "
							  "machine"),
				    evidence);
}

static void judge_engine(Judgement *judgement, const Evidence *evidence)
{
	const char *engine = evidence->target->engine;
	if (engine == NULL)
		judge_skip(judgement, "no engine is configured");
	else if (access_url_is_https(engine))
		judge_pass(judgement, "the engine is reached by HTTPS");
	else if (access_url_is_loopback(engine))
		judge_skip(judgement, "the engine is on this machine");
	else
		judge_fail(judgement, "the engine's key goes over plain HTTP to another machine");
}

/* ---- transport.tls ---- */

static void judge_tls(Judgement *judgement, const Evidence *evidence)
{
	const Answer *old = evidence_answer(evidence, "tls", "old");
	const Answer *newest = evidence_answer(evidence, "tls", "newest");
	const char *why_old, *why_newest;
	if (!is_https(judgement, evidence))
		return;
	TlsResult takes_old = answer_tls_result(old, &why_old);
	TlsResult takes_newest = answer_tls_result(newest, &why_newest);
	if (old == NULL || newest == NULL || old->exchange->error != NULL ||
	    newest->exchange->error != NULL) {
		access_nothing_told(judgement, evidence, reads_tls, "no handshake was tried");
		return;
	}
	if (takes_old == TLS_TAKEN)
		finding_at(judge_fail(judgement, "TLS 1.1 or older is taken"), NULL, "below TLS 1.2");
	if (takes_old == TLS_NOT_KNOWN)
		judge_unknown(judgement, "whether TLS 1.1 or older is taken is not known: %s", why_old);
	if (takes_newest == TLS_REFUSED)
		finding_severity(finding_at(judge_fail(judgement, "TLS 1.3 is not offered"), NULL, "TLS 1.3"),
				 SEVERITY_MEDIUM);
	if (takes_newest == TLS_NOT_KNOWN)
		judge_unknown(judgement, "whether TLS 1.3 is offered is not known: %s", why_newest);
	if (takes_old == TLS_REFUSED && takes_newest == TLS_TAKEN)
		judge_pass(judgement, "TLS 1.1 and older are refused, and 1.3 is offered");
}

/* ---- transport.certificate ---- */

static const Answer *answer_with_tls(const Evidence *evidence)
{
	for (guint i = 0; i < evidence->answers->len; i++) {
		const Answer *answer = evidence->answers->pdata[i];
		if (answer->exchange->tls != NULL && g_str_has_prefix(answer->exchange->url, "https:"))
			return answer;
	}
	return NULL;
}

static void fail_certificate(Judgement *judgement, const Answer *answer, const char *what, char *why)
{
	Finding *finding = judge_fail(judgement, "%s", why);
	finding_shows(finding_at(finding, NULL, what), answer, answer->exchange->tls->subject);
	g_free(why);
}

/* "RSA 1024", "EC P-192", "DSA 2048". */
static gboolean is_weak_key(const char *key)
{
	const char *digits = strpbrk(key, "0123456789");
	guint64 bits = digits != NULL ? g_ascii_strtoull(digits, NULL, 10) : 0;
	if (g_str_has_prefix(key, "DSA"))
		return TRUE;
	if (g_str_has_prefix(key, "RSA"))
		return bits > 0 && bits < RSA_BITS;
	return g_str_has_prefix(key, "EC ") && bits > 0 && bits < CURVE_BITS;
}

static gboolean is_weak_digest(const char *digest)
{
	static const char *const weak[] = { "md2", "md4", "md5", "sha", "sha1", "md5-sha1", NULL };
	return g_strv_contains(weak, digest);
}

static void judge_days(Judgement *judgement, const Evidence *evidence, const Answer *answer)
{
	gint64 now = weir_json_integer(evidence->facts, "now", 0);
	gint64 left = answer->exchange->tls->not_after - now;
	gint64 days = left / G_USEC_PER_SEC / 86400;
	if (answer->exchange->tls->not_after == 0 || now == 0)
		judge_unknown(judgement, "when the certificate ends is not known");
	else if (left < 0)
		fail_certificate(judgement, answer, "days left", g_strdup("it has expired"));
	else if (days < DAYS_LEFT)
		fail_certificate(judgement, answer, "days left",
				 g_strdup_printf("it ends in %" G_GINT64_FORMAT " days", days));
}

static void judge_certificate(Judgement *judgement, const Evidence *evidence)
{
	if (!is_https(judgement, evidence))
		return;
	const Answer *answer = answer_with_tls(evidence);
	if (answer == NULL) {
		access_nothing_told(judgement, evidence, reads_manifest, "no certificate was seen");
		return;
	}
	const TlsFacts *tls = answer->exchange->tls;
	if (evidence->target->insecure)
		judge_unknown(judgement, "whether it is trusted was not looked at: --insecure");
	else if (!tls->trusted)
		fail_certificate(judgement, answer, "trust",
				 g_strdup_printf("it is not trusted: %s",
						 tls->problem != NULL ? tls->problem : "no reason given"));
	judge_days(judgement, evidence, answer);
	if (tls->key != NULL && is_weak_key(tls->key))
		fail_certificate(judgement, answer, "key", g_strdup_printf("its key is weak: %s", tls->key));
	if (tls->digest != NULL && is_weak_digest(tls->digest))
		fail_certificate(judgement, answer, "digest",
				 g_strdup_printf("it is signed with a weak digest: %s", tls->digest));
	if (!judge_has_spoken(judgement))
		judge_pass(judgement, "it is trusted, of the right host, and good for %d days and more",
			   DAYS_LEFT);
}

/* ---- transport.redirect ---- */

static void judge_redirect(Judgement *judgement, const Evidence *evidence)
{
	const Answer *answer = evidence_answer(evidence, "port-80", NULL);
	int status = answer_status(answer);
	const char *location = answer_header(answer, "location");
	if (!access_is_on_443(evidence->target->url)) {
		judge_skip(judgement, "the server is not on port 443");
	} else if (answer == NULL || status == 429 || access_was_stopped(answer)) {
		access_nothing_told(judgement, evidence, reads_port_80, "port 80 was not asked");
	} else if (status == 0) {
		judge_pass(judgement, "nothing answers on port 80");
	} else if (status >= 300 && status < 400 && location != NULL && access_url_is_https(location)) {
		judge_pass(judgement, "port 80 leads to HTTPS");
	} else if (status >= 400) {
		judge_pass(judgement, "port 80 serves nothing (%d)", status);
	} else {
		Finding *finding = judge_fail(judgement,
					      status >= 300 ? "port 80 leads to plain HTTP (%d)"
							    : "port 80 serves the same over plain HTTP (%d)",
					      status);
		finding_shows(finding_route(finding, "GET", "/liveness"), answer, location);
	}
}

/* ---- transport.hsts ---- */

static gboolean is_hsts(const char *value)
{
	g_autofree char *lower = g_ascii_strdown(value, -1);
	const char *age = strstr(lower, "max-age=");
	age = age != NULL ? age + strlen("max-age=") : "";
	return g_ascii_strtoull(age + (*age == '"'), NULL, 10) > 0;
}

static void judge_hsts(Judgement *judgement, const Evidence *evidence)
{
	const Answer *answer = evidence_answer(evidence, "manifest", NULL);
	const char *value = answer_header(answer, "strict-transport-security");
	if (!is_https(judgement, evidence))
		return;
	if (answer_status(answer) == 0)
		access_nothing_told(judgement, evidence, reads_manifest, "no answer was seen");
	else if (value != NULL && is_hsts(value))
		judge_pass(judgement, "answers say that the host is for HTTPS only");
	else
		finding_shows(judge_fail(judgement, value == NULL ? "there is no Strict-Transport-Security"
								  : "Strict-Transport-Security has no age"),
			      answer, value);
}

const struct check checks_transport[] = {
	{ { .id = "transport.https",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "K4 O2 B7",
	    .title = "The server is reached by HTTPS",
	    .why = "Over plain HTTP everybody on the way reads the token, the connections' secrets and "
		   "customers' data, and can change them.",
	    .how = "The target's URL is looked at: it fails for http:// to a host that is not loopback. On a "
		   "target with env = test it is info.",
	    .fix = "Put a proxy with a certificate in front, and let the server listen on loopback only.",
	    .snippet = "server {\n"
		       "    listen 443 ssl;\n"
		       "    ssl_certificate     /etc/ssl/desk.pem;\n"
		       "    ssl_certificate_key /etc/ssl/desk.key;\n"
		       "    location / { proxy_pass http://127.0.0.1:8000; }\n"
		       "}\n",
	    .mistaken = "A tunnel or a mesh that encrypts below HTTP: suppress it as a compensating control.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-319" },
	  0,
	  NULL,
	  judge_https },
	{ { .id = "transport.tls",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O2",
	    .title = "TLS 1.2 is the oldest that is taken, and 1.3 is offered",
	    .why = "TLS 1.0 and 1.1 rest on broken digests and ciphers (RFC 8996): an attacker on the way "
		   "who can bring a client down to them has a chance to read along.",
	    .how = "Two connections offer nothing but TLS 1.0 to 1.1 (with DEFAULT@SECLEVEL=0) and nothing "
		   "but TLS 1.3, and end with the handshake. It fails where the old one is taken, and with "
		   "medium severity where 1.3 is refused. What this machine cannot offer is unknown.",
	    .fix = "Allow TLS 1.2 and 1.3 in the proxy, and nothing older.",
	    .snippet = "ssl_protocols TLSv1.2 TLSv1.3;\n",
	    .mistaken = "A balancer in front that speaks for several hosts; it is what clients meet, though.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-326 CWE-327" },
	  0,
	  reads_tls,
	  judge_tls },
	{ { .id = "transport.certificate",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O2",
	    .title = "The certificate is trusted, strong, and good for a while",
	    .why = "Callers that have to switch off the check of a certificate talk to anybody; one that "
		   "ends unnoticed stops the integration.",
	    .how = "The certificate of the audit's own connections is looked at: it fails where chain or "
		   "host name do not hold, where it ends within 14 days, for RSA under 2048 bits, DSA or "
		   "curves under 224 bits, and for signatures with MD5 or SHA-1.",
	    .fix = "Renew it automatically (ACME), with the right host name and the whole chain.",
	    .snippet = "certbot certonly --nginx -d desk.example.com  # and a timer for certbot renew\n",
	    .mistaken = "A private authority: give its certificate with `cacert`.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-295 CWE-298 CWE-326" },
	  CHECK_TOLERATES_SILENCE,
	  reads_manifest,
	  judge_certificate },
	{ { .id = "transport.redirect",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O2",
	    .title = "The plain port leads to HTTPS and serves nothing",
	    .why = "A caller with http:// in its configuration works and sends its token in the clear; "
		   "nobody notices.",
	    .how = "For a server on port 443, GET /liveness on port 80 of the same host, without a token. It "
		   "fails where content or a redirect to plain HTTP comes back; refused, silent and 4xx "
		   "pass.",
	    .fix = "Answer everything on port 80 with a redirect to https, or close it.",
	    .snippet = "server {\n"
		       "    listen 80;\n"
		       "    return 308 https://$host$request_uri;\n"
		       "}\n",
	    .mistaken = "Another service of the same host on port 80: move it, or suppress this.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-319" },
	  CHECK_TOLERATES_SILENCE,
	  reads_port_80,
	  judge_redirect },
	{ { .id = "transport.hsts",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O2",
	    .title = "Answers tell clients to use HTTPS only",
	    .why = "Without Strict-Transport-Security a browser that is led to http:// (the documentation "
		   "page, a form) goes there.",
	    .how = "The header of GET /manifest over HTTPS. It fails where it is missing or its max-age is "
		   "0.",
	    .fix = "Let the proxy add the header to every answer.",
	    .snippet = "add_header Strict-Transport-Security \"max-age=31536000\" always;\n",
	    .mistaken = "A server that no browser ever meets gains little by it.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-523" },
	  0,
	  reads_manifest,
	  judge_hsts },
	{ { .id = "transport.engine",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "K4 O2",
	    .title = "The engine is reached by HTTPS",
	    .why = "The engine's key opens every connection and its secrets, and each request to the engine "
		   "carries it.",
	    .how = "The configured engine URL is looked at: it fails for http:// to a host that is not "
		   "loopback.",
	    .fix = "Use the engine's https:// URL, in the server's configuration too.",
	    .snippet = "ENGINE_URL=https://engine.example.com\n",
	    .mistaken = "An engine inside an encrypted mesh: suppress it as a compensating control.",
	    .owasp = "API8:2023 API10:2023",
	    .cwe = "CWE-319" },
	  0,
	  NULL,
	  judge_engine },
	{ { NULL } },
};
