/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text format of an audit as it is laid out.  Only for out_audit_text.c and its parts. */
#pragma once

#include "report/audit_format.h"
#include "report/audit_parts.h"

enum { PAGE_GAP = 2, PAGE_SIGN = 2 /* sign and space */, PAGE_INDENT = 4 };

typedef struct {
	ReportOut *out;
	const AuditResult *result;
	const AuditReport *report; /* whose turn it is */
	const GPtrArray *groups;   /* of its findings; Group *, of page_findings(); borrowed */
	TextFlags flags;
	int verdict, severity, check, where, since; /* columns of its findings */
	gboolean stacked;                           /* too narrow for a table */
} AuditPage;

gboolean page_is_ascii(const AuditPage *page);
Tone page_verdict_tone(Verdict verdict);
void page_spaces(AuditPage *page, int count);
void page_end_line(AuditPage *page); /* leaves no spaces behind */
/* Visible text in lines that fit, each indented; one line where nothing has to fit. */
void page_wrapped(AuditPage *page, int indent, Tone tone, const char *visible);
/* The same with what strangers say. */
void page_said(AuditPage *page, int indent, Tone tone, const char *format, ...) G_GNUC_PRINTF(4, 5);
/* In its columns; cut only on a terminal. */
void page_cell(AuditPage *page, const char *visible, int columns, TextAlign align, Tone tone);
void page_sign(AuditPage *page, Verdict verdict);

/* All findings of the report in their sections (audit_page_findings.c). */
gboolean page_findings(AuditPage *page, GError **error);
