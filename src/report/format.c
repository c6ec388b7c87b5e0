/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/format.h"

#include <string.h>

#include "base/redact.h"

enum { PENDING_BYTES = 64 * 1024 };

const struct report_format *const report_formats[] = { &report_text, &report_json, &report_csv, NULL };

const struct report_format *report_format_find(const char *name)
{
	for (gsize i = 0; report_formats[i] != NULL; i++)
		if (g_strcmp0(report_formats[i]->name, name) == 0)
			return report_formats[i];
	return NULL;
}

gboolean report_flush(ReportOut *out, gboolean force, GError **error)
{
	GString *pending = out->pending;
	if (pending->len == 0 || (!force && pending->len < PENDING_BYTES))
		return TRUE;
	g_autoptr(GString) redacted = redact_bytes(pending->str, pending->len);
	const GString *text = redacted != NULL ? redacted : pending;
	gboolean written = out->write(out->data, text->str, text->len, error);
	g_string_truncate(pending, 0);
	return written;
}

static void begin(ReportOut *out)
{
	out->pending = g_string_sized_new(PENDING_BYTES + PENDING_BYTES / 4);
}

static gboolean end(ReportOut *out, gboolean good, GError **error)
{
	good = good && report_flush(out, TRUE, error);
	g_string_free(out->pending, TRUE);
	out->pending = NULL;
	return good;
}

gboolean report_listing(const struct report_format *format, ReportOut *out, const ListingSet *set,
			GError **error)
{
	begin(out);
	return end(out, format->listing(out, set, error), error);
}

gboolean report_detail(const struct report_format *format, ReportOut *out, const ListingSet *set, guint row,
		       GError **error)
{
	begin(out);
	return end(out, format->detail(out, set, row, error), error);
}

gboolean report_raw(ReportOut *out, const char *text, gsize length, GError **error)
{
	begin(out);
	g_string_append_len(out->pending, text, (gssize)length);
	return end(out, TRUE, error);
}
