/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else a flaw of the demo server makes fail, and why: the one table of exceptions of the flaw matrix. */
#pragma once

#include <glib.h>

struct side_effect {
	const char *flaw;
	const char *check; /* fails as well; "*": many do */
	const char *why;
};
extern const struct side_effect side_effects[]; /* ends with a NULL flaw */

/* Flaws of checks up to level safe that are not expected to fail here, and what is seen instead. */
struct other_outcome {
	const char *flaw;
	const char *verdict; /* of the flaw's check */
	const char *why;
};
extern const struct other_outcome other_outcomes[]; /* ends with a NULL flaw */

gboolean is_side_effect(const char *flaw, const char *check);
