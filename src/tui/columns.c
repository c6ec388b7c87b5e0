/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/columns.h"

#include <glib/gi18n.h>

/* An id of which the middle is left out: "0008b509…7de5". */
enum { SHORT_ID = 13, WIDEST = 200, SCATTER = 7919, NAME = 24 };

static int title_width(const struct column *column)
{
	return *column->title != '\0' ? text_width(_(column->title)) : 0;
}

static int cell_width(const GString *text)
{
	for (gsize i = 0; i < text->len; i++)
		if ((guchar)text->str[i] >= 0x80)
			return text_width(text->str);
	return (int)text->len;
}

static guint sample_of(const Columns *columns)
{
	return columns->sample > 0 ? columns->sample : COLUMNS_SAMPLE;
}

void columns_measure(Columns *columns, const struct listing *listing, ListingLook look, const char *hidden)
{
	const struct listing_kind *kind = listing->kind;
	guint rows = listing->n_rows, step = MAX(1, rows / sample_of(columns));
	g_autoptr(GString) text = g_string_new(NULL);
	columns->n_measured = 0;
	columns->sampled = rows;
	for (guint i = 0; i < kind->n_columns && columns->n_measured < COLUMNS_MAX; i++) {
		if (kind->columns[i].hidden ||
		    (hidden != NULL && g_strcmp0(kind->columns[i].id, hidden) == 0))
			continue;
		int widest = 0;
		for (guint row = 0; row < rows; row += step) {
			g_string_truncate(text, 0);
			/* Not every hundredth exactly: what repeats would be met at one place only. */
			kind->cell(listing, MIN(row + row / step * SCATTER % step, rows - 1), i, look, text);
			widest = MAX(widest, cell_width(text));
		}
		if (widest == 0 && rows > 0)
			continue;
		ColumnPlace *place = &columns->measured[columns->n_measured++];
		*place = (ColumnPlace){ .column = i,
					.natural = MIN(WIDEST, MAX(widest, title_width(&kind->columns[i]))) };
	}
}

gboolean columns_stale(const Columns *columns, const struct listing *listing)
{
	guint rows = listing->n_rows;
	if (columns->n_measured == 0 || rows < columns->sampled)
		return TRUE;
	return rows <= sample_of(columns) ? rows != columns->sampled : rows / 2 > columns->sampled;
}

/* A sign stands close to what it is the sign of. */
static int gap_after(const struct column *column)
{
	return column->id == NULL ? 1 : 2;
}

static int total(const Columns *columns, const struct listing_kind *kind)
{
	int width = 0;
	for (guint i = 0; i < columns->n_places; i++) {
		const struct column *column = &kind->columns[columns->places[i].column];
		width += columns->places[i].width + (i + 1 < columns->n_places ? gap_after(column) : 0);
	}
	return width;
}

static int least(const ColumnPlace *place, const struct column *column)
{
	return MIN(place->natural, MAX(column->minimum, 1));
}

/* Takes `excess` columns from those with a weight from `from` to `to`, a column at a time from the one that
 * has most to give. */
static int squeeze(Columns *columns, const struct listing_kind *kind, int excess, int from, int to)
{
	while (excess > 0) {
		ColumnPlace *most = NULL;
		int spare = 0;
		for (guint i = 0; i < columns->n_places; i++) {
			ColumnPlace *place = &columns->places[i];
			const struct column *column = &kind->columns[place->column];
			int gives = place->width - least(place, column);
			if (column->weight >= from && column->weight <= to && gives > spare) {
				most = place;
				spare = gives;
			}
		}
		if (most == NULL)
			break;
		most->width--;
		excess--;
	}
	return excess;
}

/* A name is shortened to this at most while there are columns that only explain. */
static int name_width(const ColumnPlace *place)
{
	return MIN(place->natural, NAME);
}

