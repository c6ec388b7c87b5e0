/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What triggers take and dispatch, as canaries tell. */
#include "audit/cases_active.h"

/* ---- signatures, time, repeats ---- */

static void cut_is_taken(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-altered", "ticket_changed cut", 200);
}

static void cut_is_dispatched(Canned *canned)
{
	active_signed_trigger(canned,
			      FACTS(CANARY(SIGNS), CAME
				    "," EVENT("event-altered", "ticket_changed cut", BODY(PAYLOAD), PLAIN)));
	active_answer(canned, "event-altered", "ticket_changed cut", 401);
}

static void all_are_refused(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-altered", "ticket_changed cut", 401);
	active_answer(canned, "event-altered", "ticket_changed missing", 401);
}

/* A server that refuses everything refuses these, too. */
static void valid_is_refused(Canned *canned)
{
	active_signed_trigger(canned, FACTS(CANARY(SIGNS), ""));
	active_answer(canned, "event-altered", "ticket_changed cut", 401);
}

static void not_signed(Canned *canned)
{
	active_signed_trigger(canned,
			      FACTS("{\"trigger\":\"ticket_changed\",\"id\":\"s\",\"scheme\":null}", CAME));
}

static void no_canary(Canned *canned)
{
	active_signed_trigger(canned, FACTS("", ""));
}

static void old_is_taken(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-aged", "ticket_changed old", 200);
}

static void old_is_refused(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-aged", "ticket_changed old", 401);
	active_answer(canned, "event-aged", "ticket_changed future", 401);
}

static void no_time(Canned *canned)
{
	active_signed_trigger(canned, FACTS(CANARY(",\"has_id\":true"), CAME));
}

#define FIRST EVENT("event-repeated", "ticket_changed first", BODY(PAYLOAD), PLAIN)
#define AGAIN EVENT("event-repeated", "ticket_changed again", BODY(PAYLOAD), PLAIN)

static void dispatched_twice(Canned *canned)
{
	active_signed_trigger(canned, FACTS(CANARY(SIGNS), CAME "," FIRST "," AGAIN));
	active_answer(canned, "event-repeated", "ticket_changed first", 200);
	active_answer(canned, "event-repeated", "ticket_changed again", 200);
}

static void dispatched_once(Canned *canned)
{
	active_signed_trigger(canned, FACTS(CANARY(SIGNS), CAME "," FIRST));
	active_answer(canned, "event-repeated", "ticket_changed first", 200);
	active_answer(canned, "event-repeated", "ticket_changed again", 200);
}

static void never_dispatched(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-repeated", "ticket_changed first", 200);
	active_answer(canned, "event-repeated", "ticket_changed again", 200);
}

/* ---- routes, shapes, ids ---- */

static void crosses(Canned *canned)
{
	canned_fact(canned, "active",
		    FACTS("", EVENT("event-crossed", "message_received unsigned ticket_changed",
				    BODY(PAYLOAD), PLAIN)));
	active_answer(canned, "event-crossed", "message_received unsigned ticket_changed", 200);
}

/* Dropped with 200 is dropped. */
static void crosses_nothing(Canned *canned)
{
	canned_fact(canned, "active", FACTS("", ""));
	active_answer(canned, "event-crossed", "message_received unsigned ticket_changed", 200);
	active_answer(canned, "event-crossed", "message_received signed ticket_changed", 404);
}

static void list_is_dispatched(Canned *canned)
{
	active_signed_trigger(canned,
			      FACTS(CANARY(SIGNS), CAME "," EVENT("event-shapeless", "ticket_changed list",
								  BODY(PAYLOAD), PLAIN)));
	active_answer(canned, "event-shapeless", "ticket_changed list", 200);
}

static void list_is_dropped(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-shapeless", "ticket_changed list", 200);
	active_answer(canned, "event-shapeless", "ticket_changed no-json", 422);
}

static void elsewhere(Canned *canned, int unknown, int known)
{
	active_usual(canned);
	active_answer(canned, "event-elsewhere", "ticket_changed unknown", unknown);
	active_answer(canned, "event-elsewhere", "ticket_changed canary", known);
}

static void unknown_is_taken(Canned *canned)
{
	elsewhere(canned, 200, 401);
}

static void unknown_is_told(Canned *canned)
{
	elsewhere(canned, 404, 401);
}

static void unknown_is_alike(Canned *canned)
{
	elsewhere(canned, 401, 401);
}

/* ---- what is dispatched ---- */

static void came(Canned *canned, const char *event)
{
	g_autofree char *facts = g_strdup_printf(FACTS(CANARY(SIGNS), "%s"), event);
	active_signed_trigger(canned, facts);
}

static void more_came(Canned *canned)
{
	came(canned, EVENT("event-valid", "ticket_changed", BODY(LONGER), PLAIN));
}

static void less_came(Canned *canned)
{
	came(canned, EVENT("event-valid", "ticket_changed", BODY(SHORTER), PLAIN));
}

static void secret_came(Canned *canned)
{
	came(canned, EVENT("event-valid", "ticket_changed", BODY(SECRET), PLAIN));
}

static void key_came(Canned *canned)
{
	came(canned, EVENT("event-valid", "ticket_changed", BODY(PAYLOAD), KEYED));
}

