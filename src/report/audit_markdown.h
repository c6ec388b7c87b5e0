/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of strangers in GitHub-flavoured Markdown. */
#pragma once

#include <glib.h>

/* One visible line.  As it is if nothing in it is Markdown, HTML, a link, a mention or a reference; else as a
 * code span, in which nothing of all that acts.  `cell`: in a table, where "|" ends a cell even in code. */
void markdown_append(GString *out, const char *visible, gboolean cell);
void markdown_append_code(GString *out, const char *visible, gboolean cell);
/* A fenced block that what it holds cannot end; `info` is its language or "". */
void markdown_append_block(GString *out, const char *info, const char *text);
