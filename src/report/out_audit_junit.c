/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JUnit XML as Jenkins' xunit plugin and its relatives read it: a testsuite for each target, a testcase for
 * each check, and one more, audit.complete, so that an audit that did not end is never green.
 *
 * What counts is a failure; what could not be asked an error; all that is no verdict (unknown, manual,
 * skipped) and failures that do not count are skipped, with the reason. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/when.h"
#include "report/audit_format.h"
#include "report/audit_parts.h"

/* What becomes of a testcase, worst first. */
typedef enum { CASE_FAILURE, CASE_ERROR, CASE_SKIPPED, CASE_PASSED, N_CASES } Case;
static const char *const elements[N_CASES] = { "failure", "error", "skipped", NULL };

struct test_case {
	const struct check_info *check;
	GPtrArray *findings; /* const Finding * */
	Case outcome;
};

static void free_case(gpointer memory)
{
	struct test_case *one = memory;
	g_ptr_array_unref(one->findings);
	g_free(one);
}

/* No attribute and no text can be left by what it says; control characters are gone already. */
static void append_escaped(GString *out, const char *visible)
{
	g_autofree char *escaped = g_markup_escape_text(visible, -1);
	g_string_append(out, escaped);
}

static void append_attribute(GString *out, const char *name, const char *text)
{
	g_autofree char *visible = audit_visible(text, AUDIT_LINE, TEXT_ONE_LINE);
	g_string_append_printf(out, " %s=\"", name);
	append_escaped(out, visible);
	g_string_append_c(out, '"');
}

static void append_seconds(GString *out, double seconds)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	g_string_append_printf(out, " time=\"%s\"", g_ascii_formatd(text, sizeof text, "%.3f", seconds));
}

/* ---- findings to cases ---- */

static Case outcome_of(const Finding *finding, gboolean strict)
{
	static const Case outcomes[N_VERDICTS] = {
		[VERDICT_FAIL] = CASE_SKIPPED, /* unless it counts */
		[VERDICT_ERROR] = CASE_ERROR,    [VERDICT_UNKNOWN] = CASE_SKIPPED,
		[VERDICT_MANUAL] = CASE_SKIPPED, [VERDICT_SKIPPED] = CASE_SKIPPED,
		[VERDICT_PASS] = CASE_PASSED,
	};
	return finding_counts(finding, strict) ? CASE_FAILURE : outcomes[finding->verdict];
}

static GPtrArray *cases_of(const AuditReport *report, gboolean strict)
{
	GPtrArray *cases = g_ptr_array_new_with_free_func(free_case);
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		struct test_case *one = g_hash_table_lookup(by_id, finding->check->id);
		if (one == NULL) {
			one = g_new0(struct test_case, 1);
			one->check = finding->check;
			one->findings = g_ptr_array_new();
			one->outcome = CASE_PASSED;
			g_ptr_array_add(cases, one);
			g_hash_table_insert(by_id, (gpointer)finding->check->id, one);
		}
		g_ptr_array_add(one->findings, (gpointer)finding);
		one->outcome = MIN(one->outcome, outcome_of(finding, strict));
	}
	return cases;
}

/* ---- what a case says ---- */

static const char *why_not_counted(const Finding *finding)
{
	if (finding->verdict != VERDICT_FAIL)
		return verdict_name(finding->verdict);
	return finding->suppressed != NULL ? "suppressed" : "of the SDK";
}

static char *headline(const struct test_case *one, gboolean strict)
{
	const Finding *first = NULL;
	guint count = 0;
	for (guint i = 0; i < one->findings->len; i++) {
		const Finding *finding = one->findings->pdata[i];
		if (outcome_of(finding, strict) != one->outcome)
			continue;
		first = first != NULL ? first : finding;
		count++;
	}
	const char *message = first->message != NULL ? first->message : one->check->title;
	g_autofree char *said = audit_visible(message, AUDIT_NAME, TEXT_ONE_LINE);
	g_autofree char *where = audit_where(first, AUDIT_NAME, TEXT_ONE_LINE);
	GString *line = g_string_new(NULL);
	if (one->outcome == CASE_SKIPPED)
		g_string_append_printf(line, "%s: ", why_not_counted(first));
	g_string_append_printf(line, "%s%s%s", where, *where != '\0' ? ": " : "", said);
	if (count > 1)
		g_string_append_printf(line, " (and %u more)", count - 1);
	return g_string_free(line, FALSE);
}

static void append_suppression(GString *out, const Suppression *suppression)
{
	g_autofree char *until = suppression->until != 0 ? audit_until(suppression) : g_strdup("for ever");
	g_autofree char *line = g_strdup_printf(
		"%s until %s: %s", suppression->reason != NULL ? suppression->reason : "suppressed", until,
		suppression->text != NULL ? suppression->text : "");
	g_autofree char *visible = audit_visible(line, AUDIT_LINE, TEXT_ONE_LINE);
	g_string_append(out, " [");
	append_escaped(out, visible);
	g_string_append_c(out, ']');
}

static void append_finding(GString *out, const Finding *finding)
{
	g_autofree char *where = audit_where(finding, AUDIT_LINE, TEXT_ONE_LINE);
	g_autofree char *message = audit_visible(finding->message, AUDIT_LINE, TEXT_ONE_LINE);
	g_autofree char *curl = audit_curl(finding);
	g_string_append_printf(out, "%s %s: ", verdict_name(finding->verdict),
			       severity_name(finding->severity));
	append_escaped(out, where);
	g_string_append(out, *where != '\0' ? ": " : "");
	append_escaped(out, message);
	if (finding->suppressed != NULL)
		append_suppression(out, finding->suppressed);
	g_string_append_c(out, '\n');
	if (curl != NULL && finding->verdict == VERDICT_FAIL) {
		g_string_append(out, "  ");
		append_escaped(out, curl);
		g_string_append_c(out, '\n');
	}
}

