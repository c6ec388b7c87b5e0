/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a value the current one of its secret: for `secrets set` and `secrets import`.
 *
 * The new value is stored as current with the next version and read back; then what was current becomes
 * previous. So there is never none: a reader takes the highest version. Nothing is overwritten or deleted. */
#pragma once

#include "secrets/keyring.h"
#include "verb/verb.h"

typedef enum { PUT_STORED, PUT_REPLACED, PUT_UNCHANGED } PutOutcome;

/* `item` (lent): where it was stored, or what has that value already; NULL where there is an error. */
typedef void (*PutDone)(const KeyringItem *item, PutOutcome outcome, const GError *error, gpointer data);

/* `guess`: the kind is that of the value before, if there is one. */
void secret_put(const KeyringItem *item, gboolean guess, SecBuf *value, GCancellable *cancellable,
		PutDone done, gpointer data);
