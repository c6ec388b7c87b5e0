/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tenant's upstream credential: part of a connection, which nothing can change.  So a new one is made with
 * the new value, its subscriptions are made anew on it, and when the old value is retired, the old ones are
 * removed.  The old connection and its secrets stay in the engine. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "rotate/job_private.h"

enum { MOST = 1000 };

/* What is to be moved: subscriptions of the old connection, one after the other. */
typedef struct {
	RotateJob *job;
	GPtrArray *rows; /* SubscriptionFacts * */
	json_t *there;   /* the list of the new connection */
	guint at;
} Moving;

static void moving_free(gpointer data)
{
	Moving *moving = data;
	g_ptr_array_unref(moving->rows);
	json_decref(moving->there);
	g_free(moving);
}

static void free_facts(gpointer facts)
{
	subscription_facts_free(facts);
}

static void fail_or_done(RotateJob *job, const GError *error)
{
	rotate_set_done(job, error != NULL ? g_error_copy(error) : NULL);
}

static gboolean check(RotateJob *job, GError **error)
{
	if (*job->row->place != '\0')
		return TRUE;
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		_("%s: which connection has it is not known: name it CONNECTION/NAME, with the connection's "
		  "id"),
		job->row->name);
	return FALSE;
}

/* ---- subscriptions ---- */

static void list_of(RotateJob *job, const char *connection, ClientDone done, gpointer data)
{
	gboolean engine = client_has_engine(job->options.client);
	client_call(job->options.client, engine ? ROUTE_ENGINE_CONNECTION_SUBSCRIPTIONS : ROUTE_SUBSCRIPTIONS,
		    (const char *const[]){ connection, NULL }, "limit=1000", NULL, job->cancellable, done,
		    data);
}

static void move_next(Moving *moving);

static void moved(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Moving *moving = data;
	RotateJob *job = moving->job;
	const SubscriptionFacts *facts = moving->rows->pdata[moving->at];
	const char *id = weir_json_text(json, "id");
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	if (problem == NULL && id == NULL)
		problem = g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL,
				      _("%s: it made a subscription and did not tell its id"),
				      job->row->target);
	if (problem == NULL)
		things_made(job, things_find(job, THING_SUBSCRIPTION, facts->id), id, &problem);
	if (problem == NULL) {
		moving->at++;
		move_next(moving);
		return;
	}
	moving_free(moving);
	rotate_set_done(job, g_steal_pointer(&problem));
}

/* One that was made before a crash and looks like it. */
static char *stray(const Moving *moving, const SubscriptionFacts *facts)
{
	g_autofree char *twins = subscription_twins(moving->there, facts);
	g_autoptr(GString) known = g_string_new(NULL);
	const GPtrArray *things = moving->job->things;
	for (guint i = 0; things != NULL && i < things->len; i++)
		g_string_append_printf(known, "%s ", ((const JournalThing *)things->pdata[i])->new);
	return subscription_newcomer(twins, known->str);
}

static void make_one(Moving *moving, const SubscriptionFacts *facts)
{
	RotateJob *job = moving->job;
	g_autoptr(GError) error = NULL;
	JournalThing *thing = things_find(job, THING_SUBSCRIPTION, facts->id);
	g_autofree char *found = thing != NULL ? stray(moving, facts) : NULL;
	if (thing == NULL)
		thing = things_plan(job, THING_SUBSCRIPTION, facts->id, "", &error);
	if (thing == NULL || (found != NULL && !things_made(job, thing, found, &error))) {
		moving_free(moving);
		rotate_set_done(job, g_steal_pointer(&error));
		return;
	}
	if (found != NULL) {
		moving->at++;
		move_next(moving);
		return;
	}
	g_autoptr(json_t) body = subscription_body(facts);
	client_call(job->options.client, ROUTE_SUBSCRIPTION_CREATE,
		    (const char *const[]){ job->row->new_place, facts->trigger, NULL }, NULL, body,
		    job->cancellable, moved, moving);
}

