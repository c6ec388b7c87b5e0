/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets in what a server asks for and says that it answers: by the names of its schemas. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/secret_places.h"
#include "base/json.h"
#include "model/schema.h"

enum { MOST_PLACES = 50 };

/* ---- what is asked for ---- */

/* One failure for each place; `pointer` is that of the schema in the document, NULL where it is in none. */
static void fail_places(Judgement *judgement, json_t *schema, json_t *root, const char *subject,
			const char *document, const char *pointer, const char *what)
{
	g_autoptr(GPtrArray) places = secret_places(schema, root, SECRETS_ASKED, MOST_PLACES);
	for (guint i = 0; i < places->len; i++) {
		const SecretPlace *place = places->pdata[i];
		g_autofree char *whole = pointer != NULL ? g_strconcat(pointer, place->pointer, NULL) : NULL;
		Finding *finding = judge_fail(judgement, "%s %s is a credential by its name or format", what,
					      place->name);
		finding_at(finding, subject, place->name);
		finding_document(finding, document, whole);
	}
}

static void judge_options_field(Judgement *judgement, const Evidence *evidence)
{
	static const char pointer[] = "/connection/properties/options";
	json_t *manifest = evidence->server->manifest;
	json_t *options = weir_json_pointer(manifest, pointer);
	if (!json_is_object(options)) {
		judge_unknown(judgement, "the manifest does not say which options a connection has");
		return;
	}
	fail_places(judgement, options, manifest, NULL, "manifest", pointer, "the option");
	if (judge_failures(judgement) == 0)
		judge_pass(judgement, "none of the %u options of a connection is a credential by its name",
			   evidence->server->connection_options->len);
}

static void judge_trigger_options_field(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *triggers = evidence->server->triggers;
	if (triggers->len == 0) {
		judge_skip(judgement, "the server has no triggers");
		return;
	}
	for (guint i = 0; i < triggers->len; i++) {
		const Trigger *trigger = triggers->pdata[i];
		g_autofree char *pointer = pointer_of_trigger(
			evidence, trigger, "/subscriptionSchema/properties/data/properties/options");
		fail_places(judgement, trigger->options_schema, trigger->options_root, trigger->name,
			    "manifest", pointer, "the option");
	}
	if (judge_failures(judgement) == 0)
		judge_pass(judgement, "no option of %u triggers is a credential by its name", triggers->len);
}

static void judge_action_argument(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *actions = evidence->server->actions;
	if (actions->len == 0) {
		judge_skip(judgement, "the server has no actions");
		return;
	}
	for (guint i = 0; i < actions->len; i++) {
		const Action *action = actions->pdata[i];
		g_autofree char *pointer =
			pointer_of_action(evidence, action, "/schema/call/function/parameters");
		fail_places(judgement, action->parameters, action->parameters_root, action->name,
			    pointer != NULL ? "manifest" : "components", pointer, "the argument");
	}
	if (judge_failures(judgement) == 0)
		judge_pass(judgement, "no argument of %u actions is a credential by its name", actions->len);
}

/* ---- what is answered ---- */

/* One failure for each place of a schema of answers. */
static void fail_answer(Judgement *judgement, json_t *schema, json_t *root, const char *subject,
			const char *pointer, const char *what)
{
	g_autoptr(GPtrArray) places = secret_places(schema, root, SECRETS_TOLD, MOST_PLACES);
	for (guint i = 0; i < places->len; i++) {
		const SecretPlace *place = places->pdata[i];
		g_autofree char *whole = pointer != NULL ? g_strconcat(pointer, place->pointer, NULL) : NULL;
		Finding *finding = judge_fail(judgement, "%s has the field %s, a credential by its name",
					      what, place->name);
		finding_at(finding, subject, place->name);
		finding_document(finding, "manifest", whole);
	}
}

static void look_at_action(Judgement *judgement, const Evidence *evidence, const Action *action)
{
	g_autofree char *result = pointer_of_action(evidence, action, "/schema/result");
	fail_answer(judgement, action->result, action->result, action->name, result, "the result");
	for (size_t i = 0; i < json_array_size(action->errors); i++) {
		g_autofree char *rest = g_strdup_printf("/schema/errors/%zu", i);
		g_autofree char *pointer = pointer_of_action(evidence, action, rest);
		json_t *error = json_array_get(action->errors, i);
		fail_answer(judgement, error, error, action->name, pointer, "an error");
	}
}

