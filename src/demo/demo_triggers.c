/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk's triggers as rows, and what the flaws make of their routes, guards and schemas. */
#include "demo/demo_private.h"

#define SIGNED_DOCS                                                                                          \
	"Signed with HMAC-SHA256: X-Signature is v1= and the hex digest of '<X-Timestamp>.<body>' under "    \
	"the "                                                                                               \
	"subscription's signing secret. Events older or newer than 300 seconds are refused, and so is an "   \
	"X-Delivery-Id that was seen before."
#define TOKEN_DOCS "Send the server's bearer token with each event."
#define INSTALL "Choose a random signing secret of at least 16 characters and enter the same in the desk."

static const DemoField message_payload[] = {
	{ .name = "messageId", .kind = FIELD_TEXT, .least = 1, .most = 64 },
	{ .name = "message", .kind = FIELD_TEXT, .most = 5000 },
	{ .name = NULL },
};
static const DemoField loose_message_payload[] = {
	{ .name = "messageId", .kind = FIELD_TEXT },
	{ .name = "message", .kind = FIELD_TEXT },
	{ .name = NULL },
};
static const DemoField changed_payload[] = {
	{ .name = "eventId", .kind = FIELD_TEXT, .least = 1, .most = 64 },
	{ .name = "ticketId", .kind = FIELD_INTEGER, .least = 1, .most = 1000000000 },
	{ .name = "kind", .kind = FIELD_TEXT, .choices = "opened|closed" },
	{ .name = NULL },
};
static const DemoField assigned_payload[] = {
	{ .name = "team", .kind = FIELD_TEXT, .least = 1, .most = 40 },
	{ .name = "signingSecret",
	  .kind = FIELD_TEXT,
	  .most = 256,
	  .optional = TRUE,
	  ONLY_WITH(FLAW_TRIGGERS_DISPATCH_SECRETS) },
	{ .name = NULL },
};
static const DemoField no_options[] = {
	{ .name = "apiToken",
	  .kind = FIELD_TEXT,
	  .doc = "Token of the desk",
	  .optional = TRUE,
	  ONLY_WITH(FLAW_SECRETS_TRIGGER_OPTIONS_FIELD) },
	{ .name = NULL },
};
static const DemoField team_options[] = {
	{ .name = "team", .kind = FIELD_TEXT, .least = 1, .most = 40, .doc = "Only tickets of this team" },
	{ .name = NULL },
};
static const DemoField queue_options[] = {
	{ .name = "queue",
	  .kind = FIELD_TEXT,
	  .most = 40,
	  .doc = "Only tickets of this queue",
	  .optional = TRUE },
	{ .name = "hookId",
	  .kind = FIELD_TEXT,
	  .most = 40,
	  .doc = "Number of the desk's webhook, set by the server",
	  .optional = TRUE },
	{ .name = NULL },
};
static const DemoField signing_secret[] = {
	{ .name = "signingSecret",
	  .kind = FIELD_TEXT,
	  .least = 16,
	  .most = 256,
	  .doc = "Signs the events of this subscription" },
	{ .name = NULL },
};
static const DemoField no_secrets[] = { { .name = NULL } };

