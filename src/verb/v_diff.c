/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "verb/pinned.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, FALSE, HINT_TARGET,
	  N_("an alias or URL; may be left out where one server is meant anyway") },
	{ N_("A"), TRUE, FALSE, HINT_FOLDER,
	  N_("what is compared: the number of a pin, 'pin' for the latest, 'live', or a folder; default: "
	     "pin") },
	{ N_("B"), TRUE, FALSE, HINT_FOLDER, N_("what it is compared with; default: live") },
	{ NULL },
};

enum { A, B, SIDES };

static const char *const usual[SIDES] = { "pin", "live" };

static const char *side_word(const VerbRun *run, guint side)
{
	const char *word = verb_argument(run, 1 + side);
	return word != NULL ? word : usual[side];
}

static gboolean is_live(const char *word)
{
	return strcmp(word, "live") == 0;
}

/* One of the two states, and how it is called. */
struct side {
	Server *server;
	char *name;
};

static gboolean take_pin(struct side *side, const Target *target, const char *word, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gint64 id = g_ascii_strtoll(word, NULL, 10);
	g_autoptr(Pin) pin = pinned_find(target, id, &problem);
	const char *name = target_name(target);
	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (pin == NULL && id == 0)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: there is no pin yet; make one: weir pin %s"), name, name);
	else if (pin == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: there is no pin %" PRId64 "; see: weir pin --list %s"), name, id, name);
	if (pin == NULL)
		return FALSE;
	side->name = g_strdup_printf("pin %" PRId64, pin->id);
	side->server = pinned_server(pin, target, error);
	return side->server != NULL;
}

static gboolean take_folder(VerbRun *run, struct side *side, const Target *target, const char *folder,
			    GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Server) server = verb_offline_server(folder, target, &problem);
	if (server == NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (problem != NULL)
		verb_complain(run, problem);
	side->name = g_strdup(folder);
	side->server = pinned_clean(server, target, error);
	return side->server != NULL;
}

static gboolean take_live(const VerbRun *run, struct side *side, const VerbLoaded *loaded, GError **error)
{
	const char *folder = verb_text(run, "offline");
	side->name = g_strdup(folder != NULL ? folder : "live");
	side->server = pinned_clean(loaded->server, loaded->target, error);
	return side->server != NULL;
}

static gboolean take_kept(VerbRun *run, struct side *side, const Target *target, const char *word,
			  GError **error)
{
	if (strcmp(word, "pin") == 0 || strspn(word, "0123456789") == strlen(word))
		return take_pin(side, target, word, error);
	return take_folder(run, side, target, word, error);
}

static void sides_free(gpointer memory)
{
	struct side *sides = memory;
	for (guint i = 0; i < SIDES; i++) {
		server_free(sides[i].server);
		g_free(sides[i].name);
	}
	g_free(sides);
}

/* The exit code is that of `git diff --exit-code`. */
static ListingSet *compare(VerbRun *run, const Target *target)
{
	const struct side *sides = run->state;
	ListingSet *set = listing_set_new(&listing_changes);
	guint changes = pinned_add_changes(set, target, sides[A].name, sides[A].server, sides[B].name,
					   sides[B].server);
	if (changes > 0 && run->exit_code == WEIR_EXIT_OK)
		run->exit_code = WEIR_EXIT_FINDINGS;
	if (changes == 0 && g_strcmp0(verb_text(run, "format"), "json") != 0)
		verb_say(run, _("%s: nothing changed from %s to %s"), target_name(target), sides[A].name,
			 sides[B].name);
	if (!pinned_wants_listing(run, changes))
		g_ptr_array_set_size(set->parts, 0);
	return set;
}

static void diff(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	g_autoptr(GError) error = NULL;
	struct side *sides = run->state;
	const VerbLoaded *one = g_ptr_array_index(loaded, 0);
	const GError *problem = one->error != NULL ? one->error : one->server_error;
	gboolean good = one->server != NULL;
	for (guint i = 0; good && i < SIDES; i++)
		if (sides[i].server == NULL)
			good = take_live(run, &sides[i], one, &error);
	if (!good) {
		verb_finish(run, error != NULL ? error : problem);
		return;
	}
	g_autoptr(ListingSet) set = compare(run, one->target);
	if (problem != NULL)
		listing_set_fail(set, target_name(one->target), problem);
	verb_finish_listing(run, set);
}

/* What is kept is looked for first: where there is nothing to compare with, no server need be asked. */
static gboolean take_sides(VerbRun *run, const Target *target, gboolean *live, GError **error)
{
	struct side *sides = g_new0(struct side, SIDES);
	run->state = sides;
	run->free_state = sides_free;
	for (guint i = 0; i < SIDES; i++) {
		if (is_live(side_word(run, i)))
			*live = TRUE;
		else if (!take_kept(run, &sides[i], target, side_word(run, i), error))
			return FALSE;
	}
	return TRUE;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	g_autoptr(GPtrArray) targets = verb_targets(run, 0, 1, error);
	gboolean live = FALSE;
	if (targets == NULL)
		return VERB_FAILED;
	if (targets->len != 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%u servers are meant; name one: weir diff TARGET"), targets->len);
		return VERB_FAILED;
	}
	const Target *target = g_ptr_array_index(targets, 0);
	if (!take_sides(run, target, &live, error))
		return VERB_FAILED;
	if (live) {
		verb_load(run, g_steal_pointer(&targets), LOAD_SERVER, diff, NULL);
		return VERB_WAITING;
	}
	g_autoptr(ListingSet) set = compare(run, target);
	return set->parts->len == 0 || run->sink->listing(run, set, error) ? VERB_DONE : VERB_FAILED;
}

const struct verb verb_diff = {
	.name = "diff",
	.summary = N_("say what changed on a server since it was pinned"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT | VERB_OFFLINE,
	.arguments = arguments,
	.help = N_(
		"Meaning is compared, not text: order, titles and the names of definitions do not count. "
		"A change is breaking where calls that worked may fail now, and risky where the server can "
		"do "
		"more, asks for more, or takes what it refused. The exit code is 1 where anything changed, "
		"as "
		"with git diff --exit-code.\n"
		"A folder holds manifest.json, components.json and openapi.json, as for --offline; ./3 is a "
		"folder, 3 a pin."),
	.examples = "weir diff desk-prod\n"
		    "weir diff desk-prod 3 5\n"
		    "weir diff desk-prod pin live --format json\n"
		    "weir diff desk-prod ./documents",
	.begin = begin,
};
