/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a clause: the verb that says what is done, past "This endpoint allows you to". */
#include "model/effects_clause.h"

#include <string.h>

#define HEAD_REACH 18

static gboolean has_role(const EffectToken *token, guint64 role)
{
	return token->word != NULL && (token->word->roles & role) != 0;
}

/* What stands before the place that is looked at. */
typedef enum { AT_START, AT_MODAL, AT_ACTOR, AT_SUBJECT, AT_DETERMINER } Before;

typedef struct {
	const EffectClause *clause;
	Before before;
	gboolean negated;
	gboolean finite; /* "does" stands before: the base form is as good as "deletes" */
	guint strange;   /* words that are not known, passed on the way */
} Search;

/* "Message a user", "Reply to it", "Tests whether": an object or a preposition after it makes a verb of it,
 * but not "posts that keep" and "request of". */
static gboolean has_object(const EffectClause *clause, guint end)
{
	const guint64 objects = ROLE_DETERMINER | ROLE_PREPOSITION | ROLE_PERSON | ROLE_CONDITION;
	if (end + 1 >= clause->count || !has_role(&clause->tokens[end + 1], objects))
		return FALSE;
	const EffectToken *next = &clause->tokens[end + 1];
	gboolean relative = has_role(next, ROLE_WHICH) && has_role(next, ROLE_SUBJECT);
	return !relative && strcmp(next->word->text, "of") != 0;
}

/* What comes after it is "and" or a comma with no verb behind. */
static gboolean is_listed_noun(const EffectClause *clause, guint end)
{
	guint next = end + 1;
	if (next >= clause->count)
		return FALSE;
	gboolean joined = has_role(&clause->tokens[next], ROLE_JOIN);
	if (!joined && (clause->tokens[next].marks & TOKEN_COMMA) == 0)
		return FALSE;
	next += joined ? 1 : 0;
	if (next >= clause->count)
		return TRUE;
	EffectVerb verb = effect_verb_at(clause->tokens, clause->count, next);
	return verb.strength == 0 || (verb.traits & (VERB_NOUN | VERB_NOUNISH)) != 0;
}

static double opening_factor(const EffectClause *clause, const EffectVerb *verb)
{
	gboolean nounish = (verb->traits & VERB_NOUNISH) != 0;
	gboolean object = has_object(clause, verb->end);
	gboolean before_be =
		verb->end + 1 < clause->count && has_role(&clause->tokens[verb->end + 1], ROLE_BE);
	/* "Opens and clicks of a campaign" */
	if ((verb->traits & VERB_NOUN) != 0 && (verb->forms & FORM_BASE) == 0 &&
	    is_listed_noun(clause, verb->end))
		return 0;
	if (before_be && (verb->traits & (VERB_NOUN | VERB_NOUNISH)) != 0)
		return 0;
	if ((verb->forms & FORM_BASE) != 0)
		return !nounish || object ? 1 : 0;
	if ((verb->forms & FORM_THIRD) != 0)
		return !nounish || object ? 1 : 0;
	if ((verb->forms & FORM_GERUND) != 0)
		return nounish ? 0 : 0.7;
	return (verb->forms & FORM_NOUN) != 0 ? 0.7 : 0;
}

static double verb_factor(const Search *search, const EffectVerb *verb)
{
	if ((verb->traits & VERB_NAME_ONLY) != 0)
		return 0;
	gboolean noun = (verb->traits & (VERB_NOUN | VERB_NOUNISH)) != 0;
	switch (search->before) {
	case AT_START:
		return opening_factor(search->clause, verb);
	case AT_MODAL:
	case AT_ACTOR:
		return (verb->forms & FORM_BASE) != 0 ? 0.95 : 0;
	case AT_SUBJECT:
		return (verb->forms & FORM_THIRD) != 0 && (!noun || has_object(search->clause, verb->end))
			       ? 0.95
			       : 0;
	default:
		return 0;
	}
}

