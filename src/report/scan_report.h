/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How what `weir scan` finds is written: finding by finding, whole lines, nothing grows with their number.
 *
 * No value is in it: the last four characters of a long one, and a keyed fingerprint.  Names of files come
 * from strangers and are made visible. */
#pragma once

#include "model/finding.h"

typedef struct {
	const char *file; /* as it was named; "-" is standard input */
	const char *kind; /* of leak/formats.h, or "own" */
	const char *name; /* of an own value, as "env:TOKEN"; NULL */
	const char *tail; /* "…abcd"; NULL where nothing of the value is shown */
	const char *fingerprint;
	guint64 line, column, offset;
	gsize length;
	const Suppression *suppressed; /* NULL: nobody accepted it */
} ScanFinding;

typedef struct {
	guint64 findings, suppressed, files, bytes;
	guint unread; /* files that could not be read to their end */
	int exit_code;
} ScanSummary;

struct scan_format {
	const char *name;
	/* Each appends whole lines; `number` counts findings from 0. */
	void (*begin)(GString *out);
	void (*finding)(GString *out, const ScanFinding *finding, guint64 number);
	/* `kinds`: of all findings, sorted; NULL ends it. */
	void (*end)(GString *out, const ScanSummary *summary, const char *const *kinds);
};
/* "text", "json" or "sarif". */
const struct scan_format *scan_format_find(const char *name);
