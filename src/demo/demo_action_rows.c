/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk's actions: arguments, results, texts. */
#include "demo/demo_desk.h"

#define TICKET_ID                                                                                            \
	{                                                                                                    \
		.name = "ticketId", .kind = FIELD_INTEGER, .least = 1, .most = 1000000000,                   \
		.doc = "Ticket number", .more = "The number shown in the desk, 1 to 1000000000."             \
	}
#define END_OF_FIELDS                                                                                        \
	{                                                                                                    \
		.name = NULL                                                                                 \
	}
#define EMAIL "^[^@\\s]+@[^@\\s]+$"

static const DemoField nothing[] = { END_OF_FIELDS };
const DemoField desk_ticket_id[] = { TICKET_ID, END_OF_FIELDS };

static const DemoField search_arguments[] = {
	{ .name = "query",
	  .kind = FIELD_TEXT,
	  .most = 200,
	  .doc = "Words in the title",
	  .optional = TRUE,
	  .more = "Up to 200 characters, matched in the title.",
	  .loose = TRUE },
	{ .name = "status",
	  .kind = FIELD_TEXT,
	  .choices = "open|closed",
	  .doc = "Only with this status",
	  .optional = TRUE,
	  .more = "open or closed; both if left out." },
	{ .name = "limit",
	  .kind = FIELD_INTEGER,
	  .least = 1,
	  .most = 50,
	  .doc = "At most this many",
	  .optional = TRUE,
	  .initial = 20,
	  .more = "1 to 50, 20 if left out.",
	  .loose = TRUE },
	{ .name = "apiKey",
	  .kind = FIELD_TEXT,
	  .most = 256,
	  .doc = "API key of the desk",
	  .optional = TRUE,
	  .more = "Used instead of the connection's.",
	  ONLY_WITH(FLAW_SECRETS_ACTION_ARGUMENT) },
	{ .name = "tenantId",
	  .kind = FIELD_TEXT,
	  .most = 64,
	  .doc = "Tenant to search in",
	  .more = "Any tenant of the desk.",
	  ONLY_WITH(FLAW_ACTIONS_CLIENT_TENANT),
	  .optional = TRUE },
	END_OF_FIELDS,
};

static const DemoField requester[] = {
	{ .name = "name", .kind = FIELD_TEXT, .least = 1, .most = 80 },
	{ .name = "email", .kind = FIELD_TEXT, .most = 254, .pattern = EMAIL },
	END_OF_FIELDS,
};

static const DemoField create_arguments[] = {
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .least = 1,
	  .most = 120,
	  .doc = "Subject line",
	  .more = "1 to 120 characters." },
	{ .name = "priority",
	  .kind = FIELD_TEXT,
	  .choices = "low|normal|high",
	  .doc = "Priority",
	  .more = "low, normal or high." },
	{ .name = "requester",
	  .kind = FIELD_MODEL,
	  .members = requester,
	  .optional = TRUE,
	  .more = "Who asks: name and e-mail address." },
	{ .name = "tags",
	  .kind = FIELD_TEXTS,
	  .least = 40,
	  .most = 10,
	  .doc = "Tags",
	  .optional = TRUE,
	  .more = "Up to 10 tags of up to 40 characters." },
	{ .name = "externalId",
	  .kind = FIELD_TEXT,
	  .least = 8,
	  .most = 64,
	  .pattern = "^[A-Za-z0-9._-]+$",
	  .doc = "Your own key",
	  .optional = TRUE,
	  NOT_WITH(FLAW_ACTIONS_IDEMPOTENCY),
	  .more = "8 to 64 characters. The same key gives the same ticket, so a retry is safe." },
	{ .name = "account",
	  .kind = FIELD_TEXT,
	  .most = 64,
	  .doc = "Account of the desk",
	  .optional = TRUE,
	  .more = "The default account if left out.",
	  ONLY_WITH(FLAW_ACTIONS_FALLBACK) },
	END_OF_FIELDS,
};

