/* SPDX-License-Identifier: GPL-3.0-or-later */
/* openapi.json as FastAPI writes it. */
#include "demo/demo_private.h"

#include <string.h>

#define REFERENCE "#/components/schemas/"

typedef struct {
	const DemoServer *server;
	json_t *paths, *schemas;
} Book;

static json_t *reference(const char *schema)
{
	return json_pack("{s:o}", "$ref", json_sprintf(REFERENCE "%s", schema));
}

static json_t *json_content(json_t *schema)
{
	return json_pack("{s:{s:o}}", "application/json", "schema", schema);
}

/* "/connections/{id}" and "get" make "..._connections__id__get". */
static char *operation_id(const char *name, const char *path, const char *method)
{
	g_autofree char *plain = g_strdup(path);
	for (char *c = plain; *c != '\0'; c++) {
		if (!g_ascii_isalnum(*c))
			*c = '_';
	}
	return g_strconcat(name, plain, "_", method, NULL);
}

static char *summary_of(const char *name)
{
	char *summary = g_strdup(name);
	gboolean start = TRUE;
	for (char *c = summary; *c != '\0'; c++) {
		if (*c == '_')
			*c = ' ';
		else if (start)
			*c = g_ascii_toupper(*c);
		start = *c == ' ';
	}
	return summary;
}

static json_t *path_parameters(const char *path)
{
	json_t *parameters = json_array();
	for (const char *open = strchr(path, '{'); open != NULL; open = strchr(open + 1, '{')) {
		g_autofree char *name = g_strndup(open + 1, strcspn(open + 1, "}"));
		g_autofree char *lower = g_ascii_strdown(name, -1), *title = summary_of(lower);
		json_array_append_new(parameters, json_pack("{s:s,s:s,s:b,s:{s:s,s:s}}", "name", name, "in",
							    "path", "required", TRUE, "schema", "type",
							    "string", "title", title));
	}
	return parameters;
}

/* Adds one operation, and returns it (borrowed). `body` and `answer` are taken; may be NULL. */
static json_t *add(Book *book, const char *method, const char *path, const char *name, const char *status,
		   json_t *body, json_t *answer)
{
	g_autofree char *id = operation_id(name, path, method), *summary = summary_of(name);
	json_t *parameters = path_parameters(path);
	json_t *operation = json_pack("{s:s,s:s}", "summary", summary, "operationId", id);
	gboolean checked = body != NULL || json_array_size(parameters) > 0;
	if (json_array_size(parameters) > 0)
		json_object_set(operation, "parameters", parameters);
	json_decref(parameters);
	if (body != NULL)
		json_object_set_new(operation, "requestBody",
				    json_pack("{s:b,s:o}", "required", TRUE, "content", json_content(body)));
	json_t *success = json_pack("{s:s}", "description", "Successful Response");
	if (!g_str_equal(status, "204"))
		json_object_set_new(success, "content",
				    json_content(answer != NULL ? answer : json_object()));
	json_t *responses = json_pack("{s:o}", status, success);
	if (checked)
		json_object_set_new(responses, "422",
				    json_pack("{s:s,s:o}", "description", "Validation Error", "content",
					      json_content(reference("HTTPValidationError"))));
	json_object_set_new(operation, "responses", responses);
	json_t *item = json_object_get(book->paths, path);
	if (item == NULL) {
		item = json_object();
		json_object_set_new(book->paths, path, item);
	}
	json_object_set_new(item, method, operation);
	return operation;
}

static void define(Book *book, const char *name, json_t *schema)
{
	json_object_set_new(book->schemas, name, schema);
}

static json_t *text_member(const char *title)
{
	return json_pack("{s:s,s:s}", "type", "string", "title", title);
}

static json_t *nullable_member(const char *type, const char *title)
{
	return json_pack("{s:[{s:s},{s:s}],s:s}", "anyOf", "type", type, "type", "null", "title", title);
}

static void define_errors(Book *book)
{
	define(book, "ValidationError",
	       json_pack("{s:{s:{s:s,s:{s:[{s:s},{s:s}]},s:s},s:o,s:o},s:s,s:[s,s,s],s:s}", "properties",
			 "loc", "type", "array", "items", "anyOf", "type", "string", "type", "integer",
			 "title", "Location", "msg", text_member("Message"), "type",
			 text_member("Error Type"), "type", "object", "required", "loc", "msg", "type",
			 "title", "ValidationError"));
	define(book, "HTTPValidationError",
	       json_pack("{s:{s:{s:o,s:s,s:s}},s:s,s:s}", "properties", "detail", "items",
			 reference("ValidationError"), "type", "array", "title", "Detail", "type", "object",
			 "title", "HTTPValidationError"));
}

