/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/redact.h"
#include "report/format.h"

/* One column of the table as it is drawn. */
struct shown {
	int number; /* of the kind; SERVER_COLUMN: the server of a row */
	const struct column *column;
	int width, gap; /* gap: spaces before it */
};

enum { SERVER_COLUMN = -1, SHOWN_MAX = 32, ID_COLUMNS = 13, LABEL_COLUMNS = 18 };

static const struct column server_column = { "server", N_("server"), TEXT_LEFT, 8, 1, FALSE, FALSE };

static const char *const colours[N_TONES] = {
	[TONE_DIM] = "\033[2m",  [TONE_GOOD] = "\033[32m",  [TONE_LOOK] = "\033[33m",
	[TONE_BAD] = "\033[31m", [TONE_ACCENT] = "\033[1m",
};

void report_append_toned(ReportOut *out, Tone tone, const char *text)
{
	gboolean blank = text[strspn(text, " ")] == '\0';
	const char *colour = out->colour && !blank ? colours[tone] : NULL;
	if (colour != NULL)
		g_string_append(out->pending, colour);
	g_string_append(out->pending, text);
	if (colour != NULL)
		g_string_append(out->pending, "\033[0m");
}

/* Before anything is cut or broken into lines: what is left of a secret then is found by nobody. */
static void redact(GString *text)
{
	g_autofree char *clean = redact_text(text->str, text->len);
	if (clean != NULL)
		g_string_assign(text, clean);
}

static Tone cell_of(const struct listing *listing, guint row, int number, ListingLook look, GString *text)
{
	Tone tone = TONE_PLAIN;
	g_string_truncate(text, 0);
	if (number != SERVER_COLUMN)
		tone = listing->kind->cell(listing, row, (guint)number, look, text);
	else if (listing->server != NULL)
		text_append_visible(text, listing->server, -1,
				    look == LOOK_ASCII ? TEXT_ASCII : TEXT_ONE_LINE);
	redact(text);
	return tone;
}

static int title_width(const struct column *column)
{
	return *column->title == '\0' ? 0 : text_width(_(column->title));
}

/* As wide as its widest cell; 0 where all are empty. */
static int widest(const ListingSet *set, int number, ListingLook look)
{
	g_autoptr(GString) text = g_string_new(NULL);
	int width = 0;
	for (guint i = 0; i < set->parts->len; i++) {
		const struct listing *listing = g_ptr_array_index(set->parts, i);
		for (guint row = 0; row < listing->n_rows; row++) {
			cell_of(listing, row, number, look, text);
			width = MAX(width, text_width(text->str));
		}
	}
	return width;
}

static gboolean names_servers(const ListingSet *set)
{
	return set->several || set->parts->len > 1;
}

/* Which columns are drawn, and how wide they would like to be. */
static gsize choose(const ReportOut *out, const ListingSet *set, struct shown shown[SHOWN_MAX])
{
	gsize n = 0;
	gboolean after_sign = TRUE;
	for (int i = names_servers(set) ? SERVER_COLUMN : 0; i < (int)set->kind->n_columns && n < SHOWN_MAX;
	     i++) {
		const struct column *column = i == SERVER_COLUMN ? &server_column : &set->kind->columns[i];
		int width = column->hidden ? 0 : widest(set, i, out->look);
		if (width == 0)
			continue;
		shown[n].number = i;
		shown[n].column = column;
		shown[n].width = MAX(width, title_width(column));
		shown[n].gap = n == 0 ? 0 : after_sign ? 1 : 2;
		after_sign = column->id == NULL;
		n++;
	}
	return n;
}

static int total_width(const struct shown *shown, gsize n)
{
	int total = 0;
	for (gsize i = 0; i < n; i++)
		total += shown[i].gap + shown[i].width;
	return total;
}

/* Takes columns of the terminal from the widest that can give some; FALSE if none can. */
static gboolean squeeze_one(struct shown *shown, gsize n, gboolean flexible_only)
{
	struct shown *widest_one = NULL;
	for (gsize i = 0; i < n; i++) {
		if (flexible_only && shown[i].column->weight == 0)
			continue;
		if (shown[i].width <= MAX(shown[i].column->minimum, 1))
			continue;
		if (widest_one == NULL || shown[i].width > widest_one->width)
			widest_one = &shown[i];
	}
	if (widest_one == NULL)
		return FALSE;
	widest_one->width--;
	return TRUE;
}

