/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's auth_token: it has one, and no overlap.  /manifest wants it and tells nothing of tenants. */
#include <glib/gi18n.h>

#include "rotate/job_private.h"

#define PATH "/manifest"

static void set(RotateJob *job, SecBuf *value, SecBuf *other)
{
	g_autofree char *what = g_strdup_printf(
		_("%s: put the value where the server reads its auth_token, and restart it if it has to be"),
		job->row->target);
	program_or_person(job, value, other, what);
}

static void test(RotateJob *job, SecBuf *works, SecBuf *refused)
{
	ask_both(job, client_host(job->options.client), PATH, works, refused);
}

static void plan(const RotateOptions *options, const Rotation *row, GPtrArray *lines)
{
	if (*row->program != '\0')
		g_ptr_array_add(lines, g_strdup_printf(_("set: %s gets it on standard input"), row->program));
	else
		g_ptr_array_add(lines,
				g_strdup(_("set: a person puts it where the server reads its auth_token, "
					   "and weir watches")));
	g_ptr_array_add(lines,
			g_strdup_printf(_("test: GET %s%s: the new value is taken, the old one refused"),
					row->url, PATH));
}

static gboolean check(RotateJob *job, GError **error)
{
	return *job->row->program == '\0' || program_check(job->row, error);
}

const struct rotate_driver driver_bearer = {
	.name = "bearer",
	.summary = N_("a server's auth_token: set by a program or a person; new one taken, old one refused"),
	.flags = DRIVER_ASKS_SERVER | DRIVER_TAKES_PROGRAM,
	.kinds = 1u << SECRET_KIND_SERVER_TOKEN,
	.check = check,
	.plan = plan,
	.set = set,
	.test = test,
};
