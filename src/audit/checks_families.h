/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of audit/checks_*.c, for the table in audit/catalogue.c. */
#pragma once

#include "audit/check.h"

extern const struct check checks_secrets[];
extern const struct check checks_actions_texts[];
extern const struct check checks_actions_arguments[];
extern const struct check checks_actions_results[];
extern const struct check checks_actions_calls[];
