/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active: subscriptions that must be refused, one connection's path against another's, and tokens that
 * are guessed. */
#include <string.h>

#include "audit/active_private.h"
#include "audit/active_rules.h"
#include "base/json.h"
#include "canary/event.h"

enum { GUESSES = 30 };

/* ---- subscriptions that must be refused ---- */

static gboolean may_be_tried(const ActiveCanary *canary)
{
	return canary->used && active_may_be_tried(canary->trigger);
}

static void attempt_made(Active *active, ActiveCanary *attempt, const ActiveCanary *like)
{
	attempt->event = json_incref(like->event);
	attempt->attempt = TRUE;
	g_ptr_array_add(active->attempts, attempt);
}

static void try_callback(Active *active, const ActiveCanary *like, const char *name, const char *url)
{
	ActiveCanary *attempt = active_canary_new(active, like->trigger, 0);
	g_autofree char *subject = active_subject(like->trigger->name, name);
	attempt_made(active, attempt, like);
	active_make_canary(active, attempt, "callback-refused", subject, url, NULL);
}

static void try_callbacks(Active *active, const ActiveCanary *like)
{
	g_autofree char *host = active_allowed_host(client_target(active->audit->client));
	try_callback(active, like, "metadata", "http://169.254.169.254/latest/meta-data/");
	try_callback(active, like, "no-url", "not a url");
	if (host == NULL)
		return;
	g_autofree char *before = g_strdup_printf("https://evil-%s/", host);
	g_autofree char *behind = g_strdup_printf("https://%s.weir.invalid/", host);
	g_autofree char *user = g_strdup_printf("https://%s@weir.invalid/", host);
	try_callback(active, like, "prefix", before);
	try_callback(active, like, "suffix", behind);
	try_callback(active, like, "user", user);
}

static void add_option(json_t *body)
{
	json_t *options = json_object_get(json_object_get(body, "data"), "options");
	json_object_set_new(options, EVENT_EXTRA, json_string("not in the schema"));
}

static void add_secret(json_t *body)
{
	json_t *secrets = json_object_get(json_object_get(body, "data"), "secrets");
	json_object_set_new(secrets, EVENT_EXTRA, json_string("not in the schema"));
}

static void try_extra(Active *active, const ActiveCanary *like, const char *name, void (*change)(json_t *))
{
	ActiveCanary *attempt = active_canary_new(active, like->trigger, 0);
	g_autofree char *subject = active_subject(like->trigger->name, name);
	attempt_made(active, attempt, like);
	active_make_canary(active, attempt, "subscription-extra", subject, NULL, change);
}

void active_try_subscriptions(Active *active)
{
	for (guint i = 0; i < active->canaries->len; i++) {
		const ActiveCanary *canary = active->canaries->pdata[i];
		if (!may_be_tried(canary))
			continue;
		if (active_wants(active, "callback-refused"))
			try_callbacks(active, canary);
		if (!active_wants(active, "subscription-extra"))
			continue;
		try_extra(active, canary, "option", add_option);
		try_extra(active, canary, "secret", add_secret);
	}
}

/* ---- one connection's path against another's ---- */

static char *path_under(const Active *active, guint tenant, const ActiveCanary *canary)
{
	return probe_path("/connections/%s/subscriptions/%s", active->tenants[tenant].id, canary->id);
}

static void ask_isolation(Active *active, const char *label, const char *method, guint tenant,
			  ActiveAnswered answered)
{
	g_autofree char *path = path_under(active, tenant, active->foreign);
	const ActiveRequest request = { .label = label,
					.subject = active->foreign->trigger->name,
					.method = method,
					.path = path,
					.send = SEND_TOKEN };
	active_send(active, &request, answered, NULL);
}

static void foreign_looked_for(Active *active, const Answer *answer, gpointer data)
{
	g_autoptr(GError) error = NULL;
	if (answer_status(answer) != 404)
		return;
	/* It is gone: to delete it once more would be to delete an unknown id. */
	if (!ledger_mark(active->given.store, active->foreign->row, LEDGER_REMOVED, NULL, &error))
		active_problem(active, "%s", error->message);
	g_clear_pointer(&active->foreign->id, g_free);
}

static void foreign_deleted(Active *active, const Answer *answer, gpointer data)
{
	active->may_be_locked = answer_status(answer) == 404;
	if (answer != NULL)
		ask_isolation(active, "isolated-left", NULL, 1, foreign_looked_for);
}

static void foreign_read(Active *active, const Answer *answer, gpointer data)
{
	if (answer != NULL && active_wants(active, "isolated-delete"))
		ask_isolation(active, "isolated-delete", "DELETE", 0, foreign_deleted);
}

/* Its id is known once it is made, which another stage could not wait for. */
static void foreign_made(Active *active)
{
	if (active->foreign->id != NULL)
		ask_isolation(active, "isolated-read", NULL, 0, foreign_read);
}

void active_try_isolation(Active *active)
{
	gboolean wanted = active_wants(active, "isolated-delete") || active_wants(active, "isolated-read");
	/* A server that gives both the same id has one. */
	if (!wanted || active->tenants[0].id == NULL || active->tenants[1].id == NULL ||
	    strcmp(active->tenants[0].id, active->tenants[1].id) == 0)
		return;
	for (guint i = 0; i < active->canaries->len && active->foreign == NULL; i++) {
		const ActiveCanary *canary = active->canaries->pdata[i];
		if (!may_be_tried(canary))
			continue;
		active->foreign = active_canary_new(active, canary->trigger, 1);
		active->foreign->event = json_incref(canary->event);
		active->foreign->made = foreign_made;
		active_make_canary(active, active->foreign, "isolated-subscription", canary->trigger->name,
				   NULL, NULL);
	}
}

/* ---- tokens ---- */

void active_guess_tokens(Active *active)
{
	if (!active_wants(active, "wrong-token") || !evidence_has_token(active->audit->evidence))
		return;
	for (int i = 1; i <= GUESSES; i++) {
		g_autofree char *guess = g_strdup_printf("Bearer weir-wrong-token-%02d", i);
		g_autofree char *subject = g_strdup_printf("%d", i);
		const ActiveRequest request = { .label = "wrong-token",
						.subject = subject,
						.path = "/manifest",
						.send = SEND_GIVEN,
						.authorization = guess };
		active_send(active, &request, NULL, NULL);
	}
}
