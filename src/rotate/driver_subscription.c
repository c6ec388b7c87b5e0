/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret of one subscription.  Where the engine is known it is changed in place (PATCH).  Else a new
 * subscription is made with the new value and the old one removed when it is retired: the SDK has no way to
 * change one; the sender has to be told the new one's URL. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "rotate/job_private.h"

static gboolean in_place(const RotateJob *job)
{
	return client_has_engine(job->options.client);
}

static const Trigger *trigger_of(const RotateJob *job)
{
	return job->options.server != NULL ? server_trigger(job->options.server, job->row->trigger) : NULL;
}

static const char *connection_of(const RotateJob *job)
{
	const GPtrArray *known = client_target(job->options.client)->connections;
	if (*job->row->connection != '\0')
		return job->row->connection;
	return known->len == 1 ? known->pdata[0] : NULL;
}

static gboolean check(RotateJob *job, GError **error)
{
	if (*job->row->place == '\0')
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: which subscription has it is not known: give --subscription ID once"),
			    job->row->name);
	else if (!in_place(job) && connection_of(job) == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: whose subscription it is is not known: give --connection ID, or name it "
			      "CONNECTION/NAME"),
			    job->row->name);
	else
		return TRUE;
	return FALSE;
}

static GError *no_member(const RotateJob *job)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
			   _("%s: which secret of subscription %s is meant cannot be told: name it as it is "
			     "called there"),
			   job->row->name, job->row->place);
}

/* ---- in place ---- */

static void patched(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	rotate_set_done(data, error != NULL ? g_error_copy(error) : NULL);
}

static SecBuf *wanted(const RotateJob *job)
{
	return job->back ? job->old_value : job->new_value;
}

static void to_patch(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	g_autoptr(SubscriptionFacts) facts = subscription_facts(json);
	const char *member = secret_member(facts->secrets, job->row->name);
	if (error != NULL || member == NULL || facts->connection == NULL) {
		rotate_set_done(job, error != NULL ? g_error_copy(error) : no_member(job));
		return;
	}
	g_free(job->row->trigger);
	job->row->trigger = g_strdup(facts->trigger != NULL ? facts->trigger : "");
	/* The engine takes `secrets` whole: the others stay as they are. */
	secret_set(facts->secrets, member, wanted(job));
	g_autoptr(json_t) body = json_pack("{s:O}", "secrets", facts->secrets);
	client_call(job->options.client, ROUTE_ENGINE_SUBSCRIPTION_PATCH,
		    (const char *const[]){ facts->connection, job->row->place, NULL }, NULL, body,
		    job->cancellable, patched, job);
}

static void change_in_place(RotateJob *job)
{
	client_call(job->options.client, ROUTE_ENGINE_SUBSCRIPTION,
		    (const char *const[]){ job->row->place, NULL }, NULL, NULL, job->cancellable, to_patch,
		    job);
}

/* ---- another one in its place ---- */

static void tell_new(RotateJob *job, const char *id)
{
	g_autofree char *url = route_url(job, trigger_of(job), id);
	rotate_tell(job, _("subscription %s became %s"), job->row->place, id);
	if (url != NULL)
		rotate_tell(job, _("tell its sender the new URL: %s"), url);
}

static void remember_new(RotateJob *job, const char *id)
{
	g_autoptr(GError) error = NULL;
	JournalThing *thing = things_find(job, THING_SUBSCRIPTION, job->row->place);
	g_free(job->row->new_place);
	job->row->new_place = g_strdup(id);
	if (things_made(job, thing, id, &error))
		tell_new(job, id);
	rotate_set_done(job, g_steal_pointer(&error));
}

static void created(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	const char *id = weir_json_text(json, "id");
	if (error == NULL && id != NULL)
		remember_new(job, id);
	else
		rotate_set_done(job,
				error != NULL
					? g_error_copy(error)
					: g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL,
						      _("%s: it made a subscription and did not tell its id"),
						      job->row->target));
}

/* The one that is there, then those like it, then the new one. */
typedef struct {
	RotateJob *job;
	SubscriptionFacts *facts;
} Making;

static void making_free(Making *making)
{
	subscription_facts_free(making->facts);
	g_free(making);
}