static const DemoField update_arguments[] = {
	TICKET_ID,
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .least = 1,
	  .most = 120,
	  .doc = "New subject line",
	  .more = "1 to 120 characters.",
	  .loose = TRUE },
	END_OF_FIELDS,
};

static const DemoField assign_arguments[] = {
	TICKET_ID,
	{ .name = "group",
	  .kind = FIELD_TEXT,
	  .choices = "support|sales",
	  .doc = "Group of agents",
	  .more = "support or sales." },
	{ .name = "agent",
	  .kind = FIELD_TEXT,
	  .least = 1,
	  .most = 16,
	  .doc = "Agent of that group",
	  .more = "The agent's id, as the form offers it." },
	END_OF_FIELDS,
};

static const DemoField reply_arguments[] = {
	TICKET_ID,
	{ .name = "text",
	  .kind = FIELD_TEXT,
	  .least = 1,
	  .most = 2000,
	  .doc = "Plain text",
	  .more = "1 to 2000 characters." },
	END_OF_FIELDS,
};

static const DemoField delete_arguments[] = {
	TICKET_ID,
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .most = 200,
	  .doc = "Why",
	  .optional = TRUE,
	  .more = "Up to 200 characters, kept in the desk's audit trail.",
	  .loose = TRUE },
	END_OF_FIELDS,
};

static const DemoField customer_arguments[] = {
	{ .name = "email",
	  .kind = FIELD_TEXT,
	  .least = 3,
	  .most = 254,
	  .pattern = EMAIL,
	  .doc = "E-mail address of the customer",
	  .more = "The whole address.",
	  .loose = TRUE },
	END_OF_FIELDS,
};

static const DemoField attachment_arguments[] = {
	{ .name = "attachmentId",
	  .kind = FIELD_INTEGER,
	  .least = 1,
	  .most = 1000000000,
	  .doc = "Attachment number",
	  .more = "The number shown in the ticket.",
	  NOT_WITH(FLAW_ACTIONS_URL_ARGUMENT) },
	{ .name = "url",
	  .kind = FIELD_TEXT,
	  .doc = "Where the attachment is",
	  .more = "Any URL.",
	  ONLY_WITH(FLAW_ACTIONS_URL_ARGUMENT) },
	END_OF_FIELDS,
};

static const DemoField export_arguments[] = {
	{ .name = "limit",
	  .kind = FIELD_INTEGER,
	  .least = 1,
	  .most = 100,
	  .doc = "At most this many",
	  .optional = TRUE,
	  .initial = 100,
	  .more = "1 to 100, 100 if left out.",
	  .loose = TRUE },
	END_OF_FIELDS,
};

static const DemoField macro_arguments[] = {
	{ .name = "macro",
	  .kind = FIELD_TEXT,
	  .least = 1,
	  .most = 40,
	  .doc = "Macro to preview",
	  .more = "One of those that the form offers." },
	END_OF_FIELDS,
};

static const DemoField topic_arguments[] = {
	{ .name = "topic",
	  .kind = FIELD_TEXT,
	  .least = 1,
	  .most = 80,
	  .doc = "The topic.",
	  .more = "1 to 80 characters." },
	END_OF_FIELDS,
};

static const DemoField manage_arguments[] = {
	{ .name = "operation", .kind = FIELD_TEXT, .doc = "What to do" },
	{ .name = "data", .kind = FIELD_OBJECT, .doc = "Data", .optional = TRUE },
	END_OF_FIELDS,
};

