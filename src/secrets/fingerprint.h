/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telling two values apart, or seeing that they are equal, without saying either.
 *
 * HMAC-SHA256 with a key of this operator's own, cut to 16 hex digits: without the key nobody can try guesses
 * against it.  The key is an item of the keyring (kind internal), made when it is first asked for; where
 * there is no keyring it is random and lasts as long as the program.  Main thread. */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"

/* `lasting`: the key is in the keyring, so that fingerprints of different runs can be compared; `error`
 * (lent) says why it is not.  `key` is never NULL. */
typedef void (*FingerprintDone)(SecBuf *key, gboolean lasting, const GError *error, gpointer data);
/* `make`: an absent key is written to the keyring; else a random one is used. `done` runs once, from the
 * loop. */
void fingerprint_key(gboolean make, GCancellable *cancellable, FingerprintDone done, gpointer data);

/* 16 hex digits; g_free(). */
char *fingerprint_of(const SecBuf *key, const SecBuf *value);
/* The same of bytes that are in no SecBuf: what was found in a file. */
char *fingerprint_of_bytes(const SecBuf *key, const char *bytes, gsize length);

/* The last four characters of a value of 20 or more, with an ellipsis before them; NULL for a shorter or
 * binary one.  g_free(). */
char *fingerprint_last_four(const SecBuf *value);
