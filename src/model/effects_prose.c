/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a description: its first clauses say what is done, later ones what is done besides. */
#include "model/effects_clause.h"

#include <string.h>

#define CLAUSES_READ 40

/* What a strength of 10 scores in the first, second, ... clause that has a verb. */
static const double RANK[] = { 3.0, 1.6, 0.8, 0.4, 0.2 };

typedef struct {
	EffectReading *reading;
	guint rank;
	guint verbless; /* clauses before the first verb */
	gboolean aside;
	gboolean past;    /* behind the label of the parameters: only "also deletes" counts */
	gboolean vague;   /* the first verb tells nothing: what is returned tells no more */
	EffectKind first; /* kind of the first head, once rank > 0 */
} Prose;

static gboolean has_role(const EffectToken *token, guint64 role)
{
	return token->word != NULL && (token->word->roles & role) != 0;
}

static EffectVote phrase(const EffectReading *reading, const EffectToken *from, const EffectToken *to)
{
	return (EffectVote){ .at = from->at,
			     .length = (guint16)(to->at + to->length - from->at),
			     .place = (guint8)reading->prose };
}

/* A verb with its object, for people to read: at most four words, up to a comma. */
static EffectVote with_object(const EffectReading *reading, const EffectClause *clause, guint from, guint end)
{
	guint to = end;
	while (to + 1 < clause->count && to < end + 2 &&
	       (clause->tokens[to + 1].marks & (TOKEN_COMMA)) == 0 &&
	       !has_role(&clause->tokens[to + 1], ROLE_JOIN | ROLE_PREPOSITION))
		to++;
	return phrase(reading, &clause->tokens[from], &clause->tokens[to]);
}

static gboolean nears(const EffectClause *clause, guint from, guint reach, guint64 role)
{
	for (guint i = from; i < clause->count && i < from + reach; i++) {
		if (has_role(&clause->tokens[i], role))
			return TRUE;
	}
	return FALSE;
}

/* "performs a partial update of", "initiates the deletion": the noun after a vague verb tells.  But "runs a
 * monitor" runs it, which may do anything. */
static gboolean verbal_noun(const EffectClause *clause, EffectHead *head)
{
	gboolean runs = (head->verb.traits & VERB_NOUN) != 0;
	for (guint i = head->verb.end + 1; i < clause->count && i <= head->verb.end + 4; i++) {
		EffectVerb verb = effect_verb_at(clause->tokens, clause->count, i);
		gboolean ends = i + 1 == clause->count ||
				has_role(&clause->tokens[i + 1], ROLE_PREPOSITION | ROLE_JOIN | ROLE_WHICH);
		gboolean nounish = (verb.traits & VERB_NOUN) != 0 ||
				   ((verb.traits & VERB_NOUNISH) != 0 && verb.kind == EFFECT_READ && !runs);
		gboolean noun = (verb.forms & (FORM_NOUN | FORM_GERUND)) != 0 ||
				((verb.forms & FORM_BASE) != 0 && nounish && ends);
		if (verb.strength >= 6 && noun && (verb.traits & VERB_VAGUE) == 0) {
			head->verb = verb;
			head->factor *= 0.6;
			return TRUE;
		}
		if (has_role(&clause->tokens[i], ROLE_PREPOSITION | ROLE_WHICH | ROLE_JOIN | ROLE_CODE))
			break;
	}
	return FALSE;
}

static EffectKind kind_in_place(const EffectClause *clause, const EffectHead *head)
{
	EffectKind kind = head->verb.kind;
	guint after = head->verb.end + 1;
	if ((head->verb.traits & VERB_POSTS) != 0 && nears(clause, after, 6, ROLE_SENDABLE))
		return EFFECT_SEND;
	if ((head->verb.traits & VERB_STARTS) != 0 && nears(clause, after, 6, ROLE_MACHINE))
		return EFFECT_UPDATE;
	if (kind == EFFECT_UPDATE && nears(clause, after, 14, ROLE_BIN) &&
	    !nears(clause, after, 14, ROLE_WHICH))
		return EFFECT_DELETE;
	return kind;
}

