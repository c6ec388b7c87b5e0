/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/audit_parts.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/redact.h"
#include "base/when.h"

static const char *const verdict_words[N_VERDICTS] = {
	[VERDICT_FAIL] = N_("fail"),     [VERDICT_ERROR] = N_("error"),     [VERDICT_UNKNOWN] = N_("unknown"),
	[VERDICT_MANUAL] = N_("manual"), [VERDICT_SKIPPED] = N_("skipped"), [VERDICT_PASS] = N_("pass"),
};
static const char *const severity_words[N_SEVERITIES] = {
	[SEVERITY_INFO] = N_("info"), [SEVERITY_LOW] = N_("low"),           [SEVERITY_MEDIUM] = N_("medium"),
	[SEVERITY_HIGH] = N_("high"), [SEVERITY_CRITICAL] = N_("critical"),
};
static const char *const level_words[N_LEVELS] = {
	[LEVEL_PASSIVE] = N_("passive"), [LEVEL_SAFE] = N_("safe"), [LEVEL_ACTIVE] = N_("active")
};
static const char *const origin_words[N_ORIGINS] = {
	[ORIGIN_SDK] = N_("SDK"), [ORIGIN_AUTHOR] = N_("author"), [ORIGIN_OPERATOR] = N_("operator")
};

const char *audit_verdict_word(Verdict verdict)
{
	return _(verdict_words[verdict]);
}

const char *audit_severity_word(Severity severity)
{
	return _(severity_words[severity]);
}

const char *audit_level_word(AuditLevel level)
{
	return _(level_words[level]);
}

const char *audit_origin_word(Origin origin)
{
	return _(origin_words[origin]);
}

/* ---- texts ---- */

/* Ends the text after at most `limit` bytes, between two characters. */
static void cut(GString *text, gsize limit, const char *ellipsis)
{
	if (text->len <= limit)
		return;
	const char *end = text->str + limit;
	while (end > text->str && ((guchar)*end & 0xc0) == 0x80)
		end--;
	g_string_truncate(text, (gsize)(end - text->str));
	g_string_append(text, ellipsis);
}

static char *visible_bytes(const char *bytes, gsize length, gsize limit, TextFlags flags)
{
	g_autofree char *redacted = redact_common_text(bytes, length);
	if (redacted != NULL) {
		bytes = redacted;
		length = strlen(redacted);
	}
	/* A character can be told in up to nine; what is far behind the limit need not be looked at. */
	GString *out = g_string_new(NULL);
	gsize enough = MIN(length, limit + 1);
	while (enough < length && ((guchar)bytes[enough] & 0xc0) == 0x80)
		enough++;
	text_append_visible(out, bytes, (gssize)enough, flags);
	if (enough < length || out->len > limit) {
		g_string_append_c(out, ' ');
		cut(out, MIN(limit, out->len - 1), flags & TEXT_ASCII ? "..." : "…");
	}
	return g_string_free(out, FALSE);
}

char *audit_visible(const char *text, gsize limit, TextFlags flags)
{
	return text != NULL ? visible_bytes(text, strlen(text), limit, flags) : g_strdup("");
}

char *audit_where(const Finding *finding, gsize limit, TextFlags flags)
{
	g_autofree char *where = finding_place(finding);
	return audit_visible(where, limit, flags);
}

char *audit_body(GBytes *body, gsize limit)
{
	gsize length = 0;
	const char *bytes = body != NULL ? g_bytes_get_data(body, &length) : NULL;
	/* The data of empty bytes is NULL or not, as they were made. */
	return length > 0 ? visible_bytes(bytes, length, limit, TEXT_KEEP_LINES) : NULL;
}

char *audit_header_value(const Header *header, gboolean answer)
{
	if (answer && redact_header_is_secret(header->name))
		return g_strdup("«redacted»");
	return audit_visible(header->value, AUDIT_HEADER, TEXT_ONE_LINE);
}

char *audit_curl(const Finding *finding)
{
	if (finding->exchange == NULL || finding->exchange->method == NULL || finding->exchange->url == NULL)
		return NULL;
	g_autofree char *line = exchange_curl(finding->exchange);
	return strlen(line) <= AUDIT_LONG ? audit_visible(line, 4 * AUDIT_LONG, TEXT_ONE_LINE) : NULL;
}

