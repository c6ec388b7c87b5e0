/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "verb/verb.h"

enum { WORD_MAX = 64 };

/* Insertions, deletions, changes and swaps of neighbours that make one word of the other. */
static guint distance(const char *a, const char *b)
{
	gsize rows = strlen(a), columns = strlen(b);
	guint before[WORD_MAX + 1], last[WORD_MAX + 1], now[WORD_MAX + 1];
	if (rows > WORD_MAX || columns > WORD_MAX)
		return G_MAXUINT;
	for (gsize j = 0; j <= columns; j++)
		before[j] = last[j] = (guint)j;
	for (gsize i = 1; i <= rows; i++) {
		now[0] = (guint)i;
		for (gsize j = 1; j <= columns; j++) {
			guint best = last[j - 1] + (a[i - 1] != b[j - 1]);
			best = MIN(best, MIN(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = MIN(best, before[j - 2] + 1);
			now[j] = best;
		}
		memcpy(before, last, sizeof before);
		memcpy(last, now, sizeof last);
	}
	return last[columns];
}

const char *verb_nearest(const char *word, const char *const *names)
{
	const char *nearest = NULL;
	guint least = MAX(1, (guint)strlen(word) / 3) + 1;
	for (gsize i = 0; names[i] != NULL; i++) {
		guint steps = distance(word, names[i]);
		if (steps < least) {
			least = steps;
			nearest = names[i];
		}
	}
	return nearest;
}