/* `secrets`: the SDK has them in the answer to creating a connection. */
static json_t *connection_answer(const char *title, gboolean secrets)
{
	json_t *members = json_object(), *required = json_array();
	static const char *const texts[][2] = { { "id", "Id" },
						{ "wfServerId", "Wfserverid" },
						{ "createdAt", "Createdat" },
						{ "updatedAt", "Updatedat" } };
	if (secrets) {
		json_object_set_new(members, "secrets", reference("Secrets"));
		json_array_append_new(required, json_string("secrets"));
	}
	json_object_set_new(members, "options", reference("Options"));
	json_array_append_new(required, json_string("options"));
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		json_object_set_new(members, texts[i][0], text_member(texts[i][1]));
		json_array_append_new(required, json_string(texts[i][0]));
	}
	json_object_set_new(members, "postInstallInstructions",
			    nullable_member("string", "Postinstallinstructions"));
	return json_pack("{s:o,s:s,s:o,s:s}", "properties", members, "type", "object", "required", required,
			 "title", title);
}

static void define_connections(Book *book)
{
	const DemoServer *server = book->server;
	define(book, "Options", demo_connection_part(server, FALSE, STYLE_MODEL));
	define(book, "Secrets", demo_connection_part(server, TRUE, STYLE_MODEL));
	define(book, "ServerConnection",
	       json_pack("{s:{s:o,s:o},s:s,s:[s,s],s:s}", "properties", "secrets", reference("Secrets"),
			 "options", reference("Options"), "type", "object", "required", "secrets", "options",
			 "title", "ServerConnection"));
	define(book, "ResultConnection",
	       connection_answer("ResultConnection", demo_has(server, FLAW_SECRETS_RESPONSE_SCHEMA)));
	define(book, "GetResultConnection", connection_answer("GetResultConnection", FALSE));
}

static void define_subscriptions(Book *book)
{
	json_t *info =
		json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "callback", reference("Callback"), "name",
			  text_member("Name"), "options", nullable_member("object", "Options"), "id",
			  text_member("Id"), "connectionId", text_member("Connectionid"), "data",
			  json_pack("{s:s,s:s}", "type", "object", "title", "SubscriptionData"),
			  "postInstallInstructions", nullable_member("string", "Postinstallinstructions"));
	if (demo_has(book->server, FLAW_SECRETS_RESPONSE_SCHEMA))
		json_object_set_new(info, "secrets", nullable_member("object", "Secrets"));
	define(book, "SubscriptionInfo",
	       json_pack("{s:o,s:s,s:[s,s,s,s,s],s:s}", "properties", info, "type", "object", "required",
			 "callback", "name", "id", "connectionId", "data", "title", "SubscriptionInfo"));
	define(book, "SubscriptionInfoResult",
	       json_pack("{s:{s:{s:s,s:s},s:{s:o,s:s,s:s}},s:s,s:[s,s],s:s}", "properties", "total", "type",
			 "integer", "title", "Total", "data", "items", reference("SubscriptionInfo"), "type",
			 "array", "title", "Data", "type", "object", "required", "total", "data", "title",
			 "SubscriptionInfoResult"));
}

static void define_tools(Book *book)
{
	define(book, "ToolCall", demo_tool_call_schema());
	define(book, "ToolCallResult",
	       json_pack("{s:{s:{s:s},s:o},s:s,s:[s],s:s}", "properties", "result", "title", "Result",
			 "actions", nullable_member("array", "Actions"), "type", "object", "required",
			 "result", "title", "ToolCallResult"));
	define(book, "ComponentResponse",
	       json_pack("{s:{s:o,s:o,s:{s:s,s:s}},s:s,s:[s,s],s:s}", "properties", "name",
			 text_member("Name"), "description", text_member("Description"), "toolSchema", "type",
			 "object", "title", "Toolschema", "type", "object", "required", "name", "description",
			 "title", "ComponentResponse"));
}

static void add_fixed_routes(Book *book)
{
	add(book, "get", "/liveness", "get_liveness", "200", NULL, NULL);
	add(book, "get", "/readiness", "get_readiness", "200", NULL, NULL);
	add(book, "get", "/components", "list_fns", "200", NULL,
	    json_pack("{s:o,s:s,s:s}", "items", reference("ComponentResponse"), "type", "array", "title",
		      "Response List Fns Components Get"));
	add(book, "post", "/call", "call_tool", "200", reference("ToolCall"), reference("ToolCallResult"));
	add(book, "post", "/connections", "save_connection", "201", reference("ServerConnection"),
	    reference("ResultConnection"));
	add(book, "get", "/connections/{connectionId}", "get_connection_endpoint", "200", NULL,
	    reference("GetResultConnection"));
}

static void add_form_routes(Book *book, const DemoAction *action)
{
	g_autofree char *path = g_strconcat("/connections/{connection_id}/form/", action->name, NULL);
	g_autofree char *model = operation_id("Body_info_with_selected_values", path, "post");
	add(book, "get", path, "info", "200", NULL, NULL);
	add(book, "post", path, "info_with_selected_values", "200", reference(model), NULL);
	define(book, model,
	       json_pack("{s:{s:{s:s,s:s}},s:s,s:[s],s:s}", "properties", "selected", "type", "object",
			 "title", "Selected", "type", "object", "required", "selected", "title", model));
}

