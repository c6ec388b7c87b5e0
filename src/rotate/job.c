/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state machine: which step is next, and what the journal is told before and after it. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/redact.h"
#include "rotate/job_private.h"

static void (*const steps[N_JOURNAL_STEPS])(RotateJob *job) = {
	[JOURNAL_CREATE] = step_create, [JOURNAL_SET] = step_set,       [JOURNAL_TEST] = step_test,
	[JOURNAL_FINISH] = step_finish, [JOURNAL_RETIRE] = step_retire, [JOURNAL_RESTORE] = step_restore,
	[JOURNAL_CHECK] = step_check,   [JOURNAL_DROP] = step_drop,
};

static void job_free(RotateJob *job)
{
	if (job->timer != 0)
		g_source_remove(job->timer);
	if (job->free_work != NULL)
		job->free_work(job->work);
	journal_unlock(job->lock);
	keyring_item_free(job->old);
	keyring_item_free(job->new);
	secbuf_unref(job->old_value);
	secbuf_unref(job->new_value);
	secbuf_unref(job->options.given);
	g_clear_pointer(&job->options.client, client_unref);
	g_clear_pointer(&job->things, g_ptr_array_unref);
	g_clear_object(&job->cancellable);
	policy_clear(&job->policy);
	rotation_free(job->row);
	g_free(job);
}

const Rotation *rotate_rotation(const RotateJob *job)
{
	return job->row;
}

char *job_label(const RotateJob *job)
{
	return rotation_label(job->row);
}

char *job_words(const RotateJob *job)
{
	return rotation_words(job->row);
}

static void tell(RotateJob *job, JournalStep step, StepState state, const char *text)
{
	if (job->watch.told != NULL)
		job->watch.told(job, step, state, text, job->watch.data);
}

void rotate_tell(RotateJob *job, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *redacted = redact_text(text, strlen(text));
	tell(job, N_JOURNAL_STEPS, STEP_DONE, redacted != NULL ? redacted : text);
}

static void job_end(RotateJob *job, RotateEnd end, const GError *error)
{
	/* Whoever is told may begin another one of the same secret. */
	g_clear_pointer(&job->lock, journal_unlock);
	job->watch.done(job, end, error, job->watch.data);
	job_free(job);
}

void job_fail(RotateJob *job, GError *error)
{
	gboolean open = job->began && (job->row->state == ROTATION_OPEN || job->row->state == ROTATION_BACK ||
				       job->way == ROTATE_RETIRE);
	job_end(job, open ? ROTATE_PENDING : ROTATE_REFUSED, error);
	g_error_free(error);
}

void job_step_failed(RotateJob *job, GError *error)
{
	g_autofree char *redacted = redact_text(error->message, strlen(error->message));
	const char *note = redacted != NULL ? redacted : error->message;
	/* The step stays begun where that cannot be written: it is only done again. */
	journal_result(job->options.store, job->row, STEP_FAILED, note, NULL);
	tell(job, job->row->step, STEP_FAILED, note);
	job_fail(job, error);
}

gboolean job_stopped(RotateJob *job)
{
	if (!g_cancellable_is_cancelled(job->cancellable))
		return FALSE;
	g_autofree char *label = job_label(job);
	job_fail(job, g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("%s: stopped before it was finished"),
				  label));
	return TRUE;
}

/* ---- which step is next ---- */

/* N_JOURNAL_STEPS: none. */
static JournalStep step_after(const RotateJob *job)
{
	const Rotation *row = job->row;
	gboolean is_back = row->stepped && row->step >= JOURNAL_RESTORE;
	if (job->way == ROTATE_RETIRE)
		return row->step == JOURNAL_RETIRE && row->step_state == STEP_DONE ? N_JOURNAL_STEPS
										   : JOURNAL_RETIRE;
	if (job->back && !is_back)
		return JOURNAL_RESTORE;
	if (!row->stepped)
		return JOURNAL_CREATE;
	if (row->step_state != STEP_DONE)
		return row->step;
	if (row->step == JOURNAL_DROP || row->step == JOURNAL_RETIRE ||
	    (row->step == JOURNAL_FINISH && row->grace > 0))
		return N_JOURNAL_STEPS;
	return row->step + 1;
}

