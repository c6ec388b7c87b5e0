/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/audit_markdown.h"

#include <string.h>

/* What acts though each of its characters is harmless: GitHub makes links of bare addresses. */
static const char *const linked[] = { "://", "www.", "gh-" };

static gboolean is_calm(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if ((guchar)*at < 0x80 && !g_ascii_isalnum(*at) && strchr(" .,;:'\"()-/%=?", *at) == NULL)
			return FALSE;
	g_autofree char *lower = g_ascii_strdown(text, -1);
	for (gsize i = 0; i < G_N_ELEMENTS(linked); i++)
		if (strstr(lower, linked[i]) != NULL)
			return FALSE;
	/* "1." and "-" begin lists at the start of a line, and spaces there a block. */
	const char *after = text + strspn(text, "0123456789");
	if (after > text)
		return *after != '.' && *after != ')';
	return g_ascii_isalpha(*text) || (guchar)*text >= 0x80 || *text == '\0';
}

static gsize longest_run(const char *text, char character)
{
	gsize longest = 0, run = 0;
	for (; *text != '\0'; text++) {
		run = *text == character ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	return longest;
}

static void append_ticks(GString *out, gsize count)
{
	while (count-- > 0)
		g_string_append_c(out, '`');
}

void markdown_append_code(GString *out, const char *visible, gboolean cell)
{
	gsize length = strlen(visible), ticks = longest_run(visible, '`') + 1;
	if (length == 0)
		return;
	/* One space at both ends is taken away again where there is one at both. */
	gboolean pad = visible[0] == '`' || visible[length - 1] == '`' ||
		       (visible[0] == ' ' && visible[length - 1] == ' ');
	append_ticks(out, ticks);
	g_string_append(out, pad ? " " : "");
	for (; *visible != '\0'; visible++) {
		if (*visible == '|' && cell)
			g_string_append_c(out, '\\');
		g_string_append_c(out, *visible);
	}
	g_string_append(out, pad ? " " : "");
	append_ticks(out, ticks);
}

void markdown_append(GString *out, const char *visible, gboolean cell)
{
	if (is_calm(visible))
		g_string_append(out, visible);
	else
		markdown_append_code(out, visible, cell);
}

void markdown_append_block(GString *out, const char *info, const char *text)
{
	gsize ticks = MAX(longest_run(text, '`') + 1, 3);
	append_ticks(out, ticks);
	g_string_append_printf(out, "%s\n%s%s", info, text, g_str_has_suffix(text, "\n") ? "" : "\n");
	append_ticks(out, ticks);
	g_string_append_c(out, '\n');
}
