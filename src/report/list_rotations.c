/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "report/cells.h"

enum column_number {
	SIGN,
	ID,
	SECRET,
	DRIVER,
	STATE,
	STEP,
	CHANGED,
	SAFE,
	NOTE,
	STARTED,
	RETIRE,
	BEFORE,
	AFTER,
	N_COLUMNS
};

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[ID] = { "rotation", N_("no."), TEXT_RIGHT, 3, 0, FALSE, FALSE },
	[SECRET] = { "secret", N_("secret"), TEXT_LEFT, 12, 2, FALSE, FALSE },
	[DRIVER] = { "driver", N_("driver"), TEXT_LEFT, 7, 0, FALSE, FALSE },
	[STATE] = { "state", N_("state"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[STEP] = { "step", N_("step"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[CHANGED] = { "changed", N_("changed"), TEXT_LEFT, 10, 0, FALSE, FALSE },
	[SAFE] = { "safe", N_("what is safe"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[NOTE] = { "note", N_("why"), TEXT_LEFT, 10, 3, FALSE, FALSE },
	[STARTED] = { "started", N_("started"), TEXT_LEFT, 20, 0, FALSE, TRUE },
	[RETIRE] = { "retire", N_("retire"), TEXT_LEFT, 20, 0, FALSE, TRUE },
	[BEFORE] = { "before", N_("before"), TEXT_LEFT, 13, 0, TRUE, TRUE },
	[AFTER] = { "after", N_("after"), TEXT_LEFT, 13, 0, TRUE, TRUE },
};

void rotation_row_free(RotationRow *row)
{
	if (row == NULL)
		return;
	g_free(row->secret);
	g_free(row->driver);
	g_free(row->step);
	g_free(row->safe);
	g_free(row->note);
	g_free(row->before);
	g_free(row->after);
	g_free(row);
}

static const RotationRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static const char *sign_of(const RotationRow *row, gboolean utf8)
{
	if (row->tone == TONE_BAD)
		return utf8 ? "✕" : "x";
	if (row->tone == TONE_LOOK)
		return utf8 ? "▲" : "!";
	return utf8 ? "✓" : "+";
}

static void time_cell(GString *out, gint64 time, ListingLook look)
{
	g_autofree char *text = time == 0            ? g_strdup("")
				: look == LOOK_CODES ? when_rfc3339(time)
						     : when_relative(time, g_get_real_time());
	g_string_append(out, text);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const RotationRow *row = row_at(listing, number);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, sign_of(row, look == LOOK_UTF8));
		return row->tone;
	case ID:
		g_string_append_printf(out, "%" PRId64, row->id);
		return TONE_DIM;
	case SECRET:
		cell_text(out, row->secret, look);
		break;
	case DRIVER:
		cell_text(out, row->driver, look);
		break;
	case STATE:
		g_string_append(out, row->state);
		return row->tone;
	case STEP:
		g_string_append(out, row->step);
		break;
	case CHANGED:
		time_cell(out, row->changed, look);
		return TONE_DIM;
	case SAFE:
		cell_text(out, row->safe, look);
		break;
	case NOTE:
		cell_text(out, row->note, look);
		break;
	case STARTED:
		time_cell(out, row->started, LOOK_CODES);
		break;
	case RETIRE:
		time_cell(out, row->retire, LOOK_CODES);
		break;
	case BEFORE:
		cell_text(out, row->before, look);
		break;
	case AFTER:
		cell_text(out, row->after, look);
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static void set_time(json_t *object, const char *member, gint64 time)
{
	g_autofree char *text = time != 0 ? when_rfc3339(time) : NULL;
	json_set_text(object, member, text);
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const RotationRow *row = row_at(listing, number);
	json_t *object = json_pack("{s:I,s:s,s:b,s:i}", "rotation", (json_int_t)row->id, "state", row->state,
				   "working", row->working, "failures", (int)row->failures);
	json_set_text(object, "secret", row->secret);
	json_set_text(object, "driver", row->driver);
	json_set_text(object, "step", row->step);
	json_set_text(object, "safe", row->safe);
	json_set_text(object, "note", row->note);
	json_set_text(object, "before", row->before);
	json_set_text(object, "after", row->after);
	set_time(object, "started", row->started);
	set_time(object, "changed", row->changed);
	set_time(object, "retire", row->retire);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint open = 0;
	for (guint i = 0; i < listing->n_rows; i++)
		open += row_at(listing, i)->tone != TONE_GOOD;
	g_string_append_printf(out, ngettext("%u rotation", "%u rotations", listing->n_rows),
			       listing->n_rows);
	if (open > 0)
		cell_part(out, look, _("%u open"), open);
}

const struct listing_kind listing_rotations = {
	.name = "rotations",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
};
