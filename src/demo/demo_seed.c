/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a demo server holds when it starts. */
#include "demo/demo_private.h"

/* Where a secret is shown, it has the form of a known credential, so that it is recognised by who does not
 * hold it. */
static char *known_form(const DemoNode *node)
{
	return g_strdup(node->server->credential);
}

static void add_connection(DemoNode *node, int number)
{
	static const char *const names[] = { "acme", "globex", "initech", "umbrella", "hooli" };
	g_autofree char *key =
		demo_has(node->server, FLAW_SECRETS_FORM_METADATA) ? known_form(node) : demo_random(20);
	g_autofree char *base = number < (int)G_N_ELEMENTS(names)
					? g_strdup_printf("https://%s.desk.example", names[number])
					: g_strdup_printf("https://account-%d.desk.example", number + 1);
	json_t *options = json_pack("{s:s,s:s}", "baseUrl", base, "region", number % 2 == 0 ? "eu" : "us");
	if (demo_has(node->server, FLAW_SECRETS_OPTIONS_FIELD))
		json_object_set_new(options, "accountToken", json_null());
	const DemoConnection *connection = demo_store_connect(
		node->store, options, json_pack("{s:s}", "apiKey", key), demo_wf_server_id(node));
	node->connections[number] = g_strdup(connection->id);
}

static DemoSubscription *add_subscription(DemoNode *node, const DemoTrigger *trigger, int number,
					  const char *url)
{
	g_autofree char *own =
		url == NULL ? g_strdup_printf("%s/engine/callbacks/%d", node->url, number) : NULL;
	g_autofree char *secret = demo_has(node->server, FLAW_SECRETS_INSTALL_INSTRUCTIONS) ? known_form(node)
											    : demo_random(24);
	json_t *options = json_object(), *secrets = json_object();
	static const char *const teams[] = { "support", "sales", "billing" };
	if (trigger->row->has_secret)
		json_object_set_new(options, "team", json_string(teams[number % 3]));
	if (json_object_get(json_object_get(trigger->secrets, "properties"), "signingSecret") != NULL)
		json_object_set_new(secrets, "signingSecret", json_string(secret));
	DemoSubscription *row = demo_store_subscribe(node->store, node->connections[0], trigger->name,
						     url != NULL ? url : own, options, secrets);
	json_decref(options);
	json_decref(secrets);
	return row;
}

static void add_weak_ones(DemoNode *node)
{
	static const struct {
		DemoFlaw flaw;
		const char *url;
	} weak[] = {
		{ FLAW_SUBSCRIPTIONS_CALLBACK_HTTPS, "http://engine.desk.example/cb/1" },
		{ FLAW_SUBSCRIPTIONS_CALLBACK_HOST, "https://collector.example/hook" },
		{ FLAW_SUBSCRIPTIONS_CALLBACK_PRIVATE, "https://10.2.0.7/hook" },
	};
	const DemoTrigger *trigger = node->server->triggers->pdata[0];
	for (gsize i = 0; i < G_N_ELEMENTS(weak); i++) {
		if (demo_has(node->server, weak[i].flaw))
			add_subscription(node, trigger, 0, weak[i].url);
	}
	if (demo_has(node->server, FLAW_SUBSCRIPTIONS_DUPLICATE)) {
		add_subscription(node, trigger, 1000000, NULL);
		add_subscription(node, trigger, 1000000, NULL);
	}
	if (demo_has(node->server, FLAW_SUBSCRIPTIONS_ORPHAN)) {
		g_autofree char *url = g_strconcat(node->url, "/engine/callbacks/0", NULL);
		demo_store_subscribe(node->store, node->connections[0], "old_event", url, NULL, NULL);
	}
}

void demo_seed(DemoNode *node, int connections, int subscriptions)
{
	const GPtrArray *triggers = node->server->triggers;
	node->connections = g_new0(char *, connections + 1);
	for (int i = 0; i < connections; i++)
		add_connection(node, i);
	if (connections == 0)
		return;
	for (int i = 0; i < subscriptions; i++)
		add_subscription(node, triggers->pdata[i % triggers->len], i + 1, NULL);
	add_weak_ones(node);
}
