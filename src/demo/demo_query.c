/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths and queries, decoded as Python does. */
#include "demo/demo_private.h"

#include <errno.h>
#include <string.h>

char *demo_unescape(const char *text, gssize length, gboolean plus)
{
	gsize size = length < 0 ? strlen(text) : (gsize)length;
	GString *out = g_string_sized_new(size);
	for (gsize i = 0; i < size; i++) {
		if (text[i] == '%' && i + 2 < size && g_ascii_isxdigit(text[i + 1]) &&
		    g_ascii_isxdigit(text[i + 2])) {
			char byte = (char)(g_ascii_xdigit_value(text[i + 1]) * 16 +
					   g_ascii_xdigit_value(text[i + 2]));
			g_string_append_c(out, byte != '\0' ? byte : ' ');
			i += 2;
		} else {
			g_string_append_c(out, plus && text[i] == '+' ? ' ' : text[i]);
		}
	}
	char *valid = g_utf8_make_valid(out->str, (gssize)out->len);
	g_string_free(out, TRUE);
	return valid;
}

/* The last of equal names counts. */
char *demo_query_value(const char *query, const char *name)
{
	if (query == NULL)
		return NULL;
	char *value = NULL;
	g_auto(GStrv) parts = g_strsplit(query, "&", 64);
	for (char **part = parts; *part != NULL; part++) {
		const char *equals = strchr(*part, '=');
		if (equals == NULL)
			continue;
		g_autofree char *key = demo_unescape(*part, equals - *part, TRUE);
		if (!g_str_equal(key, name))
			continue;
		g_free(value);
		value = demo_unescape(equals + 1, -1, TRUE);
	}
	return value;
}

/* `huge`: beyond 64 bits, which Python does not mind but SQLite does. */
static gboolean read_integer(const char *text, gint64 *number, gboolean *huge)
{
	const char *digits = text + (*text == '-' || *text == '+' ? 1 : 0);
	if (*digits == '\0' || strspn(digits, "0123456789") != strlen(digits))
		return FALSE;
	errno = 0;
	*number = g_ascii_strtoll(text, NULL, 10);
	if (errno == ERANGE)
		*huge = TRUE;
	return TRUE;
}

static void read_number(DemoCall *call, const char *name, gint64 *number, gboolean *huge, json_t *errors)
{
	g_autofree char *text = demo_query_value(call->query, name);
	if (text == NULL || read_integer(text, number, huge))
		return;
	json_t *location = json_pack("[s,s]", "query", name), *input = json_string(text);
	json_array_append_new(errors,
			      model_error("int_parsing", location,
					  "Input should be a valid integer, unable to parse string as "
					  "an integer",
					  input));
	json_decref(location);
	json_decref(input);
}

gboolean demo_page_query(DemoCall *call, DemoPage *page)
{
	gboolean huge = FALSE;
	json_t *errors = json_array();
	page->limit = 1000;
	page->offset = 0;
	read_number(call, "limit", &page->limit, &huge, errors);
	read_number(call, "offset", &page->offset, &huge, errors);
	page->sliced = call->server->mode == DEMO_PROD;
	if (json_array_size(errors) > 0 && demo_has(call->server, FLAW_CONFIG_ERROR_CLARITY)) {
		json_decref(errors);
		demo_answer_crash(call, "ValueError: invalid literal for int() with base 10");
		return FALSE;
	}
	if (demo_refused(call, errors))
		return FALSE;
	if (huge && demo_has(call->server, FLAW_CONFIG_DEV_MODE)) {
		demo_answer_crash(call, "OverflowError: Python int too large to convert to SQLite INTEGER");
		return FALSE;
	}
	return TRUE;
}
