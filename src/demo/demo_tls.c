/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A self-signed certificate, made at start and kept in memory only. */
#include "base/error.h"
#include "demo/demo_private.h"

#include <glib/gi18n.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define DAY (24L * 60 * 60)

typedef EVP_PKEY Key;
typedef X509 Certificate;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Key, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Certificate, X509_free)

static gboolean add_names(X509 *certificate, const char *host, const char *alternatives)
{
	X509_NAME *name = X509_get_subject_name(certificate);
	if (!X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)host, -1, -1, 0) ||
	    !X509_set_issuer_name(certificate, name))
		return FALSE;
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, alternatives);
	gboolean added = extension != NULL && X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
	return added;
}

/* Half a year for 127.0.0.1; or, with the flaw, five days for another host. */
static gboolean fill(X509 *certificate, EVP_PKEY *key, gboolean bad)
{
	long ends = bad ? 5 * DAY : 180 * DAY;
	return X509_set_version(certificate, X509_VERSION_3) &&
	       ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate),
				       ((guint64)g_random_int() << 31) | g_random_int() | 1) &&
	       X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY) != NULL &&
	       X509_gmtime_adj(X509_getm_notAfter(certificate), ends) != NULL &&
	       X509_set_pubkey(certificate, key) &&
	       add_names(certificate, bad ? "desk.example" : "weir demo server",
			 bad ? "DNS:desk.example" : "IP:127.0.0.1,DNS:localhost") &&
	       X509_sign(certificate, key, EVP_sha256()) != 0;
}

static char *taken(BIO *bio)
{
	char *bytes;
	long length = BIO_get_mem_data(bio, &bytes);
	char *text = g_strndup(bytes, (gsize)length);
	BIO_free(bio);
	return text;
}

gboolean demo_make_certificate(const DemoFlaws *flaws, char **certificate, char **key, GError **error)
{
	g_autoptr(Key) made = EVP_EC_gen("P-256");
	g_autoptr(Certificate) x509 = X509_new();
	if (made == NULL || x509 == NULL ||
	    !fill(x509, made, flaws_have(flaws, FLAW_TRANSPORT_CERTIFICATE))) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("A certificate for the demo server cannot be made; libcrypto refuses."));
		return FALSE;
	}
	BIO *key_bytes = BIO_new(BIO_s_mem()), *certificate_bytes = BIO_new(BIO_s_mem());
	PEM_write_bio_PKCS8PrivateKey(key_bytes, made, NULL, NULL, 0, NULL, NULL);
	PEM_write_bio_X509(certificate_bytes, x509);
	*key = taken(key_bytes);
	*certificate = taken(certificate_bytes);
	return TRUE;
}
