/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up values sent where they cannot be taken, to see whether the refusal repeats them; and requests that
 * a log must show. */
#include "audit/probes_families.h"
#include "audit/words.h"
#include "base/json.h"
#include "model/sample.h"

/* `secrets` is a text where an object must be: nothing of it can be stored. */
static void build_connection(ProbeBuilder *builder, const Evidence *evidence)
{
	g_autoptr(json_t) body = json_pack("{s:{},s:s}", "options", "secrets", evidence_canary(evidence));
	probe_post(builder, NULL, "/connections", SEND_TOKEN, body);
}

/* One trigger stands for all: the SDK refuses the bodies of all in the same way. */
static const Trigger *trigger_to_ask(const Evidence *evidence)
{
	const GPtrArray *triggers = evidence->server != NULL ? evidence->server->triggers : NULL;
	for (guint i = 0; triggers != NULL && i < triggers->len; i++)
		if (((const Trigger *)triggers->pdata[i])->secrets->len > 0)
			return triggers->pdata[i];
	return triggers != NULL && triggers->len > 0 ? triggers->pdata[0] : NULL;
}

static void build_subscription(ProbeBuilder *builder, const Evidence *evidence)
{
	const Trigger *trigger = trigger_to_ask(evidence);
	if (trigger == NULL)
		return;
	g_autofree char *path =
		probe_path("/connections/%s/subscriptions/%s", evidence_unknown_id(evidence), trigger->name);
	g_autoptr(json_t) body =
		json_pack("{s:{s:{},s:s}}", "data", "options", "secrets", evidence_canary(evidence));
	probe_post(builder, trigger->name, path, SEND_TOKEN, body);
}

/* Arguments that fit but for one, which holds the canary in a value of another type. */
static void call_with(ProbeBuilder *builder, const Evidence *evidence, const Action *action,
		      const Argument *argument)
{
	const SampleOptions options = { .seed = 1 };
	g_autoptr(json_t) body = sample_make(action->parameters, action->parameters_root, &options, NULL);
	g_autofree char *path =
		probe_path("/connections/%s/call/%s", evidence_unknown_id(evidence), action->name);
	const char *type = weir_json_text(argument->schema, "type");
	if (!json_is_object(body)) {
		json_decref(body);
		body = json_object();
	}
	json_object_set_new(body, argument->name,
			    g_strcmp0(type, "array") == 0
				    ? json_pack("{s:s}", "value", evidence_canary(evidence))
				    : json_pack("[s]", evidence_canary(evidence)));
	probe_post(builder, action->name, path, SEND_TOKEN, body);
}

static const Argument *first_argument(const Action *action, gboolean secret)
{
	for (guint i = 0; i < action->arguments->len; i++) {
		const Argument *argument = action->arguments->pdata[i];
		if (words_is_secret_property(argument->name, argument->schema) == secret &&
		    (secret || weir_json_text(argument->schema, "type") != NULL))
			return argument;
	}
	return NULL;
}

static void build_secret_arguments(ProbeBuilder *builder, const Evidence *evidence)
{
	for (guint i = 0; evidence->server != NULL && i < evidence->server->actions->len; i++) {
		const Action *action = evidence->server->actions->pdata[i];
		const Argument *argument = action->callable ? first_argument(action, TRUE) : NULL;
		if (argument != NULL)
			call_with(builder, evidence, action, argument);
	}
}

static void build_other_argument(ProbeBuilder *builder, const Evidence *evidence)
{
	for (guint i = 0; evidence->server != NULL && i < evidence->server->actions->len; i++) {
		const Action *action = evidence->server->actions->pdata[i];
		const Argument *argument = action->callable ? first_argument(action, FALSE) : NULL;
		if (argument == NULL)
			continue;
		call_with(builder, evidence, action, argument);
		return;
	}
}

/* ---- what a log must show; where nobody reads it, nothing is asked ---- */

static void build_log_event(ProbeBuilder *builder, const Evidence *evidence)
{
	if (evidence->target->logs == NULL)
		return;
	g_autofree char *path = g_strdup_printf("/weir-log-event-%s", evidence_unknown_id(evidence));
	probe_get(builder, NULL, path, SEND_NOTHING);
}

static void build_log_escape(ProbeBuilder *builder, const Evidence *evidence)
{
	if (evidence->target->logs == NULL)
		return;
	g_autofree char *path = g_strdup_printf("/weir-log-escape-%s%%1B[31m", evidence_unknown_id(evidence));
	probe_get(builder, NULL, path, SEND_NOTHING);
}

const struct probe probes_secrets[] = {
	{ "echo-connection", LEVEL_SAFE,
	  "nothing: `secrets` is a text where an object must be, so the body is refused", NULL, FALSE, NULL,
	  build_connection },
	{ "echo-subscription", LEVEL_SAFE,
	  "nothing: the body has no callback, its `secrets` is a text, and the connection does not exist",
	  probe_needs_documents, FALSE,
	  "POST /connections/{unknown}/subscriptions/{one trigger} | Authorization, Content-Type | "
	  "{\"data\":{\"secrets\":\"weir-...\"}}",
	  build_subscription },
	{ "echo-secret-argument", LEVEL_SAFE,
	  "nothing: an argument has a value of a wrong type, and the connection does not exist",
	  probe_needs_documents, FALSE,
	  "POST /connections/{unknown}/call/{each action that asks for a credential} | Authorization, "
	  "Content-Type | "
	  "{arguments, and a made-up value of a wrong type in the place of the credential}",
	  build_secret_arguments },
	{ "echo-argument", LEVEL_SAFE,
	  "nothing: an argument has a value of a wrong type, and the connection does not exist",
	  probe_needs_documents, FALSE,
	  "POST /connections/{unknown}/call/{one action} | Authorization, Content-Type | "
	  "{arguments, one of them a made-up value of a wrong type}",
	  build_other_argument },
	{ "log-event", LEVEL_SAFE, "nothing: a GET without a token of a path that does not exist", NULL,
	  FALSE, NULL, build_log_event },
	{ "log-escape", LEVEL_SAFE, "nothing: a GET without a token of a path that does not exist", NULL,
	  FALSE, NULL, build_log_escape },
	{ NULL },
};
