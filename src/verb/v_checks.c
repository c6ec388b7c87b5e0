/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "audit/audit.h"
#include "base/error.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("CHECK"), TRUE, FALSE, HINT_NONE,
	  N_("a check, which is explained in full, a family (actions) or a guideline (B4)") },
	{ NULL },
};

/* Checks that the word means; all of them without one. */
static GPtrArray *chosen(const char *word, GError **error)
{
	g_autoptr(GPtrArray) only = g_ptr_array_new();
	if (word != NULL)
		g_ptr_array_add(only, (gpointer)word);
	g_autoptr(GPtrArray) checks =
		audit_choose(LEVEL_ACTIVE, NULL, word != NULL ? only : NULL, NULL, error);
	if (checks == NULL)
		return NULL;
	GPtrArray *rows = g_ptr_array_new();
	for (guint i = 0; i < checks->len; i++)
		g_ptr_array_add(rows, (gpointer) & ((const struct check *)checks->pdata[i])->info);
	return rows;
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	const char *word = verb_argument(run, 0);
	GPtrArray *rows = chosen(word, error);
	if (rows == NULL)
		return VERB_FAILED;
	g_autoptr(ListingSet) set = listing_set_new(&listing_checks);
	listing_set_add(set, NULL, rows->len, rows, rows, free_rows);
	gboolean one = word != NULL && check_find(word) != NULL;
	gboolean good = one ? run->sink->detail(run, set, 0, error) : run->sink->listing(run, set, error);
	return good ? VERB_DONE : VERB_FAILED;
}

const struct verb verb_checks = {
	.name = "checks",
	.summary = N_("list what an audit looks at, or explain one check"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = arguments,
	.help = N_("One check is explained in full: why it matters, what is sent and how it is judged, how "
		   "to mend "
		   "it, what it answers of the security guidance, and what a false positive looks like. As "
		   "JSON the "
		   "listing has all of these texts."),
	.examples = "weir checks\n"
		    "weir checks secrets\n"
		    "weir checks secrets.validation-echo\n"
		    "weir checks B4 --format json",
	.begin = begin,
};
