/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/key.h"

#include <glib/gi18n.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "base/error.h"
#include "sign/encode.h"
#include "sign/key_pair.h"

/* What libcrypto calls them. */
static const struct {
	const char *digest;
	const char *pair; /* type of the key pair */
	gboolean pss, raw_ecdsa;
} facts[N_ALGORITHMS] = {
	[ALGORITHM_HMAC_SHA1] = { "SHA1", NULL, FALSE, FALSE },
	[ALGORITHM_HMAC_SHA256] = { "SHA256", NULL, FALSE, FALSE },
	[ALGORITHM_HMAC_SHA512] = { "SHA512", NULL, FALSE, FALSE },
	[ALGORITHM_SHA1] = { "SHA1", NULL, FALSE, FALSE },
	[ALGORITHM_SHA256] = { "SHA256", NULL, FALSE, FALSE },
	[ALGORITHM_SHA512] = { "SHA512", NULL, FALSE, FALSE },
	[ALGORITHM_ED25519] = { NULL, "ED25519", FALSE, FALSE },
	[ALGORITHM_ECDSA_P256] = { "SHA256", "EC", FALSE, FALSE },
	[ALGORITHM_RSA_SHA1] = { "SHA1", "RSA", FALSE, FALSE },
	[ALGORITHM_RSA_SHA256] = { "SHA256", "RSA", FALSE, FALSE },
	[ALGORITHM_RSA_PSS_SHA256] = { "SHA256", "RSA", TRUE, FALSE },
	[ALGORITHM_JWT_HS256] = { "SHA256", NULL, FALSE, FALSE },
	[ALGORITHM_JWT_RS256] = { "SHA256", "RSA", FALSE, FALSE },
	[ALGORITHM_JWT_ES256] = { "SHA256", "EC", FALSE, TRUE },
};

struct Key {
	const struct scheme *scheme;
	SecBuf *secret; /* decoded; NULL for key pairs and for no algorithm */
	EVP_MAC_CTX *mac;
	EVP_PKEY *pair;
	gboolean has_private;
};

static gboolean failed(GError **error)
{
	ERR_clear_error();
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE, _("libcrypto cannot sign with this key"));
	return FALSE;
}

/* ---- secrets ---- */

static gboolean bad_secret(const SecBuf *secret, const struct scheme *scheme, GError **error)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
		    _("%s: the scheme %s wants a secret written as %s, and this one is not"),
		    secbuf_name(secret), scheme->id, scheme_secret_name(scheme->secret));
	return FALSE;
}

/* The bytes that are the key, held as a secret of their own so that they are redacted, too. */
static gboolean decode(Key *key, SecBuf *secret, GError **error)
{
	static const char start[] = "whsec_";
	const char *text = secbuf_bytes(secret);
	gsize length = secbuf_length(secret);
	g_auto(Bytes) bytes = { 0 };
	if (key->scheme->secret == SECRET_TEXT) {
		key->secret = secbuf_ref(secret);
		return TRUE;
	}
	gsize skip = key->scheme->secret == SECRET_WHSEC && g_str_has_prefix(text, start) ? strlen(start) : 0;
	gboolean good = key->scheme->secret == SECRET_HEX
				? decode_secret_hex(text, length, &bytes)
				: decode_secret_base64(text + skip, length - skip, &bytes);
	if (!good)
		return bad_secret(secret, key->scheme, error);
	key->secret = secbuf_new(secbuf_name(secret), bytes.data, bytes.length, error);
	return key->secret != NULL;
}

static gboolean make_mac(Key *key, GError **error)
{
	OSSL_PARAM parameters[2] = { OSSL_PARAM_construct_utf8_string(
					     OSSL_MAC_PARAM_DIGEST,
					     (char *)facts[key->scheme->algorithm].digest, 0),
				     OSSL_PARAM_construct_end() };
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	key->mac = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (key->mac != NULL && EVP_MAC_init(key->mac, (const guint8 *)secbuf_bytes(key->secret),
					     secbuf_length(key->secret), parameters) == 1)
		return TRUE;
	return failed(error);
}

Key *key_new(const struct scheme *scheme, SecBuf *secret, gboolean to_check, GError **error)
{
	g_autoptr(Key) key = g_new0(Key, 1);
	const char *pair = facts[scheme->algorithm].pair;
	key->scheme = scheme;
	if (scheme->algorithm == ALGORITHM_NONE)
		return g_steal_pointer(&key);
	if (secret == NULL || secbuf_length(secret) == 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("the scheme %s needs a secret"),
			    scheme->id);
		return NULL;
	}
	if (pair != NULL) {
		key->pair = key_pair_read(secret, pair, to_check, &key->has_private, error);
		return key->pair != NULL ? g_steal_pointer(&key) : NULL;
	}
	gboolean hmac = scheme_kind(scheme) == KIND_HMAC || scheme->algorithm == ALGORITHM_JWT_HS256;
	if (!decode(key, secret, error) || (hmac && !make_mac(key, error)))
		return NULL;
	return g_steal_pointer(&key);
}

void key_free(Key *key)
{
	if (key == NULL)
		return;
	EVP_MAC_CTX_free(key->mac);
	EVP_PKEY_free(key->pair);
	secbuf_unref(key->secret);
	g_free(key);
}

const char *key_secret(const Key *key, gsize *length)
{
	*length = key->secret != NULL ? secbuf_length(key->secret) : 0;
	return key->secret != NULL ? secbuf_bytes(key->secret) : NULL;
}

gboolean key_compares(const Key *key)
{
	return key->pair == NULL;
}

gboolean same_bytes(const void *a, gsize a_length, const void *b, gsize b_length)
{
	return a_length == b_length && CRYPTO_memcmp(a, b, a_length) == 0;
}