static void append_case(ReportOut *out, const AuditReport *report, const struct test_case *one,
			gboolean strict)
{
	GString *pending = out->pending;
	g_string_append(pending, "    <testcase");
	append_attribute(pending, "classname", report->target);
	append_attribute(pending, "name", one->check->id);
	g_string_append(pending, " time=\"0\"");
	if (one->outcome == CASE_PASSED) {
		g_string_append(pending, "/>\n");
		return;
	}
	const char *element = elements[one->outcome];
	const Finding *first = one->findings->pdata[0]; /* the worst: they are in order */
	g_autofree char *message = headline(one, strict);
	g_string_append_printf(pending, ">\n      <%s", element);
	append_attribute(pending, "message", message);
	if (one->outcome != CASE_SKIPPED)
		append_attribute(pending, "type", severity_name(first->severity));
	g_string_append_c(pending, '>');
	for (guint i = 0; i < one->findings->len; i++)
		append_finding(pending, one->findings->pdata[i]);
	if (one->outcome == CASE_FAILURE && one->check->fix != NULL) {
		g_string_append(pending, "fix: ");
		append_escaped(pending, one->check->fix);
		g_string_append_c(pending, '\n');
	}
	g_string_append_printf(pending, "</%s>\n    </testcase>\n", element);
}

static void append_complete(ReportOut *out, const AuditReport *report)
{
	GString *pending = out->pending;
	g_string_append(pending, "    <testcase");
	append_attribute(pending, "classname", report->target);
	g_string_append(pending, " name=\"audit.complete\" time=\"0\"");
	if (report->complete) {
		g_string_append(pending, "/>\n");
		return;
	}
	g_string_append(pending, ">\n      <error");
	append_attribute(pending, "message",
			 report->incomplete != NULL ? report->incomplete : "it was not finished");
	g_string_append(pending, " type=\"incomplete\"/>\n    </testcase>\n");
}

/* ---- suites ---- */

typedef struct {
	guint tests, cases[N_CASES];
	double seconds;
} Totals;

static void add_totals(Totals *totals, const AuditReport *report, const GPtrArray *cases)
{
	for (guint i = 0; i < cases->len; i++)
		totals->cases[((struct test_case *)cases->pdata[i])->outcome]++;
	totals->cases[report->complete ? CASE_PASSED : CASE_ERROR]++;
	totals->tests += cases->len + 1;
	totals->seconds += report->seconds;
}

static void append_totals(GString *out, const Totals *totals)
{
	g_string_append_printf(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\"", totals->tests,
			       totals->cases[CASE_FAILURE], totals->cases[CASE_ERROR]);
}

static void append_property(GString *out, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	g_string_append_printf(out, "      <property name=\"%s\"", name);
	append_attribute(out, "value", value);
	g_string_append(out, "/>\n");
}

static void append_properties(GString *out, const AuditReport *report)
{
	const char grade[] = { report->grade, '\0' };
	g_autofree char *score = report->score >= 0 ? g_strdup_printf("%d", report->score) : NULL;
	g_autofree char *requests = g_strdup_printf("%u", report->requests);
	g_string_append(out, "    <properties>\n");
	append_property(out, "url", report->url);
	append_property(out, "level", audit_level_name(report->level));
	append_property(out, "profile", report->profile);
	append_property(out, "requests", requests);
	append_property(out, "score", score);
	append_property(out, "grade", grade);
	g_string_append(out, "    </properties>\n");
}

static gboolean write_suite(ReportOut *out, const AuditReport *report, gboolean strict, GError **error)
{
	g_autoptr(GPtrArray) cases = cases_of(report, strict);
	Totals totals = { 0 };
	add_totals(&totals, report, cases);
	g_string_append(out->pending, "  <testsuite");
	append_attribute(out->pending, "name", report->target);
	append_totals(out->pending, &totals);
	g_string_append_printf(out->pending, " skipped=\"%u\"", totals.cases[CASE_SKIPPED]);
	append_seconds(out->pending, totals.seconds);
	if (report->started != 0) {
		g_autofree char *started = when_rfc3339(report->started);
		g_strdelimit(started, "Z", '\0'); /* the schemas want no zone; it is UTC */
		append_attribute(out->pending, "timestamp", started);
	}
	g_string_append(out->pending, ">\n");
	append_properties(out->pending, report);
	append_complete(out, report);
	for (guint i = 0; i < cases->len; i++) {
		append_case(out, report, cases->pdata[i], strict);
		if (!report_flush(out, FALSE, error))
			return FALSE;
	}
	g_string_append(out->pending, "  </testsuite>\n");
	return TRUE;
}

static gboolean write_junit(ReportOut *out, const AuditResult *result, GError **error)
{
	Totals totals = { 0 };
	for (guint i = 0; i < result->reports->len; i++) {
		g_autoptr(GPtrArray) cases = cases_of(result->reports->pdata[i], result->strict);
		add_totals(&totals, result->reports->pdata[i], cases);
	}
	g_string_append(out->pending,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"weir audit\"");
	append_totals(out->pending, &totals);
	append_seconds(out->pending, totals.seconds);
	g_string_append(out->pending, ">\n");
	for (guint i = 0; i < result->reports->len; i++)
		if (!write_suite(out, result->reports->pdata[i], result->strict, error))
			return FALSE;
	g_string_append(out->pending, "</testsuites>\n");
	return TRUE;
}

const struct audit_format audit_junit = {
	.name = "junit",
	.help = N_("JUnit XML: a test suite for each target, a test for each check"),
	.extension = "xml",
	.write = write_junit,
};
