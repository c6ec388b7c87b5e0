/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/trigger_canaries.h"

#include <string.h>

#include "audit/active_deliveries.h"
#include "base/json.h"

enum { MOST_UNTOLD = 20 };

Finding *trigger_at(Finding *finding, const Trigger *trigger, const char *argument)
{
	finding_at(finding, trigger->name, argument);
	if (trigger->route.path != NULL)
		finding_route(finding, trigger->route.method != NULL ? trigger->route.method : "POST",
			      trigger->route.path);
	return finding;
}

static void untold(Judgement *judgement, const Trigger *trigger, guint *count, const char *why)
{
	if (++*count <= MOST_UNTOLD)
		trigger_at(judge_unknown(judgement, "%s", why), trigger, NULL);
}

/* NULL: its valid event was taken and came. */
static char *why_useless(const Evidence *evidence, const Trigger *trigger, const json_t *canary)
{
	const Answer *valid = evidence_answer(evidence, "event-valid", trigger->name);
	if (valid == NULL)
		return g_strdup(evidence->broken != NULL ? evidence->broken
							 : "no event could be sent to its canary");
	if (valid->exchange->error != NULL)
		return g_strdup(valid->exchange->error->message);
	if (active_is_taken(valid) && active_event_count(evidence, "event-valid", trigger->name) > 0)
		return NULL;
	if (weir_json_text(canary, "scheme") == NULL && weir_json_bool(canary, "has_secret", FALSE) &&
	    !active_is_taken(valid))
		return g_strdup_printf("how its events are signed is not known: set `scheme` in [server "
				       "NAME trigger %s]",
				       trigger->name);
	return g_strdup_printf("a valid event of weir's is answered %d%s: what is refused then may be "
			       "refused for another reason",
			       answer_status(valid), active_is_taken(valid) ? " and nothing came of it" : "");
}

static void judge_one(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
		      gboolean signed_only, JudgeCanary each, guint *count)
{
	const json_t *canary = active_canary_of(evidence, trigger->name);
	if (canary == NULL) {
		untold(judgement, trigger, count, active_why_unmade(evidence, trigger->name));
		return;
	}
	g_autofree char *why = why_useless(evidence, trigger, canary);
	if (why != NULL)
		untold(judgement, trigger, count, why);
	else if (signed_only && weir_json_text(canary, "scheme") == NULL)
		trigger_at(judge_skip(judgement, "its events are not signed: triggers.unsigned and "
						 "triggers.shared-token-only judge that"),
			   trigger, NULL);
	else
		each(judgement, evidence, trigger, canary);
}

void judge_each_canary(Judgement *judgement, const Evidence *evidence, gboolean signed_only, JudgeCanary each)
{
	const GPtrArray *triggers = evidence->server->triggers;
	guint count = 0;
	for (guint i = 0; i < triggers->len; i++)
		judge_one(judgement, evidence, triggers->pdata[i], signed_only, each, &count);
	if (count > MOST_UNTOLD)
		judge_unknown(judgement, "of %u further triggers nothing can be told either",
			      count - MOST_UNTOLD);
	if (triggers->len == 0)
		judge_skip(judgement, "the server has no triggers");
}

guint judge_each_delivery(Judgement *judgement, const Evidence *evidence, const Trigger *trigger,
			  const char *label, JudgeDelivery each)
{
	guint sent = 0;
	for (const struct active_delivery *row = active_deliveries; row->label != NULL; row++) {
		if (strcmp(row->label, label) != 0)
			continue;
		g_autofree char *subject = active_subject(trigger->name, row->special);
		const Answer *answer = evidence_answer(evidence, label, subject);
		if (answer == NULL)
			continue;
		sent++;
		each(judgement, evidence, trigger, row->special, row->words, answer);
	}
	return sent;
}
