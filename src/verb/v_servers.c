/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/error.h"
#include "verb/probe.h"
#include "verb/verbs.h"

static const struct verb_argument target_argument[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; without it every configured server") },
	{ NULL },
};

static const struct verb_argument alias_argument[] = {
	{ N_("ALIAS"), FALSE, FALSE, HINT_ALIAS, N_("the name of a configured server") },
	{ NULL },
};

static const struct verb_argument add_arguments[] = {
	{ N_("ALIAS"), FALSE, FALSE, HINT_NONE, N_("how you will call it: letters, digits, '-', '_', '.'") },
	{ N_("URL"), FALSE, FALSE, HINT_NONE,
	  N_("its base URL, with a path if it has one; or unix:/socket:/base") },
	{ NULL },
};

static void free_probe(gpointer probe)
{
	probe_free(probe);
}

/* The listing takes the probe. */
static ListingSet *set_of(Probe *probe)
{
	ListingSet *set = listing_set_new(&listing_servers);
	listing_set_add(set, NULL, probe->rows->len, probe->rows, probe, free_probe);
	return set;
}

static gboolean is_cancelled(gconstpointer problem, gconstpointer unused)
{
	return weir_error_exit_code(problem) == WEIR_EXIT_INTERRUPTED;
}

/* ---- list ---- */

/* Every server has its row and says in it what is wrong: the exit code says that something is. */
static void list_probed(VerbRun *run, Probe *probe)
{
	g_autoptr(ListingSet) set = set_of(probe);
	for (guint i = 0; i < probe->rows->len; i++) {
		const ServerRow *row = g_ptr_array_index(probe->rows, i);
		if (row->state == PROBE_DOWN)
			run->exit_code = WEIR_EXIT_INCOMPLETE;
	}
	if (g_ptr_array_find_with_equal_func(probe->problems, NULL, is_cancelled, NULL))
		run->exit_code = WEIR_EXIT_INTERRUPTED;
	verb_finish_listing(run, set);
}

static GPtrArray *no_targets(void)
{
	return g_ptr_array_new();
}

static VerbStatus list_begin(VerbRun *run, GError **error)
{
	const Config *config = run->arguments->len == 0 ? verb_config(run->context, error) : NULL;
	if (run->arguments->len == 0 && config == NULL)
		return VERB_FAILED;
	gboolean empty = config != NULL && config_aliases(config)->len == 0;
	GPtrArray *targets = empty ? no_targets() : verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (empty)
		verb_say(run, _("no server is configured; add one: weir servers add ALIAS URL, or look "
				"around: weir demo"));
	if (verb_flag(run, "probe") && !empty) {
		probe_start(run, targets, FALSE, list_probed);
		return VERB_WAITING;
	}
	g_autoptr(ListingSet) set = set_of(probe_of_targets(targets));
	return run->sink->listing(run, set, error) ? VERB_DONE : VERB_FAILED;
}

static const struct verb_option list_options[] = {
	{ "probe", 'p', VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("ask each server how it is"), HINT_NONE },
	{ NULL },
};

static const struct verb list = {
	.name = "list",
	.summary = N_("list the configured servers; --probe asks how they are"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = target_argument,
	.options = list_options,
	.help = N_("Nobody is contacted without --probe."),
	.examples = "weir servers\nweir servers list --probe\nweir servers list @prod --probe --format json",
	.begin = list_begin,
};

/* ---- add, remove ---- */

static gboolean is_plain_url(const char *url, GError **error)
{
	static const char *const schemes[] = { "http://", "https://", "unix:", NULL };
	for (gsize i = 0; schemes[i] != NULL; i++)
		if (g_str_has_prefix(url, schemes[i]))
			return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("'%s' is no URL; it begins with http://, https:// or unix:"), url);
	return FALSE;
}

