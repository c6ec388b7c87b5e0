/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/expect.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

static gboolean is_status(const char *text)
{
	if (strlen(text) != 3 || text[0] < '1' || text[0] > '5')
		return FALSE;
	return strcmp(text + 1, "xx") == 0 || (g_ascii_isdigit(text[1]) && g_ascii_isdigit(text[2]));
}

gboolean expect_check(const char *text, GError **error)
{
	if (is_status(text) || (*text == '/' && strchr(text, '=') != NULL))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--expect takes a status (401, 2xx) or /json/pointer=value, not '%s'"), text);
	return FALSE;
}

static gboolean status_fits(const char *text, int status)
{
	if (strcmp(text + 1, "xx") == 0)
		return status / 100 == text[0] - '0';
	return status == (int)g_ascii_strtoll(text, NULL, 10);
}

/* The value is JSON where it is some, else a text. */
static gboolean member_fits(const char *text, const json_t *json)
{
	const char *equals = strchr(text, '=');
	g_autofree char *pointer = g_strndup(text, (gsize)(equals - text));
	const json_t *found = weir_json_pointer(json, pointer);
	g_autoptr(json_t) wanted = weir_json_read(equals + 1, strlen(equals + 1), NULL, NULL, NULL);
	if (found != NULL && wanted != NULL && json_equal(found, wanted))
		return TRUE;
	return json_is_string(found) && strcmp(json_string_value(found), equals + 1) == 0;
}

char *expect_unmet(const char *const *texts, int status, GBytes *body)
{
	gsize length = 0;
	const char *data = body != NULL ? g_bytes_get_data(body, &length) : "";
	g_autoptr(json_t) json = weir_json_read(data, length, NULL, NULL, NULL);
	for (gsize i = 0; texts[i] != NULL; i++) {
		if (*texts[i] == '/' ? member_fits(texts[i], json) : status_fits(texts[i], status))
			continue;
		return *texts[i] == '/' ? g_strdup_printf(_("the answer does not have %s"), texts[i])
					: g_strdup_printf(_("expected %s, got %d"), texts[i], status);
	}
	return NULL;
}
