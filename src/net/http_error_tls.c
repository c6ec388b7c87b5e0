/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/when.h"
#include "net/http_private.h"

#include <glib/gi18n.h>
#include <openssl/x509_vfy.h>
#include <string.h>

enum certificate_cause { EXPIRED, NOT_YET, SELF_SIGNED, UNKNOWN_ISSUER, REVOKED, WRONG_HOST, OTHER };

/* libcurl compares the name itself, after OpenSSL found the chain good: it leaves no code, but words. */
gboolean http_certificate_names_another(const Transfer *transfer)
{
	return strstr(transfer->error_text, "certificate subject name") != NULL;
}

static enum certificate_cause certificate_cause(const Transfer *transfer)
{
	if (http_certificate_names_another(transfer))
		return WRONG_HOST;
	switch (transfer->verify_result) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return WRONG_HOST;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return EXPIRED;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return NOT_YET;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return SELF_SIGNED;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return UNKNOWN_ISSUER;
	case X509_V_ERR_CERT_REVOKED:
		return REVOKED;
	default:
		return OTHER;
	}
}

static char *date_text(gint64 when)
{
	return when != 0 ? when_rfc3339(when) : g_strdup("?");
}

GError *http_error_certificate(const Transfer *transfer)
{
	const HttpHost *host = transfer->host;
	const TlsFacts *facts = host->tls;
	enum certificate_cause cause = certificate_cause(transfer);
	g_autofree char *until = date_text(facts != NULL ? facts->not_after : 0);
	g_autofree char *from = date_text(facts != NULL ? facts->not_before : 0);
	const char *subject = facts != NULL && facts->subject != NULL ? facts->subject : "?";
	const char *issuer = facts != NULL && facts->issuer != NULL ? facts->issuer : "?";
	g_autofree char *text = NULL;
	if (cause == EXPIRED)
		text = g_strdup_printf(_("the certificate of %s expired on %s: renew it on the server"),
				       host->authority, until);
	else if (cause == NOT_YET)
		text = g_strdup_printf(
			_("the certificate of %s is valid only from %s: check the clocks of both "
			  "machines"),
			host->authority, from);
	else if (cause == SELF_SIGNED)
		text = g_strdup_printf(
			_("the certificate of %s (%s) is self-signed or its root is not trusted: "
			  "name it with --cacert FILE if it is the right one"),
			host->authority, subject);
	else if (cause == UNKNOWN_ISSUER)
		text = g_strdup_printf(
			_("the certificate of %s was issued by %s, which is not trusted here: name "
			  "that authority with --cacert FILE if it is the right one"),
			host->authority, issuer);
	else if (cause == WRONG_HOST)
		text = g_strdup_printf(
			_("the certificate of %s is for another host (%s): check the host in the "
			  "URL, or mend the certificate"),
			host->authority, subject);
	else
		text = g_strdup_printf(_("the certificate of %s is not trusted: %s"), host->authority,
				       transfer->error_text);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE, "%s: %s", host->name, text);
}

/* What OpenSSL's words mean. */
static const struct {
	const char *words, *meaning;
} handshakes[] = {
	{ "wrong version number", N_("it answers without TLS: try http:// instead of https://") },
	{ "packet length too long", N_("it answers without TLS: try http:// instead of https://") },
	{ "http request", N_("it answers without TLS: try http:// instead of https://") },
	{ "unsupported protocol",
	  N_("it offers only TLS before 1.2, which weir refuses: update the server") },
	{ "protocol version", N_("it offers only TLS before 1.2, which weir refuses: update the server") },
	{ "certificate required", N_("it wants a client certificate: name one with cert and key") },
	{ "bad certificate", N_("it refuses the client certificate: check cert and key") },
	{ "unrecognized name", N_("it does not know this host name: check the host in the URL") },
	{ "no cipher", N_("there is no cipher that both sides allow: update the server") },
	{ "handshake failure", N_("the two sides found nothing that both allow: check its TLS settings") },
};

GError *http_error_handshake(const Transfer *transfer)
{
	const HttpHost *host = transfer->host;
	const char *meaning = NULL;
	for (gsize i = 0; meaning == NULL && i < G_N_ELEMENTS(handshakes); i++)
		if (strstr(transfer->error_text, handshakes[i].words) != NULL)
			meaning = _(handshakes[i].meaning);
	if (meaning != NULL)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE, _("%s: no TLS connection to %s: %s"),
				   host->name, host->authority, meaning);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			   _("%s: no TLS connection to %s: it broke off (%s); look into the server's log"),
			   host->name, host->authority, transfer->error_text);
}