gsize digest(TemplateFilter filter, const void *data, gsize length, guint8 out[64])
{
	static const char *const names[] = {
		[FILTER_SHA1] = "SHA1", [FILTER_SHA256] = "SHA256", [FILTER_SHA512] = "SHA512"
	};
	size_t written = 0;
	return EVP_Q_digest(NULL, names[filter], NULL, data, length, out, &written) == 1 ? written : 0;
}

/* ---- signing ---- */

static gboolean mac_sign(Key *key, const guint8 *data, gsize length, guint8 *out, gsize *out_length,
			 GError **error)
{
	size_t written = 0;
	/* Without a key it begins anew with the one that it has. */
	if (EVP_MAC_init(key->mac, NULL, 0, NULL) != 1 || EVP_MAC_update(key->mac, data, length) != 1 ||
	    EVP_MAC_final(key->mac, out, &written, SIGNATURE_BYTES) != 1)
		return failed(error);
	*out_length = written;
	return TRUE;
}

static gboolean hash_sign(Key *key, const guint8 *data, gsize length, guint8 *out, gsize *out_length,
			  GError **error)
{
	size_t written = 0;
	const char *name = facts[key->scheme->algorithm].digest;
	if (EVP_Q_digest(NULL, name, NULL, data, length, out, &written) != 1)
		return failed(error);
	*out_length = written;
	return TRUE;
}

static gboolean set_padding(const Key *key, EVP_PKEY_CTX *options)
{
	if (!facts[key->scheme->algorithm].pss)
		return TRUE;
	return EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
}

enum { P256_BYTES = 32 };

/* JWS (RFC 7518, 3.4): R and S of 32 bytes each, not DER. */
static gboolean ecdsa_to_raw(guint8 *signature, gsize *length)
{
	const guint8 *at = signature;
	ECDSA_SIG *parts = d2i_ECDSA_SIG(NULL, &at, (long)*length);
	gboolean good =
		parts != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(parts), signature, P256_BYTES) == P256_BYTES &&
		BN_bn2binpad(ECDSA_SIG_get0_s(parts), signature + P256_BYTES, P256_BYTES) == P256_BYTES;
	*length = (gsize)2 * P256_BYTES;
	ECDSA_SIG_free(parts);
	return good;
}

static gboolean pair_sign(Key *key, const guint8 *data, gsize length, guint8 *out, gsize *out_length,
			  GError **error)
{
	size_t written = SIGNATURE_BYTES;
	EVP_PKEY_CTX *options = NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	gboolean good = EVP_DigestSignInit_ex(context, &options, facts[key->scheme->algorithm].digest, NULL,
					      NULL, key->pair, NULL) == 1 &&
			set_padding(key, options) &&
			EVP_DigestSign(context, out, &written, data, length) == 1;
	EVP_MD_CTX_free(context);
	*out_length = written;
	if (good && facts[key->scheme->algorithm].raw_ecdsa)
		good = ecdsa_to_raw(out, out_length);
	return good || failed(error);
}

gboolean key_sign(Key *key, const guint8 *data, gsize length, guint8 out[SIGNATURE_BYTES], gsize *out_length,
		  GError **error)
{
	static const guint8 nothing[1];
	if (data == NULL)
		data = nothing; /* of an empty text */
	if (key->mac != NULL)
		return mac_sign(key, data, length, out, out_length, error);
	if (key->pair == NULL)
		return hash_sign(key, data, length, out, out_length, error);
	if (key->has_private)
		return pair_sign(key, data, length, out, out_length, error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("a public key cannot sign: give the private key of %s"), key->scheme->id);
	return FALSE;
}

/* ---- checking ---- */

static gboolean pair_check(const Key *key, const guint8 *data, gsize length, const guint8 *signature,
			   gsize signature_length)
{
	EVP_PKEY_CTX *options = NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	gboolean good = EVP_DigestVerifyInit_ex(context, &options, facts[key->scheme->algorithm].digest, NULL,
						NULL, key->pair, NULL) == 1 &&
			set_padding(key, options) &&
			EVP_DigestVerify(context, signature, signature_length, data, length) == 1;
	EVP_MD_CTX_free(context);
	ERR_clear_error();
	return good;
}

static gboolean raw_check(const Key *key, const guint8 *data, gsize length, const guint8 *signature,
			  gsize signature_length)
{
	guint8 *der = NULL;
	if (signature_length != (gsize)2 * P256_BYTES)
		return FALSE;
	ECDSA_SIG *parts = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(signature, P256_BYTES, NULL);
	BIGNUM *s = BN_bin2bn(signature + P256_BYTES, P256_BYTES, NULL);
	ECDSA_SIG_set0(parts, r, s);
	int der_length = i2d_ECDSA_SIG(parts, &der);
	gboolean good = der_length > 0 && pair_check(key, data, length, der, (gsize)der_length);
	OPENSSL_free(der);
	ECDSA_SIG_free(parts);
	return good;
}

gboolean key_check(Key *key, const guint8 *data, gsize length, const guint8 *signature,
		   gsize signature_length)
{
	static const guint8 nothing[1];
	if (data == NULL)
		data = nothing;
	if (key->pair != NULL && facts[key->scheme->algorithm].raw_ecdsa)
		return raw_check(key, data, length, signature, signature_length);
	if (key->pair != NULL)
		return pair_check(key, data, length, signature, signature_length);
	guint8 wanted[SIGNATURE_BYTES];
	gsize wanted_length = 0;
	gboolean good = key_sign(key, data, length, wanted, &wanted_length, NULL) &&
			same_bytes(wanted, wanted_length, signature, signature_length);
	secbuf_wipe(wanted, wanted_length);
	return good;
}