/* ---- JSON ---- */

json_t *audit_json_text(const char *text)
{
	if (text == NULL)
		return json_null();
	g_autofree char *redacted = redact_text(text, strlen(text));
	g_autofree char *valid = g_utf8_make_valid(redacted != NULL ? redacted : text, -1);
	g_autoptr(GString) whole = g_string_new(valid);
	cut(whole, AUDIT_LONG, "…");
	return json_stringn(whole->str, whole->len);
}

json_t *audit_json_words(const char *words)
{
	json_t *array = json_array();
	g_auto(GStrv) parts = g_strsplit(words != NULL ? words : "", " ", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		if (*parts[i] != '\0')
			json_array_append_new(array, json_string(parts[i]));
	return array;
}

json_t *audit_json_time(gint64 when)
{
	g_autofree char *text = when != 0 ? when_rfc3339(when) : NULL;
	return text != NULL ? json_string(text) : json_null();
}

/* ---- what is said of findings ---- */

char *audit_since(const Finding *finding, gint64 now)
{
	if (finding->verdict != VERDICT_FAIL)
		return g_strdup("-");
	if (finding->baseline == BASELINE_NEW)
		return g_strdup(_("new"));
	if (finding->since > 0)
		return when_relative(finding->since, now);
	return g_strdup(finding->baseline == BASELINE_UNCHANGED ? _("known") : "-");
}

char *audit_until(const Suppression *suppression)
{
	if (suppression->until == 0)
		return g_strdup(_("for ever"));
	/* It ends with the last day; that of the year 9999 is the last that can be told. */
	g_autofree char *text = when_rfc3339(suppression->until - 1);
	return g_strndup(text, strcspn(text, "T"));
}

AuditPart audit_part(const Finding *finding)
{
	if (finding->verdict == VERDICT_PASS || finding->verdict == VERDICT_SKIPPED)
		return AUDIT_FINE;
	if (finding->verdict != VERDICT_FAIL)
		return AUDIT_OPEN;
	if (finding->suppressed != NULL)
		return AUDIT_SUPPRESSED;
	return finding->origin == ORIGIN_SDK ? AUDIT_SDK : AUDIT_FAILING;
}

guint audit_part_count(const AuditReport *report, AuditPart part)
{
	guint count = 0;
	for (guint i = 0; i < report->findings->len; i++)
		count += audit_part(report->findings->pdata[i]) == part;
	return count;
}

void audit_tally(const AuditReport *report, gboolean strict, AuditTally *tally)
{
	memset(tally, 0, sizeof *tally);
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (!finding_counts(finding, strict))
			continue;
		tally->failures[finding->severity]++;
		tally->all++;
		tally->fresh += finding->baseline == BASELINE_NEW;
	}
}

char *audit_failures(const AuditReport *report, gboolean strict)
{
	AuditTally tally;
	audit_tally(report, strict, &tally);
	GString *out = g_string_new(NULL);
	for (int severity = N_SEVERITIES - 1; severity >= 0; severity--)
		if (tally.failures[severity] > 0)
			g_string_append_printf(out, "%s%u %s", out->len > 0 ? ", " : "",
					       tally.failures[severity],
					       audit_severity_word((Severity)severity));
	return g_string_free(out, FALSE);
}

static gint compare_reports(gconstpointer a, gconstpointer b)
{
	const AuditReport *one = *(const AuditReport *const *)a, *other = *(const AuditReport *const *)b;
	if (one->complete != other->complete)
		return one->complete ? 1 : -1;
	return one->score - other->score;
}

GPtrArray *audit_worst_first(const AuditResult *result)
{
	GPtrArray *reports = g_ptr_array_new();
	for (guint i = 0; i < result->reports->len; i++)
		g_ptr_array_add(reports, result->reports->pdata[i]);
	g_ptr_array_sort(reports, compare_reports); /* GLib's sort of pointer arrays is stable */
	return reports;
}

char *audit_score(const AuditReport *report)
{
	return report->score >= 0 ? g_strdup_printf("%d", report->score) : g_strdup("-");
}

char *audit_guideline(const char *id)
{
	const char *text = guideline_text(id);
	return text != NULL ? g_strdup_printf("%s: %s", id, text) : g_strdup(id);
}