static void tell_mapping(RotateJob *job)
{
	rotate_tell(job, _("connection %s became %s"), job->row->place, job->row->new_place);
	for (guint i = 0; job->things != NULL && i < job->things->len; i++) {
		const JournalThing *thing = job->things->pdata[i];
		if (thing->kind == THING_SUBSCRIPTION)
			rotate_tell(job, _("subscription %s became %s"), thing->old, thing->new);
	}
}

static void move_next(Moving *moving)
{
	RotateJob *job = moving->job;
	while (moving->at < moving->rows->len) {
		const SubscriptionFacts *facts = moving->rows->pdata[moving->at];
		const JournalThing *thing = things_find(job, THING_SUBSCRIPTION, facts->id);
		if (thing == NULL || *thing->new == '\0') {
			make_one(moving, facts);
			return;
		}
		moving->at++;
	}
	moving_free(moving);
	tell_mapping(job);
	rotate_set_done(job, NULL);
}

static void new_listed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	Moving *moving = data;
	if (error != NULL) {
		fail_or_done(moving->job, error);
		moving_free(moving);
		return;
	}
	moving->there = json_incref(json);
	move_next(moving);
}

static gboolean secrets_known(const Moving *moving, GError **error)
{
	const RotateJob *job = moving->job;
	for (guint i = 0; i < moving->rows->len; i++) {
		const SubscriptionFacts *facts = moving->rows->pdata[i];
		const Trigger *trigger =
			facts->trigger != NULL ? server_trigger(job->options.server, facts->trigger) : NULL;
		gboolean wants = trigger == NULL || (trigger->secrets != NULL && trigger->secrets->len > 0);
		if (facts->id != NULL && facts->trigger != NULL && (facts->secrets != NULL || !wants))
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
			    _("%s: the secrets of subscription %s are not told, so it cannot be moved: "
			      "configure the engine, or rotate with --driver manual"),
			    job->row->target, facts->id != NULL ? facts->id : "?");
		return FALSE;
	}
	return TRUE;
}

static void old_listed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	const json_t *rows = weir_json_array(json, "data");
	Moving *moving = g_new0(Moving, 1);
	moving->job = job;
	moving->rows = g_ptr_array_new_with_free_func(free_facts);
	for (size_t i = 0; i < json_array_size(rows); i++)
		g_ptr_array_add(moving->rows, subscription_facts(json_array_get(rows, i)));
	if (problem == NULL && weir_json_integer(json, "total", 0) > MOST)
		problem = g_error_new(
			WEIR_ERROR, WEIR_ERROR_LIMIT,
			_("%s: connection %s has %" PRId64
			  " subscriptions, and weir moves no more than %d: use --driver manual"),
			job->row->target, job->row->place, weir_json_integer(json, "total", 0), MOST);
	if (problem == NULL && secrets_known(moving, &problem)) {
		list_of(job, job->row->new_place, new_listed, moving);
		return;
	}
	moving_free(moving);
	rotate_set_done(job, g_steal_pointer(&problem));
}

static void move_all(RotateJob *job)
{
	list_of(job, job->row->place, old_listed, job);
}

/* ---- the connection ---- */

static void made(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	const char *id = weir_json_text(json, "id");
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	if (problem == NULL && id == NULL)
		problem =
			g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL,
				    _("%s: it made a connection and did not tell its id"), job->row->target);
	if (problem == NULL) {
		g_free(job->row->new_place);
		job->row->new_place = g_strdup(id);
		things_made(job, things_find(job, THING_CONNECTION, job->row->place), id, &problem);
	}
	if (problem == NULL)
		move_all(job);
	else
		rotate_set_done(job, g_steal_pointer(&problem));
}

/* The other secrets of the connection, as far as somebody tells them. */
static json_t *secrets_of(const RotateJob *job, const json_t *json, GError **error)
{
	const GPtrArray *wanted = job->options.server->connection_secrets;
	json_t *told = weir_json_object(json, "secrets");
	json_t *secrets = told != NULL ? json_copy(told) : json_object();
	const char *member = secret_member(secrets, job->row->name);
	if (member == NULL && wanted->len == 1)
		member = ((const Argument *)wanted->pdata[0])->name;
	if (member != NULL) {
		secret_set(secrets, member, job->new_value);
		return secrets;
	}
	json_decref(secrets);
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
		_("%s: the other secrets of connection %s are not told, so it cannot be made anew: configure "
		  "the engine, or rotate with --driver manual"),
		job->row->target, job->row->place);
	return NULL;
}

