/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects.h"

#include <string.h>

static const char *const KINDS[] = { "read", "create", "update", "delete", "send" };
static const char *const SOURCES[] = { "declared", "inferred", "assumed", "set" };
static const char *const PLACES[] = { "name", "display-name",  "description", "arguments",
				      "docs", "argument-docs", "result",      "install-instructions" };
static const char *const ON_SUBSCRIBES[] = { "registers-upstream", "nothing", "unknown" };
static const char *const ON_EVENTS[] = { "one-subscription", "all-subscriptions", "unknown" };

G_STATIC_ASSERT(G_N_ELEMENTS(KINDS) == EFFECT_KINDS);
G_STATIC_ASSERT(G_N_ELEMENTS(SOURCES) == EFFECT_SET + 1);

/* What stands where nothing is known. */
Effect *effect_new(void)
{
	Effect *effect = g_new0(Effect, 1);
	effect->kind = EFFECT_UPDATE;
	effect->source = EFFECT_ASSUMED;
	effect->mutating = TRUE;
	effect->destructive = TRUE;
	effect->open_world = TRUE;
	effect->evidence = g_ptr_array_new_with_free_func(g_free);
	effect->marks = g_array_new(FALSE, FALSE, sizeof(EffectMark));
	return effect;
}

static gpointer copy_line(gconstpointer line, gpointer nothing)
{
	(void)nothing;
	return g_strdup(line);
}

Effect *effect_copy(const Effect *effect)
{
	Effect *copy = g_memdup2(effect, sizeof *effect);
	copy->evidence = g_ptr_array_copy(effect->evidence, copy_line, NULL);
	g_ptr_array_set_free_func(copy->evidence, g_free);
	copy->marks = g_array_copy(effect->marks);
	copy->contradiction = g_strdup(effect->contradiction);
	return copy;
}

void effect_free(Effect *effect)
{
	if (effect == NULL)
		return;
	g_ptr_array_unref(effect->evidence);
	g_array_unref(effect->marks);
	g_free(effect->contradiction);
	g_free(effect);
}

const char *effect_kind_name(EffectKind kind)
{
	return (guint)kind < EFFECT_KINDS ? KINDS[kind] : "unknown";
}

gboolean effect_kind_parse(const char *text, EffectKind *kind)
{
	for (guint i = 0; text != NULL && i < EFFECT_KINDS; i++) {
		if (strcmp(text, KINDS[i]) == 0) {
			*kind = (EffectKind)i;
			return TRUE;
		}
	}
	return FALSE;
}

const char *effect_source_name(EffectSource source)
{
	return (guint)source < G_N_ELEMENTS(SOURCES) ? SOURCES[source] : "unknown";
}

const char *effect_place_name(EffectPlace place)
{
	return (guint)place < G_N_ELEMENTS(PLACES) ? PLACES[place] : "unknown";
}

const char *on_subscribe_name(OnSubscribe value)
{
	return (guint)value < G_N_ELEMENTS(ON_SUBSCRIBES) ? ON_SUBSCRIBES[value] : "unknown";
}

const char *on_event_name(OnEvent value)
{
	return (guint)value < G_N_ELEMENTS(ON_EVENTS) ? ON_EVENTS[value] : "unknown";
}
