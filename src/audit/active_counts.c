/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active: what stands on weir's own connections before and after, and what is left of it. */
#include <string.h>

#include "audit/active_private.h"
#include "base/json.h"

enum { LIST_PAGE = 1000 };

static void tell_tenants(Active *active)
{
	json_t *connections = json_object_get(active->facts, "connections");
	for (guint i = 0; i < ACTIVE_TENANTS; i++) {
		const ActiveTenant *tenant = &active->tenants[i];
		if (tenant->id != NULL)
			json_array_append_new(connections,
					      json_pack("{s:s,s:s,s:b,s:s}", "what", active_tenant_names[i],
							"id", tenant->id, "reused", tenant->reused, "seen",
							tenant->seen != NULL ? tenant->seen : ""));
	}
}

/* ---- how many there are ---- */

static void list(Active *active, const char *when, ActiveAnswered answered)
{
	for (guint i = 0; i < ACTIVE_TENANTS; i++) {
		ActiveTenant *tenant = &active->tenants[i];
		if (tenant->id == NULL)
			continue;
		g_autofree char *base = probe_path("/connections/%s/subscriptions", tenant->id);
		g_autofree char *path = g_strdup_printf("%s?limit=%d", base, LIST_PAGE);
		g_autofree char *subject = active_subject(active_tenant_names[i], when);
		const ActiveRequest request = {
			.label = "canary-count", .subject = subject, .path = path, .send = SEND_TOKEN
		};
		active_send(active, &request, answered, tenant);
	}
}

void active_count_before(Active *active)
{
	tell_tenants(active);
	list(active, "before", NULL);
}

static gboolean lists(const Answer *answer, const char *id)
{
	const json_t *data = weir_json_array(answer_json(answer), "data");
	for (size_t i = 0; i < json_array_size(data); i++)
		if (g_strcmp0(weir_json_text(json_array_get(data, i), "id"), id) == 0)
			return TRUE;
	return FALSE;
}

/* Another weir, a replay perhaps, has made it and is going to remove it. */
static gboolean is_anothers(const Active *active, const char *id)
{
	g_autoptr(GPtrArray) rows =
		ledger_open_rows(active->given.store, client_target(active->audit->client)->url, NULL);
	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		const LedgerRow *row = rows->pdata[i];
		if (row->kind == LEDGER_SUBSCRIPTION && strcmp(row->remote, id) == 0)
			return TRUE;
	}
	return FALSE;
}

/* What stands on a connection of weir's own and was not there before came of a creation that was refused, or
 * whose answer never came.  What does not stand there is not there. */
static void close_rows(Active *active, const GPtrArray *canaries, guint tenant)
{
	for (guint i = 0; i < canaries->len; i++) {
		ActiveCanary *canary = canaries->pdata[i];
		if (canary->open && canary->tenant == tenant)
			active_mark_row(active, canary->row, LEDGER_REMOVED, NULL);
		canary->open = canary->open && canary->tenant != tenant;
	}
}

static void remove_leftovers(Active *active, const Answer *after, gpointer data)
{
	const ActiveTenant *tenant = data;
	if (answer_status(after) == 200) {
		close_rows(active, active->canaries, (guint)(tenant - active->tenants));
		close_rows(active, active->attempts, (guint)(tenant - active->tenants));
	}
	g_autofree char *before_subject =
		active_subject(active_tenant_names[tenant - active->tenants], "before");
	const Answer *before = evidence_answer(active->audit->evidence, "canary-count", before_subject);
	const json_t *rows = weir_json_array(answer_json(after), "data");
	guint others = 0;
	for (size_t i = 0; answer_status(after) == 200 && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		const char *id = weir_json_text(row, "id");
		/* A server whose lists are not apart shows what is none of weir's. */
		if (!client_id_is_usable(id) || lists(before, id) ||
		    g_strcmp0(weir_json_text(row, "connectionId"), tenant->id) != 0)
			continue;
		if (is_anothers(active, id)) {
			others++;
			continue;
		}
		g_autofree char *path = probe_path("/connections/%s/subscriptions/%s", tenant->id, id);
		const ActiveRequest request = { .label = "canary-removed",
						.subject = id,
						.method = "DELETE",
						.path = path,
						.send = SEND_TOKEN };
		active_send(active, &request, NULL, NULL);
	}
	if (tenant == &active->tenants[0])
		json_object_set_new(active->facts, "others", json_integer(others));
}

static void tell_left(Active *active, const ActiveCanary *canary)
{
	if (canary != NULL && canary->id != NULL)
		json_array_append_new(json_object_get(active->facts, "left"),
				      json_pack("{s:s,s:s}", "kind", "subscription", "id", canary->id));
}

void active_count_after(Active *active)
{
	for (guint i = 0; i < active->canaries->len; i++)
		tell_left(active, active->canaries->pdata[i]);
	for (guint i = 0; i < active->attempts->len; i++)
		tell_left(active, active->attempts->pdata[i]);
	tell_left(active, active->foreign);
	list(active, "after", remove_leftovers);
}
