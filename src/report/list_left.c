/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "report/cells.h"

enum column_number { SIGN, KIND, ID, TRIGGER, OUTCOME, MARK, WHY, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[KIND] = { "kind", N_("what"), TEXT_LEFT, 12, 0, FALSE, FALSE },
	[ID] = { "id", N_("id"), TEXT_LEFT, 13, 0, TRUE, FALSE },
	[TRIGGER] = { "trigger", N_("trigger"), TEXT_LEFT, 8, 1, FALSE, FALSE },
	[OUTCOME] = { "outcome", N_("outcome"), TEXT_LEFT, 7, 0, FALSE, FALSE },
	[MARK] = { "mark", N_("mark"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[WHY] = { "why", N_("why"), TEXT_LEFT, 10, 2, FALSE, FALSE },
};

void left_row_free(LeftRow *row)
{
	if (row == NULL)
		return;
	g_free(row->id);
	g_free(row->mark);
	g_free(row->trigger);
	g_free(row->why);
	g_free(row);
}

static const LeftRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static const char *sign_of(const LeftRow *row, gboolean utf8)
{
	if (row->tone == TONE_BAD)
		return utf8 ? "✕" : "x";
	if (row->tone == TONE_LOOK)
		return utf8 ? "▲" : "!";
	return utf8 ? "✓" : "+";
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const LeftRow *row = row_at(listing, number);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, sign_of(row, look == LOOK_UTF8));
		return row->tone;
	case KIND:
		g_string_append(out, row->kind);
		break;
	case ID:
		cell_text(out, row->id, look);
		break;
	case TRIGGER:
		cell_text(out, row->trigger, look);
		break;
	case OUTCOME:
		g_string_append(out, row->outcome);
		return row->tone;
	case MARK:
		cell_text(out, row->mark, look);
		break;
	case WHY:
		cell_text(out, row->why, look);
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const LeftRow *row = row_at(listing, number);
	json_t *object = json_object();
	json_set_text(object, "kind", row->kind);
	json_set_text(object, "id", row->id);
	json_set_text(object, "trigger", row->trigger);
	json_set_text(object, "outcome", row->outcome);
	json_set_text(object, "mark", row->mark);
	json_set_text(object, "why", row->why);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint removed = 0, failed = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		removed += strcmp(row_at(listing, i)->outcome, "removed") == 0;
		failed += row_at(listing, i)->tone == TONE_BAD;
	}
	g_string_append_printf(out, _("%u removed"), removed);
	if (failed > 0)
		cell_part(out, look, _("%u could not be removed"), failed);
}

const struct listing_kind listing_left = {
	.name = "left",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
};
