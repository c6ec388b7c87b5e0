/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectorscan's part of leak/keywords.h. Only for leak/keywords.c. */
#pragma once

#include <glib.h>

typedef struct {
	char *bytes; /* small letters where it is caseless; no NUL in it */
	gsize length;
	gboolean caseless;
	char tail;    /* what must follow: a class of LeakFormat.keywords; '\0': nothing */
	GArray *rows; /* guint16 */
} LeakLiteral;

/* `end`: of the literal in the text. */
typedef void (*LeakLiteralMet)(guint number, gsize end, gpointer data);

/* FALSE where the library is not there, or not for this processor.  `literals` (LeakLiteral *) are the same
 * in every call. */
gboolean leak_literals_scan(const GPtrArray *literals, const char *text, gsize length, LeakLiteralMet met,
			    gpointer data);
