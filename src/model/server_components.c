/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The components: tools with the options and secrets that they need, and those that only a chat can call. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/server_join.h"

static void read_parameters(Place *place, const json_t *entry, Action *action)
{
	gsize outer = place->pointer->len;
	const json_t *tool = place_object(place, entry, "toolSchema", TRUE);
	place_enter(place, "toolSchema");
	const json_t *function = place_object(place, tool, "function", tool != NULL);
	place_enter(place, "function");
	json_t *parameters = place_schema(place, function, "parameters", function != NULL);
	place_enter(place, "parameters");
	if (parameters != NULL && action->parameters == NULL) {
		action->parameters = json_incref(parameters);
		action->parameters_root = json_incref(parameters);
		g_ptr_array_unref(action->arguments);
		action->arguments = server_arguments(place, parameters, parameters, NULL);
		action->closed = server_schema_closed(parameters, parameters);
	} else if (parameters != NULL && !json_equal(parameters, action->parameters)) {
		place_note(place, NULL, _("other parameters than in the manifest, whose count"));
	}
	place_leave(place, outer);
}

static Action *find_action(Place *place, const json_t *entry)
{
	if (!json_is_object(entry)) {
		place_note(place, NULL, _("%s where %s belongs"), weir_json_type_name(entry), _("an object"));
		return NULL;
	}
	g_autofree char *name = place_text(place, entry, "name", TRUE);
	if (name == NULL || *name == '\0') {
		if (name != NULL)
			place_note(place, "name", _("the name is empty"));
		return NULL;
	}
	Action *action = server_add_action(place->server, name);
	if (action->sources & FROM_COMPONENTS) {
		place_note(place, "name", _("\"%.60s\" is there already: the first one counts"), name);
		return NULL;
	}
	return action;
}

static void read_component(Place *place, const json_t *entry)
{
	Action *action = find_action(place, entry);
	if (action == NULL)
		return;
	action->sources |= FROM_COMPONENTS;
	action->env = place_names(place, entry, "env", TRUE);
	action->secrets = place_names(place, entry, "secrets", TRUE);
	action->chat_arguments = place_names(place, entry, "ebbotArguments", FALSE);
	if (action->description == NULL)
		action->description = place_text(place, entry, "description", FALSE);
	if (action->display_name == NULL)
		action->display_name = place_text(place, entry, "displayName", FALSE);
	read_parameters(place, entry, action);
	g_autoptr(ActionTexts) texts = action_texts_new(action);
	if (action->effect == NULL)
		action->effect = effect_declared(entry, action_texts(texts));
}

void server_read_components(Server *server)
{
	g_autoptr(GString) pointer = g_string_new(NULL);
	Place place = { server, FROM_COMPONENTS, pointer };
	const json_t *entry;
	size_t i;
	json_array_foreach (server->components, i, entry) {
		gsize outer = place_enter_index(&place, i);
		read_component(&place, entry);
		place_leave(&place, outer);
	}
}
