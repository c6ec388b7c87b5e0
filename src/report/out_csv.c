/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "report/format.h"

/* RFC 4180, and no cell that a spreadsheet would take for a formula: those begin with an apostrophe. */
static void append_field(GString *out, const char *text)
{
	const char *guard = *text != '\0' && strchr("=+-@\t\r", *text) != NULL ? "'" : "";
	/* A lone dash is the sign for "not known". */
	if (strcmp(text, "-") == 0)
		guard = "";
	if (strpbrk(text, "\",\r\n") == NULL) {
		g_string_append(out, guard);
		g_string_append(out, text);
		return;
	}
	g_string_append_c(out, '"');
	g_string_append(out, guard);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static gboolean has_servers(const ListingSet *set)
{
	for (guint i = 0; i < set->parts->len; i++) {
		const struct listing *listing = g_ptr_array_index(set->parts, i);
		if (listing->server != NULL)
			return TRUE;
	}
	return FALSE;
}

static void append_header(ReportOut *out, const ListingSet *set)
{
	const char *comma = "";
	if (has_servers(set)) {
		g_string_append(out->pending, "server");
		comma = ",";
	}
	for (gsize i = 0; i < set->kind->n_columns; i++) {
		if (set->kind->columns[i].id == NULL)
			continue;
		g_string_append(out->pending, comma);
		append_field(out->pending, set->kind->columns[i].id);
		comma = ",";
	}
	g_string_append(out->pending, "\r\n");
}

static void append_row(ReportOut *out, const struct listing *listing, guint row, gboolean servers,
		       GString *text)
{
	const char *comma = "";
	if (servers) {
		g_string_truncate(text, 0);
		if (listing->server != NULL)
			text_append_visible(text, listing->server, -1, TEXT_ONE_LINE);
		append_field(out->pending, text->str);
		comma = ",";
	}
	for (gsize i = 0; i < listing->kind->n_columns; i++) {
		if (listing->kind->columns[i].id == NULL)
			continue;
		g_string_append(out->pending, comma);
		g_string_truncate(text, 0);
		listing->kind->cell(listing, row, (guint)i, LOOK_CODES, text);
		append_field(out->pending, text->str);
		comma = ",";
	}
	g_string_append(out->pending, "\r\n");
}

static gboolean csv_listing(ReportOut *out, const ListingSet *set, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	gboolean servers = has_servers(set);
	append_header(out, set);
	for (guint i = 0; i < set->parts->len; i++) {
		const struct listing *listing = g_ptr_array_index(set->parts, i);
		for (guint row = 0; row < listing->n_rows; row++) {
			append_row(out, listing, row, servers, text);
			if (!report_flush(out, FALSE, error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean csv_detail(ReportOut *out, const ListingSet *set, guint row, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	gboolean servers = has_servers(set);
	append_header(out, set);
	append_row(out, g_ptr_array_index(set->parts, 0), row, servers, text);
	return TRUE;
}

const struct report_format report_csv = {
	.name = "csv",
	.help = N_("rows for spreadsheets (RFC 4180), formulas made harmless"),
	.listing = csv_listing,
	.detail = csv_detail,
};
