/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/list_shelf.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/when.h"
#include "tui/capture_detail.h"
#include "tui/words.h"

static CaptureShelf *shelf_of(const struct listing *listing)
{
	return (CaptureShelf *)listing->data;
}

static const CaptureRow *row_at(const struct listing *listing, guint row)
{
	return capture_shelf_row(shelf_of(listing), row);
}

/* Columns that any relative time may come to need: it grows while it is looked at, and nothing may move. */
static int time_room(void)
{
	static const gint64 longest[] = { 59, 59 * 60, 23 * 3600, 999 * 86400 };
	static int room = 0;
	gint64 now = g_get_real_time();
	for (gsize i = 0; room == 0 || i < G_N_ELEMENTS(longest); i++) {
		if (i == G_N_ELEMENTS(longest))
			break;
		g_autofree char *text = when_relative(now - longest[i] * G_USEC_PER_SEC, now);
		room = MAX(room, text_width(text));
	}
	return room;
}

static void append_time(const CaptureRow *row, ListingLook look, GString *out)
{
	g_autofree char *text = row->time != 0 ? when_relative(row->time, g_get_real_time()) : g_strdup("");
	if (look == LOOK_UTF8 || look == LOOK_ASCII)
		text_append_fitted(out, text, time_room(), TEXT_LEFT, look == LOOK_ASCII);
	else
		g_string_append(out, text);
}

/* Number and size are known without reading the row. */
static Tone cell(const struct listing *listing, guint row, guint column, ListingLook look, GString *out)
{
	switch (column) {
	case CAPTURE_NUMBER:
		g_string_append_printf(out, "%" PRIu64, capture_shelf_number(shelf_of(listing), row));
		return TONE_PLAIN;
	case CAPTURE_BYTES:
		g_string_append_printf(out, "%zu", capture_shelf_bytes(shelf_of(listing), row));
		return TONE_DIM;
	case CAPTURE_TIME:
		append_time(row_at(listing, row), look, out);
		return TONE_DIM;
	case CAPTURE_SIGNATURE:
		/* Read out, the word alone does not say what is missing. */
		if (look == LOOK_ASCII_SIGNS && row_at(listing, row)->signature != NULL)
			g_string_append_printf(out, "%s ", _("signature"));
		return capture_row_cell(row_at(listing, row), column, look, out);
	default:
		return capture_row_cell(row_at(listing, row), column, look, out);
	}
}

void shelf_sort_key(const struct listing *listing, guint row, guint column, GString *out)
{
	if (column == CAPTURE_TIME)
		g_string_append_printf(out, "%" PRId64, row_at(listing, row)->time);
	else
		cell(listing, row, column, LOOK_UTF8, out);
}

gboolean shelf_find_id(const struct listing *listing, const char *id, guint *row)
{
	guint64 number;
	return g_ascii_string_to_unsigned(id, 10, 1, G_MAXUINT64, &number, NULL) &&
	       capture_shelf_find(shelf_of(listing), number, row);
}

static json_t *row_json(const struct listing *listing, guint row)
{
	return capture_row_json(row_at(listing, row));
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	g_autoptr(GString) count = g_string_new(NULL);
	words_append_count(count, listing->n_rows);
	g_string_append_printf(out, ngettext("%s capture", "%s captures", listing->n_rows), count->str);
}

static void detail(const struct listing *listing, guint row, ListingLook look, GPtrArray *lines)
{
	g_autoptr(GError) error = NULL;
	gboolean waits = FALSE;
	CaptureShelf *shelf = shelf_of(listing);
	const Capture *capture = capture_shelf_whole(shelf, row, &waits, &error);
	if (capture != NULL)
		capture_detail(capture, capture_shelf_bytes(shelf, row), waits, look, lines);
	else
		detail_add(lines, _("error"), TONE_BAD, "%s", error->message);
}

const struct listing_kind listing_shelf = {
	.name = "captures",
	.columns = capture_columns,
	.n_columns = N_CAPTURE_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
