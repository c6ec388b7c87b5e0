/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be written to: servers with env = test, and others where a person said so and named them. */
#pragma once

#include "verb/verb.h"

/* --live and --confirm. */
extern const struct verb_option verb_live_options[];

/* Lets the client write to the target.  WEIR_ERROR_READ_ONLY says what is missing: --live, and for env = prod
 * --confirm with its alias. */
gboolean verb_may_write(const VerbRun *run, Target *target, GError **error);
