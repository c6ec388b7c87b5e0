/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of verb/v_*.c, for the table in verb/verb.c. */
#pragma once

#include "verb/verb.h"

extern const struct verb verb_actions, verb_attest, verb_audit, verb_checks, verb_config_command,
	verb_connections, verb_demo, verb_doctor, verb_effects, verb_help_command, verb_servers, verb_show,
	verb_subscriptions, verb_triggers, verb_version;
