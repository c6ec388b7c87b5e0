/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manifest, components and the pages beside them. */
#include "demo/demo_private.h"

#include <string.h>

static json_t *text_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *function(const DemoAction *action)
{
	return json_pack("{s:s,s:{s:s,s:s,s:O}}", "type", "function", "function", "name", action->name,
			 "description", action->description, "parameters", action->parameters);
}

static json_t *action_entry(const DemoAction *action)
{
	json_t *docs = action->docs_of_arguments;
	return json_pack("{s:s,s:s,s:s,s:{s:o,s:o,s:O},s:o,s:o,s:o}", "type", "action", "name", action->name,
			 "description", action->description, "schema", "call", function(action), "result",
			 action->result != NULL ? json_incref(action->result) : json_null(), "errors",
			 action->errors, "displayName", text_or_null(action->display), "docs",
			 text_or_null(action->docs), "argumentDocs",
			 json_object_size(docs) > 0 ? json_incref(docs) : json_null());
}

static json_t *name_list(const char *name)
{
	return name != NULL ? json_pack("[s]", name) : json_array();
}

static json_t *component_entry(const DemoAction *action)
{
	return json_pack("{s:s,s:o,s:s,s:o,s:o,s:o,s:o}", "name", action->name, "ebbotArguments",
			 name_list(action->row->chat), "description", action->description, "secrets",
			 name_list(action->secrets), "env", name_list(action->env), "toolSchema",
			 function(action), "displayName", text_or_null(action->display));
}

static json_t *event_schema(const DemoTrigger *trigger)
{
	json_t *members = json_object();
	static const char *const names[][2] = { { "id", "Id" },
						{ "name", "Name" },
						{ "connectionId", "Connectionid" },
						{ "subscriptionId", "Subscriptionid" } };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		json_object_set_new(members, names[i][0],
				    json_pack("{s:s,s:s}", "title", names[i][1], "type", "string"));
	json_object_set(members, "payload", trigger->payload);
	return json_pack("{s:o,s:[s,s,s,s],s:s,s:s}", "properties", members, "required", "id", "name",
			 "connectionId", "subscriptionId", "title", "TriggerSchema", "type", "object");
}

static json_t *trigger_entry(const DemoTrigger *trigger)
{
	return json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o}", "type", "trigger", "name", trigger->name,
			 "description", trigger->description, "schema", event_schema(trigger),
			 "subscriptionSchema", demo_subscription_schema(trigger, FALSE),
			 "installInstructions", text_or_null(trigger->install), "docs",
			 text_or_null(trigger->docs));
}

static const char permissions[] =
	"tickets:read, tickets:write. Only delete_ticket also needs tickets:delete.";
static const char broad_permissions[] = "admin:*";
static const char rate_limits[] = "The desk allows 200 requests a minute per account.";

static void add_facts(json_t *manifest, const DemoServer *server)
{
	gboolean contact = !demo_has(server, FLAW_CONFIG_CONTACT);
	gboolean limits = !demo_has(server, FLAW_CONFIG_RATE_LIMIT_INFO);
	gboolean broad = demo_has(server, FLAW_SECRETS_SCOPE);
	const struct {
		const char *name, *value;
	} facts[] = {
		{ "installInstructions",
		  "Create an API key with the scopes tickets:read and tickets:write in the "
		  "ticket desk, and paste it here. Replace it every 90 days." },
		{ "apiRateLimitInfo", limits ? rate_limits : NULL },
		{ "requiredPermissions", broad ? broad_permissions : permissions },
		{ "docs",
		  "A ticket desk, made up by weir. Every action touches the one account of its connection." },
		{ "email", contact ? "integrations@desk.example" : NULL },
		{ "author", contact ? "Desk Integrations" : NULL },
		{ "url", contact ? "https://desk.example/integrations" : NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(facts); i++)
		json_object_set_new(manifest, facts[i].name, text_or_null(facts[i].value));
}

static json_t *build_manifest(const DemoServer *server)
{
	json_t *triggers = json_array(), *actions = json_array();
	for (guint i = 0; i < server->triggers->len; i++)
		json_array_append_new(triggers, trigger_entry(server->triggers->pdata[i]));
	for (guint i = 0; i < server->actions->len; i++) {
		const DemoAction *action = server->actions->pdata[i];
		if (action->row->chat == NULL)
			json_array_append_new(actions, action_entry(action));
	}
	json_t *connection = json_pack("{s:s,s:{s:o,s:o},s:[s,s]}", "type", "object", "properties", "options",
				       demo_connection_part(server, FALSE, STYLE_MANIFEST), "secrets",
				       demo_connection_part(server, TRUE, STYLE_MANIFEST), "required",
				       "options", "secrets");
	json_t *manifest = json_pack("{s:o,s:o,s:o}", "triggers", triggers, "actions", actions, "connection",
				     connection);
	add_facts(manifest, server);
	return manifest;
}

static GBytes *printed(json_t *json)
{
	char *text = demo_print(json);
	json_decref(json);
	return g_bytes_new_take(text, strlen(text));
}

void demo_build_documents(DemoServer *server)
{
	json_t *components = json_array();
	for (guint i = 0; i < server->actions->len; i++)
		json_array_append_new(components, component_entry(server->actions->pdata[i]));
	server->manifest = printed(build_manifest(server));
	server->components = printed(components);
	server->openapi = printed(demo_build_openapi(server));
}

static void answer_document(DemoCall *call, GBytes *document)
{
	demo_answer(call, 200, "application/json", g_bytes_ref(document));
}

void demo_manifest(DemoCall *call)
{
	answer_document(call, call->server->manifest);
}

void demo_components(DemoCall *call)
{
	answer_document(call, call->server->components);
}

void demo_openapi(DemoCall *call)
{
	answer_document(call, call->server->openapi);
}

void demo_docs_page(DemoCall *call)
{
	static const char page[] =
		"<!DOCTYPE html>\n<html><head><title>Desk integration</title></head>\n"
		"<body><p>The routes are in <a href=\"openapi.json\">openapi.json</a>.</p></body>"
		"</html>\n";
	demo_answer(call, 200, "text/html; charset=utf-8", g_bytes_new_static(page, strlen(page)));
}

void demo_hidden_page(DemoCall *call)
{
	static const char page[] = "requests_total 1\nworkers 4\nconfig_file /srv/desk/settings.toml\n";
	demo_answer(call, 200, "text/plain; charset=utf-8", g_bytes_new_static(page, strlen(page)));
}