static const DemoTriggerRow rows[] = {
	{ .name = "message_received",
	  .description = "A customer wrote a message.",
	  .operation = "message_received",
	  .summary = "Message Received",
	  .route = "/hooks/message-received/{subscriptionId}",
	  .other_route = "/in/7f3a/{subscriptionId}",
	  .other_route_with = FLAW_TRIGGERS_ROUTE + 1,
	  .payload = message_payload,
	  .loose_payload = loose_message_payload,
	  .options = no_options,
	  .title = "MessageReceived",
	  .typed = TRUE },
	{ .name = "ticket_assigned",
	  .description = "A ticket was assigned to a team.",
	  .operation = "ticket_assigned",
	  .summary = "Ticket Assigned",
	  .route = "/hooks/ticket-assigned/{subscriptionId}",
	  .payload = assigned_payload,
	  .loose_payload = assigned_payload,
	  .options = team_options,
	  .title = "TicketAssigned",
	  .has_secret = TRUE },
	{ .name = "comment_added",
	  .description = "A comment was added to a ticket.",
	  .operation = "comment_added",
	  .summary = "Comment Added",
	  .route = "/hooks/comment-added/{subscriptionId}",
	  .shared_route = "/hooks/comments",
	  .payload = message_payload,
	  .loose_payload = loose_message_payload,
	  .options = no_options,
	  .title = "CommentAdded",
	  .typed = TRUE },
	{ .name = "comment_removed",
	  .description = "A comment was removed from a ticket.",
	  .operation = "comment_removed",
	  .summary = "Comment Removed",
	  .route = "/hooks/comment-removed/{subscriptionId}",
	  .shared_route = "/hooks/comments",
	  .payload = message_payload,
	  .loose_payload = loose_message_payload,
	  .options = no_options,
	  .title = "CommentRemoved",
	  .typed = TRUE,
	  .hasty = TRUE },
	{ .name = "ticket_changed",
	  .description = "A ticket was opened or closed.",
	  .operation = "receive_ticket_changed",
	  .summary = "Receive",
	  .route = "/hooks/ticket-changed/{subscriptionId}",
	  .payload = changed_payload,
	  .loose_payload = changed_payload,
	  .options = no_options,
	  .title = "TicketChanged",
	  .always_signed = TRUE },
	{ .name = "ticket_escalated",
	  .description = "A ticket was escalated. Registers a webhook in the desk when subscribed.",
	  .operation = "ticket_escalated",
	  .summary = "Ticket Escalated",
	  .route = "/hooks/ticket-escalated/{subscriptionId}",
	  .other_route = "/{subscriptionId}/escalations",
	  .other_route_with = FLAW_AUTH_PATH + 1,
	  .payload = message_payload,
	  .loose_payload = loose_message_payload,
	  .options = queue_options,
	  .title = "TicketEscalated",
	  .typed = TRUE,
	  .registers = TRUE },
};

static DemoGuard guard_of(const DemoTriggerRow *row, const DemoFlaws *flaws)
{
	gboolean shared = row->shared_route != NULL && flaws_have(flaws, FLAW_TRIGGERS_SHARED_ROUTE);
	if (row->always_signed)
		return GUARD_SIGNATURE;
	if (flaws_have(flaws, FLAW_TRIGGERS_UNSIGNED))
		return GUARD_NOTHING;
	return shared || flaws_have(flaws, FLAW_TRIGGERS_SHARED_TOKEN_ONLY) ? GUARD_TOKEN : GUARD_SIGNATURE;
}

static const char *route_of(const DemoTriggerRow *row, const DemoFlaws *flaws)
{
	if (row->shared_route != NULL && flaws_have(flaws, FLAW_TRIGGERS_SHARED_ROUTE))
		return row->shared_route;
	return row->other_route != NULL && flaws_allow(flaws, row->other_route_with, 0) ? row->other_route
											: row->route;
}

static void set_texts(DemoTrigger *trigger, const DemoFlaws *flaws)
{
	static const char *const docs[] = { [GUARD_NOTHING] = "Events are taken as they come.",
					    [GUARD_TOKEN] = TOKEN_DOCS,
					    [GUARD_SIGNATURE] = SIGNED_DOCS };
	trigger->description = trigger->row->description;
	trigger->docs = docs[trigger->guard];
	trigger->install =
		trigger->guard == GUARD_SIGNATURE ? INSTALL : "Point the desk's webhook at the route.";
	if (!flaws_have(flaws, FLAW_TRIGGERS_DOCUMENTED))
		return;
	trigger->docs = trigger->install = NULL;
	if (!trigger->row->always_signed)
		trigger->description = "";
}

