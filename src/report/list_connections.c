/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "report/cells.h"
#include "report/format.h"

enum column_number { SIGN, ID, STATE, OPTIONS, SECRETS_RETURNED, CREATED, WHY, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[ID] = { "connection", N_("connection"), TEXT_LEFT, 13, 0, TRUE, FALSE },
	[STATE] = { "state", N_("state"), TEXT_LEFT, 5, 0, FALSE, FALSE },
	[OPTIONS] = { "options", N_("options"), TEXT_LEFT, 12, 2, FALSE, FALSE },
	[SECRETS_RETURNED] = { "secrets_returned", N_("secrets returned"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[CREATED] = { "created", N_("created"), TEXT_LEFT, 10, 0, FALSE, FALSE },
	[WHY] = { "why", N_("what is wrong"), TEXT_LEFT, 10, 2, FALSE, FALSE },
};

ConnectionRow *connection_row_new(const char *id)
{
	ConnectionRow *row = g_new0(ConnectionRow, 1);
	row->id = g_strdup(id);
	return row;
}

void connection_row_free(ConnectionRow *row)
{
	if (row == NULL)
		return;
	g_free(row->id);
	json_decref(row->options);
	g_free(row->why);
	g_free(row->created);
	g_free(row);
}

static const ConnectionRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static Tone sign_cell(const ConnectionRow *row, ListingLook look, GString *out)
{
	gboolean utf8 = look == LOOK_UTF8;
	if (!row->found) {
		g_string_append(out, utf8 ? "✕" : "x");
		return TONE_BAD;
	}
	if (row->secrets_returned) {
		g_string_append(out, utf8 ? "▲" : "!");
		return TONE_LOOK;
	}
	g_string_append(out, utf8 ? "●" : "o");
	return TONE_GOOD;
}

/* name=value, strings without quotes. */
static void options_cell(const ConnectionRow *row, ListingLook look, GString *out)
{
	const char *name = NULL;
	json_t *value = NULL;
	gsize first = out->len;
	json_object_foreach (row->options, name, value) {
		if (out->len > first)
			g_string_append_c(out, ' ');
		cell_text(out, name, look);
		g_string_append_c(out, '=');
		if (json_is_string(value)) {
			cell_text(out, json_string_value(value), look);
		} else {
			g_autoptr(GString) text = g_string_new(NULL);
			report_append_json(text, value);
			cell_text(out, text->str, look);
		}
	}
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const ConnectionRow *row = row_at(listing, number);
	switch ((enum column_number)column) {
	case SIGN:
		return sign_cell(row, look, out);
	case ID:
		cell_text(out, row->id, look);
		break;
	case STATE:
		g_string_append(out, row->found ? "found" : "missing");
		return row->found ? TONE_DIM : TONE_BAD;
	case OPTIONS:
		options_cell(row, look, out);
		break;
	case SECRETS_RETURNED:
		g_string_append(out, cell_yes_no(row->secrets_returned));
		break;
	case CREATED:
		cell_text(out, row->created, look);
		break;
	case WHY:
		if (row->why != NULL)
			cell_text(out, row->why, look);
		else if (row->secrets_returned)
			g_string_append(out, _("the answer held secrets: they were dropped"));
		return row->found ? TONE_LOOK : TONE_BAD;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const ConnectionRow *row = row_at(listing, number);
	json_t *object = json_object();
	json_set_text(object, "id", row->id);
	json_object_set_new(object, "found", json_boolean(row->found));
	json_object_set_new(object, "options",
			    row->options != NULL ? json_incref(row->options) : json_null());
	json_object_set_new(object, "secrets_returned", json_boolean(row->secrets_returned));
	json_set_text(object, "created", row->created);
	json_set_text(object, "why", row->why);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint missing = 0;
	for (guint i = 0; i < listing->n_rows; i++)
		missing += !row_at(listing, i)->found;
	g_string_append_printf(out, ngettext("%u connection", "%u connections", listing->n_rows),
			       listing->n_rows);
	if (missing > 0)
		cell_part(out, look, _("%u missing"), missing);
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const ConnectionRow *row = row_at(listing, number);
	detail_add(lines, _("connection"), TONE_ACCENT, "%s", row->id);
	detail_add(lines, _("state"), row->found ? TONE_PLAIN : TONE_BAD, "%s",
		   row->found ? "found" : "missing");
	detail_add_text(lines, _("what is wrong"), row->why);
	detail_add_text(lines, _("created"), row->created);
	if (row->secrets_returned)
		detail_add(lines, _("secrets"), TONE_LOOK, "%s",
			   _("the answer held secrets: they were dropped"));
	detail_add_json(lines, _("options"), row->options);
}

const struct listing_kind listing_connections = {
	.name = "connections",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
