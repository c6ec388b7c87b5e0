/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comment on a pull request: the outcome, a table of targets, what fails, and evidence with fixes folded
 * away.
 *
 * Comments have a limit (GitHub: 65,536 characters), so what no longer fits is counted and left out, details
 * first; whole rows and blocks only, so that nothing stays open. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_format.h"
#include "report/audit_markdown.h"
#include "report/audit_parts.h"

enum {
	BUDGET = 60000, /* bytes */
	CLOSING = 2000, /* of them for what ends tables, blocks and the comment */
	TARGETS = 50,   /* rows of the first table */
	EVIDENCE = 2000,
};

struct comment {
	ReportOut *out;
	const AuditResult *result;
	GPtrArray *reports; /* worst first */
	gsize written;
	guint left_out;
};

/* Appends what is never left out. */
static void append(struct comment *comment, const char *text)
{
	g_string_append(comment->out->pending, text);
	comment->written += strlen(text);
}

/* Appends it if there is room; FALSE if not. */
static gboolean offer(struct comment *comment, const char *text)
{
	if (comment->written + strlen(text) > BUDGET - CLOSING) {
		comment->left_out++;
		return FALSE;
	}
	append(comment, text);
	return TRUE;
}

static void append_stranger(GString *out, const char *text, gsize limit, gboolean cell)
{
	g_autofree char *visible = audit_visible(text, limit, TEXT_ONE_LINE);
	markdown_append(out, visible, cell);
}

/* ---- the outcome and the targets ---- */

static const char *outcome(const AuditResult *result)
{
	if (result->exit_code == 0)
		return _("passed");
	return result->exit_code == 1 ? _("failed") : _("incomplete");
}

static void append_outcome(struct comment *comment)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "## %s %s: %s\n\n", comment->result->exit_code == 0 ? "✅" : "❌",
			       _("weir audit"), outcome(comment->result));
	append_stranger(text, comment->result->gate, AUDIT_LINE, FALSE);
	g_string_append(text, "\n\n");
	append(comment, text->str);
}

static char *target_row(const AuditReport *report, gboolean strict)
{
	AuditTally tally;
	audit_tally(report, strict, &tally);
	g_autofree char *score = audit_score(report), *failures = audit_failures(report, strict);
	GString *row = g_string_new("| ");
	append_stranger(row, report->target, AUDIT_NAME, TRUE);
	g_string_append_printf(row, " | %s | ", score);
	if (!report->complete)
		g_string_append(row, _("incomplete"));
	else if (report->grade != '\0')
		g_string_append_printf(row, "**%c**", report->grade);
	g_string_append_printf(row, " | %u%s%s%s | %u | %u | %u |\n", tally.all, tally.all > 0 ? " (" : "",
			       failures, tally.all > 0 ? ")" : "", audit_part_count(report, AUDIT_OPEN),
			       report->sdk, report->suppressed);
	return g_string_free(row, FALSE);
}

static void append_targets(struct comment *comment)
{
	g_autofree char *titles = g_strdup_printf(
		"| %s | %s | %s | %s | %s | %s | %s |\n|---|--:|---|---|--:|--:|--:|\n", _("target"),
		_("score"), _("grade"), _("fail"), _("not told"), _("SDK"), _("accepted"));
	append(comment, titles);
	for (guint i = 0; i < comment->reports->len && i < TARGETS; i++) {
		g_autofree char *row = target_row(comment->reports->pdata[i], comment->result->strict);
		offer(comment, row);
	}
	append(comment, "\n");
	if (comment->reports->len > TARGETS) {
		g_autofree char *more =
			g_strdup_printf(_("%u further targets with better scores are not listed."),
					comment->reports->len - TARGETS);
		append(comment, more);
		append(comment, "\n\n");
	}
}

/* ---- findings of a target ---- */

static char *finding_row(const struct comment *comment, const Finding *finding)
{
	g_autofree char *where = audit_where(finding, AUDIT_NAME, TEXT_ONE_LINE);
	g_autofree char *since = audit_since(finding, comment->result->finished);
	GString *row = g_string_new(NULL);
	g_string_append_printf(row, "| %s %s | %s | `%s` | ", verdict_sign(finding->verdict, FALSE),
			       audit_verdict_word(finding->verdict), audit_severity_word(finding->severity),
			       finding->check->id);
	markdown_append_code(row, where, TRUE);
	g_string_append(row, " | ");
	append_stranger(row, finding->message, AUDIT_NAME, TRUE);
	if (finding->suppressed != NULL) {
		g_autofree char *until = audit_until(finding->suppressed);
		g_string_append(row, " — ");
		append_stranger(row, finding->suppressed->reason, AUDIT_NAME, TRUE);
		g_string_append_printf(row, " %s %s: ", _("until"), until);
		append_stranger(row, finding->suppressed->text, AUDIT_NAME, TRUE);
	}
	g_string_append_printf(row, " | %s |\n", since);
	return g_string_free(row, FALSE);
}

