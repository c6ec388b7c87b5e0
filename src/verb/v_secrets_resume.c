/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weir secrets status, resume, rollback and retire: about rotations that the journal has. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "secrets/reference.h"
#include "verb/rotate_work.h"
#include "verb/secrets.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, FALSE, HINT_ALIAS,
	  N_("an alias, or - for secrets of no server; default: all") },
	{ N_("NAME"), TRUE, TRUE, HINT_NONE,
	  N_("of a secret, or CONNECTION/NAME; default: all of the target") },
	{ NULL },
};

/* ---- status ---- */

static const struct verb_option status_options[] = {
	{ "all", 'a', VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("those that are over, too"), HINT_NONE },
	{ NULL },
};

static void free_row(gpointer row)
{
	rotation_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static gboolean show(VerbRun *run, const GPtrArray *rotations, GError **error)
{
	const RotateWork *work = run->state;
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	g_autoptr(ListingSet) set = listing_set_new(&listing_rotations);
	for (guint i = 0; rotations != NULL && i < rotations->len; i++) {
		const Rotation *rotation = rotations->pdata[i];
		g_ptr_array_add(rows, rotate_row(work->store, rotation));
		if (rotation->state == ROTATION_OPEN || rotation->state == ROTATION_BACK)
			run->exit_code = WEIR_EXIT_PENDING;
	}
	listing_set_add(set, NULL, rows->len, rows, rows, free_rows);
	return run->sink->listing(run, set, error);
}

static VerbStatus begin_status(VerbRun *run, GError **error)
{
	g_autoptr(GError) problem = NULL;
	rotate_work_new(run);
	if (!rotate_work_open(run, TRUE, &problem)) {
		if (g_error_matches(problem, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
			return show(run, NULL, error) ? VERB_DONE : VERB_FAILED;
		g_propagate_error(error, g_steal_pointer(&problem));
		return VERB_FAILED;
	}
	gboolean all = verb_flag(run, "all");
	const JournalQuery query = { .open = !all, .in_grace = !all };
	g_autoptr(GPtrArray) rotations = rotate_meant(run, &query, error);
	return rotations != NULL && show(run, rotations, error) ? VERB_DONE : VERB_FAILED;
}

const struct verb secrets_status = {
	.name = "status",
	.summary = N_("show where rotations stand, and what is safe to do"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = arguments,
	.options = status_options,
	.help = N_(
		"Rotations that are open, and those that are finished and keep the previous value for their "
		"grace period. Neither the keyring nor a server is asked. Exit code 5: one is open."),
	.examples = "weir secrets status\nweir secrets status desk-prod --all --format json",
	.begin = begin_status,
};

/* ---- resume, rollback, retire ---- */

static gboolean may_retire(const Rotation *row, gboolean now)
{
	return now || row->retire <= g_get_real_time() || (row->stepped && row->step == JOURNAL_RETIRE);
}

static void say_nothing(VerbRun *run, RotateWay way)
{
	if (way == ROTATE_RETIRE)
		verb_say(run, _("no previous value is to be retired now"));
	else
		verb_say(run, _("no rotation is open"));
}

static gboolean is_same_secret(const Rotation *a, const Rotation *b)
{
	return strcmp(a->server, b->server) == 0 && strcmp(a->connection, b->connection) == 0 &&
	       strcmp(a->name, b->name) == 0;
}

/* Of several finished ones of a secret the last is rolled back, not all of them. */
static void keep_newest(GPtrArray *rows)
{
	for (guint i = rows->len; i-- > 0;)
		for (guint later = i + 1; later < rows->len; later++)
			if (is_same_secret(rows->pdata[i], rows->pdata[later])) {
				g_ptr_array_remove_index(rows, i);
				break;
			}
}

static gboolean collect(VerbRun *run, RotateWay way, GError **error)
{
	/* A finished one is rolled back only where it is named. */
	gboolean named = run->arguments->len > 1;
	const JournalQuery query = { .open = way != ROTATE_RETIRE, .in_grace = way != ROTATE_BACK || named };
	g_autoptr(GPtrArray) rows = rotate_meant(run, &query, error);
	if (rows == NULL)
		return FALSE;
	if (way == ROTATE_BACK)
		keep_newest(rows);
	while (rows->len > 0) {
		g_autoptr(Rotation) row = g_ptr_array_steal_index(rows, 0);
		gboolean forward = way == ROTATE_FORWARD, finished = row->state == ROTATION_GRACE;
		if (way == ROTATE_RETIRE && !may_retire(row, verb_flag(run, "now")))
			continue;
		/* Of a finished one, only that whose retirement was interrupted. */
		if (forward && finished && row->grace > 0 && row->step != JOURNAL_RETIRE)
			continue;
		rotate_work_add(run->state, g_steal_pointer(&row), forward && finished ? ROTATE_RETIRE : way,
				0);
	}
	return TRUE;
}

static void value_came(SecBuf *value, const GError *error, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	RotateWork *work = run->state;
	if (error != NULL) {
		verb_finish(run, error);
		return;
	}
	work->given = secbuf_ref(value);
	rotate_work_start(run);
}

static VerbStatus begin_way(VerbRun *run, RotateWay way, GError **error)
{
	RotateWork *work = rotate_work_new(run);
	if (!rotate_work_open(run, FALSE, error) || !collect(run, way, error))
		return VERB_FAILED;
	if (work->items->len == 0)
		say_nothing(run, way);
	if (!verb_flag(run, "value-stdin")) {
		rotate_work_start(run);
		return VERB_WAITING;
	}
	if (work->items->len != 1) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("--value-stdin is the value of one secret: name one"));
		return VERB_FAILED;
	}
	reference_resolve("fd:0", run->cancellable, value_came, verb_run_ref(run));
	return VERB_WAITING;
}

static VerbStatus begin_resume(VerbRun *run, GError **error)
{
	return begin_way(run, ROTATE_FORWARD, error);
}

static VerbStatus begin_rollback(VerbRun *run, GError **error)
{
	return begin_way(run, ROTATE_BACK, error);
}

static VerbStatus begin_retire(VerbRun *run, GError **error)
{
	return begin_way(run, ROTATE_RETIRE, error);
}

const struct verb secrets_resume = {
	.name = "resume",
	.summary = N_("go on with rotations that were interrupted or left pending"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.shared_options = rotate_way_options,
	.help = N_(
		"Goes forward from what the journal and the keyring say; a step that was under way is done "
		"again, which changes nothing where it had been done. A value that failed its test twice is "
		"not "
		"tried again. One whose way back was begun goes on back."),
	.examples = "weir secrets resume\nweir secrets resume desk-prod server-token",
	.begin = begin_resume,
};

const struct verb secrets_rollback = {
	.name = "rollback",
	.summary = N_("restore what was there before a rotation"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.shared_options = rotate_way_options,
	.help = N_("The old value is put back where it is used, seen to work there, made current, and the "
		   "new one "
		   "removed. One that is finished can be rolled back as long as its previous value is there, "
		   "where "
		   "it is named."),
	.examples = "weir secrets rollback\nweir secrets rollback desk-prod server-token",
	.begin = begin_rollback,
};

static const struct verb_option retire_options[] = {
	{ "now", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("before the grace period is over"), HINT_NONE },
	{ NULL },
};

const struct verb secrets_retire = {
	.name = "retire",
	.summary = N_("remove previous values whose grace period is over"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.options = retire_options,
	.shared_options = rotate_way_options,
	.help = N_("Where it was used first (subscriptions that were replaced, a second signing secret), "
		   "then from the "
		   "keyring. A rotation cannot be rolled back after that."),
	.examples = "weir secrets retire\nweir secrets retire desk-prod server-token --now",
	.begin = begin_retire,
};
