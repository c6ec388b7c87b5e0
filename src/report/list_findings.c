/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/when.h"
#include "report/cells.h"
#include "report/finding_detail.h"

enum column_number {
	SIGN,
	VERDICT,
	SEVERITY,
	CHECK,
	WHERE,
	SINCE,
	SUPPRESSED,
	ORIGIN,
	ROW,
	TITLE,
	MESSAGE,
	GUIDELINE,
	OWASP,
	CWE,
	EXCHANGE,
	FINGERPRINT,
	N_COLUMNS,
};

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[VERDICT] = { "verdict", N_("verdict"), TEXT_LEFT, 7, 0, FALSE, FALSE },
	[SEVERITY] = { "severity", N_("severity"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[CHECK] = { "check", N_("check"), TEXT_LEFT, 16, 0, FALSE, FALSE },
	[WHERE] = { "where", N_("where"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[SINCE] = { "since", N_("since"), TEXT_LEFT, 10, 2, FALSE, FALSE },
	[SUPPRESSED] = { "suppressed", N_("suppressed"), TEXT_LEFT, 16, 2, FALSE, FALSE },
	[ORIGIN] = { "origin", N_("origin"), TEXT_LEFT, 8, 2, FALSE, FALSE },
	[ROW] = { "row", N_("row"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[TITLE] = { "title", N_("title"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[MESSAGE] = { "message", N_("message"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[GUIDELINE] = { "guideline", N_("guideline"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[OWASP] = { "owasp", "OWASP", TEXT_LEFT, 0, 0, FALSE, TRUE },
	[CWE] = { "cwe", "CWE", TEXT_LEFT, 0, 0, FALSE, TRUE },
	[EXCHANGE] = { "exchange", N_("exchange"), TEXT_RIGHT, 0, 0, FALSE, TRUE },
	[FINGERPRINT] = { "fingerprint", N_("fingerprint"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

FindingRow *finding_row_new(const struct check_info *check, guint place, FindingState state)
{
	FindingRow *row = g_new0(FindingRow, 1);
	row->check = check;
	row->place = place;
	row->state = state;
	return row;
}

void finding_row_free(FindingRow *row)
{
	if (row == NULL)
		return;
	finding_unref(row->finding);
	g_free(row);
}

static const FindingRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

/* ---- words ---- */

const char *finding_row_word(const FindingRow *row)
{
	if (row->state == FINDING_WAITING)
		return "waiting";
	return row->finding != NULL ? verdict_name(row->finding->verdict) : "not asked";
}

const char *finding_row_sign(const FindingRow *row, ListingLook look)
{
	gboolean utf8 = look == LOOK_UTF8;
	if (row->state == FINDING_WAITING)
		return utf8 ? "…" : ".";
	if (row->finding == NULL)
		return utf8 ? "·" : ".";
	return verdict_sign(row->finding->verdict, !utf8);
}

Tone finding_tone(const Finding *finding)
{
	switch (finding->verdict) {
	case VERDICT_FAIL:
		if (finding->suppressed != NULL)
			return TONE_DIM;
		return finding->severity >= SEVERITY_HIGH ? TONE_BAD : TONE_LOOK;
	case VERDICT_ERROR:
		return TONE_BAD;
	case VERDICT_UNKNOWN:
	case VERDICT_MANUAL:
		return TONE_LOOK;
	case VERDICT_PASS:
		return TONE_GOOD;
	default:
		return TONE_DIM;
	}
}

static Tone row_tone(const FindingRow *row)
{
	return row->finding == NULL || row->state != FINDING_JUDGED ? TONE_DIM : finding_tone(row->finding);
}

/* A pass is as good whatever a failure would have been. */
static gboolean has_severity(const Finding *finding)
{
	return finding->verdict != VERDICT_PASS && finding->verdict != VERDICT_SKIPPED;
}

char *finding_until(const Suppression *suppression)
{
	if (suppression->until == 0)
		return g_strdup(_("for ever"));
	g_autofree char *text = when_rfc3339(suppression->until - 1);
	text[strcspn(text, "T")] = '\0';
	return g_strdup_printf(_("until %s"), text);
}

/* ---- cells ---- */

static Tone verdict_cell(const FindingRow *row, ListingLook look, GString *out)
{
	g_string_append(out, finding_row_word(row));
	return row_tone(row);
}

static Tone severity_cell(const FindingRow *row, GString *out)
{
	const Finding *finding = row->finding;
	if (finding == NULL) {
		g_string_append(out, severity_name(row->check->severity));
		return TONE_DIM;
	}
	if (!has_severity(finding))
		return TONE_PLAIN;
	g_string_append(out, severity_name(finding->severity));
	return finding->verdict == VERDICT_FAIL ? row_tone(row) : TONE_DIM;
}

static void since_cell(const Finding *finding, GString *out)
{
	if (finding->baseline == BASELINE_NEW) {
		g_string_append(out, "new");
	} else if (finding->since > 0) {
		g_autofree char *text = when_relative(finding->since, g_get_real_time());
		g_string_append(out, text);
	}
}

static void suppressed_cell(const Finding *finding, GString *out)
{
	const Suppression *says =
		finding->suppressed != NULL ? finding->suppressed : finding->suppression_expired;
	if (says == NULL)
		return;
	g_autofree char *until = finding_until(says);
	g_string_append(out, finding->suppressed != NULL ? until : _("ended"));
}

static Tone where_cell(const FindingRow *row, ListingLook look, GString *out)
{
	g_autofree char *where = finding_place(row->finding);
	/* Where it is nowhere in particular, the reason is what tells it apart. */
	cell_paragraphs(out, *where != '\0' ? where : row->finding->message, look);
	return row->finding->verdict == VERDICT_PASS || *where == '\0' ? TONE_DIM : TONE_PLAIN;
}

static Tone finding_cell(const FindingRow *row, enum column_number column, ListingLook look, GString *out)
{
	const Finding *finding = row->finding;
	if (finding == NULL)
		return TONE_PLAIN;
	switch (column) {
	case WHERE:
		return where_cell(row, look, out);
	case SINCE:
		since_cell(finding, out);
		return finding->baseline == BASELINE_NEW ? TONE_LOOK : TONE_DIM;
	case SUPPRESSED:
		suppressed_cell(finding, out);
		return finding->suppressed != NULL ? TONE_DIM : TONE_LOOK;
	case ORIGIN:
		if (has_severity(finding))
			g_string_append(out, origin_name(finding->origin));
		return TONE_DIM;
	case MESSAGE:
		cell_paragraphs(out, finding->message, look);
		break;
	case EXCHANGE:
		if (finding->exchange != NULL)
			g_string_append_printf(out, "%" G_GUINT64_FORMAT, finding->exchange->number);
		break;
	case FINGERPRINT:
		cell_text(out, finding->fingerprint, look);
		break;
	default:
		break;
	}
	return TONE_PLAIN;
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const FindingRow *row = row_at(listing, number);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, finding_row_sign(row, look));
		return row_tone(row);
	case VERDICT:
		return verdict_cell(row, look, out);
	case SEVERITY:
		return severity_cell(row, out);
	case CHECK:
		g_string_append(out, row->check->id);
		return row_tone(row) == TONE_DIM ? TONE_DIM : TONE_PLAIN;
	case ROW:
		g_string_append_printf(out, "%s#%u", row->check->id, row->place);
		break;
	case TITLE:
		cell_text(out, row->check->title, look);
		break;
	case GUIDELINE:
		cell_text(out, row->check->guidelines, look);
		break;
	case OWASP:
		cell_text(out, row->check->owasp, look);
		break;
	case CWE:
		cell_text(out, row->check->cwe, look);
		break;
	default:
		return finding_cell(row, (enum column_number)column, look, out);
	}
	return TONE_PLAIN;
}

/* By verdict means worst first: verdict, then severity. */
void findings_sort_key(const struct listing *listing, guint number, guint column, GString *out)
{
	const FindingRow *row = row_at(listing, number);
	const Finding *finding = row->finding;
	int verdict = finding != NULL ? (int)finding->verdict : N_VERDICTS;
	int severity = finding != NULL && has_severity(finding) ? N_SEVERITIES - (int)finding->severity
								: N_SEVERITIES + 1;
	gboolean accepted = finding != NULL && finding->suppressed != NULL;
	if (column == VERDICT)
		g_string_append_printf(out, "%d %d %d", verdict, accepted, severity);
	else if (column == SEVERITY)
		g_string_append_printf(out, "%d %d %d", severity, accepted, verdict);
	else if (column == SINCE && finding != NULL && finding->since > 0)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, finding->since);
	else
		cell(listing, number, column, LOOK_UTF8, out);
}

/* ---- JSON ---- */

static json_t *words_json(const char *words)
{
	json_t *array = json_array();
	g_auto(GStrv) parts = g_strsplit(words != NULL ? words : "", " ", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		if (*parts[i] != '\0')
			json_array_append_new(array, json_string(parts[i]));
	return array;
}

static json_t *where_json(const Finding *finding)
{
	json_t *object = json_object();
	json_set_text(object, "route", finding->route);
	json_set_text(object, "subject", finding->subject);
	json_set_text(object, "argument", finding->argument);
	json_set_text(object, "document", finding->document);
	json_set_text(object, "pointer", finding->pointer);
	return object;
}

static json_t *evidence_json(const Finding *finding)
{
	const Exchange *exchange = finding->exchange;
	if (exchange == NULL)
		return json_null();
	g_autofree char *curl = exchange_curl(exchange);
	json_t *object = json_object();
	json_set_text(object, "method", exchange->method);
	json_set_text(object, "url", exchange->url);
	json_object_set_new(object, "status", json_integer(exchange->status));
	json_set_text(object, "quote", finding->quote);
	json_set_text(object, "curl", curl);
	return object;
}

static json_t *suppression_json(const Suppression *says)
{
	if (says == NULL)
		return json_null();
	json_t *object = json_object();
	json_set_text(object, "reason", says->reason);
	json_set_text(object, "text", says->text);
	json_set_text(object, "by", says->by);
	g_autofree char *until = says->until > 0 ? when_rfc3339(says->until) : NULL;
	json_set_text(object, "until", until);
	return object;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const FindingRow *row = row_at(listing, number);
	const Finding *finding = row->finding;
	json_t *object = json_object();
	json_set_text(object, "check", row->check->id);
	json_set_text(object, "title", row->check->title);
	json_set_text(object, "remedy", row->check->fix);
	json_object_set_new(object, "guidelines", words_json(row->check->guidelines));
	json_object_set_new(object, "owasp", words_json(row->check->owasp));
	json_object_set_new(object, "cwe", words_json(row->check->cwe));
	json_set_text(object, "verdict", finding != NULL ? verdict_name(finding->verdict) : NULL);
	if (finding == NULL)
		return object;
	json_set_text(object, "severity", severity_name(finding->severity));
	json_set_text(object, "origin", origin_name(finding->origin));
	json_set_text(object, "message", finding->message);
	json_object_set_new(object, "where", where_json(finding));
	json_object_set_new(object, "evidence", evidence_json(finding));
	json_object_set_new(object, "suppressed", suppression_json(finding->suppressed));
	json_set_text(object, "fingerprint", finding->fingerprint);
	return object;
}

/* ---- the summary ---- */

/* Worst first: what is cut where there is no room is what is fine. */
static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint counts[N_VERDICTS] = { 0 }, waiting = 0, suppressed = 0, without = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		const FindingRow *row = row_at(listing, i);
		const Finding *finding = row->finding;
		gboolean accepted = finding != NULL && finding->suppressed != NULL;
		waiting += row->state == FINDING_WAITING;
		without += finding == NULL && row->state != FINDING_WAITING;
		suppressed += accepted;
		if (finding != NULL && row->state == FINDING_JUDGED && !accepted)
			counts[finding->verdict]++;
	}
	gsize from = out->len;
	for (guint i = 0; i < N_VERDICTS; i++)
		if (counts[i] > 0)
			g_string_append_printf(out, "%s%s %u %s",
					       out->len == from    ? ""
					       : look == LOOK_UTF8 ? " · "
								   : ", ",
					       verdict_sign(i, look != LOOK_UTF8), counts[i],
					       verdict_name(i));
	if (suppressed > 0)
		cell_part(out, look, _("%u suppressed"), suppressed);
	if (waiting > 0 && out->len > from)
		cell_part(out, look, _("%u waiting"), waiting);
	else if (waiting > 0)
		g_string_append_printf(out, _("%u waiting"), waiting);
	if (without == listing->n_rows)
		g_string_append_printf(out, ngettext("%u check", "%u checks", without), without);
	else if (without > 0)
		cell_part(out, look, _("%u not asked"), without);
}

const struct listing_kind listing_findings = {
	.name = "findings",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = finding_detail,
};