static void old_came(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	json_t *options = weir_json_object(json, "options");
	g_autoptr(json_t) none = json_object();
	g_autoptr(json_t) secrets = problem == NULL ? secrets_of(job, json, &problem) : NULL;
	gboolean planned = things_find(job, THING_CONNECTION, job->row->place) != NULL;
	if (planned)
		rotate_tell(job,
			    _("%s: an attempt before this one may have made a connection whose id was never "
			      "told: it has no subscriptions, and nothing can list it"),
			    job->row->target);
	if (secrets != NULL && !planned)
		things_plan(job, THING_CONNECTION, job->row->place, "", &problem);
	if (problem != NULL) {
		rotate_set_done(job, g_steal_pointer(&problem));
		return;
	}
	g_autoptr(json_t) body =
		json_pack("{s:O,s:O}", "options", options != NULL ? options : none, "secrets", secrets);
	client_call(job->options.client, ROUTE_CONNECTION_CREATE, (const char *const[]){ NULL }, NULL, body,
		    job->cancellable, made, job);
}

static void make_connection(RotateJob *job)
{
	const JournalThing *thing = things_find(job, THING_CONNECTION, job->row->place);
	if (thing != NULL && *thing->new != '\0') {
		g_free(job->row->new_place);
		job->row->new_place = g_strdup(thing->new);
		move_all(job);
		return;
	}
	client_call(job->options.client,
		    client_has_engine(job->options.client) ? ROUTE_ENGINE_CONNECTION : ROUTE_CONNECTION,
		    (const char *const[]){ job->row->place, NULL }, NULL, NULL, job->cancellable, old_came,
		    job);
}

/* ---- removing subscriptions ---- */

static void remove_next(RotateJob *job);

static JournalThing *next_to_remove(const RotateJob *job)
{
	for (guint i = 0; job->things != NULL && i < job->things->len; i++) {
		JournalThing *thing = job->things->pdata[i];
		gboolean over = job->back ? thing->undone : thing->gone;
		if (thing->kind == THING_SUBSCRIPTION && *thing->new != '\0' && !over)
			return thing;
	}
	return NULL;
}

static void removed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	g_autoptr(GError) problem = NULL;
	JournalThing *thing = next_to_remove(job);
	if (error != NULL && !g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
		problem = g_error_copy(error);
	else if (job->back)
		things_undone(job, thing, &problem);
	else
		things_gone(job, thing, &problem);
	if (problem != NULL)
		rotate_set_done(job, g_steal_pointer(&problem));
	else
		remove_next(job);
}

static void remove_next(RotateJob *job)
{
	const JournalThing *thing = next_to_remove(job);
	if (thing != NULL) {
		client_call(job->options.client, ROUTE_SUBSCRIPTION_DELETE,
			    (const char *const[]){ job->back ? job->row->new_place : job->row->place,
						   job->back ? thing->new : thing->old, NULL },
			    NULL, NULL, job->cancellable, removed, job);
		return;
	}
	rotate_tell(job,
		    job->back ? _("connection %s stays in the engine, without subscriptions")
			      : _("connection %s and its secrets stay in the engine, which has no way to "
				  "delete them: revoke the old key upstream"),
		    job->back ? job->row->new_place : job->row->place);
	rotate_set_done(job, NULL);
}

/* A new connection's subscriptions that were asked for, and whose ids did not come back. */
static void strays_listed(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	const json_t *rows = weir_json_array(json, "data");
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	for (guint i = 0; problem == NULL && i < job->things->len; i++) {
		JournalThing *thing = job->things->pdata[i];
		if (thing->kind == THING_SUBSCRIPTION && *thing->new == '\0')
			things_undone(job, thing, &problem);
	}
	for (size_t i = 0; problem == NULL && i < json_array_size(rows); i++) {
		const char *id = weir_json_text(json_array_get(rows, i), "id");
		gboolean known = id == NULL;
		for (guint j = 0; !known && j < job->things->len; j++)
			known = strcmp(((const JournalThing *)job->things->pdata[j])->new, id) == 0;
		JournalThing *thing = known ? NULL : things_plan(job, THING_SUBSCRIPTION, "", "", &problem);
		if (thing != NULL)
			things_made(job, thing, id, &problem);
	}
	if (problem != NULL)
		rotate_set_done(job, g_steal_pointer(&problem));
	else
		remove_next(job);
}