static EffectHead head_of(const Search *search, guint i, const EffectVerb *verb, double factor)
{
	EffectHead head = { .verb = *verb,
			    .at = i,
			    .factor = factor,
			    .negated = search->negated,
			    .at_start = search->before == AT_START };
	head.verb.forms |= search->finite && search->before == AT_MODAL ? FORM_THIRD : 0;
	return head;
}

/* German puts the participle last: "wird mit allen Daten gelöscht". */
static gboolean is_german_be(const EffectToken *token)
{
	static const char *const BE[] = { "wird", "werden", "wurde", NULL };
	return token->word != NULL && g_strv_contains(BE, token->word->text);
}

/* "is deleted", "will be automatically removed" */
static EffectHead passive_after(const EffectClause *clause, guint i, gboolean negated)
{
	gboolean german = is_german_be(&clause->tokens[i]);
	for (guint at = i + 1; at < clause->count && at <= i + (german ? 10 : 4); at++) {
		const EffectToken *token = &clause->tokens[at];
		EffectVerb verb = effect_verb_at(clause->tokens, clause->count, at);
		if (effect_denies(clause, at))
			negated = TRUE;
		else if (verb.strength > 0 && (verb.forms & FORM_PARTICIPLE) != 0)
			return (EffectHead){
				.verb = verb, .at = at, .factor = 0.6, .negated = negated, .passive = TRUE
			};
		else if (!german && !has_role(token, ROLE_FILLER | ROLE_ALSO | ROLE_BE | ROLE_PERMANENT |
							     ROLE_LIMIT | ROLE_NEGATION))
			break;
	}
	return (EffectHead){ 0 };
}

/* "allows you to delete", "used for updating", "the possibility to delete" */
static EffectHead purpose_after(const EffectClause *clause, guint i, guint reach, gboolean negated)
{
	guint wanted = 0; /* forms that may come now */
	for (guint at = i + 1; at < clause->count && at <= i + reach; at++) {
		const EffectToken *token = &clause->tokens[at];
		EffectVerb verb = effect_verb_at(clause->tokens, clause->count, at);
		if (wanted != 0 && (verb.traits & VERB_NAME_ONLY) == 0 && verb.strength > 0 &&
		    (verb.forms & wanted) != 0)
			return (EffectHead){ .verb = verb, .at = at, .factor = 0.9, .negated = negated };
		if ((token->marks & TOKEN_CODE) != 0 && wanted == 0)
			break;
		if (effect_denies(clause, at))
			negated = TRUE;
		else if (has_role(token, ROLE_MODAL))
			wanted = FORM_BASE;
		else if (has_role(token, ROLE_PREPOSITION))
			wanted = FORM_GERUND | FORM_NOUN;
		else if (!has_role(token, ROLE_FILLER | ROLE_ALSO | ROLE_LEAD | ROLE_ACTOR))
			wanted = 0;
	}
	return (EffectHead){ 0 };
}

static Before before_next(const EffectToken *token, Before before)
{
	if (has_role(token, ROLE_MODAL))
		return AT_MODAL;
	if (has_role(token, ROLE_ACTOR))
		return AT_ACTOR;
	if (has_role(token, ROLE_SUBJECT))
		return AT_SUBJECT;
	if (has_role(token, ROLE_DETERMINER))
		return AT_DETERMINER;
	return before;
}

/* "fully", "incrementally" */
static gboolean is_adverb(const EffectToken *token)
{
	return token->word == NULL && token->length > 4 &&
	       g_ascii_strncasecmp(token->at + token->length - 2, "ly", 2) == 0;
}

