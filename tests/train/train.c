/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/train.h"

#include <math.h>
#include <string.h>

#define ROUNDS 150
#define STEP 0.12
#define LEAST_VENDORS 4
#define VENDOR_SHARE 30.0 /* a vendor with more records counts for less than their number */
#define KEEP_WORD 0.040
#define KEEP_SIGN 0.008
#define KEEP_SCALE 0.05
#define SCALE_AT 1.3   /* what the lexicon's scores weigh by themselves */
#define UPDATE_AT 0.33 /* what writing is given beforehand */
#define DENIAL_AT 1.04 /* what "does not change" gives to reading */
#define LEAST_WEIGHT 4 /* hundredths: weaker features are left out of the table */

/* How a record is looked at. */
typedef enum { WHOLE, NAME_ALONE, NAME_UNKNOWN, VERBS_UNKNOWN, VIEWS } View;
static const double VIEW_WEIGHT[VIEWS] = { 1, 0.3, 0.3, 0.2 };

typedef struct {
	guint record;
	double weight;
	EffectKind is;
	guint fold;
	double lexicon[EFFECT_SCALES][EFFECT_KINDS];
	GArray *features; /* guint */
} Sample;

typedef struct {
	char *text;
	GHashTable *vendors[TRAIN_FOLDS]; /* who uses it, by fold; NULL: nobody */
} Feature;

struct Corpus {
	const GPtrArray *records;
	guint *folds;           /* of each record */
	GHashTable *words;      /* folded word -> bits of the folds that use it */
	GHashTable *numbers;    /* feature -> its number + 1 */
	GArray *features;       /* Feature */
	GArray *samples;        /* Sample */
	GHashTable *per_vendor; /* vendor -> records that are scored */
};

/* --- folds --- */

static guint hash_of(const char *text)
{
	guint hash = 2166136261u ^ TRAIN_SEED;
	for (; *text != 0; text++)
		hash = (hash ^ (guchar)*text) * 16777619u;
	return hash;
}

static gint by_records(gconstpointer a, gconstpointer b, gpointer counts)
{
	const char *one = *(const char *const *)a, *other = *(const char *const *)b;
	guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, one));
	guint m = GPOINTER_TO_UINT(g_hash_table_lookup(counts, other));
	if (n != m)
		return n < m ? 1 : -1;
	return hash_of(one) < hash_of(other) ? -1 : hash_of(one) > hash_of(other) ? 1 : strcmp(one, other);
}

/* The largest vendors first, each to the fold that has least. */
static void deal_vendors(Corpus *corpus)
{
	guint filled[TRAIN_FOLDS] = { 0 }, count = 0;
	g_autoptr(GHashTable) fold_of = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree const char **vendors =
		(const char **)g_hash_table_get_keys_as_array(corpus->per_vendor, &count);
	g_qsort_with_data(vendors, (gint)count, sizeof *vendors, by_records, corpus->per_vendor);
	for (guint i = 0; i < count; i++) {
		guint least = 0;
		for (guint fold = 1; fold < TRAIN_FOLDS; fold++)
			least = filled[fold] < filled[least] ? fold : least;
		filled[least] += GPOINTER_TO_UINT(g_hash_table_lookup(corpus->per_vendor, vendors[i]));
		g_hash_table_insert(fold_of, (gpointer)vendors[i], GUINT_TO_POINTER(least));
	}
	corpus->folds = g_new0(guint, corpus->records->len);
	for (guint i = 0; i < corpus->records->len; i++) {
		const Record *record = g_ptr_array_index(corpus->records, i);
		corpus->folds[i] = GPOINTER_TO_UINT(g_hash_table_lookup(fold_of, record->vendor));
	}
}

const GPtrArray *corpus_records(const Corpus *corpus)
{
	return corpus->records;
}

guint corpus_fold(const Corpus *corpus, guint record)
{
	return corpus->folds[record];
}

/* --- words that only some vendors use --- */

typedef struct {
	Corpus *corpus;
	guint fold;
} Listing;

static gsize folded_word(const EffectToken *token, char folded[33])
{
	gsize length = effect_fold(token->at, token->length, folded, 32);
	folded[length] = 0;
	return length;
}

static void list_words(EffectToken *tokens, guint count, gpointer data)
{
	const Listing *listing = data;
	for (guint i = 0; i < count; i++) {
		char folded[33];
		if (tokens[i].word == NULL || folded_word(&tokens[i], folded) == 0)
			continue;
		guint bits = GPOINTER_TO_UINT(g_hash_table_lookup(listing->corpus->words, folded));
		g_hash_table_insert(listing->corpus->words, g_strdup(folded),
				    GUINT_TO_POINTER(bits | 1u << listing->fold));
	}
}

