/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active: connections and subscriptions of weir's own, made, looked at, counted and removed. */
#include <string.h>

#include "audit/active_private.h"
#include "audit/active_rules.h"
#include "base/json.h"
#include "base/redact.h"
#include "canary/canary_values.h"

enum { REMOVAL_TRIES = 3, POKES = 45 };

const char *const active_tenant_names[ACTIVE_TENANTS] = { "A", "B" };

void active_mark_row(Active *active, gint64 row, LedgerState state, const char *remote)
{
	g_autoptr(GError) error = NULL;
	if (row != 0 && !ledger_mark(active->given.store, row, state, remote, &error))
		active_problem(active, "%s", error->message);
}

static gint64 plan_row(Active *active, LedgerKind kind, const char *mark, const char *text,
		       const char *connection)
{
	g_autoptr(GError) error = NULL;
	gint64 row = canary_plan_row(active->given.store, client_target(active->audit->client), kind, mark,
				     text, connection, &error);
	if (row == 0)
		active_problem(active, "%s", error->message);
	return row;
}

void active_free_canary(gpointer memory)
{
	ActiveCanary *canary = memory;
	if (canary == NULL)
		return;
	g_free(canary->mark);
	g_free(canary->id);
	canary_body_clear(&canary->body);
	signer_free(canary->signer);
	signer_free(canary->wrong_signer);
	json_decref(canary->event);
	g_clear_pointer(&canary->bytes, g_bytes_unref);
	g_free(canary);
}

/* ---- connections ---- */

static void tenant_found(Active *active, const Answer *answer, gpointer data)
{
	ActiveTenant *tenant = data;
	int status = answer_status(answer);
	if (status == 200)
		return;
	g_clear_pointer(&tenant->id, g_free);
	g_clear_pointer(&tenant->mark, g_free);
	canary_body_clear(&tenant->body);
	if (status == 404)
		active_mark_row(active, tenant->row, LEDGER_REMOVED, NULL);
	else if (answer != NULL)
		active_problem(active, "a connection of weir's own could not be read: status %d", status);
}

/* Those of an earlier run are used again: they cannot be deleted. */
static void take_row(Active *active, ActiveTenant *tenant, const LedgerRow *row)
{
	g_autofree char *path = probe_path("/connections/%s", row->remote);
	g_autoptr(GError) error = NULL;
	tenant->id = g_strdup(row->remote);
	tenant->mark = g_strdup(row->mark);
	tenant->row = row->id;
	tenant->reused = TRUE;
	/* Where the schema has changed since, its values may be others than these. */
	canary_connection_body(active->server, row->mark, &tenant->body, &error);
	tenant->seen = g_strdup(row->trigger);
	const ActiveRequest request = { .label = "canary-connection-read",
					.subject = active_tenant_names[tenant - active->tenants],
					.path = path,
					.send = SEND_TOKEN };
	active_send(active, &request, tenant_found, tenant);
}

void active_find_tenants(Active *active)
{
	g_autoptr(GError) error = NULL;
	if (!active_wants_tenants(active->audit->steps))
		return;
	g_autoptr(GPtrArray) rows =
		ledger_open_rows(active->given.store, client_target(active->audit->client)->url, &error);
	guint n = 0;
	if (rows == NULL)
		active_problem(active, "%s", error->message);
	for (guint i = 0; rows != NULL && i < rows->len && n < ACTIVE_TENANTS; i++)
		if (canary_is_tenant(rows->pdata[i]))
			take_row(active, &active->tenants[n++], rows->pdata[i]);
}

static gboolean returns_secrets(const Answer *answer)
{
	return canary_echoes(answer_json(answer)) || answer_body_holds(answer, "«own:canary:");
}

/* What a server made: one that leads elsewhere is none, and nothing is asked of it. */
static const char *id_of(const Answer *answer)
{
	const char *id = active_is_taken(answer) ? weir_json_text(answer_json(answer), "id") : NULL;
	return client_id_is_usable(id) ? id : NULL;
}

const char *active_settle_connection(Active *active, gint64 row, const Answer *answer)
{
	const char *id = id_of(answer);
	LedgerState state = answer == NULL ? LEDGER_FAILED : canary_state_after(answer->exchange);
	active_mark_row(active, row, id != NULL ? LEDGER_MADE : state, id);
	return id;
}

static void tenant_made(Active *active, const Answer *answer, gpointer data)
{
	ActiveTenant *tenant = data;
	const char *id = active_settle_connection(active, tenant->row, answer);
	g_autoptr(GError) error = NULL;
	tenant->id = g_strdup(id);
	if (id == NULL && answer != NULL)
		active_problem(active, "no connection of weir's own could be made: status %d",
			       answer_status(answer));
	if (id == NULL)
		return;
	g_free(tenant->seen);
	tenant->seen = g_strdup(returns_secrets(answer) ? CANARY_ECHOES : CANARY_SILENT);
	if (!ledger_note(active->given.store, tenant->row, tenant->seen, &error))
		active_problem(active, "%s", error->message);
}

