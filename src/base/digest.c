/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <openssl/evp.h>
#include <string.h>

/* Kept: to look for it among the providers costs more than the digest of a short text.  NULL: none has it. */
static const EVP_MD *sha256(void)
{
	static gsize once;
	static EVP_MD *method;
	if (g_once_init_enter(&once)) {
		method = EVP_MD_fetch(NULL, "SHA2-256", NULL);
		g_once_init_leave(&once, 1);
	}
	return method;
}

void digest_sha256(const void *bytes, gsize length, guint8 digest[DIGEST_SIZE])
{
	gsize size = DIGEST_SIZE;
	const EVP_MD *method = sha256();
	if (method != NULL && EVP_Digest(bytes, length, digest, NULL, method, NULL) == 1)
		return;
	/* A configuration of libcrypto may leave its providers out. */
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(checksum, bytes, (gssize)length);
	g_checksum_get_digest(checksum, digest, &size);
}

void digest_sha256_hex(const void *bytes, gsize length, char hex[DIGEST_HEX])
{
	guint8 digest[DIGEST_SIZE];
	digest_sha256(bytes, length, digest);
	for (gsize i = 0; i < DIGEST_SIZE; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	hex[DIGEST_HEX - 1] = '\0';
}
