/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/http_private.h"

#include <glib/gi18n.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)

int tls_listen(CURL *easy, curl_infotype type, char *text, size_t length, void *line)
{
	static const char start[] = "SSL connection using ";
	char **caught = line;
	if (type != CURLINFO_TEXT || length < sizeof start || strncmp(text, start, sizeof start - 1) != 0)
		return 0;
	g_free(*caught);
	*caught = g_strchomp(g_strndup(text + sizeof start - 1, length - (sizeof start - 1)));
	return 0;
}

static char *name_text(const X509_NAME *name)
{
	g_autoptr(BIO) memory = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	if (memory == NULL ||
	    X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
		return NULL;
	long length = BIO_get_mem_data(memory, &bytes);
	return g_strndup(bytes, (gsize)length);
}

static gint64 time_of(const ASN1_TIME *asn1)
{
	struct tm tm;
	if (asn1 == NULL || !ASN1_TIME_to_tm(asn1, &tm))
		return 0;
	g_autoptr(GDateTime) when = g_date_time_new_utc(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
							tm.tm_hour, tm.tm_min, MIN(tm.tm_sec, 59));
	return when != NULL ? g_date_time_to_unix(when) * G_USEC_PER_SEC : 0;
}

static char *key_text(EVP_PKEY *key)
{
	char group[64];
	gsize length = 0;
	if (key == NULL)
		return NULL;
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
	    EVP_PKEY_get_group_name(key, group, sizeof group, &length)) {
		const char *nist = EC_curve_nid2nist(OBJ_sn2nid(group));
		return g_strdup_printf("EC %s", nist != NULL ? nist : group);
	}
	const char *name = EVP_PKEY_get0_type_name(key);
	int type = EVP_PKEY_get_base_id(key);
	if (name != NULL && (type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448))
		return g_strdup(name); /* of one size */
	return g_strdup_printf("%s %d", name != NULL ? name : "?", EVP_PKEY_get_bits(key));
}

static void take_certificate(TlsFacts *facts, const char *pem)
{
	g_autoptr(BIO) memory = BIO_new_mem_buf(pem, -1);
	g_autoptr(X509) certificate = memory != NULL ? PEM_read_bio_X509(memory, NULL, NULL, NULL) : NULL;
	if (certificate == NULL)
		return;
	int digest = NID_undef;
	facts->subject = name_text(X509_get_subject_name(certificate));
	facts->issuer = name_text(X509_get_issuer_name(certificate));
	facts->not_before = time_of(X509_get0_notBefore(certificate));
	facts->not_after = time_of(X509_get0_notAfter(certificate));
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	facts->key = key_text(key);
	facts->key_bits = key != NULL ? MAX(EVP_PKEY_get_bits(key), 0) : 0;
	X509_get_signature_info(certificate, &digest, NULL, NULL, NULL);
	if (digest != NID_undef)
		facts->digest = g_ascii_strdown(OBJ_nid2sn(digest), -1);
}

/* "TLSv1.3 / TLS_AES_256_GCM_SHA384", newer libcurl with more after another slash. */
static void take_line(TlsFacts *facts, const char *line)
{
	g_auto(GStrv) parts = line != NULL ? g_strsplit(line, " / ", 3) : NULL;
	if (parts == NULL || parts[0] == NULL)
		return;
	facts->protocol = g_strdup(parts[0]);
	facts->cipher = parts[1] != NULL ? g_strdup(parts[1]) : NULL;
}

TlsFacts *tls_facts_from(CURL *easy, const char *line)
{
	struct curl_certinfo *chain = NULL;
	if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL ||
	    chain->num_of_certs < 1)
		return NULL;
	TlsFacts *facts = tls_facts_new();
	for (struct curl_slist *field = chain->certinfo[0]; field != NULL; field = field->next)
		if (g_str_has_prefix(field->data, "Cert:"))
			take_certificate(facts, field->data + strlen("Cert:"));
	take_line(facts, line);
	return facts;
}

void tls_learned(HttpHost *host, TlsFacts *facts, gboolean refused)
{
	if (facts == NULL)
		return;
	facts->trusted = !refused && !host->insecure;
	if (host->insecure)
		facts->problem = g_strdup(_("not checked: --insecure"));
	tls_facts_unref(host->tls);
	host->tls = facts;
	host->tls_refused = refused;
}
