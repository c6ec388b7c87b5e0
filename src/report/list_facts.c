/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "report/cells.h"

enum column_number { SIGN, TOPIC, NAME, VALUE, STATE, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[TOPIC] = { "topic", N_("topic"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[NAME] = { "name", N_("what"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[VALUE] = { "value", N_("is"), TEXT_LEFT, 10, 1, FALSE, FALSE },
	[STATE] = { "state", N_("state"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static const struct {
	const char *name, *sign, *ascii;
} states[N_TONES] = {
	[TONE_PLAIN] = { "info", "·", "." }, [TONE_DIM] = { "info", "·", "." },
	[TONE_GOOD] = { "ok", "●", "o" },    [TONE_LOOK] = { "look", "▲", "!" },
	[TONE_BAD] = { "bad", "✕", "x" },    [TONE_ACCENT] = { "info", "·", "." },
};

FactRow *fact_row_new(const char *topic, const char *name, const char *value, Tone tone)
{
	FactRow *row = g_new0(FactRow, 1);
	row->topic = topic;
	row->name = g_strdup(name);
	row->value = g_strdup(value);
	row->tone = tone;
	return row;
}

void fact_row_free(FactRow *row)
{
	if (row == NULL)
		return;
	g_free(row->name);
	g_free(row->value);
	g_free(row);
}

static const FactRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const FactRow *row = row_at(listing, number);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, look == LOOK_UTF8 ? states[row->tone].sign : states[row->tone].ascii);
		return row->tone;
	case TOPIC:
		g_string_append(out, row->topic);
		return TONE_DIM;
	case NAME:
		cell_text(out, cell_word(row->name, look), look);
		break;
	case VALUE:
		cell_text(out, row->value, look);
		return row->tone == TONE_GOOD ? TONE_PLAIN : row->tone;
	case STATE:
		g_string_append(out, states[row->tone].name);
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const FactRow *row = row_at(listing, number);
	json_t *object = json_object();
	json_set_text(object, "topic", row->topic);
	json_set_text(object, "name", row->name);
	json_set_text(object, "value", row->value);
	json_set_text(object, "state", states[row->tone].name);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint look_here = 0, bad = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		look_here += row_at(listing, i)->tone == TONE_LOOK;
		bad += row_at(listing, i)->tone == TONE_BAD;
	}
	g_string_append_printf(out, ngettext("%u fact", "%u facts", listing->n_rows), listing->n_rows);
	if (look_here > 0)
		cell_part(out, look, ngettext("%u to look at", "%u to look at", look_here), look_here);
	if (bad > 0)
		cell_part(out, look, _("%u bad"), bad);
}

const struct listing_kind listing_facts = {
	.name = "doctor",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
};
