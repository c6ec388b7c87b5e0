/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a listing is written: text, JSON, CSV.  One format is one file (report/out_NAME.c) with one constant
 * `struct report_format`.
 *
 * Writing is row by row: nothing grows with the listing but the 64 KiB that wait for the next write. All that
 * is written has passed base/redact. */
#pragma once

#include "report/listing.h"

/* Where the bytes go and what fits there. */
typedef struct {
	/* FALSE and WEIR_ERROR_FILE (or G_IO_ERROR_BROKEN_PIPE where the reader went away). */
	gboolean (*write)(gpointer data, const char *bytes, gsize length, GError **error);
	gpointer data;
	int width;       /* columns of the terminal; 0: not a terminal, nothing is cut and nothing added */
	gboolean colour; /* SGR sequences may be used */
	ListingLook look;
	GString *pending; /* what waits; owned by report_out_begin/end */
} ReportOut;

struct report_format {
	const char *name; /* "json" */
	const char *help; /* N_() */
	gboolean (*listing)(ReportOut *out, const ListingSet *set, GError **error);
	/* One row of it in full: text lines, or the document with one row. */
	gboolean (*detail)(ReportOut *out, const ListingSet *set, guint row, GError **error);
};
extern const struct report_format report_text, report_json, report_csv;
extern const struct report_format *const report_formats[]; /* ends with NULL */
const struct report_format *report_format_find(const char *name);

/* The two calls of everybody else; format and out as above. */
gboolean report_listing(const struct report_format *format, ReportOut *out, const ListingSet *set,
			GError **error);
/* `row` of the set's first part. */
gboolean report_detail(const struct report_format *format, ReportOut *out, const ListingSet *set, guint row,
		       GError **error);
/* Detail lines as text, wrapped to the width. */
gboolean report_lines(ReportOut *out, const GPtrArray *lines, GError **error);
/* Free text and JSON Lines: whole lines. */
gboolean report_raw(ReportOut *out, const char *text, gsize length, GError **error);
/* A document of its own (no listing): pretty enough to read, members sorted. */
gboolean report_document(ReportOut *out, const json_t *document, GError **error);

/* For formats: writes what is pending if it is long enough, or whatever there is (`force`).  Only called
 * between rows, so that a credential is never cut in two before it is looked for. */
gboolean report_flush(ReportOut *out, gboolean force, GError **error);

/* For formats of people: text in the colour of its tone, where out->colour allows it. */
void report_append_toned(ReportOut *out, Tone tone, const char *text);

/* Compact JSON, members sorted, in which nothing acts on a terminal: what is neither harmless nor ASCII is
 * escaped (DEL, C1 controls, bidirectional and invisible characters). */
void report_append_json(GString *out, const json_t *value);
/* The same over several lines, two spaces a level; `ascii`: all beyond ASCII is escaped. */
void report_append_json_pretty(GString *out, const json_t *value, gboolean ascii);
void report_append_json_string(GString *out, const char *text);
/* Appends compact JSON that is known to be valid, with the same escapes. */
void report_append_json_text(GString *out, const char *json, gsize length);
