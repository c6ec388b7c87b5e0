/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level passive: what the SDK documents, with the given credentials. */
#include "audit/probes_families.h"
#include "base/json.h"

enum { PAGE = 1000, MOST_PAGES = 100 };

const char *const probe_needs_documents[] = { "manifest", "components", "openapi", NULL };
static const char *const needs_subscriptions[] = { "subscriptions", NULL };
static const char *const needs_form[] = { "manifest", "components", "openapi", NULL };

static void build_manifest(ProbeBuilder *builder, const Evidence *evidence)
{
	probe_get(builder, NULL, "/manifest", SEND_TOKEN);
}

static void build_components(ProbeBuilder *builder, const Evidence *evidence)
{
	probe_get(builder, NULL, "/components", SEND_TOKEN);
}

static void build_openapi(ProbeBuilder *builder, const Evidence *evidence)
{
	probe_get(builder, NULL, "/openapi.json", SEND_TOKEN);
}

static const char *connection(const Evidence *evidence, guint index)
{
	const GPtrArray *connections = evidence->target->connections;
	return index < connections->len ? connections->pdata[index] : NULL;
}

static void build_connections(ProbeBuilder *builder, const Evidence *evidence)
{
	for (guint i = 0; connection(evidence, i) != NULL; i++) {
		g_autofree char *path = probe_path("/connections/%s", connection(evidence, i));
		probe_get(builder, connection(evidence, i), path, SEND_TOKEN);
	}
}

static void add_page(ProbeBuilder *builder, const char *subject, const char *id, guint page)
{
	g_autofree char *base = probe_path("/connections/%s/subscriptions", id);
	g_autofree char *path = g_strdup_printf("%s?limit=%d&offset=%u", base, PAGE, page * PAGE);
	probe_get(builder, subject, path, SEND_TOKEN);
}

static void build_subscriptions(ProbeBuilder *builder, const Evidence *evidence)
{
	for (guint i = 0; connection(evidence, i) != NULL; i++)
		add_page(builder, connection(evidence, i), connection(evidence, i), 0);
}

/* The further pages of lists that are longer than one. */
static void build_more(ProbeBuilder *builder, const Evidence *evidence)
{
	for (guint i = 0; connection(evidence, i) != NULL; i++) {
		const char *id = connection(evidence, i);
		const Answer *first = evidence_answer(evidence, "subscriptions", id);
		const json_t *page = answer_status(first) == 200 ? answer_json(first) : NULL;
		if (json_array_size(weir_json_array(page, "data")) < PAGE)
			continue;
		gint64 total = weir_json_integer(page, "total", 0);
		for (guint next = 1; next < MOST_PAGES && (gint64)next * PAGE < total; next++) {
			g_autofree char *subject = g_strdup_printf("%s %u", id, next);
			add_page(builder, subject, id, next);
		}
	}
}

/* The first of each connection's list: what is true of reading one is true of reading others. */
static void build_subscription(ProbeBuilder *builder, const Evidence *evidence)
{
	for (guint i = 0; connection(evidence, i) != NULL; i++) {
		const char *id = connection(evidence, i);
		const Answer *list = evidence_answer(evidence, "subscriptions", id);
		const json_t *page = answer_status(list) == 200 ? answer_json(list) : NULL;
		const char *subscription =
			weir_json_text(json_array_get(weir_json_array(page, "data"), 0), "id");
		if (subscription == NULL || subscription[0] == '\0')
			continue;
		g_autofree char *path = probe_path("/connections/%s/subscriptions/%s", id, subscription);
		probe_get(builder, id, path, SEND_TOKEN);
	}
}

/* On the first connection: a form is made for a connection with its secrets in hand. */
static void build_forms(ProbeBuilder *builder, const Evidence *evidence)
{
	const char *id = connection(evidence, 0);
	for (guint i = 0; id != NULL && evidence->server != NULL && i < evidence->server->actions->len; i++) {
		const Action *action = evidence->server->actions->pdata[i];
		if (action->form_path == NULL)
			continue;
		g_autofree char *path = probe_path("/connections/%s/form/%s", id, action->name);
		probe_get(builder, action->name, path, SEND_TOKEN);
	}
}

const struct probe probes_documents[] = {
	{ "manifest", LEVEL_PASSIVE, "nothing: a documented GET", NULL, FALSE, NULL, build_manifest },
	{ "components", LEVEL_PASSIVE, "nothing: a documented GET", NULL, FALSE, NULL, build_components },
	{ "openapi", LEVEL_PASSIVE, "nothing: a documented GET", NULL, FALSE, NULL, build_openapi },
	{ "connection", LEVEL_PASSIVE, "nothing: a documented GET", NULL, FALSE, NULL, build_connections },
	{ "subscriptions", LEVEL_PASSIVE, "nothing: a documented GET", NULL, FALSE, NULL,
	  build_subscriptions },
	{ "subscriptions-more", LEVEL_PASSIVE, "nothing: a documented GET", needs_subscriptions, FALSE,
	  "GET /connections/{each connection}/subscriptions?limit=1000&offset={each further page} | "
	  "Authorization",
	  build_more },
	{ "subscription", LEVEL_PASSIVE, "nothing: a documented GET", needs_subscriptions, FALSE,
	  "GET /connections/{each connection}/subscriptions/{its first} | Authorization",
	  build_subscription },
	{ "form", LEVEL_PASSIVE, "nothing: a documented GET", needs_form, FALSE,
	  "GET /connections/{first connection}/form/{each action that has a form} | Authorization",
	  build_forms },
	{ NULL },
};