static void blank(EffectToken *token)
{
	token->word = NULL;
	token->length = 0;
}

void corpus_forget(EffectToken *tokens, guint count, gpointer data)
{
	const Unknown *unknown = data;
	for (guint i = 0; i < count; i++) {
		char folded[33];
		if (tokens[i].word == NULL || tokens[i].word->forms == 0 ||
		    folded_word(&tokens[i], folded) == 0)
			continue;
		guint bits = GPOINTER_TO_UINT(g_hash_table_lookup(unknown->corpus->words, folded));
		if ((bits & ~(1u << unknown->fold)) == 0)
			tokens[i].word = NULL;
	}
}

/* --- samples --- */

static guint feature_number(Corpus *corpus, const char *text)
{
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(corpus->numbers, text));
	if (known != 0)
		return known - 1;
	Feature feature = { .text = g_strdup(text) };
	g_array_append_val(corpus->features, feature);
	g_hash_table_insert(corpus->numbers, feature.text, GUINT_TO_POINTER(corpus->features->len));
	return corpus->features->len - 1;
}

static void note_vendor(Corpus *corpus, guint number, guint fold, const char *vendor)
{
	Feature *feature = &g_array_index(corpus->features, Feature, number);
	if (feature->vendors[fold] == NULL)
		feature->vendors[fold] = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_add(feature->vendors[fold], (gpointer)vendor);
}

typedef struct {
	View view;
	guint calls; /* the name is the first */
} Blanking;

static void blank_verbs(EffectToken *tokens, guint count, gpointer data)
{
	Blanking *blanking = data;
	gboolean is_name = blanking->calls++ == 0;
	for (guint i = 0; i < count && (is_name || blanking->view == VERBS_UNKNOWN); i++) {
		if (tokens[i].word != NULL && tokens[i].word->forms != 0)
			blank(&tokens[i]);
	}
}

static void add_sample(Corpus *corpus, guint record, View view)
{
	const Record *from = g_ptr_array_index(corpus->records, record);
	Blanking blanking = { view, 0 };
	EffectEdit edit = { blank_verbs, &blanking };
	EffectTexts texts = record_texts(from);
	EffectReading reading;
	if (view == NAME_ALONE)
		texts = (EffectTexts){ .name = from->name };
	effect_read(&reading, &texts, view == NAME_UNKNOWN || view == VERBS_UNKNOWN ? &edit : NULL);
	guint own = GPOINTER_TO_UINT(g_hash_table_lookup(corpus->per_vendor, from->vendor));
	Sample sample = { .record = record,
			  .weight = VIEW_WEIGHT[view] * MIN(1, sqrt(VENDOR_SHARE / own)),
			  .is = from->is,
			  .fold = corpus->folds[record],
			  .features = g_array_new(FALSE, FALSE, sizeof(guint)) };
	effect_place_scores(&reading, sample.lexicon);
	for (guint i = 0; i < reading.n_features; i++) {
		guint number = feature_number(corpus, reading.features[i].text);
		if (view == WHOLE)
			note_vendor(corpus, number, sample.fold, from->vendor);
		g_array_append_val(sample.features, number);
	}
	g_array_append_val(corpus->samples, sample);
}

static void free_sample(gpointer memory)
{
	g_array_unref(((Sample *)memory)->features);
}

static void free_feature(gpointer memory)
{
	Feature *feature = memory;
	g_free(feature->text);
	for (guint fold = 0; fold < TRAIN_FOLDS; fold++)
		g_clear_pointer(&feature->vendors[fold], g_hash_table_unref);
}

Corpus *corpus_new(const GPtrArray *records)
{
	Corpus *corpus = g_new0(Corpus, 1);
	corpus->records = records;
	corpus->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	corpus->numbers = g_hash_table_new(g_str_hash, g_str_equal);
	corpus->features = g_array_new(FALSE, TRUE, sizeof(Feature));
	g_array_set_clear_func(corpus->features, free_feature);
	corpus->samples = g_array_new(FALSE, TRUE, sizeof(Sample));
	g_array_set_clear_func(corpus->samples, free_sample);
	corpus->per_vendor = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		guint own = GPOINTER_TO_UINT(g_hash_table_lookup(corpus->per_vendor, record->vendor));
		g_hash_table_insert(corpus->per_vendor, record->vendor,
				    GUINT_TO_POINTER(own + (record->scored ? 1 : 0)));
	}
	deal_vendors(corpus);
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		Listing listing = { corpus, corpus->folds[i] };
		EffectEdit edit = { list_words, &listing };
		EffectTexts texts = record_texts(record);
		EffectReading reading;
		effect_read(&reading, &texts, &edit);
		for (View view = WHOLE; record->scored && view < VIEWS; view++)
			add_sample(corpus, i, view);
	}
	return corpus;
}

