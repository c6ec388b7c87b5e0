/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"

enum { SIGN, NAME, NUMBER, ID, SECRET };

static const struct column columns[] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[NAME] = { "name", "name", TEXT_LEFT, 6, 1, FALSE, FALSE },
	[NUMBER] = { "number", "number", TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[ID] = { "id", "id", TEXT_LEFT, 13, 0, TRUE, FALSE },
	[SECRET] = { "parity", "parity", TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static Tone cell(const struct listing *listing, guint row, guint column, ListingLook look, GString *out)
{
	const char *const *names = listing->data;
	switch (column) {
	case SIGN:
		g_string_append(out, look == LOOK_UTF8 ? "●" : "o");
		return TONE_GOOD;
	case NAME:
		if (names != NULL)
			text_append_visible(out, names[row], -1, TEXT_ONE_LINE);
		else
			g_string_append_printf(out, "row %u", row);
		break;
	case NUMBER:
		g_string_append_printf(out, "%u", row * 7919 % listing->n_rows);
		break;
	case ID:
		g_string_append_printf(out, "%08u-aaaa-bbbb-cccc-dddddddddddd", row);
		break;
	default:
		g_string_append(out, row % 2 == 0 ? "even" : "odd");
		break;
	}
	return TONE_PLAIN;
}

const struct listing_kind rows_kind = {
	.name = "rows", .columns = columns, .n_columns = G_N_ELEMENTS(columns), .cell = cell
};

struct listing rows_made(guint count)
{
	return (struct listing){ .kind = &rows_kind, .n_rows = count };
}

struct listing rows_named(const char *const *names)
{
	return (struct listing){ .kind = &rows_kind, .n_rows = g_strv_length((char **)names), .data = names };
}
