/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secret with which a sender signs and a server verifies all events of a trigger.
 *
 * Tested with an event to a canary subscription; where none may be made, with one that no schema takes, to a
 * subscription that is there: it cannot be dispatched, and a good signature gets another answer. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/canary.h"
#include "rotate/job_private.h"

/* One try. */
typedef struct {
	RotateJob *job;
	Canaries *canaries;
	SecBuf *works, *refused;
	RotateProof proof;
	GError *why;
} Try;

static const Trigger *trigger_of(const RotateJob *job)
{
	return job->options.server != NULL ? server_trigger(job->options.server, job->row->trigger) : NULL;
}

static gboolean check(RotateJob *job, GError **error)
{
	const Trigger *trigger = trigger_of(job);
	const char *target = job->row->target;
	if (*job->row->program != '\0' && !program_check(job->row, error))
		return FALSE;
	if (prove_can(job, trigger))
		return TRUE;
	if (trigger == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: whose events it signs is not known: give --trigger TRIGGER, or set "
			      "`secret` in "
			      "[server NAME trigger TRIGGER]"),
			    target);
	else
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("%s: how events of %s are signed is not known, or it is with a pair of keys: set "
			  "`scheme` and `route` in [server NAME trigger %s], or rotate with --driver manual"),
			target, trigger->name, trigger->name);
	return FALSE;
}

static void set(RotateJob *job, SecBuf *value, SecBuf *other)
{
	g_autofree char *what = g_strdup_printf(
		job->row->overlap && !job->back
			? _("%s: give the value to the server beside the old one, then to the sender of %s")
			: _("%s: give the value to the server and to the sender of %s"),
		job->row->target, job->row->trigger);
	program_or_person(job, value, other, what);
}

/* ---- one try ---- */

static void end_try(Try *try)
{
	RotateJob *job = try->job;
	RotateProof proof = try->proof;
	GError *why = g_steal_pointer(&try->why);
	canaries_free(try->canaries);
	secbuf_unref(try->works);
	secbuf_unref(try->refused);
	g_free(try);
	job->work = NULL;
	rotate_tested(job, proof, why);
}

static void removed(const GError *error, gpointer data)
{
	Try *try = data;
	if (error != NULL)
		rotate_tell(try->job, _("the test's subscription could not be removed (weir cleanup %s): %s"),
			    try->job->row->target, error->message);
	end_try(try);
}

static void proved(RotateJob *job, RotateProof proof, GError *why)
{
	Try *try = job->work;
	try->proof = proof;
	try->why = why;
	if (try->canaries != NULL)
		canaries_remove(try->canaries, removed, try);
	else
		end_try(try);
}

static void prove(Try *try, const char *subscription, gboolean whole)
{
	const ProveWish wish = { trigger_of(try->job), subscription, whole, try->works, try->refused };
	prove_signatures(try->job, &wish, proved);
}

static void canary_made(const GPtrArray *subscriptions, const GError *error, gpointer data)
{
	Try *try = data;
	const CanarySubscription *canary = error == NULL ? subscriptions->pdata[0] : NULL;
	if (canary != NULL)
		prove(try, canary->id, TRUE);
	else
		proved(try->job, PROOF_NOT_YET, g_error_copy(error));
}

static void make_canary(Try *try)
{
	RotateJob *job = try->job;
	const CanaryWish wish = { 0, trigger_of(job), job->options.scheme->secret, NULL };
	try->canaries = canaries_new(job->options.client, job->options.server, job->options.store,
				     job->options.callbacks);
	canaries_make(try->canaries, &wish, 1, job->cancellable, canary_made, try);
}

static void listed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Try *try = data;
	RotateJob *job = try->job;
	const char *id = weir_json_text(json_array_get(weir_json_array(json, "data"), 0), "id");
	if (id != NULL)
		prove(try, id, FALSE);
	else if (error != NULL)
		proved(job, PROOF_NOT_YET, g_error_copy(error));
	else
		proved(job, PROOF_NEVER,
		       g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
				   _("%s: it has no subscription to %s, so no event can be tried: give "
				     "--subscription ID, or let weir make one (--callback-base)"),
				   job->row->target, job->row->trigger));
}

static void find_subscription(Try *try)
{
	RotateJob *job = try->job;
	const GPtrArray *connections = client_target(job->options.client)->connections;
	g_autofree char *name = g_uri_escape_string(job->row->trigger, NULL, FALSE);
	g_autofree char *query = g_strdup_printf("limit=1&name=%s", name);
	if (client_has_engine(job->options.client))
		client_call(job->options.client, ROUTE_ENGINE_SUBSCRIPTIONS, (const char *const[]){ NULL },
			    query, NULL, job->cancellable, listed, try);
	else if (connections->len > 0)
		client_call(job->options.client, ROUTE_SUBSCRIPTIONS,
			    (const char *const[]){ connections->pdata[0], NULL }, query, NULL,
			    job->cancellable, listed, try);
	else
		listed(NULL, NULL, NULL, try);
}

static void test(RotateJob *job, SecBuf *works, SecBuf *refused)
{
	Try *try = g_new0(Try, 1);
	*try = (Try){ .job = job,
		      .works = secbuf_ref(works),
		      .refused = refused != NULL ? secbuf_ref(refused) : NULL };
	job->work = try;
	if (*job->row->place != '\0')
		prove(try, job->row->place, FALSE);
	else if (job->options.callbacks != NULL && canary_may_be_made(trigger_of(job), NULL))
		make_canary(try);
	else
		find_subscription(try);
}

/* ---- retire ---- */

static void retired(RotateJob *job, GError *error)
{
	rotate_set_done(job, error);
}

static void retire(RotateJob *job)
{
	if (job->row->overlap && *job->row->program != '\0') {
		program_run(job, "retire", job->new_value, job->old_value, retired);
		return;
	}
	if (job->row->overlap)
		rotate_tell(job, _("%s: take the old value from the server now"), job->row->target);
	rotate_set_done(job, NULL);
}

static void plan(const RotateOptions *options, const Rotation *row, GPtrArray *lines)
{
	if (*row->program != '\0')
		g_ptr_array_add(lines, g_strdup_printf(_("set: %s gets it on standard input"), row->program));
	else
		g_ptr_array_add(lines, g_strdup(_("set: a person gives it to server and sender, and weir "
						  "watches")));
	g_ptr_array_add(
		lines,
		g_strdup_printf(row->overlap ? _("test: an event to %s signed with the new value is taken")
					     : _("test: an event to %s signed with the new value is taken, "
						 "one with the old value refused"),
				row->trigger));
}

const struct rotate_driver driver_signing = {
	.name = "signing",
	.summary = N_("what signs a trigger's events: tested with a signed event to a canary"),
	.flags = DRIVER_ASKS_SERVER | DRIVER_READS_SERVER | DRIVER_TAKES_PROGRAM,
	.kinds = 1u << SECRET_KIND_SIGNING,
	.check = check,
	.plan = plan,
	.set = set,
	.test = test,
	.retire = retire,
};