static gboolean fill_secrets(const Making *making, GError **error)
{
	RotateJob *job = making->job;
	SubscriptionFacts *facts = making->facts;
	const Trigger *trigger = trigger_of(job);
	gboolean only = trigger != NULL && trigger->secrets->len == 1;
	if (facts->secrets == NULL && only) {
		facts->secrets = json_object();
		secret_set(facts->secrets, ((const Argument *)trigger->secrets->pdata[0])->name,
			   job->new_value);
		return TRUE;
	}
	const char *member = secret_member(facts->secrets, job->row->name);
	if (member != NULL) {
		secret_set(facts->secrets, member, job->new_value);
		return TRUE;
	}
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
		    _("%s: the server does not tell the subscription's other secrets, so it cannot be made "
		      "anew: configure the engine, or rotate with --driver manual"),
		    job->row->name);
	return FALSE;
}

static void create(const Making *making)
{
	RotateJob *job = making->job;
	GError *error = NULL;
	if (!fill_secrets(making, &error)) {
		rotate_set_done(job, error);
		return;
	}
	g_autoptr(json_t) body = subscription_body(making->facts);
	client_call(job->options.client, ROUTE_SUBSCRIPTION_CREATE,
		    (const char *const[]){ connection_of(job), making->facts->trigger, NULL }, NULL, body,
		    job->cancellable, created, job);
}

static void twins_listed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Making *making = data;
	RotateJob *job = making->job;
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	g_autofree char *twins = subscription_twins(json, making->facts);
	JournalThing *thing = things_find(job, THING_SUBSCRIPTION, job->row->place);
	g_autofree char *id = thing != NULL ? subscription_newcomer(twins, thing->seen) : NULL;
	if (problem == NULL && thing == NULL)
		things_plan(job, THING_SUBSCRIPTION, job->row->place, twins, &problem);
	if (problem != NULL)
		rotate_set_done(job, g_steal_pointer(&problem));
	else if (id != NULL)
		remember_new(job, id);
	else
		create(making);
	making_free(making);
}

static void old_came(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	if (error != NULL) {
		rotate_set_done(job, g_error_copy(error));
		return;
	}
	Making *making = g_new0(Making, 1);
	*making = (Making){ job, subscription_facts(json) };
	g_free(making->facts->id);
	making->facts->id = g_strdup(job->row->place);
	g_free(job->row->trigger);
	job->row->trigger = g_strdup(making->facts->trigger != NULL ? making->facts->trigger : "");
	client_call(job->options.client, ROUTE_SUBSCRIPTIONS,
		    (const char *const[]){ connection_of(job), NULL }, "limit=1000", NULL, job->cancellable,
		    twins_listed, making);
}

static void make_another(RotateJob *job)
{
	const JournalThing *thing = things_find(job, THING_SUBSCRIPTION, job->row->place);
	if (thing != NULL && *thing->new != '\0') {
		tell_new(job, thing->new);
		rotate_set_done(job, NULL);
		return;
	}
	client_call(job->options.client, ROUTE_SUBSCRIPTION,
		    (const char *const[]){ connection_of(job), job->row->place, NULL }, NULL, NULL,
		    job->cancellable, old_came, job);
}

/* ---- away again ---- */

static void removed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	JournalThing *thing = things_find(job, THING_SUBSCRIPTION, job->row->place);
	GError *problem = NULL;
	if (error != NULL && !g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
		problem = g_error_copy(error);
	else if (job->back)
		things_undone(job, thing, &problem);
	else
		things_gone(job, thing, &problem);
	rotate_set_done(job, problem);
}

static void remove_one(RotateJob *job, const char *id)
{
	client_call(job->options.client, ROUTE_SUBSCRIPTION_DELETE,
		    (const char *const[]){ connection_of(job), id, NULL }, NULL, NULL, job->cancellable,
		    removed, job);
}

/* One that was asked for, and whose id did not come back. */
static void stray_listed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Making *making = data;
	RotateJob *job = making->job;
	JournalThing *thing = things_find(job, THING_SUBSCRIPTION, job->row->place);
	g_autofree char *twins = subscription_twins(json, making->facts);
	g_autofree char *id = subscription_newcomer(twins, thing->seen);
	making_free(making);
	if (error != NULL)
		rotate_set_done(job, g_error_copy(error));
	else if (id != NULL)
		remove_one(job, id);
	else
		rotate_set_done(job, NULL);
}

