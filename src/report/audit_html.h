/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the HTML report: one file with no script, no reference to anything outside, and a content security
 * policy that allows nothing but its own style, by its digest.  Only for out_audit_html.c and its parts. */
#pragma once

#include "report/audit_parts.h"

extern const char html_style[]; /* what stands between <style> and </style> */

/* A stranger's text, escaped for elements and attributes; `limit` bytes of it. */
void html_append(GString *out, const char *text, gsize limit);
/* The same with its lines, for <pre>. */
void html_append_lines(GString *out, const char *text, gsize limit);
/* "<h2 class=\"x\">text</h2>\n"; `class_name` NULL: none.  The text is escaped. */
void html_append_element(GString *out, const char *element, const char *class_name, const char *text);

/* The score over time, as an image that can be read aloud; nothing with less than two points. */
void html_append_chart(GString *out, const AuditReport *report);

/* One finding, folded: its head is its message, below are evidence, reasons and the fix. */
void html_append_finding(GString *out, const Finding *finding, gint64 now);
