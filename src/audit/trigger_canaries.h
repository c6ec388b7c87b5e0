/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the judges of triggers at level active share.  Pure. */
#pragma once

#include "audit/active_facts.h"

/* Calls `each` for every trigger that has a canary whose valid event was dispatched, so that what is refused
 * can only be refused for what was wrong with it.  Of the others it says why nothing can be told; with
 * `signed_only`, that events which are not signed are judged elsewhere.  Skips a server without triggers. */
typedef void (*JudgeCanary)(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			    const json_t *canary);
void judge_each_canary(Judgement *judgement, const Evidence *evidence, gboolean signed_only,
		       JudgeCanary each);

/* At the trigger's route; `argument` may be NULL. */
Finding *trigger_at(Finding *finding, const Trigger *trigger, const char *argument);

/* Rows of active_deliveries[] of a label, as far as they were sent. */
typedef void (*JudgeDelivery)(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			      const char *special, const char *words, const Answer *answer);
/* How many there were. */
guint judge_each_delivery(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			  const char *label, JudgeDelivery each);
