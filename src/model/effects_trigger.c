/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What subscribing to a trigger does upstream, and whom its events reach. */
#include "model/effects_infer.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	EffectVote registers;
	EffectVote by_hand;
	gboolean about_hooks; /* the event itself is about webhooks or subscriptions */
} TriggerReading;

static gboolean has_role(const EffectToken *token, guint64 role)
{
	return token->word != NULL && (token->word->roles & role) != 0;
}

static EffectVote span(const EffectToken *from, const EffectToken *to, EffectPlace place)
{
	return (EffectVote){ .at = from->at,
			     .length = (guint16)(to->at + to->length - from->at),
			     .place = (guint8)place };
}

static guint find_role(const EffectToken *tokens, guint from, guint to, guint64 role)
{
	for (guint i = from; i < to; i++) {
		if (has_role(&tokens[i], role))
			return i;
	}
	return to;
}

/* Verbs that make something exist upstream: those that create, and "configures a webhook". */
static gboolean makes(const EffectToken *token, const EffectVerb *verb)
{
	static const char *const CONFIGURES[] = { "configure", "enable", "activate", "attach", NULL };
	if (verb->strength == 0 || (verb->traits & VERB_VAGUE) != 0)
		return FALSE;
	for (guint i = 0; CONFIGURES[i] != NULL && verb->kind == EFFECT_UPDATE; i++) {
		gsize stem = strlen(CONFIGURES[i]) - 1;
		if (token->length > stem && g_ascii_strncasecmp(token->at, CONFIGURES[i], stem) == 0)
			return TRUE;
	}
	return verb->kind == EFFECT_CREATE;
}

/* A clause that a person is to act on: "you must register", "paste the URL", or an order in instructions. */
static gboolean addresses_person(const EffectToken *clause, guint count, EffectPlace place)
{
	static const guint64 MUST = ROLE_MODAL;
	if (find_role(clause, 0, count, ROLE_BY_HAND) < count)
		return TRUE;
	guint actor = find_role(clause, 0, count, ROLE_ACTOR);
	if (actor < count && clause[actor].length == 3 && find_role(clause, actor, count, MUST) < count)
		return TRUE;
	EffectVerb first = effect_verb_at(clause, count, 0);
	return place == EFFECT_IN_INSTALL && first.strength > 0 && (first.forms & FORM_BASE) != 0;
}

/* "must be registered", "needs to be created": nobody says that the server does it. */
static gboolean is_demand(const EffectToken *clause, guint verb)
{
	static const char *const DEMANDS[] = { "must", "needs", "need", "should", "has", "have", NULL };
	for (guint i = 0; i < verb; i++) {
		for (guint word = 0; DEMANDS[word] != NULL; word++) {
			if (clause[i].length == strlen(DEMANDS[word]) &&
			    g_ascii_strncasecmp(clause[i].at, DEMANDS[word], clause[i].length) == 0)
				return TRUE;
		}
	}
	return FALSE;
}

typedef enum { CLAUSE_NOTHING, CLAUSE_REGISTERS, CLAUSE_BY_HAND } ClauseSays;

/* "registers a webhook", "a webhook is created"; `*from` and `*to` get the phrase. */
static ClauseSays read_making(const TriggerReading *reading, const EffectToken *clause, guint count,
			      EffectPlace place, guint *from, guint *to)
{
	gboolean other_case = FALSE, denied = FALSE;
	for (guint i = 0; i < count; i++) {
		if ((clause[i].marks & TOKEN_COMMA) != 0)
			other_case = FALSE;
		other_case |= has_role(&clause[i], ROLE_CONDITION) && !is_demand(clause + i, 1);
		denied |= has_role(&clause[i], ROLE_NEGATION);
		EffectVerb verb = effect_verb_at(clause, count, i);
		if (other_case || !makes(&clause[i], &verb))
			continue;
		guint after = find_role(clause, i + 1, MIN(count, i + 9), ROLE_HOOK);
		guint before = find_role(clause, i > 6 ? i - 6 : 0, i, ROLE_HOOK);
		gboolean passive = (verb.forms & FORM_PARTICIPLE) != 0 && before < i;
		gboolean active = (verb.forms & (FORM_BASE | FORM_THIRD)) != 0 && after < MIN(count, i + 9);
		if (!active && !(passive && !reading->about_hooks))
			continue;
		*from = active ? i : before;
		*to = active ? after : i;
		if (denied || is_demand(clause, i) || addresses_person(clause, count, place))
			return CLAUSE_BY_HAND;
		return CLAUSE_REGISTERS;
	}
	return CLAUSE_NOTHING;
}

