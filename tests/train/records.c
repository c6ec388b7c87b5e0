/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/records.h"

#include <string.h>

/* The table of README.md, "first-verb lookup": it decides what is hard, too. */
static const char *const FIRST_VERBS[EFFECT_KINDS] = {
	" get list search find fetch read retrieve show view query count check describe download export "
	"lookup validate verify preview ",
	" create add new insert register upload import post copy clone make generate ",
	" update edit set modify change patch put rename move enable disable assign replace archive restore "
	"approve start stop ",
	" delete remove cancel revoke destroy drop purge void terminate clear ",
	" send notify email resend message reply broadcast pay ",
};

const double CALIBRATION_FROM[CALIBRATION_STEPS] = { 0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97 };

static char **name_words(const char *name)
{
	g_autoptr(GString) spaced = g_string_new(NULL);
	for (const char *at = name; *at != 0; at++) {
		if (g_ascii_isupper(*at) && at > name && !g_ascii_isupper(at[-1]))
			g_string_append_c(spaced, ' ');
		g_string_append_c(spaced, g_ascii_isalnum(*at) ? g_ascii_tolower(*at) : ' ');
	}
	return g_strsplit(spaced->str, " ", -1);
}

/* Kinds of the first verb and of all verbs of a name, as bits. */
static void verbs_of(const char *name, guint *first, guint *all)
{
	g_auto(GStrv) words = name_words(name);
	*first = *all = 0;
	for (char **word = words; *word != NULL; word++) {
		g_autofree char *padded = g_strdup_printf(" %s ", *word);
		guint kinds = 0;
		for (guint kind = 0; **word != 0 && kind < EFFECT_KINDS; kind++)
			kinds |= strstr(FIRST_VERBS[kind], padded) != NULL ? 1u << kind : 0;
		*first = *first == 0 ? kinds : *first;
		*all |= kinds;
	}
}

EffectKind record_first_verb(const Record *record)
{
	guint first, all;
	verbs_of(record->name, &first, &all);
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		if ((first & (1u << kind)) != 0)
			return (EffectKind)kind;
	}
	return EFFECT_READ;
}

static gboolean name_is_hard(const char *name)
{
	guint first, all;
	verbs_of(name, &first, &all);
	return all == 0 || (all & (all - 1)) != 0;
}

/* README.md: low records count for the second recall where a tool or the method shows that they write. */
static gboolean is_second(const json_t *line, EffectKind is)
{
	static const char *const WRITES[] = { "PUT", "PATCH", "DELETE", NULL };
	const char *method = json_string_value(json_object_get(line, "method"));
	const char *origin = json_string_value(json_object_get(line, "origin"));
	gboolean writes = method != NULL && g_strv_contains(WRITES, method);
	return is != EFFECT_READ && (g_strcmp0(origin, "mcp") == 0 || writes);
}

static char **read_arguments(const json_t *listed)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	for (size_t i = 0; i < json_array_size(listed); i++)
		g_strv_builder_add(names, json_string_value(json_array_get(listed, i)));
	return g_strv_builder_end(names);
}

static void record_free(gpointer memory)
{
	Record *record = memory;
	g_free(record->id);
	g_free(record->vendor);
	g_free(record->name);
	g_free(record->description);
	g_strfreev(record->arguments);
	g_free(record);
}

/* Label fields, method and annotations stay here: nothing else of a record reaches the classifier. */
static Record *read_record(const json_t *line)
{
	EffectKind is;
	const char *name = json_string_value(json_object_get(line, "name"));
	const char *vendor = json_string_value(json_object_get(line, "source"));
	if (name == NULL || vendor == NULL ||
	    !effect_kind_parse(json_string_value(json_object_get(line, "effect")), &is))
		return NULL;
	Record *record = g_new0(Record, 1);
	record->id = g_strdup(json_string_value(json_object_get(line, "id")));
	record->vendor = g_strdup(vendor);
	record->name = g_strdup(name);
	record->description = g_strdup(json_string_value(json_object_get(line, "description")));
	record->arguments = read_arguments(json_object_get(line, "arguments"));
	record->is = is;
	record->scored = g_strcmp0(json_string_value(json_object_get(line, "confidence")), "high") == 0;
	record->hard = name_is_hard(name);
	record->second = record->scored || is_second(line, is);
	return record;
}

GPtrArray *records_read(const char *path)
{
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(record_free);
	for (char **line = lines; *line != NULL; line++) {
		if (**line == 0)
			continue;
		json_t *json = json_loads(*line, 0, NULL);
		Record *record = read_record(json);
		json_decref(json);
		if (record == NULL)
			return NULL;
		g_ptr_array_add(records, record);
	}
	return g_steal_pointer(&records);
}

EffectTexts record_texts(const Record *record)
{
	return (EffectTexts){ .name = record->name,
			      .description = record->description,
			      .arguments = (const char *const *)record->arguments };
}

Said said_of(const Effect *effect)
{
	return (Said){ effect->kind, effect->confidence, effect->source, effect->contradiction != NULL };
}

/* --- scores --- */

void score_add(Score *score, EffectKind is, const Said *said)
{
	score->records++;
	score->tp[is] += is == said->kind;
	score->fn[is] += is != said->kind;
	score->fp[said->kind] += is != said->kind;
	score->mutating[is != EFFECT_READ][said->kind != EFFECT_READ]++;
	score->contradictions += is == EFFECT_READ && said->contradicts;
	score->assumed += said->source == EFFECT_ASSUMED;
}

double score_macro_f1(const Score *score)
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

double score_mutating_recall(const Score *score)
{
	return ratio(score->mutating[1][1], score->mutating[1][0]);
}

double score_mutating_precision(const Score *score)
{
	return ratio(score->mutating[1][1], score->mutating[0][1]);
}

double score_destructive_recall(const Score *score)
{
	return ratio(score->tp[EFFECT_DELETE], score->fn[EFFECT_DELETE]);
}

void calibration_add(Calibration steps[CALIBRATION_STEPS], EffectKind is, const Said *said)
{
	guint step = CALIBRATION_STEPS - 1;
	while (step > 0 && said->confidence < CALIBRATION_FROM[step])
		step--;
	steps[step].all++;
	steps[step].right += is == said->kind;
	steps[step].claimed += said->confidence;
}
