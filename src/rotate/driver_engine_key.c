/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key of the engine behind a server.  The engine takes it, and the server is ready with it: /readiness
 * asks the engine. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "rotate/job_private.h"

#define PATH "/subscriptions?limit=1"

static gboolean check(RotateJob *job, GError **error)
{
	if (client_engine(job->options.client) == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("%s: its engine is not known: set `engine`, or give --engine URL"),
			    job->row->target);
		return FALSE;
	}
	return *job->row->program == '\0' || program_check(job->row, error);
}

static void set(RotateJob *job, SecBuf *value, SecBuf *other)
{
	g_autofree char *what = g_strdup_printf(
		_("%s: give the value to the engine, and to the server as its key; restart what has to be"),
		job->row->target);
	program_or_person(job, value, other, what);
}

typedef struct {
	SecBuf *works, *refused;
} Values;

static void free_values(gpointer data)
{
	Values *values = data;
	secbuf_unref(values->works);
	g_clear_pointer(&values->refused, secbuf_unref);
	g_free(values);
}

static void readiness_answered(RotateJob *job, int status, const GError *why, gpointer data)
{
	Values *values = data;
	/* One that keeps its readiness to itself tells nothing of it. */
	if ((status >= 200 && status < 300) || status == 401 || status == 403)
		ask_both(job, client_engine(job->options.client), PATH, values->works, values->refused);
	else
		rotate_tested(job, PROOF_NOT_YET,
			      why != NULL
				      ? g_error_copy(why)
				      : g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
						    _("%s: /readiness answers %d: the server does not reach "
						      "its engine with the key that it has"),
						    job->row->target, status));
	free_values(values);
}

static void test(RotateJob *job, SecBuf *works, SecBuf *refused)
{
	Values *values = g_new0(Values, 1);
	*values = (Values){ secbuf_ref(works), refused != NULL ? secbuf_ref(refused) : NULL };
	ask_with(job, client_host(job->options.client), "/readiness", client_token(job->options.client),
		 readiness_answered, values);
}

static void plan(const RotateOptions *options, const Rotation *row, GPtrArray *lines)
{
	if (*row->program != '\0')
		g_ptr_array_add(lines, g_strdup_printf(_("set: %s gets it on standard input"), row->program));
	else
		g_ptr_array_add(lines, g_strdup(_("set: a person gives it to engine and server, and weir "
						  "watches")));
	g_ptr_array_add(lines, g_strdup(_("test: the server is ready, the engine takes the new value and "
					  "refuses the old one")));
}

const struct rotate_driver driver_engine_key = {
	.name = "engine-key",
	.summary = N_("the engine's key: set by a program or a person, tested at the engine"),
	.flags = DRIVER_ASKS_SERVER | DRIVER_WANTS_ENGINE | DRIVER_TAKES_PROGRAM,
	.kinds = 1u << SECRET_KIND_ENGINE_KEY,
	.check = check,
	.plan = plan,
	.set = set,
	.test = test,
};
