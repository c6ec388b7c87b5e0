/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For people: the eight lines first, then what is to be done, worst first (SCREENS.md, view 7).
 *
 * On a terminal a finding's message stands below its row, wrapped; where it is piped, it is in the same
 * line and nothing is cut.  Findings that differ in their place only are told once, with all places. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_page.h"

/* ---- the head and the eight lines ---- */

static void append_head(AuditPage *page)
{
	const AuditReport *report = page->report;
	g_autofree char *name = audit_visible(report->target, AUDIT_NAME, page->flags);
	g_autofree char *url = audit_visible(report->url, AUDIT_LINE, page->flags);
	g_autoptr(GString) line = g_string_new(NULL);
	if (strcmp(name, url) != 0)
		g_string_append_printf(line, "%s  ", url);
	g_string_append_printf(line, _("level %s"), audit_level_word(report->level));
	if (report->profile != NULL)
		g_string_append_printf(line, _(", profile %s"), report->profile);
	g_string_append(line, ", ");
	g_string_append_printf(line, ngettext("%u request", "%u requests", report->requests),
			       report->requests);
	g_string_append(line, ", ");
	g_string_append_printf(line, _("%.1f s"), report->seconds);
	if (page->out->width > 0 && text_width(name) + 2 + text_width(line->str) > page->out->width) {
		page_wrapped(page, 0, TONE_ACCENT, name);
		page_said(page, 2, TONE_DIM, "%s", line->str);
		return;
	}
	report_append_toned(page->out, TONE_ACCENT, name);
	page_spaces(page, 2);
	page_said(page, 0, TONE_DIM, "%s", line->str);
}

enum { NARROW = 60 };

/* TRUE: no failure of that severity counts, so that the line does not speak against the grade below. */
static gboolean is_only_sdk(const AuditPage *page, gsize number)
{
	for (guint i = 0; i < page->report->findings->len; i++) {
		const Finding *finding = page->report->findings->pdata[i];
		if (finding_counts(finding, page->result->strict) &&
		    finding->severity == page->report->line_severities[number] &&
		    check_info_answers(finding->check, checklist[number].id))
			return FALSE;
	}
	return TRUE;
}

/* "✕ fail high", "✕ fail critical (SDK)" */
static char *line_verdict(const AuditPage *page, gsize number)
{
	Verdict verdict = page->report->lines[number];
	const char *sign = verdict_sign(verdict, page_is_ascii(page)), *word = audit_verdict_word(verdict);
	if (verdict != VERDICT_FAIL)
		return g_strdup_printf("%s %s", sign, word);
	gboolean room = page->out->width == 0 || page->out->width >= NARROW;
	return g_strdup_printf("%s %s %s%s", sign, word,
			       audit_severity_word(page->report->line_severities[number]),
			       room && is_only_sdk(page, number) ? _(" (SDK)") : "");
}

/* Half of the lines, or all of them: where they begin, and how wide they are. */
struct lines {
	gsize first, count;
	int label, said;
};

static char *line_label(const AuditPage *page, gsize number)
{
	g_autofree char *words = g_strdup_printf("%s %s", checklist[number].id, _(checklist[number].text));
	return audit_visible(words, AUDIT_LINE, page->flags);
}

static struct lines lines_of(const AuditPage *page, gsize first, gsize count)
{
	struct lines lines = { first, count, 0, 0 };
	for (gsize i = first; i < first + count; i++) {
		g_autofree char *label = line_label(page, i), *verdict = line_verdict(page, i);
		lines.label = MAX(lines.label, text_width(label));
		lines.said = MAX(lines.said, text_width(verdict));
	}
	return lines;
}

static void append_checklist_cell(AuditPage *page, const struct lines *lines, gsize row)
{
	gsize number = lines->first + row;
	g_autofree char *label = line_label(page, number), *verdict = line_verdict(page, number);
	page_spaces(page, PAGE_GAP);
	page_cell(page, label, lines->label, TEXT_LEFT, TONE_PLAIN);
	page_spaces(page, PAGE_GAP);
	page_cell(page, verdict, lines->said, TEXT_LEFT, page_verdict_tone(page->report->lines[number]));
}

static void append_checklist(AuditPage *page)
{
	struct lines left = lines_of(page, 0, N_CHECKLIST / 2);
	struct lines right = lines_of(page, N_CHECKLIST / 2, N_CHECKLIST / 2);
	int both = left.label + left.said + right.label + right.said + 4 * PAGE_GAP;
	gboolean two = page->out->width >= both;
	if (!two)
		left = lines_of(page, 0, N_CHECKLIST);
	if (!two && page->out->width > 0)
		left.label = MIN(left.label, MAX(page->out->width - left.said - 2 * PAGE_GAP, 8));
	for (gsize row = 0; row < left.count; row++) {
		append_checklist_cell(page, &left, row);
		if (two)
			append_checklist_cell(page, &right, row);
		page_end_line(page);
	}
}

