/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets of one connection's desk. */
#include "demo/demo_desk.h"

#include <string.h>

#define TICKETS 1000 /* the oldest go when there are more */

typedef struct {
	json_int_t id;
	char *title, *external;
	const char *status, *priority;
	json_int_t replies;
} Ticket;

static void ticket_free(gpointer data)
{
	Ticket *ticket = data;
	g_free(ticket->title);
	g_free(ticket->external);
	g_free(ticket);
}

static Ticket *add_ticket(DemoDesk *desk, const char *title, const char *priority, const char *external)
{
	static const char *const known[] = { "low", "normal", "high", NULL };
	Ticket *ticket = g_new0(Ticket, 1);
	ticket->id = ++desk->last_id;
	ticket->title = g_strdup(title != NULL ? title : "");
	ticket->external = g_strdup(external);
	ticket->status = "open";
	ticket->priority = "normal";
	for (int i = 0; known[i] != NULL; i++) {
		if (g_strcmp0(known[i], priority) == 0)
			ticket->priority = known[i];
	}
	if (desk->tickets->len >= TICKETS)
		g_ptr_array_remove_index(desk->tickets, 0);
	g_ptr_array_add(desk->tickets, ticket);
	return ticket;
}

DemoDesk *demo_desk(DemoNode *node, const DemoConnection *connection)
{
	const char *id = connection != NULL ? connection->id : "";
	DemoDesk *desk = g_hash_table_lookup(node->desks, id);
	if (desk != NULL)
		return desk;
	desk = g_new0(DemoDesk, 1);
	desk->tickets = g_ptr_array_new_with_free_func(ticket_free);
	desk->customers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	add_ticket(desk, "Printer is on fire", "high", NULL);
	add_ticket(desk, "Cannot log in", "normal", NULL);
	g_hash_table_insert(node->desks, g_strdup(id), desk);
	return desk;
}

void demo_desk_free(DemoDesk *desk)
{
	g_ptr_array_unref(desk->tickets);
	g_hash_table_unref(desk->customers);
	g_free(desk);
}

static Ticket *find_ticket(const DemoRun *run)
{
	json_int_t id = json_number_value(json_object_get(run->arguments, "ticketId")) >= 1
				? (json_int_t)json_number_value(json_object_get(run->arguments, "ticketId"))
				: 0;
	for (guint i = 0; i < run->desk->tickets->len; i++) {
		Ticket *ticket = run->desk->tickets->pdata[i];
		if (ticket->id == id)
			return ticket;
	}
	return NULL;
}

static json_t *ticket_json(const Ticket *ticket)
{
	return json_pack("{s:I,s:s,s:s,s:s}", "id", ticket->id, "title", ticket->title, "status",
			 ticket->status, "priority", ticket->priority);
}

static json_t *reference_json(const Ticket *ticket)
{
	return json_pack("{s:I,s:s}", "id", ticket->id, "status", ticket->status);
}

static void not_found(DemoRun *run)
{
	demo_run_problem(run, 404, json_string("ticket not found"));
}

void desk_get_ticket(DemoRun *run)
{
	const Ticket *ticket = find_ticket(run);
	json_t *id = json_object_get(run->arguments, "ticketId");
	demo_run_result(run, ticket != NULL ? ticket_json(ticket)
					    : json_pack("{s:s,s:O?}", "error", "not_found", "ticketId", id));
}

static gboolean matches(const Ticket *ticket, const char *query, const char *status)
{
	if (status != NULL && !g_str_equal(ticket->status, status))
		return FALSE;
	if (query == NULL)
		return TRUE;
	g_autofree char *title = g_utf8_casefold(ticket->title, -1), *wanted = g_utf8_casefold(query, -1);
	return strstr(title, wanted) != NULL;
}

void desk_search_tickets(DemoRun *run)
{
	const char *query = weir_json_text(run->arguments, "query");
	const char *status = weir_json_text(run->arguments, "status");
	gint64 limit = weir_json_integer(run->arguments, "limit", 20);
	json_t *found = json_array();
	for (guint i = run->desk->tickets->len; i > 0 && (gint64)json_array_size(found) < limit; i--) {
		const Ticket *ticket = run->desk->tickets->pdata[i - 1];
		if (matches(ticket, query, status))
			json_array_append_new(found, ticket_json(ticket));
	}
	demo_run_result(
		run, json_pack("{s:o,s:I}", "tickets", found, "count", (json_int_t)json_array_size(found)));
}

