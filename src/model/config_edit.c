/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the text, line by line; the changed text is parsed like any other before it counts. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/config_private.h"

/* Takes over all that `changed` holds. */
static gboolean accept(Config *config, GString *text, GError **error)
{
	g_autoptr(Config) changed = config_parse(text->str, text->len, config->path, error);
	if (changed == NULL)
		return FALSE;
	Config old = *config;
	*config = *changed;
	*changed = old;
	return TRUE;
}

/* GKeyFile's escapes: a leading space would be cut, a backslash eaten, a newline start another key. */
static void append_key(GString *out, const char *key, const char *value)
{
	g_string_append_printf(out, "%s = ", key);
	for (const char *at = value; *at != '\0'; at++) {
		const char *from = "\\\n\r\t", *to = "\\nrt", *found = strchr(from, *at);
		if (found != NULL)
			g_string_append_printf(out, "\\%c", to[found - from]);
		else
			g_string_append_c(out, *at);
	}
	g_string_append_c(out, '\n');
}

static void append_text(GString *out, const char *key, const char *value)
{
	if (value != NULL)
		append_key(out, key, value);
}

static void append_list(GString *out, const char *key, const GPtrArray *list)
{
	g_autoptr(GString) value = g_string_new(NULL);
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(value, "%s%s", i > 0 ? ";" : "",
				       (const char *)g_ptr_array_index(list, i));
	if (value->len > 0)
		append_key(out, key, value->str);
}

static void append_number(GString *out, const char *key, double value, double otherwise)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	if (value < otherwise || value > otherwise)
		append_key(out, key, g_ascii_formatd(text, sizeof text, "%.10g", value));
}

static void append_server(GString *out, const Config *config, const Target *target)
{
	g_autoptr(Target) plain = target_new(NULL, NULL);
	double cap = g_ascii_strtod(config_setting(config, "body-cap", NULL), NULL);
	g_string_append_printf(out, "[server %s]\n", target->alias);
	append_key(out, "url", target->url);
	append_text(out, "token", target->token);
	append_text(out, "engine", target->engine);
	append_text(out, "engine-token", target->engine_token);
	append_list(out, "connections", target->connections);
	append_key(out, "env", target->env == ENV_TEST ? "test" : "prod");
	append_list(out, "callback-hosts", target->callback_hosts);
	append_text(out, "logs", target->logs);
	append_number(out, "parallel", target->parallel, plain->parallel);
	append_number(out, "max-rate", target->max_rate, plain->max_rate);
	append_text(out, "cacert", target->cacert);
	append_text(out, "cert", target->cert);
	append_text(out, "key", target->key);
	append_text(out, "insecure", target->insecure ? "true" : NULL);
	append_text(out, "proxy", target->proxy);
	append_text(out, "netrc", target->netrc ? "true" : NULL);
	append_number(out, "connect-timeout", target->connect_timeout_ms, plain->connect_timeout_ms);
	append_number(out, "timeout", target->timeout_ms, plain->timeout_ms);
	append_number(out, "body-cap", (double)target->body_cap, cap);
}

static int compare_keys(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

/* Sorted, so that the same target is always written the same. */
static void append_parts(GString *out, const Target *target)
{
	g_autoptr(GList) triggers = g_list_sort(g_hash_table_get_keys(target->triggers), compare_keys);
	for (GList *each = triggers; each != NULL; each = each->next) {
		const TriggerSettings *entry = g_hash_table_lookup(target->triggers, each->data);
		g_string_append_printf(out, "\n[server %s trigger %s]\n", target->alias, entry->trigger);
		append_text(out, "route", entry->route);
		append_text(out, "scheme", entry->scheme);
		append_text(out, "secret", entry->secret);
	}
	g_autoptr(GList) actions = g_list_sort(g_hash_table_get_keys(target->actions), compare_keys);
	for (GList *each = actions; each != NULL; each = each->next) {
		const ActionSettings *entry = g_hash_table_lookup(target->actions, each->data);
		g_string_append_printf(out, "\n[server %s action %s]\n", target->alias, entry->action);
		append_text(out, "effect", entry->has_effect ? effect_kind_name(entry->effect) : NULL);
		if (entry->destructive >= 0)
			append_key(out, "destructive", entry->destructive ? "true" : "false");
		append_text(out, "note", entry->note);
	}
}

gboolean config_add(Config *config, const Target *target, GError **error)
{
	if (target->alias == NULL || !config_check_name(target->alias, error)) {
		if (target->alias == NULL)
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("a server needs a name"));
		return FALSE;
	}
	if (config_target(config, target->alias) != NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("%s: there is a [server %s] already: remove it first or use another name"),
			    config->path, target->alias);
		return FALSE;
	}
	g_autoptr(GString) text = g_string_new_len(config->text, (gssize)config->length);
	if (text->len > 0 && text->str[text->len - 1] != '\n')
		g_string_append_c(text, '\n');
	if (text->len > 0)
		g_string_append_c(text, '\n');
	append_server(text, config, target);
	append_parts(text, target);
	return accept(config, text, error);
}

