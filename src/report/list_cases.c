/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/when.h"
#include "report/cells.h"

enum column_number { SIGN, CASE, SENDS, EXPECTED, GOT, MS, OUTCOME, WHY, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[CASE] = { "case", N_("case"), TEXT_LEFT, 12, 0, FALSE, FALSE },
	[SENDS] = { "sends", N_("sends"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[EXPECTED] = { "expected", N_("expected"), TEXT_LEFT, 10, 0, FALSE, FALSE },
	[GOT] = { "got", N_("got"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[MS] = { "ms", N_("ms"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[OUTCOME] = { "outcome", N_("outcome"), TEXT_LEFT, 7, 2, FALSE, FALSE },
	[WHY] = { "why", N_("why"), TEXT_LEFT, 10, 2, FALSE, FALSE },
};

void case_row_free(CaseRow *row)
{
	if (row == NULL)
		return;
	g_free(row->expected);
	g_free(row->why);
	g_free(row->note);
	g_free(row->answer);
	g_free(row->dispatched);
	g_free(row);
}

static const CaseRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static const struct {
	const char *outcome;
	Tone tone;
	const char *utf8, *ascii;
} signs[] = {
	{ "held", TONE_GOOD, "✓", "+" },          { "failed", TONE_BAD, "✕", "x" },
	{ "error", TONE_BAD, "✕", "x" },          { "unknown", TONE_LOOK, "?", "?" },
	{ "not-applicable", TONE_DIM, "–", "-" }, { "waiting", TONE_DIM, "…", "." },
	{ "sent", TONE_DIM, "…", "." },           { "planned", TONE_DIM, "·", "." },
};

static Tone tone_of(const CaseRow *row, const char **sign, gboolean utf8)
{
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
		if (strcmp(signs[i].outcome, row->outcome) == 0) {
			*sign = utf8 ? signs[i].utf8 : signs[i].ascii;
			return signs[i].tone;
		}
	*sign = " ";
	return TONE_PLAIN;
}

static void append_got(const CaseRow *row, GString *out)
{
	if (row->status > 0)
		g_string_append_printf(out, "%d", row->status);
	if (row->events >= 0)
		g_string_append_printf(out, ngettext(", %d event", ", %d events", (gulong)row->events),
				       row->events);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const CaseRow *row = row_at(listing, number);
	const char *sign = NULL;
	Tone tone = tone_of(row, &sign, look == LOOK_UTF8);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, sign);
		return tone;
	case CASE:
		cell_text(out, row->id, look);
		break;
	case SENDS:
		cell_text(out, _(row->sends), look);
		return TONE_DIM;
	case EXPECTED:
		cell_text(out, row->expected, look);
		break;
	case GOT:
		append_got(row, out);
		return tone;
	case MS:
		if (row->status > 0)
			g_string_append_printf(out, "%.0f", row->ms);
		break;
	case OUTCOME:
		g_string_append(out, row->outcome);
		return tone;
	case WHY:
		cell_text(out, row->why != NULL ? row->why : row->note, look);
		return tone;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const CaseRow *row = row_at(listing, number);
	json_t *object = json_object();
	json_set_text(object, "case", row->id);
	json_set_text(object, "title", row->title);
	json_set_text(object, "sends", row->sends);
	json_set_text(object, "expected", row->expected);
	json_set_text(object, "outcome", row->outcome);
	json_object_set_new(object, "status", row->status > 0 ? json_integer(row->status) : json_null());
	json_object_set_new(object, "events", row->events >= 0 ? json_integer(row->events) : json_null());
	json_object_set_new(object, "ms", row->status > 0 ? json_real(row->ms) : json_null());
	json_set_text(object, "why", row->why);
	json_set_text(object, "note", row->note);
	json_set_text(object, "answer", row->answer);
	json_set_text(object, "dispatched", row->dispatched);
	return object;
}

static guint count(const struct listing *listing, const char *outcome)
{
	guint n = 0;
	for (guint i = 0; i < listing->n_rows; i++)
		n += strcmp(row_at(listing, i)->outcome, outcome) == 0;
	return n;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint failed = count(listing, "failed"), none = count(listing, "not-applicable");
	guint unknown = count(listing, "unknown") + count(listing, "error");
	g_string_append_printf(out, ngettext("%u case", "%u cases", listing->n_rows), listing->n_rows);
	cell_part(out, look, _("%u held"), count(listing, "held"));
	if (failed > 0)
		cell_part(out, look, _("%u did not"), failed);
	if (unknown > 0)
		cell_part(out, look, _("%u cannot be told"), unknown);
	if (none > 0)
		cell_part(out, look, _("%u not applicable"), none);
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const CaseRow *row = row_at(listing, number);
	const char *sign = NULL;
	Tone tone = tone_of(row, &sign, FALSE);
	g_autoptr(GString) got = g_string_new(NULL);
	append_got(row, got);
	g_autofree char *took = row->status > 0 ? when_milliseconds(row->ms) : NULL;
	/* In the language of the ids the first of them is its own title. */
	if (strcmp(_(row->title), row->id) == 0)
		detail_add(lines, _("case"), TONE_ACCENT, "%s", row->id);
	else
		detail_add(lines, _("case"), TONE_ACCENT, "%s (%s)", _(row->title), row->id);
	detail_add(lines, _("sends"), TONE_PLAIN, "%s", _(row->sends));
	detail_add_text(lines, _("expected"), row->expected);
	if (got->len > 0)
		detail_add(lines, _("got"), tone, "%s", got->str);
	detail_add_text(lines, _("took"), took);
	detail_add(lines, _("outcome"), tone, "%s", row->outcome);
	detail_add_text(lines, _("why"), row->why);
	detail_add_text(lines, _("note"), row->note);
	detail_add_text(lines, _("answer"), row->answer);
	detail_add_text(lines, _("dispatched"), row->dispatched);
}

const struct listing_kind listing_cases = {
	.name = "cases",
	.schema = "replay",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};

/* ---- JUnit ---- */

static void append_escaped(GString *out, const char *text)
{
	g_autofree char *visible = text_visible(text, -1, TEXT_ONE_LINE);
	g_autofree char *escaped = g_markup_escape_text(visible, -1);
	g_string_append(out, escaped);
}

static void append_case(GString *out, const char *suite, const CaseRow *row)
{
	static const struct {
		const char *outcome, *element;
	} elements[] = {
		{ "failed", "failure" },         { "error", "error" },     { "unknown", "error" },
		{ "not-applicable", "skipped" }, { "waiting", "skipped" }, { "sent", "error" },
	};
	const char *element = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(elements); i++)
		if (strcmp(elements[i].outcome, row->outcome) == 0)
			element = elements[i].element;
	g_string_append(out, "  <testcase classname=\"");
	append_escaped(out, suite);
	g_string_append(out, "\" name=\"");
	append_escaped(out, row->id);
	g_string_append_printf(out, "\" time=\"%d.%03d\"", (int)(row->ms / 1000), (int)row->ms % 1000);
	if (element == NULL) {
		g_string_append(out, "/>\n");
		return;
	}
	g_string_append_printf(out, ">\n    <%s message=\"", element);
	append_escaped(out, row->why != NULL ? row->why : row->outcome);
	g_string_append(out, "\"/>\n  </testcase>\n");
}

char *cases_junit(const char *suite, const GPtrArray *rows)
{
	GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"");
	const struct listing listing = { .n_rows = rows->len, .data = rows };
	append_escaped(out, suite);
	g_string_append_printf(out, "\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\">\n",
			       rows->len, count(&listing, "failed"),
			       count(&listing, "error") + count(&listing, "unknown"),
			       count(&listing, "not-applicable"));
	for (guint i = 0; i < rows->len; i++)
		append_case(out, suite, rows->pdata[i]);
	g_string_append(out, "</testsuite>\n");
	return g_string_free(out, FALSE);
}
