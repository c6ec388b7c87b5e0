/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects_infer.h"

#include <glib/gi18n.h>
#include <string.h>

#define QUOTED_BYTES 60

static char *found_in(EffectPlace place, const char *phrase)
{
	switch (place) {
	case EFFECT_IN_NAME:
		return g_strdup_printf(_("%s in the name"), phrase);
	case EFFECT_IN_DESCRIPTION:
		return g_strdup_printf(_("%s in the description"), phrase);
	case EFFECT_IN_ARGUMENTS:
		return g_strdup_printf(_("%s among the arguments"), phrase);
	case EFFECT_IN_DOCS:
		return g_strdup_printf(_("%s in the docs"), phrase);
	case EFFECT_IN_DISPLAY_NAME:
		return g_strdup_printf(_("%s in the display name"), phrase);
	case EFFECT_IN_ARGUMENT_DOCS:
		return g_strdup_printf(_("%s in the text of an argument"), phrase);
	case EFFECT_IN_RESULT:
		return g_strdup_printf(_("%s in the result"), phrase);
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

char *effect_line(const EffectVote *vote)
{
	g_autofree char *phrase = effect_quote(vote);
	return found_in((EffectPlace)vote->place, phrase);
}

/* Where a word stands in a text; FALSE if it is not of that text. */
static gboolean stands_in(const char *text, gsize bytes, const EffectVote *vote, EffectMark *mark)
{
	guintptr from = (guintptr)text, at = (guintptr)vote->at;
	if (text == NULL || at < from || at - from >= strnlen(text, bytes))
		return FALSE;
	mark->start = at - from;
	return TRUE;
}

static gboolean stands_in_one_of(const char *const *texts, const EffectTexts *of, gsize bytes,
				 const EffectVote *vote, EffectMark *mark)
{
	for (guint i = 0;
	     texts != NULL && of->arguments != NULL && of->arguments[i] != NULL && i < EFFECT_ARGUMENTS;
	     i++) {
		mark->argument = i;
		if (stands_in(texts[i], bytes, vote, mark))
			return TRUE;
	}
	return FALSE;
}

static gboolean find_mark(const EffectTexts *texts, const EffectVote *vote, EffectMark *mark)
{
	switch (mark->place) {
	case EFFECT_IN_NAME:
		return stands_in(texts->name, EFFECT_NAME_BYTES, vote, mark);
	case EFFECT_IN_DISPLAY_NAME:
		return stands_in(texts->display_name, EFFECT_PROSE_BYTES, vote, mark);
	case EFFECT_IN_DESCRIPTION:
		return stands_in(texts->description, EFFECT_PROSE_BYTES, vote, mark);
	case EFFECT_IN_DOCS:
		return stands_in(texts->docs, EFFECT_PROSE_BYTES, vote, mark);
	case EFFECT_IN_ARGUMENTS:
		return stands_in_one_of(texts->arguments, texts, EFFECT_ARGUMENT_BYTES, vote, mark);
	case EFFECT_IN_ARGUMENT_DOCS:
		return stands_in_one_of(texts->argument_docs, texts, EFFECT_ARGUMENT_DOC_BYTES, vote, mark);
	default:
		return FALSE;
	}
}

void effect_add_mark(Effect *effect, const EffectReading *reading, const EffectVote *vote, gboolean against)
{
	if (vote == NULL || vote->length == 0)
		return;
	EffectMark mark = { .place = (EffectPlace)vote->place, .length = vote->length, .against = against };
	if (find_mark(reading->texts, vote, &mark))
		g_array_append_val(effect->marks, mark);
}

void effect_add_evidence(Effect *effect, const EffectReading *reading, const EffectVote *vote,
			 gboolean against)
{
	if (vote == NULL || vote->length == 0)
		return;
	g_autofree char *line = effect_line(vote);
	for (guint i = 0; i < effect->evidence->len; i++) {
		if (strcmp(g_ptr_array_index(effect->evidence, i), line) == 0)
			return;
	}
	g_ptr_array_add(effect->evidence, g_steal_pointer(&line));
	effect_add_mark(effect, reading, vote, against);
}

static char *said_in(EffectPlace place, const char *phrase)
{
	if (place == EFFECT_IN_NAME)
		return g_strdup_printf(_("the name says %s"), phrase);
	if (place == EFFECT_IN_DESCRIPTION)
		return g_strdup_printf(_("the description says %s"), phrase);
	if (place == EFFECT_IN_DOCS)
		return g_strdup_printf(_("the docs say %s"), phrase);
	if (place == EFFECT_IN_DISPLAY_NAME)
		return g_strdup_printf(_("the display name says %s"), phrase);
	return g_strdup_printf(_("an argument says %s"), phrase);
}

char *effect_against(const EffectVote *one, const EffectVote *other)
{
	g_autofree char *first = effect_quote(one), *second = effect_quote(other);
	g_autofree char *left = said_in((EffectPlace)one->place, first);
	g_autofree char *right = said_in((EffectPlace)other->place, second);
	return g_strdup_printf("%s, %s", left, right);
}
