/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only a person can say, dated: .weir/attest.conf, written by `weir attest`, a group for each.
 *
 *   [attestation 1]
 *   target = desk-prod
 *   check = deps.maintenance
 *   by = Kim
 *   made = 2026-11-27
 *   until = 2027-05-01
 *   note = updated to the November release
 *   list = 0123...            what it was said of, as a digest: it lapses when that is another
 *
 * The latest one of a check and target counts.  Pure; opening files is the caller's. */
#pragma once

#include <jansson.h>

#include "model/finding.h"

typedef struct {
	const char *target, *check, *by, *until, *note;
	const char *made; /* YYYY-MM-DD */
	const char *list; /* NULL: of nothing that can change */
} Attestation;

/* The text with one more group; WEIR_ERROR_USAGE where a date or a text is missing or none.  New. */
char *attestations_add(const char *text, gsize length, const Attestation *attestation, GError **error);

/* The fact `attestations` of audit/evidence.h for one target: check -> {by, made, until, note, list, lapsed};
 * `made` and `until` are microseconds since the epoch, `lapsed` is a boolean.  `url` may stand for the alias.
 * WEIR_ERROR_CONFIG names file, group and key.  A new reference. */
json_t *attestations_facts(const char *text, gsize length, const char *path, const char *target,
			   const char *url, gint64 now, GError **error);

/* The digest of a list of names, sorted; new. */
char *attestation_list(const GPtrArray *names);
