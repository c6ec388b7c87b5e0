/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody else's opinion on a document. */
#pragma once

#include <glib.h>

/* Runs a program with `text` on its standard input; fails the test unless it exits with 0 and says nothing on
 * standard error but what begins with `fine` (NULL: nothing may be said).  FALSE where it is not installed:
 * then the suite's own rules are all there is. */
gboolean made_tool_agrees(const char *const *command, const char *text, const char *fine);
