/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the groups and keys of a configuration are known and their values can be meant. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/config_private.h"

/* Kinds with a name, and what may follow it. */
static const struct {
	const char *word, *part, *kind;
} kinds[] = {
	{ "server", "trigger", "server trigger" },
	{ "server", "action", "server action" },
	{ "server", NULL, "server" },
	{ "group", NULL, "group" },
	{ "policy", NULL, "policy" },
	{ "scheme", NULL, "scheme" },
};

void config_group_clear(ConfigGroup *parsed)
{
	g_clear_pointer(&parsed->name, g_free);
	g_clear_pointer(&parsed->part, g_free);
}

/* Names hold no spaces, so the word after one tells what the rest is. */
gboolean config_group_parse(const char *group, ConfigGroup *parsed)
{
	*parsed = (ConfigGroup){ 0 };
	if (strcmp(group, "weir") == 0) {
		parsed->kind = "weir";
		return TRUE;
	}
	g_auto(GStrv) words = g_strsplit(group, " ", 4);
	guint n = g_strv_length(words);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (n != (kinds[i].part != NULL ? 4 : 2) || strcmp(words[0], kinds[i].word) != 0)
			continue;
		if (kinds[i].part != NULL && strcmp(words[2], kinds[i].part) != 0)
			continue;
		if (*words[1] == '\0' || (n == 4 && *words[3] == '\0'))
			return FALSE;
		parsed->kind = kinds[i].kind;
		parsed->name = g_strdup(words[1]);
		parsed->part = n == 4 ? g_strdup(words[3]) : NULL;
		return TRUE;
	}
	return FALSE;
}

char *config_value(const Config *config, const char *group, const char *key)
{
	g_autoptr(GError) problem = NULL; /* a wrong escape is told by it alone: there is a value, too */
	g_autofree char *value = g_key_file_get_string(config->keys, group, key, &problem);
	return problem == NULL && value != NULL ? g_strdup(g_strstrip(value)) : NULL;
}

static gboolean check_key(const Config *config, const char *group, const char *kind, const char *key,
			  GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *value = config_value(config, group, key);
	if (value == NULL) {
		config_fail(config, group, key, error, _("%s: a \\ in it begins no known escape: write \\\\"),
			    key);
		return FALSE;
	}
	const struct setting *setting = setting_find(kind, key);
	if (setting == NULL) {
		config_fail(config, group, key, error, _("there is no key \"%s\"; did you mean \"%s\"?"), key,
			    setting_nearest(kind, key));
		return FALSE;
	}
	if (setting_check(setting, value, &problem))
		return TRUE;
	config_fail(config, group, key, error, "%s", problem->message);
	return FALSE;
}

gboolean config_check_name(const char *name, GError **error)
{
	static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	if (!g_ascii_isalnum(*name) || name[strspn(name, LETTERS)] != '\0') {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("\"%s\" cannot be a name: use letters, digits, \".\", \"_\" and \"-\""), name);
		return FALSE;
	}
	if (config_is_command == NULL || !config_is_command(name))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
		    _("\"%s\" is the name of a command: give the server another name"), name);
	return FALSE;
}

/* What was meant, from the words that tell the forms apart. */
static const char *nearest_form(const char *group)
{
	static const char *const words[] = { "weir", "server", "group", "policy", "scheme", NULL };
	static const char *const forms[] = { "weir", "server NAME", "group NAME", "policy KIND",
					     "scheme ID" };
	static const char *const parts[] = { "trigger", "action", NULL };
	g_auto(GStrv) given = g_strsplit(group, " ", 4);
	const char *word = setting_nearest_word(words, given[0]);
	gsize form = 0;
	while (words[form] != word)
		form++;
	if (strcmp(word, "server") != 0 || g_strv_length(given) < 3)
		return forms[form];
	return setting_nearest_word(parts, given[2]) == parts[0] ? "server NAME trigger TRIGGER"
								 : "server NAME action ACTION";
}

static gboolean check_unknown_group(const Config *config, const char *group, GError **error)
{
	config_fail(config, group, NULL, error, _("there is no such group; did you mean [%s]?"),
		    nearest_form(group));
	return FALSE;
}

/* A part of a server needs the server, and a server needs a URL. */
static gboolean check_belongs(const Config *config, const char *group, const ConfigGroup *parsed,
			      GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (parsed->part != NULL) {
		g_autofree char *server = g_strdup_printf("server %s", parsed->name);
		if (g_key_file_has_group(config->keys, server))
			return TRUE;
		config_fail(config, group, NULL, error, _("there is no [%s] for it to belong to"), server);
		return FALSE;
	}
	gboolean named = strcmp(parsed->kind, "server") == 0 || strcmp(parsed->kind, "group") == 0;
	if (named && !config_check_name(parsed->name, &problem)) {
		config_fail(config, group, NULL, error, "%s", problem->message);
		return FALSE;
	}
	if (strcmp(parsed->kind, "server") == 0 && !g_key_file_has_key(config->keys, group, "url", NULL)) {
		config_fail(config, group, NULL, error, _("url is missing: add url = https://..."));
		return FALSE;
	}
	return TRUE;
}

static gboolean check_group(const Config *config, const char *group, GError **error)
{
	ConfigGroup parsed;
	if (!config_group_parse(group, &parsed))
		return check_unknown_group(config, group, error);
	gboolean good = check_belongs(config, group, &parsed, error);
	g_auto(GStrv) keys = g_key_file_get_keys(config->keys, group, NULL, NULL);
	for (gsize i = 0; good && keys != NULL && keys[i] != NULL; i++)
		good = check_key(config, group, parsed.kind, keys[i], error);
	if (good && strcmp(parsed.kind, "scheme") == 0)
		good = config_check_scheme(config, group, parsed.name, error);
	if (good && strcmp(parsed.kind, "policy") == 0)
		good = config_check_policy(config, group, parsed.name, error);
	config_group_clear(&parsed);
	return good;
}

gboolean config_check(const Config *config, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(config->keys, NULL);
	for (gsize i = 0; groups[i] != NULL; i++)
		if (!check_group(config, groups[i], error))
			return FALSE;
	return TRUE;
}
