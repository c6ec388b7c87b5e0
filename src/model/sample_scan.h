/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the pieces of a pattern (ECMA-262) without understanding them.  `end` is the end of the pattern or
 * of the part that is looked at; the results lie between `at` and `end`. */
#pragma once

#include <glib.h>

typedef struct {
	size_t least, most;
} Repeat;

/* The end of the atom at `at`: a character, an escape, a class, or a group with all that is in it. */
const char *sample_scan_atom(const char *at, const char *end);

/* The end of the repeat at `at`; `at` itself and once if there is none. */
const char *sample_scan_repeat(const char *at, const char *end, Repeat *repeat);

/* The character that an atom of one character stands for. */
gunichar sample_scan_character(const char *at, const char *end);
