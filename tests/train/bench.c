/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good the inference of effects is: `make bench-effects`.
 * usage: bench_effects RECORDS [-v]
 * A line a figure: what, weir, the lookup of the first verb, the bar, held or NOT HELD.  -v: also what is
 * wrong. Ends with 1 if a bar is not held. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "train/checks.h"
#include "train/train.h"

#define ACTIONS 10000
#define BAR_SECONDS 0.150
#define BAR_BYTES (200 * 1024)

typedef struct {
	Score all, hard, second;
	Calibration steps[CALIBRATION_STEPS];
} Figures;

static guint failures;

static const char *held(gboolean is_held)
{
	failures += is_held ? 0 : 1;
	return is_held ? "held" : "NOT HELD";
}

static void row(const char *what, double weir, double peer, double bar)
{
	printf("%-44s %8.4f %8.4f   >= %-6.3f %s\n", what, weir, peer, bar, held(weir >= bar));
}

static void add(Figures *figures, const Record *record, const Said *said)
{
	if (record->second)
		score_add(&figures->second, record->is, said);
	if (!record->scored)
		return;
	score_add(&figures->all, record->is, said);
	if (record->hard)
		score_add(&figures->hard, record->is, said);
	calibration_add(figures->steps, record->is, said);
}

static Figures figures_of(const GPtrArray *records, const GArray *verdicts)
{
	Figures figures = { 0 };
	for (guint i = 0; i < records->len; i++)
		add(&figures, g_ptr_array_index(records, i), &g_array_index(verdicts, Said, i));
	return figures;
}

static Figures first_verbs(const GPtrArray *records)
{
	Figures figures = { 0 };
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		Said said = { .kind = record_first_verb(record), .source = EFFECT_INFERRED };
		add(&figures, record, &said);
	}
	return figures;
}

static void print_wrong(const GPtrArray *records, const GArray *verdicts)
{
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		const Said *said = &g_array_index(verdicts, Said, i);
		if (record->scored && said->kind != record->is)
			printf("  %s: %s, said %s %.2f%s\n", record->id, effect_kind_name(record->is),
			       effect_kind_name(said->kind), said->confidence,
			       said->source == EFFECT_ASSUMED ? " (assumed)" : "");
	}
}

static void print_scores(const Figures *weir, const Figures *peer)
{
	printf("\n%-44s %8s %8s\n", "cross-validated by vendor", "weir", "lookup");
	row("macro-F1", score_macro_f1(&weir->all), score_macro_f1(&peer->all), 0.97);
	row("macro-F1, hard slice", score_macro_f1(&weir->hard), score_macro_f1(&peer->hard), 0.80);
	row("mutating recall", score_mutating_recall(&weir->all), score_mutating_recall(&peer->all), 0.995);
	row("mutating precision", score_mutating_precision(&weir->all), score_mutating_precision(&peer->all),
	    0.98);
	row("destructive recall", score_destructive_recall(&weir->all), score_destructive_recall(&peer->all),
	    0.98);
	row("mutating recall with certain low records", score_mutating_recall(&weir->second),
	    score_mutating_recall(&peer->second), 0.99);
	printf("assumed: %u of %u; reads that contradict themselves: %u\n", weir->all.assumed,
	       weir->all.records, weir->all.contradictions);
}

/* No vendor says a word that only it uses: what happens with words that nobody thought of. */
static void print_forgetful(const Figures *weir)
{
	printf("\n%-44s\n", "the same, words known only from the vendor itself unknown to the lexicon");
	printf("%-44s %8.4f\n", "macro-F1", score_macro_f1(&weir->all));
	printf("%-44s %8.4f\n", "macro-F1, hard slice", score_macro_f1(&weir->hard));
	printf("%-44s %8.4f\n", "mutating recall", score_mutating_recall(&weir->all));
	printf("%-44s %8.4f\n", "mutating precision", score_mutating_precision(&weir->all));
	printf("%-44s %8.4f\n", "destructive recall", score_destructive_recall(&weir->all));
}