/* What the SDK serves whatever its author does. */
static gboolean is_sdk_route(const char *path)
{
	static const char *const fixed[] = { "/liveness", "/readiness", "/call", "/manifest", NULL };
	return g_strv_contains(fixed, path) || strcmp(path, "/connections") == 0 ||
	       g_str_has_prefix(path, "/connections/");
}

/* The first that this check has to speak of: a connection's options come back as they were entered, and
 * options-field has judged them. */
static const SecretPlace *place_to_tell(const char *path, const GPtrArray *places)
{
	for (guint i = 0; i < places->len; i++) {
		const SecretPlace *place = places->pdata[i];
		if (!is_sdk_route(path) || strstr(place->name, "options.") == NULL)
			return place;
	}
	return NULL;
}

static void fail_route(Judgement *judgement, const char *method, const char *path, const char *pointer,
		       const SecretPlace *place)
{
	gboolean sdk = is_sdk_route(path);
	g_autofree char *upper = g_ascii_strup(method, -1);
	g_autofree char *whole = g_strconcat(pointer, place->pointer, NULL);
	Finding *finding =
		sdk ? judge_fail(judgement,
				 "the SDK declares a field for secrets here; whether values come back is "
				 "what the echo checks see")
		    : judge_fail(judgement, "the answer has the field %s, a credential by its name",
				 place->name);
	finding_route(finding, upper, path);
	finding_document(finding, "openapi", whole);
	if (sdk)
		finding_severity(finding_origin(finding, ORIGIN_SDK), SEVERITY_INFO);
}

/* Most routes share a schema for what goes wrong; `clean` has the schemas that were found to have no place.
 */
static GPtrArray *places_of(json_t *schema, json_t *openapi, GHashTable *clean)
{
	json_t *target = json_is_object(schema) ? schema_resolve(schema, openapi) : NULL;
	if (target == NULL || g_hash_table_contains(clean, target))
		return NULL;
	GPtrArray *places = secret_places(schema, openapi, SECRETS_TOLD, MOST_PLACES);
	if (places->len > 0)
		return places;
	g_hash_table_add(clean, target);
	g_ptr_array_unref(places);
	return NULL;
}

static void look_at_operation(Judgement *judgement, json_t *openapi, const char *path, const char *method,
			      const json_t *operation, GHashTable *clean)
{
	const char *status, *type;
	json_t *response, *content;
	json_object_foreach (weir_json_object(operation, "responses"), status, response) {
		json_object_foreach (weir_json_object(response, "content"), type, content) {
			g_autoptr(GPtrArray) places =
				places_of(json_object_get(content, "schema"), openapi, clean);
			const SecretPlace *place = places != NULL ? place_to_tell(path, places) : NULL;
			if (place == NULL)
				continue;
			const char *const tokens[] = { "paths", path,      method, "responses",
						       status,  "content", type,   "schema" };
			g_autoptr(GString) pointer = g_string_new(NULL);
			for (gsize i = 0; i < G_N_ELEMENTS(tokens); i++)
				weir_json_pointer_push(pointer, tokens[i]);
			fail_route(judgement, method, path, pointer->str, place);
			return;
		}
	}
}

static void look_at_openapi(Judgement *judgement, json_t *openapi)
{
	const char *path, *method;
	json_t *item, *operation;
	g_autoptr(GHashTable) clean = g_hash_table_new(NULL, NULL);
	json_object_foreach (weir_json_object(openapi, "paths"), path, item) {
		if (strcmp(path, "/components") == 0)
			continue; /* its `secrets` are names */
		json_object_foreach (item, method, operation)
			look_at_operation(judgement, openapi, path, method, operation, clean);
	}
}

static void judge_response_schema(Judgement *judgement, const Evidence *evidence)
{
	const Server *server = evidence->server;
	for (guint i = 0; i < server->actions->len; i++)
		look_at_action(judgement, evidence, server->actions->pdata[i]);
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		g_autofree char *pointer =
			pointer_of_trigger(evidence, trigger, "/schema/properties/payload");
		fail_answer(judgement, trigger->payload, trigger->payload_root, trigger->name, pointer,
			    "the payload");
	}
	look_at_openapi(judgement, server->openapi);
	if (judge_failures(judgement) > 0)
		return;
	if (server->openapi == NULL)
		judge_unknown(judgement, "no schema of the manifest has such a field; without an OpenAPI "
					 "document the routes are not known");
	else
		judge_pass(judgement, "no result, error, payload or route answers with a credential");
}

