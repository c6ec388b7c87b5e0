/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit's JSON report (weir/audit/1) read back, as far as a baseline needs it.
 *
 * The file may come from anybody: it is read with limits, and what a baseline does not need is not looked at.
 * Members that are unknown are passed over, so that a later weir/audit/1 with more in it can be read too. */
#pragma once

#include <glib.h>

#include "model/finding.h"

/* A failure of then. */
typedef struct {
	char *check, *where, *fingerprint;
	Severity severity;
	gint64 since; /* first seen failing; 0: not told, then it is `finished` */
	gboolean suppressed;
} BaselineFinding;

typedef struct {
	char *target;
	gboolean complete;   /* FALSE: a failure that is not in it may just not have been seen */
	GPtrArray *failures; /* BaselineFinding *, in order */
} BaselineTarget;

typedef struct {
	gint64 finished;    /* 0: not told */
	GPtrArray *targets; /* BaselineTarget *, in order */
} AuditBaseline;

/* `name` is how messages call the text: a path.  NULL and WEIR_ERROR_FILE where it is no such report, with
 * what is wrong and where; WEIR_ERROR_LIMIT where it is over 256 MiB, 64 levels or 5,000,000 values. */
AuditBaseline *audit_read(const char *text, gsize length, const char *name, GError **error);
void audit_baseline_free(AuditBaseline *baseline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditBaseline, audit_baseline_free)

/* Borrowed; NULL where the report is not about it. */
const BaselineTarget *audit_baseline_target(const AuditBaseline *baseline, const char *target);
