/* SPDX-License-Identifier: GPL-3.0-or-later */
/* create, set, test, finish, retire.  Each looks first at what is there already. */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/error.h"
#include "rotate/job_private.h"
#include "secrets/generate.h"

enum { FIRST_PAUSE = 200 * G_TIME_SPAN_MILLISECOND, LONGEST_PAUSE = 5 * G_TIME_SPAN_SECOND };

/* ---- create ---- */

static void stored(RotateJob *job)
{
	job_step_done(job);
}

static SecBuf *make_value(RotateJob *job, GError **error)
{
	g_autofree char *label = job_label(job), *words = job_words(job),
			*name = g_strconcat("keyring:", label, NULL);
	if (job->options.given != NULL)
		return secbuf_ref(job->options.given);
	if (!job->row->given)
		return generate_value(name, &job->policy, error);
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		_("%s: its new value was given by a person and did not get into the keyring: give it again "
		  "(weir secrets resume %s --value-stdin), or weir secrets rollback %s"),
		label, words, words);
	return NULL;
}

void step_create(RotateJob *job)
{
	g_autoptr(GError) error = NULL;
	/* Stored, and not written down any more. */
	if (job->new != NULL) {
		job_step_done(job);
		return;
	}
	job->new_value = make_value(job, &error);
	if (job->new_value == NULL)
		job_step_failed(job, g_steal_pointer(&error));
	else
		keys_store(job, job->new_value, stored);
}

/* ---- set ---- */

static GError *no_value(const RotateJob *job)
{
	g_autofree char *label = job_label(job), *words = job_words(job);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_KEYRING,
			   _("%s: the keyring does not have the new value (version %" PRIu64
			     ") any more: weir secrets rollback %s"),
			   label, job->row->new_version, words);
}

void step_set(RotateJob *job)
{
	if (job->new_value == NULL)
		job_step_failed(job, no_value(job));
	else
		job->driver->set(job, job->new_value, job->old_value);
}

void rotate_set_done(RotateJob *job, GError *error)
{
	if (error != NULL)
		job_step_failed(job, error);
	else if (job->row->step == JOURNAL_RETIRE && job->old != NULL)
		keys_delete(job, &job->old, stored);
	else
		job_step_done(job);
}

/* It is a failed step only in that it has to be done again, by whom it was told to. */
void rotate_set_waits(RotateJob *job, const char *text)
{
	g_autofree char *label = job_label(job), *words = job_words(job);
	rotate_tell(job, "%s", text);
	job_step_failed(job, g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
					 _("%s: a person has to do this; then: weir secrets %s %s"), label,
					 job->back ? "rollback" : "resume", words));
}

/* ---- test ---- */

static void try(RotateJob *job)
{
	gboolean both = !job->row->overlap && !(job->driver->flags & DRIVER_OLD_STAYS);
	if (job->back)
		job->driver->test(job, job->old_value, NULL);
	else
		job->driver->test(job, job->new_value, both ? job->old_value : NULL);
}

static gboolean try_again(gpointer data)
{
	RotateJob *job = data;
	job->timer = 0;
	if (!job_stopped(job))
		try(job);
	return G_SOURCE_REMOVE;
}

static void start_trying(RotateJob *job)
{
	job->deadline = g_get_monotonic_time() + job->row->settle * G_TIME_SPAN_SECOND;
	job->pause = FIRST_PAUSE;
	try(job);
}

void step_test(RotateJob *job)
{
	if (job->new_value == NULL)
		job_step_failed(job, no_value(job));
	else
		start_trying(job);
}

void step_check(RotateJob *job)
{
	/* What was never put anywhere has changed nothing. */
	if (!journal_was_begun(job->options.store, job->row->id, JOURNAL_SET))
		job_step_done(job);
	else
		start_trying(job);
}

/* Not a test that the value failed where a person has not changed it yet, or nothing could be told. */
static gboolean counts(const RotateJob *job, RotateProof proof, const GError *why)
{
	return !job->back && proof == PROOF_NOT_YET &&
	       !g_error_matches(why, WEIR_ERROR, WEIR_ERROR_CANCELLED);
}

void rotate_tested(RotateJob *job, RotateProof proof, GError *why)
{
	gint64 now = g_get_monotonic_time();
	if (proof == PROOF_SEEN) {
		g_clear_error(&why);
		job_step_done(job);
	} else if (proof != PROOF_NEVER && now < job->deadline &&
		   !g_cancellable_is_cancelled(job->cancellable)) {
		g_clear_error(&why);
		job->timer = g_timeout_add((guint)(MIN(job->pause, job->deadline - now) / 1000) + 1,
					   try_again, job);
		job->pause = MIN(2 * job->pause, LONGEST_PAUSE);
	} else {
		if (counts(job, proof, why))
			job->row->failures++;
		job_step_failed(job, why);
	}
}

/* ---- finish ---- */

static void old_is_previous(RotateJob *job)
{
	job_step_done(job);
}

/* In this order: there is never none. */
static void new_is_current(RotateJob *job)
{
	if (job->old != NULL)
		keys_stage(job, &job->old, SECRET_STAGE_PREVIOUS, old_is_previous);
	else
		job_step_done(job);
}

void step_finish(RotateJob *job)
{
	if (job->new == NULL)
		job_step_failed(job, no_value(job));
	else
		keys_stage(job, &job->new, SECRET_STAGE_CURRENT, new_is_current);
}

/* ---- retire ---- */

void step_retire(RotateJob *job)
{
	if (job->driver->retire != NULL)
		job->driver->retire(job);
	else
		rotate_set_done(job, NULL);
}
