/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The score on the labelled actions of ../shared/data/effects-dev.jsonl, as its README defines it. */
#include "suite.h"

#include "model/effects.h"

#include <stdio.h>
#include <string.h>

#define LEAST_F1 0.94

typedef struct {
	guint tp[EFFECT_KINDS], fp[EFFECT_KINDS], fn[EFFECT_KINDS];
	guint records, contradictions;
	guint mutating[2][2]; /* [is][said] */
} Score;

typedef struct {
	EffectKind is;
	Effect *said;
	gboolean scored, hard, second;
	guint half;
} Record;

/* The table of README.md, "first-verb lookup": it decides what is hard. */
static const char *const FIRST_VERBS[EFFECT_KINDS] = {
	(" get list search find fetch read retrieve show view query count check describe download export "
	 "lookup "
	 "validate verify preview "),
	" create add new insert register upload import post copy clone make generate ",
	(" update edit set modify change patch put rename move enable disable assign replace archive restore "
	 "approve start stop "),
	" delete remove cancel revoke destroy drop purge void terminate clear ",
	" send notify email resend message reply broadcast pay ",
};

static gboolean name_is_hard(const char *name)
{
	guint kinds = 0;
	g_autoptr(GString) spaced = g_string_new(NULL);
	for (const char *at = name; *at != 0; at++) {
		if (g_ascii_isupper(*at) && at > name && !g_ascii_isupper(at[-1]))
			g_string_append_c(spaced, ' ');
		g_string_append_c(spaced, g_ascii_isalnum(*at) ? g_ascii_tolower(*at) : ' ');
	}
	g_auto(GStrv) words = g_strsplit(spaced->str, " ", -1);
	for (char **word = words; *word != NULL; word++) {
		g_autofree char *padded = g_strdup_printf(" %s ", *word);
		for (guint kind = 0; **word != 0 && kind < EFFECT_KINDS; kind++)
			kinds |= strstr(FIRST_VERBS[kind], padded) != NULL ? 1u << kind : 0;
	}
	return kinds == 0 || (kinds & (kinds - 1)) != 0;
}

static Effect *infer(const json_t *record)
{
	const json_t *listed = json_object_get(record, "arguments");
	gsize count = json_array_size(listed);
	g_autofree const char **arguments = g_new0(const char *, count + 1);
	for (gsize i = 0; i < count; i++)
		arguments[i] = json_string_value(json_array_get(listed, i));
	return effect_infer(json_string_value(json_object_get(record, "name")),
			    json_string_value(json_object_get(record, "description")), arguments);
}

/* README.md: low records count for the second recall where a tool or the method shows that they write. */
static gboolean is_second(const json_t *record, EffectKind is)
{
	const char *method = json_string_value(json_object_get(record, "method"));
	const char *origin = json_string_value(json_object_get(record, "origin"));
	gboolean writes = method != NULL && (strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0 ||
					     strcmp(method, "DELETE") == 0);
	return is != EFFECT_READ && (g_strcmp0(origin, "mcp") == 0 || writes);
}

static void free_record(gpointer data)
{
	Record *record = data;
	effect_free(record->said);
	g_free(record);
}

static GPtrArray *read_records(const char *path)
{
	g_autofree char *text = NULL;
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GPtrArray *records = g_ptr_array_new_with_free_func(free_record);
	for (char **line = lines; *line != NULL; line++) {
		json_t *json = json_loads(*line, 0, NULL);
		if (json == NULL)
			continue;
		Record *record = g_new0(Record, 1);
		ck_assert(effect_kind_parse(json_string_value(json_object_get(json, "effect")), &record->is));
		record->said = infer(json);
		record->scored = strcmp(json_string_value(json_object_get(json, "confidence")), "high") == 0;
		record->hard = name_is_hard(json_string_value(json_object_get(json, "name")));
		record->second = record->scored || is_second(json, record->is);
		record->half = g_str_hash(json_string_value(json_object_get(json, "source"))) & 1;
		g_ptr_array_add(records, record);
		json_decref(json);
	}
	return records;
}

