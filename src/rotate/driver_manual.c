/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checklist: a person does it, and says so with the next `resume` or `rollback`. */
#include <glib/gi18n.h>

#include "rotate/job_private.h"

static void set(RotateJob *job, SecBuf *value, SecBuf *other)
{
	g_autofree char *label = job_label(job), *words = job_words(job);
	if (job->told) {
		rotate_set_done(job, NULL);
		return;
	}
	g_autofree char *list = g_strdup_printf(
		job->back ? _("%s, back to the value before:\n"
			      "  1. read it: weir secrets show %s --reveal\n"
			      "  2. put it everywhere where the secret is used\n"
			      "  3. see that all of it works")
			  : _("%s, to the new value:\n"
			      "  1. read it: weir secrets show %s --stage pending --reveal\n"
			      "  2. put it everywhere where the secret is used\n"
			      "  3. see that all of it works, and that the old value is refused"),
		label, words);
	rotate_set_waits(job, list);
}

static void test(RotateJob *job, SecBuf *works, SecBuf *refused)
{
	rotate_tell(job, _("that the value works is your word: weir has not tested it"));
	rotate_tested(job, PROOF_SEEN, NULL);
}

static void plan(const RotateOptions *options, const Rotation *row, GPtrArray *lines)
{
	g_ptr_array_add(lines,
			g_strdup(_("set: a checklist is shown, and weir ends with exit code 5; resume says "
				   "that it was done")));
	g_ptr_array_add(lines, g_strdup(_("test: your word")));
}

const struct rotate_driver driver_manual = {
	.name = "manual",
	.summary = N_("a checklist for a person, who says when it is done"),
	.kinds = 1u << SECRET_KIND_GENERIC,
	.plan = plan,
	.set = set,
	.test = test,
};
