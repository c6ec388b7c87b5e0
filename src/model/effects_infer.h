/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a verdict that several of effects*.c make.  Internal to them and to tests/train. */
#pragma once

#include "model/effects_model.h"

/* Changes what was split before it is read: to train and score as if words were not known. */
typedef struct {
	void (*tokens)(EffectToken *tokens, guint count, gpointer data);
	gpointer data;
} EffectEdit;

/* Reads all texts; `reading` then points into them.  `edit` may be NULL. */
void effect_read(EffectReading *reading, const EffectTexts *texts, const EffectEdit *edit);
void effect_read_schemas(EffectReading *reading, const EffectTexts *texts);

/* What the words decide, new. */
Effect *effect_decide(const EffectReading *reading, const EffectModel *model);

/* A phrase of a stranger in quotes: valid UTF-8 without controls, lower case, at most 60 bytes.  New. */
char *effect_quote(const EffectVote *vote);

/* '"delete" in the name', with its mark; nothing for an empty vote or NULL, nor for a line that is there. */
void effect_add_evidence(Effect *effect, const EffectReading *reading, const EffectVote *vote,
			 gboolean against);

/* The mark of a vote alone. */
void effect_add_mark(Effect *effect, const EffectReading *reading, const EffectVote *vote, gboolean against);

/* The strongest vote for a kind in any place, NULL if none. */
const EffectVote *effect_best_vote(const EffectReading *reading, EffectKind kind);

/* 'the name says "lookup", the description says "tag the record"', new. */
char *effect_against(const EffectVote *one, const EffectVote *other);

/* '"delete" in the name', new. */
char *effect_line(const EffectVote *vote);