static void append_table(struct comment *comment, const AuditReport *report, AuditPart part)
{
	g_autofree char *titles =
		g_strdup_printf("| %s | %s | %s | %s | %s | %s |\n|---|---|---|---|---|---|\n", _("verdict"),
				_("severity"), _("check"), _("where"), _("message"), _("since"));
	if (!offer(comment, titles))
		return;
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (audit_part(finding) != part)
			continue;
		g_autofree char *row = finding_row(comment, finding);
		offer(comment, row);
	}
	append(comment, "\n");
}

/* What an operator can do until the SDK does, once for each check. */
static void append_workarounds(struct comment *comment, const AuditReport *report)
{
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (audit_part(finding) != AUDIT_SDK || finding->check->fix == NULL ||
		    !g_hash_table_add(told, (gpointer)finding->check->id))
			continue;
		g_autofree char *line =
			g_strdup_printf("- `%s`: %s\n", finding->check->id, finding->check->fix);
		offer(comment, line);
	}
	append(comment, "\n");
}

/* A table that is folded away, if there is anything in it. */
static void append_folded(struct comment *comment, const AuditReport *report, AuditPart part,
			  const char *heading)
{
	guint count = audit_part_count(report, part);
	if (count == 0)
		return;
	g_autofree char *start = g_strdup_printf("<details><summary>%s (%u)</summary>\n\n", heading, count);
	if (!offer(comment, start))
		return;
	append_table(comment, report, part);
	if (part == AUDIT_SDK)
		append_workarounds(comment, report);
	append(comment, "</details>\n\n");
}

static void append_lines(struct comment *comment, const AuditReport *report)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (gsize i = 0; i < N_CHECKLIST; i++) {
		Verdict verdict = report->lines[i];
		g_string_append_printf(text, "- %s **%s** %s: %s", verdict_sign(verdict, FALSE),
				       checklist[i].id, _(checklist[i].text), audit_verdict_word(verdict));
		if (verdict == VERDICT_FAIL)
			g_string_append_printf(text, " (%s)",
					       audit_severity_word(report->line_severities[i]));
		g_string_append_c(text, '\n');
	}
	g_string_append_c(text, '\n');
	offer(comment, text->str);
}

static void append_list(struct comment *comment, const GPtrArray *texts, const char *label)
{
	for (guint i = 0; i < texts->len; i++) {
		g_autoptr(GString) line = g_string_new(NULL);
		g_string_append_printf(line, "- %s: ", label);
		append_stranger(line, texts->pdata[i], AUDIT_LINE, FALSE);
		g_string_append_c(line, '\n');
		offer(comment, line->str);
	}
	append(comment, texts->len > 0 ? "\n" : "");
}

static void append_fixed(struct comment *comment, const GPtrArray *fixed)
{
	for (guint i = 0; fixed != NULL && i < fixed->len; i++) {
		const FixedFinding *one = fixed->pdata[i];
		g_autofree char *where = audit_visible(one->where, AUDIT_NAME, TEXT_ONE_LINE);
		g_autoptr(GString) line = g_string_new(NULL);
		g_string_append_printf(line, "- ✓ %s: ", _("fixed"));
		append_stranger(line, one->check, AUDIT_NAME, FALSE);
		g_string_append_c(line, ' ');
		markdown_append_code(line, where, FALSE);
		g_string_append_c(line, '\n');
		offer(comment, line->str);
	}
	append(comment, fixed != NULL && fixed->len > 0 ? "\n" : "");
}

