/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether one of many words is in a text, in capitals or small letters, in one pass.  For what is asked at
 * every keyword that is met.  Only for leak/. */
#pragma once

#include <glib.h>

enum { LEAK_WORDS = 64 };

/* Constant but for the tables, which are made when they are first needed. */
typedef struct {
	const char *const
		*words; /* in small letters, two bytes or more unless only beginnings are asked for */
	gsize count;    /* at most LEAK_WORDS */
	gboolean ready;
	guint64 by_first[256], by_second[256]; /* a bit for each word that has this byte there */
} LeakWords;

#define LEAK_WORDS_OF(list)                                                                                  \
	{                                                                                                    \
		.words = (list), .count = G_N_ELEMENTS(list)                                                 \
	}

/* The text is begun by one of them. */
gboolean leak_words_begin(LeakWords *words, const char *text, gsize length);
/* One of them is anywhere in it. */
gboolean leak_words_within(LeakWords *words, const char *text, gsize length);
