/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /connections and GET /connections/{id}, and what they have in common with other handlers. */
#include "demo/demo_private.h"

#include <string.h>

#define LOCKED_REQUESTS 40 /* "tens of requests" */
#define LOCKED_MS 5000

static const DemoField strict_options[] = {
	{ .name = "baseUrl",
	  .kind = FIELD_TEXT,
	  .least = 10,
	  .most = 200,
	  .pattern = "^https://[a-z0-9-]+(\\.[a-z0-9-]+)+/?$",
	  .doc = "Address of the desk, https only" },
	{ .name = "region",
	  .kind = FIELD_TEXT,
	  .choices = "eu|us",
	  .doc = "Where the account is hosted",
	  .optional = TRUE },
	{ .name = "accountToken",
	  .kind = FIELD_TEXT,
	  .doc = "Account token",
	  .optional = TRUE,
	  ONLY_WITH(FLAW_SECRETS_OPTIONS_FIELD) },
	{ .name = NULL },
};
static const DemoField loose_options[] = {
	{ .name = "baseUrl", .kind = FIELD_TEXT },
	{ .name = "region", .kind = FIELD_TEXT, .optional = TRUE },
	{ .name = "accountToken",
	  .kind = FIELD_TEXT,
	  .doc = "Account token",
	  .optional = TRUE,
	  ONLY_WITH(FLAW_SECRETS_OPTIONS_FIELD) },
	{ .name = NULL },
};
static const DemoField strict_secrets[] = {
	{ .name = "apiKey",
	  .kind = FIELD_TEXT,
	  .least = 20,
	  .most = 256,
	  .pattern = "^[A-Za-z0-9_-]+$",
	  .doc = "API key with the scopes tickets:read and tickets:write" },
	{ .name = NULL },
};
static const DemoField loose_secrets[] = { { .name = "apiKey", .kind = FIELD_TEXT }, { .name = NULL } };

json_t *demo_connection_part(const DemoServer *server, gboolean secrets, FieldStyle style)
{
	gboolean loose = demo_has(server, FLAW_CONNECTIONS_OPTIONS_VALIDATED);
	const DemoField *fields =
		secrets ? (loose ? loose_secrets : strict_secrets) : (loose ? loose_options : strict_options);
	return fields_schema(fields, secrets ? "Secrets" : "Options", &server->flaws, !loose, style);
}

static json_t *connection_model(const DemoServer *server)
{
	return json_pack("{s:{s:o,s:o},s:[s,s],s:s}", "properties", "secrets",
			 demo_connection_part(server, TRUE, STYLE_MODEL), "options",
			 demo_connection_part(server, FALSE, STYLE_MODEL), "required", "secrets", "options",
			 "type", "object");
}

static gboolean is_private(const char *url)
{
	return strstr(url, "169.254.") != NULL || strstr(url, "127.") != NULL ||
	       strstr(url, "localhost") != NULL || strstr(url, "metadata") != NULL;
}

/* The author's own check of the whole model. */
static const char *validator(const DemoServer *server, const json_t *options, const json_t *secrets)
{
	const char *base = weir_json_text(options, "baseUrl"), *key = weir_json_text(secrets, "apiKey");
	if (base != NULL && key != NULL && g_str_equal(base, key))
		return "Value error, baseUrl can't be the same as apiKey";
	if (base != NULL && is_private(base) && !demo_has(server, FLAW_CONNECTIONS_BASE_URL))
		return "Value error, baseUrl must be the address of a desk";
	return NULL;
}

static void answer_connection(DemoCall *call, guint status, const DemoConnection *connection,
			      gboolean secrets)
{
	g_autofree char *created = demo_time(connection->created), *updated = demo_time(connection->updated);
	json_t *answer = json_object();
	if (secrets)
		json_object_set(answer, "secrets", connection->secrets);
	if (secrets)
		json_object_set(answer, "options", connection->options);
	json_object_set_new(answer, "id", json_string(connection->id));
	json_object_set_new(answer, "wfServerId", json_string(connection->wf_server_id));
	json_object_set(answer, "options", connection->options);
	json_object_set_new(answer, "createdAt", json_string(created));
	json_object_set_new(answer, "updatedAt", json_string(updated));
	json_object_set_new(answer, "postInstallInstructions", json_null());
	demo_answer_json(call, status, answer);
}

