/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; without it every configured server") },
	{ NULL },
};

/* What a part of the listing is made of, kept together. */
struct owned {
	SubscriptionList list;
	VerbLoaded *loaded;
};

static void owned_free(gpointer memory)
{
	struct owned *owned = memory;
	verb_loaded_free(owned->loaded);
	g_free(owned);
}

static void add_part(VerbRun *run, ListingSet *set, VerbLoaded *loaded)
{
	const char *name = target_name(loaded->target);
	if (loaded->error != NULL)
		listing_set_fail(set, name, loaded->error);
	if (loaded->rows == NULL || (loaded->error != NULL && subscriptions_count(loaded->rows) == 0)) {
		verb_loaded_free(loaded);
		return;
	}
	/* The rows are whole; only the verdicts lack something. */
	if (loaded->server == NULL && loaded->server_error != NULL)
		verb_say(run, "%s", loaded->server_error->message);
	gboolean triggers_known = loaded->server != NULL && (loaded->server->sources & FROM_MANIFEST);
	struct owned *owned = g_new0(struct owned, 1);
	owned->loaded = loaded;
	owned->list.rows = loaded->rows;
	owned->list.target = loaded->target;
	owned->list.server = triggers_known ? loaded->server : NULL;
	listing_set_add(set, name, subscriptions_count(loaded->rows), &owned->list, owned, owned_free);
}

static void show(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	g_autoptr(ListingSet) set = listing_set_new(&listing_subscriptions);
	set->several = loaded->len > 1;
	while (loaded->len > 0)
		add_part(run, set, g_ptr_array_steal_index(loaded, 0));
	verb_finish_listing(run, set);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	GPtrArray *targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	/* JSON holds facts, and no verdict for which the triggers would have to be known. */
	gboolean facts = g_strcmp0(verb_text(run, "format"), "json") == 0;
	verb_load(run, targets, facts ? LOAD_SUBSCRIPTIONS : LOAD_SUBSCRIPTIONS | LOAD_SERVER, show, NULL);
	return VERB_WAITING;
}

const struct verb verb_subscriptions = {
	.name = "subscriptions",
	.summary = N_("list who is told of events, and where the callbacks lead"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.help = N_("All of them are asked of the engine where one is known (--engine and --engine-token), "
		   "else those of "
		   "each known connection of the server. Secrets that come with them are dropped when they "
		   "are read, "
		   "and the listing says that there were some. A callback outside the allowed hosts gets the "
		   "engine's "
		   "key: the verdict says so."),
	.examples = "weir subscriptions desk-prod\n"
		    "weir subscriptions desk-prod --format json\n"
		    "weir subscriptions https://desk.example.com --token env:DESK_TOKEN --connection "
		    "a897cef1-5a1c-4a55-9f5e-1d2a3b4c5d6e",
	.begin = begin,
};
