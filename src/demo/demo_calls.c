/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions: under a connection, through /call, and their forms. */
#include "demo/demo_private.h"

#include <string.h>

static void run_free(DemoRun *run)
{
	json_decref(run->arguments);
	g_free(run);
}

static void answer_run(DemoRun *run, guint status, json_t *json)
{
	DemoCall *call = run->call;
	run_free(run);
	demo_answer_json(call, status, json);
}

void demo_run_result(DemoRun *run, json_t *result)
{
	answer_run(run, 200, run->wrapped ? json_pack("{s:o,s:n}", "result", result, "actions") : result);
}

void demo_run_actions(DemoRun *run, json_t *result, json_t *actions)
{
	answer_run(run, 200, json_pack("{s:o,s:o}", "result", result, "actions", actions));
}

void demo_run_problem(DemoRun *run, guint status, json_t *detail)
{
	answer_run(run, status, json_pack("{s:o}", "detail", detail));
}

void demo_run_crash(DemoRun *run, const char *why)
{
	DemoCall *call = run->call;
	run_free(run);
	demo_answer_crash(call, why);
}

static gboolean knows_argument(const DemoAction *action, const char *name)
{
	return json_object_get(json_object_get(action->parameters, "properties"), name) != NULL;
}

/* Python functions are called with the arguments by name: one that they do not know raises. */
static const char *first_unknown(const DemoAction *action, const json_t *arguments)
{
	const char *name;
	json_t *value;
	json_object_foreach ((json_t *)arguments, name, value) {
		if (!knows_argument(action, name))
			return name;
	}
	return NULL;
}

static json_t *known_arguments(const DemoAction *action, const json_t *arguments)
{
	json_t *known = json_object(), *value;
	const char *name;
	json_object_foreach ((json_t *)arguments, name, value) {
		if (knows_argument(action, name))
			json_object_set(known, name, value);
	}
	return known;
}

/* Where nothing is repeated, the place and the rule are told, and no value. */
static void refuse_arguments(DemoCall *call, const SchemaError *error)
{
	if (demo_has(call->server, FLAW_SECRETS_VALIDATION_ECHO)) {
		demo_answer_detail(call, 422, error->message);
		return;
	}
	gboolean own = g_str_equal(error->keyword, "required");
	g_autofree char *plain = g_strdup_printf(
		"the arguments do not fit at \"%s\": %s",
		own || g_str_equal(error->keyword, "additionalProperties") ? "" : error->instance,
		own ? error->message : error->keyword);
	demo_answer_detail(call, 422, plain);
}

static gboolean arguments_fit(DemoCall *call, const json_t *arguments)
{
	if (demo_has(call->server, FLAW_ACTIONS_REFUSES_INVALID))
		return TRUE;
	g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
	if (schema_validate(call->action->schema, arguments, NULL, errors) != SCHEMA_INVALID)
		return TRUE;
	const SchemaError *best = schema_error_best(errors);
	if (best != NULL)
		refuse_arguments(call, best);
	return best == NULL;
}

static void start(DemoCall *call, const DemoConnection *connection, json_t *arguments, json_t *env,
		  json_t *secrets)
{
	DemoRun *run = g_new0(DemoRun, 1);
	run->call = call;
	run->action = call->action;
	run->connection = connection;
	run->desk = demo_desk(call->node, connection);
	run->arguments = arguments;
	run->env = env;
	run->secrets = secrets;
	run->wrapped = connection == NULL;
	call->server->runs++;
	call->action->act(run);
}

static gboolean lacks_env(DemoCall *call, const DemoConnection *connection)
{
	const char *name = call->action->env;
	if (name == NULL || json_is_string(json_object_get(connection->options, name)))
		return FALSE;
	g_autofree char *detail = g_strconcat("Missing env var: ", name, NULL);
	demo_answer_detail(call, 500, detail);
	return TRUE;
}

static const json_t *any_object(void)
{
	static json_t *schema;
	if (schema == NULL)
		schema = json_pack("{s:s}", "type", "object");
	return schema;
}

void demo_action_call(DemoCall *call)
{
	if (!demo_typed_body(call, any_object()))
		return;
	gboolean extra = demo_has(call->server, FLAW_ACTIONS_REFUSES_EXTRA);
	json_t *arguments = extra ? known_arguments(call->action, call->body) : json_incref(call->body);
	const DemoConnection *connection = arguments_fit(call, arguments) ? demo_find_connection(call) : NULL;
	if (connection == NULL || lacks_env(call, connection)) {
		json_decref(arguments);
	} else if (first_unknown(call->action, arguments) != NULL) {
		json_decref(arguments);
		demo_answer_crash(call, "TypeError: got an unexpected keyword argument");
	} else {
		start(call, connection, arguments, connection->options, connection->secrets);
	}
}

