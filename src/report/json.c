/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/json.h"
#include "report/format.h"

/* JSON allows these characters inside a string; a terminal or a reader may act on them. */
static gboolean acts(gunichar character)
{
	if (character < 0x7f)
		return FALSE;
	switch (g_unichar_type(character)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_UNASSIGNED:
		return TRUE;
	default:
		return FALSE;
	}
}

static void append_escape(GString *out, gunichar character)
{
	if (character < 0x10000) {
		g_string_append_printf(out, "\\u%04x", character);
		return;
	}
	character -= 0x10000;
	g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + (character >> 10),
			       0xdc00 + (character & 0x3ff));
}

/* Where the next byte is that may need an escape: DEL or the start of something beyond ASCII. */
static const char *skip_plain(const char *text, const char *end)
{
	while (text < end && (guchar)*text < 0x7f)
		text++;
	return text;
}

void report_append_json_text(GString *out, const char *json, gsize length)
{
	const char *end = json + length;
	while (json < end) {
		const char *plain = skip_plain(json, end);
		g_string_append_len(out, json, plain - json);
		if (plain == end)
			return;
		gunichar character = g_utf8_get_char_validated(plain, end - plain);
		if (character == (gunichar)-1 || character == (gunichar)-2) {
			g_string_append(out, "\\ufffd");
			json = plain + 1;
			continue;
		}
		json = plain + g_utf8_skip[(guchar)*plain];
		if (acts(character))
			append_escape(out, character);
		else
			g_string_append_len(out, plain, json - plain);
	}
}

void report_append_json(GString *out, const json_t *value)
{
	g_autofree char *text = weir_json_print(value);
	report_append_json_text(out, text, strlen(text));
}

static gboolean needs_no_escape(const char *text)
{
	for (; *text != '\0'; text++)
		if ((guchar)*text < 0x20 || (guchar)*text >= 0x7f || *text == '"' || *text == '\\')
			return FALSE;
	return TRUE;
}

void report_append_json_string(GString *out, const char *text)
{
	if (text == NULL) {
		g_string_append(out, "null");
		return;
	}
	if (needs_no_escape(text)) {
		g_string_append_c(out, '"');
		g_string_append(out, text);
		g_string_append_c(out, '"');
		return;
	}
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	json_t *string = json_string(valid);
	report_append_json(out, string);
	json_decref(string);
}
