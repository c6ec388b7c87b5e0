/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary that effects are decided with: verbs of five kinds in English, Swedish and German, and the
 * small words that tell what a verb is doing in its place.
 *
 * The tables (effects_verbs.c, effects_roles.c) hold base forms; the inflected forms are made once, on the
 * first look-up, into one hash table.  Words are folded: lower case, without accents.  Thread-safe. */
#pragma once

#include "model/effects.h"

/* How a word can stand; a word may be several ("set", "put"). */
enum {
	FORM_BASE = 1 << 0,       /* delete: imperative or infinitive */
	FORM_THIRD = 1 << 1,      /* deletes */
	FORM_PARTICIPLE = 1 << 2, /* deleted */
	FORM_GERUND = 1 << 3,     /* deleting */
	FORM_NOUN = 1 << 4,       /* deletion */
};

/* What is peculiar to a verb. */
enum {
	VERB_NOUN = 1 << 0,    /* a noun too, but first in its place it is the verb: list, update, search */
	VERB_NOUNISH = 1 << 1, /* more often the noun: message, report, order */
	VERB_VAGUE = 1 << 2,   /* says that something is done, not what: run, manage, sync */
	VERB_DESTRUCTIVE = 1 << 3, /* loses something though its kind is not delete: overwrite, wipe */
	VERB_REPEATS = 1 << 4,     /* twice is not once: append, toggle, increment */
	VERB_POSTS = 1 << 5,       /* sends when its object is something that is sent: post, submit, push */
	VERB_OUTWARD = 1 << 6,     /* reaches people or systems beyond: invite, share, crawl */
	VERB_ECHO = 1 << 7,        /* tells of the answer unless it opens the text: returns, provides */
	VERB_METHOD = 1 << 8,      /* an HTTP method, which may stand before the real verb in a name */
	VERB_NAME_ONLY = 1 << 9,   /* counts in names, not in prose: new, del */
	VERB_LOOSE = 1 << 10,      /* too many meanings to speak against a name: resolve, generate */
	VERB_STARTS = 1 << 11,     /* a new run of something, unless it is a machine: start */
};

/* What the small words do. */
#define ROLE_DETERMINER (1u << 0) /* the, a, your, all */
#define ROLE_FILLER (1u << 1)     /* may stand before the verb: please, automatically */
#define ROLE_SUBJECT (1u << 2)    /* this, it, you; endpoint, method, tool */
#define ROLE_MODAL (1u << 3)      /* can, will, to */
#define ROLE_LEAD (1u << 4)       /* allows, used: the verb follows "to" or "for" */
#define ROLE_NEGATION (1u << 5)   /* not, never, without */
#define ROLE_CONDITION (1u << 6)  /* if, when: its sentence says what happens in another case */
#define ROLE_JOIN (1u << 7)       /* and, or, then */
#define ROLE_BE (1u << 8)         /* is, are, been */
#define ROLE_PREPOSITION (1u << 9)
#define ROLE_SENDABLE (1u << 10)   /* message, email, reminder */
#define ROLE_READ_NOUN (1u << 11)  /* details, status, logs: a name of these alone reads */
#define ROLE_FOLLOWER (1u << 12)   /* status, url, date: makes a noun of the verb before it */
#define ROLE_ASIDE (1u << 13)      /* returns, example: a label whose text is not about the effect */
#define ROLE_PARAMETERS (1u << 14) /* args, parameters: a label that ends the description */
#define ROLE_PERMANENT (1u << 15)  /* permanently, irreversible */
#define ROLE_BEYOND (1u << 16)     /* web, internet, external */
#define ROLE_NOTHING (1u << 17)    /* nothing: "changes nothing" */
#define ROLE_READ_ONLY (1u << 18)  /* read-only */
#define ROLE_QUESTION (1u << 19)   /* is, has, can at the head of a name */
#define ROLE_ALSO (1u << 20)       /* also, then, automatically: what follows is done besides */
#define ROLE_PLAIN (1u << 21)      /* a noun that only looks like a verb: settings, address */
#define ROLE_PERSON (1u << 22)     /* user, customer: who a message goes to */
#define ROLE_ACTOR (1u << 23)      /* you, we, users: a base form follows them */
#define ROLE_WHICH (1u << 24)      /* that, which, whose: a side sentence */
#define ROLE_BIN (1u << 25)        /* trash, recycle: what is moved there is deleted */
#define ROLE_TWICE (1u << 26)      /* idempotent, no-op */
#define ROLE_UNDONE (1u << 27)     /* undone, reversed: loss, after "cannot be" */
#define ROLE_HOOK (1u << 28)       /* webhook, callback: what a trigger registers upstream */
#define ROLE_BY_HAND (1u << 29)    /* manually, yourself, paste: a person does it */
#define ROLE_MACHINE (1u << 30)    /* server, container: started and stopped, not created */
#define ROLE_CODE (1u << 31)       /* sql, script: running it may do anything */

typedef struct EffectPairRow EffectPairRow;

typedef struct {
	const char *text; /* folded */
	guint8 length;
	guint8 forms;    /* 0: not a verb */
	guint8 kind;     /* EffectKind */
	guint8 strength; /* 1..10 */
	guint16 traits;
	guint32 roles;
	const EffectPairRow *pairs; /* the rows of EFFECT_PAIRS that begin with it; NULL if none */
} EffectWord;

/* Rows of the tables: words with one space between them. */
typedef enum { TONGUE_ENGLISH, TONGUE_SWEDISH, TONGUE_GERMAN, TONGUE_FIXED } EffectTongue;

typedef struct {
	guint8 kind;
	guint8 strength;
	guint16 traits;
	guint8 tongue;
	guint8 forms; /* for TONGUE_FIXED: what they are */
	const char *words;
} EffectVerbRow;

typedef struct {
	guint32 role;
	const char *words;
} EffectRoleRow;

/* Verb and particle: "look up", "ta bort", "legt ... an". */
struct EffectPairRow {
	const char *verb; /* any form that is looked up; rows of one verb stand together */
	const char *particle;
	guint8 kind;
	guint8 strength;
	guint8 gap; /* words that may stand between */
	guint16 traits;
}; /* strength 0: together they are a noun, "merge request" */

extern const EffectVerbRow EFFECT_VERBS[]; /* words NULL ends */
extern const EffectRoleRow EFFECT_ROLES[];
extern const EffectPairRow EFFECT_PAIRS[];

/* NULL if unknown.  `folded` need not end with NUL. */
const EffectWord *effect_word(const char *folded, gsize length);

/* Folds at most `size` bytes of one word: returns the length, or 0 if it does not fit. */
gsize effect_fold(const char *word, gsize length, char *folded, gsize size);
