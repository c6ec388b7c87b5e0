/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a verdict that several of effects*.c make.  Internal to them. */
#pragma once

#include "model/effects_reading.h"

/* Reads all three; `reading` then points into them. */
void effect_read(EffectReading *reading, const char *name, const char *description,
		 const char *const *arguments);

/* What the words decide, new. */
Effect *effect_decide(const EffectReading *reading);

/* A phrase of a stranger in quotes: valid UTF-8 without controls, lower case, at most 60 bytes.  New. */
char *effect_quote(const EffectVote *vote);

/* '"delete" in the name'; nothing for an empty vote or NULL, nor for a line that is there already. */
void effect_add_evidence(GPtrArray *evidence, const EffectVote *vote);

/* The strongest vote for a kind in any place, NULL if none. */
const EffectVote *effect_best_vote(const EffectReading *reading, EffectKind kind);

/* 'the name says "lookup", the description says "tag the record"', new. */
char *effect_against(const EffectVote *one, const EffectVote *other);
