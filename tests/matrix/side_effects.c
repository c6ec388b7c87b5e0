/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matrix/side_effects.h"

#include <string.h>

const struct side_effect side_effects[] = {
	{ "triggers.unsigned", "triggers.auth-first",
	  "what nobody has to sign is parsed by FastAPI before anything else" },
	{ "subscriptions.callback-https", "subscriptions.callback-host",
	  "the callback is not the engine's, too" },
	{ "subscriptions.callback-private", "subscriptions.callback-host",
	  "the callback is not the engine's, too" },
	{ NULL, NULL, NULL },
};

const struct other_outcome other_outcomes[] = {
	{ NULL, NULL, NULL },
};

gboolean is_side_effect(const char *flaw, const char *check)
{
	for (const struct side_effect *row = side_effects; row->flaw != NULL; row++)
		if (strcmp(row->flaw, flaw) == 0 &&
		    (strcmp(row->check, check) == 0 || strcmp(row->check, "*") == 0))
			return TRUE;
	return FALSE;
}
