/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manifest: what the server's author says of actions, triggers and connections. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/schema.h"
#include "model/server_join.h"

/* A member that leads to an object which is needed; goes there. */
static json_t *down(Place *place, const json_t *object, const char *member)
{
	json_t *inner = place_object(place, object, member, object != NULL);
	place_enter(place, member);
	return inner;
}

/* The name of an entry of a list; NULL with a note if it has none or has been there before. */
static char *entry_name(Place *place, const json_t *entry, const char *type, GHashTable *known)
{
	if (!json_is_object(entry)) {
		place_note(place, NULL, _("%s where %s belongs"), weir_json_type_name(entry), _("an object"));
		return NULL;
	}
	g_autofree char *name = place_text(place, entry, "name", TRUE);
	if (name == NULL)
		return NULL;
	const char *said = weir_json_text(entry, "type");
	if (g_strcmp0(said, type) != 0)
		place_note(place, "type", _("\"%.60s\" where \"%s\" belongs"), said != NULL ? said : "",
			   type);
	if (*name == '\0') {
		place_note(place, "name", _("the name is empty"));
		return NULL;
	}
	if (g_hash_table_contains(known, name)) {
		place_note(place, "name", _("\"%.60s\" is there already: the first one counts"), name);
		return NULL;
	}
	return g_steal_pointer(&name);
}

static void read_parameters(Place *place, const json_t *schema, const json_t *docs, Action *action)
{
	gsize outer = place->pointer->len;
	const json_t *function = down(place, down(place, schema, "call"), "function");
	g_autofree char *name = place_text(place, function, "name", FALSE);
	if (name != NULL && strcmp(name, action->name) != 0)
		place_note(place, "name", _("\"%.60s\" where the action's name belongs"), name);
	if (action->description == NULL)
		action->description = place_text(place, function, "description", FALSE);
	json_t *parameters = place_schema(place, function, "parameters", function != NULL);
	if (parameters != NULL) {
		place_enter(place, "parameters");
		action->parameters = json_incref(parameters);
		action->parameters_root = json_incref(parameters);
		g_ptr_array_unref(action->arguments);
		action->arguments = server_arguments(place, parameters, parameters, docs);
		action->closed = server_schema_closed(parameters, parameters);
	}
	place_leave(place, outer);
}

static void declare_effect(Action *action, const json_t *entry)
{
	g_autoptr(ActionTexts) texts = action_texts_new(action);
	action->effect = effect_declared(entry, action_texts(texts));
}

static void read_action(Place *place, json_t *entry)
{
	g_autofree char *name = entry_name(place, entry, "action", place->server->action_names);
	if (name == NULL)
		return;
	Action *action = server_add_action(place->server, name);
	action->sources = FROM_MANIFEST;
	action->callable = TRUE;
	action->description = place_text(place, entry, "description", FALSE);
	action->display_name = place_text(place, entry, "displayName", FALSE);
	action->docs = place_text(place, entry, "docs", FALSE);
	const json_t *docs = place_object(place, entry, "argumentDocs", FALSE);
	gsize outer = place->pointer->len;
	const json_t *schema = down(place, entry, "schema");
	read_parameters(place, schema, docs, action);
	action->result = json_incref(place_schema(place, schema, "result", FALSE));
	action->errors = json_incref(place_array(place, schema, "errors", FALSE));
	place_leave(place, outer);
	declare_effect(action, entry);
}

