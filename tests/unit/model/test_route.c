/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which path a trigger listens on, on servers made up to mislead. */
#include "server_help.h"

struct hears {
	const char *trigger;
	const char *path; /* where it listens; NULL: must not be said */
	const char *description, *instructions;
};

struct path {
	const char *path;
	const char *method; /* NULL: post */
	const char *operation_id, *text, *tag;
	const char *member, *events; /* of the body: a member and what it takes, with commas */
	gboolean deprecated;
};

enum { MOST = 8 };

static const struct {
	const char *what;
	struct hears hears[MOST];
	struct path paths[MOST];
} cases[] = {
	{ "case and plural",
	  { { "ticketCreated", "/webhooks/tickets/created/{subscriptionId}" },
	    { "repliesSent", "/webhooks/reply/sent/{subscriptionId}" } },
	  { { "/webhooks/reply/sent/{subscriptionId}" }, { "/webhooks/tickets/created/{subscriptionId}" } } },
	{ "words of many names weigh little",
	  { { "order_refunded", "/shop/orders/refund/{subscription_id}" },
	    { "order_shipped", "/shop/orders/shipping/{subscription_id}" } },
	  { { "/shop/orders/shipping/{subscription_id}" }, { "/shop/orders/refund/{subscription_id}" } } },
	{ "a name of words that every hook has",
	  { { "webhook", "/webhook/{subscriptionId}" },
	    { "event_trigger", "/event-trigger/{subscriptionId}" } },
	  { { "/event-trigger/{subscriptionId}" }, { "/webhook/{subscriptionId}" } } },
	{ "a page of the same name is no hook",
	  { { "ticket_created", "/hooks/{subscriptionId}" } },
	  { { "/tickets/created", "get" }, { "/hooks/{subscriptionId}" } } },
	{ "the newer version",
	  { { "ticket_created", "/v2/ticket-created/{subscriptionId}" } },
	  { { "/v1/ticket-created/{subscriptionId}" },
	    { "/v2/ticket-created/{subscriptionId}" },
	    { "/v3/ticket-created/{subscriptionId}", .deprecated = TRUE } } },
	{ "a path to try it out",
	  { { "ticket_created", "/ticket-created/{subscriptionId}" } },
	  { { "/ticket-created/{subscriptionId}/test" }, { "/ticket-created/{subscriptionId}" } } },
	{ "one path for a family of triggers",
	  { { "ticket_created", "/tickets/{subscriptionId}" },
	    { "ticket_deleted", "/tickets/{subscriptionId}" },
	    { "user_created", "/users/{subscriptionId}" } },
	  { { "/users/{subscriptionId}" }, { "/tickets/{subscriptionId}" } } },
	{ "a path of its own beside the family's",
	  { { "ticket_created", "/tickets/{subscriptionId}" },
	    { "ticket_deleted", "/tickets/{subscriptionId}" },
	    { "ticket_merged", "/tickets/merged/{subscriptionId}" } },
	  { { "/tickets/merged/{subscriptionId}" }, { "/tickets/{subscriptionId}" } } },
	{ "the body says which",
	  { { "issue_opened", "/inbox" }, { "issue_closed", "/inbox" }, { "on_start", NULL } },
	  { { "/inbox", .member = "event_type", .events = "issue.opened,issue.closed" } } },
	{ "statuses are no events",
	  { { "closed", NULL }, { "open", NULL } },
	  { { "/tickets/import/{id}", .member = "status", .events = "open,closed" } } },
	{ "instructions say what names hide",
	  { { "deal_won", "/in/b/{subscriptionId}", NULL,
	      "Give the CRM https://HOST/base/in/b/{subscriptionId}." },
	    { "deal_lost", "/in/a/{subscriptionId}", NULL, "Add a webhook to `/in/a/<subscription id>`." } },
	  { { "/in/a/{subscriptionId}" }, { "/in/b/{subscriptionId}" } } },
	{ "two that fit alike are a guess",
	  { { "ticket_created", NULL } },
	  { { "/eu/ticket-created/{subscriptionId}" }, { "/us/ticket-created/{subscriptionId}" } } },
	{ "one path that fits two alike is a guess",
	  { { "ticket_new", NULL }, { "ticket_added", NULL } },
	  { { "/ticket-created/{subscriptionId}" } } },
	{ "what is for something else",
	  { { "message_received", NULL } },
	  { { "/oauth/callback/{state}" }, { "/health", "get" }, { "/admin/reload" } } },
	{ "names that begin alike",
	  { { "ticket", "/ticket/{sid}" },
	    { "ticket_comment", "/ticket/comments/{sid}" },
	    { "ticket_comment_deleted", "/ticket/comments/deleted/{sid}" } },
	  { { "/ticket/comments/deleted/{sid}" }, { "/ticket/comments/{sid}" }, { "/ticket/{sid}" } } },
	{ "the best for all, not for the first",
	  { { "status_changed", "/status/{subscriptionId}" },
	    { "ticket_status_changed", "/ticket-status-changed/{subscriptionId}" } },
	  { { "/ticket-status-changed/{subscriptionId}" }, { "/status/{subscriptionId}" } } },
	{ "below a connection",
	  { { "call", "/connections/{connectionId}/hooks/call/{id}" },
	    { "form", "/connections/{connectionId}/hooks/form/{id}" } },
	  { { "/connections/{connectionId}/hooks/form/{id}" },
	    { "/connections/{connectionId}/hooks/call/{id}" },
	    { "/connections/{connection_id}/call/call" } } },
	{ "other alphabets",
	  { { "ärende_skapat", "/hooks/ärende-skapat/{subscriptionId}" },
	    { "ärende_borttaget", "/hooks/ärende-borttaget/{subscriptionId}" } },
	  { { "/hooks/ärende-borttaget/{subscriptionId}" }, { "/hooks/ärende-skapat/{subscriptionId}" } } },
	{ "only the function has the name",
	  { { "invoice_paid", "/x/{sid}" }, { "invoice_voided", "/y/{sid}" } },
	  { { "/y/{sid}", NULL, "on_invoice_voided_y__sid__post" },
	    { "/x/{sid}", NULL, "on_invoice_paid_x__sid__post" } } },
	{ "only a tag or a text has the name",
	  { { "invoice_paid", "/x/{sid}" }, { "invoice_voided", "/y/{sid}" } },
	  { { "/y/{sid}", .text = "Takes invoice.voided from the ledger" },
	    { "/x/{sid}", .tag = "invoice-paid" } } },
	{ "path and function together",
	  { { "ticket_created", "/tickets/{subscription_id}" },
	    { "ticket_closed", "/tickets/done/{subscription_id}" } },
	  { { "/tickets/{subscription_id}", NULL, "created_tickets__subscription_id__post" },
	    { "/tickets/done/{subscription_id}", NULL, "closed_tickets_done__subscription_id__post" } } },
	{ "a product's name in every path",
	  { { "contact_updated", "/acme/crm/contact-changes/{subscriptionId}" },
	    { "contact_created", "/acme/crm/new-contact/{subscriptionId}" } },
	  { { "/acme/crm/new-contact/{subscriptionId}" },
	    { "/acme/crm/contact-changes/{subscriptionId}" } } },
	{ "a description tells more than the name",
	  { { "t1", "/calendar/booking-made/{subscriptionId}", "A booking was made in the calendar" },
	    { "t2", "/calendar/booking-moved/{subscriptionId}", "A booking was moved in the calendar" } },
	  { { "/calendar/booking-moved/{subscriptionId}" }, { "/calendar/booking-made/{subscriptionId}" } } },
	{ "the last one for the last one",
	  { { "ticket_created", "/ticket-created/{subscriptionId}" }, { "sms", "/telco/{subscriptionId}" } },
	  { { "/ticket-created/{subscriptionId}" }, { "/telco/{subscriptionId}" } } },
	{ "a path for everything",
	  { { "sms", "/webhooks/{subscriptionId}" }, { "fax", "/webhooks/{subscriptionId}" } },
	  { { "/webhooks/{subscriptionId}" } } },
	{ "no path at all", { { "sms", NULL } }, { { "/connections/{id}/subscriptions/{sid}", "delete" } } },
};