static gboolean is_denied(const EffectClause *clause, const EffectHead *head)
{
	return head->negated || nears(clause, head->verb.end + 1, 2, ROLE_NOTHING) ||
	       effect_denied_after(clause, head->verb.end);
}

static void note_traits(EffectReading *reading, const EffectVerb *verb, const EffectVote *sign)
{
	if ((verb->traits & VERB_DESTRUCTIVE) != 0 && reading->destructive.length == 0)
		reading->destructive = *sign;
	if ((verb->traits & VERB_REPEATS) != 0 && reading->repeats.length == 0)
		reading->repeats = *sign;
	if (((verb->traits & VERB_OUTWARD) != 0 || verb->kind == EFFECT_SEND) && reading->beyond.length == 0)
		reading->beyond = *sign;
}

/* A verb after "and", "or", "," that stands beside the head: in the same form, with an object of its own. */
static gboolean stands_beside(const EffectClause *clause, const EffectHead *head, const EffectVerb *verb,
			      gboolean adjacent)
{
	guint form = head->verb.forms & (FORM_BASE | FORM_THIRD);
	if ((verb->forms & form) == 0 || (verb->traits & (VERB_VAGUE | VERB_ECHO | VERB_NAME_ONLY)) != 0)
		return FALSE;
	gboolean object =
		verb->end + 1 < clause->count && has_role(&clause->tokens[verb->end + 1], ROLE_DETERMINER);
	if ((verb->traits & VERB_NOUNISH) != 0)
		return object;
	if (adjacent)
		return TRUE;
	if ((verb->traits & VERB_NOUN) != 0)
		return object;
	return object || ((verb->forms & FORM_THIRD) != 0 && verb->strength >= 7);
}

static gboolean is_pronoun(const EffectToken *token)
{
	return has_role(token, ROLE_DETERMINER) && token->word != NULL &&
	       (strcmp(token->word->text, "it") == 0 || strcmp(token->word->text, "them") == 0);
}

static void take_joined(Prose *prose, const EffectClause *clause, const EffectHead *head, guint from,
			const EffectVerb *verb, gboolean adjacent, double score)
{
	EffectReading *reading = prose->reading;
	EffectVote sign = with_object(reading, clause, from, verb->end);
	EffectHead beside = { .verb = *verb };
	EffectKind kind = kind_in_place(clause, &beside), first = head->verb.kind;
	if (is_denied(clause, &beside) || kind == first || kind == EFFECT_READ)
		return;
	note_traits(reading, verb, &sign);
	if (kind == EFFECT_DELETE && reading->destructive.length == 0)
		reading->destructive = sign;
	if (first == EFFECT_READ) {
		sign.kind = kind;
		gboolean third = (head->verb.forms & FORM_THIRD) != 0;
		if (reading->hidden.length == 0 && verb->strength >= 5 && (prose->rank == 0 || third) &&
		    (verb->traits & VERB_LOOSE) == 0)
			reading->hidden = sign;
		return;
	}
	/* "create an invoice and send it" */
	gboolean same = verb->end + 1 < clause->count && is_pronoun(&clause->tokens[verb->end + 1]);
	if (!adjacent && !(same && kind == EFFECT_SEND))
		return;
	double factor = kind == EFFECT_SEND || kind == EFFECT_UPDATE ? 1.05 : 0.5;
	effect_vote(reading, reading->prose, kind, score * factor, &clause->tokens[from],
		    &clause->tokens[verb->end]);
	reading->offers_choice |= kind == EFFECT_DELETE;
}

/* "Gets it and does not delete it" denies to the end; "reads it without waiting and deletes it" does not. */
static gboolean denies_rest(const EffectClause *clause, const EffectHead *head, guint i)
{
	if (!effect_denies(clause, i) || has_role(&clause->tokens[i], ROLE_AFTER))
		return FALSE;
	return !has_role(&clause->tokens[i], ROLE_WITHOUT) || (head->verb.forms & FORM_BASE) != 0;
}

