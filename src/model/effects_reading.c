/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects_reading.h"

#include <string.h>

static gboolean has_role(const EffectToken *token, guint64 role)
{
	return token->word != NULL && (token->word->roles & role) != 0;
}

EffectVote *effect_vote(EffectReading *reading, EffectPlace place, EffectKind kind, double score,
			const EffectToken *first, const EffectToken *last)
{
	return effect_vote_at(reading, place, kind, score, first->at,
			      (gsize)(last->at + last->length - first->at));
}

EffectVote *effect_vote_at(EffectReading *reading, EffectPlace place, EffectKind kind, double score,
			   const char *at, gsize length)
{
	reading->score[kind] += score;
	if (reading->count == EFFECT_VOTES)
		return NULL;
	EffectVote *vote = &reading->votes[reading->count++];
	*vote = (EffectVote){ .at = at,
			      .length = (guint16)MIN(length, G_MAXUINT16),
			      .kind = (guint8)kind,
			      .place = (guint8)place,
			      .score = score };
	return vote;
}

static gboolean is_word(const EffectToken *token, const char *text)
{
	return token->word != NULL && strcmp(token->word->text, text) == 0;
}

/* The particle of a pair, in reach and in the same clause: its index, or 0. */
static guint particle_at(const EffectPairRow *pair, const EffectToken *tokens, guint count, guint i)
{
	for (guint at = i + 1; at < count && at <= i + 1 + pair->gap; at++) {
		if ((tokens[at].marks & (TOKEN_OPENS | TOKEN_COMMA)) != 0)
			return 0;
		if (is_word(&tokens[at], pair->particle))
			return at;
	}
	return 0;
}

EffectVerb effect_verb_at(const EffectToken *tokens, guint count, guint i)
{
	const EffectWord *word = tokens[i].word;
	EffectVerb verb = { .end = i };
	if (word == NULL || (word->roles & ROLE_PLAIN) != 0)
		return verb;
	for (const EffectPairRow *pair = word->pairs; pair != NULL && pair->verb != NULL; pair++) {
		if (strcmp(pair->verb, word->text) != 0)
			break;
		guint particle = particle_at(pair, tokens, count, i);
		if (particle == 0)
			continue;
		return (EffectVerb){ .kind = pair->kind,
				     .strength = pair->strength,
				     .traits = pair->traits,
				     .forms = word->forms != 0 ? word->forms : FORM_BASE | FORM_THIRD,
				     .end = pair->gap > 1 ? i : particle };
	}
	if (word->forms == 0)
		return verb;
	return (EffectVerb){ .kind = word->kind,
			     .strength = word->strength,
			     .traits = word->traits,
			     .forms = word->forms,
			     .end = i };
}

/* --- words that tell of loss, of repetition, of the world outside --- */

static gboolean denied_before(const EffectToken *tokens, guint i)
{
	for (guint back = 1; back <= 3 && back <= i; back++) {
		if (has_role(&tokens[i - back], ROLE_NEGATION))
			return TRUE;
		if ((tokens[i - back + 1].marks & TOKEN_OPENS) != 0)
			break;
	}
	return FALSE;
}

static EffectVote sign_of(const EffectReading *reading, const EffectToken *first, const EffectToken *last)
{
	return (EffectVote){ .at = first->at,
			     .length = (guint16)(last->at + last->length - first->at),
			     .place = (guint8)reading->prose };
}

/* "permanently removes": with the verb after it, where there is one. */
static EffectVote permanent_sign(const EffectReading *reading, const EffectToken *tokens, guint count,
				 guint i)
{
	gboolean verb = i + 1 < count && (tokens[i + 1].marks & TOKEN_OPENS) == 0 &&
			effect_verb_at(tokens, count, i + 1).strength > 0;
	return sign_of(reading, &tokens[i], &tokens[verb ? i + 1 : i]);
}

void effect_read_signs(EffectReading *reading, const EffectToken *tokens, guint count)
{
	for (guint i = 0; i < count; i++) {
		if (tokens[i].word == NULL)
			continue;
		guint64 roles = tokens[i].word->roles;
		if ((roles & (ROLE_PERMANENT | ROLE_BEYOND | ROLE_TWICE | ROLE_UNDONE)) == 0)
			continue;
		gboolean denied = denied_before(tokens, i);
		/* "cannot be undone" */
		if ((roles & ROLE_UNDONE) != 0 && denied && reading->destructive.length == 0)
			reading->destructive = sign_of(reading, &tokens[i >= 2 ? i - 2 : 0], &tokens[i]);
		if ((roles & ROLE_PERMANENT) != 0 && !denied && reading->destructive.length == 0)
			reading->destructive = permanent_sign(reading, tokens, count, i);
		if ((roles & ROLE_BEYOND) != 0 && !denied && reading->beyond.length == 0)
			reading->beyond = sign_of(reading, &tokens[i], &tokens[i]);
		if ((roles & ROLE_TWICE) != 0)
			*(denied ? &reading->repeats : &reading->idempotent) =
				sign_of(reading, &tokens[i], &tokens[i]);
	}
}

