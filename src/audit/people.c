/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/people.h"

#include "base/json.h"

static char *day(gint64 when)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(when / G_USEC_PER_SEC);
	return time != NULL ? g_date_time_format(time, "%Y-%m-%d") : g_strdup("?");
}

void judge_attestation(Judgement *judgement, const Evidence *evidence, const char *check, const char *what,
		       const char *list, int most_days)
{
	const json_t *all = weir_json_object(evidence->facts, "attestations");
	const json_t *fact = weir_json_object(all, check);
	gint64 now = weir_json_integer(evidence->facts, "now", 0);
	gint64 until = weir_json_integer(fact, "until", 0), made = weir_json_integer(fact, "made", 0);
	const char *by = weir_json_text(fact, "by");
	/* It ends with its last day. */
	g_autofree char *made_day = day(made), *until_day = day(until - 1);
	if (fact == NULL)
		judge_manual(judgement, "nobody has said that %s: weir attest TARGET %s", what, check);
	else if (until <= now || weir_json_bool(fact, "lapsed", FALSE))
		judge_manual(judgement, "what %s attested has lapsed on %s", by != NULL ? by : "somebody",
			     until_day);
	else if (most_days > 0 && now - made > (gint64)most_days * 24 * 3600 * G_USEC_PER_SEC)
		judge_manual(judgement, "what %s attested on %s is older than %d days",
			     by != NULL ? by : "somebody", made_day, most_days);
	else if (list != NULL && g_strcmp0(list, weir_json_text(fact, "list")) != 0)
		judge_manual(judgement, "what %s attested on %s was for another list of actions",
			     by != NULL ? by : "somebody", made_day);
	else
		judge_pass(judgement, "%s attested on %s, until %s, that %s", by != NULL ? by : "somebody",
			   made_day, until_day, what);
}

GPtrArray *destructive_actions(const Server *server)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		if (action->effect->destructive)
			g_ptr_array_add(names, action->name);
	}
	return names;
}