/* Past "also", "it also": where the verb of a joined part would stand. */
static guint past_small_words(const EffectClause *clause, guint from)
{
	while (from + 1 < clause->count) {
		const EffectToken *token = &clause->tokens[from], *next = token + 1;
		gboolean subject = has_role(token, ROLE_SUBJECT) &&
				   (has_role(next, ROLE_ALSO) ||
				    (next->word != NULL && (next->word->forms & FORM_THIRD) != 0 &&
				     next->word->strength >= 6));
		if (!has_role(token, ROLE_ALSO | ROLE_JOIN) && !subject)
			break;
		from++;
	}
	return from;
}

/* Verbs joined to the head, as in "Look up a customer and tag the record". */
static void read_joined(Prose *prose, const EffectClause *clause, const EffectHead *head, double score)
{
	gboolean adjacent = TRUE;
	for (guint i = head->verb.end + 1; i + 1 < clause->count; i++) {
		const EffectToken *token = &clause->tokens[i];
		gboolean joins = has_role(token, ROLE_JOIN);
		gboolean comma = (token->marks & TOKEN_COMMA) != 0;
		if (!joins && !comma) {
			if (has_role(token, ROLE_MODAL | ROLE_WHICH | ROLE_CONDITION) ||
			    denies_rest(clause, head, i))
				return;
			adjacent = FALSE;
			continue;
		}
		guint first = joins ? i + 1 : i, from = past_small_words(clause, first);
		EffectHead beside = *head;
		if (from > first && nears(clause, first, from - first, ROLE_SUBJECT))
			beside.verb.forms = FORM_THIRD; /* "it also deletes" has a subject of its own */
		EffectVerb verb = effect_verb_at(clause->tokens, clause->count, from);
		if (verb.strength > 0 && stands_beside(clause, &beside, &verb, adjacent)) {
			take_joined(prose, clause, &beside, from, &verb, adjacent, score);
			i = verb.end;
		} else if (!joins && !adjacent && !has_role(token, ROLE_DETERMINER)) {
			adjacent = FALSE;
		}
	}
}

/* "is created if it does not exist" */
static gboolean says_if_missing(const EffectClause *clause, guint from)
{
	for (guint i = from; i < clause->count && i < from + 3; i++) {
		const EffectWord *word = clause->tokens[i].word;
		if (word != NULL && (strcmp(word->text, "if") == 0 || strcmp(word->text, "when") == 0))
			return nears(clause, i + 1, 5, ROLE_NEGATION);
	}
	return FALSE;
}

/* A later sentence such as "Also marks the ticket as seen." under a name that reads. */
static void read_hidden(Prose *prose, const EffectClause *clause, const EffectHead *head)
{
	const EffectVerb *verb = &head->verb;
	gboolean plain = verb->strength >= 6 && (verb->traits & (VERB_VAGUE | VERB_ECHO | VERB_LOOSE)) == 0;
	gboolean object =
		verb->end + 1 < clause->count && has_role(&clause->tokens[verb->end + 1], ROLE_DETERMINER);
	gboolean also = nears(clause, 0, head->at, ROLE_ALSO) && (verb->traits & VERB_NOUNISH) == 0;
	gboolean third = (verb->forms & FORM_THIRD) != 0 && head->factor > 0.9;
	gboolean if_missing = head->passive && verb->strength >= 8 && says_if_missing(clause, verb->end + 1);
	if (!plain || prose->first != EFFECT_READ || prose->reading->hidden.length != 0)
		return;
	if ((third && object) || if_missing || (also && (third || head->passive))) {
		prose->reading->hidden = with_object(prose->reading, clause, head->at, verb->end);
		prose->reading->hidden.kind = (guint8)kind_in_place(clause, head);
	}
}

