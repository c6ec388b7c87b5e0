/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cells.h"

#include <glib/gi18n.h>
#include <string.h>

static TextFlags flags_of(ListingLook look)
{
	return look == LOOK_ASCII ? TEXT_ASCII : TEXT_ONE_LINE;
}

void cell_text(GString *out, const char *text, ListingLook look)
{
	if (text != NULL)
		text_append_visible(out, text, -1, flags_of(look));
}

/* Paragraphs would break a table's row: any run of white space is one space. */
void cell_paragraphs(GString *out, const char *text, ListingLook look)
{
	if (text == NULL)
		return;
	text += strspn(text, " \t\r\n");
	while (*text != '\0') {
		gsize word = strcspn(text, " \t\r\n");
		text_append_visible(out, text, (gssize)word, flags_of(look));
		text += word;
		text += strspn(text, " \t\r\n");
		if (*text != '\0')
			g_string_append_c(out, ' ');
	}
}

void cell_names(GString *out, char *const *names, ListingLook look)
{
	for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
		if (i > 0)
			g_string_append_c(out, ' ');
		cell_text(out, names[i], look);
	}
}

void cell_names_or_none(GString *out, char *const *names)
{
	if (names == NULL)
		g_string_append_c(out, '?');
	else if (names[0] == NULL)
		g_string_append(out, _("none"));
	else
		cell_names(out, names, LOOK_UTF8);
}

void cell_arguments(GString *out, const GPtrArray *arguments, ListingLook look)
{
	for (guint i = 0; arguments != NULL && i < arguments->len; i++) {
		const Argument *argument = g_ptr_array_index(arguments, i);
		if (i > 0)
			g_string_append_c(out, ' ');
		cell_text(out, argument->name, look);
		if (argument->required)
			g_string_append_c(out, '*');
	}
}

void cell_number(GString *out, double number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append(out, g_ascii_formatd(text, sizeof text, "%.2f", number));
}

const char *cell_word(const char *word, ListingLook look)
{
	return look == LOOK_CODES || *word == '\0' ? word : _(word);
}

const char *cell_yes_no(gboolean value)
{
	return value ? "yes" : "no";
}

void cell_part(GString *out, ListingLook look, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_string_append(out, look == LOOK_UTF8 ? " · " : ", ");
	g_string_append_vprintf(out, format, arguments);
	va_end(arguments);
}

void detail_arguments(GPtrArray *lines, const char *label, const GPtrArray *arguments, const char *remark)
{
	detail_add(lines, label, TONE_PLAIN, "%s",
		   arguments == NULL || arguments->len == 0 ? _("none") : remark);
	for (guint i = 0; arguments != NULL && i < arguments->len; i++) {
		const Argument *argument = g_ptr_array_index(arguments, i);
		g_autoptr(GString) text = g_string_new("  ");
		text_append_visible(text, argument->name, -1, TEXT_ONE_LINE);
		g_string_append(text, argument->required ? " *  " : "    ");
		if (argument->summary != NULL)
			text_append_visible(text, argument->summary, -1, TEXT_ONE_LINE);
		if (argument->doc != NULL && *argument->doc != '\0') {
			g_string_append(text, "  ");
			text_append_visible(text, argument->doc, -1, TEXT_ONE_LINE);
		}
		g_ptr_array_add(lines, detail_line_new(NULL, text->str, TONE_PLAIN));
	}
}

void json_set_text(json_t *object, const char *member, const char *text)
{
	if (text == NULL) {
		json_object_set_new(object, member, json_null());
		return;
	}
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	json_object_set_new(object, member, json_string(valid));
}