static json_t *texts_schema(const char *title)
{
	return json_pack("{s:{s:s},s:s,s:s}", "additionalProperties", "type", "string", "type", "object",
			 "title", title);
}

json_t *demo_tool_call_schema(void)
{
	return json_pack("{s:{s:{s:s,s:s},s:{s:s,s:s},s:{s:s,s:s},s:o,s:o},s:s,s:[s,s,s,s,s],s:s}",
			 "properties", "name", "type", "string", "title", "Name", "ebbot_data", "type",
			 "object", "title", "Ebbot Data", "llm_arguments", "type", "object", "title",
			 "Llm Arguments", "secrets", texts_schema("Secrets"), "env", texts_schema("Env"),
			 "type", "object", "required", "name", "ebbot_data", "llm_arguments", "secrets",
			 "env", "title", "ToolCall");
}

static void add_value_error(json_t *errors, const char *member, char *message, const json_t *input)
{
	json_t *location = model_location("body", member, NULL);
	json_t *error = model_error("value_error", location, message, input);
	json_object_set_new(error, "ctx", json_pack("{s:{}}", "error"));
	json_array_append_new(errors, error);
	json_decref(location);
	g_free(message);
}

/* Names only: neither types nor bounds are looked at. */
static gboolean tool_fits(DemoCall *call)
{
	const DemoAction *action = call->action;
	const json_t *arguments = json_object_get(call->body, "llm_arguments");
	const json_t *env = json_object_get(call->body, "env"),
		     *secrets = json_object_get(call->body, "secrets");
	const char *unknown = first_unknown(action, arguments);
	json_t *errors = json_array();
	if (unknown != NULL)
		add_value_error(
			errors, "llm_arguments",
			g_strdup_printf("Value error, The llm_argument '%s' is not valid for tool '%s'.",
					unknown, action->name),
			arguments);
	if (action->secrets != NULL && json_object_get(secrets, action->secrets) == NULL)
		add_value_error(errors, "secrets",
				g_strdup_printf("Value error, Missing required secret '%s' for tool '%s'.",
						action->secrets, action->name),
				secrets);
	if (action->env != NULL && json_object_get(env, action->env) == NULL)
		add_value_error(errors, "env",
				g_strdup_printf("Value error, Missing required env '%s' for tool '%s'.",
						action->env, action->name),
				env);
	return !demo_refused(call, errors);
}

static gboolean lacks_argument(const DemoAction *action, const json_t *arguments)
{
	size_t i;
	json_t *name;
	json_array_foreach (json_object_get(action->parameters, "required"), i, name) {
		if (json_object_get(arguments, json_string_value(name)) == NULL)
			return TRUE;
	}
	return FALSE;
}

void demo_tool_call(DemoCall *call)
{
	if (!demo_has(call->server, FLAW_ACTIONS_DIRECT_CALL)) {
		demo_answer_detail(call, 403, "Forbidden");
		return;
	}
	json_t *schema = demo_tool_call_schema();
	gboolean typed = demo_typed_body(call, schema);
	json_decref(schema);
	if (!typed)
		return;
	json_t *arguments = json_object_get(call->body, "llm_arguments");
	call->action = g_hash_table_lookup(call->server->by_action,
					   json_string_value(json_object_get(call->body, "name")));
	if (call->action == NULL)
		demo_answer_crash(call, "KeyError: no such tool");
	else if (tool_fits(call)) {
		if (lacks_argument(call->action, arguments))
			demo_answer_crash(call, "TypeError: missing 1 required positional argument");
		else
			start(call, NULL, json_incref(arguments), json_object_get(call->body, "env"),
			      json_object_get(call->body, "secrets"));
	}
}

void demo_form_get(DemoCall *call)
{
	const DemoConnection *connection = demo_find_connection(call);
	if (connection != NULL)
		demo_answer_json(call, 200, call->action->row->form(call->node, connection, NULL));
}

/* One embedded parameter: what is missing is told with null for input. */
static void refuse_selected(DemoCall *call)
{
	json_t *location = model_location("body", "selected", NULL);
	demo_refused(call, json_pack("[o]", model_error("missing", location, "Field required", NULL)));
	json_decref(location);
}

void demo_form_post(DemoCall *call)
{
	if (!demo_read_body(call))
		return;
	json_t *selected = json_object_get(call->body, "selected");
	if (selected == NULL) {
		refuse_selected(call);
		return;
	}
	json_t *errors = json_array(), *location = model_location("body", "selected", NULL);
	model_check(any_object(), any_object(), selected, location, errors);
	json_decref(location);
	if (demo_refused(call, errors))
		return;
	const DemoConnection *connection = demo_find_connection(call);
	if (connection != NULL)
		demo_answer_json(call, 200, call->action->row->form(call->node, connection, selected));
}