/* "If the file is missing, creates an empty one." */
static void read_other_case(Prose *prose, const EffectClause *clause)
{
	EffectHead head = effect_late_head(clause);
	if ((head.verb.forms & FORM_THIRD) != 0 && !head.passive && !is_denied(clause, &head)) {
		head.factor = 1;
		read_hidden(prose, clause, &head);
	}
}

static void take_denial(Prose *prose, const EffectClause *clause, const EffectHead *head)
{
	EffectReading *reading = prose->reading;
	if (head->verb.kind == EFFECT_READ || (head->verb.traits & VERB_VAGUE) != 0)
		return;
	guint from = head->at;
	while (from > 0 && from + 3 > head->at && !has_role(&clause->tokens[from], ROLE_NEGATION))
		from--;
	if (reading->denial.length == 0)
		reading->denial = with_object(reading, clause, from, head->verb.end);
}

/* "publish" in the name and "Publish a message" in the text: the text tells what the name means. */
static void refine_name(EffectReading *reading, EffectKind own, EffectKind kind)
{
	for (guint i = 0; i < reading->count; i++) {
		EffectVote *vote = &reading->votes[i];
		if (vote->place != EFFECT_IN_NAME || vote->kind != own)
			continue;
		reading->score[own] -= vote->score;
		reading->score[kind] += vote->score;
		vote->kind = (guint8)kind;
	}
}

static void take_head(Prose *prose, const EffectClause *clause, EffectHead *head)
{
	EffectReading *reading = prose->reading;
	double weight = RANK[MIN(prose->rank, G_N_ELEMENTS(RANK) - 1)];
	if (is_denied(clause, head)) {
		take_denial(prose, clause, head);
		return;
	}
	if ((head->verb.traits & VERB_VAGUE) != 0 && !verbal_noun(clause, head)) {
		if (reading->vague.length == 0 && prose->rank == 0)
			reading->vague =
				phrase(reading, &clause->tokens[head->at], &clause->tokens[head->verb.end]);
		prose->vague |= (head->verb.traits & VERB_ECHO) == 0; /* "Request a key. Returns it." */
		return;
	}
	if ((head->verb.traits & VERB_ECHO) != 0 && (prose->rank > 0 || prose->vague)) {
		/* "It not only returns the row, it deletes it" */
		if (prose->first == EFFECT_READ && !prose->vague)
			read_joined(prose, clause, head, 0);
		return;
	}
	EffectKind kind = kind_in_place(clause, head);
	if ((head->verb.traits & VERB_POSTS) != 0 && kind == EFFECT_SEND && prose->rank == 0)
		refine_name(reading, head->verb.kind, kind);
	double score = weight * head->factor * head->verb.strength / 10;
	EffectVote *vote = effect_vote(reading, reading->prose, kind, score, &clause->tokens[head->at],
				       &clause->tokens[head->verb.end]);
	if (vote != NULL)
		vote->firm = head->verb.strength >= 7 && head->factor >= 0.9 &&
			     (head->verb.traits & VERB_LOOSE) == 0;
	EffectVote sign = phrase(reading, &clause->tokens[head->at], &clause->tokens[head->verb.end]);
	if (prose->rank < 2)
		note_traits(reading, &head->verb, &sign);
	if (prose->rank == 0)
		prose->first = reading->opening = kind;
	if (prose->rank > 0 && kind != EFFECT_READ)
		read_hidden(prose, clause, head);
	if (!head->passive && prose->rank < 3)
		read_joined(prose, clause, head, score);
	prose->rank++;
}

/* What is done though it is denied in words. */
static void read_twice_denied(Prose *prose, const EffectClause *clause)
{
	EffectReading *reading = prose->reading;
	EffectHead head = effect_twice_denied(clause);
	gboolean plain = head.verb.strength >= 7 && (head.verb.traits & (VERB_VAGUE | VERB_LOOSE)) == 0;
	if (plain && head.verb.kind != EFFECT_READ && reading->hidden.length == 0) {
		reading->hidden = with_object(reading, clause, head.at, head.verb.end);
		reading->hidden.kind = (guint8)head.verb.kind;
	}
}

