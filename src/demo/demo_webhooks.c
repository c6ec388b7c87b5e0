/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The triggers' HTTP routes: who may send, what is taken, and to whom it goes. */
#include "demo/demo_private.h"
#include "demo/demo_sign.h"

#include <string.h>

#define SIGNED_LIMIT (64 * 1024)

static void answer_null(DemoCall *call, guint dispatched)
{
	demo_answer_text(call, 200, g_strdup("null"));
}

static void answer_accepted(DemoCall *call, guint dispatched)
{
	demo_answer_json(call, 200, json_pack("{s:s}", "status", "accepted"));
}

static void answer_count(DemoCall *call, guint dispatched)
{
	demo_answer_json(call, 200, json_pack("{s:i}", "dispatched", (int)dispatched));
}

/* NULL: there is none, or it is another trigger's and that counts as none. */
static const DemoSubscription *find_row(DemoCall *call)
{
	g_auto(EngineResource) resource =
		engine_reach(call->node, ENGINE_SUBSCRIPTION, NULL, call->subscription);
	const DemoSubscription *row =
		resource.kind == ENGINE_SUBSCRIPTION
			? demo_store_subscription(call->node->store, resource.subscription)
			: NULL;
	if (row != NULL && !demo_has(call->server, FLAW_TRIGGERS_CROSS_ROUTE) &&
	    !g_str_equal(row->name, call->trigger->name))
		return NULL;
	return row != NULL && row->lost ? NULL : row;
}

/* What is sent on of an event, and what a flaw adds. */
static json_t *make_payload(const DemoCall *call, const DemoSubscription *row, const json_t *event)
{
	const DemoServer *server = call->server;
	json_t *payload = demo_has(server, FLAW_TRIGGERS_DISPATCH_FIELDS)
				  ? json_copy((json_t *)event)
				  : model_kept(call->trigger->payload_check, event);
	if (!json_is_object(payload)) {
		json_decref(payload);
		payload = json_object();
	}
	if (demo_has(server, FLAW_TRIGGERS_DISPATCH_FIELDS))
		json_object_set_new(payload, "internalRequestId", json_integer(1));
	json_t *secret = demo_secret(row);
	if (demo_has(server, FLAW_TRIGGERS_DISPATCH_SECRETS) && secret != NULL)
		json_object_set(payload, "signingSecret", secret);
	json_decref(secret);
	return payload;
}

static void dispatch_one(DemoCall *call, const DemoSubscription *row, json_t *payload, json_t *metadata,
			 DemoDispatched done)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	g_ptr_array_add(rows, (gpointer)row);
	demo_dispatch(call, rows, payload, metadata, done);
}

/* Options and secrets of the subscription, and nothing of the event. */
static void serve_own_options(DemoCall *call, const DemoSubscription *row)
{
	json_t *options = demo_stored(row->options);
	json_t *team = json_object_get(options, "team");
	if (team == NULL)
		demo_answer_crash(call, "KeyError: 'team'");
	else
		dispatch_one(call, row, make_payload(call, row, options), json_null(), answer_null);
	json_decref(options);
}

static void serve_plain(DemoCall *call)
{
	if (call->trigger->row->typed && !demo_typed_body(call, call->trigger->payload_check))
		return;
	if (call->refused) {
		demo_answer_unauthorized(call);
		return;
	}
	if (!demo_engine_there(call))
		return;
	const DemoSubscription *row = find_row(call);
	if (row == NULL && call->trigger->row->hasty) {
		answer_null(call, 0);
	} else if (row == NULL) {
		demo_answer_detail(call, 404, "not found");
	} else if (!call->trigger->row->typed) {
		serve_own_options(call, row);
	} else {
		json_t *payload = make_payload(call, row, call->body);
		json_t *metadata = json_pack("{s:O?,s:O}", "referenceId",
					     json_object_get(call->body, "messageId"), "data", payload);
		dispatch_one(call, row, payload, metadata, answer_null);
	}
}

/* Every connection's subscriptions of that name get the event. */
static void serve_shared(DemoCall *call)
{
	json_t *schema = demo_shared_schema(call->server);
	gboolean typed = demo_typed_body(call, schema);
	json_decref(schema);
	if (!typed)
		return;
	if (call->refused) {
		demo_answer_unauthorized(call);
		return;
	}
	if (!demo_engine_there(call))
		return;
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	DemoPage page = { .name = weir_json_text(call->body, "type"), .limit = 1000 };
	demo_store_page(call->node->store, &page, rows);
	json_t *payload = model_kept(call->trigger->payload_check, call->body);
	demo_dispatch(call, rows, payload, json_null(), answer_count);
}