void desk_create_ticket(DemoRun *run)
{
	const char *external = weir_json_text(run->arguments, "externalId");
	for (guint i = 0; external != NULL && i < run->desk->tickets->len; i++) {
		const Ticket *ticket = run->desk->tickets->pdata[i];
		if (g_strcmp0(ticket->external, external) == 0) {
			demo_run_result(run, ticket_json(ticket));
			return;
		}
	}
	demo_run_result(run, ticket_json(add_ticket(run->desk, weir_json_text(run->arguments, "title"),
						    weir_json_text(run->arguments, "priority"), external)));
}

void desk_update_ticket(DemoRun *run)
{
	Ticket *ticket = find_ticket(run);
	const char *title = weir_json_text(run->arguments, "title");
	if (ticket == NULL) {
		not_found(run);
		return;
	}
	g_free(ticket->title);
	ticket->title = g_strdup(title != NULL ? title : "");
	demo_run_result(run, ticket_json(ticket));
}

void desk_assign_ticket(DemoRun *run)
{
	const Ticket *ticket = find_ticket(run);
	if (ticket == NULL)
		not_found(run);
	else
		demo_run_result(run, reference_json(ticket));
}

static json_int_t close_all(DemoDesk *desk)
{
	for (guint i = 0; i < desk->tickets->len; i++)
		((Ticket *)desk->tickets->pdata[i])->status = "closed";
	return desk->tickets->len;
}

/* What a careless author passes on: the request to the desk, with the key in it. */
static void pass_on_error(DemoRun *run)
{
	demo_run_problem(run, 502,
			 json_sprintf("GET %s/tickets/%" JSON_INTEGER_FORMAT "?api_key=%s answered 404",
				      json_string_value(json_object_get(run->env, "baseUrl")),
				      json_integer_value(json_object_get(run->arguments, "ticketId")),
				      json_string_value(json_object_get(run->secrets, "apiKey"))));
}

void desk_close_ticket(DemoRun *run)
{
	const DemoServer *server = run->call->server;
	Ticket *ticket = find_ticket(run);
	if (ticket == NULL && demo_has(server, FLAW_ACTIONS_UPSTREAM_ERROR)) {
		pass_on_error(run);
	} else if (ticket == NULL) {
		not_found(run);
	} else {
		ticket->status = "closed";
		if (demo_has(server, FLAW_ACTIONS_MULTIPLE_EFFECTS))
			close_all(run->desk);
		demo_run_result(run, reference_json(ticket));
	}
}

void desk_send_reply(DemoRun *run)
{
	Ticket *ticket = find_ticket(run);
	if (ticket == NULL)
		not_found(run);
	else
		demo_run_result(run, json_pack("{s:I,s:I}", "ticketId", ticket->id, "replyNumber",
					       ++ticket->replies));
}

void desk_delete_ticket(DemoRun *run)
{
	Ticket *ticket = find_ticket(run);
	if (ticket != NULL)
		g_ptr_array_remove(run->desk->tickets, ticket);
	demo_run_result(run, json_pack("{s:b}", "deleted", ticket != NULL));
}

void desk_manage_ticket(DemoRun *run)
{
	demo_run_result(run, json_pack("{s:I}", "closed", close_all(run->desk)));
}

void desk_export_tickets(DemoRun *run)
{
	gint64 limit = weir_json_integer(run->arguments, "limit", 100);
	if (demo_has(run->call->server, FLAW_ACTIONS_UPSTREAM_ERROR)) {
		demo_run_crash(run, "RuntimeError: the desk answered 401");
		return;
	}
	g_autoptr(GString) lines = g_string_new("id,status,priority\n");
	json_int_t count = 0;
	for (guint i = run->desk->tickets->len; i > 0 && count < limit; i--, count++) {
		const Ticket *ticket = run->desk->tickets->pdata[i - 1];
		g_string_append_printf(lines, "%" JSON_INTEGER_FORMAT ",%s,%s\n", ticket->id, ticket->status,
				       ticket->priority);
	}
	demo_run_result(run, json_pack("{s:I,s:s}", "count", count, "csv", lines->str));
}