static void set_schemas(DemoTrigger *trigger, const DemoFlaws *flaws)
{
	const DemoTriggerRow *row = trigger->row;
	gboolean is_signed = trigger->guard == GUARD_SIGNATURE;
	gboolean closed = !flaws_have(flaws, FLAW_SUBSCRIPTIONS_EXTRA_FIELDS);
	const DemoField *payload = is_signed ? row->payload : row->loose_payload;
	trigger->payload_check = fields_schema(payload, row->title, flaws, is_signed, STYLE_MODEL);
	trigger->payload = flaws_have(flaws, FLAW_TRIGGERS_SCHEMA)
				   ? json_pack("{s:s}", "type", "object")
				   : fields_schema(payload, row->title, flaws, is_signed, STYLE_MANIFEST);
	trigger->options = fields_schema(row->options, "Options", flaws, closed, STYLE_MANIFEST);
	trigger->options_check = fields_schema(row->options, "Options", flaws, closed, STYLE_MODEL);
	trigger->secrets = fields_schema(is_signed || row->has_secret ? signing_secret : no_secrets,
					 "SigningSecret", flaws, closed || is_signed, STYLE_MANIFEST);
}

void demo_build_triggers(DemoServer *server)
{
	const DemoFlaws *flaws = &server->flaws;
	server->triggers = g_ptr_array_new_with_free_func((GDestroyNotify)demo_trigger_free);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		DemoTrigger *trigger = g_new0(DemoTrigger, 1);
		trigger->row = &rows[i];
		trigger->name = rows[i].name;
		trigger->route = route_of(&rows[i], flaws);
		trigger->shared = trigger->route == rows[i].shared_route;
		trigger->guard = guard_of(&rows[i], flaws);
		set_texts(trigger, flaws);
		set_schemas(trigger, flaws);
		g_ptr_array_add(server->triggers, trigger);
	}
}

void demo_trigger_free(DemoTrigger *trigger)
{
	json_decref(trigger->payload);
	json_decref(trigger->payload_check);
	json_decref(trigger->options);
	json_decref(trigger->options_check);
	json_decref(trigger->secrets);
	g_free(trigger);
}

const DemoTrigger *demo_trigger(const DemoServer *server, const char *name)
{
	for (guint i = 0; i < server->triggers->len; i++) {
		const DemoTrigger *trigger = server->triggers->pdata[i];
		if (g_str_equal(trigger->name, name))
			return trigger;
	}
	return NULL;
}

static json_t *callback_schema(void)
{
	return json_pack("{s:{s:{s:s,s:s,s:s},s:{s:s,s:s,s:s},s:{s:s,s:s}},s:[s,s,s],s:s,s:s}", "properties",
			 "type", "const", "http", "title", "Type", "type", "string", "method", "const",
			 "post", "title", "Method", "type", "string", "url", "title", "Url", "type", "string",
			 "required", "type", "method", "url", "title", "Callback", "type", "object");
}

json_t *demo_subscription_schema(const DemoTrigger *trigger, gboolean check)
{
	const json_t *options = check ? trigger->options_check : trigger->options;
	json_t *data = json_pack("{s:s,s:{s:O,s:O},s:[s,s]}", "type", "object", "properties", "options",
				 options, "secrets", trigger->secrets, "required", "options", "secrets");
	json_t *schema = json_pack("{s:s,s:{s:o,s:o},s:[]}", "type", "object", "properties", "callback",
				   callback_schema(), "data", data, "required");
	if (check)
		json_object_set_new(schema, "required", json_pack("[s,s]", "callback", "data"));
	return schema;
}

json_t *demo_shared_schema(const DemoServer *server)
{
	json_t *names = json_array();
	for (guint i = 0; i < server->triggers->len; i++) {
		const DemoTrigger *trigger = server->triggers->pdata[i];
		if (trigger->shared)
			json_array_append_new(names, json_string(trigger->name));
	}
	return json_pack("{s:{s:{s:s,s:o,s:s},s:{s:s,s:s},s:{s:s,s:s}},s:[s,s,s],s:s,s:s}", "properties",
			 "type", "type", "string", "enum", names, "title", "Type", "messageId", "type",
			 "string", "title", "Messageid", "message", "type", "string", "title", "Message",
			 "required", "type", "messageId", "message", "title", "CommentEvent", "type",
			 "object");
}
