/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key and its algorithm, on libcrypto.  Only for sign/.
 *
 * The bytes of a key are in a SecBuf or with libcrypto, which wipes them. */
#pragma once

#include "base/secret.h"
#include "model/scheme.h"
#include "sign/bytes.h"

typedef struct Key Key;

/* The largest signature: RSA of 8,192 bits. */
enum { SIGNATURE_BYTES = 1024 };

/* `secret` NULL only for the algorithm "none".  For key pairs it is a private key, or, where `to_check`, a
 * public one: PEM (a certificate, too), DER in base64 or hex, or the bare 32 bytes of Ed25519 (64: private
 * and public) in base64 or hex, after "whsk_" and "whpk_" too.  To check, 32 bare bytes without "whsk_" are a
 * public key: were they tried as a private one, anybody who knows the public key could sign. */
Key *key_new(const struct scheme *scheme, SecBuf *secret, gboolean to_check, GError **error);
void key_free(Key *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Key, key_free)

/* The bytes of the secret, for {secret}; NULL for key pairs. */
const char *key_secret(const Key *key, gsize *length);

/* WEIR_ERROR_USAGE where only a public key is there. */
gboolean key_sign(Key *key, const guint8 *data, gsize length, guint8 out[SIGNATURE_BYTES], gsize *out_length,
		  GError **error);
gboolean key_check(Key *key, const guint8 *data, gsize length, const guint8 *signature,
		   gsize signature_length);

/* TRUE where key_check() only compares with what key_sign() makes: the caller makes it once. */
gboolean key_compares(const Key *key);

/* In a time that does not tell how much was right; lengths are no secret. */
gboolean same_bytes(const void *a, gsize a_length, const void *b, gsize b_length);

/* |sha1 |sha256 |sha512: bytes in `out`, at most 64; the length, 0 on failure. */
gsize digest(TemplateFilter filter, const void *data, gsize length, guint8 out[64]);
