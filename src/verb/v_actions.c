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
	return verb_begin_server_listing(run, &listing_actions, error);
}

const struct verb verb_actions = {
	.name = "actions",
	.summary = N_("list what a server can do, and what that does to the world"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT | VERB_OFFLINE,
	.arguments = arguments,
	.help = N_(
		"Each action has an effect: read, create, update, delete or send. It is declared by the "
		"server, set by "
		"your configuration, inferred from words (name, description, arguments) or, where nothing is "
		"known, "
		"assumed: then it is treated as destructive. Nothing is called.\n"
		"Documents that the server does not give are told and leave gaps: the exit code is 3 then."),
	.examples = "weir actions desk-prod\n"
		    "weir actions @prod --format csv\n"
		    "weir actions https://desk.example.com --token env:DESK_TOKEN --format json\n"
		    "weir actions --offline ./documents",
	.begin = begin,
};
