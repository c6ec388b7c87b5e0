/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear model that weighs what the lexicon reads.  Internal to effects*.c and to the program that trains
 * it (tests/train).
 *
 * Each kind's score is the lexicon's score for it, scaled by place, plus the weights of the features that the
 * texts have.  A feature is a slot and a word ("Farchive": first word of the name) or a sign ("Xdeny").  The
 * weights are whole numbers, hundredths of a unit of log-odds, made by `make effects-model` from
 * ../shared/data/effects-dev.jsonl.  A word counts only where several vendors use it. */
#pragma once

#include "model/effects_reading.h"

#define EFFECT_UNIT 100 /* hundredths */

/* Places whose lexicon scores have a scale of their own. */
typedef enum { SCALE_NAME, SCALE_DESCRIPTION, SCALE_ARGUMENTS, EFFECT_SCALES } EffectScale;

typedef struct {
	int scale[EFFECT_SCALES]; /* hundredths for one point of the lexicon's score */
	int bias[EFFECT_KINDS];
	int read_at_least; /* per mille: below it nothing is said to read only */
	int sure_at_least; /* per mille: below it an effect is assumed */
	int sharpness;     /* per cent: what log-odds are multiplied with, so that confidence is honest */
} EffectModelNumbers;

typedef struct {
	const char *feature;
	gint16 weight[EFFECT_KINDS];
} EffectWeight;

typedef struct EffectModel EffectModel;

/* The table that is compiled in: lines of "feature w w w w w", with one space, separated by '|'. */
extern const EffectModelNumbers EFFECT_MODEL_NUMBERS;
extern const char *const EFFECT_MODEL_WEIGHTS[]; /* NULL ends */

/* The model of the table; never NULL. */
const EffectModel *effect_model(void);

/* Any other, for training and scoring: the rows are copied. */
EffectModel *effect_model_new(const EffectModelNumbers *numbers, const EffectWeight *rows, guint count);
void effect_model_free(EffectModel *model);
const EffectModelNumbers *effect_model_numbers(const EffectModel *model);
gsize effect_model_bytes(const EffectModel *model); /* of its table, as text */

/* Weights of a feature, or NULL. */
const gint16 *effect_model_weights(const EffectModel *model, const EffectFeature *feature);

/* The lexicon's scores of a reading by place. */
void effect_place_scores(const EffectReading *reading, double scores[EFFECT_SCALES][EFFECT_KINDS]);

/* Log-odds of each kind in hundredths. */
void effect_model_score(const EffectModel *model, const EffectReading *reading, double score[EFFECT_KINDS]);

/* The share that each kind has, adding up to 1. */
void effect_model_shares(const EffectModel *model, const EffectReading *reading, double share[EFFECT_KINDS]);
