/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue of checks.  Its texts are English whatever the locale, as findings are: they are quoted in
 * tickets and searched for. */
#include <glib/gi18n.h>

#include "report/cells.h"

enum column_number { SIGN, CHECK, LEVEL, SEVERITY, ORIGIN, GUIDELINES, TITLE, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[CHECK] = { "check", N_("check"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[LEVEL] = { "level", N_("level"), TEXT_LEFT, 7, 0, FALSE, FALSE },
	[SEVERITY] = { "severity", N_("severity"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[ORIGIN] = { "origin", N_("origin"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[GUIDELINES] = { "guidelines", N_("guidelines"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[TITLE] = { "title", N_("what is right"), TEXT_LEFT, 20, 2, FALSE, FALSE },
};

static const struct {
	const char *sign, *ascii;
	Tone tone;
} looks[N_SEVERITIES] = {
	[SEVERITY_INFO] = { "·", ".", TONE_DIM },     [SEVERITY_LOW] = { "○", "-", TONE_PLAIN },
	[SEVERITY_MEDIUM] = { "●", "o", TONE_PLAIN }, [SEVERITY_HIGH] = { "▲", "!", TONE_LOOK },
	[SEVERITY_CRITICAL] = { "✕", "x", TONE_BAD },
};

static const struct check_info *info_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static Tone cell(const struct listing *listing, guint row, guint column, ListingLook look, GString *out)
{
	const struct check_info *info = info_at(listing, row);
	const char *const texts[N_COLUMNS] = {
		[SIGN] = look == LOOK_UTF8 ? looks[info->severity].sign : looks[info->severity].ascii,
		[CHECK] = info->id,
		[LEVEL] = audit_level_name(info->level),
		[SEVERITY] = severity_name(info->severity),
		[ORIGIN] = origin_name(info->origin),
		[GUIDELINES] = info->guidelines,
		[TITLE] = info->title,
	};
	if (column >= N_COLUMNS)
		return TONE_PLAIN;
	if (column == SIGN)
		g_string_append(out, texts[SIGN]);
	else
		cell_text(out, texts[column], look);
	return column == SIGN || column == SEVERITY ? looks[info->severity].tone : TONE_PLAIN;
}

static json_t *words_json(const char *words)
{
	json_t *array = json_array();
	g_auto(GStrv) parts = g_strsplit(words != NULL ? words : "", " ", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		if (parts[i][0] != '\0')
			json_array_append_new(array, json_string(parts[i]));
	return array;
}

static json_t *guidelines_json(const struct check_info *info)
{
	json_t *array = json_array();
	g_auto(GStrv) ids = g_strsplit(info->guidelines, " ", -1);
	for (gsize i = 0; ids[i] != NULL; i++)
		json_array_append_new(array,
				      json_pack("{s:s,s:s?}", "id", ids[i], "text", guideline_text(ids[i])));
	return array;
}

static json_t *row_json(const struct listing *listing, guint row)
{
	const struct check_info *info = info_at(listing, row);
	json_t *object = json_object();
	json_set_text(object, "check", info->id);
	json_set_text(object, "level", audit_level_name(info->level));
	json_set_text(object, "severity", severity_name(info->severity));
	json_set_text(object, "origin", origin_name(info->origin));
	json_set_text(object, "title", info->title);
	json_set_text(object, "why", info->why);
	json_set_text(object, "how", info->how);
	json_set_text(object, "fix", info->fix);
	json_set_text(object, "snippet", info->snippet);
	json_set_text(object, "mistaken", info->mistaken);
	json_object_set_new(object, "guidelines", guidelines_json(info));
	json_object_set_new(object, "owasp", words_json(info->owasp));
	json_object_set_new(object, "cwe", words_json(info->cwe));
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint counts[N_LEVELS] = { 0 };
	for (guint i = 0; i < listing->n_rows; i++)
		counts[info_at(listing, i)->level]++;
	g_string_append_printf(out, ngettext("%u check", "%u checks", listing->n_rows), listing->n_rows);
	for (guint i = 0; i < N_LEVELS; i++)
		if (counts[i] > 0)
			cell_part(out, look, "%u %s", counts[i], audit_level_name(i));
}

/* ---- the detail ---- */

static void detail_guidelines(const struct check_info *info, GPtrArray *lines)
{
	g_auto(GStrv) ids = g_strsplit(info->guidelines, " ", -1);
	for (gsize i = 0; ids[i] != NULL; i++)
		detail_add(lines, i == 0 ? _("guidelines") : NULL, TONE_PLAIN, "%s: %s", ids[i],
			   guideline_text(ids[i]));
}

static void detail(const struct listing *listing, guint row, ListingLook look, GPtrArray *lines)
{
	const struct check_info *info = info_at(listing, row);
	const char *sign = look == LOOK_UTF8 ? looks[info->severity].sign : looks[info->severity].ascii;
	detail_add(lines, _("check"), TONE_ACCENT, "%s", info->id);
	detail_add_text(lines, _("what is right"), info->title);
	detail_add(lines, _("severity"), looks[info->severity].tone, "%s %s", sign,
		   severity_name(info->severity));
	detail_add_text(lines, _("level"), audit_level_name(info->level));
	detail_add_text(lines, _("origin"), origin_name(info->origin));
	detail_add_text(lines, _("why"), info->why);
	detail_add_text(lines, _("how"), info->how);
	detail_add_text(lines, _("fix"), info->fix);
	detail_add_text(lines, _("for example"), info->snippet);
	detail_add_text(lines, _("mistaken"), info->mistaken);
	detail_guidelines(info, lines);
	detail_add_text(lines, "OWASP", info->owasp);
	detail_add_text(lines, "CWE", info->cwe);
}

const struct listing_kind listing_checks = {
	.name = "checks",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
