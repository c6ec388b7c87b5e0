/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of audit/probes_*.c, for the table in audit/probes.c. */
#pragma once

#include "audit/probe.h"

extern const struct probe probes_documents[];
extern const struct probe probes_secrets[];

/* What a probe needs that is made of the documents. */
extern const char *const probe_needs_documents[];