static void make_tenant(Active *active, ActiveTenant *tenant)
{
	g_autoptr(GError) error = NULL;
	tenant->mark = canary_mark();
	tenant->reused = FALSE;
	if (!canary_connection_body(active->server, tenant->mark, &tenant->body, &error)) {
		active_problem(active, "no connection of weir's own could be made: %s", error->message);
		return;
	}
	tenant->row = plan_row(active, LEDGER_CONNECTION, tenant->mark, NULL, NULL);
	if (tenant->row == 0)
		return;
	const ActiveRequest request = { .label = "canary-connection",
					.subject = active_tenant_names[tenant - active->tenants],
					.method = "POST",
					.path = "/connections",
					.json = tenant->body.json,
					.makes = TRUE,
					.send = SEND_TOKEN };
	active_send(active, &request, tenant_made, tenant);
}

void active_make_tenants(Active *active)
{
	for (guint i = 0; i < ACTIVE_TENANTS && active_wants_tenants(active->audit->steps); i++)
		if (active->tenants[i].id == NULL && json_object_get(active->facts, "problem") == NULL)
			make_tenant(active, &active->tenants[i]);
}

/* ---- subscriptions ---- */

ActiveCanary *active_canary_new(Active *active, const Trigger *trigger, guint tenant)
{
	ActiveCanary *canary = g_new0(ActiveCanary, 1);
	canary->active = active;
	canary->trigger = trigger;
	canary->tenant = tenant;
	canary->mark = canary_mark();
	for (guint i = 0; active->given.signing != NULL && i < active->given.signing->len; i++) {
		const AuditSigning *signing = active->given.signing->pdata[i];
		if (strcmp(signing->trigger, trigger->name) == 0)
			canary->signing = signing;
	}
	return canary;
}

static void unmade(Active *active, const Trigger *trigger, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void unmade(Active *active, const Trigger *trigger, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *why = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	json_array_append_new(json_object_get(active->facts, "unmade"),
			      json_pack("{s:s,s:s}", "trigger", trigger->name, "why", why));
}

static void canary_made(Active *active, const Answer *answer, gpointer data)
{
	ActiveCanary *canary = data;
	const char *id = id_of(answer);
	LedgerState state = answer == NULL ? LEDGER_FAILED : canary_state_after(answer->exchange);
	active_mark_row(active, canary->row, id != NULL ? LEDGER_MADE : state, id);
	canary->id = g_strdup(id);
	canary->used = id != NULL;
	canary->open = id == NULL && state == LEDGER_PLANNED;
	/* Each live secret is looked for in all that comes. */
	if (canary->attempt)
		canary_body_clear(&canary->body);
	if (canary->made != NULL)
		canary->made(active);
}

static SecretForm form_of(const ActiveCanary *canary)
{
	return canary->signing != NULL && canary->signing->scheme != NULL ? canary->signing->scheme->secret
									  : SECRET_TEXT;
}

void active_make_canary(Active *active, ActiveCanary *canary, const char *label, const char *subject,
			const char *url, void (*change)(json_t *body))
{
	const char *connection = active->tenants[canary->tenant].id;
	g_autofree char *own_url = callbacks_url(active->given.callbacks, canary->mark);
	g_autofree char *path =
		probe_path("/connections/%s/subscriptions/%s", connection, canary->trigger->name);
	g_autoptr(GError) error = NULL;
	if (!canary_subscription_body(active->server, canary->trigger, form_of(canary), canary->event,
				      url != NULL ? url : own_url, &canary->body, &error)) {
		unmade(active, canary->trigger, "no canary could be made for it: %s", error->message);
		return;
	}
	if (change != NULL)
		change(canary->body.json);
	canary->row = plan_row(active, LEDGER_SUBSCRIPTION, canary->mark, canary->trigger->name, connection);
	if (canary->row == 0)
		return;
	const ActiveRequest request = { .label = label,
					.subject = subject,
					.method = "POST",
					.path = path,
					.json = canary->body.json,
					.makes = TRUE,
					.send = SEND_TOKEN };
	active_send(active, &request, canary_made, canary);
}

/* A development server loses what a hook changed, and with it its lists, until it is deleted. */
static gboolean is_left_alone(const Active *active, const Trigger *trigger)
{
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_unref);
	gboolean development = FALSE;
	if (active_may_be_tried(trigger))
		return FALSE;
	check_judge(check_find("config.dev-mode"), active->audit->evidence, findings);
	/* Where that could not be told, it may be one. */
	for (guint i = 0; i < findings->len; i++)
		development |= ((const Finding *)findings->pdata[i])->verdict != VERDICT_PASS;
	return development;
}