static json_t *operation_of(const struct path *path)
{
	json_t *operation = json_object();
	if (path->operation_id != NULL)
		json_object_set_new(operation, "operationId", json_string(path->operation_id));
	if (path->text != NULL)
		json_object_set_new(operation, "description", json_string(path->text));
	if (path->tag != NULL)
		json_object_set_new(operation, "tags", json_pack("[s]", path->tag));
	if (path->deprecated)
		json_object_set_new(operation, "deprecated", json_true());
	if (path->events != NULL) {
		g_auto(GStrv) events = g_strsplit(path->events, ",", -1);
		json_t *values = json_array();
		for (gsize i = 0; events[i] != NULL; i++)
			json_array_append_new(values, json_string(events[i]));
		json_object_set_new(operation, "requestBody",
				    json_pack("{s:{s:{s:{s:s}}}}", "content", "application/json", "schema",
					      "$ref", "#/components/schemas/Body"));
		json_object_set_new(operation, "x-values", values);
	}
	return operation;
}

static json_t *openapi_of(const struct path *paths)
{
	json_t *all = json_object(), *schemas = json_object();
	for (gsize i = 0; i < MOST && paths[i].path != NULL; i++) {
		json_t *operation = operation_of(&paths[i]);
		const char *method = paths[i].method != NULL ? paths[i].method : "post";
		if (paths[i].events != NULL)
			json_object_set_new(schemas, "Body",
					    json_pack("{s:{s:{s:O}}}", "properties", paths[i].member, "enum",
						      json_object_get(operation, "x-values")));
		json_object_set_new(all, paths[i].path, json_pack("{s:o}", method, operation));
	}
	return json_pack("{s:o, s:{s:o}}", "paths", all, "components", "schemas", schemas);
}

