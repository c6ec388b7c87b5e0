/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/when.h"
#include "report/cells.h"

enum column_number { SIGN, ID, STARTED, TRIGGER, SCHEME, CASES, GOT, MS, FAILED, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[ID] = { "replay", N_("replay"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[STARTED] = { "started", N_("started"), TEXT_LEFT, 20, 0, FALSE, FALSE },
	[TRIGGER] = { "trigger", N_("trigger"), TEXT_LEFT, 10, 0, FALSE, FALSE },
	[SCHEME] = { "scheme", N_("scheme"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[CASES] = { "cases", N_("cases"), TEXT_RIGHT, 5, 0, FALSE, FALSE },
	[GOT] = { "got", N_("got"), TEXT_RIGHT, 3, 0, FALSE, FALSE },
	[MS] = { "ms", N_("ms"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[FAILED] = { "failed", N_("failed"), TEXT_LEFT, 10, 1, FALSE, FALSE },
};

void replay_line_free(ReplayLine *line)
{
	if (line == NULL)
		return;
	g_free(line->trigger);
	g_free(line->scheme);
	g_strfreev(line->failed);
	g_free(line);
}

static const ReplayLine *line_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static gboolean is_good(const ReplayLine *line)
{
	return line->cases > 0 ? line->failed == NULL : line->good;
}

static Tone sign(const ReplayLine *line, ListingLook look, GString *out)
{
	const char *utf8 = is_good(line) ? "✓" : "✕", *ascii = is_good(line) ? "o" : "x";
	g_string_append(out, look == LOOK_UTF8 ? utf8 : ascii);
	return is_good(line) ? TONE_GOOD : TONE_BAD;
}

static void append_event(const ReplayLine *line, guint column, GString *out)
{
	if (line->cases > 0 || line->status == 0)
		g_string_append_c(out, '-');
	else if (column == GOT)
		g_string_append_printf(out, "%d", line->status);
	else
		g_string_append_printf(out, "%.0f", line->ms);
}

static Tone cell(const struct listing *listing, guint index, guint column, ListingLook look, GString *out)
{
	const ReplayLine *line = line_at(listing, index);
	g_autofree char *started = when_rfc3339(line->started);
	g_autofree char *failed = line->failed != NULL ? g_strjoinv(", ", line->failed) : NULL;
	switch ((enum column_number)column) {
	case SIGN:
		return sign(line, look, out);
	case ID:
		g_string_append_printf(out, "%" PRId64, line->id);
		return TONE_DIM;
	case STARTED:
		g_string_append(out, started);
		break;
	case TRIGGER:
		cell_text(out, line->trigger, look);
		break;
	case SCHEME:
		cell_text(out, line->scheme[0] != '\0' ? line->scheme : "-", look);
		return TONE_DIM;
	case CASES:
		g_string_append_printf(out, line->cases > 0 ? "%u" : "-", line->cases);
		break;
	case GOT:
	case MS:
		append_event(line, column, out);
		break;
	case FAILED:
		cell_text(out, failed, look);
		return TONE_BAD;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static json_t *row_json(const struct listing *listing, guint index)
{
	const ReplayLine *line = line_at(listing, index);
	g_autofree char *started = when_rfc3339(line->started);
	gboolean event = line->cases == 0 && line->status > 0;
	json_t *object = json_object(), *failed = json_array();
	for (gsize i = 0; line->failed != NULL && line->failed[i] != NULL; i++)
		json_array_append_new(failed, json_string(line->failed[i]));
	json_object_set_new(object, "replay", json_integer(line->id));
	json_set_text(object, "started", started);
	json_set_text(object, "trigger", line->trigger);
	json_set_text(object, "scheme", line->scheme[0] != '\0' ? line->scheme : NULL);
	json_object_set_new(object, "cases", json_integer(line->cases));
	json_object_set_new(object, "complete", json_boolean(line->complete));
	json_object_set_new(object, "failed", failed);
	json_object_set_new(object, "good", json_boolean(is_good(line)));
	json_object_set_new(object, "status", event ? json_integer(line->status) : json_null());
	json_object_set_new(object, "ms", event ? json_real(line->ms) : json_null());
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	g_string_append_printf(out, ngettext("%u replay", "%u replays", listing->n_rows), listing->n_rows);
}

static void detail(const struct listing *listing, guint index, ListingLook look, GPtrArray *lines)
{
	const ReplayLine *line = line_at(listing, index);
	g_autofree char *started = when_rfc3339(line->started);
	g_autofree char *failed = line->failed != NULL ? g_strjoinv(", ", line->failed) : NULL;
	detail_add(lines, _("replay"), TONE_PLAIN, "%" PRId64, line->id);
	detail_add(lines, _("started"), TONE_PLAIN, "%s", started);
	detail_add(lines, _("trigger"), TONE_PLAIN, "%s", line->trigger);
	detail_add(lines, _("scheme"), TONE_PLAIN, "%s", line->scheme[0] != '\0' ? line->scheme : _("none"));
	if (line->cases > 0)
		detail_add(lines, _("cases"), TONE_PLAIN, "%u", line->cases);
	else
		detail_add(lines, _("got"), TONE_PLAIN, "%d", line->status);
	detail_add_text(lines, _("failed"), failed);
}

const struct listing_kind listing_replays = {
	.name = "replays",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
