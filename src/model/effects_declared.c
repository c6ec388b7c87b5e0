/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server declares about an action. */
#include "model/effects_infer.h"

#include <glib/gi18n.h>

/* Words against a declaration count from this confidence on. */
#define SURE 0.9

typedef struct {
	gboolean kind_known;
	EffectKind kind;
	int read_only, destructive, idempotent, open_world; /* -1: not said */
} Declaration;

static int hint(const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);
	return json_is_boolean(value) ? json_is_true(value) : -1;
}

static int hint_of(const json_t *annotations, const json_t *effect, const char *member, const char *own)
{
	int value = hint(effect, own);
	return value >= 0 ? value : hint(annotations, member);
}

/* FALSE if nothing is declared. */
static gboolean read_declaration(const json_t *action, Declaration *said)
{
	const json_t *annotations = json_object_get(action, "annotations");
	const json_t *effect = json_object_get(action, "effect");
	if (effect == NULL)
		effect = json_object_get(action, "x-effect");
	const json_t *kind = json_is_object(effect) ? json_object_get(effect, "kind") : effect;
	said->kind_known = effect_kind_parse(json_string_value(kind), &said->kind);
	said->read_only = hint(annotations, "readOnlyHint");
	said->destructive = hint_of(annotations, effect, "destructiveHint", "destructive");
	said->idempotent = hint_of(annotations, effect, "idempotentHint", "idempotent");
	said->open_world = hint_of(annotations, effect, "openWorldHint", "open_world");
	return said->kind_known || said->read_only >= 0 || said->destructive >= 0 || said->idempotent >= 0 ||
	       said->open_world >= 0;
}

static gboolean says_read(const Declaration *said)
{
	return said->kind_known ? said->kind == EFFECT_READ : said->read_only == 1;
}

static void add_line(Effect *effect, const char *name, int value)
{
	if (value >= 0)
		g_ptr_array_add(effect->evidence, g_strdup_printf(_("the server declares %s %s"), name,
								  value ? "true" : "false"));
}

static void give_evidence(Effect *effect, const Declaration *said)
{
	g_ptr_array_set_size(effect->evidence, 0);
	g_array_set_size(effect->marks, 0);
	if (said->kind_known)
		g_ptr_array_add(effect->evidence, g_strdup_printf(_("the server declares the effect %s"),
								  effect_kind_name(said->kind)));
	add_line(effect, "readOnlyHint", said->read_only);
	add_line(effect, "destructiveHint", said->destructive);
	add_line(effect, "idempotentHint", said->idempotent);
	add_line(effect, "openWorldHint", said->open_world);
}

/* Flags that are not declared have the protocol's defaults. */
static void set_flags(Effect *effect, const Declaration *said)
{
	gboolean writes = effect->kind != EFFECT_READ;
	effect->mutating = writes;
	effect->destructive = writes && (effect->kind == EFFECT_DELETE || said->destructive != 0);
	if (said->kind_known && said->destructive < 0)
		effect->destructive = effect->kind == EFFECT_DELETE;
	effect->idempotent = !writes || said->idempotent == 1;
	effect->open_world = said->open_world != 0;
}

/* Surely writing words against "read", or deleting words against "not destructive". */
static gboolean words_object(const Effect *words, const Declaration *said)
{
	if (words->source != EFFECT_INFERRED || !words->mutating)
		return FALSE;
	if (words->contradiction == NULL && words->confidence < SURE)
		return FALSE;
	gboolean tame = said->destructive == 0 || (said->kind_known && said->kind != EFFECT_DELETE);
	return says_read(said) || (words->kind == EFFECT_DELETE && tame && said->destructive != 1);
}

static void note_objection(Effect *effect, const EffectReading *reading)
{
	const EffectVote *vote = effect_best_vote(reading, effect->kind);
	g_autofree char *phrase = vote != NULL ? effect_quote(vote) : g_strdup("\"\"");
	const char *declared = g_ptr_array_index(effect->evidence, 0);
	g_free(effect->contradiction);
	effect->contradiction = g_strdup_printf(_("%s, its words say %s"), declared, phrase);
	effect->confidence = 0.5;
	effect->source = EFFECT_INFERRED;
}

Effect *effect_declared(const json_t *action, const EffectTexts *texts)
{
	Declaration said = { 0 };
	EffectReading reading;
	if (!read_declaration(action, &said))
		return NULL;
	effect_read(&reading, texts, NULL);
	Effect *effect = effect_decide(&reading, effect_model());
	gboolean objection = words_object(effect, &said);
	give_evidence(effect, &said);
	if (objection) {
		note_objection(effect, &reading);
		set_flags(effect, &said);
		effect->destructive |= effect->kind == EFFECT_DELETE;
		return effect;
	}
	effect->source = EFFECT_DECLARED;
	if (says_read(&said))
		effect->kind = EFFECT_READ;
	else if (said.kind_known)
		effect->kind = said.kind;
	else if (said.read_only == 0 && effect->kind == EFFECT_READ)
		effect->kind = EFFECT_UPDATE;
	if (said.kind_known || said.read_only == 1)
		effect->confidence = 1;
	if (!effect->mutating || says_read(&said))
		g_clear_pointer(&effect->contradiction, g_free);
	set_flags(effect, &said);
	return effect;
}
