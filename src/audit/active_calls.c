/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active: actions that are classified `read`, and connections that must be refused. */
#include <string.h>

#include "audit/action_arguments.h"
#include "audit/active_private.h"
#include "audit/active_rules.h"
#include "audit/words.h"
#include "base/json.h"
#include "canary/canary_values.h"

/* ---- actions ---- */

static json_t *arguments_of(const Action *action)
{
	g_autoptr(GPtrArray) variants = action_valid(action);
	for (guint i = 0; i < variants->len; i++) {
		const ActionVariant *variant = variants->pdata[i];
		if (strcmp(variant->subject, action->name) == 0)
			return json_incref(variant->arguments);
	}
	return NULL;
}

static void call(Active *active, const Action *action, const char *connection, const char *label,
		 ActiveAnswered answered)
{
	g_autofree char *path = probe_path("/connections/%s/call/%s", connection, action->name);
	g_autoptr(json_t) arguments = arguments_of(action);
	const ActiveRequest request = { .label = label,
					.subject = action->name,
					.method = "POST",
					.path = path,
					.json = arguments,
					.send = SEND_TOKEN };
	if (arguments != NULL)
		active_send(active, &request, answered, (gpointer)(guintptr)action);
}

static void called(Active *active, const Answer *answer, gpointer action)
{
	if (answer != NULL && active_wants(active, "call-read-again"))
		call(active, action, active->tenants[0].id, "call-read-again", NULL);
}

static void ask_form(Active *active, const Action *action)
{
	if (action->form_path == NULL || !active_wants(active, "canary-form") || !action_can_be_asked(action))
		return;
	g_autofree char *path = probe_path("/connections/%s/form/%s", active->tenants[0].id, action->name);
	const ActiveRequest request = {
		.label = "canary-form", .subject = action->name, .path = path, .send = SEND_TOKEN
	};
	active_send(active, &request, NULL, NULL);
}

void active_call_actions(Active *active)
{
	const GPtrArray *actions = active->server->actions;
	guint asked = 0;
	for (guint i = 0; i < actions->len && active->tenants[0].id != NULL && asked < ACTIONS_ASKED; i++) {
		const Action *action = actions->pdata[i];
		ask_form(active, action);
		if (!active_may_be_called(action) || !active_wants(active, "call-read"))
			continue;
		call(active, action, active->tenants[0].id, "call-read", called);
		asked++;
	}
}

/* ---- connections that must be refused ---- */

static void tell_connection(Active *active, const char *what, const char *id, gboolean reused)
{
	json_array_append_new(
		json_object_get(active->facts, "connections"),
		json_pack("{s:s,s:s,s:b,s:s}", "what", what, "id", id, "reused", reused, "seen", ""));
}

typedef struct {
	gint64 row;
	const char *what;
	CanaryBody body;
	char *option; /* that holds an address; NULL */
	guint next;   /* of the addresses */
} Attempt;

static void attempt_free(Attempt *attempt)
{
	canary_body_clear(&attempt->body);
	g_free(attempt->option);
	g_free(attempt);
}

static Attempt *attempt_new(Active *active, const char *what)
{
	g_autofree char *mark = canary_mark();
	Attempt *attempt = g_new0(Attempt, 1);
	attempt->what = what;
	if (canary_connection_body(active->server, mark, &attempt->body, NULL))
		return attempt;
	attempt_free(attempt);
	return NULL;
}

static gboolean ask_for_connection(Active *active, Attempt *attempt, const char *label, const char *subject,
				   ActiveAnswered answered)
{
	g_autofree char *mark = canary_mark();
	g_autoptr(GError) error = NULL;
	attempt->row = canary_plan_row(active->given.store, client_target(active->audit->client),
				       LEDGER_CONNECTION, mark, attempt->what, NULL, &error);
	if (attempt->row == 0) {
		active_problem(active, "%s", error->message);
		return FALSE;
	}
	const ActiveRequest request = { .label = label,
					.subject = subject,
					.method = "POST",
					.path = "/connections",
					.json = attempt->body.json,
					.makes = TRUE,
					.send = SEND_TOKEN };
	active_send(active, &request, answered, attempt);
	return TRUE;
}

/* ---- one that lacks a secret ---- */

static const char *first_required(const GPtrArray *arguments)
{
	for (guint i = 0; arguments != NULL && i < arguments->len; i++)
		if (((const Argument *)arguments->pdata[i])->required)
			return ((const Argument *)arguments->pdata[i])->name;
	return NULL;
}