/* "Paste the URL into the settings of the shop" */
static gboolean is_chore(const EffectToken *clause, guint count, guint *from, guint *to)
{
	guint hand = find_role(clause, 0, count, ROLE_BY_HAND);
	if (hand == count)
		return FALSE;
	*from = hand;
	*to = MIN(hand + 2, count - 1);
	return TRUE;
}

static void read_clause(TriggerReading *reading, const EffectToken *clause, guint count, EffectPlace place)
{
	guint from = 0, to = 0;
	ClauseSays says = read_making(reading, clause, count, place, &from, &to);
	if (says == CLAUSE_NOTHING && is_chore(clause, count, &from, &to))
		says = CLAUSE_BY_HAND;
	if (says == CLAUSE_REGISTERS && reading->registers.length == 0)
		reading->registers = span(&clause[from], &clause[to], place);
	if (says == CLAUSE_BY_HAND && reading->by_hand.length == 0)
		reading->by_hand = span(&clause[from], &clause[to], place);
}

static void read_text(TriggerReading *reading, const char *text, EffectPlace place)
{
	EffectToken tokens[EFFECT_PROSE_TOKENS];
	if (text == NULL)
		return;
	guint count =
		effect_split_prose(text, strnlen(text, EFFECT_PROSE_BYTES), tokens, EFFECT_PROSE_TOKENS);
	for (guint i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && (tokens[end].marks & TOKEN_OPENS) == 0;)
			end++;
		read_clause(reading, tokens + i, end - i, place);
	}
}

static gboolean is_about_hooks(const char *name)
{
	EffectToken tokens[EFFECT_NAME_TOKENS];
	if (name == NULL)
		return FALSE;
	guint count = effect_split_name(name, strnlen(name, EFFECT_NAME_BYTES), tokens, EFFECT_NAME_TOKENS);
	return find_role(tokens, 0, count, ROLE_HOOK) < count;
}

static void add_line(TriggerEffect *effect, const EffectVote *vote)
{
	g_autofree char *line = vote->length > 0 ? effect_line(vote) : NULL;
	if (line != NULL && !g_ptr_array_find_with_equal_func(effect->evidence, line, g_str_equal, NULL))
		g_ptr_array_add(effect->evidence, g_steal_pointer(&line));
}

static void decide_subscribe(TriggerEffect *effect, const TriggerReading *reading)
{
	gboolean registers = reading->registers.length > 0, by_hand = reading->by_hand.length > 0;
	effect->on_subscribe = registers ? ON_SUBSCRIBE_REGISTERS
			       : by_hand ? ON_SUBSCRIBE_NOTHING
					 : ON_SUBSCRIBE_UNKNOWN;
	if (!registers && !by_hand)
		return;
	effect->source = EFFECT_INFERRED;
	effect->confidence = registers && by_hand ? 0.5 : 0.8;
	add_line(effect, &reading->registers);
	add_line(effect, &reading->by_hand);
}

static void decide_event(TriggerEffect *effect, int route_has_subscription)
{
	effect->on_event = route_has_subscription > 0    ? ON_EVENT_ONE
			   : route_has_subscription == 0 ? ON_EVENT_ALL
							 : ON_EVENT_UNKNOWN;
	if (route_has_subscription < 0)
		return;
	g_ptr_array_add(effect->evidence,
			g_strdup(route_has_subscription > 0 ? _("the route names one subscription")
							    : _("the route names no subscription")));
	if (effect->source == EFFECT_ASSUMED)
		effect->confidence = 0.5; /* one of the two is known */
	effect->source = EFFECT_INFERRED;
}

TriggerEffect *trigger_effect_infer(const char *name, const char *description, const char *docs,
				    const char *install_instructions, int route_has_subscription)
{
	TriggerReading reading = { .about_hooks = is_about_hooks(name) };
	read_text(&reading, description, EFFECT_IN_DESCRIPTION);
	read_text(&reading, docs, EFFECT_IN_DOCS);
	read_text(&reading, install_instructions, EFFECT_IN_INSTALL);
	TriggerEffect *effect = g_new0(TriggerEffect, 1);
	effect->evidence = g_ptr_array_new_with_free_func(g_free);
	effect->receives_engine_key = TRUE;
	effect->source = EFFECT_ASSUMED;
	effect->confidence = 0.3;
	decide_subscribe(effect, &reading);
	decide_event(effect, route_has_subscription);
	return effect;
}

void trigger_effect_free(TriggerEffect *effect)
{
	if (effect == NULL)
		return;
	g_ptr_array_unref(effect->evidence);
	g_free(effect);
}
