/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows once all documents are read: paths and effects of actions. */
#include <glib/gi18n.h>

#include "model/server_join.h"

static void infer_effect(Action *action)
{
	g_autoptr(ActionTexts) texts = action_texts_new(action);
	action->effect = effect_infer_texts(action_texts(texts));
}

static void add_evidence(Effect *effect, const char *note)
{
	char *evidence =
		note != NULL ? g_strdup_printf(_("configuration: %s"), note) : g_strdup(_("configuration"));
	g_ptr_array_set_size(effect->evidence, 0);
	g_array_set_size(effect->marks, 0);
	g_ptr_array_add(effect->evidence, evidence);
}

/* What each kind is unless more is said: an update may overwrite, so it keeps what was known of it. */
static void set_kind(Effect *effect, EffectKind kind)
{
	static const struct {
		gboolean destructive, idempotent;
	} usual[EFFECT_KINDS] = {
		[EFFECT_READ] = { FALSE, TRUE },
		[EFFECT_DELETE] = { TRUE, FALSE },
	};
	if (effect->kind != kind && kind != EFFECT_UPDATE) {
		effect->destructive = usual[kind].destructive;
		effect->idempotent = usual[kind].idempotent;
	} else if (effect->kind == EFFECT_READ && kind == EFFECT_UPDATE) {
		effect->destructive = TRUE;
		effect->idempotent = FALSE;
	}
	effect->kind = kind;
	effect->mutating = kind != EFFECT_READ;
}

static void override_effect(Effect *effect, const ActionSettings *set)
{
	if (!set->has_effect && set->destructive < 0)
		return;
	if (set->has_effect)
		set_kind(effect, set->effect);
	if (set->destructive >= 0)
		effect->destructive = set->destructive;
	effect->source = EFFECT_SET;
	effect->confidence = 1;
	add_evidence(effect, set->note);
	g_clear_pointer(&effect->contradiction, g_free);
}

static void finish_action(Server *server, Action *action, const Target *target)
{
	gboolean only_components = server->manifest == NULL && server->openapi == NULL;
	gboolean for_chats = action->chat_arguments != NULL && action->chat_arguments[0] != NULL;
	if (only_components && !for_chats)
		action->callable = TRUE;
	if (action->callable)
		action->call_path = g_strdup_printf("/connections/{id}/call/%s", action->name);
	if (action->effect == NULL)
		infer_effect(action);
	const ActionSettings *set =
		target != NULL ? g_hash_table_lookup(target->actions, action->name) : NULL;
	if (set != NULL) {
		override_effect(action->effect, set);
		action->sources |= FROM_CONFIG;
	}
}

void server_finish_actions(Server *server, const Target *target)
{
	for (guint i = 0; i < server->actions->len; i++)
		finish_action(server, g_ptr_array_index(server->actions, i), target);
}
