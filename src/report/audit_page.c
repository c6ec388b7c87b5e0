/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/audit_page.h"

#include <string.h>

gboolean page_is_ascii(const AuditPage *page)
{
	return page->out->look != LOOK_UTF8;
}

Tone page_verdict_tone(Verdict verdict)
{
	static const Tone tones[N_VERDICTS] = {
		[VERDICT_FAIL] = TONE_BAD,    [VERDICT_ERROR] = TONE_BAD,   [VERDICT_UNKNOWN] = TONE_LOOK,
		[VERDICT_MANUAL] = TONE_LOOK, [VERDICT_SKIPPED] = TONE_DIM, [VERDICT_PASS] = TONE_GOOD,
	};
	return tones[verdict];
}

/* ---- lines ---- */

void page_spaces(AuditPage *page, int count)
{
	for (int i = 0; i < count; i++)
		g_string_append_c(page->out->pending, ' ');
}

void page_end_line(AuditPage *page)
{
	GString *pending = page->out->pending;
	gsize length = pending->len;
	while (length > 0 && pending->str[length - 1] == ' ')
		length--;
	g_string_truncate(pending, length);
	g_string_append_c(pending, '\n');
}

void page_wrapped(AuditPage *page, int indent, Tone tone, const char *visible)
{
	int columns = page->out->width - indent;
	g_autoptr(GPtrArray) lines = page->out->width > 0 ? text_wrap(visible, MAX(columns, 8)) : NULL;
	for (guint i = 0; i < (lines != NULL ? lines->len : 1); i++) {
		page_spaces(page, indent);
		report_append_toned(page->out, tone, lines != NULL ? lines->pdata[i] : visible);
		page_end_line(page);
	}
}

void page_said(AuditPage *page, int indent, Tone tone, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *said = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *visible = audit_visible(said, AUDIT_LONG, page->flags);
	page_wrapped(page, indent, tone, visible);
}

void page_cell(AuditPage *page, const char *visible, int columns, TextAlign align, Tone tone)
{
	g_autoptr(GString) fitted = g_string_new(NULL);
	if (page->out->width == 0 && text_width(visible) > columns)
		g_string_append(fitted, visible);
	else
		text_append_fitted(fitted, visible, columns, align, page_is_ascii(page));
	report_append_toned(page->out, tone, fitted->str);
}

void page_sign(AuditPage *page, Verdict verdict)
{
	report_append_toned(page->out, page_verdict_tone(verdict),
			    verdict_sign(verdict, page_is_ascii(page)));
	page_spaces(page, 1);
}
