/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "canary/cleanup.h"
#include "verb/live.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; without it every configured server") },
	{ NULL },
};

struct work {
	Store *store;
	ListingSet *set;
	GPtrArray *targets; /* until they are loaded */
	guint waiting;
	guint asked; /* of the targets */
};

typedef struct {
	VerbRun *run;
	char *server;
} Part;

static void work_free(gpointer memory)
{
	struct work *work = memory;
	store_close(work->store);
	g_clear_pointer(&work->targets, g_ptr_array_unref);
	listing_set_unref(work->set);
	g_free(work);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static void free_row(gpointer row)
{
	left_row_free(row);
}

static LeftRow *row_of(const CleanupItem *item)
{
	LeftRow *row = g_new0(LeftRow, 1);
	row->kind = ledger_kind_name(item->kind);
	row->outcome = cleanup_outcome_name(item->outcome);
	row->tone = item->outcome == CLEANUP_FAILED ? TONE_BAD
		    : item->outcome == CLEANUP_KEPT ? TONE_LOOK
						    : TONE_GOOD;
	row->id = g_strdup(item->id);
	row->mark = g_strdup(item->mark);
	row->trigger = g_strdup(item->trigger);
	row->why = g_strdup(item->why);
	return row;
}

static void one_less(VerbRun *run)
{
	struct work *work = run->state;
	if (--work->waiting == 0)
		verb_finish_listing(run, work->set);
}

static void cleaned(GPtrArray *items, const GError *error, gpointer data)
{
	Part *part = data;
	VerbRun *run = part->run;
	struct work *work = run->state;
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < items->len; i++) {
		const CleanupItem *item = items->pdata[i];
		g_ptr_array_add(rows, row_of(item));
		if (item->outcome == CLEANUP_FAILED)
			run->exit_code = WEIR_EXIT_INCOMPLETE;
	}
	if (error != NULL)
		listing_set_fail(work->set, part->server, error);
	listing_set_add(work->set, part->server, rows->len, rows, rows, free_rows);
	g_free(part->server);
	g_free(part);
	one_less(run);
	verb_run_unref(run);
}

static void clients_came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	struct work *work = run->state;
	work->waiting = 1;
	work->set->several = loaded->len > 1;
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = loaded->pdata[i];
		if (one->error != NULL)
			listing_set_fail(work->set, target_name(one->target), one->error);
		if (one->client == NULL)
			continue;
		Part *part = g_new0(Part, 1);
		part->run = verb_run_ref(run);
		part->server = g_strdup(target_name(one->target));
		work->waiting++;
		cleanup_start(one->client, work->store, run->cancellable, cleaned, part);
	}
	one_less(run);
}

/* One that was not named is told and left alone, so that the others are cleaned all the same. */
static gboolean may_clean(VerbRun *run, Target *target, gboolean *left_out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gboolean asks = FALSE;
	if (verb_may_write(run, target, &asks, &problem))
		return TRUE;
	*left_out = verb_argument(run, 0) == NULL;
	if (*left_out)
		verb_complain(run, problem);
	else
		g_propagate_error(error, g_steal_pointer(&problem));
	return *left_out;
}

/* Servers of which the ledger knows nothing are not contacted. */
static gboolean choose(VerbRun *run, Store *store, GPtrArray *targets, GError **error)
{
	for (guint i = targets->len; i-- > 0;) {
		Target *target = targets->pdata[i];
		gboolean left_out = FALSE;
		g_autoptr(GPtrArray) rows = ledger_open_rows(store, target->url, error);
		if (rows == NULL || (rows->len > 0 && !may_clean(run, target, &left_out, error)))
			return FALSE;
		if (rows->len == 0 || left_out)
			g_ptr_array_remove_index(targets, i);
	}
	return TRUE;
}

static void ask_next(VerbRun *run);

static void asked(VerbRun *run, const GError *error)
{
	if (error != NULL)
		verb_finish(run, error);
	else
		ask_next(run);
}

/* Nothing is removed anywhere before all names were typed. */
static void ask_next(VerbRun *run)
{
	struct work *work = run->state;
	while (work->asked < work->targets->len) {
		const Target *target = work->targets->pdata[work->asked++];
		if (target->env == ENV_TEST || verb_text(run, "confirm") != NULL)
			continue;
		verb_ask_live(run, target_name(target), asked);
		return;
	}
	verb_load(run, g_steal_pointer(&work->targets), 0, clients_came, NULL);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	g_autoptr(GPtrArray) targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	g_autoptr(Store) store = store_open_usual(FALSE, error);
	if (store == NULL || !choose(run, store, targets, error))
		return VERB_FAILED;
	struct work *work = g_new0(struct work, 1);
	work->store = g_steal_pointer(&store);
	work->set = listing_set_new(&listing_left);
	run->state = work;
	run->free_state = work_free;
	if (targets->len == 0) {
		if (run->exit_code == WEIR_EXIT_OK)
			verb_say(run, _("weir left nothing there"));
		listing_set_add(work->set, NULL, 0, NULL, NULL, NULL);
		return run->sink->listing(run, work->set, error) ? VERB_DONE : VERB_FAILED;
	}
	work->targets = g_steal_pointer(&targets);
	ask_next(run);
	return VERB_WAITING;
}

const struct verb verb_cleanup = {
	.name = "cleanup",
	.summary = N_("remove what weir made on a server for itself and a crash left there"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.shared_options = verb_live_options,
	.help = N_(
		"What a replay or an audit of level active makes on a server is written into the ledger "
		"(weir doctor says where) before it is made, and removed at its end. Subscriptions that were "
		"left are removed; connections cannot be deleted, so they are listed and used again. Only "
		"connections of weir's own are looked at. A server with env = prod wants --live and its "
		"name, which is asked for on a terminal, or --confirm ALIAS."),
	.examples = "weir cleanup desk-test\nweir cleanup desk-prod --live --confirm desk-prod",
	.begin = begin,
};
