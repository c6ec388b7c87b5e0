/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256, by libcrypto: GLib's own takes several times as long.  Any thread. */
#pragma once

#include <glib.h>

enum { DIGEST_SIZE = 32, DIGEST_HEX = 2 * DIGEST_SIZE + 1 };

void digest_sha256(const void *bytes, gsize length, guint8 digest[DIGEST_SIZE]);

/* The same in small hex digits, with a zero at the end. */
void digest_sha256_hex(const void *bytes, gsize length, char hex[DIGEST_HEX]);
