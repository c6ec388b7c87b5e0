/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "model/drift.h"
#include "report/cells.h"

enum column_number { SIGN, KIND, SUBJECT, BEFORE, AFTER, RISK, SEVERITY, DOCUMENT, POINTER, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[KIND] = { "kind", N_("change"), TEXT_LEFT, 10, 0, FALSE, FALSE },
	[SUBJECT] = { "subject", N_("of what"), TEXT_LEFT, 12, 2, FALSE, FALSE },
	[BEFORE] = { "before", N_("before"), TEXT_LEFT, 8, 2, FALSE, FALSE },
	[AFTER] = { "after", N_("after"), TEXT_LEFT, 8, 2, FALSE, FALSE },
	[RISK] = { "risk", N_("risk"), TEXT_LEFT, 5, 0, FALSE, FALSE },
	[SEVERITY] = { "severity", N_("severity"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[DOCUMENT] = { "document", N_("document"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[POINTER] = { "pointer", N_("place"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static const Drift *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static const char *risk_of(const Drift *drift)
{
	static const char *const words[] = { "", "breaking", "risky", "breaking, risky" };
	return words[(drift->breaking != 0) + 2 * (drift->risky != 0)];
}

static Tone tone_of(const Drift *drift)
{
	return drift->risky ? TONE_BAD : drift->breaking ? TONE_LOOK : TONE_DIM;
}

static void sign_cell(const Drift *drift, ListingLook look, GString *out)
{
	gboolean utf8 = look == LOOK_UTF8;
	if (drift->risky)
		g_string_append(out, utf8 ? "▲" : "!");
	else if (drift->breaking)
		g_string_append(out, utf8 ? "✕" : "x");
	else
		g_string_append(out, utf8 ? "·" : ".");
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const Drift *drift = row_at(listing, number);
	const struct drift_kind *kind = &drift_kinds[drift->kind];
	const char *const texts[N_COLUMNS] = {
		[KIND] = kind->name,          [SUBJECT] = drift->subject, [BEFORE] = drift->before,
		[AFTER] = drift->after,       [RISK] = risk_of(drift),    [SEVERITY] = kind->severity,
		[DOCUMENT] = drift->document, [POINTER] = drift->pointer,
	};
	if (column == SIGN)
		sign_cell(drift, look, out);
	else if (column < N_COLUMNS)
		cell_text(out, texts[column], look);
	return column == SIGN || column == RISK ? tone_of(drift) : TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	return drift_json(row_at(listing, number));
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint breaking = 0, risky = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		breaking += row_at(listing, i)->breaking != 0;
		risky += row_at(listing, i)->risky != 0;
	}
	g_string_append_printf(out, ngettext("%u change", "%u changes", listing->n_rows), listing->n_rows);
	if (breaking > 0)
		cell_part(out, look, _("%u breaking"), breaking);
	if (risky > 0)
		cell_part(out, look, _("%u risky"), risky);
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const Drift *drift = row_at(listing, number);
	detail_add(lines, drift_kinds[drift->kind].name, TONE_ACCENT, "%s", drift->subject);
	detail_add(lines, NULL, TONE_PLAIN, "%s", _(drift_kinds[drift->kind].help));
	detail_add_text(lines, _("before"), drift->before);
	detail_add_text(lines, _("after"), drift->after);
	detail_add(lines, _("place"), TONE_PLAIN, "%s#%s", drift->document, drift->pointer);
	if (drift->breaking || drift->risky)
		detail_add(lines, _("risk"), tone_of(drift), "%s", risk_of(drift));
}

const struct listing_kind listing_changes = {
	.name = "changes",
	.schema = "diff",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