static void old_came_back(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	if (error != NULL) {
		rotate_set_done(job, g_error_copy(error));
		return;
	}
	Making *making = g_new0(Making, 1);
	*making = (Making){ job, subscription_facts(json) };
	client_call(job->options.client, ROUTE_SUBSCRIPTIONS,
		    (const char *const[]){ connection_of(job), NULL }, "limit=1000", NULL, job->cancellable,
		    stray_listed, making);
}

static void remove_another(RotateJob *job)
{
	const JournalThing *thing = things_find(job, THING_SUBSCRIPTION, job->row->place);
	if (thing == NULL || thing->undone)
		rotate_set_done(job, NULL);
	else if (*thing->new != '\0')
		remove_one(job, thing->new);
	else
		client_call(job->options.client, ROUTE_SUBSCRIPTION,
			    (const char *const[]){ connection_of(job), job->row->place, NULL }, NULL, NULL,
			    job->cancellable, old_came_back, job);
}

static void set(RotateJob *job, SecBuf *value, SecBuf *other)
{
	if (in_place(job))
		change_in_place(job);
	else if (job->back)
		remove_another(job);
	else
		make_another(job);
}

static void retire(RotateJob *job)
{
	const JournalThing *thing = things_find(job, THING_SUBSCRIPTION, job->row->place);
	if (thing != NULL && *thing->new != '\0' && !thing->gone)
		remove_one(job, job->row->place);
	else
		rotate_set_done(job, NULL);
}

/* ---- test ---- */

static const char *place_of(const RotateJob *job)
{
	return *job->row->new_place != '\0' && !job->back ? job->row->new_place : job->row->place;
}

static GError *other_value(const RotateJob *job)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
			   _("%s: subscription %s does not have the value that was set"), job->row->target,
			   place_of(job));
}

/* How its events are signed is not known: what is stored is what counts. */
static void stored_came(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	g_autoptr(SubscriptionFacts) facts = subscription_facts(json);
	const char *member = secret_member(facts->secrets, job->row->name);
	if (error != NULL) {
		rotate_tested(job, PROOF_NOT_YET, g_error_copy(error));
	} else if (facts->secrets == NULL) {
		rotate_tell(job,
			    _("%s: subscription %s is there; that the value works was not seen, since the "
			      "server does not tell it and no scheme is configured for %s"),
			    job->row->target, place_of(job), job->row->trigger);
		rotate_tested(job, PROOF_SEEN, NULL);
	} else {
		gboolean same = member != NULL && secret_is(facts->secrets, member, wanted(job));
		rotate_tested(job, same ? PROOF_SEEN : PROOF_NOT_YET, same ? NULL : other_value(job));
	}
}

static void test(RotateJob *job, SecBuf *works, SecBuf *refused)
{
	const Trigger *trigger = trigger_of(job);
	/* The old value's own subscription goes on working until it is removed. */
	const ProveWish wish = { trigger, place_of(job), FALSE, works, in_place(job) ? refused : NULL };
	if (prove_can(job, trigger))
		prove_signatures(job, &wish, rotate_tested);
	else if (in_place(job))
		client_call(job->options.client, ROUTE_ENGINE_SUBSCRIPTION,
			    (const char *const[]){ place_of(job), NULL }, NULL, NULL, job->cancellable,
			    stored_came, job);
	else
		client_call(job->options.client, ROUTE_SUBSCRIPTION,
			    (const char *const[]){ connection_of(job), place_of(job), NULL }, NULL, NULL,
			    job->cancellable, stored_came, job);
}

static void plan(const RotateOptions *options, const Rotation *row, GPtrArray *lines)
{
	gboolean engine = client_has_engine(options->client);
	g_ptr_array_add(
		lines,
		g_strdup_printf(engine ? _("set: PATCH of subscription %s at the engine")
				       : _("set: a new subscription like %s is made with the new value; "
					   "its id and URL are shown, for the sender has to be told"),
				row->place));
	g_ptr_array_add(lines,
			g_strdup(options->scheme != NULL
					 ? _("test: signed events that no schema takes: the new signature "
					     "gets another answer than a wrong one")
					 : _("test: it is stored")));
}

const struct rotate_driver driver_subscription = {
	.name = "subscription",
	.summary = N_("a subscription's secret: changed at the engine, or a new subscription is made"),
	.flags = DRIVER_ASKS_SERVER | DRIVER_READS_SERVER | DRIVER_WRITES,
	.kinds = 1u << SECRET_KIND_SUBSCRIPTION,
	.check = check,
	.plan = plan,
	.set = set,
	.test = test,
	.retire = retire,
};
