/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_page.h"

enum {
	WHERE_PADDED = 56, /* a longer place does not push the columns of other rows away */
	WHERE_LEAST = 12,
};

static Tone severity_tone(Severity severity)
{
	return severity >= SEVERITY_HIGH ? TONE_BAD : severity == SEVERITY_MEDIUM ? TONE_LOOK : TONE_PLAIN;
}

/* ---- groups ---- */

/* What differs only in its place is told once, with its places. */
typedef struct {
	GPtrArray *findings; /* Finding *, borrowed, at least one */
	char *where, *since; /* as they are shown */
} Group;

static void free_group(gpointer memory)
{
	Group *group = memory;
	g_ptr_array_unref(group->findings);
	g_free(group->where);
	g_free(group->since);
	g_free(group);
}

/* What was accepted, or no longer is, has words of its own. */
static gboolean is_alone(const Finding *finding)
{
	return finding->suppressed != NULL || finding->suppression_expired != NULL ||
	       finding->message == NULL;
}

static char *group_key(const Finding *finding, const char *since)
{
	return g_strdup_printf("%s\n%d %d %d\n%s\n%s", finding->check->id, (int)finding->verdict,
			       (int)finding->severity, (int)finding->origin, since, finding->message);
}

/* "create_ticket tags", or "16 places". */
static void set_where(const AuditPage *page, Group *group)
{
	guint places = group->findings->len;
	group->where = places == 1 ? audit_where(group->findings->pdata[0], AUDIT_LINE, page->flags)
				   : g_strdup_printf(ngettext("%u place", "%u places", places), places);
}

static GPtrArray *make_groups(const AuditPage *page)
{
	GPtrArray *groups = g_ptr_array_new_with_free_func(free_group);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < page->report->findings->len; i++) {
		Finding *finding = page->report->findings->pdata[i];
		if (audit_part(finding) == AUDIT_FINE)
			continue;
		g_autofree char *since = audit_since(finding, page->result->finished);
		g_autofree char *key = is_alone(finding) ? NULL : group_key(finding, since);
		Group *group = key != NULL ? g_hash_table_lookup(known, key) : NULL;
		if (group == NULL) {
			group = g_new0(Group, 1);
			group->findings = g_ptr_array_new();
			group->since = g_steal_pointer(&since);
			g_ptr_array_add(groups, group);
			if (key != NULL)
				g_hash_table_insert(known, g_steal_pointer(&key), group);
		}
		g_ptr_array_add(group->findings, finding);
	}
	for (guint i = 0; i < groups->len; i++)
		set_where(page, groups->pdata[i]);
	return groups;
}

/* All of them; "" where there is one, since the row has it. */
static char *group_places(const AuditPage *page, const Group *group)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; group->findings->len > 1 && i < group->findings->len; i++) {
		g_autofree char *place = audit_where(group->findings->pdata[i], AUDIT_LINE, page->flags);
		if (*place != '\0')
			g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", place);
	}
	return g_string_free(out, FALSE);
}

/* ---- findings ---- */

static void measure(AuditPage *page)
{
	int where = 0;
	page->verdict = page->severity = page->check = page->since = 0;
	for (guint i = 0; i < page->groups->len; i++) {
		const Group *group = page->groups->pdata[i];
		const Finding *finding = group->findings->pdata[0];
		page->verdict = MAX(page->verdict, text_width(audit_verdict_word(finding->verdict)));
		page->severity = MAX(page->severity, text_width(audit_severity_word(finding->severity)));
		page->check = MAX(page->check, text_width(finding->check->id));
		page->since = MAX(page->since, strcmp(group->since, "-") != 0 ? text_width(group->since) : 0);
		where = MAX(where, MIN(text_width(group->where), WHERE_PADDED));
	}
	page->verdict = MAX(page->verdict, text_width(_("verdict")));
	page->severity = MAX(page->severity, text_width(_("severity")));
	/* A column that is empty for all is not shown. */
	page->since = page->since > 0 ? MAX(page->since, text_width(_("since"))) : 0;
	page->where = where > 0 ? MAX(where, text_width(_("where"))) : 0;
	if (page->out->width == 0)
		return;
	int left = page->out->width - PAGE_SIGN - page->verdict - page->severity - page->check - page->since -
		   4 * PAGE_GAP;
	page->stacked = left < MIN(where, WHERE_LEAST);
	page->where = MIN(page->where, left);
}

/* What does not fit into the row stands below it: the whole place, the message, and the places. */
static void append_below(AuditPage *page, const Group *group)
{
	const Finding *finding = group->findings->pdata[0];
	g_autofree char *message = audit_visible(finding->message, AUDIT_LINE, page->flags);
	g_autofree char *places = group_places(page, group);
	gboolean cut = page->stacked || text_width(group->where) > page->where;
	if (cut && *group->where != '\0')
		page_wrapped(page, PAGE_INDENT, TONE_DIM, group->where);
	if (*message != '\0')
		page_wrapped(page, PAGE_INDENT, TONE_PLAIN, message);
	if (*places != '\0')
		page_wrapped(page, PAGE_INDENT + PAGE_GAP, TONE_DIM, places);
}

static void append_stacked(AuditPage *page, const Finding *finding, const char *since)
{
	page_sign(page, finding->verdict);
	report_append_toned(page->out, page_verdict_tone(finding->verdict),
			    audit_verdict_word(finding->verdict));
	page_spaces(page, 1);
	report_append_toned(page->out, severity_tone(finding->severity),
			    audit_severity_word(finding->severity));
	if (strcmp(since, "-") != 0) {
		page_spaces(page, 1);
		g_string_append(page->out->pending, since);
	}
	page_end_line(page);
	page_wrapped(page, PAGE_SIGN, TONE_PLAIN, finding->check->id);
}

