/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/error.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, FALSE, HINT_TARGET,
	  N_("an alias or URL; may be left out where one server is meant anyway") },
	{ N_("NAME"), FALSE, FALSE, HINT_NAME, N_("the name of an action or trigger") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "trigger", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("NAME is a trigger, even if an action is called so too"), HINT_NONE },
	{ NULL },
};

/* NAME is the last argument. */
static const char *name_of(const VerbRun *run)
{
	return verb_argument(run, run->arguments->len - 1);
}

static void add_names(GPtrArray *names, const Server *server)
{
	for (guint i = 0; i < server->actions->len; i++)
		g_ptr_array_add(names, ((Action *)g_ptr_array_index(server->actions, i))->name);
	for (guint i = 0; i < server->triggers->len; i++)
		g_ptr_array_add(names, ((Trigger *)g_ptr_array_index(server->triggers, i))->name);
	g_ptr_array_add(names, NULL);
}

static void no_such_name(VerbRun *run, const VerbLoaded *loaded, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	add_names(names, loaded->server);
	const char *nearest = verb_nearest(name_of(run), (const char *const *)names->pdata);
	const char *target = target_name(loaded->target);
	if (nearest != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: there is no action or trigger '%s'; did you mean '%s'?"), target,
			    name_of(run), nearest);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: there is no action or trigger '%s'; see: weir actions, weir triggers"),
			    target, name_of(run));
}

static gint row_of(const GPtrArray *things, gconstpointer thing)
{
	guint row = 0;
	return thing != NULL && g_ptr_array_find((GPtrArray *)things, thing, &row) ? (gint)row : -1;
}

static void show(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	g_autoptr(GError) error = NULL;
	VerbLoaded *one = g_ptr_array_index(loaded, 0);
	const GError *problem = one->error != NULL ? one->error : one->server_error;
	if (one->server == NULL) {
		verb_finish(run, problem);
		return;
	}
	const Server *server = one->server;
	gint action =
		verb_flag(run, "trigger") ? -1 : row_of(server->actions, server_action(server, name_of(run)));
	gint trigger = row_of(server->triggers, server_trigger(server, name_of(run)));
	if (problem != NULL)
		verb_complain(run, problem);
	if (action < 0 && trigger < 0) {
		no_such_name(run, one, &error);
		verb_finish(run, error);
		return;
	}
	if (action >= 0 && trigger >= 0)
		verb_say(run, _("a trigger is called '%s' too: --trigger shows it"), name_of(run));
	g_autoptr(ListingSet) set =
		verb_server_set(action >= 0 ? &listing_actions : &listing_triggers, loaded);
	run->sink->detail(run, set, (guint)(action >= 0 ? action : trigger), &error);
	verb_finish(run, error);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	GPtrArray *targets = verb_targets(run, 0, run->arguments->len - 1, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (targets->len != 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%u servers are meant; name one: weir show TARGET %s"), targets->len,
			    name_of(run));
		g_ptr_array_unref(targets);
		return VERB_FAILED;
	}
	verb_load(run, targets, LOAD_SERVER, show, NULL);
	return VERB_WAITING;
}

const struct verb verb_show = {
	.name = "show",
	.summary = N_("show one action or trigger in full"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT | VERB_OFFLINE,
	.arguments = arguments,
	.options = options,
	.help = N_("Effect and evidence, arguments with their schemas, what it needs, result, errors, route "
		   "and guard. As "
		   "JSON it is the listing's document with one row."),
	.examples = "weir show desk-prod delete_ticket\n"
		    "weir show desk-prod ticket_created --format json\n"
		    "weir show --offline ./documents delete_ticket",
	.begin = begin,
};
