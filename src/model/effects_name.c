/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a name: its first word is the verb, or else its last one ("label_create"), or one between. */
#include "model/effects_reading.h"

#include <string.h>

#define NAME_WEIGHT 0.4 /* a strength of 10 in the first place scores 4 */

/* Verbs that are met without a space after them in names made by tools: "createuser". */
static const char *const GLUED[] = {
	"retrieve", "retrieves", "create",  "creates",  "delete", "deletes", "update",
	"updates",  "remove",    "upload",  "download", "search", "fetch",   "insert",
	"cancel",   "archive",   "restore", "clone",    "attach", "detach",  "send",
	"list",     "find",      "edit",    "get",      "set",    "add",     NULL,
};

typedef struct {
	const EffectToken *tokens;
	guint count;
	guint first;       /* index of the first word that is not filler */
	double rest;       /* factor for what follows the first verb */
	gboolean has_verb; /* a verb that is not vague came before */
} Name;

static gboolean has_role(const EffectToken *token, guint64 role)
{
	return token->word != NULL && (token->word->roles & role) != 0;
}

static gboolean next_has_role(const Name *name, guint i, guint64 role)
{
	return i + 1 < name->count && has_role(&name->tokens[i + 1], role);
}

static gboolean any_role(const Name *name, guint from, guint64 role)
{
	for (guint i = from; i < name->count; i++) {
		if (has_role(&name->tokens[i], role))
			return TRUE;
	}
	return FALSE;
}

static double place_factor(const Name *name, const EffectVerb *verb, guint i)
{
	if (i == name->first)
		return 1;
	double factor = verb->end + 1 == name->count ? 0.85 : 0.55;
	return factor * name->rest;
}

/* "search_index_create", "import_cancel": a last word that is nothing but a verb leaves the first to be a
 * noun. */
static gboolean ends_with_verb(const Name *name)
{
	guint last = name->count - 1;
	EffectVerb verb = effect_verb_at(name->tokens, name->count, last);
	return last > name->first && verb.strength >= 9 && (verb.forms & FORM_BASE) != 0 &&
	       (verb.traits & (VERB_NOUN | VERB_NOUNISH | VERB_NAME_ONLY)) == 0 &&
	       !has_role(&name->tokens[last - 1], ROLE_JOIN | ROLE_MODAL);
}

/* Whether a word that is a noun too stands as one here. */
static double noun_factor(const Name *name, const EffectVerb *verb, guint i)
{
	gboolean is_first = i == name->first, is_last = verb->end + 1 == name->count;
	if ((verb->traits & VERB_NOUN) != 0) {
		if (is_first && ends_with_verb(name))
			return 0.3;
		if (is_first)
			return next_has_role(name, i, ROLE_FOLLOWER) ? 0.75 : 0.95;
		return is_last ? 0.6 : 0.4;
	}
	if ((verb->traits & VERB_NOUNISH) == 0)
		return 1;
	if (!is_first)
		return is_last ? 0.3 : 0.15;
	if (next_has_role(name, verb->end, ROLE_PREPOSITION | ROLE_DETERMINER | ROLE_PERSON))
		return 1;
	return name->count == 1 ? 0.35 : next_has_role(name, i, ROLE_FOLLOWER) ? 0.15 : 0.5;
}

static double form_factor(const Name *name, const EffectVerb *verb, gboolean is_first)
{
	if ((verb->forms & FORM_BASE) != 0)
		return 1;
	/* "user_deletion" deletes, "start_analysis" starts */
	if ((verb->forms & FORM_NOUN) != 0)
		return name->has_verb ? 0.25 : 0.7;
	if ((verb->forms & FORM_THIRD) != 0 && (verb->traits & VERB_NOUNISH) != 0)
		return 0;
	if ((verb->forms & FORM_THIRD) != 0)
		return is_first ? ((verb->traits & VERB_NOUN) != 0 ? 0.4 : 0.8) : 0.15;
	if ((verb->forms & FORM_GERUND) != 0)
		return is_first ? 0.6 : 0.3;
	return is_first ? 0.1 : 0.05;
}

/* "post_message", "message_post": a verb that sends what can be sent. */
static gboolean has_sendable(const Name *name, guint i)
{
	for (guint at = i > 0 ? i - 1 : i + 1; at < name->count && at <= i + 4; at++) {
		if (at != i && has_role(&name->tokens[at], ROLE_SENDABLE))
			return TRUE;
	}
	return FALSE;
}

