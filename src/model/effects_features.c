/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the linear model looks at, apart from the lexicon's scores. */
#include "model/effects_reading.h"

#include <string.h>

#define NAME_WORDS 8
#define CLAUSE_WORDS 10
#define CLAUSES 2

static void add(EffectReading *reading, char slot, const char *text, gsize length, const char *at,
		gsize at_length, EffectPlace place)
{
	if (reading->n_features == EFFECT_FEATURES || length + 2 > EFFECT_FEATURE_BYTES || length == 0)
		return;
	EffectFeature *feature = &reading->features[reading->n_features];
	feature->text[0] = slot;
	memcpy(feature->text + 1, text, length);
	feature->text[length + 1] = 0;
	feature->hash = effect_hash(feature->text, length + 1);
	for (guint i = 0; i < reading->n_features; i++) {
		if (reading->features[i].hash == feature->hash &&
		    strcmp(reading->features[i].text, feature->text) == 0)
			return;
	}
	feature->at = at;
	feature->length = (guint16)at_length;
	feature->place = (guint8)place;
	reading->n_features++;
}

void effect_sign(EffectReading *reading, const char *sign)
{
	add(reading, 'X', sign, strlen(sign), NULL, 0, EFFECT_IN_NAME);
}

/* "creates" and "create", "tickets" and "ticket": one feature. */
static gsize stem(const char *folded, gsize length)
{
	gboolean plural =
		length > 3 && folded[length - 1] == 's' && strchr("sui", folded[length - 2]) == NULL;
	return plural ? length - 1 : length;
}

static void add_token(EffectReading *reading, char slot, const EffectToken *token, EffectPlace place)
{
	char room[EFFECT_FEATURE_BYTES];
	const char *folded = token->word != NULL ? token->word->text : room;
	gsize length = token->word != NULL ? token->word->length
					   : effect_fold(token->at, token->length, room, sizeof room);
	add(reading, slot, folded, stem(folded, length), token->at, token->length, place);
}

static gboolean is_small(const EffectToken *token)
{
	static const guint64 SMALL = ROLE_DETERMINER | ROLE_PREPOSITION | ROLE_JOIN | ROLE_BE | ROLE_MODAL;
	return token->word != NULL && token->word->forms == 0 && (token->word->roles & SMALL) != 0;
}

void effect_features_name(EffectReading *reading, const EffectToken *tokens, guint count)
{
	if (count == 0)
		return;
	add_token(reading, 'F', &tokens[0], EFFECT_IN_NAME);
	add_token(reading, 'L', &tokens[count - 1], EFFECT_IN_NAME);
	for (guint i = 0; i < count && i < NAME_WORDS; i++) {
		if (!is_small(&tokens[i]))
			add_token(reading, 'W', &tokens[i], EFFECT_IN_NAME);
	}
}

void effect_features_prose(EffectReading *reading, const EffectToken *tokens, guint count)
{
	guint clause = 0, word = 0;
	for (guint i = 0; i < count; i++) {
		if ((tokens[i].marks & TOKEN_OPENS) != 0 && i > 0) {
			clause++;
			word = 0;
		}
		if (clause >= CLAUSES)
			return;
		if ((tokens[i].marks & (TOKEN_CODE | TOKEN_INSIDE)) != 0)
			continue;
		if (word == 0)
			add_token(reading, clause == 0 ? 'H' : 'S', &tokens[i], EFFECT_IN_DESCRIPTION);
		if (word < CLAUSE_WORDS && !is_small(&tokens[i]))
			add_token(reading, 'D', &tokens[i], EFFECT_IN_DESCRIPTION);
		word++;
	}
}

void effect_features_argument(EffectReading *reading, const EffectToken *tokens, guint count)
{
	for (guint i = 0; i < count; i++) {
		if (!is_small(&tokens[i]))
			add_token(reading, 'A', &tokens[i], EFFECT_IN_ARGUMENTS);
	}
}

static char letter_of(const EffectReading *reading, EffectPlace place)
{
	static const char LETTERS[] = "rcuds";
	const EffectVote *best = NULL;
	for (guint i = 0; i < reading->count; i++) {
		const EffectVote *vote = &reading->votes[i];
		if (vote->place == place && vote->score > 0.3 && (best == NULL || vote->score > best->score))
			best = vote;
	}
	return best != NULL ? LETTERS[best->kind] : '-';
}

static void count_arguments(EffectReading *reading, guint arguments)
{
	if (reading->texts->arguments == NULL)
		return; /* not known */
	static const char *const SIZES[] = { "args0", "args1", "args2", "args4", "args8", "args16" };
	guint size = arguments == 0   ? 0
		     : arguments == 1 ? 1
		     : arguments < 4  ? 2
		     : arguments < 8  ? 3
		     : arguments < 16 ? 4
				      : 5;
	effect_sign(reading, SIZES[size]);
}

void effect_features_signs(EffectReading *reading, gboolean described, guint arguments)
{
	const struct {
		gboolean there;
		const char *sign;
	} signs[] = {
		{ reading->denial.length > 0, "denial" },
		{ reading->vague.length > 0, "vague" },
		{ reading->selector.length > 0, "selector" },
		{ reading->offers_choice, "choice" },
		{ reading->destructive.length > 0, "loss" },
		{ reading->beyond.length > 0, "beyond" },
		{ reading->hidden.length > 0, "hidden" },
		{ !reading->name_has_verb, "noverb" },
		{ !described, "bare" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (signs[i].there)
			effect_sign(reading, signs[i].sign);
	}
	char pair[] = { letter_of(reading, EFFECT_IN_NAME), letter_of(reading, EFFECT_IN_DESCRIPTION), 0 };
	effect_sign(reading, pair);
	count_arguments(reading, arguments);
}
