/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/checks.md, and the list of checks in the manual. */
#include <string.h>

#include "audit/check.h"
#include "gen.h"

/* A cell of a table: a bar would end it. */
static void cell(GString *out, const char *words)
{
	g_string_append(out, "| ");
	for (; *words != '\0'; words++) {
		if (*words == '|')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *words);
	}
	g_string_append_c(out, ' ');
}

static void row(const struct check *check, gpointer out)
{
	const struct check_info *info = &check->info;
	g_string_append_printf(out, "| [`%s`](#%s) ", info->id, info->id);
	cell(out, audit_level_name(info->level));
	cell(out, severity_name(info->severity));
	cell(out, origin_name(info->origin));
	cell(out, info->guidelines);
	cell(out, info->title);
	g_string_append(out, "|\n");
}

static void guideline_list(GString *out, const struct check_info *info)
{
	g_auto(GStrv) ids = g_strsplit(info->guidelines, " ", -1);
	for (gsize i = 0; ids[i] != NULL; i++)
		g_string_append_printf(out, "- %s: %s\n", ids[i], guideline_text(ids[i]));
}

static void references(GString *out, const struct check_info *info)
{
	g_string_append_printf(out, "\nOWASP API Security: %s. %s.\n", info->owasp, info->cwe);
}

static void section(const struct check *check, gpointer data)
{
	GString *out = data;
	const struct check_info *info = &check->info;
	g_string_append_printf(
		out, "\n<a id=\"%s\"></a>\n\n## %s\n\n**%s.** Level %s, severity %s, origin %s%s.\n",
		info->id, info->id, info->title, audit_level_name(info->level), severity_name(info->severity),
		origin_name(info->origin), check->flags & CHECK_IS_MANUAL ? "; answered by a person" : "");
	g_string_append_printf(out, "\nWhy: %s\n\nHow: %s\n\nFix: %s\n", info->why, info->how, info->fix);
	if (info->snippet != NULL)
		g_string_append_printf(out, "\n```\n%s%s```\n", info->snippet,
				       g_str_has_suffix(info->snippet, "\n") ? "" : "\n");
	g_string_append_printf(out, "\nA false positive: %s\n\n", info->mistaken);
	guideline_list(out, info);
	references(out, info);
}

void gen_checks(GString *out)
{
	g_string_append(
		out, "# Checks of weir\n\nMade from the tables of the program by doc/gen-doc; the same texts "
		     "are shown by `weir checks`.\n\n"
		     "Level passive sends documented GETs, safe also what cannot succeed, active also what "
		     "touches weir's own canaries. Origin says who can mend it: the SDK, the server's "
		     "author, or its operator.\n\n"
		     "| check | level | severity | origin | guidelines | what is right |\n"
		     "|---|---|---|---|---|---|\n");
	check_foreach(row, out);
	check_foreach(section, out);
}