static void add_action_routes(Book *book)
{
	for (guint i = 0; i < book->server->actions->len; i++) {
		const DemoAction *action = book->server->actions->pdata[i];
		if (action->row->chat != NULL)
			continue;
		g_autofree char *path = g_strconcat("/connections/{connection_id}/call/", action->name, NULL);
		add(book, "post", path, "action", "200", json_incref(action->parameters), NULL);
		if (action->row->form != NULL)
			add_form_routes(book, action);
	}
}

static void add_webhook_route(Book *book, const DemoTrigger *trigger)
{
	if (trigger->shared) {
		if (json_object_get(book->paths, trigger->route) == NULL)
			add(book, "post", trigger->route, "receive_comment", "200", reference("CommentEvent"),
			    NULL);
		return;
	}
	gboolean typed = trigger->row->typed && trigger->guard != GUARD_SIGNATURE;
	if (typed)
		define(book, trigger->row->title, json_incref(trigger->payload_check));
	gboolean odd = demo_has(book->server, FLAW_TRIGGERS_ROUTE) && trigger->row->other_route != NULL &&
		       g_str_equal(trigger->route, trigger->row->other_route) &&
		       g_str_has_prefix(trigger->route, "/in/");
	add(book, "post", trigger->route, odd ? "handler" : trigger->row->operation, "200",
	    typed ? reference(trigger->row->title) : NULL, NULL);
}

static json_t *query_parameter(const char *name, const char *title, json_int_t initial)
{
	return json_pack("{s:s,s:s,s:b,s:{s:s,s:I,s:s}}", "name", name, "in", "query", "required", FALSE,
			 "schema", "type", "integer", "default", initial, "title", title);
}

static void add_list_route(Book *book)
{
	json_t *list = add(book, "get", "/connections/{connectionId}/subscriptions",
			   "get_connection_subscriptions", "200", NULL, reference("SubscriptionInfoResult"));
	json_t *parameters = json_object_get(list, "parameters");
	json_array_append_new(parameters, query_parameter("limit", "Limit", 1000));
	json_array_append_new(parameters, query_parameter("offset", "Offset", 0));
	json_array_append_new(parameters,
			      json_pack("{s:s,s:s,s:b,s:o}", "name", "name", "in", "query", "required", FALSE,
					"schema", nullable_member("string", "Name")));
}

static void add_trigger_routes(Book *book)
{
	const GPtrArray *triggers = book->server->triggers;
	for (guint i = 0; i < triggers->len; i++)
		add_webhook_route(book, triggers->pdata[i]);
	for (guint i = 0; i < triggers->len; i++) {
		const DemoTrigger *trigger = triggers->pdata[i];
		g_autofree char *path =
			g_strconcat("/connections/{connection_id}/subscriptions/", trigger->name, NULL);
		g_autofree char *model = g_strdup_printf(
			"integrations_sdk__triggers__subscription_endpoint___locals___Subscription__%u",
			i + 1);
		json_t *schema = demo_subscription_schema(trigger, TRUE);
		json_object_set_new(json_object_get(schema, "properties"), "callback", reference("Callback"));
		define(book, model, schema);
		add(book, "post", path, "create_subscription", "201", reference(model), NULL);
	}
}

static void define_callback(Book *book)
{
	json_t *schema = demo_subscription_schema(book->server->triggers->pdata[0], TRUE);
	define(book, "Callback", json_incref(weir_json_pointer(schema, "/properties/callback")));
	json_decref(schema);
	if (demo_has(book->server, FLAW_TRIGGERS_SHARED_ROUTE))
		define(book, "CommentEvent", demo_shared_schema(book->server));
}

json_t *demo_build_openapi(const DemoServer *server)
{
	Book book = { server, json_object(), json_object() };
	const char *one = "/connections/{connectionId}/subscriptions/{subscriptionId}";
	define_callback(&book);
	define_connections(&book);
	define_subscriptions(&book);
	define_tools(&book);
	define_errors(&book);
	add_fixed_routes(&book);
	add_action_routes(&book);
	add_trigger_routes(&book);
	add_list_route(&book);
	add(&book, "delete", one, "delete_subscription", "204", NULL, NULL);
	add(&book, "get", one, "get_subscription", "200", NULL, reference("SubscriptionInfo"));
	add(&book, "get", "/manifest", "get_manifest", "200", NULL, NULL);
	return json_pack("{s:s,s:{s:s,s:s},s:o,s:{s:o}}", "openapi", "3.1.0", "info", "title",
			 "Desk integration", "version", "0.1.0", "paths", book.paths, "components", "schemas",
			 book.schemas);
}