static gboolean follows_as(const Name *name, guint i)
{
	return i > 0 && name->tokens[i - 1].length == 2 &&
	       g_ascii_strncasecmp(name->tokens[i - 1].at, "as", 2) == 0;
}

/* What a first verb leaves of the weight of verbs after it: "mark_message_read" only marks. */
static double rest_after(const EffectVerb *verb, double factor)
{
	if ((verb->traits & VERB_VAGUE) != 0)
		return 0.9;
	if (factor < 0.5)
		return 1;
	return (verb->traits & (VERB_NOUN | VERB_NOUNISH)) != 0 ? 0.6 : 0.3;
}

/* "get_or_create" creates, "delete_and_list" deletes: of two joined verbs the one that weighs more counts. */
static void join_verbs(EffectReading *reading, const Name *name, guint i, const EffectVerb *verb)
{
	EffectVote *before = reading->count > 0 ? &reading->votes[reading->count - 1] : NULL;
	gboolean joined = i >= 2 && has_role(&name->tokens[i - 1], ROLE_JOIN);
	if (!joined || before == NULL || verb->strength < 6 || (verb->traits & VERB_VAGUE) != 0)
		return;
	EffectKind first = (EffectKind)before->kind, second = verb->kind;
	gboolean choice = (first == EFFECT_DELETE) != (second == EFFECT_DELETE) && first != EFFECT_READ &&
			  second != EFFECT_READ;
	reading->offers_choice |= choice;
	if (choice)
		second = EFFECT_UPDATE;
	gboolean weighs =
		first == EFFECT_READ || (first == EFFECT_CREATE && second != EFFECT_CREATE) || choice;
	if (!weighs || second == EFFECT_READ || first == second)
		return;
	reading->score[first] -= before->score * 0.7;
	before->score *= 0.3;
	before->firm = FALSE;
	effect_vote(reading, EFFECT_IN_NAME, second, verb->strength * NAME_WEIGHT, &name->tokens[i],
		    &name->tokens[verb->end]);
}

/* "create_notification": whether it is kept or sent, the description tells. */
static gboolean ends_sendable(const Name *name, const EffectVerb *verb)
{
	return verb->kind == EFFECT_CREATE && has_role(&name->tokens[name->count - 1], ROLE_SENDABLE);
}

/* What the verb means with what is around it. */
static EffectKind kind_in_name(const Name *name, const EffectVerb *verb, guint i)
{
	if ((verb->traits & VERB_POSTS) != 0 && has_sendable(name, i))
		return EFFECT_SEND;
	if (verb->kind == EFFECT_UPDATE && any_role(name, i + 1, ROLE_BIN))
		return EFFECT_DELETE;
	for (guint at = i + 1; (verb->traits & VERB_STARTS) != 0 && at < name->count && at <= i + 3; at++) {
		if (has_role(&name->tokens[at], ROLE_MACHINE))
			return EFFECT_UPDATE;
	}
	return verb->kind;
}

/* Two letters are a command only in the first place: "rm_file", not "callback_ur_ls". */
static gboolean is_stray(const EffectVerb *verb, const EffectToken *token, gboolean is_first)
{
	return (verb->traits & VERB_NAME_ONLY) != 0 && token->length < 3 && !is_first;
}

static void note_traits(EffectReading *reading, const EffectVerb *verb, const EffectToken *from)
{
	EffectVote sign = { .at = from->at, .length = from->length, .place = EFFECT_IN_NAME };
	if ((verb->traits & VERB_DESTRUCTIVE) != 0)
		reading->destructive = sign;
	if ((verb->traits & VERB_REPEATS) != 0)
		reading->repeats = sign;
	if ((verb->traits & VERB_OUTWARD) != 0)
		reading->beyond = sign;
}