static void append_report(struct comment *comment, const AuditReport *report)
{
	g_autoptr(GString) heading = g_string_new("### ");
	append_stranger(heading, report->target, AUDIT_NAME, FALSE);
	g_string_append(heading, "\n\n");
	if (!report->complete) {
		g_string_append_printf(heading, "**%s:** ", _("incomplete, so there is no grade"));
		append_stranger(heading, report->incomplete, AUDIT_LINE, FALSE);
		g_string_append(heading, "\n\n");
	}
	if (!offer(comment, heading->str))
		return;
	append_lines(comment, report);
	append_list(comment, report->caps, _("grade"));
	append_list(comment, report->notes, _("note"));
	append_fixed(comment, report->fixed);
	if (audit_part_count(report, AUDIT_FAILING) > 0)
		append_table(comment, report, AUDIT_FAILING);
	append_folded(comment, report, AUDIT_OPEN, _("not told"));
	append_folded(comment, report, AUDIT_SDK, _("of the SDK"));
	append_folded(comment, report, AUDIT_SUPPRESSED, _("accepted"));
}

/* ---- evidence and fixes ---- */

static void append_paragraph(GString *out, const char *label, const char *text)
{
	if (text != NULL)
		g_string_append_printf(out, "**%s** %s\n\n", label, text);
}

static void append_evidence(GString *out, const Finding *finding)
{
	const Exchange *exchange = finding->exchange;
	g_autofree char *curl = audit_curl(finding);
	g_autofree char *body = exchange != NULL ? audit_body(exchange->body, EVIDENCE) : NULL;
	if (curl != NULL && strlen(curl) <= EVIDENCE)
		markdown_append_block(out, "sh", curl);
	if (exchange != NULL && exchange->status > 0)
		g_string_append_printf(out, "HTTP %d\n\n", exchange->status);
	if (body != NULL && *body != '\0')
		markdown_append_block(out, "", body);
	g_string_append(out, exchange != NULL ? "\n" : "");
}

static void append_detail(struct comment *comment, const AuditReport *report, const Finding *finding)
{
	const struct check_info *check = finding->check;
	g_autofree char *where = audit_where(finding, AUDIT_NAME, TEXT_ONE_LINE);
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "#### `%s` ", check->id);
	append_stranger(text, report->target, AUDIT_NAME, FALSE);
	g_string_append(text, *where != '\0' ? " " : "");
	markdown_append_code(text, where, FALSE);
	g_string_append(text, "\n\n");
	append_stranger(text, finding->message, AUDIT_LINE, FALSE);
	g_string_append(text, "\n\n");
	append_paragraph(text, _("Why:"), check->why);
	append_evidence(text, finding);
	append_paragraph(text, _("Fix:"), check->fix);
	if (check->snippet != NULL)
		markdown_append_block(text, "", check->snippet);
	g_string_append_c(text, '\n');
	offer(comment, text->str);
}

static guint failures_of(const struct comment *comment)
{
	guint count = 0;
	for (guint i = 0; i < comment->reports->len; i++)
		count += audit_part_count(comment->reports->pdata[i], AUDIT_FAILING);
	return count;
}

static gboolean write_details(struct comment *comment, GError **error)
{
	guint count = failures_of(comment);
	g_autofree char *start =
		g_strdup_printf("<details><summary>%s (%u)</summary>\n\n", _("Evidence and fixes"), count);
	if (count == 0 || !offer(comment, start))
		return TRUE;
	for (guint i = 0; i < comment->reports->len; i++) {
		const AuditReport *report = comment->reports->pdata[i];
		for (guint j = 0; j < report->findings->len; j++) {
			const Finding *finding = report->findings->pdata[j];
			if (audit_part(finding) == AUDIT_FAILING)
				append_detail(comment, report, finding);
		}
		if (!report_flush(comment->out, FALSE, error))
			return FALSE;
	}
	append(comment, "</details>\n\n");
	return TRUE;
}

static gboolean write_comment(struct comment *comment, GError **error)
{
	append_outcome(comment);
	append_targets(comment);
	for (guint i = 0; i < comment->reports->len; i++) {
		append_report(comment, comment->reports->pdata[i]);
		if (!report_flush(comment->out, FALSE, error))
			return FALSE;
	}
	if (!write_details(comment, error))
		return FALSE;
	if (comment->left_out > 0) {
		g_autofree char *more = g_strdup_printf(
			_("%u parts did not fit into a comment; the other formats have them."),
			comment->left_out);
		append(comment, more);
		append(comment, "\n");
	}
	return TRUE;
}

static gboolean write_markdown(ReportOut *out, const AuditResult *result, GError **error)
{
	g_autoptr(GPtrArray) reports = audit_worst_first(result);
	struct comment comment = { .out = out, .result = result, .reports = reports };
	return write_comment(&comment, error);
}

const struct audit_format audit_markdown = {
	.name = "markdown",
	.help = N_("a comment for a pull request; what does not fit into one is counted"),
	.extension = "md",
	.write = write_markdown,
};
