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

static gboolean read_policy(const Config *config, const char *group, struct policy *policy, GError **error)
{
	g_autofree char *format = config_value(config, group, "format");
	g_autofree char *length = config_value(config, group, "length");
	g_autofree char *age = config_value(config, group, "age");
	g_autofree char *grace = config_value(config, group, "grace");
	g_autofree char *overlap = config_value(config, group, "overlap");
	if (format != NULL && !policy_set_format(policy, format, error))
		return FALSE;
	if (length != NULL)
		policy->length = (guint)g_ascii_strtoull(length, NULL, 10);
	if (age != NULL)
		setting_duration(age, &policy->age);
	if (grace != NULL)
		setting_duration(grace, &policy->grace);
	if (overlap != NULL)
		policy->overlap = setting_bool(overlap);
	return policy_check(policy, error);
}

/* A policy of one secret stands on the defaults alone here: what its kind is, is not written in it. */
gboolean config_check_policy(const Config *config, const char *group, const char *name, GError **error)
{
	g_auto(GStrv) kinds = g_strsplit(SECRET_KIND_CHOICES, "|", -1);
	g_autoptr(GError) problem = NULL;
	struct policy policy;
	SecretKind kind = SECRET_KIND_GENERIC;
	const char *slash = strchr(name, '/');
	gboolean one = slash != NULL && slash != name && slash[1] != '\0' && strchr(slash + 1, '/') == NULL;
	if (!one && !g_strv_contains((const char *const *)kinds, name)) {
		config_fail(config, group, NULL, error,
			    _("\"%s\" is no kind of secret; did you mean [policy %s], or [policy "
			      "SERVER/NAME] for one secret?"),
			    name, setting_nearest_word((const char *const *)kinds, name));
		return FALSE;
	}
	if (!one)
		secret_kind_find(name, &kind);
	policy_init(&policy, kind);
	gboolean good = read_policy(config, group, &policy, &problem);
	if (!good)
		config_fail(config, group, NULL, error, "%s", problem->message);
	policy_clear(&policy);
	return good;
}

void config_policy(const Config *config, SecretKind kind, const char *server, const char *name,
		   struct policy *policy)
{
	policy_init(policy, kind);
	if (config == NULL)
		return;
	g_autofree char *of_kind = g_strdup_printf("policy %s", secret_kind_name(kind));
	g_autofree char *of_secret =
		g_strdup_printf("policy %s/%s", server != NULL ? server : "", name != NULL ? name : "");
	const char *const groups[] = { of_kind, of_secret };
	for (gsize i = 0; i < G_N_ELEMENTS(groups); i++)
		if (g_key_file_has_group(config->keys, groups[i]))
			read_policy(config, groups[i], policy, NULL);
}

char *config_policy_text(const Config *config, SecretKind kind, const char *server, const char *name,
			 const char *key)
{
	g_autofree char *of_kind = g_strdup_printf("policy %s", secret_kind_name(kind));
	g_autofree char *of_secret = g_strdup_printf("policy %s/%s", server, name);
	char *value = config_value(config, of_secret, key);
	return value != NULL ? value : config_value(config, of_kind, key);
}

guint config_target_line(const Config *config, const char *alias)
{
	g_autofree char *group = g_strdup_printf("server %s", alias);
	return config_line_number(config, group, NULL);
}
