/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_html.h"

static const char *verdict_class(Verdict verdict)
{
	static const char *const classes[N_VERDICTS] = {
		[VERDICT_FAIL] = "bad",    [VERDICT_ERROR] = "bad",   [VERDICT_UNKNOWN] = "look",
		[VERDICT_MANUAL] = "look", [VERDICT_SKIPPED] = "dim", [VERDICT_PASS] = "good",
	};
	return classes[verdict];
}

static void append_summary(GString *out, const Finding *finding, gint64 now)
{
	g_autofree char *where = audit_where(finding, AUDIT_LINE, TEXT_ONE_LINE);
	g_autofree char *since = audit_since(finding, now);
	const char *message = finding->message != NULL ? finding->message : finding->check->title;
	g_string_append_printf(out,
			       "<summary><span class=\"word %s\"><span aria-hidden=\"true\">%s</span> %s",
			       verdict_class(finding->verdict), verdict_sign(finding->verdict, FALSE),
			       audit_verdict_word(finding->verdict));
	g_string_append_printf(out, " %s</span> <h4 lang=\"en\">", audit_severity_word(finding->severity));
	html_append(out, message, AUDIT_LINE);
	g_string_append_printf(out, "</h4><span class=\"facts dim\"><code>%s</code>", finding->check->id);
	if (*where != '\0') {
		g_string_append(out, " · <code>");
		html_append(out, where, AUDIT_LINE);
		g_string_append(out, "</code>");
	}
	if (strcmp(since, "-") != 0) {
		g_string_append(out, " · ");
		html_append(out, since, AUDIT_NAME);
	}
	g_string_append(out, "</span></summary>\n");
}

static void append_fact(GString *out, const char *label, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	g_string_append(out, "<dt>");
	html_append(out, label, AUDIT_NAME);
	g_string_append(out, "</dt><dd>");
	html_append(out, text, AUDIT_LONG);
	g_string_append(out, "</dd>\n");
}

static char *guidelines_told(const struct check_info *check)
{
	GString *out = g_string_new(NULL);
	g_auto(GStrv) ids = g_strsplit(check->guidelines != NULL ? check->guidelines : "", " ", -1);
	for (gsize i = 0; ids[i] != NULL; i++) {
		g_autofree char *line = audit_guideline(ids[i]);
		g_string_append_printf(out, "%s%s", out->len > 0 ? "; " : "", line);
	}
	return g_string_free(out, FALSE);
}

static void append_acceptance(GString *out, const char *label, const Suppression *suppression)
{
	if (suppression == NULL)
		return;
	g_autofree char *until = audit_until(suppression);
	g_autofree char *text = g_strdup_printf(_("%s until %s by %s: %s"),
						suppression->reason != NULL ? suppression->reason : "-",
						until, suppression->by != NULL ? suppression->by : "-",
						suppression->text != NULL ? suppression->text : "-");
	append_fact(out, label, text);
}

static void append_facts(GString *out, const Finding *finding)
{
	const struct check_info *check = finding->check;
	g_autofree char *told = guidelines_told(check);
	g_string_append(out, "<dl lang=\"en\">\n");
	append_fact(out, _("check"), check->title);
	append_fact(out, _("why"), check->why);
	append_fact(out, _("guidelines"), told);
	append_fact(out, _("who can mend it"), audit_origin_word(finding->origin));
	append_fact(out, "OWASP API 2023", check->owasp);
	append_fact(out, "CWE", check->cwe);
	append_fact(out, _("document"), finding->document);
	append_fact(out, _("pointer"), finding->pointer);
	append_fact(out, _("seen"), finding->quote);
	append_acceptance(out, _("accepted"), finding->suppressed);
	append_acceptance(out, _("no longer accepted"), finding->suppression_expired);
	append_fact(out, _("fingerprint"), finding->fingerprint);
	g_string_append(out, "</dl>\n");
}

static void append_block(GString *out, const char *label, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	html_append_element(out, "p", "dim", label);
	g_string_append(out, "<pre lang=\"en\">");
	html_append_lines(out, text, AUDIT_BODY);
	g_string_append(out, "</pre>\n");
}

static char *headers_told(const GPtrArray *headers, gboolean answer)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < headers->len && i < AUDIT_HEADERS; i++) {
		const Header *header = headers->pdata[i];
		g_autofree char *name = audit_visible(header->name, AUDIT_NAME, TEXT_ONE_LINE);
		g_autofree char *value = audit_header_value(header, answer);
		g_string_append_printf(out, "%s: %s\n", name, value);
	}
	return g_string_free(out, FALSE);
}

static char *message_told(const char *first, const GPtrArray *headers, GBytes *bytes, gboolean answer)
{
	g_autofree char *fields = headers_told(headers, answer);
	g_autofree char *body = audit_body(bytes, AUDIT_BODY / 2);
	return g_strdup_printf("%s\n%s%s%s", first, fields, body != NULL ? "\n" : "",
			       body != NULL ? body : "");
}

static void append_evidence(GString *out, const Finding *finding)
{
	const Exchange *exchange = finding->exchange;
	if (exchange == NULL)
		return;
	g_autofree char *line = g_strdup_printf("%s %s", exchange->method != NULL ? exchange->method : "",
						exchange->url != NULL ? exchange->url : "");
	g_autofree char *sent = message_told(line, exchange->request_headers, exchange->request_body, FALSE);
	append_block(out, _("what was sent"), sent);
	if (exchange->status > 0) {
		g_autofree char *status = g_strdup_printf("HTTP %d %s", exchange->status,
							  exchange->reason != NULL ? exchange->reason : "");
		g_autofree char *came = message_told(status, exchange->headers, exchange->body, TRUE);
		append_block(out, _("what came"), came);
	} else {
		append_block(out, _("what came"),
			     exchange->error != NULL ? exchange->error->message : _("nothing"));
	}
	g_autofree char *curl = audit_curl(finding);
	append_block(out, _("the same with curl"), curl);
}

void html_append_finding(GString *out, const Finding *finding, gint64 now)
{
	g_string_append(out, "<details>");
	append_summary(out, finding, now);
	append_facts(out, finding);
	append_evidence(out, finding);
	if (finding->verdict == VERDICT_FAIL) {
		html_append_element(out, "p", "dim", _("fix"));
		g_string_append(out, "<p lang=\"en\">");
		html_append(out, finding->check->fix, AUDIT_LONG);
		g_string_append(out, "</p>\n");
		append_block(out, _("in code"), finding->check->snippet);
	}
	g_string_append(out, "</details>\n");
}