/* --- arguments --- */

typedef enum { ARG_READS, ARG_SENDS, ARG_WRITES, ARG_BEYOND, ARG_SELECTS, ARG_KEY, ARG_KINDS } ArgumentHint;

static const struct {
	ArgumentHint hint;
	gboolean whole; /* the argument is nothing but this word */
	guint64 role;
} HINTS[] = {
	{ ARG_READS, TRUE, ROLE_PAGES },      { ARG_SENDS, FALSE, ROLE_RECIPIENT },
	{ ARG_SENDS, TRUE, ROLE_TO },         { ARG_WRITES, TRUE, ROLE_CONFIRMS },
	{ ARG_WRITES, FALSE, ROLE_KEY },      { ARG_BEYOND, TRUE, ROLE_ADDRESS },
	{ ARG_SELECTS, TRUE, ROLE_SELECTOR }, { ARG_KEY, FALSE, ROLE_KEY },
};

static EffectVote argument_sign(const char *argument)
{
	return (EffectVote){ .at = argument,
			     .length = (guint16)strnlen(argument, EFFECT_ARGUMENT_BYTES),
			     .place = EFFECT_IN_ARGUMENTS };
}

/* "mark_as_read", "delete_after_download": an argument that asks for a write, not a thing's name
 * ("assign_to_id"). */
static void read_write_argument(EffectReading *reading, const char *argument, const EffectToken *tokens,
				guint count)
{
	if (count < 2)
		return;
	EffectVerb verb = effect_verb_at(tokens, count, 0);
	guint loose = VERB_NOUN | VERB_NOUNISH | VERB_VAGUE | VERB_LOOSE | VERB_NAME_ONLY;
	if (verb.kind == EFFECT_READ || verb.strength < 8 || (verb.traits & loose) != 0)
		return;
	const EffectToken *last = &tokens[count - 1];
	gboolean marks = is_word(&tokens[0], "mark") && count == 2;
	gboolean asks = has_role(&tokens[1], ROLE_PREPOSITION | ROLE_CONDITION | ROLE_DETERMINER);
	if ((verb.forms & FORM_BASE) == 0 || !(marks || asks) || has_role(last, ROLE_FOLLOWER))
		return;
	if (reading->hidden.length == 0) {
		reading->hidden = argument_sign(argument);
		reading->hidden.kind = (guint8)verb.kind;
	}
}

static void read_argument(EffectReading *reading, const char *argument, guint *hints, const char **seen)
{
	EffectToken tokens[6];
	gsize bytes = strnlen(argument, EFFECT_ARGUMENT_BYTES);
	guint count = effect_split_name(argument, bytes, tokens, G_N_ELEMENTS(tokens));
	read_write_argument(reading, argument, tokens, count);
	effect_features_argument(reading, tokens, count);
	for (guint i = 0; i < count; i++) {
		for (guint row = 0; tokens[i].word != NULL && row < G_N_ELEMENTS(HINTS); row++) {
			if ((HINTS[row].whole && count > 1) || !has_role(&tokens[i], HINTS[row].role))
				continue;
			hints[HINTS[row].hint]++;
			if (seen[HINTS[row].hint] == NULL)
				seen[HINTS[row].hint] = argument;
		}
	}
}

static void vote_argument(EffectReading *reading, EffectKind kind, const char *argument, double score)
{
	effect_vote_at(reading, EFFECT_IN_ARGUMENTS, kind, score, argument,
		       strnlen(argument, EFFECT_ARGUMENT_BYTES));
}

void effect_read_arguments(EffectReading *reading, const char *const *arguments)
{
	guint hints[ARG_KINDS] = { 0 };
	const char *seen[ARG_KINDS] = { NULL };
	for (guint i = 0; arguments != NULL && arguments[i] != NULL && i < EFFECT_ARGUMENTS; i++)
		read_argument(reading, arguments[i], hints, seen);
	if (hints[ARG_READS] > 0)
		vote_argument(reading, EFFECT_READ, seen[ARG_READS], MIN(hints[ARG_READS], 3) * 0.2);
	if (hints[ARG_SENDS] > 0)
		vote_argument(reading, EFFECT_SEND, seen[ARG_SENDS], MIN(hints[ARG_SENDS], 2) * 0.3);
	if (hints[ARG_WRITES] > 0)
		vote_argument(reading, EFFECT_UPDATE, seen[ARG_WRITES], 0.3);
	if (hints[ARG_BEYOND] > 0)
		reading->beyond = argument_sign(seen[ARG_BEYOND]);
	if (hints[ARG_SELECTS] > 0)
		reading->selector = argument_sign(seen[ARG_SELECTS]);
	if (hints[ARG_KEY] > 0)
		reading->idempotent = argument_sign(seen[ARG_KEY]);
}
