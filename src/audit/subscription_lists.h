/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks of subscriptions share: whether the lists tell anything, and rows of the same kind
 * together. 100,000 rows are looked at once; what is kept of them is bounded. */
#pragma once

#include "audit/check.h"

/* Labels of the lists, for check->probes. */
extern const char *const reads_lists[];

/* FALSE, having said why, where no list could be read.  Says what is unknown where some could not, or not to
 * their end. */
gboolean lists_are_there(Judgement *judgement, const Evidence *evidence);
/* The same, and skips where the lists are empty; unknown where they count what they do not show. */
gboolean lists_have_rows(Judgement *judgement, const Evidence *evidence);

/* Rows that share a key. */
typedef struct {
	char *key;
	char *host;        /* for callbacks; NULL: not a URL */
	char *connection;  /* of the first row */
	GString *examples; /* ids of the first rows, with commas */
	guint rows, shown;
} RowGroup;

typedef struct {
	GPtrArray *groups; /* RowGroup *, in the order in which they came; at most `most` */
	GHashTable *by_key;
	guint most;
	guint rows;  /* all that were added */
	guint other; /* of these, rows of groups beyond */
} RowGroups;

void row_groups_init(RowGroups *groups, guint most);
void row_groups_clear(RowGroups *groups);
/* NULL beyond the bound: counted only. */
RowGroup *row_groups_add(RowGroups *groups, const char *key, const Subscription *row);

/* "3 subscriptions (a, b and 1 more)"; g_free(). */
char *row_group_text(const RowGroup *group);
/* Route and exchange of a finding about it. */
Finding *row_group_shows(Finding *finding, const Evidence *evidence, const RowGroup *group);