static json_t *manifest_of(const struct hears *hears)
{
	json_t *triggers = json_array();
	for (gsize i = 0; i < MOST && hears[i].trigger != NULL; i++)
		json_array_append_new(triggers, json_pack("{s:s, s:s, s:s?, s:s?, s:{s:{}}}", "type",
							  "trigger", "name", hears[i].trigger, "description",
							  hears[i].description, "installInstructions",
							  hears[i].instructions, "schema", "properties"));
	return json_pack("{s:[], s:o}", "actions", "triggers", triggers);
}

static void check_case(gsize at)
{
	g_autoptr(json_t) manifest = manifest_of(cases[at].hears);
	g_autoptr(json_t) openapi = openapi_of(cases[at].paths);
	g_autoptr(Server) server = server_build(manifest, NULL, openapi, NULL, NULL);
	ck_assert_ptr_nonnull(server);
	for (gsize i = 0; i < MOST && cases[at].hears[i].trigger != NULL; i++) {
		const struct hears *hears = &cases[at].hears[i];
		const Route *route = &server_trigger(server, hears->trigger)->route;
		ck_assert_msg(g_strcmp0(route->path, hears->path) == 0, "%s: %s: %s (%.2f, %s)",
			      cases[at].what, hears->trigger, route->path != NULL ? route->path : "none",
			      route->confidence, route->why);
		ck_assert_ptr_nonnull(route->why);
		ck_assert(route->path != NULL ? route->confidence >= 0.5 : route->source == 0);
	}
}

START_TEST(misleading_servers)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		check_case(i);
}
END_TEST

#define SAMPLE_SERVER(name)                                                                                  \
	{ name, "hook_trigger", "/hook-trigger/{subscriptionId}", FALSE },                                   \
		{ name, "hook_trigger_own_env_secret", "/hook-trigger-own-env/{subscriptionId}", FALSE },    \
		{ name, "shared_created", "/multiple-triggers", TRUE },                                      \
		{ name, "shared_deleted", "/multiple-triggers", TRUE },                                      \
		{ name, "signed_trigger", "/signed-trigger/{subscriptionId}", FALSE },                       \
		{ name, "on_created", NULL, FALSE },                                                         \
	{                                                                                                    \
		name, "on_created_fail", NULL, FALSE                                                         \
	}