static void append_row(AuditPage *page, const Finding *finding, const char *where, const char *since)
{
	const struct {
		const char *words;
		int columns;
		Tone tone;
	} cells[] = {
		{ audit_verdict_word(finding->verdict), page->verdict, page_verdict_tone(finding->verdict) },
		{ audit_severity_word(finding->severity), page->severity, severity_tone(finding->severity) },
		{ finding->check->id, page->check, TONE_PLAIN },
		{ where, page->where, TONE_PLAIN },
		{ page->since > 0 ? since : "", page->since,
		  finding->baseline == BASELINE_NEW ? TONE_LOOK : TONE_DIM },
	};
	page_sign(page, finding->verdict);
	for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
		page_spaces(page, i > 0 && cells[i].columns > 0 ? PAGE_GAP : 0);
		page_cell(page, cells[i].words, cells[i].columns, TEXT_LEFT, cells[i].tone);
	}
}

/* One line, so that grep finds check, place and message together. */
static void append_to_row(AuditPage *page, const Group *group)
{
	const Finding *finding = group->findings->pdata[0];
	g_autofree char *message = audit_visible(finding->message, AUDIT_LINE, page->flags);
	g_autofree char *places = group_places(page, group);
	page_spaces(page, PAGE_GAP);
	g_string_append_printf(page->out->pending, "%s%s%s", message, *places != '\0' ? ": " : "", places);
}

static void append_group(AuditPage *page, const Group *group)
{
	const Finding *finding = group->findings->pdata[0];
	gboolean piped = page->out->width == 0;
	if (page->stacked) {
		append_stacked(page, finding, group->since);
		append_below(page, group);
		return;
	}
	/* What the row has no room for stands whole below it, and not cut in it, too. */
	gboolean fits = piped || text_width(group->where) <= page->where;
	append_row(page, finding, fits ? group->where : "", group->since);
	if (piped)
		append_to_row(page, group);
	page_end_line(page);
	if (!piped)
		append_below(page, group);
}

/* Once below the last of a check's failures. */
static void append_workaround(AuditPage *page, const Finding *finding, guint next)
{
	for (guint i = next; i < page->groups->len; i++) {
		const Finding *other = ((const Group *)page->groups->pdata[i])->findings->pdata[0];
		if (other->check == finding->check && audit_part(other) == AUDIT_SDK)
			return;
	}
	if (finding->check->fix != NULL)
		page_said(page, PAGE_INDENT, TONE_PLAIN, _("workaround: %s"), finding->check->fix);
}

static void append_acceptance(AuditPage *page, const Suppression *suppression)
{
	g_autofree char *until = audit_until(suppression);
	page_said(page, PAGE_INDENT, TONE_DIM, _("%s until %s by %s: %s"),
		  suppression->reason != NULL ? suppression->reason : "-", until,
		  suppression->by != NULL ? suppression->by : "-",
		  suppression->text != NULL ? suppression->text : "-");
}

static gboolean write_part(AuditPage *page, AuditPart part, GError **error)
{
	for (guint i = 0; i < page->groups->len; i++) {
		const Group *group = page->groups->pdata[i];
		const Finding *finding = group->findings->pdata[0];
		if (audit_part(finding) != part)
			continue;
		append_group(page, group);
		if (part == AUDIT_SDK)
			append_workaround(page, finding, i + 1);
		if (part == AUDIT_SUPPRESSED)
			append_acceptance(page, finding->suppressed);
		if (finding->suppression_expired != NULL)
			page_said(page, PAGE_INDENT, TONE_LOOK, _("the suppression of %s has expired"),
				  finding->suppression_expired->by != NULL ? finding->suppression_expired->by
									   : "-");
		if (!report_flush(page->out, FALSE, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean write_section(AuditPage *page, AuditPart part, const char *heading, GError **error)
{
	if (audit_part_count(page->report, part) == 0)
		return TRUE;
	g_string_append_c(page->out->pending, '\n');
	page_wrapped(page, 0, TONE_ACCENT, heading);
	return write_part(page, part, error);
}

static void append_titles(AuditPage *page)
{
	const struct {
		const char *title;
		int columns;
	} cells[] = {
		{ _("verdict"), page->verdict }, { _("severity"), page->severity },
		{ _("check"), page->check },     { _("where"), page->where },
		{ _("since"), page->since },
	};
	if (page->stacked)
		return;
	page_spaces(page, PAGE_SIGN);
	for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
		page_spaces(page, i > 0 && cells[i].columns > 0 ? PAGE_GAP : 0);
		page_cell(page, cells[i].columns > 0 ? cells[i].title : "", cells[i].columns, TEXT_LEFT,
			  TONE_ACCENT);
	}
	if (page->out->width == 0) {
		page_spaces(page, PAGE_GAP);
		report_append_toned(page->out, TONE_ACCENT, _("message"));
	}
	page_end_line(page);
}

static gboolean write_parts(AuditPage *page, GError **error)
{
	measure(page);
	if (page->groups->len > 0) {
		g_string_append_c(page->out->pending, '\n');
		append_titles(page);
	}
	const char *sdk =
		page->result->strict
			? _("of the SDK (counted, because of --strict)")
			: _("of the SDK (not counted; whoever runs the server can work around them)");
	return write_part(page, AUDIT_FAILING, error) && write_part(page, AUDIT_OPEN, error) &&
	       write_section(page, AUDIT_SDK, sdk, error) &&
	       write_section(page, AUDIT_SUPPRESSED, _("accepted (not counted)"), error);
}

gboolean page_findings(AuditPage *page, GError **error)
{
	g_autoptr(GPtrArray) groups = make_groups(page);
	page->groups = groups;
	gboolean written = write_parts(page, error);
	page->groups = NULL;
	return written;
}
