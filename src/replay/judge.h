/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an answer says of a case.  Only for replay/; pure. */
#pragma once

#include "replay/run.h"

/* Status, events and first_status of the result are set. */
void replay_judge(ReplayResult *result);

/* What needs more than one case: whether unknown subscriptions are told apart, and whether refusals mean
 * anything where nothing was taken.  ReplayResult *. */
void replay_judge_together(const GPtrArray *results);

/* What was dispatched of a valid event: the subscription's secret, or members that the payload's schema does
 * not have. */
void replay_judge_event(ReplayResult *result, const ReplaySetup *setup, const Callback *callback);
