/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk does beside tickets: customers, settings, macros, agents, and the chat's tools. */
#include "demo/demo_desk.h"

#define CUSTOMERS 10000

void desk_lookup_customer(DemoRun *run)
{
	const char *email = weir_json_text(run->arguments, "email");
	GHashTable *customers = run->desk->customers;
	if (email == NULL)
		email = "";
	gint64 lookups = GPOINTER_TO_INT(g_hash_table_lookup(customers, email)) + 1;
	if (g_hash_table_size(customers) < CUSTOMERS || lookups > 1)
		g_hash_table_insert(customers, g_strdup(email), GINT_TO_POINTER((int)lookups));
	if (demo_has(run->call->server, FLAW_ACTIONS_READ_CHANGES))
		demo_run_result(run, json_pack("{s:s,s:I}", "email", email, "lookups", (json_int_t)lookups));
	else
		demo_run_result(run, json_pack("{s:s,s:I}", "email", email, "tickets",
					       (json_int_t)run->desk->tickets->len));
}

void desk_show_settings(DemoRun *run)
{
	json_t *base = json_object_get(run->env, "baseUrl");
	if (demo_has(run->call->server, FLAW_SECRETS_ACTION_RESULT))
		demo_run_result(run, json_pack("{s:O?,s:O?}", "baseUrl", base, "apiKey",
					       json_object_get(run->secrets, "apiKey")));
	else
		demo_run_result(run, json_pack("{s:O?,s:O?}", "baseUrl", base, "region",
					       json_object_get(run->env, "region")));
}

void desk_preview_macro(DemoRun *run)
{
	const char *macro = weir_json_text(run->arguments, "macro");
	demo_run_result(run, json_pack("{s:o}", "result",
				       json_sprintf("This is the macro: %s", macro != NULL ? macro : "")));
}

void desk_sync_agents(DemoRun *run)
{
	demo_run_result(run, json_pack("{s:i}", "agents", 3));
}

void desk_remember_topic(DemoRun *run)
{
	json_t *topic = json_object_get(run->arguments, "topic");
	demo_run_actions(run, json_string("Topic recorded."),
			 json_pack("[{s:s,s:{s:O?}}]", "type", "store", "data", "topic", topic));
}

void desk_identify_visitor(DemoRun *run)
{
	json_t *user = json_object_get(json_object_get(run->call->body, "ebbot_data"), "user");
	if (user == NULL)
		demo_run_crash(run, "KeyError: 'user'");
	else
		demo_run_result(run, json_incref(user));
}

void desk_made_up(DemoRun *run)
{
	json_t *id = json_object_get(run->arguments, "ticketId");
	demo_run_result(run, json_pack("{s:O?,s:b}", "id", id, "done", TRUE));
}

static json_t *choice(const char *label, json_t *options, const char *description)
{
	return json_pack("{s:s,s:o,s:n,s:s?}", "label", label, "options", options, "translations",
			 "description", description);
}

json_t *desk_form_agents(DemoNode *node, const DemoConnection *connection, const json_t *selected)
{
	const char *group = weir_json_text(selected, "group");
	json_t *agents = json_array();
	if (g_strcmp0(group, "support") == 0)
		json_array_append_new(agents, json_pack("[s,s]", "a1", "Ada"));
	if (g_strcmp0(group, "support") == 0)
		json_array_append_new(agents, json_pack("[s,s]", "a2", "Bo"));
	if (g_strcmp0(group, "sales") == 0)
		json_array_append_new(agents, json_pack("[s,s]", "a3", "Cleo"));
	json_t *groups = json_pack("[[s,s],[s,s]]", "support", "Support", "sales", "Sales");
	return json_pack("{s:o,s:o}", "group", choice("Group", groups, NULL), "agent",
			 choice("Agent", agents, NULL));
}

json_t *desk_form_macros(DemoNode *node, const DemoConnection *connection, const json_t *selected)
{
	json_t *macros = json_pack("[[s,s],[s,s]]", "greeting", "Greeting", "closing", "Closing words");
	if (demo_has(node->server, FLAW_SECRETS_FORM_METADATA))
		json_array_append_new(
			macros,
			json_pack("[O,s]", json_object_get(connection->secrets, "apiKey"), "With the key"));
	return json_pack("{s:o}", "macro", choice("Macro", macros, "Which text is shown"));
}
