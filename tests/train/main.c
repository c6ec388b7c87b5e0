/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trains the model of effects and writes its table: `make effects-model`.
 * usage: train_effects RECORDS TABLE
 * The table is C, the same for the same records; it is written only when all went well. */
#include <stdio.h>

#include "train/train.h"

#define LINE_COLUMNS 110
#define SURE_AT_LEAST 500 /* per mille: below it, it is likelier wrong than right */

static void write_numbers(GString *out, const EffectModelNumbers *numbers)
{
	g_string_append(out, "const EffectModelNumbers EFFECT_MODEL_NUMBERS = {\n\t.scale = {");
	for (guint i = 0; i < EFFECT_SCALES; i++)
		g_string_append_printf(out, "%s %d", i > 0 ? "," : "", numbers->scale[i]);
	g_string_append(out, " },\n\t.bias = {");
	for (guint i = 0; i < EFFECT_KINDS; i++)
		g_string_append_printf(out, "%s %d", i > 0 ? "," : "", numbers->bias[i]);
	g_string_append_printf(
		out, " },\n\t.read_at_least = %d,\n\t.sure_at_least = %d,\n\t.sharpness = %d,\n};\n\n",
		numbers->read_at_least, numbers->sure_at_least, numbers->sharpness);
}

/* Words are letters, digits and bytes of other alphabets: those as octal escapes. */
static void append_escaped(GString *out, const char *text)
{
	for (; *text != 0; text++) {
		if (*text == '"' || *text == '\\' || *text == '|' || (guchar)*text < 0x20 ||
		    (guchar)*text >= 0x7F)
			g_string_append_printf(out, "\\%03o", (guchar)*text);
		else
			g_string_append_c(out, *text);
	}
}

static void write_rows(GString *out, const GArray *rows)
{
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append(out, "const char *const EFFECT_MODEL_WEIGHTS[] = {\n");
	for (guint i = 0; i < rows->len; i++) {
		const EffectWeight *row = &g_array_index(rows, EffectWeight, i);
		g_autoptr(GString) part = g_string_new(NULL);
		append_escaped(part, row->feature);
		for (guint kind = 0; kind < EFFECT_KINDS; kind++)
			g_string_append_printf(part, " %d", row->weight[kind]);
		if (line->len > 0 && line->len + part->len > LINE_COLUMNS) {
			g_string_append_printf(out, "\t\"%s\",\n", line->str);
			g_string_truncate(line, 0);
		}
		g_string_append_printf(line, "%s%s", line->len > 0 ? "|" : "", part->str);
	}
	if (line->len > 0)
		g_string_append_printf(out, "\t\"%s\",\n", line->str);
	g_string_append(out, "\tNULL,\n};\n");
}

static gboolean write_table(const Trained *trained, const char *path)
{
	g_autoptr(GString) out =
		g_string_new("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
			     "/* Made by `make effects-model`: doc/effects.md. */\n"
			     "#include \"model/effects_model.h\"\n\n/* clang-format off */\n");
	write_numbers(out, &trained->numbers);
	write_rows(out, trained->rows);
	return g_file_set_contents(path, out->str, (gssize)out->len, NULL);
}

int main(int count, char **arguments)
{
	if (count != 3) {
		fprintf(stderr, "usage: train_effects RECORDS TABLE\n");
		return 2;
	}
	g_autoptr(GPtrArray) records = records_read(arguments[1]);
	if (records == NULL) {
		fprintf(stderr, "train_effects: %s: no labelled actions\n", arguments[1]);
		return 1;
	}
	g_autoptr(Corpus) corpus = corpus_new(records);
	EffectModelNumbers tuned = { .sharpness = 100, .sure_at_least = SURE_AT_LEAST };
	corpus_tune(corpus, &tuned);
	g_autoptr(Trained) trained = corpus_train(corpus, -1);
	trained->numbers.sharpness = tuned.sharpness;
	trained->numbers.read_at_least = tuned.read_at_least;
	trained->numbers.sure_at_least = tuned.sure_at_least;
	if (!write_table(trained, arguments[2])) {
		fprintf(stderr, "train_effects: %s cannot be written\n", arguments[2]);
		return 1;
	}
	printf("%u features, sharpness %d, read from %d, sure from %d per mille\n", trained->rows->len,
	       tuned.sharpness, tuned.read_at_least, tuned.sure_at_least);
	return 0;
}
