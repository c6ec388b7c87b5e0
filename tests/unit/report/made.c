/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "made.h"

#include <string.h>

#include "base/error.h"

enum { SIGN, NAME, ID, TEXT, HIDDEN, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[NAME] = { "name", "name", TEXT_LEFT, 6, 0, FALSE, FALSE },
	[ID] = { "id", "id", TEXT_LEFT, 13, 0, TRUE, FALSE },
	[TEXT] = { "text", "a text", TEXT_LEFT, 8, 1, FALSE, FALSE },
	[HIDDEN] = { "hidden", "hidden", TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const MadeRow *row = (const MadeRow *)listing->data + number;
	const char *const texts[N_COLUMNS] = { look == LOOK_UTF8 ? "●" : "o", row->name, row->id, row->text,
					       row->hidden };
	if (texts[column] != NULL)
		text_append_visible(out, texts[column], -1, look == LOOK_ASCII ? TEXT_ASCII : TEXT_ONE_LINE);
	return row->tone;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const MadeRow *row = (const MadeRow *)listing->data + number;
	return json_pack("{s:s, s:s?}", "name", row->name, "id", row->id);
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	g_string_append_printf(out, "%u rows", listing->n_rows);
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const MadeRow *row = (const MadeRow *)listing->data + number;
	json_t *value = json_pack("{s:[i,i], s:s}", "list", 1, 2, "word", "å");
	detail_add(lines, "name", TONE_ACCENT, "%s", row->name);
	detail_add_text(lines, "text", row->text);
	detail_add_json(lines, "value", value);
	json_decref(value);
}

const struct listing_kind made_kind = {
	.name = "things",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};

void made_add(ListingSet *set, const char *server, const MadeRow *rows, guint n_rows)
{
	listing_set_add(set, server, n_rows, rows, NULL, NULL);
}

ListingSet *made_set(const char *server, const MadeRow *rows, guint n_rows)
{
	ListingSet *set = listing_set_new(&made_kind);
	made_add(set, server, rows, n_rows);
	return set;
}

static gboolean write_made(gpointer data, const char *bytes, gsize length, GError **error)
{
	MadeFile *file = data;
	if (file->broken) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, "no space left");
		return FALSE;
	}
	file->writes++;
	g_string_append_len(file->text, bytes, (gssize)length);
	return TRUE;
}

void made_open(MadeFile *file, ReportOut *out, int width, ListingLook look)
{
	memset(file, 0, sizeof *file);
	memset(out, 0, sizeof *out);
	file->text = g_string_new(NULL);
	out->write = write_made;
	out->data = file;
	out->width = width;
	out->look = look;
}

void made_close(MadeFile *file)
{
	g_string_free(file->text, TRUE);
}
