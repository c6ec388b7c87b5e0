/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/audit_format.h"

#include <string.h>

enum { PENDING_BYTES = 80 * 1024 };

const struct audit_format *const audit_formats[] = {
	&audit_text, &audit_json,        &audit_sarif,  &audit_junit, &audit_markdown,
	&audit_html, &audit_openmetrics, &audit_nagios, NULL,
};

const struct audit_format *audit_format_find(const char *name)
{
	for (gsize i = 0; audit_formats[i] != NULL; i++)
		if (g_strcmp0(audit_formats[i]->name, name) == 0)
			return audit_formats[i];
	return NULL;
}

gboolean audit_write(const struct audit_format *format, ReportOut *out, const AuditResult *result,
		     GError **error)
{
	g_autoptr(GString) pending = g_string_sized_new(PENDING_BYTES);
	out->pending = pending;
	gboolean good = format->write(out, result, error) && report_flush(out, TRUE, error);
	out->pending = NULL;
	return good;
}