static const struct {
	const char *server, *trigger, *path;
	gboolean shared;
} recordings[] = {
	SAMPLE_SERVER("open"),
	SAMPLE_SERVER("locked"),
	{ "zendesk_like", "ticket_created", "/webhooks/ticket-created/{subscriptionId}", FALSE },
	{ "zendesk_like", "ticket_status_changed", "/webhooks/ticket-status-changed/{subscriptionId}",
	  FALSE },
	{ "zendesk_like", "ticket_comment_added", "/webhooks/ticket-comment-added/{subscriptionId}", FALSE },
	{ "zendesk_like", "ticket_deleted", "/webhooks/ticket-deleted/{subscriptionId}", FALSE },
};

/* With and without the manifest, whose descriptions help. */
START_TEST(recorded_servers)
{
	for (gsize i = 0; i < 2 * G_N_ELEMENTS(recordings); i++) {
		gsize at = i / 2;
		g_autoptr(json_t) manifest = i % 2 == 0 ? recorded(recordings[at].server, "manifest") : NULL;
		g_autoptr(json_t) openapi = recorded(recordings[at].server, "openapi");
		if (openapi == NULL)
			continue;
		g_autoptr(Server) server = server_build(manifest, NULL, openapi, NULL, NULL);
		const Route *route = &server_trigger(server, recordings[at].trigger)->route;
		ck_assert_msg(g_strcmp0(route->path, recordings[at].path) == 0, "%s %s: %s",
			      recordings[at].server, recordings[at].trigger, route->path);
		ck_assert_int_eq(route->shared, recordings[at].shared);
		ck_assert(route->path == NULL || route->confidence > 0.8);
		ck_assert_uint_eq(server->other_routes->len, 0);
		ck_assert_uint_eq(server->notes->len, 0);
	}
}
END_TEST

/* The order in which triggers and paths come must not matter. */
START_TEST(order_does_not_matter)
{
	for (gsize at = 0; at < G_N_ELEMENTS(cases); at++) {
		struct hears hears[MOST] = { 0 };
		struct path paths[MOST] = { 0 };
		gsize n = 0, m = 0;
		while (n < MOST && cases[at].hears[n].trigger != NULL)
			n++;
		while (m < MOST && cases[at].paths[m].path != NULL)
			m++;
		for (gsize i = 0; i < n; i++)
			hears[i] = cases[at].hears[n - 1 - i];
		for (gsize i = 0; i < m; i++)
			paths[i] = cases[at].paths[m - 1 - i];
		g_autoptr(json_t) manifest = manifest_of(hears), openapi = openapi_of(paths);
		g_autoptr(Server) server = server_build(manifest, NULL, openapi, NULL, NULL);
		for (gsize i = 0; i < n; i++)
			ck_assert_msg(g_strcmp0(server_trigger(server, hears[i].trigger)->route.path,
						hears[i].path) == 0,
				      "%s: %s", cases[at].what, hears[i].trigger);
	}
}
END_TEST

static const struct {
	const char *path, *parameter;
} parameters[] = {
	{ "/hooks/{subscriptionId}", "subscriptionId" },
	{ "/hooks/{subscription_id}/{type}", "subscription_id" },
	{ "/hooks/{sub}/{id}", "sub" },
	{ "/hooks/{subdomain}/{subId}", "subId" },
	{ "/hooks/{subject}/{id}", "id" },
	{ "/hooks/{tenant}/{id}", "id" },
	{ "/hooks/{connectionId}/{id}", "id" },
	{ "/hooks/{id}/{connection_id}", "id" },
	{ "/hooks/{connectionId}", NULL },
	{ "/hooks/{token}", "token" },
	{ "/hooks", NULL },
	{ "/hooks/{}", NULL },
	{ "/hooks/{open", NULL },
};