void corpus_free(Corpus *corpus)
{
	if (corpus == NULL)
		return;
	g_free(corpus->folds);
	g_hash_table_unref(corpus->words);
	g_hash_table_unref(corpus->numbers);
	g_array_unref(corpus->features);
	g_array_unref(corpus->samples);
	g_hash_table_unref(corpus->per_vendor);
	g_free(corpus);
}

/* --- the regression --- */

/* What is learned, side by side: weights of words first, feature by feature, then biases, then scales. */
typedef struct {
	Corpus *corpus;
	int fold;
	guint words; /* features * EFFECT_KINDS */
	guint count;
	double all; /* the weight of all samples */
	double *value, *slope, *steps;
	double *at, *keep; /* drawn towards `at` with the force `keep` */
	gboolean *counts;  /* of each feature: enough vendors use it */
	GArray *samples;   /* Sample, those that are trained on, with the features that count */
} Regression;

static double *bias_of(const Regression *run, double *of)
{
	return of + run->words;
}

static double *scales_of(const Regression *run, double *of)
{
	return of + run->words + EFFECT_KINDS;
}

static gboolean is_sign(const Feature *feature)
{
	return feature->text[0] == 'X';
}

static guint vendors_of(const Feature *feature, int without)
{
	guint vendors = 0;
	for (int fold = 0; fold < TRAIN_FOLDS; fold++) {
		if (fold != without && feature->vendors[fold] != NULL)
			vendors += g_hash_table_size(feature->vendors[fold]);
	}
	return vendors;
}

static void set_up_features(Regression *run)
{
	for (guint i = 0; i < run->corpus->features->len; i++) {
		const Feature *feature = &g_array_index(run->corpus->features, Feature, i);
		run->counts[i] = is_sign(feature) || vendors_of(feature, run->fold) >= LEAST_VENDORS;
		for (guint kind = 0; kind < EFFECT_KINDS; kind++)
			run->keep[i * EFFECT_KINDS + kind] = is_sign(feature) ? KEEP_SIGN : KEEP_WORD;
		if (strcmp(feature->text, "Xdenial") == 0)
			run->at[i * EFFECT_KINDS + EFFECT_READ] = DENIAL_AT;
	}
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		bias_of(run, run->keep)[kind] = KEEP_SIGN;
	bias_of(run, run->at)[EFFECT_UPDATE] = UPDATE_AT;
	for (guint scale = 0; scale < EFFECT_SCALES; scale++) {
		scales_of(run, run->at)[scale] = SCALE_AT;
		scales_of(run, run->keep)[scale] = KEEP_SCALE;
	}
}

static void set_up_samples(Regression *run)
{
	run->samples = g_array_new(FALSE, FALSE, sizeof(Sample));
	g_array_set_clear_func(run->samples, free_sample);
	for (guint i = 0; i < run->corpus->samples->len; i++) {
		Sample sample = g_array_index(run->corpus->samples, Sample, i);
		const GArray *all = sample.features;
		if ((int)sample.fold == run->fold)
			continue;
		sample.features = g_array_new(FALSE, FALSE, sizeof(guint));
		for (guint at = 0; at < all->len; at++) {
			guint number = g_array_index(all, guint, at);
			if (run->counts[number])
				g_array_append_val(sample.features, number);
		}
		run->all += sample.weight;
		g_array_append_val(run->samples, sample);
	}
}

static void set_up(Regression *run)
{
	run->words = run->corpus->features->len * EFFECT_KINDS;
	run->count = run->words + EFFECT_KINDS + EFFECT_SCALES;
	run->value = g_new0(double, run->count);
	run->slope = g_new0(double, run->count);
	run->steps = g_new0(double, run->count);
	run->at = g_new0(double, run->count);
	run->keep = g_new0(double, run->count);
	run->counts = g_new0(gboolean, run->corpus->features->len);
	set_up_features(run);
	set_up_samples(run);
	memcpy(run->value, run->at, run->count * sizeof *run->value);
}

static void tear_down(Regression *run)
{
	g_free(run->value);
	g_free(run->slope);
	g_free(run->steps);
	g_free(run->at);
	g_free(run->keep);
	g_free(run->counts);
	g_array_unref(run->samples);
}