static void job_next(RotateJob *job)
{
	g_autoptr(GError) error = NULL;
	JournalStep step = step_after(job);
	if (step == N_JOURNAL_STEPS) {
		job_end(job, ROTATE_DONE, NULL);
		return;
	}
	if (job_stopped(job))
		return;
	if (job->back)
		job->row->state = ROTATION_BACK;
	if (!journal_intend(job->options.store, job->row, step, &error)) {
		job_fail(job, g_steal_pointer(&error));
		return;
	}
	job->began = TRUE;
	tell(job, step, STEP_INTENDED, NULL);
	steps[step](job);
}

/* What the journal says when that step is done. */
static RotationState state_after(const RotateJob *job)
{
	switch (job->row->step) {
	case JOURNAL_FINISH:
		return ROTATION_GRACE;
	case JOURNAL_RETIRE:
		return ROTATION_DONE;
	case JOURNAL_DROP:
		return ROTATION_UNDONE;
	default:
		return job->row->state;
	}
}

void job_step_done(RotateJob *job)
{
	g_autoptr(GError) error = NULL;
	Rotation *row = job->row;
	JournalStep step = row->step;
	gint64 retire =
		step == JOURNAL_FINISH ? g_get_real_time() + row->grace * G_USEC_PER_SEC : row->retire;
	if (!journal_end_step(job->options.store, row, state_after(job), retire, &error)) {
		job_fail(job, g_steal_pointer(&error));
		return;
	}
	tell(job, step, STEP_DONE, NULL);
	job_next(job);
}

/* ---- the beginning ---- */

static void begin_fresh(RotateJob *job)
{
	g_autoptr(GError) error = NULL;
	if (job->driver->check != NULL && !job->driver->check(job, &error)) {
		job_fail(job, g_steal_pointer(&error));
		return;
	}
	job->lock = journal_begin(job->options.store, job->row, &error);
	if (job->lock == NULL) {
		job_fail(job, g_steal_pointer(&error));
		return;
	}
	job->began = TRUE;
	job_next(job);
}

static void marked(RotateJob *job)
{
	begin_fresh(job);
}

static void probed(RotateJob *job)
{
	if (job->options.compromised != 0)
		keys_mark(job, &job->old, job->options.compromised, marked);
	else
		begin_fresh(job);
}

static GError *no_old(const RotateJob *job)
{
	g_autofree char *label = job_label(job), *words = job_words(job);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_NOT_FOUND,
			   _("%s: the keyring has no current value of it: weir secrets set %s"), label,
			   words);
}

static void found_fresh(RotateJob *job)
{
	if (job->old == NULL)
		job_fail(job, no_old(job));
	else
		keys_probe(job, probed);
}

/* What came after it is what is used now: the way back goes over that. */
static GError *check_newest(const RotateJob *job)
{
	g_autoptr(Rotation) newer = journal_newer(job->options.store, job->row, NULL);
	g_autofree char *label = job_label(job), *words = job_words(job);
	if (newer != NULL && newer->state == ROTATION_DONE)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_USAGE,
				   _("%s: rotation %" PRId64 " came after this one and is over, so there is "
				     "no way back: weir secrets retire %s --now"),
				   label, newer->id, words);
	if (newer != NULL)
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_USAGE,
			_("%s: rotation %" PRId64 " came after this one: roll that one back first"), label,
			newer->id);
	if (job->current == 0 || job->current == job->row->old_version ||
	    job->current == job->row->new_version)
		return NULL;
	return g_error_new(WEIR_ERROR, WEIR_ERROR_USAGE,
			   _("%s: version %" PRIu64 " is current, which came after this rotation, so nothing "
			     "is put back: weir secrets show %s"),
			   label, job->current, words);
}

/* Of a value that a later rotation replaced, too, the one before it may go. */
static gboolean may_retire(const RotateJob *job)
{
	if (job->new != NULL && job->new->stage == SECRET_STAGE_CURRENT)
		return TRUE;
	g_autoptr(Rotation) newer = journal_newer(job->options.store, job->row, NULL);
	return newer != NULL && (newer->state == ROTATION_GRACE || newer->state == ROTATION_DONE);
}

/* Somebody may have rotated it again since, or put another value into the keyring. */
static GError *check_found(const RotateJob *job)
{
	g_autofree char *label = job_label(job), *words = job_words(job);
	GError *later = job->back ? check_newest(job) : NULL;
	if (later != NULL)
		return later;
	if (job->back && job->old == NULL)
		return no_old(job);
	if (job->back && journal_was_begun(job->options.store, job->row->id, JOURNAL_RETIRE))
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_USAGE,
			_("%s: its previous value is on its way out, so there is no way back: weir "
			  "secrets retire %s --now"),
			label, words);
	if (job->row->failures >= ROTATE_FAILURES_MOST && !job->back && job->row->state == ROTATION_OPEN)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_USAGE,
				   _("%s: the new value failed its test twice and is not tried again: weir "
				     "secrets rollback %s, then rotate it anew"),
				   label, words);
	if (job->way != ROTATE_RETIRE || may_retire(job))
		return NULL;
	return g_error_new(WEIR_ERROR, WEIR_ERROR_USAGE,
			   _("%s: the value that was to stay is not the current one, so the previous one is "
			     "kept: weir secrets show %s"),
			   label, words);
}