static void go_back(RotateJob *job)
{
	const JournalThing *thing = things_find(job, THING_CONNECTION, job->row->place);
	if (thing == NULL || *thing->new == '\0') {
		if (thing != NULL)
			rotate_tell(
				job,
				_("%s: a connection may have been made whose id was never told: it has no "
				  "subscriptions, and nothing can list it"),
				job->row->target);
		rotate_set_done(job, NULL);
		return;
	}
	g_free(job->row->new_place);
	job->row->new_place = g_strdup(thing->new);
	list_of(job, job->row->new_place, strays_listed, job);
}

static void set(RotateJob *job, SecBuf *value, SecBuf *other)
{
	if (job->back)
		go_back(job);
	else
		make_connection(job);
}

/* ---- test: a form or a read action of the new connection, else that it is there ---- */

static void tried(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	RotateJob *job = data;
	rotate_tested(job, error == NULL ? PROOF_SEEN : PROOF_NOT_YET,
		      error != NULL ? g_error_copy(error) : NULL);
}

static gboolean needs_nothing(const Action *action)
{
	for (guint i = 0; action->arguments != NULL && i < action->arguments->len; i++)
		if (((const Argument *)action->arguments->pdata[i])->required)
			return FALSE;
	return TRUE;
}

static const Action *find_action(const Server *server, gboolean form)
{
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		if (form ? action->form_path != NULL
			 : action->callable && action->chat_arguments == NULL && needs_nothing(action) &&
				    action->effect->kind == EFFECT_READ && !action->effect->destructive)
			return action;
	}
	return NULL;
}

static void test(RotateJob *job, SecBuf *works, SecBuf *refused)
{
	const char *connection = job->back ? job->row->place : job->row->new_place;
	const Action *form = find_action(job->options.server, TRUE),
		     *read = find_action(job->options.server, FALSE);
	g_autoptr(json_t) body = json_object();
	if (read != NULL)
		client_call(job->options.client, ROUTE_ACTION_CALL,
			    (const char *const[]){ connection, read->name, NULL }, NULL, body,
			    job->cancellable, tried, job);
	else if (form != NULL)
		client_call(job->options.client, ROUTE_FORM,
			    (const char *const[]){ connection, form->name, NULL }, NULL, NULL,
			    job->cancellable, tried, job);
	else {
		rotate_tell(job,
			    _("%s: it has no form and no action that only reads and needs nothing, so that "
			      "the value works was not seen"),
			    job->row->target);
		client_call(job->options.client, ROUTE_CONNECTION, (const char *const[]){ connection, NULL },
			    NULL, NULL, job->cancellable, tried, job);
	}
}

static void retire(RotateJob *job)
{
	remove_next(job);
}

static void plan(const RotateOptions *options, const Rotation *row, GPtrArray *lines)
{
	g_ptr_array_add(lines,
			g_strdup_printf(_("set: a connection like %s is made with the new value, and its "
					  "subscriptions on it anew"),
					row->place));
	g_ptr_array_add(lines,
			g_strdup(_("test: a form or an action that only reads, on the new connection")));
	g_ptr_array_add(lines,
			g_strdup(_("then the upstream key has to be revoked: the old connection stays in "
				   "the engine")));
}

const struct rotate_driver driver_connection = {
	.name = "connection",
	.summary = N_("a tenant's credential: a new connection is made, its subscriptions moved"),
	.flags = DRIVER_ASKS_SERVER | DRIVER_READS_SERVER | DRIVER_WRITES | DRIVER_OLD_STAYS,
	.kinds = 1u << SECRET_KIND_CONNECTION,
	.check = check,
	.plan = plan,
	.set = set,
	.test = test,
	.retire = retire,
};