static int squeeze_names(Columns *columns, const struct listing_kind *kind, int excess)
{
	for (guint i = 0; i < columns->n_places && excess > 0; i++) {
		ColumnPlace *place = &columns->places[i];
		int gives = MIN(excess, place->width - name_width(place));
		if (kind->columns[place->column].weight != 1 || gives <= 0)
			continue;
		place->width -= gives;
		excess -= gives;
	}
	return excess;
}

/* The last column that only explains goes: the details have it too. */
static gboolean drop_explanation(Columns *columns, const struct listing_kind *kind)
{
	for (guint i = columns->n_places; i-- > 1;) {
		if (kind->columns[columns->places[i].column].weight < 2)
			continue;
		for (guint k = i + 1; k < columns->n_places; k++)
			columns->places[k - 1] = columns->places[k];
		columns->n_places--;
		return TRUE;
	}
	return FALSE;
}

static int widen_ids(Columns *columns, const struct listing_kind *kind, int spare)
{
	int wanted = 0;
	for (guint i = 0; i < columns->n_places; i++)
		if (kind->columns[columns->places[i].column].is_id)
			wanted += columns->places[i].natural - columns->places[i].width;
	if (wanted > spare)
		return spare;
	for (guint i = 0; i < columns->n_places; i++)
		if (kind->columns[columns->places[i].column].is_id)
			columns->places[i].width = columns->places[i].natural;
	return spare - wanted;
}

static void drop_last(Columns *columns, const struct listing_kind *kind, int width)
{
	while (columns->n_places > 1 && total(columns, kind) > width)
		columns->n_places--;
	if (columns->n_places == 1)
		columns->places[0].width = MIN(columns->places[0].width, MAX(width, 0));
}

static void set_natural(Columns *columns, const struct listing_kind *kind)
{
	for (guint i = 0; i < columns->n_places; i++) {
		ColumnPlace *place = &columns->places[i];
		gboolean is_id = kind->columns[place->column].is_id;
		place->width = is_id ? MIN(place->natural, SHORT_ID) : place->natural;
	}
}

static void take_all(Columns *columns, const struct listing_kind *kind)
{
	columns->n_places = columns->n_measured;
	for (guint i = 0; i < columns->n_measured; i++)
		columns->places[i] = columns->measured[i];
	set_natural(columns, kind);
}

/* One that is not worth being shortened. */
static gboolean ends_in_short_explanation(const Columns *columns, const struct listing_kind *kind)
{
	const ColumnPlace *last = &columns->places[columns->n_places - 1];
	const struct column *column = &kind->columns[last->column];
	return columns->n_places > 1 && column->weight >= 2 && last->natural <= column->minimum;
}

int columns_natural(const Columns *columns, const struct listing_kind *kind, int most)
{
	Columns copy = *columns;
	take_all(&copy, kind);
	while (total(&copy, kind) > most && ends_in_short_explanation(&copy, kind))
		copy.n_places--;
	return total(&copy, kind);
}

/* What explains gives before what names, and both before what counts. */
static void fit(Columns *columns, const struct listing_kind *kind, int width)
{
	int excess;
	for (;;) {
		set_natural(columns, kind);
		int spare = width - total(columns, kind);
		if (spare > 0)
			widen_ids(columns, kind, spare);
		excess = squeeze(columns, kind, -spare, 2, G_MAXINT);
		excess = squeeze_names(columns, kind, excess);
		if (excess <= 0 || !drop_explanation(columns, kind))
			break;
	}
	excess = squeeze(columns, kind, excess, 1, 1);
	if (squeeze(columns, kind, excess, 0, 0) > 0)
		drop_last(columns, kind, width);
}

void columns_lay_out(Columns *columns, const struct listing_kind *kind, int width)
{
	take_all(columns, kind);
	fit(columns, kind, width);
	int left = 0;
	for (guint i = 0; i < columns->n_places; i++) {
		columns->places[i].left = left;
		left += columns->places[i].width + gap_after(&kind->columns[columns->places[i].column]);
	}
}