static gboolean is_of(const char *group, const char *alias)
{
	ConfigGroup parsed;
	if (group == NULL || !config_group_parse(group, &parsed))
		return FALSE;
	gboolean of = g_str_has_prefix(parsed.kind, "server") && strcmp(parsed.name, alias) == 0;
	config_group_clear(&parsed);
	return of;
}

/* Comments that stand directly above the next group belong to that one. */
static guint end_of_group(const Config *config, guint first)
{
	guint next = first + 1;
	while (next < config->lines->len &&
	       ((ConfigLine *)g_ptr_array_index(config->lines, next))->kind != LINE_GROUP)
		next++;
	if (next == config->lines->len)
		return next;
	while (next - 1 > first) {
		const ConfigLine *line = g_ptr_array_index(config->lines, next - 1);
		if (line->kind != LINE_OTHER || config->text[line->start] == '\n' ||
		    config->text[line->start] == '\r')
			break;
		next--;
	}
	return next;
}

/* The members of a group without one; NULL where nobody is left. */
static char *without_member(const GPtrArray *members, const char *alias)
{
	g_autoptr(GString) left = g_string_new(NULL);
	for (guint i = 0; i < members->len; i++) {
		const char *member = g_ptr_array_index(members, i);
		if (strcmp(member, alias) != 0)
			g_string_append_printf(left, "%s%s", left->len > 0 ? ";" : "", member);
	}
	return left->len > 0 ? g_strdup(left->str) : NULL;
}

/* What happens to a [group NAME]: kept, its members line rewritten, or dropped. */
typedef enum { GROUP_KEPT, GROUP_CHANGED, GROUP_DROPPED } GroupFate;
static GroupFate fate_of(const Config *config, const char *group, const char *alias, char **members)
{
	ConfigGroup parsed;
	if (group == NULL || !config_group_parse(group, &parsed))
		return GROUP_KEPT;
	const GPtrArray *list = strcmp(parsed.kind, "group") == 0 ? config_group(config, parsed.name) : NULL;
	config_group_clear(&parsed);
	for (guint i = 0; list != NULL && i < list->len; i++)
		if (strcmp(g_ptr_array_index(list, i), alias) == 0) {
			*members = without_member(list, alias);
			return *members != NULL ? GROUP_CHANGED : GROUP_DROPPED;
		}
	return GROUP_KEPT;
}

gboolean config_remove(Config *config, const char *alias, GError **error)
{
	if (config_target(config, alias) == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("%s: there is no [server %s]"),
			    config->path, alias);
		return FALSE;
	}
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < config->lines->len; i++) {
		const ConfigLine *line = g_ptr_array_index(config->lines, i);
		g_autofree char *members = NULL;
		GroupFate fate = fate_of(config, line->group, alias, &members);
		if (line->kind == LINE_GROUP && (is_of(line->group, alias) || fate == GROUP_DROPPED))
			i = end_of_group(config, i) - 1;
		else if (fate == GROUP_CHANGED && line->kind == LINE_KEY)
			append_key(text, "members", members);
		else
			g_string_append_len(text, config->text + line->start,
					    (gssize)(line->end - line->start));
	}
	return accept(config, text, error);
}
