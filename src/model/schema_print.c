/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages.  They are the wording of the servers that weir meets and imitates, so they are not translated. */
#include "model/schema_private.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static char short_escape(gunichar character)
{
	switch (character) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\\':
		return '\\';
	default:
		return '\0';
	}
}

static void repr_character(GString *out, gunichar character, char quote)
{
	char name = character == (gunichar)quote ? quote : short_escape(character);
	if (name != '\0')
		g_string_append_printf(out, "\\%c", name);
	else if (g_unichar_isprint(character) && (character == ' ' || !g_unichar_isspace(character)))
		g_string_append_unichar(out, character);
	else if (character < 0x100)
		g_string_append_printf(out, "\\x%02x", character);
	else
		g_string_append_printf(out, character < 0x10000 ? "\\u%04x" : "\\U%08x", character);
}

static void repr_text(GString *out, const char *text, size_t length, gsize limit)
{
	char quote = memchr(text, '\'', length) != NULL && memchr(text, '"', length) == NULL ? '"' : '\'';
	g_string_append_c(out, quote);
	const char *end = text + length;
	while (text < end && out->len < limit) {
		gunichar character = g_utf8_get_char_validated(text, end - text);
		if (*text == '\0')
			character = 0;
		if (character == (gunichar)-1 || character == (gunichar)-2) {
			g_string_append_printf(out, "\\x%02x", (guchar)*text++);
			continue;
		}
		repr_character(out, character, quote);
		text += *text == '\0' ? 1 : g_utf8_skip[(guchar)*text];
	}
	g_string_append_c(out, quote);
}

char *schema_quote(const char *text)
{
	GString *out = g_string_new(NULL);
	repr_text(out, text, strlen(text), G_MAXSIZE);
	return g_string_free(out, FALSE);
}

/* The shortest digits, as 0.0001, 1e-05, 1e+16, 2.0. */
static void repr_real(GString *out, double value)
{
	int exponent;
	guint64 digits = schema_number_digits(value, &exponent);
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, digits);
	int length = (int)strlen(text), point = length + exponent; /* 0.DIGITS * 10^point */
	if (signbit(value))
		g_string_append_c(out, '-');
	if (digits == 0) {
		g_string_append(out, "0.0");
	} else if (point < -3 || point > 16) {
		g_string_append_printf(out, "%c%s%se%c%02d", text[0], length > 1 ? "." : "", text + 1,
				       point > 0 ? '+' : '-', ABS(point - 1));
	} else if (point <= 0) {
		g_string_append_printf(out, "0.%.*s%s", -point, "000", text);
	} else if (point >= length) {
		g_string_append_printf(out, "%s%.*s.0", text, exponent, "0000000000000000");
	} else {
		g_string_append_printf(out, "%.*s.%s", point, text, text + point);
	}
}

static void repr_object(GString *out, json_t *value, gsize limit)
{
	const char *separator = "";
	const char *name;
	json_t *inner;
	g_string_append_c(out, '{');
	json_object_foreach (value, name, inner) {
		if (out->len >= limit)
			break;
		g_string_append(out, separator);
		repr_text(out, name, strlen(name), limit);
		g_string_append(out, ": ");
		schema_repr(out, inner, limit);
		separator = ", ";
	}
	g_string_append_c(out, '}');
}

static void repr_array(GString *out, json_t *value, gsize limit)
{
	g_string_append_c(out, '[');
	for (size_t i = 0; i < json_array_size(value) && out->len < limit; i++) {
		g_string_append(out, i == 0 ? "" : ", ");
		schema_repr(out, json_array_get(value, i), limit);
	}
	g_string_append_c(out, ']');
}

void schema_repr(GString *out, json_t *value, gsize limit)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		repr_object(out, value, limit);
		break;
	case JSON_ARRAY:
		repr_array(out, value, limit);
		break;
	case JSON_STRING:
		repr_text(out, json_string_value(value), json_string_length(value), limit);
		break;
	case JSON_INTEGER:
		g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		break;
	case JSON_REAL:
		repr_real(out, json_real_value(value));
		break;
	case JSON_TRUE:
		g_string_append(out, "True");
		break;
	case JSON_FALSE:
		g_string_append(out, "False");
		break;
	case JSON_NULL:
		g_string_append(out, "None");
		break;
	}
}

static char *message(Run *run, const char *format, va_list arguments)
{
	GString *out = g_string_new(NULL);
	for (const char *at = format; *at != '\0'; at++) {
		if (*at != '%') {
			g_string_append_c(out, *at);
			continue;
		}
		const char *text;
		switch (*++at) {
		case 'v':
			schema_repr(out, va_arg(arguments, json_t *), run->text);
			break;
		case 'q':
			text = va_arg(arguments, const char *);
			repr_text(out, text, strlen(text), run->text);
			break;
		case 's':
			text = va_arg(arguments, const char *);
			g_string_append(out, text);
			break;
		case 'z':
			g_string_append_printf(out, "%zu", va_arg(arguments, size_t));
			break;
		}
	}
	run->text -= MIN(run->text, out->len);
	return g_string_free(out, FALSE);
}

char *schema_place(const Place *place)
{
	GString *out = g_string_new(NULL);
	for (; place != NULL; place = place->up) {
		g_autoptr(GString) step = g_string_new(NULL);
		if (place->member == NULL)
			g_string_append_printf(step, "/%zu", place->index);
		else
			weir_json_pointer_push(step, place->member);
		g_string_prepend_len(out, step->str, (gssize)step->len);
	}
	return g_string_free(out, FALSE);
}

static SchemaError *error_add(Run *run, const Site *site, char *text)
{
	SchemaError *error = g_new0(SchemaError, 1);
	error->instance = schema_place(site->place);
	error->keyword = g_strdup(site->name);
	error->schema = schema_where(site->node, site->keyword == NULL ? NULL : site->name);
	error->message = text;
	for (const Place *place = site->place; place != NULL; place = place->up)
		error->depth++;
	const Keyword *type = schema_keyword(site->node, schema_check_type);
	error->type_fits = type != NULL && (type->types & schema_types(site->instance)) != 0;
	g_ptr_array_add(run->errors, error);
	return error;
}

SchemaVerdict schema_fail(Run *run, const Site *site, const char *format, ...)
{
	if (run->errors == NULL || run->errors->len >= SCHEMA_ERRORS)
		return SCHEMA_INVALID;
	va_list arguments;
	va_start(arguments, format);
	error_add(run, site, message(run, format, arguments));
	va_end(arguments);
	return SCHEMA_INVALID;
}

/* The same, with what the branches said, which it takes. */
SchemaVerdict schema_fail_with(Run *run, const Site *site, GPtrArray *context, const char *format, ...)
{
	if (run->errors == NULL || run->errors->len >= SCHEMA_ERRORS) {
		g_clear_pointer(&context, g_ptr_array_unref);
		return SCHEMA_INVALID;
	}
	va_list arguments;
	va_start(arguments, format);
	error_add(run, site, message(run, format, arguments))->context = context;
	va_end(arguments);
	return SCHEMA_INVALID;
}
