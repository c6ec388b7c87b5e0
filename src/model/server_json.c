/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions and triggers as JSON: the members of weir/actions/1 and weir/triggers/1. */
#include "model/server.h"

static json_t *text_json(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *value_json(json_t *value)
{
	return value != NULL ? json_incref(value) : json_null();
}

static json_t *names_json(char *const *names)
{
	if (names == NULL)
		return json_null();
	json_t *array = json_array();
	for (gsize i = 0; names[i] != NULL; i++)
		json_array_append_new(array, json_string(names[i]));
	return array;
}

static json_t *argument_json(const Argument *argument)
{
	return json_pack("{s:s, s:b, s:s, s:o, s:o}", "name", argument->name, "required", argument->required,
			 "type", argument->summary, "description", text_json(argument->doc), "schema",
			 value_json(argument->schema));
}

static json_t *arguments_json(const GPtrArray *arguments)
{
	json_t *array = json_array();
	for (guint i = 0; i < arguments->len; i++)
		json_array_append_new(array, argument_json(g_ptr_array_index(arguments, i)));
	return array;
}

json_t *action_json(const Action *action)
{
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "name", action->name, "display_name",
				 text_json(action->display_name), "description",
				 text_json(action->description), "docs", text_json(action->docs), "effect",
				 effect_json(action->effect), "arguments", arguments_json(action->arguments));
	json_t *more = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:b}", "env", names_json(action->env),
				 "secrets", names_json(action->secrets), "result", value_json(action->result),
				 "errors", value_json(action->errors), "call_path",
				 text_json(action->call_path), "form", text_json(action->form_path),
				 "sources", sources_name(action->sources), "callable", action->callable);
	json_object_update_new(json, more);
	return json;
}

static json_t *route_json(const Route *route)
{
	return json_pack("{s:o, s:o, s:o, s:f}", "path", text_json(route->path), "method",
			 text_json(route->method), "source",
			 text_json(route->source != 0 ? sources_name(route->source) : NULL), "confidence",
			 route->confidence);
}

json_t *trigger_json(const Trigger *trigger)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:s}", "name", trigger->name,
			 "description", text_json(trigger->description), "docs", text_json(trigger->docs),
			 "route", route_json(&trigger->route), "effect", trigger_effect_json(trigger->effect),
			 "guard", trigger->guard, "options", arguments_json(trigger->options), "secrets",
			 arguments_json(trigger->secrets), "payload", value_json(trigger->payload), "sources",
			 sources_name(trigger->sources));
}
