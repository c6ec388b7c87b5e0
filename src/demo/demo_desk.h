/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk's actions do: one function each, named in the table of demo_actions.c.
 *
 * Arguments have been checked against the schema, unless they came through /call or a flaw has it otherwise:
 * so each reads them as if they could be anything. */
#pragma once

#include "demo/demo_private.h"

void desk_get_ticket(DemoRun *run);
void desk_search_tickets(DemoRun *run);
void desk_create_ticket(DemoRun *run);
void desk_update_ticket(DemoRun *run);
void desk_assign_ticket(DemoRun *run);
void desk_close_ticket(DemoRun *run);
void desk_send_reply(DemoRun *run);
void desk_delete_ticket(DemoRun *run);
void desk_manage_ticket(DemoRun *run);
void desk_export_tickets(DemoRun *run);

void desk_lookup_customer(DemoRun *run);
void desk_show_settings(DemoRun *run);
void desk_fetch_attachment(DemoRun *run); /* demo_fetch.c */
void desk_preview_macro(DemoRun *run);
void desk_sync_agents(DemoRun *run);
void desk_remember_topic(DemoRun *run);
void desk_identify_visitor(DemoRun *run);
void desk_made_up(DemoRun *run);

json_t *desk_form_agents(DemoNode *node, const DemoConnection *connection, const json_t *selected);
json_t *desk_form_macros(DemoNode *node, const DemoConnection *connection, const json_t *selected);

extern const DemoActionRow demo_action_rows[];
extern const gsize demo_n_action_rows;
extern const DemoField desk_ticket_id[], desk_ticket_fields[];

struct DemoDesk {
	GPtrArray *tickets;    /* Ticket *, oldest first */
	GHashTable *customers; /* e-mail -> how often it was looked up */
	json_int_t last_id;
};
