/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What subscribing to a trigger does, from its texts and its route. */
#include "suite.h"

#include "model/effects.h"

#include <string.h>

typedef struct {
	const char *name, *description, *docs, *install;
	OnSubscribe expected;
} Row;

/* clang-format off */
static const Row ROWS[] = {
	{ "ticket_created", "Fires when a ticket is created.", NULL, NULL, ON_SUBSCRIBE_UNKNOWN },
	{ "ticket_created", NULL, NULL, NULL, ON_SUBSCRIBE_UNKNOWN },
	{ "ticket_created", "Registers a webhook in the desk when subscribed.", NULL, NULL, ON_SUBSCRIBE_REGISTERS },
	{ "ticket_created", "A ticket was created.", "Subscribing creates a webhook in the desk.", NULL, ON_SUBSCRIBE_REGISTERS },
	{ "ticket_created", "When a subscription is made, creates a webhook in the desk.", NULL, NULL, ON_SUBSCRIBE_REGISTERS },
	{ "ticket_created", "Subscribes upstream to new tickets.", NULL, NULL, ON_SUBSCRIBE_REGISTERS },
	{ "ticket_created", NULL, "A webhook is automatically registered in the desk.", NULL, ON_SUBSCRIBE_REGISTERS },
	{ "ticket_created", NULL, NULL, "The webhook will be created for you.", ON_SUBSCRIBE_REGISTERS },
	{ "ticket_created", "A ticket was created.", NULL, "Create a webhook in the desk and paste the URL there.", ON_SUBSCRIBE_NOTHING },
	{ "ticket_created", "You must register the webhook yourself.", NULL, NULL, ON_SUBSCRIBE_NOTHING },
	{ "ticket_created", NULL, "The webhook must be registered in the desk.", NULL, ON_SUBSCRIBE_NOTHING },
	{ "ticket_created", NULL, NULL, "Paste the URL into the settings of the desk.", ON_SUBSCRIBE_NOTHING },
	{ "ticket_created", "Does not register a webhook upstream.", NULL, NULL, ON_SUBSCRIBE_NOTHING },
	{ "ticket_created", NULL, "You have to add the webhook to the desk.", NULL, ON_SUBSCRIBE_NOTHING },
	{ "webhook_created", "Fires when a webhook is created.", NULL, NULL, ON_SUBSCRIBE_UNKNOWN },
	{ "webhook_created", "A webhook was created in the desk.", NULL, NULL, ON_SUBSCRIBE_UNKNOWN },
	{ "order_paid", "Updates are delivered to the callback.", NULL, NULL, ON_SUBSCRIBE_UNKNOWN },
	{ "arende_skapat", "Registrerar en webhook i systemet.", NULL, NULL, ON_SUBSCRIBE_REGISTERS },
	{ "arende_skapat", NULL, NULL, "Klistra in adressen i systemets inställningar.", ON_SUBSCRIBE_NOTHING },
	{ "ticket_neu", "Registriert einen Webhook im System.", NULL, NULL, ON_SUBSCRIBE_REGISTERS },
};
/* clang-format on */

START_TEST(texts_tell_what_subscribing_does)
{
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Row *row = &ROWS[i];
		TriggerEffect *effect =
			trigger_effect_infer(row->name, row->description, row->docs, row->install, -1);
		ck_assert_msg(effect->on_subscribe == row->expected, "%u %s: %s", i,
			      row->description != NULL ? row->description : "-",
			      on_subscribe_name(effect->on_subscribe));
		ck_assert_int_eq(effect->on_event, ON_EVENT_UNKNOWN);
		ck_assert(effect->receives_engine_key);
		gboolean known = row->expected != ON_SUBSCRIBE_UNKNOWN;
		ck_assert_int_eq(effect->source, known ? EFFECT_INFERRED : EFFECT_ASSUMED);
		ck_assert_msg((effect->evidence->len > 0) == known, "%u evidence", i);
		trigger_effect_free(effect);
	}
}
END_TEST

START_TEST(the_route_tells_whom_events_reach)
{
	static const OnEvent EXPECTED[] = { ON_EVENT_UNKNOWN, ON_EVENT_ALL, ON_EVENT_ONE };
	for (int route = -1; route <= 1; route++) {
		TriggerEffect *effect = trigger_effect_infer("t", "Fires.", NULL, NULL, route);
		ck_assert_int_eq(effect->on_event, EXPECTED[route + 1]);
		ck_assert_int_eq(effect->source, route < 0 ? EFFECT_ASSUMED : EFFECT_INFERRED);
		trigger_effect_free(effect);
	}
	trigger_effect_free(NULL);
}
END_TEST

START_TEST(evidence_names_the_text)
{
	TriggerEffect *effect = trigger_effect_infer("t", NULL, "Registers a webhook upstream.",
						     "Paste the URL into the desk.", 0);
	ck_assert_str_eq(g_ptr_array_index(effect->evidence, 0), "\"registers a webhook\" in the docs");
	ck_assert_ptr_nonnull(strstr(g_ptr_array_index(effect->evidence, 1), "in the install instructions"));
	ck_assert_int_eq(effect->on_subscribe, ON_SUBSCRIBE_REGISTERS);
	ck_assert(effect->confidence <= 0.5);
	json_t *json = trigger_effect_json(effect);
	ck_assert_str_eq(json_string_value(json_object_get(json, "on_subscribe")), "registers-upstream");
	ck_assert_str_eq(json_string_value(json_object_get(json, "on_event")), "all-subscriptions");
	ck_assert(json_is_true(json_object_get(json, "receives_engine_key")));
	ck_assert_uint_eq(json_array_size(json_object_get(json, "evidence")), 3);
	ck_assert_uint_eq(json_object_size(json), 6);
	json_decref(json);
	trigger_effect_free(effect);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		texts_tell_what_subscribing_does,
		the_route_tells_whom_events_reach,
		evidence_names_the_text,
		NULL,
	};
	return suite_run("model/effects-trigger", tests);
}
