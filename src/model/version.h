/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of Python versions, as PEP 440 has it: epoch, release, pre-, post- and development release, local
 * label.  Numbers may have any length.  No allocation; thread-safe; the texts are hostile. */
#pragma once

#include <glib.h>

/* TRUE if it is a version of PEP 440 in any spelling that it allows ("v1.0-RC.1", "1.0-1", "1!2.0+Ubuntu_1").
 */
gboolean version_valid(const char *text);

/* Below, at or above 0, as strcmp().  What is no version comes before every version, in the order of bytes.
 */
int version_compare(const char *a, const char *b);
