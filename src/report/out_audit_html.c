/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One self-contained page, readable without scripts, light or dark as the reader has it, and on paper. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/when.h"
#include "report/audit_format.h"
#include "report/audit_html.h"

static const char *verdict_class(Verdict verdict)
{
	return verdict == VERDICT_PASS      ? "good"
	       : verdict <= VERDICT_ERROR   ? "bad"
	       : verdict == VERDICT_SKIPPED ? "dim"
					    : "look";
}

static const char *outcome(const AuditResult *result)
{
	if (result->exit_code == 0)
		return _("passed");
	return result->exit_code == 1 ? _("failed") : _("incomplete");
}

/* ---- the head ---- */

static char *style_digest(void)
{
	guint8 digest[32];
	gsize length = sizeof digest;
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)html_style, (gssize)strlen(html_style));
	g_checksum_get_digest(sum, digest, &length);
	g_checksum_free(sum);
	return g_base64_encode(digest, length);
}

static void append_head(GString *out, const AuditResult *result)
{
	g_autofree char *digest = style_digest();
	/* TRANSLATORS: the code of this language, as HTML wants it: "sv", "de" */
	const char *language = _("en");
	g_string_append_printf(
		out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n", language);
	g_string_append_printf(out,
			       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
			       "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\"/>\n",
			       digest);
	g_string_append(out, "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
			     "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
			     "<meta name=\"generator\" content=\"weir " PACKAGE_VERSION "\"/>\n<title>");
	html_append(out, _("weir audit"), AUDIT_NAME);
	for (guint i = 0; i < result->reports->len && i < 3; i++) {
		g_string_append(out, i == 0 ? ": " : ", ");
		html_append(out, ((AuditReport *)result->reports->pdata[i])->target, AUDIT_NAME);
	}
	g_string_append_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n", html_style);
	g_autofree char *title = g_strdup_printf("%s: %s", _("weir audit"), outcome(result));
	html_append_element(out, "h1", result->exit_code == 0 ? "good" : "bad", title);
	g_autofree char *finished = when_rfc3339(result->finished);
	g_string_append(out, "<p>");
	html_append(out, result->gate, AUDIT_LINE);
	g_string_append_printf(out, "</p>\n<p class=\"dim\">%s</p>\n</header>\n<main>\n", finished);
}

/* ---- several targets ---- */

static void append_number(GString *out, guint number)
{
	g_string_append_printf(out, "<td class=\"n\">%u</td>", number);
}

static void append_target_row(GString *out, const AuditReport *report, guint number, gboolean strict)
{
	AuditTally tally;
	audit_tally(report, strict, &tally);
	g_autofree char *score = audit_score(report);
	g_string_append_printf(out, "<tr><td><a href=\"#t%u\">", number);
	html_append(out, report->target, AUDIT_NAME);
	g_string_append_printf(out, "</a></td><td class=\"n\">%s</td><td>", score);
	if (!report->complete)
		html_append(out, _("incomplete"), AUDIT_NAME);
	else if (report->grade != '\0')
		g_string_append_c(out, report->grade);
	g_string_append(out, "</td>");
	append_number(out, tally.all);
	append_number(out, audit_part_count(report, AUDIT_OPEN));
	append_number(out, report->sdk);
	append_number(out, report->suppressed);
	g_string_append(out, "</tr>\n");
}

static gboolean write_targets(ReportOut *out, const AuditResult *result, GError **error)
{
	const struct {
		const char *title;
		gboolean number;
	} titles[] = {
		{ _("target"), FALSE },  { _("score"), TRUE }, { _("grade"), FALSE },   { _("fail"), TRUE },
		{ _("not told"), TRUE }, { _("SDK"), TRUE },   { _("accepted"), TRUE },
	};
	if (result->reports->len < 2)
		return TRUE;
	g_string_append(out->pending, "<table>\n<thead><tr>");
	for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
		g_string_append(out->pending,
				titles[i].number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		html_append(out->pending, titles[i].title, AUDIT_NAME);
		g_string_append(out->pending, "</th>");
	}
	g_string_append(out->pending, "</tr></thead>\n<tbody>\n");
	for (guint i = 0; i < result->reports->len; i++) {
		append_target_row(out->pending, result->reports->pdata[i], i + 1, result->strict);
		if (!report_flush(out, FALSE, error))
			return FALSE;
	}
	g_string_append(out->pending, "</tbody>\n</table>\n");
	return TRUE;
}

/* ---- one target ---- */

static void append_facts(GString *out, const AuditReport *report)
{
	g_autofree char *started = report->started != 0 ? when_rfc3339(report->started) : g_strdup("-");
	g_string_append(out, "<p class=\"dim\">");
	html_append(out, report->url, AUDIT_LINE);
	g_autofree char *facts =
		g_strdup_printf(ngettext("level %s, %u request, %.1f s, started %s",
					 "level %s, %u requests, %.1f s, started %s", report->requests),
				audit_level_word(report->level), report->requests, report->seconds, started);
	g_string_append(out, "<br/>");
	html_append(out, facts, AUDIT_LINE);
	g_string_append(out, "</p>\n");
}

static void append_grade(GString *out, const AuditReport *report)
{
	g_autofree char *score = audit_score(report);
	gboolean good = report->grade == 'A' || report->grade == 'B';
	if (!report->complete) {
		g_autofree char *text =
			g_strdup_printf(_("incomplete, so there is no grade: %s"),
					report->incomplete != NULL ? report->incomplete : "-");
		html_append_element(out, "p", "bad", text);
	}
	if (report->score >= 0) {
		g_autofree char *line =
			report->grade != '\0'
				? g_strdup_printf(_("grade %c, score %s of 100"), report->grade, score)
				: g_strdup_printf(_("score %s of 100"), score);
		html_append_element(out, "p", good ? "grade good" : "grade bad", line);
	}
	for (guint i = 0; i < report->caps->len; i++)
		html_append_element(out, "p", NULL, report->caps->pdata[i]);
	for (guint i = 0; i < report->notes->len; i++)
		html_append_element(out, "p", "look", report->notes->pdata[i]);
}

static void append_lines(GString *out, const AuditReport *report)
{
	html_append_element(out, "h3", NULL, _("Secure by default"));
	g_string_append(out, "<ul class=\"lines\">\n");
	for (gsize i = 0; i < N_CHECKLIST; i++) {
		Verdict verdict = report->lines[i];
		g_string_append_printf(out, "<li><span>%s ", checklist[i].id);
		html_append(out, _(checklist[i].text), AUDIT_NAME);
		g_string_append_printf(
			out,
			"</span><span class=\"word %s\"><span aria-hidden=\"true\">%s</span> %s "
			"%s</span></li>\n",
			verdict_class(verdict), verdict_sign(verdict, FALSE), audit_verdict_word(verdict),
			verdict == VERDICT_FAIL ? audit_severity_word(report->line_severities[i]) : "");
	}
	g_string_append(out, "</ul>\n");
}

static gboolean write_part(ReportOut *out, const AuditResult *result, const AuditReport *report,
			   AuditPart part, const char *heading, GError **error)
{
	guint count = audit_part_count(report, part);
	g_autofree char *title = g_strdup_printf("%s (%u)", heading, count);
	if (count == 0)
		return TRUE;
	html_append_element(out->pending, "h3", NULL, title);
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (audit_part(finding) != part)
			continue;
		html_append_finding(out->pending, finding, result->finished);
		if (!report_flush(out, FALSE, error))
			return FALSE;
	}
	return TRUE;
}

