/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sample_private.h"

#include <string.h>

#define MORE 20      /* characters beyond the least */
#define LONGEST 4096 /* where only the least length is given, and it is short */

void sample_letters(Sampler *sampler, GString *out, size_t count)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	for (size_t i = 0; i < count; i++)
		g_string_append_c(out, letters[sample_below(sampler, sizeof(letters) - 1)]);
}

/* Letters for the most part; where values vary, also what programs trip over. */
static void append_any(Sampler *sampler, GString *out, gboolean vary)
{
	static const char *const odd[] = { " ", "-", "'", "\"", "<", "&", "\\",
					   "%", "é", "ß", "日", "🎫", "0", "Z" };
	if (vary && sample_below(sampler, 6) == 0)
		g_string_append(out, odd[sample_below(sampler, G_N_ELEMENTS(odd))]);
	else
		sample_letters(sampler, out, 1);
}

static char *plain_text(Sampler *sampler, const Facts *facts, int attempt)
{
	gboolean vary = sample_varies(sampler, attempt);
	size_t least = facts->least_length, most = MIN(facts->most_length, MAX(least, LONGEST));
	if (least > most || least > (size_t)sampler->bytes / 4)
		return NULL;
	size_t start = vary ? least : MIN(MAX(least, 4), most);
	size_t length = start + sample_below(sampler, MIN(most - start, vary ? MORE : 8) + 1);
	if (vary && sample_below(sampler, 8) == 0)
		length = sample_below(sampler, 2) == 0 ? least : MIN(most, LONGEST);
	GString *out = g_string_new(NULL);
	for (size_t i = 0; i < length; i++)
		append_any(sampler, out, vary && attempt % 2 == 0);
	return g_string_free(out, FALSE);
}

/* How often repeats are taken beyond what they must: a few times, not at all, or so often that the least
 * length comes out, for one repeat or shared among some. */
static size_t spread_of(Sampler *sampler, const Facts *facts, int attempt)
{
	size_t least = MIN(facts->least_length, (size_t)sampler->bytes / 8);
	switch (attempt % 6) {
	case 0:
		return least > 0 ? least : 1 + sample_below(sampler, 4);
	case 1:
		return least;
	case 2:
		return 0;
	case 3:
		return (least + 1) / 2;
	case 4:
		return least + sample_below(sampler, 8);
	default:
		return (least + 2) / 3 + sample_below(sampler, 3);
	}
}

/* A pattern seldom says what may stand around it, so a text that is too short is filled up. */
static char *filled(Sampler *sampler, const Facts *facts, char *text, int attempt)
{
	size_t length = text == NULL ? 0 : schema_characters(text, strlen(text));
	if (text == NULL || length >= facts->least_length || facts->least_length > (size_t)sampler->bytes / 8)
		return text;
	g_autoptr(GString) fill = g_string_new(NULL);
	sample_letters(sampler, fill, facts->least_length - length);
	char *whole =
		attempt % 2 == 0 ? g_strconcat(text, fill->str, NULL) : g_strconcat(fill->str, text, NULL);
	g_free(text);
	return whole;
}

static char *patterned_text(Sampler *sampler, const Facts *facts, int attempt)
{
	guint which = (guint)attempt % facts->patterns->len;
	const char *pattern = g_ptr_array_index(facts->patterns, which);
	char *text = sample_pattern(sampler, pattern, spread_of(sampler, facts, attempt),
				    sample_varies(sampler, attempt) && facts->least_length == 0);
	return attempt < SAMPLE_TRIES / 2 ? text : filled(sampler, facts, text, attempt);
}

/* A format first, since a pattern beside it is mostly the wider of the two; then by turns. */
static char *make_text(Sampler *sampler, const Facts *facts, int attempt)
{
	gboolean patterned = facts->patterns->len > 0;
	if (facts->format != NULL && (!patterned || attempt % 2 == 0)) {
		g_autoptr(GString) out = g_string_new(NULL);
		if (sample_format(sampler, facts->format, facts->least_length, facts->most_length, out))
			return g_string_free(g_steal_pointer(&out), FALSE);
	}
	return patterned ? patterned_text(sampler, facts, attempt) : plain_text(sampler, facts, attempt);
}

json_t *sample_text(Sampler *sampler, const Facts *facts, int attempt)
{
	g_autofree char *text = make_text(sampler, facts, attempt);
	if (text == NULL)
		return NULL;
	sampler->bytes -= (gint64)strlen(text);
	return sampler->bytes < 0 ? NULL : json_string(text);
}