static void read_clause(Prose *prose, const EffectClause *clause)
{
	EffectClause rest;
	read_twice_denied(prose, clause);
	gboolean other_case = has_role(&clause->tokens[0], ROLE_CONDITION);
	gboolean early = prose->rank == 0 && prose->verbless < 3;
	EffectHead head = { 0 };
	if (!other_case)
		head = effect_head(clause);
	if (head.verb.strength == 0 && early)
		head = effect_late_head(clause);
	if (other_case && !early)
		read_other_case(prose, clause);
	if (head.verb.strength > 0) {
		take_head(prose, clause, &head);
		if (effect_after_denied(clause, &rest))
			read_clause(prose, &rest);
		return;
	}
	if (!early)
		return;
	prose->verbless++;
	if (!other_case && !prose->vague && nears(clause, 0, 10, ROLE_READ_NOUN)) {
		const EffectToken *last = &clause->tokens[clause->count - 1];
		effect_vote(prose->reading, prose->reading->prose, EFFECT_READ, 0.7, &clause->tokens[0],
			    last);
	}
}

/* "(write)", "(read-only)": some texts say it in parentheses. */
static void read_parenthesis(Prose *prose, const EffectClause *clause)
{
	const EffectToken *token = &clause->tokens[0];
	if (clause->count <= 2 && has_role(token, ROLE_READ_ONLY))
		effect_vote(prose->reading, prose->reading->prose, EFFECT_READ, 1.5, token, token);
}

/* What is said behind the parameters, where most is about them. */
static void read_past(Prose *prose, const EffectClause *clause)
{
	EffectHead head = effect_head(clause);
	if (head.at > 0 && nears(clause, 0, head.at, ROLE_ALSO) && !is_denied(clause, &head))
		read_hidden(prose, clause, &head);
}

static void take_clause(Prose *prose, const EffectClause *clause)
{
	const EffectToken *first = &clause->tokens[0], *last = &clause->tokens[clause->count - 1];
	if ((first->marks & TOKEN_INSIDE) != 0) {
		read_parenthesis(prose, clause);
		return;
	}
	if ((last->marks & TOKEN_LABEL) != 0 && clause->count <= 3) {
		prose->past |= has_role(first, ROLE_PARAMETERS) && prose->rank > 0;
		prose->aside = has_role(first, ROLE_ASIDE | ROLE_CONDITION) ||
			       has_role(last, ROLE_ASIDE | ROLE_CONDITION);
		return;
	}
	gboolean goes_on = (first->marks & TOKEN_OPENS) == 0; /* after a parenthesis */
	if (goes_on && prose->rank > 0)
		return;
	if (prose->past)
		read_past(prose, clause);
	else if (!prose->aside)
		read_clause(prose, clause);
	prose->aside = FALSE;
}

void effect_read_prose(EffectReading *reading, const EffectToken *tokens, guint count)
{
	gboolean more = reading->prose != reading->main;
	Prose prose = { .reading = reading, .rank = more ? 2 : 0, .first = reading->opening };
	guint clauses = 0;
	for (guint i = 0; i < count && clauses < CLAUSES_READ; clauses++) {
		guint end = i + 1;
		while (end < count && (tokens[end].marks & TOKEN_OPENS) == 0 &&
		       ((tokens[end].marks ^ tokens[i].marks) & TOKEN_INSIDE) == 0)
			end++;
		EffectClause clause = { .tokens = tokens + i, .count = end - i };
		take_clause(&prose, &clause);
		i = end;
	}
}

void effect_read_option(EffectReading *reading, const EffectToken *tokens, guint count)
{
	Prose prose = { .reading = reading, .rank = 1, .first = reading->opening };
	for (guint i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && (tokens[end].marks & TOKEN_OPENS) == 0;)
			end++;
		EffectClause clause = { .tokens = tokens + i, .count = end - i };
		if (has_role(&tokens[i], ROLE_CONDITION))
			read_other_case(&prose, &clause);
	}
}