/* ---- the rows ---- */

static const char *const reads_openapi[] = { "openapi", NULL };

const struct check checks_secrets_schema[] = {
	{ { .id = "secrets.options-field",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K4 C1 B1",
	    .title = "Options of a connection hold no secrets",
	    .why = "Options are stored, listed, shown in forms and returned by GET /connections/{id} in the "
		   "clear. A credential among them is read by everybody who may see a connection.",
	    .how = "The connection's options in the manifest are searched for fields whose name, "
		   "`format: password` or `writeOnly` makes them a credential, in English, Swedish and "
		   "German, at any depth. Nothing is sent.",
	    .fix = "Move the field to the connection's Secrets, and have customers enter it anew: what was "
		   "stored as an option must be taken for known to others.",
	    .snippet = "class Options(BaseModel):\n"
		       "    base_url: HttpUrl\n"
		       "\n"
		       "class Secrets(BaseModel):\n"
		       "    account_token: str = Field(min_length=20, max_length=256)\n",
	    .mistaken = "A name that only sounds like a credential, such as a product called Token. Rename "
			"it, or suppress it as a false positive.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-522 CWE-312" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_options_field },
	{ { .id = "secrets.trigger-options-field",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K6 R6 B1",
	    .title = "Options of a subscription hold no secrets",
	    .why = "The options of a subscription come back in every list of subscriptions. A credential "
		   "there is copied once for each subscription and read by all who may list them.",
	    .how = "The `data.options` of each trigger's subscription schema are searched for credentials "
		   "by name and format. Nothing is sent.",
	    .fix = "Put the field into the trigger's Secrets, or use the connection's secrets where one "
		   "value is enough for all subscriptions.",
	    .snippet = "class TriggerSecrets(BaseModel):\n"
		       "    signing_secret: str = Field(min_length=32)\n"
		       "\n"
		       "class TriggerOptions(BaseModel):\n"
		       "    team: str | None = None   # nothing confidential\n",
	    .mistaken = "An option that holds the name of a secret kept elsewhere; end its name with _name "
			"or _id.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-522" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_trigger_options_field },
	{ { .id = "secrets.action-argument",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K6",
	    .title = "No argument of an action asks for a credential",
	    .why = "Arguments are written by people and language models, and kept in conversations, traces "
		   "and logs. A credential passed that way is in all of them.",
	    .how = "The schema of each action's arguments is searched for credentials by name and format, "
		   "at any depth. Nothing is sent.",
	    .fix = "Take the credential from the connection's Secrets and drop the argument.",
	    .snippet = "@tool(secrets=[\"apiKey\"])\n"
		       "def search_tickets(query: str, secrets: dict[str, str]) -> TicketList:\n"
		       "    return desk(secrets[\"apiKey\"]).search(query)\n",
	    .mistaken = "An action whose purpose is to set a new password for somebody. Prefer to send a "
			"reset link; else suppress it with the reason.",
	    .owasp = "API2:2023 API3:2023",
	    .cwe = "CWE-522 CWE-532" },
	  CHECK_NEEDS_MANIFEST | CHECK_OF_MODEL,
	  NULL,
	  judge_action_argument },
	{ { .id = "secrets.response-schema",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K4 K6 B4",
	    .title = "No answer is made to carry credentials",
	    .why = "What a result or payload model declares is sent to the platform, to callbacks and to "
		   "language models. A credential in it leaves the server with every call.",
	    .how = "Schemas of results, errors and payloads in the manifest and of all answers in the "
		   "OpenAPI document are searched for credentials that are not write-only. /components is "
		   "left out: its `secrets` are names. The SDK's own routes are information, since the "
		   "checks on echoes look at what they answer.",
	    .fix = "Return a model that has only the fields that the caller needs. Never return the model "
		   "that is stored.",
	    .snippet = "class SettingsResult(BaseModel):\n"
		       "    base_url: HttpUrl\n"
		       "    api_key_set: bool   # that there is one, not what it is\n",
	    .mistaken = "A field that holds only the name or the last digits of a credential. Name it so: "
			"api_key_name, key_last4.",
	    .owasp = "API3:2023",
	    .cwe = "CWE-200 CWE-213" },
	  CHECK_NEEDS_MANIFEST | CHECK_PROBES_OPTIONAL | CHECK_OF_MODEL,
	  reads_openapi,
	  judge_response_schema },
	{ { NULL } },
};