static void print_calibration(const Figures *weir)
{
	gboolean honest = TRUE;
	printf("\nconfidence from   records   claimed     right\n");
	for (guint i = 0; i < CALIBRATION_STEPS; i++) {
		const Calibration *step = &weir->steps[i];
		if (step->all == 0)
			continue;
		double claimed = step->claimed / step->all, right = (double)step->right / step->all;
		printf("%15.2f %9u %9.3f %9.3f\n", CALIBRATION_FROM[i], step->all, claimed, right);
		if (step->all >= 50)
			honest &= right >= claimed - 0.03;
	}
	printf("where 50 records and more claim it, as many are right (within 0.03): %s\n", held(honest));
}

static void print_checks(const GPtrArray *records)
{
	CheckScore scores[CHECK_SCORES];
	checks_score(records, scores);
	printf("\n%-24s %16s %18s %18s\n", "check", "alarms on reads", "planted, found", "harmless, alarms");
	for (guint i = 0; i < CHECK_SCORES; i++) {
		const CheckScore *score = &scores[i];
		double recall = (double)score->found / MAX(score->planted, 1);
		double alarms = (double)score->denied_alarms / MAX(score->denied, 1);
		double on_reads = (double)score->alarms / MAX(score->reads, 1);
		printf("%-24s %4u of %4u %.3f  %4u of %4u %.3f  %4u of %4u %.3f  %s\n", score->check,
		       score->alarms, score->reads, on_reads, score->found, score->planted, recall,
		       score->denied_alarms, score->denied, alarms,
		       held(recall >= 0.9 && alarms <= 0.02 && on_reads <= 0.02));
	}
}

/* Microseconds of this process: other work on the machine is not weir's. */
static gint64 processor_time(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void print_time(const GPtrArray *records)
{
	gint64 best = G_MAXINT64;
	for (guint round = 0; round < 7; round++) {
		gint64 began = processor_time();
		for (guint i = 0; i < ACTIONS; i++) {
			EffectTexts texts = record_texts(g_ptr_array_index(records, i % records->len));
			effect_free(effect_infer_texts(&texts));
		}
		best = MIN(best, processor_time() - began);
	}
	double seconds = (double)best / G_USEC_PER_SEC;
	gsize bytes = effect_model_bytes(effect_model());
	printf("\n%-44s %8.1f ms          <= %.0f ms %s\n", "10,000 actions, best of seven", seconds * 1000,
	       BAR_SECONDS * 1000, held(seconds <= BAR_SECONDS));
	printf("%-44s %8.1f KiB         <= %d KiB %s\n", "the table", (double)bytes / 1024, BAR_BYTES / 1024,
	       held(bytes <= BAR_BYTES));
}

static void print_missed(const char *check, const char *what, const char *name, const char *description)
{
	printf("  %s, %s: %s: %s\n", check, what, name, description);
}

int main(int count, char **arguments)
{
	gboolean verbose = count == 3 && strcmp(arguments[2], "-v") == 0;
	g_autoptr(GPtrArray) records = count == 2 || verbose ? records_read(arguments[1]) : NULL;
	if (records == NULL) {
		fprintf(stderr,
			"usage: bench_effects RECORDS [-v]; RECORDS: ../shared/data/effects-dev.jsonl\n");
		return 2;
	}
	g_autoptr(Corpus) corpus = corpus_new(records);
	const EffectModelNumbers *numbers = effect_model_numbers(effect_model());
	g_autoptr(GArray) verdicts = corpus_cross_validate(corpus, numbers, FALSE);
	g_autoptr(GArray) forgetful = corpus_cross_validate(corpus, numbers, TRUE);
	Figures weir = figures_of(records, verdicts), forgot = figures_of(records, forgetful);
	Figures peer = first_verbs(records);
	printf("%u labelled actions, %u scored, %u in the hard slice; %u folds, seed %u\n", records->len,
	       weir.all.records, weir.hard.records, TRAIN_FOLDS, TRAIN_SEED);
	if (verbose)
		print_wrong(records, verdicts);
	print_scores(&weir, &peer);
	print_forgetful(&forgot);
	print_calibration(&weir);
	checks_missed = verbose ? print_missed : NULL;
	print_checks(records);
	print_time(records);
	return failures > 0 ? 1 : 0;
}