static void append_fixed(GString *out, const GPtrArray *fixed)
{
	if (fixed == NULL || fixed->len == 0)
		return;
	html_append_element(out, "h3", NULL, _("Fixed since the baseline"));
	g_string_append(out, "<ul>\n");
	for (guint i = 0; i < fixed->len; i++) {
		const FixedFinding *one = fixed->pdata[i];
		g_string_append(out, "<li><code>");
		html_append(out, one->check, AUDIT_NAME);
		g_string_append(out, "</code> ");
		html_append(out, one->where, AUDIT_LINE);
		g_string_append(out, "</li>\n");
	}
	g_string_append(out, "</ul>\n");
}

/* What is well, in one folded table: a page of 70 passes helps nobody. */
static gboolean write_fine(ReportOut *out, const AuditReport *report, GError **error)
{
	guint count = audit_part_count(report, AUDIT_FINE);
	if (count == 0)
		return TRUE;
	g_autofree char *title = g_strdup_printf("%s (%u)", _("Passed or skipped"), count);
	html_append_element(out->pending, "h3", NULL, title);
	g_string_append(out->pending, "<details><summary>");
	html_append(out->pending, title, AUDIT_NAME);
	g_string_append(out->pending, "</summary>\n<table><tbody>\n");
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (audit_part(finding) != AUDIT_FINE)
			continue;
		g_string_append_printf(
			out->pending,
			"<tr><td class=\"word %s\">%s %s</td><td><code>%s</code></td><td lang=\"en\">",
			verdict_class(finding->verdict), verdict_sign(finding->verdict, FALSE),
			audit_verdict_word(finding->verdict), finding->check->id);
		html_append(out->pending, finding->message != NULL ? finding->message : finding->check->title,
			    AUDIT_LINE);
		g_string_append(out->pending, "</td></tr>\n");
		if (!report_flush(out, FALSE, error))
			return FALSE;
	}
	g_string_append(out->pending, "</tbody></table></details>\n");
	return TRUE;
}

static gboolean write_report(ReportOut *out, const AuditResult *result, guint number, GError **error)
{
	const AuditReport *report = result->reports->pdata[number];
	g_string_append_printf(out->pending, "<section id=\"t%u\">\n", number + 1);
	html_append_element(out->pending, "h2", NULL, report->target);
	append_facts(out->pending, report);
	append_grade(out->pending, report);
	append_lines(out->pending, report);
	html_append_chart(out->pending, report);
	if (!write_part(out, result, report, AUDIT_FAILING, _("Failures"), error) ||
	    !write_part(out, result, report, AUDIT_OPEN, _("Not told"), error) ||
	    !write_part(out, result, report, AUDIT_SDK,
			result->strict ? _("Of the SDK, counted because of --strict")
				       : _("Of the SDK, not counted"),
			error) ||
	    !write_part(out, result, report, AUDIT_SUPPRESSED, _("Accepted, not counted"), error))
		return FALSE;
	append_fixed(out->pending, report->fixed);
	if (!write_fine(out, report, error))
		return FALSE;
	g_string_append(out->pending, "</section>\n");
	return report_flush(out, FALSE, error);
}

static gboolean write_html(ReportOut *out, const AuditResult *result, GError **error)
{
	append_head(out->pending, result);
	if (!write_targets(out, result, error))
		return FALSE;
	for (guint i = 0; i < result->reports->len; i++)
		if (!write_report(out, result, i, error))
			return FALSE;
	g_string_append(out->pending, "</main>\n</body>\n</html>\n");
	return TRUE;
}

const struct audit_format audit_html = {
	.name = "html",
	.help = N_("one self-contained page without scripts"),
	.extension = "html",
	.write = write_html,
};
