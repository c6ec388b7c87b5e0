/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of audit/checks_*.c, for the table in audit/catalogue.c. */
#pragma once

#include "audit/check.h"

extern const struct check checks_secrets[];
extern const struct check checks_secrets_schema[];
extern const struct check checks_secrets_answers[];
extern const struct check checks_secrets_seen[];
extern const struct check checks_secrets_needs[];
extern const struct check checks_secrets_values[];
extern const struct check checks_secrets_active[];
extern const struct check checks_actions_texts[];
extern const struct check checks_actions_arguments[];
extern const struct check checks_actions_results[];
extern const struct check checks_actions_calls[];
extern const struct check checks_actions_active[];
extern const struct check checks_triggers[];
extern const struct check checks_triggers_routes[];
extern const struct check checks_triggers_guard[];
extern const struct check checks_triggers_dispatch[];
extern const struct check checks_triggers_active[];
extern const struct check checks_subscriptions_callbacks[];
extern const struct check checks_subscriptions[];
extern const struct check checks_subscriptions_active[];
extern const struct check checks_connections[];
extern const struct check checks_connections_active[];
extern const struct check checks_auth[];
extern const struct check checks_auth_active[];
extern const struct check checks_isolation[];
extern const struct check checks_isolation_active[];
extern const struct check checks_transport[];
extern const struct check checks_config[];
extern const struct check checks_host_parsing[];
extern const struct check checks_deps[];
extern const struct check checks_logging[];
extern const struct check checks_logging_active[];
extern const struct check checks_ops[];
