/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of verb/v_*.c, for the table in verb/verb.c. */
#pragma once

#include "verb/verb.h"

extern const struct verb verb_actions;
extern const struct verb verb_audit;
extern const struct verb verb_cleanup;
extern const struct verb verb_config_command;
extern const struct verb verb_connections;
extern const struct verb verb_demo;
extern const struct verb verb_diff;
extern const struct verb verb_doctor;
extern const struct verb verb_effects;
extern const struct verb verb_help_command;
extern const struct verb verb_history;
extern const struct verb verb_pin;
extern const struct verb verb_servers;
extern const struct verb verb_show;
extern const struct verb verb_subscriptions;
extern const struct verb verb_threat_model;
extern const struct verb verb_triggers;
extern const struct verb verb_version;
extern const struct verb verb_actions, verb_attest, verb_audit, verb_checks, verb_config_command,
	verb_connections, verb_demo, verb_doctor, verb_effects, verb_help_command, verb_servers, verb_show,
	verb_subscriptions, verb_triggers, verb_version;
