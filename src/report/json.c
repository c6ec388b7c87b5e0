/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "report/format.h"

/* How a value is written. */
struct writer {
	GString *out;
	int indent;     /* spaces a level; 0: compact */
	gboolean ascii; /* nothing beyond ASCII */
};

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

/* One character beyond plain ASCII; returns what follows it. */
static const char *append_character(GString *out, const char *text, const char *end, gboolean ascii)
{
	gunichar character = g_utf8_get_char_validated(text, end - text);
	if (character == (gunichar)-1 || character == (gunichar)-2) {
		g_string_append(out, "\\ufffd");
		return text + 1;
	}
	const char *next = text + g_utf8_skip[(guchar)*text];
	if (ascii || acts(character))
		append_escape(out, character);
	else
		g_string_append_len(out, text, next - text);
	return next;
}

void report_append_json_text(GString *out, const char *json, gsize length)
{
	const char *end = json + length;
	while (json < end) {
		const char *plain = json;
		while (json < end && (guchar)*json < 0x7f)
			json++;
		g_string_append_len(out, plain, json - plain);
		if (json < end)
			json = append_character(out, json, end, FALSE);
	}
}

/* Quote, backslash and C0 controls. */
static void append_ascii_escape(GString *out, char character)
{
	static const char named[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = character != '\0' ? strchr(named, character) : NULL;
	if (at != NULL)
		g_string_append_printf(out, "\\%c", letters[at - named]);
	else
		append_escape(out, (guchar)character);
}

static gboolean is_plain(char character)
{
	return (guchar)character >= 0x20 && (guchar)character < 0x7f && character != '"' && character != '\\';
}

static void append_string(GString *out, const char *text, gsize length, gboolean ascii)
{
	const char *end = text + length;
	g_string_append_c(out, '"');
	while (text < end) {
		const char *plain = text;
		while (text < end && is_plain(*text))
			text++;
		g_string_append_len(out, plain, text - plain);
		if (text == end)
			break;
		if ((guchar)*text >= 0x7f)
			text = append_character(out, text, end, ascii);
		else
			append_ascii_escape(out, *text++);
	}
	g_string_append_c(out, '"');
}

void report_append_json_string(GString *out, const char *text)
{
	if (text == NULL)
		g_string_append(out, "null");
	else
		append_string(out, text, strlen(text), FALSE);
}

/* The fewest digits that are the same number when they are read again. */
static void append_real(GString *out, double number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_ascii_formatd(text, sizeof text, formats[i], number);
		if (g_ascii_strtod(text, NULL) == number)
			break;
	}
	g_string_append(out, text);
	if (strpbrk(text, ".e") == NULL)
		g_string_append(out, ".0");
}

static void append_value(const struct writer *writer, const json_t *value, int depth);

static void append_break(const struct writer *writer, int depth)
{
	if (writer->indent > 0)
		g_string_append_printf(writer->out, "\n%*s", writer->indent * depth, "");
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append_object(const struct writer *writer, const json_t *object, int depth)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *name = NULL;
	json_t *value = NULL;
	json_object_foreach ((json_t *)object, name, value)
		g_ptr_array_add(names, (gpointer)name);
	if (names->len > 1) /* an empty one has no array */
		qsort(names->pdata, names->len, sizeof(gpointer), compare_names);
	g_string_append_c(writer->out, '{');
	for (guint i = 0; i < names->len; i++) {
		name = g_ptr_array_index(names, i);
		if (i > 0)
			g_string_append_c(writer->out, ',');
		append_break(writer, depth + 1);
		append_string(writer->out, name, strlen(name), writer->ascii);
		g_string_append(writer->out, writer->indent > 0 ? ": " : ":");
		append_value(writer, json_object_get(object, name), depth + 1);
	}
	if (names->len > 0)
		append_break(writer, depth);
	g_string_append_c(writer->out, '}');
}

static void append_array(const struct writer *writer, const json_t *array, int depth)
{
	g_string_append_c(writer->out, '[');
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i > 0)
			g_string_append_c(writer->out, ',');
		append_break(writer, depth + 1);
		append_value(writer, json_array_get(array, i), depth + 1);
	}
	if (json_array_size(array) > 0)
		append_break(writer, depth);
	g_string_append_c(writer->out, ']');
}

static void append_value(const struct writer *writer, const json_t *value, int depth)
{
	if (value == NULL) {
		g_string_append(writer->out, "null");
		return;
	}
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		append_object(writer, value, depth);
		break;
	case JSON_ARRAY:
		append_array(writer, value, depth);
		break;
	case JSON_STRING:
		append_string(writer->out, json_string_value(value), json_string_length(value),
			      writer->ascii);
		break;
	case JSON_INTEGER:
		g_string_append_printf(writer->out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		break;
	case JSON_REAL:
		append_real(writer->out, json_real_value(value));
		break;
	case JSON_TRUE:
		g_string_append(writer->out, "true");
		break;
	case JSON_FALSE:
		g_string_append(writer->out, "false");
		break;
	case JSON_NULL:
		g_string_append(writer->out, "null");
		break;
	}
}

void report_append_json(GString *out, const json_t *value)
{
	append_value(&(struct writer){ .out = out }, value, 0);
}

void report_append_json_pretty(GString *out, const json_t *value, gboolean ascii)
{
	append_value(&(struct writer){ .out = out, .indent = 2, .ascii = ascii }, value, 0);
}