const char *demo_wf_server_id(DemoNode *node)
{
	if (demo_has(node->server, FLAW_CONFIG_DEV_MODE) || node->server->mode == DEMO_DEV) {
		g_free(node->wf_server_id);
		node->wf_server_id = g_uuid_string_random();
	}
	return node->wf_server_id;
}

static gboolean refused_by_validator(DemoCall *call, const char *why)
{
	if (why == NULL)
		return FALSE;
	json_t *location = model_location("body", NULL);
	json_t *error = model_error("value_error", location, why, call->body);
	json_object_set_new(error, "ctx", json_pack("{s:{}}", "error"));
	json_decref(location);
	return demo_refused(call, json_pack("[o]", error));
}

/* A careless author reads the secret before anything is checked. */
static gboolean crashes_without_secret(DemoCall *call)
{
	if (!demo_has(call->server, FLAW_CONNECTIONS_MISSING_SECRET) || !json_is_object(call->body))
		return FALSE;
	const json_t *secrets = weir_json_object(call->body, "secrets");
	if (secrets == NULL || json_object_get(secrets, "apiKey") != NULL)
		return FALSE;
	demo_answer_crash(call, "KeyError: 'apiKey'");
	return TRUE;
}

void demo_connection_create(DemoCall *call)
{
	json_t *model = connection_model(call->server);
	if (!demo_read_body(call) || crashes_without_secret(call) || !demo_typed_body(call, model)) {
		json_decref(model);
		return;
	}
	json_t *parts = json_object_get(model, "properties");
	json_t *options = weir_json_object(call->body, "options"),
	       *secrets = weir_json_object(call->body, "secrets");
	if (!refused_by_validator(call, validator(call->server, options, secrets)) &&
	    !demo_database_locked(call) && demo_engine_there(call)) {
		const DemoConnection *made = demo_store_connect(
			call->node->store, model_kept(json_object_get(parts, "options"), options),
			model_kept(json_object_get(parts, "secrets"), secrets),
			demo_wf_server_id(call->node));
		answer_connection(call, 201, made, demo_has(call->server, FLAW_SECRETS_CONNECTION_ECHO));
	}
	json_decref(model);
}

const DemoConnection *demo_find_connection(DemoCall *call)
{
	if (!demo_engine_there(call))
		return NULL;
	g_auto(EngineResource) resource = engine_reach(call->node, ENGINE_CONNECTION, call->connection, NULL);
	const DemoConnection *connection =
		resource.kind == ENGINE_CONNECTION
			? demo_store_connection(call->node->store, resource.connection)
			: NULL;
	if (connection == NULL && (resource.kind == ENGINE_CONNECTION || resource.kind == ENGINE_NOTHING))
		demo_answer_detail(call, 404, "not found");
	else if (connection == NULL)
		demo_answer_crash(call, "KeyError: 'id'");
	return connection;
}

void demo_connection_get(DemoCall *call)
{
	const DemoConnection *connection = demo_find_connection(call);
	if (connection != NULL)
		answer_connection(call, 200, connection, FALSE);
}

gboolean demo_database_locked(DemoCall *call)
{
	if (call->node->locked == 0)
		return FALSE;
	call->delay_ms += LOCKED_MS;
	demo_answer_crash(call, "sqlite3.OperationalError: database is locked");
	return TRUE;
}

void demo_lock_database(DemoNode *node)
{
	if (node->server->mode == DEMO_DEV)
		node->locked = LOCKED_REQUESTS;
}

void demo_liveness(DemoCall *call)
{
	static const char alive[] = "{\"status\":\"alive\"}";
	demo_answer(call, 200, "application/json", g_bytes_new_static(alive, strlen(alive)));
}

void demo_readiness(DemoCall *call)
{
	static const char ready[] = "{\"status\":\"ready\"}";
	if (!demo_engine_there(call))
		return;
	if (demo_store_has_lost(call->node->store, NULL))
		demo_answer_crash(call, "KeyError: 'callback'");
	else
		demo_answer(call, 200, "application/json", g_bytes_new_static(ready, strlen(ready)));
}