/* The least that the columns can do with. */
static int least_width(const struct shown *shown, gsize n)
{
	int total = 0;
	for (gsize i = 0; i < n; i++)
		total += shown[i].gap + MIN(shown[i].width, MAX(shown[i].column->minimum, 1));
	return total;
}

/* Leaves out what a very narrow terminal has no room for: signs within the row first, then the last column.
 */
static gsize leave_out(struct shown *shown, gsize n, int width)
{
	while (n > 1 && least_width(shown, n) > width) {
		gsize out = n - 1;
		for (gsize i = 1; i < n; i++)
			if (shown[i].column->id == NULL)
				out = i;
		/* What comes after a sign stands close to it: its gap is that of the sign now. */
		if (out + 1 < n)
			shown[out + 1].gap = shown[out].gap;
		memmove(&shown[out], &shown[out + 1], (n - out - 1) * sizeof *shown);
		n--;
	}
	return n;
}

static gsize fit(struct shown *shown, gsize n, int width)
{
	if (total_width(shown, n) <= width)
		return n;
	n = leave_out(shown, n, width);
	for (gsize i = 0; i < n; i++)
		if (shown[i].column->is_id)
			shown[i].width = MIN(shown[i].width, ID_COLUMNS);
	while (total_width(shown, n) > width && squeeze_one(shown, n, TRUE)) {}
	while (total_width(shown, n) > width && squeeze_one(shown, n, FALSE)) {}
	if (n == 1)
		shown[0].width = MIN(shown[0].width, width);
	return n;
}

static gboolean is_ascii(const ReportOut *out)
{
	return out->look != LOOK_UTF8;
}

/* A cell in its width; the last column is not padded. */
static void append_cell(ReportOut *out, const struct shown *shown, gboolean last, Tone tone, const char *text)
{
	g_autofree char *shortened = NULL;
	if (shown->column->is_id && out->width > 0)
		text = shortened = text_middle(text, shown->width, is_ascii(out));
	g_autoptr(GString) fitted = g_string_new(NULL);
	if (last && shown->column->align == TEXT_LEFT && text_width(text) <= shown->width)
		g_string_append(fitted, text);
	else
		text_append_fitted(fitted, text, shown->width, shown->column->align, is_ascii(out));
	report_append_toned(out, tone, fitted->str);
}

static void append_gap(ReportOut *out, int gap)
{
	for (int i = 0; i < gap; i++)
		g_string_append_c(out->pending, ' ');
}

/* A last cell that is empty leaves no spaces behind. */
static void end_line(ReportOut *out)
{
	gsize length = out->pending->len;
	while (length > 0 && out->pending->str[length - 1] == ' ')
		length--;
	g_string_truncate(out->pending, length);
	g_string_append_c(out->pending, '\n');
}

static void append_header(ReportOut *out, const struct shown *shown, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const char *title = shown[i].column->title;
		append_gap(out, shown[i].gap);
		append_cell(out, &shown[i], i + 1 == n, TONE_ACCENT, *title == '\0' ? "" : _(title));
	}
	end_line(out);
}

static gboolean write_rows(ReportOut *out, const struct listing *listing, const struct shown *shown, gsize n,
			   GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint row = 0; row < listing->n_rows; row++) {
		for (gsize i = 0; i < n; i++) {
			Tone tone = cell_of(listing, row, shown[i].number, out->look, text);
			append_gap(out, shown[i].gap);
			append_cell(out, &shown[i], i + 1 == n, tone, text->str);
		}
		end_line(out);
		if (!report_flush(out, FALSE, error))
			return FALSE;
	}
	return TRUE;
}

/* The last line of the sketch: only for a person, so that a pipe gets rows and nothing else. */
static void append_summaries(ReportOut *out, const ListingSet *set)
{
	for (guint i = 0; i < set->parts->len; i++) {
		const struct listing *listing = g_ptr_array_index(set->parts, i);
		g_autoptr(GString) text = g_string_new(NULL);
		if (names_servers(set) && listing->server != NULL) {
			text_append_visible(text, listing->server, -1, TEXT_ONE_LINE);
			g_string_append(text, ": ");
		}
		listing->kind->summary(listing, out->look, text);
		g_autoptr(GPtrArray) wrapped = text_wrap(text->str, out->width);
		for (guint j = 0; j < wrapped->len; j++) {
			report_append_toned(out, TONE_DIM, g_ptr_array_index(wrapped, j));
			g_string_append_c(out->pending, '\n');
		}
	}
}

