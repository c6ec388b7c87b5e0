/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the texts of an action to a reading. */
#include "model/effects_infer.h"

#include <string.h>

static gboolean is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == 0;
}

static void edit_tokens(const EffectEdit *edit, EffectToken *tokens, guint count)
{
	if (edit != NULL)
		edit->tokens(tokens, count, edit->data);
}

static void read_name(EffectReading *reading, const char *name, const EffectEdit *edit)
{
	EffectToken tokens[EFFECT_NAME_TOKENS];
	guint count = effect_split_name(name, strnlen(name, EFFECT_NAME_BYTES), tokens, EFFECT_NAME_TOKENS);
	edit_tokens(edit, tokens, count);
	effect_read_name(reading, tokens, count);
	effect_features_name(reading, tokens, count);
}

/* The text that tells most: the first verb of it counts. */
static void read_description(EffectReading *reading, const char *text, const EffectEdit *edit)
{
	EffectToken tokens[EFFECT_PROSE_TOKENS];
	gsize bytes = strnlen(text, EFFECT_PROSE_BYTES);
	guint count = effect_split_prose(text, bytes, tokens, EFFECT_PROSE_TOKENS);
	edit_tokens(edit, tokens, count);
	effect_read_prose(reading, tokens, count);
	effect_read_signs(reading, tokens, count);
	effect_features_prose(reading, tokens, count);
}

/* A text that is read besides: it may tell of loss and of hidden writes, and weighs little otherwise. */
static void read_more(EffectReading *reading, const char *text, EffectPlace place)
{
	EffectToken tokens[EFFECT_PROSE_TOKENS];
	gsize bytes = strnlen(text, EFFECT_PROSE_BYTES);
	guint count = effect_split_prose(text, bytes, tokens, EFFECT_PROSE_TOKENS);
	reading->prose = place;
	effect_read_prose(reading, tokens, count);
	effect_read_signs(reading, tokens, count);
}

/* "get_or_create_contact": what a text says beside its first verb is no secret if the name says it, too. */
static void settle_hidden(EffectReading *reading)
{
	const EffectVote hidden = reading->hidden;
	for (guint i = 0; hidden.length > 0 && i < reading->count; i++) {
		const EffectVote *vote = &reading->votes[i];
		if (vote->place != EFFECT_IN_NAME || vote->kind != hidden.kind || vote->score < 2)
			continue;
		effect_vote_at(reading, (EffectPlace)hidden.place, (EffectKind)hidden.kind, 2, hidden.at,
			       hidden.length);
		return;
	}
}

static guint count_of(const char *const *list)
{
	guint count = 0;
	while (list != NULL && count < EFFECT_ARGUMENTS && list[count] != NULL)
		count++;
	return count;
}

void effect_read(EffectReading *reading, const EffectTexts *texts, const EffectEdit *edit)
{
	const char *const said[] = { texts->description, texts->docs, texts->display_name };
	static const EffectPlace places[] = { EFFECT_IN_DESCRIPTION, EFFECT_IN_DOCS, EFFECT_IN_DISPLAY_NAME };
	guint first = 0;
	memset(reading, 0, sizeof *reading);
	reading->texts = texts;
	if (texts->name != NULL)
		read_name(reading, texts->name, edit);
	while (first < G_N_ELEMENTS(said) && is_blank(said[first]))
		first++;
	if (first < G_N_ELEMENTS(said)) {
		reading->main = reading->prose = places[first];
		read_description(reading, said[first], edit);
	}
	for (guint i = first + 1; i < G_N_ELEMENTS(said); i++) {
		if (!is_blank(said[i]))
			read_more(reading, said[i], places[i]);
	}
	effect_read_arguments(reading, texts->arguments);
	settle_hidden(reading);
	effect_read_schemas(reading, texts);
	effect_features_signs(reading, first < G_N_ELEMENTS(said), count_of(texts->arguments));
}
