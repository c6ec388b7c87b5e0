/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Negations: what they deny, and what they only seem to. */
#include "model/effects_clause.h"

#include <string.h>

static gboolean has_role(const EffectToken *token, guint64 role)
{
	return token->word != NULL && (token->word->roles & role) != 0;
}

static gboolean is_one_of(const EffectToken *token, const char *const *words)
{
	return token->word != NULL && g_strv_contains(words, token->word->text);
}

/* "not only", "does not merely", "inte bara" deny nothing: what follows is done, and more. */
gboolean effect_denies(const EffectClause *clause, guint i)
{
	if (!has_role(&clause->tokens[i], ROLE_NEGATION | ROLE_NOTHING))
		return FALSE;
	return i + 1 >= clause->count || !has_role(&clause->tokens[i + 1], ROLE_LIMIT);
}

/* Swedish and German deny behind the verb: "raderar den inte", "löscht ihn aber nicht". */
gboolean effect_denied_after(const EffectClause *clause, guint end)
{
	for (guint i = end + 1; i < clause->count && i <= end + 6; i++) {
		const EffectToken *token = &clause->tokens[i];
		if ((token->marks & TOKEN_COMMA) != 0 || has_role(token, ROLE_JOIN | ROLE_WHICH))
			return FALSE;
		if (has_role(token, ROLE_AFTER))
			return effect_denies(clause, i);
	}
	return FALSE;
}

/* "does", "do", "did" before a verb: "it does delete the session", "do not delete". */
gboolean effect_is_auxiliary(const EffectClause *clause, guint i)
{
	static const char *const DOES[] = { "do", "does", "did", NULL };
	if (clause->tokens[i].length > 4 || !is_one_of(&clause->tokens[i], DOES))
		return FALSE;
	for (guint at = i + 1; at < clause->count && at <= i + 4; at++) {
		EffectVerb verb = effect_verb_at(clause->tokens, clause->count, at);
		if (verb.strength > 0 && (verb.forms & FORM_BASE) != 0)
			return TRUE;
		if (!has_role(&clause->tokens[at],
			      ROLE_FILLER | ROLE_ALSO | ROLE_NEGATION | ROLE_LIMIT | ROLE_SUBJECT))
			return FALSE;
	}
	return FALSE;
}

/* "never fails to", "does not forget to": denied twice. */
gboolean effect_turns(const EffectClause *clause, guint i)
{
	static const char *const FAILS[] = { "fail", "fails", "forget", "forgets", NULL };
	const EffectToken *token = &clause->tokens[i];
	gboolean to = i + 1 < clause->count && has_role(&clause->tokens[i + 1], ROLE_MODAL);
	for (guint at = 0; to && FAILS[at] != NULL; at++) {
		if (token->length == strlen(FAILS[at]) &&
		    g_ascii_strncasecmp(token->at, FAILS[at], token->length) == 0)
			return TRUE;
	}
	return FALSE;
}

/* "cannot be used without deleting", "not without deleting it": the verb after "without" is done.  But "does
 * not work without creating a key" and "you cannot call it without adding one" tell what a person has to do
 * before. */
EffectHead effect_twice_denied(const EffectClause *clause)
{
	static const char *const BY_HAND[] = { "work", "works", "you", "we", NULL };
	gboolean denied = FALSE;
	for (guint i = 0; i + 1 < clause->count; i++) {
		if (is_one_of(&clause->tokens[i], BY_HAND))
			return (EffectHead){ 0 };
		if (!has_role(&clause->tokens[i], ROLE_NEGATION))
			continue;
		if (denied && has_role(&clause->tokens[i], ROLE_WITHOUT)) {
			EffectVerb verb = effect_verb_at(clause->tokens, clause->count, i + 1);
			if (verb.strength > 0 && (verb.forms & (FORM_GERUND | FORM_NOUN)) != 0)
				return (EffectHead){ .verb = verb, .at = i + 1, .factor = 1 };
			return (EffectHead){ 0 };
		}
		denied |= effect_denies(clause, i);
	}
	return (EffectHead){ 0 };
}

/* "Instead of deleting the mail, archives it": what comes after the comma; FALSE if there is no such part. */
gboolean effect_after_denied(const EffectClause *clause, EffectClause *rest)
{
	if (!has_role(&clause->tokens[0], ROLE_WITHOUT))
		return FALSE;
	for (guint i = 2; i < clause->count; i++) {
		EffectVerb verb = effect_verb_at(clause->tokens, clause->count, i);
		gboolean opens = (clause->tokens[i].marks & TOKEN_COMMA) != 0 &&
				 !has_role(&clause->tokens[i], ROLE_JOIN);
		if (opens && (verb.forms & (FORM_BASE | FORM_THIRD)) != 0) {
			*rest = (EffectClause){ .tokens = clause->tokens + i, .count = clause->count - i };
			return TRUE;
		}
	}
	return FALSE;
}
