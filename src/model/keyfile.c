/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/keyfile.h"

#include "base/text.h"

#define DAY ((gint64)24 * 3600 * G_USEC_PER_SEC)

gboolean date_parse_end(const char *text, gint64 *end)
{
	g_autoptr(GDateTime) day = NULL;
	g_autofree char *time = NULL;
	for (gsize i = 0; text != NULL && i < 10; i++)
		if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit(text[i]))
			return FALSE;
	if (text == NULL || text[10] != '\0')
		return FALSE;
	time = g_strconcat(text, "T00:00:00Z", NULL);
	day = g_date_time_new_from_iso8601(time, NULL);
	if (day == NULL)
		return FALSE;
	*end = g_date_time_to_unix(day) * G_USEC_PER_SEC + DAY;
	return TRUE;
}

void keyfile_begin_group(GString *out, const char *text, gsize length, const char *name)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	guint number = 1;
	if (length > 0)
		g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, NULL);
	for (;; number++) {
		g_autofree char *group = g_strdup_printf("%s %u", name, number);
		if (!g_key_file_has_group(file, group))
			break;
	}
	if (out->len > 0)
		g_string_append(out, out->str[out->len - 1] == '\n' ? "\n" : "\n\n");
	g_string_append_printf(out, "[%s %u]\n", name, number);
}

void keyfile_append(GString *out, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	g_autofree char *visible = text_visible(value, -1, TEXT_ONE_LINE);
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_key_file_set_string(file, "g", key, g_strstrip(visible));
	g_autofree char *escaped = g_key_file_get_value(file, "g", key, NULL);
	g_string_append_printf(out, "%s = %s\n", key, escaped);
}
