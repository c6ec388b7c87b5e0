/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions out of their rows: what flaws change in the texts, the schemas, and the made-up ones beyond. */
#include "demo/demo_desk.h"

/* What a flaw makes of an action's texts; NULL leaves one as it is, "" takes it away. */
static const struct {
	DemoFlaw flaw;
	const char *action, *display, *description, *docs;
} changes[] = {
	{ FLAW_ACTIONS_DOCUMENTED, "sync_agents", "", "Sync", "" },
	{ FLAW_ACTIONS_DOCUMENTED, "update_ticket", "", NULL, "" },
	{ FLAW_ACTIONS_EFFECT_STATED, "assign_ticket", "Ticket agent", "Agent for a ticket.",
	  "Works on one ticket." },
	{ FLAW_ACTIONS_HIDDEN_WRITE, "lookup_customer", NULL,
	  "Look up a customer by e-mail and tag the record.",
	  "Finds a customer. Also writes a tag to the customer's record." },
	{ FLAW_ACTIONS_MULTIPLE_EFFECTS, "close_ticket", NULL, "Close a ticket and all tickets like it.",
	  "Sets the status of every open ticket to closed." },
	{ FLAW_ACTIONS_DESTRUCTIVE, "delete_ticket", NULL, "Delete a ticket.", "Works on one ticket." },
	{ FLAW_ACTIONS_IDEMPOTENCY, "create_ticket", NULL, NULL,
	  "Creates one ticket. **Side effect:** one new ticket." },
	{ FLAW_ACTIONS_IDEMPOTENCY, "send_reply", NULL, NULL,
	  "Adds one reply. **Side effect:** one reply and one e-mail to the requester." },
};

static void change_text(const char **text, const char *changed)
{
	if (changed != NULL)
		*text = *changed == '\0' ? NULL : changed;
}

static void apply_changes(DemoAction *action, const DemoFlaws *flaws)
{
	for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
		if (!flaws_have(flaws, changes[i].flaw) || !g_str_equal(action->name, changes[i].action))
			continue;
		change_text(&action->display, changes[i].display);
		change_text(&action->description, changes[i].description);
		change_text(&action->docs, changes[i].docs);
	}
	if (flaws_have(flaws, FLAW_SECRETS_LEAST_PRIVILEGE) && g_str_equal(action->name, "sync_agents"))
		action->env = "tenantId";
}

static json_t *argument_docs(const DemoActionRow *row, const DemoServer *server)
{
	json_t *docs = json_object();
	for (const DemoField *field = row->arguments; field->name != NULL; field++) {
		if (field->more != NULL && flaws_allow(&server->flaws, field->only_with, field->not_with))
			json_object_set_new(docs, field->name, json_string(field->more));
	}
	if (demo_has(server, FLAW_SECRETS_HARDCODED) && row->act == desk_preview_macro)
		json_object_set_new(docs, "macro",
				    json_sprintf("A macro, or a token like %s.", server->credential));
	if (demo_has(server, FLAW_ACTIONS_DOCUMENTED) && g_str_equal(row->name, "assign_ticket"))
		json_object_clear(docs);
	return docs;
}

static json_t *result_schema(const DemoActionRow *row, const DemoFlaws *flaws)
{
	if (flaws_have(flaws, FLAW_ACTIONS_RESULT_SCHEMA) || row->act == desk_manage_ticket)
		return json_pack("{s:s}", "type", "object");
	if (row->act == desk_search_tickets)
		return json_pack(
			"{s:{s:o},s:{s:{s:{s:s},s:i,s:s,s:s},s:{s:s,s:s}},s:[s,s],s:s,s:s}", "$defs",
			"Ticket", fields_schema(desk_ticket_fields, "Ticket", flaws, FALSE, STYLE_ARGUMENTS),
			"properties", "tickets", "items", "$ref", "#/$defs/Ticket", "maxItems", 50, "title",
			"Tickets", "type", "array", "count", "title", "Count", "type", "integer", "required",
			"tickets", "count", "title", "TicketList", "type", "object");
	return row->result == NULL ? NULL
				   : fields_schema(row->result, row->result_title, flaws, FALSE, STYLE_MODEL);
}