static void read_verb(EffectReading *reading, Name *name, guint i, const EffectVerb *verb)
{
	gboolean is_first = i == name->first;
	double factor =
		place_factor(name, verb, i) * noun_factor(name, verb, i) * form_factor(name, verb, is_first);
	if (i > 0 && (verb->traits & VERB_METHOD) != 0 && verb->kind == EFFECT_CREATE)
		factor *= 0.5; /* the HTTP method at the end of a made-up name */
	if (follows_as(name, i) || is_stray(verb, &name->tokens[i], is_first))
		return;
	if (ends_sendable(name, verb))
		factor *= 0.65;
	if ((verb->traits & VERB_ECHO) != 0)
		factor *= 0.5;
	/* "run_sql_query" may do anything, "request_review" is no review */
	if (reading->vague.length > 0 && verb->kind == EFFECT_READ &&
	    ((verb->traits & VERB_NOUNISH) != 0 || any_role(name, 0, ROLE_CODE)))
		factor *= 0.2;
	EffectKind kind = kind_in_name(name, verb, i);
	const EffectToken *from = &name->tokens[i], *to = &name->tokens[verb->end];
	if ((verb->traits & VERB_VAGUE) != 0) {
		if (is_first || verb->end + 1 == name->count)
			reading->vague = (EffectVote){ .at = from->at, .length = from->length };
	} else if (factor > 0.04) {
		join_verbs(reading, name, i, verb);
		EffectVote *vote = effect_vote(reading, EFFECT_IN_NAME, kind,
					       verb->strength * factor * NAME_WEIGHT, from, to);
		if (vote != NULL)
			vote->firm = factor >= 0.7 && verb->strength >= 7;
		reading->name_has_verb |= factor >= 0.3;
	}
	if (factor >= 0.5)
		note_traits(reading, verb, from);
	name->has_verb |= (verb->traits & VERB_VAGUE) == 0 && (verb->forms & FORM_BASE) != 0;
	if (is_first)
		name->rest = rest_after(verb, factor);
	else if (name->rest > 0.9 && factor >= 0.5)
		name->rest = 0.6; /* "gitlab_start_import": a product's name stands before the verb */
}

/* What follows a glued verb: "deletea", "getby", or a noun of three letters and more. */
static gboolean may_follow_glued(const char *rest, gsize length)
{
	static const char *const SHORT[] = { "a", "an", "by", "my", NULL };
	for (guint i = 0; SHORT[i] != NULL; i++) {
		if (length == strlen(SHORT[i]) && g_ascii_strncasecmp(rest, SHORT[i], length) == 0)
			return TRUE;
	}
	return length >= 3;
}

static const EffectWord *glued_verb(const EffectToken *token, guint16 *length)
{
	for (guint i = 0; GLUED[i] != NULL; i++) {
		gsize verb = strlen(GLUED[i]);
		if (token->length <= verb || g_ascii_strncasecmp(token->at, GLUED[i], verb) != 0 ||
		    !may_follow_glued(token->at + verb, token->length - verb))
			continue;
		*length = (guint16)verb;
		return effect_word(GLUED[i], verb);
	}
	return NULL;
}

static void read_glued(EffectReading *reading, const Name *name)
{
	guint16 length = 0;
	EffectToken token = name->tokens[name->first];
	const EffectWord *word = token.word == NULL ? glued_verb(&token, &length) : NULL;
	if (word == NULL || word->forms == 0)
		return;
	token.length = length;
	effect_vote(reading, EFFECT_IN_NAME, word->kind, word->strength * 0.6 * NAME_WEIGHT, &token, &token);
	reading->name_has_verb = TRUE;
}

static void read_nouns(EffectReading *reading, const Name *name)
{
	const EffectToken *last = &name->tokens[name->count - 1];
	if (has_role(last, ROLE_READ_NOUN))
		effect_vote(reading, EFFECT_IN_NAME, EFFECT_READ, 1.4, last, last);
}

void effect_read_name(EffectReading *reading, const EffectToken *tokens, guint count)
{
	Name name = { .tokens = tokens, .count = count, .rest = 1 };
	if (count == 0)
		return;
	while (name.first + 1 < count && has_role(&tokens[name.first], ROLE_FILLER | ROLE_DETERMINER) &&
	       effect_verb_at(tokens, count, name.first).strength == 0)
		name.first++;
	if (has_role(&tokens[name.first], ROLE_QUESTION) && count > name.first + 1) {
		effect_vote(reading, EFFECT_IN_NAME, EFFECT_READ, 3, &tokens[name.first],
			    &tokens[name.first]);
		reading->name_has_verb = TRUE;
		name.rest = 0.3;
		name.first = G_MAXUINT;
	} else {
		read_glued(reading, &name);
	}
	for (guint i = 0; i < count; i++) {
		EffectVerb verb = effect_verb_at(tokens, count, i);
		if (verb.strength == 0) {
			i = MAX(i, verb.end);
			continue;
		}
		read_verb(reading, &name, i, &verb);
		i = verb.end;
	}
	if (!reading->name_has_verb)
		read_nouns(reading, &name);
}
