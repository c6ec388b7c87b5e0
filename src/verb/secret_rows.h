/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of the keyring as rows of a listing: one for each secret, with its policy and who uses it. */
#pragma once

#include "secrets/keyring.h"
#include "verb/verb.h"

/* SecretRow *, owned by the array, in the order of `items` (keyring_search() sorts them); `config` may be
 * NULL. */
GPtrArray *secret_rows_of(const GPtrArray *items, const Config *config, gint64 now);

/* Sets when each was rotated last, as the journal has it; without a journal it is not known. */
void secret_rows_add_rotations(GPtrArray *rows);

/* The row of a secret; borrowed; NULL. */
SecretRow *secret_rows_find(const GPtrArray *rows, const KeyringKey *key);

/* A listing of rows, which are consumed. */
ListingSet *secret_rows_set(GPtrArray *rows);
