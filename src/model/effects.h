/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an action does to the world, and how sure we are.
 *
 * The kinds are those of ../shared/DESIGN.md part 1; destructive, idempotent and open-world mean what the
 * annotations of the Model Context Protocol mean, whose defaults stand where nothing is known (destructive,
 * not idempotent, open-world).  An effect is decided from words: name, description, argument names, in that
 * order of weight.  Pure, no I/O, thread-safe. */
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
	EFFECT_ASSUMED,  /* nothing known: kind update, destructive, not idempotent, open-world */
	EFFECT_SET,      /* the operator's configuration says so */
} EffectSource;

typedef struct {
	EffectKind kind;
	EffectSource source;
	gboolean mutating; /* kind is not read */
	gboolean destructive;
	gboolean idempotent;
	gboolean open_world;
	double confidence;   /* 0..1 */
	GPtrArray *evidence; /* char *: '"delete" in the name', '"permanently removes" in the description' */
	char *contradiction; /* two phrases against each other: 'the name says "lookup", the description
				"tags the record"'; NULL if none (SCREENS.md: ‼) */
} Effect;

Effect *effect_new(void);
Effect *effect_copy(const Effect *effect);
void effect_free(Effect *effect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Effect, effect_free)

/* Decides from words.  `description` and `arguments` (NULL-terminated) may be NULL. Never NULL. */
Effect *effect_infer(const char *name, const char *description, const char *const *arguments);

/* What a server declares in an action's JSON, if it does: MCP `annotations` (readOnlyHint, destructiveHint,
 * idempotentHint, openWorldHint) or `effect`/`x-effect` with one of the five kinds.  NULL if it declares
 * nothing.  Where words contradict the declaration, `contradiction` says so. */
Effect *effect_declared(const json_t *action, const char *name, const char *description,
			const char *const *arguments);

const char *effect_kind_name(EffectKind kind); /* "read", ... */
gboolean effect_kind_parse(const char *text, EffectKind *kind);
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

/* `route_has_subscription`: 1 the route names one subscription, 0 it does not, -1 no route known. */
TriggerEffect *trigger_effect_infer(const char *name, const char *description, const char *docs,
				    const char *install_instructions, int route_has_subscription);
void trigger_effect_free(TriggerEffect *effect);

const char *on_subscribe_name(OnSubscribe value); /* "registers-upstream" "nothing" "unknown" */
const char *on_event_name(OnEvent value);         /* "one-subscription" "all-subscriptions" "unknown" */
json_t *trigger_effect_json(const TriggerEffect *effect);
