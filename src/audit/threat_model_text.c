/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown in which strangers' text stays text. */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/threat_model_private.h"
#include "base/text.h"
#include "report/audit_markdown.h"

enum { LONGEST = 300, MOST_FAILURES = 50 };

static char *shown(const char *text)
{
	g_autofree char *visible = text_visible(text != NULL ? text : "", -1, TEXT_ONE_LINE);
	if (g_utf8_strlen(visible, -1) <= LONGEST)
		return g_steal_pointer(&visible);
	g_autofree char *start = g_utf8_substring(visible, 0, LONGEST);
	return g_strconcat(start, "…", NULL);
}

void threat_code(GString *out, const char *text, gboolean cell)
{
	g_autofree char *visible = shown(text);
	markdown_append_code(out, visible, cell);
}

void threat_text(GString *out, const char *text, gboolean cell)
{
	g_autofree char *visible = shown(text);
	markdown_append(out, visible, cell);
}

void threat_names(GString *out, const GPtrArray *names, guint most, gboolean cell)
{
	guint count = most > 0 ? MIN(most, names->len) : names->len;
	for (guint i = 0; i < count; i++) {
		g_string_append(out, i > 0 ? ", " : "");
		threat_code(out, names->pdata[i], cell);
	}
	if (count < names->len)
		g_string_append_printf(out, _(" and %u more"), names->len - count);
}

void threat_heading(ThreatModel *model, const char *text)
{
	g_string_append_printf(model->out, "\n## %s\n\n", text);
}

void threat_table(ThreatModel *model, const char *const *heads, guint count)
{
	for (guint i = 0; i < count; i++)
		g_string_append_printf(model->out, "| %s ", _(heads[i]));
	g_string_append(model->out, "|\n");
	for (guint i = 0; i < count; i++)
		g_string_append(model->out, "| --- ");
	g_string_append(model->out, "|\n");
}

void threat_cell(ThreatModel *model, const char *ours)
{
	g_string_append_printf(model->out, "%s| %s",
			       model->out->len > 0 && model->out->str[model->out->len - 1] == '\n' ? "" : " ",
			       ours);
}

void threat_row_end(ThreatModel *model)
{
	g_string_append(model->out, " |\n");
}

/* ---- findings ---- */

const Finding *threat_finding(const ThreatModel *model, const char *check, const char *subject)
{
	if (subject == NULL)
		return g_hash_table_lookup(model->by_check, check);
	g_autofree char *key = g_strconcat(check, "\n", subject, NULL);
	return g_hash_table_lookup(model->by_subject, key);
}

static gboolean is_among(const char *id, const char *const *checks)
{
	for (gsize i = 0; checks[i] != NULL; i++)
		if (strcmp(checks[i], id) == 0 ||
		    (g_str_has_suffix(checks[i], ".") && g_str_has_prefix(id, checks[i])))
			return TRUE;
	return FALSE;
}

static void append_failure(GString *out, const Finding *finding)
{
	g_autofree char *where = finding_place(finding);
	g_string_append_printf(out, "- **%s** ", severity_name(finding->severity));
	threat_text(out, finding->message, FALSE);
	g_string_append(out, " (");
	if (where[0] != '\0')
		threat_code(out, where, FALSE);
	g_string_append_printf(out, "%s%s", where[0] != '\0' ? ", " : "", finding->check->id);
	if (finding->suppressed != NULL) {
		g_string_append_printf(out, "; %s ", _("accepted:"));
		threat_text(out, finding->suppressed->reason, FALSE);
	}
	g_string_append(out, ")\n");
}

void threat_failures(ThreatModel *model, const char *intro, const char *const *checks)
{
	const GPtrArray *findings = model->report->findings;
	guint judged = 0, failures = 0, open = 0;
	g_string_append_printf(model->out, "\n%s\n\n", intro);
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		if (!is_among(finding->check->id, checks))
			continue;
		judged++;
		open += finding->verdict == VERDICT_UNKNOWN || finding->verdict == VERDICT_ERROR;
		if (finding->verdict == VERDICT_FAIL && failures++ < MOST_FAILURES)
			append_failure(model->out, finding);
	}
	if (failures > MOST_FAILURES)
		g_string_append_printf(model->out, _("- and %u more\n"), failures - MOST_FAILURES);
	if (failures == 0)
		g_string_append_printf(model->out, "- %s\n",
				       judged > 0 ? _("nothing was found") : _("nothing was asked"));
	if (open > 0)
		g_string_append_printf(model->out,
				       ngettext("- %u question could not be told from outside\n",
						"- %u questions could not be told from outside\n", open),
				       open);
}