/* One step: TRUE when the search is over, with the head in `*head` or none. */
static gboolean step(Search *search, guint i, EffectHead *head)
{
	const EffectClause *clause = search->clause;
	const EffectToken *token = &clause->tokens[i];
	EffectVerb verb = effect_verb_at(clause->tokens, clause->count, i);
	if (effect_is_auxiliary(clause, i)) {
		search->before = AT_MODAL;
		search->finite = TRUE;
		return FALSE;
	}
	if (search->negated && effect_turns(clause, i)) {
		search->negated = FALSE;
		search->finite = TRUE;
		search->before = AT_MODAL;
		return FALSE;
	}
	gboolean lead =
		has_role(token, ROLE_LEAD) && (search->before != AT_MODAL || (verb.traits & VERB_VAGUE) != 0);
	if (lead) {
		*head = purpose_after(clause, i, 12, search->negated);
		if (head->verb.strength > 0 || verb.strength == 0)
			return TRUE;
	}
	if (verb.strength > 0) {
		double factor = verb_factor(search, &verb);
		if (factor > 0) {
			*head = head_of(search, i, &verb, factor);
			return TRUE;
		}
	}
	/* "Status of a message that was sent" */
	if (has_role(token, ROLE_WHICH) && search->strange > 0)
		return TRUE;
	/* "Method for cancelling an order" */
	if (has_role(token, ROLE_PREPOSITION) && search->before == AT_SUBJECT && search->strange == 0 &&
	    i > 0) {
		*head = purpose_after(clause, i - 1, 3, search->negated);
		return TRUE;
	}
	if (has_role(token, ROLE_BE)) {
		*head = passive_after(clause, i, search->negated);
		return head->verb.strength > 0 || !has_role(token, ROLE_FILLER);
	}
	if (has_role(token, ROLE_NEGATION | ROLE_NOTHING))
		search->negated |= effect_denies(clause, i);
	else if (has_role(token, ROLE_MODAL | ROLE_SUBJECT | ROLE_ACTOR | ROLE_DETERMINER))
		search->before = before_next(token, search->before);
	else if (!has_role(token, ROLE_FILLER | ROLE_ALSO | ROLE_PERMANENT | ROLE_LIMIT) &&
		 !is_adverb(token)) {
		search->before = AT_SUBJECT;
		return ++search->strange > 4 || has_role(token, ROLE_PREPOSITION | ROLE_JOIN | ROLE_WHICH);
	}
	return FALSE;
}

EffectHead effect_head(const EffectClause *clause)
{
	Search search = { .clause = clause };
	EffectHead head = { 0 };
	for (guint i = 0; i < clause->count && i < HEAD_REACH; i++) {
		if (step(&search, i, &head))
			return head;
	}
	return (EffectHead){ 0 };
}

/* The verb of a clause that begins with something else: "When called, deletes the user", "For one meeting
 * you will get its details", "Audit proof download". */
EffectHead effect_late_head(const EffectClause *clause)
{
	EffectHead noun = { 0 };
	for (guint i = 1; i < clause->count && i < 28; i++) {
		const EffectToken *token = &clause->tokens[i], *before = token - 1;
		EffectVerb verb = effect_verb_at(clause->tokens, clause->count, i);
		gboolean comma = (token->marks & TOKEN_COMMA) != 0;
		if (has_role(token, ROLE_BE) && !has_role(before, ROLE_WHICH)) {
			EffectHead passive = passive_after(clause, i, has_role(before, ROLE_NEGATION));
			if (passive.verb.strength > 0)
				return passive;
		}
		if (verb.strength == 0)
			continue;
		guint after_modal = has_role(before, ROLE_MODAL) ? FORM_BASE : 0;
		guint after_comma = comma ? FORM_BASE | FORM_THIRD : 0;
		gboolean nounish = comma && (verb.traits & VERB_NOUNISH) != 0;
		if ((verb.forms & (after_modal | after_comma)) != 0 && !nounish)
			return (EffectHead){
				.verb = verb,
				.at = i,
				.factor = 0.6,
				.negated = i > 1 && has_role(before - 1, ROLE_NEGATION),
			};
		gboolean last_word = verb.end + 1 == clause->count;
		gboolean last = last_word && (verb.forms & FORM_BASE) != 0;
		if ((verb.forms & FORM_NOUN) != 0 || last)
			noun = (EffectHead){ .verb = verb,
					     .at = i,
					     .factor = last_word && !last ? 0.85 : 0.5 };
	}
	return noun;
}
