/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/listing.h"

DetailLine *detail_line_new(const char *label, const char *text, Tone tone)
{
	DetailLine *line = g_new0(DetailLine, 1);
	line->label = g_strdup(label);
	line->text = g_strdup(text);
	line->tone = tone;
	return line;
}

void detail_line_free(DetailLine *line)
{
	if (line == NULL)
		return;
	g_free(line->label);
	g_free(line->text);
	g_free(line->beside);
	json_decref(line->json);
	g_free(line);
}

static void free_line(gpointer line)
{
	detail_line_free(line);
}

GPtrArray *detail_new(void)
{
	return g_ptr_array_new_with_free_func(free_line);
}

/* Newlines become lines: the first has the label, the others continue it. */
static void add_lines(GPtrArray *lines, const char *label, Tone tone, const char *text)
{
	g_autofree char *visible = text_visible(text, -1, TEXT_KEEP_LINES);
	g_auto(GStrv) parts = g_strsplit(g_strchomp(visible), "\n", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		g_ptr_array_add(lines, detail_line_new(i == 0 ? label : NULL, parts[i], tone));
}

void detail_add(GPtrArray *lines, const char *label, Tone tone, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	add_lines(lines, label, tone, text);
}

void detail_add_json(GPtrArray *lines, const char *label, json_t *value)
{
	if (value == NULL || (json_is_array(value) && json_array_size(value) == 0))
		return;
	DetailLine *line = detail_line_new(label, "", TONE_PLAIN);
	line->json = json_incref(value);
	g_ptr_array_add(lines, line);
}

void detail_add_pair(GPtrArray *lines, Tone tone, const char *text, const char *beside)
{
	g_autofree char *visible = text_visible(text, -1, TEXT_KEEP_LINES);
	DetailLine *line = detail_line_new(NULL, visible, tone);
	line->beside = text_visible(beside, -1, TEXT_KEEP_LINES);
	g_ptr_array_add(lines, line);
}

void detail_add_text(GPtrArray *lines, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		add_lines(lines, label, TONE_PLAIN, text);
}