const DemoField desk_ticket_fields[] = {
	{ .name = "id", .kind = FIELD_INTEGER },
	{ .name = "title", .kind = FIELD_TEXT },
	{ .name = "status", .kind = FIELD_TEXT, .choices = "open|closed" },
	{ .name = "priority", .kind = FIELD_TEXT, .choices = "low|normal|high" },
	END_OF_FIELDS,
};
static const DemoField reference_result[] = {
	{ .name = "id", .kind = FIELD_INTEGER },
	{ .name = "status", .kind = FIELD_TEXT, .choices = "open|closed" },
	END_OF_FIELDS,
};
static const DemoField reply_result[] = {
	{ .name = "ticketId", .kind = FIELD_INTEGER },
	{ .name = "replyNumber", .kind = FIELD_INTEGER },
	END_OF_FIELDS,
};
static const DemoField delete_result[] = { { .name = "deleted", .kind = FIELD_TRUTH }, END_OF_FIELDS };
static const DemoField customer_result[] = {
	{ .name = "email", .kind = FIELD_TEXT },
	{ .name = "tickets", .kind = FIELD_INTEGER, NOT_WITH(FLAW_ACTIONS_READ_CHANGES) },
	{ .name = "lookups", .kind = FIELD_INTEGER, ONLY_WITH(FLAW_ACTIONS_READ_CHANGES) },
	END_OF_FIELDS,
};
static const DemoField settings_result[] = {
	{ .name = "baseUrl", .kind = FIELD_TEXT },
	{ .name = "region", .kind = FIELD_TEXT, .optional = TRUE, NOT_WITH(FLAW_SECRETS_ACTION_RESULT) },
	{ .name = "apiKey", .kind = FIELD_TEXT, ONLY_WITH(FLAW_SECRETS_ACTION_RESULT) },
	END_OF_FIELDS,
};
static const DemoField attachment_result[] = {
	{ .name = "name", .kind = FIELD_TEXT },
	{ .name = "size", .kind = FIELD_INTEGER },
	{ .name = "text", .kind = FIELD_TEXT },
	END_OF_FIELDS,
};
static const DemoField export_result[] = { { .name = "count", .kind = FIELD_INTEGER },
					   { .name = "csv", .kind = FIELD_TEXT },
					   END_OF_FIELDS };
static const DemoField text_result[] = { { .name = "result", .kind = FIELD_TEXT }, END_OF_FIELDS };
static const DemoField sync_result[] = { { .name = "agents", .kind = FIELD_INTEGER }, END_OF_FIELDS };

