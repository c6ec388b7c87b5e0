/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of audit/checks_*.c, for the table in audit/catalogue.c. */
#pragma once

#include "audit/check.h"

extern const struct check checks_secrets[], checks_secrets_answers[], checks_secrets_needs[],
	checks_secrets_schema[], checks_secrets_seen[], checks_secrets_values[];
extern const struct check checks_deps[], checks_logging[], checks_ops[];
