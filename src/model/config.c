/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/config_private.h"

gboolean (*config_is_command)(const char *name);

static Config *config_new(const char *text, gsize length, const char *path)
{
	Config *config = g_new0(Config, 1);
	config->path = g_strdup(path);
	config->text = g_strndup(text != NULL ? text : "", length);
	config->length = text != NULL ? length : 0;
	config->keys = g_key_file_new();
	config->aliases = g_ptr_array_new_with_free_func(g_free);
	config->targets = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)target_free);
	config->groups =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	config->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	config->origins = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	return config;
}

void config_free(Config *config)
{
	if (config == NULL)
		return;
	g_free(config->path);
	g_free(config->text);
	g_clear_pointer(&config->lines, g_ptr_array_unref);
	g_key_file_unref(config->keys);
	g_ptr_array_unref(config->aliases);
	g_hash_table_unref(config->targets);
	g_hash_table_unref(config->groups);
	g_hash_table_unref(config->values);
	g_hash_table_unref(config->origins);
	g_free(config);
}

/* WEIR_ESC_DELAY for "esc-delay". */
static char *environment_name(const char *key)
{
	char *name = g_strconcat("WEIR_", key, NULL);
	for (char *at = name; *at != '\0'; at++)
		*at = *at == '-' ? '_' : g_ascii_toupper(*at);
	return name;
}

static void remember(Config *config, const struct setting *setting, char *value, char *origin)
{
	g_hash_table_insert(config->values, (gpointer)(guintptr)setting->key, value);
	g_hash_table_insert(config->origins, (gpointer)(guintptr)setting->key, origin);
}

static gboolean read_setting(Config *config, const struct setting *setting, GError **error)
{
	g_autofree char *name = environment_name(setting->key);
	const char *set = g_getenv(name);
	if (set != NULL && *set != '\0') {
		g_autoptr(GError) problem = NULL;
		if (!setting_check(setting, set, &problem)) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("environment: %s: %s"), name,
				    problem->message);
			return FALSE;
		}
		remember(config, setting, g_strdup(set), g_strdup("environment"));
		return TRUE;
	}
	g_autofree char *value = config_value(config, "weir", setting->key);
	if (value != NULL)
		remember(config, setting, g_steal_pointer(&value),
			 g_strdup_printf("%s:%u", config->path,
					 config_line_number(config, "weir", setting->key)));
	return TRUE;
}

static gboolean read_settings(Config *config, GError **error)
{
	for (gsize i = 0; i < n_settings; i++)
		if (strcmp(settings[i].group, "weir") == 0 && !read_setting(config, &settings[i], error))
			return FALSE;
	return TRUE;
}

Config *config_parse(const char *text, gsize length, const char *path, GError **error)
{
	g_autoptr(Config) config = config_new(text, length, path != NULL ? path : "weir.conf");
	config->lines = config_scan(config->text, config->length, config->path, error);
	if (config->lines == NULL)
		return NULL;
	/* The scan has found what GKeyFile would find; what is left is said without its text. */
	if (config->length > 0 && !g_key_file_load_from_data(config->keys, config->text, config->length,
							     G_KEY_FILE_KEEP_TRANSLATIONS, NULL)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("%s: not a configuration: write [GROUP], KEY = VALUE and # COMMENT lines"),
			    config->path);
		return NULL;
	}
	if (!config_check(config, error) || !read_settings(config, error) ||
	    !config_read_targets(config, error))
		return NULL;
	return g_steal_pointer(&config);
}

GPtrArray *config_aliases(const Config *config)
{
	return config->aliases;
}

const Target *config_target(const Config *config, const char *alias)
{
	return g_hash_table_lookup(config->targets, alias);
}

GPtrArray *config_group(const Config *config, const char *name)
{
	return g_hash_table_lookup(config->groups, name);
}

const char *config_setting(const Config *config, const char *name, const char **from)
{
	const char *value = g_hash_table_lookup(config->values, name);
	const char *origin = g_hash_table_lookup(config->origins, name);
	const struct setting *setting = setting_find("weir", name);
	if (value == NULL && setting != NULL) {
		value = setting->default_value;
		origin = "default";
	}
	if (from != NULL)
		*from = origin;
	return value;
}

char *config_print(const Config *config, gsize *length)
{
	if (length != NULL)
		*length = config->length;
	return g_strndup(config->text, config->length);
}

/* ---- policies ---- */

static void add_duration(json_t *policy, const Config *config, const char *group, const char *key)
{
	g_autofree char *value = config_value(config, group, key);
	gint64 seconds = 0;
	if (value != NULL && setting_duration(value, &seconds))
		json_object_set_new(policy, key, json_integer(seconds));
}

json_t *config_policies(const Config *config)
{
	json_t *policies = json_object();
	g_auto(GStrv) groups = g_key_file_get_groups(config->keys, NULL);
	for (gsize i = 0; groups[i] != NULL; i++) {
		ConfigGroup parsed = { NULL, NULL, NULL };
		if (!config_group_parse(groups[i], &parsed))
			continue;
		if (strcmp(parsed.kind, "policy") == 0 && parsed.name != NULL) {
			json_t *policy = json_object();
			add_duration(policy, config, groups[i], "age");
			add_duration(policy, config, groups[i], "grace");
			json_object_set_new(policies, parsed.name, policy);
		}
		config_group_clear(&parsed);
	}
	return policies;
}

guint config_target_line(const Config *config, const char *alias)
{
	g_autofree char *group = g_strdup_printf("server %s", alias);
	return config_line_number(config, group, NULL);
}
