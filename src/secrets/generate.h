/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New secret values, from getrandom(2) and nothing else. */
#pragma once

#include "base/secret.h"
#include "model/policy.h"

/* A value as the policy wants it; `name` is what messages and redaction call it, as "keyring:desk/token".  A
 * policy under 128 bits is refused (policy_check()), and so is a kernel that gives no randomness
 * (WEIR_ERROR_INCOMPLETE).  Every value of the format is equally likely: bytes that would favour some
 * characters of an alphabet are thrown away.  What the value was made from is wiped.  Main thread. */
SecBuf *generate_value(const char *name, const struct policy *policy, GError **error);