/* Both halves of the subscription's data; what is not an object is noted by server_arguments(). */
void server_set_subscription(Place *place, Trigger *trigger, json_t *schema, json_t *root)
{
	static const char *const members[] = { "options", "secrets" };
	json_t *resolved = schema != NULL ? schema_resolve(schema, root) : NULL;
	json_t *data = json_object_get(json_object_get(resolved, "properties"), "data");
	data = data != NULL ? schema_resolve(data, root) : NULL;
	if (data == NULL)
		return;
	gsize outer = place->pointer->len;
	place_enter(place, "properties");
	place_enter(place, "data");
	const json_t *properties = place_object(place, data, "properties", TRUE);
	place_enter(place, "properties");
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
		json_t **part = i == 0 ? &trigger->options_schema : &trigger->secrets_schema;
		json_t **part_root = i == 0 ? &trigger->options_root : &trigger->secrets_root;
		GPtrArray **arguments = i == 0 ? &trigger->options : &trigger->secrets;
		json_t *found = place_schema(place, properties, members[i], FALSE);
		if (found == NULL || *part != NULL)
			continue;
		gsize inner = place_enter(place, members[i]);
		json_t *around[] = { found, data, resolved, root, NULL };
		*part = json_incref(found);
		*part_root = json_incref(server_root(around));
		g_ptr_array_unref(*arguments);
		*arguments = server_arguments(place, found, *part_root, NULL);
		place_leave(place, inner);
	}
	place_leave(place, outer);
}

static void read_payload(Place *place, json_t *schema, Trigger *trigger)
{
	gsize outer = place->pointer->len;
	place_enter(place, "schema");
	json_t *properties = place_object(place, schema, "properties", schema != NULL);
	place_enter(place, "properties");
	json_t *payload = place_schema(place, properties, "payload", FALSE);
	if (payload != NULL) {
		json_t *around[] = { payload, schema, NULL };
		trigger->payload = json_incref(payload);
		trigger->payload_root = json_incref(server_root(around));
	}
	place_leave(place, outer);
}

static void read_trigger(Place *place, json_t *entry)
{
	g_autofree char *name = entry_name(place, entry, "trigger", place->server->trigger_names);
	if (name == NULL)
		return;
	Trigger *trigger = server_add_trigger(place->server, name);
	trigger->sources = FROM_MANIFEST;
	trigger->description = place_text(place, entry, "description", FALSE);
	trigger->docs = place_text(place, entry, "docs", FALSE);
	trigger->install_instructions = place_text(place, entry, "installInstructions", FALSE);
	read_payload(place, place_object(place, entry, "schema", TRUE), trigger);
	json_t *subscription = place_object(place, entry, "subscriptionSchema", FALSE);
	gsize outer = place_enter(place, "subscriptionSchema");
	server_set_subscription(place, trigger, subscription, subscription);
	place_leave(place, outer);
}

static void read_list(Place *place, const char *member, void (*read)(Place *place, json_t *entry))
{
	const json_t *list = place_array(place, place->server->manifest, member, TRUE);
	json_t *entry;
	size_t i;
	gsize outer = place_enter(place, member);
	json_array_foreach (list, i, entry) {
		gsize inner = place_enter_index(place, i);
		read(place, entry);
		place_leave(place, inner);
	}
	place_leave(place, outer);
}

static void read_connection(Place *place, GPtrArray **arguments, const char *part)
{
	json_t *connection = place_object(place, place->server->manifest, "connection", FALSE);
	gsize outer = place_enter(place, "connection");
	json_t *properties = place_object(place, connection, "properties", connection != NULL);
	place_enter(place, "properties");
	json_t *schema = place_schema(place, properties, part, properties != NULL);
	place_enter(place, part);
	if (schema != NULL) {
		json_t *around[] = { schema, connection, NULL };
		g_ptr_array_unref(*arguments);
		*arguments = server_arguments(place, schema, server_root(around), NULL);
	}
	place_leave(place, outer);
}

void server_read_manifest(Server *server)
{
	g_autoptr(GString) pointer = g_string_new(NULL);
	Place place = { server, FROM_MANIFEST, pointer };
	read_list(&place, "actions", read_action);
	read_list(&place, "triggers", read_trigger);
	read_connection(&place, &server->connection_options, "options");
	read_connection(&place, &server->connection_secrets, "secrets");
	const struct {
		const char *member;
		char **text;
	} texts[] = {
		{ "installInstructions", &server->install_instructions },
		{ "docs", &server->docs },
		{ "author", &server->author },
		{ "email", &server->email },
		{ "url", &server->url },
		{ "apiRateLimitInfo", &server->rate_limit_info },
		{ "requiredPermissions", &server->required_permissions },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i].text = place_text(&place, server->manifest, texts[i].member, FALSE);
}
