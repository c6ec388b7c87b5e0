/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The labelled actions of ../shared/data/effects-dev.jsonl and their score, as the README beside them defines
 * it. Used by the program that trains the model, by `make bench-effects` and by the tests. */
#pragma once

#include "model/effects.h"

typedef struct {
	char *id, *vendor, *name, *description;
	char **arguments;
	EffectKind is;
	gboolean scored; /* confidence is high */
	gboolean hard;   /* the hard slice */
	gboolean second; /* counts for the recall with certain low records */
} Record;

/* NULL if the file cannot be read or a line is none of its kind. */
GPtrArray *records_read(const char *path);

/* The texts of a record, pointing into it. */
EffectTexts record_texts(const Record *record);

/* README.md's lookup of the first verb, default read: the baseline. */
EffectKind record_first_verb(const Record *record);

typedef struct {
	EffectKind kind;
	double confidence;
	EffectSource source;
	gboolean contradicts;
} Said;

Said said_of(const Effect *effect);

typedef struct {
	guint records;
	guint tp[EFFECT_KINDS], fp[EFFECT_KINDS], fn[EFFECT_KINDS];
	guint mutating[2][2]; /* [is][said] */
	guint contradictions; /* reads that are said to contradict themselves */
	guint assumed;
} Score;

void score_add(Score *score, EffectKind is, const Said *said);
double score_macro_f1(const Score *score);
double score_mutating_recall(const Score *score);
double score_mutating_precision(const Score *score);
double score_destructive_recall(const Score *score);

/* What confidence claims against what came true, by steps. */
typedef struct {
	guint all, right;
	double claimed;
} Calibration;
enum { CALIBRATION_STEPS = 7 };
extern const double CALIBRATION_FROM[CALIBRATION_STEPS];
void calibration_add(Calibration steps[CALIBRATION_STEPS], EffectKind is, const Said *said);