START_TEST(subscription_parameter)
{
	for (gsize i = 0; i < G_N_ELEMENTS(parameters); i++) {
		g_autoptr(json_t) manifest =
			json_pack("{s:[], s:[{s:s}]}", "actions", "triggers", "name", "t");
		g_autoptr(Target) target = target_new("x", "https://x.example");
		target_add_trigger(target, "t")->route = g_strdup(parameters[i].path);
		g_autoptr(Server) server = server_build(manifest, NULL, NULL, target, NULL);
		const Route *route = &server_trigger(server, "t")->route;
		ck_assert_str_eq(route->path, parameters[i].path);
		ck_assert_str_eq(route->method, "POST");
		ck_assert_msg(g_strcmp0(route->parameter, parameters[i].parameter) == 0, "%s",
			      parameters[i].path);
		ck_assert_int_eq(route->shared, parameters[i].parameter == NULL);
		ck_assert(route->source == FROM_CONFIG && route->confidence > 0.99);
	}
}
END_TEST

START_TEST(configuration_wins)
{
	g_autoptr(json_t) manifest = manifest_of(cases[0].hears), openapi = openapi_of(cases[0].paths);
	g_autoptr(Target) target = target_new("x", "https://x.example");
	target_add_trigger(target, "ticketCreated")->route = g_strdup("PUT /elsewhere/{sid}");
	g_autoptr(Server) server = server_build(manifest, NULL, openapi, target, NULL);
	const Route *route = &server_trigger(server, "ticketCreated")->route;
	ck_assert_str_eq(route->method, "PUT");
	ck_assert_str_eq(route->path, "/elsewhere/{sid}");
	ck_assert_str_eq(sources_name(route->source), "config");
	ck_assert_uint_eq(server->other_routes->len, 1);
	ck_assert_str_eq(((Route *)g_ptr_array_index(server->other_routes, 0))->path, cases[0].paths[1].path);
}
END_TEST

START_TEST(instructions_without_openapi)
{
	g_autoptr(json_t) manifest = json_pack(
		"{s:[], s:[{s:s,s:s}, {s:s,s:s}]}", "actions", "triggers", "name", "a", "installInstructions",
		"Enter https://HOST/hooks/a/{subscriptionId}.", "name", "b", "installInstructions",
		"Open https://desk.example/settings/webhooks and press Add.");
	g_autoptr(Server) server = server_build(manifest, NULL, NULL, NULL, NULL);
	ck_assert_str_eq(server_trigger(server, "a")->route.path, "/hooks/a/{subscriptionId}");
	ck_assert_str_eq(sources_name(server_trigger(server, "a")->route.source), "manifest");
	ck_assert_ptr_null(server_trigger(server, "b")->route.path);
}
END_TEST

/* More than can be compared each with each: exact names are still found. */
START_TEST(a_thousand_triggers)
{
	enum { COUNT = 1000 };
	g_autoptr(json_t) triggers = json_array(), paths = json_object();
	for (int i = 0; i < COUNT; i++) {
		g_autofree char *name = g_strdup_printf("thing%d_created", i);
		g_autofree char *path =
			g_strdup_printf("/hooks/thing%d/created/{subscriptionId}", COUNT - 1 - i);
		json_array_append_new(triggers, json_pack("{s:s}", "name", name));
		json_object_set_new(paths, path, json_pack("{s:{}}", "post"));
	}
	g_autoptr(json_t) manifest = json_pack("{s:[], s:O}", "actions", "triggers", triggers);
	g_autoptr(json_t) openapi = json_pack("{s:O}", "paths", paths);
	g_autoptr(Server) server = server_build(manifest, NULL, openapi, NULL, NULL);
	ck_assert_str_eq(server_trigger(server, "thing17_created")->route.path,
			 "/hooks/thing17/created/{subscriptionId}");
	ck_assert_uint_eq(server->other_routes->len, 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { recorded_servers,      misleading_servers,
				       order_does_not_matter, subscription_parameter,
				       configuration_wins,    instructions_without_openapi,
				       a_thousand_triggers,   NULL };
	return suite_run("model/route", tests);
}
