/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seeded sampler: makes instances that a schema accepts, for the replay, the audit and the demo server.
 *
 * In this order: const, examples, default (but for null), enum, then something built from type, format,
 * bounds and pattern (simple patterns are generated, others tried); unions take their first branch that is
 * more than null.  Names and addresses are those set aside for documentation. The same seed gives the same
 * instance on every machine.  Bounded in time, depth and size; pure, thread-safe. */
#pragma once

#include "model/schema.h"

typedef struct {
	guint64 seed;
	gboolean optional; /* members that are not required, too */
	gboolean vary;     /* do not prefer examples and defaults: spread over what is allowed, with
			      optional members or without, and odd characters in free texts */
	gint64 work;       /* steps of the validator in one attempt, of which there are four; 0: millions */
} SampleOptions;

/* A new reference; NULL with WEIR_ERROR_PROTOCOL where no instance was found (the message says at which
 * pointer), as for `false` or contradicting bounds. What is returned has been validated against the schema
 * (SCHEMA_UNKNOWN is let through). */
json_t *sample_make(json_t *schema, json_t *root, const SampleOptions *options, GError **error);
