/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/key_pair.h"

#include <glib/gi18n.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/error.h"
#include "sign/encode.h"

enum { ED25519_BYTES = 32, RSA_LEAST = 1024, RSA_MOST = 8192 };

/* libcrypto would ask on the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *data)
{
	return -1;
}

static EVP_PKEY *certificate_key(BIO *text)
{
	X509 *certificate = PEM_read_bio_X509(text, NULL, no_passphrase, NULL);
	EVP_PKEY *key = certificate != NULL ? X509_get_pubkey(certificate) : NULL;
	X509_free(certificate);
	return key;
}

static EVP_PKEY *public_key(BIO *text)
{
	return PEM_read_bio_PUBKEY(text, NULL, no_passphrase, NULL);
}

static EVP_PKEY *private_key(BIO *text)
{
	return PEM_read_bio_PrivateKey(text, NULL, no_passphrase, NULL);
}

static EVP_PKEY *read_pem(const char *text, gsize length, gboolean *has_private)
{
	static const struct {
		const char *kind;
		EVP_PKEY *(*read)(BIO *text);
		gboolean is_private;
	} kinds[] = {
		{ "-----BEGIN PUBLIC KEY-----", public_key, FALSE },
		{ "-----BEGIN CERTIFICATE-----", certificate_key, FALSE },
		{ "PRIVATE KEY-----", private_key, TRUE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_strstr_len(text, (gssize)length, kinds[i].kind) == NULL)
			continue;
		BIO *memory = BIO_new_mem_buf(text, (int)length);
		EVP_PKEY *key = kinds[i].read(memory);
		BIO_free(memory);
		*has_private = kinds[i].is_private;
		if (key != NULL)
			return key;
	}
	return NULL;
}

/* "\n" of two characters, as files of variables hold a PEM. */
static EVP_PKEY *read_escaped_pem(const char *text, gsize length, gboolean *has_private)
{
	g_auto(Bytes) plain = { 0 };
	for (gsize i = 0; i < length; i++) {
		gboolean escape = text[i] == '\\' && i + 1 < length && text[i + 1] == 'n';
		bytes_append(&plain, escape ? "\n" : text + i, 1);
		i += escape;
	}
	return read_pem((const char *)plain.data, plain.length, has_private);
}

static EVP_PKEY *read_der(const Bytes *der, gboolean *has_private)
{
	const guint8 *at = der->data;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)der->length);
	*has_private = key == NULL;
	if (key != NULL)
		return key;
	at = der->data;
	return d2i_AutoPrivateKey(NULL, &at, (long)der->length);
}

/* See key_new() for why 32 bytes are what they are. */
static EVP_PKEY *read_bare(const Bytes *bare, gboolean is_private, gboolean *has_private)
{
	*has_private = is_private || bare->length > ED25519_BYTES;
	return *has_private ? EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, bare->data, ED25519_BYTES)
			    : EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bare->data, ED25519_BYTES);
}

/* The second half of 64 bytes must be the public key of the first: another one is no key pair. */
static gboolean halves_agree(EVP_PKEY *key, const Bytes *bare)
{
	guint8 half[ED25519_BYTES];
	gsize length = sizeof half;
	if (bare->length != 2 * ED25519_BYTES)
		return TRUE;
	return EVP_PKEY_get_raw_public_key(key, half, &length) == 1 &&
	       memcmp(half, bare->data + ED25519_BYTES, sizeof half) == 0;
}

static EVP_PKEY *read_text(const char *text, gsize length, const char *type, gboolean to_check,
			   gboolean *has_private)
{
	g_auto(Bytes) bytes = { 0 };
	gboolean named_private = g_str_has_prefix(text, "whsk_");
	gboolean named_public = g_str_has_prefix(text, "whpk_");
	gsize skip = named_private || named_public ? strlen("whsk_") : 0;
	text += skip;
	length -= skip;
	if (!decode_secret_hex(text, length, &bytes)) {
		bytes_truncate(&bytes, 0);
		if (!decode_secret_base64(text, length, &bytes))
			return NULL;
	}
	gboolean bare = strcmp(type, "ED25519") == 0 &&
			(bytes.length == ED25519_BYTES || bytes.length == 2 * ED25519_BYTES);
	if (!bare)
		return read_der(&bytes, has_private);
	EVP_PKEY *key = read_bare(&bytes, named_private || (!named_public && !to_check), has_private);
	if (key != NULL && !halves_agree(key, &bytes))
		g_clear_pointer(&key, EVP_PKEY_free);
	return key;
}

static gboolean fits(EVP_PKEY *key, const char *type)
{
	char curve[32] = "";
	gsize length = 0;
	if (!EVP_PKEY_is_a(key, type))
		return FALSE;
	if (strcmp(type, "RSA") == 0)
		return EVP_PKEY_get_bits(key) >= RSA_LEAST && EVP_PKEY_get_bits(key) <= RSA_MOST;
	return strcmp(type, "EC") != 0 || (EVP_PKEY_get_group_name(key, curve, sizeof curve, &length) == 1 &&
					   strcmp(curve, "prime256v1") == 0);
}

EVP_PKEY *key_pair_read(SecBuf *secret, const char *type, gboolean to_check, gboolean *has_private,
			GError **error)
{
	const char *text = secbuf_bytes(secret);
	gsize length = secbuf_length(secret);
	EVP_PKEY *key = g_str_has_prefix(text, "-----BEGIN ")
				? read_escaped_pem(text, length, has_private)
				: read_text(text, length, type, to_check, has_private);
	ERR_clear_error();
	if (key != NULL && fits(key, type))
		return key;
	gboolean other = key != NULL;
	EVP_PKEY_free(key);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
		    other ? _("%s: it is no key for %s")
			  : _("%s: it is no key for %s: give it as PEM, or as base64 or hex of its bytes"),
		    secbuf_name(secret), strcmp(type, "EC") == 0 ? "ECDSA P-256" : type);
	return NULL;
}
