/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a reading to a verdict. */
#include "model/effects_infer.h"

#include <glib/gi18n.h>
#include <string.h>

/* Words alone are never surer than this: even unanimous ones err in one case of a hundred. */
#define SUREST 0.99

/* Where two phrases are against each other, and where the caller chooses. */
#define SURE_AGAINST 0.5
#define SURE_CHOICE 0.4

/* Log-odds in hundredths from which a word of the model is told as evidence. */
#define TELLING 40

/* --- votes --- */

/* The vote that carries a kind best in one place; NULL if none. */
static const EffectVote *best_vote(const EffectReading *reading, EffectPlace place, EffectKind kind)
{
	const EffectVote *best = NULL;
	for (guint i = 0; i < reading->count; i++) {
		const EffectVote *vote = &reading->votes[i];
		if (vote->place == place && vote->kind == kind && (best == NULL || vote->score > best->score))
			best = vote;
	}
	return best;
}

const EffectVote *effect_best_vote(const EffectReading *reading, EffectKind kind)
{
	const EffectVote *best = best_vote(reading, EFFECT_IN_NAME, kind);
	if (best == NULL)
		best = best_vote(reading, reading->main, kind);
	return best != NULL ? best : best_vote(reading, EFFECT_IN_ARGUMENTS, kind);
}

/* A write against a name, or a first verb, that reads: NULL if there is none. */
static const EffectVote *write_against(const EffectReading *reading, EffectKind best, EffectVote *room)
{
	if (best == EFFECT_READ && reading->hidden.length > 0) {
		*room = reading->hidden;
		return room;
	}
	const EffectVote *name = best_vote(reading, EFFECT_IN_NAME, EFFECT_READ);
	if (name == NULL || !name->firm || name->score < 2)
		return NULL;
	for (int kind = EFFECT_CREATE; kind < EFFECT_KINDS; kind++) {
		const EffectVote *vote = best_vote(reading, reading->main, (EffectKind)kind);
		if (vote != NULL && vote->firm && vote->score > 1.8)
			return vote;
	}
	return NULL;
}

/* --- the kind --- */

static EffectKind best_of(const double share[EFFECT_KINDS], gboolean read_too)
{
	EffectKind best = EFFECT_UPDATE;
	for (int kind = read_too ? EFFECT_READ : EFFECT_CREATE; kind < EFFECT_KINDS; kind++) {
		if (share[kind] > share[best])
			best = (EffectKind)kind;
	}
	return best;
}

/* To say "it only reads" of what writes is the worse mistake: it takes more than to be the likeliest. */
static EffectKind decide_kind(const EffectModel *model, const double share[EFFECT_KINDS])
{
	EffectKind best = best_of(share, TRUE);
	gboolean enough = share[best] * 1000 >= effect_model_numbers(model)->read_at_least;
	return best == EFFECT_READ && !enough ? best_of(share, FALSE) : best;
}

/* The caller chooses what is done, by an argument or among verbs of several kinds. */
static gboolean is_choice(const EffectReading *reading, EffectKind kind)
{
	gboolean blank = reading->vague.length > 0 || !reading->name_has_verb;
	return kind != EFFECT_READ && (reading->offers_choice || (reading->selector.length > 0 && blank));
}

static void set_flags(Effect *effect, const EffectReading *reading)
{
	EffectKind kind = effect->kind;
	gboolean choice = is_choice(reading, kind);
	gboolean once = kind == EFFECT_CREATE || kind == EFFECT_SEND || reading->repeats.length > 0 || choice;
	effect->mutating = kind != EFFECT_READ;
	effect->destructive =
		kind == EFFECT_DELETE || (effect->mutating && (reading->destructive.length > 0 || choice));
	effect->idempotent = kind == EFFECT_READ || !once || reading->idempotent.length > 0;
	effect->open_world = kind == EFFECT_SEND || reading->beyond.length > 0;
	if (choice)
		effect->confidence = MIN(effect->confidence, SURE_CHOICE);
}

/* --- the evidence --- */

/* "delete" of "permanently delete" */
static gboolean is_part_of(const EffectVote *vote, const EffectVote *whole)
{
	return vote != NULL && whole->length > 0 && vote->place == whole->place && vote->at >= whole->at &&
	       vote->at + vote->length <= whole->at + whole->length;
}

/* The word that the model was moved by most towards a kind. */
static gboolean telling_word(const EffectReading *reading, const EffectModel *model, EffectKind kind,
			     EffectVote *word)
{
	int most = TELLING;
	for (guint i = 0; i < reading->n_features; i++) {
		const EffectFeature *feature = &reading->features[i];
		const gint16 *weight = feature->at != NULL ? effect_model_weights(model, feature) : NULL;
		if (weight == NULL || weight[kind] < most)
			continue;
		most = weight[kind];
		*word = (EffectVote){ .at = feature->at,
				      .length = feature->length,
				      .kind = (guint8)kind,
				      .place = feature->place };
	}
	return word->length > 0;
}