static gboolean wants_canaries(const Active *active)
{
	static const char *const labels[] = { "canary-subscription", "canary-read", "event-valid",
					      "event-bare", "event-bare-token" };
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++)
		if (active_wants(active, labels[i]))
			return TRUE;
	return FALSE;
}

static const char *why_no_canary(const Active *active, const Trigger *trigger)
{
	const char *why = active_why_no_canary(trigger);
	if (why == NULL && is_left_alone(active, trigger))
		return "it registers something upstream when it is subscribed, and a development server "
		       "breaks its lists with that: it was left alone";
	return why;
}

void active_make_canaries(Active *active)
{
	const GPtrArray *triggers = active->server->triggers;
	for (guint i = 0; i < triggers->len && active->tenants[0].id != NULL && wants_canaries(active); i++) {
		const Trigger *trigger = triggers->pdata[i];
		const char *why = active->canaries->len < ACTIVE_TRIGGERS
					  ? why_no_canary(active, trigger)
					  : "the server has too many triggers: no canary was made for it";
		if (why != NULL) {
			unmade(active, trigger, "%s", why);
			continue;
		}
		ActiveCanary *canary = active_canary_new(active, trigger, 0);
		g_ptr_array_add(active->canaries, canary);
		active_prepare_event(canary);
		active_make_canary(active, canary, "canary-subscription", trigger->name, NULL, NULL);
	}
}

/* ---- what became of them ---- */

static void canary_read(Active *active, const Answer *answer, gpointer data)
{
	ActiveCanary *canary = data;
	int status = answer_status(answer);
	if (answer == NULL || status == 200)
		return;
	unmade(active, canary->trigger, "its canary could not be read back (%d), and was removed at once",
	       status);
	canary->used = FALSE;
	active_remove_canary(active, canary);
}

void active_look_at_canaries(Active *active)
{
	for (guint i = 0; i < active->canaries->len; i++) {
		ActiveCanary *canary = active->canaries->pdata[i];
		g_autofree char *path = canary->id != NULL
						? probe_path("/connections/%s/subscriptions/%s",
							     active->tenants[canary->tenant].id, canary->id)
						: NULL;
		const Answer *made = evidence_answer(active->audit->evidence, "canary-subscription",
						     canary->trigger->name);
		const ActiveRequest request = { .label = "canary-read",
						.subject = canary->trigger->name,
						.path = path,
						.send = SEND_TOKEN };
		if (path != NULL)
			active_send(active, &request, canary_read, canary);
		else if (made != NULL)
			unmade(active, canary->trigger, "the server did not make its canary: status %d",
			       answer_status(made));
	}
}

/* ---- away again ---- */

static void removed(Active *active, const Answer *answer, gpointer data);

static void remove_now(Active *active, ActiveCanary *canary)
{
	g_autofree char *path = probe_path("/connections/%s/subscriptions/%s",
					   active->tenants[canary->tenant].id, canary->id);
	const ActiveRequest request = { .label = "canary-removed",
					.subject = canary->id,
					.method = "DELETE",
					.path = path,
					.send = SEND_TOKEN };
	canary->tries++;
	active_send(active, &request, removed, canary);
}

/* A development server that refused a delete answers writes with 500 until it was asked some forty times. */
static void poke(Active *active, const Answer *answer, gpointer data)
{
	ActiveCanary *canary = data;
	const ActiveRequest request = { .label = "canary-removed", .subject = "poke", .path = "/liveness" };
	if (active->pokes < POKES) {
		active->pokes++;
		active_send(active, &request, poke, canary);
		return;
	}
	active->pokes = 0;
	remove_now(active, canary);
}

static void removed(Active *active, const Answer *answer, gpointer data)
{
	ActiveCanary *canary = data;
	int status = answer_status(answer);
	if ((status >= 200 && status < 300) || status == 404) {
		active_mark_row(active, canary->row, LEDGER_REMOVED, NULL);
		g_clear_pointer(&canary->id, g_free);
	} else if (active->may_be_locked && status >= 500 && canary->tries < REMOVAL_TRIES) {
		poke(active, NULL, canary);
	}
}

void active_remove_canary(Active *active, ActiveCanary *canary)
{
	if (canary != NULL && canary->id != NULL)
		remove_now(active, canary);
}

void active_remove_canaries(Active *active)
{
	for (guint i = 0; i < active->canaries->len; i++)
		active_remove_canary(active, active->canaries->pdata[i]);
	for (guint i = 0; i < active->attempts->len; i++)
		active_remove_canary(active, active->attempts->pdata[i]);
	active_remove_canary(active, active->foreign);
}