static json_t *error_schemas(const DemoActionRow *row, const DemoFlaws *flaws)
{
	static const DemoField not_found[] = {
		{ .name = "error", .kind = FIELD_TEXT, .choices = "not_found" },
		{ .name = "ticketId", .kind = FIELD_INTEGER },
		{ .name = NULL }
	};
	static const DemoField desk_error[] = {
		{ .name = "code", .kind = FIELD_TEXT, .choices = "not_found|rate_limited|unavailable" },
		{ .name = "message", .kind = FIELD_TEXT },
		{ .name = NULL }
	};
	json_t *errors = json_array();
	if (flaws_have(flaws, FLAW_ACTIONS_ERROR_SCHEMAS) || row->chat != NULL || row->display == NULL)
		return errors;
	if (row->act == desk_get_ticket)
		json_array_append_new(errors,
				      fields_schema(not_found, "NotFound", flaws, FALSE, STYLE_ARGUMENTS));
	json_array_append_new(errors, fields_schema(desk_error, "DeskError", flaws, FALSE, STYLE_ARGUMENTS));
	return errors;
}

static void finish(DemoServer *server, DemoAction *action)
{
	action->schema = schema_new(action->parameters, NULL, NULL);
	g_ptr_array_add(server->actions, action);
	g_hash_table_insert(server->by_action, action->name, action);
}

static void add_row(DemoServer *server, const DemoActionRow *row)
{
	const DemoFlaws *flaws = &server->flaws;
	if (!flaws_allow(flaws, row->only_with, 0))
		return;
	gboolean open = flaws_have(flaws, FLAW_ACTIONS_STRICT_SCHEMA) &&
			(row->act == desk_update_ticket || row->act == desk_lookup_customer);
	DemoAction *action = g_new0(DemoAction, 1);
	*action = (DemoAction){ .row = row,
				.name = g_strdup(row->name),
				.display = row->display,
				.description = row->description,
				.docs = row->docs,
				.env = row->env,
				.secrets = row->secrets,
				.act = row->act };
	apply_changes(action, flaws);
	action->parameters = fields_schema(row->arguments, row->title, flaws, !open, STYLE_ARGUMENTS);
	action->result = result_schema(row, flaws);
	action->errors = error_schemas(row, flaws);
	action->docs_of_arguments = argument_docs(row, server);
	finish(server, action);
}

/* As many as are asked for, so that long lists can be looked at. */
static void add_made_up(DemoServer *server, int number)
{
	static const char *const verbs[] = { "get", "list", "create", "update", "close", "delete", "send" };
	static const char *const things[] = { "note",    "label", "contact", "invoice", "order", "survey",
					      "article", "group", "view",    "rule",    "call" };
	const char *verb = verbs[number % G_N_ELEMENTS(verbs)];
	const char *thing = things[(number / G_N_ELEMENTS(verbs)) % G_N_ELEMENTS(things)];
	static const DemoActionRow row = { .arguments = desk_ticket_id, .title = "MadeUpArgs" };
	DemoAction *action = g_new0(DemoAction, 1);
	action->row = &row;
	action->name = g_strdup_printf("%s_%s_%03d", verb, thing, number + 1);
	g_autofree char *text = g_strdup_printf("%c%s one %s.", g_ascii_toupper(*verb), verb + 1, thing);
	action->description = g_intern_string(text);
	action->act = desk_made_up;
	action->parameters = fields_schema(row.arguments, row.title, &server->flaws, TRUE, STYLE_ARGUMENTS);
	action->errors = json_array();
	action->docs_of_arguments = json_object();
	finish(server, action);
}

void demo_build_actions(DemoServer *server, int extra)
{
	server->actions = g_ptr_array_new_with_free_func((GDestroyNotify)demo_action_free);
	server->by_action = g_hash_table_new(g_str_hash, g_str_equal);
	for (gsize i = 0; i < demo_n_action_rows; i++)
		add_row(server, &demo_action_rows[i]);
	for (int i = 0; i < extra; i++)
		add_made_up(server, i);
}

void demo_action_free(DemoAction *action)
{
	schema_free(action->schema);
	json_decref(action->parameters);
	json_decref(action->result);
	json_decref(action->errors);
	json_decref(action->docs_of_arguments);
	g_free(action->name);
	g_free(action);
}
