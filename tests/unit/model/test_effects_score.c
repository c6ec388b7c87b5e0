/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score on the labelled actions of ../shared/data/effects-dev.jsonl, as its README defines it: what a
 * model says of vendors that it was not trained on.  The floors are a little below what was measured when the
 * table was made (doc/effects.md); `make bench-effects` prints all figures. */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "train/train.h"

typedef struct {
	Score all, hard, second;
	Calibration steps[CALIBRATION_STEPS];
} Figures;

static GPtrArray *records;
static Corpus *corpus;

static void set_up(void)
{
	g_autofree char *path = suite_shared("data/effects-dev.jsonl");
	if (corpus != NULL)
		return;
	records = records_read(path);
	ck_assert_ptr_nonnull(records);
	corpus = corpus_new(records);
}

static Figures figures_of(const GArray *verdicts)
{
	Figures figures = { 0 };
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		const Said *said = &g_array_index(verdicts, Said, i);
		if (record->second)
			score_add(&figures.second, record->is, said);
		if (!record->scored)
			continue;
		score_add(&figures.all, record->is, said);
		if (record->hard)
			score_add(&figures.hard, record->is, said);
		calibration_add(figures.steps, record->is, said);
	}
	return figures;
}

static void print_figures(const char *title, const Figures *figures)
{
	printf("# %s: macro-F1 %.4f, hard %.4f, mutating recall %.4f precision %.4f, destructive recall "
	       "%.4f\n",
	       title, score_macro_f1(&figures->all), score_macro_f1(&figures->hard),
	       score_mutating_recall(&figures->all), score_mutating_precision(&figures->all),
	       score_destructive_recall(&figures->all));
	fflush(stdout);
}

START_TEST(the_slices_are_those_of_the_readme)
{
	set_up();
	guint scored = 0, hard = 0, second = 0;
	Score lookup = { 0 };
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		Said said = { .kind = record_first_verb(record) };
		scored += record->scored;
		hard += record->scored && record->hard;
		second += record->second;
		if (record->scored)
			score_add(&lookup, record->is, &said);
	}
	ck_assert_uint_eq(scored, 2577);
	ck_assert_uint_eq(hard, 274);
	ck_assert_uint_eq(second, 2689);
	ck_assert_double_eq_tol(score_macro_f1(&lookup), 0.933, 0.001);
	ck_assert_double_eq_tol(score_mutating_recall(&lookup), 0.920, 0.001);
	ck_assert_double_eq_tol(score_destructive_recall(&lookup), 0.929, 0.001);
}
END_TEST

START_TEST(vendors_that_were_not_seen)
{
	set_up();
	g_autoptr(GArray) verdicts =
		corpus_cross_validate(corpus, effect_model_numbers(effect_model()), FALSE);
	Figures figures = figures_of(verdicts);
	print_figures("cross-validated by vendor", &figures);
	ck_assert_double_ge(score_macro_f1(&figures.all), 0.985);
	ck_assert_double_ge(score_macro_f1(&figures.hard), 0.93);
	ck_assert_double_ge(score_mutating_recall(&figures.all), 0.9985);
	ck_assert_double_ge(score_mutating_precision(&figures.all), 0.987);
	ck_assert_double_ge(score_destructive_recall(&figures.all), 0.99);
	ck_assert_double_ge(score_mutating_recall(&figures.second), 0.997);
	ck_assert_uint_le(figures.all.contradictions, 3);
	ck_assert_uint_le(figures.all.assumed, 40);
	for (guint i = 0; i < CALIBRATION_STEPS; i++) {
		const Calibration *step = &figures.steps[i];
		if (step->all < 50)
			continue;
		printf("# confidence from %.2f: %u records, claimed %.3f, right %.3f\n", CALIBRATION_FROM[i],
		       step->all, step->claimed / step->all, (double)step->right / step->all);
		ck_assert_double_ge((double)step->right / step->all, step->claimed / step->all - 0.03);
	}
}
END_TEST

START_TEST(words_that_were_not_seen)
{
	set_up();
	g_autoptr(GArray) verdicts =
		corpus_cross_validate(corpus, effect_model_numbers(effect_model()), TRUE);
	Figures figures = figures_of(verdicts);
	print_figures("words of one vendor unknown", &figures);
	ck_assert_double_ge(score_macro_f1(&figures.all), 0.98);
	ck_assert_double_ge(score_macro_f1(&figures.hard), 0.91);
	ck_assert_double_ge(score_mutating_recall(&figures.all), 0.997);
	ck_assert_double_ge(score_mutating_precision(&figures.all), 0.985);
	ck_assert_double_ge(score_destructive_recall(&figures.all), 0.98);
}
END_TEST

/* The table that is compiled in is what training gives today. */
START_TEST(the_table_is_up_to_date)
{
	set_up();
	g_autoptr(Trained) trained = corpus_train(corpus, -1);
	const EffectModelNumbers *numbers = effect_model_numbers(effect_model());
	for (guint scale = 0; scale < EFFECT_SCALES; scale++)
		ck_assert_int_eq(numbers->scale[scale], trained->numbers.scale[scale]);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++)
		ck_assert_int_eq(numbers->bias[kind], trained->numbers.bias[kind]);
	g_autoptr(GString) table = g_string_new(NULL);
	for (const char *const *line = EFFECT_MODEL_WEIGHTS; *line != NULL; line++)
		g_string_append_printf(table, "%s|", *line);
	g_autoptr(GString) made = g_string_new(NULL);
	for (guint i = 0; i < trained->rows->len; i++) {
		const EffectWeight *row = &g_array_index(trained->rows, EffectWeight, i);
		g_string_append(made, row->feature);
		for (guint kind = 0; kind < EFFECT_KINDS; kind++)
			g_string_append_printf(made, " %d", row->weight[kind]);
		g_string_append_c(made, '|');
	}
	ck_assert_msg(strcmp(made->str, table->str) == 0, "run `make effects-model`");
	ck_assert_uint_lt(effect_model_bytes(effect_model()), 200 * 1024);
}
END_TEST

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = TRUE };
#else
enum { SANITIZED = FALSE };
#endif

int main(void)
{
	const TTest *const all[] = { the_slices_are_those_of_the_readme, vendors_that_were_not_seen,
				     words_that_were_not_seen, the_table_is_up_to_date, NULL };
	/* The figures are the same under sanitizers, and take minutes there. */
	const TTest *const some[] = { the_slices_are_those_of_the_readme, the_table_is_up_to_date, NULL };
	g_autofree char *path = suite_shared("data/effects-dev.jsonl");
	if (path == NULL)
		return suite_skip("model/effects-score", "../shared/data/effects-dev.jsonl is not there");
	return suite_run("model/effects-score", SANITIZED ? some : all);
}
