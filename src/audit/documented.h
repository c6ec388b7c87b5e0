/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are not what the SDK documents: what a judge would read of them is not what the server is.
 * Pure. */
#pragma once

#include "audit/evidence.h"

/* TRUE if a document of this label ("manifest", "subscriptions", ...) has the shape of one: what a judge
 * reads of it is there or is an empty list.  TRUE for labels that have none. */
gboolean documented_fits(const char *label, const json_t *json);

/* Why the answer to a documented GET with the given credentials does not count: refused (401, 403),
 * redirected, failed (5xx), or no document of that shape.  NULL: it counts, or says that there is none (404
 * and other 4xx), or the probe is no such GET, or there was no whole answer.  Borrowed from the answer. */
const char *documented_problem(const Answer *answer);

/* "the server limits requests (429) ...": why what was asked is not known, new. */
char *documented_limit(const Answer *answer);
/* Seconds of Retry-After (RFC 9110, 10.2.3), 1 where there is none or it is a date. */
guint64 documented_wait(const Exchange *exchange);
enum { DOCUMENTED_LONGEST_WAIT = 30 }; /* who wants more is not asked again */