static gboolean event_fits(DemoCall *call, json_t **event)
{
	const GByteArray *body = call->request->body;
	gboolean lax = demo_has(call->server, FLAW_TRIGGERS_PAYLOAD_VALIDATED);
	*event = weir_json_read((const char *)body->data, body->len, NULL, NULL, NULL);
	json_t *errors = json_array(), *location = json_array();
	if (*event != NULL)
		model_check(call->trigger->payload_check, call->trigger->payload_check, *event, location,
			    errors);
	gboolean good = *event != NULL && (lax || json_array_size(errors) == 0);
	json_decref(errors);
	json_decref(location);
	if (!good && *event == NULL && lax)
		*event = json_object();
	return good || lax;
}

/* TRUE where the subscription asks for another team. */
static gboolean is_ignored(const DemoCall *call, const DemoSubscription *row, const json_t *event)
{
	if (call->trigger->row->typed || call->trigger->row->always_signed)
		return FALSE;
	json_t *options = demo_stored(row->options);
	gboolean same = json_equal(json_object_get(options, "team"), json_object_get(event, "team"));
	json_decref(options);
	return !same;
}

static void deliver_signed(DemoCall *call, const DemoSubscription *row)
{
	json_t *event = NULL;
	if (!event_fits(call, &event)) {
		demo_answer_detail(call, 422, "invalid payload");
	} else if (!demo_first_delivery(call, row)) {
		demo_answer_detail(call, 409, "already delivered");
	} else if (is_ignored(call, row, event)) {
		demo_answer_json(call, 200, json_pack("{s:s}", "status", "ignored"));
	} else {
		const char *reference = weir_json_text(event, "eventId");
		json_t *metadata = reference != NULL
					   ? json_pack("{s:s,s:n}", "referenceId", reference, "data")
					   : json_null();
		dispatch_one(call, row, make_payload(call, row, event), metadata, answer_accepted);
	}
	json_decref(event);
}

/* What flaw triggers.auth-first makes of an event without a token: the body first. */
static void refuse_late(DemoCall *call)
{
	json_t *event = NULL;
	if (event_fits(call, &event))
		demo_answer_unauthorized(call);
	else
		demo_answer_detail(call, 422, "invalid payload");
	json_decref(event);
}

/* NULL: the event may pass.  What the server's own file of secrets names goes before the subscription's. */
static const char *refusal_of(DemoCall *call, const json_t *secret)
{
	const json_t *signing = call->node->signing;
	const char *refusal = "bad signature";
	if (json_array_size(signing) == 0)
		return demo_signature_refused(call, json_string_value(secret));
	for (size_t i = 0; refusal != NULL && i < json_array_size(signing); i++) {
		const char *one = json_string_value(json_array_get(signing, i));
		refusal = one != NULL ? demo_signature_refused(call, one) : refusal;
	}
	return refusal;
}

static void serve_signed(DemoCall *call)
{
	if (call->refused) {
		refuse_late(call);
	} else if (!demo_signature_there(call)) {
		demo_answer_detail(call, 401, "signature missing");
	} else if (call->request->over_cap || call->request->body->len > SIGNED_LIMIT) {
		demo_answer_detail(call, 413, "payload too large");
	} else if (demo_engine_there(call)) {
		gboolean told = demo_has(call->server, FLAW_TRIGGERS_WRONG_SUBSCRIPTION);
		const DemoSubscription *row = find_row(call);
		json_t *secret = row != NULL ? demo_secret(row) : NULL;
		const char *refusal = secret != NULL ? refusal_of(call, secret) : NULL;
		if (row == NULL)
			demo_answer_detail(call, told ? 404 : 401, told ? "not found" : "bad signature");
		else if (secret == NULL)
			demo_answer_crash(call, "KeyError: 'signingSecret'");
		else if (refusal != NULL)
			demo_answer_detail(call, 401, refusal);
		else
			deliver_signed(call, row);
		json_decref(secret);
	}
}

void demo_webhook(DemoCall *call)
{
	if (call->trigger->shared)
		serve_shared(call);
	else if (call->trigger->guard == GUARD_SIGNATURE)
		serve_signed(call);
	else
		serve_plain(call);
}
