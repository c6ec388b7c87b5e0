/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key pairs as vendors print them: see key_new().  Only for sign/. */
#pragma once

#include <openssl/evp.h>

#include "base/secret.h"

/* `type` is "ED25519", "EC" (P-256) or "RSA" (1,024 to 8,192 bits).  EVP_PKEY_free(). */
EVP_PKEY *key_pair_read(SecBuf *secret, const char *type, gboolean to_check, gboolean *has_private,
			GError **error);
