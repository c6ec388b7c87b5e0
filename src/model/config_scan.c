/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text as lines.  GKeyFile reads the values, but it knows no line numbers, repeats a faulty line in its
 * messages, and takes what is given twice without a word. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/config_private.h"

static void line_free(gpointer data)
{
	ConfigLine *line = data;
	g_free(line->group);
	g_free(line->key);
	g_free(line);
}

static gboolean fail(GError **error, const char *path, guint number, const char *what)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, "%s:%u: %s", path, number, what);
	return FALSE;
}

static gboolean read_group(ConfigLine *line, char *trimmed, const char *path, guint number, GError **error)
{
	gsize length = strlen(trimmed);
	if (trimmed[length - 1] != ']' || length < 3 || strcspn(trimmed + 1, "[]") != length - 2)
		return fail(error, path, number, _("this is no group: write [NAME]"));
	trimmed[length - 1] = '\0';
	line->kind = LINE_GROUP;
	line->group = g_strdup(g_strstrip(trimmed + 1));
	for (const char *at = line->group; *at != '\0'; at++)
		if (g_ascii_iscntrl(*at))
			return fail(error, path, number, _("a group's name holds a control character"));
	return TRUE;
}

static gboolean read_key(ConfigLine *line, char *trimmed, const char *group, const char *path, guint number,
			 GError **error)
{
	char *equals = strchr(trimmed, '=');
	if (equals == NULL || equals == trimmed)
		return fail(error, path, number,
			    _("this is no group, key or comment: write [GROUP], KEY = VALUE or # COMMENT"));
	if (group == NULL)
		return fail(error, path, number, _("a key stands before the first [GROUP]"));
	*equals = '\0';
	line->kind = LINE_KEY;
	line->key = g_strdup(g_strchomp(trimmed));
	line->group = g_strdup(group);
	return TRUE;
}

static gboolean read_line(ConfigLine *line, const char *text, const char *group, const char *path,
			  guint number, GError **error)
{
	g_autofree char *copy = g_strndup(text + line->start, line->end - line->start);
	char *trimmed = g_strstrip(copy);
	if (!g_utf8_validate(copy, -1, NULL))
		return fail(error, path, number, _("this line is not UTF-8"));
	if (*trimmed == '[')
		return read_group(line, trimmed, path, number, error);
	if (*trimmed != '\0' && *trimmed != '#')
		return read_key(line, trimmed, group, path, number, error);
	line->group = g_strdup(group);
	return TRUE;
}

/* What is given twice: GKeyFile would merge groups and keep the last value. */
static gboolean check_twice(GHashTable *seen, const ConfigLine *line, const char *path, guint number,
			    GError **error)
{
	if (line->kind == LINE_OTHER)
		return TRUE;
	g_autofree char *name = g_strdup_printf("%s\n%s", line->group, line->key != NULL ? line->key : "");
	guint first = GPOINTER_TO_UINT(g_hash_table_lookup(seen, name));
	if (first == 0) {
		g_hash_table_insert(seen, g_steal_pointer(&name), GUINT_TO_POINTER(number));
		return TRUE;
	}
	if (line->key == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("%s:%u: [%s] stands in line %u already: put both together"), path, number,
			    line->group, first);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("%s:%u: [%s]: %s is given in line %u already: remove one of them"), path,
			    number, line->group, line->key, first);
	return FALSE;
}

GPtrArray *config_scan(const char *text, gsize length, const char *path, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const char *group = NULL;
	for (gsize start = 0; start < length;) {
		const char *newline = memchr(text + start, '\n', length - start);
		gsize end = newline != NULL ? (gsize)(newline - text) + 1 : length;
		ConfigLine *line = g_new0(ConfigLine, 1);
		line->start = start;
		line->end = end;
		g_ptr_array_add(lines, line);
		if (memchr(text + start, '\0', end - start) != NULL) {
			fail(error, path, lines->len, _("this line holds a NUL byte"));
			return NULL;
		}
		if (!read_line(line, text, group, path, lines->len, error) ||
		    !check_twice(seen, line, path, lines->len, error))
			return NULL;
		group = line->group;
		start = end;
	}
	return g_steal_pointer(&lines);
}

guint config_line_number(const Config *config, const char *group, const char *key)
{
	for (guint i = 0; i < config->lines->len; i++) {
		const ConfigLine *line = g_ptr_array_index(config->lines, i);
		if (line->kind == (key != NULL ? LINE_KEY : LINE_GROUP) &&
		    g_strcmp0(line->group, group) == 0 && g_strcmp0(line->key, key) == 0)
			return i + 1;
	}
	return 0;
}

void config_fail(const Config *config, const char *group, const char *key, GError **error, const char *format,
		 ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, "%s:%u: [%s]: %s", config->path,
		    config_line_number(config, group, key), group, message);
}