/* What needs a secret tells most; else any that reads. */
static const Action *action_to_call(const Active *active, const char *secret)
{
	const GPtrArray *actions = active->server->actions;
	const Action *any = NULL;
	for (guint i = 0; i < actions->len; i++) {
		const Action *action = actions->pdata[i];
		if (!active_may_be_called(action))
			continue;
		if (action->secrets != NULL && g_strv_contains((const char *const *)action->secrets, secret))
			return action;
		any = any != NULL ? any : action;
	}
	return any;
}

static void use_without_secret(Active *active, const char *connection)
{
	const char *secret = first_required(active->server->connection_secrets);
	const Action *action = secret != NULL ? action_to_call(active, secret) : NULL;
	if (action != NULL)
		call(active, action, connection, "call-without-secret", NULL);
}

static void made_without_secret(Active *active, const Answer *answer, gpointer data)
{
	Attempt *attempt = data;
	const char *id = active_settle_connection(active, attempt->row, answer);
	if (id != NULL) {
		tell_connection(active, CANARY_WITHOUT_SECRET, id, FALSE);
		use_without_secret(active, id);
	}
	attempt_free(attempt);
}

/* One of an earlier run is used again; NULL: there is none. */
static char *known_connection(const Active *active, const char *what)
{
	g_autoptr(GPtrArray) rows =
		ledger_open_rows(active->given.store, client_target(active->audit->client)->url, NULL);
	for (guint i = rows != NULL ? rows->len : 0; i-- > 0;) {
		const LedgerRow *row = rows->pdata[i];
		if (row->kind == LEDGER_CONNECTION && row->state == LEDGER_MADE &&
		    strcmp(row->trigger, what) == 0)
			return g_strdup(row->remote);
	}
	return NULL;
}

static void try_without_secret(Active *active)
{
	const char *secret = first_required(active->server->connection_secrets);
	if (secret == NULL || !active_wants(active, "connection-without-secret"))
		return;
	g_autofree char *known = known_connection(active, CANARY_WITHOUT_SECRET);
	if (known != NULL) {
		tell_connection(active, CANARY_WITHOUT_SECRET, known, TRUE);
		use_without_secret(active, known);
		return;
	}
	Attempt *attempt = attempt_new(active, CANARY_WITHOUT_SECRET);
	if (attempt == NULL)
		return;
	json_object_del(json_object_get(attempt->body.json, "secrets"), secret);
	if (!ask_for_connection(active, attempt, "connection-without-secret", NULL, made_without_secret))
		attempt_free(attempt);
}

/* ---- one that leads to a metadata address ---- */

/* The first that is refused for its scheme alone says nothing of the second. */
static const char *const addresses[] = { "http://169.254.169.254/", "https://169.254.169.254/", NULL };

static const char *address_option(const Active *active)
{
	const GPtrArray *options = active->server->connection_options;
	for (guint i = 0; options != NULL && i < options->len; i++) {
		const Argument *option = options->pdata[i];
		if (words_url_argument(option->name, option->schema))
			return option->name;
	}
	return NULL;
}

static void try_address(Active *active, Attempt *attempt);

static void address_answered(Active *active, const Answer *answer, gpointer data)
{
	Attempt *attempt = data;
	const char *id = active_settle_connection(active, attempt->row, answer);
	if (id != NULL)
		tell_connection(active, CANARY_BASE_URL, id, FALSE);
	attempt->next++;
	if (id == NULL && answer != NULL && addresses[attempt->next] != NULL)
		try_address(active, attempt);
	else
		attempt_free(attempt);
}

static void try_address(Active *active, Attempt *attempt)
{
	const char *address = addresses[attempt->next];
	json_object_set_new(json_object_get(attempt->body.json, "options"), attempt->option,
			    json_string(address));
	if (!ask_for_connection(active, attempt, "connection-base-url", address, address_answered))
		attempt_free(attempt);
}

void active_try_connections(Active *active)
{
	const char *option = address_option(active);
	try_without_secret(active);
	if (option == NULL || !active_wants(active, "connection-base-url"))
		return;
	Attempt *attempt = attempt_new(active, CANARY_BASE_URL);
	if (attempt == NULL)
		return;
	attempt->option = g_strdup(option);
	try_address(active, attempt);
}
