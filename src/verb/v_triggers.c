/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; without it every configured server") },
	{ NULL },
};

static VerbStatus begin(VerbRun *run, GError **error)
{
	return verb_begin_server_listing(run, &listing_triggers, error);
}

const struct verb verb_triggers = {
	.name = "triggers",
	.summary = N_("list the events that a server tells of, with their routes"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT | VERB_OFFLINE,
	.arguments = arguments,
	.help = N_("A trigger's HTTP route is looked for in the server's OpenAPI document, because the "
		   "manifest does not "
		   "name it; the confidence says how sure the match is, and `route` in [server NAME trigger "
		   "TRIGGER] of "
		   "the configuration overrides it. The guard is what can be told without sending anything."),
	.examples = "weir triggers desk-prod\n"
		    "weir triggers desk-prod --format json\n"
		    "weir triggers --offline ./documents",
	.begin = begin,
};
