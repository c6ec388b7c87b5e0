/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sub-commands of `weir secrets` about rotations, for the table in verb/v_secrets.c. */
#pragma once

#include "verb/verb.h"

extern const struct verb secrets_rotate;
extern const struct verb secrets_status;
extern const struct verb secrets_resume;
extern const struct verb secrets_rollback;
extern const struct verb secrets_retire;
extern const struct verb secrets_compromised;
