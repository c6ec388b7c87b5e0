/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of actions that cannot succeed: the connection is one that does not exist, so that nothing happens
 * even where arguments are not looked at.  And /call, with an argument that the action does not know. */
#include <string.h>

#include "audit/action_arguments.h"
#include "audit/action_judging.h"
#include "audit/probes_families.h"
#include "base/json.h"

enum { MEBIBYTE = 1024 * 1024 };

#define CHANGES_NOTHING "nothing: the connection does not exist"

static const char *const needs_valid[] = { "manifest", "components", "openapi", "call-valid", NULL };
static const char *const needs_one[] = { "manifest", "components", "openapi", "body-1mib", NULL };

/* ---- arguments ---- */

/* Calls `each` for the actions that are asked. */
static void for_each_action(ProbeBuilder *builder, const Evidence *evidence,
			    void (*each)(ProbeBuilder *builder, const Evidence *evidence,
					 const Action *action))
{
	const Server *server = evidence->server;
	guint asked = 0;
	for (guint i = 0; server != NULL && i < server->actions->len && asked < ACTIONS_ASKED; i++) {
		const Action *action = server->actions->pdata[i];
		if (!action_can_be_asked(action))
			continue;
		each(builder, evidence, action);
		asked++;
	}
}

static char *call_path(const Evidence *evidence, const Action *action)
{
	return probe_path("/connections/%s/call/%s", evidence_unknown_id(evidence), action->name);
}

static GBytes *body_of(ActionVariant *variant)
{
	if (variant->body == NULL) {
		char *text = weir_json_print(variant->arguments);
		variant->body = g_bytes_new_take(text, strlen(text));
	}
	return variant->body;
}

static void post_variants(ProbeBuilder *builder, const Evidence *evidence, const Action *action,
			  const GPtrArray *variants)
{
	g_autofree char *path = call_path(evidence, action);
	for (guint i = 0; i < variants->len; i++) {
		ActionVariant *variant = variants->pdata[i];
		ProbeRequest request = {
			.method = "POST", .path = path, .send = SEND_TOKEN, .body = body_of(variant)
		};
		probe_add(builder, variant->subject, &request);
	}
}

static void add_valid(ProbeBuilder *builder, const Evidence *evidence, const Action *action)
{
	g_autoptr(GPtrArray) variants = action_valid(action);
	post_variants(builder, evidence, action, variants);
}

static void build_valid(ProbeBuilder *builder, const Evidence *evidence)
{
	for_each_action(builder, evidence, add_valid);
}

static void add_invalid(ProbeBuilder *builder, const Evidence *evidence, const Action *action)
{
	g_autoptr(GPtrArray) variants = action_invalid(action);
	post_variants(builder, evidence, action, variants);
}

static void build_invalid(ProbeBuilder *builder, const Evidence *evidence)
{
	for_each_action(builder, evidence, add_invalid);
}

/* Only beside a control that was taken and looked up. */
static void add_extra(ProbeBuilder *builder, const Evidence *evidence, const Action *action)
{
	if (answer_status(evidence_answer(evidence, "call-valid", action->name)) != 404)
		return;
	g_autoptr(GPtrArray) variants = action_extra(action);
	post_variants(builder, evidence, action, variants);
}

static void build_extra(ProbeBuilder *builder, const Evidence *evidence)
{
	for_each_action(builder, evidence, add_extra);
}

/* ---- one action for the server ---- */

static const Action *first_action(const Evidence *evidence)
{
	const Server *server = evidence->server;
	for (guint i = 0; server != NULL && i < server->actions->len; i++)
		if (action_can_be_asked(server->actions->pdata[i]))
			return server->actions->pdata[i];
	return NULL;
}

static void post_bytes(ProbeBuilder *builder, const Evidence *evidence, GBytes *body, const char *sketch)
{
	const Action *action = first_action(evidence);
	if (action == NULL)
		return;
	g_autofree char *path = call_path(evidence, action);
	ProbeRequest request = {
		.method = "POST", .path = path, .send = SEND_TOKEN, .body = body, .body_sketch = sketch
	};
	probe_add(builder, NULL, &request);
}

static void build_malformed(ProbeBuilder *builder, const Evidence *evidence)
{
	g_autoptr(GBytes) body = g_bytes_new_static("{", 1);
	post_bytes(builder, evidence, body, NULL);
}

/* A JSON text, never an object: it cannot be anybody's arguments.  Made once; never freed. */
static GBytes *long_text(gsize length)
{
	char *text = g_malloc(length);
	memset(text, 'x', length);
	text[0] = text[length - 1] = '"';
	return g_bytes_new_take(text, length);
}