const DemoActionRow demo_action_rows[] = {
	{ "get_ticket", "Get ticket", "Read one ticket by number. Changes nothing.",
	  "Reads title, status and priority of one ticket. **Side effect:** none. Safe to retry.", "baseUrl",
	  "apiKey", desk_ticket_id, desk_ticket_fields, "GetTicketArgs", "Ticket", TRUE, NULL,
	  desk_get_ticket },
	{ "search_tickets", "Search tickets", "Search tickets by title, newest first. Changes nothing.",
	  "Returns at most 50 tickets. **Side effect:** none. Safe to retry.", "baseUrl", "apiKey",
	  search_arguments, NULL, "SearchArgs", "TicketList", FALSE, NULL, desk_search_tickets },
	{ "create_ticket", "Create ticket", "Create one ticket.",
	  "Creates exactly one ticket. **Side effect:** one new ticket. Idempotent per externalId: a retry "
	  "with "
	  "the same key gives the same ticket; without a key, calling twice makes two.",
	  "baseUrl", "apiKey", create_arguments, desk_ticket_fields, "CreateTicketArgs", "Ticket", TRUE, NULL,
	  desk_create_ticket },
	{ "update_ticket", "Update ticket", "Update the title of one ticket.",
	  "Replaces the title of one ticket. **Side effect:** that field only. Safe to retry.", "baseUrl",
	  "apiKey", update_arguments, desk_ticket_fields, "UpdateTicketArgs", "Ticket", TRUE, NULL,
	  desk_update_ticket },
	{ "assign_ticket", "Assign ticket", "Assign one ticket to one agent.",
	  "Replaces the assignee of one ticket. **Side effect:** that field only. Safe to retry.", "baseUrl",
	  "apiKey", assign_arguments, reference_result, "AssignArgs", "TicketRef", TRUE, NULL,
	  desk_assign_ticket, desk_form_agents },
	{ "close_ticket", "Close ticket", "Close one ticket.",
	  "Sets the status of one ticket to closed. **Side effect:** that field only. Safe to retry: a "
	  "closed "
	  "ticket stays closed.",
	  "baseUrl", "apiKey", desk_ticket_id, reference_result, "CloseTicketArgs", "TicketRef", TRUE, NULL,
	  desk_close_ticket },
	{ "send_reply", "Send reply",
	  "Send one public reply on one ticket. The requester receives it by e-mail.",
	  "Adds one reply. **Side effect:** one reply and one e-mail to the requester. Not idempotent: a "
	  "retry "
	  "sends a second e-mail.",
	  "baseUrl", "apiKey", reply_arguments, reply_result, "ReplyArgs", "ReplyRef", TRUE, NULL,
	  desk_send_reply },
	{ "delete_ticket", "Delete ticket", "Permanently delete one ticket. Cannot be undone.",
	  "**Destructive.** Permanently removes one ticket and its messages. **Side effect:** that ticket is "
	  "gone for good. Deleting twice is harmless.",
	  "baseUrl", "apiKey", delete_arguments, delete_result, "DeleteArgs", "Deleted", FALSE, NULL,
	  desk_delete_ticket },
	{ "lookup_customer", "Look up customer", "Look up a customer by e-mail address. Changes nothing.",
	  "Tells how many tickets a customer has. **Side effect:** none. Safe to retry.", "baseUrl", "apiKey",
	  customer_arguments, customer_result, "LookupCustomerArgs", "Customer", FALSE, NULL,
	  desk_lookup_customer },
	{ "show_settings", "Show settings", "Show which desk this connection uses. Changes nothing.",
	  "Reads the connection's options. **Side effect:** none. Safe to retry.", "baseUrl", "apiKey",
	  nothing, settings_result, "NoArgs", "Settings", FALSE, NULL, desk_show_settings },
	{ "fetch_attachment", "Fetch attachment", "Read one attachment of a ticket. Changes nothing.",
	  "Reads name, size and text of one attachment. **Side effect:** none. Safe to retry.", "baseUrl",
	  "apiKey", attachment_arguments, attachment_result, "FetchArgs", "Attachment", TRUE, NULL,
	  desk_fetch_attachment },
	{ "export_tickets", "Export tickets", "Read at most 100 tickets as CSV. Changes nothing.",
	  "Returns the newest tickets, one a line. **Side effect:** none. Safe to retry.", "baseUrl",
	  "apiKey", export_arguments, export_result, "ExportArgs", "Export", FALSE, NULL,
	  desk_export_tickets },
	{ "preview_macro", "Preview macro", "Show the text of one macro. Changes nothing.",
	  "Renders a macro as it would be sent. **Side effect:** none. Safe to retry.", "baseUrl", "apiKey",
	  macro_arguments, text_result, "MacroArguments", "Preview", FALSE, NULL, desk_preview_macro,
	  desk_form_macros },
	{ "sync_agents", "Sync agents", "Update the cached list of agents from the desk.",
	  "Replaces this integration's copy of the list of agents. **Side effect:** that copy only. Safe to "
	  "retry.",
	  "baseUrl", "apiKey", nothing, sync_result, "NoArgs", "Agents", FALSE, NULL, desk_sync_agents },
	{ .name = "manage_ticket",
	  .description = "Manage a ticket.",
	  .env = "baseUrl",
	  .secrets = "apiKey",
	  .arguments = manage_arguments,
	  .title = "ManageArgs",
	  .act = desk_manage_ticket,
	  ONLY_WITH(FLAW_ACTIONS_NARROW) },
	{ "remember_topic", "Remember topic", "Record the topic that the visitor asks about.",
	  "Stores one topic with the chat. **Side effect:** replaces the topic stored before. Safe to retry.",
	  NULL, NULL, topic_arguments, NULL, "TopicArgs", NULL, FALSE, NULL, desk_remember_topic },
	{ .name = "identify_visitor",
	  .display = "Identify visitor",
	  .description = "Return who the visitor is. Changes nothing.",
	  .arguments = nothing,
	  .title = "NoArgs",
	  .chat = "user",
	  .act = desk_identify_visitor },
};

const gsize demo_n_action_rows = G_N_ELEMENTS(demo_action_rows);
