/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training of the linear model: logistic regression over five kinds whose starting point is the lexicon.
 *
 * Each record is seen several times: whole, with its name alone, with the verbs of its name unknown, and with
 * all verbs unknown, so that the weights are of use where the lexicon does not know a word.  Weights are
 * drawn towards zero, and the scales of the lexicon towards what they were without a model.  A word counts
 * only where several vendors of the training set use it.  There is no chance in it: the same records give the
 * same table. */
#pragma once

#include "model/effects_infer.h"
#include "train/records.h"

#define TRAIN_SEED 20261127u /* deals the vendors to the folds */
#define TRAIN_FOLDS 10

typedef struct Corpus Corpus;

/* The records must outlive it. */
Corpus *corpus_new(const GPtrArray *records);
void corpus_free(Corpus *corpus);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Corpus, corpus_free)
const GPtrArray *corpus_records(const Corpus *corpus);
guint corpus_fold(const Corpus *corpus, guint record);

/* What training gives before it is rounded to the whole numbers of the table. */
typedef struct {
	EffectModelNumbers numbers;
	GArray *rows; /* EffectWeight, sorted by feature; texts belong to the corpus */
} Trained;

/* On the scored records of all folds but one; `fold` -1: on all. */
Trained *corpus_train(Corpus *corpus, int fold);
void trained_free(Trained *trained);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trained, trained_free)

/* Makes words unknown that no vendor outside of a fold uses: how the lexicon would stand with words that
 * nobody thought of.  Valid while the corpus is. */
typedef struct {
	const Corpus *corpus;
	guint fold;
} Unknown;
void corpus_forget(EffectToken *tokens, guint count, gpointer unknown);

/* Everything said of each record by a model that has not seen its vendor.  `forget`: with the words unknown
 * that only its fold uses.  One Said for each record; g_array_unref() it. */
GArray *corpus_cross_validate(Corpus *corpus, const EffectModelNumbers *numbers, gboolean forget);

/* Sharpness and thresholds, chosen on cross-validated verdicts only.  The others are those of the table. */
void corpus_tune(Corpus *corpus, EffectModelNumbers *numbers);
