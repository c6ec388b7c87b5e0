/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What actions that only read answered to the same call, twice, at level active.  Pure. */
#pragma once

#include "audit/evidence.h"

/* TRUE if the two answers differ in a number that is no time; `*pointer` (may be NULL) is set to its place in
 * the answer, g_free(). */
gboolean action_saw_change(const Evidence *evidence, const Action *action, char **pointer);

/* Both were answered with 200 and JSON; FALSE: they tell nothing. */
gboolean action_was_called_twice(const Evidence *evidence, const Action *action);
/* TRUE if the two differ in anything else but times. */
gboolean action_answers_differ(const Evidence *evidence, const Action *action);
