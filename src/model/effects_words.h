/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary that effects are decided with: verbs of five kinds in English, Swedish and German, and the
 * small words that tell what a verb is doing in its place.
 *
 * The tables (effects_verbs.c, effects_verbs_more.c, effects_roles.c) hold base forms; the inflected forms
 * are made once, on the first look-up, into one hash table.  Words are folded: lower case, without accents.
 * Thread-safe. */
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
#define ROLE_BIT(bit) (G_GUINT64_CONSTANT(1) << (bit))
#define ROLE_DETERMINER ROLE_BIT(0) /* the, a, your, all */
#define ROLE_FILLER ROLE_BIT(1)     /* may stand before the verb: please, automatically */
#define ROLE_SUBJECT ROLE_BIT(2)    /* this, it, you; endpoint, method, tool */
#define ROLE_MODAL ROLE_BIT(3)      /* can, will, to */
#define ROLE_LEAD ROLE_BIT(4)       /* allows, used: the verb follows "to" or "for" */
#define ROLE_NEGATION ROLE_BIT(5)   /* not, never, without */
#define ROLE_CONDITION ROLE_BIT(6)  /* if, when: its sentence says what happens in another case */
#define ROLE_JOIN ROLE_BIT(7)       /* and, or, then */
#define ROLE_BE ROLE_BIT(8)         /* is, are, been */
#define ROLE_PREPOSITION ROLE_BIT(9)
#define ROLE_SENDABLE ROLE_BIT(10)   /* message, email, reminder */
#define ROLE_READ_NOUN ROLE_BIT(11)  /* details, status, logs: a name of these alone reads */
#define ROLE_FOLLOWER ROLE_BIT(12)   /* status, url, date: makes a noun of the verb before it */
#define ROLE_ASIDE ROLE_BIT(13)      /* returns, example: a label whose text is not about the effect */
#define ROLE_PARAMETERS ROLE_BIT(14) /* args, parameters: a label that ends the description */
#define ROLE_PERMANENT ROLE_BIT(15)  /* permanently, irreversible */
#define ROLE_BEYOND ROLE_BIT(16)     /* web, internet, external */
#define ROLE_NOTHING ROLE_BIT(17)    /* nothing: "changes nothing" */
#define ROLE_READ_ONLY ROLE_BIT(18)  /* read-only */
#define ROLE_QUESTION ROLE_BIT(19)   /* is, has, can at the head of a name */
#define ROLE_ALSO ROLE_BIT(20)       /* also, then, automatically: what follows is done besides */
#define ROLE_PLAIN ROLE_BIT(21)      /* a noun that only looks like a verb: settings, address */
#define ROLE_PERSON ROLE_BIT(22)     /* user, customer: who a message goes to */
#define ROLE_ACTOR ROLE_BIT(23)      /* you, we, users: a base form follows them */
#define ROLE_WHICH ROLE_BIT(24)      /* that, which, whose: a side sentence */
#define ROLE_BIN ROLE_BIT(25)        /* trash, recycle: what is moved there is deleted */
#define ROLE_TWICE ROLE_BIT(26)      /* idempotent, no-op */
#define ROLE_UNDONE ROLE_BIT(27)     /* undone, reversed: loss, after "cannot be" */
#define ROLE_HOOK ROLE_BIT(28)       /* webhook, callback: what a trigger registers upstream */
#define ROLE_BY_HAND ROLE_BIT(29)    /* manually, yourself, paste: a person does it */
#define ROLE_MACHINE ROLE_BIT(30)    /* server, container: started and stopped, not created */
#define ROLE_CODE ROLE_BIT(31)       /* sql, script: running it may do anything */
#define ROLE_LIMIT ROLE_BIT(32)      /* only, just: "not only" denies nothing */
#define ROLE_AFTER ROLE_BIT(33)      /* nicht, inte: denies the verb before it */
#define ROLE_WITHOUT ROLE_BIT(34)    /* without, instead: denies what it opens, not what follows */
/* Names of arguments. */
#define ROLE_PAGES ROLE_BIT(35)     /* page, filter, sort: of what is read */
#define ROLE_RECIPIENT ROLE_BIT(36) /* recipient, cc */
#define ROLE_TO ROLE_BIT(37)        /* to */
#define ROLE_CONFIRMS ROLE_BIT(38)  /* confirm, force: of what is written */
#define ROLE_KEY ROLE_BIT(39)       /* idempotency */
#define ROLE_ADDRESS ROLE_BIT(40)   /* url, host */
#define ROLE_SELECTOR ROLE_BIT(41)  /* operation, mode: the caller chooses */

typedef struct EffectPairRow EffectPairRow;

typedef struct {
	const char *text; /* folded */
	guint8 length;
	guint8 forms;    /* 0: not a verb */
	guint8 kind;     /* EffectKind */
	guint8 strength; /* 1..10 */
	guint16 traits;
	guint64 roles;
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
	guint64 role;
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

extern const EffectVerbRow EFFECT_VERBS[], EFFECT_VERBS_MORE[]; /* words NULL ends */
extern const EffectRoleRow EFFECT_ROLES[];
extern const EffectPairRow EFFECT_PAIRS[], EFFECT_PAIRS_MORE[];

guint32 effect_hash(const char *text, gsize length);

/* NULL if unknown.  `folded` need not end with NUL. */
const EffectWord *effect_word(const char *folded, gsize length);

/* Folds at most `size` bytes of one word: returns the length, or 0 if it does not fit. */
gsize effect_fold(const char *word, gsize length, char *folded, gsize size);
