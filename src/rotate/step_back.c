/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restore, (check is in step_forward.c beside test), drop. */
#include "rotate/job_private.h"

void step_restore(RotateJob *job)
{
	/* The new value was never put anywhere. */
	if (!journal_was_begun(job->options.store, job->row->id, JOURNAL_SET))
		job_step_done(job);
	else
		job->driver->set(job, job->old_value, job->new_value);
}

static void dropped(RotateJob *job)
{
	job_step_done(job);
}

static void old_is_current(RotateJob *job)
{
	if (job->new != NULL)
		keys_delete(job, &job->new, dropped);
	else
		job_step_done(job);
}

/* The old one works, and is current before the new one goes. */
void step_drop(RotateJob *job)
{
	keys_stage(job, &job->old, SECRET_STAGE_CURRENT, old_is_current);
}
