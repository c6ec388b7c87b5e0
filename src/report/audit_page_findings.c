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

/* ---- findings ---- */

static void measure(AuditPage *page)
{
	int where = 0;
	page->verdict = page->severity = page->check = page->since = 0;
	for (guint i = 0; i < page->report->findings->len; i++) {
		const Finding *finding = page->report->findings->pdata[i];
		if (audit_part(finding) == AUDIT_FINE)
			continue;
		g_autofree char *place = audit_where(finding, AUDIT_LINE, page->flags);
		g_autofree char *since = audit_since(finding, page->result->finished);
		page->verdict = MAX(page->verdict, text_width(audit_verdict_word(finding->verdict)));
		page->severity = MAX(page->severity, text_width(audit_severity_word(finding->severity)));
		page->check = MAX(page->check, text_width(finding->check->id));
		page->since = MAX(page->since, strcmp(since, "-") != 0 ? text_width(since) : 0);
		where = MAX(where, text_width(place));
	}
	page->verdict = MAX(page->verdict, text_width(_("verdict")));
	page->severity = MAX(page->severity, text_width(_("severity")));
	/* A column that is empty for all is not shown. */
	page->since = page->since > 0 ? MAX(page->since, text_width(_("since"))) : 0;
	where = where > 0 ? MAX(where, text_width(_("where"))) : 0;
	page->where = MIN(where, WHERE_PADDED);
	if (page->out->width == 0)
		return;
	int left = page->out->width - PAGE_SIGN - page->verdict - page->severity - page->check - page->since -
		   4 * PAGE_GAP;
	page->stacked = left < MIN(where, WHERE_LEAST);
	page->where = MIN(where, left);
}

/* What does not fit into the row stands below it: the whole place, and the message. */
static void append_below(AuditPage *page, const Finding *finding, const char *where)
{
	g_autofree char *message = audit_visible(finding->message, AUDIT_LINE, page->flags);
	gboolean cut = page->stacked || text_width(where) > page->where;
	if (cut && *where != '\0')
		page_wrapped(page, PAGE_INDENT, TONE_DIM, where);
	if (*message != '\0')
		page_wrapped(page, PAGE_INDENT, TONE_PLAIN, message);
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

static void append_finding(AuditPage *page, const Finding *finding)
{
	gboolean piped = page->out->width == 0;
	g_autofree char *where = audit_where(finding, AUDIT_LINE, page->flags);
	g_autofree char *since = audit_since(finding, page->result->finished);
	if (page->stacked) {
		append_stacked(page, finding, since);
		append_below(page, finding, where);
		return;
	}
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
	if (piped && finding->message != NULL) {
		g_autofree char *message = audit_visible(finding->message, AUDIT_LINE, page->flags);
		page_spaces(page, PAGE_GAP);
		g_string_append(page->out->pending, message);
	}
	page_end_line(page);
	if (!piped)
		append_below(page, finding, where);
}

/* Once below the last of a check's failures. */
static void append_workaround(AuditPage *page, const Finding *finding, guint next)
{
	const GPtrArray *findings = page->report->findings;
	for (guint i = next; i < findings->len; i++) {
		const Finding *other = findings->pdata[i];
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
	for (guint i = 0; i < page->report->findings->len; i++) {
		const Finding *finding = page->report->findings->pdata[i];
		if (audit_part(finding) != part)
			continue;
		append_finding(page, finding);
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

gboolean page_findings(AuditPage *page, GError **error)
{
	const GPtrArray *findings = page->report->findings;
	measure(page);
	if (audit_part_count(page->report, AUDIT_FINE) < findings->len) {
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
