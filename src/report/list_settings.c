/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "report/cells.h"

enum column_number { GROUP, KEY, VALUE, FROM, HELP, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[GROUP] = { "group", N_("group"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[KEY] = { "key", N_("key"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[VALUE] = { "value", N_("value"), TEXT_LEFT, 8, 2, FALSE, FALSE },
	[FROM] = { "from", N_("from"), TEXT_LEFT, 7, 1, FALSE, FALSE },
	[HELP] = { "help", N_("what it is"), TEXT_LEFT, 10, 2, FALSE, FALSE },
};

SettingRow *setting_row_new(const char *group, const char *key, const char *value, const char *from,
			    const char *help)
{
	SettingRow *row = g_new0(SettingRow, 1);
	row->group = g_strdup(group);
	row->key = g_strdup(key);
	row->value = g_strdup(value);
	row->from = g_strdup(from);
	row->help = g_strdup(help);
	return row;
}

void setting_row_free(SettingRow *row)
{
	if (row == NULL)
		return;
	g_free(row->group);
	g_free(row->key);
	g_free(row->value);
	g_free(row->from);
	g_free(row->help);
	g_free(row);
}

static const SettingRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const SettingRow *row = row_at(listing, number);
	const char *const texts[N_COLUMNS] = {
		[GROUP] = row->group, [KEY] = row->key,   [VALUE] = row->value,
		[FROM] = row->from,   [HELP] = row->help,
	};
	if (column >= N_COLUMNS)
		return TONE_PLAIN;
	if (column == VALUE && row->value == NULL) {
		g_string_append_c(out, '-');
		return TONE_DIM;
	}
	cell_text(out, texts[column], look);
	return column == VALUE ? TONE_PLAIN : TONE_DIM;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const SettingRow *row = row_at(listing, number);
	json_t *object = json_object();
	json_set_text(object, "group", row->group);
	json_set_text(object, "key", row->key);
	json_set_text(object, "value", row->value);
	json_set_text(object, "from", row->from);
	json_set_text(object, "help", row->help);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint set = 0;
	for (guint i = 0; i < listing->n_rows; i++)
		set += g_strcmp0(row_at(listing, i)->from, "default") != 0;
	g_string_append_printf(out, ngettext("%u setting", "%u settings", listing->n_rows), listing->n_rows);
	cell_part(out, look, _("%u not at its default"), set);
}

const struct listing_kind listing_settings = {
	.name = "settings",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
};