static void append_fixed(AuditPage *page)
{
	const GPtrArray *fixed = page->report->fixed;
	if (fixed == NULL || fixed->len == 0)
		return;
	g_string_append_c(page->out->pending, '\n');
	page_wrapped(page, 0, TONE_ACCENT, _("fixed since the baseline"));
	for (guint i = 0; i < fixed->len; i++) {
		const FixedFinding *one = fixed->pdata[i];
		page_said(page, 0, TONE_PLAIN, "%s %s  %s  %s",
			  verdict_sign(VERDICT_PASS, page_is_ascii(page)),
			  one->severity != NULL ? one->severity : "-", one->check != NULL ? one->check : "-",
			  one->where != NULL ? one->where : "");
	}
}

/* ---- the end of a target ---- */

static void append_part(AuditPage *page, GString *line, const char *words)
{
	if (line->len > 0)
		g_string_append(line, page_is_ascii(page) ? ", " : " · ");
	g_string_append(line, words);
}

static void append_suppressed(AuditPage *page, GString *line)
{
	const GPtrArray *findings = page->report->findings;
	const Suppression *only = NULL;
	guint count = 0;
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		if (audit_part(finding) != AUDIT_SUPPRESSED)
			continue;
		only = finding->suppressed;
		count++;
	}
	if (count == 0)
		return;
	g_autofree char *until = count == 1 ? audit_until(only) : NULL;
	g_autofree char *words = count == 1 ? g_strdup_printf(_("1 suppressed until %s"), until)
					    : g_strdup_printf(_("%u suppressed"), count);
	append_part(page, line, words);
}

static void append_counts(AuditPage *page)
{
	static const Verdict order[] = { VERDICT_PASS,    VERDICT_FAIL,   VERDICT_ERROR,
					 VERDICT_UNKNOWN, VERDICT_MANUAL, VERDICT_SKIPPED };
	g_autoptr(GString) line = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
		guint count = page->report->counts[order[i]];
		g_autofree char *words =
			g_strdup_printf("%s %u %s", verdict_sign(order[i], page_is_ascii(page)), count,
					audit_verdict_word(order[i]));
		if (count > 0)
			append_part(page, line, words);
	}
	if (page->report->sdk > 0) {
		g_autofree char *words = g_strdup_printf(_("%u of the SDK"), page->report->sdk);
		append_part(page, line, words);
	}
	append_suppressed(page, line);
	if (line->len > 0)
		page_wrapped(page, 0, TONE_PLAIN, line->str);
	else
		page_wrapped(page, 0, TONE_PLAIN, _("nothing was judged"));
}

static Tone grade_tone(const AuditReport *report)
{
	return report->grade == 'A' || report->grade == 'B' ? TONE_GOOD
	       : report->grade == 'C'                       ? TONE_LOOK
							    : TONE_BAD;
}

static void append_grade(AuditPage *page)
{
	const AuditReport *report = page->report;
	if (!report->complete)
		page_said(page, 0, TONE_BAD, _("incomplete, so there is no grade: %s"),
			  report->incomplete != NULL ? report->incomplete : "-");
	if (report->score < 0 && report->grade == '\0')
		return;
	g_autofree char *score = audit_score(report);
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_append_printf(line, _("score %s of 100"), score);
	if (report->grade != '\0')
		g_string_append_printf(line, _(", grade %c"), report->grade);
	for (guint i = 0; i < report->caps->len; i++)
		g_string_append_printf(line, "%s%s", i == 0 ? " (" : "; ", (char *)report->caps->pdata[i]);
	g_string_append(line, report->caps->len > 0 ? ")" : "");
	page_said(page, 0, grade_tone(report), "%s", line->str);
}

static void append_notes(AuditPage *page)
{
	for (guint i = 0; i < page->report->notes->len; i++)
		page_said(page, 0, TONE_LOOK, _("note: %s"), (char *)page->report->notes->pdata[i]);
}

static gboolean write_report(AuditPage *page, GError **error)
{
	append_head(page);
	append_checklist(page);
	if (!page_findings(page, error))
		return FALSE;
	append_fixed(page);
	g_string_append_c(page->out->pending, '\n');
	append_notes(page);
	append_counts(page);
	append_grade(page);
	return report_flush(page->out, FALSE, error);
}

/* ---- all targets ---- */

enum { SUM_TARGET, SUM_SCORE, SUM_GRADE, SUM_FAIL, SUM_OPEN, SUM_SDK, SUM_ACCEPTED, SUM_SECONDS, N_SUM };
static const struct {
	const char *title;
	TextAlign align;
} sums[N_SUM] = {
	[SUM_TARGET] = { N_("target"), TEXT_LEFT },      [SUM_SCORE] = { N_("score"), TEXT_RIGHT },
	[SUM_GRADE] = { N_("grade"), TEXT_LEFT },        [SUM_FAIL] = { N_("fail"), TEXT_RIGHT },
	[SUM_OPEN] = { N_("not told"), TEXT_RIGHT },     [SUM_SDK] = { N_("SDK"), TEXT_RIGHT },
	[SUM_ACCEPTED] = { N_("accepted"), TEXT_RIGHT }, [SUM_SECONDS] = { N_("seconds"), TEXT_RIGHT },
};