static void build_small(ProbeBuilder *builder, const Evidence *evidence)
{
	g_autoptr(GBytes) body = g_bytes_new_static("\"x\"", 3);
	post_bytes(builder, evidence, body, NULL);
}

static void build_one_mebibyte(ProbeBuilder *builder, const Evidence *evidence)
{
	static GBytes *body;
	if (body == NULL)
		body = long_text(MEBIBYTE);
	post_bytes(builder, evidence, body, "\"xxx...\" (1 MiB)");
}

/* Where a mebibyte is refused, there is no need to send more. */
static void build_eight_mebibytes(ProbeBuilder *builder, const Evidence *evidence)
{
	static GBytes *body;
	int status = answer_status(evidence_answer(evidence, "body-1mib", NULL));
	if (status == 0 || status == 413)
		return;
	if (body == NULL)
		body = long_text(8 * MEBIBYTE);
	post_bytes(builder, evidence, body, "\"xxx...\" (8 MiB)");
}

/* ---- /call ---- */

/* The action that surely only reads; a server's own over one that reaches beyond it. */
static const Action *surest_read(const Evidence *evidence)
{
	const Server *server = evidence->server;
	const Action *best = NULL;
	for (guint i = 0; server != NULL && i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		if (!action_reads(action) || action->effect->confidence < 0.7)
			continue;
		if (best == NULL || best->effect->open_world > action->effect->open_world ||
		    (best->effect->open_world == action->effect->open_world &&
		     best->effect->confidence < action->effect->confidence))
			best = action;
	}
	return best;
}

static void build_direct(ProbeBuilder *builder, const Evidence *evidence)
{
	const Action *action = surest_read(evidence);
	if (action == NULL)
		return;
	g_autoptr(json_t) body = json_pack("{s:s,s:{},s:{s:s},s:{},s:{}}", "name", action->name, "ebbot_data",
					   "llm_arguments", ACTION_UNEXPECTED, "x", "secrets", "env");
	probe_post(builder, "open", "/call", SEND_NOTHING, body);
	if (evidence_has_token(evidence))
		probe_post(builder, "token", "/call", SEND_TOKEN, body);
}

const struct probe probes_actions[] = {
	{ "call-valid", LEVEL_SAFE, CHANGES_NOTHING, probe_needs_documents, FALSE,
	  "POST /connections/{unknown}/call/{each action} | Authorization, Content-Type | {arguments that "
	  "its schema allows}",
	  build_valid },
	{ "call-invalid", LEVEL_SAFE, CHANGES_NOTHING ", and the arguments fit no schema",
	  probe_needs_documents, FALSE,
	  "POST /connections/{unknown}/call/{each action} | Authorization, Content-Type | {arguments of "
	  "which one has a wrong type; none where some are required}",
	  build_invalid },
	{ "call-extra", LEVEL_SAFE, CHANGES_NOTHING, needs_valid, FALSE,
	  "POST /connections/{unknown}/call/{each action} | Authorization, Content-Type | {arguments that "
	  "fit, and one that the schema lacks}",
	  build_extra },
	{ "call-malformed", LEVEL_SAFE, CHANGES_NOTHING ", and the body is no JSON", probe_needs_documents,
	  FALSE, "POST /connections/{unknown}/call/{one action} | Authorization, Content-Type | {",
	  build_malformed },
	{ "body-small", LEVEL_SAFE, CHANGES_NOTHING ", and the body is no object", probe_needs_documents,
	  FALSE, "POST /connections/{unknown}/call/{one action} | Authorization, Content-Type | \"x\"",
	  build_small },
	{ "body-1mib", LEVEL_SAFE, CHANGES_NOTHING ", and the body is no object", probe_needs_documents, TRUE,
	  "POST /connections/{unknown}/call/{one action} | Authorization, Content-Type | \"xxx...\" (1 MiB)",
	  build_one_mebibyte },
	{ "body-8mib", LEVEL_SAFE, CHANGES_NOTHING ", and the body is no object", needs_one, TRUE,
	  "POST /connections/{unknown}/call/{one action} | Authorization, Content-Type | \"xxx...\" (8 MiB)",
	  build_eight_mebibytes },
	{ "direct-call", LEVEL_SAFE, "nothing: the action only reads, and does not know the argument",
	  probe_needs_documents, FALSE,
	  "POST /call | Authorization, Content-Type | {\"name\":{an action that "
	  "reads},\"llm_arguments\":{one that it does not know}}",
	  build_direct },
	{ NULL },
};
