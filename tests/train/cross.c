/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model says of vendors that it has not seen, and what is chosen by that. */
#include "train/train.h"

#include <math.h>

typedef void (*Visit)(guint record, const EffectReading *reading, const EffectModel *model, gpointer data);

/* Each record of a fold, read with the model that was trained on the others. */
static void visit_fold(Corpus *corpus, const GPtrArray *records, guint fold, const EffectModelNumbers *tuned,
		       gboolean forget, Visit visit, gpointer data)
{
	g_autoptr(Trained) trained = corpus_train(corpus, (int)fold);
	trained->numbers.read_at_least = tuned->read_at_least;
	trained->numbers.sure_at_least = tuned->sure_at_least;
	trained->numbers.sharpness = tuned->sharpness;
	EffectModel *model = effect_model_new(&trained->numbers, (const EffectWeight *)trained->rows->data,
					      trained->rows->len);
	Unknown unknown = { corpus, fold };
	EffectEdit edit = { corpus_forget, &unknown };
	for (guint i = 0; i < records->len; i++) {
		EffectTexts texts = record_texts(g_ptr_array_index(records, i));
		EffectReading reading;
		if (corpus_fold(corpus, i) != fold)
			continue;
		effect_read(&reading, &texts, forget ? &edit : NULL);
		visit(i, &reading, model, data);
	}
	effect_model_free(model);
}

static void keep_verdict(guint record, const EffectReading *reading, const EffectModel *model, gpointer data)
{
	Effect *effect = effect_decide(reading, model);
	g_array_index((GArray *)data, Said, record) = said_of(effect);
	effect_free(effect);
}

GArray *corpus_cross_validate(Corpus *corpus, const EffectModelNumbers *numbers, gboolean forget)
{
	const GPtrArray *records = corpus_records(corpus);
	GArray *verdicts = g_array_sized_new(FALSE, TRUE, sizeof(Said), records->len);
	g_array_set_size(verdicts, records->len);
	for (guint fold = 0; fold < TRAIN_FOLDS; fold++)
		visit_fold(corpus, records, fold, numbers, forget, keep_verdict, verdicts);
	return verdicts;
}

/* --- tuning --- */

typedef struct {
	double score[EFFECT_KINDS];
} Scores;

static void keep_scores(guint record, const EffectReading *reading, const EffectModel *model, gpointer data)
{
	effect_model_score(model, reading, g_array_index((GArray *)data, Scores, record).score);
}

static GArray *cross_scores(Corpus *corpus, const EffectModelNumbers *numbers, gboolean forget)
{
	const GPtrArray *records = corpus_records(corpus);
	GArray *scores = g_array_sized_new(FALSE, TRUE, sizeof(Scores), records->len);
	g_array_set_size(scores, records->len);
	for (guint fold = 0; fold < TRAIN_FOLDS; fold++)
		visit_fold(corpus, records, fold, numbers, forget, keep_scores, scores);
	return scores;
}

static void shares_at(const Scores *scores, int sharpness, double share[EFFECT_KINDS])
{
	double most = -G_MAXDOUBLE, sum = 0;
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		most = MAX(most, scores->score[kind]);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		share[kind] = exp((scores->score[kind] - most) * sharpness / 100 / EFFECT_UNIT);
		sum += share[kind];
	}
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		share[kind] /= sum;
}

static double log_loss(const GPtrArray *records, const GArray *scores, int sharpness)
{
	double loss = 0;
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		double share[EFFECT_KINDS];
		shares_at(&g_array_index(scores, Scores, i), sharpness, share);
		loss -= record->scored ? log(MAX(share[record->is], 1e-9)) : 0;
	}
	return loss;
}

/* Precision of "it writes" if nothing below `least` is said to read. */
static double precision_at(const GPtrArray *records, const GArray *scores, int sharpness, int least)
{
	guint right = 0, said = 0;
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		double share[EFFECT_KINDS], most = 0;
		shares_at(&g_array_index(scores, Scores, i), sharpness, share);
		for (guint kind = EFFECT_CREATE; kind < EFFECT_KINDS; kind++)
			most = MAX(most, share[kind]);
		gboolean writes = share[EFFECT_READ] <= most || share[EFFECT_READ] * 1000 < least;
		said += record->scored && writes;
		right += record->scored && writes && record->is != EFFECT_READ;
	}
	return said > 0 ? (double)right / said : 0;
}

void corpus_tune(Corpus *corpus, EffectModelNumbers *numbers)
{
	enum { SOFTEST = 40, SHARPEST = 120, READ_LEAST = 500, READ_MOST = 800 };
	const double precise = 0.994;
	const GPtrArray *records = corpus_records(corpus);
	g_autoptr(GArray) forgot = cross_scores(corpus, numbers, TRUE);
	g_autoptr(GArray) scores = cross_scores(corpus, numbers, FALSE);
	int best = 100;
	for (int sharpness = SOFTEST; sharpness <= SHARPEST; sharpness += 5) {
		if (log_loss(records, forgot, sharpness) < log_loss(records, forgot, best))
			best = sharpness;
	}
	numbers->sharpness = best;
	numbers->read_at_least = READ_LEAST;
	for (int least = READ_LEAST; least <= READ_MOST; least += 10) {
		if (precision_at(records, scores, best, least) >= precise)
			numbers->read_at_least = least;
	}
}
