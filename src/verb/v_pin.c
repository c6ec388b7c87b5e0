/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/error.h"
#include "base/json.h"
#include "base/when.h"
#include "verb/pinned.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; may be left out where one server is meant anyway") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "list", 'l', VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("list the pins that are kept, ask no server"),
	  HINT_NONE },
	{ "note", 'n', VALUE_TEXT, N_("TEXT"), FALSE, 0, 0, NULL, N_("why it is pinned; kept with the pin"),
	  HINT_NONE },
	{ NULL },
};

/* ---- the list ---- */

static void free_row(gpointer row)
{
	pin_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static gboolean add_pins(ListingSet *set, Store *store, const Target *target, GError **error)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	g_autoptr(GPtrArray) pins = store != NULL ? pin_list(store, target_name(target), error) : NULL;
	for (guint i = 0; pins != NULL && i < pins->len; i++) {
		const Pin *pin = g_ptr_array_index(pins, i);
		Sources documents = (pin->has_manifest ? FROM_MANIFEST : 0) |
				    (pin->has_components ? FROM_COMPONENTS : 0) |
				    (pin->has_openapi ? FROM_OPENAPI : 0);
		g_ptr_array_add(rows, pin_row_new(pin->id, pin->taken, pin->note, documents, pin->bytes));
	}
	listing_set_add(set, target_name(target), rows->len, rows, rows, free_rows);
	return store == NULL || pins != NULL;
}

static VerbStatus list(VerbRun *run, GPtrArray *targets, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Store) store = store_open_usual(TRUE, &problem);
	g_autoptr(ListingSet) set = listing_set_new(&listing_pins);
	if (store == NULL && !g_error_matches(problem, WEIR_ERROR, WEIR_ERROR_NOT_FOUND)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return VERB_FAILED;
	}
	set->several = targets->len > 1;
	for (guint i = 0; i < targets->len; i++)
		if (!add_pins(set, store, g_ptr_array_index(targets, i), error))
			return VERB_FAILED;
	return run->sink->listing(run, set, error) ? VERB_DONE : VERB_FAILED;
}

/* ---- pinning ---- */

static void tell(VerbRun *run, const Target *target, gint64 id, const Pin *last, guint changes)
{
	if (last == NULL) {
		verb_say(run, _("%s: pinned as %" PRId64 ", its first pin"), target_name(target), id);
		return;
	}
	g_autofree char *taken = when_rfc3339(last->taken);
	if (changes == 0)
		verb_say(run, _("%s: pinned as %" PRId64 "; nothing changed since pin %" PRId64 " (%s)"),
			 target_name(target), id, last->id, taken);
	else
		verb_say(run,
			 ngettext("%s: pinned as %" PRId64 "; %u change since pin %" PRId64 " (%s)",
				  "%s: pinned as %" PRId64 "; %u changes since pin %" PRId64 " (%s)",
				  changes),
			 target_name(target), id, changes, last->id, taken);
}

/* The number of changes since the pin before, if there is one. */
static guint add_changes(ListingSet *set, const VerbLoaded *one, gint64 id, const Pin *last, GError **error)
{
	g_autoptr(Server) after = pinned_clean(one->server, one->target, error);
	g_autoptr(Server) before =
		after != NULL && last != NULL ? pinned_server(last, one->target, error) : NULL;
	g_autofree char *from = before != NULL ? g_strdup_printf("pin %" PRId64, last->id) : NULL;
	g_autofree char *to = g_strdup_printf("pin %" PRId64, id);
	return after != NULL ? pinned_add_changes(set, one->target, from, before, to, after) : 0;
}

static guint pin_one(VerbRun *run, ListingSet *set, Store *store, const VerbLoaded *one, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(json_t) documents = pinned_documents(one->server);
	const char *name = target_name(one->target);
	g_autoptr(Pin) last = pin_get(store, name, 0, &problem);
	/* A pin that cannot be read any more must not keep a new one from being made. */
	if (problem != NULL)
		listing_set_fail(set, name, problem);
	gint64 id = pin_set(store, name, documents, g_get_real_time(), verb_text(run, "note"), error);
	if (id == 0)
		return 0;
	guint changes = add_changes(set, one, id, last, error);
	tell(run, one->target, id, last, changes);
	return changes;
}

static void pin(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open_usual(FALSE, &error);
	if (store == NULL) {
		verb_finish(run, error);
		return;
	}
	g_autoptr(ListingSet) set = listing_set_new(&listing_changes);
	guint changes = 0;
	set->several = loaded->len > 1;
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = g_ptr_array_index(loaded, i);
		const GError *missing = one->error != NULL ? one->error : one->server_error;
		g_autoptr(GError) problem = NULL;
		if (missing != NULL)
			listing_set_fail(set, target_name(one->target), missing);
		if (one->server != NULL)
			changes += pin_one(run, set, store, one, &problem);
		if (problem != NULL)
			listing_set_fail(set, target_name(one->target), problem);
	}
	if (!pinned_wants_listing(run, changes))
		g_ptr_array_set_size(set->parts, 0);
	verb_finish_listing(run, set);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	GPtrArray *targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (verb_flag(run, "list")) {
		VerbStatus status = list(run, targets, error);
		g_ptr_array_unref(targets);
		return status;
	}
	verb_load(run, targets, LOAD_SERVER, pin, NULL);
	return VERB_WAITING;
}

const struct verb verb_pin = {
	.name = "pin",
	.summary = N_("keep what a server says of itself, to be compared with later"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT | VERB_OFFLINE,
	.arguments = arguments,
	.options = options,
	.help = N_(
		"Manifest, components and OpenAPI are kept in the local database, credentials in them "
		"replaced. What changed since the pin before is listed, as by weir diff. Of each server the "
		"newest 100 pins are kept."),
	.examples = "weir pin desk-prod --note 'reviewed, release 4.2'\n"
		    "weir pin --list desk-prod\n"
		    "weir pin desk-prod --offline ./documents",
	.begin = begin,
};
