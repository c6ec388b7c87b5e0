/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and texts as words that can be compared: `ticketCreated`, "/tickets/new" and "Ticket was created"
 * have words in common.  Private to model/route. */
#pragma once

#include <glib.h>

typedef struct {
	GPtrArray *list;    /* char *: lower case, plurals cut, in order */
	char *key;          /* the list with _ between */
	GPtrArray *meaning; /* char *: stems with one word for synonyms, sorted, each once, without the words
			       that every hook has (webhook, trigger, on, v2, ...) */
	char *meaning_key;
} Words;

/* At most 4 KiB and 64 words are looked at. */
Words *words_new(const char *text);
void words_free(Words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Words, words_free)

/* The key of `count` words from `first`, new. */
char *words_key(const Words *words, guint first, guint count);

/* TRUE if the word is one that every hook has. */
gboolean word_is_generic(const char *word);
