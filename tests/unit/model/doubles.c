/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weak stand-ins for parts of model/ that other files bring: theirs win where both are linked. */
#include <string.h>

#include "model/effects.h"
#include "model/schema.h"

static const char *const kinds[] = { "read", "create", "update", "delete", "send" };

__attribute__((weak)) const char *effect_kind_name(EffectKind kind)
{
	return kinds[kind];
}

__attribute__((weak)) gboolean effect_kind_parse(const char *text, EffectKind *kind)
{
	for (guint i = 0; i < EFFECT_KINDS; i++)
		if (strcmp(kinds[i], text) == 0) {
			*kind = i;
			return TRUE;
		}
	return FALSE;
}