static void found_again(RotateJob *job)
{
	g_autoptr(GError) error = check_found(job);
	if (error != NULL)
		job_fail(job, g_steal_pointer(&error));
	else if (job->driver->check != NULL && !job->driver->check(job, &error))
		job_fail(job, g_steal_pointer(&error));
	else
		job_next(job);
}

static gboolean take_again(RotateJob *job, GError **error)
{
	job->lock = journal_lock(job->options.store, job->row, error);
	/* Whoever had it may have brought it further meanwhile. */
	Rotation *now = job->lock != NULL ? journal_row(job->options.store, job->row->id, error) : NULL;
	if (now == NULL)
		return FALSE;
	rotation_free(job->row);
	job->row = now;
	job->back = job->way == ROTATE_BACK || now->state == ROTATION_BACK;
	if (job->options.program != NULL) {
		g_free(now->program);
		now->program = g_strdup(job->options.program);
	}
	job->told = now->stepped && now->step_state == STEP_FAILED &&
		    now->step == (job->back ? JOURNAL_RESTORE : JOURNAL_SET);
	job->things = journal_things(job->options.store, now->id, error);
	if (job->things == NULL)
		return FALSE;
	if (now->state != ROTATION_DONE && now->state != ROTATION_UNDONE &&
	    (job->way != ROTATE_RETIRE || now->state == ROTATION_GRACE))
		return TRUE;
	g_autofree char *label = job_label(job);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("%s: its rotation is over: weir secrets status"),
		    label);
	return FALSE;
}

static gboolean start(gpointer data)
{
	RotateJob *job = data;
	g_autoptr(GError) error = NULL;
	if (job_stopped(job))
		return G_SOURCE_REMOVE;
	if (job->driver == NULL)
		job_fail(job, g_error_new(WEIR_ERROR, WEIR_ERROR_USAGE,
					  _("there is no driver '%s'; there are: %s"), job->row->driver,
					  ROTATE_DRIVER_CHOICES));
	else if (job->row->id == 0)
		keys_find(job, found_fresh);
	else if (!take_again(job, &error))
		job_fail(job, g_steal_pointer(&error));
	else {
		job->began = TRUE;
		keys_find(job, found_again);
	}
	return G_SOURCE_REMOVE;
}

RotateJob *rotate_start(const RotateOptions *options, Rotation *rotation, RotateWay way,
			GCancellable *cancellable, const RotateWatch *watch)
{
	RotateJob *job = g_new0(RotateJob, 1);
	job->options = *options;
	job->options.client = options->client != NULL ? client_ref(options->client) : NULL;
	job->options.given = options->given != NULL ? secbuf_ref(options->given) : NULL;
	job->policy = *options->policy;
	job->policy.alphabet = g_strdup(options->policy->alphabet);
	job->row = rotation;
	job->way = way;
	job->back = way == ROTATE_BACK;
	job->driver = rotate_driver_find(rotation->driver);
	job->watch = *watch;
	g_set_object(&job->cancellable, cancellable);
	g_idle_add_full(G_PRIORITY_DEFAULT, start, job, NULL);
	return job;
}

GPtrArray *rotate_plan(const RotateOptions *options, const Rotation *rotation)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	const struct rotate_driver *driver = rotate_driver_find(rotation->driver);
	g_ptr_array_add(lines,
			g_strdup(options->given != NULL
					 ? _("create: the given value goes into the keyring as pending")
					 : _("create: a new value is made and goes into the keyring as "
					     "pending")));
	driver->plan(options, rotation, lines);
	g_ptr_array_add(lines, g_strdup(_("finish: it becomes current, the old one previous")));
	g_autofree char *grace = g_strdup_printf("%" G_GINT64_FORMAT, rotation->grace);
	g_ptr_array_add(lines,
			rotation->grace > 0
				? g_strdup_printf(_("retire: after %s s, with weir secrets retire"), grace)
				: g_strdup(_("retire: at once")));
	return lines;
}
