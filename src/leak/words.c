/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/words.h"

#include <string.h>

static void make_tables(LeakWords *words)
{
	if (words->ready)
		return;
	g_return_if_fail(words->count <= LEAK_WORDS);
	for (gsize i = 0; i < words->count; i++) {
		guint64 bit = G_GUINT64_CONSTANT(1) << i;
		const char *word = words->words[i];
		words->by_first[(guchar)word[0]] |= bit;
		words->by_first[(guchar)g_ascii_toupper(word[0])] |= bit;
		for (int byte = 0; byte < 256; byte++)
			if (word[1] == '\0' || g_ascii_tolower((char)byte) == word[1])
				words->by_second[byte] |= bit;
	}
	words->ready = TRUE;
}

/* A bit for each of the words that begin as the text does. */
static inline guint64 candidates(const LeakWords *words, const char *text, gsize length)
{
	guint64 some = words->by_first[(guchar)text[0]];
	return length > 1 ? some & words->by_second[(guchar)text[1]] : some;
}

static gboolean is_one_at(const LeakWords *words, guint64 some, const char *text, gsize length)
{
	for (; some != 0; some &= some - 1) {
		const char *word = words->words[__builtin_ctzll(some)];
		gsize size = strlen(word);
		if (size <= length && g_ascii_strncasecmp(text, word, size) == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean leak_words_begin(LeakWords *words, const char *text, gsize length)
{
	make_tables(words);
	return length > 0 && is_one_at(words, candidates(words, text, length), text, length);
}

gboolean leak_words_within(LeakWords *words, const char *text, gsize length)
{
	make_tables(words);
	for (gsize i = 0; i < length; i++) {
		guint64 some = candidates(words, text + i, length - i);
		if (some != 0 && is_one_at(words, some, text + i, length - i))
			return TRUE;
	}
	return FALSE;
}
