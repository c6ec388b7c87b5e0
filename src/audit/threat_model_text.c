/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown in which strangers' text stays text. */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/threat_model_private.h"
#include "base/text.h"
#include "report/audit_markdown.h"

enum { LONGEST = 300, MOST_FAILURES = 50, MOST_PLACES = 12 };

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

/* Failures that differ in their place only are one item. */
typedef struct {
	const Finding *finding; /* the first */
	GPtrArray *places;      /* char * */
} Failure;

static void failure_free(gpointer memory)
{
	Failure *failure = memory;
	g_ptr_array_unref(failure->places);
	g_free(failure);
}

static gboolean is_alike(const Finding *one, const Finding *other)
{
	return one->check == other->check && one->severity == other->severity &&
	       (one->suppressed == NULL) == (other->suppressed == NULL) &&
	       g_strcmp0(one->message, other->message) == 0;
}

static void add_failure(GPtrArray *failures, const Finding *finding)
{
	g_autofree char *place = finding_place(finding);
	Failure *failure = NULL;
	/* They are sorted, so that the last ones are of the same check. */
	for (guint i = failures->len; i-- > 0 && failure == NULL;) {
		Failure *known = failures->pdata[i];
		if (known->finding->check != finding->check || failures->len - i > MOST_FAILURES)
			break;
		failure = is_alike(known->finding, finding) ? known : NULL;
	}
	if (failure == NULL) {
		failure = g_new0(Failure, 1);
		failure->finding = finding;
		failure->places = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(failures, failure);
	}
	if (place[0] != '\0')
		g_ptr_array_add(failure->places, g_steal_pointer(&place));
}

static void append_failure(GString *out, const Failure *failure)
{
	const Finding *finding = failure->finding;
	g_string_append_printf(out, "- **%s** ", severity_name(finding->severity));
	threat_text(out, finding->message, FALSE);
	g_string_append(out, " (");
	threat_names(out, failure->places, MOST_PLACES, FALSE);
	g_string_append_printf(out, "%s%s", failure->places->len > 0 ? "; " : "", finding->check->id);
	if (finding->suppressed != NULL) {
		g_string_append_printf(out, "; %s ", _("accepted:"));
		threat_text(out, finding->suppressed->reason, FALSE);
	}
	g_string_append(out, ")\n");
}

void threat_failures(ThreatModel *model, const char *intro, const char *const *checks)
{
	const GPtrArray *findings = model->report->findings;
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(failure_free);
	guint judged = 0, open = 0;
	g_string_append_printf(model->out, "\n%s\n\n", intro);
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		if (!is_among(finding->check->id, checks))
			continue;
		judged++;
		open += finding->verdict == VERDICT_UNKNOWN || finding->verdict == VERDICT_ERROR;
		if (finding->verdict == VERDICT_FAIL)
			add_failure(rows, finding);
	}
	guint failures = rows->len;
	for (guint i = 0; i < MIN(failures, MOST_FAILURES); i++)
		append_failure(model->out, rows->pdata[i]);
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
