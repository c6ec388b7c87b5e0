/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses of a description and the verbs that head them.  Internal to effects*.c. */
#pragma once

#include "model/effects_reading.h"

typedef struct {
	const EffectToken *tokens;
	guint count;
} EffectClause;

typedef struct {
	EffectVerb verb; /* strength 0: none */
	guint at;        /* token where it starts */
	double factor;   /* how plainly it stands in a verb's place */
	gboolean negated;
	gboolean passive;
	gboolean at_start; /* nothing but adverbs before it */
} EffectHead;

EffectHead effect_head(const EffectClause *clause);
EffectHead effect_late_head(const EffectClause *clause);

/* TRUE for a negation that denies what follows: not "not only". */
gboolean effect_denies(const EffectClause *clause, guint i);
gboolean effect_denied_after(const EffectClause *clause, guint end);
gboolean effect_is_auxiliary(const EffectClause *clause, guint i);
gboolean effect_turns(const EffectClause *clause, guint i);
EffectHead effect_twice_denied(const EffectClause *clause);
gboolean effect_after_denied(const EffectClause *clause, EffectClause *rest);
