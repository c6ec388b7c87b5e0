/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "sign/schemes.h"
#include "verb/verbs.h"
#include "verb/webhook.h"

static const struct verb_argument arguments[] = {
	{ N_("ID"), TRUE, FALSE, HINT_NONE, N_("a scheme, which is explained in full") },
	{ NULL },
};

static void free_row(gpointer row)
{
	scheme_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static void free_schemes(gpointer schemes)
{
	g_ptr_array_unref(schemes);
}

static void add_row(GPtrArray *rows, const struct scheme *scheme)
{
	SchemeRow *row = scheme_row_new(scheme);
	if (row != NULL)
		g_ptr_array_add(rows, row);
}

/* One's own hide weir's of the same id. */
static gboolean is_hidden(const GPtrArray *own, const struct scheme *scheme)
{
	return webhook_scheme(own, scheme->id, NULL) != scheme;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	const char *id = verb_argument(run, 0);
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return VERB_FAILED;
	GPtrArray *own = config_schemes(config);
	run->state = own;
	run->free_state = free_schemes;
	const struct scheme *one = id != NULL ? webhook_scheme(own, id, error) : NULL;
	if (id != NULL && one == NULL)
		return VERB_FAILED;
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; one == NULL && i < own->len; i++)
		add_row(rows, g_ptr_array_index(own, i));
	for (guint i = 0; one == NULL && i < schemes_count(); i++)
		if (!is_hidden(own, schemes_at(i)))
			add_row(rows, schemes_at(i));
	if (one != NULL)
		add_row(rows, one);
	g_autoptr(ListingSet) set = listing_set_new(&listing_schemes);
	listing_set_add(set, NULL, rows->len, rows, rows, free_rows);
	gboolean good =
		one != NULL ? run->sink->detail(run, set, 0, error) : run->sink->listing(run, set, error);
	return good ? VERB_DONE : VERB_FAILED;
}

const struct verb verb_schemes = {
	.name = "schemes",
	.summary = N_("list signature schemes, or explain one"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = arguments,
	.help = N_(
		"A scheme says what is signed, how, and where it stands in the request; what a receiver can "
		"refuse with it "
		"and what it cannot; which page of the vendor says so and how sure that is. A [scheme ID] "
		"group of the "
		"configuration is one of your own, in the same language: {body}, {timestamp}, {id}, "
		"{method}, "
		"{url}, "
		"{header:NAME}, {json:/POINTER} and others, with filters as in {body|sha256|hex}."),
	.examples = "weir schemes\n"
		    "weir schemes stripe\n"
		    "weir schemes --format json",
	.begin = begin,
};
