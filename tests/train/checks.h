/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the checks that read effects fire: on the reads of the labelled actions, where each finding is a
 * false alarm, and on texts with a contradiction that is planted by program.
 *
 * What is planted comes from the data: phrases of actions that delete, change, create and send, put into the
 * texts of actions that read, in several ways of saying it; and the same phrases denied, which must not fire.
 * Names of deleting actions lose their verb; texts of writing actions lose their first clause; names get a
 * vague verb, arguments a choice of verbs. */
#pragma once

#include "train/records.h"

typedef struct {
	const char *check;   /* id */
	guint reads, alarms; /* actions that read, and those of them that it fails */
	guint planted, found;
	guint denied, denied_alarms; /* texts that only deny, or say it well */
} CheckScore;

enum { CHECK_SCORES = 4 };

/* In the order hidden-write, narrow, effect-stated, destructive. */
void checks_score(const GPtrArray *records, CheckScore scores[CHECK_SCORES]);

/* Called for each text that came out wrong, where one wants to look at them; NULL: not. */
extern void (*checks_missed)(const char *check, const char *what, const char *name, const char *description);