static VerbStatus add_begin(VerbRun *run, GError **error)
{
	const char *alias = verb_argument(run, 0), *url = verb_argument(run, 1);
	Config *config = verb_config(run->context, error);
	if (config == NULL || !is_plain_url(url, error))
		return VERB_FAILED;
	g_autoptr(Target) target = target_new(alias, url);
	if (!verb_target_apply(run, target, error) || !config_add(config, target, error) ||
	    !verb_config_save(run->context, error))
		return VERB_FAILED;
	verb_say(run, _("%s is in %s; nobody was contacted. To try it: weir servers test %s"), alias,
		 run->context->config_path, alias);
	return VERB_DONE;
}

static const struct verb add = {
	.name = "add",
	.summary = N_("put a server into the configuration; contacts nobody"),
	.flags = VERB_TAKES_TARGET,
	.arguments = add_arguments,
	.help = N_("The options become its settings. A token is given by reference only (env:NAME, "
		   "file:PATH, fd:N, "
		   "cmd:COMMAND): the configuration holds no secret. Comments and everything else in the "
		   "file stay as "
		   "they are. A new server is env = prod, which is read-only, unless --env test says "
		   "otherwise."),
	.examples = "weir servers add desk-prod https://desk.example.com --token env:DESK_TOKEN\n"
		    "weir servers add hr-test http://127.0.0.1:8101 --env test",
	.begin = add_begin,
};

static VerbStatus remove_begin(VerbRun *run, GError **error)
{
	Config *config = verb_config(run->context, error);
	if (config == NULL || !config_remove(config, verb_argument(run, 0), error) ||
	    !verb_config_save(run->context, error))
		return VERB_FAILED;
	verb_say(run, _("%s is no longer in %s"), verb_argument(run, 0), run->context->config_path);
	return VERB_DONE;
}

static const struct verb remove_server = {
	.name = "remove",
	.summary = N_("take a server out of the configuration"),
	.arguments = alias_argument,
	.help = N_("Its trigger and action settings go too, and its name in groups. The server is not "
		   "contacted."),
	.examples = "weir servers remove hr-test",
	.begin = remove_begin,
};

/* ---- show ---- */

static VerbStatus show_begin(VerbRun *run, GError **error)
{
	GPtrArray *targets = verb_targets(run, 0, 1, error);
	if (targets == NULL)
		return VERB_FAILED;
	g_autoptr(ListingSet) set = set_of(probe_of_targets(targets));
	return run->sink->detail(run, set, 0, error) ? VERB_DONE : VERB_FAILED;
}

static const struct verb show = {
	.name = "show",
	.summary = N_("show the settings of a server; contacts nobody"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = alias_argument,
	.help = N_("Where each value comes from is in `weir config`."),
	.examples = "weir servers show desk-prod",
	.begin = show_begin,
};

/* ---- test ---- */

static void tested(VerbRun *run, Probe *probe)
{
	g_autoptr(ListingSet) set = set_of(probe);
	for (guint i = 0; i < probe->problems->len; i++)
		verb_complain(run, g_ptr_array_index(probe->problems, i));
	verb_finish_listing(run, set);
}

static VerbStatus test_begin(VerbRun *run, GError **error)
{
	GPtrArray *targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	probe_start(run, targets, TRUE, tested);
	return VERB_WAITING;
}

static const struct verb test = {
	.name = "test",
	.summary = N_("contact servers and say what is wrong"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = target_argument,
	.help = N_("Asks for the documents, for readiness, for each known connection, and the engine for one "
		   "subscription. "
		   "Only GET requests are sent. The exit code is 3 where something failed."),
	.examples = "weir servers test desk-prod\nweir servers test @prod --format json",
	.begin = test_begin,
};

static const struct verb *const subs[] = { &list, &add, &show, &remove_server, &test, NULL };

const struct verb verb_servers = {
	.name = "servers",
	.summary = N_("list, add, show, remove and test the servers that weir knows"),
	.help = N_("Servers live in [server NAME] groups of the configuration file (weir config path)."),
	.subs = subs,
	.begin = list_begin,
};
