/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The constants of verb/v_*.c, for the table in verb/verb.c. */
#pragma once

#include "verb/verb.h"

extern const struct verb verb_actions;
extern const struct verb verb_attest;
extern const struct verb verb_audit;
extern const struct verb verb_cleanup;
extern const struct verb verb_captures;
extern const struct verb verb_checks;
extern const struct verb verb_config_command;
extern const struct verb verb_connections;
extern const struct verb verb_demo;
extern const struct verb verb_diff;
extern const struct verb verb_doctor;
extern const struct verb verb_effects;
extern const struct verb verb_help_command;
extern const struct verb verb_history;
extern const struct verb verb_listen;
extern const struct verb verb_pin;
extern const struct verb verb_scan;
extern const struct verb verb_schemes;
extern const struct verb verb_replay;
extern const struct verb verb_secrets;
extern const struct verb verb_servers;
extern const struct verb verb_show;
extern const struct verb verb_sign;
extern const struct verb verb_subscriptions;
extern const struct verb verb_threat_model;
extern const struct verb verb_triggers;
extern const struct verb verb_verify;
extern const struct verb verb_version;
