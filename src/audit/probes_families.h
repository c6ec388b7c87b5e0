/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of audit/probes_*.c, for the table in audit/probes.c. */
#pragma once

#include "audit/probe.h"

extern const struct probe probes_documents[];
extern const struct probe probes_access[];
extern const struct probe probes_config[];
extern const struct probe probes_actions[];
extern const struct probe probes_secrets[];
extern const struct probe probes_active[];

/* What a probe needs that is made of the documents. */
extern const char *const probe_needs_documents[];

extern const struct probe probes_triggers[];
/* Where a trigger's event for an unknown subscription may go, g_free(); NULL: nowhere, because its route is
 * not known, names no subscription, or is of a method that carries no event. */
char *probe_event_path(const Evidence *evidence, const Trigger *trigger);