static void give_evidence(Effect *effect, const EffectReading *reading, const EffectModel *model,
			  const EffectVote *against)
{
	EffectVote word = { 0 };
	effect_add_evidence(effect, reading, best_vote(reading, EFFECT_IN_NAME, effect->kind), FALSE);
	effect_add_evidence(effect, reading, against, TRUE);
	if (effect->mutating)
		effect_add_evidence(effect, reading, &reading->destructive, FALSE);
	const EffectVote *told = best_vote(reading, reading->main, effect->kind);
	if (against == NULL && !(effect->mutating && is_part_of(told, &reading->destructive)))
		effect_add_evidence(effect, reading, told, FALSE);
	if (effect->evidence->len == 0)
		effect_add_evidence(effect, reading, best_vote(reading, EFFECT_IN_ARGUMENTS, effect->kind),
				    FALSE);
	if (effect->evidence->len == 0)
		effect_add_evidence(effect, reading, best_vote(reading, EFFECT_IN_RESULT, effect->kind),
				    FALSE);
	if (effect->evidence->len == 0 && telling_word(reading, model, effect->kind, &word))
		effect_add_evidence(effect, reading, &word, FALSE);
	if (effect->kind == EFFECT_READ)
		effect_add_evidence(effect, reading, &reading->denial, FALSE);
	if (effect->idempotent && (effect->kind == EFFECT_CREATE || effect->kind == EFFECT_SEND))
		effect_add_evidence(effect, reading, &reading->idempotent, FALSE);
	if (is_choice(reading, effect->kind))
		effect_add_evidence(effect, reading, &reading->selector, FALSE);
}

/* --- the verdict --- */

static gboolean knows_nothing(const EffectReading *reading)
{
	double best = 0;
	for (guint i = 0; i < reading->count; i++)
		best = MAX(best,
			   reading->votes[i].place != EFFECT_IN_ARGUMENTS ? reading->votes[i].score : 0);
	return best < 0.3;
}

/* What the protocol assumes of an action that nothing is said of.  Words that were read stay to be seen. */
static void assume(Effect *effect, const EffectReading *reading, const double share[EFFECT_KINDS])
{
	effect->source = EFFECT_ASSUMED;
	if (effect->kind == EFFECT_READ || effect->evidence->len == 0)
		effect->kind = EFFECT_UPDATE;
	effect->confidence = MIN(effect->confidence, share[effect->kind]);
	effect->mutating = effect->destructive = effect->open_world = TRUE;
	effect->idempotent = FALSE;
	if (effect->evidence->len == 0 && reading->vague.length > 0) {
		g_autofree char *phrase = effect_quote(&reading->vague);
		g_ptr_array_add(effect->evidence, g_strdup_printf(_("%s tells no effect"), phrase));
		effect_add_mark(effect, reading, &reading->vague, FALSE);
	}
	effect_add_evidence(effect, reading, &reading->selector, FALSE);
}

Effect *effect_decide(const EffectReading *reading, const EffectModel *model)
{
	Effect *effect = effect_new();
	EffectVote room;
	double share[EFFECT_KINDS];
	effect_model_shares(model, reading, share);
	effect->kind = decide_kind(model, share);
	effect->confidence = MIN(share[effect->kind], SUREST);
	const EffectVote *against = write_against(reading, effect->kind, &room);
	effect->source = EFFECT_INFERRED;
	if (against != NULL) {
		const EffectVote *says = effect_best_vote(reading, EFFECT_READ);
		effect->kind = (EffectKind)against->kind;
		effect->confidence = SURE_AGAINST;
		effect->contradiction = effect_against(says, against);
		effect_add_mark(effect, reading, says, FALSE);
	}
	set_flags(effect, reading);
	gboolean sure = effect->confidence * 1000 >= effect_model_numbers(model)->sure_at_least;
	if (!knows_nothing(reading) || sure)
		give_evidence(effect, reading, model, against);
	if (against == NULL && (!sure || effect->evidence->len == 0))
		assume(effect, reading, share);
	return effect;
}

Effect *effect_infer_texts(const EffectTexts *texts)
{
	EffectReading reading;
	effect_read(&reading, texts, NULL);
	return effect_decide(&reading, effect_model());
}

Effect *effect_infer(const char *name, const char *description, const char *const *arguments)
{
	const EffectTexts texts = { .name = name, .description = description, .arguments = arguments };
	return effect_infer_texts(&texts);
}
