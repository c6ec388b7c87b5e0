/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects_model.h"

#include <math.h>
#include <string.h>

struct EffectModel {
	EffectModelNumbers numbers;
	GArray *rows; /* EffectWeight */
	struct {
		guint32 hash;
		guint row; /* its number + 1; 0 is free */
	} * slots;
	guint n_slots; /* a power of two */
	GStringChunk *texts;
	gsize bytes;
};

static EffectModel *model_new(const EffectModelNumbers *numbers)
{
	EffectModel *model = g_new0(EffectModel, 1);
	model->numbers = *numbers;
	model->rows = g_array_new(FALSE, FALSE, sizeof(EffectWeight));
	model->texts = g_string_chunk_new(16384);
	return model;
}

static void add_row(EffectModel *model, const char *feature, const gint16 weight[EFFECT_KINDS])
{
	EffectWeight row = { .feature = g_string_chunk_insert(model->texts, feature) };
	memcpy(row.weight, weight, sizeof row.weight);
	g_array_append_val(model->rows, row);
}

/* Where a feature stands, or the free slot where it would. */
static guint slot_of(const EffectModel *model, guint32 hash, const char *feature)
{
	guint slot = hash & (model->n_slots - 1);
	for (; model->slots[slot].row != 0; slot = (slot + 1) & (model->n_slots - 1)) {
		guint row = model->slots[slot].row - 1;
		if (model->slots[slot].hash == hash &&
		    strcmp(g_array_index(model->rows, EffectWeight, row).feature, feature) == 0)
			break;
	}
	return slot;
}

/* Once no row is added any more. */
static void index_rows(EffectModel *model)
{
	for (model->n_slots = 1024; model->n_slots < model->rows->len * 4;)
		model->n_slots *= 2;
	model->slots = g_malloc0_n(model->n_slots, sizeof *model->slots);
	for (guint i = 0; i < model->rows->len; i++) {
		const char *feature = g_array_index(model->rows, EffectWeight, i).feature;
		guint32 hash = effect_hash(feature, strlen(feature));
		guint slot = slot_of(model, hash, feature);
		model->slots[slot].hash = hash;
		model->slots[slot].row = i + 1;
	}
}

EffectModel *effect_model_new(const EffectModelNumbers *numbers, const EffectWeight *rows, guint count)
{
	EffectModel *model = model_new(numbers);
	for (guint i = 0; i < count; i++)
		add_row(model, rows[i].feature, rows[i].weight);
	index_rows(model);
	return model;
}

void effect_model_free(EffectModel *model)
{
	if (model == NULL)
		return;
	g_free(model->slots);
	g_array_unref(model->rows);
	g_string_chunk_free(model->texts);
	g_free(model);
}

static void read_row(EffectModel *model, const char *line)
{
	g_auto(GStrv) parts = g_strsplit(line, " ", EFFECT_KINDS + 1);
	gint16 weight[EFFECT_KINDS];
	if (g_strv_length(parts) != EFFECT_KINDS + 1)
		return;
	for (guint i = 0; i < EFFECT_KINDS; i++)
		weight[i] = (gint16)g_ascii_strtoll(parts[i + 1], NULL, 10);
	add_row(model, parts[0], weight);
}

static EffectModel *read_table(void)
{
	EffectModel *model = model_new(&EFFECT_MODEL_NUMBERS);
	for (const char *const *text = EFFECT_MODEL_WEIGHTS; *text != NULL; text++) {
		g_auto(GStrv) lines = g_strsplit(*text, "|", -1);
		model->bytes += strlen(*text) + 1;
		for (char **line = lines; *line != NULL; line++)
			read_row(model, *line);
	}
	index_rows(model);
	return model;
}

const EffectModel *effect_model(void)
{
	static gsize once = 0;
	if (g_once_init_enter(&once))
		g_once_init_leave(&once, (gsize)read_table());
	return (const EffectModel *)once;
}

const EffectModelNumbers *effect_model_numbers(const EffectModel *model)
{
	return &model->numbers;
}

gsize effect_model_bytes(const EffectModel *model)
{
	return model->bytes;
}

const gint16 *effect_model_weights(const EffectModel *model, const EffectFeature *feature)
{
	guint row = model->slots[slot_of(model, feature->hash, feature->text)].row;
	return row == 0 ? NULL : g_array_index(model->rows, EffectWeight, row - 1).weight;
}

void effect_place_scores(const EffectReading *reading, double scores[EFFECT_SCALES][EFFECT_KINDS])
{
	memset(scores, 0, sizeof(double) * EFFECT_SCALES * EFFECT_KINDS);
	for (guint i = 0; i < reading->count; i++) {
		const EffectVote *vote = &reading->votes[i];
		EffectScale scale = vote->place == EFFECT_IN_NAME        ? SCALE_NAME
				    : vote->place == EFFECT_IN_ARGUMENTS ? SCALE_ARGUMENTS
									 : SCALE_DESCRIPTION;
		scores[scale][vote->kind] += vote->score;
	}
}

void effect_model_score(const EffectModel *model, const EffectReading *reading, double score[EFFECT_KINDS])
{
	double lexicon[EFFECT_SCALES][EFFECT_KINDS];
	effect_place_scores(reading, lexicon);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		score[kind] = model->numbers.bias[kind];
		for (guint scale = 0; scale < EFFECT_SCALES; scale++)
			score[kind] += model->numbers.scale[scale] * lexicon[scale][kind];
	}
	for (guint i = 0; i < reading->n_features; i++) {
		const gint16 *weight = effect_model_weights(model, &reading->features[i]);
		for (guint kind = 0; weight != NULL && kind < EFFECT_KINDS; kind++)
			score[kind] += weight[kind];
	}
}

void effect_model_shares(const EffectModel *model, const EffectReading *reading, double share[EFFECT_KINDS])
{
	double score[EFFECT_KINDS], most = -G_MAXDOUBLE, sum = 0;
	effect_model_score(model, reading, score);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		most = MAX(most, score[kind]);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		share[kind] = exp((score[kind] - most) * model->numbers.sharpness / 100.0 / EFFECT_UNIT);
		sum += share[kind];
	}
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		share[kind] /= sum;
}
