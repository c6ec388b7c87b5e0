/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between words and the verdict: tokens of a name or a text, and the votes that reading them leaves.
 * Internal to effects*.c.  Tokens and votes point into the texts that they were read from; nothing here
 * allocates. */
#pragma once

#include "model/effects_words.h"

#define EFFECT_NAME_BYTES 512
#define EFFECT_PROSE_BYTES 4096
#define EFFECT_NAME_TOKENS 64
#define EFFECT_PROSE_TOKENS 640
#define EFFECT_ARGUMENTS 64
#define EFFECT_ARGUMENT_BYTES 64
#define EFFECT_ARGUMENT_DOC_BYTES 512
#define EFFECT_ARGUMENT_TOKENS 80
#define EFFECT_VOTES 24
#define EFFECT_FEATURES 96
#define EFFECT_FEATURE_BYTES 24

enum {
	TOKEN_OPENS = 1 << 0,  /* first of a clause */
	TOKEN_COMMA = 1 << 1,  /* after a comma */
	TOKEN_LABEL = 1 << 2,  /* a colon follows */
	TOKEN_CODE = 1 << 3,   /* an identifier, a path or quoted code: no word of the language */
	TOKEN_INSIDE = 1 << 4, /* in parentheses */
};

typedef struct {
	const char *at;
	guint16 length;
	guint8 marks;
	const EffectWord *word; /* NULL if unknown */
} EffectToken;

/* Splits snake_case, kebab-case, dotted.names and camelCase.  Returns how many. */
guint effect_split_name(const char *name, gsize bytes, EffectToken *tokens, guint room);

/* Splits a text into words with the marks of its punctuation. */
guint effect_split_prose(const char *text, gsize bytes, EffectToken *tokens, guint room);

/* What the linear model looks at: a slot and a word, or 'X' and a sign.  effects_model.h tells more. */
typedef struct {
	guint32 hash; /* effect_hash() of the text */
	char text[EFFECT_FEATURE_BYTES];
	const char *at; /* the word, as it stands in the text; NULL for a sign */
	guint16 length;
	guint8 place;
} EffectFeature;

typedef struct {
	const char *at; /* the phrase, as it stands in the text */
	guint16 length;
	guint8 kind;
	guint8 place;
	gboolean firm; /* an unmistakable verb in a verb's place */
	double score;
} EffectVote;

typedef struct {
	EffectVote votes[EFFECT_VOTES];
	guint count;
	double score[EFFECT_KINDS];
	EffectVote vague;       /* length 0: none */
	EffectVote destructive; /* words that tell of loss */
	EffectVote repeats;     /* words that tell that twice is not once */
	EffectVote idempotent;  /* words that tell that twice is once */
	EffectVote beyond;      /* words or arguments that reach outside */
	EffectVote selector;    /* operation, action, command: the caller chooses */
	EffectVote denial;      /* "does not change": no writing here */
	EffectVote hidden;      /* a write in the prose that stands apart from its first verb */
	gboolean name_has_verb;
	gboolean offers_choice; /* several kinds at once: "create, update or delete" */
	const EffectTexts *texts;
	EffectPlace main;   /* the text that tells most: the description, else docs, else display name */
	EffectPlace prose;  /* the text that is read now */
	EffectKind opening; /* what the first verb of the description does */
	EffectFeature features[EFFECT_FEATURES];
	guint n_features;
} EffectReading;

EffectVote *effect_vote(EffectReading *reading, EffectPlace place, EffectKind kind, double score,
			const EffectToken *first, const EffectToken *last);

EffectVote *effect_vote_at(EffectReading *reading, EffectPlace place, EffectKind kind, double score,
			   const char *at, gsize length);

/* The verb at tokens[i], looking at the particle after it ("look up"). */
typedef struct {
	EffectKind kind;
	int strength; /* 0: none */
	guint traits;
	guint forms;
	guint end; /* the last token of it */
} EffectVerb;
EffectVerb effect_verb_at(const EffectToken *tokens, guint count, guint i);

void effect_read_name(EffectReading *reading, const EffectToken *tokens, guint count);
void effect_read_prose(EffectReading *reading, const EffectToken *tokens, guint count);
/* The text of an argument: what is done where it is given. */
void effect_read_option(EffectReading *reading, const EffectToken *tokens, guint count);
void effect_read_arguments(EffectReading *reading, const char *const *arguments);
void effect_read_signs(EffectReading *reading, const EffectToken *tokens, guint count);

/* What the linear model looks at.  The signs come last: they tell what the others have found. */
void effect_features_name(EffectReading *reading, const EffectToken *tokens, guint count);
void effect_features_prose(EffectReading *reading, const EffectToken *tokens, guint count);
void effect_features_argument(EffectReading *reading, const EffectToken *tokens, guint count);
void effect_features_signs(EffectReading *reading, gboolean described, guint arguments);
void effect_sign(EffectReading *reading, const char *sign);