static void count_record(Score *score, const Record *record)
{
	EffectKind is = record->is, said = record->said->kind;
	score->records++;
	score->tp[is] += is == said;
	score->fn[is] += is != said;
	score->fp[said] += is != said;
	score->mutating[is != EFFECT_READ][said != EFFECT_READ]++;
	score->contradictions += is == EFFECT_READ && record->said->contradiction != NULL;
}

static double macro_f1(const Score *score)
{
	double sum = 0;
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		guint twice = 2 * score->tp[kind], all = twice + score->fp[kind] + score->fn[kind];
		sum += all > 0 ? (double)twice / all : 0;
	}
	return sum / EFFECT_KINDS;
}

static double ratio(guint part, guint rest)
{
	return part + rest > 0 ? (double)part / (part + rest) : 0;
}

static void print_score(const char *title, const Score *score)
{
	printf("# %s, %u records: macro-F1 %.4f, mutating recall %.4f precision %.4f, destructive recall "
	       "%.4f, "
	       "reads with a contradiction %u\n",
	       title, score->records, macro_f1(score), ratio(score->mutating[1][1], score->mutating[1][0]),
	       ratio(score->mutating[1][1], score->mutating[0][1]),
	       ratio(score->tp[EFFECT_DELETE], score->fn[EFFECT_DELETE]), score->contradictions);
	fflush(stdout);
}

/* What the confidence claims against what came true, by tenths. */
static void print_calibration(const GPtrArray *records)
{
	guint right[10] = { 0 }, all[10] = { 0 };
	double claimed[10] = { 0 };
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		guint bin = MIN(9, (guint)(record->said->confidence * 10));
		if (!record->scored)
			continue;
		all[bin]++;
		right[bin] += record->is == record->said->kind;
		claimed[bin] += record->said->confidence;
	}
	for (guint bin = 0; bin < 10; bin++) {
		if (all[bin] > 0)
			printf("# confidence 0.%u: %u records, claimed %.3f, right %.3f\n", bin, all[bin],
			       claimed[bin] / all[bin], (double)right[bin] / all[bin]);
	}
}

START_TEST(the_labelled_actions)
{
	g_autofree char *path = suite_shared("data/effects-dev.jsonl");
	ck_assert_ptr_nonnull(path);
	g_autoptr(GPtrArray) records = read_records(path);
	static Score all, hard, second, halves[2];
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		if (record->second)
			count_record(&second, record);
		if (!record->scored)
			continue;
		count_record(&all, record);
		count_record(&halves[record->half], record);
		if (record->hard)
			count_record(&hard, record);
	}
	print_score("all scored", &all);
	print_score("hard slice", &hard);
	print_score("with low records that write", &second);
	print_score("one half of the vendors", &halves[0]);
	print_score("the other half", &halves[1]);
	print_calibration(records);
	ck_assert_uint_eq(all.records, 2577);
	ck_assert_uint_eq(hard.records, 274);
	ck_assert_uint_eq(second.records, 2689);
	ck_assert_double_ge(macro_f1(&all), LEAST_F1);
	ck_assert_double_ge(ratio(all.mutating[1][1], all.mutating[1][0]), 0.98);
	ck_assert_double_ge(ratio(all.mutating[1][1], all.mutating[0][1]), 0.98);
	ck_assert_double_ge(ratio(all.tp[EFFECT_DELETE], all.fn[EFFECT_DELETE]), 0.98);
	ck_assert_uint_le(all.contradictions, 5);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { the_labelled_actions, NULL };
	g_autofree char *path = suite_shared("data/effects-dev.jsonl");
	if (path == NULL)
		return suite_skip("model/effects-score", "../shared/data/effects-dev.jsonl is not there");
	return suite_run("model/effects-score", tests);
}
