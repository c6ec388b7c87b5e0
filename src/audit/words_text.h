/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts cut into words with their clauses, and whether a word in one is negated.  Internal to words_*.c. */
#pragma once

#include "audit/words_private.h"

typedef struct {
	const char *at; /* in the text */
	gsize length;
	char word[WORDS_LONGEST]; /* folded; of a scope ("tickets:write") as it stands, in lower case */
	gboolean scope;           /* an identifier with : . _ or *, no word of the language */
	gboolean opens;           /* first of a clause */
	gboolean comma;           /* after a comma */
} TextWord;

/* A new array of TextWord that points into `text`; 8 KiB are read. */
GArray *text_words(const char *text);

#define TEXT_WORD(words, i) (&g_array_index((words), TextWord, (i)))

/* How many words of `phrase` stand at `at` within one clause: all of them, or 0.  A * at the end of a word of
 * the phrase stands for any ending. */
guint text_phrase_at(const GArray *words, guint at, const char *phrase);

/* TRUE if what stands from `first` to `last` is denied there: "no admin scope", "does not need it", "without
 * it", "it is not required", and what Swedish and German say for it. */
gboolean text_is_negated(const GArray *words, guint first, guint last);
