/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of a secret without saying it: for the audit's facts, never the value or a hash of it.
 *
 * Strength is counted as the catalogue says: the value is split at - . and _; each segment that looks random
 * counts (hex 4 bits a digit, other alphabets the logarithm of their size), words and sequences count
 * nothing. Claims of a JSON Web Token are read as far as its life is concerned (RFC 7519: exp, iat, nbf; RFC
 * 7515: alg). Main thread. */
#pragma once

#include <jansson.h>

#include "base/secret.h"

/* {"name","kind","length","bits","word","jwt":{...}}; a new reference.  `bits` is an estimate, rounded down;
 * `word` is true where all of the value is made of common words; `jwt` only where it is one. */
json_t *strength_facts(const SecBuf *secret, const char *kind);

/* The two estimates alone, for tests. */
int strength_bits(const char *value, gsize length);
gboolean strength_is_words(const char *value, gsize length);
