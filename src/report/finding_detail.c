/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/finding_detail.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "base/when.h"

/* Who can mend it. */
static const char *origin_words(Origin origin)
{
	static const char *const words[N_ORIGINS] = {
		[ORIGIN_SDK] = N_("the SDK: not in grade and gate, unless --strict"),
		[ORIGIN_AUTHOR] = N_("the author of the server"),
		[ORIGIN_OPERATOR] = N_("who operates the server"),
	};
	return _(words[origin]);
}

static void detail_place(const Finding *finding, GPtrArray *lines)
{
	const struct {
		const char *label, *text;
	} parts[] = {
		{ _("route"), finding->route },       { _("subject"), finding->subject },
		{ _("argument"), finding->argument }, { _("document"), finding->document },
		{ _("pointer"), finding->pointer },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		detail_add_text(lines, parts[i].label, parts[i].text);
}

static void detail_suppression(const Suppression *says, Tone tone, const char *label, GPtrArray *lines)
{
	if (says == NULL)
		return;
	g_autofree char *until = finding_until(says);
	detail_add(lines, label, tone, "%s, %s, %s", says->reason, until, says->by != NULL ? says->by : "?");
	detail_add_text(lines, NULL, says->text);
}

static void detail_verdict(const FindingRow *row, ListingLook look, GPtrArray *lines)
{
	const Finding *finding = row->finding;
	const char *sign = finding_row_sign(row, look);
	if (finding == NULL) {
		detail_add(lines, _("verdict"), TONE_DIM, "%s %s", sign, finding_row_word(row));
		return;
	}
	gboolean fine = finding->verdict == VERDICT_PASS || finding->verdict == VERDICT_SKIPPED;
	if (row->state == FINDING_WAITING)
		detail_add(lines, _("verdict"), TONE_DIM, _("%s is being asked again; before: %s"), sign,
			   verdict_name(finding->verdict));
	else
		detail_add(lines, _("verdict"), finding_tone(finding), "%s %s%s%s", sign,
			   verdict_name(finding->verdict), fine ? "" : ", ",
			   fine ? "" : severity_name(finding->severity));
	detail_add_text(lines, _("seen"), finding->message);
	detail_suppression(finding->suppressed, TONE_DIM, _("suppressed"), lines);
	detail_suppression(finding->suppression_expired, TONE_LOOK, _("ended"), lines);
	detail_place(finding, lines);
	if (!fine)
		detail_add(lines, _("mended by"), TONE_PLAIN, "%s", origin_words(finding->origin));
	if (finding->since > 0) {
		g_autofree char *since = when_rfc3339(finding->since);
		detail_add_text(lines, _("since"), since);
	}
	if (finding->baseline != BASELINE_NONE)
		detail_add(lines, _("baseline"), TONE_PLAIN, "%s", baseline_name(finding->baseline));
}

static void detail_guidelines(const struct check_info *check, GPtrArray *lines)
{
	g_auto(GStrv) ids = g_strsplit(check->guidelines != NULL ? check->guidelines : "", " ", -1);
	for (gsize i = 0, n = 0; ids[i] != NULL; i++) {
		const char *text = guideline_text(ids[i]);
		if (*ids[i] != '\0')
			detail_add(lines, n++ == 0 ? _("guidelines") : NULL, TONE_PLAIN, "%s %s", ids[i],
				   text != NULL ? text : "");
	}
}

/* ---- what was sent and came ---- */

/* Folded: headers are looked at when the rest has raised a question. */
static void detail_headers(GPtrArray *lines, const char *label, const GPtrArray *headers)
{
	g_autoptr(json_t) array = json_array();
	for (guint i = 0; headers != NULL && i < headers->len; i++) {
		const Header *header = g_ptr_array_index(headers, i);
		g_autofree char *text = g_strdup_printf("%s: %s", header->name, header->value);
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		json_array_append_new(array, json_string(valid));
	}
	detail_add_json(lines, label, array);
}

/* An excerpt: a tree where it is whole JSON, else text. */
static void detail_body(GPtrArray *lines, const char *label, GBytes *body, gsize whole)
{
	gsize length = 0;
	const char *bytes = body != NULL ? g_bytes_get_data(body, &length) : NULL;
	if (length == 0)
		return;
	g_autoptr(json_t) value = weir_json_read(bytes, length, NULL, NULL, NULL);
	if (json_is_object(value) || json_is_array(value)) {
		detail_add_json(lines, label, value);
		return;
	}
	g_autofree char *text = text_visible(bytes, (gssize)length, TEXT_KEEP_LINES);
	detail_add_text(lines, label, text);
	if (length < whole)
		detail_add(lines, NULL, TONE_DIM, _("(the first %zu of %zu bytes)"), (size_t)length,
			   (size_t)whole);
}

static void detail_evidence(const Finding *finding, GPtrArray *lines)
{
	const Exchange *exchange = finding->exchange;
	if (exchange == NULL)
		return;
	g_ptr_array_add(lines, detail_line_new(_("What was sent and what came"), NULL, TONE_PLAIN));
	detail_add(lines, _("sent"), TONE_ACCENT, "%s %s", exchange->method, exchange->url);
	detail_headers(lines, _("headers"), exchange->request_headers);
	detail_body(lines, _("body"), exchange->request_body, exchange->request_size);
	if (exchange->status != 0)
		detail_add(lines, _("came"), TONE_PLAIN, "%d %s", exchange->status,
			   exchange->reason != NULL ? exchange->reason : "");
	else
		detail_add(lines, _("came"), TONE_LOOK, "%s", _("no answer"));
	if (exchange->error != NULL)
		detail_add(lines, NULL, TONE_BAD, "%s", exchange->error->message);
	detail_headers(lines, _("headers"), exchange->headers);
	if (finding->quote != NULL && *finding->quote != '\0')
		detail_add(lines, _("shows it"), TONE_LOOK, "%s", finding->quote);
	detail_body(lines, _("body"), exchange->body, exchange->body_size);
	g_autofree char *curl = exchange_curl(exchange);
	detail_add_text(lines, _("as curl"), curl);
}

static void detail_remedy(const struct check_info *check, GPtrArray *lines)
{
	g_ptr_array_add(lines, detail_line_new(_("What to do"), NULL, TONE_PLAIN));
	detail_add_text(lines, _("fix"), check->fix);
	if (check->snippet != NULL)
		detail_add(lines, _("code"), TONE_ACCENT, "%s", check->snippet);
	detail_add_text(lines, _("mistaken if"), check->mistaken);
	detail_add_text(lines, "OWASP", check->owasp);
	detail_add_text(lines, "CWE", check->cwe);
}

void finding_detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const GPtrArray *rows = listing->data;
	const FindingRow *row = g_ptr_array_index(rows, number);
	const struct check_info *check = row->check;
	detail_add(lines, _("check"), TONE_ACCENT, "%s", check->id);
	detail_add_text(lines, _("right"), check->title);
	detail_verdict(row, look, lines);
	detail_add_text(lines, _("why"), check->why);
	detail_guidelines(check, lines);
	detail_add_text(lines, _("how"), check->how);
	if (row->finding != NULL)
		detail_evidence(row->finding, lines);
	detail_remedy(check, lines);
	if (row->finding != NULL)
		detail_add_text(lines, _("fingerprint"), row->finding->fingerprint);
}