static char *sum_cell(const AuditPage *page, const AuditReport *report, int column)
{
	AuditTally tally;
	switch (column) {
	case SUM_TARGET:
		return audit_visible(report->target, AUDIT_NAME, page->flags);
	case SUM_SCORE:
		return audit_score(report);
	case SUM_GRADE:
		return !report->complete       ? g_strdup(_("incomplete"))
		       : report->grade != '\0' ? g_strdup_printf("%c", report->grade)
					       : g_strdup("-");
	case SUM_FAIL:
		audit_tally(report, page->result->strict, &tally);
		return g_strdup_printf("%u", tally.all);
	case SUM_OPEN:
		return g_strdup_printf("%u", audit_part_count(report, AUDIT_OPEN));
	case SUM_SDK:
		return g_strdup_printf("%u", report->sdk);
	case SUM_ACCEPTED:
		return g_strdup_printf("%u", report->suppressed);
	default:
		return g_strdup_printf("%.1f", report->seconds);
	}
}

static void measure_sums(const AuditPage *page, int widths[N_SUM])
{
	int others = PAGE_SIGN;
	for (int column = 0; column < N_SUM; column++) {
		widths[column] = text_width(_(sums[column].title));
		for (guint i = 0; i < page->result->reports->len; i++) {
			g_autofree char *cell = sum_cell(page, page->result->reports->pdata[i], column);
			widths[column] = MAX(widths[column], text_width(cell));
		}
		others += column != SUM_TARGET ? widths[column] + PAGE_GAP : 0;
	}
	if (page->out->width > 0)
		widths[SUM_TARGET] = MIN(widths[SUM_TARGET], MAX(page->out->width - others, 8));
}

/* How many columns the terminal has room for. */
static int sums_that_fit(const AuditPage *page, const int widths[N_SUM])
{
	int used = PAGE_SIGN + widths[SUM_TARGET], column = SUM_TARGET + 1;
	while (column < N_SUM &&
	       (page->out->width == 0 || used + PAGE_GAP + widths[column] <= page->out->width))
		used += PAGE_GAP + widths[column++];
	return column;
}

static void append_sum(AuditPage *page, const AuditReport *report, const int widths[N_SUM], int columns)
{
	Verdict verdict = !report->complete                             ? VERDICT_ERROR
			  : audit_part_count(report, AUDIT_FAILING) > 0 ? VERDICT_FAIL
									: VERDICT_PASS;
	page_sign(page, verdict);
	for (int column = 0; column < columns; column++) {
		g_autofree char *cell = sum_cell(page, report, column);
		page_spaces(page, column > 0 ? PAGE_GAP : 0);
		page_cell(page, cell, widths[column], sums[column].align,
			  column == SUM_GRADE ? grade_tone(report) : TONE_PLAIN);
	}
	page_end_line(page);
}

static gboolean write_sums(AuditPage *page, GError **error)
{
	int widths[N_SUM];
	measure_sums(page, widths);
	int columns = sums_that_fit(page, widths);
	page_spaces(page, PAGE_SIGN);
	for (int column = 0; column < columns; column++) {
		page_spaces(page, column > 0 ? PAGE_GAP : 0);
		page_cell(page, _(sums[column].title), widths[column], sums[column].align, TONE_ACCENT);
	}
	page_end_line(page);
	for (guint i = 0; i < page->result->reports->len; i++) {
		append_sum(page, page->result->reports->pdata[i], widths, columns);
		if (!report_flush(page->out, FALSE, error))
			return FALSE;
	}
	g_string_append_c(page->out->pending, '\n');
	return TRUE;
}

static void append_gate(AuditPage *page)
{
	const AuditResult *result = page->result;
	if (result->gate != NULL)
		page_said(page, 0, result->exit_code == 0 ? TONE_GOOD : TONE_BAD,
			  _("gate: %s (exit code %d)"), result->gate, result->exit_code);
}

/* For a person who does not know it yet; a pipe gets what was found and nothing else. */
static void append_hint(AuditPage *page)
{
	guint failures = 0;
	for (guint i = 0; i < page->result->reports->len; i++)
		failures += audit_part_count(page->result->reports->pdata[i], AUDIT_FAILING);
	if (page->out->width > 0 && failures > 0)
		page_wrapped(page, 0, TONE_DIM,
			     _("weir checks ID tells why a check is there and how to mend it"));
}

static gboolean write_text(ReportOut *out, const AuditResult *result, GError **error)
{
	AuditPage page = { .out = out, .result = result };
	page.flags = out->look == LOOK_ASCII ? TEXT_ASCII : TEXT_ONE_LINE;
	for (guint i = 0; i < result->reports->len; i++) {
		page.report = result->reports->pdata[i];
		if (!write_report(&page, error))
			return FALSE;
		g_string_append_c(out->pending, '\n');
	}
	if (result->reports->len > 1 && !write_sums(&page, error))
		return FALSE;
	append_hint(&page);
	append_gate(&page);
	return TRUE;
}

const struct audit_format audit_text = {
	.name = "text",
	.help = N_("for people: the checklist first, then findings by severity"),
	.extension = "txt",
	.write = write_text,
	.without_exchanges = TRUE,
};