/* What the engine gets is its own key. */
static void key_came_to_the_engine(Canned *canned)
{
	key_came(canned);
	canned_target(canned)->engine = g_strdup("http://127.0.0.1:4000/engine");
}

/* ---- checks of the levels below, which canaries decide ---- */

static void bare_is_dispatched(Canned *canned)
{
	active_signed_trigger(
		canned, FACTS(CANARY(SIGNS), EVENT("event-bare", "ticket_changed", BODY(PAYLOAD), PLAIN)));
	active_answer(canned, "event-unsigned", "ticket_changed", 404);
	active_answer(canned, "event-bare", "ticket_changed", 500);
}

static void bare_is_refused(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-unsigned", "ticket_changed", 404);
	active_answer(canned, "event-bare", "ticket_changed", 401);
}

static void token_is_enough(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-unsigned", "ticket_changed", 401);
	active_answer(canned, "event-token-only", "ticket_changed", 404);
	active_answer(canned, "event-bare", "ticket_changed", 401);
	active_answer(canned, "event-bare-token", "ticket_changed", 200);
}

static void token_is_not_enough(Canned *canned)
{
	active_usual(canned);
	active_answer(canned, "event-unsigned", "ticket_changed", 401);
	active_answer(canned, "event-token-only", "ticket_changed", 404);
	active_answer(canned, "event-bare", "ticket_changed", 401);
	active_answer(canned, "event-bare-token", "ticket_changed", 401);
}

const struct check_case cases_active_triggers[] = {
	{ "triggers.bad-signature", VERDICT_FAIL, "a cut one is taken", cut_is_taken, NULL },
	{ "triggers.bad-signature", VERDICT_FAIL, "a cut one is refused and dispatched", cut_is_dispatched,
	  NULL },
	{ "triggers.bad-signature", VERDICT_PASS, "all are refused", all_are_refused, NULL },
	{ "triggers.bad-signature", VERDICT_UNKNOWN, "the valid one, too", valid_is_refused, NULL },
	{ "triggers.bad-signature", VERDICT_SKIPPED, "its events are not signed", not_signed, NULL },
	{ "triggers.bad-signature", VERDICT_UNKNOWN, "there is no canary", no_canary, NULL },
	{ "triggers.stale", VERDICT_FAIL, "an old one is taken", old_is_taken, NULL },
	{ "triggers.stale", VERDICT_PASS, "both are refused", old_is_refused, NULL },
	{ "triggers.stale", VERDICT_SKIPPED, "no signed time", no_time, NULL },
	{ "triggers.replay", VERDICT_FAIL, "twice", dispatched_twice, NULL },
	{ "triggers.replay", VERDICT_PASS, "answered 200, and dispatched once", dispatched_once, NULL },
	{ "triggers.replay", VERDICT_UNKNOWN, "never", never_dispatched, NULL },
	{ "triggers.cross-route", VERDICT_FAIL, "dispatched", crosses, NULL },
	{ "triggers.cross-route", VERDICT_PASS, "answered 200, and dropped", crosses_nothing, NULL },
	{ "triggers.payload-validated", VERDICT_FAIL, "a list", list_is_dispatched, NULL },
	{ "triggers.payload-validated", VERDICT_PASS, "answered 200, and dropped", list_is_dropped, NULL },
	{ "triggers.wrong-subscription", VERDICT_FAIL, "taken", unknown_is_taken, NULL },
	{ "triggers.wrong-subscription", VERDICT_FAIL, "told apart", unknown_is_told, NULL },
	{ "triggers.wrong-subscription", VERDICT_PASS, "alike", unknown_is_alike, NULL },
	{ "triggers.dispatch-fields", VERDICT_FAIL, "one more", more_came, NULL },
	{ "triggers.dispatch-fields", VERDICT_FAIL, "one less", less_came, NULL },
	{ "triggers.dispatch-fields", VERDICT_PASS, "as the schema says", active_usual, NULL },
	{ "triggers.dispatch-secrets", VERDICT_FAIL, "the signing secret", secret_came, NULL },
	{ "triggers.dispatch-secrets", VERDICT_PASS, "no secret", active_usual, NULL },
	{ "triggers.dispatch-credential", VERDICT_FAIL, "the engine's key", key_came, NULL },
	{ "triggers.dispatch-credential", VERDICT_PASS, "to the engine", key_came_to_the_engine, NULL },
	{ "triggers.dispatch-credential", VERDICT_PASS, "no header", active_usual, NULL },
	{ "triggers.dispatch-credential", VERDICT_UNKNOWN, "nothing came", no_canary, NULL },
	{ "triggers.unsigned", VERDICT_FAIL, "dispatched to a canary", bare_is_dispatched, NULL },
	{ "triggers.unsigned", VERDICT_PASS, "refused for a canary", bare_is_refused, NULL },
	{ "triggers.shared-token-only", VERDICT_FAIL, "taken for a canary", token_is_enough, NULL },
	{ "triggers.shared-token-only", VERDICT_PASS, "refused for a canary", token_is_not_enough, NULL },
	{ NULL, VERDICT_PASS, NULL, NULL, NULL },
};
