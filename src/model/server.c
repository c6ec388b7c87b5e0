/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/server.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "base/json.h"
#include "model/route.h"
#include "model/server_join.h"

const char *sources_name(Sources sources)
{
	static const char *const names[] = {
		"",
		"manifest",
		"components",
		"manifest+components",
		"openapi",
		"manifest+openapi",
		"components+openapi",
		"manifest+components+openapi",
		"config",
		"manifest+config",
		"components+config",
		"manifest+components+config",
		"openapi+config",
		"manifest+openapi+config",
		"components+openapi+config",
		"manifest+components+openapi+config",
	};
	return names[sources & (G_N_ELEMENTS(names) - 1)];
}

static void action_free(gpointer data)
{
	Action *action = data;
	g_free(action->name);
	g_free(action->display_name);
	g_free(action->description);
	g_free(action->docs);
	json_decref(action->parameters);
	json_decref(action->parameters_root);
	json_decref(action->result);
	json_decref(action->errors);
	g_ptr_array_unref(action->arguments);
	g_strfreev(action->env);
	g_strfreev(action->secrets);
	g_strfreev(action->chat_arguments);
	g_free(action->call_path);
	g_free(action->form_path);
	g_clear_pointer(&action->effect, effect_free);
	g_free(action);
}

static void trigger_free(gpointer data)
{
	Trigger *trigger = data;
	g_free(trigger->name);
	g_free(trigger->description);
	g_free(trigger->docs);
	g_free(trigger->install_instructions);
	json_decref(trigger->payload);
	json_decref(trigger->payload_root);
	json_decref(trigger->options_schema);
	json_decref(trigger->options_root);
	json_decref(trigger->secrets_schema);
	json_decref(trigger->secrets_root);
	g_ptr_array_unref(trigger->options);
	g_ptr_array_unref(trigger->secrets);
	route_clear(&trigger->route);
	g_clear_pointer(&trigger->effect, trigger_effect_free);
	g_free(trigger->guard);
	g_free(trigger);
}

static Server *server_new(json_t *manifest, json_t *components, json_t *openapi)
{
	Server *server = g_new0(Server, 1);
	server->actions = g_ptr_array_new_with_free_func(action_free);
	server->triggers = g_ptr_array_new_with_free_func(trigger_free);
	server->other_routes = g_ptr_array_new_with_free_func((GDestroyNotify)route_free);
	server->connection_options = server_no_arguments();
	server->connection_secrets = server_no_arguments();
	server->notes = g_ptr_array_new_with_free_func(g_free);
	server->action_names = g_hash_table_new(g_str_hash, g_str_equal);
	server->trigger_names = g_hash_table_new(g_str_hash, g_str_equal);
	server->manifest = json_incref(manifest);
	server->components = json_incref(components);
	server->openapi = json_incref(openapi);
	server->sources = (manifest != NULL ? FROM_MANIFEST : 0) |
			  (components != NULL ? FROM_COMPONENTS : 0) | (openapi != NULL ? FROM_OPENAPI : 0);
	return server;
}

Server *server_ref(Server *server)
{
	server->references++;
	return server;
}

void server_free(Server *server)
{
	if (server == NULL || server->references-- > 0)
		return;
	g_hash_table_unref(server->action_names);
	g_hash_table_unref(server->trigger_names);
	g_ptr_array_unref(server->actions);
	g_ptr_array_unref(server->triggers);
	g_ptr_array_unref(server->other_routes);
	g_ptr_array_unref(server->connection_options);
	g_ptr_array_unref(server->connection_secrets);
	g_free(server->install_instructions);
	g_free(server->docs);
	g_free(server->author);
	g_free(server->email);
	g_free(server->url);
	g_free(server->rate_limit_info);
	g_free(server->required_permissions);
	g_free(server->title);
	g_free(server->version);
	g_ptr_array_unref(server->notes);
	json_decref(server->manifest);
	json_decref(server->components);
	json_decref(server->openapi);
	g_free(server);
}

Action *server_action(const Server *server, const char *name)
{
	return g_hash_table_lookup(server->action_names, name);
}

Trigger *server_trigger(const Server *server, const char *name)
{
	return g_hash_table_lookup(server->trigger_names, name);
}

Action *server_add_action(Server *server, const char *name)
{
	Action *action = server_action(server, name);
	if (action == NULL) {
		action = g_new0(Action, 1);
		action->name = g_strdup(name);
		action->arguments = server_no_arguments();
		g_ptr_array_add(server->actions, action);
		g_hash_table_insert(server->action_names, action->name, action);
	}
	return action;
}

Trigger *server_add_trigger(Server *server, const char *name)
{
	Trigger *trigger = server_trigger(server, name);
	if (trigger == NULL) {
		trigger = g_new0(Trigger, 1);
		trigger->name = g_strdup(name);
		trigger->options = server_no_arguments();
		trigger->secrets = server_no_arguments();
		g_ptr_array_add(server->triggers, trigger);
		g_hash_table_insert(server->trigger_names, trigger->name, trigger);
	}
	return trigger;
}

static gboolean check_type(const json_t *document, gboolean right, const char *name, const char *type,
			   GError **error)
{
	if (document == NULL || right)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
		    _("%s: this is %s where %s belongs: is it another document, or another server?"), name,
		    weir_json_type_name(document), type);
	return FALSE;
}

static gboolean check_types(const json_t *manifest, const json_t *components, const json_t *openapi,
			    GError **error)
{
	if (manifest == NULL && components == NULL && openapi == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			    _("there is no manifest, no list of components and no OpenAPI document: "
			      "is this a workflow server?"));
		return FALSE;
	}
	return check_type(manifest, json_is_object(manifest), "manifest", _("an object"), error) &&
	       check_type(components, json_is_array(components), "components", _("a list"), error) &&
	       check_type(openapi, json_is_object(openapi), "openapi", _("an object"), error);
}

static void finish_triggers(Server *server, GPtrArray *candidates, const Target *target)
{
	g_autoptr(GHashTable) operations = route_find(server, candidates, target);
	for (guint i = 0; i < server->triggers->len; i++) {
		Trigger *trigger = g_ptr_array_index(server->triggers, i);
		int named = trigger->route.path == NULL ? -1 : trigger->route.parameter != NULL;
		trigger->effect = trigger_effect_infer(trigger->name, trigger->description, trigger->docs,
						       trigger->install_instructions, named);
		trigger->guard = server_guard(trigger, g_hash_table_lookup(operations, trigger),
					      server->openapi, target);
	}
}

Server *server_build(json_t *manifest, json_t *components, json_t *openapi, const Target *target,
		     GError **error)
{
	if (!check_types(manifest, components, openapi, error))
		return NULL;
	Server *server = server_new(manifest, components, openapi);
	g_autoptr(GPtrArray) candidates =
		g_ptr_array_new_with_free_func((GDestroyNotify)route_candidate_free);
	if (manifest != NULL)
		server_read_manifest(server);
	if (components != NULL)
		server_read_components(server);
	if (openapi != NULL)
		server_read_openapi(server, candidates);
	server_finish_actions(server, target);
	finish_triggers(server, candidates, target);
	return server;
}
