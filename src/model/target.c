/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/target.h"

#include <string.h>

enum { DEFAULT_PARALLEL = 8, DEFAULT_CONNECT_MS = 5000, DEFAULT_TOTAL_MS = 30000 };
static const gsize DEFAULT_BODY_CAP = 16 * 1024 * 1024;

static void trigger_settings_free(TriggerSettings *settings)
{
	g_free(settings->trigger);
	g_free(settings->route);
	g_free(settings->scheme);
	g_free(settings->secret);
	g_free(settings);
}

static void action_settings_free(ActionSettings *settings)
{
	g_free(settings->action);
	g_free(settings->note);
	g_free(settings);
}

/* User info ends at the last '@' before the path: a password may hold an unescaped one. */
static char *without_user_info(const char *url)
{
	const char *colon = strstr(url, "://");
	if (colon == NULL)
		return g_strdup(url);
	const char *authority = colon + strlen("://");
	gsize length = strcspn(authority, "/?#");
	const char *at = g_strrstr_len(authority, (gssize)length, "@");
	if (at == NULL)
		return g_strdup(url);
	return g_strdup_printf("%.*s%s", (int)(authority - url), url, at + 1);
}

static char *without_trailing_slash(const char *url)
{
	gsize length = strlen(url);
	while (length > 0 && url[length - 1] == '/')
		length--;
	return g_strndup(url, length);
}

Target *target_new(const char *alias, const char *url)
{
	Target *target = g_new0(Target, 1);
	target->alias = g_strdup(alias);
	target->url = without_trailing_slash(url != NULL ? url : "");
	target->shown_url = without_user_info(target->url);
	target->connections = g_ptr_array_new_with_free_func(g_free);
	target->callback_hosts = g_ptr_array_new_with_free_func(g_free);
	target->env = ENV_PROD;
	target->parallel = DEFAULT_PARALLEL;
	target->connect_timeout_ms = DEFAULT_CONNECT_MS;
	target->timeout_ms = DEFAULT_TOTAL_MS;
	target->body_cap = DEFAULT_BODY_CAP;
	target->triggers =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)trigger_settings_free);
	target->actions =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)action_settings_free);
	return target;
}

void target_free(Target *target)
{
	if (target == NULL)
		return;
	g_free(target->alias);
	g_free(target->shown_url);
	g_free(target->url);
	g_free(target->token);
	g_free(target->engine);
	g_free(target->engine_token);
	g_ptr_array_unref(target->connections);
	g_ptr_array_unref(target->callback_hosts);
	g_free(target->logs);
	g_free(target->cacert);
	g_free(target->cert);
	g_free(target->key);
	g_free(target->proxy);
	g_hash_table_unref(target->triggers);
	g_hash_table_unref(target->actions);
	g_free(target);
}

TriggerSettings *target_add_trigger(Target *target, const char *trigger)
{
	TriggerSettings *settings = g_hash_table_lookup(target->triggers, trigger);
	if (settings == NULL) {
		settings = g_new0(TriggerSettings, 1);
		settings->trigger = g_strdup(trigger);
		g_hash_table_insert(target->triggers, settings->trigger, settings);
	}
	return settings;
}

ActionSettings *target_add_action(Target *target, const char *action)
{
	ActionSettings *settings = g_hash_table_lookup(target->actions, action);
	if (settings == NULL) {
		settings = g_new0(ActionSettings, 1);
		settings->action = g_strdup(action);
		settings->destructive = -1;
		g_hash_table_insert(target->actions, settings->action, settings);
	}
	return settings;
}

static void copy_texts(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_strdup(g_ptr_array_index(from, i)));
}

static void copy_overrides(Target *to, const Target *from)
{
	GHashTableIter iter;
	gpointer value;
	g_hash_table_iter_init(&iter, from->triggers);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const TriggerSettings *settings = value;
		TriggerSettings *copy = target_add_trigger(to, settings->trigger);
		copy->route = g_strdup(settings->route);
		copy->scheme = g_strdup(settings->scheme);
		copy->secret = g_strdup(settings->secret);
	}
	g_hash_table_iter_init(&iter, from->actions);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const ActionSettings *settings = value;
		ActionSettings *copy = target_add_action(to, settings->action);
		copy->has_effect = settings->has_effect;
		copy->effect = settings->effect;
		copy->destructive = settings->destructive;
		copy->note = g_strdup(settings->note);
	}
}

Target *target_copy(const Target *target)
{
	Target *copy = target_new(target->alias, target->url);
	g_free(copy->shown_url);
	copy->shown_url = g_strdup(target->shown_url);
	copy->token = g_strdup(target->token);
	copy->engine = g_strdup(target->engine);
	copy->engine_token = g_strdup(target->engine_token);
	copy_texts(copy->connections, target->connections);
	copy->env = target->env;
	copy->writes = target->writes;
	copy_texts(copy->callback_hosts, target->callback_hosts);
	copy->logs = g_strdup(target->logs);
	copy->parallel = target->parallel;
	copy->max_rate = target->max_rate;
	copy->cacert = g_strdup(target->cacert);
	copy->cert = g_strdup(target->cert);
	copy->key = g_strdup(target->key);
	copy->insecure = target->insecure;
	copy->proxy = g_strdup(target->proxy);
	copy->netrc = target->netrc;
	copy->connect_timeout_ms = target->connect_timeout_ms;
	copy->timeout_ms = target->timeout_ms;
	copy->body_cap = target->body_cap;
	copy_overrides(copy, target);
	return copy;
}

const char *target_name(const Target *target)
{
	return target->alias != NULL ? target->alias : target->shown_url;
}
