/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T5: what whoever has one of the secrets can do with it. */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/threat_model_private.h"
#include "model/callback.h"

enum { MOST_HOSTS = 20, MOST_NAMES = 12 };

static void append_token(ThreatModel *model, const Server *server)
{
	static const char *const checks[] = { "isolation.",
					      "secrets.subscription-echo",
					      "actions.direct-call",
					      "actions.client-tenant",
					      "subscriptions.callback-validated",
					      "config.dev-mode",
					      NULL };
	g_autoptr(GPtrArray) changing = g_ptr_array_new();
	guint callable = 0;
	for (guint i = 0; server != NULL && i < server->actions->len; i++) {
		Action *action = server->actions->pdata[i];
		callable += action->callable;
		if (action->callable && action->effect->mutating)
			g_ptr_array_add(changing, action->name);
	}
	g_string_append_printf(model->out, "### %s\n\n", _("The server's token"));
	g_string_append_printf(model->out,
			       _("It opens every connection whose id is known: its %u actions can be called, "
				 "its subscriptions "
				 "listed, deleted and created anew with a callback elsewhere."),
			       callable);
	if (changing->len > 0) {
		g_string_append_printf(model->out, " %s ", _("Those that change things:"));
		threat_names(model->out, changing, MOST_NAMES, FALSE);
		g_string_append_c(model->out, '.');
	}
	g_string_append_c(model->out, '\n');
	threat_failures(model, _("What it reaches beyond that:"), checks);
}

static int by_rows(gconstpointer a, gconstpointer b, gpointer counts)
{
	const char *const *one = a, *const *other = b;
	guint rows = GPOINTER_TO_UINT(g_hash_table_lookup(counts, *one));
	guint more = GPOINTER_TO_UINT(g_hash_table_lookup(counts, *other));
	return rows != more ? (rows > more ? -1 : 1) : strcmp(*one, *other);
}

/* Host -> rows. */
static GHashTable *count_hosts(const Evidence *evidence)
{
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const Subscriptions *rows = evidence_subscriptions(evidence, NULL);
	g_autoptr(CallbackRules) rules = callback_rules_new(NULL, NULL, NULL);
	for (guint i = 0; i < subscriptions_count(rows); i++) {
		Subscription row;
		Callback callback;
		subscriptions_row(rows, i, &row);
		callback_read(rules, row.callback, &callback);
		const char *host = callback.host != NULL ? callback.host : "";
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, host));
		g_hash_table_insert(counts, g_strdup(host), GUINT_TO_POINTER(count + 1));
		callback_clear(&callback);
	}
	return counts;
}

static void append_host(GString *out, const char *host, guint count)
{
	g_string_append(out, "- ");
	if (host[0] != '\0')
		threat_code(out, host, FALSE);
	else
		g_string_append(out, _("what is no URL"));
	g_string_append_printf(out, ngettext(" (%u subscription)\n", " (%u subscriptions)\n", count), count);
}

static void append_hosts(ThreatModel *model)
{
	g_autoptr(GHashTable) counts = count_hosts(model->evidence);
	guint length = 0;
	g_autofree gpointer *hosts = g_hash_table_get_keys_as_array(counts, &length);
	g_string_append_c(model->out, '\n');
	if (length == 0)
		g_string_append_printf(model->out, "- %s\n", _("no callback is known"));
	g_qsort_with_data(hosts, (int)length, sizeof *hosts, by_rows, counts);
	for (guint i = 0; i < length && i < MOST_HOSTS; i++)
		append_host(model->out, hosts[i], GPOINTER_TO_UINT(g_hash_table_lookup(counts, hosts[i])));
	if (length > MOST_HOSTS)
		g_string_append_printf(model->out, _("- and %u more\n"), length - MOST_HOSTS);
}

static void append_engine_key(ThreatModel *model)
{
	static const char *const checks[] = { "subscriptions.callback-host",
					      "subscriptions.callback-https",
					      "subscriptions.callback-private",
					      "triggers.dispatch-credential",
					      "transport.engine",
					      NULL };
	g_string_append_printf(model->out, "\n### %s\n\n", _("The engine's key"));
	g_string_append_printf(
		model->out, "%s\n",
		_("It opens all connections of all servers that share the engine, their secrets "
		  "included. Whoever receives events has it. They go to:"));
	append_hosts(model);
	threat_failures(model, _("What is wrong with where they go:"), checks);
}

static void append_connection(ThreatModel *model, const Server *server)
{
	static const char *const checks[] = {
		"connections.",     "secrets.scope",        "secrets.least-privilege",
		"actions.fallback", "actions.url-argument", NULL
	};
	g_string_append_printf(model->out, "\n### %s\n\n", _("A connection's secrets"));
	g_string_append_printf(
		model->out, "%s ",
		_("They open the tenant's account in the upstream system, with or without this "
		  "server, as far as its permissions go:"));
	if (server != NULL && server->required_permissions != NULL)
		threat_text(model->out, server->required_permissions, FALSE);
	else
		g_string_append(model->out, _("which ones are asked for is not said."));
	g_string_append(model->out, "\n");
	threat_failures(model, _("What a connection that is wrong or taken over makes worse:"), checks);
}

static void append_subscription(ThreatModel *model, const Server *server)
{
	g_autoptr(GPtrArray) shared = g_ptr_array_new();
	for (guint i = 0; server != NULL && i < server->triggers->len; i++) {
		Trigger *trigger = server->triggers->pdata[i];
		if (trigger->route.path != NULL && trigger->route.parameter == NULL)
			g_ptr_array_add(shared, trigger->name);
	}
	g_string_append_printf(model->out, "\n### %s\n\n", _("A subscription's address and signing secret"));
	g_string_append_printf(model->out, "%s",
			       _("They let made-up events of that one subscription through."));
	if (shared->len > 0) {
		g_string_append_printf(model->out, " %s ",
				       _("On shared routes an event reaches every tenant's subscriptions:"));
		threat_names(model->out, shared, MOST_NAMES, FALSE);
		g_string_append_c(model->out, '.');
	}
	g_string_append_c(model->out, '\n');
}

void threat_reach(ThreatModel *model)
{
	const Server *server = model->evidence->server;
	threat_heading(model, _("T5. What could a stolen token or a connection that is taken over reach?"));
	append_token(model, server);
	append_engine_key(model);
	append_connection(model, server);
	append_subscription(model, server);
}
