/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects_infer.h"

#include <glib/gi18n.h>
#include <string.h>

#define QUOTED_BYTES 60

static char *found_in(EffectPlace place, const char *phrase)
{
	switch (place) {
	case PLACE_NAME:
		return g_strdup_printf(_("%s in the name"), phrase);
	case PLACE_DESCRIPTION:
		return g_strdup_printf(_("%s in the description"), phrase);
	case PLACE_ARGUMENTS:
		return g_strdup_printf(_("%s among the arguments"), phrase);
	case PLACE_DOCS:
		return g_strdup_printf(_("%s in the docs"), phrase);
	default:
		return g_strdup_printf(_("%s in the install instructions"), phrase);
	}
}

/* The phrase may end within a character; what is left of it is dropped. */
static char *valid_prefix(const char *at, gsize length)
{
	const char *end = NULL;
	if (g_utf8_validate_len(at, length, &end))
		return g_strndup(at, length);
	if (at + length - end < 4 && length == QUOTED_BYTES)
		return g_strndup(at, (gsize)(end - at));
	return g_utf8_make_valid(at, (gssize)length);
}

char *effect_quote(const EffectVote *vote)
{
	g_autofree char *text = valid_prefix(vote->at, MIN(vote->length, QUOTED_BYTES));
	for (char *at = text; *at != 0; at++)
		*at = (guchar)*at < 0x20 || *at == 0x7F ? ' ' : *at;
	g_autofree char *small = g_utf8_strdown(text, -1);
	return g_strdup_printf("\"%s\"", small);
}

void effect_add_evidence(GPtrArray *evidence, const EffectVote *vote)
{
	if (vote == NULL || vote->length == 0)
		return;
	g_autofree char *phrase = effect_quote(vote);
	g_autofree char *line = found_in((EffectPlace)vote->place, phrase);
	for (guint i = 0; i < evidence->len; i++) {
		if (strcmp(g_ptr_array_index(evidence, i), line) == 0)
			return;
	}
	g_ptr_array_add(evidence, g_steal_pointer(&line));
}

static char *said_in(EffectPlace place, const char *phrase)
{
	if (place == PLACE_NAME)
		return g_strdup_printf(_("the name says %s"), phrase);
	if (place == PLACE_DESCRIPTION)
		return g_strdup_printf(_("the description says %s"), phrase);
	return g_strdup_printf(_("an argument says %s"), phrase);
}

char *effect_against(const EffectVote *one, const EffectVote *other)
{
	g_autofree char *first = effect_quote(one), *second = effect_quote(other);
	g_autofree char *left = said_in((EffectPlace)one->place, first);
	g_autofree char *right = said_in((EffectPlace)other->place, second);
	return g_strdup_printf("%s, %s", left, right);
}
