/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds credentials in texts that are there as a whole: one pass for keywords (leak/keywords.h), then a
 * pattern at each (leak/judge.h).  What is too long to be held is a stream (leak/stream.h).
 *
 * The work is linear in the text: what may stand before a credential keeps a pattern from starting within a
 * run of another, and each match has a limit.  Patterns are compiled when their keyword is first met. Nothing
 * is found within the markers of base/redact.h.  Main thread only. */
#pragma once

#include "leak/judge.h"

/* `kind` is constant.  Findings come in the order of the text and do not overlap. */
typedef void (*LeakFound)(const char *kind, gsize offset, gsize length, gpointer data);

/* What has the form of a credential. */
void leak_find(const char *text, gsize length, LeakFound each, gpointer data);
/* Also what is one by the name beside it. */
void leak_find_all(const char *text, gsize length, LeakFound each, gpointer data);

/* A new text in which each credential is «cred:KIND»; NULL where there is none.  For redact_set_scanner(). */
GString *leak_redact(const char *text, gsize length);
/* The same, for redact_set_common_scanner(): copies of up to 256 texts of up to 1 KiB that were clean are
 * kept, and compared instead of searching again. */
GString *leak_redact_common(const char *text, gsize length);
GString *leak_redact_all(const char *text, gsize length);

/* What the last call has cost, for tests. */
LeakWork leak_last_work(void);
