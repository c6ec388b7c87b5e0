/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that a pattern of PCRE2 describes: of what ../shared/data/token-formats.json has in its patterns, no
 * more. Assertions are passed over: who wants a text that matches tries it. */
#pragma once

#include <glib.h>

struct made {
	GString *text;
	gsize from, end; /* of group 1, or of all */
};

/* Appends to `made->text`.  What may be anything (`[^...]`) is made of letters, digits and a few signs; what
 * only lies between (`[^...]{0,40}?`) is some words. */
void pattern_make(const char *pattern, GRand *random, struct made *made);
