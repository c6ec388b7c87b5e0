/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signature schemes of a person's own. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/config_private.h"

struct place {
	const Config *config;
	const char *group;
};

static char *value_at(const char *key, gpointer data)
{
	const struct place *place = data;
	return config_value(place->config, place->group, key);
}

static struct scheme *read_scheme(const Config *config, const char *group, const char *id)
{
	struct place place = { config, group };
	g_autofree char *source =
		g_strdup_printf("%s:%u: [%s]", config->path, config_line_number(config, group, NULL), group);
	return scheme_read(id, source, value_at, &place);
}

/* The file's own names are letters, digits and what stands between words, as weir's are. */
static gboolean check_id(const Config *config, const char *group, const char *id, GError **error)
{
	if (strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == strlen(id) && g_ascii_isalnum(*id))
		return TRUE;
	config_fail(config, group, NULL, error,
		    _("the id of a scheme is made of small letters, digits, \".\", \"_\" and \"-\""));
	return FALSE;
}

gboolean config_check_scheme(const Config *config, const char *group, const char *id, GError **error)
{
	const char *key = NULL;
	g_autoptr(GError) problem = NULL;
	if (!check_id(config, group, id, error))
		return FALSE;
	if (!g_key_file_has_key(config->keys, group, "algorithm", NULL)) {
		config_fail(config, group, NULL, error,
			    _("algorithm is missing: add algorithm = hmac-sha256"));
		return FALSE;
	}
	struct scheme *scheme = read_scheme(config, group, id);
	g_autoptr(SchemePlan) plan = scheme_compile(scheme, &key, &problem);
	if (plan == NULL) {
		gboolean there = key != NULL && g_key_file_has_key(config->keys, group, key, NULL);
		config_fail(config, group, there ? key : NULL, error, "%s: %s", key, problem->message);
	}
	gboolean good = plan != NULL;
	g_clear_pointer(&plan, scheme_plan_free);
	scheme_free(scheme);
	return good;
}

static void free_scheme(gpointer scheme)
{
	scheme_free(scheme);
}

GPtrArray *config_schemes(const Config *config)
{
	GPtrArray *schemes = g_ptr_array_new_with_free_func(free_scheme);
	g_auto(GStrv) groups = g_key_file_get_groups(config->keys, NULL);
	for (gsize i = 0; groups[i] != NULL; i++) {
		ConfigGroup parsed = { 0 };
		if (config_group_parse(groups[i], &parsed) && strcmp(parsed.kind, "scheme") == 0)
			g_ptr_array_add(schemes, read_scheme(config, groups[i], parsed.name));
		config_group_clear(&parsed);
	}
	return schemes;
}
