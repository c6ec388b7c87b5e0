/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds credentials by their format: one pass for keywords (base/needles.h), then a pattern at each.
 *
 * The work is linear in the text: what may stand before a credential keeps a pattern from starting within a
 * run of another, and each match has a limit.  Patterns are compiled when their keyword is first met. Nothing
 * is found within the markers of base/redact.h.  Main thread only. */
#pragma once

#include <glib.h>

/* `kind` is constant.  Findings come in the order of the text and do not overlap. */
typedef void (*LeakFound)(const char *kind, gsize offset, gsize length, gpointer data);

void leak_find(const char *text, gsize length, LeakFound each, gpointer data);

/* A new text in which each credential is «cred:KIND»; NULL where there is none.  For redact_set_scanner(). */
GString *leak_redact(const char *text, gsize length);

/* What the last call has cost, for tests. */
typedef struct {
	gsize keywords; /* met */
	gsize matches;  /* patterns tried */
	gsize walked;   /* bytes gone back to where a credential would begin */
} LeakWork;
LeakWork leak_last_work(void);
