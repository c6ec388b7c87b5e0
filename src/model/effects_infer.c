/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From votes to a verdict. */
#include "model/effects_infer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What writing is given beforehand: where little is known, an action is taken to write. */
#define PRIOR_UPDATE 0.25

/* Words alone are never surer than this: even unanimous ones err in one case of a hundred. */
#define SUREST 0.99

void effect_read(EffectReading *reading, const char *name, const char *description,
		 const char *const *arguments)
{
	EffectToken tokens[EFFECT_PROSE_TOKENS];
	*reading = (EffectReading){ 0 };
	if (name != NULL) {
		gsize bytes = strnlen(name, EFFECT_NAME_BYTES);
		guint count = effect_split_name(name, bytes, tokens, EFFECT_NAME_TOKENS);
		effect_read_name(reading, tokens, count);
	}
	if (description != NULL) {
		gsize bytes = strnlen(description, EFFECT_PROSE_BYTES);
		guint count = effect_split_prose(description, bytes, tokens, EFFECT_PROSE_TOKENS);
		effect_read_prose(reading, tokens, count);
		effect_read_signs(reading, tokens, count);
	}
	effect_read_arguments(reading, arguments);
}

static EffectKind best_kind(const EffectReading *reading, double *share)
{
	double score[EFFECT_KINDS], sum = 0;
	EffectKind best = EFFECT_UPDATE;
	memcpy(score, reading->score, sizeof score);
	score[EFFECT_UPDATE] += PRIOR_UPDATE;
	if (reading->denial.length > 0)
		score[EFFECT_READ] += 0.8;
	for (int kind = 0; kind < EFFECT_KINDS; kind++) {
		if (score[kind] > score[best])
			best = (EffectKind)kind;
	}
	for (int kind = 0; kind < EFFECT_KINDS; kind++)
		sum += exp(1.3 * (score[kind] - score[best]));
	*share = SUREST / sum;
	return best;
}

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
	const EffectVote *best = best_vote(reading, PLACE_NAME, kind);
	if (best == NULL)
		best = best_vote(reading, PLACE_DESCRIPTION, kind);
	return best != NULL ? best : best_vote(reading, PLACE_ARGUMENTS, kind);
}

/* A write against a name, or a first verb, that reads: NULL if there is none. */
static const EffectVote *write_against(const EffectReading *reading, EffectKind best, EffectVote *room)
{
	if (best == EFFECT_READ && reading->hidden.length > 0) {
		*room = reading->hidden;
		return room;
	}
	const EffectVote *name = best_vote(reading, PLACE_NAME, EFFECT_READ);
	if (name == NULL || !name->firm || name->score < 2)
		return NULL;
	for (int kind = EFFECT_CREATE; kind < EFFECT_KINDS; kind++) {
		const EffectVote *vote = best_vote(reading, PLACE_DESCRIPTION, (EffectKind)kind);
		if (vote != NULL && vote->firm && vote->score > 1.8)
			return vote;
	}
	return NULL;
}

static gboolean knows_nothing(const EffectReading *reading)
{
	double best = 0;
	for (guint i = 0; i < reading->count; i++)
		best = MAX(best, reading->votes[i].place != PLACE_ARGUMENTS ? reading->votes[i].score : 0);
	return best < 0.3;
}

static Effect *assume(const EffectReading *reading)
{
	Effect *effect = effect_new();
	effect->confidence = 0.3;
	if (reading->vague.length > 0) {
		g_autofree char *phrase = effect_quote(&reading->vague);
		g_ptr_array_add(effect->evidence, g_strdup_printf(_("%s tells no effect"), phrase));
	}
	effect_add_evidence(effect->evidence, &reading->selector);
	return effect;
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
	if (choice) {
		effect->confidence = MIN(effect->confidence, 0.4);
		effect_add_evidence(effect->evidence, &reading->selector);
	}
}

/* "delete" of "permanently delete" */
static gboolean is_part_of(const EffectVote *vote, const EffectVote *whole)
{
	return vote != NULL && whole->length > 0 && vote->place == whole->place && vote->at >= whole->at &&
	       vote->at + vote->length <= whole->at + whole->length;
}

static void give_evidence(Effect *effect, const EffectReading *reading, const EffectVote *against)
{
	effect_add_evidence(effect->evidence, best_vote(reading, PLACE_NAME, effect->kind));
	effect_add_evidence(effect->evidence, against);
	if (effect->mutating)
		effect_add_evidence(effect->evidence, &reading->destructive);
	const EffectVote *told = best_vote(reading, PLACE_DESCRIPTION, effect->kind);
	if (against == NULL && !(effect->mutating && is_part_of(told, &reading->destructive)))
		effect_add_evidence(effect->evidence, told);
	if (effect->evidence->len == 0)
		effect_add_evidence(effect->evidence, best_vote(reading, PLACE_ARGUMENTS, effect->kind));
	if (effect->kind == EFFECT_READ)
		effect_add_evidence(effect->evidence, &reading->denial);
}

Effect *effect_decide(const EffectReading *reading)
{
	if (knows_nothing(reading))
		return assume(reading);
	Effect *effect = effect_new();
	EffectVote room;
	effect->source = EFFECT_INFERRED;
	effect->kind = best_kind(reading, &effect->confidence);
	const EffectVote *against = write_against(reading, effect->kind, &room);
	if (against != NULL) {
		const EffectVote *says = effect_best_vote(reading, EFFECT_READ);
		effect->kind = (EffectKind)against->kind;
		effect->confidence = 0.5;
		effect->contradiction = effect_against(says, against);
	}
	set_flags(effect, reading);
	give_evidence(effect, reading, against);
	return effect;
}

Effect *effect_infer(const char *name, const char *description, const char *const *arguments)
{
	EffectReading reading;
	effect_read(&reading, name, description, arguments);
	return effect_decide(&reading);
}
