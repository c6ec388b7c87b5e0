/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/when.h"
#include "report/cells.h"

enum column_number { ID, TAKEN, DOCUMENTS, BYTES, NOTE, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[ID] = { "pin", N_("pin"), TEXT_RIGHT, 3, 0, FALSE, FALSE },
	[TAKEN] = { "taken", N_("taken"), TEXT_LEFT, 20, 0, FALSE, FALSE },
	[DOCUMENTS] = { "documents", N_("documents"), TEXT_LEFT, 8, 1, FALSE, FALSE },
	[BYTES] = { "bytes", N_("bytes"), TEXT_RIGHT, 5, 0, FALSE, FALSE },
	[NOTE] = { "note", N_("note"), TEXT_LEFT, 8, 2, FALSE, FALSE },
};

PinRow *pin_row_new(gint64 id, gint64 taken, const char *note, Sources documents, gsize bytes)
{
	PinRow *row = g_new0(PinRow, 1);
	*row = (PinRow){ id, taken, g_strdup(note), documents, bytes };
	return row;
}

void pin_row_free(PinRow *row)
{
	if (row == NULL)
		return;
	g_free(row->note);
	g_free(row);
}

static const PinRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const PinRow *row = row_at(listing, number);
	g_autofree char *taken = when_rfc3339(row->taken);
	switch ((enum column_number)column) {
	case ID:
		g_string_append_printf(out, "%" PRId64, row->id);
		break;
	case TAKEN:
		g_string_append(out, taken);
		return TONE_DIM;
	case DOCUMENTS:
		g_string_append(out, sources_name(row->documents));
		return TONE_DIM;
	case BYTES:
		g_string_append_printf(out, "%zu", row->bytes);
		return TONE_DIM;
	case NOTE:
		cell_text(out, row->note, look);
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const PinRow *row = row_at(listing, number);
	g_autofree char *taken = when_rfc3339(row->taken);
	json_t *object =
		json_pack("{s:I, s:s, s:s, s:I}", "pin", (json_int_t)row->id, "taken", taken, "documents",
			  sources_name(row->documents), "bytes", (json_int_t)row->bytes);
	json_set_text(object, "note", row->note);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	g_string_append_printf(out, ngettext("%u pin", "%u pins", listing->n_rows), listing->n_rows);
}

const struct listing_kind listing_pins = {
	.name = "pins",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
};