static gboolean text_listing(ReportOut *out, const ListingSet *set, GError **error)
{
	struct shown shown[SHOWN_MAX];
	gsize n = choose(out, set, shown);
	if (out->width > 0)
		n = fit(shown, n, out->width);
	if (n > 0)
		append_header(out, shown, n);
	for (guint i = 0; i < set->parts->len; i++)
		if (!write_rows(out, g_ptr_array_index(set->parts, i), shown, n, error))
			return FALSE;
	if (out->width > 0)
		append_summaries(out, set);
	return TRUE;
}

/* ---- details ---- */

static int label_width(const GPtrArray *lines)
{
	int width = 0;
	for (guint i = 0; i < lines->len; i++) {
		const DetailLine *line = g_ptr_array_index(lines, i);
		if (line->label != NULL)
			width = MAX(width, text_width(line->label));
	}
	return MIN(width, LABEL_COLUMNS);
}

static void append_indented(ReportOut *out, int indent, Tone tone, const char *text)
{
	append_gap(out, indent);
	report_append_toned(out, tone, text);
	g_string_append_c(out->pending, '\n');
}

static void append_wrapped(ReportOut *out, int indent, Tone tone, const char *text, gboolean first)
{
	/* An indent of the text's own stays with all its lines. */
	gsize own = strspn(text, " ");
	int columns = out->width - indent - (int)own;
	if (out->width <= 0 || columns < 10) {
		append_indented(out, first ? 0 : indent, tone, text);
		return;
	}
	g_autoptr(GPtrArray) wrapped = text_wrap(text + own, columns);
	for (guint i = 0; i < wrapped->len; i++)
		append_indented(out, (i == 0 && first ? 0 : indent) + (int)own, tone,
				g_ptr_array_index(wrapped, i));
}

static void append_json_block(ReportOut *out, int indent, const json_t *value)
{
	g_autoptr(GString) safe = g_string_new(NULL);
	report_append_json_pretty(safe, value, out->look == LOOK_ASCII);
	g_auto(GStrv) parts = g_strsplit(safe->str, "\n", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		append_indented(out, indent, TONE_PLAIN, parts[i]);
}

static void append_line(ReportOut *out, const DetailLine *line, int labels)
{
	int indent = labels > 0 ? labels + 2 : 0;
	g_autoptr(GString) label = g_string_new(NULL);
	if (labels > 0)
		text_append_fitted(label, line->label != NULL ? line->label : "", labels, TEXT_LEFT,
				   is_ascii(out));
	g_autoptr(GString) whole = g_string_new(line->text);
	redact(whole);
	g_autofree char *text =
		out->look == LOOK_ASCII ? text_visible(whole->str, -1, TEXT_ASCII) : g_strdup(whole->str);
	if (line->text == NULL || (*text == '\0' && line->json != NULL)) {
		report_append_toned(out, TONE_ACCENT, line->label != NULL ? line->label : "");
		g_string_append_c(out->pending, '\n');
	} else if (line->label == NULL) {
		append_wrapped(out, indent, line->tone, text, FALSE);
	} else {
		report_append_toned(out, TONE_DIM, label->str);
		append_gap(out, labels > 0 ? 2 : 0);
		append_wrapped(out, indent, line->tone, text, TRUE);
	}
	if (line->json != NULL)
		append_json_block(out, indent, line->json);
}

static gboolean append_lines(ReportOut *out, const GPtrArray *lines, GError **error)
{
	int labels = label_width(lines);
	for (guint i = 0; i < lines->len; i++) {
		append_line(out, g_ptr_array_index(lines, i), labels);
		if (!report_flush(out, FALSE, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean text_detail(ReportOut *out, const ListingSet *set, guint row, GError **error)
{
	const struct listing *listing = g_ptr_array_index(set->parts, 0);
	g_autoptr(GPtrArray) lines = detail_new();
	if (listing->kind->detail != NULL)
		listing->kind->detail(listing, row, out->look, lines);
	return append_lines(out, lines, error);
}

gboolean report_lines(ReportOut *out, const GPtrArray *lines, GError **error)
{
	g_autoptr(GString) pending = g_string_new(NULL);
	out->pending = pending;
	gboolean good = append_lines(out, lines, error) && report_flush(out, TRUE, error);
	out->pending = NULL;
	return good;
}

const struct report_format report_text = {
	.name = "text",
	.help = N_("tables for people; they fit the terminal, and are whole where there is none"),
	.listing = text_listing,
	.detail = text_detail,
};
