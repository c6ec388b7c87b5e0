/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What list_findings.c and finding_detail.c share: the words of a row, and its details. */
#pragma once

#include "report/listing.h"

const char *finding_row_word(const FindingRow *row); /* "fail", "waiting", "not asked" */
const char *finding_row_sign(const FindingRow *row, ListingLook look);
Tone finding_tone(const Finding *finding);
char *finding_until(const Suppression *suppression); /* "until 2027-01-31", "for ever"; g_free() */

/* All of a finding: what was seen, why it matters, what was sent and came, what to do. */
void finding_detail(const struct listing *listing, guint row, ListingLook look, GPtrArray *lines);
