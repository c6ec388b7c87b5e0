/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an action does to the world, and how sure we are.
 *
 * The kinds are those of ../shared/DESIGN.md part 1; destructive, idempotent and open-world mean what the
 * annotations of the Model Context Protocol mean, whose defaults stand where nothing is known (destructive,
 * not idempotent, open-world).  An effect is decided from words: a lexicon with grammar reads them, a linear
 * model weighs what it found (doc/effects.md).  Pure, no I/O, deterministic, thread-safe.
 *
 * What words say
 *   destructive  every delete; other writes that speak of loss ("permanently", "overwrites", "cannot be
 *                undone"), and those where the caller chooses (below)
 *   idempotent   reads; updates and deletes unless they append, toggle, increment and the like; creates and
 *                sends only with an idempotency key or the word
 *   open_world   every send, and what reaches beyond the server's own upstream system: a URL or host among
 *                the arguments, the web, inviting, sharing, crawling.  Ordinary work in the one upstream
 *                system is closed, as a memory or a database is in the protocol's own example
 *   confidence   at most 0.99: the share that is right, measured on vendors that were not trained on
 *
 * Below a confidence of 0.5 the source is EFFECT_ASSUMED: the flags are the protocol's defaults, the kind is
 * the likeliest one that writes.
 *
 * The caller chooses where several kinds stand side by side ("create, update or delete"), as values of an
 * argument `operation`, `action`, `command` or `mode`, or where such an argument meets a vague verb (manage,
 * run) or none: taken as destructive, confidence at most 0.4.  A vague verb alone ("sync") leaves the effect
 * assumed.
 *
 * Denied verbs ("does not delete", "without changing", "changes nothing") are no evidence of writing; "not
 * only reads but deletes" denies nothing.
 *
 * Bounds: 512 bytes of a name, the first 4 KiB of description, docs and display name each, 64 bytes each of
 * 64 arguments, 512 bytes of the text of each, 64 members and values of a schema are looked at, whatever
 * bytes they are.  Evidence is valid UTF-8 without control characters; it quotes a stranger all the same, and
 * passes text_visible() before it reaches a terminal. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum {
	EFFECT_READ,
	EFFECT_CREATE,
	EFFECT_UPDATE,
	EFFECT_DELETE,
	EFFECT_SEND,
	EFFECT_KINDS
} EffectKind;

typedef enum {
	EFFECT_DECLARED, /* the server says so (annotations, an x-effect member) */
	EFFECT_INFERRED, /* words say so */
	EFFECT_ASSUMED,  /* not known surely: destructive, not idempotent, open-world */
	EFFECT_SET,      /* the operator's configuration says so */
} EffectSource;

/* Where words stand. */
typedef enum {
	EFFECT_IN_NAME,
	EFFECT_IN_DISPLAY_NAME,
	EFFECT_IN_DESCRIPTION,
	EFFECT_IN_ARGUMENTS,
	EFFECT_IN_DOCS,
	EFFECT_IN_ARGUMENT_DOCS,
	EFFECT_IN_RESULT,
	EFFECT_IN_INSTALL
} EffectPlace;

/* What an action says of itself.  Any of it may be NULL. */
typedef struct {
	const char *name, *display_name, *description, *docs;
	const char *const *arguments;      /* names, NULL-terminated */
	const char *const *argument_docs;  /* one for each argument; each may be NULL */
	const json_t *parameters, *result; /* JSON Schemas */
} EffectTexts;

/* A word that decided, and where it stands: bytes of that text. */
typedef struct {
	EffectPlace place;
	guint argument; /* which one, at EFFECT_IN_ARGUMENTS and EFFECT_IN_ARGUMENT_DOCS */
	gsize start, length;
	gboolean against; /* it speaks against what the others say */
} EffectMark;

typedef struct {
	EffectKind kind;
	EffectSource source;
	gboolean mutating; /* kind is not read */
	gboolean destructive;
	gboolean idempotent;
	gboolean open_world;
	double confidence;   /* 0..1 */
	GPtrArray *evidence; /* char *: '"delete" in the name', '"permanently removes" in the description' */
	GArray *marks;       /* EffectMark: the same words in their texts; empty where others decided */
	char *contradiction; /* two phrases against each other: 'the name says "lookup", the description
				"tags the record"'; NULL if none (SCREENS.md: ‼) */
} Effect;

Effect *effect_new(void);
Effect *effect_copy(const Effect *effect);
void effect_free(Effect *effect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Effect, effect_free)

/* Decides from words.  Each of them may be NULL (`arguments` is NULL-terminated; NULL is not known, empty is
 * none). Marks count bytes of the texts as they are given.  Never NULL. A name, or first verb, that reads
 * beside a description or an argument that writes is a contradiction; the kind is then that of the write, so
 * that `mutating` errs on the safe side, and the confidence is 0.5. */
Effect *effect_infer_texts(const EffectTexts *texts);
Effect *effect_infer(const char *name, const char *description, const char *const *arguments);

/* What a server declares in an action's JSON, if it does: MCP `annotations` (readOnlyHint, destructiveHint,
 * idempotentHint, openWorldHint) or `effect`/`x-effect`: one of the five kinds, or an object with `kind`,
 * `destructive`, `idempotent`, `open_world`.  NULL if it declares nothing.  Hints that are missing have the
 * protocol's defaults; annotations do not tell the kind of a write, so that comes from words.
 * Where words surely write and the server declares "read", or surely delete and it declares "not
 * destructive", `contradiction` says so, the words' kind stands and the source is EFFECT_INFERRED. */
Effect *effect_declared(const json_t *action, const EffectTexts *texts);

const char *effect_kind_name(EffectKind kind); /* "read", ... */
gboolean effect_kind_parse(const char *text, EffectKind *kind);
const char *effect_place_name(EffectPlace place);    /* "name", "display-name", ... */
const char *effect_source_name(EffectSource source); /* "declared", ... */

/* {kind,mutating,destructive,idempotent,open_world,source,confidence,evidence[,contradiction]}, new. */
json_t *effect_json(const Effect *effect);

/* What subscribing to a trigger and delivering its events does.  Taken from the words of its description,
 * docs and install instructions, and from whether its route names one subscription. */
typedef enum { ON_SUBSCRIBE_REGISTERS, ON_SUBSCRIBE_NOTHING, ON_SUBSCRIBE_UNKNOWN } OnSubscribe;
typedef enum { ON_EVENT_ONE, ON_EVENT_ALL, ON_EVENT_UNKNOWN } OnEvent;

typedef struct {
	OnSubscribe on_subscribe;     /* registers something upstream, nothing, unknown */
	OnEvent on_event;             /* reaches one subscription, all of them, unknown */
	gboolean receives_engine_key; /* its callbacks do: always, with this SDK */
	EffectSource source;
	double confidence;
	GPtrArray *evidence; /* char * */
} TriggerEffect;

/* `route_has_subscription`: 1 the route names one subscription, 0 it does not, -1 no route known.  Texts may
 * be NULL.  "Registers a webhook" is REGISTERS; "paste the URL", "you must create the webhook", and an order
 * in the install instructions ("Create a webhook in the desk") are work of a person: NOTHING.  Where both
 * are said it is REGISTERS, with confidence 0.5.  `source` is EFFECT_ASSUMED where neither texts nor route
 * tell anything.  Never NULL. */
TriggerEffect *trigger_effect_infer(const char *name, const char *description, const char *docs,
				    const char *install_instructions, int route_has_subscription);
void trigger_effect_free(TriggerEffect *effect);

const char *on_subscribe_name(OnSubscribe value); /* "registers-upstream" "nothing" "unknown" */
const char *on_event_name(OnEvent value);         /* "one-subscription" "all-subscriptions" "unknown" */
json_t *trigger_effect_json(const TriggerEffect *effect);
