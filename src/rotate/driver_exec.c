/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's program does all of it. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "rotate/job_private.h"

static gboolean check(RotateJob *job, GError **error)
{
	return program_check(job->row, error);
}

static void set_done(RotateJob *job, GError *error)
{
	rotate_set_done(job, error);
}

static void set(RotateJob *job, SecBuf *value, SecBuf *other)
{
	program_run(job, "set", value, other, set_done);
}

static void test_done(RotateJob *job, GError *error)
{
	rotate_tested(job, error == NULL ? PROOF_SEEN : PROOF_NOT_YET, error);
}

/* The program decides whether the old one has to be refused: it gets both. */
static void test(RotateJob *job, SecBuf *works, SecBuf *refused)
{
	program_run(job, "test", works, works == job->new_value ? job->old_value : job->new_value, test_done);
}

static void retire(RotateJob *job)
{
	program_run(job, "retire", job->new_value, job->old_value, set_done);
}

static void plan(const RotateOptions *options, const Rotation *row, GPtrArray *lines)
{
	g_ptr_array_add(lines, g_strdup_printf(_("set: %s gets it on standard input"), row->program));
	g_ptr_array_add(lines, g_strdup_printf(_("test: %s says whether it works"), row->program));
}

const struct rotate_driver driver_exec = {
	.name = "exec",
	.summary = N_("a program of yours sets, tests and retires it (exec/1 on standard input)"),
	.flags = DRIVER_WANTS_PROGRAM | DRIVER_TAKES_PROGRAM,
	.check = check,
	.plan = plan,
	.set = set,
	.test = test,
	.retire = retire,
};
