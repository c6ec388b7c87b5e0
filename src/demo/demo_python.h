/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of JSON texts in the words of Python's json module (3.13). */
#pragma once

#include <glib.h>

/* What is wrong with a text of valid UTF-8, and at which character; NULL: nothing, or it is nested too deep
 * to say.  The result is static. */
const char *python_json_fault(const char *text, gsize length, gint64 *position);