/* The same on every machine, which exp() of a C library need not be. */
static double power_of_e(double x)
{
	static const double log2e = 1.4426950408889634;
	double whole = floor(x * log2e + 0.5), rest = (x * log2e - whole) / log2e, sum = 1, term = 1;
	for (int i = 1; i < 12; i++) {
		term = term * rest / i;
		sum += term;
	}
	return ldexp(sum, (int)MAX(whole, -1000));
}

static void shares_of(const Regression *run, const Sample *sample, double share[EFFECT_KINDS])
{
	double most = -G_MAXDOUBLE, sum = 0;
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		share[kind] = bias_of(run, run->value)[kind];
		for (guint scale = 0; scale < EFFECT_SCALES; scale++)
			share[kind] += scales_of(run, run->value)[scale] * sample->lexicon[scale][kind];
	}
	for (guint i = 0; i < sample->features->len; i++) {
		const double *value = run->value + g_array_index(sample->features, guint, i) * EFFECT_KINDS;
		for (guint kind = 0; kind < EFFECT_KINDS; kind++)
			share[kind] += value[kind];
	}
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		most = MAX(most, share[kind]);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		share[kind] = power_of_e(share[kind] - most);
		sum += share[kind];
	}
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		share[kind] /= sum;
}

static void learn_from(Regression *run, const Sample *sample)
{
	double error[EFFECT_KINDS];
	shares_of(run, sample, error);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		error[kind] = sample->weight / run->all * (error[kind] - (kind == sample->is ? 1 : 0));
		bias_of(run, run->slope)[kind] += error[kind];
		for (guint scale = 0; scale < EFFECT_SCALES; scale++)
			scales_of(run, run->slope)[scale] += error[kind] * sample->lexicon[scale][kind];
	}
	for (guint i = 0; i < sample->features->len; i++) {
		double *slope = run->slope + g_array_index(sample->features, guint, i) * EFFECT_KINDS;
		for (guint kind = 0; kind < EFFECT_KINDS; kind++)
			slope[kind] += error[kind];
	}
}

/* The more a weight has moved, the smaller its steps. */
static void move(Regression *run, guint i)
{
	double slope = run->slope[i] + run->keep[i] / 10 * (run->value[i] - run->at[i]);
	if (slope == 0)
		return;
	run->steps[i] += slope * slope;
	run->value[i] -= STEP * slope / sqrt(run->steps[i] + 1e-12);
	run->slope[i] = 0;
}

static void learn(Regression *run)
{
	for (guint round = 0; round < ROUNDS; round++) {
		for (guint i = 0; i < run->samples->len; i++)
			learn_from(run, &g_array_index(run->samples, Sample, i));
		for (guint i = 0; i < run->count; i++)
			move(run, i);
	}
}

static int hundredths(double value)
{
	return (int)CLAMP(floor(value * EFFECT_UNIT + 0.5), -9999, 9999);
}

static gint by_feature(gconstpointer a, gconstpointer b)
{
	return strcmp(((const EffectWeight *)a)->feature, ((const EffectWeight *)b)->feature);
}

static Trained *take_result(const Regression *run)
{
	Trained *trained = g_new0(Trained, 1);
	trained->numbers = (EffectModelNumbers){ .sharpness = 100 };
	trained->rows = g_array_new(FALSE, FALSE, sizeof(EffectWeight));
	for (guint scale = 0; scale < EFFECT_SCALES; scale++)
		trained->numbers.scale[scale] = hundredths(scales_of(run, run->value)[scale]);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		trained->numbers.bias[kind] = hundredths(bias_of(run, run->value)[kind]);
	for (guint i = 0; i < run->corpus->features->len; i++) {
		EffectWeight row = { .feature = g_array_index(run->corpus->features, Feature, i).text };
		int most = 0;
		for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
			row.weight[kind] = (gint16)hundredths(run->value[i * EFFECT_KINDS + kind]);
			most = MAX(most, ABS(row.weight[kind]));
		}
		if (most >= LEAST_WEIGHT)
			g_array_append_val(trained->rows, row);
	}
	g_array_sort(trained->rows, by_feature);
	return trained;
}

Trained *corpus_train(Corpus *corpus, int fold)
{
	Regression run = { .corpus = corpus, .fold = fold };
	set_up(&run);
	learn(&run);
	Trained *trained = take_result(&run);
	tear_down(&run);
	return trained;
}

void trained_free(Trained *trained)
{
	if (trained == NULL)
		return;
	g_array_unref(trained->rows);
	g_free(trained);
}
