/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by words_*.c. */
#pragma once

#include "audit/words.h"

enum { WORDS_MOST = 24, WORDS_LONGEST = 48 };

/* The words of one name: lower case, without accents, digits left out. */
typedef struct {
	char word[WORDS_MOST][WORDS_LONGEST];
	guint count;
} NameWords;

void words_split_name(NameWords *words, const char *name);

/* Folds one word like those of a name; "" if it is too long. */
void words_fold(const char *word, gsize length, char folded[WORDS_LONGEST]);

/* TRUE if `word` is one of `list`, words with one space between them. */
gboolean words_listed(const char *list, const char *word);

/* How many words of `phrase` stand at `at`: all of them, or 0. */
guint words_phrase_at(const NameWords *words, guint at, const char *phrase);

/* TRUE if the whole name is `phrase`, written apart or together. */
gboolean words_are(const NameWords *words, const char *phrase);

/* TRUE for one of a table that ends with NULL. */
gboolean words_are_one_of(const NameWords *words, const char *const *phrases);

/* The types of a schema that are not null, anyOf, oneOf and allOf included: TRUE if there are some and all
 * are among `list`. */
gboolean words_schema_is_only(const json_t *schema, const char *list);
