/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From checked groups to Targets. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/config_private.h"

/* The file's value, else the table's default, else NULL. */
static char *value_or_default(const Config *config, const char *group, const char *kind, const char *key)
{
	char *value = config_value(config, group, key);
	if (value != NULL)
		return value;
	return g_strdup(setting_find(kind, key)->default_value);
}

static void set_text(const Config *config, const char *group, const char *kind, const char *key, char **text)
{
	g_free(*text);
	*text = value_or_default(config, group, kind, key);
}

static void set_path(const Config *config, const char *group, const char *key, char **path)
{
	g_autofree char *value = value_or_default(config, group, "server", key);
	if (value != NULL && g_str_has_prefix(value, "~/"))
		*path = g_build_filename(g_get_home_dir(), value + 2, NULL);
	else
		*path = g_steal_pointer(&value);
}

static double number(const Config *config, const char *group, const char *key)
{
	g_autofree char *value = value_or_default(config, group, "server", key);
	return value != NULL ? g_ascii_strtod(value, NULL) : -1;
}

static gboolean flag(const Config *config, const char *group, const char *key)
{
	g_autofree char *value = value_or_default(config, group, "server", key);
	return value != NULL && setting_bool(value);
}

static void set_list(const Config *config, const char *group, const char *key, GPtrArray *list)
{
	g_autofree char *value = config_value(config, group, key);
	if (value == NULL)
		return;
	g_auto(GStrv) items = setting_list(value);
	for (gsize i = 0; items[i] != NULL; i++)
		g_ptr_array_add(list, g_strdup(items[i]));
}

static Target *read_server(const Config *config, const char *group, const char *alias)
{
	g_autofree char *url = config_value(config, group, "url");
	g_autofree char *engine = config_value(config, group, "engine");
	g_autofree char *env = value_or_default(config, group, "server", "env");
	Target *target = target_new(alias, url);
	if (engine != NULL) {
		while (g_str_has_suffix(engine, "/"))
			engine[strlen(engine) - 1] = '\0';
		target->engine = g_steal_pointer(&engine);
	}
	set_text(config, group, "server", "token", &target->token);
	set_text(config, group, "server", "engine-token", &target->engine_token);
	set_text(config, group, "server", "logs", &target->logs);
	set_text(config, group, "server", "proxy", &target->proxy);
	set_list(config, group, "connections", target->connections);
	set_list(config, group, "callback-hosts", target->callback_hosts);
	set_path(config, group, "cacert", &target->cacert);
	set_path(config, group, "cert", &target->cert);
	set_path(config, group, "key", &target->key);
	target->env = strcmp(env, "test") == 0 ? ENV_TEST : ENV_PROD;
	target->writes = target->env == ENV_TEST;
	target->parallel = (int)number(config, group, "parallel");
	target->max_rate = number(config, group, "max-rate");
	target->insecure = flag(config, group, "insecure");
	target->netrc = flag(config, group, "netrc");
	target->connect_timeout_ms = (int)number(config, group, "connect-timeout");
	target->timeout_ms = (int)number(config, group, "timeout");
	double cap = number(config, group, "body-cap");
	if (cap < 0)
		cap = g_ascii_strtod(config_setting(config, "body-cap", NULL), NULL);
	target->body_cap = (gsize)cap;
	return target;
}

static void read_trigger(const Config *config, const char *group, const ConfigGroup *parsed)
{
	Target *target = g_hash_table_lookup(config->targets, parsed->name);
	TriggerSettings *entry = target_add_trigger(target, parsed->part);
	set_text(config, group, "server trigger", "route", &entry->route);
	set_text(config, group, "server trigger", "scheme", &entry->scheme);
	set_text(config, group, "server trigger", "secret", &entry->secret);
}

static void read_action(const Config *config, const char *group, const ConfigGroup *parsed)
{
	Target *target = g_hash_table_lookup(config->targets, parsed->name);
	ActionSettings *entry = target_add_action(target, parsed->part);
	g_autofree char *effect = config_value(config, group, "effect");
	g_autofree char *destructive = config_value(config, group, "destructive");
	entry->has_effect = effect != NULL && effect_kind_parse(effect, &entry->effect);
	if (destructive != NULL)
		entry->destructive = setting_bool(destructive);
	set_text(config, group, "server action", "note", &entry->note);
}

static gboolean read_members(const Config *config, const char *group, const char *name, GError **error)
{
	GPtrArray *members = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_insert(config->groups, g_strdup(name), members);
	set_list(config, group, "members", members);
	for (guint i = 0; i < members->len; i++)
		if (!g_hash_table_contains(config->targets, g_ptr_array_index(members, i))) {
			config_fail(config, group, "members", error,
				    _("there is no [server %s]: add it or take it out of members"),
				    (char *)g_ptr_array_index(members, i));
			return FALSE;
		}
	return TRUE;
}

/* Servers first: the other groups speak of them, and may stand above them. */
gboolean config_read_targets(Config *config, GError **error)
{
	gboolean good = TRUE;
	g_auto(GStrv) groups = g_key_file_get_groups(config->keys, NULL);
	for (int pass = 0; pass < 2; pass++)
		for (gsize i = 0; good && groups[i] != NULL; i++) {
			ConfigGroup parsed;
			config_group_parse(groups[i], &parsed);
			gboolean server = strcmp(parsed.kind, "server") == 0;
			if (pass == 0 && server) {
				Target *target = read_server(config, groups[i], parsed.name);
				g_ptr_array_add(config->aliases, g_strdup(parsed.name));
				g_hash_table_insert(config->targets, target->alias, target);
			} else if (pass == 1 && strcmp(parsed.kind, "server trigger") == 0) {
				read_trigger(config, groups[i], &parsed);
			} else if (pass == 1 && strcmp(parsed.kind, "server action") == 0) {
				read_action(config, groups[i], &parsed);
			} else if (pass == 1 && strcmp(parsed.kind, "group") == 0) {
				good = read_members(config, groups[i], parsed.name, error);
			}
			config_group_clear(&parsed);
		}
	return good;
}
