/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an audit saw, kept and read back: `--record` and `--from` (schema weir/recording/1).
 *
 * Evidence is redacted before it is evidence, so a recording holds no secret, and judging it again gives the
 * same findings.  A body that is no UTF-8 is kept as base64.  Pure but for memory; main thread. */
#pragma once

#include "audit/audit.h"

/* The document around parts, one line each. */
void record_begin(GString *out);
void record_part(GString *out, const Evidence *evidence, gboolean first);
void record_end(GString *out);

typedef struct {
	Target *target;
	Evidence *evidence; /* its target is this one; taken by audit_start_recorded() */
} Recorded;
void recorded_free(Recorded *recorded);

/* Recorded *, owned by the array.  WEIR_ERROR_PROTOCOL says what is wrong and where; answers to probes that
 * this weir does not know are left out, and counted in `*unknown`. */
GPtrArray *record_read(const char *text, gsize length, guint *unknown, GError **error);
